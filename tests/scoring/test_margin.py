"""Which single answers a stage hangs on."""

from typing import Any

from assessment.scoring import judge_of
from assessment.scoring.margin import flipping, possible_stages, settling
from tests.compact import bank, sheet

GATES = {"steady": {"must": ["bread.oven >= 2"]}, "strong": {"must": ["bread.flour >= 2"]}}


def judge(**answers: Any) -> Any:
    """Return the judge of a case with these answers to the items of bread."""
    case = {"gates": GATES, "answers": {f"bread.{key}": value for key, value in answers.items()}}
    return judge_of(bank(case), sheet(case))


def test_missing_answers_leave_every_stage_between_the_worst_and_the_best_possible() -> None:
    assert possible_stages(judge(oven="dont_know", flour="dont_know")) == ("small", "steady", "strong")
    assert possible_stages(judge(oven=2, flour="dont_know")) == ("steady", "strong")
    assert possible_stages(judge(oven=1, flour="dont_know")) == ("small",)


def test_an_answer_settles_the_stage_by_either_end_that_narrows_it() -> None:
    found = settling(judge(oven="dont_know", flour=3, salt="dont_know"))

    # No oven is small for sure; a full one is strong for sure. Salt settles nothing.
    assert [(flip.item, flip.to_point, flip.possible) for flip in found] == [
        ("bread.oven", 0, ("small",)),
        ("bread.oven", 3, ("strong",)),
    ]


def test_an_answer_one_point_off_may_flip_the_stage_either_way() -> None:
    down = flipping(judge(oven=2, flour=0))
    up = flipping(judge(oven=1, flour=0))

    assert [(flip.from_point, flip.to_point, flip.stage) for flip in down] == [(2, 1, "small")]
    assert [(flip.from_point, flip.to_point, flip.stage) for flip in up] == [(1, 2, "steady")]


def test_verified_answers_do_not_flip() -> None:
    assert flipping(judge(oven={"answer": 2, "verified": True}, flour=0)) == []
