"""Rows aggregated to one number a metric: summed, weighted or the last one, each with its cells.

A rate is never added up, and never averaged without weights unless somebody
asks for it. What cannot be known is said with the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assessment.instrument.columns import Columns, MetricColumn
from assessment.spreadsheets.agreement import parts_differ, rolling_differs
from assessment.spreadsheets.cells import CellRange
from assessment.spreadsheets.matching import ASKED, How
from assessment.spreadsheets.notices import SheetNotice, figure_text
from assessment.spreadsheets.numbers import NEAR, Number, SeriesNumbers, placed
from assessment.spreadsheets.values import Period, month_of
from assessment.spreadsheets.windows import (
    aligned,
    dashes,
    days_missing,
    days_unread,
    evaluated,
    incomplete_rows,
    inside,
    last_day,
    last_month,
    mixed_windows,
    newest_unread,
    same_rows,
    several_a_day,
)

AS_WRITTEN = frozenset({"single", "last", "sum", "count"})
CENT = Decimal("0.01")
MOST_PLACES = 4
STARS = 5
"""The most of a score in stars."""
LONG_AGO = 100
"""Days after which nobody takes a number for one of now: a quarter, and what is late of it."""


@dataclass(frozen=True)
class NumberProposal:
    """A number found for a metric."""

    metric: str
    number: Decimal
    as_of: date | None
    """The last day it is about; None where the file does not say."""
    how: How
    places: tuple[tuple[str, CellRange], ...]
    """What it was made of: the name of each series, and its cells."""
    rows: int
    """How many cells of the first series went in."""
    notices: tuple[SheetNotice, ...]
    additive: bool = False
    """Whether it is a sum over days, which every missing day makes smaller."""
    ways: tuple[How, ...] = ()
    """What a person may choose from instead, where rows of days were made one."""


def aggregate(read: Mapping[str, SeriesNumbers], columns: Columns, today: date) -> list[NumberProposal]:
    """Return what was read about each metric, in the order of the bank.

    Args:
        read: the numbers of each metric or part.
        columns: how rows become a number.
        today: what a number is about ends today at the latest.
    """
    proposals = (Aggregation(rule, read, today).proposal() for rule in columns.metrics)
    return [_until(today, _rounded(each)) for each in proposals if each is not None]


def _until(today: date, proposal: NumberProposal) -> NumberProposal:
    """Date a number today where the titles speak of days to come; tell where its days are long past."""
    if proposal.as_of is None:
        return proposal
    if (today - proposal.as_of).days > LONG_AGO:
        old = SheetNotice("long_ago", {"day": proposal.as_of.isoformat()})
        return replace(proposal, notices=(*proposal.notices, old))
    return replace(proposal, as_of=min(proposal.as_of, today))


def _rounded(proposal: NumberProposal) -> NumberProposal:
    """Round what was worked out to hundredths; what stood in the file stays as it stood there."""
    number = proposal.number
    if proposal.how not in AS_WRITTEN or len(f"{number:f}".partition(".")[2]) > MOST_PLACES:
        number = number.quantize(CENT)
    whole = number == number.to_integral_value()
    return replace(proposal, number=number.quantize(Decimal(1)) if whole else number.normalize())


@dataclass(frozen=True)
class Aggregation:
    """Aggregates what was read to one number of one metric."""

    rule: MetricColumn
    read: Mapping[str, SeriesNumbers]
    """By metric or part, only where there are numbers."""
    today: date
    """Not over yet, so no part of a sum or a rate."""

    def proposal(self) -> NumberProposal | None:
        """Return the number; None where nothing was read that gives it."""
        own = self.read.get(self.rule.metric)
        if own is None:
            return self._from_parts() or self._days() or self._before_unread()
        if own.how in {"last", "mean", "sum"}:
            return self._asked(own, own.how)
        made = self._single(own) if len(own.numbers) == 1 else self._many(own)
        if made is None:
            return None
        told = [*self._parts_differ(own), *self._count_differs(own, made)]
        return replace(made, notices=(*made.notices, *told))

    def _count_differs(self, own: SeriesNumbers, made: NumberProposal) -> list[SheetNotice]:
        """Tell where days that can be counted are more, or fewer, than the column of their number says."""
        counted = self._days()
        if counted is None or counted.notices or counted.as_of != (made.as_of or counted.as_of):
            return []
        # What was read off on the last day itself may lack that day.
        if abs(counted.number - made.number) <= 1:
            return []
        figures = {"written": figure_text(made.number), "worked_out": figure_text(counted.number)}
        return [SheetNotice("parts_differ", {"name": own.series.name, **figures})]

    def _parts_differ(self, own: SeriesNumbers) -> list[SheetNotice]:
        """Tell where a number's own column and its parts contradict each other."""
        formula = self.rule.from_
        if formula is None or any(part not in self.read for part in formula.parts):
            return []
        parts = {name: self.read[name] for name in formula.parts}
        alone = len(own.numbers) == 1
        elsewhere = any(part.table is not own.table for part in parts.values())
        # Rows without days share nothing with another file.
        if not own.dated and (elsewhere or not alone):
            return []
        if not alone and self._is_rolling(own):
            return self._rolling_differs(own, parts)
        window = None if alone else self._window([own, *parts.values()])[0]
        return parts_differ(formula, own, parts, self.read.get(self.rule.weight or ""), window)

    def _rolling_differs(self, own: SeriesNumbers, parts: Mapping[str, SeriesNumbers]) -> list[SheetNotice]:
        """Tell where the last day's number of thirty days is not what the parts of these days give."""
        newest = max(own.numbers, key=lambda each: each.last or date.min)
        formula, window = self.rule.from_, own.series.window
        if formula is None or newest.last is None or window is None:
            return []
        days = Period(newest.last - timedelta(days=window - 1), newest.last)
        used = aligned(list(parts.values()), days)
        if not all(used) or self._gaps(list(parts.values()), used[0], days):
            return []
        return rolling_differs(formula, own, newest, parts, days)

    def _before_unread(self) -> NumberProposal | None:
        """Work a number out of the rows before those that cannot be read, where these are the newest."""
        formula = self.rule.from_
        if formula is None or any(part not in self.read for part in formula.parts):
            return None
        parts = {name: self.read[name] for name in formula.parts}
        rows = aligned(list(parts.values()), None)
        if not all(rows):
            return None
        told = newest_unread(list(parts.values()), max(each.last or date.min for each in rows[0]))
        if not told:
            return None
        before = {
            name: replace(part, numbers=tuple(numbers), periods=(), lacking=())
            for (name, part), numbers in zip(parts.items(), rows, strict=True)
        }
        made = replace(self, read=before).proposal()
        return None if made is None else replace(made, notices=(*made.notices, *told))

    # One number

    def _single(self, own: SeriesNumbers) -> NumberProposal:
        number = own.numbers[0]
        unread = newest_unread([own], number.last)
        return self._made("single", own, own.numbers, number.number, [*unread, *self._about(own, number)])

    def _about(self, own: SeriesNumbers, number: Number) -> list[SheetNotice]:
        """Tell where nothing says which days a number is about, or where they are not those of the metric."""
        days = own.window
        period = number.reading.period
        if days is None and period is not None:
            days = period.days
            if days == 1 and not own.series.of_its_day:
                return []
        if self.rule.over == "day":
            return [] if period is not None or own.period is not None else [SheetNotice("no_day")]
        if self.rule.over == "month":
            return self._about_month(period if period is not None and period.days > 1 else own.period, days)
        if days is None:
            return [SheetNotice("no_day")]
        wanted = self.rule.over
        same = days == wanted or (abs(days - wanted) <= NEAR and days > NEAR)
        return [] if same else [SheetNotice("other_window", {"days": days, "wanted": wanted})]

    def _about_month(self, period: Period | None, days: int | None) -> list[SheetNotice]:
        """Tell where a number is not that of a calendar month."""
        if period is not None and period == month_of(period.last):
            return []
        return [SheetNotice("no_day")] if days is None else [SheetNotice("not_a_month", {"days": days})]

    # A number for each day

    def _many(self, own: SeriesNumbers) -> NumberProposal | None:
        if not own.dated:
            return self._without_days(own)
        if self.rule.over == "day" or self._is_rolling(own) or self.rule.fold == "last":
            return self._last(own, [])
        if self.rule.fold == "sum":
            return self._over(own, "sum")
        return self._from_parts() or self._weighted(own) or self._last(own, [SheetNotice("last_of_many")])

    def _is_rolling(self, own: SeriesNumbers) -> bool:
        """Whether each day's number is about the whole window already."""
        window = own.series.window
        return window is not None and isinstance(self.rule.over, int) and abs(window - self.rule.over) <= NEAR

    def _last(self, own: SeriesNumbers, notices: list[SheetNotice]) -> NumberProposal:
        day = max(each.last or date.min for each in own.numbers)
        newest = [each for each in own.numbers if (each.last or date.min) == day]
        different = len({each.number for each in newest}) > 1
        more = [SheetNotice("several_rows", {"count": len(newest)})] if different else []
        chosen = newest[-1]
        known = self.rule.over == "day" or notices or self._is_rolling(own)
        about = [] if known else self._about(own, chosen)
        unread = newest_unread([own], chosen.last)
        return self._made("last", own, [chosen], chosen.number, [*notices, *unread, *more, *about])

    def _without_days(self, own: SeriesNumbers) -> NumberProposal | None:
        count = SheetNotice("several_rows", {"count": len(own.numbers)})
        if self.rule.fold == "sum":
            total = sum((each.number for each in own.numbers), Decimal(0))
            return self._made("sum", own, own.numbers, total, [count])
        if self.rule.fold == "mean" and (better := self._from_parts() or self._weighted(own)):
            return better
        last = own.numbers[-1]
        return self._made("last", own, [last], last.number, [count])

    def _asked(self, own: SeriesNumbers, how: Literal["last", "mean", "sum"]) -> NumberProposal | None:
        """Do what a person asked for."""
        if how != "last":
            return self._over(own, how)
        if own.dated:
            return self._last(own, [])
        last = own.numbers[-1]
        return self._made("last", own, [last], last.number, [SheetNotice("no_day")])

    def _over(self, own: SeriesNumbers, how: Literal["mean", "sum"]) -> NumberProposal | None:
        """Add up, or average, what lies in the window."""
        window, notices = self._window([own])
        used = inside(own.numbers, window)
        if not used:
            unread = newest_unread([own], max(each.last or date.min for each in own.numbers))
            readable = replace(own, periods=(), lacking=())
            made = self._over(readable, how) if unread else None
            return None if made is None else replace(made, notices=(*made.notices, *unread))
        total = sum((each.number for each in used), Decimal(0))
        if how == "mean":
            return self._made("mean", own, used, total / len(used), [*notices, SheetNotice("plain_mean")])
        gaps = self._gaps([own], used, window)
        return self._made("sum", own, used, total, [*notices, *gaps, *several_a_day(used)])

    def _weighted(self, own: SeriesNumbers) -> NumberProposal | None:
        """Average by what each row weighs."""
        weights = self.read.get(self.rule.weight or "")
        if weights is None:
            return None
        window, notices = self._window([own, weights])
        used, weighing = aligned([own, weights], window)
        pairs = list(zip(used, weighing, strict=True))
        whole = sum((weight.number for _, weight in pairs), Decimal(0))
        if whole <= 0 or any(weight.number < 0 for _, weight in pairs):
            return None
        number = sum((each.number * weight.number for each, weight in pairs), Decimal(0)) / whole
        several = same_rows([used, weighing]) if self.rule.idle_days else several_a_day(used)
        gaps = self._gaps([own, weights], used, window)
        if self.rule.measure == "share":
            gaps += dashes([own, weights], window)
        made = self._made("weighted", own, used, number, [*notices, *gaps, *several])
        more = [notice for notice in weights.notices if notice not in made.notices]
        places = (*made.places, *placed(weighing))
        return replace(made, notices=(*made.notices, *more), places=places)

    # From parts

    def _from_parts(self) -> NumberProposal | None:
        formula = self.rule.from_
        if formula is None or any(part not in self.read for part in formula.parts):
            return None
        names = list(dict.fromkeys(formula.parts))
        parts = [self.read[name] for name in names]
        window, notices = self._window(parts)
        found = dict(zip(names, aligned(parts, window), strict=True))
        number = evaluated(formula, found)
        if number is None:
            return None
        summed = found[names[0]]
        gaps = [*self._gaps(parts, summed, window), *dashes(parts, window)]
        several = same_rows(list(found.values())) if self.rule.idle_days else several_a_day(summed)
        made = self._made("parts", parts[0], summed, number, [*notices, *gaps, *several])
        more = [notice for part in parts[1:] for notice in part.notices if notice not in made.notices]
        places = tuple(place for each in found.values() for place in placed(each))
        additive = not formula.per
        return replace(made, notices=(*made.notices, *more), places=places, additive=additive, ways=())

    def _days(self) -> NumberProposal | None:
        """Count the days on which a part comes to enough."""
        rule = self.rule.days_with
        part = None if rule is None else self.read.get(rule.part)
        if rule is None or part is None or not part.dated:
            return None
        window, notices = self._window([part])
        used = inside(part.numbers, window)
        by_day: dict[date, Decimal] = {}
        for each in used:
            if each.last is not None:
                by_day[each.last] = by_day.get(each.last, Decimal(0)) + each.number
        count = sum(1 for total in by_day.values() if total >= Decimal(str(rule.at_least)))
        # Rows of several days do not say on which of them it was.
        longer = max((each.reading.period.days for each in used if each.reading.period), default=1)
        coarse = [SheetNotice("other_window", {"days": longer, "wanted": 1})] if longer > 1 else []
        missing = days_missing([part], window, self.rule.over, idle=self.rule.idle_days)
        gaps = [*missing, *days_unread(part, set(by_day), window)]
        made = self._made("count", part, used or part.numbers, Decimal(count), [*notices, *coarse, *gaps])
        return replace(made, additive=True, ways=(), as_of=window.last if window else made.as_of)

    # Windows

    def _window(self, parts: Sequence[SeriesNumbers]) -> tuple[Period | None, list[SheetNotice]]:
        """Return the days to be counted, None for every row there is."""
        if not all(part.dated for part in parts):
            rows = max(len(part.numbers) for part in parts)
            many = [SheetNotice("several_rows", {"count": rows})] if rows > 1 else []
            mixed = mixed_windows(parts)
            return None, [*(mixed or self._about(parts[0], parts[0].numbers[-1])), *many]
        every = [each.reading.period for part in parts for each in part.numbers if each.reading.period]
        every += [period for part in parts for period in part.periods]
        # A day that is not over has not all its numbers yet.
        periods = [period for period in every if period.last < self.today] or every
        last = last_day(parts, periods, self.today, idle=self.rule.idle_days)
        notices = [*mixed_windows(parts), *([SheetNotice("not_over")] if last >= self.today else [])]
        if self.rule.over == "month":
            month, more = last_month(periods, last)
            return month, [*notices, *more]
        days = self.rule.over if isinstance(self.rule.over, int) else 1
        newest = max(
            (period for period in periods if period.last == last),
            key=lambda period: period.days,
            default=Period(last, last),
        )
        if newest.days > 1 and newest.days >= days - NEAR:
            # One row is the whole window, or more.
            if newest.days > days + NEAR:
                notices.append(SheetNotice("other_window", {"days": newest.days, "wanted": days}))
            return Period(newest.first, newest.last), notices
        return Period(last - timedelta(days=days - 1), last), notices

    def _gaps(
        self, parts: Sequence[SeriesNumbers], used: Sequence[Number], window: Period | None
    ) -> list[SheetNotice]:
        """Tell which days of the window the table lacks, and which of its rows could not be used."""
        if window is None:
            return []
        idle = self.rule.idle_days
        missing = days_missing(parts, window, self.rule.over, idle=idle)
        return [*missing, *incomplete_rows(parts, used, window, idle=idle)]

    def _made(
        self,
        how: How,
        own: SeriesNumbers,
        used: Sequence[Number],
        number: Decimal,
        notices: Sequence[SheetNotice],
    ) -> NumberProposal:
        days = [each.last for each in used if each.last is not None]
        notices = [*notices, *self._zeros(own, used), *self._other_scale(own, number)]
        ways: tuple[How, ...] = ASKED if len(own.numbers) > 1 else ()
        if self.rule.fold != "sum":
            ways = tuple(way for way in ways if way != "sum")
        return NumberProposal(
            metric=self.rule.metric,
            number=number,
            as_of=max(days) if days else (own.period.last if own.period else None),
            how=how,
            places=tuple(placed(used)),
            rows=len(used),
            notices=(*own.notices, *notices),
            additive=how == "sum",
            ways=ways,
        )

    def _other_scale(self, own: SeriesNumbers, number: Decimal) -> list[SheetNotice]:
        """Tell where a score of a hundred looks like one of five stars, or of one: 4.85, 0.83."""
        if self.rule.over != "day" or number == int(number) or abs(number) > STARS:
            return []
        return [SheetNotice("unit_doubtful", {"name": own.series.name, "unit": "one"})]

    def _zeros(self, own: SeriesNumbers, used: Sequence[Number]) -> list[SheetNotice]:
        """Tell where the last days used are nothing but zeros, or a day's own number is."""
        since = own.zeros_since
        if self.rule.over == "day" and used and not used[-1].number and any(e.number for e in own.numbers):
            since = used[-1].last
        if since is None or all(each.last is None or each.last < since for each in used):
            return []
        return [SheetNotice("zeros_at_end", {"day": since.isoformat()})]
