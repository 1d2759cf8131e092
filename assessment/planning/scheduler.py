"""From a roadmap to its weeks: steps, people and dates to a schedule, or to what clashes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assessment.instrument.calendar import Event
from assessment.planning.explanations import Limit, binds, clashes
from assessment.planning.moves import Move, job_id
from assessment.planning.request import Edit, PlanRequest, Situation
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import (
    GateWeek,
    Load,
    Missed,
    NoSchedule,
    OtherOrder,
    Schedule,
    ScheduledStep,
    gate_week,
    milestones,
)
from assessment.planning.scheduling.bounds import bound, misfits
from assessment.planning.scheduling.budgeted_solver import EFFORT
from assessment.planning.scheduling.jobs import Available, NoTimetable, Reached, Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.search import SearchLimits
from assessment.planning.scheduling.tiers import Waypoint, aims_of
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

WORTH_SAYING = 2
"""Weeks that the order of the gates may cost the one asked for before the other order is offered."""

BESIDE = 0.4
"""The share of the effort that the other order of the gates is worth."""

OnProgress = Callable[[], None]


def schedule_roadmap(
    situation: Situation,
    roadmap: Roadmap,
    calendar: Sequence[Event] = (),
    on_progress: OnProgress | None = None,
    worth: Sequence[int] = (),
) -> Schedule | NoSchedule:
    """Lay the steps of a roadmap into weeks, so that each gate on the way opens as early as it can.

    Args:
        situation: the one the roadmap was built from.
        roadmap: a feasible one; what it must respect stands in its request.
        calendar: the platform's events; only looked at where the request has a first day.
        on_progress: called now and then while it works, to show that it does.
        worth: the weeks of the gates in another schedule; where they are found to be later here, this one
            is not worth more of a search.

    Returns:
        The schedule; or what clashes, where fixed weeks, deadlines or a missing
        function leave no room.
    """
    problem = _Problem.of(situation, roadmap, calendar, on_progress or (lambda: None))
    found = problem.solved(limits=SearchLimits(worth=worth))
    if isinstance(found, NoTimetable):
        stuck = tuple(move_of(step) for step in roadmap.steps if job_id(move_of(step)) in found.jobs)
        jobs = list(problem.network.jobs.values())
        return NoSchedule(clashes(situation, roadmap, problem.capacity, found, (jobs, problem.events)), stuck)
    if worth and [goal.week for goal in found.goals] > list(worth):
        return problem.schedule(found, None)
    return problem.schedule(*problem.with_other_order(found))


def is_thinkable(situation: Situation, roadmap: Roadmap, calendar: Sequence[Event]) -> bool:
    """Return whether nothing plainly speaks against the steps keeping their weeks: quick, and no promise."""
    return not misfits(_Problem.of(situation, roadmap, calendar, lambda: None).network)


@dataclass(frozen=True)
class _Problem:
    """One roadmap to lay into weeks."""

    situation: Situation
    roadmap: Roadmap
    events: Sequence[Event]
    capacity: Capacity
    network: Network
    on_progress: OnProgress
    _aims: dict[bool, list[Waypoint]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, situation: Situation, roadmap: Roadmap, calendar: Sequence[Event], on_progress: OnProgress
    ) -> "_Problem":
        request = roadmap.request
        events = events_for(request, calendar)
        capacity = capacity_of(situation.results.instrument, request, situation.team)
        network = Network.of(jobs_of(roadmap, events, capacity), available(capacity, events, request.start))
        return cls(situation, roadmap, events, capacity, network, on_progress)

    @property
    def units(self) -> Available:
        """What the functions have in each week."""
        return self.network.available

    def aims(self, request: PlanRequest) -> list[Waypoint]:
        """Return the targets on the way to what is asked for, in the order in which they are gone for."""
        known = self._aims.get(request.nearest_first)
        if known is None:
            moves = [move_of(step) for step in self.roadmap.steps]
            known = aims_of(self.situation, request, moves, self.network)
            self._aims[request.nearest_first] = known
        return known

    def solved(
        self, request: PlanRequest | None = None, limits: SearchLimits | None = None
    ) -> Timetable | NoTimetable:
        """Return the timetable of the steps, in the order of gates that a request asks for.

        Args:
            request: asks for the gates in this order; that of the roadmap where nothing is said.
            limits: how far the search goes, where it is not the usual.
        """
        from assessment.planning.scheduling.solve import solve  # noqa: PLC0415 - the solver takes long to load

        self.on_progress()
        aims = self.aims(request or self.roadmap.request)
        targets = [aim.target for aim in aims]
        return solve(self.network, targets, self.on_progress, limits)

    def with_other_order(self, found: Timetable) -> tuple[Timetable, OtherOrder | None]:
        """Return a timetable with what the other order of the gates proves, and gives if it differs."""
        request = self.roadmap.request
        if request.stage is None or sum(goal.week > 0 for goal in found.goals) < WORTH_SAYING:
            return found, None  # there is but one gate to open
        turned = replace(request, nearest_first=not request.nearest_first)
        if request.nearest_first and found.goals[-1].week - found.goals[-1].bound < WORTH_SAYING:
            return found, None
        by = found.goals[-1].week - WORTH_SAYING
        limits = SearchLimits(BESIDE * EFFORT, worth=[by] if request.nearest_first else ())
        other = self.solved(turned, limits)
        if isinstance(other, NoTimetable):
            return found, None
        if request.nearest_first:
            found = _proven_by(found, other.goals[0].bound)
        here, there = (self._gates(one, each) for one, each in ((request, found), (turned, other)))
        gap = here[request.stage] - there[request.stage]
        if (gap if request.nearest_first else -gap) < WORTH_SAYING:
            return found, None
        return found, OtherOrder(turned, there, other.last.week)

    def _gates(self, request: PlanRequest, found: Timetable) -> dict[str, int]:
        """Return the week each gate opens in, by stage."""
        weeks = {}
        for aim, reached in zip(self.aims(request), found.goals, strict=True):
            weeks[aim.request.stage or ""] = reached.week
        return weeks

    def schedule(self, found: Timetable, other: OtherOrder | None) -> Schedule:
        """Return a timetable as pages and files read it."""
        situation, roadmap, request = self.situation, self.roadmap, self.roadmap.request
        rank = {move_of(step): number for number, step in enumerate(roadmap.steps)}
        steps = sorted(
            (self._placed(step, found) for step in roadmap.steps),
            key=lambda step: (step.start_week, step.worked_until, step.end_week, rank[step.move]),
        )
        space = move_space_of(situation, request, roadmap.margin)
        target = self._target(found)
        schedule = Schedule(
            start=request.start,
            steps=steps,
            loads=self._loads(steps),
            milestones=milestones(space, request, steps),
            gate_week=gate_week(space, request, steps),
            gate_bound=None if target is None else target.bound,
            proven=found.proven,
            bound_week=found.last.bound,
            binds=binds(
                situation,
                self.capacity,
                self._limit(request, target),
                None if found.why is None else Limit.of(found.last, found.why),
            ),
            events=[],
            missed=[],
            gates=self._gate_weeks(found),
            last_in_order=found.last.bound_in_order,
            in_hand=self.capacity.in_hand,
            other_order=other,
        )
        last = schedule.last_week
        seen = [event for event in self.events if _is_near(schedule, event, last)]
        return replace(schedule, events=seen, missed=_missed(schedule, seen))

    def _gate_weeks(self, found: Timetable) -> list[GateWeek]:
        """Return when each gate on the way opens."""
        if self.roadmap.request.stage is None:
            return []
        return [
            GateWeek(aim.request.stage or "", one.week, one.bound, one.bound_in_order)
            for aim, one in zip(self.aims(self.roadmap.request), found.goals, strict=True)
        ]

    def _target(self, found: Timetable) -> Reached | None:
        """Return when the target asked for is reached."""
        if not found.goals:
            return None
        return found.goals[-1 if self.roadmap.request.nearest_first else 0]

    def _limit(self, request: PlanRequest, target: Reached | None) -> Limit | None:
        """Return when the target is reached and why no sooner, by the steps nothing can do without."""
        if target is None or not target.week:
            return None
        goal = self.aims(request)[-1 if request.nearest_first else 0].target.goal
        needed = goal.needed(self.network.jobs.keys(), self.network.all_after)
        return Limit.of(target, bound(self.network, needed) if needed else None)

    def _placed(self, step: PlannedStep, found: Timetable) -> ScheduledStep:
        placed, request = found.placed[job_id(move_of(step))], self.roadmap.request
        worked = [units / 2 for units in placed.work.get(step.owner, ())]
        length = placed.end - placed.start + 1
        return ScheduledStep(
            item=step.item,
            to_point=step.to_point,
            owner=step.owner,
            start_week=placed.start,
            end_week=placed.end,
            days=(*worked, *(0.0,) * (length - len(worked))),
            fixed=fixed_start(request.edits.get(move_of(step), Edit()), request) is not None,
        )

    def _loads(self, steps: Sequence[ScheduledStep]) -> list[Load]:
        last = max((step.end_week for step in steps), default=0)
        loads = []
        for function in (one.id for one in self.situation.results.instrument.functions):
            own = [step for step in steps if step.owner == function and any(step.days)]
            if own:
                days = tuple(sum(step.days_in(week) for step in own) for week in range(1, last + 1))
                there = tuple(self.units.units(function, week) / 2 for week in range(1, last + 1))
                loads.append(Load(function, days, there, function in self.capacity.assumed))
        return loads


def _proven_by(found: Timetable, least: int) -> Timetable:
    """Return a timetable of which it is known that its last goal is reached in no order before a week."""
    goal, last = found.goals[-1], found.last
    goals = [*found.goals[:-1], replace(goal, bound=max(goal.bound, min(least, goal.week)))]
    return replace(found, goals=goals, last=replace(last, bound=max(last.bound, min(least, last.week))))


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
