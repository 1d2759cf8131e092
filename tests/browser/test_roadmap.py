"""The roadmap as a person works with it: fitted to the people, marked as done, tried out, taken along."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from assessment.planning import PlanRequest, build_roadmap
from assessment.texts import Text, Value
from assessment.ui.components.questionnaire import TRY_EVERY
from tests.browser.conftest import Visit
from tests.browser.questionnaire import pick, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

CLOCKS = f"""window.looks = [];
const begin = window.setInterval;
window.setInterval = (look, every, ...more) => {{
  if (every === {1000 * TRY_EVERY}) window.looks.push(look);
  return begin.call(window, look, every, ...more);
}};"""
"""Lets a test have the page look by itself at a moment of its own."""

MISSING = "Failed to load resource"
"""Streamlit looks for its own addresses below the page's path first, and finds them at the root."""


HAN = re.compile("[\u4e00-\u9fff]")


class Roadmap:
    """The roadmap of a copy of the fruit shop, this test's own, in a browser."""

    def __init__(self, visit: Visit, server: Server, lang: str = "zh", width: int = 1280) -> None:
        self.server, self.lang = server, lang
        server.service.examples.add()
        example = next(
            card.id
            for card in server.service.assessments.recent()
            if card.status == "completed" and card.merchant_name.startswith("三叠泉")
        )
        self.id = server.service.assessments.correct(example)
        self.page = visit(width=width, locale="zh-CN" if lang == "zh" else "en-GB")
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.open()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and MISSING not in message.text:
            self.complaints.append(message.text)

    def open(self) -> None:
        """Open the page, or open it again."""
        self.page.goto(self.server.url("roadmap", a=self.id, lang=self.lang))
        settled(self.page)

    def words(self, key: str, **values: Value) -> str:
        """Return a message as the page shows it."""
        return Text(key, **values).in_(self.lang)

    @property
    def headline(self) -> Locator:
        """The week the target is reached in; the one from before the drawing may stand behind it."""
        return self.page.locator(".st-key-verdict h1").first

    def week(self) -> int:
        """Return the week that the headline says."""
        found = re.search(r"\d+", self.headline.inner_text())
        assert found is not None
        return int(found[0])

    def steps(self) -> int:
        """Return how many steps the headline says."""
        return int(self.page.locator(".st-key-verdict strong").first.inner_text())

    def plan_request(self) -> Locator:
        """Open what the roadmap can be fitted to, and return it."""
        box = self.page.locator(".st-key-people_and_dates")
        if not box.locator("details[open]").count():
            box.locator("summary").click()
        return box

    def give(self, name: str, value: str) -> None:
        """Fill in a number of the plan request."""
        field = self.plan_request().get_by_role("spinbutton", name=name)
        field.fill(value)
        field.press("Enter")

    def view(self, name: str) -> None:
        """Look at the roadmap in another way."""
        self.page.get_by_role("radio", name=self.words(f"plan.view_{name}"), exact=True).or_(
            self.page.get_by_role("button", name=self.words(f"plan.view_{name}"), exact=True)
        ).first.click()
        settled(self.page)


def test_less_time_for_creators_puts_the_gate_off_and_is_not_forgotten(server: Server, visit: Visit) -> None:
    shown = Roadmap(visit, server)
    before = shown.week()

    shown.give("达人商务", "0.5")

    expect(shown.headline).not_to_contain_text(f"第 {before} 周")
    settled(shown.page)
    assert shown.week() > before
    expect(shown.page.locator(".st-key-request_summary")).to_contain_text("达人商务 0.5")
    later = shown.week()
    shown.page.get_by_role("link", name=shown.words("app.nav.results")).click()
    expect(shown.page.locator(".st-key-verdict")).to_contain_text(shown.words("results.stage_is"))
    shown.page.get_by_role("link", name=shown.words("app.nav.roadmap")).first.click()
    expect(shown.headline).to_contain_text(f"第 {later} 周")
    assert shown.complaints == []


def test_a_reload_shows_the_plan_request_the_view_and_what_was_supposed_again(
    server: Server, visit: Visit
) -> None:
    shown = Roadmap(visit, server)
    shown.give("店铺运营", "6")
    expect(shown.page.locator(".st-key-request_summary")).to_contain_text("店铺运营 6")
    settled(shown.page)
    shown.view("suppose")
    pick(shown.page, shown.words("plan.suppose_which"), 0)
    supposed = shown.page.locator(".st-key-supposed")
    expect(supposed).to_contain_text("→")
    settled(shown.page)
    then = supposed.inner_text()

    shown.page.reload()
    settled(shown.page)

    expect(supposed).to_have_text(then, use_inner_text=True)
    expect(shown.page.locator(".st-key-request_summary")).to_contain_text("店铺运营 6")
    # From home, in another tab: the plan request is kept, the view and what was supposed are not.
    shown.open()
    expect(shown.page.locator(".st-key-request_summary")).to_contain_text("店铺运营 6")
    expect(shown.page.locator(".st-key-step_1")).to_be_visible()
    shown.page.go_back()
    expect(supposed).to_have_text(then, use_inner_text=True)
    assert shown.complaints == []


def test_a_step_marked_done_asks_what_shows_it_and_the_rest_is_drawn_anew(
    server: Server, visit: Visit
) -> None:
    shown = Roadmap(visit, server)
    before, answers = shown.steps(), server.service.assessments.open(shown.id).assessment.answers

    shown.page.locator("[class*=st-key-change_soon_] button").first.click()
    dialog = shown.page.get_by_role("dialog")
    dialog.get_by_text(shown.words("plan.status_done"), exact=True).click()
    dialog.get_by_role("textbox", name=shown.words("plan.evidence")).fill("下播复盘表截图 <b>第 3 页</b>")
    dialog.get_by_role("button", name=shown.words("plan.save"), exact=True).click()

    expect(dialog).to_have_count(0)
    expect(shown.page.locator(".st-key-verdict strong").first).to_have_text(str(before - 1))
    shown.open()
    done = shown.page.locator(".st-key-list_done")
    done.locator("summary").click()
    expect(done).to_contain_text("下播复盘表截图 <b>第 3 页</b>")
    assert shown.steps() == before - 1
    assert server.service.assessments.open(shown.id).assessment.answers == answers
    kept = server.service.progress.of(shown.id).values()
    assert [each.value.status for each in kept] == ["done"]


def test_changes_of_steps_are_taken_back_one_after_the_other(server: Server, visit: Visit) -> None:
    shown = Roadmap(visit, server)
    shown.page.add_init_script(CLOCKS)
    shown.open()
    before = shown.steps()
    lately = shown.page.locator(".st-key-changed_lately")
    for place, status in enumerate(("doing", "dropped")):
        shown.page.locator("[class*=st-key-change_soon_] button").nth(place).click()
        dialog = shown.page.get_by_role("dialog")
        dialog.get_by_text(shown.words(f"plan.status_{status}"), exact=True).click()
        dialog.get_by_role("button", name=shown.words("plan.save"), exact=True).click()
        expect(lately).to_contain_text(shown.words(f"plan.status_{status}"))
        settled(shown.page)

    # In the very moment of the press the page looks by itself: the press counts once all the same.
    lately.get_by_role("button", name=shown.words("plan.undo")).evaluate(
        "button => { button.click(); window.looks.at(-1)(); }"
    )
    expect(shown.page.locator(".st-key-list_dropped")).to_have_count(0)
    settled(shown.page)
    kept = [one.value.status for one in server.service.progress.of(shown.id).values()]
    assert sorted(kept) == ["doing", "todo"]
    lately.get_by_role("button", name=shown.words("plan.undo_next")).click()

    # The step's button says again what it said before it was under way.
    expect(shown.page.get_by_role("button", name=shown.words("plan.status_doing"))).to_have_count(0)
    settled(shown.page)
    assert shown.steps() == before
    assert {kept.value.status for kept in server.service.progress.of(shown.id).values()} <= {"todo"}
    lately.get_by_role("button", name=shown.words("plan.undo_next")).click()
    expect(lately).to_have_count(0)


def test_what_if_moves_the_plan_and_leaves_what_is_saved_alone(server: Server, visit: Visit) -> None:
    shown = Roadmap(visit, server)
    before = server.service.assessments.open(shown.id)

    shown.view("suppose")
    pick(shown.page, shown.words("plan.suppose_which"), 0)

    supposed = shown.page.locator(".st-key-supposed")
    expect(supposed).to_contain_text(shown.words("plan.suppose_days"))
    expect(supposed).to_contain_text("→")
    after = server.service.assessments.open(shown.id)
    assert (after.revision, after.assessment) == (before.revision, before.assessment)


def test_the_calendar_has_an_entry_for_every_step_and_for_the_gate(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    shown = Roadmap(visit, server, lang="en", width=390)
    with shown.page.expect_download() as waited:
        shown.page.get_by_role("button", name=shown.words("plan.ics")).click()

    file = tmp_path / "roadmap.ics"
    waited.value.save_as(file)
    entries = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    steps = build_roadmap(
        server.service.roadmaps.situation(server.service.assessments.open(shown.id), {}), PlanRequest()
    ).steps
    assert re.fullmatch(r"roadmap-\d{4}-\d\d-\d\d-[0-9a-z]{6}\.ics", waited.value.suggested_filename)
    assert len(entries) == len(steps) + 1
    assert all(str(entry["SUMMARY"]) for entry in entries)
    assert all(entry.decoded("DTSTART") < entry.decoded("DTEND") for entry in entries)
    # Made away from the page, and still in the page's language.
    assert not any(HAN.search(str(entry["SUMMARY"])) for entry in entries)
    with shown.page.expect_download() as waited:
        shown.page.get_by_role("button", name=shown.words("roadmap.download")).click()
    assert not HAN.search(waited.value.path().read_text(encoding="utf-8-sig"))


def test_a_plan_request_that_does_not_fit_shows_what_would_and_one_click_does_it(
    server: Server, visit: Visit
) -> None:
    shown = Roadmap(visit, server)

    shown.give("最多几周做完", "1")

    expect(shown.headline).to_have_text(shown.words("plan.no_weeks_title"))
    ways = shown.page.locator("[class*=st-key-take_way_] button")
    expect(ways.first).to_be_visible()
    settled(shown.page)
    ways.first.click()
    expect(shown.headline).not_to_have_text(shown.words("plan.no_weeks_title"))
    expect(shown.page.locator(".st-key-request_summary")).to_contain_text("周内做完")
    assert shown.complaints == []


def test_every_view_fits_on_a_phone(server: Server, visit: Visit, subtests: pytest.Subtests) -> None:
    shown = Roadmap(visit, server, lang="en", width=390)
    for name in ("steps", "weeks", "change", "suppose", "beside", "not_yet"):
        with subtests.test(view=name):
            shown.view(name)
            assert widest(shown.page) <= 390
    assert shown.complaints == []


def widest(page: Page) -> int:
    """Return how far the page reaches to the right, in pixels."""
    return int(page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth"))


def test_the_two_files_of_a_roadmap_stand_together(server: Server, visit: Visit) -> None:
    """Of a draft: beside the sentence on keeping it there is room for one of them in a line."""
    page = Roadmap(visit, server, "en").page

    def top(key: str) -> int:
        place = page.locator(f".st-key-{key}")
        expect(place).to_be_visible()
        return int(place.evaluate("one => Math.round(one.getBoundingClientRect().top)"))

    until(lambda: top("download_csv") == top("download_ics"), "both files stand in one line")
