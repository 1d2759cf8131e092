"""A schedule as a calendar file: one entry a step, and one for the day the target is reached.

The dates of the platform and of the merchant are not among the entries:
they are in the merchant's calendar already, or are not for us to announce.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from assessment.instrument.model import Instrument
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import Schedule, ScheduledStep
from assessment.scoring.names import criterion_name
from assessment.texts import Names, Text

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//merchant-assessment//roadmap//{language}"
"""Who wrote the file, as the format wants it."""


def as_ical(  # noqa: PLR0913 - what is written, for whom, and what makes it the same file again
    schedule: Schedule,
    roadmap: Roadmap,
    instrument: Instrument,
    language: str,
    *,
    uid: str,
    now: datetime,
    merchant: str = "",
) -> bytes:
    """Return a schedule as the bytes of an `.ics` file.

    Written again after a change, the entries have the same ids and higher
    numbers: a calendar then moves them instead of showing them twice.

    Args:
        schedule: the steps in their weeks.
        roadmap: the same steps, with their texts.
        instrument: whose items they raise.
        language: `zh` or `en`.
        uid: what no other roadmap has, such as the id of the assessment; ids of entries begin with it.
        now: when it is written, aware.
        merchant: whose roadmap it is, for a calendar that has those of several.

    Raises:
        ValueError: the weeks have no dates.
    """
    if schedule.start is None:
        message = "a schedule without a first day has no dates for a calendar"
        raise ValueError(message)
    from icalendar import Calendar  # noqa: PLC0415 - it takes long to load

    planned = {(step.item, step.to_point): step for step in roadmap.steps}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(language=language.upper()))
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _name(merchant).in_(language))
    whose = [Text("planning.merchant", merchant=merchant).in_(language)] if merchant else []
    for placed in schedule.steps:
        item, point = placed.move
        entry = _entry(
            f"{uid}-{item}-{point}", now, _days(schedule.start, placed.start_week, placed.end_week)
        )
        entry.add("summary", _title(placed, planned[placed.move], instrument, language))
        entry.add(
            "description", "\n".join([*whose, *_description(planned[placed.move], instrument, language)])
        )
        calendar.add_component(entry)
    if schedule.gate_week:
        # On the last day of the week: until then the steps are still under way.
        _, after = _days(schedule.start, schedule.gate_week, schedule.gate_week)
        entry = _entry(f"{uid}-gate", now, (after - timedelta(days=1), after))
        entry.add("summary", _reached(roadmap, instrument, language))
        entry.add("description", "\n".join([*whose, *_provided(roadmap, instrument, language)]))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(uid: str, now: datetime, days: tuple[date, date]) -> "Event":
    """Return an entry of whole days, the second one not counted in, that leaves its people free."""
    from icalendar import Event  # noqa: PLC0415 - it takes long to load

    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", now.astimezone(UTC))
    # Some calendars take an entry they have already only where this is higher: minutes never run backwards.
    entry.add("sequence", int(now.timestamp()) // 60)
    entry.add("dtstart", days[0])
    entry.add("dtend", days[1])
    # A step of four weeks does not keep anybody busy for four weeks.
    entry.add("transp", "TRANSPARENT")
    return entry


def _days(start: date, first: int, last: int) -> tuple[date, date]:
    """Return the first day of some weeks and the day after their last."""
    return start + timedelta(weeks=first - 1), start + timedelta(weeks=last)


def _name(merchant: str) -> Text:
    return Text("planning.calendar_of", merchant=merchant) if merchant else Text("planning.calendar")


def _title(placed: ScheduledStep, step: PlannedStep, instrument: Instrument, language: str) -> str:
    function = next((one.name for one in instrument.functions if one.id == placed.owner), placed.owner)
    return Text("planning.function_and_step", function=function, step=step.text).in_(language)


def _description(step: PlannedStep, instrument: Instrument, language: str) -> Sequence[str]:
    """Return what a step takes, raises and opens, and what shows that it is done, line by line."""
    item = instrument.item(step.item)
    lines = [
        Text("planning.effort", days=step.days),
        Text("planning.raises", item=item.label, below=step.from_point, point=step.to_point),
    ]
    if step.if_confirmed:
        lines.append(Text("planning.find_out_first"))
    if item.evidence is not None:
        lines.append(Text("planning.shown_by", evidence=item.evidence))
    return [line.in_(language) for line in (*lines, Text("planning.why", reason=step.reason))]


def _reached(roadmap: Roadmap, instrument: Instrument, language: str) -> str:
    if roadmap.request.dimension is not None:
        id_, score = roadmap.request.dimension
        name = instrument.dimension(id_).name
        return Text("planning.score_reached", target=name, score=score).in_(language)
    names = {stage.id: stage.name for stage in instrument.stages}
    target = roadmap.target or ""
    return Text("planning.gate_reached", target=names.get(target, target)).in_(language)


def _provided(roadmap: Roadmap, instrument: Instrument, language: str) -> Sequence[str]:
    """Return what the day rests on: the steps before it, and numbers that no step moves."""
    lines = [Text("planning.if_in_time")]
    if roadmap.conditions:
        names = [criterion_name(instrument, one) for one in roadmap.conditions]
        lines.append(Text("planning.numbers_met", metrics=Names(names, most=len(names), quoted=False)))
    return [line.in_(language) for line in lines]
