"""A shop that is assessed again after three months, in a real browser."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from assessment.instrument.load import shipped_bank
from assessment.responses import Answer, Assessment
from assessment.scoring.report import results_as_json
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import PRIMARY, Questionnaire, id_in, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

BRAND = shipped_bank() / "examples" / "beauty-brand-of-forty.json"
FIRST, TODAY = date(2026, 8, 20), date(2026, 11, 25)
COUNT = """
addEventListener("pointerdown", () => {
  sessionStorage.setItem("clicks", String(1 + Number(sessionStorage.getItem("clicks") || 0)));
}, true);
"""


@pytest.fixture
def quarterly(executable: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which it is November, with a brand of forty people assessed in August."""
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_TODAY": TODAY.isoformat()}) as running:
        whole = json.loads(BRAND.read_text(encoding="utf-8"))
        whole |= {"id": "AUGUST", "taken_on": FIRST.isoformat(), "example": False}
        whole["completed_at"] = f"{FIRST.isoformat()}T08:00:00Z"
        whole["metrics"] = {
            key: {**value, "as_of": FIRST.isoformat()} for key, value in whole["metrics"].items()
        }
        assert running.service.files.import_file(json.dumps(whole).encode()).id == "AUGUST"
        yield running


def clicks(page: Page) -> int:
    """Return how often somebody has pressed on a page so far."""
    return int(page.evaluate("Number(sessionStorage.getItem('clicks') || 0)"))


def clicks_from_scratch(server: Server, taken: Assessment) -> int:
    """Return the clicks it took to give these answers: one a point, reason or tick, one a section.

    Typing numbers, reasons and the shop's profile are left out, which makes the whole shorter than it is.
    """
    given = [one for one in taken.answers.values() if one.is_given or one.absent]
    ticked = sum(max(1, len(one.ticks or ())) for one in given)
    sections = [one for one in server.service.bank.instrument.dimensions if one.items]
    # To the first part, through all of them to the numbers and the last page; begin, finish, and yes.
    return ticked + len(sections) + 2 + 3


def section_of(page: Page) -> str | None:
    """Return the section in the address; None for the first one."""
    return parse_qs(urlsplit(page.url).query).get("d", [None])[0]


def forward(page: Page) -> None:
    """Go on to the section that the button at the foot names, and wait until it is the one that shows."""
    button = page.locator(f".st-key-foot {PRIMARY}")
    names_it = button.filter(has_text=button.inner_text().splitlines()[-1])
    button.click()
    expect(names_it).to_have_count(0)
    settled(page)


def all_is_as_it_was(page: Page, mine: Questionnaire, asked: list[str]) -> None:
    """Confirm what a section asks again: what is only old together, the rest one by one."""
    together = page.locator(".st-key-together")
    if together.count():
        rows = together.locator("[class*=st-key-q_]").count()
        together.get_by_role("button", name=Text("rounds.all_still_so", count=rows).in_("zh")).click()
        expect(together).to_have_count(0)
        settled(page)
    for item in asked:
        still_so = mine.question(item).get_by_role("button", name=Text("rounds.still_so").in_("zh"))
        if still_so.count():
            still_so.click()
            expect(still_so).to_have_count(0)


def test_an_unchanged_merchant_is_assessed_again_with_a_quarter_of_the_clicks(
    quarterly: Server, visit: Visit
) -> None:
    page = visit()
    page.add_init_script(COUNT)
    page.goto(quarterly.url(lang="zh"))
    settled(page)
    page.locator(".st-key-next_AUGUST button").click()
    mine = Questionnaire(page, quarterly, id_in(page))
    settled(page)
    found = quarterly.service.next_round.of(mine.id, TODAY)
    assert found is not None
    asked = dict(found.again.questions)
    assert {question.reason for question in asked.values()} == {"stale"}

    while section_of(page) != "finish":
        all_is_as_it_was(page, mine, [one for one in asked if one.startswith(f"{section_of(page)}.")])
        forward(page)
    expect(page.get_by_text(Text("rounds.all_confirmed").in_("zh"))).to_be_visible()
    page.get_by_role("button", name=mine.words("respond.finish.button")).click()
    page.locator(f"[data-testid=stDialog] {PRIMARY}").click()
    until(lambda: mine.kept.status == "completed", "the round is finished")

    before = quarterly.service.assessments.open("AUGUST").assessment
    # Two fifths are what is promised.
    assert clicks(page) <= 0.25 * clicks_from_scratch(quarterly, before), clicks(page)
    assert {item for item, one in mine.kept.answers.items() if one.carried_from} == set(before.answers) - {
        item for item in asked if item in before.answers
    }
    ours, theirs = (
        results_as_json(quarterly.service.assessments.snapshot(id_).results) for id_ in (mine.id, "AUGUST")
    )
    assert ours == theirs


def test_a_mark_picked_in_a_chart_opens_the_items_behind_it_and_a_list_does_so_by_keyboard(
    quarterly: Server, visit: Visit
) -> None:
    begun = quarterly.service.next_round.start("AUGUST", TODAY)
    kept = quarterly.service.assessments.open(begun)
    raised, lowered = "account.positioning", "team.goals"
    for item, point in ((raised, 3), (lowered, 1)):
        quarterly.service.answers.record(begun, item, Answer(point=point), kept.revisions[item])
    quarterly.service.assessments.complete(begun)
    page = settled(visit(quarterly.url("compare", a=begun, lang="zh")))
    improved = page.locator(".st-key-wide_waterfall .trace.bars .point path").first
    opened = page.locator(".st-key-picked_waterfall")

    improved.click(force=True)

    expect(opened.locator(f".st-key-movedwaterfall_{raised.replace('.', '__')}")).to_be_visible()
    expect(opened.locator("p").first).to_be_in_viewport()
    expect(opened.locator(f".st-key-movedwaterfall_{lowered.replace('.', '__')}")).to_have_count(0)
    settled(page)
    page.locator(".st-key-close_waterfall button").click()
    expect(opened).to_have_count(0)

    page.get_by_label(Text("compare.which").in_("zh"), exact=True).focus()
    page.keyboard.type(Text("compare.which_worsened", count=1).in_("zh")[:2])
    page.keyboard.press("Enter")
    expect(page.locator(f".st-key-moved_{raised.replace('.', '__')}")).to_have_count(0)
    expect(page.locator(f".st-key-moved_{lowered.replace('.', '__')}")).to_be_visible()
