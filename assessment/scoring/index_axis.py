"""The axis that the index lives on, and dimensions placed on it.

The axis is exact where the index has few values. Otherwise it is a grid to
which each dimension's part is rounded down. Distributions on it are convolved
as spectra of a window: all but a negligible part of the sum lies in it, so
what would lie outside may wrap around.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

import numpy as np
import numpy.typing as npt

from assessment.instrument.model import Criterion
from assessment.scoring.gates import Judge

Mass = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex128]
Cells = npt.NDArray[np.int64]
Counts = tuple[int, ...]
"""How many criteria of each group are met, capped at what the group asks for."""

GRID = 20_000
"""Cells of the index axis; an index that falls on fewer exact values is kept exactly."""

NEGLIGIBLE = 1e-14
"""Probability of a sum that is left out; together far below `confidence.ROUNDING`."""

STRETCH = 64
"""Cells that are taken together to see where the sum of all dimensions may lie."""


@dataclass(frozen=True)
class PlacedDimension:
    """One dimension on the index axis.

    Attributes:
        cells: for each count of met criteria, the cells that the dimension may lie in.
        masses: the probability of each of these cells.
    """

    cells: Mapping[Counts, Cells]
    masses: Mapping[Counts, Mass]

    def spectra(self, size: int) -> dict[Counts, Spectrum]:
        """Return the spectrum of each count's cells, each cell at its remainder by `size`."""
        folded = {
            counts: np.bincount(cells % size, self.masses[counts], size)
            for counts, cells in self.cells.items()
        }
        if size == 1:
            return {counts: cells.astype(np.complex128) for counts, cells in folded.items()}
        return {counts: np.fft.rfft(cells) for counts, cells in folded.items()}

    def stretches(self) -> tuple[int, Mass]:
        """Return the first stretch that it may lie in, and the probability of each from there."""
        stretches = np.concatenate(list(self.cells.values())) // STRETCH
        first = int(stretches.min())
        masses = np.concatenate(list(self.masses.values()))
        return first, np.bincount(stretches - first, masses).astype(np.float64)


@dataclass(frozen=True)
class AxisWindow:
    """A part of the index axis outside of which a sum is negligible.

    Attributes:
        start: its first cell.
        size: how many cells it has.
    """

    start: int
    size: int

    @classmethod
    def of(cls, placed: Sequence[PlacedDimension]) -> "AxisWindow":
        """Return the window of the sum of all."""
        first, total = 0, np.ones(1)
        for each in placed:
            if not each.cells:
                return cls(0, 1)
            its_first, stretches = each.stretches()
            first += its_first
            total = np.convolve(total, stretches)
        above = np.cumsum(total[::-1])[::-1]
        likely = np.nonzero((np.cumsum(total) > NEGLIGIBLE) & (above > NEGLIGIBLE))[0]
        if not len(likely) or all(not cells.any() for each in placed for cells in each.cells.values()):
            return cls(0, 1)
        # Each part lies up to one stretch above the foot of its own.
        cells = (int(likely[-1] - likely[0]) + 1 + len(placed)) * STRETCH
        return cls((first + int(likely[0])) * STRETCH, _swift(cells))

    def at_or_above(self, spectrum: Spectrum) -> Mass:
        """Return the probability at or above each cell of the window, and past its end."""
        cells = np.fft.irfft(spectrum, self.size) if self.size > 1 else spectrum.real
        cells = np.roll(np.clip(cells, 0.0, None), -self.start)
        return np.append(np.cumsum(cells[::-1])[::-1], 0.0)

    def places(self, cells: Cells) -> Cells:
        """Return where cells lie in the window, counted from its start; outside, at the nearer end."""
        return np.clip(cells - self.start, 0, self.size)


def _swift(least: int) -> int:
    """Return the least size, no smaller than asked for, that Fourier transforms are swift at."""
    powers = ((1 << twos) * threes for threes in (1, 3, 9, 27, 81) for twos in range(18))
    return min(size for power in powers for size in (power, 5 * power, 25 * power) if size >= least)


class IndexAxis:
    """The axis the index lives on: exact where it has few values, else cells rounded down.

    Where no criterion is about the index, the axis is a single cell.
    """

    def __init__(self, judge: Judge, criteria: Sequence[object], grid: int) -> None:
        """Lay the axis.

        Args:
            judge: the assessment.
            criteria: those about the index.
            grid: cells, where its exact values are more.
        """
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

    def place(self, dimension: str, sums: Mapping[Counts, Mass]) -> PlacedDimension:
        """Return the distributions of a dimension's sum by cell instead of by sum."""
        cells, masses = {}, {}
        for counts, array in sums.items():
            places = np.nonzero(array > NEGLIGIBLE)[0]
            if len(places):
                cells[counts] = self.cells_at(dimension, places)
                masses[counts] = array[places]
        return PlacedDimension(cells, masses)

    def least_cell(self, criterion: Criterion) -> int:
        """Return the first cell at or above a cut: index >= (2t - 1)/20 of 100."""
        return ceil(Fraction((2 * self.judge.aim(criterion) - 1) * self.cells, 2000))
