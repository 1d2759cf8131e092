"""How likely the true stage is the reported one, given that self-report errs.

Each answer's true point is spread as `self_report` in the instrument says,
for each attitude of the respondent; verified answers and numbers have no
error, missing answers are spread evenly. The distributions of the dimension
sums are then convolved exactly, with every criterion of every gate judged
jointly. Only the index may need a grid, and then the result is a rigorous
bracket, not an estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm
from typing import Literal

import numpy as np
import numpy.typing as npt

from assessment.instrument.model import Attitude, Criterion, Gate
from assessment.scoring.gates import Judge
from assessment.scoring.results import Confidence, ItemResult

Distribution = npt.NDArray[np.float64]
Counts = tuple[int, ...]
"""How many shoulds of each gate are met so far, capped at what is needed."""

GRID = 20_000
"""Cells of the index axis; an index that falls on fewer exact values is kept exactly."""

ROUNDING = 1e-9
"""Far above what float additions can lose here, far below what is shown."""

Word = Literal["firm", "likely", "borderline", "not_supported"]

WORDS: tuple[tuple[float, Word], ...] = (
    (0.90, "firm"),
    (0.70, "likely"),
    (0.50, "borderline"),
    (0.0, "not_supported"),
)
"""The least probability, at the lower bound, for each word."""


@dataclass(frozen=True)
class Bracket:
    """A probability known to lie between two bounds."""

    low: float
    high: float


def confidence_in(judge: Judge, stage: str) -> Confidence:
    """Return the probability that the true stage is this one, as a bracket with a word for it."""
    order = judge.instrument.stage_ids
    rank = order.index(stage)
    here = reaching(judge, rank)
    above = reaching(judge, rank + 1) if rank + 1 < len(order) else Bracket(0.0, 0.0)
    low, high = max(0.0, here.low - above.high), min(1.0, here.high - above.low)
    word = next(word for least, word in WORDS if low >= least)
    return Confidence(floor(low * 1e6) / 1e6, ceil(high * 1e6) / 1e6, word)


def reaching(judge: Judge, rank: int) -> Bracket:
    """Return the probability that the gates up to the stage of this rank all open (0 is certain)."""
    wanted = judge.instrument.stage_ids[1 : rank + 1]
    gates = [gate for gate in judge.gates if gate.stage in wanted]
    if not wanted:
        return Bracket(1.0, 1.0)
    if len(gates) < len(wanted):
        return Bracket(0.0, 0.0)
    low = high = 0.0
    for attitude in judge.instrument.self_report:
        bracket = _Joint(judge, gates, attitude).probability()
        low += attitude.weight * bracket.low
        high += attitude.weight * bracket.high
    # Where no outcome at all opens the gates there is nothing to round.
    return Bracket(max(0.0, low - ROUNDING), min(1.0, high + ROUNDING) if high else 0.0)


def true_points(result: ItemResult, points: Sequence[int], attitude: Attitude) -> Mapping[int, float]:
    """Return the probability of each true point, given what was said.

    Mass past an end of the scale stays at the end.
    """
    if not result.answered:
        return dict.fromkeys(points, 1 / len(points))
    if result.verified:
        return {result.low: 1.0}
    place = points.index(result.low)
    spread = dict.fromkeys(points, 0.0)
    spread[points[max(place - 1, 0)]] += attitude.lower
    spread[points[min(place + 1, len(points) - 1)]] += attitude.higher
    spread[result.low] += 1 - attitude.lower - attitude.higher
    return spread


class _Joint:
    """The probability that several gates open together, under one attitude.

    State: how many shoulds of each gate are met, and a distribution over the
    sum of the current dimension (then over the index). Musts cut mass away.
    """

    def __init__(self, judge: Judge, gates: Sequence[Gate], attitude: Attitude) -> None:
        self.judge = judge
        self.gates = gates
        self.attitude = attitude
        self.points = sorted(judge.instrument.scale)
        self.meets = tuple(gate.should.meet if gate.should else 0 for gate in gates)
        self.musts = [criterion for gate in gates for criterion in gate.must]
        self.shoulds = [
            (rank, criterion)
            for rank, gate in enumerate(gates)
            if gate.should
            for criterion in gate.should.of
        ]
        self.axis = _IndexAxis(judge, self.musts + [criterion for _, criterion in self.shoulds])

    def probability(self) -> Bracket:
        if any(self._surely_fails(criterion) for criterion in self.musts):
            return Bracket(0.0, 0.0)
        sure = [
            rank
            for rank, criterion in self.shoulds
            if criterion.kind == "metric" and self.judge.passes(criterion, {})
        ]
        start = self._add((0,) * len(self.gates), sure)
        state = {start: self.axis.start()}
        for dimension in self.judge.counted:
            merged: dict[Counts, Distribution] = {}
            for gained, sums in self._dimension(dimension).items():
                for counts, cells in state.items():
                    total = self._add_counts(counts, gained)
                    shifted = self.axis.shift(cells, sums, dimension)
                    merged[total] = merged[total] + shifted if total in merged else shifted
            state = merged
        return self._read(state)

    def _surely_fails(self, criterion: Criterion) -> bool:
        """Whether a must fails whatever the answers: nothing to judge, or a number too low."""
        if criterion.kind == "index":
            return not self.judge.counted
        if criterion.kind == "metric":
            return not self.judge.holds(criterion, {})
        if self.judge.waived(criterion):
            return False
        if criterion.kind == "dimension":
            return criterion.subject not in self.judge.counted
        result = self.judge.items.get(criterion.subject)
        return result is None or not result.counts

    def _dimension(self, dimension: str) -> dict[Counts, Distribution]:
        """Return the distribution of a dimension's sum, by shoulds gained, musts applied."""
        judge = self.judge
        scale = judge.instrument.scale
        width = judge.instrument.top_value * judge.weights[dimension] + 1
        first = np.zeros(width)
        first[0] = 1.0
        state: dict[Counts, Distribution] = {(0,) * len(self.gates): first}
        for result in judge.counted[dimension]:
            least = self._least_point(result.item.id)
            moved: dict[Counts, Distribution] = {}
            for point, mass in true_points(result, self.points, self.attitude).items():
                if point < least or mass == 0.0:
                    continue
                gained = self._gained_by_item(result.item.id, point)
                for counts, sums in state.items():
                    total = self._add(counts, gained)
                    shifted = mass * _shifted(sums, result.item.weight * scale[point])
                    moved[total] = moved[total] + shifted if total in moved else shifted
            state = moved
        return self._judge_dimension(dimension, state, width)

    def _judge_dimension(
        self, dimension: str, state: dict[Counts, Distribution], width: int
    ) -> dict[Counts, Distribution]:
        """Cut away sums that miss a must on the dimension; count the shoulds they meet."""
        criteria = [c for c in self.musts if c.kind == "dimension" and c.subject == dimension]
        shoulds = [(rank, c) for rank, c in self.shoulds if c.kind == "dimension" and c.subject == dimension]
        least = max((self._least_sum(c, width) for c in criteria), default=0)
        cuts = (min(max(self._least_sum(c, width), least), width) for _, c in shoulds)
        bounds = sorted({min(least, width), width, *cuts})
        judged: dict[Counts, Distribution] = {}
        for low, high in pairwise(bounds):
            gained = [rank for rank, c in shoulds if self._least_sum(c, width) <= low]
            for counts, sums in state.items():
                part = np.zeros(width)
                part[low:high] = sums[low:high]
                total = self._add(counts, gained)
                judged[total] = judged[total] + part if total in judged else part
        return judged

    def _least_sum(self, criterion: Criterion, width: int) -> int:
        """Return the least sum whose published score reaches the cut; past the end if none does."""
        full = width - 1
        # published >= t/10  <=>  2000 S >= (2t - 1) full, all integers
        return max(0, -((1 - 2 * self.judge.aim(criterion)) * full // 2000))

    def _least_point(self, item_id: str) -> int:
        cuts = [c.tenths for c in self.musts if c.kind == "item" and c.subject == item_id]
        return ceil(Fraction(max(cuts, default=0), 10))

    def _gained_by_item(self, item_id: str, point: int) -> list[int]:
        return [
            rank
            for rank, c in self.shoulds
            if c.kind == "item" and c.subject == item_id and 10 * point >= c.tenths
        ]

    def _add(self, counts: Counts, ranks: Sequence[int]) -> Counts:
        return tuple(min(count + ranks.count(rank), self.meets[rank]) for rank, count in enumerate(counts))

    def _add_counts(self, left: Counts, right: Counts) -> Counts:
        return tuple(min(a + b, meet) for a, b, meet in zip(left, right, self.meets, strict=True))

    def _read(self, state: Mapping[Counts, Distribution]) -> Bracket:
        """Sum the mass where every index criterion and the count of shoulds hold."""
        musts = [c for c in self.musts if c.kind == "index"]
        shoulds = [(rank, c) for rank, c in self.shoulds if c.kind == "index"]
        low = high = 0.0
        for counts, cells in state.items():
            sure, maybe = self.axis.read(self, counts, cells, musts, shoulds)
            low += sure
            high += maybe
        return Bracket(low, high)

    def enough(self, counts: Counts) -> bool:
        """Whether every gate has the shoulds it needs."""
        return all(count >= meet for count, meet in zip(counts, self.meets, strict=True))


class _IndexAxis:
    """The axis the index lives on: exact where it has few values, else cells rounded down.

    Where no gate asks for the index, the axis is a single cell.
    """

    def __init__(self, judge: Judge, criteria: Sequence[Criterion]) -> None:
        self.judge = judge
        self.used = any(criterion.kind == "index" for criterion in criteria)
        weights = {d.id: d.weight for d in judge.instrument.dimensions if d.id in judge.counted}
        self.weights = weights
        top = judge.instrument.top_value
        total = sum(weights.values())
        common = lcm(*(judge.weights[key] for key in weights)) if weights else 1
        exact = top * common * total
        self.exact = exact <= GRID
        self.cells = (exact if self.exact else GRID) if self.used and total else 0
        self.total = total

    def start(self) -> Distribution:
        cells = np.zeros(self.cells + 1)
        cells[0] = 1.0
        return cells

    def shift(self, cells: Distribution, sums: Distribution, dimension: str) -> Distribution:
        """Convolve the index so far with one dimension's sum."""
        if not self.used or not self.total:
            return cells * float(sums.sum())
        moved = np.zeros_like(cells)
        full = self.judge.instrument.top_value * self.judge.weights[dimension]
        for place in np.nonzero(sums)[0]:
            share = Fraction(self.weights[dimension] * int(place), full * self.total)
            moved += sums[place] * _shifted(cells, floor(share * self.cells))
        return moved

    def read(
        self,
        joint: _Joint,
        counts: Counts,
        cells: Distribution,
        musts: Sequence[Criterion],
        shoulds: Sequence[tuple[int, Criterion]],
    ) -> tuple[float, float]:
        """Return the mass that surely, and that possibly, meets everything."""
        if not musts and not shoulds:
            mass = float(cells.sum())
            return (mass, mass) if joint.enough(counts) else (0.0, 0.0)
        # Rounded down once a dimension, a cell's true index lies less than `slack` cells above it.
        slack = 0 if self.exact else len(self.weights)
        ends = []
        for lift in (0, slack):
            places = np.arange(self.cells + 1) + lift
            held = np.ones(self.cells + 1, dtype=bool)
            for criterion in musts:
                held &= places >= self._least_cell(criterion)
            held &= self._enough_at(joint, counts, places, shoulds)
            ends.append(float(cells[held].sum()))
        return ends[0], ends[1]

    def _enough_at(
        self,
        joint: _Joint,
        counts: Counts,
        places: npt.NDArray[np.int64],
        shoulds: Sequence[tuple[int, Criterion]],
    ) -> npt.NDArray[np.bool_]:
        held = np.ones(len(places), dtype=bool)
        for rank, meet in enumerate(joint.meets):
            met = np.full(len(places), counts[rank])
            for _, criterion in (pair for pair in shoulds if pair[0] == rank):
                met = met + (places >= self._least_cell(criterion))
            held &= met >= meet
        return held

    def _least_cell(self, criterion: Criterion) -> int:
        """Return the first cell at or above the cut: index >= (2t - 1)/20 of 100."""
        return ceil(Fraction((2 * self.judge.aim(criterion) - 1) * self.cells, 2000))


def _shifted(array: Distribution, by: int) -> Distribution:
    """Move a distribution up by whole cells; nothing falls off, the ends are wide enough."""
    if by == 0:
        return array.copy()
    moved = np.zeros_like(array)
    moved[by:] = array[:-by]
    return moved
