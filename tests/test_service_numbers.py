"""Numbers from a table, on both databases: offered, taken together, taken back; their columns remembered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.instrument.load import shipped_bank
from assessment.responses import Absent, Answer, MetricValue, Mode
from assessment.service import Completed, Conflict, NoSuchAssessment, Refused, Service, open_service
from assessment.service.numbers import MetricImport, metric_import
from assessment.spreadsheets import Choice, TableRead
from assessment.store import schema

DAILY = (Path(__file__).parent / "files" / "numbers" / "doudian-daily.csv").read_bytes()
TODAY = date(2026, 11, 22)


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


@pytest.fixture
def draft(service: Service) -> str:
    return service.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)


def ticked(service: Service, id_: str, read: TableRead) -> list[MetricImport]:
    opened = service.assessments.open(id_)
    return [
        metric_import(opened, offer, "经营.csv", "zh", TODAY)
        for offer in service.numbers.offers(opened, [read])
        if offer.ticked
    ]


def test_numbers_are_taken_with_their_day_and_the_cells_they_came_from(service: Service, draft: str) -> None:
    read = service.numbers.read_table(DAILY, TODAY)

    service.numbers.import_metrics(draft, ticked(service, draft, read))

    kept = service.assessments.open(draft).assessment.metrics
    assert len(kept) == 7
    assert kept["refund_rate"] == MetricValue(
        number=7.49,
        as_of=date(2026, 11, 20),
        note="取自 经营.csv：退款金额(元) D27:D56；支付金额(元) B27:B56",
    )


def test_looking_changes_nothing(shop: Service) -> None:
    draft = shop.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)
    before = shop.assessments.open(draft)

    shop.numbers.offers(before, [shop.numbers.read_table(DAILY, TODAY)])

    assert shop.assessments.open(draft) == before


def test_taking_back_restores_what_stood_before_and_only_that(service: Service, draft: str) -> None:
    service.answers.record_metric(draft, "experience_score", MetricValue(number=70, note="听老板说的"), 0)
    service.answers.record_metric(draft, "refund_rate", MetricValue(peer="around"), 0)
    service.answers.record_metric(draft, "gpm", MetricValue(absent=Absent.DONT_KNOW), 0)
    before = service.assessments.open(draft).assessment.metrics
    service.numbers.import_metrics(draft, ticked(service, draft, service.numbers.read_table(DAILY, TODAY)))
    stood = service.numbers.before_taking(draft)
    assert {id_: stood[id_] for id_ in stood if stood[id_] != MetricValue()} == {
        id_: value for id_, value in before.items() if id_ in stood
    }
    assert service.assessments.open(draft).assessment.metrics["experience_score"].note == (
        "听老板说的\n取自 经营.csv：商家体验分 H55"
    )

    restored = service.numbers.undo(draft)

    assert len(restored) == 7
    assert service.assessments.open(draft).assessment.metrics == before
    assert service.numbers.to_undo(draft) == []
    assert service.numbers.undo(draft) == []


def test_what_was_changed_since_is_not_taken_back(shop: Service) -> None:
    draft = shop.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)
    shop.numbers.import_metrics(draft, ticked(shop, draft, shop.numbers.read_table(DAILY, TODAY)))
    revision = shop.assessments.open(draft).metric_revisions["refund_rate"]
    shop.answers.record_metric(draft, "refund_rate", MetricValue(number=8), revision)

    assert "refund_rate" not in shop.numbers.to_undo(draft)
    shop.numbers.undo(draft)

    assert set(shop.assessments.open(draft).assessment.metrics) == {"refund_rate"}


def test_one_after_the_other_is_taken_back(shop: Service) -> None:
    draft = shop.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)
    shop.numbers.import_metrics(draft, [MetricImport("experience_score", MetricValue(number=80), 0)])
    shop.numbers.import_metrics(draft, [MetricImport("experience_score", MetricValue(number=90), 1)])

    shop.numbers.undo(draft)
    assert shop.assessments.open(draft).assessment.metrics["experience_score"].number == 80
    shop.numbers.undo(draft)
    assert shop.assessments.open(draft).assessment.metrics == {}


def test_all_are_taken_or_none(shop: Service) -> None:
    draft = shop.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, None)
    good = MetricImport("experience_score", MetricValue(number=80), 0)

    with pytest.raises(Refused):
        shop.numbers.import_metrics(draft, [good, MetricImport("refund_rate", MetricValue(number=180), 0)])
    with pytest.raises(Refused):
        shop.numbers.import_metrics(draft, [good, MetricImport("no_such_metric", MetricValue(number=1), 0)])

    assert shop.assessments.open(draft).assessment.metrics == {}


def test_a_number_changed_elsewhere_is_not_overwritten_and_no_other_is_taken(
    service: Service, draft: str
) -> None:
    takings = ticked(service, draft, service.numbers.read_table(DAILY, TODAY))
    service.answers.record_metric(draft, "refund_rate", MetricValue(number=5), 0)

    with pytest.raises(Conflict) as conflict:
        service.numbers.import_metrics(draft, takings)

    assert conflict.value.stored == MetricValue(number=5)
    assert set(service.assessments.open(draft).assessment.metrics) == {"refund_rate"}


def test_a_completed_assessment_takes_nothing(service: Service, draft: str) -> None:
    service.answers.record(draft, "service.shipping", Answer(point=2), 0)
    takings = ticked(service, draft, service.numbers.read_table(DAILY, TODAY))
    service.assessments.complete(draft)

    with pytest.raises(Completed):
        service.numbers.import_metrics(draft, takings)
    with pytest.raises(Completed):
        service.numbers.undo(draft)


def test_an_assessment_that_is_not_here_is_told(shop: Service) -> None:
    with pytest.raises(NoSuchAssessment):
        shop.numbers.import_metrics("nowhere", [MetricImport("gpm", MetricValue(number=1), 0)])
    with pytest.raises(NoSuchAssessment):
        shop.numbers.to_undo("nowhere")


def test_what_columns_mean_is_remembered_for_files_of_the_same_shape(service: Service) -> None:
    own = "日期,收到的钱,退掉的钱\n2026-10-31,100,5\n".encode()
    first = service.numbers.read_table(own, TODAY)
    assert not first.says_something
    told = {"收到的钱": Choice("amount_paid", unit="wan_yuan"), "退掉的钱": Choice("amount_refunded")}

    service.numbers.remember_columns(first, told)

    again = service.numbers.read_table(
        "店铺,老陈\n\n日期,退掉的钱,收到的钱\n2026-10-31,7,200\n".encode(), TODAY
    )
    assert again.remembered
    assert (again.chosen["收到的钱"].subject, again.chosen["收到的钱"].unit) == ("amount_paid", "wan_yuan")
    other = service.numbers.read_table("日期,收到的钱,成本\n2026-10-31,7,2\n".encode(), TODAY)
    assert not other.remembered


def test_the_last_word_about_columns_counts_and_may_be_forgotten(service: Service) -> None:
    raw = "日期,支付金额,商家体验分\n2026-10-31,100,80\n".encode()
    read = service.numbers.read_table(raw, TODAY)
    service.numbers.remember_columns(read, read.chosen)
    service.numbers.remember_columns(read, {**read.chosen, "商家体验分": Choice(None)})

    corrected = service.numbers.read_table(raw, TODAY)
    assert corrected.remembered
    assert corrected.chosen["商家体验分"].subject is None

    assert read.signature is not None
    service.numbers.forget_columns(read.signature)
    fresh = service.numbers.read_table(raw, TODAY)
    assert not fresh.remembered
    assert fresh.chosen["商家体验分"].subject == "experience_score"


def test_what_a_later_bank_does_not_know_is_forgotten_column_by_column(shop: Service) -> None:
    raw = "日期,支付金额\n2026-10-31,100\n".encode()
    read = shop.numbers.read_table(raw, TODAY)
    with shop._context.database.writing() as connection:  # noqa: SLF001 - an older program wrote this
        value = {"支付金额": {"subject": "gone", "unit": "furlong", "how": "guess"}}
        who = shop._context.who()  # noqa: SLF001
        connection.execute(
            sa.insert(schema.column_mapping).values(
                workspace_id=who.workspace,
                signature=read.signature,
                value=value,
                actor_id=who.actor,
                updated_at=who.at,
            )
        )

    assert shop.numbers.read_table(raw, TODAY).chosen["支付金额"] == Choice(None)


def test_a_file_that_cannot_be_read_is_refused_in_both_languages(shop: Service) -> None:
    with pytest.raises(Refused) as refused:
        shop.numbers.read_table(b"\x89PNG\r\n\x1a\n" + bytes(100), TODAY)

    assert "图片" in refused.value.in_("zh")
    assert "picture" in refused.value.in_("en")


def test_a_number_and_the_profile_that_cannot_both_be_are_told(shop: Service) -> None:
    quiet = shop.assessments.start("不开播的店", Mode.FULL, {"sells_live": False}, None)
    shop.answers.record_metric(quiet, "live_days_28", MetricValue(number=20), 0)

    assert [one.id for one in shop.assessments.snapshot(quiet).contradicting_profile] == [
        "no_live_yet_days_on_air"
    ]
    assert {pair.verdict for pair in shop.assessments.snapshot(quiet).said_and_measured} <= {
        "no_answer",
        "no_number",
    }
