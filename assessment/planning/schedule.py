"""A roadmap in its weeks: what pages, charts, files and commands read, and what is reached when.

Week 1 begins on the schedule's first day; week k holds the seven days from
`start + 7 (k - 1)`. Loads and capacities are person-days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from assessment.instrument.calendar import Event
from assessment.instrument.model import Criterion
from assessment.planning.moves import Move, MoveSpace
from assessment.planning.request import PlanRequest
from assessment.planning.requirements import all_open, gates_up_to
from assessment.texts import Localized


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
    """Person-days in each week from `start_week` to `end_week`; after the work is done there are none."""
    fixed: bool = False
    """Whether somebody fixed its start; the rest is laid around it."""

    @property
    def move(self) -> Move:
        """The item and the point it is raised to."""
        return self.item, self.to_point

    @property
    def worked_until(self) -> int:
        """The last week in which somebody works on it; from then on it waits to show."""
        worked = [week for week, days in enumerate(self.days, start=self.start_week) if days]
        return max(worked, default=self.start_week - 1)

    def days_in(self, week: int) -> float:
        """Return the person-days that go into it in a week."""
        place = week - self.start_week
        return self.days[place] if 0 <= place < len(self.days) else 0.0


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
class GateWeek:
    """When a gate on the way opens, and when at best."""

    stage: str
    week: int
    """0 where it is open already."""
    bound: int
    """No schedule of these steps at all opens it before this week."""
    bound_in_order: int
    """Nor does one before this week that has the gates before it in the order gone for as early as here."""


@dataclass(frozen=True)
class OtherOrder:
    """The weeks that going for the gates in another order would give."""

    request: PlanRequest
    """The same request for the other order."""
    weeks: Mapping[str, int]
    """The week each gate opens in then, by stage."""
    last_week: int


@dataclass(frozen=True)
class Schedule:
    """Every step of a roadmap in its weeks."""

    start: date | None
    """The first day of week 1; None where nobody said, so that no events are looked at."""
    steps: Sequence[ScheduledStep]
    """In the order in which they begin."""
    loads: Sequence[Load]
    """The functions that work, in the order of the instrument."""
    milestones: Sequence[Milestone]
    gate_week: int | None
    """The week the target is reached at its bare cuts, 0 where it is already; None for a number of days."""
    proven: bool
    """Whether no schedule of these steps is better: each gate in turn, then the last week."""
    bound_week: int
    """No schedule of these steps at all is over before this week."""
    binds: Localized
    """What keeps it from being over sooner, in one sentence."""
    events: Sequence[Event]
    """The events that touch these weeks, the merchant's own among them, by first day."""
    missed: Sequence[Missed]
    gate_bound: int | None = None
    """No schedule of these steps at all reaches the target before this week; None where there is none."""
    gates: Sequence[GateWeek] = ()
    """The gates on the way, in the order in which they are gone for."""
    last_in_order: int = 0
    """No schedule that opens the gates as early is over before this week."""
    in_hand: Mapping[str, int] = field(default_factory=dict)
    """Steps that each function works on at once at most."""
    other_order: OtherOrder | None = None
    """Where the order of the gates costs the one asked for two weeks or more: what the other order gives."""

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
    """One change of the plan request that was tried, and works."""

    request: PlanRequest
    """The plan request with the change made."""
    text: Localized
    gate_week: int | None
    """The week the target is reached then; None where it is from the start, or there is none."""
    effort_days: float


@dataclass(frozen=True)
class NoSchedule:
    """The steps do not fit into the weeks: what clashes. See `relaxations`."""

    clashes: Sequence[Localized]
    stuck: tuple[Move, ...] = ()
    """The steps that are in each other's way."""


def next_monday(day: date) -> date:
    """Return the Monday on or after a day: where a schedule begins unless somebody says otherwise."""
    return day + timedelta(days=-day.weekday() % 7)


Points = Mapping[str, int]
Passes = Callable[[Points], bool]


def gate_week(space: MoveSpace, request: PlanRequest, steps: Sequence[ScheduledStep]) -> int | None:
    """Return the week at whose end the target is reached at its bare cuts, numbers aside.

    0 where it is reached already; None where a number of person-days is put to best use.
    """
    if request.stage is None and request.dimension is None:
        return None
    return _first(_weekly(space, steps), _reached(space, request, margin=0.0))


def milestones(space: MoveSpace, request: PlanRequest, steps: Sequence[ScheduledStep]) -> list[Milestone]:
    """Return what is reached when: each criterion that steps meet, then each gate that opens.

    Args:
        space: the moves, its judge asking for the margin of the roadmap.
        request: what was asked for.
        steps: in their weeks.
    """
    weekly = _weekly(space, steps)
    found: list[Milestone] = []
    for criterion in _criteria(space, request):
        week = _first(weekly, _passing(space, criterion))
        if week:
            found.append(Milestone(week, None, criterion))
    if request.stage is not None:
        for gate in gates_up_to(space.judge, request.stage):
            for margin in dict.fromkeys((0.0, space.judge.margin / 10)):
                week = _first(weekly, _reached(space, PlanRequest(stage=gate.stage), margin))
                if week:
                    found.append(Milestone(week, gate.stage, None, with_margin=margin > 0))
    return sorted(found, key=lambda one: (one.week, one.stage is not None, one.with_margin))


def _criteria(space: MoveSpace, request: PlanRequest) -> list[Criterion]:
    """Return the criteria of the target, each once, that steps can meet."""
    if request.dimension is not None:
        dimension, score = request.dimension
        return [Criterion(dimension=dimension, at_least=round(score, 1))]
    gates = [] if request.stage is None else gates_up_to(space.judge, request.stage)
    every = [one for gate in gates for one in gate.criteria if one.kind not in {"metric", "profile"}]
    unique = {(one.kind, one.subject, one.tenths): one for one in every}
    return list(unique.values())


def _passing(space: MoveSpace, criterion: Criterion) -> Passes:
    judge = space.judge.with_margin(0.0)
    return lambda points: judge.passes(criterion, points)


def _reached(space: MoveSpace, request: PlanRequest, margin: float) -> Passes:
    judge = space.judge.with_margin(margin)
    if request.dimension is not None:
        dimension, score = request.dimension
        cut = Criterion(dimension=dimension, at_least=round(score, 1))
        return lambda points: judge.passes(cut, points)
    gates = [] if request.stage is None else gates_up_to(judge, request.stage)
    return lambda points: all_open(judge, gates, points)


def _weekly(space: MoveSpace, steps: Sequence[ScheduledStep]) -> list[tuple[int, Points]]:
    """Return the points at the end of each week that something ends in, the start as week 0 first."""
    ends = sorted({0, *(step.end_week for step in steps)})
    return [(week, space.after(step.move for step in steps if step.end_week <= week)) for week in ends]


def _first(weekly: Sequence[tuple[int, Points]], passes: Passes) -> int | None:
    """Return the first week from whose end on it passes; steps only ever raise points."""
    return next((week for week, points in weekly if passes(points)), None)
