"""The steps of a roadmap as jobs for the scheduler, and what each function has of every week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import floor

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning.moves import Move, MoveSpace, job_id
from assessment.planning.request import Edit, PlanRequest
from assessment.planning.requirements import Requirements
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.scheduling.jobs import Available, Job, Work

DAYS_A_PERSON = 2.0
"""Person-days a week that one person has for improving things: what is left beside the daily trade."""
NOBODY_DAYS = 1.0
"""What is assumed of a function nobody does: somebody has to take it on for a day a week."""
WEEK = 7


@dataclass(frozen=True)
class Capacity:
    """Person-days a week by function, before freezes."""

    days: Mapping[str, float]
    assumed: frozenset[str]
    """Functions for which nobody said how many people there are, or that nobody does."""
    in_hand: Mapping[str, int] = field(default_factory=dict)
    """Steps that a function works on at once at most; those that only wait to show are not counted."""


def capacity_of(instrument: Instrument, request: PlanRequest, team: Mapping[str, float]) -> Capacity:
    """Return what each function has: as requested, else two days a week for each person of the team."""
    days: dict[str, float] = {}
    assumed = set()
    for function in (one.id for one in instrument.functions):
        people = team.get(function)
        if function in request.capacity:
            days[function] = request.capacity[function]
        elif people:
            days[function] = max(0.5, floor(2 * DAYS_A_PERSON * people) / 2)
        else:
            days[function] = DAYS_A_PERSON if not team else NOBODY_DAYS
            assumed.add(function)
    return Capacity(days, frozenset(assumed), _in_hand(instrument, request, team))


def _in_hand(instrument: Instrument, request: PlanRequest, team: Mapping[str, float]) -> Mapping[str, int]:
    """Return how many steps each function has in hand at once: so many a person, as for one where unknown."""
    return {
        function.id: max(1, floor(request.in_hand * (team.get(function.id) or 1.0)))
        for function in instrument.functions
    }


def available(capacity: Capacity, events: Sequence[Event], start: date | None) -> Available:
    """Return the half person-days of every week; a week loses the share of its days that are frozen."""
    always = {function: round(2 * days) for function, days in capacity.days.items()}
    if start is None:
        return Available(always, in_hand=capacity.in_hand)
    weeks: dict[str, list[int]] = {}
    for function, units in always.items():
        frozen = frozen_days(events, function)
        last = max(frozen, default=start)
        listed = [
            units * (WEEK - _frozen_in(start + timedelta(days=WEEK * number), frozen)) // WEEK
            for number in range((last - start).days // WEEK + 1)
        ]
        if any(one != units for one in listed):
            weeks[function] = listed
    return Available(always, weeks, capacity.in_hand)


def frozen_days(events: Sequence[Event], function: str) -> frozenset[date]:
    """Return the days on which a function has no time for steps."""
    return frozenset(
        freeze.starts + timedelta(days=number)
        for event in events
        for freeze in event.freezes
        if function in freeze.functions
        for number in range((freeze.ends - freeze.starts).days + 1)
    )


def _frozen_in(first: date, frozen: frozenset[date]) -> int:
    return sum(first + timedelta(days=number) in frozen for number in range(WEEK))


MOST_A_WEEK = 4
"""Half person-days a week that go into one step at most: nobody drops the daily trade for it."""
LATE_WEEKS = 10
"""What missing an event costs a step, in weeks of waiting for it."""


def events_for(request: PlanRequest, calendar: Sequence[Event]) -> list[Event]:
    """Return every event a schedule has to live with, by first day; none without a start."""
    if request.start is None:
        return []
    every = [event for event in (*calendar, *request.own_events) if _last_day(event) >= request.start]
    return sorted(every, key=lambda event: (event.starts, event.id))


def _last_day(event: Event) -> date:
    return max([event.ends, *(freeze.ends for freeze in event.freezes)])


def jobs_of(roadmap: Roadmap, events: Sequence[Event], capacity: Capacity) -> list[Job]:
    """Return the steps of a roadmap as jobs.

    Args:
        roadmap: the steps, and what they must respect.
        events: that ask for some of them.
        capacity: of the functions; it says how small the pieces are that steps are worked on in.
    """
    request = roadmap.request
    chosen = frozenset(move_of(step) for step in roadmap.steps)
    heads = _earliest_ends(roadmap, chosen)
    jobs = []
    for step in roadmap.steps:
        move = move_of(step)
        edit = request.edits.get(move, Edit())
        units = round(2 * step.days)
        value = 1 + round(10 * step.value)
        due, hard = _asked_by(move, request, events, heads[move])
        fixed = fixed_start(edit, request)
        jobs.append(
            Job(
                id=job_id(move),
                weeks=max(1, step.weeks),
                work=work_of(request, capacity, step.owner, units),
                needs=tuple(job_id(one) for one in _needs(step, chosen)),
                value=value,
                earliest=1 if fixed is not None else request.now_week,
                start=fixed,
                begun=edit.status == "doing",
                deadline=min([one for one in (request.weeks, hard) if one is not None], default=None),
                due=due,
                late=LATE_WEEKS * value,
            )
        )
    return jobs


def jobs_of_moves(
    space: MoveSpace, requirements: Requirements, request: PlanRequest, capacity: Capacity
) -> list[Job]:
    """Return every step that is open as a job, without dates to be ready for."""
    jobs = []
    for move, units in requirements.half_days.items():
        step, item = space.step(move), space.judge.items[move[0]].item
        if step is None:
            continue
        edit = request.edits.get(move, Edit())
        fixed = fixed_start(edit, request)
        jobs.append(
            Job(
                id=job_id(move),
                weeks=max(1, step.weeks),
                work=work_of(request, capacity, step.owner or item.owner, units),
                needs=tuple(map(job_id, requirements.needs[move])),
                earliest=1 if fixed is not None else request.now_week,
                start=fixed,
                begun=edit.status == "doing",
            )
        )
    return jobs


def work_of(request: PlanRequest, capacity: Capacity, owner: str, units: int) -> Mapping[str, Work]:
    """Return what a step of so many half person-days takes of its function, week by week.

    A short one is done in one week, where its function ever has the days for
    that; a longer one in pieces that are not too small.
    """
    if not units:
        return {}
    there = max(1, round(2 * capacity.days[owner]))
    most = min(MOST_A_WEEK, there)
    if units <= min(round(2 * request.one_week), most):
        return {owner: Work(units, units, units)}
    return {owner: Work(units, most, max(1, min(round(2 * request.piece), most)))}


def move_of(step: PlannedStep) -> Move:
    """Return a step as the move it makes."""
    return step.item, step.to_point


def fixed_start(edit: Edit, request: PlanRequest) -> int | None:
    """Return the week a step must start in; None where nobody says."""
    if edit.start_week is not None:
        return edit.start_week
    return request.now_week if edit.status == "doing" else None


def _needs(step: PlannedStep, chosen: frozenset[Move]) -> list[Move]:
    below = (step.item, step.from_point)
    return [*([below] if below in chosen else []), *step.needs]


def _earliest_ends(roadmap: Roadmap, chosen: frozenset[Move]) -> Mapping[Move, int]:
    """Return the first week each step could end in, were there people enough."""
    heads: dict[Move, int] = {}
    for step in roadmap.steps:  # needs come first in a roadmap
        first = max((heads.get(one, 0) for one in _needs(step, chosen)), default=0)
        heads[move_of(step)] = max(first, roadmap.request.now_week - 1) + max(1, step.weeks)
    return heads


def _asked_by(
    move: Move, request: PlanRequest, events: Sequence[Event], head: int
) -> tuple[int | None, int | None]:
    """Return the weeks a step should, and must, have ended in for the events that ask for it.

    It should be ready for the first event that it can make at all; it must be
    for those the request names.
    """
    dimension = move[0].partition(".")[0]
    lasts = {
        event.id: (event.starts - request.start).days // 7
        for event in events
        if request.start is not None and dimension in event.deadline_for
    }
    hard = min((week for key, week in lasts.items() if key in request.ready_for), default=None)
    return min((week for week in lasts.values() if week >= head), default=None), hard
