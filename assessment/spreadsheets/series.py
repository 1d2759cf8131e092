"""The series of a table, each cell with its day: columns, or rows where the names stand in the rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessment.instrument.columns import WORDS, normalized_name, unit_in, window_in
from assessment.spreadsheets.cells import Place, Row, Trouble, Value, shown
from assessment.spreadsheets.header import Column, Table, is_word
from assessment.spreadsheets.matching import Lookup
from assessment.spreadsheets.values import Period, as_number, no_value, read_period

DAY_NAMES, PERIOD_NAMES = frozenset(WORDS["day_columns"]), frozenset(WORDS["period_columns"])
LOOKED_AT = 200
"""Rows by which a column is judged."""
FEW = 5
"""One row in so many may be without a day and still be no row of its own: a sum, or a remark."""


def is_day_name(column: Column) -> bool:
    """Whether a column is called one of days, or of months."""
    return normalized_name(column.lines[-1]) in DAY_NAMES | PERIOD_NAMES


def day_column(table: Table) -> Column | None:
    """Return the first column most of whose cells are days."""
    for column in table.columns:
        named = is_day_name(column)
        cells = [row.at(column.at) for row in table.rows[:LOOKED_AT] if row.at(column.at) != ""]
        days = sum(1 for value in cells if read_period(value, serials=named) is not None)
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
    rows = [row.number for row in table.rows if read_period(row.at(day.at), serials=named) is None]
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


LABELS, VALUES, UNITS = (
    frozenset(WORDS[kind]) for kind in ("label_columns", "value_columns", "unit_columns")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of a series."""

    value: Value
    period: Period | None
    """The day, or the days, it is about; None where the table does not say."""
    row: int
    column: int


@dataclass(frozen=True)
class Series:
    """Everything that stands under, or beside, one name: it may become a number."""

    key: str
    """Tells it from the others of its table, and finds it again in the next file of the same shape."""
    lines: tuple[str, ...]
    readings: tuple[Reading, ...]
    sheet: str
    unit: str
    """As its name, or a column of units, says; empty where nothing does."""
    window: int | None
    """How many days its name says it is about."""
    passed_over: tuple[str, ...] = ()
    """Other columns of values beside its name, where nothing says which is meant: the first is read."""

    @property
    def name(self) -> str:
        """The name in one line, as written."""
        return " · ".join(self.lines)

    @property
    def samples(self) -> tuple[str, ...]:
        """The last few values, the newest first."""
        filled = [each for each in self.readings if not no_value(each.value)]
        dated = sorted(filled, key=lambda each: each.period.last if each.period else date.min, reverse=True)
        return tuple(shown(each.value) for each in dated[:3])

    def place(self, readings: Sequence[Reading]) -> Place:
        """Return where some of its cells are."""
        rows = [each.row for each in readings]
        return Place(self.sheet, readings[-1].column, min(rows), max(rows))


@dataclass(frozen=True)
class TableSeries:
    """All series of a table."""

    shape: Literal["wide", "long"]
    """`wide`: a name for each column. `long`: a name for each row."""
    series: tuple[Series, ...]
    dated: bool
    """Whether the table says which day a number is about."""
    dayless: tuple[int, ...] = ()
    """Rows that are about no day in a table of days: left out."""
    strange_day: tuple[Place, str] | None = None
    """Of a column that should hold days, the first cell, and what stands there instead."""
    unread: tuple[Series, ...] = ()
    """Known by name, but without a single number that can be read."""

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The name of each series, line by line, by its key."""
        return {series.key: series.lines for series in self.series}


def table_series(table: Table, lookup: Lookup) -> TableSeries:
    """Find the series of a table, with what was left out of them."""
    day = day_column(table)
    label = _label_column(table, lookup, day)
    dayless = rows_without_day(table, day) if label is None else ()
    table = replace(table, rows=tuple(row for row in table.rows if row.number not in dayless))
    every = list(_wide(table, day) if label is None else _long(table, lookup, day, label))
    kept = _told_apart(series for series in every if any(_is_number(each.value) for each in series.readings))
    return TableSeries(
        shape="wide" if label is None else "long",
        series=tuple(kept),
        dated=any(each.period for series in kept for each in series.readings),
        dayless=dayless,
        strange_day=None if day else strange_day(table),
        unread=tuple(each for each in every if _is_unread(each, lookup)),
    )


def _is_unread(series: Series, lookup: Lookup) -> bool:
    """Whether a series means something, and something stands there, but no number."""
    filled = [each for each in series.readings if not no_value(each.value)]
    known = lookup.find(series.lines) is not None
    return known and bool(filled) and not any(_is_number(each.value) for each in filled)


def _is_number(value: Value) -> bool:
    return isinstance(value, Trouble) or as_number(value) is not None


def _told_apart(found: Iterator[Series]) -> list[Series]:
    """Number the sources that have the same name."""
    seen: Counter[str] = Counter()
    kept = []
    for series in found:
        seen[series.key] += 1
        rank = seen[series.key]
        key = series.key if rank == 1 else f"{series.key}#{rank}"
        kept.append(replace(series, key=key))
    return kept


def _label_column(table: Table, lookup: Lookup, day: Column | None) -> Column | None:
    """Return the column that names metrics row by row; None where the header names them."""
    in_header = sum(1 for column in table.columns if lookup.find(column.lines) is not None)
    best, found = in_header, None
    for column in table.columns:
        if column == day:
            continue
        words = {
            value
            for row in table.rows[:500]
            if isinstance(value := row.at(column.at), str) and is_word(value)
        }
        known = sum(1 for word in words if lookup.find([word]) is not None)
        if known > best:
            best, found = known, column
        elif (
            found is None
            and not in_header
            and words
            and table.header
            and normalized_name(column.lines[-1]) in LABELS
        ):
            found = column
    return found


def _wide(table: Table, day: Column | None) -> Iterator[Series]:
    periods = _periods(table, day)
    for column in table.columns:
        if column == day:
            continue
        readings = tuple(
            Reading(row.at(column.at), periods.get(row.number), row.number, column.at) for row in table.rows
        )
        yield _series(table, column.lines, readings, unit_in(column.lines[-1]))


def _long(table: Table, lookup: Lookup, day: Column | None, label: Column) -> Iterator[Series]:
    values, passed_over = _value_columns(table, lookup, day, label)
    unit = next((column for column in table.columns if normalized_name(column.lines[-1]) in UNITS), None)
    periods = _periods(table, day)
    lines: dict[str, list[Row]] = {}
    for row in table.rows:
        name = row.at(label.at)
        if isinstance(name, str) and is_word(name):
            lines.setdefault(name, []).append(row)
    for name, rows in lines.items():
        readings = tuple(
            Reading(row.at(column.at), _of_header(column) or periods.get(row.number), row.number, column.at)
            for row in rows
            for column in values
        )
        said = shown(rows[0].at(unit.at)).casefold() if unit is not None else ""
        series = _series(table, (name,), readings, unit_in(name) or said)
        yield replace(series, passed_over=tuple(column.name for column in passed_over))


def _series(table: Table, lines: tuple[str, ...], readings: tuple[Reading, ...], unit: str) -> Series:
    return Series(
        normalized_name("".join(lines)), lines, readings, table.sheet, unit, window_in("".join(lines))
    )


def _periods(table: Table, day: Column | None) -> dict[int, Period | None]:
    """Return the days each row is about, by its number."""
    if day is None:
        return {}
    named = is_day_name(day)
    return {row.number: read_period(row.at(day.at), serials=named) for row in table.rows}


def _of_header(column: Column) -> Period | None:
    return read_period(column.lines[-1], serials=False)


def _value_columns(
    table: Table, lookup: Lookup, day: Column | None, label: Column
) -> tuple[list[Column], list[Column]]:
    """Return the columns of values, one for each day or the one that holds the values of now; and the others.

    There are others only where nothing says which one holds the values of now.
    """
    rest = [
        column
        for column in table.columns
        if column not in {day, label}
        and not lookup.is_compared(column.lines)
        and any(_is_number(row.at(column.at)) for row in table.rows)
    ]
    by_day = [column for column in rest if _of_header(column) is not None]
    if by_day:
        return by_day, []
    named = [column for column in rest if normalized_name(column.lines[-1]) in VALUES]
    if named:
        return named[:1], []
    beside = [column for column in rest if column.at > label.at] or rest
    return beside[:1], beside[1:]
