"""What the scheduler is asked and what it answers: jobs, what is available, where each job was put.

It knows nothing of items, gates or dates: weeks are counted from 1, effort in
whole units (half person-days), resources have ids. So published scheduling
problems can be put to it as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Work:
    """What a job takes of one resource: `amount` units in all, at most `most` of them in one week."""

    amount: int
    most: int


@dataclass(frozen=True)
class Job:
    """Something to be done in a run of weeks.

    A job spans at least `weeks` weeks. What it works lies anywhere inside its
    span, which stretches where the resource has no room; a rigid job spans
    exactly `weeks` and works `most` in each of them. No job begins in a week in
    which nothing it needs has any units, unless that week is fixed.
    """

    id: str
    weeks: int
    """Least weeks from the first to the last, both counted; 1 or more."""
    work: Mapping[str, Work]
    """By resource; a resource without an entry has no limit."""
    needs: tuple[str, ...] = ()
    """Jobs that must have ended in an earlier week."""
    wave: int = 0
    """Jobs of an earlier wave end as early as they can, before later waves are looked at."""
    value: int = 1
    """What each week of waiting for its end costs; only compared, 0 or more."""
    earliest: int = 1
    """The first week it may start in."""
    start: int | None = None
    """The week it must start in."""
    deadline: int | None = None
    """The last week it may end in; a timetable that ends it later is none."""
    due: int | None = None
    """The last week it should end in; ending later costs `late`, once."""
    late: int = 0
    rigid: bool = False


@dataclass(frozen=True)
class Available:
    """Units of each resource in each week: as listed, and for ever after as in `always`."""

    always: Mapping[str, int]
    weeks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """From week 1 on, as far as a resource differs from `always`."""

    def units(self, resource: str, week: int) -> int:
        """Return what a resource has in a week."""
        listed = self.weeks.get(resource, ())
        return listed[week - 1] if week <= len(listed) else self.always[resource]


@dataclass(frozen=True)
class Placed:
    """Where one job was put."""

    start: int
    end: int
    """Its last week, counted in."""
    work: Mapping[str, tuple[int, ...]]
    """Units in each week from `start` to `end`, by resource."""


@dataclass(frozen=True)
class Binding:
    """Why a wave cannot end earlier than its bound."""

    resource: str | None
    """The resource that needs all the weeks; None where a chain of needs or a fixed week does."""
    jobs: tuple[str, ...]
    """The jobs that add up: of the resource, or of the chain in order."""
    weeks: int
    """What is proven: the last of them cannot end before this week is over."""


@dataclass(frozen=True)
class Timetable:
    """Every job in its weeks, and how sure it is that nothing is earlier."""

    placed: Mapping[str, Placed]
    ends: Mapping[int, int]
    """The week each wave ends in."""
    bounds: Mapping[int, int]
    """No timetable ends a wave, and those before it as early as here, in an earlier week."""
    bindings: Mapping[int, Binding]

    @property
    def proven(self) -> bool:
        """Whether every wave ends as early as it can."""
        return all(self.bounds[wave] == end for wave, end in self.ends.items())


@dataclass(frozen=True)
class NoTimetable:
    """No timetable keeps all fixed weeks and deadlines; these jobs are in each other's way."""

    jobs: tuple[str, ...]
    proven: bool
    """False where the search ended before it could tell."""
