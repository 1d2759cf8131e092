"""Events of the year, roles in the shop, columns of exports, and dates of review."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessment.instrument.bank import CALENDAR, COLUMNS, LoadedBank
from assessment.instrument.calendar import Event
from assessment.instrument.checks.place import (
    BankPlace,
    dimension_places,
    event_places,
    metric_column_places,
    metric_places,
    part_places,
    role_places,
)
from assessment.instrument.checks.references import KnownNames, missing
from assessment.instrument.checks.wording import language_faults, texts_of
from assessment.instrument.columns import ColumnNames, MetricColumn, normalized_name
from assessment.instrument.problems import Problem
from assessment.texts import Text

LONGEST_FREEZE = 35
"""Days ends counted in: nobody does nothing but one event for longer than that."""
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
            yield place.under("id").error("checks.id_used_twice", "checks.fix.rename")
        elif first != event.id:
            yield place.under("festival").error(
                "checks.festival_twice",
                "checks.fix.delete_event",
                year=year,
                festival=event.festival,
                first=first,
            )
        ids.add(event.id)


def name_faults(event: Event, place: BankPlace) -> Iterator[Problem]:
    """Hold the id against the dates: who copies last year's entry forgets one of the two."""
    expected = f"{event.festival}_{year_of(event)}"
    if event.id != expected:
        yield place.under("id").error(
            "checks.event_id_of_other_year",
            "checks.fix.write_id_or_correct_dates",
            ends=event.ends,
            expected=expected,
        )


def unfounded_dates(event: Event, place: BankPlace) -> Iterator[Problem]:
    """List dates nobody can look up, and guesses that do not say what they were made from."""
    if not event.sources:
        yield place.error("checks.dates_have_no_source", "checks.fix.name_sources")
    if event.certainty == "expected" and event.rationale is None:
        yield place.under("certainty").error(
            "checks.expected_without_rationale", "checks.fix.say_so_in_rationale"
        )


def untold(event: Event, place: BankPlace, languages: list[str]) -> Iterator[Problem]:
    """List texts that lack one of the instrument's languages, where it has been read which those are."""
    for at, text in texts_of(event) if languages else ():
        yield from language_faults(text, place.under(*at), languages, complete=True)


def freeze_faults(event: Event, place: BankPlace) -> Iterator[Problem]:
    """List freezes that last too long or lie far from their event."""
    margin = timedelta(days=FARTHEST_FREEZE)
    for rank, freeze in enumerate(event.freezes):
        where = place.under("freezes", rank)
        days = (freeze.ends - freeze.starts).days + 1
        if days > LONGEST_FREEZE:
            yield where.error(
                "checks.freeze_too_long", "checks.fix.shorten_freeze", days=days, most=LONGEST_FREEZE
            )
        if freeze.starts < event.starts - margin or freeze.ends > event.ends + margin:
            yield where.error(
                "checks.freeze_too_far",
                "checks.fix.look_at_dates",
                starts=freeze.starts,
                ends=freeze.ends,
                most=FARTHEST_FREEZE,
            )


def calendar_over(loaded: LoadedBank, today: date) -> Iterator[Problem]:
    """Warn where every event is past. Nothing is said while some event cannot be read."""
    if not loaded.calendar or not loaded.whole(CALENDAR):
        return
    event, place = max(event_places(loaded), key=lambda pair: pair[0].ends)
    if event.ends < today:
        yield place.under("ends").warning(
            "checks.calendar_over", "checks.fix.add_events_to_come", ends=event.ends
        )


def overdue_reviews(loaded: LoadedBank, today: date) -> Iterator[Problem]:
    """List what was to be reviewed before today, and figures dated after today."""
    for dimension, place in dimension_places(loaded):
        yield from review_dates(place, dimension.review_by, None, today)
    for metric, place in metric_places(loaded):
        yield from review_dates(place, metric.review_by, metric.as_of, today)


def review_dates(
    place: BankPlace, review_by: date | None, as_of: date | None, today: date
) -> Iterator[Problem]:
    """Set the two dates of one thing against today."""
    if review_by is not None and review_by < today:
        yield place.under("review_by").warning(
            "checks.review_overdue", "checks.fix.review", review_by=review_by
        )
    if as_of is not None and as_of > today:
        yield place.under("as_of").warning("checks.as_of_in_future", "checks.fix.correct_date", as_of=as_of)


def role_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """List ids used twice, dimensions named twice, and texts that lack a language."""
    ids: set[str] = set()
    languages = loaded.draft.languages
    for role, place in role_places(loaded):
        if role.id in ids:
            yield place.under("id").error("checks.id_used_twice", "checks.fix.rename")
        ids.add(role.id)
        for rank, dimension in enumerate(role.dimensions):
            if dimension in role.dimensions[:rank]:
                fix = Text("checks.fix.keep_one")
                where = place.under("dimensions", rank)
                yield where.error("checks.dimension_twice", fix, dimension=dimension)
        for at, text in texts_of(role) if languages else ():
            yield from language_faults(text, place.under(*at), languages, complete=True)


ONCE = Text("checks.fix.rename")


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
            yield place.under("id").error("checks.id_used_twice", ONCE)
        seen.add(part.id)
    entries: set[str] = set()
    for each, place in metric_column_places(loaded):
        if each.metric in entries:
            yield place.under("metric").error("checks.metric_stands_twice", "checks.fix.put_together")
        entries.add(each.metric)


def unknown_parts(loaded: LoadedBank, each: MetricColumn, place: BankPlace) -> Iterator[Problem]:
    """List parts that are named and not there."""
    known = [part.id for part in loaded.columns.parts]
    used = [("weight", each.weight)] if each.weight is not None else []
    used += [("from", part) for part in (each.from_.parts if each.from_ is not None else ())]
    used += [("days_with", each.days_with.part)] if each.days_with is not None else []
    for key, part in used:
        if part not in known and not loaded.excuses(part, COLUMNS):
            yield missing(place.under(key), Text("checks.noun.part"), part, known)


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
                    yield where.error("checks.column_without_name", "checks.fix.name_column", name=name)
                elif first != subject:
                    yield where.error("checks.column_taken", "checks.fix.give_to_one", name=name, first=first)
                if any(word in bare for word in compared):
                    yield where.error("checks.column_ruled_out", "checks.fix.change_compared", name=name)


def named_columns(loaded: LoadedBank) -> Iterator[tuple[str, ColumnNames, BankPlace]]:
    """Yield whatever has column names."""
    for each, place in metric_column_places(loaded):
        yield each.metric, each.names, place
    for part, place in part_places(loaded):
        yield part.id, part.names, place
