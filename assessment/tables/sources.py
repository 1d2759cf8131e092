"""Where numbers come from in a table: a column each, or a line each where the names stand in the rows."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.instrument.column_names import normal, unit_in, window_in
from assessment.tables.cells import Place, Row, Trouble, Value, shown
from assessment.tables.days import DAY_WORDS, Period, period_in, read_day
from assessment.tables.layout import Column, Table, as_number, is_word, no_value
from assessment.tables.names import Lookup

LABELS = frozenset(
    {"指标", "指标名称", "指标名", "项目", "名称", "数据项", "数据指标", "metric", "metrics", "item", "name"}
)
VALUES = frozenset(
    {"数值", "值", "数据", "本期", "当期", "当前", "当前值", "指标值", "结果", "value", "current", "number"}
)
UNITS = frozenset({"单位", "unit", "units"})
MONTH = re.compile(r"(20\d{2})(?:[-/.](\d{1,2})|年(\d{1,2})月份?)")


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


def sources(table: Table, lookup: Lookup) -> Sources:
    """List where numbers may come from."""
    day = _day_column(table)
    label = _label_column(table, lookup, day)
    found = _wide(table, day) if label is None else _long(table, lookup, day, label)
    kept = _told_apart(source for source in found if any(_is_number(each.value) for each in source.readings))
    dated = any(each.period for source in kept for each in source.readings)
    return Sources("wide" if label is None else "long", tuple(kept), dated)


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
        kept.append(Source(key, source.lines, source.readings, source.sheet, source.unit, source.window))
    return kept


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


def _is_day_name(column: Column) -> bool:
    return normal(column.lines[-1]) in DAY_WORDS or normal(column.lines[-1]) in {
        "月份",
        "统计月份",
        "周期",
        "统计周期",
    }


def _day_column(table: Table) -> Column | None:
    """Return the first column most of whose cells are days."""
    for column in table.columns:
        named = _is_day_name(column)
        cells = [row.at(column.at) for row in table.rows[:200] if row.at(column.at) != ""]
        days = sum(1 for value in cells if period_of(value, serials=named) is not None)
        if days and 2 * days >= len(cells):
            return column
    return None


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
            found is None and not in_header and words and table.header and normal(column.lines[-1]) in LABELS
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
    values = _value_columns(table, lookup, day, label)
    unit = next((column for column in table.columns if normal(column.lines[-1]) in UNITS), None)
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
        yield _source(table, (name,), readings, unit_in(name) or said)


def _source(table: Table, lines: tuple[str, ...], readings: tuple[Reading, ...], unit: str) -> Source:
    return Source(normal("".join(lines)), lines, readings, table.sheet, unit, window_in("".join(lines)))


def _periods(table: Table, day: Column | None) -> dict[int, Period | None]:
    """Return the days each row is about, by its number."""
    if day is None:
        return {}
    named = _is_day_name(day)
    return {row.number: period_of(row.at(day.at), serials=named) for row in table.rows}


def _of_header(column: Column) -> Period | None:
    return period_of(column.lines[-1], serials=False)


def _value_columns(table: Table, lookup: Lookup, day: Column | None, label: Column) -> list[Column]:
    """Return the columns of values: one for each day, or the one that holds the values of now."""
    rest = [
        column
        for column in table.columns
        if column not in {day, label}
        and not lookup.is_compared(column.lines)
        and any(_is_number(row.at(column.at)) for row in table.rows)
    ]
    by_day = [column for column in rest if _of_header(column) is not None]
    if by_day:
        return by_day
    named = [column for column in rest if normal(column.lines[-1]) in VALUES]
    return (named or [column for column in rest if column.at > label.at] or rest)[:1]
