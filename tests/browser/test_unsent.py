"""Nothing given is forgotten before it is on disk: a store that cannot write, a reload, a crash."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from assessment.instrument.model import AnchoredItem
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser

ITEM, OTHER = "content.lead_in", "content.pace"


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Hold the database as another program would; nobody can write meanwhile."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def test_what_a_locked_store_refuses_stays_over_pages_and_languages_and_is_saved_by_itself(
    own_server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    first = next(item for item in mine.items("content") if isinstance(item, AnchoredItem))
    with locked(own_server):
        mine.choose(first, "2")
        beside = mine.question(first.id).locator("[data-testid=stAlert]")
        expect(beside).to_contain_text(Text("respond.not_saved_yet", why="").in_("zh")[:6])
        mine.forward()
        expect(mine.page.locator(".st-key-unsent")).to_be_visible()
        mine.page.locator(".st-key-head").get_by_text("EN", exact=True).click()
        expect(mine.page.locator(".st-key-unsent")).to_contain_text("not saved yet")
        mine.page.locator(".st-key-brand a").click()
        expect(mine.page.locator(".st-key-unsent")).to_contain_text("not saved yet")

    mine.wait_kept(first.id, point=2)
    expect(mine.page.locator(".st-key-unsent")).to_have_count(0)


def test_a_note_that_could_not_be_saved_is_there_when_one_comes_back(
    own_server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    with locked(own_server):
        mine.note(ITEM).press_sequentially("周三改版")
        expect(mine.question(ITEM).locator("[data-testid=stAlert]")).to_be_visible()
        mine.forward()
        mine.page.go_back()
        settled(mine.page)
        expect(mine.note(ITEM)).to_have_value("周三改版")

    mine.wait_kept(ITEM, note="周三改版")
    expect(mine.question(ITEM).locator("[data-testid=stAlert]")).to_have_count(0)
