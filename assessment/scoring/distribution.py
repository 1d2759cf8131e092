"""How likely several gates open together while points are uncertain: one exact convolution.

Each counted item has a spread, the probability of each point. Within a
dimension the sums of weighted points are convolved item by item; the
dimensions are then convolved on the axis of the index. Every criterion is
judged jointly: musts cut probability away, groups are counted along.

The index axis is exact where the index has few values. Otherwise it is a grid
to which each dimension's part is rounded down: a cell's true index lies less
than one cell for each dimension above it, so the result is a rigorous bracket.

`assessment.scoring.confidence` spreads each answer by what self-report errs;
`assessment.scoring.next_question` spreads only what is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil, lcm, log2
from typing import Any

import numpy as np
import numpy.typing as npt

from assessment.instrument.model import Criterion
from assessment.scoring.gates import Judge, JudgedGate
from assessment.scoring.results import ItemResult

Mass = npt.NDArray[np.float64]
Counts = tuple[int, ...]
"""How many criteria of each group are met, capped at what the group asks for."""
Spread = Mapping[int, float]
"""The probability of each point."""

GRID = 20_000
"""Cells of the index axis; an index that falls on fewer exact values is kept exactly."""

NEGLIGIBLE = 1e-14
"""Probability of a sum that is left out; together far below `confidence.ROUNDING`."""


@dataclass(frozen=True)
class Bracket:
    """A probability known to lie between two bounds."""

    low: float
    high: float


@dataclass(frozen=True)
class _Others:
    """All dimensions but one: for each count of met criteria, the probability at or above each cell."""

    start: int
    """The cell of the first entry."""
    tails: Mapping[Counts, Mass]

    def between(self, counts: Counts, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64]) -> Mass:
        """Return the probability from one cell up to, and without, another."""
        tail = self.tails[counts]
        last = len(tail) - 1
        return tail[np.clip(low - self.start, 0, last)] - tail[np.clip(high - self.start, 0, last)]


class GateDistribution:
    """The probability that some gates open together, for given spreads of the items' points."""

    def __init__(
        self,
        judge: Judge,
        gates: Sequence[JudgedGate],
        spread: Callable[[ItemResult], Spread],
        grid: int = GRID,
    ) -> None:
        """Prepare the distribution.

        Args:
            judge: the assessment.
            gates: those that are to open together.
            spread: the probability of each point of an item that counts.
            grid: cells of the index axis, where its exact values are more.
        """
        self.judge = judge
        self.gates = gates
        self.spread = spread
        self.musts = [must for gate in gates for must in gate.must if not judge.unknown(must)]
        self.groups = [group for gate in gates for group in gate.groups]
        self.meets: Counts = tuple(group.meet for group in self.groups)
        self.grouped = [
            (place, criterion) for place, group in enumerate(self.groups) for criterion in group.of
        ]
        self.axis = _IndexAxis(judge, self._criteria("index"), grid)
        self._others_of: dict[str, _Others] = {}
        self._rest_of: dict[str, Mapping[Counts, Mass]] = {}

    def probability(self) -> Bracket:
        """Return the probability that all gates open."""
        for group in self.judge.counted.values():
            return self.given(group[0], self.spread(group[0]))
        opens = all(self.judge.opens(gate, {}) for gate in self.gates)
        return Bracket(float(opens), float(opens))

    def given(self, result: ItemResult, spread: Spread, judge: Judge | None = None) -> Bracket:
        """Return the probability with another spread of one item.

        Args:
            result: an item that counts.
            spread: its spread, instead of the usual one.
            judge: the same assessment with another number of the item's metric; None for the one there is.
        """
        judge = judge or self.judge
        best = {**self._best, result.item.id: max(point for point, mass in spread.items() if mass)}
        if not all(judge.opens(gate, best) for gate in self.gates):
            return Bracket(0.0, 0.0)
        dimension = result.item.dimension
        if result.item.id not in self._rest_of:
            self._rest_of[result.item.id] = self._sums(dimension, without=result)
        own = self._judged(dimension, self._with_item(self._rest_of[result.item.id], result, spread))
        if dimension not in self._others_of:
            self._others_of[dimension] = self._others(dimension)
        settled = [
            place
            for place, criterion in self.grouped
            if criterion.kind in {"metric", "profile"} and judge.counts_in(self.groups[place], criterion, {})
        ]
        return self._read(dimension, own, self._others_of[dimension], settled)

    @cached_property
    def _best(self) -> Mapping[str, int]:
        """The highest point that each item may have."""
        return {
            result.item.id: max(point for point, mass in self.spread(result).items() if mass)
            for group in self.judge.counted.values()
            for result in group
        }

    def _criteria(self, kind: str, subject: str | None = None) -> list[tuple[int | None, Criterion]]:
        """Return the criteria of a kind (about one subject), each with its group; None for a must."""
        listed = [(None, must) for must in self.musts] + self.grouped
        return [
            (place, criterion)
            for place, criterion in listed
            if criterion.kind == kind and subject in {None, criterion.subject}
        ]

    def _sums(self, dimension: str, without: ItemResult | None = None) -> Mapping[Counts, Mass]:
        """Return the distribution of a dimension's sum of weighted points, musts on items applied."""
        sums: Mapping[Counts, Mass] = {(0,) * len(self.meets): np.ones(1)}
        for result in self.judge.counted[dimension]:
            if result is not without:
                sums = self._with_item(sums, result, self.spread(result))
        return sums

    def _with_item(
        self, sums: Mapping[Counts, Mass], result: ItemResult, spread: Spread
    ) -> dict[Counts, Mass]:
        """Convolve sums with one item; points below a must drop out."""
        criteria = self._criteria("item", result.item.id)
        cuts = [(place, self.judge.least_point(criterion)) for place, criterion in criteria]
        least = max((cut for place, cut in cuts if place is None), default=0)
        scale, weight = self.judge.instrument.scale, result.item.weight
        kernels: dict[tuple[int, ...], Mass] = {}
        for point, mass in spread.items():
            if point < least or not mass:
                continue
            gained = tuple(place for place, cut in cuts if place is not None and point >= cut)
            kernel = kernels.setdefault(gained, np.zeros(weight * self.judge.instrument.top_value + 1))
            kernel[weight * scale[point]] += mass
        moved: dict[Counts, Mass] = {}
        for gained, kernel in kernels.items():
            for counts, array in sums.items():
                total = self._gain(counts, gained)
                _add(moved, total, np.convolve(array, kernel))
        return moved

    def _judged(self, dimension: str, sums: Mapping[Counts, Mass]) -> Mapping[Counts, Mass]:
        """Cut away the sums that miss a must on the dimension; count the groups' criteria they meet."""
        full = self.judge.instrument.top_value * self.judge.weights[dimension]
        cuts = [
            (place, self._least_sum(criterion, full))
            for place, criterion in self._criteria("dimension", dimension)
        ]
        least = max((cut for place, cut in cuts if place is None), default=0)
        bounds = sorted({least, full + 1, *(max(cut, least) for _, cut in cuts)})
        judged: dict[Counts, Mass] = {}
        for low, high in pairwise(bounds):
            gained = [place for place, cut in cuts if place is not None and cut <= low]
            for counts, array in sums.items():
                part = np.zeros(full + 1)
                part[low:high] = array[low:high]
                if part.any():
                    _add(judged, self._gain(counts, gained), part)
        return judged

    def _least_sum(self, criterion: Criterion, full: int) -> int:
        """Return the least sum whose published score reaches the cut; one past the end if none does."""
        # published >= t/10  <=>  2000 S >= (2t - 1) full, all integers
        return min(max(0, -((1 - 2 * self.judge.aim(criterion)) * full // 2000)), full + 1)

    def _gain(self, counts: Counts, places: Sequence[int]) -> Counts:
        if not places:
            return counts
        return tuple(
            min(count + places.count(place), self.meets[place]) for place, count in enumerate(counts)
        )

    def _joined(self, left: Counts, right: Counts) -> Counts:
        return tuple(min(a + b, meet) for a, b, meet in zip(left, right, self.meets, strict=True))

    def _others(self, left_out: str) -> _Others:
        """Convolve all dimensions but one on the index axis."""
        placed = [
            self.axis.place(dimension, self._judged(dimension, self._sums(dimension)))
            for dimension in self.judge.counted
            if dimension != left_out
        ]
        length = sum(each.length - 1 for each in placed) + 1
        # Spectra multiply where distributions convolve; the length leaves no room to wrap around.
        size = 1 << (length - 1).bit_length()
        state: dict[Counts, npt.NDArray[np.complex128]] = {
            (0,) * len(self.meets): np.ones(size // 2 + 1, dtype=np.complex128)
        }
        for each in placed:
            spectra = {gained: np.fft.rfft(cells, size) for gained, cells in each.cells.items()}
            merged: dict[Counts, npt.NDArray[np.complex128]] = {}
            for gained, spectrum in spectra.items():
                for counts, held in state.items():
                    total = self._joined(counts, gained)
                    _add(merged, total, held * spectrum)
            state = merged
        tails = {}
        for counts, spectrum in state.items():
            cells = np.clip(np.fft.irfft(spectrum, size)[:length], 0.0, None)
            tails[counts] = np.append(np.cumsum(cells[::-1])[::-1], 0.0)
        return _Others(sum(each.start for each in placed), tails)

    def _read(
        self, dimension: str, own: Mapping[Counts, Mass], others: _Others, settled: Sequence[int]
    ) -> Bracket:
        """Sum the probability where every must on the index and every group hold."""
        ends = []
        for lift in (0, self.axis.slack):
            total = 0.0
            bands = list(self._bands(lift))
            for gained, sums in own.items():
                places = np.nonzero(sums)[0]
                at = self.axis.cells_at(dimension, places)
                for counts in others.tails:
                    met = self._joined(self._gain(gained, settled), counts)
                    for low, high, more in bands:
                        if self._gain(met, more) == self.meets:
                            total += float(sums[places] @ others.between(counts, low - at, high - at))
            ends.append(min(total, 1.0))
        return Bracket(ends[0], ends[1])

    def _bands(self, lift: int) -> Iterator[tuple[int, int, list[int]]]:
        """Yield the stretches of the index axis that hold every must, with the groups' criteria met there.

        Args:
            lift: how many cells above its own each cell's true index is taken to lie.
        """
        cuts = [(place, self.axis.least_cell(c) - lift) for place, c in self._criteria("index")]
        least = max((cut for place, cut in cuts if place is None), default=0)
        past_the_end = self.axis.cells + 1
        starts = sorted({max(least, 0), *(max(cut, least, 0) for _, cut in cuts)})
        for low, high in pairwise([*starts, past_the_end]):
            if low < high:
                yield low, high, [place for place, cut in cuts if place is not None and cut <= low]


@dataclass(frozen=True)
class _Placed:
    """One dimension on the index axis."""

    start: int
    length: int
    cells: Mapping[Counts, Mass]


class _IndexAxis:
    """The axis the index lives on: exact where it has few values, else cells rounded down.

    Where no criterion is about the index, the axis is a single cell.
    """

    def __init__(self, judge: Judge, criteria: Sequence[object], grid: int) -> None:
        self.judge = judge
        self.weights = {d.id: d.weight for d in judge.instrument.dimensions if d.id in judge.counted}
        self.total = sum(self.weights.values())
        common = lcm(*(judge.weights[key] for key in self.weights)) if self.weights else 1
        exact = judge.instrument.top_value * common * self.total
        self.cells = (min(exact, grid)) if criteria else 0
        self.slack = len(self.weights) if criteria and exact > grid else 0

    def cells_at(self, dimension: str, sums: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the cells at which sums of a dimension lie, rounded down."""
        if not self.total:
            return np.zeros_like(sums)
        full = self.judge.instrument.top_value * self.judge.weights[dimension] * self.total
        return sums * (self.weights[dimension] * self.cells) // full

    def place(self, dimension: str, sums: Mapping[Counts, Mass]) -> _Placed:
        """Return the distributions of a dimension's sum by cell instead of by sum."""
        kept = {counts: np.nonzero(array > NEGLIGIBLE)[0] for counts, array in sums.items()}
        at = {counts: self.cells_at(dimension, places) for counts, places in kept.items()}
        start = min((int(cells.min()) for cells in at.values() if len(cells)), default=0)
        end = max((int(cells.max()) for cells in at.values() if len(cells)), default=0)
        placed: dict[Counts, Mass] = {}
        for counts, places in kept.items():
            placed[counts] = np.zeros(end - start + 1)
            np.add.at(placed[counts], at[counts] - start, sums[counts][places])
        return _Placed(start, end - start + 1, placed)

    def least_cell(self, criterion: Criterion) -> int:
        """Return the first cell at or above a cut: index >= (2t - 1)/20 of 100."""
        return ceil(Fraction((2 * self.judge.aim(criterion) - 1) * self.cells, 2000))


def _add(state: dict[Counts, Any], key: Counts, array: npt.NDArray[Any]) -> None:
    state[key] = state[key] + array if key in state else array


def information_gain(reached: Sequence[Sequence[float]]) -> float:
    """Return how much an answer says about the stage, in bits.

    Args:
        reached: for each equally likely answer, the probability of reaching each stage after the first.
    """
    mean = [sum(chances) / len(reached) for chances in zip(*reached, strict=True)]
    return _bits(mean) - sum(_bits(chances) for chances in reached) / len(reached)


def _bits(reached: Sequence[float]) -> float:
    """Return the entropy of the stage, from the falling chances of reaching each."""
    steps = [1.0, *reached, 0.0]
    masses = [max(0.0, above - below) for above, below in pairwise(steps)]
    return -sum(mass * log2(mass) for mass in masses if mass > 0)
