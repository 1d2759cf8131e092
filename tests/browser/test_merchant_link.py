"""A merchant without an account, in real browsers: from the start to the erasure; links that lead nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Mode
from assessment.service import EventFilter
from assessment.texts import LANGUAGES, Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import left, settled
from tests.browser.server import Server, until
from tests.browser.test_accessible import faults

pytestmark = pytest.mark.browser

SHOP, NOTE = "桐庐蜂蜜铺子", "这句话只有我自己知道"
PHONE = 390


@pytest.fixture(scope="module")
def open_server(executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where anybody may begin a self-assessment."""
    assert executable
    folder = tmp_path_factory.mktemp("open")
    (folder / "texts").mkdir()
    (folder / "texts" / "zh.txt").write_text("<b>本站</b>的说明：只用来算结果。", encoding="utf-8")
    env = {
        "ASSESSMENT_MODE": "open",
        "ASSESSMENT_SECRET": "0123456789abcdef0123456789abcdef",
        "ASSESSMENT_CONSENT": str(folder / "texts"),
    }
    with Server(folder, env=env) as server:
        yield server


def says(key: str) -> str:
    """Return a text in Chinese."""
    return Text(key).in_("zh")


def read_qr(page: Page) -> str:
    """Return what the QR code on a page says, read from its picture as a phone would."""
    picture = page.locator(".qr").screenshot(scale="css")
    drawn = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert drawn is not None
    # The library's other detector cannot read one sound code in a hundred, at any size.
    said, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(cv2.resize(drawn, None, fx=2, fy=2))
    return said


def fits(page: Page) -> None:
    """Nothing sticks out of a phone's screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def holds_no_token(page: Page, token: str) -> None:
    """No script, title, address or referrer knows the token."""
    assert token not in page.url
    assert token not in page.title()
    assert token not in page.evaluate("document.cookie + document.referrer + document.body.innerHTML")


def answer_first(page: Page) -> None:
    """Choose the second point of the first question on the page, with a note."""
    question = (
        page.locator('[class*="st-key-q_"]').filter(has=page.locator("[data-testid=stRadioOption]")).first
    )
    question.locator("[data-testid=stRadioOption]").nth(1).click()


def began(server: Server, page: Page) -> str:
    """Begin on a phone, after the operator's text; return the link that leads back, read from its QR code."""
    expect(page.locator("h1")).to_have_text(says("start.title"))
    expect(page.get_by_text("<b>本站</b>的说明：只用来算结果。")).to_be_visible()
    fits(page)
    page.get_by_label(says("start.shop_name")).fill(SHOP)
    begin = page.get_by_role("button", name=says("start.begin"))
    begin.click()
    expect(page.get_by_text(says("start.agree_needed"))).to_be_visible()
    page.get_by_text(says("start.agree"), exact=True).click()
    begin.click()
    expect(page.locator("h1")).to_have_text(says("start.begun"))
    settled(page)
    link = page.locator(".st-key-merchant_link_new code").first.inner_text().strip()
    assert link.startswith(server.url("m/"))
    assert read_qr(page) == link
    mail = page.get_by_role("link", name=says("links.mail")).get_attribute("href") or ""
    assert mail.startswith("mailto:?subject=")
    fits(page)
    page.get_by_role("link", name=says("links.go_in")).click()
    settled(page)
    expect(page.locator("h1")).to_have_text(SHOP)
    holds_no_token(page, token_of(link))
    return link


def token_of(link: str) -> str:
    """Return the secret of a link."""
    return link.rpartition("/")[2]


def answered(server: Server, page: Page, assessment: str) -> None:
    """Answer the first question on the page; the note of it is written beside it."""
    first = server.service.assessments.open(assessment).instrument.dimensions[0].items[0]
    page.goto(server.url("respond", a=assessment, d=first.dimension, lang="zh"))
    settled(page)
    answer_first(page)
    until(lambda: bool(server.service.assessments.open(assessment).assessment.answers), "it is kept")
    kept = server.service.assessments.open(assessment)
    ((item, answer),) = kept.assessment.answers.items()
    with_note = answer.model_copy(update={"note": NOTE})
    server.service.answers.record(assessment, item, with_note, kept.revisions[item])


def only_its_own(server: Server, page: Page, assessment: str) -> None:
    """Whatever the address, the shop sees itself and no other."""
    other = server.service.assessments.start("别家的店", Mode.CORE, {}, None)
    for address in (server.url("results", a=other), server.url("respond", a=other)):
        page.goto(address)
        settled(page)
        assert "别家的店" not in page.content()
    for name in ("portfolio", "audit", "voices", "items", "links", "home"):
        page.goto(server.url(name, a=assessment, lang="zh"))
        settled(page)
        expect(page.locator("h1")).to_have_text(SHOP)


def shared(server: Server, page: Page, partner: Visit, assessment: str) -> Page:
    """Show the result to a partner by a link for reading; return the page of the partner."""
    page.goto(server.url(lang="zh"))
    settled(page)
    page.get_by_text(says("links.own.share"), exact=True).click()
    page.get_by_role("button", name=says("links.own.share_make")).click()
    expect(page.locator(".st-key-merchant_link_new")).to_be_visible()
    settled(page)
    link = read_qr(page)
    reader = settled(partner(link, width=PHONE))
    expect(reader.get_by_text(says("links.read.note"))).to_be_visible()
    expect(reader.locator(".st-key-verdict")).to_be_visible()
    holds_no_token(reader, token_of(link))
    fits(reader)
    assert NOTE not in reader.content()
    for name in ("respond", "roadmap", "compare", "portfolio"):
        reader.goto(server.url(name, a=assessment, lang="zh"))
        settled(reader)
        expect(reader.get_by_text(says("links.read.note"))).to_be_visible()
        expect(reader.locator("[data-testid=stRadioOption]")).to_have_count(0)
    return reader


def test_from_the_start_on_one_phone_to_the_erasure(open_server: Server, visit: Visit) -> None:
    server = open_server
    first = settled(visit(server.url(lang="zh"), width=PHONE))
    link = began(server, first)
    (card,) = server.service.assessments.recent()
    answered(server, first, card.id)

    # Another phone, by the QR code: straight to where it stopped, and known from then on.
    second = settled(visit(link, width=PHONE))
    expect(second.locator("h1")).to_have_text(SHOP)
    assert "/respond" in second.url
    holds_no_token(second, token_of(link))
    second.goto(server.url(lang="zh"))
    settled(second)
    expect(second.locator("h1")).to_have_text(SHOP)
    fits(second)
    assert not faults(second)
    only_its_own(server, second, card.id)
    server.service.assessments.complete(card.id)
    partner = shared(server, second, visit, card.id)
    seen = server.service.events.listed(EventFilter(kinds=["result_viewed"])).events
    assert {each.merchant_id for each in seen} == {card.merchant_id}

    # Erased: both devices and the partner are told, and nothing remains.
    server.service.privacy.erase(card.merchant_id)
    for page in (first, second, partner):
        page.goto(server.url(lang="zh"))
        settled(page)
        expect(page.locator("h1")).to_have_text(says("sheet.door.closed"))
        expect(page.get_by_text(says("service.no_such_merchant_link"))).to_be_visible()
        left(page)
        expect(page.locator("h1").first).to_have_text(says("links.door.left"))
    first.get_by_role("link", name=says("links.door.home")).first.click()
    settled(first)
    expect(first.locator("h1")).to_have_text(says("start.title"))
    until(lambda: nothing_left(server.database), "the freed pages are wiped")
    assert token_of(link) not in server.log.read_text(encoding="utf-8")


def nothing_left(database: Path) -> bool:
    """Whether neither name nor note of the shop is in any file of a database."""
    held = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    return SHOP.encode() not in held and NOTE.encode() not in held


def told(server: Server, path: str) -> tuple[int, str]:
    """Return status and text of a page, as somebody without a cookie gets it."""
    try:
        with urlopen(server.url(path), timeout=30) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("kind", "status", "key"),
    [
        ("mistyped", 404, "service.no_such_merchant_link"),
        ("cut off", 404, "service.no_such_merchant_link"),
        ("of a sheet", 404, "service.no_such_merchant_link"),
        ("erased", 404, "service.no_such_merchant_link"),
        ("revoked", 410, "service.merchant_link_revoked"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_in_a_sentence_with_a_way_on(
    open_server: Server, kind: str, status: int, key: str
) -> None:
    service = open_server.service
    assessment = service.assessments.start("临时的店", Mode.CORE, {}, None)
    merchant = service.rounds.merchant_of(assessment).merchant_id
    new = service.merchant_links.give(merchant, "answer")
    token = new.token
    match kind:
        case "mistyped":
            token = "A" * 43
        case "cut off":
            token = token[:20]
        case "of a sheet":
            sheet = service.respondents.add(assessment, "主播", ["content"])
            token = service.respondents.give_link(assessment, sheet).token
        case "erased":
            service.privacy.erase(merchant)
        case "revoked":
            service.merchant_links.revoke(merchant, new.id)

    code, said = told(open_server, f"m/{token}")

    assert code == status
    for language in LANGUAGES:
        assert Text(key).in_(language) in said
    assert re.search(r'<a href="/\?lang=zh">', said)
    assert "临时的店" not in said


def test_a_sheet_s_link_and_a_shop_s_link_in_one_browser_are_not_confused(
    open_server: Server, visit: Visit
) -> None:
    service = open_server.service
    assessment = service.assessments.start("两个链接的店", Mode.CORE, {}, None)
    merchant = service.rounds.merchant_of(assessment).merchant_id
    sheet = service.respondents.add(assessment, "主播", ["content"])
    of_sheet = service.respondents.give_link(assessment, sheet).token
    of_shop = service.merchant_links.give(merchant, "answer").token

    page = settled(visit(open_server.url(f"m/{of_shop}"), width=PHONE))
    expect(page.locator("h1")).to_have_text("两个链接的店")
    page.goto(open_server.url(f"r/{of_sheet}"))
    settled(page)
    expect(page.locator("h1")).to_have_text(says("app.nav.sheet"))
    left(page)
    page.goto(open_server.url(lang="zh"))
    settled(page)
    expect(page.locator("h1")).to_have_text("两个链接的店")
    # The shop's link, opened again, goes before the sheet that was open.
    page.goto(open_server.url(f"r/{of_sheet}"))
    page.goto(open_server.url(f"m/{of_shop}"))
    settled(page)
    expect(page.locator("h1")).to_have_text("两个链接的店")


def test_a_consultant_invites_replaces_and_calls_back(server: Server, visit: Visit) -> None:
    service = server.service
    assessment = service.assessments.start("邀请来的店", Mode.CORE, {}, None)
    page = settled(visit(server.url("links", a=assessment, lang="zh")))
    page.get_by_role("button", name=says("links.make")).click()
    expect(page.locator(".st-key-merchant_link_new")).to_be_visible()
    settled(page)
    link = read_qr(page)
    merchant = service.rounds.merchant_of(assessment).merchant_id
    came_in = EventFilter(kinds=["link_opened"], merchant_id=merchant)
    assert told(server, f"m/{link.rpartition('/')[2]}")[0] == 200
    assert service.events.listed(came_in).total == 0
    phone = settled(visit(link, width=PHONE))
    expect(phone.locator("h1")).to_have_text("邀请来的店")
    assert service.events.listed(came_in).total == 1
    assert [each.used_at is None for each in service.merchant_links.of(merchant)] == [False]

    page.get_by_role("button", name=says("links.saved")).click()
    expect(page.locator(".st-key-merchant_link_new")).to_have_count(0)
    page.get_by_role("button", name=says("links.menu")).click()
    page.get_by_role("button", name=says("links.reissue")).click()
    expect(page.locator(".st-key-merchant_link_new")).to_be_visible()
    phone.goto(server.url(lang="zh"))
    settled(phone)
    expect(phone.get_by_text(says("service.merchant_link_revoked"))).to_be_visible()

    page.get_by_role("button", name=says("links.erase")).click()
    page.get_by_role("dialog").get_by_role("button", name=says("links.erase_yes"), exact=True).click()
    until(lambda: assessment not in [each.id for each in service.assessments.recent()], "the shop is erased")


def test_a_server_for_private_links_alone_lets_a_shop_in_and_nobody_else(
    visit: Visit, executable: str, tmp_path: Path
) -> None:
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_ONLY_SHEETS": "1"}) as server:
        service = server.service
        assessment = service.assessments.start("只走链接的店", Mode.CORE, {}, None)
        merchant = service.rounds.merchant_of(assessment).merchant_id
        token = service.merchant_links.give(merchant, "answer").token
        status, said = told(server, f"respond?a={assessment}")
        assert status == 403
        assert "只走链接的店" not in said

        page = settled(visit(server.url(f"m/{token}"), width=PHONE))
        expect(page.locator("h1")).to_have_text("只走链接的店")
        page.goto(server.url("portfolio", lang="zh"))
        settled(page)
        expect(page.locator("h1")).to_have_text("只走链接的店")
        left(page)
        assert told(server, "")[0] == 403


def test_a_shop_that_lost_a_phone_changes_its_link_from_its_own_place(
    open_server: Server, visit: Visit
) -> None:
    service = open_server.service
    assessment = service.assessments.start("换链接的店", Mode.CORE, {}, None)
    service.assessments.start("", Mode.CORE, {}, None, service.rounds.merchant_of(assessment).merchant_id)
    merchant = service.rounds.merchant_of(assessment).merchant_id
    old = open_server.url(f"m/{service.merchant_links.give(merchant, 'answer').token}")
    lost, here = (settled(visit(old, width=PHONE)) for _ in range(2))

    here.get_by_text(says("links.own.return"), exact=True).click()
    here.get_by_role("button", name=says("links.own.replace")).click()
    here.get_by_role("button", name=says("links.own.replace_yes"), exact=True).click()
    expect(here.locator("h1")).to_have_text(says("links.own.replaced"))
    settled(here)
    fits(here)
    new = read_qr(here)
    assert not faults(here)
    lost.goto(open_server.url(lang="zh"))
    settled(lost)
    expect(lost.get_by_text(says("service.merchant_link_revoked"))).to_be_visible()
    here.get_by_role("link", name=says("links.go_in")).click()
    settled(here)
    expect(here.locator("h1")).to_have_text("换链接的店")
    again = settled(visit(new, width=PHONE))
    expect(again.locator("h1")).to_have_text("换链接的店")


def test_a_guest_who_asks_for_a_page_of_the_team_is_told_so(open_server: Server, visit: Visit) -> None:
    page = visit(open_server.url("portfolio", lang="zh"), width=PHONE)
    settled(page)
    expect(page.get_by_text(says("app.not_open_guest"))).to_be_visible()
    expect(page.locator("h1")).to_have_text(says("start.title"))
    page.goto(open_server.url(lang="zh"))
    settled(page)
    expect(page.locator("h1")).to_have_text(says("start.title"))
    expect(page.get_by_text(says("app.not_open_guest"))).to_have_count(0)
