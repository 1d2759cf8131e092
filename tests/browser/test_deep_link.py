"""A link to one assessment's results, opened first thing after the server started."""

import pytest
from playwright.sync_api import expect

from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled, with_charts
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_a_link_to_the_results_works_as_the_first_request_of_a_fresh_browser(
    own_server: Server, visit: Visit
) -> None:
    own_server.service.examples.add()
    card = next(card for card in own_server.service.assessments.recent() if card.stage is not None)
    own_server.restart()

    page = visit(own_server.url("results", a=card.id, lang="zh"))

    settled(page)
    expect(page.locator("h1").first).to_have_text(card.merchant_name)
    expect(page.locator(".st-key-verdict")).to_be_visible()
    with_charts(page)


def test_a_page_asks_the_server_for_nothing_that_is_not_there(server: Server, visit: Visit) -> None:
    page = visit()
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)

    for path in ("", "portfolio", "privacy"):
        page.goto(server.url(path, lang="zh"))
        settled(page)

    assert missing == []


def test_a_link_to_nothing_says_so_and_leads_home(server: Server, visit: Visit) -> None:
    page = visit(server.url("results", a="01NOTHINGHERE", lang="en"))

    settled(page)
    expect(page.locator("[data-testid=stAlert]").first).to_be_visible()
    page.locator("[data-testid=stMain] [data-testid=stPageLink-NavLink]").last.click()
    expect(page.get_by_role("heading", name=Text("home.examples").in_("en"))).to_be_visible()
