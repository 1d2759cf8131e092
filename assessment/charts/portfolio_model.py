"""What the charts of many merchants are drawn from: plain records, so that a database may count.

Whoever has the merchants fills them in; names are shown as they are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BIN = 5
"""Points of the index that are counted together."""
LEAST_COHORT = 6
"""Merchants it takes, the one looked at among them, to show its place without showing who is who."""


@dataclass(frozen=True)
class MerchantRow:
    """One merchant with its newest results."""

    id: str
    name: str
    stage: str | None
    """None where it is not known yet."""
    index: float | None
    dimensions: Mapping[str, float | None]
    """Published scores by dimension; None, or not there, where there is no result."""


@dataclass(frozen=True)
class IndexCount:
    """How many merchants of a stage have an index within one bin."""

    stage: str | None
    bin: int
    """Its lower end: 0, 5, ... 95; an index of 100 belongs to the last."""
    count: int


@dataclass(frozen=True)
class Cohort:
    """All merchants that one is compared with, and it among them, without names."""

    counts: Mapping[int, int]
    """Merchants by the lower end of their bin."""
    lower: int
    """How many have a lower index than the one looked at."""

    @property
    def total(self) -> int:
        """How many there are, the one looked at among them."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class TooFew:
    """The answer where a cohort is too small to stay nameless."""

    total: int
    least: int
    words: str
    """Why there is no chart, for the reader."""


def bin_of(index: float) -> int:
    """Return the lower end of the bin that an index belongs to."""
    return min(int(index // BIN) * BIN, 100 - BIN)


def index_counts(merchants: Iterable[MerchantRow]) -> list[IndexCount]:
    """Count merchants by stage and index; those without an index are left out."""
    counts: dict[tuple[str | None, int], int] = {}
    for one in merchants:
        if one.index is not None:
            key = one.stage, bin_of(one.index)
            counts[key] = counts.get(key, 0) + 1
    return [IndexCount(stage, lower, count) for (stage, lower), count in counts.items()]


def cohort_of(own: float, others: Sequence[float]) -> Cohort:
    """Return the cohort of a merchant with an index, and of others with theirs."""
    counts: dict[int, int] = {}
    for index in (own, *others):
        counts[bin_of(index)] = counts.get(bin_of(index), 0) + 1
    return Cohort(counts, sum(index < own for index in others))
