"""A team in a browser: an owner invites a consultant, who works on a phone, is shut out, and comes back."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Mode
from assessment.service import account_actor
from assessment.service.account_errors import WrongPassword
from assessment.service.events import COLUMNS, KINDS
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, Questionnaire, pick, settled
from tests.browser.server import ROOT, Server, until
from tests.browser.test_browser_copy import ITEM, wait_copied

pytestmark = pytest.mark.browser

PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of invented people
TYPED = "周三改版，还没有写完"


@pytest.fixture
def team(executable: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which people sign in."""
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_MODE": "team", "ASSESSMENT_SECRET": "s" * 32}) as running:
        yield running


def said(key: str) -> str:
    """Return a message as the pages show it."""
    return Text(key).in_("zh")


def invited_by_command(server: Server, name: str) -> str:
    """Return the path of the invitation that `user add` prints."""
    command = [sys.executable, "-m", "assessment", "user", "add", name, "--role", "owner"]
    env = {**os.environ, **server.env, "ASSESSMENT_DATABASE_URL": server.database_url}
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)  # noqa: S603 - our own words only
    return run.stdout.split()[-1].partition("/i/")[2]


def join(page: Page) -> None:
    """Choose a password on the page of an invitation."""
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator(".st-key-person_menu")).to_be_visible()
    settled(page)


def change(page: Page, account: str, what: str) -> None:
    """Do something to a person on the page of the people."""
    button = page.locator(f".st-key-{what}_{account} button")
    if not button.is_visible():  # it stays unfolded after a click inside
        page.locator(f".st-key-change_{account} button").first.click()
    button.click()
    settled(page)


def test_a_consultant_is_invited_works_on_a_phone_is_shut_out_and_finds_what_was_typed(
    team: Server, visit: Visit
) -> None:
    owner = visit(team.url(f"i/{invited_by_command(team, '老王')}"))
    assert "/i/" not in owner.url
    join(owner)
    owner.locator(".st-key-person_menu button").first.click()
    owner.get_by_role("link", name=said("app.nav.people")).click()
    owner.locator(".st-key-invite_person summary").click()
    owner.get_by_label(said("people.name")).fill("小李")
    owner.get_by_label(said("people.name")).press("Tab")
    owner.get_by_role("button", name=said("people.make_link")).click()
    link = owner.locator(".st-key-account_link_box code").inner_text()
    people = {person.account.name: person.account.id for person in team.service.accounts.people()}

    phone = visit(link, width=390, touch=True)
    join(phone)
    actor = account_actor(people["小李"], "consultant", sees_all=False)
    begun = team.service.acting_as(actor).assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    mine = Questionnaire(phone, team, begun).open("content")
    note = mine.note(ITEM)
    note.click()
    # The owner shuts them out while they type; the tab lives on.
    owner.locator(".st-key-account_link_done button").click()
    settled(owner)
    change(owner, people["小李"], "disable")
    phone.keyboard.type(TYPED)
    phone.keyboard.press("Control+Enter")
    expect(phone.get_by_text(said("accounts.disabled"))).to_be_visible()
    expect(note).to_have_count(0)
    assert mine.answer(ITEM).note is None
    wait_copied(phone, 1)

    change(owner, people["小李"], "enable")
    # Somebody else on the same phone never sees it.
    phone.get_by_role("link", name=said("sign_in.go_on")).click()
    phone.fill("[name=name]", "老王")
    phone.fill("[name=password]", PASSWORD)
    phone.click("button[type=submit]")
    Questionnaire(phone, team, begun).open("content")
    expect(mine.note(ITEM)).to_have_value("")
    assert mine.answer(ITEM).note is None
    phone.locator(".st-key-person_menu button").first.click()
    phone.locator(".st-key-sign_out button").click()
    expect(phone.get_by_text(said("accounts.signed_out"))).to_be_visible()

    phone.get_by_role("link", name=said("sign_in.go_on")).click()
    phone.fill("[name=name]", "小李")
    phone.fill("[name=password]", PASSWORD)
    phone.click("button[type=submit]")
    expect(phone.locator(".st-key-person_menu")).to_be_visible()
    mine.wait_kept(ITEM, note=TYPED)
    expect(mine.note(ITEM)).to_have_value(TYPED)
    wait_copied(phone, 0)


def test_an_owner_reads_filters_and_takes_out_the_record_of_events(team: Server, visit: Visit) -> None:
    owner = visit(team.url(f"i/{invited_by_command(team, '老王')}"))
    join(owner)
    id_ = team.service.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    merchant = team.service.rounds.merchant_of(id_).merchant_id
    team.service.files.export(id_)
    link = team.service.merchant_links.give(merchant, "read")
    with pytest.raises(WrongPassword):
        team.service.sign_ins.sign_in("老王", "not the password", "192.0.2.1")
    team.service.maintain(None)

    owner.goto(team.url("audit", lang="zh"))
    settled(owner)
    expect(owner.locator("h1")).to_have_text(said("audit.title"))
    assert {"exported", "link_made", "sign_in", "sign_in_failed"} <= {
        each["kind"] for each in taken_out(owner)
    }
    kind = said("audit.kind.exported")
    chosen = owner.get_by_test_id("stMultiSelect").get_by_text(kind, exact=True)

    def is_filtered() -> bool:
        if not chosen.count():
            pick(owner, said("audit.kinds"), kind)
            owner.keyboard.press("Escape")  # several may be picked: the list stays open over the page
        return chosen.count() == 1

    until(is_filtered, "one kind is chosen")
    until(lambda: {each["kind"] for each in taken_out(settled(owner))} == {"exported"}, "it is listed alone")
    (exported,) = taken_out(owner)
    assert (exported["merchant"], exported["merchant_id"]) == ("老陈果园", merchant)
    assert exported["detail"] == said("audit.detail.what.assessment")
    assert link.token not in str(exported)

    # A viewer has neither the page nor the file.
    viewer = team.service.accounts.invite("小周", "viewer")
    theirs = visit(team.url(f"i/{viewer.token}"))
    join(theirs)
    theirs.goto(team.url("audit", lang="zh"))
    settled(theirs)
    expect(theirs.locator(".st-key-audit_csv")).to_have_count(0)
    assert merchant not in theirs.content()


def taken_out(page: Page) -> list[dict[str, str]]:
    """Take the events out that the page lists; return them with the program's names of columns and kinds."""
    with page.expect_download() as waiting:
        page.locator(".st-key-audit_csv button").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    names = {said(f"audit.column.{name}"): name for name in COLUMNS}
    kinds = {said(f"audit.kind.{kind}"): kind for kind in KINDS}
    lines = [{names[head]: cell for head, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]
    return [{**line, "kind": kinds[line["kind"]]} for line in lines]


def test_a_consultant_is_asked_before_they_lose_a_shop(team: Server, visit: Visit) -> None:
    service = team.service
    invited = service.accounts.invite("小李", "consultant")
    page = visit(team.url(f"i/{invited.token}"))
    join(page)
    mine = service.acting_as(account_actor(invited.account_id, "consultant", sees_all=False))
    begun = mine.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    shop = service.rounds.merchant_of(begun).merchant_id
    page.goto(team.url("portfolio"))
    settled(page)
    page.locator(f".st-key-about_{shop} button").click()

    page.locator(f".st-key-take_{shop}_{invited.account_id} button").click()
    expect(page.locator(".st-key-handover_lose button")).to_be_visible()
    assert [each.id for each in service.handover.keepers(shop) if each.has] == [invited.account_id]
    page.locator(".st-key-handover_keep button").click()
    expect(page.locator(".st-key-handover_lose")).to_have_count(0)
    assert [each.id for each in service.handover.keepers(shop) if each.has] == [invited.account_id]

    page.locator(f".st-key-take_{shop}_{invited.account_id} button").click()
    page.locator(".st-key-handover_lose button").click()
    until(lambda: not any(each.has for each in service.handover.keepers(shop)), "the shop is given up")
    expect(page.get_by_text("老陈果园")).to_have_count(0)
