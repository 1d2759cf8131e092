"""A database that cannot be used: said in words, and left as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessment.instrument.load import shipped_bank
from assessment.instrument.model import AnchoredItem
from assessment.service import StoreError, open_service
from assessment.store.errors import Replaced
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), ("en", "en-US")])
def test_a_broken_file_is_named_in_a_sentence_and_not_touched(
    own_server: Server, visit: Visit, lang: str, locale: str
) -> None:
    own_server.kill()
    broken = b"SQLite format 3\x00" + bytes(range(256)) * 40
    own_server.database.write_bytes(broken)
    with pytest.raises(StoreError) as refused:
        open_service(own_server.database_url, shipped_bank())
    own_server.start()

    page = settled(visit(own_server.url("results", a="01ANY"), locale=locale))

    alert = page.locator("[data-testid=stAlert]")
    expect(alert).to_contain_text(refused.value.in_(lang))
    page.get_by_role("button", name=Text("app.try_again").in_(lang)).click()
    settled(page)
    expect(alert).to_contain_text(refused.value.in_(lang))
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert own_server.database.read_bytes() == broken


def deleted(path: Path) -> None:
    """Somebody cleans up."""
    path.unlink()


def restored(path: Path) -> None:
    """Somebody puts a backup in its place."""
    backup = path.with_name("backup.db")
    open_service(f"sqlite:///{backup}", shipped_bank()).close()
    backup.replace(path)


@pytest.mark.parametrize("happens", [deleted, restored])
def test_a_file_taken_away_while_somebody_answers_is_said_and_no_answer_is_claimed(
    own_server: Server, visit: Visit, happens: Callable[[Path], None]
) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    first, second = [item for item in mine.items("content") if isinstance(item, AnchoredItem)][:2]
    mine.choose(first, "2")
    mine.wait_kept(first.id, point=2)
    happens(own_server.database)

    mine.choose(second, "1")

    beside = mine.question(second.id).locator("[data-testid=stAlert]")
    expect(beside).to_contain_text(Replaced(str(own_server.database)).in_("zh"))
    expect(
        mine.question(second.id).get_by_text(Text("respond.saved", time="").in_("zh").strip())
    ).to_have_count(0)
    expect(mine.page.locator(".st-key-unsent")).to_be_visible()
    expect(mine.page.locator("[data-testid=stException]")).to_have_count(0)
