"""How soon a target can be reached at all with some of the chosen steps, and with which of them.

A list that aims above the cuts, or through two gates, often holds several sets
that would open the nearest gate. The one with the fewest person-days may wait
for a busy function while another is over. So the sets are tried by week: the
first week by which chains of needs and everybody's person-days leave room for
a set is a bound that no schedule beats; the cheapest set for that week is what
the schedule goes for first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.planning.climb import Move, name_of
from assessment.planning.demands import Demands, Weights
from assessment.planning.network import Network

MOST_WEEKS = 4096
"""Beyond this week nobody looks for a gate to open."""


@dataclass(frozen=True)
class Opening:
    """The steps that reach a target soonest."""

    moves: frozenset[Move]
    """With what was given; enough together."""
    week: int
    """By which chains and person-days leave room for them; other rules may still make it later."""
    bound: int
    """No schedule of the same jobs reaches the target before the end of this week."""


def opening(demands: Demands, network: Network, given: Collection[Move], least: int = 0) -> Opening | None:
    """Return the moves by which a target can be reached soonest; None where no week is early enough.

    Args:
        demands: what the target asks for at its bare cuts, over the moves that are jobs.
        network: the jobs, with their weeks and what is available.
        given: moves that come first in any case.
        least: a week before which nothing more is tried.
    """
    weeks = _Weeks(demands, network)
    bound = week = weeks.first(frozenset())
    if bound is None:
        return None
    if given or least > bound:
        week = weeks.first(frozenset(given), max(bound, least))
    moves = None if week is None else weeks.cheapest(week, frozenset(given))
    return None if week is None or moves is None else Opening(moves, week, bound)


def cheapest_by(demands: Demands, network: Network, week: int) -> frozenset[Move] | None:
    """Return the cheapest moves whose chains and person-days leave room for them by a week; None without."""
    if any(network.heads[name_of(move)][1] > week for move in demands.forced):
        return None
    return _Weeks(demands, network).cheapest(week, demands.forced)


@dataclass(frozen=True)
class _Weeks:
    """What can be over by which week."""

    demands: Demands
    network: Network

    def first(self, given: frozenset[Move], least: int = 0) -> int | None:
        """Return the first week by which a set may be over, from one on; None where there is none."""
        least = max([least, *(self.network.heads[name_of(move)][1] for move in given)])
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

    def _by(self, week: int, given: frozenset[Move]) -> Demands:
        """Return the demands with only those moves that chains of needs let end by a week."""
        heads = self.network.heads
        return replace(
            self.demands.within([move for move in self.demands.half_days if heads[name_of(move)][1] <= week]),
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
                move: jobs[name_of(move)].work[resource].amount
                for move in self.demands.half_days
                if resource in jobs[name_of(move)].work
            }
            for resource in self.network.available.always
        }
