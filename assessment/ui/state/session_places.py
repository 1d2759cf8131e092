"""How an appointment and private notes are saved, and what a copy of them would change."""

from datetime import date
from functools import partial

import streamlit as st

from assessment.service import Opened, PrivateNote, Refused, StoreError
from assessment.texts import Text
from assessment.ui.state.copies import (
    APPOINTMENT,
    DAY,
    PRIVATE,
    CopiedChange,
    Copy,
    Returned,
    own_change,
    returned,
)
from assessment.ui.state.draft import Draft, Unsent
from assessment.ui.state.input_parts import NOTE, Held
from assessment.ui.state.profile_places import read_day
from assessment.ui.state.session import service


def known_notes(assessment: str) -> dict[str, PrivateNote]:
    """Return the private notes as this tab last knew them to be stored, by item."""
    notes: dict[str, PrivateNote] = st.session_state.setdefault(f"private|{assessment}", {})
    return notes


def private_change(mine: Draft, _: Opened, copy: Copy) -> CopiedChange:
    """Return what a copy of a private note would change."""
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


def stored_appointment(mine: Draft) -> dict[str, Held]:
    """Return what the fields of the appointment would hold if they showed what is stored."""
    kept = service().intake.session(mine.id).appointment
    return {DAY: kept.day.isoformat() if kept else "", NOTE: kept.words if kept else ""}


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
    return save_appointment(mine, read_day(day), words)


def appointment_of(mine: Draft, given: tuple[str, str]) -> tuple[str, str]:
    """Return day and words as stored, with what was changed here; what others changed too is to be decided.

    Args:
        mine: the draft, which knows what the inputs were made for.
        given: day and words as they stand in their fields.
    """
    stored, seen = stored_appointment(mine), mine.seen[APPOINTMENT]
    kept = [str(stored[part]) for part in (DAY, NOTE)]
    for place, part in enumerate((DAY, NOTE)):
        if given[place] == seen[place]:
            continue
        if kept[place] in (seen[place], given[place]):
            kept[place] = given[place]
            continue
        copy = own_change(mine, APPOINTMENT, part, given[place])
        returned()[copy.key] = Returned(copy, partial(_take_appointment, mine, copy))
    return kept[0], kept[1]


def _take_appointment(mine: Draft, copy: Copy) -> None:
    change = appointment_change(mine, mine.refresh(), copy)
    change.save()


def appointment_change(mine: Draft, _: Opened, copy: Copy) -> CopiedChange:
    """Return what a copy of a field of the appointment would change.

    Raises:
        Refused: it cannot be stored.
    """
    stored, unsent = stored_appointment(mine), mine.unsent.get(APPOINTMENT)
    shown = dict(zip((DAY, NOTE), unsent.value, strict=True)) if unsent else stored
    appointment = {**shown, copy.part: str(copy.held).strip()}
    day = read_day(str(appointment[DAY]))
    is_same = stored.get(copy.part) == appointment[copy.part]
    return CopiedChange(
        None if is_same else appointment, lambda: save_appointment(mine, day, str(appointment[NOTE]))
    )
