"""A series read as numbers of one kind, with notices of what could not be read and of what is doubtful."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assessment.instrument.columns import MatchConfidence, Measure
from assessment.spreadsheets.cells import CellRange, Trouble, Value, column_letters
from assessment.spreadsheets.header import SheetTable
from assessment.spreadsheets.matching import Choice, How, Lookup
from assessment.spreadsheets.notices import ENUMERATED, SheetNotice, figure_text
from assessment.spreadsheets.series import CellReading, NumberSeries, TableSeries
from assessment.spreadsheets.values import (
    FACTORS,
    UNIT_WORDS,
    Period,
    Unit,
    as_number,
    converted,
    guess_unit,
    no_value,
)

LEAST_A_DAY = 10
"""Yuan: where no amount without a unit comes to so much a day, they may be 万元."""
MOST_A_DAY = 10**7
"""Yuan: more a day no shop sells, so that a bare amount is in no unit in which it would come to more."""
MOST_ROWS_NAMED = 5
LONGEST_REMARK = 60
"""Characters of a remark that are shown."""
NEAR = 3
"""Days by which two windows may differ and still mean the same: a month has 28 to 31."""


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
    zeros_since: date | None = None
    """The day from which on every number of its table is 0."""
    lacking: tuple[CellReading, ...] = ()
    """Its cells that hold no number, or none that can be read."""
    busy: frozenset[Period] = frozenset()
    """The days of which its table says anything: a number other than 0, or something that cannot be read."""

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


def placed(used: Sequence[Number]) -> Iterator[tuple[str, CellRange]]:
    """Yield the name and the cells of each series that numbers came from."""
    for series in {id(each.series): each.series for each in used}.values():
        yield series.name, series.place([each.reading for each in used if each.series is series])


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
    amounts = _amounts(table, found, chosen, lookup)
    beside = _largest_unit(found, chosen, lookup)
    zeros_since = _zeros_since(found, today)
    busy = _busy(found)
    read = {}
    for key, choice in chosen.items():
        if key not in by_key or choice.subject is None:
            continue
        numbers = _numbers_of(by_key[key], choice, table, lookup, today, amounts, beside=beside)
        rivals = [
            _numbers_of(by_key[rival], choice, table, lookup, today, amounts, beside=beside)
            for rival in choice.rivals
            if rival in by_key
        ]
        notices = (
            *numbers.notices,
            *(told for each in rivals if (told := rival_notice(numbers, each)) is not None),
            *doubts,
            *found.scope.notices_for(choice.subject, lookup),
            *_remarked(by_key[key], choice.subject, lookup),
        )
        if numbers.numbers:
            read[choice.subject] = replace(numbers, notices=notices, zeros_since=zeros_since, busy=busy)
    return read


def table_doubts(table: SheetTable, found: TableSeries) -> Iterator[SheetNotice]:
    """Tell what makes every number of a table doubtful."""
    if table.cut:
        yield SheetNotice("over_cut_rows")
    if table.wide_rows:
        yield SheetNotice("wide_rows", {"row": table.wide_rows[0], "count": len(table.wide_rows)})
    if table.narrow:
        yield SheetNotice("narrow_rows")
    if found.merged_days:
        rows = ", ".join(map(str, found.merged_days[:MOST_ROWS_NAMED]))
        yield SheetNotice("dayless_inside", {"rows": rows})
    if found.event_days is not None:
        yield SheetNotice("event_days", {"name": found.event_days.name})
    named, period = table.window_named, table.period
    other = named is not None and period is not None and abs(named - period.days) > NEAR
    days = {each.period for series in found.series for each in series.readings if each.period}
    more = named is not None and len(days) > named + NEAR
    beyond = period is not None and any(each.last < period.first or period.last < each.first for each in days)
    if other or more or beyond or len(table.periods) > 1:
        yield SheetNotice("periods_differ")
    if (unit := table.unknown_unit) is not None:
        yield SheetNotice("unit_strange", {"said": unit})


def _amounts(
    table: SheetTable, found: TableSeries, chosen: Mapping[str, Choice], lookup: Lookup
) -> list[tuple[Value, int]]:
    """Return all amounts of a table that say no unit, each with its days: they share one."""
    return [
        (each.value, each.period.days if each.period else series.window or table.window or 1)
        for series in found.series
        if not series.unit and _is_amount(series, chosen, lookup)
        for each in series.readings
    ]


def _largest_unit(found: TableSeries, chosen: Mapping[str, Choice], lookup: Lookup) -> int:
    """Return how many yuan the largest unit is that heads an amount: 10,000 for 万元."""
    units = (
        UNIT_WORDS["amount"].get(series.unit, "yuan")
        for series in found.series
        if _is_amount(series, chosen, lookup)
    )
    return max((FACTORS["amount"][unit][0] for unit in units), default=1)


def _is_amount(series: NumberSeries, chosen: Mapping[str, Choice], lookup: Lookup) -> bool:
    return lookup.columns.measure_of(chosen.get(series.key, Choice(None)).subject or "") == "amount"


def _busy(found: TableSeries) -> frozenset[Period]:
    """Return the days of which any series says something: a number other than 0, or what cannot be read."""
    return frozenset(
        each.period
        for series in found.series
        for each in series.readings
        if each.period is not None and not no_value(each.value)
        if (number := as_number(each.value)) is None or number.number
    )


def _zeros_since(found: TableSeries, today: date) -> date | None:
    """Return the first of the last days, where every number of these is 0 and of others is not."""
    something: dict[date, bool] = {}
    for series in found.series:
        for each in series.readings:
            number = as_number(each.value)
            if number is not None and each.period is not None and each.period.last < today:
                day = each.period.last
                something[day] = something.get(day, False) or bool(number.number)
    last = max((day for day, some in something.items() if some), default=None)
    return min((day for day in something if last is not None and day > last), default=None)


def _a_day(amounts: Sequence[tuple[Value, int]]) -> Decimal | None:
    """Return the largest of bare amounts for each of its days; None where all say their unit."""
    read = [(found, days) for value, days in amounts if (found := as_number(value)) is not None]
    return max(
        (abs(each.number) / days for each, days in read if not each.unit and not each.scaled), default=None
    )


def _remarked(series: NumberSeries, subject: str, lookup: Lookup) -> Iterator[SheetNotice]:
    """Tell what is remarked beside a number: 只算自播, 估的."""
    for remark in series.remarks:
        if lookup.is_hedged(remark, subject):
            yield SheetNotice("remarked", {"where": remark[:LONGEST_REMARK]})
            return


def rival_notice(one: SeriesNumbers, other: SeriesNumbers, *, across: bool = False) -> SheetNotice | None:
    """Tell where two series that are called the same have different numbers: the last that differ.

    Args:
        one: the series that is taken.
        other: the one that is not.
        across: whether they are of two files, where only days are shared.
    """
    ours, theirs = one.by_shared(across=across), other.by_shared(across=across)
    differ = [
        (mine[-1], theirs[shared][-1])
        for shared, mine in ours.items()
        if shared in theirs and [each.number for each in mine] != [each.number for each in theirs[shared]]
    ]
    if not differ:
        return None
    mine, other_number = max(differ, key=lambda pair: pair[0].last or date.min)
    values = {"name": one.series.name, "other": other.series.name}
    figures = {"ours": figure_text(mine.number), "theirs": figure_text(other_number.number)}
    return SheetNotice("rival", {**values, **figures})


def _numbers_of(  # noqa: PLR0913, PLR0917 - a series, and what stands around it
    series: NumberSeries,
    choice: Choice,
    table: SheetTable,
    lookup: Lookup,
    today: date,
    amounts: Sequence[tuple[Value, int]],
    *,
    beside: int,
) -> SeriesNumbers:
    """Read one series as the kind of number its subject is; amounts without a unit are judged together."""
    columns = lookup.columns
    measure = columns.measure_of(choice.subject or "") or "number"
    guessed, sure = _guessed_unit(series, table, measure, amounts, beside=beside)
    unit = choice.unit or guessed
    numbers, unreadable, troubles, absent, periods = [], [], [], [], []
    for reading in series.readings:
        if reading.period is not None and reading.period.last > today:
            continue
        if isinstance(reading.value, Trouble):
            troubles.append(reading)
            continue
        if reading.period is not None:
            periods.append(reading.period)
        if no_value(reading.value):
            absent.append(reading)
            continue
        quantity = as_number(reading.value)
        number = None if quantity is None else converted(quantity, unit, measure)
        if number is None:
            unreadable.append(reading)
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
    notices += _unread(series, unreadable, troubles)
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
        lacking=(*unreadable, *troubles, *absent),
    )


def _guessed_unit(
    series: NumberSeries,
    table: SheetTable,
    measure: Measure,
    amounts: Sequence[tuple[Value, int]],
    *,
    beside: int,
) -> tuple[Unit, bool]:
    """Return the unit of the bare numbers of a series, and whether anything says so."""
    values = [each.value for each in series.readings]
    if measure != "amount":
        return guess_unit(series.unit, values, measure)
    in_titles = table.units.intersection(UNIT_WORDS[measure])
    written = series.unit or (next(iter(in_titles)) if len(in_titles) == 1 else "")
    if written:
        return guess_unit(written, values, measure)
    guessed, sure = guess_unit("", [value for value, _ in amounts] or values, measure)
    a_day = _a_day(amounts)
    sure = sure and not in_titles and (a_day is None or a_day >= LEAST_A_DAY)
    # Beside an amount in 万元 a bare 12 may be 12 万元 as well.
    may_be_scaled = beside > 1 and a_day is not None and a_day * beside <= MOST_A_DAY
    return guessed, sure and not (may_be_scaled and _has_bare(series))


def _has_bare(series: NumberSeries) -> bool:
    """Whether any of its numbers says no unit itself."""
    found = (as_number(each.value) for each in series.readings)
    return any(each is not None and not each.unit and not each.scaled for each in found)


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
    if choice.sure is not None and series.headed:
        yield SheetNotice("name_doubtful", {"name": series.headed})
    if choice.sure == "low":
        yield SheetNotice("name_doubtful", {"name": series.name})
    if series.passed_over and numbers:
        column = column_letters(numbers[0].reading.column)
        others = ENUMERATED["others"].join(series.passed_over[:3])
        yield SheetNotice("several_columns", {"column": column, "others": others})


def _unread(
    series: NumberSeries, unreadable: Sequence[CellReading], troubles: Sequence[CellReading]
) -> Iterable[SheetNotice]:
    """Tell how many cells could not be read, and where the first is."""
    if unreadable:
        where = series.place(unreadable[:1]).address
        yield SheetNotice(
            "not_a_number", {"count": len(unreadable), "where": where, "value": str(unreadable[0].value)}
        )
    for kind, code in ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error")):
        some = [each for each in troubles if each.value is kind]
        if some:
            values: dict[str, str | int] = {"count": len(some), "where": series.place(some[:1]).address}
            yield SheetNotice("formula" if code == "formula" else "cell_error", values)
