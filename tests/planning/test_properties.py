"""What must hold for the roadmap of every merchant, under every instrument."""

from collections.abc import Sequence
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.planning import PlanRequest, Situation, build_roadmap
from assessment.planning.moves import MoveSpace
from assessment.planning.requirements import gates_up_to
from assessment.planning.roadmap import PlannedStep
from assessment.responses import Assessment
from tests.planning.situations import situation_of
from tests.strategies import answered, at_point, instruments

CALM = settings(max_examples=100)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Situation, Assessment]:
    instrument = draw(instruments())
    assessment = draw(answered(instrument))
    return situation_of(instrument, assessment), assessment


def applied(situation: Situation, assessment: Assessment, steps: Sequence[PlannedStep]) -> Assessment:
    answers = dict(assessment.answers)
    for step in steps:
        answers[step.item] = at_point(situation.results.instrument, step.item, step.to_point)
    return assessment.model_copy(update={"answers": answers})


@CALM
@given(situations(), st.sampled_from(["sprout", "tree"]), st.sampled_from([0.0, 3.0]))
def test_applying_the_steps_opens_the_gate_but_for_the_conditions(
    case: tuple[Situation, Assessment], stage: str, margin: float
) -> None:
    situation, assessment = case
    roadmap = build_roadmap(situation, PlanRequest(stage=stage, margin=margin))
    assume(roadmap.feasible)
    after = situation_of(situation.results.instrument, applied(situation, assessment, roadmap.steps))
    for gate in gates_up_to(after.judge, stage):
        for criterion in gate.must:
            if criterion not in roadmap.conditions:
                assert after.judge.holds(criterion, after.judge.ends()[0])
        low, _ = after.judge.ends()
        for group in gate.practice:
            assert sum(after.judge.passes(c, low) for c in group.of) >= group.meet


@CALM
@given(situations(), st.sampled_from(["sprout", "tree"]))
def test_no_single_step_of_a_roadmap_can_be_left_out(case: tuple[Situation, Assessment], stage: str) -> None:
    situation, _ = case
    roadmap = build_roadmap(situation, PlanRequest(stage=stage, margin=0))
    assume(roadmap.feasible and not roadmap.conditions)
    space = MoveSpace(situation.judge)
    moves = [(step.item, step.to_point) for step in roadmap.steps]
    for left_out in moves:
        rest = [move for move in moves if move != left_out]
        if space.is_consistent(rest):
            points = space.after(rest)
            gates = gates_up_to(situation.judge, stage)
            assert not all(situation.judge.opens(gate, points) for gate in gates)


@CALM
@given(situations(), st.sampled_from(["sprout", "tree"]))
def test_every_step_comes_after_what_it_needs(case: tuple[Situation, Assessment], stage: str) -> None:
    situation, _ = case
    roadmap = build_roadmap(situation, PlanRequest(stage=stage))
    points = dict(situation.judge.ends()[0])
    space = MoveSpace(situation.judge)
    for step in roadmap.steps:
        assert points[step.item] == step.from_point == step.to_point - 1
        assert space.with_prerequisites((step.item, step.to_point), points) == ((step.item, step.to_point),)
        points[step.item] = step.to_point


@CALM
@given(situations(), st.sampled_from(["sprout", "tree"]))
def test_where_no_roadmap_is_drawn_every_possible_step_together_opens_nothing(
    case: tuple[Situation, Assessment], stage: str
) -> None:
    situation, _ = case
    roadmap = build_roadmap(situation, PlanRequest(stage=stage))
    assume(not roadmap.feasible)
    judge = situation.judge
    highest = MoveSpace(judge).highest()
    gates = gates_up_to(judge, stage)
    musts = [
        c for gate in gates for c in gate.must if c.kind not in {"metric", "profile"} and not judge.waived(c)
    ]
    few = any(
        sum(judge.passes(c, highest) for c in group.of) < group.meet
        for gate in gates
        for group in gate.practice
    )
    assert few or not all(judge.passes(c, highest) for c in musts)
    assert roadmap.clashes


@CALM
@given(situations(), st.integers(1, 60).map(lambda halves: halves / 2))
def test_the_best_use_of_some_days_never_costs_more_than_those_days(
    case: tuple[Situation, Assessment], days: float
) -> None:
    situation, _ = case
    roadmap = build_roadmap(situation, PlanRequest(days=days))
    assert roadmap.target is None
    assert roadmap.effort_days <= days


@CALM
@given(situations())
def test_excluded_items_are_left_alone_and_forced_ones_are_raised(
    case: tuple[Situation, Assessment],
) -> None:
    situation, _ = case
    moves = MoveSpace(situation.judge).open_moves(situation.judge.ends()[0])
    assume(len(moves) > 1)
    excluded, forced = moves[0][0], moves[-1][0]
    roadmap = build_roadmap(
        situation, PlanRequest(stage="sprout", exclude=frozenset({excluded}), force=frozenset({forced}))
    )
    assert excluded not in {step.item for step in roadmap.steps}
    bundle = MoveSpace(situation.judge, frozenset({excluded})).with_prerequisites(
        moves[-1], situation.judge.ends()[0]
    )
    if roadmap.feasible and bundle is not None:
        assert forced in {step.item for step in roadmap.steps}


@CALM
@given(situations(), st.randoms(use_true_random=False))
def test_the_same_answers_in_any_order_give_the_same_roadmap(
    case: tuple[Situation, Assessment], random: Random
) -> None:
    situation, assessment = case
    shuffled = list(assessment.answers.items())
    random.shuffle(shuffled)
    again = situation_of(
        situation.results.instrument, assessment.model_copy(update={"answers": dict(shuffled)})
    )
    assert build_roadmap(again, PlanRequest(stage="tree")) == build_roadmap(
        situation, PlanRequest(stage="tree")
    )
