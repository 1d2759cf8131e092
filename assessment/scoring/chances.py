"""How likely each gate opens if everything missing is answered at random, each point alike.

Not a forecast: a measure of how much hangs on an item while no single answer
decides anything. Given answers are taken at their word. The sums of the
dimensions are convolved exactly, as `assessment.scoring.confidence` does it;
criteria on the index are left out, since they would tie all dimensions
together and cost more time than a tie-break is worth.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import log2

import numpy as np
import numpy.typing as npt

from assessment.instrument.model import Criterion, Gate
from assessment.scoring.gates import Judge
from assessment.scoring.results import ItemResult
from assessment.scoring.what_if import judges_at

Sums = npt.NDArray[np.float64]
Met = tuple[int, ...]
"""How many shoulds of each gate are met, capped at what is needed."""
Table = Mapping[Met, float]
"""Probability of each count of met shoulds, musts held."""


class Chances:
    """The probability that the first gates of an instrument open together."""

    def __init__(self, judge: Judge, gates: Sequence[Gate]) -> None:
        self.judge = judge
        self.points = sorted(judge.instrument.scale)
        self.meets: Met = tuple(gate.should.meet if gate.should else 0 for gate in gates)
        self.musts = [c for gate in gates for c in gate.must if c.kind != "index" and not judge.waived(c)]
        self.shoulds = [
            (rank, c)
            for rank, gate in enumerate(gates)
            if gate.should
            for c in gate.should.of
            if c.kind != "index"
        ]
        self.rest: dict[str, Mapping[Met, Sums]] = {}
        """The sums of an item's dimension without it, as far as they were needed."""
        self.closed = any(self._surely_fails(criterion) for criterion in self.musts)

    def with_item(self, result: ItemResult, point: int) -> float:
        """Return the probability once one missing answer is known."""
        judges = list(judges_at(self.judge, result, point))
        held = [judge is None or self._numbers_hold(judge) for judge in judges]
        if self.closed or not any(held):
            return 0.0
        if result.item.id not in self.rest:
            self.rest[result.item.id] = self._without(result)
        own = self._judged(
            result.item.dimension, self._answered(self.rest[result.item.id], result, {point: 1.0})
        )
        others = self._others[result.item.dimension]
        chance = sum(mass * self._enough(others, met) for met, mass in own.items())
        return chance * sum(held) / len(held)

    def _surely_fails(self, criterion: Criterion) -> bool:
        """Whether a must fails whatever the answers."""
        if criterion.kind == "metric":
            return not self.judge.holds(criterion, {})
        if criterion.kind == "dimension":
            return criterion.subject not in self.judge.counted
        result = self.judge.items.get(criterion.subject)
        return result is None or not result.counts

    def _numbers_hold(self, judge: Judge) -> bool:
        return all(judge.holds(c, {}) for c in self.musts if c.kind == "metric")

    def _add(self, met: Met, ranks: Sequence[int]) -> Met:
        return tuple(min(count + ranks.count(rank), self.meets[rank]) for rank, count in enumerate(met))

    def _joined(self, left: Table, right: Table) -> Table:
        joined: dict[Met, float] = {}
        for a, p in left.items():
            for b, q in right.items():
                met = tuple(min(x + y, most) for x, y, most in zip(a, b, self.meets, strict=True))
                joined[met] = joined.get(met, 0.0) + p * q
        return joined

    def _enough(self, table: Table, met: Met) -> float:
        """Return the probability of a table that completes the shoulds already met."""
        return sum(
            mass
            for others, mass in table.items()
            if all(x + y >= most for x, y, most in zip(met, others, self.meets, strict=True))
        )

    @cached_property
    def _others(self) -> Mapping[str, Table]:
        """The table of all dimensions but one, for each."""
        tables = {
            dimension: self._judged(dimension, self._sums(dimension)) for dimension in self.judge.counted
        }
        none = (0,) * len(self.meets)
        sure = [rank for rank, c in self.shoulds if c.kind == "metric" and self.judge.passes(c, {})]
        before: Table = {self._add(none, sure): 1.0}
        after: dict[str, Table] = {}
        tail: Table = {none: 1.0}
        for dimension in reversed(tables):
            after[dimension] = tail
            tail = self._joined(tail, tables[dimension])
        found: dict[str, Table] = {}
        for dimension, table in tables.items():
            found[dimension] = self._joined(before, after[dimension])
            before = self._joined(before, table)
        return found

    def _sums(self, dimension: str) -> Mapping[Met, Sums]:
        """Return the distribution of a dimension's sum by shoulds met, musts on items applied."""
        sums = self._nothing(dimension)
        for result in self.judge.counted[dimension]:
            sums = self._answered(sums, result, self._spread(result))
        return sums

    def _without(self, left_out: ItemResult) -> Mapping[Met, Sums]:
        """Return the same without one item."""
        sums = self._nothing(left_out.item.dimension)
        for result in self.judge.counted[left_out.item.dimension]:
            if result is not left_out:
                sums = self._answered(sums, result, self._spread(result))
        return sums

    def _nothing(self, dimension: str) -> Mapping[Met, Sums]:
        start = np.zeros(self.judge.instrument.top_value * self.judge.weights[dimension] + 1)
        start[0] = 1.0
        return {(0,) * len(self.meets): start}

    def _spread(self, result: ItemResult) -> Mapping[int, float]:
        return {result.low: 1.0} if result.answered else dict.fromkeys(self.points, 1 / len(self.points))

    def _answered(
        self, sums: Mapping[Met, Sums], result: ItemResult, spread: Mapping[int, float]
    ) -> Mapping[Met, Sums]:
        """Add one item to the sums; points below a must drop out."""
        cuts = [c.tenths for c in self.musts if c.kind == "item" and c.subject == result.item.id]
        least = max(cuts, default=0)
        gains = [(r, c.tenths) for r, c in self.shoulds if c.kind == "item" and c.subject == result.item.id]
        scale, weight = self.judge.instrument.scale, result.item.weight
        kernels: dict[tuple[int, ...], Sums] = {}
        for point, mass in spread.items():
            if 10 * point >= least:
                gained = tuple(rank for rank, cut in gains if 10 * point >= cut)
                width = weight * self.judge.instrument.top_value + 1
                kernels.setdefault(gained, np.zeros(width))[weight * scale[point]] += mass
        moved: dict[Met, Sums] = {}
        for gained, kernel in kernels.items():
            for met, array in sums.items():
                total = self._add(met, gained) if gained else met
                shifted = np.convolve(array, kernel)[: len(array)]
                moved[total] = moved[total] + shifted if total in moved else shifted
        return moved

    def _judged(self, dimension: str, sums: Mapping[Met, Sums]) -> Table:
        """Cut away sums that miss a must on the dimension and count the shoulds they meet."""
        full = self.judge.instrument.top_value * self.judge.weights[dimension]
        least = max(
            (self._least(c, full) for c in self.musts if c.kind == "dimension" and c.subject == dimension),
            default=0,
        )
        shoulds = [
            (rank, self._least(c, full))
            for rank, c in self.shoulds
            if c.kind == "dimension" and c.subject == dimension
        ]
        bounds = sorted({least, *(max(cut, least) for _, cut in shoulds)})
        table: dict[Met, float] = {}
        for low, high in zip(bounds, [*bounds[1:], full + 1], strict=True):
            gained = [rank for rank, cut in shoulds if cut <= low]
            for met, array in sums.items():
                mass = float(array[low:high].sum())
                if mass:
                    total = self._add(met, gained)
                    table[total] = table.get(total, 0.0) + mass
        return table

    def _least(self, criterion: Criterion, full: int) -> int:
        """Return the least sum whose published score reaches the cut, one past the end if none."""
        return min(max(0, -((1 - 2 * self.judge.aim(criterion)) * full // 2000)), full + 1)


def told(reached: Sequence[Sequence[float]]) -> float:
    """Return how much an answer tells about the stage, in bits.

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
