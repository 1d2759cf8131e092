"""The page of numbers without a file: what is said against what is measured, and the way back."""

import pytest

from assessment.responses import Absent, Answer, MetricValue, Mode
from assessment.service import Service
from assessment.service.numbers import MetricImport
from assessment.texts import Text
from tests.ui.pages import page, shown


@pytest.fixture
def draft(service: Service) -> str:
    return service.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_data_the_page_says_what_numbers_would_tell(service: Service, draft: str, lang: str) -> None:
    service.answers.record(draft, "service.shipping", Answer(point=3), 0)

    drawn = page("numbers", lang, draft)

    assert [info.value for info in drawn.info] == [Text("numbers.measured.without").in_(lang)]
    assert service.bank.instrument.metric("experience_score").name.in_(lang) in shown(drawn)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_the_two_differ_both_values_the_question_and_what_to_look_at_are_shown(
    service: Service, draft: str, lang: str
) -> None:
    service.answers.record(draft, "field.rhythm", Answer(point=2), 0)
    service.answers.record_metric(
        draft, "live_days_28", MetricValue(number=2, note="取自 直播.csv：开播天数 B2"), 0
    )
    service.answers.record(draft, "team.data_routine", Answer(point=3), 0)
    service.answers.record_metric(draft, "experience_score", MetricValue(number=75), 0)
    service.answers.record_metric(draft, "refund_rate", MetricValue(peer="above"), 0)
    service.answers.record(draft, "supply.quality_loop", Answer(point=3), 0)

    drawn = page("numbers", lang, draft)

    assert [each.value for each in drawn.subheader] == [Text("numbers.measured.differ", count=2).in_(lang)]
    text = shown(drawn)
    instrument = service.bank.instrument
    assert instrument.item("field.rhythm").anchors[2].in_(lang) in text  # type: ignore[union-attr]
    assert "取自 直播.csv：开播天数 B2" in text
    rule = next(
        one for one in service.assessments.snapshot(draft).contradictions if one.id == "days_on_air_too_few"
    )
    assert rule.question.in_(lang) in text
    assert Text("numbers.measured.said_more").in_(lang) in text
    assert Text("respond.choice.above").in_(lang) in text


def test_numbers_taken_from_a_table_can_be_taken_back_on_the_page(service: Service, draft: str) -> None:
    service.numbers.import_metrics(draft, [MetricImport("experience_score", MetricValue(number=80), 0)])
    drawn = page("numbers", a=draft)

    drawn.button(key="undo_numbers").click().run()

    assert not drawn.exception
    assert service.assessments.open(draft).assessment.metrics == {}
    assert "undo_numbers" not in [button.key for button in drawn.button]


def test_a_completed_assessment_shows_its_pairs_and_takes_no_file(service: Service, draft: str) -> None:
    service.answers.record(draft, "field.rhythm", Answer(point=2), 0)
    service.answers.record_metric(draft, "live_days_28", MetricValue(number=2), 0)
    service.assessments.complete(draft)

    drawn = page("numbers", a=draft)

    assert [info.value for info in drawn.info] == [Text("numbers.table.locked").in_("zh")]
    assert [each.value for each in drawn.subheader] == [Text("numbers.measured.differ", count=1).in_("zh")]


def test_a_number_taken_elsewhere_shows_in_a_questionnaire_that_is_open(service: Service, draft: str) -> None:
    service.answers.record_metric(draft, "experience_score", MetricValue(number=70), 0)
    drawn = page("respond", a=draft, d="numbers")
    first = drawn.text_input[0]
    assert first.value == "70"

    service.numbers.import_metrics(draft, [MetricImport("experience_score", MetricValue(number=82), 1)])
    drawn.run()

    assert drawn.text_input[0].value == "82"
    assert service.assessments.open(draft).assessment.metrics["experience_score"].number == 82


def test_a_choice_counts_beside_a_number_that_cannot_be_read(service: Service, draft: str) -> None:
    drawn = page("respond", a=draft, d="numbers")
    field = drawn.text_input[0].set_value("很多").run().text_input[0]
    place = str(field.key).split("|")[2]
    metric = place.removeprefix("metric:")
    beside = next(each for each in drawn.button_group if f"|{place}|" in str(each.key))
    beside.set_value(Absent.DONT_KNOW.value).run()

    assert service.assessments.open(draft).assessment.metrics[metric].absent is Absent.DONT_KNOW
    assert drawn.text_input[0].value == "很多"


def test_numbers_without_a_single_answer_are_not_said_to_agree(service: Service, draft: str) -> None:
    service.answers.record_metric(draft, "refund_rate", MetricValue(number=5), 0)

    assert [one.value for one in page("numbers", a=draft).success] == []

    service.answers.record(draft, "service.shipping", Answer(point=3), 0)
    service.answers.record_metric(draft, "pickup_on_time_rate", MetricValue(number=99), 0)
    assert [one.value for one in page("numbers", a=draft).success] == [
        Text("numbers.measured.none_differ").in_("zh")
    ]


def test_a_question_that_is_a_number_takes_evidence_too(service: Service, draft: str) -> None:
    service.answers.record_metric(draft, "experience_score", MetricValue(number=82), 0)
    service.evidence.attach_link(draft, "service.experience_score", "https://fxg.jinritemai.com/score")

    for name, section in (("respond", "service"), ("intake", None)):
        if name == "intake":
            service.intake.start(draft)
            service.intake.go_to(draft, "service.experience_score")
        drawn = page(name, a=draft, d=section)
        assert Text("intake.proof.count", count=1).in_("zh") in [one.value for one in drawn.caption]
        keys = [button.key for button in drawn.button]
        assert "proof_q_service__experience_score" in keys
    assert service.assessments.snapshot(draft).results.items["service.experience_score"].answered
