"""No page has a fault that axe-core can see, in the light or in the dark."""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assessment.responses import Absent, Answer, Mode
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled, with_charts
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    """List the violations on a page, minor ones included."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def lasting_faults(page: Page) -> list[str]:
    """List the violations that stay; what is faded while it is drawn anew does not."""
    found: list[str] = []
    for _ in range(5):
        settled(page)
        expect(page.locator('[data-stale="true"]')).to_have_count(0)
        found = faults(page)
        if not found:
            break
    return found


def in_session(server: Server, mine: Questionnaire) -> None:
    """Open the intake at its first question."""
    server.service.intake.start(mine.id)
    mine.open("", page="intake")
    expect(mine.page.locator(".st-key-intake_item h2")).to_be_visible()


SECTIONS = ("profile", "team", "campaign", "service", "numbers", "finish")


IN_THE_DARK = frozenset(
    {"home", "profile", "team", "numbers", "intake", "results", "roadmap", "roadmap, weeks", "changes"}
    | {"several people", "merchants", "how the questions do"}
)
"""Where the dark is looked at too: each kind of widget, grid and drawing once; the rest has their colours."""

VIEWS = ("weeks", "change", "suppose", "beside", "not_yet")


def roadmap_view(page: Page, view: str) -> None:
    """Look at the roadmap in another way."""
    page.get_by_role("radio", name=Text(f"plan.view_{view}").in_("zh"), exact=True).click()
    settled(page)
    if view == "suppose":
        page.get_by_role("combobox", name=Text("plan.suppose_which").in_("zh")).press("ArrowDown")
        page.get_by_role("option").first.click()
        page.keyboard.press("Escape")
        expect(page.locator(".st-key-supposed")).to_be_visible()


def step_dialog(page: Page) -> None:
    """Open the dialog of a step, and mark the step done in it."""
    page.locator("[class*=st-key-change_soon_] button").first.click()
    page.get_by_role("dialog").get_by_text(Text("plan.status_done").in_("zh"), exact=True).click()
    expect(page.get_by_role("textbox", name=Text("plan.evidence").in_("zh"))).to_be_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_no_page_has_a_fault(server: Server, visit: Visit, look: str, subtests: pytest.Subtests) -> None:
    server.service.examples.add()
    mine = Questionnaire.begun(visit(dark=look == "dark"), server, Mode.FULL)
    page = mine.page
    page.emulate_media(reduced_motion="reduce")
    for item in mine.items("content")[:5]:
        server.service.answers.record(mine.id, item.id, Answer(point=2, note="看过"), 0)
    server.service.answers.record(mine.id, mine.items("team")[1].id, Answer(absent=Absent.DONT_KNOW), 0)
    done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
    shown = Questionnaire(page, server, done)
    again = Questionnaire(page, server, server.service.next_round.start(done, date(2027, 2, 20)))
    for _ in range(2):
        server.service.assessments.complete(server.service.next_round.start(done, date(2027, 2, 20)))

    places: list[tuple[str, Callable[[], object]]] = [
        ("home", lambda: settled(page) if page.goto(server.url(lang="zh")) else None),
        *((section, lambda section=section: mine.open(section)) for section in SECTIONS),
        ("agenda", lambda: mine.open("", page="intake")),
        ("intake", lambda: in_session(server, mine)),
        ("private", lambda: mine.open("", page="private")),
        ("locked", lambda: shown.open("content")),
        ("results", lambda: shown.open("", page="results")),
        ("results of a draft", lambda: mine.open("", page="results")),
        ("roadmap", lambda: shown.open("", page="roadmap")),
        ("what the roadmap is fitted to", lambda: page.locator(".st-key-people_and_dates summary").click()),
        *((f"roadmap, {view}", lambda view=view: roadmap_view(page, view)) for view in VIEWS),
        ("the progress of a step", lambda: step_dialog(page)),
        ("next round", lambda: again.open("ads")),
        ("changes", lambda: shown.open("", page="compare")),
        ("several people", lambda: mine.open("", page="voices")),
        ("numbers from a file", lambda: mine.open("", page="numbers")),
        ("merchants", lambda: shown.open("", page="portfolio")),
        ("coverage", lambda: shown.open("", page="coverage")),
        ("how the questions do", lambda: shown.open("", page="items")),
    ]
    for name, go in places:
        if look == "dark" and name not in IN_THE_DARK:
            continue
        with subtests.test(page=name):
            go()
            if name in {"results", "roadmap", "roadmap, weeks", "changes"}:
                with_charts(page)
            assert lasting_faults(page) == []


BEGINS_WITH_A_DOT = """() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let at = node.data.indexOf('·'); at >= 0; at = node.data.indexOf('·', at + 1)) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const dot = range.getBoundingClientRect();
      let block = node.parentElement;
      while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
      const box = block.getBoundingClientRect();
      if (dot.width && dot.left - box.left < 8 && dot.top - box.top > 4) found.push(node.data);
    }
  return found;
}"""
"""Texts with a line that begins with the dot between two facts."""


def test_a_narrow_page_has_no_fault_either(server: Server, visit: Visit) -> None:
    server.service.examples.add()
    done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
    begun = server.service.next_round.start(done, date(2027, 2, 20))
    page = visit(width=390)

    for section in ("profile", "service"):
        page.goto(server.url("respond", a=begun, lang="zh", d=section))
        assert lasting_faults(page) == []
    expect(page.locator(".st-key-together")).to_be_visible()
    for width, path in ((320, "portfolio"), (390, "portfolio"), (320, "")):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(server.url(path, lang="zh"))
        assert settled(page).evaluate(BEGINS_WITH_A_DOT) == []
