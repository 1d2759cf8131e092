"""What numbers that were taken change in a result, in words."""

import pytest

from assessment.instrument.load import load_bank, shipped_bank
from assessment.presentation.taken_numbers import changed_by_numbers
from assessment.responses import Assessment, MetricValue
from assessment.scoring import score
from assessment.scoring.results import Results
from assessment.texts import Text

INSTRUMENT = load_bank(shipped_bank()).instrument
MATURE = Assessment.model_validate_json(
    (shipped_bank() / "examples" / "home-goods-mature.json").read_text(encoding="utf-8")
)


def results(**numbers: float | None) -> Results:
    """Return the results of a mature shop with some numbers instead of its own; None for no number."""
    changed = {
        id_: MetricValue() if number is None else MetricValue(number=number)
        for id_, number in numbers.items()
    }
    return score(INSTRUMENT, MATURE.model_copy(update={"metrics": {**MATURE.metrics, **changed}}))


def said(before: Results, after: Results) -> str:
    return "".join(changed_by_numbers(before, after, "zh"))


def test_a_number_that_raises_a_flag_changes_the_stage_and_is_named() -> None:
    assert "阶段变了：从成熟期到成长期" in said(results(), results(experience_score=54))
    assert "亮了红灯：“体验分低于 60”" in said(results(), results(experience_score=54))


def test_back_again_the_flag_is_gone() -> None:
    sentences = said(results(experience_score=54), results())

    assert "从成长期到成熟期" in sentences
    assert "红灯灭了" in sentences


def test_what_is_as_before_is_said_to_be_so() -> None:
    assert said(results(), results(experience_score=92)).endswith(Text("numbers.effect.nothing").in_("zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_conditions_of_gates_are_named_both_ways(language: str) -> None:
    name = INSTRUMENT.metric("contribution_margin").name.in_(language)

    lost, found = (
        changed_by_numbers(results(contribution_margin=one), results(contribution_margin=other), language)
        for one, other in ((19, -3), (-3, 19))
    )

    assert any(name in each for each in lost)
    assert any(name in each for each in found)
    assert lost != found


def test_without_enough_answers_no_stage_is_said_to_have_changed() -> None:
    few = MATURE.model_copy(update={"answers": dict(list(MATURE.answers.items())[:5])})
    with_number = few.model_copy(update={"metrics": {"experience_score": MetricValue(number=54)}})
    without = few.model_copy(update={"metrics": {}})

    sentences = changed_by_numbers(score(INSTRUMENT, without), score(INSTRUMENT, with_number), "zh")

    assert sentences[0] == Text("numbers.effect.no_stage").in_("zh")
    assert "亮了红灯" in sentences[1]
