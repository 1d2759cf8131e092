"""The series of a table, each cell with its day: columns, or rows where the names stand in the rows."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessment.instrument.columns import WORDS, half_width, normalized_name, unit_in, window_in
from assessment.spreadsheets.cells import CellRange, Row, Trouble, Value, column_letters, shown
from assessment.spreadsheets.day_columns import (
    LOOKED_AT,
    day_column,
    header_period,
    is_day_name,
    mostly_days,
    other_days,
    periods_of_rows,
    rows_perhaps_of_a_day,
    rows_without_day,
    strange_day,
)
from assessment.spreadsheets.header import Column, SheetTable, is_word
from assessment.spreadsheets.matching import Lookup, names_shop
from assessment.spreadsheets.scope import Scope, scope_of
from assessment.spreadsheets.values import Period, as_number, no_value

LABELS, VALUES, UNITS, SAYING = (
    frozenset(map(normalized_name, WORDS[kind]))
    for kind in ("label_columns", "value_columns", "unit_columns", "narrowing_remarks")
)


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell of a series."""

    value: Value
    period: Period | None
    """The day, or the days, it is about; None where the table does not say."""
    row: int
    column: int
    shared: Hashable
    """The same for cells of different series that belong together: their row, or the day they are about."""


@dataclass(frozen=True)
class NumberSeries:
    """Everything that stands under, or beside, one name: it may become a number."""

    key: str
    """Tells it from the others of its table, and finds it again in the next file of the same shape."""
    lines: tuple[str, ...]
    readings: tuple[CellReading, ...]
    sheet: str
    unit: str
    """As its name, or a column of units, says; empty where nothing does."""
    window: int | None
    """How many days its name says it is about."""
    passed_over: tuple[str, ...] = ()
    """Other columns of values beside its name, where nothing says which is meant: the first is read."""
    file: str = ""
    """The name of the file; empty where it was not told."""
    headed: str = ""
    """The name of its column of values, where that may be anybody's: 大盘; empty for 数值 and the like."""
    remarks: tuple[str, ...] = ()
    """What is remarked beside it."""
    of_its_day: bool = True
    """Whether a day is the one the number is about; else it may be the day on which it was read off."""

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

    def place(self, readings: Sequence[CellReading]) -> CellRange:
        """Return where some of its cells are."""
        rows = [each.row for each in readings]
        return CellRange(self.sheet, readings[-1].column, min(rows), max(rows), self.file)


@dataclass(frozen=True)
class TableSeries:
    """All series of a table, and the rows that were left out of them."""

    shape: Literal["wide", "long"]
    """`wide`: a name for each column. `long`: a name for each row."""
    series: tuple[NumberSeries, ...]
    dated: bool
    """Whether the table says which day a number is about."""
    scope: Scope
    dayless: tuple[int, ...] = ()
    """Rows that are about no day in a table of days: left out."""
    merged_days: tuple[int, ...] = ()
    """Of these, rows that may belong to the day above them."""
    strange_day: tuple[CellRange, str] | None = None
    """Of a column that should hold days, the first cell, and what stands there instead."""
    event_days: Column | None = None
    """The column of days that something happened on, where no column has the days of the numbers."""
    unread: tuple[NumberSeries, ...] = ()
    """Known by name, but without a single number that can be read."""

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The name of each series, line by line, by its key."""
        return {series.key: series.lines for series in self.series}


def table_series(table: SheetTable, lookup: Lookup, only: Mapping[str, str] | None = None) -> TableSeries:
    """Find the series of a table.

    Args:
        table: with all its rows.
        lookup: what columns are called.
        only: the rows to read, by the name of a column and the value in it; None for what seems best.

    Raises:
        Unreadable: `only` names a column, or a value, that is not there.
    """
    day = day_column(table)
    event = other_days(table, day) if day else mostly_days(table, [])
    label = _label_column(table, lookup, day)
    values, passed_over = ([], []) if label is None else _value_columns(table, lookup, day, label)
    dayless = rows_without_day(table, day) if label is None else ()
    merged_days = rows_perhaps_of_a_day(table, day, dayless)
    table = replace(table, rows=tuple(row for row in table.rows if row.number not in dayless))
    used = [column for column in (day, event, label, *values) if column is not None]
    used += [column for column in table.columns if is_day_name(column)]
    if label is not None:
        # There a remark is about the number of its line alone.
        used += [column for column in table.columns if normalized_name(column.lines[-1]) in SAYING]
    scope, table = scope_of(table, lookup, used, periods_of_rows(table, day), only or {})
    if label is None:
        every = list(_wide(table, [column for column in (day, event) if column], day))
    else:
        every = list(_long(table, lookup, day, label, values, passed_over))
    kept = _told_apart(series for series in every if any(_is_number(each.value) for each in series.readings))
    return TableSeries(
        shape="wide" if label is None else "long",
        series=tuple(kept),
        dated=any(each.period for series in kept for each in series.readings),
        scope=scope,
        dayless=dayless,
        merged_days=merged_days,
        strange_day=None if day else strange_day(table),
        event_days=event,
        unread=tuple(each for each in every if _is_unread(each, lookup)),
    )


# Numbers


def _is_unread(series: NumberSeries, lookup: Lookup) -> bool:
    """Whether a series means something, and something stands there, but no number."""
    filled = [each for each in series.readings if not no_value(each.value)]
    known = lookup.find(series.lines) is not None
    return known and bool(filled) and not any(_is_number(each.value) for each in filled)


def _is_number(value: Value) -> bool:
    return isinstance(value, Trouble) or as_number(value) is not None


def _told_apart(found: Iterator[NumberSeries]) -> list[NumberSeries]:
    """Number the series that have the same name."""
    seen: Counter[str] = Counter()
    kept = []
    for series in found:
        seen[series.key] += 1
        rank = seen[series.key]
        key = series.key if rank == 1 else f"{series.key}#{rank}"
        kept.append(replace(series, key=key))
    return kept


def _label_column(table: SheetTable, lookup: Lookup, day: Column | None) -> Column | None:
    """Return the column that names metrics row by row; None where the header names them."""
    in_header = sum(1 for column in table.columns if lookup.find(column.lines) is not None)
    best, found = in_header, None
    for column in table.columns:
        if column == day:
            continue
        words = {
            value
            for row in table.rows[:LOOKED_AT]
            if isinstance(value := row.at(column.at), str) and is_word(value)
        }
        known = sum(1 for word in words if lookup.find([word]) is not None)
        named = bool(table.header) and normalized_name(column.lines[-1]) in LABELS
        if known > best:
            best, found = known, column
        elif found is None and not in_header and words and named:
            found = column
    return found


def _wide(table: SheetTable, days: Sequence[Column], day: Column | None) -> Iterator[NumberSeries]:
    """Yield a series for each column that holds no days."""
    periods = periods_of_rows(table, day)
    for column in table.columns:
        if column in days:
            continue
        readings = tuple(
            CellReading(row.at(column.at), periods.get(row.number), row.number, column.at, row.number)
            for row in table.rows
        )
        yield _series(table, column.lines, readings, unit_in(column.lines[-1]))


def _long(  # noqa: PLR0913, PLR0917 - the columns of such a table
    table: SheetTable,
    lookup: Lookup,
    day: Column | None,
    label: Column,
    values: Sequence[Column],
    passed_over: Sequence[Column],
) -> Iterator[NumberSeries]:
    """Yield a series for each name in the rows, and for each window that has a column of its own."""
    unit = next((column for column in table.columns if normalized_name(column.lines[-1]) in UNITS), None)
    periods = periods_of_rows(table, day)
    windows = {column: window_in(column.name) for column in values}
    groups = [[column] for column in values] if any(windows.values()) else [list(values)]
    saying = [column for column in table.columns if normalized_name(column.lines[-1]) in SAYING]
    anybodys = "" if passed_over or len(values) != 1 or _says_value(values[0]) else values[0].name
    for lines, rows in _named_rows(table, lookup, label, values).items():
        unit_text = half_width(shown(rows[0].at(unit.at))).strip().casefold() if unit is not None else ""
        days_beside = next((days for row in rows if (days := _window_beside(row, values))), None)
        for columns in groups:
            readings = tuple(
                CellReading(row.at(column.at), period, row.number, column.at, period or column.at)
                for row in rows
                for column in columns
                for period in [header_period(column) or periods.get(row.number)]
            )
            window = windows[columns[0]] if columns else None
            headed = (columns[0].name, *lines) if window and len(groups) > 1 else lines
            series = _series(table, headed, readings, unit_in(lines[-1]) or unit_text)
            yield replace(
                series,
                window=series.window or window or days_beside,
                of_its_day=day is None or day.at < label.at or any(map(header_period, columns)),
                passed_over=tuple(column.name for column in passed_over),
                headed=anybodys,
                remarks=tuple(
                    shown(row.at(each.at)) for row in rows for each in saying if row.at(each.at) != ""
                ),
            )


def _says_value(column: Column) -> bool:
    """Whether a column is called one of values of now, or of days, so that nobody else's can be meant."""
    name = normalized_name(column.lines[-1])
    is_nameless = column.lines == (column_letters(column.at),)
    return (
        name in VALUES
        or is_nameless
        or header_period(column) is not None
        or window_in(column.name) is not None
    )


def _named_rows(
    table: SheetTable, lookup: Lookup, label: Column, values: Sequence[Column]
) -> dict[tuple[str, ...], list[Row]]:
    """Return the rows of each name; a row of words alone heads those under it if it narrows them (直播)."""
    found: dict[tuple[str, ...], list[Row]] = {}
    heading: tuple[str, ...] = ()
    for row in table.rows:
        name = row.at(label.at)
        if not (isinstance(name, str) and is_word(name)):
            continue
        if all(row.at(column.at) == "" for column in values) and row.filled == [label.at]:
            narrows = lookup.narrowing_in(name) or lookup.is_compared(name) or names_shop(name)
            heading = (name,) if narrows else ()
            continue
        found.setdefault((*heading, name), []).append(row)
    return found


def _window_beside(row: Row, values: Sequence[Column]) -> int | None:
    """Return the window that a remark beside a number names: 近30天."""
    used = {column.at for column in values}
    texts = (value for at, value in enumerate(row.cells) if at not in used and isinstance(value, str))
    return next((days for text in texts if (days := window_in(text))), None)


def _series(
    table: SheetTable, lines: tuple[str, ...], readings: tuple[CellReading, ...], unit: str
) -> NumberSeries:
    whole = "".join(lines)
    key, window = normalized_name(whole), window_in(whole)
    return NumberSeries(key, lines, readings, table.sheet, unit, window, file=table.file)


def _value_columns(
    table: SheetTable, lookup: Lookup, day: Column | None, label: Column
) -> tuple[list[Column], list[Column]]:
    """Return the columns of values, one for each day or the one that holds the values of now; and the others.

    There are others only where nothing says which one holds the values of now.
    """
    rest = [
        column
        for column in table.columns
        if column not in {day, label}
        and not lookup.is_compared(column.name)
        and any(_is_number(row.at(column.at)) for row in table.rows)
    ]
    by_day = [column for column in rest if header_period(column) is not None]
    if by_day:
        return by_day, []
    by_window = [column for column in rest if window_in(column.name)]
    if by_window:
        return by_window, []
    named = [column for column in rest if normalized_name(column.lines[-1]) in VALUES]
    if named:
        return named[:1], []
    right_of_label = [column for column in rest if column.at > label.at] or rest
    return right_of_label[:1], right_of_label[1:]
