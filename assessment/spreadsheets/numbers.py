"""A series read as numbers of one kind, with notices of what could not be read and of what is doubtful."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assessment.instrument.columns import MatchConfidence
from assessment.spreadsheets.cells import Trouble, column_letters
from assessment.spreadsheets.header import SheetTable
from assessment.spreadsheets.matching import Choice, How, Lookup
from assessment.spreadsheets.notices import SheetNotice
from assessment.spreadsheets.series import CellReading, NumberSeries, TableSeries
from assessment.spreadsheets.values import (
    UNIT_WORDS,
    Period,
    Unit,
    as_number,
    converted,
    guess_unit,
    no_value,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One cell as a number of its metric's unit."""

    number: Decimal
    reading: CellReading
    series: NumberSeries

    @property
    def last(self) -> date | None:
        """The last day it is about."""
        return self.reading.period.last if self.reading.period else None


@dataclass(frozen=True)
class SeriesNumbers:
    """A series, or the same series of several files, read as one kind of number."""

    series: NumberSeries
    numbers: tuple[Number, ...]
    periods: tuple[Period, ...]
    """The days the table has for it, those without a number too."""
    notices: tuple[SheetNotice, ...]
    how: How | None
    window: int | None
    """How many days its name, or its table, says it is about."""
    period: Period | None
    """The days its table says it is about."""
    table: SheetTable
    sure: MatchConfidence | None = None
    """How sure the name makes it; None where a person chose."""
    merged: bool = False
    """Whether it has numbers of several files."""

    @property
    def dated(self) -> bool:
        """Whether every number has its day."""
        return all(each.reading.period is not None for each in self.numbers)

    def by_shared(self, *, across: bool) -> dict[Hashable, list[Number]]:
        """Return the numbers by what they share with numbers of other series.

        Args:
            across: whether the other series may be of another file, where only days are shared.
        """
        found: dict[Hashable, list[Number]] = {}
        for each in self.numbers:
            found.setdefault(each.reading.period if across else each.reading.shared, []).append(each)
        return found


def read_numbers(
    table: SheetTable, found: TableSeries, chosen: Mapping[str, Choice], lookup: Lookup, today: date
) -> dict[str, SeriesNumbers]:
    """Read every series that something was made of, by metric or part; those without a number are left out.

    Args:
        table: for what its titles say.
        found: its series.
        chosen: what is done with each series, by its key.
        lookup: what columns are called.
        today: later days can only be plans, and are left out.
    """
    by_key = {series.key: series for series in found.series}
    doubts = tuple(table_doubts(table, found))
    read = {}
    for key, choice in chosen.items():
        if key not in by_key or choice.subject is None:
            continue
        numbers = _numbers_of(by_key[key], choice, table, lookup, today)
        rivals = [
            _numbers_of(by_key[rival], choice, table, lookup, today)
            for rival in choice.rivals
            if rival in by_key
        ]
        notices = (
            *numbers.notices,
            *(_rival(numbers, each) for each in rivals if _differ(numbers, each)),
            *doubts,
            *found.scope.notices_for(choice.subject, lookup),
        )
        if numbers.numbers:
            read[choice.subject] = replace(numbers, notices=notices)
    return read


def table_doubts(table: SheetTable, found: TableSeries) -> Iterator[SheetNotice]:
    """Tell what makes every number of a table doubtful."""
    if table.cut:
        yield SheetNotice("over_cut_rows")
    if table.wide_rows:
        yield SheetNotice("wide_rows", {"row": table.wide_rows[0], "count": len(table.wide_rows)})
    if found.event_days is not None:
        yield SheetNotice("event_days", {"name": found.event_days.name})


def _rival(numbers: SeriesNumbers, other: SeriesNumbers) -> SheetNotice:
    return SheetNotice("rival", {"name": numbers.series.name, "other": other.series.name})


def _differ(one: SeriesNumbers, other: SeriesNumbers) -> bool:
    """Whether two series that are called the same have different numbers anywhere."""
    theirs = {each.reading.shared: each.number for each in other.numbers}
    return any(theirs.get(each.reading.shared, each.number) != each.number for each in one.numbers)


def _numbers_of(
    series: NumberSeries, choice: Choice, table: SheetTable, lookup: Lookup, today: date
) -> SeriesNumbers:
    """Read one series as the kind of number its subject is."""
    columns = lookup.columns
    measure = columns.measure_of(choice.subject or "") or "number"
    in_titles = table.units.intersection(UNIT_WORDS[measure]) if measure == "amount" else frozenset()
    written = series.unit or (next(iter(in_titles)) if len(in_titles) == 1 else "")
    guessed, sure = guess_unit(written, (each.value for each in series.readings), measure)
    unit = choice.unit or guessed
    numbers, strange, troubles, periods = [], [], [], []
    for reading in series.readings:
        if reading.period is not None and reading.period.last > today:
            continue
        if isinstance(reading.value, Trouble):
            troubles.append(reading)
            continue
        if reading.period is not None:
            periods.append(reading.period)
        if no_value(reading.value):
            continue
        quantity = as_number(reading.value)
        number = None if quantity is None else converted(quantity, unit, measure)
        if number is None:
            strange.append(reading)
        else:
            numbers.append(Number(number, reading, series))
    notices = [*_doubts(series, choice, numbers, None if sure else unit)]
    if columns.is_part(choice.subject or ""):
        signs = {each.number > 0 for each in numbers if each.number}
        if signs == {False}:
            numbers = [replace(each, number=-each.number) for each in numbers]
            notices.append(SheetNotice("negative_turned", {"name": series.name}))
        elif len(signs) > 1:
            notices.append(SheetNotice("mixed_signs", {"name": series.name}))
    notices += _unread(series, strange, troubles)
    return SeriesNumbers(
        series=series,
        numbers=tuple(numbers),
        periods=tuple(periods),
        notices=tuple(notices),
        how=choice.how,
        window=series.window or table.window,
        period=table.period,
        table=table,
        sure=choice.sure,
    )


def _doubts(
    series: NumberSeries, choice: Choice, numbers: Sequence[Number], guessed: Unit | None
) -> Iterable[SheetNotice]:
    """Tell what was taken for granted about a series.

    Args:
        series: what was read.
        choice: what a person decided about it.
        numbers: what was read of it.
        guessed: the unit that nothing says; None where something does.
    """
    if choice.unit is None and guessed is not None:
        yield SheetNotice("unit_doubtful", {"name": series.name, "unit": guessed})
    if choice.sure == "low":
        yield SheetNotice("name_doubtful", {"name": series.name})
    if series.passed_over and numbers:
        column = column_letters(numbers[0].reading.column)
        others = "、".join(series.passed_over[:3])
        yield SheetNotice("several_columns", {"column": column, "others": others})


def _unread(
    series: NumberSeries, strange: Sequence[CellReading], troubles: Sequence[CellReading]
) -> Iterable[SheetNotice]:
    """Tell how many cells could not be read, and where the first is."""
    if strange:
        where = series.place(strange[:1]).address
        yield SheetNotice(
            "not_a_number", {"count": len(strange), "where": where, "value": str(strange[0].value)}
        )
    for kind, code in ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error")):
        some = [each for each in troubles if each.value is kind]
        if some:
            values: dict[str, str | int] = {"count": len(some), "where": series.place(some[:1]).address}
            yield SheetNotice("formula" if code == "formula" else "cell_error", values)


def merge_files(files: Sequence[Mapping[str, SeriesNumbers]]) -> dict[str, SeriesNumbers]:
    """Put the numbers of several files together: what one lacks another has, and days follow days.

    Where two files have the same number, the more certain name counts; of equally certain ones the days are
    put together, and what differs on a day is told.
    """
    merged: dict[str, SeriesNumbers] = {}
    for subject in dict.fromkeys(subject for file in files for subject in file):
        every = [file[subject] for file in files if subject in file]
        best = min(_rank(each) for each in every)
        first, *others = [each for each in every if _rank(each) == best]
        for other in others:
            first = _together(first, other)
        merged[subject] = first
    return merged


def _rank(numbers: SeriesNumbers) -> int:
    return (None, "high", "medium", "low").index(numbers.sure)


def _together(one: SeriesNumbers, other: SeriesNumbers) -> SeriesNumbers:
    """Add the days of another file; tell where both have a day and say something different."""
    notices = [*one.notices, *(notice for notice in other.notices if notice not in one.notices)]
    if not (one.dated and other.dated):
        same = [each.number for each in one.numbers] == [each.number for each in other.numbers]
        told = [] if same else [SheetNotice("files_differ", {"name": one.series.name})]
        return replace(one, notices=(*notices, *told))
    ours = one.by_shared(across=True)
    added, differs = [], False
    for period, theirs in other.by_shared(across=True).items():
        if period not in ours:
            added += theirs
        elif [each.number for each in ours[period]] != [each.number for each in theirs]:
            differs = True
    if differs:
        notices.append(SheetNotice("files_differ", {"name": one.series.name}))
    return replace(
        one,
        numbers=(*one.numbers, *added),
        periods=(*one.periods, *other.periods),
        notices=tuple(notices),
        window=one.window if one.window == other.window else None,
        period=one.period if one.period == other.period else None,
        merged=True,
    )
