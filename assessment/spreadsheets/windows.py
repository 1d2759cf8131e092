"""Which numbers lie in a window of days, which belong together, and which days are missing or there twice."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assessment.instrument.columns import Formula
from assessment.spreadsheets.cells import shown
from assessment.spreadsheets.notices import SheetNotice
from assessment.spreadsheets.numbers import NEAR, Number, SeriesNumbers
from assessment.spreadsheets.series import CellReading
from assessment.spreadsheets.values import Period, month_of, no_value, perhaps_zero


def lies_in(number: Number, window: Period | None) -> bool:
    """Whether all days of a number lie in the window; yes where there is none."""
    return within(number.reading.period, window)


def within(period: Period | None, window: Period | None) -> bool:
    """Whether all days of a period lie in the window; yes where there is none."""
    return window is None or (
        period is not None and window.first <= period.first and period.last <= window.last
    )


def inside(numbers: Sequence[Number], window: Period | None) -> list[Number]:
    """Return the numbers that lie wholly in the window."""
    return [each for each in numbers if lies_in(each, window)]


def aligned(parts: Sequence[SeriesNumbers], window: Period | None) -> list[list[Number]]:
    """Return the numbers of each part on the rows, or days, of the window that all parts have."""
    across = _across(parts)
    by_shared = [part.by_shared(across=across) for part in parts]
    common = [
        shared
        for shared, numbers in by_shared[0].items()
        if all(len(other.get(shared, ())) == len(numbers) for other in by_shared[1:])
    ]
    return [
        [each for shared in common for each in found[shared] if lies_in(each, window)] for found in by_shared
    ]


def _across(parts: Sequence[SeriesNumbers]) -> bool:
    """Whether parts are of several files, which share days and no rows."""
    return any(part.merged or part.table is not parts[0].table for part in parts)


def _key(reading: CellReading, *, across: bool) -> Hashable:
    return reading.period if across else reading.shared


def incomplete_rows(
    parts: Sequence[SeriesNumbers], used: Sequence[Number], window: Period | None, *, idle: bool
) -> list[SheetNotice]:
    """Tell how many rows, or days, of the window lack a number that others of the same row go with.

    Args:
        parts: what a number is made of.
        used: the numbers of the first part that were used.
        window: the days it is about.
        idle: whether rows without anything are those of idle days.
    """
    across = _across(parts)
    there: dict[Hashable, bool] = defaultdict(bool)
    for part in parts:
        for number in part.numbers:
            if lies_in(number, window):
                there[_key(number.reading, across=across)] |= bool(number.number)
        for each in part.lacking:
            if within(each.period, window):
                there[_key(each, across=across)] |= not no_value(each.value)
    have = {_key(each.reading, across=across) for each in used}
    wanted = have | {key for key, says_something in there.items() if says_something or not idle}
    if have == wanted:
        return []
    return [SheetNotice("rows_incomplete", {"have": len(have), "wanted": len(wanted)})]


def dashes(parts: Sequence[SeriesNumbers], window: Period | None) -> list[SheetNotice]:
    """Tell of cells that may say 0 in rows, or on days, of which another part has a number."""
    across = _across(parts)
    found = []
    for part in parts:
        beside = {
            _key(each.reading, across=across)
            for other in parts
            if other is not part
            for each in other.numbers
            if each.number
        }
        cells = [
            each
            for each in part.lacking
            if perhaps_zero(each.value)
            and within(each.period, window)
            and _key(each, across=across) in beside
        ]
        if cells:
            where = part.series.place(cells[:1]).address
            values: dict[str, str | int] = {"name": part.series.name, "count": len(cells), "where": where}
            found.append(SheetNotice("perhaps_zero", values | {"value": str(cells[0].value)}))
    return found


def newest_unread(parts: Sequence[SeriesNumbers], day: date | None) -> list[SheetNotice]:
    """Tell of a cell that holds no number that can be read and is as new as a number, or newer.

    Args:
        parts: what the number is made of.
        day: the last day of the number; None where nothing says it, so that any such cell may be newer.
    """
    for part in parts:
        unread = [each for each in part.lacking if not no_value(each.value)]
        newer = [each for each in unread if day is None or each.period is None or each.period.last >= day]
        if newer:
            newest = max(newer, key=lambda each: each.period.last if each.period else date.min)
            where = part.series.place([newest]).address
            return [SheetNotice("newest_unread", {"where": where, "value": shown(newest.value)})]
    return []


def last_day(parts: Sequence[SeriesNumbers], periods: Sequence[Period], today: date, *, idle: bool) -> date:
    """Return the last day there are numbers of, or could be: a day without a row may be an idle one.

    Args:
        parts: what a number is made of.
        periods: the days of their rows.
        today: not over yet.
        idle: whether days without a row are idle ones.
    """
    last = max(period.last for period in periods)
    if not idle:
        return last
    first = min(period.first for period in periods)
    begun = [part.period for part in parts if part.period and part.period.first <= first]
    return max([last, *(min(each.last, today - timedelta(days=1)) for each in begun)])


def days_missing(
    parts: Sequence[SeriesNumbers], window: Period | None, over: int | Literal["day", "month"], *, idle: bool
) -> list[SheetNotice]:
    """Tell how many days of the window a table has no row of.

    Args:
        parts: what a number is made of.
        window: the days it is about; None where every row counts, and none is missing.
        over: how many days it is wanted over; "month" and "day" say it in the window itself.
        idle: whether days without a row are idle ones: then all from the table's first to its last are there.
    """
    if window is None:
        return []
    known = [period for part in parts for period in _periods(part)]
    if idle:
        known += [part.period for part in parts if part.period]
        known = [Period(min(each.first for each in known), max(each.last for each in known))]
    else:
        known = [period for period in known if within(period, window)]
    days = {
        period.first + timedelta(days=ahead) for period in known for ahead in range(min(period.days, 366))
    }
    wanted = over if isinstance(over, int) else window.days
    have = len([day for day in days if window.first <= day <= window.last])
    if have >= wanted or (have == window.days and abs(have - wanted) <= NEAR):
        return []
    return [SheetNotice("days_missing", {"have": have, "wanted": wanted})]


def _periods(part: SeriesNumbers) -> Iterator[Period]:
    """Yield the days of every row that a part has, with a number or without."""
    yield from part.periods
    yield from (each.reading.period for each in part.numbers if each.reading.period)
    yield from (each.period for each in part.lacking if each.period)


def days_unread(part: SeriesNumbers, read: Collection[date], window: Period | None) -> list[SheetNotice]:
    """Tell of days with a row and no number: only a day without a row, or with an empty one, is idle.

    Args:
        part: whose days are counted.
        read: the days on which it has a number.
        window: the days to be counted.
    """
    unread = [
        each
        for each in part.lacking
        if each.period is not None
        and within(each.period, window)
        and each.period.last not in read
        and (each.period in part.busy or not (each.value == "" or perhaps_zero(each.value)))
    ]
    if not unread:
        return []
    where, value = part.series.place(unread[:1]).address, shown(unread[0].value)
    days = len({each.period for each in unread})
    return [SheetNotice("days_unread", {"count": days, "where": where, "value": value})]


def last_month(periods: Sequence[Period], last: date) -> tuple[Period, list[SheetNotice]]:
    """Return the last full calendar month that has days; the month begun where there is no full one."""
    full = month_of(last)
    if full.last > last:
        full = month_of(full.first - timedelta(days=1))
    if any(full.first <= period.last and period.first <= full.last for period in periods):
        return full, []
    return Period(last.replace(day=1), last), [SheetNotice("month_incomplete", {"last": last.isoformat()})]


def evaluated(formula: Formula, found: Mapping[str, Sequence[Number]]) -> Decimal | None:
    """Return what a formula gives; None where a part has no number, or the divisor is nothing."""

    def total(names: Sequence[str]) -> Decimal:
        return sum((each.number for name in names for each in found[name]), Decimal(0))

    if not all(found[name] for name in formula.parts):
        return None
    over = total(formula.plus) - total(formula.minus)
    if not formula.per:
        return formula.times * over
    under = total(formula.per) - total(formula.per_less)
    return None if under <= 0 else formula.times * over / under


def several_a_day(numbers: Sequence[Number]) -> list[SheetNotice]:
    """Tell where a day has several rows: of shops, of parts and their whole, of a month and its days."""
    rows = Counter(each.last for each in numbers if each.last is not None)
    day, count = max(rows.items(), key=lambda pair: pair[1], default=(date.min, 0))
    if count > 1:
        return [_twice(day, count)]
    periods = sorted(
        (each.reading.period for each in numbers if each.reading.period),
        key=lambda period: (period.first, period.last),
    )
    known = None
    for period in periods:
        if known is not None and period.first <= known:
            return [_twice(period.first, 2)]
        known = period.last if known is None else max(known, period.last)
    return []


def same_rows(series: Sequence[Sequence[Number]]) -> list[SheetNotice]:
    """Tell where rows of one day are the same in every number: a row that was copied twice.

    Streams of one day differ.

    Args:
        series: the numbers of each part, the same rows in each.
    """
    seen = Counter(
        (row[0].last, tuple(each.number for each in row))
        for row in zip(*series, strict=True)
        if row[0].last is not None and any(each.number for each in row)
    )
    return [_twice(day, count) for (day, _), count in seen.most_common(1) if count > 1 and day is not None]


def _twice(day: date, count: int) -> SheetNotice:
    return SheetNotice("several_a_day", {"day": day.isoformat(), "count": count})


def mixed_windows(parts: Sequence[SeriesNumbers]) -> list[SheetNotice]:
    """Tell where parts are about different days, or each row is about many days that overlap.

    Args:
        parts: of one number.
    """
    undated = [part for part in parts if not part.dated]
    windows = {part.window for part in undated}
    if len(windows) > 1:
        days = sorted(window or 0 for window in windows)
        return [SheetNotice("other_window", {"days": days[0], "wanted": days[-1]})]
    if len({part.period for part in undated if part.period}) > 1:
        return [SheetNotice("periods_differ")]
    rolling = [
        part.series.window
        for part in parts
        if part.dated
        and len(part.numbers) > 1
        and part.series.window is not None
        # Rows of so many days each say the same in the name and in the row.
        and any(
            each.reading.period and each.reading.period.days < part.series.window for each in part.numbers
        )
    ]
    return [SheetNotice("other_window", {"days": rolling[0], "wanted": 1})] if rolling else []
