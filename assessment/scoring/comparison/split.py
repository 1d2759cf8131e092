"""The change of a score, split exactly by what made it.

With g an item's weight in the score and x its value at the low end, both as
shares of 1, a score is 100 times the sum of g x. Then, for each item:

- where both rounds answered, (x2 - x1)(g1 + g2)/2 is improved or worsened;
- (x1 + x2)/2 (g2 - g1), and every change from or to an absent answer, is
  newly answered or newly absent;
- what rescoring under the newer instrument does to a round is the instrument's.

The parts add up to the change, and flip their signs with the sides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from assessment.scoring.results import ItemResult, Results

NONE = Fraction(0)


@dataclass(frozen=True)
class Parts:
    """The change of a score, in points of 100, by cause."""

    improved: Fraction = NONE
    """Never negative."""
    worsened: Fraction = NONE
    """Never positive."""
    answered_or_absent: Fraction = NONE
    instrument: Fraction = NONE

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*(mine + theirs for mine, theirs in zip(self.listed, other.listed, strict=True)))

    @property
    def listed(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """All parts, in the order in which they are shown."""
        return self.improved, self.worsened, self.answered_or_absent, self.instrument

    @property
    def total(self) -> Fraction:
        """The whole change."""
        return sum(self.listed, NONE)

    @property
    def like_for_like(self) -> Fraction:
        """The change on what was answered both times."""
        return self.improved + self.worsened


@dataclass(frozen=True)
class Share:
    """What one item adds to a score: 100 g x points."""

    weight: Fraction
    """Its share of the score, g."""
    value: Fraction
    """What it counts for at the low end, x, from 0 to 1."""
    result: ItemResult

    @property
    def points(self) -> Fraction:
        """What it adds, in points of 100."""
        return 100 * self.weight * self.value


def shares(results: Results, dimension: str | None = None) -> dict[str, Share]:
    """Return what each item adds to the index, or to a dimension, by item.

    They add up to the exact score; where nothing was answered, to 0.
    """
    instrument = results.instrument
    counted = [
        result
        for result in results.items.values()
        if result.counts and dimension in {None, result.item.dimension}
    ]
    within: dict[str, int] = {}
    for result in counted:
        within[result.item.dimension] = within.get(result.item.dimension, 0) + result.item.weight
    weights = {each.id: each.weight if dimension is None else 1 for each in instrument.dimensions}
    whole = sum(weights[key] for key in within)
    if not whole:
        return {}
    return {
        result.item.id: Share(
            Fraction(
                weights[result.item.dimension] * result.item.weight, whole * within[result.item.dimension]
            ),
            Fraction(instrument.scale[result.low], instrument.top_value),
            result,
        )
        for result in counted
    }


def split(before: Mapping[str, Share], after: Mapping[str, Share]) -> dict[str, Parts]:
    """Split a change between two rounds under one instrument, by item."""
    ids = [*before, *(item for item in after if item not in before)]
    return {item: _split(before.get(item), after.get(item)) for item in ids}


def _split(before: Share | None, after: Share | None) -> Parts:
    if before is None or after is None or not (before.result.answered and after.result.answered):
        change = (after.points if after else NONE) - (before.points if before else NONE)
        return Parts(answered_or_absent=change)
    climbed = 50 * (after.value - before.value) * (before.weight + after.weight)
    weighed = 50 * (before.value + after.value) * (after.weight - before.weight)
    return Parts(max(climbed, NONE), min(climbed, NONE), weighed)


def tenths(value: Fraction) -> int:
    """Return a score in tenths of a point as published: half up."""
    return floor(10 * value + Fraction(1, 2))


def in_tenths(parts: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Return parts in whole tenths that add up to a total in tenths, by largest remainder.

    No part is moved by a whole tenth or more, and a part of nothing stays
    nothing. Parts of opposite signs, given with the opposite total, give the
    opposite tenths: where two remainders are alike, the greater part goes up
    first, and of two equal parts the first one goes away from 0.

    Args:
        parts: in points, adding up to less than a tenth more or less than the total.
        total: what the tenths must add up to.
    """
    down = [floor(10 * part) for part in parts]
    order = sorted(
        range(len(parts)),
        key=lambda place: (
            down[place] - 10 * parts[place],
            -parts[place],
            place if parts[place] > 0 else -place,
        ),
    )
    up = set(order[: total - sum(down)])
    return tuple(low + (place in up) for place, low in enumerate(down))
