"""Events of the year, roles in the shop, columns of exports, and dates of review."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessment.instrument.bank import CALENDAR, COLUMNS, LoadedBank
from assessment.instrument.calendar import Event
from assessment.instrument.checks.place import (
    Place,
    dimension_places,
    event_places,
    metric_column_places,
    metric_places,
    part_places,
    role_places,
)
from assessment.instrument.checks.references import KnownNames, missing
from assessment.instrument.checks.wording import language_faults, texts_of
from assessment.instrument.columns import MetricColumn, normalized_name
from assessment.instrument.columns import Names as ColumnNames
from assessment.instrument.problems import Problem, both

LONGEST_FREEZE = 35
"""Days, both ends counted in: nobody does nothing but one event for longer than that."""
FARTHEST_FREEZE = 30
"""Days before an event's first day, or after its last: what lies farther away is a slip."""


def calendar_faults(loaded: LoadedBank, today: date) -> Iterator[Problem]:
    """List what is wrong with the events, each alone, against each other, and against today."""
    yield from repeated_events(loaded)
    for event, place in event_places(loaded):
        yield from name_faults(event, place)
        yield from unfounded_dates(event, place)
        yield from freeze_faults(event, place)
        yield from untold(event, place, loaded.draft.languages)
    yield from calendar_over(loaded, today)


def year_of(event: Event) -> int:
    """Return the year of an event: that of its last day, for New Year goods are sold before the year."""
    return event.ends.year


def repeated_events(loaded: LoadedBank) -> Iterator[Problem]:
    """List ids used twice, and festivals that come twice in one year."""
    ids: set[str] = set()
    years: dict[tuple[str, int], str] = {}
    for event, place in event_places(loaded):
        year = year_of(event)
        first = years.setdefault((event.festival, year), event.id)
        if event.id in ids:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", fix)
        elif first != event.id:
            fix = both("请删掉一个，或改正日期。", "Delete one of them, or correct the dates.")
            yield place.under("festival").error(
                f"{year} 年已有“{event.festival}”：{first}。",
                f"{first} is the '{event.festival}' of {year} already.",
                fix,
            )
        ids.add(event.id)


def name_faults(event: Event, place: Place) -> Iterator[Problem]:
    """Hold the id against the dates: who copies last year's entry forgets one of the two."""
    expected = f"{event.festival}_{year_of(event)}"
    if event.id != expected:
        fix = both(f"请写 {expected}，或改正日期。", f"Write {expected}, or correct the dates.")
        yield place.under("id").error(
            f"活动在 {event.ends} 结束，id 却不是 {expected}。",
            f"The event ends on {event.ends}, but its id is not {expected}.",
            fix,
        )


def unfounded_dates(event: Event, place: Place) -> Iterator[Problem]:
    """List dates nobody can look up, and guesses that do not say what they were made from."""
    if not event.sources:
        fix = both("请在 sources 里写上来源的 key。", "Name the keys of its sources under sources.")
        yield place.error("日期没有来源。", "Its dates have no source.", fix)
    if event.certainty == "expected" and event.rationale is None:
        fix = both("请在 rationale 里写明。", "Say so in the rationale.")
        yield place.under("certainty").error(
            "日期是估计的，没写照哪一年估的。", "Its dates are expected, from nobody knows which year.", fix
        )


def untold(event: Event, place: Place, languages: list[str]) -> Iterator[Problem]:
    """List texts that lack one of the instrument's languages, where it has been read which those are."""
    for at, text in texts_of(event) if languages else ():
        yield from language_faults(text, place.under(*at), languages, complete=True)


def freeze_faults(event: Event, place: Place) -> Iterator[Problem]:
    """List freezes that last too long or lie far from their event."""
    margin = timedelta(days=FARTHEST_FREEZE)
    for rank, freeze in enumerate(event.freezes):
        where = place.under("freezes", rank)
        days = (freeze.ends - freeze.starts).days + 1
        if days > LONGEST_FREEZE:
            fix = both(
                f"请缩短到 {LONGEST_FREEZE} 天以内，只留最忙的日子。",
                f"Use at most {LONGEST_FREEZE}: only the days with no time for anything else.",
            )
            yield where.error(f"腾不出手的日子长达 {days} 天。", f"This freeze lasts {days} days.", fix)
        if freeze.starts < event.starts - margin or freeze.ends > event.ends + margin:
            fix = both("请核对年份和月份。", "Look at its year and month again.")
            yield where.error(
                f"腾不出手的日子（{freeze.starts} 到 {freeze.ends}）离活动超过 {FARTHEST_FREEZE} 天。",
                f"This freeze ({freeze.starts} to {freeze.ends}) reaches more than "
                f"{FARTHEST_FREEZE} days beyond its event.",
                fix,
            )


def calendar_over(loaded: LoadedBank, today: date) -> Iterator[Problem]:
    """Warn where every event is past. Nothing is said while some event cannot be read."""
    if not loaded.calendar or not loaded.whole(CALENDAR):
        return
    event, place = max(event_places(loaded), key=lambda pair: pair[0].ends)
    if event.ends < today:
        fix = both("请补上往后的活动。", "Add the events to come.")
        yield place.under("ends").warning(
            f"日历里最后一个活动已在 {event.ends} 结束。",
            f"The last event of the calendar ended on {event.ends}.",
            fix,
        )


def overdue_reviews(loaded: LoadedBank, today: date) -> Iterator[Problem]:
    """List what was to be reviewed before today, and figures dated after today."""
    for dimension, place in dimension_places(loaded):
        yield from review_dates(place, dimension.review_by, None, today)
    for metric, place in metric_places(loaded):
        yield from review_dates(place, metric.review_by, metric.as_of, today)


def review_dates(place: Place, review_by: date | None, as_of: date | None, today: date) -> Iterator[Problem]:
    """Set the two dates of one thing against today."""
    if review_by is not None and review_by < today:
        fix = both("请复核内容，再改日期。", "Look at it again, then move the date.")
        yield place.under("review_by").warning(
            f"应在 {review_by} 前复核。", f"It was to be reviewed by {review_by}.", fix
        )
    if as_of is not None and as_of > today:
        fix = both("请改正日期。", "Correct the date.")
        yield place.under("as_of").warning(f"as_of {as_of} 在未来。", f"as_of {as_of} is in the future.", fix)


def role_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """List ids used twice, dimensions named twice, and texts that lack a language."""
    ids: set[str] = set()
    languages = loaded.draft.languages
    for role, place in role_places(loaded):
        if role.id in ids:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", fix)
        ids.add(role.id)
        for rank, dimension in enumerate(role.dimensions):
            if dimension in role.dimensions[:rank]:
                fix = both("只留一个。", "Keep one of them.")
                where = place.under("dimensions", rank)
                yield where.error(f"“{dimension}”写了两次。", f"'{dimension}' is named twice.", fix)
        for at, text in texts_of(role) if languages else ():
            yield from language_faults(text, place.under(*at), languages, complete=True)


ONCE = both("名称不能重复，请改一个。", "Ids are unique: rename one.")


def column_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Check what columns are called, and what their numbers are made of."""
    names = KnownNames(loaded)
    yield from repeated_columns(loaded)
    for each, place in metric_column_places(loaded):
        yield from names.metric(each.metric, place.under("metric"))
        yield from unknown_parts(loaded, each, place)
    yield from ambiguous_columns(loaded)


def repeated_columns(loaded: LoadedBank) -> Iterator[Problem]:
    """List parts and metrics that stand twice, and parts that are called like a metric."""
    seen = {metric.id for metric in loaded.draft.metrics}
    for part, place in part_places(loaded):
        if part.id in seen:
            yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", ONCE)
        seen.add(part.id)
    entries: set[str] = set()
    for each, place in metric_column_places(loaded):
        if each.metric in entries:
            fix = both("请把两处并成一处。", "Put the two together.")
            yield place.under("metric").error("这个指标写了两遍。", "This metric stands twice.", fix)
        entries.add(each.metric)


def unknown_parts(loaded: LoadedBank, each: MetricColumn, place: Place) -> Iterator[Problem]:
    """List parts that are named and not there."""
    known = [part.id for part in loaded.columns.parts]
    used = [("weight", each.weight)] if each.weight is not None else []
    used += [("from", part) for part in (each.from_.parts if each.from_ is not None else ())]
    used += [("days_with", each.days_with.part)] if each.days_with is not None else []
    for key, part in used:
        if part not in known and not loaded.excuses(part, COLUMNS):
            yield missing(place.under(key), "组成部分", "part", part, known)


def ambiguous_columns(loaded: LoadedBank) -> Iterator[Problem]:
    """List column names that mean two things, or that a word of `compared` rules out."""
    compared = [normalized_name(word) for word in loaded.columns.compared]
    owner: dict[str, str] = {}
    for subject, names, place in named_columns(loaded):
        for key in ("high", "medium", "low"):
            for rank, name in enumerate(getattr(names, key)):
                bare, where = normalized_name(name), place.under("names", key, rank)
                first = owner.setdefault(bare, subject)
                if not bare:
                    fix = both(
                        "请写列名里除单位和天数以外的字。", "Write more than a unit or a number of days."
                    )
                    yield where.error(
                        f"“{name}”去掉单位和天数就没有字了。", f"'{name}' has no name in it.", fix
                    )
                elif first != subject:
                    fix = both("一个列名只能归一个指标。", "Give the name to one of them.")
                    yield where.error(f"“{name}”已经归 {first}。", f"'{name}' means {first} already.", fix)
                if any(word in bare for word in compared):
                    fix = both("请改 compared，或删掉这个列名。", "Change compared, or take the name out.")
                    yield where.error(
                        f"“{name}”含有 compared 里的词，永远认不出来。",
                        f"'{name}' holds a word of compared, so it is never found.",
                        fix,
                    )


def named_columns(loaded: LoadedBank) -> Iterator[tuple[str, ColumnNames, Place]]:
    """Yield whatever has column names."""
    for each, place in metric_column_places(loaded):
        yield each.metric, each.names, place
    for part, place in part_places(loaded):
        yield part.id, part.names, place
