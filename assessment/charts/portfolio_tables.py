"""The tables behind the charts of many merchants and of several respondents."""

from collections.abc import Sequence

import pandas as pd

from assessment.charts.agreement import LEAST_VOICES, DimensionVoices, ItemVoices
from assessment.charts.portfolio_model import BIN, Cohort, IndexCount, MerchantRow
from assessment.charts.rows import stage_label
from assessment.charts.tables import Cells, table_of
from assessment.charts.words import say
from assessment.instrument.model import Instrument


def portfolio_heat_table(
    merchants: Sequence[MerchantRow], instrument: Instrument, language: str
) -> pd.DataFrame:
    """Return a row for each merchant, also those not drawn: name, stage, index, a column a dimension."""
    rows = [
        [
            one.name,
            stage_label(instrument, one.stage, language),
            one.index,
            *(one.dimensions.get(dimension.id) for dimension in instrument.dimensions),
        ]
        for one in merchants
    ]
    numbers = [say("head_index", language), *(d.name.in_(language) for d in instrument.dimensions)]
    heads = [say("head_merchant", language), say("head_stage", language), *numbers]
    return pd.DataFrame(rows, columns=heads).astype(dict.fromkeys(numbers, "float64"))


def portfolio_spread_table(
    counts: Sequence[IndexCount], instrument: Instrument, language: str
) -> pd.DataFrame:
    """Return a row for each stage and range of the index that has merchants, by stage, then by index."""
    order: list[str | None] = [*instrument.stage_ids, None]
    known = [one for one in counts if one.count]
    rows = [
        {
            "head_stage": stage_label(instrument, one.stage, language),
            "head_range": say("range", language, low=one.bin, high=one.bin + BIN),
            "head_count": one.count,
        }
        for one in sorted(
            known, key=lambda one: (order.index(one.stage if one.stage in order else None), one.bin)
        )
    ]
    return table_of(rows, ["head_stage", "head_range", "head_count"], language)


def cohort_table(cohort: Cohort, language: str) -> pd.DataFrame:
    """Return a row for each range of the index that has merchants."""
    rows = [
        {"head_range": say("range", language, low=lower, high=lower + BIN), "head_count": count}
        for lower, count in sorted(cohort.counts.items())
    ]
    return table_of(rows, ["head_range", "head_count"], language)


def agreement_table(
    dimensions: Sequence[DimensionVoices], language: str, *, nameless: bool = False
) -> pd.DataFrame:
    """Return a row for each item: lowest, median and highest point, how far apart, how many answered.

    Args:
        dimensions: as for the chart.
        language: of the heads.
        nameless: leave out the points of items that fewer than three answered.
    """
    rows = [
        _cells(dimension, item, nameless=nameless) for dimension in dimensions for item in dimension.items
    ]
    numbers = ["head_lowest", "head_median", "head_highest", "head_apart", "head_agreed"]
    heads = ["head_dimension", "head_item", *numbers[:4], "head_voices", "head_silent", "head_agreed"]
    return table_of(rows, heads, language, numbers)


def _cells(dimension: DimensionVoices, item: ItemVoices, *, nameless: bool) -> Cells:
    given = item.given
    known = given if not nameless or len(given) >= LEAST_VOICES else []
    return {
        "head_dimension": dimension.name,
        "head_item": item.name,
        "head_lowest": known[0] if known else None,
        "head_median": item.median if known else None,
        "head_highest": known[-1] if known else None,
        "head_apart": item.apart if known else None,
        "head_voices": len(given),
        "head_silent": item.silent,
        "head_agreed": item.agreed,
    }
