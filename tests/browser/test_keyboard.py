"""Answering without a mouse."""

import pytest
from playwright.sync_api import Locator, Page

from assessment.instrument.model import AnchoredItem, ChecklistItem
from assessment.responses import Mode
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, item_ticks
from tests.browser.server import Server

pytestmark = pytest.mark.browser

FAR = 80
"""More stops than there are before the first question."""


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until something in a place has the focus."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if place.evaluate("place => place.contains(document.activeElement)"):
            return
    pytest.fail("Tab never came to the question")


def looks(place: Locator) -> bytes:
    """Return what a place looks like."""
    return place.screenshot(animations="disabled")


def test_tab_comes_to_a_question_and_the_arrows_pick(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = mine.items("content")[0]
    assert isinstance(item, AnchoredItem)
    first = mine.question(item.id).locator("[data-testid=stRadioOption]").first
    unfocused = looks(first)

    tab_to(mine.page, mine.question(item.id))
    assert looks(first) != unfocused
    mine.page.keyboard.press("ArrowDown")
    mine.wait_kept(item.id, point=1)
    mine.page.keyboard.press("ArrowDown")

    mine.wait_kept(item.id, point=2)
    mine.shows(item)


def test_space_ticks(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("team")
    item = mine.items("team")[0]
    assert isinstance(item, ChecklistItem)
    first = mine.question(item.id).locator("[data-testid=stCheckbox]").first
    unfocused = looks(first)

    tab_to(mine.page, mine.question(item.id))
    assert looks(first) != unfocused
    mine.page.keyboard.press("Space")

    mine.wait_kept(item.id, ticks=[item_ticks(item)[0]])
    mine.shows(item)
