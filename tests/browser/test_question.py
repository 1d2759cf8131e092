"""What one question can do beyond being answered."""

import re

import pytest
from playwright.sync_api import expect

from assessment.responses import Absent, Answer, Mode
from assessment.service import Conflict
from tests.browser.conftest import Visit
from tests.browser.questionnaire import PRIMARY, Questionnaire, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser


def test_not_knowing_shows_where_to_look(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = mine.items("content")[1]
    hint = mine.question(item.id).locator("[data-testid=stAlert]")
    expect(hint).to_have_count(0)

    mine.give(item, Answer(absent=Absent.DONT_KNOW))

    assert item.find_out is not None
    expect(hint).to_have_text(re.compile(re.escape(item.find_out.in_("zh"))))


def test_not_applicable_is_kept_only_with_a_reason(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("team")
    item = next(item for item in mine.items("team") if item.na_allowed)
    mine.give(item, Answer(point=1))

    mine.choose(item, Absent.NOT_APPLICABLE.value)
    reason = mine.question(item.id).get_by_label(mine.words("respond.reason"))
    expect(reason).to_be_visible()
    expect(mine.question(item.id)).to_contain_text(mine.words("respond.reason_needed"))
    assert mine.answer(item.id).point == 1
    reason.fill("只有店主一个人")
    reason.press("Enter")

    mine.wait_kept(item.id, absent=Absent.NOT_APPLICABLE, reason="只有店主一个人", point=None)
    mine.page.reload()
    settled(mine.page)
    expect(mine.question(item.id).get_by_label(mine.words("respond.reason"))).to_have_value("只有店主一个人")


def test_a_whole_part_is_left_out_with_a_reason_and_comes_back_with_its_answers(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("field")
    items = mine.items("field")
    mine.give(items[0], Answer(point=2))
    page = mine.page

    page.locator("[data-testid=stExpander] summary").first.click()
    declare = page.get_by_role("button", name=mine.words("respond.absence.declare"))
    expect(declare).to_be_disabled()
    reason = page.get_by_label(mine.words("respond.absence.reason"))
    reason.fill("店里不做直播")
    reason.press("Enter")
    declare.click()
    expect(mine.question(items[0].id)).to_have_count(0)
    until(
        lambda: all(mine.answer(one.id).absent is Absent.NOT_APPLICABLE for one in items),
        "all of it is left out",
    )

    page.get_by_role("button", name=mine.words("respond.absence.bring_back")).click()
    expect(mine.question(items[0].id)).to_be_visible()
    assert mine.answer(items[0].id).point == 2
    assert mine.answer(items[1].id).absent is None
    mine.shows(items[0])


def test_undo_takes_back_one_answer_after_the_other_and_shows_the_question(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    one, two = mine.items("content")[:2]
    mine.give(one, Answer(point=1))
    mine.give(two, Answer(point=2))
    mine.give(two, Answer(point=3))
    mine.open("ads")
    undo = mine.page.get_by_role("button", name=mine.words("respond.undo"))

    undo.click()
    mine.wait_kept(two.id, point=2)
    settled(mine.page)
    assert "d=content" in mine.page.url
    expect(mine.question(two.id)).to_be_in_viewport()
    mine.shows(two)
    undo.click()

    mine.wait_kept(two.id, point=None)
    settled(mine.page)
    mine.shows(two)
    mine.shows(one)
    assert mine.answer(one.id).point == 1


def test_next_unanswered_goes_to_the_first_gap(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    items = mine.items("content")
    mine.give(items[0], Answer(point=1))
    mine.give(items[1], Answer(point=1))

    mine.page.get_by_role("button", name=mine.words("respond.next_open")).click()

    expect(mine.question(items[2].id)).to_be_in_viewport()
    expect(mine.question(items[2].id).locator("input").first).to_be_focused()


def test_evidence_is_marked_as_seen_by_somebody_until_the_answer_changes(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = mine.items("content")[0]
    mine.give(item, Answer(point=2))
    box = mine.question(item.id)
    mine.note(item.id)
    who = box.get_by_label(mine.words("respond.verify_who"))
    verify = box.get_by_role("button", name=mine.words("respond.verify"))

    verify.click()
    expect(box.get_by_text(mine.words("intake.proof.who_missing"))).to_be_visible()
    assert mine.answer(item.id).verified is None
    who.fill("顾问 老周")
    verify.click()
    expect(box.get_by_text("顾问 老周")).to_be_visible()
    until(lambda: mine.answer(item.id).verified is not None, "who has seen it is kept")
    mine.give(item, Answer(point=3))

    assert mine.answer(item.id).verified is None
    expect(box.get_by_text("顾问 老周")).to_have_count(0)


def test_ticks_and_none_of_these_take_each_other_s_place(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("team")
    item = mine.items("team")[0]

    mine.give(item, Answer(ticks=[]))
    mine.tick(item, "content")
    mine.wait_kept(item.id, ticks=["content"])
    mine.shows(item)
    # The choices are made afresh by the tick: one that is on its way out takes no click.
    settled(mine.page)
    mine.give(item, Answer(absent=Absent.DECLINED))

    mine.shows(item)


def test_rapid_clicks_through_a_page_are_all_kept(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server, Mode.FULL).open("ads")

    # Faster than a person: one answer every 15 ms.
    mine.page.evaluate(
        """async () => {
            for (const group of document.querySelectorAll('[data-testid=stRadioGroup]')) {
                group.querySelectorAll('[data-testid=stRadioOption]')[2].click();
                await new Promise(go => setTimeout(go, 15));
            }
        }"""
    )

    for item in mine.items("ads"):
        mine.wait_kept(item.id, point=2)


def test_two_tabs_on_one_assessment_see_each_other_s_answers_and_disagree_politely(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    other = Questionnaire(mine.page.context.new_page(), server, mine.id).open("content")
    one, two = mine.items("content")[:2]

    mine.give(one, Answer(point=2))
    other.choose(one, "3")

    alert = other.question(one.id).locator("[data-testid=stAlert]")
    expect(alert).to_have_text(Conflict(Answer(point=2), 1).in_("zh"))
    other.shows(one)
    assert mine.answer(one.id).point == 2
    other.give(one, Answer(point=3))
    expect(alert).to_have_count(0)
    other.give(two, Answer(point=1))
    mine.page.locator(f".st-key-foot {PRIMARY}").click()
    mine.open("content")
    mine.shows(one)
    mine.shows(two)


def test_two_who_write_notes_on_one_question_are_told_that_both_are_kept(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(), server).open("content")
    item = mine.items("content")[0]
    note = mine.note(item.id)
    note.fill("周三改版")
    server.service.answers.record(mine.id, item.id, Answer(point=2, note="周五再说"), 0)
    note.press("Control+Enter")

    mine.wait_kept(item.id, point=2, note="周五再说\n周三改版")
    alert = mine.question(item.id).locator("[data-testid=stAlert]")
    expect(alert).to_have_text(mine.words("respond.both_kept"))


def test_another_section_is_read_from_its_head_and_its_name_is_in_sight_on_a_phone(
    server: Server, visit: Visit
) -> None:
    mine = Questionnaire.begun(visit(width=390), server).open("service")
    name = mine.page.locator(".st-key-sections [aria-checked=true]")
    expect(name).to_be_in_viewport(ratio=0.9)

    mine.forward()

    expect(name).to_be_in_viewport(ratio=0.9)
    expect(mine.page.locator("h2").first).to_be_in_viewport()


def test_a_phone_s_first_screen_holds_the_first_question(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(width=390), server).open("team")

    first = mine.question(mine.items("team")[0].id).locator("strong").first
    expect(first).to_be_in_viewport(ratio=1)
