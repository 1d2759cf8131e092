"""Writing the record of intake sessions, and the consultant's private notes.

Neither touches the assessment itself: they may go on after it is completed,
and they are no part of an export, a result or a report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessment.service.checks import legible
from assessment.service.context import Context
from assessment.service.intake_session import Session, read_session
from assessment.service.refusals import Refused
from assessment.store import assessments, audit
from assessment.store import intake as kept
from assessment.store.assessments import lock_assessment
from assessment.store.intake import SESSION
from assessment.texts import Text

LONGEST_WORD = 200
"""Characters of a reason to park, or of what the next appointment is for."""
LONGEST_NOTE = 10_000
"""Characters of a private note."""
FROM_STATES: Mapping[str, frozenset[str]] = {
    "start": frozenset({"new", "ended"}),
    "pause": frozenset({"running"}),
    "resume": frozenset({"paused"}),
    "end": frozenset({"running", "paused"}),
}
"""From which states the clock can be set so; from any other there is nothing to do."""


@dataclass(frozen=True)
class PrivateNote:
    """A private note as it is kept."""

    text: str
    revision: int
    """To be expected by the next change of it."""
    at: datetime


def _set_clock(context: Context, id_: str, kind: str) -> Session:
    """Start, pause, resume or end; where it is so already, nothing is written."""
    who = context.who()
    with context.database.writing() as connection:
        lock_assessment(connection, who, id_)
        now = read_session(kept.read_events(connection, id_), who.at)
        if now.state in FROM_STATES[kind]:
            kept.add_event(connection, who, id_, kind, {})
        return read_session(kept.read_events(connection, id_), who.at)


def _add(context: Context, id_: str, kind: str, **detail: Any) -> Session:
    """Write one thing that happened, and return where the intake stands now."""
    who = context.who()
    with context.database.writing() as connection:
        lock_assessment(connection, who, id_)
        kept.add_event(connection, who, id_, kind, detail)
        return read_session(kept.read_events(connection, id_), who.at)


def _word(text: str) -> str:
    return legible(text)[:LONGEST_WORD].strip()


def both_texts(stored: str, typed: str) -> str:
    """Return two texts as one, without saying twice what one continues of the other."""
    if not stored or stored in typed:
        return typed
    return stored if typed in stored else f"{stored}\n{typed}"


class Intake:
    """Leads an intake session; what it writes is no part of the assessment and stays out of every export."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def session(self, id_: str) -> Session:
        """Return where the intake of an assessment stands.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            events = kept.read_events(connection, id_)
        return read_session(events, self._context.now())

    def set_agenda(self, id_: str, dimensions: Sequence[str], minutes_an_item: float) -> Session:
        """Choose the dimensions of today, in order, and the minutes planned for an item.

        Raises:
            Refused: none, an unknown one or one twice; minutes out of 0 to 60.
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            known = [each.id for each in self._context.instrument(connection, head.digest).dimensions]
        if not dimensions or len(set(dimensions)) < len(dimensions) or not set(dimensions) <= set(known):
            raise Refused(Text("service.agenda"))
        if not 0 < minutes_an_item <= 60:
            raise Refused(Text("service.minutes"))
        return _add(self._context, id_, "agenda", dimensions=list(dimensions), minutes=minutes_an_item)

    def start(self, id_: str) -> Session:
        """Begin a session, or the next one; does nothing while one goes on."""
        return _set_clock(self._context, id_, "start")

    def pause(self, id_: str) -> Session:
        """Stop the clock for a while."""
        return _set_clock(self._context, id_, "pause")

    def resume(self, id_: str) -> Session:
        """Go on after a pause."""
        return _set_clock(self._context, id_, "resume")

    def end(self, id_: str) -> Session:
        """End the session; the next one goes on where this one was."""
        return _set_clock(self._context, id_, "end")

    def go_to(self, id_: str, item: str) -> Session:
        """Note which item is on the screen."""
        return _add(self._context, id_, "at", item=item)

    def park(self, id_: str, item: str, why: str) -> Session:
        """Leave an item for later, with a word why.

        Raises:
            Refused: no word.
        """
        why = _word(why)
        if not why:
            raise Refused(Text("service.why_parked"))
        return _add(self._context, id_, "park", item=item, why=why)

    def unpark(self, id_: str, item: str) -> Session:
        """Take an item off the parking lot."""
        return _add(self._context, id_, "unpark", item=item)

    def set_appointment(self, id_: str, day: date | None, words: str = "") -> Session:
        """Note when to meet next and what for; None takes it back."""
        return _add(self._context, id_, "next", day=day.isoformat() if day else None, words=_word(words))

    def notes(self, id_: str) -> Mapping[str, PrivateNote]:
        """Return the consultant's notes by item, the one of the session under an empty key.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return {
                item: PrivateNote(row.text, row.revision, row.at)
                for item, row in kept.read_notes(connection, id_).items()
            }

    def save_note(self, id_: str, item: str, text: str, expected: int) -> PrivateNote:
        """Keep a private note; where somebody else wrote meanwhile, both texts are kept.

        Args:
            id_: the assessment, completed or not.
            item: the item, empty for the session.
            text: the note; empty clears it.
            expected: the revision the writer has seen, 0 for none yet.

        Raises:
            Refused: no such item, or too long.
            NoSuchAssessment: it is not here.
        """
        who, text = self._context.who(), legible(text)
        with self._context.database.writing() as connection:
            held = lock_assessment(connection, who, id_)
            known = {each.id for each in self._context.instrument(connection, held.digest).items()}
            if item != SESSION and item not in known:
                raise Refused(Text("service.no_such_item", item=item))
            row = kept.read_notes(connection, id_).get(item)
            stored, revision = (row.text, row.revision) if row else ("", 0)
            if expected != revision:
                # Somebody else wrote meanwhile: both are kept, one under the other.
                text = both_texts(stored, text)
            if len(text) > LONGEST_NOTE:
                raise Refused(Text("service.note_too_long", longest_note=LONGEST_NOTE))
            if text == stored:
                return PrivateNote(stored, revision, row.at if row else who.at)
            saved = kept.save_note(connection, who, id_, item, text, revision)
            # The audit says that it was written, never what.
            audit.record(connection, who, "private_note", held.merchant_id, id_, about=item)
        return PrivateNote(text, saved or revision, who.at)
