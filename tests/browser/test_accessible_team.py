"""No page of a team has a fault that axe-core can see, before and after signing in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Mode
from assessment.service.account_errors import WrongPassword
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, settled
from tests.browser.server import Server
from tests.browser.test_accessible import faults, lasting_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of invented people
LOOKS = ("light zh 1280", "dark zh 390", "light en 320", "dark en 1280")
"""Theme, language and width."""


@pytest.fixture
def team(executable: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which people sign in, with something in its record of events."""
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_MODE": "team", "ASSESSMENT_SECRET": "s" * 32}) as running:
        yield running


AS_WIDE_AS_THE_WINDOW = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .every(one => one.scrollWidth <= one.clientWidth)"""
"""The framework scrolls within the page, so the page itself is never too wide."""


def shop(server: Server) -> str:
    """Begin an assessment of a shop with private links of both kinds; return it."""
    service = server.service
    id_ = service.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    merchant = service.rounds.merchant_of(id_).merchant_id
    service.files.export(id_)
    gone = service.merchant_links.give(merchant, "answer", "店长")
    service.merchant_links.revoke(merchant, gone.id)
    service.merchant_links.give(merchant, "read", "合伙人")
    with pytest.raises(WrongPassword):
        service.sign_ins.sign_in("老王", "not the password", "192.0.2.1")
    service.maintain(None)
    return id_


def plain_pages(server: Server, page: Page, lang: str, invitation: str) -> Iterator[str]:
    """Open the pages before anybody is signed in, one after the other; the last is left signed in."""

    def press() -> None:
        page.locator("button[type=submit]").click()

    page.goto(server.url("sign-in", lang=lang))
    yield "signing in"
    page.fill("[name=name]", "老王")
    page.fill("[name=password]", "not the password")
    press()
    expect(page.locator("[name=password]")).to_be_visible()
    yield "a wrong password"
    page.goto(server.url(f"i/{invitation}", lang=lang))
    expect(page.locator("[name=again]")).to_be_visible()
    yield "an invitation"
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    press()
    expect(page.locator(".st-key-person_menu")).to_be_visible()
    settled(page)
    page.goto(server.url("password", lang=lang))
    expect(page.locator("[name=again]")).to_be_visible()
    yield "another password"


def app_pages(server: Server, page: Page, lang: str, id_: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the pages of an owner, each with the way to it."""
    other = server.service.accounts.invite("小李", "consultant").account_id

    def opened(path: str, **query: str) -> None:
        page.goto(server.url(path, lang=lang, **query))
        settled(page)

    def press(key: str) -> None:
        page.get_by_role("button", name=Text(key).in_(lang)).first.click()
        settled(page)

    def unfold(place: str) -> None:
        page.locator(place).first.click()
        settled(page)

    def invite() -> None:
        unfold(".st-key-invite_person summary")
        page.get_by_label(Text("people.name").in_(lang)).fill("小周")
        page.get_by_label(Text("people.name").in_(lang)).press("Tab")
        settled(page)

    def make() -> None:
        press("people.make_link")
        expect(page.locator(".st-key-account_link_box")).to_be_visible()

    yield "the start", lambda: opened("")
    yield "the menu of a person", lambda: unfold(".st-key-person_menu button")
    yield "people", lambda: opened("people")
    yield "inviting somebody", invite
    yield "the link of somebody", make
    yield "changing somebody", lambda: unfold(f".st-key-change_{other} button")
    yield "private links", lambda: opened("links", a=id_)
    yield "a new private link", lambda: press("links.make")
    yield "the record of events", lambda: opened("audit")
    yield "what is stored and why", lambda: opened("privacy")


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_of_a_team_has_a_fault(
    team: Server, visit: Visit, look: str, subtests: pytest.Subtests
) -> None:
    id_ = shop(team)
    theme, lang, width = look.split()
    locale = "zh-CN" if lang == "zh" else "en-GB"
    page = visit(width=int(width), locale=locale, dark=theme == "dark")
    page.emulate_media(reduced_motion="reduce")
    invitation = team.service.accounts.invite("老王", "owner").token
    for name in plain_pages(team, page, lang, invitation):
        with subtests.test(page=name):
            assert faults(page) == []
    for name, go in app_pages(team, page, lang, id_):
        with subtests.test(page=name):
            go()
            assert lasting_faults(page) == []
            assert page.evaluate(AS_WIDE_AS_THE_WINDOW)
