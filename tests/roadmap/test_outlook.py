"""How sure the target stage would be: after the roadmap, after the minimum, and once the musts are seen."""

from dataclasses import replace

import pytest

from assessment.responses import Assessment
from assessment.roadmap import Brief, Edit, Roadmap, Situation, draw
from assessment.roadmap.outlook import Outlook, outlook, reached
from tests.test_personas import BANK, PERSONAS, example_of


def looked(persona: str, brief: Brief) -> tuple[Outlook, Roadmap]:
    """Draw the roadmap of an example and look at what it does to the confidence."""
    assessment: Assessment = example_of(PERSONAS[persona])
    situation = Situation.of(BANK, assessment)
    roadmap = draw(situation, brief)
    minimum = draw(situation, replace(roadmap.brief, margin=0.0))
    return outlook(BANK, assessment, roadmap, minimum), roadmap


def test_a_margin_and_seen_evidence_each_make_the_stage_surer() -> None:
    found, _ = looked("fruit-shop-eight-months", Brief())

    assert found.minimum is not None
    assert found.safe is not None
    assert found.seen is not None
    assert found.minimum.high < found.safe.low
    assert found.safe.high < found.seen.low
    assert found.musts


def test_it_is_about_the_target_even_where_a_number_still_stands_in_the_way() -> None:
    found, roadmap = looked("orchard-before-first-stream", Brief())

    assert roadmap.conditions
    assert found.safe is not None
    # The stage as it stands is certain; the one aimed at rests on what is said of many steps.
    assert found.safe.high < 0.99


@pytest.mark.parametrize("persona", ["fruit-shop-eight-months", "orchard-before-first-stream"])
def test_steps_that_are_done_count_as_the_others_do(persona: str) -> None:
    before, roadmap = looked(persona, Brief())
    half = roadmap.steps[::2]
    done = {(step.item, step.to_point): Edit(status="done") for step in half if step.from_point == 0} or {
        (half[0].item, half[0].to_point): Edit(status="done")
    }

    after, rest = looked(persona, Brief(edits=done))

    assert dict(reached(rest)) == dict(reached(roadmap))
    assert after.safe == before.safe
