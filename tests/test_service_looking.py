"""What the service offers beside the result: second looks, the next question, derived numbers, coverage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.instrument.bank import concepts_measured
from assessment.instrument.load import shipped_bank
from assessment.responses import Absent, Answer, MetricValue, Mode
from assessment.scoring.report import results_as_json
from assessment.service import NoSuchAssessment, Service, open_service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    opened = open_service(f"sqlite:///{tmp_path / 'store.db'}", shipped_bank())
    yield opened
    opened.close()


@pytest.fixture
def draft(service: Service) -> str:
    return service.assessments.start("Orchard", Mode.FULL, {"sells_live": True, "runs_ads": True}, None)


def test_answers_that_cannot_both_be_true_are_asked_about_and_no_score_changes(
    service: Service, draft: str
) -> None:
    service.answers.record(draft, "service.reviews", Answer(point=0), 0)
    assert service.assessments.snapshot(draft).contradictions == []
    service.answers.record(draft, "supply.quality_loop", Answer(point=3), 0)
    before = results_as_json(service.assessments.snapshot(draft).results)

    (one,) = service.assessments.snapshot(draft).contradictions

    assert one.id == "reviews_read_or_not"
    assert [subject.id for subject in one.subjects] == ["supply.quality_loop", "service.reviews"]
    assert results_as_json(service.assessments.snapshot(draft).results) == before


def test_the_next_question_moves_on_with_each_answer(service: Service, draft: str) -> None:
    first = service.assessments.snapshot(draft).next_question
    assert first is not None
    service.answers.record(draft, first.item, Answer(absent=Absent.DONT_KNOW), 0)
    second = service.assessments.snapshot(draft).next_question

    assert second is not None
    assert second.item != first.item


def test_break_even_follows_from_the_numbers_entered(service: Service, draft: str) -> None:
    for metric, number in {"contribution_margin": 30.0, "ad_cost_share": 20.0, "refund_rate": 10.0}.items():
        service.answers.record_metric(draft, metric, MetricValue(number=number), 0)

    (derived,) = service.assessments.snapshot(draft).derived

    assert derived.break_even is not None
    assert derived.break_even.on_net == 2
    assert derived.earns is None


def test_every_concept_of_the_handbook_is_measured(service: Service) -> None:
    assert all(one.scored for one in concepts_measured(service.bank.handbook, service.bank.instrument))


def test_what_is_not_here_is_told(service: Service) -> None:
    with pytest.raises(NoSuchAssessment):
        service.assessments.snapshot("nowhere")
