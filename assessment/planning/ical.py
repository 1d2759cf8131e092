"""A schedule as a calendar file: one entry a step, and one for the day the target is reached.

The dates of the platform and of the merchant are not among the entries:
they are in the merchant's calendar already, or are not for us to announce.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.planning.reasons import in_language
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import Schedule, ScheduledStep

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//merchant-assessment//roadmap//ZH"
"""Who wrote the file, as the format wants it."""
WORDS = {
    "name": LocalText({"zh": "路线图", "en": "Roadmap"}),
    "named": LocalText({"zh": "{merchant} · 路线图", "en": "{merchant} · roadmap"}),
    "merchant": LocalText({"zh": "商家：{merchant}", "en": "Merchant: {merchant}"}),
    "function": LocalText({"zh": "[{function}] {step}", "en": "[{function}] {step}"}),
    "days": LocalText({"zh": "投入：{days} 人天", "en": "Effort: {days} person-days"}),
    "raises": LocalText(
        {"zh": "提升：{item}，{below} 级到 {point} 级", "en": "Raises: {item}, from point {below} to {point}"}
    ),
    "confirm": LocalText(
        {"zh": "先确认：这一项也许已经做到了。", "en": "Find out first: this may be in place already."}
    ),
    "shown_by": LocalText({"zh": "做完看什么：{evidence}", "en": "Done when you can show: {evidence}"}),
    "why": LocalText({"zh": "为什么做：{reason}", "en": "Why: {reason}"}),
    "stage": LocalText({"zh": "达到「{target}」的门槛", "en": "The gate of “{target}” is reached"}),
    "dimension": LocalText({"zh": "「{target}」达到 {score} 分", "en": "“{target}” reaches {score}"}),
    "if_kept": LocalText(
        {
            "zh": "前提是到这一周为止的步骤都按时做完。",
            "en": "Provided that every step up to this week is done in time.",
        }
    ),
    "numbers": LocalText(
        {
            "zh": "还要看经营数字是否达标：{metrics}",
            "en": "These figures must be met as well: {metrics}",
        }
    ),
}


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
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _say("named" if merchant else "name", language, merchant=merchant))
    whose = [_say("merchant", language, merchant=merchant)] if merchant else []
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


def _say(key: str, language: str, **names: object) -> str:
    return in_language(WORDS[key], language).format(**names)


def _title(placed: ScheduledStep, step: PlannedStep, instrument: Instrument, language: str) -> str:
    functions = {one.id: in_language(one.name, language) for one in instrument.functions}
    text = in_language(step.text, language)
    return _say("function", language, function=functions.get(placed.owner, placed.owner), step=text)


def _description(step: PlannedStep, instrument: Instrument, language: str) -> Sequence[str]:
    """Say what a step takes, raises and opens, and what shows that it is done."""
    item = instrument.item(step.item)
    label = in_language(item.label, language)
    lines = [
        _say("days", language, days=f"{step.days:g}"),
        _say("raises", language, item=label, below=step.from_point, point=step.to_point),
    ]
    if step.if_confirmed:
        lines.append(_say("confirm", language))
    if item.evidence is not None:
        lines.append(_say("shown_by", language, evidence=in_language(item.evidence, language)))
    return [*lines, _say("why", language, reason=in_language(step.reason, language))]


def _reached(roadmap: Roadmap, instrument: Instrument, language: str) -> str:
    if roadmap.request.dimension is not None:
        id_, score = roadmap.request.dimension
        name = in_language(instrument.dimension(id_).name, language)
        return _say("dimension", language, target=name, score=f"{score:g}")
    names = {stage.id: in_language(stage.name, language) for stage in instrument.stages}
    return _say("stage", language, target=names.get(roadmap.target or "", roadmap.target))


def _provided(roadmap: Roadmap, instrument: Instrument, language: str) -> Sequence[str]:
    """Say on what the day rests: the steps before it, and numbers that no step moves."""
    lines = [_say("if_kept", language)]
    if roadmap.conditions:
        names = [in_language(instrument.metric(one.subject).name, language) for one in roadmap.conditions]
        comma = "、" if language == "zh" else ", "
        lines.append(_say("numbers", language, metrics=comma.join(names)))
    return lines
