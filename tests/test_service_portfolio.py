"""Many merchants at once: where each stands, who is due, what they have in common; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from assessment.instrument.load import shipped_bank
from assessment.planning.progress import Progress
from assessment.responses import Answer, Mode
from assessment.scoring.comparison.split import tenths
from assessment.service import Conflict, NoSuchMerchant, Refused, Service, open_service
from assessment.store import schema
from assessment.store.database import open_database
from assessment.store.portfolio import NOBODY, Care, MerchantFilter, MerchantRow, Order, PageOfList
from tests.clocks import TickingClock
from tests.planning.situations import roadmap_of
from tests.stores import core_round

DAY = date(2026, 11, 22)
ALL = PageOfList("name")
ORDERS: tuple[Order, ...] = ("due", "index", "last")


@pytest.fixture
def service(url: str) -> Iterator[Service]:
    """The shipped bank on an empty database."""
    opened = open_service(url, shipped_bank(), now=TickingClock())
    yield opened
    opened.close()


def finished(service: Service, name: str, point: int, *, day: date = DAY, merchant: str | None = None) -> str:
    """Bring in a completed core assessment with every anchored item at one point; return its merchant."""
    id_ = merchant or f"merchant-{name}".encode().hex()
    brought = core_round(service, id_, name=name, profile={"category": "fresh"}, day=day, point=point)
    return str(service.assessments.open(brought).assessment.merchant.id)


def lines(
    service: Service, sieve: MerchantFilter | None = None, window: PageOfList = ALL
) -> dict[str, MerchantRow]:
    """Return what is listed, by name."""
    return {line.name: line for line in service.portfolio.page(sieve or MerchantFilter(), window).lines}


def test_a_merchant_stands_where_its_last_round_left_it(service: Service) -> None:
    merchant = finished(service, "果园", 1, day=date(2026, 5, 4))
    finished(service, "", 2, day=date(2026, 8, 10), merchant=merchant)
    id_ = service.assessments.start("", Mode.CORE, {}, DAY, merchant)

    line = lines(service)["果园"]
    latest = service.assessments.snapshot(str(line.assessment_id)).results
    before = lines(service, MerchantFilter(text="果"))["果园"]

    assert (line.rounds, line.last_on, line.draft_id) == (2, date(2026, 8, 10), id_)
    assert line.due_on == date(2026, 11, 9)
    assert (line.stage, line.status) == (latest.stage, latest.status)
    assert latest.index is not None
    assert line.index_tenths == tenths(latest.index)
    assert line.trend_tenths is not None
    assert line.trend_tenths > 0
    assert line.cohort == "fresh"
    assert before == line


def test_deleting_the_last_round_brings_the_one_before_back(service: Service) -> None:
    merchant = finished(service, "果园", 1, day=date(2026, 5, 4))
    first = lines(service)["果园"]
    finished(service, "", 2, day=date(2026, 8, 10), merchant=merchant)

    last = str(lines(service)["果园"].assessment_id)
    service.put_away.put([last], "bin")
    service.put_away.erase([last])

    assert lines(service)["果园"] == first


def test_a_correction_stands_for_the_round_it_corrects(service: Service) -> None:
    finished(service, "果园", 1)
    copy = service.assessments.correct(str(lines(service)["果园"].assessment_id))
    service.assessments.complete(copy)

    line = lines(service)["果园"]

    assert (line.rounds, line.assessment_id) == (1, copy)


def test_open_steps_are_those_of_the_kept_roadmap_that_nobody_has_settled(service: Service) -> None:
    finished(service, "果园", 1)
    id_ = str(lines(service)["果园"].assessment_id)
    roadmap = roadmap_of(service, id_)
    steps = [{"item": step.item, "to_point": step.to_point} for step in roadmap.steps]
    assert lines(service)["果园"].open_steps is None

    service.roadmaps.keep(id_, roadmap.request, {"steps": steps})
    assert lines(service)["果园"].open_steps == len(steps)

    first = roadmap.steps[0]
    service.progress.record(id_, first.item, first.to_point, Progress(status="done"), 0)
    assert lines(service)["果园"].open_steps == len(steps) - 1

    service.progress.undo(id_)
    assert lines(service)["果园"].open_steps == len(steps)


def test_each_sieve_lets_through_what_it_says(service: Service) -> None:
    finished(service, "果园_一", 1)
    merchant = finished(service, "美妆", 3, day=date(2026, 5, 4))
    finished(service, "", 1, day=date(2026, 8, 10), merchant=merchant)
    service.assessments.start("新店", Mode.CORE, {}, DAY)
    service.portfolio.save_care(merchant, Care(person="小王", group_name="杭州", due_on=date(2026, 12, 1)))

    def names(sieve: MerchantFilter) -> set[str]:
        return set(lines(service, sieve))

    assert names(MerchantFilter()) == {"果园_一", "美妆", "新店"}
    assert names(MerchantFilter(text=" 园_ ")) == {"果园_一"}
    assert names(MerchantFilter(text="%")) == set()
    assert names(MerchantFilter(stage="launch")) == {"果园_一", "美妆"}
    assert names(MerchantFilter(stage=NOBODY)) == {"新店"}
    assert names(MerchantFilter(person="小王")) == names(MerchantFilter(group_name="杭州")) == {"美妆"}
    assert names(MerchantFilter(person=NOBODY)) == {"果园_一", "新店"}
    assert names(MerchantFilter(due_by=date(2026, 12, 1))) == {"美妆"}
    assert names(MerchantFilter(falling=True)) == {"美妆"}
    assert names(MerchantFilter(gap="item:service.shipping")) <= {"果园_一", "美妆"}
    assert names(MerchantFilter(examples=True)) == set()


def test_the_order_puts_merchants_without_the_figure_last(service: Service) -> None:
    service.assessments.start("没做完", Mode.CORE, {}, DAY)
    finished(service, "低", 1, day=date(2026, 11, 1))
    finished(service, "高", 3, day=date(2026, 5, 1))

    orders = {order: list(lines(service, window=PageOfList(order))) for order in ORDERS}

    assert orders == {
        "due": ["高", "低", "没做完"],
        "index": ["高", "低", "没做完"],
        "last": ["低", "高", "没做完"],
    }


def test_a_window_shows_a_part_and_the_counts_are_over_all(service: Service) -> None:
    for name in ("甲", "乙", "丙"):
        finished(service, name, 1)

    found = service.portfolio.page(MerchantFilter(), PageOfList("name", first=1, size=1))

    assert len(found.lines) == 1
    assert (found.total, found.by_stage) == (3, {"launch": 3})
    assert found.gaps
    assert {number for _, number in found.gaps} == {3}
    assert set(found.scores(found.lines[0].merchant_id)) == {
        one.id for one in service.bank.instrument.dimensions
    }


def test_the_cohort_of_a_merchant_is_counted_without_names(service: Service) -> None:
    merchants = [finished(service, f"店{number}", 1 + number % 2) for number in range(5)]
    service.assessments.start("没做完", Mode.CORE, {"category": "fresh"}, DAY)

    found = service.portfolio.cohort(merchants[1])

    assert found is not None
    own, cohort = found
    assert (cohort.total, cohort.lower) == (5, 3)
    assert cohort.counts[int(own // 5 * 5)] == 2
    assert service.portfolio.cohort(lines(service)["没做完"].merchant_id) is None


def test_merchants_are_counted_by_stage_and_index(service: Service) -> None:
    for number in range(3):
        finished(service, f"店{number}", 3 if number else 1)

    spread = service.portfolio.page(MerchantFilter(), PageOfList()).spread

    assert sum(one.count for one in spread) == 3
    assert {one.bin for one in spread if one.count == 2} == {
        min(line.index_tenths // 50 * 5, 95)
        for name, line in lines(service).items()
        if name != "店0" and line.index_tenths is not None
    }


def test_who_is_on_a_merchant_is_noted_over_what_was_seen(service: Service) -> None:
    merchant = finished(service, "果园", 1)
    service.portfolio.save_care(merchant, Care(person=" 小王 "))
    assert service.portfolio.care(merchant) == Care(person="小王", revision=1)

    with pytest.raises(Conflict):
        service.portfolio.save_care(merchant, Care(person="小李"))
    with pytest.raises(Refused):
        service.portfolio.save_care(merchant, Care(person="王" * 41, revision=1))
    with pytest.raises(NoSuchMerchant):
        service.portfolio.save_care("nobody", Care(person="小李"))

    service.portfolio.save_care(merchant, Care(revision=1))
    line = lines(service)["果园"]
    assert (line.person, line.due_on) == (None, DAY + timedelta(weeks=13))


def test_the_due_list_is_in_the_order_of_days(service: Service) -> None:
    finished(service, "后", 1, day=date(2026, 11, 1))
    finished(service, "先", 1, day=date(2026, 6, 1))
    service.assessments.start("没定", Mode.CORE, {}, DAY)

    assert [line.name for line in service.portfolio.due(MerchantFilter())] == ["先", "后"]


@pytest.mark.slow
def test_examples_are_a_portfolio_of_their_own(service: Service) -> None:
    finished(service, "果园", 1)
    service.examples.add()

    examples = service.portfolio.page(MerchantFilter(examples=True), PageOfList(size=100))
    assert set(lines(service)) == {"果园"}
    assert examples.total == len({card.merchant_id for card in service.assessments.recent() if card.example})

    service.examples.remove()
    assert service.portfolio.page(MerchantFilter(examples=True), PageOfList()).total == 0


def test_a_database_from_before_there_were_standings_is_worked_out_when_it_is_opened(
    service: Service, url: str
) -> None:
    finished(service, "果园", 1)
    before = lines(service)
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(sa.delete(schema.standing))
    database.close()
    assert lines(service) == {}

    again = open_service(url, shipped_bank())

    assert lines(again) == before
    again.close()


def test_a_template_begins_an_assessment_with_what_a_group_has_in_common(service: Service) -> None:
    merchant = finished(service, "果园", 2)
    id_ = str(lines(service)["果园"].assessment_id)
    item = next(one for one in service.bank.instrument.items() if one.core and one.kind == "anchored")
    template = service.templates.keep(id_, " 产地店 ", ["category"], [item.id])

    begun = service.assessments.open(
        service.assessments.start("新果园", Mode.CORE, {}, DAY, template=template)
    ).assessment

    assert begun.merchant.id != merchant
    assert begun.profile == {"category": "fresh"}
    assert {key: (one.point, one.filled_by) for key, one in begun.answers.items()} == {
        item.id: (2, "template:产地店")
    }


def test_a_template_takes_values_and_nothing_personal(service: Service) -> None:
    id_ = service.assessments.start("果园", Mode.CORE, {"category": "fresh"}, DAY)
    item = next(one for one in service.bank.instrument.items() if one.core and one.kind == "anchored")
    service.answers.record(id_, item.id, Answer(point=1, note="老板电话 138", by="王姐"), 0)
    service.answers.verify(id_, item.id, "顾问")

    service.templates.keep(id_, "产地店", [], [item.id])

    (kept,) = service.templates.all()
    assert (kept.profile, kept.answers) == ({}, {item.id: Answer(point=1)})


def test_what_is_wrong_with_a_template_is_said(service: Service) -> None:
    id_ = service.assessments.start("果园", Mode.CORE, {"category": "fresh"}, DAY)
    template = service.templates.keep(id_, "产地店", ["category"], [])

    for name, profile in (
        ("", ["category"]),
        ("产地店", ["category"]),
        ("长" * 41, ["category"]),
        ("空", []),
    ):
        with pytest.raises(Refused):
            service.templates.keep(id_, name, profile, [])
    service.templates.remove(template)
    with pytest.raises(Refused):
        service.assessments.start("新店", Mode.CORE, {}, DAY, template=template)
    assert service.templates.all() == []
