"""Events of the year: when the team cannot do anything else, and what should be ready by then.

They stand beside the instrument and do not count in its digest: dates change
every year, scores do not.
"""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from assessment.instrument.model import Definition, Key, Rationale
from assessment.instrument.text import LocalText


class Freeze(Definition):
    """Days in which some functions have no time for anything but the event."""

    starts: date
    ends: date
    """The last day, counted in."""
    functions: list[Key] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            message = f"the freeze ends on {self.ends}, before it starts on {self.starts}"
            raise ValueError(message)
        return self


class Event(Definition):
    """One event of one year, of the platform or of the merchant."""

    id: Key
    """With the year: `double11_2026`."""
    festival: Key
    """What comes back every year: `double11`."""
    name: LocalText
    starts: date
    ends: date
    """The last day, counted in."""
    certainty: Literal["announced", "expected"]
    """`expected`: not announced when this was written; taken from earlier years."""
    freezes: list[Freeze] = Field(default_factory=list)
    deadline_for: list[Key] = Field(default_factory=list)
    """Dimensions whose steps should be finished before the event starts."""
    rationale: Rationale | None = None
    sources: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            message = f"the event ends on {self.ends}, before it starts on {self.starts}"
            raise ValueError(message)
        return self
