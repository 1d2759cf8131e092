"""Intake sessions, read from a record that only grows, and the consultant's private notes.

Agenda set, started, paused, resumed, gone to an item, parked, taken off the
parking lot, next appointment, ended: a reload, another window or a restarted
server loses nothing. Time counts for the dimension whose item is on the
screen; a long stretch without any sign is taken for a pause that nobody
noted. Neither record nor notes touch the assessment: they may go on after it
is completed, and are no part of an export, a result or a report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from assessment.service.checks import Conflict, Refused, within
from assessment.service.context import Context
from assessment.store import assessments, audit
from assessment.store import intake as kept
from assessment.store.assessments import lock_assessment
from assessment.store.intake import SESSION, EventRow, PrivateNote
from assessment.texts import Text

State = Literal["new", "running", "paused", "ended"]

MINUTES_AN_ITEM = 2.0
"""Planned for one item, until the consultant says otherwise."""
UNNOTICED = timedelta(minutes=30)
"""A stretch without a sign counts for this long at most."""


@dataclass(frozen=True)
class Parked:
    """An item left for later."""

    item: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Appointment:
    """When to meet next, and what for."""

    day: date
    words: str


@dataclass(frozen=True)
class Session:
    """Where an intake stands."""

    state: State = "new"
    agenda: tuple[str, ...] | None = None
    """Dimensions of today, in order; None where nothing was chosen."""
    minutes_an_item: float = MINUTES_AN_ITEM
    item: str | None = None
    """The item on the screen, or the last that was."""
    used: Mapping[str, float] = field(default_factory=dict)
    """Seconds by dimension."""
    running_for: float = 0.0
    """Seconds since the last sign, as far as they count; they are in `used` already."""
    parked: tuple[Parked, ...] = ()
    appointment: Appointment | None = None
    since: datetime | None = None
    """When the latest session began; None before the first."""
    began: datetime | None = None
    """When the first one did: `used` counts from there."""

    @property
    def used_in_all(self) -> float:
        """Seconds of every session so far."""
        return sum(self.used.values())

    @property
    def counts_until(self) -> float:
        """Seconds that the clock may go on by itself until a stretch counts as a pause."""
        return max(0.0, UNNOTICED.total_seconds() - self.running_for)


def read_session(events: Iterable[EventRow], now: datetime) -> Session:
    """Read a session from its record, as it stands at a moment."""
    reader = _RecordReader()
    for event in events:
        reader.take(event)
    return reader.session(now)


class _RecordReader:
    """Goes through the record once."""

    def __init__(self) -> None:
        self.state: State = "new"
        self.last: datetime | None = None
        self.item: str | None = None
        self.used: dict[str, float] = {}
        self.parked: dict[str, Parked] = {}
        self.agenda: tuple[str, ...] | None = None
        self.minutes = MINUTES_AN_ITEM
        self.appointment: Appointment | None = None
        self.since: datetime | None = None
        self.began: datetime | None = None

    def take(self, event: EventRow) -> None:
        self._count(event.at)
        self.last = event.at
        detail: Mapping[str, Any] = event.detail
        match event.kind:
            case "agenda":
                self.agenda, self.minutes = tuple(detail["dimensions"]), float(detail["minutes"])
            case "start":
                self.state, self.since = "running", event.at
                self.began = self.began or event.at
            case "resume":
                self.state = "running"
            case "pause":
                self.state = "paused"
            case "end":
                self.state = "ended"
            case "at":
                self.item = detail["item"]
            case "park":
                self.parked[detail["item"]] = Parked(detail["item"], detail["why"], event.at)
            case "unpark":
                self.parked.pop(detail["item"], None)
            case "next":
                self.appointment = _appointment(detail)

    def _count(self, until: datetime) -> float:
        """Count the time since the last sign for the dimension on the screen; return its seconds."""
        if self.state != "running" or self.last is None or self.item is None:
            return 0.0
        seconds = max(0.0, min(until - self.last, UNNOTICED).total_seconds())
        dimension = self.item.partition(".")[0]
        self.used[dimension] = self.used.get(dimension, 0.0) + seconds
        return seconds

    def session(self, now: datetime) -> Session:
        running = self._count(now)
        return Session(
            state=self.state,
            agenda=self.agenda,
            minutes_an_item=self.minutes,
            item=self.item,
            used=self.used,
            running_for=running,
            parked=tuple(sorted(self.parked.values(), key=lambda each: (each.at, each.item))),
            appointment=self.appointment,
            since=self.since,
            began=self.began,
        )


def _appointment(detail: Mapping[str, Any]) -> Appointment | None:
    if not detail.get("day"):
        return None
    return Appointment(date.fromisoformat(detail["day"]), detail.get("words", ""))


def chosen(session: Session, dimensions: Sequence[str]) -> list[str]:
    """Return the agenda as far as its dimensions are asked at all; everything where none was chosen."""
    if session.agenda is None:
        return list(dimensions)
    return [each for each in session.agenda if each in dimensions]


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
    return within(text, LONGEST_WORD)


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

    def set_agenda(
        self, id_: str, dimensions: Sequence[str], minutes_an_item: float, seen: Session | None = None
    ) -> Session:
        """Choose the dimensions of today, in order, and the minutes planned for an item.

        Args:
            id_: the assessment.
            dimensions: those of today.
            minutes_an_item: planned for each item.
            seen: where the intake stood when its leader looked; None where nothing was chosen yet.

        Raises:
            Refused: none, an unknown one or one twice; minutes out of 0 to 60.
            Conflict: somebody else chose an agenda meanwhile.
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            known = [each.id for each in self._context.instrument(connection, head.digest).dimensions]
        if not dimensions or len(set(dimensions)) < len(dimensions) or not set(dimensions) <= set(known):
            raise Refused(Text("service.agenda"))
        if not 0 < minutes_an_item <= 60:
            raise Refused(Text("service.minutes"))
        who, known_as = self._context.who(), seen or Session()
        with self._context.database.writing() as connection:
            lock_assessment(connection, who, id_)
            now = read_session(kept.read_events(connection, id_), who.at)
            wanted = tuple(dimensions), minutes_an_item
            if (now.agenda, now.minutes_an_item) == wanted:
                return now
            if (now.agenda, now.minutes_an_item) != (known_as.agenda, known_as.minutes_an_item):
                raise Conflict(None, 0)
            kept.add_event(
                connection, who, id_, "agenda", {"dimensions": list(dimensions), "minutes": minutes_an_item}
            )
            return read_session(kept.read_events(connection, id_), who.at)

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
            Refused: no word, or one that is too long.
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
            return kept.read_notes(connection, id_)

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
        who, text = self._context.who(), within(text, LONGEST_NOTE)
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
            within(text, LONGEST_NOTE)
            if text == stored:
                return PrivateNote(stored, revision, row.at if row else who.at)
            saved = kept.save_note(connection, who, id_, item, text, revision)
            # The audit says that it was written, never what.
            audit.record(connection, who, "private_note", held.merchant_id, id_, about=item)
        return PrivateNote(text, saved or revision, who.at)
