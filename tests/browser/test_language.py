"""Another language, the same place and the same answers."""

import re
from collections.abc import Collection

import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Answer, Mode
from assessment.texts import LANGUAGES, Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, item_ticks, settled
from tests.browser.server import Server, until

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


ENGLISH = """() => {
  const found = new Set();
  const isEnglish = (text) => /[A-Za-z]{4,}/.test(text) && !/[\\u4e00-\\u9fff]/.test(text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let one = walker.currentNode; one; one = walker.nextNode()) {
    const place = one.nodeType === Node.TEXT_NODE ? one.parentElement : one;
    const isSaid = place.getClientRects().length && !place.closest('[aria-hidden="true"], script, style');
    if (!isSaid || place.closest('[data-testid="stIconMaterial"], [lang]:not(html)')) continue;
    const texts = one.nodeType === Node.TEXT_NODE ? [one.nodeValue.trim()]
      : ['aria-label', 'aria-valuetext', 'placeholder', 'title'].map((name) => one.getAttribute(name) || '');
    texts.filter(isEnglish).forEach((text) => found.add(text));
  }
  return [...found];
}"""


def only_chinese(page: Page, but: Collection[str] = ()) -> None:
    """Wait until nothing on a page is said in English alone."""
    until(lambda: not [text for text in page.evaluate(ENGLISH) if text not in but], "the page is Chinese")


def test_the_framework_s_own_words_are_in_the_page_s_language(server: Server, visit: Visit) -> None:
    server.service.examples.add()
    done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
    page = visit(server.url(lang="zh"), locale="en-GB")
    settled(page)
    page.get_by_text(Text("home.import").in_("zh")).first.click()
    expect(page.get_by_role("button", name=Text("framework.upload").in_("zh"))).to_be_visible()
    only_chinese(page, but={str(server.database)})

    page.goto(server.url("roadmap", a=done, lang="zh"))
    settled(page).locator(".st-key-people_and_dates summary").click()
    page.get_by_role("button", name=Text("framework.choose_date").in_("zh")).first.click()
    expect(page.get_by_role("button", name=Text("framework.next_month").in_("zh"))).to_be_visible()
    only_chinese(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=Text("framework.next_month").in_("zh"))).to_have_count(0)
    chosen = settled(page).locator("[data-testid=stMultiSelect] input").first
    chosen.click()
    chosen.press_sequentially("zzzz")
    expect(page.get_by_text(Text("framework.no_results").in_("zh"))).to_be_visible()
    only_chinese(page)


def test_the_parts_of_a_date_are_heard_in_the_page_s_language(server: Server, visit: Visit) -> None:
    page = settled(visit(server.url("audit", lang="zh"), locale="en-GB"))
    since = Text("audit.since").in_("zh")

    for part in ("year_of", "month_of", "day_of"):
        heard = page.get_by_role(
            "spinbutton", name=Text(f"framework.{part}", what=since).in_("zh"), exact=True
        )
        expect(heard).to_have_attribute("aria-valuetext", re.compile(r"^\d+$"))
    described = page.locator(f"[role=group][aria-label='{since}']").get_attribute("aria-describedby")
    chosen = Text("framework.selected_date", what=r"\d+年\d+月\d+日").in_("zh")
    expect(page.locator(f"[id='{described}']")).to_have_text(re.compile(f"^{chosen}$"))
    only_chinese(page, but={str(server.database)})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_of_a_list_name_their_buttons_apart(server: Server, visit: Visit, lang: str) -> None:
    for name in ("老陈果园", "小林水果"):
        server.service.assessments.start(name, Mode.CORE, {}, None)
    page = visit(server.url(lang=lang))
    settled(page)

    for key in ("home.continue", "home.manage.more"):
        for name in ("老陈果园", "小林水果"):
            label = Text("app.about", what=Text(key).in_(lang), name=name).in_(lang)
            expect(page.locator("[data-testid=stMain]").get_by_label(label, exact=True).first).to_be_visible()


@pytest.mark.parametrize("address", ["own", "no-such-page"])
def test_a_wrong_address_is_told_in_the_page_s_language(server: Server, visit: Visit, address: str) -> None:
    page = visit(server.url(address))

    told = page.get_by_role("dialog")
    expect(told).to_contain_text(Text("framework.page_missing").in_("zh"))
    expect(told).to_contain_text(Text("framework.page_missing_more").in_("zh"))
    expect(told).not_to_contain_text("requested")
