"""How sure the target stage would be after the steps."""

from dataclasses import replace

import pytest

from assessment.planning import Edit, PlanRequest, Roadmap, Situation, build_roadmap
from assessment.planning.outlook import Outlook, outlook, reached
from assessment.responses import Assessment
from tests.compact import bank, sheet
from tests.shipped import INSTRUMENT
from tests.test_personas import PERSONAS, example_of


def ahead(given_: dict[str, object]) -> Outlook:
    """Return the outlook of a bakery that goes for its next stage."""
    instrument, assessment = bank(given_), sheet(given_)
    situation = Situation.of(instrument, assessment)
    safe, least = (build_roadmap(situation, PlanRequest(margin=margin)) for margin in (10.0, 0.0))
    return outlook(instrument, assessment, safe, least)


GATE = {"steady": {"must": ["bread.oven >= 2", "bread >= 50"]}}


def test_the_margin_makes_it_surer_and_seeing_the_evidence_more_so() -> None:
    found = ahead({"answers": {"bread.oven": 1, "bread.flour": 1, "bread.yeast": 1}, "gates": GATE})

    assert found.minimum is not None
    assert found.safe is not None
    assert found.seen is not None
    assert found.minimum.high < found.safe.low < found.seen.low
    assert found.musts == ("bread.oven",)


def test_evidence_that_was_seen_need_not_be_seen_again_unless_the_step_changes_it() -> None:
    seen = ahead(
        {"answers": {"bread.oven": {"answer": 2, "verified": True}, "bread.flour": 0}, "gates": GATE}
    )
    raised = ahead(
        {"answers": {"bread.oven": {"answer": 1, "verified": True}, "bread.flour": 2}, "gates": GATE}
    )

    assert seen.musts == ()
    assert raised.musts == ("bread.oven",)


def test_a_number_still_missing_is_taken_to_be_met_and_not_for_a_sign_of_the_stage_below() -> None:
    answers = {"bread.oven": 1, "bread.flour": 1}
    gates = {"steady": {"must": ["bread.oven >= 2", "bread >= 50", "profit >= 3"]}}
    without = ahead({"answers": answers, "gates": GATE})

    found = ahead({"answers": answers, "gates": gates, "numbers": {"profit": 1}})

    assert found == without


def looked(persona: str, request: PlanRequest) -> tuple[Outlook, Roadmap]:
    """Draw the roadmap of an example and look at what it does to the confidence."""
    assessment: Assessment = example_of(PERSONAS[persona])
    situation = Situation.of(INSTRUMENT, assessment)
    roadmap = build_roadmap(situation, request)
    minimum = build_roadmap(situation, replace(roadmap.request, margin=0.0))
    return outlook(INSTRUMENT, assessment, roadmap, minimum), roadmap


@pytest.mark.parametrize("persona", ["fruit-shop-eight-months", "orchard-before-first-stream"])
def test_steps_that_are_done_count_as_the_others_do(persona: str) -> None:
    before, roadmap = looked(persona, PlanRequest())
    half = roadmap.steps[::2]
    done = {(step.item, step.to_point): Edit(status="done") for step in half if step.from_point == 0} or {
        (half[0].item, half[0].to_point): Edit(status="done")
    }

    after, rest = looked(persona, PlanRequest(edits=done))

    assert dict(reached(rest)) == dict(reached(roadmap))
    assert after.safe == before.safe
