"""What the charts and tables of a schedule show: steps in weeks, events, flags, loads.

Records only, already in one language. `assessment.charts.schedule_rows` makes
them. Texts are plain: whoever draws them escapes them.
"""

from dataclasses import dataclass
from enum import StrEnum

from assessment.charts.model import StepMark


class Doing(StrEnum):
    """What happens to a step in a week."""

    WORK = "work"
    PAUSE = "pause"
    """Nobody has time for it; more is to be done later."""
    WAIT = "wait"
    """All is done, and the result does not show yet."""


@dataclass(frozen=True)
class StepBar:
    """One step of a schedule in its weeks, with the number and the symbol it has in the roadmap."""

    mark: StepMark
    points: str
    """From which point to which."""
    start_week: int
    end_week: int
    days: tuple[float, ...]
    """Person-days in each of its weeks."""
    notes: tuple[str, ...]
    """What is special about it: its start is fixed, it is too late for an event."""
    when: str
    """Its weeks in words, with their dates where there are any."""

    @property
    def stretches(self) -> list[tuple[int, int, Doing]]:
        """First and last week of each run of weeks in which the same happens."""
        worked = [week for week, days in enumerate(self.days, start=self.start_week) if days > 0]
        over = max(worked, default=self.start_week - 1)
        runs: list[tuple[int, int, Doing]] = []
        for week in range(self.start_week, self.end_week + 1):
            doing = Doing.WORK if week in worked else Doing.WAIT if week > over else Doing.PAUSE
            if runs and runs[-1][2] is doing:
                runs[-1] = (runs[-1][0], week, doing)
            else:
                runs.append((week, week, doing))
        return runs


@dataclass(frozen=True)
class Lane:
    """One function with its steps, by start week."""

    name: str
    bars: tuple[StepBar, ...]
    frozen: tuple["FrozenSpan", ...]


@dataclass(frozen=True)
class FrozenSpan:
    """Days without time for steps, in weeks after the schedule's first day; fractions are days."""

    first: float
    last: float
    names: str
    """The events that are why."""


@dataclass(frozen=True)
class EventSpan:
    """An event above the lanes, in weeks after the schedule's first day; fractions are days."""

    name: str
    dates: str
    first: float
    last: float
    frozen: tuple[tuple[float, float], ...]
    """The days around it on which somebody has no time for steps."""

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last of all its days, those without time for steps among them."""
        every = [(self.first, self.last), *self.frozen]
        return min(first for first, _ in every), max(last for _, last in every)


@dataclass(frozen=True)
class Flag:
    """A week at whose end something is reached."""

    week: int
    words: str
    with_margin: bool


@dataclass(frozen=True)
class LoadRow:
    """One function's person-days a week against what it has, from week 1 on."""

    name: str
    days: tuple[float, ...]
    capacity: tuple[float, ...]
    when: tuple[str, ...]
    """Each week in words, with its dates where there are any."""
    said: str
    """What it has in an ordinary week, and whether that is a guess."""
    assumed: bool

    def is_full(self, week: int) -> bool:
        """Whether all there is in a week is used up, or more."""
        return self.days[week - 1] >= self.capacity[week - 1] > 0 or self.is_over(week)

    def is_over(self, week: int) -> bool:
        """Whether more is to be done in a week than can be."""
        return self.days[week - 1] > self.capacity[week - 1]
