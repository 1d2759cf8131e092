"""A round begun from the last: what is carried, what is asked again, and why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.files import read, write
from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Assessment, MetricValue
from assessment.scoring import score
from assessment.scoring.comparison import Parts, Round, compare
from assessment.scoring.next_round import AskedAgain, QuestionAgain, answered_anew, asked_again, begin_round
from assessment.scoring.report import results_as_json
from tests.compact import bank, sheet
from tests.instrument.test_lineage import line
from tests.scoring.rounds import two_versions
from tests.strategies import answered, instruments

DAY = date(2026, 3, 1)
SIX_ITEMS = {
    "answers": {
        "bread.oven": 2,
        "bread.flour": 1,
        "bread.salt": "dont_know",
        "shop.till": 3,
        "shop.door": 2,
        "shop.light": "unanswered",
    },
    "gates": {"steady": {"must": ["bread.oven >= 2", "bread.flour >= 2"], "meet": 0, "should": []}},
}


def last_round(given: dict[str, Any] = SIX_ITEMS, **more: Any) -> Round:
    """A completed round of the bakery, taken on the first of March."""
    taken = sheet(given).model_copy(update={"id": "MARCH", "taken_on": DAY, "status": "completed", **more})
    return Round(bank(given), taken)


def again(last: Round, weeks: int, steps: dict[str, int | None] | None = None, **profile: Any) -> AskedAgain:
    """What is asked again so many weeks later."""
    day = DAY + timedelta(weeks=weeks)
    begun = begin_round(last, last.instrument, (), day)
    draft = begun.assessment.model_copy(update={"profile": {**begun.assessment.profile, **profile}})
    return asked_again(last.instrument, begun, draft, steps or {}, day)


def reasons(found: AskedAgain) -> dict[str, str]:
    return {item: question.reason for item, question in found.questions.items()}


@settings(max_examples=40)
@given(st.data())
def test_carried_forward_with_nothing_changed_the_result_is_the_same(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    taken = data.draw(answered(instrument)).model_copy(update={"id": "A", "taken_on": DAY})

    draft = begin_round(Round(instrument, taken), instrument, (), DAY + timedelta(weeks=30)).assessment

    assert results_as_json(score(instrument, draft)) == results_as_json(score(instrument, taken))


@settings(max_examples=40)
@given(st.data())
def test_a_round_carried_on_compares_as_no_change_and_without_any_error(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    first = Round(instrument, data.draw(answered(instrument)).model_copy(update={"id": "A", "taken_on": DAY}))
    second = begin_round(first, instrument, (), DAY).assessment.model_copy(update={"id": "B"})
    third = begin_round(Round(instrument, second), instrument, (), DAY).assessment.model_copy(
        update={"id": "C"}
    )

    for later in (second, third):
        change = compare(first, Round(instrument, later)).index
        assert change.parts == Parts()
        assert change.noise is not None
        assert change.noise.error == 0


@settings(max_examples=40)
@given(two_versions())
def test_every_item_asked_has_one_fate_asked_again_or_carried(
    drawn: tuple[Round, Round, tuple[Any, ...]],
) -> None:
    first, other, lineage = drawn
    begun = begin_round(first, other.instrument, lineage, DAY)

    found = asked_again(other.instrument, begun, begun.assessment, {}, DAY)

    asked = set(score(other.instrument, begun.assessment).items)
    assert set(found.questions) | set(found.carried) == asked
    assert not set(found.questions) & set(found.carried)
    # What the bank asks differently is asked, whatever was said before.
    assert begun.changed & asked <= set(found.questions)


@settings(max_examples=40)
@given(st.data())
def test_a_file_keeps_the_marks_and_the_days(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    first = Round(instrument, data.draw(answered(instrument)).model_copy(update={"id": "A", "taken_on": DAY}))
    draft = begin_round(first, instrument, (), DAY).assessment

    back = read(write(draft), instrument).assessment

    assert back is not None
    assert {item: one.carried_from for item, one in back.answers.items()} == dict.fromkeys(draft.answers, "A")
    assert write(back) == write(draft)


def test_an_answer_keeps_the_round_and_the_day_it_was_given_through_several_rounds() -> None:
    first = last_round()
    second = begin_round(first, first.instrument, (), DAY).assessment.model_copy(update={"id": "JUNE"})
    third = begin_round(Round(first.instrument, second), first.instrument, (), DAY).assessment

    oven = third.answers["bread.oven"]
    assert oven.carried_from == "MARCH"
    assert oven.at is not None
    assert oven.at.date() == DAY


def test_an_old_sheet_entered_today_is_as_old_as_the_day_it_stands_for() -> None:
    typed_later = Answer.model_validate_json('{"point": 2, "at": "2026-11-22T08:00:00Z"}')
    last = last_round(answers={"bread.oven": typed_later})

    assert again(last, 30).questions["bread.oven"].days == 30 * 7


def test_each_reason_to_ask_again() -> None:
    found = again(last_round(), 20, steps={"shop.till": None, "shop.door": 3})

    assert reasons(found) == {
        "bread.flour": "decides",
        "bread.salt": "absent",
        "shop.till": "step",
        "shop.door": "step",
        "shop.light": "absent",
    }
    assert found.questions["shop.door"] == QuestionAgain("shop.door", "step", 140, 3)
    assert found.questions["shop.till"].proposed is None
    assert found.carried == {"bread.oven": 140}


@pytest.mark.parametrize(
    ("flour", "held"),
    [
        (1, {"bread.oven", "bread.flour"}),
        (2, {"bread.oven", "bread.flour", "shop.till", "shop.door"}),
    ],
)
def test_a_question_says_whether_the_gate_that_is_open_or_the_next_one_hangs_on_it(
    flour: int, held: set[str]
) -> None:
    near = {"must": ["bread.oven >= 2", "bread.flour >= 2"], "meet": 0, "should": []}
    far = {"must": ["shop.till >= 3", "shop.door >= 3"], "meet": 0, "should": []}
    given = {
        "answers": {"bread.oven": 2, "bread.flour": flour, "shop.till": 3, "shop.door": 2, "shop.light": 2},
        "gates": {"steady": near, "strong": far},
    }

    found = again(last_round(given), 30)

    assert set(reasons(found).values()) <= {"stale", "decides"}
    assert {item for item, question in found.questions.items() if question.holds_stage} == held


def test_an_answer_is_stale_the_day_after_its_shelf_life() -> None:
    last = last_round()

    assert reasons(again(last, 26)).get("bread.oven") is None
    assert reasons(again(last, 27))["bread.oven"] == "stale"


def test_what_the_profile_answers_is_not_asked_while_the_profile_stands() -> None:
    filled = Answer(point=0, filled_by="bakes_bread")
    last = last_round(answers={"bread.oven": filled}, profile={"bakes_bread": False})

    assert "bread.oven" not in again(last, 30).questions
    assert again(last, 30, bakes_bread=True).questions["bread.oven"].reason == "stale"


def test_what_does_not_apply_is_an_answer_and_asked_again_only_when_it_is_stale() -> None:
    given = {"answers": {"bread.oven": {"answer": 2, "na_allowed": True}, "bread.flour": 2}}
    nothing = Answer(absent=Absent.NOT_APPLICABLE, reason="bought in")
    last = last_round(given, answers={"bread.oven": nothing, "bread.flour": Answer(point=2)})

    assert again(last, 20).questions == {}
    assert reasons(again(last, 27)) == {"bread.oven": "stale", "bread.flour": "stale"}


def test_an_item_on_a_number_is_as_old_as_the_number() -> None:
    given = {
        "answers": {"bread.profit": {"metric": "profit", "points": [5, 10, 20]}},
        "numbers": {"profit": 12},
    }
    number = MetricValue(number=12, as_of=DAY - timedelta(weeks=7))
    last = last_round(given, metrics={"profit": number})

    found = again(last, 20)

    assert found.questions["bread.profit"] == QuestionAgain("bread.profit", "stale", 27 * 7)
    assert found.numbers == {"profit": 27 * 7}
    item = last.instrument.item("bread.profit")
    draft = found.begun.assessment
    assert not answered_anew(found, item, draft)
    read_again = {"profit": number.model_copy(update={"as_of": DAY + timedelta(weeks=20)})}
    assert answered_anew(found, item, draft.model_copy(update={"metrics": read_again}))


def test_an_item_is_answered_anew_once_it_is_no_longer_carried() -> None:
    last = last_round()
    found = again(last, 20)
    oven, light = (last.instrument.item(each) for each in ("bread.oven", "shop.light"))

    def with_answer(answer: Answer) -> Assessment:
        return found.begun.assessment.model_copy(update={"answers": {"bread.oven": answer}})

    assert not answered_anew(found, oven, found.begun.assessment)
    assert answered_anew(found, oven, with_answer(Answer(point=2)))
    assert answered_anew(found, oven, with_answer(Answer(absent=Absent.DONT_KNOW)))
    assert not answered_anew(found, oven, with_answer(Answer(note="ask Ann")))
    assert not answered_anew(found, light, found.begun.assessment)


def test_an_item_that_is_new_in_the_bank_is_asked_and_one_in_an_absent_dimension_is_absent_too() -> None:
    given = {
        "answers": {"bread.oven": 2, "van.fuel": "not_applicable"},
        "dimensions": {"van": {"may_be_absent": True}},
    }
    longer = {
        "answers": {"bread.oven": 2, "bread.rye": 0, "van.fuel": "not_applicable", "van.wheels": 0},
        "dimensions": {"van": {"may_be_absent": True}},
    }
    newer: Instrument = bank(longer).model_copy(update={"version": "1.1.0"})
    last = last_round(given)
    begun = begin_round(last, newer, (), DAY)

    found = asked_again(newer, begun, begun.assessment, {}, DAY)

    assert reasons(found) == {"bread.rye": "new"}
    assert begun.assessment.answers["van.wheels"].absent is Absent.NOT_APPLICABLE
    assert score(newer, begun.assessment).dimensions["van"].absent


def test_a_rescaled_item_is_asked_again_with_its_answer_as_the_new_scale_reads_it() -> None:
    last = last_round()
    newer = last.instrument.model_copy(update={"version": "1.1.0"})
    lineage = [line("1.0.0", "1.1.0", rescaled={"shop.till": {3: 2}})]
    begun = begin_round(last, newer, lineage, DAY)

    found = asked_again(newer, begun, begun.assessment, {}, DAY)

    assert found.questions["shop.till"].reason == "changed"
    assert begun.assessment.answers["shop.till"].point == 2


def test_the_oldest_rounds_without_days_ask_everything_again() -> None:
    last = last_round()
    undated = replace(last, assessment=last.assessment.model_copy(update={"taken_on": None}))

    assert again(undated, 1).questions["bread.oven"].reason == "stale"
