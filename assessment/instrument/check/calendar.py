"""The events of the year are told apart, lie where they say, and do not freeze a team for months."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessment.instrument.calendar import Event
from assessment.instrument.check.languages import language_faults, texts_of
from assessment.instrument.check.place import Place
from assessment.instrument.loaded import CALENDAR, Loaded
from assessment.instrument.problems import Problem, both

LONGEST_FREEZE = 35
"""Days, both ends counted in: nobody does nothing but one event for longer than that."""
FARTHEST_FREEZE = 30
"""Days before an event's first day, or after its last: what lies farther away is a slip."""


def calendar_faults(loaded: Loaded, today: date) -> Iterator[Problem]:
    """List what is wrong with the events, each alone, against each other, and against today."""
    yield from repeated_events(loaded)
    for event, place in event_places(loaded):
        yield from name_faults(event, place)
        yield from unfounded_dates(event, place)
        yield from freeze_faults(event, place)
        yield from untold(event, place, loaded.draft.languages)
    yield from calendar_over(loaded, today)


def event_places(loaded: Loaded) -> Iterator[tuple[Event, Place]]:
    """Yield each event with its place."""
    for rank, event in enumerate(loaded.calendar):
        yield event, Place(loaded, CALENDAR, (rank,), both(event.id, event.id))


def year_of(event: Event) -> int:
    """Return the year of an event: that of its last day, for New Year goods are sold before the year."""
    return event.ends.year


def repeated_events(loaded: Loaded) -> Iterator[Problem]:
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


def calendar_over(loaded: Loaded, today: date) -> Iterator[Problem]:
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
