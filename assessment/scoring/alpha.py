"""Krippendorff's alpha: how far several people's points agree beyond what chance would bring.

1 is full agreement, 0 what shuffling all points would give, below 0 worse
than that. Exact, for any number of people, each of whom may have left out
anything. After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability"
(2011); the published examples are in `tests/scoring/test_alpha.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Literal

Metric = Literal["nominal", "ordinal", "interval"]
Word = Literal["solid", "tentative", "discuss_first"]

SOLID = Fraction(800, 1000)
TENTATIVE = Fraction(667, 1000)
"""Krippendorff's customary limits."""


@dataclass(frozen=True)
class Alpha:
    """One number for the agreement of several people, or why there is none."""

    value: Fraction | None
    why: Literal["", "nobody_to_compare", "all_alike"] = ""
    """Why there is no number: no item has two answers, or every answer in sight is the same point.

    Where nothing varies, chance would agree as well as people do: that is
    neither agreement nor disagreement in the sense of this number.
    """

    @property
    def word(self) -> Word | None:
        """What the number allows; None where there is none."""
        if self.value is None:
            return None
        if self.value >= SOLID:
            return "solid"
        return "tentative" if self.value >= TENTATIVE else "discuss_first"


def alpha(units: Iterable[Sequence[int]], metric: Metric = "ordinal") -> Alpha:
    """Return the agreement over units.

    Args:
        units: for each thing judged, the points it got, in any order; what nobody judged, or only one
            person did, says nothing.
        metric: what makes two points differ: `ordinal` by how many judgements lie between them.
    """
    judged = [unit for unit in units if len(unit) > 1]
    if not judged:
        return Alpha(None, "nobody_to_compare")
    coincidences = coincidences_in(judged)
    counts: Counter[int] = Counter(point for unit in judged for point in unit)
    if len(counts) == 1:
        return Alpha(None, "all_alike")
    distance = DISTANCES[metric]
    seen = sum(share * distance(one, other, counts) for (one, other), share in coincidences.items())
    by_chance = sum(
        counts[one] * counts[other] * distance(one, other, counts) for one in counts for other in counts
    )
    return Alpha(1 - (counts.total() - 1) * Fraction(seen) / by_chance)


def coincidences_in(units: Iterable[Sequence[int]]) -> Mapping[tuple[int, int], Fraction]:
    """Count the ordered pairs of points within each unit, a unit with m points giving each pair 1/(m-1)."""
    found: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        share = Fraction(1, len(unit) - 1)
        for pair in permutations(unit, 2):
            found[pair] = found.get(pair, Fraction(0)) + share
    return found


def nominal(one: int, other: int, _: Mapping[int, int]) -> Fraction:
    """Any two points that differ, differ alike."""
    return Fraction(int(one != other))


def ordinal(one: int, other: int, counts: Mapping[int, int]) -> Fraction:
    """Points differ by the judgements between them, their own counted half."""
    low, high = min(one, other), max(one, other)
    between = sum(count for point, count in counts.items() if low <= point <= high)
    return (between - Fraction(counts[one] + counts[other], 2)) ** 2


def interval(one: int, other: int, _: Mapping[int, int]) -> Fraction:
    """Points differ by the steps between them."""
    return Fraction((one - other) ** 2)


DISTANCES: Mapping[Metric, Callable[[int, int, Mapping[int, int]], Fraction]] = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": interval,
}
