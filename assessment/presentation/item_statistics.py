"""The figures of items as rows, as sentences on what to look at, and as a CSV file."""

from collections.abc import Iterator

from assessment.instrument.model import Instrument
from assessment.presentation.values import Table, Value
from assessment.responses import Absent, StumbleReason
from assessment.scoring.item_statistics import (
    LEAST,
    DimensionStatistics,
    ItemFigures,
    ItemReport,
    ItemStatistics,
)
from assessment.scoring.reliability import Estimate
from assessment.texts import Localized, Text, in_language

NONE = "–"

HEADINGS = (
    "item",
    "asked",
    "by_point",
    "unknown",
    "stumbled",
    "seconds",
    "floor",
    "ceiling",
    "item_total",
    "decides",
)
"""Columns of the table of a dimension, by the last word of their heading's key."""


def percent(estimate: Estimate | None) -> str:
    """Write a share in whole per cent, its interval after it: 54% [35, 71]."""
    return _with_interval(estimate, "{:.0f}", 100, "%")


def coefficient(estimate: Estimate | None) -> str:
    """Write a coefficient with two decimals, its interval after it: 0.14 [−0.20, 0.49]."""
    return _with_interval(estimate, "{:.2f}")


def seconds(estimate: Estimate | None) -> str:
    """Write a time in whole seconds, its interval after it: 12 [7, 15]."""
    return _with_interval(estimate, "{:.0f}")


def _with_interval(estimate: Estimate | None, form: str, times: int = 1, unit: str = "") -> str:
    if estimate is None:
        return NONE
    value, low, high = (
        form.format(times * figure).replace("-", "−")
        for figure in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value}{unit} [{low}, {high}]"


def item_tables(report: ItemReport, language: str) -> Iterator[tuple[DimensionStatistics, Table]]:
    """Yield each dimension of which anything was asked, with the table of its items."""
    for dimension in report.dimensions:
        table = _item_table(report, dimension.id, language)
        if table.rows:
            yield dimension, table


def _item_table(report: ItemReport, dimension: str, language: str) -> Table:
    """Return the items of a dimension with their figures; those that nobody was asked are left out."""
    rows: list[tuple[Value, ...]] = [
        (
            in_language(one.item.label, language),
            one.asked,
            *(_figure_cells(one.figures) if one.figures else (NONE,) * (len(HEADINGS) - 2)),
        )
        for one in report.items
        if one.item.dimension == dimension and one.asked
    ]
    headings = tuple(Text(f"items.head.{name}").in_(language) for name in HEADINGS)
    return Table(headings, tuple(rows))


def _figure_cells(figures: ItemFigures) -> tuple[str, ...]:
    return (
        " / ".join(str(count) for count in figures.by_point.values()),
        percent(figures.unknown),
        percent(figures.stumbled),
        seconds(figures.seconds),
        percent(figures.floor),
        percent(figures.ceiling),
        coefficient(figures.item_total),
        percent(figures.decides),
    )


def dimension_sentence(dimension: DimensionStatistics) -> Text:
    """Say how the scored items of a dimension hang together."""
    if dimension.alpha is None:
        return Text("items.no_alpha", least=LEAST)
    return Text(
        "items.alpha",
        count=len(dimension.items),
        n=dimension.alpha.n,
        alpha=coefficient(dimension.alpha),
        omega=coefficient(dimension.omega),
    )


def remarks(report: ItemReport, instrument: Instrument) -> list[Localized]:
    """Say in words what to look at: dimensions first, then items in the bank's order."""
    texts: list[Localized] = []
    for one in report.dimensions:
        if one.remark is not None:
            name = instrument.dimension(one.id).name
            texts.append(Text(f"items.remark.{one.remark}", name=name, alpha=coefficient(one.alpha)))
    for each in report.items:
        texts += item_remarks(each)
    return texts


def item_remarks(one: ItemStatistics) -> Iterator[Text]:
    """Yield what to look at in an item."""
    if one.figures is None:
        return
    figures = one.figures
    values: dict[str, str | Localized] = {
        "name": one.item.label,
        "reason": Text(f"items.reason.{max(StumbleReason, key=lambda reason: figures.stumbles[reason])}"),
        "points": ", ".join(str(point) for point, count in figures.by_point.items() if not count),
        "stumbled": percent(figures.stumbled),
        "unknown": percent(figures.unknown),
        "floor": percent(figures.floor),
        "ceiling": percent(figures.ceiling),
        "item_total": coefficient(figures.item_total),
        "seconds": seconds(figures.seconds),
        "decides": percent(figures.decides),
    }
    for remark in figures.remarks:
        yield Text(f"items.remark.{remark}", **values)


def figures_table(report: ItemReport) -> Table:
    """Return every figure as a plain number, one row an item, for a CSV file with headings of its own.

    Shares and coefficients are fractions of 1 with four decimals. No merchant and no word is in it.
    """
    points = sorted({point for one in report.items if one.figures for point in one.figures.by_point})
    headings = (
        *("item", "dimension", "asked"),
        *(f"point_{point}" for point in points),
        *(reason.value for reason in Absent),
        *(f"stumble_{reason.value}" for reason in StumbleReason),
        *_interval_headings("unknown", "stumbled", "floor", "ceiling", "seconds", "item_total", "decides"),
        *_interval_headings("dimension_alpha", "dimension_omega"),
        "look_at",
    )
    dimensions = {each.id: each for each in report.dimensions}
    rows = []
    for one in report.items:
        start: tuple[Value, ...] = (one.item.id, one.item.dimension, one.asked)
        if one.figures is None:
            rows.append((*start, *(None,) * (len(headings) - len(start))))
            continue
        figures, dimension = one.figures, dimensions[one.item.dimension]
        estimates = (
            *(figures.unknown, figures.stumbled, figures.floor, figures.ceiling),
            *(figures.seconds, figures.item_total, figures.decides, dimension.alpha, dimension.omega),
        )
        cells = (
            *(figures.by_point[point] for point in points),
            *(figures.absent[reason] for reason in Absent),
            *(figures.stumbles[reason] for reason in StumbleReason),
            *(number for estimate in estimates for number in _numbers(estimate)),
            " ".join(figures.remarks),
        )
        rows.append((*start, *cells))
    return Table(headings, tuple(rows))


def _interval_headings(*names: str) -> Iterator[str]:
    for name in names:
        yield from (name, f"{name}_low", f"{name}_high", f"{name}_n")


def _numbers(estimate: Estimate | None) -> tuple[Value, ...]:
    if estimate is None:
        return None, None, None, None
    return round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4), estimate.n
