"""A filled-in workbook saved into a draft: everything in it, or nothing with the reasons."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assessment.instrument.load import shipped_bank
from assessment.report.answer_book import answer_book
from assessment.report.answer_book_reader import BookReading, read_answer_book
from assessment.responses import Absent, Answer, Assessment, Mode
from assessment.service import Conflict, Opened, Service, open_service
from assessment.service.bulk_answers import RefusedChanges
from tests.report.books import fields_of, filled
from tests.report.subjects import unplanned

FILLED = ("orchard-before-first-stream", "fruit-shop-eight-months", "home-goods-mature")
"""Examples of the bank of today, one of each stage."""


@pytest.fixture
def service(url: str) -> Iterator[Service]:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    opened = open_service(url, shipped_bank(), now=lambda: moment)
    yield opened
    opened.close()


@pytest.fixture
def shop(sqlite_url: str) -> Iterator[Service]:
    """For what is the same on every database."""
    opened = open_service(sqlite_url, shipped_bank())
    yield opened
    opened.close()


def brought_back(opened: Opened, cells: dict[tuple[str, str], str]) -> BookReading:
    """Return what comes of the workbook of a draft that somebody filled in."""
    content = answer_book(opened.instrument, opened.assessment, "zh")
    return read_answer_book(filled(content, cells), opened.instrument, opened.assessment)


def values(assessment: Assessment) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """Return what an assessment says, without who said it when and what shows it."""
    empty = Answer()
    said: dict[str, object] = {
        item: (answer.point, answer.ticks, answer.absent, answer.reason, answer.note)
        for item, answer in assessment.answers.items()
        if answer.model_copy(update={"at": None, "by": None, "evidence": [], "verified": None}) != empty
    }
    return said, dict(assessment.metrics), dict(assessment.profile)


@pytest.mark.parametrize("name", FILLED)
def test_all_that_an_example_says_is_taken_into_an_empty_draft(shop: Service, name: str) -> None:
    subject = unplanned(name)
    draft = shop.assessments.start("空白", Mode.FULL, {}, None)
    empty = shop.assessments.open(draft)
    cells = {
        (key, field): text for key, field, text in fields_of(empty.instrument, subject.assessment) if text
    }

    found = brought_back(empty, cells)

    assert found.mistakes == []
    assert found.assessment is not None
    shop.bulk_answers.save(draft, empty.assessment, found.assessment)
    said, *others = values(shop.assessments.open(draft).assessment)
    wanted, *other = values(subject.assessment)
    # What the profile says fills in more than the example had room for.
    assert {item: said.get(item) for item in wanted} == wanted
    assert others == other


def test_what_cannot_be_kept_is_named_by_its_cell_and_nothing_is_saved(service: Service) -> None:
    draft = service.assessments.start("老陈果园", Mode.CORE, {"sells_live": False}, None)
    before = service.assessments.open(draft)
    found = brought_back(
        before, {("a:field.rhythm", "answer"): "2", ("a:supply.margin_sheet", "answer"): "2"}
    )

    assert found.assessment is not None
    with pytest.raises(RefusedChanges) as refused:
        service.bulk_answers.save(draft, before.assessment, found.assessment)

    assert [found.cells[place][:4] for place in refused.value.reasons] == ["回答!E"]
    assert service.assessments.open(draft).assessment.answers == before.assessment.answers


def test_what_somebody_changed_meanwhile_is_not_overwritten(service: Service) -> None:
    draft = service.assessments.start("老陈果园", Mode.CORE, {"sells_live": True}, None)
    before = service.assessments.open(draft)
    found = brought_back(
        before, {("a:supply.margin_sheet", "answer"): "2", ("a:supply.stock", "answer"): "1"}
    )
    service.answers.record(draft, "supply.margin_sheet", Answer(absent=Absent.DONT_KNOW), 0)

    assert found.assessment is not None
    with pytest.raises(Conflict):
        service.bulk_answers.save(draft, before.assessment, found.assessment)

    answers = service.assessments.open(draft).assessment.answers
    assert answers["supply.margin_sheet"].absent is Absent.DONT_KNOW
    assert "supply.stock" not in answers


def test_each_answer_that_was_taken_can_be_taken_back(service: Service) -> None:
    draft = service.assessments.start("老陈果园", Mode.CORE, {"sells_live": True}, None)
    before = service.assessments.open(draft)
    found = brought_back(before, {("a:supply.margin_sheet", "answer"): "2"})

    assert found.assessment is not None
    assert service.bulk_answers.save(draft, before.assessment, found.assessment) == 1
    assert service.history.undo(draft) == "supply.margin_sheet"
