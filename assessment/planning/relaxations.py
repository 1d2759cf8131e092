"""What would make an impossible request possible: single changes, each tried, and only what works.

One of them is other steps to the same target: every step that is open becomes
a job; of the sets that reach the target, the cheapest is taken whose chains and
person-days leave room for it by the last week.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.planning.moves import MoveSpace, job_id
from assessment.planning.request import MOST_WEEKS, Edit, PlanRequest, Situation
from assessment.planning.requirements import Requirements
from assessment.planning.roadmap import Roadmap, build_roadmap, person_days
from assessment.planning.schedule import Relaxation, Schedule
from assessment.planning.scheduler import schedule_roadmap
from assessment.planning.scheduling.jobs import Available, Job, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.tiers import cheapest_by
from assessment.planning.selection import move_space_of, requirements_of
from assessment.planning.step_jobs import MOST_A_WEEK, available, capacity_of, events_for, fixed_start
from assessment.texts import Localized, Names, Text

PUT_BACK = 6
"""Of the items left out for others that fit, how many are tried to be kept after all, and are named."""
MOST_MORE = 40
"""Half person-days a week more, at most, that are tried for one function."""

Told = Callable[[], None]


def relaxations(
    situation: Situation, request: PlanRequest, calendar: Sequence[Event] = (), told: Told | None = None
) -> list[Relaxation]:
    """Return single changes of a wish that make it possible, in the order of what they ask of the team.

    Args:
        situation: of the merchant.
        request: a wish without a roadmap, or whose steps do not fit, its target filled in.
        calendar: the platform's events.
        told: called before each try.
    """
    trial = _Trial(situation, calendar, told or (lambda: None))
    roadmap = build_roadmap(situation, request)
    tries = [_less_asked(trial, request), _lower_target(trial, request)]
    if roadmap.feasible:
        tries = [
            _more_weeks(trial, request),
            _more_capacity(trial, request, roadmap),
            _other_steps(trial, request, roadmap),
            _less_fixed(trial, request),
            _no_margin(trial, request),
            *tries,
        ]
    return [found for kind in tries for found in kind]


@dataclass(frozen=True)
class _Trial:
    """Tries wishes."""

    situation: Situation
    calendar: Sequence[Event]
    told: Told

    def schedule(
        self, request: PlanRequest, roadmap: Roadmap | None = None
    ) -> tuple[Roadmap, Schedule] | None:
        """Return the roadmap and the schedule of a wish; None where it is impossible as well.

        Args:
            request: the wish.
            roadmap: where it is known to stay the same.
        """
        self.told()
        drawn = (
            build_roadmap(self.situation, request) if roadmap is None else replace(roadmap, request=request)
        )
        if not drawn.feasible:
            return None
        found = schedule_roadmap(self.situation, drawn, self.calendar)
        return (drawn, found) if isinstance(found, Schedule) else None

    def relaxation(self, request: PlanRequest, said: Localized) -> Iterator[Relaxation]:
        """Yield a change if it works."""
        tried = self.schedule(request)
        if tried is not None:
            roadmap, schedule = tried
            yield Relaxation(roadmap.request, said, schedule.gate_week or None, roadmap.effort_days)

    def label(self, item: str) -> Localized:
        """Return the name of an item."""
        return self.situation.results.instrument.item(item).label


def _more_weeks(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    if request.weeks is None:
        return
    free = trial.schedule(replace(request, weeks=None))
    if free is not None:
        weeks = free[1].last_week
        more = weeks - request.weeks
        yield from trial.relaxation(
            replace(request, weeks=weeks),
            Text("planning.more_weeks", count=more, weeks=weeks),
        )


def _more_capacity(trial: _Trial, request: PlanRequest, roadmap: Roadmap) -> Iterator[Relaxation]:
    instrument = trial.situation.results.instrument
    now = capacity_of(instrument, request, trial.situation.team).days
    owners = {step.owner for step in roadmap.steps if step.days}
    functions = [function for function in instrument.functions if function.id in owners]
    alone = False
    for function in functions:
        most = _least_more(trial, request, roadmap, {function.id: now[function.id]})
        if most is not None:
            alone = True
            days = now[function.id] + most
            yield from trial.relaxation(
                replace(request, capacity={**request.capacity, function.id: days}),
                Text("planning.more_capacity", function=function.name, effort=person_days(most), days=days),
            )
    if not alone and len(functions) > 1:
        every = {function.id: now[function.id] for function in functions}
        most = _least_more(trial, request, roadmap, every)
        if most is not None:
            more = {function: days + most for function, days in every.items()}
            names = Names([one.name for one in functions], most=len(functions), quoted=False)
            yield from trial.relaxation(
                replace(request, capacity={**request.capacity, **more}),
                Text("planning.more_for_each", functions=names, effort=person_days(most)),
            )


def _least_more(
    trial: _Trial, request: PlanRequest, roadmap: Roadmap, now: Mapping[str, float]
) -> float | None:
    """Return the least person-days a week more, for each of some functions, that make the steps fit."""

    def fits(half_days: int) -> bool:
        more = {function: days + half_days / 2 for function, days in now.items()}
        return trial.schedule(replace(request, capacity={**request.capacity, **more}), roadmap) is not None

    if not fits(MOST_MORE):
        return None
    too_few, enough = 0, MOST_MORE
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if fits(middle):
            enough = middle
        else:
            too_few = middle
    return enough / 2


def _other_steps(trial: _Trial, request: PlanRequest, roadmap: Roadmap) -> Iterator[Relaxation]:
    """Try dearer steps to the same target that are over sooner, or belong to somebody else."""
    trial.told()
    situation, instrument = trial.situation, trial.situation.results.instrument
    units = available(
        capacity_of(instrument, request, situation.team), events_for(request, trial.calendar), request.start
    )
    left_out = alternative_steps(situation, request, units)
    if left_out is None or (tried := trial.schedule(_without(request, left_out))) is None:
        return
    for item in sorted(left_out)[:PUT_BACK]:
        fewer = trial.schedule(_without(request, left_out - {item}))
        if fewer is not None:
            left_out, tried = left_out - {item}, fewer
    more = tried[0].effort_days - roadmap.effort_days
    names = Names([instrument.item(item).label for item in sorted(left_out)], most=PUT_BACK)
    yield from trial.relaxation(
        _without(request, left_out),
        Text("planning.instead_of", names=names, effort=person_days(more)),
    )


def _without(request: PlanRequest, items: frozenset[str]) -> PlanRequest:
    return replace(request, exclude=request.exclude | items)


def _less_fixed(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    for move, edit in sorted(request.edits.items()):
        if edit.start_week is not None and edit.status in ("todo", "doing"):
            yield from trial.relaxation(
                replace(request, edits=_edited(request, move, replace(edit, start_week=None))),
                Text("planning.unfix", name=trial.label(move[0]), week=edit.start_week),
            )
    names = {event.id: event.name for event in (*trial.calendar, *request.own_events)}
    for key in sorted(request.ready_for & names.keys()):
        yield from trial.relaxation(
            replace(request, ready_for=request.ready_for - {key}),
            Text("planning.not_ready_for", name=names[key]),
        )


def _no_margin(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    if request.margin:
        yield from trial.relaxation(
            replace(request, margin=0.0),
            Text("planning.no_margin"),
        )


def _less_asked(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    for item in sorted(request.exclude):
        yield from trial.relaxation(
            replace(request, exclude=request.exclude - {item}),
            Text("planning.do_not_exclude", name=trial.label(item)),
        )
    if len(request.exclude) > 1:
        yield from trial.relaxation(replace(request, exclude=frozenset()), Text("planning.exclude_nothing"))
    for move, edit in sorted(request.edits.items()):
        if edit.status == "dropped":
            yield from trial.relaxation(
                replace(request, edits=_edited(request, move, replace(edit, status="todo"))),
                Text("planning.take_up_again", name=trial.label(move[0])),
            )
    for item in sorted(request.force):
        yield from trial.relaxation(
            replace(request, force=request.force - {item}),
            Text("planning.do_not_force", name=trial.label(item)),
        )


def _lower_target(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    """Try the stages below the one asked for, the highest first, and stop at one that works."""
    instrument = trial.situation.results.instrument
    order = instrument.stage_ids
    following = trial.situation.results.next_stage
    if request.stage is None or following is None:
        return
    for stage in reversed(order[order.index(following) : order.index(request.stage)]):
        name = instrument.stage(stage).name
        found = list(
            trial.relaxation(replace(request, stage=stage), Text("planning.lower_target", name=name))
        )
        yield from found
        if found:
            return


def _edited(request: PlanRequest, move: tuple[str, int], edit: Edit) -> Mapping[tuple[str, int], Edit]:
    return {**request.edits, move: edit}


ROUNDS = 5
"""How often items are left out, and the rest is drawn again."""


def alternative_steps(situation: Situation, request: PlanRequest, units: Available) -> frozenset[str] | None:
    """Return items without which the cheapest steps may fit; None where no steps can.

    Args:
        situation: of the merchant.
        request: a wish for a stage or a score, whose cheapest steps do not fit.
        units: what the functions have in each week.
    """
    roadmap = build_roadmap(situation, request)
    if not roadmap.feasible or (request.stage is None and request.dimension is None):
        return None
    space = move_space_of(situation, request, roadmap.margin)
    requirements = requirements_of(space, request)
    fits = cheapest_by(
        requirements, Network.of(_all_jobs(space, requirements, request), units), request.weeks or MOST_WEEKS
    )
    if fits is None:
        return None
    wanted = {item for item, _ in fits}
    left_out: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        more = {step.item for step in roadmap.steps} - wanted - request.force
        if not more:
            return left_out or None
        left_out |= more
        roadmap = build_roadmap(situation, replace(request, exclude=request.exclude | left_out))
        if not roadmap.feasible:
            return None
    return None


def _all_jobs(space: MoveSpace, requirements: Requirements, request: PlanRequest) -> list[Job]:
    """Return every step that is open as a job."""
    jobs = []
    for move, units in requirements.half_days.items():
        step, item = space.step(move), space.judge.items[move[0]].item
        if step is None:
            continue
        fixed = fixed_start(request.edits.get(move, Edit()), request)
        jobs.append(
            Job(
                id=job_id(move),
                weeks=max(1, step.weeks),
                work={step.owner or item.owner: Work(units, MOST_A_WEEK)} if units else {},
                needs=tuple(map(job_id, requirements.needs[move])),
                earliest=1 if fixed is not None else request.now_week,
                start=fixed,
            )
        )
    return jobs
