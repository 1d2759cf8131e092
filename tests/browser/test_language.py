"""Another language, the same place and the same answers."""

import pytest
from playwright.sync_api import expect

from assessment.responses import Answer, Mode
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, item_ticks, settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_switching_the_language_keeps_the_place_and_the_answers(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("team")
    items = mine.items("team")
    first, second = [item for item in items if item.kind == "anchored"][:2]
    mine.give(first, Answer(point=2))
    ticked = next(item for item in items if item.kind == "checklist")
    mine.give(ticked, Answer(ticks=list(item_ticks(ticked)[:3])))
    revisions = server.service.assessments.open(mine.id).revisions
    english = Questionnaire(mine.page, server, mine.id, lang="en")

    switch = mine.page.locator(".st-key-head [role=radiogroup] button")
    switch.last.click()
    expect(mine.page.locator(".st-key-head")).to_contain_text(english.words("app.nav.respond"))
    settled(mine.page)

    expect(mine.page.locator("html[lang=en]")).to_have_count(1)
    expect(mine.page).to_have_title(f"{english.words('app.nav.respond')} · {english.words('app.name')}")
    assert "lang=en" in mine.page.url
    assert "d=team" in mine.page.url
    opened = server.service.assessments.open(mine.id)
    expect(mine.page.locator("h2").first).to_have_text(opened.instrument.dimension("team").name.in_("en"))
    for item in items:
        english.shows(item)
    english.give(second, Answer(point=1))

    switch.first.click()
    expect(mine.page.locator(".st-key-head")).to_contain_text(mine.words("app.nav.respond"))
    settled(mine.page)
    expect(mine.page.locator("html[lang=zh-CN]")).to_have_count(1)
    for item in items:
        mine.shows(item)
    assert server.service.assessments.open(mine.id).revisions == {**revisions, second.id: 1}


def test_the_browser_s_language_is_the_first_choice(server: Server, visit: Visit) -> None:
    page = settled(visit(server.url(), locale="en-US"))

    assert "lang=en" in page.url
