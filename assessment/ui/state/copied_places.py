"""The places that the browser keeps a copy of: what is stored in each, and how a copy would change it.

A place is an item or one of the constants below; a part is one of its inputs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import time
from typing import Any

import streamlit as st

from assessment.instrument.model import MetricItem
from assessment.responses import Absent, MetricValue, Mode, Stumble, StumbleReason
from assessment.service import Conflict, LocalizedError, Opened, PrivateNote, Refused, StoreError
from assessment.texts import Text
from assessment.ui.state.answering import number_choices, typed_number
from assessment.ui.state.clock import today
from assessment.ui.state.draft import Draft, Unsent
from assessment.ui.state.input_parts import (
    CHOICE,
    NOTE,
    NUMBER,
    OTHERWISE,
    Held,
    answer_parts,
    fingerprint,
    number_parts,
    profile_parts,
    with_part,
    with_profile_part,
)
from assessment.ui.state.plan_request import request_here, saved_here, take_request_part, why_unsaved
from assessment.ui.state.request_parts import limits_of, request_parts, value_of, with_request_part
from assessment.ui.state.session import language, measure_of, service

PROFILE, MODE, DAY, APPOINTMENT, REQUEST = "profile", "mode", "day", "next", "request"
"""Places of an assessment that are no item."""
PRIVATE, METRIC, STUMBLE = "private:", "metric:", "stumble:"
"""Beginnings of places; the id of an item or a metric follows."""
MODES = list(Mode)
STUMBLES = list(StumbleReason)
MOST_COUNT, MOST_PEOPLE = 9999, 500
"""The most that a question of the profile takes where it does not say itself: a count, and people."""


@dataclass(frozen=True)
class Copy:
    """One input as the browser kept it."""

    key: str
    """Its name in the browser's storage."""
    time: int
    """When it was changed last, in milliseconds since 1970, by the visitor's clock."""
    scope: str
    place: str
    part: str
    held: Held
    base: str
    """The fingerprint of what was stored when the change began."""
    revision: int
    """The revision of its place then, as far as the page knew."""
    given: bool
    """Whether it was finished: a field for one line was left, or Enter was pressed in it."""


@dataclass(frozen=True)
class CopiedChange:
    """What a copy would change."""

    wanted: object
    """None where what is stored says the same."""
    save: Callable[[], object]


@dataclass(frozen=True)
class Returned:
    """What came back and waits to be decided upon: the stored one is newer, or the store refused it."""

    copy: Copy
    take: Callable[[], object] | None
    """Saves it over what is stored; None where it cannot be stored."""
    why: LocalizedError | None = None
    """Why it cannot be stored."""


def returned() -> dict[str, Returned]:
    """Return what waits to be decided upon in this tab, by the key of its copy."""
    held: dict[str, Returned] = st.session_state.setdefault("returned", {})
    return held


def _own_change(mine: Draft, place: str, part: str, held: Held) -> Copy:
    """Return what was changed in this tab, as the browser would give it back: others changed it too."""
    return Copy(f"{place}|{part}", int(1000 * time()), mine.id, place, part, held, "", 0, given=True)


def is_returned(copy: Copy) -> bool:
    """Whether the same waits to be decided upon already."""
    what = copy.scope, copy.place, copy.part, _meaning(copy)
    return any(
        what == (one.scope, one.place, one.part, _meaning(one))
        for one in (each.copy for each in returned().values())
    )


def _meaning(copy: Copy) -> object:
    """Return what a copy says, however it was typed: 12.5万 is 125000."""
    if isinstance(copy.held, list):
        return copy.held
    held = copy.held.strip()
    if copy.part != NUMBER or not copy.place.startswith(METRIC):
        return held
    try:
        return typed_number(held, measure_of(copy.place.removeprefix(METRIC)))
    except ValueError:
        return held


def known_notes(assessment: str) -> dict[str, PrivateNote]:
    """Return the private notes as this tab last knew them to be stored, by item."""
    notes: dict[str, PrivateNote] = st.session_state.setdefault(f"private|{assessment}", {})
    return notes


def stored_parts(mine: Draft, place: str) -> dict[str, Held]:
    """Return what the inputs of a place would hold if they showed what is stored."""
    kind, _, id_ = place.partition(":")
    if kind == PRIVATE[:-1]:
        note = known_notes(mine.id).get(id_)
        return {NOTE: note.text if note else ""}
    if mine.opened is None:
        return {}
    if kind in STORED:
        return STORED[kind](mine, mine.opened, id_)
    item = mine.opened.instrument.items_by_id.get(place)
    return {} if item is None else answer_parts(item, mine.answers.get(place))


def _stored_appointment(mine: Draft, _: Opened, __: str) -> dict[str, Held]:
    kept = service().intake.session(mine.id).appointment
    return {DAY: kept.day.isoformat() if kept else "", NOTE: kept.words if kept else ""}


def _stored_stumble(_: Draft, opened: Opened, item: str) -> dict[str, Held]:
    stumble = opened.stumbles.get(item)
    return {
        CHOICE: [STUMBLES.index(stumble.reason)] if stumble else [],
        NOTE: (stumble.word or "") if stumble else "",
    }


def _stored_number(_: Draft, opened: Opened, id_: str) -> dict[str, Held]:
    metric = opened.instrument.metric(id_)
    return number_parts(opened.assessment.metrics.get(id_, MetricValue()), peer=metric.peer)


def _stored_day(_: Draft, opened: Opened, __: str) -> dict[str, Held]:
    day = opened.assessment.taken_on
    return {NOTE: day.isoformat() if day else ""}


def _stored_request(mine: Draft, opened: Opened, _: str) -> dict[str, Held]:
    return request_parts(saved_here(mine.id), (function.id for function in opened.instrument.functions))


STORED: Mapping[str, Callable[[Draft, Opened, str], dict[str, Held]]] = {
    PROFILE: lambda _, opened, __: profile_parts(opened.instrument, opened.assessment.profile, language()),
    MODE: lambda _, opened, __: {CHOICE: [MODES.index(opened.assessment.mode)]},
    DAY: _stored_day,
    APPOINTMENT: _stored_appointment,
    REQUEST: _stored_request,
    METRIC[:-1]: _stored_number,
    STUMBLE[:-1]: _stored_stumble,
}
"""What is stored at a place of each kind, by its beginning."""


def change_of(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    """Return what a copy would change; None where nothing of the kind is asked any more.

    Raises:
        Refused: it cannot be stored.
    """
    changes = {
        PROFILE: _profile,
        MODE: _mode,
        DAY: _day_taken,
        APPOINTMENT: _appointment,
        REQUEST: _request,
        PRIVATE[:-1]: _private,
        METRIC[:-1]: _number,
        STUMBLE[:-1]: _stumble,
    }
    return changes.get(copy.place.partition(":")[0], _answer)(mine, opened, copy)


def _answer(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    item = opened.instrument.items_by_id.get(copy.place)
    if item is None or isinstance(item, MetricItem):
        return None

    def save() -> None:
        wanted = with_part(item, mine.answer(item.id), copy.part, copy.held)
        if wanted is not None:
            mine.save(item.id, wanted)

    return CopiedChange(with_part(item, mine.answer(item.id), copy.part, copy.held), save)


def _number(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    metric = next((each for each in opened.instrument.metrics if METRIC + each.id == copy.place), None)
    if metric is None:
        return None
    now, wanted = mine.number(metric.id), MetricValue(as_of=today())
    if copy.part == NUMBER:
        try:
            number = typed_number(str(copy.held), measure_of(metric.id))
        except ValueError:
            low, high = (f"{bound:g}" for bound in metric.range)
            limits = Text("respond.numbers.placeholder", low=low, high=high)
            typed = str(copy.held)[:40]
            raise Refused(Text("respond.numbers.unreadable", typed=typed, limits=limits)) from None
        if number == now.number:
            return CopiedChange(None, lambda: None)
        wanted = MetricValue() if number is None else wanted.model_copy(update={"number": number})
    else:
        options = number_choices(peer=metric.peer)
        places = copy.held if isinstance(copy.held, list) else []
        chosen = next((options[place] for place in places if place < len(options)), None)
        if chosen == (now.peer or (now.absent.value if now.absent else None)):
            return CopiedChange(None, lambda: None)
        how = {"peer": chosen} if chosen in options[:-2] else {"absent": Absent(chosen) if chosen else None}
        wanted = wanted.model_copy(update=how) if chosen else MetricValue()
    return CopiedChange(wanted, lambda: save_number(mine, metric.id, wanted))


def save_number(mine: Draft, metric: str, number: MetricValue | None) -> bool:
    """Write a number, or why there is none; return whether it is on disk. What fails is tried again.

    Where somebody else gave another meanwhile, it waits to be decided upon.
    """
    place = METRIC + metric
    seen = mine.given_over(place)

    def write() -> None:
        saved = service().answers.record_metric(mine.id, metric, number, seen)
        mine.saved_at[place] = mine.last_saved = saved.at
        mine.revisions[place] = saved.revision

    try:
        is_kept = mine.attempt(place, number, write, partial(save_number, mine, metric, number), seen)
    except Conflict:
        mine.read_numbers()
        mine.restart(place)
        _ask_about_number(mine, metric, number or MetricValue(), seen)
        return False
    mine.read_numbers()
    return is_kept


def _ask_about_number(mine: Draft, metric: str, number: MetricValue, seen: int) -> None:
    """Let a number that was given here wait beside the one that somebody else gave, to be decided upon."""
    opened, place = mine.opened, METRIC + metric
    if opened is None:
        return
    part = OTHERWISE if number.number is None and (number.peer or number.absent) else NUMBER
    held = number_parts(number, peer=opened.instrument.metric(metric).peer)[part]
    copy = Copy(f"{place}|{part}", int(1000 * time()), mine.id, place, part, held, "", seen, given=True)
    change = _number(mine, opened, copy)
    if change is not None and change.wanted is not None and not is_returned(copy):
        returned()[copy.key] = Returned(copy, change.save)


def _profile(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    name, _, function = copy.part.partition(".")
    question = next((each for each in opened.instrument.profile if each.id == name), None)
    if question is None:
        return None

    def wanted() -> dict[str, Any]:
        unsent = mine.unsent.get(PROFILE)
        profile = unsent.value if unsent else mine.assessment.profile
        return with_profile_part(question, profile, function, copy.held)

    def save() -> None:
        save_profile(mine, wanted(), mine.assessment.profile)
        mine.seen.pop(PROFILE, None)
        mine.refresh()

    is_same = fingerprint(stored_parts(mine, PROFILE).get(copy.part, "")) == fingerprint(copy.held)
    try:
        return CopiedChange(None if is_same else wanted(), save)
    except ValueError:
        if question.kind not in {"count", "team"}:
            return None  # what was typed to find an option, and none was taken
        low, high = question.range or (0, MOST_PEOPLE if question.kind == "team" else MOST_COUNT)
        limits = Text("respond.numbers.placeholder", low=f"{low:g}", high=f"{high:g}")
        typed = str(copy.held)[:40]
        raise Refused(Text("respond.numbers.unreadable", typed=typed, limits=limits)) from None


def save_profile(mine: Draft, given: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> bool:
    """Write the profile; return whether it is on disk.

    Where somebody else changed the same question meanwhile, it waits to be decided upon.

    Args:
        mine: the draft.
        given: the answers by question.
        seen: what they were given over; None for what this tab knew last.
    """
    before = mine.seen.get(PROFILE, mine.assessment.profile) if seen is None else seen
    write = partial(service().bulk_changes.record_profile, mine.id, given, before)
    try:
        is_kept = mine.attempt(PROFILE, given, write, partial(save_profile, mine, given, before))
    except Conflict as conflict:
        stored = conflict.stored if isinstance(conflict.stored, Mapping) else {}
        is_kept = save_profile(mine, _without_conflicts(mine, given, before, stored), stored)
        mine.seen.pop(PROFILE, None)
        mine.restart(PROFILE)
        return is_kept
    if is_kept:
        mine.seen[PROFILE] = dict(given)
    return is_kept


def _without_conflicts(
    mine: Draft, changed: Mapping[str, Any], seen: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the stored profile with what was changed here alone; the rest waits to be decided upon."""
    opened, kept = mine.refresh(), dict(stored)
    given, now = (profile_parts(opened.instrument, each, language()) for each in (changed, stored))
    for question in (each.id for each in opened.instrument.profile):
        if changed.get(question) == seen.get(question):
            continue
        if stored.get(question) in (seen.get(question), changed.get(question)):
            kept[question] = changed.get(question)
            continue
        for part, held in given.items():
            if part.partition(".")[0] == question and held != now[part]:
                copy = _own_change(mine, PROFILE, part, held)
                change = _profile(mine, opened, copy)
                if not is_returned(copy):
                    returned()[copy.key] = Returned(copy, change.save if change else None)
    return kept


def _private(mine: Draft, _: Opened, copy: Copy) -> CopiedChange:
    item, typed = copy.place.removeprefix(PRIVATE), str(copy.held)
    known, kept = known_notes(mine.id), service().intake.notes(mine.id)
    if item in kept:
        known[item] = kept[item]

    def save() -> bool:
        seen_last = known.get(item)
        expected = seen_last.revision if seen_last else 0

        def write() -> None:
            known[item] = service().intake.save_note(mine.id, item, typed, expected)

        return mine.attempt(copy.place, typed, write, revision=expected)

    is_same = typed.strip() == (known[item].text.strip() if item in known else "")
    return CopiedChange(None if is_same else typed, save)


def _request(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    known = request_here(mine.id)
    if copy.part not in request_parts(known, (function.id for function in opened.instrument.functions)):
        return None
    try:
        value = value_of(copy.part, copy.held)
    except ValueError:
        low, high = (f"{bound:g}" for bound in limits_of(copy.part))
        limits = Text("respond.numbers.placeholder", low=low, high=high)
        typed = str(copy.held)[:40]
        raise Refused(Text("respond.numbers.unreadable", typed=typed, limits=limits)) from None
    wanted = with_request_part(known, copy.part, value)
    is_same = wanted == known and why_unsaved(mine.id) is None
    return CopiedChange(None if is_same else wanted, partial(take_request_part, mine.id, copy.part, value))


def _mode(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    chosen = copy.held[0] if isinstance(copy.held, list) and copy.held else len(MODES)
    if chosen >= len(MODES):
        return None
    mode = MODES[chosen]
    return CopiedChange(None if mode is opened.assessment.mode else mode, lambda: save_mode(mine, mode))


def _day_taken(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange:
    day = _day(str(copy.held) or "-")
    return CopiedChange(None if day == opened.assessment.taken_on else copy.held, lambda: save_day(mine, day))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise Refused(Text("respond.profile.day_wrong")) from None


def save_mode(mine: Draft, mode: Mode) -> bool:
    """Write how much is asked; return whether it is on disk."""
    return mine.attempt(MODE, mode.value, lambda: service().assessments.set_mode(mine.id, mode))


def save_day(mine: Draft, day: date | None) -> bool:
    """Write the day the answers stand for; return whether it is on disk."""
    shown = day.isoformat() if day else ""
    return mine.attempt(DAY, shown, lambda: service().assessments.set_taken_on(mine.id, day))


def save_appointment(mine: Draft, day: date | None, words: str) -> bool:
    """Write when to meet next and what for; return whether it is on disk. Words wait for their day."""
    shown = (day.isoformat() if day else "", words)
    if day is None and words:
        mine.touched.add(APPOINTMENT)
        mine.unsent[APPOINTMENT] = Unsent(shown, Refused(Text("intake.next_day_missing")), None)
        return False

    def write() -> None:
        service().intake.set_appointment(mine.id, day, words)

    return mine.attempt(APPOINTMENT, shown, write, partial(_save_appointment_again, mine, shown))


def _save_appointment_again(mine: Draft, shown: tuple[str, str]) -> bool:
    """Save an appointment that was unsent, with what others wrote meanwhile."""
    try:
        day, words = appointment_of(mine, shown) if APPOINTMENT in mine.seen else shown
    except StoreError:
        return False  # what is stored cannot be read: later
    return save_appointment(mine, _day(day), words)


def appointment_of(mine: Draft, given: tuple[str, str]) -> tuple[str, str]:
    """Return day and words as stored, with what was changed here; what others changed too is to be decided.

    Args:
        mine: the draft, which knows what the inputs were made for.
        given: day and words as they stand in their fields.
    """
    stored, seen = stored_parts(mine, APPOINTMENT), mine.seen[APPOINTMENT]
    kept = [str(stored[part]) for part in (DAY, NOTE)]
    for place, part in enumerate((DAY, NOTE)):
        if given[place] == seen[place]:
            continue
        if kept[place] in (seen[place], given[place]):
            kept[place] = given[place]
            continue
        copy = _own_change(mine, APPOINTMENT, part, given[place])
        returned()[copy.key] = Returned(copy, partial(_take_appointment, mine, copy))
    return kept[0], kept[1]


def _take_appointment(mine: Draft, copy: Copy) -> None:
    change = _appointment(mine, mine.refresh(), copy)
    change.save()


def _appointment(mine: Draft, _: Opened, copy: Copy) -> CopiedChange:
    stored, unsent = stored_parts(mine, APPOINTMENT), mine.unsent.get(APPOINTMENT)
    shown = dict(zip((DAY, NOTE), unsent.value, strict=True)) if unsent else stored
    appointment = {**shown, copy.part: str(copy.held).strip()}
    day = _day(str(appointment[DAY]))
    is_same = stored.get(copy.part) == appointment[copy.part]
    return CopiedChange(
        None if is_same else appointment, lambda: save_appointment(mine, day, str(appointment[NOTE]))
    )


def save_stumble(mine: Draft, item: str, stumble: Stumble | None) -> bool:
    """Write what makes an item hard to answer, or that nothing does; return whether it is on disk.

    Where somebody else said something there meanwhile, it waits to be decided upon.
    """
    seen = mine.opened.stumbles.get(item) if mine.opened else None

    def write() -> None:
        mine.last_saved = mine.book.mark_stumble(item, stumble, seen)
        mine.keep_stumble(item, stumble)

    try:
        return mine.attempt(STUMBLE + item, stumble, write)
    except Conflict:
        _ask_about_stumble(mine, item, stumble, seen)
        return False


def _ask_about_stumble(mine: Draft, item: str, stumble: Stumble | None, seen: Stumble | None) -> None:
    """Let what was changed here wait beside what somebody else said, to be decided upon."""
    opened = mine.refresh()
    mine.restart(STUMBLE + item)
    reason: Held = [STUMBLES.index(stumble.reason)] if stumble else []
    changed: dict[str, Held] = {}
    if (stumble and stumble.reason) != (seen and seen.reason):
        changed[CHOICE] = reason
    if stumble and stumble.word != (seen and seen.word):
        changed[NOTE] = stumble.word or ""
    for part, held in changed.items():
        copy = _own_change(mine, STUMBLE + item, part, held)
        change = _stumble(mine, opened, copy)
        if change is not None and change.wanted is not None and not is_returned(copy):
            returned()[copy.key] = Returned(copy, change.save)


def _stumble(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    item = copy.place.removeprefix(STUMBLE)
    if item not in opened.instrument.items_by_id:
        return None
    before = opened.stumbles.get(item)
    reason, word = (before.reason, before.word) if before else (None, None)
    if isinstance(copy.held, list):
        reason = STUMBLES[copy.held[0]] if copy.held and copy.held[0] < len(STUMBLES) else None
    else:
        word = copy.held.strip() or None
    stumble = None if reason is None else Stumble(reason=reason, word=word)
    return CopiedChange(
        None if stumble == before else stumble or copy.held, lambda: save_stumble(mine, item, stumble)
    )
