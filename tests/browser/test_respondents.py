"""Several people in real browsers: by private link on a phone, two at once, links that lead nowhere."""

from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.instrument.model import AnchoredItem
from assessment.responses import Answer, Mode
from assessment.service import Conflict, LinkRevoked, NoSuchLink, SheetClosed
from assessment.texts import Text
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import choices
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, PRIMARY, Questionnaire, left, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Sheet:
    """One respondent's sheet, in one browser."""

    page: Page
    server: Server
    token: str

    @classmethod
    def entered(cls, page: Page, server: Server, token: str) -> "Sheet":
        """Come in by the link."""
        page.goto(server.url(f"r/{token}"))
        settled(page)
        return cls(page, server, token)

    @property
    def items(self) -> list[AnchoredItem]:
        """What is asked in the first part, as far as points are chosen there."""
        first = self.server.service.respondents.sheet_by_link(self.token).opened().instrument.dimensions[0]
        return [item for item in first.items if isinstance(item, AnchoredItem)]

    def question(self, item: AnchoredItem) -> Locator:
        """Return the box of a question."""
        return self.page.locator(f".st-key-{css_key(item.id)}")

    def choose(self, item: AnchoredItem, point: int) -> None:
        """Pick a point."""
        place = choices(item, sorted(item.anchors)).index(str(point))
        self.question(item).locator("[data-testid=stRadioOption]").nth(place).click()

    def checked(self, item: AnchoredItem, point: int) -> None:
        """Wait until a question shows a point."""
        options = self.question(item).locator("[data-testid=stRadioOption] input")
        expect(options.nth(point)).to_be_checked()

    def kept(self, item: AnchoredItem) -> int | None:
        """Return the point on disk."""
        opened = self.server.service.respondents.sheet_by_link(self.token).opened()
        return opened.assessment.answers.get(item.id, Answer()).point

    def wait_kept(self, item: AnchoredItem, point: int) -> None:
        """Wait until a point is on disk."""
        until(lambda: self.kept(item) == point, f"{item.id} is kept at {point}")


def begun(server: Server) -> str:
    """Start an assessment."""
    return server.service.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)


def invited(server: Server, assessment: str, label: str = "主播") -> tuple[str, str]:
    """Ask somebody by link; return sheet and token."""
    sheet = server.service.respondents.add(assessment, label, ["content", "ads"])
    return sheet, server.service.respondents.give_link(assessment, sheet).token


def test_from_the_invitation_to_the_thanks_on_a_phone(server: Server, visit: Visit) -> None:
    assessment = begun(server)
    consultant = settled(visit(server.url("voices", a=assessment, lang="zh")))
    consultant.get_by_role("button", name=Text("respondents.make_link").in_("zh")).click()
    link = consultant.locator(".st-key-fresh_link code").first.inner_text().strip()
    token = link.rpartition("/")[2]
    assert link == server.url(f"r/{token}")

    phone = visit(width=390)
    mine = Sheet.entered(phone, server, token)
    item = mine.items[0]
    assert token not in phone.url
    assert token not in phone.evaluate("document.cookie + document.referrer + document.body.innerHTML")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    mine.choose(item, 2)
    mine.wait_kept(item, 2)
    phone.reload()
    settled(phone)
    mine.checked(item, 2)

    # Whatever the address, there is nothing but the sheet.
    for page in ("results", "voices", "home"):
        phone.goto(server.url(page, a=assessment, lang="zh"))
        settled(phone)
        expect(phone.locator("h1")).to_have_text(Text("app.nav.sheet").in_("zh"))
        expect(phone.locator(".st-key-head a")).to_have_count(0)
    phone.get_by_role("button", name=Text("sheet.hand_in").in_("zh")).click()
    phone.get_by_role("button", name=Text("sheet.hand_in_yes").in_("zh")).click()
    expect(phone.locator("h1")).to_have_text(Text("sheet.done").in_("zh"))

    consultant.reload()
    settled(consultant)
    expect(consultant.get_by_text(Text("respondents.state_done").in_("zh"), exact=True)).to_be_visible()
    expect(consultant.locator(".st-key-fresh_link")).to_have_count(0)
    assert token not in consultant.content()

    left(phone)
    assert "sheet" not in [cookie.get("name") for cookie in phone.context.cookies()]
    assert mine.kept(item) == 2


def test_who_only_tries_a_link_finds_the_way_out_of_it(server: Server, visit: Visit) -> None:
    assessment = begun(server)
    service = server.service
    sheet, token = invited(server, assessment)
    page = visit()
    Sheet.entered(page, server, token)

    left(page)
    page.goto(server.url("voices", a=assessment, lang="zh"))
    expect(settled(page).locator("h1")).to_contain_text("老陈果园")

    Sheet.entered(page, server, token)
    service.respondents.revoke_link(assessment, sheet)
    page.reload()
    expect(settled(page).locator("h1")).to_have_text(Text("sheet.door.closed").in_("zh"))
    left(page)


def test_two_devices_on_one_sheet_lose_nothing_and_see_each_other(server: Server, visit: Visit) -> None:
    _, token = invited(server, begun(server))
    phone, laptop = (Sheet.entered(visit(width=width), server, token) for width in (390, 1280))
    one, two, three = phone.items[:3]

    # Different questions: both kept, and each is told of the other.
    phone.choose(one, 2)
    laptop.choose(two, 1)
    phone.wait_kept(one, 2)
    phone.wait_kept(two, 1)
    expect(laptop.page.locator(".st-key-beside")).to_be_visible()
    laptop.page.get_by_role("button", name=Text("respond.beside_show").in_("zh")).click()
    laptop.checked(one, 2)

    # The same question: the first is kept, the second stays in sight and may be taken after all.
    phone.choose(three, 3)
    phone.wait_kept(three, 3)
    laptop.choose(three, 1)
    expect(laptop.question(three).locator("[data-testid=stAlert]")).to_have_text(
        Conflict(Answer(point=3), 1).in_("zh")
    )
    laptop.checked(three, 3)
    mine = Text("respond.set_aside", what="").in_("zh")
    expect(laptop.question(three).get_by_text(mine)).to_contain_text(three.anchors[1].in_("zh"))
    assert laptop.kept(three) == 3
    laptop.question(three).get_by_role("button", name=Text("respond.take_mine").in_("zh")).click()
    laptop.wait_kept(three, 1)
    laptop.checked(three, 1)
    expect(laptop.question(three).get_by_text(mine)).to_have_count(0)

    # And the one who was first sees that theirs was changed, with their own still to be had.
    phone.page.get_by_role("button", name=Text("respond.beside_show").in_("zh")).click()
    phone.checked(three, 1)
    expect(phone.question(three).locator("[data-testid=stAlert]")).to_have_text(
        Text("respond.changed_elsewhere").in_("zh")
    )
    phone.question(three).get_by_role("button", name=Text("respond.leave_mine").in_("zh")).click()
    expect(phone.question(three).locator("[data-testid=stAlert]")).to_have_count(0)
    assert phone.kept(three) == 1


def test_two_consultants_on_one_assessment_lose_nothing_either(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    other = Questionnaire(visit(), server, mine.id).open("content")
    one, two = mine.items("content")[:2]

    mine.give(one, Answer(point=2))
    other.give(two, Answer(point=1))
    other.choose(one, "3")

    box = other.question(one.id)
    expect(box.get_by_role("button", name=Text("respond.take_mine").in_("zh"))).to_be_visible()
    assert mine.answer(one.id).point == 2
    box.get_by_role("button", name=Text("respond.take_mine").in_("zh")).click()
    mine.wait_kept(one.id, point=3)
    assert mine.answer(two.id).point == 1
    other.shows(one)


def test_a_link_that_is_called_back_stops_in_the_middle_and_says_so(server: Server, visit: Visit) -> None:
    assessment = begun(server)
    sheet, token = invited(server, assessment)
    mine = Sheet.entered(visit(width=390), server, token)
    item = mine.items[0]
    mine.choose(item, 2)
    mine.wait_kept(item, 2)

    server.service.respondents.revoke_link(assessment, sheet)
    mine.choose(item, 3)
    expect(mine.question(item).locator("[data-testid=stAlert]")).to_contain_text(LinkRevoked().in_("zh"))
    mine.page.reload()

    expect(mine.page.get_by_text(LinkRevoked().in_("zh"))).to_be_visible()
    expect(mine.page.locator("[data-testid=stRadioOption]")).to_have_count(0)
    mine.page.goto(server.url(f"r/{token}"))
    expect(mine.page.get_by_text(LinkRevoked().in_("zh"))).to_be_visible()
    expect(mine.page.get_by_text(LinkRevoked().in_("en"))).to_be_visible()
    assert server.service.agreement.view(assessment).answers[sheet][item.id].point == 2


def test_links_that_lead_nowhere_are_pages_in_both_languages_and_give_no_cookie(
    server: Server, visit: Visit
) -> None:
    assessment = begun(server)
    _, token = invited(server, assessment)
    item = server.service.respondents.sheet_by_link(token).opened().instrument.items()[0].id
    server.service.answers.record(assessment, item, Answer(point=1), 0)
    server.service.assessments.complete(assessment)
    page = visit()
    for address, closed in (
        ("r/nobody-made-this", NoSuchLink),
        ("r/a/b/c", NoSuchLink),
        (f"r/{token}x", NoSuchLink),
        (f"r/{token}", SheetClosed),
    ):
        page.goto(server.url(address))
        for lang in ("zh", "en"):
            expect(page.get_by_text(closed().in_(lang))).to_be_visible()
        assert page.context.cookies() == []


def test_looking_at_a_link_from_afar_neither_opens_nor_uses_it_up(server: Server) -> None:
    assessment = begun(server)
    _, token = invited(server, assessment)

    for _ in range(2):
        request = Request(server.url(f"r/{token}"), headers={"User-Agent": "preview"})  # noqa: S310 - loopback
        with urlopen(request) as answer:  # noqa: S310 - loopback
            assert answer.status == 200

    (card,) = server.service.respondents.of(assessment)
    assert card.opened_at is None
    assert card.link == "open"


def test_in_turn_the_device_is_handed_over_and_handed_back(server: Server, visit: Visit) -> None:
    assessment = begun(server)
    page = settled(visit(server.url("voices", a=assessment, lang="en"), locale="en-US"))

    page.get_by_role("button", name=Text("respondents.here").in_("en")).click()
    expect(page.locator("h1")).to_have_text(Text("app.nav.sheet").in_("en"))
    expect(page.locator(".st-key-head a")).to_have_count(0)
    (card,) = server.service.respondents.of(assessment)
    page.locator("[data-testid=stCheckbox] label, [data-testid=stRadioOption]").first.click()
    until(lambda: server.service.respondents.of(assessment)[0].answered == 1, "the answer is kept")
    page.get_by_role("button", name=Text("sheet.hand_in").in_("en")).click()
    page.get_by_role("button", name=Text("sheet.hand_in_yes").in_("en")).click()
    expect(page.locator("h1")).to_have_text(Text("sheet.done").in_("en"))
    page.get_by_text(Text("sheet.back").in_("en")).click()

    expect(page.locator(f".st-key-person_{card.sheet}")).to_contain_text(
        Text("respondents.state_done").in_("en")
    )
    assert server.service.assessments.open(assessment).assessment.answers == {}


def test_the_agreed_answer_needs_its_reason_and_stands_beside_the_others(
    server: Server, visit: Visit
) -> None:
    assessment = begun(server)
    item = next(
        item
        for item in server.service.bank.instrument.dimension("content").items
        if isinstance(item, AnchoredItem) and item.core
    )
    for label, point in (("老板", 3), ("主播", 1)):
        sheet = server.service.respondents.add(assessment, label, ["content"])
        server.service.respondents.own_sheet(assessment, sheet).record(item.id, Answer(point=point), 0)
    page = settled(visit(server.url("voices", a=assessment, lang="zh")))
    card = page.locator(f".st-key-talk_{css_key(item.id)}")
    expect(card).to_contain_text("老板")

    card.get_by_role("button", name=Text("respondents.agree").in_("zh")).click()
    dialog = page.get_by_role("dialog")
    dialog.locator(PRIMARY).click()
    expect(dialog.get_by_text(Text("respondents.reason_missing").in_("zh"))).to_be_visible()
    assert server.service.agreement.view(assessment).agreed == {}
    dialog.get_by_label(Text("respondents.reason_asked").in_("zh")).fill("看了近四周的排期表")
    dialog.get_by_label(Text("respondents.reason_asked").in_("zh")).press("Control+Enter")
    dialog.locator(PRIMARY).click()
    expect(dialog).to_have_count(0)

    kept = server.service.assessments.open(assessment).assessment.answers[item.id]
    assert (kept.point, kept.reason, kept.by) == (1, "看了近四周的排期表", "老板、主播")
    # Settled, it is no longer to be talked about.
    expect(card).to_have_count(0)
    page.get_by_role("radio", name=Text("respondents.view_rest", count=1).in_("zh")).click()
    expect(page.get_by_role("main")).to_contain_text("看了近四周的排期表")


def test_a_server_for_respondents_alone_shows_no_other_page(
    executable: str, tmp_path: Path, visit: Visit
) -> None:
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_ONLY_SHEETS": "1"}) as outside:
        assessment = begun(outside)
        _, token = invited(outside, assessment)
        page = visit()
        for name in ("", "voices", "results", "respond"):
            page.goto(outside.url(name, a=assessment, lang="zh"))
            for lang in ("zh", "en"):
                expect(page.get_by_text(Text("sheet.door.none").in_(lang))).to_be_visible()
            assert "老陈果园" not in page.content()

        Sheet.entered(page, outside, token)

        expect(page.locator("h1")).to_have_text(Text("app.nav.sheet").in_("zh"))
