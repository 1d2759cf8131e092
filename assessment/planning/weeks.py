"""A roadmap laid into weeks: what pages, charts, files and commands read.

Week 1 begins on the schedule's first day; week k holds the seven days from
`start + 7 (k - 1)`. Loads and capacities are person-days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.instrument.calendar import Event
from assessment.instrument.model import Criterion
from assessment.instrument.text import LocalText
from assessment.planning.brief import Brief
from assessment.planning.climb import Move


@dataclass(frozen=True)
class ScheduledStep:
    """One step in its weeks."""

    item: str
    to_point: int
    owner: str
    start_week: int
    end_week: int
    """The week its result can be seen, counted in."""
    days: tuple[float, ...]
    """Person-days in each week from `start_week` to `end_week`."""
    fixed: bool = False
    """Whether somebody fixed its start; the rest is laid around it."""

    @property
    def move(self) -> Move:
        """The item and the point it is raised to."""
        return self.item, self.to_point


@dataclass(frozen=True)
class Load:
    """One function, week by week from week 1 to the last."""

    function: str
    days: tuple[float, ...]
    """Person-days of the steps."""
    capacity: tuple[float, ...]
    """Person-days there are, freezes taken off."""
    assumed: bool
    """Nobody said how many people there are: the capacity is a guess to correct."""


@dataclass(frozen=True)
class Milestone:
    """A week at whose end something of the target is reached, on what is shown."""

    week: int
    stage: str | None
    """The stage whose gate opens; None for a criterion."""
    criterion: Criterion | None
    with_margin: bool = False
    """Of a stage: whether its gate now holds with the margin asked for."""


@dataclass(frozen=True)
class Missed:
    """Steps that should be finished before an event, and are not."""

    event: Event
    steps: tuple[Move, ...]
    week: int
    """The week the last of them ends in."""


@dataclass(frozen=True)
class Schedule:
    """Every step of a roadmap in its weeks."""

    start: date | None
    """The first day of week 1; None where nobody said, so that no events are looked at."""
    steps: Sequence[ScheduledStep]
    """By start week, then in the order of the roadmap."""
    loads: Sequence[Load]
    """The functions that work, in the order of the instrument."""
    milestones: Sequence[Milestone]
    gate_week: int | None
    """The week the target is reached at its bare cuts, 0 where it is already; None for a number of days."""
    proven: bool
    """Whether no schedule of these steps reaches the target, and is then over, in earlier weeks."""
    bound_week: int
    """No schedule that goes for the target first in the same way is over before this week."""
    binds: LocalText
    """What keeps it from being over sooner, in one sentence."""
    events: Sequence[Event]
    """The events that touch these weeks, the merchant's own among them, by first day."""
    missed: Sequence[Missed]
    gate_bound: int | None = None
    """No schedule of these steps reaches the target before this week; None where nothing is known."""

    @property
    def last_week(self) -> int:
        """The week the last step ends in; 0 where there are no steps."""
        return max((step.end_week for step in self.steps), default=0)

    def of(self, move: Move) -> ScheduledStep:
        """Return one step.

        Raises:
            KeyError: the schedule has no such step.
        """
        for step in self.steps:
            if step.move == move:
                return step
        raise KeyError(move)

    def first_day(self, week: int) -> date | None:
        """Return the day a week begins on; None without a start."""
        return None if self.start is None else self.start + timedelta(days=7 * (week - 1))

    def last_day(self, week: int) -> date | None:
        """Return the last day of a week."""
        first = self.first_day(week)
        return None if first is None else first + timedelta(days=6)

    def week_of(self, day: date) -> int | None:
        """Return the week a day lies in, 0 or less before the first; None without a start."""
        return None if self.start is None else (day - self.start).days // 7 + 1


@dataclass(frozen=True)
class Relaxation:
    """One change of the wish that was tried, and works."""

    brief: Brief
    """The wish with the change made."""
    said: LocalText
    gate_week: int | None
    """The week the target is reached then; None where it is from the start, or there is none."""
    effort_days: float


@dataclass(frozen=True)
class NoSchedule:
    """The steps do not fit into the weeks: what clashes. See `relaxations`."""

    clashes: Sequence[LocalText]
    stuck: tuple[Move, ...] = ()
    """The steps that are in each other's way."""


def next_monday(day: date) -> date:
    """Return the Monday on or after a day: where a schedule begins unless somebody says otherwise."""
    return day + timedelta(days=-day.weekday() % 7)
