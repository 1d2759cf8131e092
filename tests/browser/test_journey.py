"""From the first visit to a finished assessment, the server dying in the middle."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, MetricItem
from assessment.responses import Absent, Answer, MetricValue
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import PRIMARY, Questionnaire, id_in, settled, with_charts
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

DIALOG = "[data-testid=stDialog]"


def begin(page: Page, name: str) -> None:
    """Fill in the form on the home page."""
    form = page.locator("[data-testid=stForm]")
    form.locator("input[type=text]").fill(name)
    form.locator("button").last.click()


def fill_profile(mine: Questionnaire) -> None:
    """Answer what decides which questions are asked, with every question left in."""
    page = mine.page
    page.locator("[data-testid=stSelectbox] input").first.press("ArrowDown")
    page.locator("[role=option]").first.click()
    until(lambda: "category" in mine.kept.profile, "the category is kept")
    yes = mine.words("respond.profile.yes")
    questions = [
        one
        for one in mine.server.service.assessments.open(mine.id).instrument.profile
        if one.kind == "yes_no"
    ]
    for question in questions:
        group = page.locator("[data-testid=stButtonGroup]").filter(has_text=question.question.in_(mine.lang))
        group.get_by_role("radio", name=yes, exact=True).click()
        until(partial(says_yes, mine, question.id), f"{question.id} is kept")
        settled(page)


def says_yes(mine: Questionnaire, question: str) -> bool:
    """Whether the profile on disk says yes."""
    return mine.kept.profile.get(question) is True


def said_to(items: list[Item]) -> Iterator[tuple[Item, Answer | float]]:
    """Give every kind of answer in turn."""
    points = cycle([Answer(point=2), Answer(point=1), Answer(absent=Absent.DONT_KNOW), Answer(point=3)])
    counts = cycle([2, 0, 1])
    for item in items:
        if isinstance(item, MetricItem):
            yield item, 82.0
        elif isinstance(item, AnchoredItem):
            yield item, next(points)
        else:
            assert isinstance(item, ChecklistItem | GridItem)
            yield item, Answer(ticks=list(item.tick_ids[: next(counts)]))


def is_finished(mine: Questionnaire) -> bool:
    """Whether the assessment on disk is closed."""
    return mine.kept.status == "completed"


def sections(mine: Questionnaire) -> list[str]:
    """Return the dimensions that are asked."""
    opened = mine.server.service.assessments.open(mine.id)
    return [one.id for one in opened.instrument.dimensions if mine.items(one.id)]


def answer_section(mine: Questionnaire, dimension: str) -> None:
    """Answer everything on the page, and see the progress say so."""
    for item, said in said_to(mine.items(dimension)):
        mine.give(item, said)
    asked = len(mine.items(dimension))
    expect(mine.page.locator(".progress-text")).to_contain_text(
        mine.words("respond.part", done=asked, asked=asked)
    )


def answer_elsewhere(mine: Questionnaire, dimension: str) -> None:
    """Answer a section as another window would: what the page must find when it comes there."""
    answers = mine.server.service.answers
    for item, said in said_to(mine.items(dimension)):
        if isinstance(item, MetricItem):
            assert isinstance(said, float)
            answers.record_metric(mine.id, item.metric, MetricValue(number=said), 0)
        else:
            assert isinstance(said, Answer)
            answers.record(mine.id, item.id, said, 0)


def answer_rest(mine: Questionnaire, rest: list[str]) -> None:
    """Answer by hand the kinds of question that come late, elsewhere the others; end at the last section."""
    for dimension in rest:
        if any(isinstance(item, GridItem | MetricItem) for item in mine.items(dimension)):
            mine.open(dimension)
            answer_section(mine, dimension)
        else:
            answer_elsewhere(mine, dimension)
    mine.open(rest[-1])


def test_a_merchant_answers_finishes_and_corrects_while_the_server_dies_in_the_middle(
    own_server: Server, visit: Visit
) -> None:
    page = settled(visit(own_server.url()))
    begin(page, "老陈果园")
    mine = Questionnaire(page, own_server, id_in(page))
    settled(page)
    fill_profile(mine)
    asked = sections(mine)
    first, rest = asked[:4], asked[4:]
    assert {type(item) for one in asked for item in mine.items(one)} == {
        AnchoredItem,
        ChecklistItem,
        GridItem,
        MetricItem,
    }
    for dimension in first:
        mine.forward()
        answer_section(mine, dimension)

    own_server.restart()
    page.reload()
    settled(page)

    for dimension in first:
        mine.open(dimension)
        for item in mine.items(dimension):
            mine.shows(item)
    answer_rest(mine, rest)
    mine.forward()
    mine.forward()
    expect(page.get_by_text(mine.words("respond.finish.all_answered"))).to_be_visible()
    before = mine.kept.answers

    page.locator(".st-key-head").get_by_text(mine.words("app.nav.results"), exact=True).click()
    expect(page.locator(".st-key-verdict h1")).to_be_visible()
    settled(page)
    page.locator(".st-key-head").get_by_text(mine.words("app.nav.roadmap"), exact=True).click()
    expect(page.locator(".st-key-step_1")).to_be_visible()
    settled(page)

    mine.open("finish")
    page.get_by_role("button", name=mine.words("respond.finish.button")).click()
    expect(page.locator(DIALOG)).to_contain_text(mine.words("respond.finish.sure"))
    assert not is_finished(mine)
    page.locator(f"{DIALOG} {PRIMARY}").click()
    page.wait_for_url(re.compile("/results"))
    settled(page)
    assert is_finished(mine)
    assert mine.kept.answers == before

    mine.open(asked[0])
    expect(page.get_by_text(mine.words("respond.locked"))).to_be_visible()
    expect(mine.question(mine.items(asked[0])[1].id).locator("input").first).to_be_disabled()
    page.get_by_role("button", name=mine.words("respond.correct")).click()
    page.get_by_role("button", name=mine.words("respond.correct_yes")).click()
    page.wait_for_url(lambda url: mine.id not in url and "a=" in url)
    copy = Questionnaire(page, own_server, id_in(page))
    settled(page)
    assert not is_finished(copy)
    assert copy.kept.corrects == mine.id
    copy.open(asked[0])
    for item in copy.items(asked[0]):
        copy.shows(item)


def test_a_merchant_with_a_phone_in_english_gets_to_a_roadmap_and_nothing_scrolls_sideways(
    own_server: Server, visit: Visit
) -> None:
    page = settled(visit(own_server.url(), width=390, locale="en-GB"))
    fits(page)
    begin(page, "Chen's Orchard")
    mine = Questionnaire(page, own_server, id_in(page), lang="en")
    settled(page)
    fits(page)
    fill_profile(mine)
    for number, dimension in enumerate(sections(mine)):
        mine.open(dimension)
        fits(page)
        if number % 3 == 0:
            for item, said in list(said_to(mine.items(dimension)))[:2]:
                mine.give(item, said)
    for section in ("numbers", "finish"):
        mine.open(section)
        fits(page)
    own_server.restart()
    mine.open(sections(mine)[0])
    for item in mine.items(sections(mine)[0])[:2]:
        mine.shows(item)
    for name in ("results", "roadmap"):
        mine.open("", page=name)
        with_charts(page)
        fits(page)
    page.goto(own_server.url(lang="en"))
    settled(page)
    expect(page.get_by_text(Text("home.title_again").in_("en"))).to_be_visible()
    fits(page)


def fits(page: Page) -> None:
    """Hold a page to the width of its screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    # Streamlit scrolls in an element of its own, so that one must fit as well.
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth <= main.clientWidth"), (
        page.url
    )
