"""The next most useful question, for every instrument and every partial state."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.instrument.load import shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.releases import Releases
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.scoring import judge_of, score
from assessment.scoring.distribution import information_gain
from assessment.scoring.margin import StagesAfter
from assessment.scoring.next_question import answers_until_named, next_question
from tests.shipped import INSTRUMENT
from tests.strategies import answered, at_point, instruments, taken


def released() -> Instrument:
    """The bank 1.1.0, whose gates ask for every criterion by itself, the experience score among them."""
    found = Releases(shipped_bank()).find("1.1.0")
    assert found is not None
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instrument, Assessment]:
    instrument = draw(instruments())
    return instrument, draw(answered(instrument))


def with_answer(assessment: Assessment, item: str, answer: Answer) -> Assessment:
    return assessment.model_copy(update={"answers": {**assessment.answers, item: answer}})


@given(cases())
def test_only_what_is_missing_and_counts_is_suggested(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    suggestion = next_question(judge_of(instrument, assessment))
    assume(suggestion is not None)
    assert suggestion is not None
    counted = {key: each for key, each in score(instrument, assessment).items.items() if each.counts}
    nothing_else = all(each.absent is not Absent.UNANSWERED for each in counted.values())
    assert counted[suggestion.item].absent is (Absent.DONT_KNOW if nothing_else else Absent.UNANSWERED)


@given(cases())
def test_nothing_is_suggested_once_the_stage_is_settled_and_named(
    case: tuple[Instrument, Assessment],
) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    suggestion = next_question(judge_of(instrument, assessment))
    left = {r.absent for r in results.items.values() if r.counts}
    settled = results.stage is not None and len(results.possible_stages) == 1
    nothing_left = not left & {Absent.UNANSWERED, Absent.DONT_KNOW}
    assert (suggestion is None) == (settled or nothing_left)


@given(cases())
def test_too_little_answered_is_the_first_reason(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case
    results = score(instrument, assessment)
    suggestion = next_question(judge_of(instrument, assessment))
    assume(suggestion is not None)
    assert suggestion is not None
    assert (suggestion.kind == "coverage") == (results.stage is None)
    assert (suggestion.until_named > 0) == (results.stage is None)
    assert all(suggestion.reason.in_(language) for language in ("zh", "en"))


@given(cases())
def test_the_stages_after_each_answer_are_those_that_scoring_finds(
    case: tuple[Instrument, Assessment],
) -> None:
    instrument, assessment = case
    suggestion = next_question(judge_of(instrument, assessment))
    assume(suggestion is not None)
    assert suggestion is not None
    assert suggestion.possible == score(instrument, assessment).possible_stages
    for point, stages in suggestion.stages.items():
        known = with_answer(assessment, suggestion.item, at_point(instrument, suggestion.item, point))
        after = score(instrument, known)
        # A refused not-applicable that is taken back may let others in its dimension be accepted.
        if after.items.keys() == score(instrument, assessment).items.keys() and all(
            after.items[key].counts == result.counts
            for key, result in score(instrument, assessment).items.items()
        ):
            assert stages == after.possible_stages


def missing(instrument: Instrument, assessment: Assessment) -> list[str]:
    return [
        result.item.id
        for result in score(instrument, assessment).items.values()
        if result.counts and result.absent is Absent.UNANSWERED
    ]


def without_not_applicable(assessment: Assessment) -> Assessment:
    """Leave out what was declared not applicable: whether it is accepted depends on its neighbours."""
    kept = {
        key: answer
        for key, answer in assessment.answers.items()
        if answer.absent is not Absent.NOT_APPLICABLE
    }
    return assessment.model_copy(update={"answers": kept})


@settings(max_examples=50)
@given(cases())
def test_no_other_question_leaves_fewer_stages_on_average(case: tuple[Instrument, Assessment]) -> None:
    instrument, assessment = case[0], without_not_applicable(case[1])
    suggestion = next_question(judge_of(instrument, assessment))
    asked = missing(instrument, assessment)
    assume(suggestion is not None and asked)
    assert suggestion is not None
    averages = []
    for item in asked:
        left = [
            len(
                score(
                    instrument, with_answer(assessment, item, at_point(instrument, item, point))
                ).possible_stages
            )
            for point in instrument.scale
        ]
        averages.append(Fraction(sum(left), len(left)))
    assert suggestion.expected == min(averages)


@given(cases(), st.data())
def test_a_walk_along_the_suggestions_ends_settled_within_the_missing_answers(
    case: tuple[Instrument, Assessment], data: st.DataObject
) -> None:
    instrument, assessment = case[0], without_not_applicable(case[1])
    declined = any(answer.absent is Absent.DECLINED for answer in assessment.answers.values())
    results = score(instrument, assessment)
    at_most = sum(result.counts and not result.answered for result in results.items.values())
    possible = results.possible_stages
    walked = 0
    while (suggestion := next_question(judge_of(instrument, assessment))) is not None:
        assert set(suggestion.possible) <= set(possible)
        possible = suggestion.possible
        answer = at_point(instrument, suggestion.item, data.draw(st.integers(0, 3)))
        assessment = with_answer(assessment, suggestion.item, answer)
        walked += 1
    assert walked <= at_most
    if not declined:
        results = score(instrument, assessment)
        assert results.stage is not None or not results.items
        assert len(results.possible_stages) == 1


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(
    case: tuple[Instrument, Assessment], random: Random
) -> None:
    instrument, assessment = case
    shuffled = list(assessment.answers.items())
    random.shuffle(shuffled)
    again = assessment.model_copy(update={"answers": dict(shuffled)})
    assert next_question(judge_of(instrument, assessment)) == next_question(judge_of(instrument, again))


@given(st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=2), min_size=4, max_size=4))
def test_an_answer_never_tells_less_than_nothing(reached: list[list[float]]) -> None:
    falling = [sorted(chances, reverse=True) for chances in reached]
    assert information_gain(falling) >= -1e-12


def test_an_answer_that_decides_between_two_equal_stages_tells_one_bit() -> None:
    assert information_gain([[0.0], [0.0], [1.0], [1.0]]) == 1.0
    assert information_gain([[0.5], [0.5], [0.5], [0.5]]) == 0.0


def shipped(answers: dict[str, Answer], bank: Instrument = INSTRUMENT, **more: object) -> Assessment:
    ref = InstrumentRef(id=bank.id, version=bank.version)
    return Assessment(instrument=ref, answers=answers).model_copy(update=more)


def all_at(point: int, *but: str, mode: Mode = Mode.FULL, bank: Instrument = INSTRUMENT) -> Assessment:
    answers = {
        item.id: at_point(bank, item.id, point)
        for item in bank.items()
        if item.kind != "metric" and item.id not in but
    }
    return shipped(answers, bank, mode=mode, metrics={"experience_score": MetricValue(number=90.0)})


def test_before_the_first_answer_a_must_of_growth_is_asked_and_the_count_is_told() -> None:
    judge = judge_of(INSTRUMENT, shipped({}))
    suggestion = next_question(judge)

    assert suggestion is not None
    assert suggestion.kind == "coverage"
    musts = {criterion.subject for criterion in judge.gates[0].must}
    assert suggestion.item in musts
    assert suggestion.until_named == answers_until_named(judge.items.values())
    assert f"{suggestion.until_named} 题" in suggestion.reason.in_("zh")


@pytest.mark.parametrize(
    ("point", "but", "kind", "says"),
    [
        (2, ("supply.stock",), "settles", "答完这一题，阶段就定了。"),
        (3, ("supply.stock", "supply.quality_loop"), "rules_out", "是不是还可能到成长期"),
    ],
)
def test_the_reason_is_one_a_merchant_understands(
    point: int, but: tuple[str, ...], kind: str, says: str
) -> None:
    bank = released()
    suggestion = next_question(judge_of(bank, all_at(point, *but, bank=bank)))

    assert suggestion is not None
    assert suggestion.item in but
    assert suggestion.kind == kind
    assert says in suggestion.reason.in_("zh")


def test_a_number_still_missing_is_judged_by_what_it_would_open_and_shut() -> None:
    bank = released()
    unknown = all_at(3, bank=bank).model_copy(update={"metrics": {}})
    judge = judge_of(bank, unknown)
    number = judge.items["service.experience_score"]

    after = {point: StagesAfter(judge).after(number, point) for point in bank.scale}

    # Growth asks for 70. From 70 to under 85 the score may lie on either side of mature's 80.
    assert after == {0: ("launch",), 1: ("launch",), 2: ("growth", "mature"), 3: ("mature",)}


def test_what_nobody_knew_is_suggested_when_nothing_else_is_missing() -> None:
    settled = all_at(2, "supply.stock")
    unknown = with_answer(settled, "supply.stock", Answer(absent=Absent.DONT_KNOW))

    suggestion = next_question(judge_of(INSTRUMENT, unknown))

    assert suggestion is not None
    assert suggestion.item == "supply.stock"


def test_what_was_declined_is_never_asked_again() -> None:
    declined = with_answer(all_at(2, "supply.stock"), "supply.stock", Answer(absent=Absent.DECLINED))

    assert next_question(judge_of(INSTRUMENT, declined)) is None


def test_an_assessment_without_items_needs_no_question() -> None:
    empty = INSTRUMENT.model_copy(update={"dimensions": []})

    assert next_question(judge_of(empty, taken(empty, {}))) is None
