"""Clocks for a service: one that stands until it is moved, and one that moves on each time it is asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    time: datetime = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.time

    def advance(self, **much: float) -> None:
        """Put it forward, or back."""
        self.time += timedelta(**much)

    def set(self, day: date) -> None:
        """Go to the morning of a day."""
        self.time = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


@dataclass
class TickingClock(Clock):
    """A clock that moves on each time it is asked."""

    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        """Return the next time."""
        self.time += self.step
        return self.time
