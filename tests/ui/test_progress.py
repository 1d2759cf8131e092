"""How far the questionnaire is."""

from typing import Any

import pytest

from assessment.instrument.load import load_instrument
from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.ui.state.answering import AnswerProgress, asked_items, in_all, next_open, progress_of
from tests.instrument.bank import SMALL


@pytest.fixture(scope="module")
def garden() -> Instrument:
    """The bank of a school garden: plants, and people whose keys are asked only where there is a shed."""
    return load_instrument(SMALL)


def sheet(garden: Instrument, answers: dict[str, Answer] | None = None, **more: Any) -> Assessment:
    """Return an assessment of the garden."""
    return Assessment.model_validate(
        {
            "id": "a",
            "mode": Mode.FULL,
            "instrument": InstrumentRef(id=garden.id, version=garden.version),
            "answers": answers or {},
            **more,
        }
    )


def test_only_what_is_asked_counts(garden: Instrument) -> None:
    people = garden.dimension("people")

    without = sheet(garden, profile={"has_shed": False})
    assert [item.id for item in asked_items(people, without)] == ["people.rota"]
    with_shed = sheet(garden, profile={"has_shed": True})
    assert [item.id for item in asked_items(people, with_shed)] == ["people.rota", "people.keys"]
    short = with_shed.model_copy(update={"mode": Mode.CORE})
    assert [item.id for item in asked_items(people, short)] == ["people.rota"]


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        (Answer(point=0), 1),
        (Answer(absent=Absent.DONT_KNOW), 1),
        (Answer(absent=Absent.DECLINED), 1),
        (Answer(absent=Absent.NOT_APPLICABLE, reason="没有"), 1),
        (Answer(absent=Absent.UNANSWERED), 0),
        (Answer(note="只有备注"), 0),
    ],
)
def test_an_answer_or_a_reason_why_not_is_dealt_with_and_a_note_alone_is_not(
    garden: Instrument, answer: Answer, done: int
) -> None:
    assert progress_of(garden, sheet(garden, {"people.rota": answer}))["people"] == AnswerProgress(done, 2)


def test_none_of_these_is_an_answer(garden: Instrument) -> None:
    before = progress_of(garden, sheet(garden))["plants"]
    after = progress_of(garden, sheet(garden, {"plants.beds": Answer(ticks=[])}))["plants"]

    assert after == AnswerProgress(before.done + 1, before.asked)


@pytest.mark.parametrize(
    ("value", "done"),
    [(MetricValue(number=3), 1), (MetricValue(absent=Absent.DONT_KNOW), 1), (MetricValue(), 0)],
)
def test_a_question_answered_by_a_number_is_dealt_with_by_it(
    garden: Instrument, value: MetricValue, done: int
) -> None:
    metric = next(item.metric for item in garden.items() if item.kind == "metric")

    assert progress_of(garden, sheet(garden, metrics={metric: value}))["plants"].done == done


def test_the_whole_is_the_sum_of_its_parts(garden: Instrument) -> None:
    parts = progress_of(garden, sheet(garden, {"people.rota": Answer(point=1)}))
    whole = in_all(parts)

    assert whole.asked == sum(part.asked for part in parts.values())
    assert whole.done == 1
    assert not whole.complete


def test_where_nothing_is_asked_everything_is_done() -> None:
    assert in_all({}).share == 1
    assert in_all({}).complete


def test_the_next_gap_is_looked_for_from_here_on_and_then_from_the_start(garden: Instrument) -> None:
    first, last = garden.dimensions[0], garden.dimensions[-1]
    empty = sheet(garden)

    assert next_open(garden, empty) == asked_items(first, empty)[0]
    assert next_open(garden, empty, last.id) == asked_items(last, empty)[0]
    last_done = sheet(garden, {item.id: Answer(absent=Absent.DECLINED) for item in asked_items(last, empty)})
    assert next_open(garden, last_done, last.id) == asked_items(first, empty)[0]


def test_when_everything_is_dealt_with_there_is_no_next_gap(garden: Instrument) -> None:
    answers = {item.id: Answer(absent=Absent.DECLINED) for item in garden.items() if item.kind != "metric"}
    metrics = {metric.id: MetricValue(absent=Absent.DECLINED) for metric in garden.metrics}

    assert next_open(garden, sheet(garden, answers, metrics=metrics)) is None
