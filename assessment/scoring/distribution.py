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
from functools import cached_property
from itertools import pairwise
from math import log2
from operator import add, ge, sub
from typing import Any

import numpy as np
import numpy.typing as npt

from assessment.instrument.model import Criterion
from assessment.scoring.gates import Judge, JudgedGate
from assessment.scoring.index_axis import (
    GRID,
    AxisWindow,
    Cells,
    Counts,
    IndexAxis,
    Mass,
    PlacedDimension,
    Spectrum,
)
from assessment.scoring.results import ItemResult

Spread = Mapping[int, float]
"""The probability of each point."""


@dataclass(frozen=True)
class Bracket:
    """A probability known to lie between two bounds."""

    low: float
    high: float


class _Others:
    """All dimensions but one: the distribution of their sum for each count of met criteria."""

    def __init__(self, window: AxisWindow, spectra: Mapping[Counts, Spectrum]) -> None:
        self.window = window
        self.spectra = spectra
        self._tails: dict[Counts, Mass] = {}

    def between(self, needed: Counts, low: Cells, high: Cells) -> Mass:
        """Return the probability of enough met criteria, from one cell up to, and without, another."""
        if needed not in self._tails:
            enough = [spectrum for counts, spectrum in self.spectra.items() if all(map(ge, counts, needed))]
            # One way back from the spectra serves all counts that are enough.
            none = np.zeros(self.window.size // 2 + 1, dtype=np.complex128)
            self._tails[needed] = self.window.at_or_above(sum(enough, none))
        tail = self._tails[needed]
        return tail[self.window.places(low)] - tail[self.window.places(high)]


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
        self.axis = IndexAxis(judge, self._criteria("index"), grid)
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

    @cached_property
    def _criteria_about(self) -> Mapping[tuple[str, str], list[tuple[int | None, Criterion]]]:
        """The criteria by kind and subject, each with its group; None for a must."""
        found: dict[tuple[str, str], list[tuple[int | None, Criterion]]] = {}
        for place, criterion in [*((None, must) for must in self.musts), *self.grouped]:
            subject = "" if criterion.kind == "index" else criterion.subject
            found.setdefault((criterion.kind, subject), []).append((place, criterion))
        return found

    def _criteria(self, kind: str, subject: str = "") -> list[tuple[int | None, Criterion]]:
        """Return the criteria of a kind about one subject (none for the index), each with its group."""
        return self._criteria_about.get((kind, subject), [])

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
        length = weight * self.judge.instrument.top_value + 1
        kernels: dict[tuple[int, ...], Mass] = {}
        for point, mass in spread.items():
            if point < least or not mass:
                continue
            gained = tuple(place for place, cut in cuts if place is not None and point >= cut)
            if gained not in kernels:
                kernels[gained] = np.zeros(length)
            kernel = kernels[gained]
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
        # What comes last meets the states of all others: few kinds of it, few products.
        placed.sort(key=lambda each: len(each.cells), reverse=True)
        window = AxisWindow.of(placed)
        state = {(0,) * len(self.meets): np.ones(window.size // 2 + 1, dtype=np.complex128)}
        for place, each in enumerate(placed):
            spectra = each.spectra(window.size)
            least, most = self._still_to_come(placed[place + 1 :], left_out)
            merged: dict[Counts, Spectrum] = {}
            for gained, spectrum in spectra.items():
                for counts, held in state.items():
                    total = self._joined(counts, gained)
                    if all(map(ge, map(add, total, most), self.meets)):
                        _add(merged, self._lifted(total, least), held * spectrum)
            state = merged
        return _Others(window, state)

    def _still_to_come(self, placed: Sequence[PlacedDimension], left_out: str) -> tuple[Counts, Counts]:
        """Return the least and the most criteria of each group that are met beyond what was convolved."""
        gains = [list(zip(*each.cells, strict=True)) for each in placed if each.cells]
        least = tuple(sum(min(one[place]) for one in gains) for place in range(len(self.meets)))
        own = [
            place
            for place, criterion in self.grouped
            if criterion.kind in {"metric", "profile", "index"}
            or (criterion.kind == "dimension" and criterion.subject == left_out)
            or (criterion.kind == "item" and criterion.subject.startswith(f"{left_out}."))
        ]
        most = tuple(
            sum(max(one[place]) for one in gains) + own.count(place) for place in range(len(self.meets))
        )
        return least, most

    def _lifted(self, counts: Counts, least: Counts) -> Counts:
        """Return counts with every group full that what is still to come is sure to fill."""
        return tuple(
            meet if count + sure >= meet else count
            for count, sure, meet in zip(counts, least, self.meets, strict=True)
        )

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
                for low, high, more in bands:
                    met = self._gain(self._gain(gained, settled), more)
                    needed = tuple(map(sub, self.meets, met))
                    total += float(sums[places] @ others.between(needed, low - at, high - at))
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
