"""What must hold for every instrument and every set of answers, not only ours."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Assessment
from assessment.scoring import judge_of, score
from assessment.scoring.margin import flipping, settling
from assessment.scoring.report import results_as_json
from assessment.scoring.results import Results, published
from tests.strategies import answered, at_point, instruments, taken


@st.composite
def cases(draw: st.DrawFn, /, **size: int) -> tuple[Instrument, Assessment]:
    instrument = draw(instruments(**size))
    return instrument, draw(answered(instrument))


@given(instruments(), st.integers(0, 3))
def test_all_answers_at_one_point_give_that_point_on_every_dimension(
    instrument: Instrument, point: int
) -> None:
    answers = {item.id: at_point(instrument, item.id, point) for item in instrument.items()}
    results = score(instrument, taken(instrument, answers))
    expected = Fraction(100 * instrument.scale[point], instrument.top_value)
    assert {result.low for result in results.dimensions.values()} == {expected}
    assert results.index == results.index_high == expected
    assert results.coverage == 1


@given(cases(), st.data())
def test_raising_an_answer_lowers_no_score_and_no_stage(
    case: tuple[Instrument, Assessment], data: st.DataObject
) -> None:
    instrument, before = case
    results = score(instrument, before)
    raisable = [r.item.id for r in results.items.values() if r.answered and r.low < 3]
    assume(raisable)
    item = data.draw(st.sampled_from(raisable))
    point = data.draw(st.integers(results.items[item].low + 1, 3))
    answers = {**before.answers, item: at_point(instrument, item, point)}
    raised = score(instrument, before.model_copy(update={"answers": answers}))
    order = instrument.stage_ids
    if results.stage is not None:
        assert raised.stage is not None
        assert order.index(raised.stage) >= order.index(results.stage)
    assert (raised.index or 0) >= (results.index or 0)
    for key, dimension in results.dimensions.items():
        assert (raised.dimensions[key].low or 0) >= (dimension.low or 0)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_items_changes_nothing(
    case: tuple[Instrument, Assessment], random: Random
) -> None:
    instrument, assessment = case
    shuffled_answers = list(assessment.answers.items())
    random.shuffle(shuffled_answers)
    dimensions = []
    for dimension in instrument.dimensions:
        items = list(dimension.items)
        random.shuffle(items)
        dimensions.append(dimension.model_copy(update={"items": items}))
    random.shuffle(dimensions)
    shuffled = instrument.model_copy(update={"dimensions": dimensions})
    again = score(shuffled, assessment.model_copy(update={"answers": dict(shuffled_answers)}))
    first = results_as_json(score(instrument, assessment))
    second = results_as_json(again)
    for each in (first, second):
        each["problems"] = sorted(map(str, each["problems"]))
        confidence = each.pop("confidence")
        each["word"] = confidence and confidence["word"]
    assert first == second


@given(cases(), st.data())
def test_removing_an_answer_touches_only_its_own_dimension_and_the_index(
    case: tuple[Instrument, Assessment], data: st.DataObject
) -> None:
    instrument, assessment = case
    assume(assessment.answers)
    gone = data.draw(st.sampled_from(sorted(assessment.answers)))
    answers = {key: value for key, value in assessment.answers.items() if key != gone}
    before = score(instrument, assessment)
    after = score(instrument, assessment.model_copy(update={"answers": answers}))
    own = gone.partition(".")[0]
    for key, dimension in before.dimensions.items():
        if key != own:
            assert after.dimensions[key] == dimension


@given(instruments())
def test_an_untouched_questionnaire_has_no_score_and_no_stage(instrument: Instrument) -> None:
    results = score(instrument, taken(instrument, {}))
    assert results.stage is None
    assert results.status is None
    assert results.confidence is None
    assert results.index is None
    assert all(dimension.score is None for dimension in results.dimensions.values())


@given(instruments())
def test_a_dimension_declared_absent_as_a_whole_has_no_result(instrument: Instrument) -> None:
    answers = {item.id: Answer(absent=Absent.NOT_APPLICABLE, reason="no") for item in instrument.items()}
    results = score(instrument, taken(instrument, answers))
    for dimension in instrument.dimensions:
        result = results.dimensions[dimension.id]
        if dimension.may_be_absent:
            assert result.absent
            assert result.score is None
        else:
            assert not result.absent


@given(cases(), st.data())
def test_the_stages_possible_contain_the_stage_of_every_completion(
    case: tuple[Instrument, Assessment], data: st.DataObject
) -> None:
    instrument, assessment = case
    before = score(instrument, assessment)
    completed = dict(assessment.answers)
    for item_id, result in before.items.items():
        if result.counts and not result.answered:
            completed[item_id] = at_point(instrument, item_id, data.draw(st.integers(0, 3)))
    after = score(instrument, assessment.model_copy(update={"answers": completed}))
    assume(after.stage is not None)
    assert after.stage in before.possible_stages


@given(cases())
def test_decisions_are_taken_on_the_published_figure(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    for gate in results.gates.values():
        for finding in gate.findings:
            if finding.kind in ("dimension", "index") and finding.measured is not None and not finding.waived:
                assert (finding.met is True) == (finding.measured >= finding.needed)


@given(cases())
def test_a_gate_is_open_exactly_when_nothing_blocks_it_or_any_below(
    case: tuple[Instrument, Assessment],
) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    below_open = True
    for gate in results.gates.values():
        below_open = below_open and not gate.blockers
        assert gate.open == below_open


@settings(max_examples=60)
@given(cases(most_dimensions=2, most_items=3))
def test_confidence_brackets_the_brute_force_probability(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    assume(results.stage is not None and results.confidence is not None)
    exact = brute_force(instrument, results, assessment)
    assert results.confidence is not None
    assert results.confidence.low - 1e-6 <= float(exact) <= results.confidence.high + 1e-6
    assert results.confidence.high - results.confidence.low < 0.02


def brute_force(instrument: Instrument, results: Results, assessment: Assessment) -> Fraction:
    """Walk every combination of true points, with exact fractions."""
    judge = judge_of(instrument, assessment)
    counted = [result for result in judge.items.values() if result.counts]
    points = sorted(instrument.scale)
    total = Fraction(0)
    for attitude in instrument.self_report:
        lower, higher = Fraction(str(attitude.lower)), Fraction(str(attitude.higher))
        spreads = []
        for result in counted:
            spread = dict.fromkeys(points, Fraction(0))
            if not result.answered:
                spread = dict.fromkeys(points, Fraction(1, 4))
            elif result.verified:
                spread[result.low] = Fraction(1)
            else:
                spread[max(result.low - 1, 0)] += lower
                spread[min(result.low + 1, 3)] += higher
                spread[result.low] += 1 - lower - higher
            spreads.append({point: mass for point, mass in spread.items() if mass})
        for combination in product(*spreads):
            true = {r.item.id: point for r, point in zip(counted, combination, strict=True)}
            if judge.stage(true) == results.stage:
                mass = Fraction(str(attitude.weight))
                for spread, point in zip(spreads, combination, strict=True):
                    mass *= spread[point]
                total += mass
    return total


@given(cases())
def test_an_answer_said_to_settle_the_stage_does_narrow_it(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    for flip in settling(judge_of(instrument, assessment)):
        answers = {**assessment.answers, flip.item: at_point(instrument, flip.item, flip.to_point)}
        after = score(instrument, assessment.model_copy(update={"answers": answers}))
        assert after.possible_stages == flip.possible
        assert len(after.possible_stages) < len(results.possible_stages)


@given(cases())
def test_an_answer_said_to_flip_the_stage_does_flip_it(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    assume(results.stage is not None)
    for flip in flipping(judge_of(instrument, assessment)):
        answers = {**assessment.answers, flip.item: at_point(instrument, flip.item, flip.to_point)}
        after = score(instrument, assessment.model_copy(update={"answers": answers}))
        assert after.stage == flip.stage != results.stage


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(4995, 100), 50.0),
        (Fraction(49949, 1000), 49.9),
        (Fraction(200, 3), 66.7),
        (Fraction(1, 20), 0.1),
    ],
)
def test_scores_are_published_to_one_decimal_half_up(value: Fraction, shown: float) -> None:
    assert published(value) == shown
