"""The steps of a roadmap as jobs: what they take, what they need, and when they must, or should, be over."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.instrument.calendar import Event
from assessment.planning.brief import Brief, Edit
from assessment.planning.climb import Move, name_of
from assessment.planning.jobs import Job, Work
from assessment.planning.roadmap import PlannedStep, Roadmap

MOST_A_WEEK = 4
"""Half person-days a week that go into one step at most: nobody drops the daily trade for it."""
LATE_WEEKS = 10
"""What missing an event costs a step, in weeks of waiting for it."""


def events_for(brief: Brief, calendar: Sequence[Event]) -> list[Event]:
    """Return every event a schedule has to live with, by first day; none without a start."""
    if brief.start is None:
        return []
    every = [event for event in (*calendar, *brief.own_events) if _last_day(event) >= brief.start]
    return sorted(every, key=lambda event: (event.starts, event.id))


def _last_day(event: Event) -> date:
    return max([event.ends, *(freeze.ends for freeze in event.freezes)])


def jobs_of(roadmap: Roadmap, events: Sequence[Event]) -> list[Job]:
    """Return the steps of a roadmap as jobs, all of one wave."""
    brief = roadmap.brief
    chosen = frozenset(move_of(step) for step in roadmap.steps)
    heads = _heads(roadmap, chosen)
    jobs = []
    for step in roadmap.steps:
        move = move_of(step)
        edit = brief.edits.get(move, Edit())
        units = round(2 * step.days)
        value = 1 + round(10 * step.value)
        due, hard = _asked_by(move, brief, events, heads[move])
        fixed = fixed_start(edit, brief)
        jobs.append(
            Job(
                id=name_of(move),
                weeks=max(1, step.weeks),
                work={step.owner: Work(units, MOST_A_WEEK)} if units else {},
                needs=tuple(name_of(one) for one in _needs(step, chosen)),
                value=value,
                earliest=1 if fixed is not None else brief.now_week,
                start=fixed,
                deadline=min([one for one in (brief.weeks, hard) if one is not None], default=None),
                due=due,
                late=LATE_WEEKS * value,
            )
        )
    return jobs


def move_of(step: PlannedStep) -> Move:
    """Return a step as the move it makes."""
    return step.item, step.to_point


def fixed_start(edit: Edit, brief: Brief) -> int | None:
    """Return the week a step must start in; None where nobody says."""
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
        heads[move_of(step)] = max(first, roadmap.brief.now_week - 1) + max(1, step.weeks)
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
