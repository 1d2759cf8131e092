"""Answers as a workbook: what goes out comes back the same; what was filled in is taken whole or not."""

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.files import write
from assessment.report.answer_book import answer_book, book_rows
from assessment.report.answer_book_reader import read_answer_book
from assessment.responses import Absent, Answer, Assessment, Evidence, Verified
from tests.report.books import fields_of, filled
from tests.report.subjects import HOSTILE, unplanned, written
from tests.strategies import answered, instruments

FRUIT = "fruit-shop-eight-months"


@pytest.mark.parametrize("name", [FRUIT, "orchard-before-first-stream", "home-goods-mature"])
def test_a_book_that_nobody_touched_changes_nothing(name: str) -> None:
    subject = unplanned(name)
    content = answer_book(subject.instrument, subject.assessment, "zh")

    found = read_answer_book(content, subject.instrument, subject.assessment)

    assert (found.changes, found.mistakes) == ([], [])
    assert found.assessment is not None
    assert write(found.assessment) == write(subject.assessment)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_was_filled_in_comes_back(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    before, after = (data.draw(answered(instrument)) for _ in range(2))
    after = after.model_copy(update={"mode": before.mode})
    wanted = {(key, field): text for key, field, text in fields_of(instrument, after)}
    known = {row.key for rows in book_rows(instrument, before, "en").values() for row in rows}
    cells = {key: text or None for key, text in wanted.items() if key[0] in known}

    found = read_answer_book(filled(answer_book(instrument, before, "en"), cells), instrument, before)

    assert found.mistakes == []
    assert found.assessment is not None
    taken = found.assessment
    # Why there is no answer says nothing once nobody says that there is none.
    compared = [
        (key, field, text)
        for key, field, text in fields_of(instrument, taken)
        if (key, field) in wanted and not (field == "reason" and not wanted[key, "answer"])
    ]
    assert [text for _, _, text in compared] == [wanted[key, field] for key, field, _ in compared]


def test_what_strangers_typed_goes_out_as_text_and_comes_back() -> None:
    # A file with control characters or with texts that are longer is refused before.
    texts = [text[:4_000].replace("\x07", "").replace("\x00", "") for text in HOSTILE]
    subject = written(unplanned(FRUIT), *texts)
    content = answer_book(subject.instrument, subject.assessment, "zh")
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert read_answer_book(content, subject.instrument, subject.assessment).mistakes == []


def fruit(**answers: Answer) -> Assessment:
    """Return the fruit shop with other answers."""
    base = unplanned(FRUIT).assessment
    changed = {key.replace("__", "."): value for key, value in answers.items()}
    return base.model_copy(update={"answers": {**base.answers, **changed}})


def test_what_changed_on_both_sides_is_decided_by_somebody() -> None:
    instrument = unplanned(FRUIT).instrument
    sent = fruit(ads__reading=Answer(point=1))
    now = fruit(ads__reading=Answer(point=2, evidence=[Evidence(text="截图")]))
    book = filled(answer_book(instrument, sent, "zh"), {("a:ads.reading", "answer"): "3"})

    undecided = read_answer_book(book, instrument, now)
    by_book = read_answer_book(book, instrument, now, "book").assessment
    by_file = read_answer_book(book, instrument, now, "file").assessment

    assert [change.kind for change in undecided.changes] == ["conflict"]
    assert undecided.assessment is None
    assert by_book is not None
    assert by_book.answers["ads.reading"] == Answer(point=3, evidence=[Evidence(text="截图")])
    assert by_file == now


def test_an_answer_that_changed_is_no_longer_verified_but_a_note_takes_nothing_away() -> None:
    instrument = unplanned(FRUIT).instrument
    seen = Verified.model_validate_json('{"by": "顾问", "at": "2026-11-08T08:00:00Z"}')
    base = fruit(ads__reading=Answer(point=1, verified=seen))
    content = answer_book(instrument, base, "zh")

    noted = read_answer_book(filled(content, {("a:ads.reading", "note"): "又看了一遍"}), instrument, base)
    raised = read_answer_book(filled(content, {("a:ads.reading", "answer"): "不清楚"}), instrument, base)

    assert noted.assessment is not None
    assert noted.assessment.answers["ads.reading"] == Answer(point=1, note="又看了一遍", verified=seen)
    assert raised.assessment is not None
    assert raised.assessment.answers["ads.reading"] == Answer(absent=Absent.DONT_KNOW)


def test_every_mistake_is_told_by_its_cell_and_nothing_is_taken() -> None:
    subject = unplanned(FRUIT)
    wrong = {
        ("a:ads.reading", "answer"): "7",
        ("a:ads.reading", "note"): "字" * 10_001,
        ("m:refund_rate", "answer"): "=1+1",
        ("m:experience_score", "answer"): "很好",
        ("m:experience_score", "as_of"): "昨天",
        ("p:sells_live", "answer"): "也许",
        ("a:ads.creatives", "answer"): "3",
        ("p:months_since_first_order", "answer"): "9" * 5000,
        ("a:ads.daily_rule", "answer"): "9" * 5000,
    }

    found = read_answer_book(
        filled(answer_book(subject.instrument, subject.assessment, "zh"), wrong),
        subject.instrument,
        subject.assessment,
    )

    assert found.assessment is None
    assert len(found.mistakes) == 8
    assert {one.cell.partition("!")[0] for one in found.mistakes} == {"回答", "经营数字", "店铺情况"}


def test_a_book_of_another_assessment_or_none_at_all_is_refused() -> None:
    fruit_shop, orchard = unplanned(FRUIT), unplanned("orchard-before-first-stream")
    theirs = answer_book(orchard.instrument, orchard.assessment, "zh")

    found = read_answer_book(theirs, fruit_shop.instrument, fruit_shop.assessment)

    strange = io.BytesIO()
    other = openpyxl.Workbook()
    other.create_sheet("x")["A1"] = "x"
    other.save(strange)
    neither = read_answer_book(strange.getvalue(), fruit_shop.instrument, fruit_shop.assessment)
    assert (found.assessment, neither.assessment) == (None, None)
    assert len(found.mistakes) == len(neither.mistakes) == 1


def test_a_note_of_many_characters_comes_back_whole() -> None:
    subject = unplanned(FRUIT)
    note = "每周一看上周的数。" * 1_100
    content = answer_book(subject.instrument, subject.assessment, "zh")

    found = read_answer_book(
        filled(content, {("a:ads.reading", "note"): note}), subject.instrument, subject.assessment
    )

    assert found.assessment is not None
    assert found.assessment.answers["ads.reading"].note == note


@pytest.mark.parametrize(("typed", "number"), [("1.2万", 12_000), ("88,000", 88_000), ("8.8万元", 88_000)])
def test_a_number_is_read_as_people_type_it(typed: str, number: float) -> None:
    subject = unplanned(FRUIT)
    content = answer_book(subject.instrument, subject.assessment, "zh")

    found = read_answer_book(
        filled(content, {("m:monthly_gmv_after_refunds", "answer"): typed}),
        subject.instrument,
        subject.assessment,
    )

    assert found.mistakes == []
    assert found.assessment is not None
    assert found.assessment.metrics["monthly_gmv_after_refunds"].number == number


def test_a_row_that_stands_twice_is_a_mistake() -> None:
    subject = unplanned(FRUIT)
    book = openpyxl.load_workbook(io.BytesIO(answer_book(subject.instrument, subject.assessment, "zh")))
    sheet = book["回答"]
    sheet.append([cell.value for cell in sheet[2]])
    out = io.BytesIO()
    book.save(out)

    found = read_answer_book(out.getvalue(), subject.instrument, subject.assessment)

    assert [mistake.cell for mistake in found.mistakes] == [f"回答!A{sheet.max_row}"]
