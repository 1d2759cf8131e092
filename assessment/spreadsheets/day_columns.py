"""The days of a table: which column has them, which days each row is about, and which rows are about none."""

from collections.abc import Sequence

from assessment.instrument.columns import WORDS, normalized_name
from assessment.spreadsheets.cells import CellRange, Row, column_letters, shown
from assessment.spreadsheets.header import Column, SheetTable
from assessment.spreadsheets.values import Period, as_number, month_of, read_period

DAY_NAMES, PERIOD_NAMES, MONTH_NAMES = (
    frozenset(map(normalized_name, WORDS[kind]))
    for kind in ("day_columns", "period_columns", "month_columns")
)
LOOKED_AT = 200
"""Rows by which a column is judged."""
FEW = 5
"""One row in so many may be without a day and still be no row of its own: a sum, or a remark."""


def is_day_name(column: Column) -> bool:
    """Whether a column is called one of the days, or months, that numbers are about."""
    return normalized_name(column.lines[-1]) in DAY_NAMES | PERIOD_NAMES


def day_column(table: SheetTable) -> Column | None:
    """Return the column of the days that the numbers are about: by its name, or without any name the first.

    A column of other days, on which something was created or published, says nothing about the numbers.
    """
    named = [column for column in table.columns if is_day_name(column)]
    nameless = [column for column in table.columns[:1] if column.lines == (column_letters(column.at),)]
    return mostly_days(table, named) if named else (mostly_days(table, nameless) if nameless else None)


def mostly_days(table: SheetTable, among: Sequence[Column]) -> Column | None:
    """Return the first column most of whose cells are days.

    Args:
        table: where to look.
        among: the columns to look at; none for all of them.
    """
    for column in among or table.columns:
        named, months = is_day_name(column), _is_of_months(column)
        cells = [row.at(column.at) for row in table.rows[:LOOKED_AT] if row.at(column.at) != ""]
        days = sum(1 for value in cells if read_period(value, serials=named, months=months) is not None)
        if days and 2 * days >= len(cells):
            return column
    return None


def _is_of_months(column: Column) -> bool:
    return normalized_name(column.lines[-1]) in MONTH_NAMES


def rows_without_day(table: SheetTable, day: Column | None) -> tuple[int, ...]:
    """Return the few rows of a table of days that are about no day: sums and remarks under another name.

    Where they are many, days may stand in merged cells, so that none is told apart.
    """
    if day is None:
        return ()
    rows = [number for number, period in periods_of_rows(table, day).items() if period is None]
    return tuple(rows) if FEW * len(rows) <= len(table.rows) else ()


def rows_perhaps_of_a_day(table: SheetTable, day: Column | None, dayless: Sequence[int]) -> tuple[int, ...]:
    """Return those of the rows without a day that may belong to the day above them, in a merged cell.

    They have figures, and stand between days; or last of all, without a name, and are too small for a sum.
    """
    if day is None or not dayless:
        return ()
    dated = [row for row in table.rows if row.number not in dayless]
    if not dated:
        return ()
    last, first = dated[-1].number, dated[0].number
    return tuple(
        row.number
        for row in table.rows
        if row.number in dayless
        and row.number > first
        and _figures(row)
        and (row.number < last or (not _has_name(row) and not _may_be_sum(row, dated)))
    )


def _figures(row: Row) -> list[int]:
    return [at for at in row.filled if as_number(row.at(at)) is not None]


def _has_name(row: Row) -> bool:
    return any(isinstance(value := row.at(at), str) and as_number(value) is None for at in row.filled)


def _may_be_sum(row: Row, others: Sequence[Row]) -> bool:
    """Whether some figure of a row is at least half of all the others in its column."""
    for at in _figures(row):
        own = as_number(row.at(at))
        rest = sum(abs(found.number) for each in others if (found := as_number(each.at(at))) is not None)
        if own is not None and len(others) > 1 and own.number and 2 * abs(own.number) >= rest:
            return True
    return False


def strange_day(table: SheetTable) -> tuple[CellRange, str] | None:
    """Return the first cell of a column that is called one of days, and what stands there."""
    for column in table.columns:
        if not is_day_name(column):
            continue
        for row in table.rows:
            if (value := row.at(column.at)) != "":
                return CellRange(table.sheet, column.at, row.number, row.number), shown(value)
    return None


def periods_of_rows(table: SheetTable, day: Column | None) -> dict[int, Period | None]:
    """Return the days each row is about, by its number; in a column of months a first day is its month."""
    if day is None:
        return {}
    named, months = is_day_name(day), _is_of_months(day)
    found = {row.number: read_period(row.at(day.at), serials=named, months=months) for row in table.rows}
    single = [period for period in found.values() if period is not None and period.days == 1]
    if months and single and all(period.first.day == 1 for period in single):
        return {
            row: month_of(period.first) if period is not None and period.days == 1 else period
            for row, period in found.items()
        }
    return found


def other_days(table: SheetTable, day: Column | None) -> Column | None:
    """Return another column of days, where these are not those of the first: of a second table."""
    if day is None:
        return None
    ours = periods_of_rows(table, day)
    for column in table.columns:
        if column == day or not is_day_name(column) or mostly_days(table, [column]) is None:
            continue
        theirs = periods_of_rows(table, column)
        pairs = [(one, other) for row, one in ours.items() if one is not None and (other := theirs[row])]
        # A month beside its days says the same.
        if any(one.last < other.first or other.last < one.first for one, other in pairs):
            return column
    return None


def header_period(column: Column) -> Period | None:
    """Return the days that the name of a column is: each day, or month, has its column."""
    return read_period(column.lines[-1], serials=False)
