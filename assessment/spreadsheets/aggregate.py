"""Rows aggregated to one number a metric: summed, weighted or the last one, each with its cells.

A rate is never added up, and never averaged without weights unless somebody
asks for it. What cannot be known is said with the number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assessment.instrument.columns import Columns, Formula, MetricColumn
from assessment.spreadsheets.cells import Place
from assessment.spreadsheets.header import Table
from assessment.spreadsheets.matching import ASKED, Choice, How
from assessment.spreadsheets.numbers import Notice, Number, Numbers, read_numbers
from assessment.spreadsheets.series import Reading, Series, TableSeries
from assessment.spreadsheets.values import Period

AS_WRITTEN = frozenset({"single", "last", "sum", "count"})
CENT = Decimal("0.01")
MOST_PLACES = 4
NEAR = 3
"""Days by which two windows may differ and still mean the same: a month has 28 to 31."""


@dataclass(frozen=True)
class Window:
    """The days a number is about."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many, both ends counted in."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Proposal:
    """A number found for a metric."""

    metric: str
    number: Decimal
    as_of: date | None
    """The last day it is about; None where the file does not say."""
    how: How
    places: tuple[tuple[str, Place], ...]
    """What it was made of: the name of each series, and its cells."""
    rows: int
    """How many cells of the first series went in."""
    notices: tuple[Notice, ...]
    ways: tuple[How, ...] = ()
    """What a person may choose from instead, where rows of days were made one."""


def aggregate(
    table: Table, found: TableSeries, chosen: Mapping[str, Choice], columns: Columns, today: date
) -> list[Proposal]:
    """Return what the table says about each metric, in the order of the bank.

    Args:
        table: for what its titles say.
        found: its series.
        chosen: what is done with each series, by key.
        columns: how rows become a number.
        today: what is about later days is left out: it can only be a plan.
    """
    read = {
        choice.subject: read_numbers(series, choice, columns, today)
        for series in found.series
        if (choice := chosen.get(series.key)) is not None and choice.subject is not None
    }
    filled = {subject: numbers for subject, numbers in read.items() if numbers.numbers}
    proposals = (Aggregation(table, rule, filled, found.shape).proposal() for rule in columns.metrics)
    return [_until(today, _rounded(each)) for each in proposals if each is not None]


def _until(today: date, proposal: Proposal) -> Proposal:
    """Date a number today where the titles speak of days to come."""
    return replace(proposal, as_of=min(proposal.as_of, today)) if proposal.as_of else proposal


def _rounded(proposal: Proposal) -> Proposal:
    """Round what was worked out to hundredths; what stood in the file stays as it stood there."""
    number = proposal.number
    if proposal.how not in AS_WRITTEN or len(f"{number:f}".partition(".")[2]) > MOST_PLACES:
        number = number.quantize(CENT)
    whole = number == number.to_integral_value()
    return replace(proposal, number=number.quantize(Decimal(1)) if whole else number.normalize())


@dataclass(frozen=True)
class Aggregation:
    """Aggregates the series of a table to one number of one metric."""

    table: Table
    rule: MetricColumn
    read: Mapping[str, Numbers]
    """By metric or part, only where there are numbers."""
    shape: Literal["wide", "long"]

    def proposal(self) -> Proposal | None:
        """Return what the table says; None where it says nothing."""
        own = self.read.get(self.rule.metric)
        if own is None:
            return self._from_parts() or self._days()
        if own.how in {"last", "mean", "sum"}:
            return self._asked(own, own.how)
        if len(own.numbers) == 1:
            return self._single(own)
        return self._many(own)

    # One number

    def _single(self, own: Numbers) -> Proposal:
        number = own.numbers[0]
        return self._made("single", own, own.numbers, number.number, self._about(own.series, number.reading))

    def _about(self, series: Series, reading: Reading) -> list[Notice]:
        """Tell where a number is about other days than the metric."""
        days = series.window or self.table.window
        if days is None and reading.period is not None:
            days = reading.period.days
            if days == 1 and self.shape == "long":
                # Beside a name the day says when it was read, not how many days it is about.
                return []
        wanted = 30 if self.rule.over == "month" else self.rule.over
        if not isinstance(wanted, int) or days is None:
            return []
        same = days == wanted or (abs(days - wanted) <= NEAR and days > NEAR)
        return [] if same else [Notice("other_window", {"days": days, "wanted": wanted})]

    # A number for each day

    def _many(self, own: Numbers) -> Proposal | None:
        if not own.dated:
            return self._without_days(own)
        if self.rule.over == "day" or self._is_rolling(own) or self.rule.fold == "last":
            return self._last(own, [])
        if self.rule.fold == "sum":
            return self._over(own, "sum")
        return self._from_parts() or self._weighted(own) or self._last(own, [Notice("last_of_many")])

    def _is_rolling(self, own: Numbers) -> bool:
        """Whether each day's number is about the whole window already."""
        window = own.series.window
        return window is not None and isinstance(self.rule.over, int) and abs(window - self.rule.over) <= NEAR

    def _last(self, own: Numbers, notices: list[Notice]) -> Proposal:
        day = max(each.last or date.min for each in own.numbers)
        newest = [each for each in own.numbers if (each.last or date.min) == day]
        different = len({each.number for each in newest}) > 1
        more = [Notice("several_rows", {"count": len(newest)})] if different else []
        chosen = newest[-1]
        about = (
            []
            if self.rule.over == "day" or notices or self._is_rolling(own)
            else self._about(own.series, chosen.reading)
        )
        return self._made("last", own, [chosen], chosen.number, [*notices, *more, *about])

    def _without_days(self, own: Numbers) -> Proposal | None:
        count = Notice("several_rows", {"count": len(own.numbers)})
        if self.rule.fold == "sum":
            total = sum((each.number for each in own.numbers), Decimal(0))
            return self._made("sum", own, own.numbers, total, [count])
        if self.rule.fold == "mean" and (better := self._from_parts() or self._weighted(own)):
            return better
        last = own.numbers[-1]
        return self._made("last", own, [last], last.number, [count])

    def _asked(self, own: Numbers, how: Literal["last", "mean", "sum"]) -> Proposal | None:
        """Do what a person asked for."""
        if how == "last":
            return (
                self._last(own, [])
                if own.dated
                else self._made("last", own, own.numbers[-1:], own.numbers[-1].number, [])
            )
        return self._over(own, how)

    def _over(self, own: Numbers, how: Literal["mean", "sum"]) -> Proposal | None:
        """Add up, or average, what lies in the window."""
        window, notices = self._window([own])
        inside = _inside(own.numbers, window)
        if not inside:
            return None
        total = sum((each.number for each in inside), Decimal(0))
        if how == "mean":
            return self._made("mean", own, inside, total / len(inside), [*notices, Notice("plain_mean")])
        gaps = [] if notices else self._gaps(own, window)
        return self._made("sum", own, inside, total, [*notices, *gaps, *_several_a_day(inside)])

    def _weighted(self, own: Numbers) -> Proposal | None:
        """Average by what each row weighs."""
        weights = self.read.get(self.rule.weight or "")
        if weights is None:
            return None
        by_row = {each.reading.row: each.number for each in weights.numbers}
        window, notices = self._window([own])
        pairs = [
            (each, by_row[each.reading.row])
            for each in _inside(own.numbers, window)
            if each.reading.row in by_row
        ]
        whole = sum((weight for _, weight in pairs), Decimal(0))
        if whole <= 0 or any(weight < 0 for _, weight in pairs):
            return None
        number = sum((each.number * weight for each, weight in pairs), Decimal(0)) / whole
        used = [each for each, _ in pairs]
        made = self._made("weighted", own, used, number, [*notices, *self._gaps(own, window)])
        rows = {each.reading.row for each in used}
        weighing = [each for each in weights.numbers if each.reading.row in rows]
        return replace(made, places=(*made.places, _placed(weights, weighing)))

    # From parts

    def _from_parts(self) -> Proposal | None:
        formula = self.rule.from_
        if formula is None or any(part not in self.read for part in formula.parts):
            return None
        parts = [self.read[part] for part in dict.fromkeys(formula.parts)]
        window, notices = self._window(parts)
        inside = {part.series.key: _inside(part.numbers, window) for part in parts}
        number = _worked_out(formula, {name: inside[self.read[name].series.key] for name in formula.parts})
        if number is None:
            return None
        first = parts[0]
        gaps = [] if notices else self._gaps(first, window)
        summed = inside[first.series.key]
        # Of a share both sides would be twice as much.
        several = [] if formula.per else _several_a_day(summed)
        made = self._made("parts", first, summed, number, [*notices, *gaps, *several])
        more = [notice for part in parts[1:] for notice in part.notices if notice not in made.notices]
        places = tuple(_placed(part, inside[part.series.key]) for part in parts)
        return replace(made, notices=(*made.notices, *more), places=places, ways=())

    def _days(self) -> Proposal | None:
        """Count the days on which a part comes to enough."""
        rule = self.rule.days_with
        part = None if rule is None else self.read.get(rule.part)
        if rule is None or part is None or not part.dated:
            return None
        window, notices = self._window([part])
        inside = _inside(part.numbers, window)
        by_day: dict[date, Decimal] = {}
        for each in inside:
            if each.last is not None:
                by_day[each.last] = by_day.get(each.last, Decimal(0)) + each.number
        count = sum(1 for total in by_day.values() if total >= Decimal(str(rule.at_least)))
        return replace(self._made("count", part, inside or part.numbers, Decimal(count), notices), ways=())

    # Windows

    def _window(self, parts: Sequence[Numbers]) -> tuple[Window | None, list[Notice]]:
        """Return the days to be counted, None for every row there is."""
        if not all(part.dated for part in parts):
            rows = max(len(part.numbers) for part in parts)
            about = self._about(parts[0].series, parts[0].numbers[-1].reading)
            mixed = any(part.periods for part in parts)
            unknown = [Notice("no_day")] if (self.table.window is None or mixed) and rows > 1 else []
            return None, [*about, *unknown]
        periods = [period for part in parts for period in part.periods]
        last = max(period.last for period in periods)
        if self.rule.over == "month":
            return _month(periods, last)
        days = self.rule.over if isinstance(self.rule.over, int) else 1
        newest = max((period for period in periods if period.last == last), key=lambda period: period.days)
        if newest.days > 1 and newest.days >= days - NEAR:
            # One row is the whole window, or more.
            more = newest.days > days + NEAR
            notices = [Notice("other_window", {"days": newest.days, "wanted": days})] if more else []
            return Window(newest.first, newest.last), notices
        return Window(last - timedelta(days=days - 1), last), []

    def _gaps(self, own: Numbers, window: Window | None) -> list[Notice]:
        """Tell how many days of the window the table does not have; one that says "no data" it has."""
        if window is None:
            return []
        days = {
            period.first + timedelta(days=ahead)
            for period in own.periods
            for ahead in range(min(period.days, 366))
        }
        wanted = self.rule.over if isinstance(self.rule.over, int) else window.days
        have = len([day for day in days if window.first <= day <= window.last])
        if have >= wanted or (have == window.days and abs(have - wanted) <= NEAR):
            return []
        return [Notice("days_missing", {"have": have, "wanted": wanted})]

    def _made(
        self, how: How, own: Numbers, used: Sequence[Number], number: Decimal, notices: Sequence[Notice]
    ) -> Proposal:
        days = [each.last for each in used if each.last is not None]
        period = self.table.period
        cut = [Notice("over_cut_rows")] if self.table.cut else []
        ways: tuple[How, ...] = ASKED if len(own.numbers) > 1 else ()
        if self.rule.fold != "sum":
            ways = tuple(way for way in ways if way != "sum")
        return Proposal(
            metric=self.rule.metric,
            number=number,
            as_of=max(days) if days else (period.last if period else None),
            how=how,
            places=(_placed(own, used),),
            rows=len(used),
            notices=(*own.notices, *notices, *cut),
            ways=ways,
        )


def _placed(numbers: Numbers, used: Sequence[Number]) -> tuple[str, Place]:
    return numbers.series.name, numbers.series.place([each.reading for each in used])


def _several_a_day(numbers: Sequence[Number]) -> list[Notice]:
    """Tell where a day has several rows: of shops, of rooms, or of parts and their whole."""
    rows = Counter(each.last for each in numbers if each.last is not None)
    day, count = max(rows.items(), key=lambda pair: pair[1], default=(date.min, 0))
    return [Notice("several_a_day", {"day": day.isoformat(), "count": count})] if count > 1 else []


def _inside(numbers: Sequence[Number], window: Window | None) -> list[Number]:
    """Return the numbers whose last day lies in the window; all of them where there is none."""
    if window is None:
        return list(numbers)
    return [each for each in numbers if each.last is not None and window.first <= each.last <= window.last]


def _month(periods: Sequence[Period], last: date) -> tuple[Window, list[Notice]]:
    """Return the last full calendar month that has days; the month begun where there is no full one."""
    end = last if (last + timedelta(days=1)).day == 1 else last.replace(day=1) - timedelta(days=1)
    full = Window(end.replace(day=1), end)
    if any(full.first <= period.last <= full.last for period in periods):
        return full, []
    return Window(last.replace(day=1), last), [Notice("month_incomplete", {"last": last.isoformat()})]


def _worked_out(formula: Formula, inside: Mapping[str, Sequence[Number]]) -> Decimal | None:
    def total(names: Sequence[str]) -> Decimal:
        return sum((each.number for name in names for each in inside[name]), Decimal(0))

    if not all(inside[name] for name in formula.parts):
        return None
    over = total(formula.plus) - total(formula.minus)
    if not formula.per:
        return formula.times * over
    under = total(formula.per) - total(formula.per_less)
    return None if under <= 0 else formula.times * over / under
