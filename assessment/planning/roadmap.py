"""Roadmap: the fewest person-days of steps that open a gate, in the order worth doing them, with reasons.

`build_roadmap` makes it from a request, or says what stands in the way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from assessment.instrument.model import Criterion, Item
from assessment.instrument.text import LocalText
from assessment.planning.moves import Move, MoveSpace
from assessment.planning.request import PlanRequest, Situation, validated
from assessment.planning.requirements import (
    CriteriaToMeet,
    gates_up_to,
    is_judgeable,
    must_goal,
    unmet_numbers,
)
from assessment.planning.selection import Selection, goal_of, least_days, move_space_of, select_moves
from assessment.scoring.gates import Judge, JudgedGate
from assessment.texts import Localized, Text


@dataclass(frozen=True)
class PlannedStep:
    """One item raised by one or more points: what to do, who, how long, and what it opens."""

    item: str
    from_point: int
    to_point: int
    """The item is raised one point at a time: always `from_point + 1`."""
    text: LocalText
    owner: str
    product: str
    days: float
    """Person-days."""
    weeks: int
    """Least calendar weeks until the result can be seen."""
    value: float
    """What the step adds towards the target, in points of gap closed (0 where it only makes way)."""
    opens: tuple[Criterion, ...]
    """Criteria of the target gate that this step helps to meet."""
    needs: tuple[tuple[str, int], ...]
    """Steps of this roadmap that come first, as (item, point)."""
    needed_by: tuple[tuple[str, int], ...]
    """Steps of this roadmap, on other items, that wait for this one."""
    if_confirmed: bool
    """The item's present point is not known: find out first, it may be in place already."""
    reason: Localized


@dataclass(frozen=True)
class NotYet:
    """A practice that is too early for the merchant's stage, and why."""

    item: str
    worth_from: str
    reason: Localized


@dataclass(frozen=True)
class Clash:
    """A criterion that no step of this merchant can meet, and what would relax it."""

    criterion: Criterion | None
    what: Localized
    relax: Localized


@dataclass(frozen=True)
class Roadmap:
    """The path, as an ordered list of steps towards a stage, or towards a number of person-days."""

    target: str | None
    """The stage whose gate opens; None where a number of person-days is put to best use."""
    feasible: bool
    margin: float
    """Points above each cut score that the list aims for."""
    steps: Sequence[PlannedStep]
    """In the order worth doing them; needs always come first."""
    conditions: Sequence[Criterion]
    """Unmet metric criteria: no step moves a number, they stand beside the list."""
    find_out: Sequence[str]
    """Items without an answer whose points the list rests on."""
    not_yet: Sequence[NotYet]
    clashes: Sequence[Clash]
    """Why nothing can open the gate; empty where feasible."""
    request: PlanRequest = field(default_factory=PlanRequest)
    """What was asked for, its target filled in."""
    proven: bool = False
    """No other set of steps reaches the target with fewer person-days (raises the index more)."""
    bound_days: float | None = None
    """No set of steps takes fewer person-days than this; None where no target is to be reached."""
    plain_list: Sequence[tuple[tuple[str, int], float]] | None = None
    """A plain value-per-effort list to the same target: steps with their person-days; None likewise."""
    minimum: float | None = None
    """Person-days of the path without any margin; None likewise."""

    @property
    def effort_days(self) -> float:
        """Person-days of all steps."""
        return sum(step.days for step in self.steps)

    @property
    def kept_margin(self) -> float:
        """Points above each cut score that the list reaches; nothing is above 100."""
        if self.request.dimension is None:
            return self.margin
        return min(self.margin, 100.0 - self.request.dimension[1])

    @property
    def plain_list_days(self) -> float | None:
        """Person-days of the plain list; None where there is no target to reach."""
        return None if self.plain_list is None else sum(days for _, days in self.plain_list)

    @property
    def saved_days(self) -> float:
        """Person-days that the list saves over a plain one."""
        return 0.0 if self.plain_list_days is None else self.plain_list_days - self.effort_days


def build_roadmap(situation: Situation, request: PlanRequest | None = None) -> Roadmap:
    """Draw the roadmap of one assessment: the path, in the order worth doing it.

    Where the margin cannot be reached in full, the path goes for the bare cut
    scores, and the roadmap says so by a margin of 0.

    Raises:
        PlanRequestError: the request names something this instrument does not have.
    """
    request = validated(request or PlanRequest(), situation.results)
    for margin in dict.fromkeys((request.margin, 0.0)):
        space = move_space_of(situation, request, margin)
        choice = select_moves(space, request)
        if choice is not None:
            return _roadmap(situation, request, space, choice)
    return _infeasible(situation, request)


def with_steps(situation: Situation, roadmap: Roadmap, moves: Collection[Move]) -> Roadmap:
    """Return a roadmap with other steps to the same target, for the same person-days."""
    space = move_space_of(situation, roadmap.request, roadmap.margin)
    goal = goal_of(space, roadmap.request, moves)
    steps = _planned(space, goal, in_order(space, goal, sorted(moves)))
    planned = {step.item for step in steps}
    return replace(
        roadmap,
        steps=steps,
        find_out=_find_out(space, planned, goal),
        not_yet=[note for note in _not_yet(situation) if note.item not in planned],
    )


def _gates(judge: Judge, request: PlanRequest) -> list[JudgedGate]:
    return [] if request.stage is None else gates_up_to(judge, request.stage)


def _roadmap(situation: Situation, request: PlanRequest, space: MoveSpace, choice: Selection) -> Roadmap:
    steps = _planned(space, choice.goal, in_order(space, choice.goal, sorted(choice.moves)))
    planned = {step.item for step in steps}
    return Roadmap(
        target=request.stage,
        feasible=True,
        margin=space.judge.margin / 10,
        steps=steps,
        conditions=unmet_numbers(space.judge, _gates(space.judge, request)),
        find_out=_find_out(space, planned, choice.goal),
        not_yet=[note for note in _not_yet(situation) if note.item not in planned],
        clashes=[],
        request=request,
        proven=choice.proven,
        bound_days=choice.bound_days,
        plain_list=None if choice.plain is None else [(move, space.days([move])) for move in choice.plain],
        minimum=_minimum(situation, request, space, choice),
    )


def _minimum(situation: Situation, request: PlanRequest, space: MoveSpace, choice: Selection) -> float | None:
    """Return what just reaching the cuts would take; None where there is no target to reach."""
    if choice.plain is None:
        return None
    days = space.days(choice.moves)
    if not space.judge.margin or not choice.moves:
        return days
    least = least_days(move_space_of(situation, request, 0.0), request)
    return days if least is None else min(days, least)


def _planned(space: MoveSpace, goal: CriteriaToMeet, moves: Sequence[Move]) -> list[PlannedStep]:
    steps: list[PlannedStep] = []
    points = dict(space.start)
    gap = goal.gap(points)
    chosen = set(moves)
    waiting: dict[Move, list[Move]] = {}
    for other in moves:
        later = space.step(other)
        for need in () if later is None else later.needs.items():
            waiting.setdefault(need, []).append(other)
    for item_id, point in moves:
        step = space.step((item_id, point))
        result = space.judge.items[item_id]
        if step is None:
            continue
        before = dict(points)
        points[item_id] = point
        needs = tuple((needed, least) for needed, least in step.needs.items() if (needed, least) in chosen)
        needed_by = tuple(waiting.get((item_id, point), ()))
        gap_before, gap = gap, goal.gap(points)
        opens = tuple(
            criterion
            for criterion in goal.touching(item_id)
            if goal.shortfall(criterion, space.start) > 0
            and not (criterion.kind == "item" and 10 * point > criterion.tenths)
        )
        steps.append(
            PlannedStep(
                item=item_id,
                from_point=point - 1,
                to_point=point,
                text=step.text,
                owner=step.owner or result.item.owner,
                product=step.product or result.item.product,
                days=step.days,
                weeks=step.weeks,
                value=round(gap_before - gap, 1),
                opens=opens,
                needs=needs,
                needed_by=needed_by,
                if_confirmed=not result.answered,
                reason=_reason(
                    space.judge,
                    [(cut, goal.shortfall(cut, before) - goal.shortfall(cut, points)) for cut in opens],
                    [_item(space, other) for other, _ in needed_by],
                ),
            )
        )
    return steps


def _item(space: MoveSpace, item_id: str) -> Item:
    return space.judge.items[item_id].item


def _find_out(space: MoveSpace, planned: set[str], goal: CriteriaToMeet) -> list[str]:
    """List the items without an answer that the list rests on: find out before working."""
    asked = planned | {criterion.subject for criterion in goal.musts if criterion.kind == "item"}
    return [
        item_id
        for item_id, result in space.judge.items.items()
        if item_id in asked and result.counts and not result.answered
    ]


def _not_yet(situation: Situation) -> list[NotYet]:
    """List what is too early at the merchant's stage, with the bank's reason."""
    instrument = situation.results.instrument
    order = instrument.stage_ids
    reached = situation.results.stage or situation.results.possible_stages[0]
    return [
        NotYet(item_id, early.stage, early.reason or result.item.label)
        for item_id, result in situation.judge.items.items()
        if (early := result.item.worth_from) is not None
        and order.index(early.stage) > order.index(reached)
        and result.low < instrument.top_point
    ]


def _infeasible(situation: Situation, request: PlanRequest) -> Roadmap:
    """Say which criteria nothing can meet: that too is an answer."""
    space = MoveSpace(situation.judge, request.exclude, request.edits)
    gates = _gates(situation.judge, request)
    highest = space.highest()
    clashes = [
        Clash(criterion, _why(situation, criterion, request), _relaxation(situation, criterion, request))
        for criterion in _criteria(situation.judge, request, gates)
        if not situation.judge.passes(criterion, highest)
    ]
    for gate in gates:
        short = [group for group in gate.practice if not situation.judge.meets(group, highest)]
        if short and not clashes:
            what = Text("planning.too_few_shoulds", name=short[0].name or Text("scoring.shoulds"))
            clashes.append(Clash(None, what, _relaxation(situation, None, request)))
    return Roadmap(
        target=request.stage,
        feasible=False,
        margin=0.0,
        steps=[],
        conditions=unmet_numbers(situation.judge, gates),
        find_out=[],
        not_yet=_not_yet(situation),
        clashes=clashes,
        request=request,
    )


def _criteria(judge: Judge, request: PlanRequest, gates: Sequence[JudgedGate]) -> tuple[Criterion, ...]:
    if request.dimension is not None:
        dimension, score = request.dimension
        return (Criterion(dimension=dimension, at_least=round(score, 1)),)
    return must_goal(judge, gates).musts


def _why(situation: Situation, criterion: Criterion, request: PlanRequest) -> Localized:
    if not is_judgeable(situation.judge, criterion):
        return Text("planning.ruled_out")
    dropped = {item for (item, _), edit in request.edits.items() if edit.status == "dropped"}
    left_out = criterion.subject in request.exclude | dropped
    return Text("planning.left_out" if left_out else "planning.too_high")


def _relaxation(situation: Situation, criterion: Criterion | None, request: PlanRequest) -> Localized:
    """Return what would make the target reachable again."""
    if criterion is not None and not is_judgeable(situation.judge, criterion):
        return Text("planning.check_applies")
    if request.exclude or any(edit.status == "dropped" for edit in request.edits.values()):
        return Text("planning.take_back")
    return Text("planning.other_target")


def _reason(judge: Judge, closed: Sequence[tuple[Criterion, float]], needed_by: Sequence[Item]) -> Localized:
    """Return the reason of a step: what it opens first, else what it makes way for.

    Args:
        judge: knows the names.
        closed: the criteria the step helps to meet, each with the points of gap it closes.
        needed_by: the items of later steps that need this one.
    """
    musts = [criterion for criterion, _ in closed if criterion.kind == "item"]
    if musts:
        return Text("planning.reason_item", point=musts[-1].at_least or 0)
    nearer = [(cut, points) for cut, points in closed if cut.kind == "dimension" and points > 0]
    if nearer:
        cut, points = nearer[0]
        name = judge.instrument.dimension(cut.subject).name
        return Text("planning.reason_dimension", name=name, score=cut.at_least or 0, points=points)
    if needed_by:
        return Text("planning.reason_makes_way", name=needed_by[0].label)
    return Text("planning.reason_index")


def person_days(days: float) -> Localized:
    """Return an effort in person-days, to stand in a sentence."""
    return Text("planning.person_days", days=days)


def in_order(space: MoveSpace, goal: CriteriaToMeet, moves: Sequence[Move]) -> list[Move]:
    """Order chosen moves: the bundle that closes most gap per day first, needs before what needs them."""
    remaining = sorted(moves)
    points = dict(space.start)
    ordered: list[Move] = []
    bundles: dict[Move, tuple[Move, ...] | None] = {}  # those of which nothing is made yet stay as they are
    while remaining:
        offers = []
        still_open = goal.open_at(points)
        for move in remaining:
            if points[move[0]] + 1 != move[1]:
                continue
            if move not in bundles:
                bundles[move] = space.with_prerequisites(move, points)
            bundle = bundles[move]
            if bundle is None:
                continue
            closed = goal.closed(still_open, points, dict(bundle))
            days = space.days(bundle)
            offers.append((-round(closed / max(days, 0.25), 6), days, bundle))
        best = min(offers)[2]
        ordered.extend(best)
        points.update(best)
        made = set(best)
        remaining = [move for move in remaining if move not in made]
        bundles = {move: one for move, one in bundles.items() if one is not None and made.isdisjoint(one)}
    return ordered
