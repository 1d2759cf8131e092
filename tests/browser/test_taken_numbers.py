"""On a phone, from a screenshot to the results, which say what the numbers taken changed."""

import json
from datetime import date, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assessment.instrument.load import shipped_bank
from assessment.texts import Names, Text
from assessment.ui.format import JOINER
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled
from tests.browser.server import Server
from tests.pictures.drawing import screenshot

pytestmark = pytest.mark.browser

MATURE = shipped_bank() / "examples" / "home-goods-mature.json"
CHANGED = ".st-key-changed_by_taken"
PATIENCE = 120_000
"""Milliseconds: the first picture starts the process that reads them."""


def being_answered(server: Server, id_: str) -> str:
    """Bring in a mature shop whose assessment is not finished; return its id."""
    whole = json.loads(MATURE.read_text(encoding="utf-8"))
    whole |= {"id": id_, "example": False, "status": "draft", "completed_at": None, "taken_on": None}
    assert server.service.files.import_file(json.dumps(whole).encode()).id == id_
    return id_


def chosen(page: Page, pairs: list[tuple[str, str]]) -> Page:
    """Choose a screenshot of yesterday's numbers, and wait until all are offered."""
    raw = screenshot(pairs, f"更新于 {date.today() - timedelta(days=1):%Y-%m-%d}")  # noqa: DTZ011 - as the server
    settled(page)
    page.locator("input[type=file]").set_input_files(FilePayload(name="屏.jpg", mimeType="", buffer=raw))
    expect(page.locator("img.piece").first).to_be_visible(timeout=PATIENCE)
    return settled(page)


def said(page: Page) -> str:
    """Return what stands of the change, once the page rests."""
    settled(page)
    expect(page.locator(CHANGED)).to_be_visible()
    return page.locator(CHANGED).inner_text().replace(JOINER, "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_the_results_say_what_a_picture_changed(server: Server, visit: Visit, lang: str) -> None:
    mine = being_answered(server, f"PICTURE{lang.upper()}")
    instrument = server.service.bank.instrument
    flag = next(each for each in instrument.flags if each.id == "score_under_line")
    mature, growth = (instrument.stage(id_).name.in_(lang) for id_ in ("mature", "growth"))
    page = visit(server.url("numbers", a=mine, lang=lang), width=390)

    chosen(page, [("商家体验分", "54")])
    page.locator(".st-key-take button").click()
    expect(page.get_by_text(Text("numbers.table.taken", count=1).in_(lang))).to_be_visible()

    sentences = [
        Text("numbers.effect.stage", before=mature, after=growth).in_(lang),
        Text("numbers.effect.flags_up", count=1, names=Names([flag.name])).in_(lang),
    ]
    assert [one for one in sentences if one not in said(page)] == []
    page.locator(CHANGED).get_by_text(Text("numbers.effect.to_results").in_(lang)).click()
    expect(page.locator(".st-key-verdict h1")).to_contain_text(growth)
    assert [one for one in sentences if one not in said(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.go_back()
    settled(page)
    page.locator(".st-key-undo_numbers button").click()
    expect(page.locator(CHANGED)).to_have_count(0)
    assert server.service.assessments.open(mine).assessment.metrics["experience_score"].number == 93


def test_a_number_that_changes_nothing_is_said_to_change_nothing(server: Server, visit: Visit) -> None:
    mine = being_answered(server, "PICTURESAME")
    page = visit(server.url("numbers", a=mine, lang="zh"), width=390)

    chosen(page, [("商家体验分", "91")])
    page.locator(".st-key-take button").click()

    assert Text("numbers.effect.nothing").in_("zh") in said(page)
    # Another answer, and what was taken is no news any more.
    opened = server.service.assessments.open(mine)
    item = next(id_ for id_, answer in opened.assessment.answers.items() if answer.point)
    answer = opened.assessment.answers[item].model_copy(update={"point": 0})
    server.service.answers.record(mine, item, answer, opened.revisions[item])
    page.goto(server.url("results", a=mine, lang="zh"))
    settled(page)
    expect(page.locator(".st-key-verdict h1")).to_be_visible()
    expect(page.locator(CHANGED)).to_have_count(0)
