"""Two things done in one moment: the page sends what the first did before it takes up the second."""

import pytest

from assessment.ui.navigation import css_key
from tests.browser.conftest import Visit
from tests.browser.questionnaire import PRIMARY, Questionnaire
from tests.browser.server import Server

pytestmark = pytest.mark.browser

NOTED = "content.lead_in"
OPTION = "[data-testid=stRadioOption]"
FORWARD = f".st-key-foot {PRIMARY}"

AT_ONCE = """async (deeds) => {
  for (const [place, number, deed] of deeds) {
    document.querySelectorAll(place)[number][deed]();
    for (let turn = 0; turn < 50; turn += 1) await null;
  }
}"""
"""Deeds with no timer between them, as a busy browser or a finger has them."""


def test_a_text_that_is_left_by_the_way_on_takes_neither_away(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    mine.note(NOTED).press_sequentially("点一下就走")
    before = mine.page.url

    mine.page.evaluate(AT_ONCE, [[f".st-key-{css_key(NOTED)} textarea", 0, "blur"], [FORWARD, 0, "click"]])

    mine.page.wait_for_url(lambda url: url != before)
    mine.wait_kept(NOTED, note="点一下就走")


def test_a_tap_on_the_way_on_counts_while_a_text_has_the_keyboard(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(width=390, touch=True), server).open("content")
    mine.note(NOTED).press_sequentially("点一下就走")
    before = mine.page.url

    mine.page.locator(FORWARD).tap()

    mine.page.wait_for_url(lambda url: url != before)
    mine.wait_kept(NOTED, note="点一下就走")


def test_answers_to_two_questions_are_both_kept(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    both = [item for item in mine.items("content") if item.kind == "anchored"][:2]

    mine.page.evaluate(AT_ONCE, [[f".st-key-{css_key(item.id)} {OPTION}", 1, "click"] for item in both])

    for item in both:
        mine.wait_kept(item.id, point=1)
        mine.shows(item)


def test_an_answer_and_the_way_on_both_count(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = next(item for item in mine.items("content") if item.kind == "anchored")
    before = mine.page.url

    mine.page.evaluate(AT_ONCE, [[f".st-key-{css_key(item.id)} {OPTION}", 2, "click"], [FORWARD, 0, "click"]])

    mine.page.wait_for_url(lambda url: url != before)
    mine.wait_kept(item.id, point=2)
