"""How soon each target on the way can be reached at best, and by which steps to begin.

A list that goes three points above every cut, or through two gates, often
holds several sets of steps that would open the nearest gate. The one with the
fewest person-days may wait for a busy function while another is over. So sets
are tried by week: the first week by which chains of needs and everybody's
person-days leave room for any set is a bound that no schedule beats. The
cheapest set for that week is what the heuristic goes for first; which set it
is in the end, the search decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.planning.moves import Move, job_id
from assessment.planning.request import PlanRequest, Situation
from assessment.planning.requirements import (
    LinearConstraint,
    Requirements,
    Weights,
    gates_up_to,
)
from assessment.planning.scheduling.bounds import Measure, worked_by
from assessment.planning.scheduling.jobs import Goal, Job, Sum
from assessment.planning.scheduling.network import FAR, Network
from assessment.planning.scheduling.query import Target
from assessment.planning.selection import move_space_of, requirements_of

MOST_WEEKS = 4096
"""Beyond this week nobody looks for a target to be reached."""


@dataclass(frozen=True)
class Waypoint:
    """A target on the way, at its bare cuts."""

    request: PlanRequest
    requirements: Requirements
    target: Target


def aims_of(
    situation: Situation, request: PlanRequest, moves: Collection[Move], network: Network
) -> list[Waypoint]:
    """Return the targets on the way, in the order in which they are gone for.

    Args:
        situation: of the merchant.
        request: what was asked for; nothing is forced for a target on the way.
        moves: those of the roadmap.
        network: the same as jobs.
    """
    found: list[Waypoint] = []
    given: frozenset[Move] = frozenset()
    for one in on_the_way(situation, request):
        whole = requirements_of(move_space_of(situation, one, 0.0), one)
        requirements = replace(whole.within(moves), forced=frozenset())
        weeks = WeeksOfTarget(requirements, network)
        least = weeks.first(frozenset())
        first = given
        if least is not None:
            begin = least if not given else weeks.first(given, least)
            first = given | ((begin is not None and weeks.cheapest(begin, given)) or frozenset())
        target = Target(_goal(requirements), FAR if least is None else least, frozenset(map(job_id, first)))
        found.append(Waypoint(one, requirements, target))
        given = first
    return found


def on_the_way(situation: Situation, request: PlanRequest) -> list[PlanRequest]:
    """Return the requests for the targets on the way: nearest first, or the one asked for first."""
    alone = replace(request, force=frozenset())
    if request.stage is not None:
        aims = [replace(alone, stage=gate.stage) for gate in gates_up_to(situation.judge, request.stage)]
        return aims if request.nearest_first else [aims[-1], *aims[:-1]]
    return [] if request.dimension is None else [alone]


def _goal(requirements: Requirements) -> Goal:
    """Return what a target asks for, in terms of jobs."""
    return Goal(
        [_sum(one) for one in requirements.musts],
        [([_sum(one) for one in pick.of], pick.meet) for pick in requirements.picks],
    )


def _sum(one: LinearConstraint) -> Sum:
    return Sum({job_id(move): gain for move, gain in one.gains.items()}, one.short)


def cheapest_by(requirements: Requirements, network: Network, week: int) -> frozenset[Move] | None:
    """Return the cheapest moves whose chains and person-days leave room for them by a week; None without."""
    if any(network.earliest[job_id(move)][1] > week for move in requirements.forced):
        return None
    return WeeksOfTarget(requirements, network).cheapest(week, requirements.forced)


@dataclass(frozen=True)
class WeeksOfTarget:
    """What of the steps to a target can be over by which week."""

    requirements: Requirements
    network: Network

    def first(self, given: frozenset[Move], least: int = 0) -> int | None:
        """Return the first week by which a set may be over, from one on; None where there is none."""
        least = max([least, *(self.network.earliest[job_id(move)][1] for move in given)])
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

    def early(self, week: int) -> tuple[Requirements, Sequence[tuple[Weights, int]]]:
        """Return what a set that is over by a week must meet, and must not exceed."""
        return self._by(week, frozenset()), self._room(week)

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
        earliest = self.network.earliest
        return replace(
            self.requirements.within(
                [move for move in self.requirements.half_days if earliest[job_id(move)][1] <= week]
            ),
            forced=given,
        )

    def _room(self, week: int) -> Sequence[tuple[Weights, int]]:
        """Return what moves take by each of the last weeks at least, and what there is by then."""
        begin = min((start for start, _ in self.network.earliest.values()), default=1)
        longest = max((job.weeks for job in self._jobs.values()), default=1)
        first = max(begin, week - longest + 1)
        rows = []
        for measure in Measure.of(self.network):
            own = {
                move: self._taken(measure, job, first, week)
                for move, job in self._jobs.items()
                if measure.resource in job.work
            }
            there = sum(measure.there(by) for by in range(begin, first))
            before: Weights = {}
            for place, by in enumerate(range(first, week + 1)):
                there += measure.there(by)
                taken = {move: part for move, parts in own.items() if (part := parts[place])}
                if taken and taken != before and sum(taken.values()) > there:
                    rows.append((taken, there))
                before = taken
        return rows

    def _taken(self, measure: Measure, job: Job, first: int, week: int) -> Sequence[int]:
        """Return what a job has taken at least by each week from the first on where it ends by the last."""
        resource, whole = measure.resource, measure.taken(job)
        begun, until = max(1, week - job.weeks + 1), worked_by(job, resource, week)
        found, weeks = [0] * (begun - first), 0
        for by in range(begun, week + 1):
            if by < until and job.start is None:
                weeks += self.network.is_workable(job, resource, by)
                part = measure.taken_in(job, weeks)
            else:
                part = whole if by >= until else 0
            if by >= first:
                found.append(part)
        return found

    @cached_property
    def _jobs(self) -> Mapping[Move, Job]:
        return {move: self.network.jobs[job_id(move)] for move in self.requirements.half_days}
