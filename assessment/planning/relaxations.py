"""What would make an impossible request possible: single changes, each tried, and only what works.

One of them is other steps to the same target: every step that is open becomes
a job; of the sets that reach the target, the cheapest is taken whose chains and
person-days leave room for it by the last week; then one that fits by a week
sooner, until one can be laid out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.planning.equally_cheap import lay_out
from assessment.planning.moves import Move
from assessment.planning.request import MOST_WEEKS, Edit, PlanRequest, Situation
from assessment.planning.roadmap import Roadmap, build_roadmap, person_days
from assessment.planning.schedule import Relaxation, Schedule
from assessment.planning.scheduler import is_thinkable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.tiers import cheapest_by
from assessment.planning.selection import move_space_of, requirements_of
from assessment.planning.step_jobs import (
    available,
    capacity_of,
    events_for,
    jobs_of_moves,
    move_of,
)
from assessment.texts import Localized, Names, Text

NAMED = 6
"""Steps to leave out that a sentence names."""
ROUNDS = 5
"""How often steps are left out, and the rest is chosen again, to come to a list that fits."""
TRIES = 3
"""How often something that should fit is laid out before it is given up."""
MOST_MORE = 40
"""Half person-days a week more, at most, that are tried for one function."""

OnProgress = Callable[[], None]


def relaxations(
    situation: Situation,
    request: PlanRequest,
    calendar: Sequence[Event] = (),
    on_progress: OnProgress | None = None,
) -> list[Relaxation]:
    """Return single changes of a plan request that make it possible, the easiest for the team first.

    Args:
        situation: of the merchant.
        request: a plan request without a roadmap, or whose steps do not fit, its target filled in.
        calendar: the platform's events.
        on_progress: called before each try.
    """
    trial = _Trial(situation, calendar, on_progress or (lambda: None))
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
    """Tries changed plan requests."""

    situation: Situation
    calendar: Sequence[Event]
    on_progress: OnProgress

    def schedule(
        self, request: PlanRequest, roadmap: Roadmap | None = None
    ) -> tuple[Roadmap, Schedule] | None:
        """Return the roadmap and the schedule of a plan request; None where it is impossible as well.

        Args:
            request: the plan request.
            roadmap: where it is known to stay the same.
        """
        self.on_progress()
        drawn = (
            build_roadmap(self.situation, request) if roadmap is None else replace(roadmap, request=request)
        )
        if not drawn.feasible:
            return None
        drawn, found = lay_out(self.situation, drawn, self.calendar)
        return (drawn, found) if isinstance(found, Schedule) else None

    def relaxation(
        self, request: PlanRequest, text: Localized, tried: tuple[Roadmap, Schedule] | None = None
    ) -> Iterator[Relaxation]:
        """Yield a change if it works, or is known to."""
        tried = tried or self.schedule(request)
        if tried is not None:
            roadmap, schedule = tried
            yield Relaxation(roadmap.request, text, schedule.gate_week or None, roadmap.effort_days)

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

    def wider(half_days: int) -> PlanRequest:
        more = {function: days + half_days / 2 for function, days in now.items()}
        return replace(request, capacity={**request.capacity, **more})

    def may_fit(half_days: int) -> bool:
        return is_thinkable(trial.situation, replace(roadmap, request=wider(half_days)), trial.calendar)

    if not may_fit(MOST_MORE):
        return None
    too_few, enough = 0, MOST_MORE
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if may_fit(middle):
            enough = middle
        else:
            too_few = middle
    for half_days in range(enough, min(enough + TRIES, MOST_MORE + 1)):
        if trial.schedule(wider(half_days), roadmap) is not None:
            return half_days / 2
    return None


def _other_steps(trial: _Trial, request: PlanRequest, roadmap: Roadmap) -> Iterator[Relaxation]:
    """Try dearer steps to the same target that are over sooner, or belong to somebody else."""
    if request.stage is None and request.dimension is None:
        return
    trial.on_progress()
    for dropped in _left_out(trial, request, roadmap):
        changed = _without(request, dropped)
        tried = trial.schedule(changed)
        if tried is None:
            continue
        instrument = trial.situation.results.instrument
        names = Names(
            [
                Text("planning.item_to_point", name=instrument.item(item).label, point=point)
                for item, point in sorted(dropped)
            ],
            most=NAMED,
            quoted=False,
        )
        more = tried[0].effort_days - roadmap.effort_days
        yield from trial.relaxation(
            changed, Text("planning.instead_of", names=names, effort=person_days(more)), tried
        )
        return


def _left_out(trial: _Trial, request: PlanRequest, roadmap: Roadmap) -> Iterator[frozenset[Move]]:
    """Yield steps without which the cheapest list may fit into the weeks."""
    situation = trial.situation
    events = events_for(request, trial.calendar)
    capacity = capacity_of(situation.results.instrument, request, situation.team)
    space = move_space_of(situation, request, roadmap.margin)
    requirements = requirements_of(space, request)
    network = Network.of(
        jobs_of_moves(space, requirements, request, capacity), available(capacity, events, request.start)
    )
    last = request.weeks or MOST_WEEKS
    seen: set[frozenset[Move]] = set()
    for week in range(last, max(0, last - TRIES), -1):
        fits = cheapest_by(requirements, network, week)
        if fits is None:
            return
        dropped = _to_get(situation, request, roadmap, fits)
        if dropped and dropped not in seen:
            seen.add(dropped)
            yield dropped


def _to_get(
    situation: Situation, request: PlanRequest, roadmap: Roadmap, wanted: frozenset[Move]
) -> frozenset[Move] | None:
    """Return the steps to drop so that the cheapest list is one wanted; None where that fails."""
    dropped: frozenset[Move] = frozenset()
    for _ in range(ROUNDS):
        more = {move_of(step) for step in roadmap.steps} - wanted
        if not more:
            break
        lowest = {item: min(point for other, point in more if other == item) for item, _ in more}
        dropped |= frozenset(lowest.items())
        roadmap = build_roadmap(situation, _without(request, dropped))
        if not roadmap.feasible:
            return None
    return dropped


def _without(request: PlanRequest, dropped: frozenset[Move]) -> PlanRequest:
    """Return the request with some steps not to be taken."""
    edits = {
        move: replace(request.edits.get(move, Edit()), status="dropped", start_week=None) for move in dropped
    }
    return replace(request, edits={**request.edits, **edits})


def _less_fixed(trial: _Trial, request: PlanRequest) -> Iterator[Relaxation]:
    for move, edit in sorted(request.edits.items()):
        if edit.start_week is not None and edit.status in ("todo", "doing"):
            yield from trial.relaxation(
                replace(request, edits=_edited(request, move, replace(edit, start_week=None))),
                Text("planning.unfix", name=trial.label(move[0]), week=edit.start_week),
            )
        if edit.status == "doing":
            yield from trial.relaxation(
                replace(request, edits=_edited(request, move, replace(edit, status="todo", start_week=None))),
                Text("planning.not_under_way", name=trial.label(move[0]), point=move[1]),
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
