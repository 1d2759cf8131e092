"""The home page: what can be done with an assessment as a whole."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Answer, Mode
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, PRIMARY, Questionnaire, id_in, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

DIALOG = "[data-testid=stDialog]"


def menu(page: Page, id_: str, key: str) -> None:
    """Choose something from the menu of an assessment."""
    page.locator(f".st-key-menu_{id_} button").first.click()
    page.locator(f".st-key-{key}_{id_} button").click()


def ids(server: Server) -> set[str]:
    """Return the assessments on disk."""
    return {card.id for card in server.service.assessments.recent()}


def test_a_shop_is_renamed(server: Server, visit: Visit) -> None:
    id_ = server.service.assessments.start("老陈果园", Mode.CORE, {}, None)
    page = settled(visit(server.url()))

    menu(page, id_, "rename")
    page.locator(f"{DIALOG} input").fill("小陈果园")
    page.locator(f"{DIALOG} {PRIMARY}").click()

    expect(page.locator(f".st-key-card_{id_}")).to_contain_text("小陈果园")
    assert server.service.assessments.open(id_).assessment.merchant.name == "小陈果园"


def test_nothing_is_deleted_without_being_asked_twice(server: Server, visit: Visit) -> None:
    id_ = server.service.assessments.start("老陈果园", Mode.CORE, {}, None)
    page = settled(visit(server.url()))

    menu(page, id_, "delete")
    expect(page.locator(DIALOG)).to_contain_text("老陈果园")
    page.locator(f"{DIALOG} [data-testid=stBaseButton-secondary]").click()
    expect(page.locator(DIALOG)).to_have_count(0)
    assert id_ in ids(server)
    settled(page)
    # Who closed the dialog goes on by keyboard where it was opened.
    expect(page.locator(f".st-key-menu_{id_} button").first).to_be_focused()
    menu(page, id_, "delete")
    page.locator(f"{DIALOG} {PRIMARY}").click()

    expect(page.locator(f".st-key-card_{id_}")).to_have_count(0)
    assert id_ not in ids(server)
    # In the bin, from where it comes back, or goes for good after being asked once more.
    page.locator(".st-key-put_away_undo button").click()
    expect(page.locator(f".st-key-card_{id_}")).to_be_visible()
    settled(page)
    menu(page, id_, "delete")
    page.locator(f"{DIALOG} {PRIMARY}").click()
    expect(page.locator(f".st-key-card_{id_}")).to_have_count(0)
    page.goto(server.url("put_away", lang="zh"))
    settled(page)
    page.locator(f".st-key-erase_{id_} button").click()
    expect(page.locator(DIALOG)).to_contain_text("老陈果园")
    page.locator(f"{DIALOG} {PRIMARY}").click()
    expect(page.locator(f".st-key-card_{id_}")).to_have_count(0)
    assert server.service.put_away.place(id_) is None


def test_an_exported_file_comes_back_as_a_copy(server: Server, visit: Visit, tmp_path: Path) -> None:
    page = visit()
    mine = Questionnaire.begun(page, server).open("content")
    mine.give(mine.items("content")[0], Answer(point=2, note=None))
    page.goto(server.url(lang="zh"))
    settled(page)

    with page.expect_download() as coming:
        menu(page, mine.id, "export")
    exported = tmp_path / "exported.json"
    coming.value.save_as(exported)
    assert re.fullmatch(r"[\w.-]+\.json", coming.value.suggested_filename)
    assert json.loads(exported.read_bytes())["merchant"]["name"] == "老陈果园"
    bring_in(page, exported)
    expect(page.get_by_text(Text("home.manage.import_done").in_("zh"))).to_be_visible()
    settled(page)
    # What came of it is still said after something else was done.
    page.locator(".st-key-head").get_by_text("EN", exact=True).click()
    expect(page.get_by_text(Text("home.manage.import_done").in_("en"), exact=True)).to_be_visible()
    settled(page)
    page.get_by_role("link", name=Text("home.manage.import_open").in_("en")).click()

    copy = Questionnaire(page, server, id_in(page))
    assert copy.id != mine.id
    assert copy.kept.answers == mine.kept.answers
    assert {copy.id, mine.id} <= ids(server)


def bring_in(page: Page, file: Path) -> None:
    """Choose a file to import."""
    page.get_by_text(Text("home.import").in_("zh")).click()
    with page.expect_file_chooser() as choosing:
        page.locator("[data-testid=stFileUploader] button").first.click()
    choosing.value.set_files(file)


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00\xff\xfe", b"[]", b'{"format": 99}', b'{"format": 1, "answers": {"no.such": {"point": 9}}}'],
    ids=["empty", "bytes", "list", "newer", "wrong"],
)
def test_garbage_is_refused_in_words_and_nothing_is_imported(
    server: Server, visit: Visit, tmp_path: Path, garbage: bytes
) -> None:
    before = len(server.service.assessments.recent())
    page = settled(visit(server.url()))
    file = tmp_path / "garbage.json"
    file.write_bytes(garbage)

    bring_in(page, file)

    expect(page.get_by_text(Text("home.manage.import_nothing").in_("zh"))).to_be_visible()
    expect(page.locator("[data-testid=stExpanderDetails] [data-testid=stAlert]").first).not_to_be_empty()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert len(server.service.assessments.recent()) == before


def test_examples_come_and_go_and_leave_one_s_own_alone(own_server: Server, visit: Visit) -> None:
    mine = own_server.service.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    page = settled(visit(own_server.url()))

    page.get_by_role("button", name=Text("home.examples_add").in_("zh")).click()
    expect(page.get_by_role("button", name=Text("home.examples_remove").in_("zh"))).to_be_visible()
    assert len([card for card in own_server.service.assessments.recent() if card.example]) >= 3
    settled(page)
    page.get_by_role("button", name=Text("home.examples_remove").in_("zh")).click()
    expect(page.get_by_role("button", name=Text("home.examples_add").in_("zh"))).to_be_visible()

    until(
        lambda: [card.id for card in own_server.service.assessments.recent()] == [mine],
        "only one's own is left",
    )


def test_a_shop_without_a_name_is_asked_for_one(own_server: Server, visit: Visit) -> None:
    page = settled(visit(own_server.url()))

    page.locator("[data-testid=stForm] button").last.click()

    expect(page.get_by_text(Text("home.name_needed").in_("zh"))).to_be_visible()
    assert own_server.service.assessments.recent() == []
