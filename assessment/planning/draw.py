"""Draw a roadmap: from a brief to an ordered list, or to what stands in the way."""

from collections.abc import Sequence

from assessment.instrument.model import Criterion, Gate, Item
from assessment.instrument.text import LocalText
from assessment.planning.brief import Brief, Situation, validated
from assessment.planning.choose import Choice, choose, climb_of, least_days
from assessment.planning.climb import Climb, Move
from assessment.planning.goals import Goal, gates_up_to, is_judgeable, must_goal, unmet_numbers
from assessment.planning.priority import in_order
from assessment.planning.reasons import LEFT_OUT, RULED_OUT, TOO_HIGH, TOO_MANY, reason_for
from assessment.planning.roadmap import Clash, NotYet, PlannedStep, Roadmap
from assessment.scoring.gates import Judge


def draw(situation: Situation, brief: Brief | None = None) -> Roadmap:
    """Draw the roadmap of one assessment: the path, in the order worth doing it.

    Where the margin cannot be reached in full, the path goes for the bare cut
    scores, and the roadmap says so by a margin of 0.

    Raises:
        BriefError: the brief names something this instrument does not have.
    """
    brief = validated(brief or Brief(), situation.results)
    for margin in dict.fromkeys((brief.margin, 0.0)):
        climb = climb_of(situation, brief, margin)
        choice = choose(climb, brief)
        if choice is not None:
            return _roadmap(situation, brief, climb, choice)
    return _infeasible(situation, brief)


def _gates(judge: Judge, brief: Brief) -> list[Gate]:
    return [] if brief.stage is None else gates_up_to(judge, brief.stage)


def _roadmap(situation: Situation, brief: Brief, climb: Climb, choice: Choice) -> Roadmap:
    steps = _planned(climb, choice.goal, in_order(climb, choice.goal, sorted(choice.moves)))
    planned = {step.item for step in steps}
    return Roadmap(
        target=brief.stage,
        feasible=True,
        margin=climb.judge.margin / 10,
        steps=steps,
        conditions=unmet_numbers(climb.judge, _gates(climb.judge, brief)),
        find_out=_find_out(climb, planned, choice.goal),
        not_yet=[note for note in _not_yet(situation) if note.item not in planned],
        clashes=[],
        brief=brief,
        proven=choice.proven,
        bound_days=choice.bound_days,
        plain_list=None if choice.plain is None else [(move, climb.days([move])) for move in choice.plain],
        minimum=_minimum(situation, brief, climb, choice),
    )


def _minimum(situation: Situation, brief: Brief, climb: Climb, choice: Choice) -> float | None:
    """Return what just reaching the cuts would take; None where there is no target to reach."""
    if choice.plain is None:
        return None
    days = climb.days(choice.moves)
    if not climb.judge.margin or not choice.moves:
        return days
    least = least_days(climb_of(situation, brief, 0.0), brief)
    return days if least is None else min(days, least)


def _planned(climb: Climb, goal: Goal, moves: Sequence[Move]) -> list[PlannedStep]:
    steps: list[PlannedStep] = []
    points = dict(climb.start)
    chosen = set(moves)
    for item_id, point in moves:
        step = climb.step((item_id, point))
        result = climb.judge.items[item_id]
        if step is None:
            continue
        before = dict(points)
        points[item_id] = point
        needs = tuple((needed, least) for needed, least in step.needs.items() if (needed, least) in chosen)
        needed_by = tuple(
            other
            for other in moves
            if (later := climb.step(other)) is not None and later.needs.get(item_id) == point
        )
        opens = tuple(
            criterion
            for criterion in goal.touching(item_id)
            if goal.shortfall(criterion, climb.start) > 0
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
                value=round(goal.gap(before) - goal.gap(points), 1),
                opens=opens,
                needs=needs,
                needed_by=needed_by,
                if_confirmed=not result.answered,
                reason=reason_for(
                    climb.judge,
                    [(cut, goal.shortfall(cut, before) - goal.shortfall(cut, points)) for cut in opens],
                    [_item(climb, other) for other, _ in needed_by],
                ),
            )
        )
    return steps


def _item(climb: Climb, item_id: str) -> Item:
    return climb.judge.items[item_id].item


def _find_out(climb: Climb, planned: set[str], goal: Goal) -> list[str]:
    """List the items without an answer that the list rests on: find out before working."""
    asked = planned | {criterion.subject for criterion in goal.musts if criterion.kind == "item"}
    return [
        item_id
        for item_id, result in climb.judge.items.items()
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


def _infeasible(situation: Situation, brief: Brief) -> Roadmap:
    """Say which criteria nothing can meet: that too is an answer."""
    climb = Climb(situation.judge, brief.exclude, brief.edits)
    gates = _gates(situation.judge, brief)
    highest = climb.highest()
    clashes = [
        Clash(criterion, _why(situation, criterion, brief), _relaxation(situation, criterion, brief))
        for criterion in _criteria(situation.judge, brief, gates)
        if not situation.judge.passes(criterion, highest)
    ]
    for gate in gates:
        if gate.should and not clashes:
            met = sum(situation.judge.passes(c, highest) for c in gate.should.of)
            if met < gate.should.meet:
                clashes.append(Clash(None, TOO_MANY, _relaxation(situation, None, brief)))
    return Roadmap(
        target=brief.stage,
        feasible=False,
        margin=0.0,
        steps=[],
        conditions=unmet_numbers(situation.judge, gates),
        find_out=[],
        not_yet=_not_yet(situation),
        clashes=clashes,
        brief=brief,
    )


def _criteria(judge: Judge, brief: Brief, gates: Sequence[Gate]) -> tuple[Criterion, ...]:
    if brief.dimension is not None:
        dimension, score = brief.dimension
        return (Criterion(dimension=dimension, at_least=round(score, 1)),)
    return must_goal(judge, gates).musts


def _why(situation: Situation, criterion: Criterion, brief: Brief) -> LocalText:
    if not is_judgeable(situation.judge, criterion):
        return RULED_OUT
    dropped = {item for (item, _), edit in brief.edits.items() if edit.status == "dropped"}
    return LEFT_OUT if criterion.subject in brief.exclude | dropped else TOO_HIGH


def _relaxation(situation: Situation, criterion: Criterion | None, brief: Brief) -> LocalText:
    """Say what would make the target reachable again."""
    if criterion is not None and not is_judgeable(situation.judge, criterion):
        return LocalText(
            {
                "zh": "确认一下：标成“不适用”的，是不是其实适用？要是真不适用，就换一个目标。",
                "en": "Check whether what is not applicable applies after all; else choose another target.",
            }
        )
    if brief.exclude or any(edit.status == "dropped" for edit in brief.edits.values()):
        return LocalText(
            {
                "zh": "把排除或放弃的放回来一些再试。",
                "en": "Take back some of what was left out or dropped, and try once more.",
            }
        )
    return LocalText(
        {
            "zh": "换一个目标，或核对题库里的门槛。",
            "en": "Choose another target, or check the cut in the bank.",
        }
    )
