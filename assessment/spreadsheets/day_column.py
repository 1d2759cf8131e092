"""Which column of a table says the days, and which of its rows are about none."""

import calendar
import re
from datetime import date

from assessment.instrument.columns import normalized_name
from assessment.spreadsheets.cells import Place, Value, shown
from assessment.spreadsheets.days import DAY_WORDS, Period, period_in, read_day
from assessment.spreadsheets.layout import Column, Table

MONTH = re.compile(r"(20\d{2})(?:[-/.](\d{1,2})|年(\d{1,2})月份?)")
PERIOD_WORDS = frozenset({"月份", "统计月份", "周期", "统计周期"})
LOOKED_AT = 200
"""Rows by which a column is judged."""
FEW = 5
"""One row in so many may be without a day and still be no row of its own: a sum, or a remark."""


def period_of(value: Value, *, serials: bool) -> Period | None:
    """Return the days a cell names: one day, a month, or from one day to another."""
    day = read_day(value, serials=serials)
    if day is not None:
        return Period(day, day)
    if not isinstance(value, str):
        return None
    month = MONTH.fullmatch(value.strip())
    if month is not None and 1 <= int(month[2] or month[3]) <= 12:
        year, number = int(month[1]), int(month[2] or month[3])
        return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))
    return period_in(value)


def is_day_name(column: Column) -> bool:
    """Whether a column is called one of days, or of months."""
    return normalized_name(column.lines[-1]) in DAY_WORDS | PERIOD_WORDS


def day_column(table: Table) -> Column | None:
    """Return the first column most of whose cells are days."""
    for column in table.columns:
        named = is_day_name(column)
        cells = [row.at(column.at) for row in table.rows[:LOOKED_AT] if row.at(column.at) != ""]
        days = sum(1 for value in cells if period_of(value, serials=named) is not None)
        if days and 2 * days >= len(cells):
            return column
    return None


def rows_without_day(table: Table, day: Column | None) -> tuple[int, ...]:
    """Return the few rows of a table of days that are about no day: sums and remarks under another name.

    Where they are many, days may stand in merged cells, so that none is told apart.
    """
    if day is None:
        return ()
    named = is_day_name(day)
    rows = [row.number for row in table.rows if period_of(row.at(day.at), serials=named) is None]
    return tuple(rows) if FEW * len(rows) <= len(table.rows) else ()


def strange_day(table: Table) -> tuple[Place, str] | None:
    """Return the first cell of a column that is called one of days, and what stands there."""
    for column in table.columns:
        if not is_day_name(column):
            continue
        for row in table.rows:
            if (value := row.at(column.at)) != "":
                return Place(table.sheet, column.at, row.number, row.number), shown(value)
    return None
