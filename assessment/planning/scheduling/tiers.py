"""Which of the chosen steps come first: those that open the nearest gate soonest, then the next, the rest.

A list that goes three points above every cut, or through two gates, holds the
steps of the bare gate, often in several sets that would each open it. The set
with the fewest person-days may wait for a busy function while another is over.
So the sets are tried by week: the first week by which chains of needs and
everybody's person-days leave room for a set is a bound that no schedule beats;
the cheapest set for that week makes the first tier, so that the gate opens as
early as it can and the margin follows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.planning.moves import Move, job_id
from assessment.planning.request import PlanRequest, Situation
from assessment.planning.requirements import Requirements, Weights, gates_up_to
from assessment.planning.scheduling.network import Network
from assessment.planning.selection import move_space_of, requirements_of


@dataclass(frozen=True)
class PriorityTiers:
    """The wave of each step, and how early each target on the way can be reached at best."""

    of: Mapping[Move, int]
    """From 0 on."""
    aims: tuple[PlanRequest, ...]
    """The targets on the way, nearest first, at their bare cuts."""
    bounds: tuple[int | None, ...]
    """For each, the week before whose end no schedule of these steps reaches it; None where none is known."""
    weeks: tuple[int, ...]
    """For each, the week by which its steps may be over; more than the bound where that was asked for."""
    towards: int
    """How many waves lead to the targets; what is in later ones goes beyond."""


def priority_tiers(
    situation: Situation,
    request: PlanRequest,
    moves: Collection[Move],
    network: Network,
    least: Sequence[int] = (),
) -> PriorityTiers:
    """Put chosen moves into waves.

    Args:
        situation: of the merchant.
        request: what was asked for.
        moves: those of the roadmap.
        network: the same as jobs.
        least: for the first targets, weeks before which nothing is tried: other steps may then come first.
    """
    wave_of: dict[Move, int] = {}
    bounds: list[int | None] = []
    weeks: list[int] = []
    aims = tuple(_aims(situation, request))
    for number, aim in enumerate(aims):
        begin = least[number] if number < len(least) else 0
        requirements = requirements_of(move_space_of(situation, aim, 0.0), aim).within(moves)
        found = earliest_opening(replace(requirements, forced=frozenset()), network, wave_of.keys(), begin)
        bounds.append(None if found is None else found.bound)
        weeks.append(0 if found is None else found.week)
        fresh = frozenset() if found is None else found.moves - wave_of.keys()
        if fresh:
            wave = max(wave_of.values(), default=-1) + 1
            wave_of.update(dict.fromkeys(sorted(fresh), wave))
    rest = max(wave_of.values(), default=-1) + 1
    return PriorityTiers(
        {move: wave_of.get(move, rest) for move in moves}, aims, tuple(bounds), tuple(weeks), rest
    )


def _aims(situation: Situation, request: PlanRequest) -> list[PlanRequest]:
    """Return the targets on the way, nearest first, with nothing forced."""
    alone = replace(request, force=frozenset())
    if request.stage is not None:
        gates = gates_up_to(situation.judge, request.stage)
        return [replace(alone, stage=gate.stage) for gate in gates]
    return [] if request.dimension is None else [alone]


MOST_WEEKS = 4096
"""Beyond this week nobody looks for a gate to open."""


@dataclass(frozen=True)
class EarliestOpening:
    """The steps that reach a target soonest."""

    moves: frozenset[Move]
    """With what was given; enough together."""
    week: int
    """By which chains and person-days leave room for them; other rules may still make it later."""
    bound: int
    """No schedule of the same jobs reaches the target before the end of this week."""


def earliest_opening(
    requirements: Requirements, network: Network, given: Collection[Move], least: int = 0
) -> EarliestOpening | None:
    """Return the moves by which a target can be reached soonest; None where no week is early enough.

    Args:
        requirements: what the target asks for at its bare cuts, over the moves that are jobs.
        network: the jobs, with their weeks and what is available.
        given: moves that come first in any case.
        least: a week before which nothing more is tried.
    """
    weeks = _Weeks(requirements, network)
    bound = week = weeks.first(frozenset())
    if bound is None:
        return None
    if given or least > bound:
        week = weeks.first(frozenset(given), max(bound, least))
    moves = None if week is None else weeks.cheapest(week, frozenset(given))
    return None if week is None or moves is None else EarliestOpening(moves, week, bound)


def cheapest_by(requirements: Requirements, network: Network, week: int) -> frozenset[Move] | None:
    """Return the cheapest moves whose chains and person-days leave room for them by a week; None without."""
    if any(network.heads[job_id(move)][1] > week for move in requirements.forced):
        return None
    return _Weeks(requirements, network).cheapest(week, requirements.forced)


@dataclass(frozen=True)
class _Weeks:
    """What can be over by which week."""

    requirements: Requirements
    network: Network

    def first(self, given: frozenset[Move], least: int = 0) -> int | None:
        """Return the first week by which a set may be over, from one on; None where there is none."""
        least = max([least, *(self.network.heads[job_id(move)][1] for move in given)])
        if least > MOST_WEEKS:
            return None
        if self._may_be(least, given):
            return least
        too_soon, step = least, 1
        while not self._may_be(too_soon + step, given):
            too_soon, step = too_soon + step, 2 * step
            if too_soon + step > MOST_WEEKS:
                return None
        soon = too_soon + step
        while soon - too_soon > 1:
            middle = (soon + too_soon) // 2
            if self._may_be(middle, given):
                soon = middle
            else:
                too_soon = middle
        return soon

    def cheapest(self, week: int, given: frozenset[Move]) -> frozenset[Move] | None:
        """Return the set with the fewest person-days that may be over by a week."""
        by = self._by(week, given)
        if not by.can_be_met:
            return None
        from assessment.planning.path import cheapest  # noqa: PLC0415 - the solver takes long to load

        path = cheapest(by, at_most=self._room(week))
        return None if path is None else path.moves

    def _may_be(self, week: int, given: frozenset[Move]) -> bool:
        """Whether some set may be over by a week; not being sure counts as yes."""
        by = self._by(week, given)
        if by.reached(given):
            return True
        if not by.can_be_met:
            return False
        from assessment.planning.path import is_possible  # noqa: PLC0415 - the solver takes long to load

        return is_possible(by, self._room(week))

    def _by(self, week: int, given: frozenset[Move]) -> Requirements:
        """Return the requirements with only those moves that chains of needs let end by a week."""
        heads = self.network.heads
        return replace(
            self.requirements.within(
                [move for move in self.requirements.half_days if heads[job_id(move)][1] <= week]
            ),
            forced=given,
        )

    def _room(self, week: int) -> Sequence[tuple[Weights, int]]:
        """Return, for each function, what each move takes of it and what it has up to a week."""
        available = self.network.available
        begin = min((start for start, _ in self.network.heads.values()), default=1)
        return [
            (work, sum(available.units(resource, one) for one in range(begin, week + 1)))
            for resource, work in self._work().items()
            if work
        ]

    def _work(self) -> Mapping[str, Weights]:
        jobs = self.network.jobs
        return {
            resource: {
                move: jobs[job_id(move)].work[resource].amount
                for move in self.requirements.half_days
                if resource in jobs[job_id(move)].work
            }
            for resource in self.network.available.always
        }
