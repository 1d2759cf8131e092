"""An intake by keyboard, on a screen that everybody can see, with a window that nobody else sees."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, MetricItem
from assessment.responses import Absent, Answer, Assessment, Mode
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import PRIMARY, Questionnaire, settled
from tests.browser.server import Server, until
from tests.test_evidence_types import png
from tests.test_personas import PERSONAS, example_of, stood_for

pytestmark = pytest.mark.browser

ROOM = ".st-key-intake_item"
ASIDE = "老板说得比实际好九成"


def question(page: Page, item: Item) -> None:
    """Wait until the question of an item is on the screen."""
    expect(page.locator(f"{ROOM} h2")).to_have_text(item.question.in_("zh"))


def begun(mine: Questionnaire, item: str | None = None) -> Page:
    """Begin the intake, at an item."""
    mine.server.service.intake.start(mine.id)
    query = {"a": mine.id, "lang": "zh"} | ({"q": item} if item else {})
    mine.page.goto(mine.server.url("intake", **query))
    expect(mine.page.locator(ROOM)).to_be_visible()
    listening(mine.page)
    return settled(mine.page)


def listening(page: Page) -> None:
    """Wait until the keys are heard: a page that was just opened shows its question a little before."""
    heard = "() => Boolean(document.__intake && document.__intake.listens)"
    until(lambda: bool(page.evaluate(heard)), "the keys are heard")


def keys_of(item: Item, told: Assessment) -> list[str]:
    """Return the keys that say what somebody told about an item."""
    if isinstance(item, MetricItem):
        value = told.metrics[item.metric]
        return ["?" if value.absent is Absent.DONT_KNOW else "d"] if value.number is None else []
    answer = told.answers[item.id]
    if isinstance(item, AnchoredItem):
        return [str(answer.point)]
    assert isinstance(item, ChecklistItem | GridItem)
    return [str(item.tick_ids.index(tick) + 1) for tick in answer.ticks or []] or ["0"]


def test_a_whole_intake_of_a_persona_by_keyboard_alone_has_the_result_we_stand_for(
    server: Server, visit: Visit
) -> None:
    persona = PERSONAS["jewellery-all-at-the-top"]
    told = example_of(persona)
    service = server.service
    current = service.assessments.start("珠宝店", Mode.CORE, told.profile, told.taken_on)
    asked = {
        item.metric for item in service.bank.instrument.items() if isinstance(item, MetricItem) and item.core
    }
    for metric, value in told.metrics.items():
        if metric not in asked:
            service.answers.record_metric(current, metric, value, 0)
    page = visit(server.url("intake", a=current, lang="zh"))
    settled(page)
    # Before the first question is there: whoever is quick loses no key.
    page.wait_for_function("document.__intake !== undefined && document.__intake.listens")

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-testid=stBaseButton-primary]')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(ROOM)).to_be_visible()
    listening(page)
    core = [item for item in service.bank.instrument.items() if item.core]
    for item in (item for item in core if isinstance(item, MetricItem) or item.id in told.answers):
        # Nobody waits for the page between keys of one question.
        for key in keys_of(item, told):
            page.keyboard.press(key)
        page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-intake_end")).to_be_visible()
    settled(page)

    kept = service.assessments.open(current).assessment
    assert {item: (one.point, one.ticks) for item, one in kept.answers.items()} == {
        item: (one.point, one.ticks) for item, one in told.answers.items()
    }
    assert stood_for(kept, service.assessments.snapshot(current).results) == persona["expect"]


def test_keys_say_not_applicable_with_a_reason_dont_know_undo_redo_and_later(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL)
    items = mine.items("team")
    item = next(one for one in items if one.na_allowed and isinstance(one, AnchoredItem))
    page = begun(mine, item.id)
    question(page, item)

    page.keyboard.press("n")
    reason = page.locator('[class*="st-key-r_q_"] input')
    expect(reason).to_be_focused()
    page.keyboard.type("只有店主 1 个人")
    page.keyboard.press("Enter")
    mine.wait_kept(item.id, absent=Absent.NOT_APPLICABLE, reason="只有店主 1 个人")
    # Its field is drawn anew with what is stored; for a moment both are there.
    expect(page.locator('[class*="st-key-r_q_"] input:focus')).to_have_count(0)

    page.keyboard.press("?")
    mine.wait_kept(item.id, absent=Absent.DONT_KNOW)
    page.keyboard.press("1")
    page.keyboard.press("u")
    mine.wait_kept(item.id, absent=Absent.DONT_KNOW, point=None)
    page.keyboard.press("y")
    mine.wait_kept(item.id, absent=None, point=1)
    expect(page.locator(f"{ROOM} [data-testid=stRadioOption] input").nth(1)).to_be_checked()

    page.keyboard.press("p")
    expect(page.locator(".st-key-intake_why input")).to_be_focused()
    page.keyboard.type("等 2 号仓的小李")
    page.keyboard.press("Enter")
    expect(page.locator(f"{ROOM} h2")).not_to_have_text(item.question.in_("zh"))
    assert [each.why for each in server.service.intake.session(mine.id).parked] == ["等 2 号仓的小李"]
    assert mine.answer(item.id).point == 1


def test_no_key_fires_in_the_note_nor_while_a_word_is_composed(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = mine.items("content")[1]
    assert isinstance(item, AnchoredItem)
    page = begun(mine, item.id)
    question(page, item)

    page.evaluate(
        """() => {
            for (const more of [{isComposing: true}, {keyCode: 229}, {ctrlKey: true}])
                document.body.dispatchEvent(
                    new KeyboardEvent('keydown', {key: '2', bubbles: true, cancelable: true, ...more}));
        }"""
    )
    page.keyboard.press("/")
    note = page.locator(".st-key-intake_note textarea")
    expect(note).to_be_focused()
    page.keyboard.type("0123?nupy/")
    page.keyboard.press("ArrowLeft")
    mine.wait_kept(item.id, note="0123?nupy/")
    assert (mine.answer(item.id).point, mine.answer(item.id).absent) == (None, None)
    question(page, item)

    page.keyboard.press("Escape")
    expect(note).not_to_be_focused()
    page.keyboard.press("3")
    mine.wait_kept(item.id, point=3, note="0123?nupy/")


def test_a_number_is_typed_where_it_stands(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = next(one for one in mine.items("service") if isinstance(one, MetricItem))
    page = begun(mine, item.id)
    question(page, item)

    for key in ("8", "2", "Enter", "ArrowRight"):
        page.keyboard.press(key)

    until(lambda: item.metric in mine.kept.metrics, "the number is kept")
    assert mine.kept.metrics[item.metric].number == 82
    expect(page.locator(f"{ROOM} h2")).not_to_have_text(item.question.in_("zh"))


def test_a_break_and_a_reload_lose_neither_place_nor_time(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = mine.items("supply")[1]
    page = begun(mine, item.id)
    question(page, item)

    page.get_by_role("button", name=Text("intake.pause").in_("zh")).click()
    expect(page.locator(".st-key-intake_paused")).to_be_visible()
    expect(page.locator(ROOM)).to_have_count(0)
    used = server.service.intake.session(mine.id).used_in_all
    page.goto(server.url("intake", a=mine.id, lang="zh"))
    expect(page.locator(".st-key-intake_paused")).to_be_visible()
    assert server.service.intake.session(mine.id).used_in_all == used
    page.locator(f".st-key-intake_paused {PRIMARY}").click()

    question(page, item)
    clock = page.locator(".clock")
    expect(clock).to_have_text(re.compile(r"^\d+:\d\d / \d+:00$"))


def test_what_the_consultant_notes_for_herself_is_on_no_other_page(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item, other = mine.items("content")[:2]
    page = begun(mine, item.id)
    question(page, item)
    own = page.context.new_page()
    own.goto(server.url("private", a=mine.id, lang="zh"))
    settled(own)
    expect(own.get_by_text(item.question.in_("zh"))).to_be_visible()

    own.locator("textarea").first.fill(ASIDE)
    until(
        lambda: (
            item.id in server.service.intake.notes(mine.id)
            and server.service.intake.notes(mine.id)[item.id].text == ASIDE
        ),
        "the note is kept as it is typed",
    )
    page.keyboard.press("1")
    mine.wait_kept(item.id, point=1)
    page.keyboard.press("ArrowRight")
    question(page, other)

    follow = own.get_by_role("button", name=Text("intake.private.go_there").in_("zh"))
    expect(follow).to_be_visible()
    expect(own.locator("textarea").first).to_have_value(ASIDE)
    follow.click()
    expect(own.get_by_text(other.question.in_("zh"))).to_be_visible()
    page.keyboard.press("ArrowLeft")
    question(page, item)
    for shown in ("intake", "respond", "results", "roadmap"):
        if shown != "intake":
            mine.open("content", page=shown)
        assert ASIDE not in page.content()
    assert ASIDE.encode() not in server.service.files.export(mine.id)[1]


def test_a_picture_is_added_and_seen_and_what_is_no_picture_is_refused(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = mine.items("content")[1]
    page = begun(mine, item.id)
    (tmp_path / "截图.png").write_bytes(png())
    (tmp_path / "程序.png").write_bytes(b"MZ" + bytes(200))

    page.locator(f"{ROOM} [class*=st-key-proof_] button").click()
    dialog = page.get_by_role("dialog")
    files = [tmp_path / "截图.png", tmp_path / "程序.png"]
    dialog.locator("input[type=file]").set_input_files(files)
    picture = dialog.locator("[data-testid=stMarkdownContainer] img")
    expect(picture).to_be_visible()
    expect(dialog.locator("[data-testid=stAlert]")).to_contain_text("程序.png")
    until(lambda: bool(picture.evaluate("one => one.naturalWidth") == 1), "the picture is drawn")
    assert [piece.file for piece in mine.answer(item.id).evidence] == ["截图.png"]

    where = server.url(f"evidence/{mine.id}/{mine.answer(item.id).evidence[0].sha256}")
    with urlopen(where) as answer:  # noqa: S310 - loopback
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in ", ".join(answer.headers.get_all("content-security-policy"))
    dialog.get_by_role("button", name=Text("intake.proof.remove").in_("zh")).click()
    expect(picture).to_have_count(0)
    dialog.get_by_role("button", name=Text("intake.proof.done").in_("zh")).click()
    expect(dialog).to_have_count(0)
    page.keyboard.press("u")
    until(lambda: len(mine.answer(item.id).evidence) == 1, "undo brings it back")


def test_who_has_seen_evidence_is_noted_where_it_is_looked_at(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = next(one for one in mine.items("content") if isinstance(one, AnchoredItem))
    page = begun(mine, item.id)
    page.keyboard.press("2")
    mine.wait_kept(item.id, point=2)

    page.locator(f"{ROOM} [class*=st-key-proof_] button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(Text("respond.verify_who").in_("zh")).fill("顾问小周")
    dialog.get_by_role("button", name=Text("respond.verify").in_("zh")).click()
    expect(dialog).to_contain_text("顾问小周")
    assert (seen := mine.answer(item.id).verified) is not None
    assert seen.by == "顾问小周"
    dialog.get_by_role("button", name=Text("intake.proof.done").in_("zh")).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(ROOM)).to_contain_text("顾问小周")


def test_an_earlier_answer_is_restored_from_its_history(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    item = mine.items("content")[1]
    server.service.answers.record(mine.id, item.id, Answer(point=1), 0)
    server.service.answers.record(mine.id, item.id, Answer(point=3), 1)
    page = begun(mine, item.id)

    page.locator(f"{ROOM} [class*=st-key-past_] button").click()
    page.get_by_role("dialog").get_by_role("button", name=Text("intake.past.restore").in_("zh")).click()

    mine.wait_kept(item.id, point=1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(f"{ROOM} [data-testid=stRadioOption] input").nth(1)).to_be_checked()
