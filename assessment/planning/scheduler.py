"""Lay a roadmap into weeks: from steps, people and dates to a schedule, or to what clashes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.planning.explanations import Limit, binds, clashes
from assessment.planning.moves import Move, MoveSpace, job_id
from assessment.planning.request import Edit, PlanRequest, Situation
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import (
    Load,
    Missed,
    NoSchedule,
    Schedule,
    ScheduledStep,
    gate_week,
    milestones,
)
from assessment.planning.scheduling.jobs import Available, NoTimetable, Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.tiers import PriorityTiers, priority_tiers
from assessment.planning.selection import move_space_of
from assessment.planning.step_jobs import (
    Capacity,
    available,
    capacity_of,
    events_for,
    fixed_start,
    jobs_of,
    move_of,
)

TRIES = 3
"""How often steps are laid, where those that should open the gate soonest turn out not to."""

Told = Callable[[], None]


@dataclass(frozen=True)
class _Laid:
    """One way to lay the steps."""

    order: PriorityTiers
    found: Timetable
    steps: Sequence[ScheduledStep]
    """By start week, then in the order of the roadmap."""
    reached: tuple[int | None, ...]
    """The week each target on the way is reached."""

    @property
    def last(self) -> int:
        """The week all is over."""
        return max((step.end_week for step in self.steps), default=0)

    @property
    def rank(self) -> tuple[int, ...]:
        """What is compared: the targets one after the other, then the end."""
        return (*(week or 0 for week in self.reached), self.last)

    @property
    def target(self) -> Limit | None:
        """When the target is reached, and why no sooner; None where it is at once, or there is none."""
        week, bound = (self.reached[-1], self.order.bounds[-1]) if self.reached else (None, None)
        own = [wave for wave in self.found.ends if wave < self.order.towards]
        if not week or not own:
            return None
        wave = max(own, key=lambda one: (self.found.ends[one], -one))
        return Limit(week, bound or 0, self.found.bindings[wave])

    @property
    def end(self) -> Limit | None:
        """When all is over, and why no sooner."""
        ends = self.found.ends
        if not ends:
            return None
        wave = max(ends, key=lambda one: (ends[one], -one))
        return Limit(ends[wave], self.found.bounds[wave], self.found.bindings[wave])

    @property
    def is_soonest(self) -> bool:
        """Whether nothing reaches any of the targets sooner."""
        return self.reached == self.order.bounds


def schedule_roadmap(
    situation: Situation,
    roadmap: Roadmap,
    calendar: Sequence[Event] = (),
    told: Told | None = None,
) -> Schedule | NoSchedule:
    """Lay the steps of a roadmap into weeks, so that the nearest gate opens as early as it can.

    Args:
        situation: the one the roadmap was drawn from.
        roadmap: a feasible one; what it must respect stands in its request.
        calendar: the platform's events; only looked at where the request has a first day.
        told: called now and then while it works, to show that it does.

    Returns:
        The schedule; or what clashes, where fixed weeks, deadlines or a missing
        function leave no room.
    """
    events = events_for(roadmap.request, calendar)
    capacity = capacity_of(situation.results.instrument, roadmap.request, situation.team)
    units = available(capacity, events, roadmap.request.start)
    best: _Laid | None = None
    for laid in _ways(situation, roadmap, events, units, told or (lambda: None)):
        if isinstance(laid, NoTimetable):
            jobs = jobs_of(roadmap, events)
            stuck = tuple(move_of(step) for step in roadmap.steps if job_id(move_of(step)) in laid.jobs)
            return NoSchedule(clashes(situation, roadmap, capacity, laid, (jobs, events)), stuck)
        best = laid if best is None else min(best, laid, key=lambda one: one.rank)
    if best is None:
        message = "nothing was laid"
        raise RuntimeError(message)
    return _schedule(situation, roadmap, events, (capacity, units), best)


def _ways(
    situation: Situation, roadmap: Roadmap, events: Sequence[Event], units: Available, told: Told
) -> Iterator[_Laid | NoTimetable]:
    """Yield the schedule of the steps that should open the gate soonest; others where they do not."""
    from assessment.planning.scheduling.cp_model import schedule  # noqa: PLC0415 - the solver takes long to load

    jobs = jobs_of(roadmap, events)
    network = Network.of(jobs, units)
    moves = [move_of(step) for step in roadmap.steps]
    space = move_space_of(situation, roadmap.request, roadmap.margin)
    tried: list[PriorityTiers] = []
    least: tuple[int, ...] = ()
    while len(tried) < TRIES:
        told()
        order = priority_tiers(situation, roadmap.request, moves, network, least)
        if any(order.of == one.of for one in tried):
            return
        tried.append(order)
        wave_of = {job_id(move): wave for move, wave in order.of.items()}
        found = schedule(
            [replace(job, wave=wave_of[job.id]) for job in jobs], units, told=lambda _progress: told()
        )
        if isinstance(found, NoTimetable):
            yield found
            return
        laid = _laid(roadmap, space, order, found)
        yield laid
        if laid.is_soonest:
            return
        late = [week != bound for week, bound in zip(laid.reached, order.bounds, strict=True)].index(True)
        least = (*order.weeks[:late], order.weeks[late] + 1)


def _laid(roadmap: Roadmap, space: MoveSpace, order: PriorityTiers, found: Timetable) -> _Laid:
    rank = {move_of(step): number for number, step in enumerate(roadmap.steps)}
    steps = sorted(
        (_placed(step, roadmap.request, found) for step in roadmap.steps),
        key=lambda step: (step.start_week, rank[step.move]),
    )
    return _Laid(order, found, steps, tuple(gate_week(space, aim, steps) for aim in order.aims))


def _schedule(
    situation: Situation,
    roadmap: Roadmap,
    events: Sequence[Event],
    room: tuple[Capacity, Available],
    laid: _Laid,
) -> Schedule:
    request, (capacity, units) = roadmap.request, room
    schedule = Schedule(
        start=request.start,
        steps=laid.steps,
        loads=_loads(situation, laid.steps, capacity, units),
        milestones=milestones(move_space_of(situation, request, roadmap.margin), request, laid.steps),
        gate_week=laid.reached[-1] if laid.reached else None,
        gate_bound=laid.order.bounds[-1] if laid.reached else None,
        proven=laid.found.proven and laid.is_soonest,
        bound_week=max(laid.found.bounds.values(), default=0),
        binds=binds(situation, capacity, laid.target, laid.end),
        events=[],
        missed=[],
    )
    seen = [event for event in events if _is_near(schedule, event, laid.last)]
    return replace(schedule, events=seen, missed=_missed(schedule, seen))


def _placed(step: PlannedStep, request: PlanRequest, found: Timetable) -> ScheduledStep:
    placed = found.placed[job_id(move_of(step))]
    empty = (0,) * (placed.end - placed.start + 1)
    return ScheduledStep(
        item=step.item,
        to_point=step.to_point,
        owner=step.owner,
        start_week=placed.start,
        end_week=placed.end,
        days=tuple(units / 2 for units in placed.work.get(step.owner, empty)),
        fixed=fixed_start(request.edits.get(move_of(step), Edit()), request) is not None,
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
