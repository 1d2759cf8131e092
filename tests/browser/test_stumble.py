"""Saying that a question is hard to answer, as a person meets it."""

import pytest
from playwright.sync_api import expect

from assessment.responses import Answer, Stumble, StumbleReason
from assessment.scoring.report import results_as_json
from assessment.ui.navigation import css_key
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser


def unfold(mine: Questionnaire, item: str) -> None:
    """Open the control of a question."""
    mine.page.locator(f".st-key-stumble_{css_key(item)} button").first.click()


def test_a_reason_and_a_word_are_there_after_a_reload_and_no_score_moved(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = mine.items("content")[0]
    mine.give(item, Answer(point=2))
    before = results_as_json(server.service.assessments.snapshot(mine.id).results)

    unfold(mine, item.id)
    opened = mine.page.get_by_test_id("stPopoverBody")
    opened.locator("button", has_text=mine.words("respond.stumble.unclear")).click()
    word = opened.get_by_label(mine.words("respond.stumble.word"))
    word.fill("“每周”从哪天算？")
    mine.page.keyboard.press("Escape")
    said = Stumble(reason=StumbleReason.UNCLEAR, word="“每周”从哪天算？")
    until(
        lambda: server.service.assessments.open(mine.id).stumbles == {item.id: said},
        "reason and word are kept",
    )

    mine.page.reload()
    settled(mine.page)
    reason = mine.words("respond.stumble.unclear")
    expect(mine.question(item.id)).to_contain_text(mine.words("respond.stumble.said", what=reason))
    unfold(mine, item.id)
    expect(opened.get_by_label(mine.words("respond.stumble.word"))).to_have_value(str(said.word))
    mine.shows(item)
    assert results_as_json(server.service.assessments.snapshot(mine.id).results) == before

    opened.locator("button", has_text=reason).click()
    until(lambda: server.service.assessments.open(mine.id).stumbles == {}, "it is taken back")
    expect(mine.question(item.id)).to_contain_text(mine.words("respond.stumble.offer"))
