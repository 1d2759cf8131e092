"""Why a roadmap is as it is, in sentences: what binds, what clashes, why now, the price of leaving out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning.moves import job_id
from assessment.planning.request import Situation
from assessment.planning.roadmap import PlannedStep, Roadmap, person_days
from assessment.planning.schedule import Schedule, ScheduledStep
from assessment.planning.scheduling.jobs import Binding, Job, NoTimetable, Reached
from assessment.planning.selection import move_space_of, select_moves
from assessment.planning.step_jobs import Capacity
from assessment.texts import Localized, Names, Text

CHAIN_SHOWN = 3
"""Steps of a chain that a sentence names; more would not be read."""


@dataclass(frozen=True)
class Limit:
    """A week something is reached in, how early that could be at best, and a reason for that."""

    week: int
    bound: int
    """No schedule at all has it earlier."""
    in_order: int
    """No schedule that has the gates before it as early has it earlier."""
    why: Binding | None
    """Of the same thing; its weeks are at most the bound."""

    @classmethod
    def of(cls, reached: Reached, why: Binding | None) -> "Limit":
        """Return what is known of something, and its reason."""
        return cls(reached.week, reached.bound, reached.bound_in_order, why)

    @property
    def is_plain(self) -> bool:
        """Whether the reason alone accounts for the week."""
        return self.why is not None and self.week == self.why.weeks


def binds(situation: Situation, capacity: Capacity, target: Limit | None, end: Limit | None) -> Localized:
    """Return what needs all the weeks, and how sure it is that it cannot go faster.

    Args:
        situation: knows the names.
        capacity: of the functions.
        target: when the target is reached; None where there is none, or it is reached from the start.
        end: when all steps are over; None where there are none.
    """
    if end is None:
        return Text("planning.nothing_to_lay_out")
    if target is None or (target.week == end.week and not target.is_plain):
        return _said(situation, capacity, end)
    if target.week == end.week:
        return _said(situation, capacity, target)
    same = target.why is not None and end.why is not None and target.why.resource == end.why.resource
    named = end.why is not None and end.why.resource is not None and not end.why.in_hand
    if target.is_plain and end.is_plain and same and named and end.why is not None and end.why.resource:
        return Text(
            "planning.binds_both",
            function=_function(situation, end.why.resource),
            effort=person_days(capacity.days[end.why.resource]),
            week=target.week,
            last=end.week,
        )
    first, last = (_said(situation, capacity, one) for one in (target, end))
    return Text("planning.binds_apart", target=first, all=last)


def _said(situation: Situation, capacity: Capacity, limit: Limit) -> Localized:
    """Return how sure a week is, with its reason where that accounts for it."""
    if limit.is_plain and limit.why is not None:
        return Text("planning.cannot_be_faster", why=_why(situation, capacity, limit.why))
    if limit.week == limit.bound:
        return Text("planning.all_ways_compared", week=limit.week)
    if limit.week == limit.in_order:
        return Text("planning.earliest_in_order", week=limit.week, bound=limit.bound)
    return Text("planning.best_found", week=limit.week, bound=limit.in_order)


def _why(situation: Situation, capacity: Capacity, binding: Binding) -> Localized:
    if binding.resource is not None and binding.in_hand:
        return Text(
            "planning.in_hand_needs",
            function=_function(situation, binding.resource),
            count=capacity.in_hand[binding.resource],
            week=binding.weeks,
        )
    if binding.resource is not None:
        return Text(
            "planning.function_needs",
            function=_function(situation, binding.resource),
            effort=person_days(capacity.days[binding.resource]),
            week=binding.weeks,
        )
    items = list(dict.fromkeys(job.partition(":")[0] for job in binding.jobs))
    labels = [situation.results.instrument.item(item).label for item in items]
    if len(items) > 1:
        return Text("planning.one_after_other", names=_arrows(labels), week=binding.weeks)
    key = "planning.point_by_point" if len(binding.jobs) > 1 else "planning.takes_until"
    return Text(key, name=labels[0], week=binding.weeks)


def _function(situation: Situation, key: str) -> Localized:
    return situation.results.instrument.function(key).name


def _arrows(names: Sequence[Localized]) -> Localized:
    """Return names in their order, the middle of a long row left out."""
    shown: list[Localized | str] = [*names] if len(names) <= CHAIN_SHOWN else [names[0], "…", names[-1]]
    whole: Localized = names[-1]
    for name in reversed(shown[:-1]):
        whole = Text("planning.then", first=name, then=whole)
    return whole


def other_order(schedule: Schedule, instrument: Instrument) -> Localized | None:
    """Return what the other order of the gates would give; None where that is not worth saying."""
    other = schedule.other_order
    if other is None:
        return None
    names = {stage.id: stage.name for stage in instrument.stages}
    here = {gate.stage: gate.week for gate in schedule.gates}
    stages = [stage for stage in instrument.stage_ids if stage in here]
    nearest, target = stages[0], stages[-1]
    turned = "nearest" if other.request.nearest_first else "target"
    return Text(
        f"planning.{turned}_first_instead",
        nearest=names[nearest],
        target=names[target],
        week=here[nearest],
        last=here[target],
        other_week=other.weeks[nearest],
        other_last=other.weeks[target],
    )


def clashes(
    situation: Situation,
    roadmap: Roadmap,
    capacity: Capacity,
    found: NoTimetable,
    asked: tuple[Sequence[Job], Sequence[Event]],
) -> list[Localized]:
    """Say what is in each other's way where nothing fits.

    Args:
        situation: knows the names.
        roadmap: whose steps do not fit.
        capacity: of the functions.
        found: what is in the way.
        asked: the steps as jobs, and the events they were to respect.
    """
    jobs, events = asked
    stuck = [job for job in jobs if job.id in found.jobs] or list(jobs)
    reasons: list[Localized] = []
    for function in (one.id for one in situation.results.instrument.functions):
        # Of all the steps: whoever has no time is in the way, though the search stopped at the first.
        idle = sum(function in job.work for job in jobs)
        if idle and not capacity.days[function]:
            reasons.append(Text("planning.no_time", function=_function(situation, function), count=idle))
    return reasons or _begun_too_soon(situation, jobs) or [_too_tight(situation, roadmap, stuck, events)]


def _begun_too_soon(situation: Situation, jobs: Sequence[Job]) -> list[Localized]:
    """Say which steps are under way before what they need can have shown."""
    known, instrument = {job.id: job for job in jobs}, situation.results.instrument
    pairs = [
        (job, known[need])
        for job in jobs
        if job.begun and job.start is not None
        for need in job.needs
        if need in known and (known[need].start or known[need].earliest) + known[need].weeks > job.start
    ]
    return [
        Text("planning.begun_too_soon", name=_step(instrument, job), need=_step(instrument, need))
        for job, need in pairs
    ]


def _step(instrument: Instrument, job: Job) -> Localized:
    item, _, point = job.id.partition(":")
    return Text("planning.item_to_point", name=instrument.item(item).label, point=point)


def _too_tight(
    situation: Situation, roadmap: Roadmap, stuck: Sequence[Job], events: Sequence[Event]
) -> Localized:
    """Return which demand of the plan request about weeks cannot be kept."""
    names = Names([situation.results.instrument.item(job.id.partition(":")[0]).label for job in stuck])
    request = roadmap.request
    fixed = {job_id(move) for move, edit in request.edits.items() if edit.start_week is not None}
    if any(job.id in fixed for job in stuck):
        return Text("planning.fixed_weeks", names=names)
    if request.ready_for and any(job.deadline != request.weeks for job in stuck):
        before = Names([event.name for event in events if event.id in request.ready_for])
        return Text("planning.not_before", events=before, names=names)
    return Text("planning.too_few_weeks", count=request.weeks or 0, names=names)


def why_now(step: PlannedStep, roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> Localized:
    """Return why a step starts in its week, in one sentence."""
    placed = schedule.of((step.item, step.to_point))
    if placed.fixed:
        return Text("planning.fixed")
    waits = _latest_need(step, schedule)
    earliest = max(roadmap.request.now_week, 1 if waits is None else waits.end_week + 1)
    if placed.start_week > earliest:
        return _busy(placed, earliest, schedule, instrument)
    if waits is not None:
        return Text("planning.follows", name=instrument.item(waits.item).label, week=waits.end_week)
    if step.needed_by:
        return Text("planning.waited_for", count=len(step.needed_by))
    return Text("planning.free_to_begin")


def _latest_need(step: PlannedStep, schedule: Schedule) -> ScheduledStep | None:
    below = (step.item, step.from_point)
    known = {one.move: one for one in schedule.steps}
    needed = [known[move] for move in (below, *step.needs) if move in known]
    return max(needed, key=lambda one: (one.end_week, one.move), default=None)


def _busy(placed: ScheduledStep, earliest: int, schedule: Schedule, instrument: Instrument) -> Localized:
    """Say whose hands are full, or what freezes them, in the weeks before."""
    function = instrument.function(placed.owner).name
    before = range(earliest, placed.start_week)
    load = next((one for one in schedule.loads if one.function == placed.owner), None)
    for event in schedule.events:
        frozen = {
            week
            for freeze in event.freezes
            if placed.owner in freeze.functions
            for week in range(schedule.week_of(freeze.starts) or 0, (schedule.week_of(freeze.ends) or 0) + 1)
        }
        if placed.start_week - 1 in frozen:
            return Text("planning.frozen_until", event=event.name, function=function)
    full = load is not None and all(load.days[week - 1] >= load.capacity[week - 1] for week in before)
    key = "planning.full_until" if full else "planning.more_pressing"
    return Text(key, function=function, week=placed.start_week)


@dataclass(frozen=True)
class Regret:
    """The price of leaving one item of a roadmap alone."""

    item: str
    days: float | None
    """Person-days more; None where nothing reaches the target without the item."""
    instead: tuple[str, ...]
    """Items that would be raised, or raised further, in its place."""
    proven: bool
    """Whether it is the least price; without proof it may be lower."""
    text: Localized


def regrets(situation: Situation, roadmap: Roadmap, top: int = 5) -> Sequence[Regret]:
    """Return what leaving out each of the first items of a roadmap would cost.

    Args:
        situation: the one the roadmap was drawn from.
        roadmap: a feasible roadmap to a stage or a score; there is nothing to
            regret where a number of days is put to best use.
        top: how many items, in the order of the list.
    """
    if roadmap.request.stage is None and roadmap.request.dimension is None:
        return []
    items = list(dict.fromkeys(step.item for step in roadmap.steps))[:top]
    return [_regret(situation, roadmap, item) for item in items]


def _regret(situation: Situation, roadmap: Roadmap, item: str) -> Regret:
    request = replace(
        roadmap.request, exclude=roadmap.request.exclude | {item}, force=roadmap.request.force - {item}
    )
    space = move_space_of(situation, request, roadmap.margin)
    other = select_moves(space, request)
    if other is None:
        return Regret(item, None, (), proven=True, text=Text("planning.no_way_without"))
    days = space.days(other.moves) - roadmap.effort_days
    chosen = {(step.item, step.to_point) for step in roadmap.steps}
    instead = tuple(dict.fromkeys(raised for raised, _ in sorted(other.moves - chosen)))
    return Regret(item, days, instead, other.proven and roadmap.proven, _price(situation, days, instead))


def _price(situation: Situation, days: float, instead: Sequence[str]) -> Localized:
    """Return a price; days may be saved only by leaving out what was forced."""
    if days:
        key = "planning.saves" if days < 0 else "planning.costs"
        return Text(key, effort=person_days(abs(days)))
    if not instead:
        return Text("planning.costs_nothing")
    labels = [situation.judge.items[item].item.label for item in instead]
    return Text("planning.interchangeable", names=Names(labels, most=len(labels), quoted=False))
