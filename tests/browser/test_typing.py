"""Text that is being typed: what is on disk, and what the browser still holds."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from assessment.instrument.model import AnchoredItem
from assessment.texts import Text
from assessment.ui.widgets import MOST_CHARACTERS
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

ITEM = "content.lead_in"


def test_a_note_is_kept_while_it_is_typed_and_the_caret_stays(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    note = mine.note(ITEM)

    note.press_sequentially("周三改版")
    mine.wait_kept(ITEM, note="周三改版")
    expect(mine.question(ITEM)).to_contain_text(Text("respond.saved", time="").in_("zh")[:3])
    expect(note).to_be_focused()
    mine.page.keyboard.type("，周五复盘")
    mine.wait_kept(ITEM, note="周三改版，周五复盘")
    mine.page.reload()
    settled(mine.page)

    expect(mine.note(ITEM)).to_have_value("周三改版，周五复盘")


def test_a_note_left_in_the_middle_of_typing_is_kept_whole(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")

    mine.note(ITEM).press_sequentially("还没写完就走")
    mine.page.locator(".st-key-head").get_by_text(mine.words("app.nav.results"), exact=True).click()

    mine.wait_kept(ITEM, note="还没写完就走")


def test_a_note_left_for_the_next_section_is_kept_whole(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")

    mine.note(ITEM).press_sequentially("按下一部分")
    mine.forward()

    mine.wait_kept(ITEM, note="按下一部分")


def test_what_was_typed_before_the_server_died_is_on_disk_and_the_rest_arrives_after_it_is_back(
    own_server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    note = mine.note(ITEM)
    note.press_sequentially("断电前")
    mine.wait_kept(ITEM, note="断电前")

    mine.page.keyboard.type("，断电时")
    own_server.kill()

    assert mine.answer(ITEM).note in {"断电前", "断电前，断电时"}
    app = mine.page.locator("[data-testid=stApp]")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    # Said in the page's language, in nobody's way.
    said = mine.page.locator(".connection-note")
    expect(said).to_have_text(Text("app.connection_lost").in_("zh"))
    expect(mine.page.get_by_role("dialog")).to_have_count(0)
    expect(note).to_have_value("断电前，断电时")
    own_server.start()
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(said).not_to_have_text(Text("app.connection_lost").in_("zh"))
    mine.wait_kept(ITEM, note="断电前，断电时")
    expect(mine.note(ITEM)).to_have_value("断电前，断电时")


def test_a_chinese_word_in_composition_is_never_kept_by_halves(server: Server, visit: Visit) -> None:
    page = visit()
    page.clock.install()
    mine = Questionnaire.begun(page, server).open("content")
    mine.note(ITEM).click()
    keyboard = page.context.new_cdp_session(page)

    for spelling in ("n", "ni", "ni h", "ni hao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": spelling, "selectionStart": len(spelling), "selectionEnd": len(spelling)},
        )
        # Far longer than the pause after which a text is kept.
        page.clock.fast_forward(5000)
    expect(mine.note(ITEM)).to_have_value("ni hao")
    assert mine.answer(ITEM).note is None
    keyboard.send("Input.insertText", {"text": "你好"})
    page.clock.fast_forward(5000)

    mine.wait_kept(ITEM, note="你好")
    # Written once: no half of the word came before.
    assert server.service.assessments.open(mine.id).revisions[ITEM] == 1


def test_text_goes_out_while_one_types_without_a_pause(server: Server, visit: Visit) -> None:
    page = visit()
    page.clock.install()
    mine = Questionnaire.begun(page, server).open("content")
    mine.note(ITEM).click()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))

    for letter in "三秒没停过":
        page.keyboard.type(letter)
        # Shorter than the pause after which a text is kept.
        page.clock.run_for(600)

    until(lambda: bool(mine.answer(ITEM).note), "some of it is kept")


def test_each_line_of_evidence_is_a_piece_and_an_address_is_a_link(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    mine.note(ITEM)

    mine.question(ITEM).locator("textarea").nth(1).fill("上周的脚本\nhttps://example.com/a")
    mine.page.locator("h1").first.click()

    until(lambda: len(mine.answer(ITEM).evidence) == 2, "two pieces are kept")
    assert [(one.text, one.link) for one in mine.answer(ITEM).evidence] == [
        ("上周的脚本", None),
        (None, "https://example.com/a"),
    ]


def test_half_a_character_in_a_text_stops_nothing_else(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    note = mine.note(ITEM)
    note.click()
    # What a program that counts characters wrongly leaves on the clipboard, and a whole one beside it.
    mine.page.evaluate("document.execCommand('insertText', false, '周三\\ud83d改版😀')")

    mine.wait_kept(ITEM, note="周三\ufffd改版😀")
    expect(note).to_have_value("周三\ufffd改版😀")
    other = next(item for item in mine.items("content") if isinstance(item, AnchoredItem))
    mine.choose(other, "2")
    mine.wait_kept(other.id, point=2)


def test_a_book_pasted_by_mistake_is_told_and_what_was_typed_stays(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    mine.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note = mine.note(ITEM)
    note.press_sequentially("周三改版")
    mine.page.evaluate("navigator.clipboard.writeText('长'.repeat(150000))")
    note.press("Control+v")

    told = mine.words("app.too_much_text", most=f"{MOST_CHARACTERS:,}")
    expect(mine.page.locator(".connection-note")).to_have_text(told)
    expect(note).to_have_value("周三改版")
    mine.wait_kept(ITEM, note="周三改版")
