"""What was given and never reached the store comes back: once, to whom it belongs, over nothing newer."""

from datetime import date
from typing import TypeVar

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item
from assessment.responses import Answer, Mode
from assessment.service.intake import Appointment
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, Questionnaire, id_in, left, pick, settled
from tests.browser.server import Server, until
from tests.browser.test_respondents import Sheet
from tests.browser.test_unsent import locked

pytestmark = pytest.mark.browser

ITEM = "content.lead_in"
CUT_LINE = """() => {
  if (window.cutting) return;
  window.cutting = true;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { if (!window.isCut) send.call(this, data); };
}"""


def cut(page: Page) -> None:
    """Let nothing more reach the server: a line that is dead before anybody notices."""
    page.evaluate(CUT_LINE)
    page.evaluate("window.isCut = true")


def crashed(page: Page) -> Page:
    """Crash a tab the hard way; return a new one of the same browser."""
    context = page.context
    with pytest.raises(PlaywrightError):
        page.goto("chrome://crash")
    return context.new_page()


def copies(page: Page) -> int:
    """Return how many inputs the browser keeps a copy of."""
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsent|')).length"))


def wait_copied(page: Page, count: int) -> None:
    until(lambda: copies(page) == count, f"{count} inputs are copied")


Kind = TypeVar("Kind", bound=Item)


def first(mine: Questionnaire, kind: type[Kind]) -> Kind:
    """Return the first item of a kind."""
    dimensions = mine.server.service.assessments.open(mine.id).instrument.dimensions
    return next(item for one in dimensions for item in mine.items(one.id) if isinstance(item, kind))


def again(mine: Questionnaire, page: Page, section: str, where: str = "respond") -> Questionnaire:
    """Open the same assessment in another tab."""
    return Questionnaire(page, mine.server, mine.id, mine.lang).open(section, where)


def test_a_note_comes_back_after_a_reload_in_the_middle_of_a_word(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    mine.note(ITEM).click()
    cut(mine.page)
    mine.page.keyboard.type("周三改版，还没有写完")
    mine.page.reload()
    settled(mine.page)

    mine.wait_kept(ITEM, note="周三改版，还没有写完")
    expect(mine.note(ITEM)).to_have_value("周三改版，还没有写完")
    wait_copied(mine.page, 0)
    assert server.service.assessments.open(mine.id).revisions[ITEM] == 1


def test_choices_ticks_and_texts_come_back_after_the_tab_crashed(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("content")
    anchored = next(item for item in mine.items("content") if isinstance(item, AnchoredItem))
    checklist, grid = first(mine, ChecklistItem), first(mine, GridItem)
    page = mine.page
    mine.note(anchored.id)
    cut(page)
    mine.choose(anchored, "2")
    mine.note(anchored.id).fill("凭记忆")
    mine.question(anchored.id).locator("textarea").nth(1).fill("上周的脚本")
    wait_copied(page, 3)
    for item, ticks in ((checklist, list(checklist.options)[:2]), (grid, list(grid.tick_ids)[:1])):
        if item.dimension != "content":
            page = crashed(page)
            mine = again(mine, page, item.dimension)
            mine.wait_kept(anchored.id, point=2, note="凭记忆")
            wait_copied(page, 0)
            cut(page)
        before = copies(page)
        for tick in ticks:
            mine.tick(item, tick)
        wait_copied(page, before + len(ticks))
    page = crashed(page)
    mine = again(mine, page, checklist.dimension)

    mine.wait_kept(anchored.id, point=2, note="凭记忆")
    mine.wait_kept(checklist.id, ticks=list(checklist.options)[:2])
    mine.wait_kept(grid.id, ticks=list(grid.tick_ids)[:1])
    assert [piece.text for piece in mine.answer(anchored.id).evidence] == ["上周的脚本"]
    mine.shows(checklist)
    wait_copied(page, 0)


def test_numbers_and_the_profile_come_back(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, profile={}).open("profile")
    page = mine.page
    profile = server.service.assessments.open(mine.id).instrument.profile
    first_of = {
        kind: next(each for each in profile if each.kind == kind) for kind in ("yes_no", "choice", "team")
    }
    cut(page)
    page.locator(f"[class*=-{first_of['yes_no'].id}-] [role=radio]").first.click()
    pick(page, first_of["choice"].question.in_("zh"), 1)
    people = page.locator(f"[class*=st-key-team_p_{first_of['team'].id}_{mine.id}_] input").first
    people.fill("2.5")
    people.press("Enter")
    wait_copied(page, 3)
    page = crashed(page)
    mine = again(mine, page, "numbers")
    until(lambda: len(mine.kept.profile) == 3, "the profile is kept")
    assert mine.kept.profile[first_of["yes_no"].id] is True
    assert mine.kept.profile[first_of["choice"].id] == list(first_of["choice"].options)[1]
    assert list(mine.kept.profile[first_of["team"].id].values()) == [2.5]
    cut(page)
    metric = server.service.assessments.open(mine.id).instrument.metrics[0]
    field = page.locator(f".st-key-q_metric__{metric.id} input").first
    field.fill("８８")
    field.press("Enter")
    wait_copied(page, 1)
    page.reload()
    settled(page)

    until(lambda: metric.id in mine.kept.metrics, "the number is kept")
    assert mine.kept.metrics[metric.id].number == 88
    wait_copied(page, 0)


def test_a_number_that_was_not_finished_is_asked_about_and_never_saved_by_itself(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("numbers")
    metric = server.service.assessments.open(mine.id).instrument.metrics[0]
    field = mine.page.locator(f".st-key-q_metric__{metric.id} input").first
    field.press_sequentially("8")
    wait_copied(mine.page, 1)
    mine.page.reload()
    settled(mine.page)

    asked = mine.page.locator("[class*=st-key-returned_]")
    expect(asked).to_contain_text("8")
    assert metric.id not in mine.kept.metrics
    asked.get_by_role("button", name=mine.words("respond.returned_take")).click()
    until(lambda: metric.id in mine.kept.metrics, "the number is kept")
    expect(asked).to_have_count(0)
    wait_copied(mine.page, 0)


def test_the_intake_card_and_the_private_notes_come_back(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = next(one for one in mine.items("content") if isinstance(one, AnchoredItem))
    server.service.intake.start(mine.id)
    page = mine.page
    page.goto(server.url("intake", a=mine.id, lang="zh", q=item.id))
    settled(page)
    cut(page)
    mine.choose(item, "1")
    page.locator(".st-key-intake_note textarea").fill("老板点头")
    wait_copied(page, 2)
    page = crashed(page)
    page.goto(server.url("private", a=mine.id, lang="zh", q=item.id))
    settled(page)

    # Another page of the same assessment will do.
    mine.wait_kept(item.id, point=1, note="老板点头")
    cut(page)
    page.locator("textarea").first.fill("他在犹豫")
    wait_copied(page, 1)
    page = crashed(page)
    page.goto(server.url("private", a=mine.id, lang="zh", q=item.id))
    until(lambda: item.id in server.service.intake.notes(mine.id), "the private note is kept")
    assert server.service.intake.notes(mine.id)[item.id].text == "他在犹豫"
    wait_copied(page, 0)


@pytest.mark.parametrize("takes", [True, False])
def test_where_something_newer_is_stored_one_chooses(server: Server, visit: Visit, takes: bool) -> None:  # noqa: FBT001
    mine = Questionnaire.begun(visit(), server).open("content")
    item = next(one for one in mine.items("content") if isinstance(one, AnchoredItem))
    cut(mine.page)
    mine.choose(item, "1")
    wait_copied(mine.page, 1)
    page = crashed(mine.page)
    server.service.answers.record(mine.id, item.id, Answer(point=3), 0)
    # In another section and language than it was given in.
    mine = Questionnaire(page, server, mine.id, "en").open("numbers")

    asked = page.locator("[class*=st-key-returned_]")
    expect(asked).to_contain_text(item.label.in_("en"))
    expect(asked).to_contain_text(item.anchors[1].in_("en"))
    assert mine.answer(item.id).point == 3
    name = "respond.returned_take" if takes else "respond.returned_leave"
    asked.get_by_role("button", name=mine.words(name)).click()

    expect(asked).to_have_count(0)
    mine.wait_kept(item.id, point=1 if takes else 3)
    wait_copied(page, 0)


def test_a_server_that_dies_while_one_types_loses_nothing_even_if_the_tab_is_closed(
    own_server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    note = mine.note(ITEM)
    note.click()
    own_server.kill()
    mine.page.keyboard.insert_text("断电时写的")
    kept = note.input_value()
    page = crashed(mine.page)
    own_server.start()
    mine = again(mine, page, "content")

    if kept:  # the box closes as soon as the browser notices
        mine.wait_kept(ITEM, note=kept)
    wait_copied(page, 0)


def test_what_a_locked_store_did_not_take_outlives_the_tab(own_server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), own_server)
    item = next(one for one in mine.items("content") if isinstance(one, AnchoredItem))
    own_server.service.intake.start(mine.id)
    page = mine.page
    page.goto(own_server.url("intake", a=mine.id, lang="zh", q=item.id))
    settled(page)
    until(lambda: bool(page.evaluate("() => Boolean(document.__intake?.listens)")), "the keys are heard")
    with locked(own_server):
        # A key is no input: the server alone knows of it, and tells the browser.
        page.keyboard.press("2")
        expect(page.locator(".st-key-unsent")).to_be_visible()
        wait_copied(page, 1)
        page = crashed(page)
    mine = again(mine, page, "content")

    mine.wait_kept(item.id, point=2)
    wait_copied(page, 0)


def test_leaving_is_asked_about_only_while_something_is_unsent(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    asked: list[str] = []
    mine.page.on("dialog", lambda dialog: asked.append(dialog.type))
    mine.note(ITEM).press_sequentially("写好了")
    mine.wait_kept(ITEM, note="写好了")
    wait_copied(mine.page, 0)
    mine.page.reload()
    settled(mine.page)
    assert asked == []

    mine.note(ITEM).click()
    cut(mine.page)
    mine.page.keyboard.type("，又")
    mine.page.reload()
    assert asked == ["beforeunload"]


def test_two_visitors_of_one_device_never_see_what_the_other_left_unsent(
    server: Server, visit: Visit
) -> None:
    assessment = server.service.assessments.start("老陈果园", Mode.CORE, EVERYTHING, None)
    tokens = []
    for label in ("主播", "仓库"):
        sheet = server.service.respondents.add(assessment, label, ["content"])
        tokens.append(server.service.respondents.give_link(assessment, sheet).token)
    page = visit()
    one = Sheet.entered(page, server, tokens[0])
    item = one.items[0]
    note = Questionnaire(page, server, assessment).note(item.id)
    cut(page)
    one.choose(item, 2)
    note.fill("只给顾问看")
    wait_copied(page, 2)
    page.goto(server.url("r/leave"))
    left(page)

    other = Sheet.entered(page, server, tokens[1])
    other.choose(item, 1)
    other.wait_kept(item, 1)
    expect(Questionnaire(page, server, assessment).note(item.id)).to_have_value("")
    assert "只给顾问看" not in page.content()
    page.goto(server.url("r/leave"))
    left(page)
    page.goto(server.url("respond", a=assessment, lang="zh", d="content"))
    settled(page)
    assert copies(page) == 2

    one = Sheet.entered(page, server, tokens[0])
    one.wait_kept(item, 2)
    expect(Questionnaire(page, server, assessment).note(item.id)).to_have_value("只给顾问看")
    assert other.kept(item) == 1
    wait_copied(page, 0)


def test_without_storage_everything_else_works(server: Server, visit: Visit) -> None:
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('not here'); }})"
    )
    mine = Questionnaire.begun(page, server).open("content")

    mine.note(ITEM).press_sequentially("没有地方放")

    mine.wait_kept(ITEM, note="没有地方放")


def test_what_was_changed_and_taken_back_meanwhile_is_asked_about(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = next(one for one in mine.items("content") if isinstance(one, AnchoredItem))
    cut(mine.page)
    mine.choose(item, "1")
    wait_copied(mine.page, 1)
    page = crashed(mine.page)
    saved = server.service.answers.record(mine.id, item.id, Answer(point=2), 0)
    server.service.answers.record(mine.id, item.id, None, saved.revision)
    mine = again(mine, page, "content")

    expect(page.locator("[class*=st-key-returned_]")).to_be_visible()
    assert mine.answer(item.id).point is None


def test_day_length_stumble_and_appointment_come_back(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("profile")
    page, item = mine.page, mine.items("content")[0].id
    cut(page)
    page.locator("[class*=st-key-mode-] [role=radio]").nth(1).click()
    wait_copied(page, 1)
    page = crashed(page)
    mine = again(mine, page, "profile")
    until(lambda: mine.kept.mode is Mode.FULL, "the length is kept")
    wait_copied(page, 0)

    cut(page)
    day = page.locator("[class*=st-key-day-] input")
    day.fill("2026-03-08")
    day.press("Enter")
    wait_copied(page, 1)
    page = crashed(page)
    mine = again(mine, page, "content")
    until(lambda: str(mine.kept.taken_on) == "2026-03-08", "the day is kept")
    wait_copied(page, 0)

    page.locator(f".st-key-stumble_{css_key(item)} button").first.click()
    opened = page.get_by_test_id("stPopoverBody")
    opened.locator("button", has_text=mine.words("respond.stumble.unclear")).click()
    opened.get_by_label(mine.words("respond.stumble.word")).wait_for()
    cut(page)
    opened.get_by_label(mine.words("respond.stumble.word")).fill("哪一周？")
    wait_copied(page, 1)
    page = crashed(page)
    mine = again(mine, page, "numbers")
    until(
        lambda: server.service.assessments.open(mine.id).stumbles[item].word == "哪一周？", "the word is kept"
    )
    wait_copied(page, 0)

    server.service.intake.start(mine.id)
    page.goto(server.url("intake", a=mine.id, lang="zh", v="end"))
    settled(page)
    cut(page)
    page.get_by_label(mine.words("intake.next_words")).fill("看脚本")
    page.get_by_label(mine.words("intake.next_day")).fill("2027-01-05")
    page.get_by_label(mine.words("intake.next_day")).press("Enter")
    wait_copied(page, 2)
    page = crashed(page)
    again(mine, page, "content")
    kept = Appointment(date(2027, 1, 5), "看脚本")
    until(lambda: server.service.intake.session(mine.id).appointment == kept, "the appointment is kept")
    wait_copied(page, 0)


def test_what_waits_for_a_button_comes_back_to_its_field(own_server: Server, visit: Visit) -> None:
    page = visit(own_server.url(lang="zh"))
    settled(page)
    # While a page is drawn anew, a field may be there a second time; the first is the new one.
    name = page.get_by_label(Text("home.shop_name").in_("zh"), exact=True).first
    name.fill("半个名字")
    wait_copied(page, 1)
    page.reload()
    settled(page)

    expect(name).to_have_value("半个名字")
    expect(page.get_by_text(Text("respond.typed_back").in_("zh"))).to_be_visible()
    page.get_by_role("button", name=Text("home.start").in_("zh")).click()
    page.wait_for_url("**/respond**")
    wait_copied(page, 0)

    # In a window over the page: closed and opened again, and over a reload.
    mine = Questionnaire(page, own_server, id_in(page)).open("content")
    item = mine.items("content")[0].id
    link = page.get_by_label(mine.words("intake.proof.add_link")).first

    def open_evidence() -> None:
        mine.question(item).locator("summary").click()
        page.locator(f".st-key-proof_{css_key(item)} button").click()
        link.wait_for()

    open_evidence()
    link.fill("https://example.com/lia")
    wait_copied(page, 1)
    page.reload()
    settled(page)
    open_evidence()
    expect(link).to_have_value("https://example.com/lia")
    page.get_by_role("button", name=mine.words("intake.proof.keep_link")).click()
    until(lambda: bool(mine.answer(item).evidence), "the link is kept")
    expect(link).to_have_value("")
    wait_copied(page, 0)


def test_what_one_shop_typed_and_never_gave_another_link_of_the_device_never_shows(
    server: Server, visit: Visit
) -> None:
    links = []
    for name in ("甲店", "乙店"):
        id_ = server.service.assessments.start(name, Mode.CORE, EVERYTHING, None)
        server.service.assessments.start(
            "", Mode.CORE, {}, None, server.service.rounds.merchant_of(id_).merchant_id
        )
        merchant = server.service.rounds.merchant_of(id_).merchant_id
        links.append(server.url(f"m/{server.service.merchant_links.give(merchant, 'answer').token}"))
    page = visit()

    def arrive(link: str) -> Locator:
        page.goto(link)
        settled(page)
        page.get_by_text(Text("links.own.share").in_("zh"), exact=True).click()
        return page.get_by_label(Text("links.label").in_("zh"))

    arrive(links[0]).fill("给合伙人老李")
    wait_copied(page, 1)
    expect(arrive(links[1])).to_have_value("")
    settled(page)
    assert "给合伙人老李" not in page.content()
    expect(arrive(links[0])).to_have_value("给合伙人老李")


def on_its_roadmap(mine: Questionnaire) -> Locator:
    """Open the roadmap of a shop with an answer and unfold its request; return the days of one function."""
    mine.page.goto(mine.server.url("roadmap", a=mine.id, lang=mine.lang))
    settled(mine.page)
    if not mine.page.locator(".st-key-people_and_dates details[open]").count():
        mine.page.locator(".st-key-people_and_dates summary").click()
    return mine.page.get_by_role("spinbutton", name="店铺运营")


def test_what_a_roadmap_is_asked_for_comes_back(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    server.service.answers.record(mine.id, mine.items("content")[0].id, Answer(point=1), 0)

    def capacity() -> float | None:
        saved = server.service.roadmaps.saved_request(mine.id)
        return saved.capacity.get("shop") if saved else None

    # Given, and the tab crashed before it arrived: saved from any page of the assessment.
    days = on_its_roadmap(mine)
    cut(mine.page)
    days.fill("7.5")
    days.press("Enter")
    wait_copied(mine.page, 1)
    mine = again(mine, crashed(mine.page), "content")
    until(lambda: capacity() == 7.5, "the person-days are kept")
    wait_copied(mine.page, 0)

    # Not finished: asked about, on whatever page.
    days = on_its_roadmap(mine)
    days.press("Control+a")
    days.press_sequentially("8")
    wait_copied(mine.page, 1)
    mine.page.reload()
    settled(mine.page)
    asked = mine.page.locator("[class*=st-key-returned_]")
    expect(asked).to_contain_text("店铺运营")
    assert capacity() == 7.5
    asked.get_by_role("button", name=mine.words("respond.returned_leave")).click()
    expect(asked).to_have_count(0)
    wait_copied(mine.page, 0)

    # Left by a change of the language, and by Back, in the moment of typing.
    on_its_roadmap(mine).fill("9")
    mine.page.locator(".st-key-head").get_by_text("EN", exact=True).click()
    until(lambda: capacity() == 9, "the person-days are kept over a change of the language")
    mine.open("content")
    on_its_roadmap(mine).fill("4.5")
    mine.page.go_back()
    settled(mine.page)
    mine.page.get_by_role("button", name=mine.words("respond.returned_take")).click()
    until(lambda: capacity() == 4.5, "the person-days are kept over Back")
