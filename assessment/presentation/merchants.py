"""Many merchants as rows: scores by dimension, counts by stage and index, one's place among its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.instrument.model import Instrument
from assessment.presentation.values import Cells, Table, stage_label, table_of
from assessment.texts import Text

BIN = 5
"""Points of the index that are counted together."""


LEAST_COHORT = 6
"""Merchants it takes, the one looked at among them, to show its place without showing who is who."""


@dataclass(frozen=True)
class MerchantScores:
    """One merchant with its newest results."""

    id: str
    name: str
    stage: str | None
    """None where it is not known yet."""
    index: float | None
    dimensions: Mapping[str, float | None]
    """Published scores by dimension; None, or not there, where there is no result."""
    index_high: float | None = None
    """What the index would be if everything not answered were in place."""


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

    @property
    def is_nameless(self) -> bool:
        """Whether there are enough of them to show a place without showing who is who."""
        return self.total >= LEAST_COHORT

    @property
    def too_few(self) -> Text:
        """Why nothing is shown of a cohort that is too small."""
        return Text("presentation.too_few_merchants", total=self.total, least=LEAST_COHORT)


@dataclass(frozen=True)
class CohortFigures:
    """What is counted over many merchants; nothing in it says who is who."""

    total: int
    by_stage: Mapping[str | None, int]
    """Merchants by stage of their last round; None counts those without one."""
    spread: Sequence[IndexCount]
    gaps: Sequence[tuple[str, int]]
    """What most of them still lack, such as `item:field.rhythm`, with how many lack it."""
    scores: Mapping[str, Sequence[float]]
    """Dimension scores of the merchants, by dimension."""
    trends: Sequence[float]
    """Changes of the index since the round before, of those that have one by the same questions."""


def bin_of(index: float) -> int:
    """Return the lower end of the bin that an index belongs to."""
    return min(int(index // BIN) * BIN, 100 - BIN)


def cohort_of(own: float, others: Sequence[float]) -> Cohort:
    """Return the cohort of a merchant with an index, and of others with theirs."""
    counts: dict[int, int] = {}
    for index in (own, *others):
        counts[bin_of(index)] = counts.get(bin_of(index), 0) + 1
    return Cohort(counts, sum(index < own for index in others))


def merchants_table(merchants: Sequence[MerchantScores], instrument: Instrument, language: str) -> Table:
    """Return a row for each merchant: name, stage, index, its upper end, a column a dimension."""
    rows = tuple(
        (
            one.name,
            stage_label(instrument, one.stage, language),
            one.index,
            one.index if one.index_high is None else one.index_high,
            *(one.dimensions.get(dimension.id) for dimension in instrument.dimensions),
        )
        for one in merchants
    )
    fixed = [
        Text(f"presentation.head.{column}").in_(language) for column in ("merchant", "stage", "index", "high")
    ]
    dimensions = [dimension.name.in_(language) for dimension in instrument.dimensions]
    return Table((*fixed, *dimensions), rows, frozenset([*fixed[-2:], *dimensions]))


def spread_table(counts: Sequence[IndexCount], instrument: Instrument, language: str) -> Table:
    """Return a row for each stage and range of the index that has merchants, by stage, then by index."""
    order: list[str | None] = [*instrument.stage_ids, None]
    known = [one for one in counts if one.count]
    rows: list[Cells] = [
        {
            "stage": stage_label(instrument, one.stage, language),
            "range": Text("presentation.range", low=one.bin, high=one.bin + BIN).in_(language),
            "count": one.count,
        }
        for one in sorted(
            known, key=lambda one: (order.index(one.stage if one.stage in order else None), one.bin)
        )
    ]
    return table_of(rows, ["stage", "range", "count"], language)


def cohort_table(cohort: Cohort, language: str) -> Table:
    """Return a row for each range of the index that has merchants."""
    rows: list[Cells] = [
        {"range": Text("presentation.range", low=lower, high=lower + BIN).in_(language), "count": count}
        for lower, count in sorted(cohort.counts.items())
    ]
    return table_of(rows, ["range", "count"], language)
