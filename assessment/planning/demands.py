"""What a target asks of the moves, in whole numbers: the same rules the judge applies, without fractions.

A criterion becomes a row: the gains of the chosen moves must add up to what is
short. The published figure of a score S / V reaches a cut of `aim` tenths where
`2000 S >= (2 aim - 1) top V`; the index is put over the common denominator of
its dimensions first. So a row holds exactly where the judge says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd, lcm

from assessment.instrument.model import Criterion, Gate
from assessment.planning.climb import Climb, Move
from assessment.planning.goals import is_judgeable, must_goal
from assessment.scoring.gates import Judge

Weights = Mapping[Move, int]
"""What each move adds to a figure."""


@dataclass(frozen=True)
class Row:
    """One criterion: the gains of the moves made have to reach `short`."""

    gains: Weights
    short: int
    """What is missing as things are; 0 or less where it holds already."""

    def holds(self, made: Collection[Move]) -> bool:
        """Whether these moves meet the criterion."""
        return sum(gain for move, gain in self.gains.items() if move in made) >= self.short


@dataclass(frozen=True)
class Pick:
    """The shoulds of one gate: so many of these rows have to hold."""

    of: Sequence[Row]
    meet: int


@dataclass(frozen=True)
class Demands:
    """The moves there are, and what those chosen have to reach together."""

    half_days: Weights
    """Every move that can be made, in a fixed order, with its cost in half person-days."""
    needs: Mapping[Move, Sequence[Move]]
    """What each move needs first, the point below on its own item included."""
    musts: Sequence[Row] = ()
    picks: Sequence[Pick] = ()
    forced: frozenset[Move] = frozenset()

    def reached(self, made: Collection[Move]) -> bool:
        """Whether some moves meet all demands; what each move needs is not looked at."""
        return (
            self.forced <= set(made)
            and all(row.holds(made) for row in self.musts)
            and all(sum(row.holds(made) for row in pick.of) >= pick.meet for pick in self.picks)
        )

    @cached_property
    def can_be_met(self) -> bool:
        """Whether every move together meets all demands; if not, nothing does."""
        return self.reached(self.half_days)

    def within(self, moves: Collection[Move]) -> "Demands":
        """Return the same demands with only some of the moves to meet them."""
        kept = {move: days for move, days in self.half_days.items() if move in moves}

        def narrowed(row: Row) -> Row:
            return Row({move: gain for move, gain in row.gains.items() if move in kept}, row.short)

        return Demands(
            half_days=kept,
            needs={move: tuple(one for one in self.needs[move] if one in kept) for move in kept},
            musts=[narrowed(row) for row in self.musts],
            picks=[Pick([narrowed(row) for row in pick.of], pick.meet) for pick in self.picks],
            forced=self.forced & kept.keys(),
        )

    def cost(self, made: Collection[Move]) -> int:
        """Return the half person-days of some moves."""
        return sum(self.half_days[move] for move in made)

    def with_needs(self, moves: Collection[Move]) -> set[Move]:
        """Return some moves together with all that they need."""
        found: set[Move] = set()
        waiting = list(moves)
        while waiting:
            move = waiting.pop()
            if move not in found:
                found.add(move)
                waiting.extend(self.needs[move])
        return found


def demands_of(climb: Climb, forced: Collection[str]) -> Demands:
    """Return the moves open to a merchant, asking for nothing but the forced items.

    A forced item that cannot be raised is passed over. What has begun stays.
    """
    highest = climb.highest()
    steps = {
        (item, point): step
        for item, top in sorted(highest.items())
        for point in range(climb.start[item] + 1, top + 1)
        if (step := climb.step((item, point))) is not None
    }
    half_days = {move: round(2 * step.days) for move, step in steps.items()}
    # What is needed and is no move is met already, or holds nothing up: else this would be no move either.
    needs = {
        (item, point): tuple(move for move in ((item, point - 1), *step.needs.items()) if move in steps)
        for (item, point), step in steps.items()
    }
    first = {(item, climb.start.get(item, 0) + 1) for item in forced} | climb.kept
    return Demands(half_days, needs, forced=frozenset(first & half_days.keys()))


def to_open(climb: Climb, gates: Sequence[Gate], forced: Collection[str]) -> Demands:
    """Return what opens some gates: their musts, and enough of their shoulds. Numbers stay as given."""
    demands, judge = demands_of(climb, forced), climb.judge
    picks = [
        Pick([row_of(climb, demands, criterion) for criterion in gate.should.of], gate.should.meet)
        for gate in gates
        if gate.should is not None
    ]
    musts = [row_of(climb, demands, criterion) for criterion in must_goal(judge, gates).musts]
    return replace(demands, musts=musts, picks=picks)


def to_reach(climb: Climb, criterion: Criterion, forced: Collection[str]) -> Demands:
    """Return what meets one criterion."""
    demands = demands_of(climb, forced)
    return replace(demands, musts=[row_of(climb, demands, criterion)])


def row_of(climb: Climb, demands: Demands, criterion: Criterion) -> Row:
    """Write a criterion as a row over the moves there are."""
    judge = climb.judge
    if criterion.kind == "metric":
        return Row({}, 0 if judge.passes(criterion, {}) else 1)
    if not is_judgeable(judge, criterion):
        return Row({}, 1)
    if criterion.kind == "item":
        item, least = criterion.subject, -(-criterion.tenths // 10)
        gains = {move: 1 for move in demands.half_days if move[0] == item and move[1] <= least}
        return Row(gains, least - climb.start[item])
    factors, whole = _factors(judge, criterion)
    if not whole:
        return Row({}, 1)
    least = -(-(2 * judge.aim(criterion) - 1) * whole // 2000)
    now = sum(factor * judge.total(dimension, climb.start) for dimension, factor in factors.items())
    return Row(_gains(judge, demands, factors), least - now)


def index_gains(climb: Climb, demands: Demands) -> dict[Move, int]:
    """Return what each move adds to the index, over the common denominator."""
    factors, _ = _factors(climb.judge, Criterion(index="overall", at_least=0.0))
    return _gains(climb.judge, demands, factors)


def _factors(judge: Judge, criterion: Criterion) -> tuple[dict[str, int], int]:
    """Return by what to multiply each dimension's total, and the product for a score of 100; 0 for none."""
    if criterion.kind == "dimension":
        weights = {criterion.subject: 1}
    else:
        weights = {one.id: one.weight for one in judge.instrument.dimensions if one.id in judge.counted}
    common = lcm(*(judge.weights[dimension] for dimension, weight in weights.items() if weight))
    factors = {key: weight * common // judge.weights[key] for key, weight in weights.items() if weight}
    shared = gcd(*factors.values()) or 1
    factors = {key: factor // shared for key, factor in factors.items()}
    return factors, judge.instrument.top_value * sum(
        factor * judge.weights[key] for key, factor in factors.items()
    )


def _gains(judge: Judge, demands: Demands, factors: Mapping[str, int]) -> dict[Move, int]:
    scale = judge.instrument.scale
    gains = {}
    for item, point in demands.half_days:
        result = judge.items[item].item
        factor = factors.get(result.dimension, 0) * result.weight
        if gain := factor * (scale[point] - scale[point - 1]):
            gains[item, point] = gain
    return gains
