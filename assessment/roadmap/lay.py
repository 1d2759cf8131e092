"""Lay a roadmap into weeks: from steps, people and dates to a schedule, or to what clashes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assessment.instrument.calendar import Event
from assessment.roadmap.binding import binds, clashes
from assessment.roadmap.brief import Brief, Edit, Situation
from assessment.roadmap.capacity import Capacity, available, capacity_of
from assessment.roadmap.choose import climb_of
from assessment.roadmap.climb import Move
from assessment.roadmap.jobs import Available, Job, NoTimetable, Timetable, Work
from assessment.roadmap.milestones import gate_week, milestones
from assessment.roadmap.roadmap import PlannedStep, Roadmap
from assessment.roadmap.waves import waves
from assessment.roadmap.weeks import Load, Missed, NoSchedule, Schedule, ScheduledStep

MOST_A_WEEK = 4
"""Half person-days a week that go into one step at most: nobody drops the daily trade for it."""
LATE_WEEKS = 10
"""What missing an event costs a step, in weeks of waiting for it."""

Told = Callable[[], None]


def lay(
    situation: Situation,
    roadmap: Roadmap,
    calendar: Sequence[Event] = (),
    told: Told | None = None,
) -> Schedule | NoSchedule:
    """Lay the steps of a roadmap into weeks, so that the nearest gate opens as early as it can.

    Args:
        situation: the one the roadmap was drawn from.
        roadmap: a feasible one; what it must respect stands in its brief.
        calendar: the platform's events; only looked at where the brief has a first day.
        told: called now and then while it works, to show that it does.

    Returns:
        The schedule; or what clashes, where fixed weeks, deadlines or a missing
        function leave no room.
    """
    brief = roadmap.brief
    events = events_for(brief, calendar)
    capacity = capacity_of(situation.results.instrument, brief, situation.team)
    units = available(capacity, events, brief.start)
    jobs = jobs_of(situation, roadmap, events)
    from assessment.roadmap.schedule import schedule  # noqa: PLC0415 - the solver takes long to load

    found = schedule(jobs, units, told=None if told is None else lambda _progress: told())
    if isinstance(found, NoTimetable):
        return NoSchedule(clashes(situation, roadmap, capacity, found, jobs))
    return _schedule(situation, roadmap, events, (capacity, units), found)


def events_for(brief: Brief, calendar: Sequence[Event]) -> list[Event]:
    """Return every event a schedule has to live with, by first day; none without a start."""
    if brief.start is None:
        return []
    every = [event for event in (*calendar, *brief.own_events) if _last_day(event) >= brief.start]
    return sorted(every, key=lambda event: (event.starts, event.id))


def _last_day(event: Event) -> date:
    return max([event.ends, *(freeze.ends for freeze in event.freezes)])


def name_of(move: Move) -> str:
    """Return the id of a step as a job."""
    return f"{move[0]}:{move[1]}"


def jobs_of(situation: Situation, roadmap: Roadmap, events: Sequence[Event]) -> list[Job]:
    """Return the steps of a roadmap as jobs."""
    brief = roadmap.brief
    wave_of = waves(situation, brief, [_move(step) for step in roadmap.steps])
    chosen = frozenset(wave_of)
    heads = _heads(roadmap, chosen)
    jobs = []
    for step in roadmap.steps:
        move = _move(step)
        edit = brief.edits.get(move, Edit())
        units = round(2 * step.days)
        value = 1 + round(10 * step.value)
        due, hard = _asked_by(move, brief, events, heads[move])
        fixed = _fixed_start(edit, brief)
        jobs.append(
            Job(
                id=name_of(move),
                weeks=max(1, step.weeks),
                work={step.owner: Work(units, MOST_A_WEEK)} if units else {},
                needs=tuple(name_of(one) for one in _needs(step, chosen)),
                wave=wave_of[move],
                value=value,
                earliest=1 if fixed is not None else brief.now_week,
                start=fixed,
                deadline=min([one for one in (brief.weeks, hard) if one is not None], default=None),
                due=due,
                late=LATE_WEEKS * value,
            )
        )
    return jobs


def _move(step: PlannedStep) -> Move:
    return step.item, step.to_point


def _fixed_start(edit: Edit, brief: Brief) -> int | None:
    if edit.start_week is not None:
        return edit.start_week
    return brief.now_week if edit.status == "doing" else None


def _needs(step: PlannedStep, chosen: frozenset[Move]) -> list[Move]:
    below = (step.item, step.from_point)
    return [*([below] if below in chosen else []), *step.needs]


def _heads(roadmap: Roadmap, chosen: frozenset[Move]) -> Mapping[Move, int]:
    """Return the first week each step could end in, were there people enough."""
    heads: dict[Move, int] = {}
    for step in roadmap.steps:  # needs come first in a roadmap
        first = max((heads.get(one, 0) for one in _needs(step, chosen)), default=0)
        heads[_move(step)] = max(first, roadmap.brief.now_week - 1) + max(1, step.weeks)
    return heads


def _asked_by(move: Move, brief: Brief, events: Sequence[Event], head: int) -> tuple[int | None, int | None]:
    """Return the weeks a step should, and must, have ended in for the events that ask for it.

    It should be ready for the first event that it can make at all; it must be
    for those the brief names.
    """
    dimension = move[0].partition(".")[0]
    lasts = {
        event.id: (event.starts - brief.start).days // 7
        for event in events
        if brief.start is not None and dimension in event.deadline_for
    }
    hard = min((week for key, week in lasts.items() if key in brief.ready_for), default=None)
    return min((week for week in lasts.values() if week >= head), default=None), hard


def _schedule(
    situation: Situation,
    roadmap: Roadmap,
    events: Sequence[Event],
    room: tuple[Capacity, Available],
    found: Timetable,
) -> Schedule:
    brief, (capacity, units) = roadmap.brief, room
    steps = [_placed(step, brief, found) for step in roadmap.steps]
    last = max((step.end_week for step in steps), default=0)
    rank = {_move(step): number for number, step in enumerate(roadmap.steps)}
    steps.sort(key=lambda step: (step.start_week, rank[step.move]))
    climb = climb_of(situation, brief, roadmap.margin)
    schedule = Schedule(
        start=brief.start,
        steps=steps,
        loads=_loads(situation, steps, capacity, units),
        milestones=milestones(climb, brief, steps),
        gate_week=gate_week(climb, brief, steps),
        proven=found.proven,
        bound_week=max(found.bounds.values(), default=0),
        binds=binds(situation, capacity, found),
        events=[],
        missed=[],
    )
    seen = [event for event in events if _is_near(schedule, event, last)]
    return replace(schedule, events=seen, missed=_missed(schedule, seen))


def _placed(step: PlannedStep, brief: Brief, found: Timetable) -> ScheduledStep:
    placed = found.placed[name_of(_move(step))]
    empty = (0,) * (placed.end - placed.start + 1)
    return ScheduledStep(
        item=step.item,
        to_point=step.to_point,
        owner=step.owner,
        start_week=placed.start,
        end_week=placed.end,
        days=tuple(units / 2 for units in placed.work.get(step.owner, empty)),
        fixed=_fixed_start(brief.edits.get(_move(step), Edit()), brief) is not None,
    )


def _loads(
    situation: Situation, steps: Sequence[ScheduledStep], capacity: Capacity, units: Available
) -> list[Load]:
    last = max((step.end_week for step in steps), default=0)
    loads = []
    for function in (one.id for one in situation.results.instrument.functions):
        own = [step for step in steps if step.owner == function and any(step.days)]
        if own:
            days = [0.0] * last
            for step in own:
                for number, worked in enumerate(step.days):
                    days[step.start_week - 1 + number] += worked
            there = tuple(units.units(function, week) / 2 for week in range(1, last + 1))
            loads.append(Load(function, tuple(days), there, function in capacity.assumed))
    return loads


def _is_near(schedule: Schedule, event: Event, last: int) -> bool:
    """Whether an event, or a freeze before it, begins before the schedule is over."""
    first = min([event.starts, *(freeze.starts for freeze in event.freezes)])
    week = schedule.week_of(first)
    return week is not None and week <= max(last, 1)


def _missed(schedule: Schedule, events: Sequence[Event]) -> list[Missed]:
    """Return what is not finished by the events that ask for it.

    A step that an earlier event has asked for already is not told twice.
    """
    missed: list[Missed] = []
    told: set[Move] = set()
    for event in events:
        week = schedule.week_of(event.starts)
        late = [
            step
            for step in schedule.steps
            if step.item.partition(".")[0] in event.deadline_for
            and week is not None
            and step.end_week >= week > 0
            and step.move not in told
        ]
        if late:
            told.update(step.move for step in late)
            missed.append(
                Missed(event, tuple(step.move for step in late), max(step.end_week for step in late))
            )
    return missed
