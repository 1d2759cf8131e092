"""What draws charts is loaded where a chart comes near the screen; until then its numbers stand there."""

from io import BytesIO
from unicodedata import normalize

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled, with_charts
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def completed(server: Server) -> str:
    """Return the id of an example at the middle stage."""
    server.service.examples.add()
    return next(card.id for card in server.service.assessments.recent() if card.stage == "growth")


def together(text: str) -> str:
    """Return a text without spaces and line breaks, its joined letters taken apart."""
    return "".join(normalize("NFKC", text).split())


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("view", "charts"), [("", 1), ("weeks", 2)])
def test_charts_are_drawn_where_somebody_gets_to_them(
    server: Server, visit: Visit, width: int, view: str, charts: int
) -> None:
    page = visit(width=width)
    scripts: list[str] = []
    page.on("response", lambda response: scripts.append(response.url))
    page.goto(server.url("roadmap", a=completed(server), lang="zh", **({"v": view} if view else {})))
    settled(page)
    expect(page.locator(".awaited")).to_have_count(charts)
    assert not any("Plotly" in one for one in scripts)

    with_charts(page)

    assert page.locator(".js-plotly-plot:visible").count() == charts
    assert any("Plotly" in one for one in scripts)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_once_a_chart_is_there(server: Server, visit: Visit, width: int) -> None:
    page = visit(server.url("roadmap", a=completed(server), lang="en"), width=width)
    settled(page)
    expect(page.locator(".awaited")).to_have_count(1)
    place = page.locator("[class*=st-key-awaited_]")
    before = place.evaluate("one => one.getBoundingClientRect().height")

    with_charts(page)

    after = place.evaluate("one => one.getBoundingClientRect().height")
    line = place.evaluate("one => 1.6 * parseFloat(getComputedStyle(one).fontSize)")
    assert abs(after - before) < line


def test_on_paper_a_chart_nobody_got_to_is_its_numbers(server: Server, visit: Visit) -> None:
    page = visit(server.url("roadmap", a=completed(server), lang="en"))
    settled(page)
    headings = page.locator(".awaited th").all_text_contents()
    assert len(headings) > 3

    printed = together("".join(one.extract_text() for one in PdfReader(BytesIO(page.pdf())).pages))

    assert page.locator(".awaited").count() == 1
    assert all(together(heading) in printed for heading in headings), headings
