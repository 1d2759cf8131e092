"""No page has a serious fault that axe-core can see, in the light or in the dark."""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assessment.responses import Absent, Answer, Mode
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """List the grave violations on a page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


SECTIONS = ("profile", "team", "campaign", "service", "numbers", "finish")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_no_page_has_a_grave_fault(
    server: Server, visit: Visit, look: str, subtests: pytest.Subtests
) -> None:
    server.service.add_examples()
    mine = Questionnaire.begun(visit(dark=look == "dark"), server, Mode.FULL)
    page = mine.page
    for item in mine.items("content")[:5]:
        server.service.record(mine.id, item.id, Answer(point=2, note="看过"), 0)
    server.service.record(mine.id, mine.items("team")[1].id, Answer(absent=Absent.DONT_KNOW), 0)
    done = next(card.id for card in server.service.assessments() if card.stage == "growth")
    shown = Questionnaire(page, server, done)
    again = Questionnaire(page, server, server.service.start_next(done, date(2027, 2, 20)))
    for _ in range(2):
        server.service.complete(server.service.start_next(done, date(2027, 2, 20)))

    places: list[tuple[str, Callable[[], object]]] = [
        ("home", lambda: settled(page) if page.goto(server.url(lang="zh")) else None),
        *((section, lambda section=section: mine.open(section)) for section in SECTIONS),
        ("locked", lambda: shown.open("content")),
        ("results", lambda: shown.open("", page="results")),
        ("results of a draft", lambda: mine.open("", page="results")),
        ("roadmap", lambda: shown.open("", page="roadmap")),
        ("next round", lambda: again.open("ads")),
        ("changes", lambda: shown.open("", page="compare")),
    ]
    for name, go in places:
        with subtests.test(page=name):
            go()
            if name in {"results", "roadmap", "changes"}:
                expect(page.locator(".js-plotly-plot:visible").first).to_be_visible()
            assert faults(page) == []
