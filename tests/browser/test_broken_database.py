"""A database that cannot be used: said in words, and left as it is."""

import pytest
from playwright.sync_api import expect

from assessment.instrument.load import shipped_bank
from assessment.service import StoreError, open_service
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled
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
