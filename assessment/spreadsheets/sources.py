"""Where numbers come from in a table: a column each, or a line each where the names stand in the rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessment.instrument.columns import normalized_name, unit_in, window_in
from assessment.spreadsheets.cells import Place, Row, Trouble, Value, shown
from assessment.spreadsheets.day_column import (
    day_column,
    is_day_name,
    period_of,
    rows_without_day,
    strange_day,
)
from assessment.spreadsheets.days import Period
from assessment.spreadsheets.layout import Column, Table, as_number, is_word, no_value
from assessment.spreadsheets.names import Lookup

LABELS = frozenset(
    {"指标", "指标名称", "指标名", "项目", "名称", "数据项", "数据指标", "metric", "metrics", "item", "name"}
)
VALUES = frozenset(
    {
        "数值", "值", "数据", "本期", "当期", "当前", "当前值", "指标值", "结果", "本月", "当月",
        "实际", "实际值", "value", "current", "number",
    }
)  # fmt: skip
UNITS = frozenset({"单位", "unit", "units"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of a source."""

    value: Value
    period: Period | None
    """The day, or the days, it is about; None where the table does not say."""
    row: int
    column: int


@dataclass(frozen=True)
class Source:
    """What may become a number: everything that stands under, or beside, one name."""

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
class Sources:
    """All of a table."""

    shape: Literal["wide", "long"]
    """`wide`: a name for each column. `long`: a name for each row."""
    found: tuple[Source, ...]
    dated: bool
    """Whether the table says which day a number is about."""
    dayless: tuple[int, ...] = ()
    """Rows that are about no day in a table of days: left out."""
    strange_day: tuple[Place, str] | None = None
    """Of a column that should hold days, the first cell, and what stands there instead."""
    unread: tuple[Source, ...] = ()
    """Known by name, but without a single number that can be read."""


def sources(table: Table, lookup: Lookup) -> Sources:
    """List where numbers may come from."""
    day = day_column(table)
    label = _label_column(table, lookup, day)
    dayless = rows_without_day(table, day) if label is None else ()
    table = replace(table, rows=tuple(row for row in table.rows if row.number not in dayless))
    every = list(_wide(table, day) if label is None else _long(table, lookup, day, label))
    kept = _told_apart(source for source in every if any(_is_number(each.value) for each in source.readings))
    return Sources(
        shape="wide" if label is None else "long",
        found=tuple(kept),
        dated=any(each.period for source in kept for each in source.readings),
        dayless=dayless,
        strange_day=None if day else strange_day(table),
        unread=tuple(each for each in every if _is_unread(each, lookup)),
    )


def _is_unread(source: Source, lookup: Lookup) -> bool:
    """Whether a source means something, and something stands there, but no number."""
    filled = [each for each in source.readings if not no_value(each.value)]
    known = lookup.find(source.lines) is not None
    return known and bool(filled) and not any(_is_number(each.value) for each in filled)


def _is_number(value: Value) -> bool:
    return isinstance(value, Trouble) or as_number(value) is not None


def _told_apart(found: Iterator[Source]) -> list[Source]:
    """Number the sources that have the same name."""
    seen: Counter[str] = Counter()
    kept = []
    for source in found:
        seen[source.key] += 1
        rank = seen[source.key]
        key = source.key if rank == 1 else f"{source.key}#{rank}"
        kept.append(replace(source, key=key))
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


def _wide(table: Table, day: Column | None) -> Iterator[Source]:
    periods = _periods(table, day)
    for column in table.columns:
        if column == day:
            continue
        readings = tuple(
            Reading(row.at(column.at), periods.get(row.number), row.number, column.at) for row in table.rows
        )
        yield _source(table, column.lines, readings, unit_in(column.lines[-1]))


def _long(table: Table, lookup: Lookup, day: Column | None, label: Column) -> Iterator[Source]:
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
        source = _source(table, (name,), readings, unit_in(name) or said)
        yield replace(source, passed_over=tuple(column.name for column in passed_over))


def _source(table: Table, lines: tuple[str, ...], readings: tuple[Reading, ...], unit: str) -> Source:
    return Source(
        normalized_name("".join(lines)), lines, readings, table.sheet, unit, window_in("".join(lines))
    )


def _periods(table: Table, day: Column | None) -> dict[int, Period | None]:
    """Return the days each row is about, by its number."""
    if day is None:
        return {}
    named = is_day_name(day)
    return {row.number: period_of(row.at(day.at), serials=named) for row in table.rows}


def _of_header(column: Column) -> Period | None:
    return period_of(column.lines[-1], serials=False)


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
