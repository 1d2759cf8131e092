"""What leaving a step out costs."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.planning import PlanRequest, Regret, Situation, build_roadmap, regrets
from assessment.scoring import judge_of, score
from tests.compact import bank, sheet
from tests.planning.situations import small


def first_regrets(answers: dict[str, object], gates: dict[str, object]) -> dict[str, Regret]:
    """Return the regrets of a small bakery, by item."""
    given_ = {"answers": answers, "gates": gates}
    instrument, assessment = bank(given_), sheet(given_)
    situation = Situation(score(instrument, assessment), judge_of(instrument, assessment))
    roadmap = build_roadmap(situation, PlanRequest(stage="steady", margin=0))
    return {regret.item: regret for regret in regrets(situation, roadmap)}


def test_there_is_no_path_without_what_the_gate_names() -> None:
    found = first_regrets({"bread.oven": 1, "bread.flour": 2}, {"steady": {"must": ["bread.oven >= 2"]}})

    assert (found["bread.oven"].days, found["bread.oven"].instead) == (None, ())
    assert found["bread.oven"].text.in_("en") == "There is no path without it."


@pytest.mark.parametrize(
    ("days_of_flour", "more", "said"),
    [
        (4, 3.0, "Without it: 3 person-days more."),
        (1, 0.0, "Interchangeable with bread.flour: the same days."),
    ],
)
def test_another_way_is_named_with_its_price(days_of_flour: int, more: float, said: str) -> None:
    answers = {
        "bread.oven": 1,
        "bread.flour": {"answer": 1, "days": [1, days_of_flour, 9]},
    }
    found = first_regrets(answers, {"steady": {"must": ["bread >= 50"]}})

    (regret,) = found.values()
    other = "bread.oven" if regret.item == "bread.flour" else "bread.flour"
    assert (regret.days, regret.instead, regret.proven) == (more, (other,), True)
    assert regret.text.in_("en") == said.replace("bread.flour", other)


@settings(max_examples=50)
@given(small(), st.sampled_from(["sprout", "tree"]))
def test_a_regret_is_never_negative_and_there_are_no_more_than_asked_for(
    situation: Situation, stage: str
) -> None:
    roadmap = build_roadmap(situation, PlanRequest(stage=stage))
    assume(roadmap.feasible)

    found = regrets(situation, roadmap, top=3)

    assert len(found) == min(3, len({step.item for step in roadmap.steps}))
    assert all(regret.days is None or regret.days >= 0 for regret in found)


@settings(max_examples=20)
@given(small())
def test_where_days_are_put_to_use_there_is_nothing_to_regret(situation: Situation) -> None:
    assert regrets(situation, build_roadmap(situation, PlanRequest(days=5.0))) == []
