"""On paper: all of a page, unfolded and light."""

import pytest
from playwright.sync_api import expect

from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled, with_charts
from tests.browser.server import Server

pytestmark = pytest.mark.browser

ON_PAPER = """() => {
  window.dispatchEvent(new Event('beforeprint'));
  const main = document.querySelector('[data-testid=stMain]');
  const text = document.querySelector('.st-key-verdict h1');
  const chart = [...document.querySelectorAll('.js-plotly-plot')].find((one) => one.offsetParent);
  const found = {
    folded: main.querySelectorAll('details:not([open])').length,
    hidden: main.scrollHeight - main.clientHeight,
    wide: chart.getBoundingClientRect().right - document.documentElement.clientWidth,
    ground: getComputedStyle(document.querySelector('.stApp')).backgroundColor,
    letters: getComputedStyle(text).color,
  };
  window.dispatchEvent(new Event('afterprint'));
  return {...found, folded_again: main.querySelectorAll('details:not([open])').length};
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_results_are_printed_whole_and_light(server: Server, visit: Visit, *, dark: bool) -> None:
    server.service.examples.add()
    done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
    page = visit(server.url("results", a=done, lang="zh"), dark=dark)
    settled(page)
    with_charts(page)
    folded = page.locator('[data-testid="stMain"] details:not([open])').count()

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # what margins leave of A4
    printed = page.evaluate(ON_PAPER)

    assert printed["folded"] == 0
    assert printed["folded_again"] == folded > 0
    assert printed["hidden"] <= 0
    assert printed["wide"] <= 0
    assert printed["ground"] == "rgb(255, 255, 255)"
    assert printed["letters"] == "rgb(31, 42, 55)"


def test_what_merchants_lack_in_common_is_printed_and_what_only_asks_is_not(
    server: Server, visit: Visit
) -> None:
    server.service.examples.add()
    page = settled(visit(server.url("portfolio", lang="zh")))
    page.get_by_role("button", name=Text("portfolio.more").in_("zh")).click()
    page.get_by_text(Text("portfolio.examples").in_("zh"), exact=True).click()
    gap = page.locator("[class*=st-key-gap_] button").first
    expect(gap).to_be_attached()

    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    expect(gap).to_be_visible()
    # The drawing is printed, and what can be opened below it to see its numbers is not.
    folded = page.locator("[class*=st-key-as_table_]").first
    expect(folded).to_be_attached()
    expect(folded).to_be_hidden()
    expect(page.locator(".merchants")).to_be_visible()
    expect(page.locator(".stDownloadButton").first).to_be_hidden()
    expect(page.locator("[data-testid=stForm]").first).to_be_hidden()
    for asks in ("sieve", "templates"):
        expect(page.locator(f".st-key-{asks}")).to_be_hidden()
