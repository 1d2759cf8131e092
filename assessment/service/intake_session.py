"""An intake session read from its record: agenda, clock, place, parking lot. Pure.

The record only grows: agenda set, started, paused, resumed, gone to an item,
parked, taken off the parking lot, next appointment, ended. A reload, another
window or a restarted server therefore loses nothing. Time counts for the
dimension whose item is on the screen; a long stretch without any sign is
taken for a pause that nobody noted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from assessment.store.intake import EventRow

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
    reader = _Reader()
    for event in events:
        reader.take(event)
    return reader.session(now)


class _Reader:
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

    def take(self, event: EventRow) -> None:
        self._count(event.at)
        self.last = event.at
        detail: Mapping[str, Any] = event.detail
        match event.kind:
            case "agenda":
                self.agenda, self.minutes = tuple(detail["dimensions"]), float(detail["minutes"])
            case "start":
                self.state, self.since = "running", event.at
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
