"""How profile, length and day of an assessment are saved, and what a copy of them would change."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from assessment.responses import Mode
from assessment.service import Conflict, Opened, Refused
from assessment.texts import Text
from assessment.ui.state.copies import (
    DAY,
    MODE,
    PROFILE,
    CopiedChange,
    Copy,
    Returned,
    is_returned,
    own_change,
    returned,
    unreadable,
)
from assessment.ui.state.draft import Draft
from assessment.ui.state.input_parts import CHOICE, NOTE, Held, fingerprint, profile_parts, with_profile_part
from assessment.ui.state.session import language, service

MODES = list(Mode)
MOST_COUNT, MOST_PEOPLE = 9999, 500
"""The most that a question of the profile takes where it does not say itself: a count, and people."""


def stored_profile(_: Draft, opened: Opened, __: str) -> dict[str, Held]:
    """Return what the inputs of the profile would hold if they showed what is stored."""
    return profile_parts(opened.instrument, opened.assessment.profile, language())


def profile_change(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    """Return what a copy of an input of the profile would change; None where it is not asked any more.

    Raises:
        Refused: it cannot be stored.
    """
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

    is_same = fingerprint(stored_profile(mine, opened, "").get(copy.part, "")) == fingerprint(copy.held)
    try:
        return CopiedChange(None if is_same else wanted(), save)
    except ValueError:
        if question.kind not in {"count", "team"}:
            return None  # what was typed to find an option, and none was taken
        low, high = question.range or (0, MOST_PEOPLE if question.kind == "team" else MOST_COUNT)
        raise unreadable(copy.held, low, high) from None


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
                copy = own_change(mine, PROFILE, part, held)
                change = profile_change(mine, opened, copy)
                if not is_returned(copy):
                    returned()[copy.key] = Returned(copy, change.save if change else None)
    return kept


def stored_mode(_: Draft, opened: Opened, __: str) -> dict[str, Held]:
    """Return what the choice of the length would hold if it showed what is stored."""
    return {CHOICE: [MODES.index(opened.assessment.mode)]}


def mode_change(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    """Return what a copy of the length would change; None where there is no such length."""
    chosen = copy.held[0] if isinstance(copy.held, list) and copy.held else len(MODES)
    if chosen >= len(MODES):
        return None
    mode = MODES[chosen]
    return CopiedChange(None if mode is opened.assessment.mode else mode, lambda: save_mode(mine, mode))


def save_mode(mine: Draft, mode: Mode) -> bool:
    """Write how much is asked; return whether it is on disk."""
    return mine.attempt(MODE, mode.value, lambda: service().assessments.set_mode(mine.id, mode))


def stored_day(_: Draft, opened: Opened, __: str) -> dict[str, Held]:
    """Return what the field of the day would hold if it showed what is stored."""
    day = opened.assessment.taken_on
    return {NOTE: day.isoformat() if day else ""}


def day_change(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange:
    """Return what a copy of the day would change.

    Raises:
        Refused: it is no day.
    """
    day = read_day(str(copy.held) or "-")
    return CopiedChange(None if day == opened.assessment.taken_on else copy.held, lambda: save_day(mine, day))


def read_day(typed: str) -> date | None:
    """Return the day that was typed; None for nothing.

    Raises:
        Refused: it is no day.
    """
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise Refused(Text("respond.profile.day_wrong")) from None


def save_day(mine: Draft, day: date | None) -> bool:
    """Write the day the answers stand for; return whether it is on disk."""
    shown = day.isoformat() if day else ""
    return mine.attempt(DAY, shown, lambda: service().assessments.set_taken_on(mine.id, day))
