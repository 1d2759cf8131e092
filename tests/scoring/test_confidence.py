"""How sure a stage is, on cases small enough to work out by hand."""

from typing import Any

import pytest

from assessment.scoring import judge_of, score
from assessment.scoring.confidence import WORDS, StageReached
from assessment.scoring.distribution import Bracket
from assessment.scoring.results import Confidence
from tests.compact import bank, sheet

# In these cases everybody errs by one point with 0.15 each way; what passes an end stays there.
GATE = {"steady": {"must": ["bread.oven >= 2"]}}


def confidence(**given: Any) -> Confidence:
    """Return the confidence of a case written as in `tests/cases`."""
    case = {"gates": GATE, **given}
    sure = score(bank(case), sheet(case)).confidence
    assert sure is not None
    return sure


def test_one_must_item_is_as_sure_as_its_answer() -> None:
    sure = confidence(answers={"bread.oven": 2})

    # The true point is 2 or 3 unless it is one lower.
    assert (sure.low, sure.high) == pytest.approx((0.85, 0.85), abs=2e-6)
    assert sure.word == "likely"


def test_every_unverified_must_costs_confidence() -> None:
    gates = {"steady": {"must": ["bread.oven >= 2", "bread.flour >= 2"]}}

    sure = confidence(gates=gates, answers={"bread.oven": 2, "bread.flour": 2})

    assert sure.low == pytest.approx(0.85**2, abs=2e-6)


def test_evidence_that_was_seen_makes_it_certain() -> None:
    sure = confidence(answers={"bread.oven": {"answer": 2, "verified": True}})

    assert sure.low == pytest.approx(1, abs=2e-6)
    assert sure.word == "firm"


def test_a_point_above_what_is_asked_leaves_room_for_error() -> None:
    assert confidence(answers={"bread.oven": 3}).low == pytest.approx(1, abs=2e-6)


def test_a_missing_answer_may_be_any_point() -> None:
    answers = {"bread.oven": "dont_know", "bread.flour": 2, "bread.salt": 2}

    # Half of the points would open the gate, so half speaks for the stage below.
    assert confidence(answers=answers).low == pytest.approx(0.5, abs=2e-6)


def test_the_last_stage_and_the_one_below_share_what_the_first_does_not_take() -> None:
    gates = {**GATE, "strong": {"must": ["bread.flour >= 2"]}}

    sure = confidence(gates=gates, answers={"bread.oven": 2, "bread.flour": 1})

    # Steady, unless the oven is one lower (0.15) or the flour one higher (0.15).
    assert sure.low == pytest.approx(0.85 * 0.85, abs=2e-6)


def test_a_stage_without_a_gate_is_never_reached() -> None:
    case = {"gates": {}, "answers": {"bread.oven": 3}}

    assert StageReached(judge_of(bank(case), sheet(case)), 1).probability() == Bracket(0, 0)


def test_the_first_stage_is_certain_to_be_reached() -> None:
    case = {"gates": GATE, "answers": {"bread.oven": 0}}

    assert StageReached(judge_of(bank(case), sheet(case)), 0).probability() == Bracket(1, 1)


def test_a_must_that_nothing_can_meet_makes_the_stage_impossible() -> None:
    case = {
        "gates": {"steady": {"must": ["score >= 70"]}},
        "numbers": {"score": 60},
        "answers": {"bread.a": 3},
    }

    assert StageReached(judge_of(bank(case), sheet(case)), 1).probability() == Bracket(0, 0)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"bread.oven": 3}, "firm"),
        ({"bread.oven": 2}, "likely"),
        ({"bread.oven": "dont_know", "bread.flour": 2, "bread.salt": 2}, "not_supported"),
    ],
)
def test_the_word_is_chosen_by_the_lower_end(answer: dict[str, Any], word: str) -> None:
    assert confidence(answers=answer).word == word


def test_the_words_are_ordered_and_reach_down_to_nothing() -> None:
    bounds = [least for least, _ in WORDS]

    assert bounds == [0.9, 0.7, 0.5, 0.0]
    assert [word for _, word in WORDS] == ["firm", "likely", "borderline", "not_supported"]
