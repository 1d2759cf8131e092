"""Two things done in one moment: the page sends what the first did before it takes up the second."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

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


def test_a_choice_made_right_after_a_text_is_kept_with_it(server: Server, visit: Visit) -> None:
    page = visit()
    # Without the browser's copy, which would bring the choice back seconds later.
    page.add_init_script("document.__copies = Object.assign(() => {}, {isAtRest: () => true})")
    mine = Questionnaire.begun(page, server).open("content")
    other, item = [item for item in mine.items("content") if item.kind == "anchored"][:2]
    note = mine.note(other.id)
    choice = mine.question(item.id).locator(OPTION).nth(1)
    note.click()
    choice.scroll_into_view_if_needed()
    place = choice.bounding_box()
    assert place is not None
    # By hand, without waiting for anything: before the pause in typing is over.
    page.keyboard.insert_text("写完就点")
    page.mouse.click(place["x"] + 12, place["y"] + place["height"] / 2)

    mine.wait_kept(item.id, point=1)
    mine.wait_kept(other.id, note="写完就点")


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


def test_a_press_in_a_part_is_not_forgotten_when_the_whole_page_is_asked_for_meanwhile(
    tmp_path: Path, visit: Visit
) -> None:
    held = tmp_path / "held"
    with Server(tmp_path, "tests/browser/held_page.py", "_stcore/health", env={"HELD_BY": str(held)}) as one:
        page = visit(one.url())
        expect(page.get_by_text("whole 0, part 0")).to_be_visible()
        held.touch()
        page.get_by_role("button", name="whole").click()
        expect(page.locator('[data-test-script-state="running"]')).to_be_visible()
        page.get_by_role("button", name="part").click()
        page.get_by_role("button", name="whole").click()
        held.unlink()

        expect(page.get_by_text("whole 2, part 1")).to_be_visible()
