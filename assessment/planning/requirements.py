"""What a target asks of the moves: as criteria with a distance to go, and as exact linear constraints.

A criterion becomes a constraint: the gains of the chosen moves must add up to
what is short. The published figure of a score S / V reaches a cut of `aim`
tenths where `2000 S >= (2 aim - 1) top V`; the index is put over the common
denominator of its dimensions first. So a constraint holds exactly where the
judge says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import gcd, lcm

from assessment.instrument.model import Criterion
from assessment.planning.moves import Move, MoveSpace
from assessment.scoring.gates import Judge, JudgedGate


@dataclass(frozen=True)
class Score:
    """A score of a dimension or the index in whole numbers: 100 times the sum of its items over `whole`."""

    factors: Mapping[str, int]
    """What one point of value adds, by item that counts."""
    whole: int
    """What all items add up to at their highest points; 0 where nothing counts."""
    scale: Mapping[int, int]
    """The value of each point."""

    def total(self, points: Mapping[str, int]) -> int:
        """Return what the items add up to."""
        scale = self.scale
        return sum(factor * scale[points[item]] for item, factor in self.factors.items())


@dataclass(frozen=True)
class OpenCriterion:
    """A criterion that is not met yet."""

    criterion: Criterion
    gap: float
    """Its shortfall, in points of 100."""
    total: int = 0
    """Of a score, what its items add up to."""


@dataclass(frozen=True)
class CriteriaToMeet:
    """Criteria that steps can meet: all of `musts`. Shoulds join once they are chosen."""

    judge: Judge
    musts: tuple[Criterion, ...]
    _scores: dict[tuple[str, str], Score] = field(default_factory=dict, repr=False, compare=False)

    def gap(self, points: Mapping[str, int]) -> float:
        """Return the summed shortfall of the unmet criteria, in points of 100."""
        return sum(self.shortfall(criterion, points) for criterion in self.musts)

    def open_at(self, points: Mapping[str, int]) -> list[OpenCriterion]:
        """Return the unmet criteria."""
        found = []
        for criterion in self.musts:
            if criterion.kind in {"dimension", "index"}:
                total = self._score(criterion).total(points)
                one = OpenCriterion(criterion, self._below(criterion, total), total)
            else:
                one = OpenCriterion(criterion, self.shortfall(criterion, points))
            if one.gap > 0:
                found.append(one)
        return found

    def closed(
        self, still_open: Sequence[OpenCriterion], points: Mapping[str, int], moves: Mapping[str, int]
    ) -> float:
        """Return by how much some moves bring the unmet criteria nearer, in points of 100."""
        subjects = {*moves, *(item.partition(".")[0] for item in moves)}
        scale = self.judge.instrument.scale
        nearer = 0.0
        for one in still_open:
            criterion = one.criterion
            if criterion.kind != "index" and criterion.subject not in subjects:
                continue
            if criterion.kind == "item":
                nearer += one.gap - self.shortfall(criterion, moves)
                continue
            factors = self._score(criterion).factors
            gain = sum(
                factors.get(item, 0) * (scale[point] - scale[points[item]]) for item, point in moves.items()
            )
            nearer += one.gap - self._below(criterion, one.total + gain)
        return nearer

    def shortfall(self, criterion: Criterion, points: Mapping[str, int]) -> float:
        """Return how far one criterion is from its cut, in points of 100; 0 where it is met."""
        judge = self.judge
        if criterion.kind == "item":
            top = judge.instrument.top_point
            return max(0.0, 100 * (judge.least_point(criterion) - points[criterion.subject]) / top)
        if criterion.kind in {"dimension", "index"}:
            return self._below(criterion, self._score(criterion).total(points))
        return 0.0

    def _below(self, criterion: Criterion, total: int) -> float:
        """Return how far a score with some total is from its cut; 0 where nothing counts."""
        whole = self._score(criterion).whole
        if not whole:
            return 0.0
        aim = (2 * self.judge.aim(criterion) - 1) / 20
        return max(0.0, round(aim - 100 * total / whole, 9))

    def _score(self, criterion: Criterion) -> Score:
        """Return the score that a criterion asks about."""
        key = (criterion.kind, criterion.subject)
        found = self._scores.get(key)
        if found is None:
            judge, counts = self.judge, self.judge.counts(criterion)
            factors, whole = _factors(judge, criterion) if counts else ({}, 0)
            weights = {
                one.item.id: factor * one.item.weight
                for dimension, factor in factors.items()
                for one in judge.counted[dimension]
            }
            found = self._scores[key] = Score(weights, whole, judge.instrument.scale)
        return found

    def reached(self, points: Mapping[str, int]) -> bool:
        """Whether every criterion holds, judged exactly."""
        return all(self.judge.passes(criterion, points) for criterion in self.musts)

    def joined(self, more: Sequence[Criterion]) -> "CriteriaToMeet":
        """Return a goal that asks for more criteria as well."""
        return CriteriaToMeet(self.judge, (*self.musts, *more))

    def touching(self, item_id: str) -> tuple[Criterion, ...]:
        """Return the criteria that raising an item can help to meet."""
        dimension = item_id.partition(".")[0]
        return tuple(
            criterion
            for criterion in self.musts
            if criterion.kind == "index" or criterion.subject in (item_id, dimension)
        )


def gates_up_to(judge: Judge, stage: str) -> list[JudgedGate]:
    """Return the gates to pass on the way to a stage, lowest first."""
    order = judge.instrument.stage_ids
    wanted = order[1 : order.index(stage) + 1]
    return [gate for gate in judge.gates if gate.stage in wanted]


def must_goal(judge: Judge, gates: Sequence[JudgedGate]) -> CriteriaToMeet:
    """Return the musts of some gates that steps may have to meet: not waived, not left out, no numbers."""
    musts = [
        criterion
        for gate in gates
        for criterion in gate.must
        if criterion.kind not in {"metric", "profile"}
        and not judge.waived(criterion)
        and not judge.unknown(criterion)
    ]
    return CriteriaToMeet(judge, tuple(musts))


def unmet_numbers(judge: Judge, gates: Sequence[JudgedGate]) -> list[Criterion]:
    """Return the musts on numbers and the profile that stand in the way: no step moves those."""
    found = [
        criterion
        for gate in gates
        for criterion in gate.must
        if criterion.kind in {"metric", "profile"} and not judge.holds(criterion, {})
    ]
    for gate in gates:
        for group in gate.groups:
            if group.part == "evidence" and not judge.meets(group, {}):
                found += [each for each in group.of if not judge.counts_in(group, each, {})]
    return found


def is_judgeable(judge: Judge, criterion: Criterion) -> bool:
    """Whether anything the criterion asks about counts, so that steps could meet it."""
    return criterion.kind in {"item", "dimension", "index"} and judge.counts(criterion)


def all_open(judge: Judge, gates: Sequence[JudgedGate], points: Mapping[str, int]) -> bool:
    """Whether some points open every gate, unmet numbers aside."""
    return must_goal(judge, gates).reached(points) and all(
        judge.meets(group, points) for gate in gates for group in gate.practice
    )


Weights = Mapping[Move, int]
"""What each move adds to a figure."""


@dataclass(frozen=True)
class LinearConstraint:
    """One criterion: the gains of the moves made have to reach `short`."""

    gains: Weights
    short: int
    """What is missing as things are; 0 or less where it holds already."""

    def holds(self, made: Collection[Move]) -> bool:
        """Whether these moves meet the criterion."""
        return sum(gain for move, gain in self.gains.items() if move in made) >= self.short


@dataclass(frozen=True)
class AtLeast:
    """A group of one gate: so many of these rows have to hold."""

    of: Sequence[LinearConstraint]
    meet: int


@dataclass(frozen=True)
class Requirements:
    """The moves there are, and what those chosen have to reach together."""

    half_days: Weights
    """Every move that can be made, in a fixed order, with its cost in half person-days."""
    needs: Mapping[Move, Sequence[Move]]
    """What each move needs first, the point below on its own item included."""
    musts: Sequence[LinearConstraint] = ()
    picks: Sequence[AtLeast] = ()
    forced: frozenset[Move] = frozenset()

    def reached(self, made: Collection[Move]) -> bool:
        """Whether some moves meet all requirements; what each move needs is not looked at."""
        return (
            self.forced <= set(made)
            and all(row.holds(made) for row in self.musts)
            and all(sum(row.holds(made) for row in pick.of) >= pick.meet for pick in self.picks)
        )

    @cached_property
    def can_be_met(self) -> bool:
        """Whether every move together meets all requirements; if not, nothing does."""
        return self.reached(self.half_days)

    def within(self, moves: Collection[Move]) -> "Requirements":
        """Return the same requirements with only some of the moves to meet them."""
        kept = {move: days for move, days in self.half_days.items() if move in moves}

        def narrowed(row: LinearConstraint) -> LinearConstraint:
            return LinearConstraint(
                {move: gain for move, gain in row.gains.items() if move in kept}, row.short
            )

        return Requirements(
            half_days=kept,
            needs={move: tuple(one for one in self.needs[move] if one in kept) for move in kept},
            musts=[narrowed(row) for row in self.musts],
            picks=[AtLeast([narrowed(row) for row in pick.of], pick.meet) for pick in self.picks],
            forced=self.forced & kept.keys(),
        )

    def cost(self, made: Collection[Move]) -> int:
        """Return the half person-days of some moves."""
        return sum(self.half_days[move] for move in made)

    def with_prerequisites(self, moves: Collection[Move]) -> set[Move]:
        """Return some moves together with all that they need."""
        found: set[Move] = set()
        waiting = list(moves)
        while waiting:
            move = waiting.pop()
            if move not in found:
                found.add(move)
                waiting.extend(self.needs[move])
        return found


def move_requirements(space: MoveSpace, forced: Collection[str]) -> Requirements:
    """Return the moves open to a merchant, asking for nothing but the forced items.

    A forced item that cannot be raised is passed over. What has begun stays.
    """
    highest = space.highest()
    steps = {
        (item, point): step
        for item, top in sorted(highest.items())
        for point in range(space.start[item] + 1, top + 1)
        if (step := space.step((item, point))) is not None
    }
    half_days = {move: round(2 * step.days) for move, step in steps.items()}
    # What is needed and is no move is met already, or holds nothing up: else this would be no move either.
    needs = {
        (item, point): tuple(move for move in ((item, point - 1), *step.needs.items()) if move in steps)
        for (item, point), step in steps.items()
    }
    first = {(item, space.start.get(item, 0) + 1) for item in forced} | space.kept
    return Requirements(half_days, needs, forced=frozenset(first & half_days.keys()))


def to_open_gates(space: MoveSpace, gates: Sequence[JudgedGate], forced: Collection[str]) -> Requirements:
    """Return what opens some gates: their musts, and enough of each group. Numbers stay as given."""
    requirements, judge = move_requirements(space, forced), space.judge
    picks = [
        AtLeast([constraint_of(space, requirements, criterion) for criterion in group.of], group.meet)
        for gate in gates
        for group in gate.practice
    ]
    musts = [constraint_of(space, requirements, criterion) for criterion in must_goal(judge, gates).musts]
    return replace(requirements, musts=musts, picks=picks)


def to_reach_score(space: MoveSpace, criterion: Criterion, forced: Collection[str]) -> Requirements:
    """Return what meets one criterion."""
    requirements = move_requirements(space, forced)
    return replace(requirements, musts=[constraint_of(space, requirements, criterion)])


def constraint_of(space: MoveSpace, requirements: Requirements, criterion: Criterion) -> LinearConstraint:
    """Write a criterion as a row over the moves there are."""
    judge = space.judge
    if criterion.kind in {"metric", "profile"}:
        return LinearConstraint({}, 0 if judge.passes(criterion, {}) else 1)
    if not is_judgeable(judge, criterion):
        return LinearConstraint({}, 1)
    if criterion.kind == "item":
        item, least = criterion.subject, judge.least_point(criterion)
        gains = {move: 1 for move in requirements.half_days if move[0] == item and move[1] <= least}
        return LinearConstraint(gains, least - space.start[item])
    factors, whole = _factors(judge, criterion)
    if not whole:
        return LinearConstraint({}, 1)
    least = -(-(2 * judge.aim(criterion) - 1) * whole // 2000)
    now = sum(factor * judge.total(dimension, space.start) for dimension, factor in factors.items())
    return LinearConstraint(_gains(judge, requirements, factors), least - now)


def index_gains(space: MoveSpace, requirements: Requirements) -> dict[Move, int]:
    """Return what each move adds to the index, over the common denominator."""
    factors, _ = _factors(space.judge, Criterion(index="overall", at_least=0.0))
    return _gains(space.judge, requirements, factors)


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


def _gains(judge: Judge, requirements: Requirements, factors: Mapping[str, int]) -> dict[Move, int]:
    scale = judge.instrument.scale
    gains = {}
    for item, point in requirements.half_days:
        result = judge.items[item].item
        factor = factors.get(result.dimension, 0) * result.weight
        if gain := factor * (scale[point] - scale[point - 1]):
            gains[item, point] = gain
    return gains
