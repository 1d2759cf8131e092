"""A number's own column held against what the other numbers of the table give."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assessment.instrument.columns import Formula
from assessment.spreadsheets.notices import SheetNotice, figure_text
from assessment.spreadsheets.numbers import Number, SeriesNumbers
from assessment.spreadsheets.values import Period, as_number
from assessment.spreadsheets.windows import aligned, evaluated, mixed_windows

CLOSE = Decimal("0.01")
"""By how much of itself a number may differ: amounts are rounded before they are added up."""
CENT = Decimal("0.01")


def parts_differ(
    formula: Formula,
    own: SeriesNumbers,
    parts: Mapping[str, SeriesNumbers],
    weight: SeriesNumbers | None,
    window: Period | None,
) -> list[SheetNotice]:
    """Tell where the column of a number says something else than its parts give on the same rows.

    Args:
        formula: how the parts give it.
        own: its column.
        parts: by the names in the formula.
        weight: what each row weighs; None where nothing says it.
        window: the days it is about.
    """
    series = [own, *parts.values(), *([weight] if weight is not None else [])]
    if mixed_windows(series):
        return []
    rows = aligned(series, window)
    calculated = evaluated(formula, dict(zip(parts, rows[1:], strict=False)))
    if calculated is None:
        return []
    written = _together(formula, rows[0], rows[-1] if weight is not None else None, calculated)
    rounding = _rounding(rows[0]) * (1 if formula.per else len(rows[0]))
    return _difference(own, written, calculated, rounding)


def rolling_differs(
    formula: Formula, own: SeriesNumbers, number: Number, parts: Mapping[str, SeriesNumbers], window: Period
) -> list[SheetNotice]:
    """Tell where a day's number of a whole window says something else than its parts on the days of it.

    Args:
        formula: how the parts give it.
        own: its column.
        number: of one day.
        parts: by the names in the formula, none of which lacks a day of the window.
        window: the days the number is about.
    """
    if mixed_windows(list(parts.values())):
        return []
    rows = aligned(list(parts.values()), window)
    calculated = evaluated(formula, dict(zip(parts, rows, strict=True)))
    if calculated is None:
        return []
    return _difference(own, number.number, calculated, _rounding([number]))


def _difference(
    own: SeriesNumbers, written: Decimal, calculated: Decimal, rounding: Decimal
) -> list[SheetNotice]:
    if abs(written - calculated) <= rounding + CLOSE * abs(calculated):
        return []
    figures = {
        "written": figure_text(written.quantize(CENT)),
        "worked_out": figure_text(calculated.quantize(CENT)),
    }
    return [SheetNotice("parts_differ", {"name": own.series.name, **figures})]


def _together(
    formula: Formula, own: Sequence[Number], weights: Sequence[Number] | None, calculated: Decimal
) -> Decimal:
    """Return what the rows of a column come to."""
    numbers = [each.number for each in own]
    if not formula.per:
        return sum(numbers, Decimal(0))
    whole = sum((each.number for each in weights or ()), Decimal(0))
    if weights is not None and whole > 0:
        pairs = zip(numbers, weights, strict=True)
        return sum((number * each.number for number, each in pairs), Decimal(0)) / whole
    # Whatever its rows weigh, a rate of them all lies between the least and the greatest.
    return min(max(calculated, min(numbers)), max(numbers))


def _rounding(numbers: Sequence[Number]) -> Decimal:
    """Return half a unit of the last place in which a column is written, in the unit of its numbers."""
    steps = []
    for each in numbers:
        written = as_number(each.reading.value)
        if written is not None and written.number:
            exponent = int(written.number.as_tuple().exponent)
            steps.append(abs(each.number / written.number) * Decimal(10) ** min(exponent, 0))
    return min(steps, default=Decimal(0)) / 2
