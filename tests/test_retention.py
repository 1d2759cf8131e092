"""How long shops are kept: what counts as a touch, what stays, and what an owner is told before."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from assessment.instrument.load import shipped_bank
from assessment.planning.progress import Progress
from assessment.planning.request import PlanRequest
from assessment.responses import Answer, Mode
from assessment.service import Care, NotAllowed, Refused, Service, account_actor, merchant_actor, open_service
from tests.clocks import TickingClock
from tests.stores import core_round

DAYS = 30
DAY = date(2026, 11, 22)


@pytest.fixture
def clock() -> TickingClock:
    """The clock of the service."""
    return TickingClock()


@pytest.fixture
def service(url: str, clock: TickingClock) -> Iterator[Service]:
    """The shipped bank on an empty database whose owner keeps shops for 30 days."""
    opened = open_service(url, shipped_bank(), now=clock)
    opened.privacy.set_retention(DAYS)
    yield opened
    opened.close()


def listed(service: Service) -> list[str]:
    """Return what stands in the lists."""
    return sorted(card.id for card in service.assessments.recent() if not card.example)


def item_of(service: Service) -> str:
    """Return an item that every round here has answered."""
    return next(each.id for each in service.bank.instrument.items() if each.core and each.kind == "anchored")


def handed_over(service: Service, _: str) -> None:
    account = service.accounts.invite("小李", "consultant").account_id
    service.handover.hand_over("A", account)


TOUCHES: dict[str, Callable[[Service, str], object]] = {
    "progress of a step": lambda service, id_: service.progress.record(
        id_, item_of(service), 3, Progress(status="doing"), 0
    ),
    "a roadmap that is asked for": lambda service, id_: service.roadmaps.save_request(
        id_, PlanRequest(days=5)
    ),
    "evidence seen after the end": lambda service, id_: service.answers.verify(id_, item_of(service), "顾问"),
    "a private note": lambda service, id_: service.intake.save_note(id_, "", "下次问库存", 0),
    "a session": lambda service, id_: service.intake.start(id_),
    "who looks after it": lambda service, _: service.portfolio.save_care("A", Care(person="小李")),
    "its name": lambda service, _: service.merchants.rename("A", "新的名字", "店 A"),
    "who has it": handed_over,
    "a link that is made": lambda service, _: service.merchant_links.give("A", "answer"),
    "taking it out": lambda service, _: service.backups.pack("A"),
    "another round": lambda service, id_: service.next_round.start(id_, DAY),
    "a correction": lambda service, id_: service.assessments.correct(id_),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_shop_whose_last_round_is_over_is_kept_while_it_is_worked_on(
    service: Service, clock: TickingClock, touch: str
) -> None:
    worked_on, left = core_round(service, "A"), core_round(service, "B")
    clock.time += timedelta(days=DAYS - 5)
    TOUCHES[touch](service, worked_on)
    clock.time += timedelta(days=10)

    assert service.privacy.due(DAYS) == 1
    assert service.privacy.sweep() == 1
    assert worked_on in listed(service)
    assert left not in listed(service)
    clock.time += timedelta(days=DAYS)
    assert service.privacy.sweep() >= 1
    assert listed(service) == []


def test_looking_by_signing_in_and_being_refused_are_no_touch(service: Service, clock: TickingClock) -> None:
    left = core_round(service, "A")
    clock.time += timedelta(days=DAYS - 5)
    service.acting_as(account_actor("x", "owner", sees_all=True)).assessments.snapshot(left)
    with pytest.raises(NotAllowed):
        service.acting_as(merchant_actor("y", "read", "A")).privacy.erase("A")
    clock.time += timedelta(days=10)

    assert service.privacy.sweep() == 1


def test_what_is_put_back_stays_for_another_period(service: Service, clock: TickingClock) -> None:
    one = core_round(service, "A")
    clock.time += timedelta(days=DAYS + 1)
    assert service.privacy.sweep() == 1

    service.put_away.put_back([one])
    clock.time += timedelta(days=DAYS - 1)
    assert service.privacy.sweep() == 0
    assert listed(service) == [one]
    clock.time += timedelta(days=2)
    assert service.privacy.sweep() == 1


@pytest.mark.slow
def test_what_is_brought_in_from_an_old_backup_stays_for_a_period(
    service: Service, clock: TickingClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    core_round(service, "A")
    old = service.backups.pack("A")
    many = service.bundles.pack(["A"])
    clock.time += timedelta(days=365)
    for number, raw in enumerate((old, many)):
        place = tmp_path_factory.mktemp("elsewhere") / f"{number}.db"
        elsewhere = open_service(f"sqlite:///{place}", shipped_bank(), now=clock)
        elsewhere.privacy.set_retention(DAYS)
        if raw is old:
            elsewhere.backups.restore(raw)
        else:
            elsewhere.bundles.bring_in(raw)

        assert elsewhere.privacy.sweep() == 0
        clock.time += timedelta(days=DAYS + 1)
        assert elsewhere.privacy.sweep() == 1
        elsewhere.close()


def test_the_archive_is_kept_without_end(service: Service, clock: TickingClock) -> None:
    rests, of_same_shop = core_round(service, "A"), core_round(service, "A", day=DAY - timedelta(days=90))
    alone = core_round(service, "B")
    service.put_away.put([rests, alone], "archive")
    clock.time += timedelta(days=10 * DAYS)

    assert service.privacy.due(DAYS) == 1
    assert service.privacy.sweep() == 1
    assert service.put_away.place(of_same_shop) == "bin"
    assert {card.id for card in service.put_away.listed("archive")} == {rests, alone}
    clock.time += timedelta(days=10 * DAYS)
    service.put_away.sweep()
    assert {card.id for card in service.put_away.listed("archive")} == {rests, alone}


@pytest.mark.slow
def test_an_owner_hears_how_many_shops_a_period_would_put_away(service: Service, clock: TickingClock) -> None:
    service.examples.add()
    for merchant in ("A", "B"):
        core_round(service, merchant)
    core_round(service, "A", day=DAY - timedelta(days=90))
    clock.time += timedelta(days=20)
    core_round(service, "C")

    assert [service.privacy.due(days) for days in (1, 19, 20, 21)] == [2, 2, 2, 0]
    for days in (0, 36_501):
        with pytest.raises(Refused):
            service.privacy.due(days)


def test_a_draft_that_is_answered_is_touched(service: Service, clock: TickingClock) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    clock.time += timedelta(days=DAYS - 5)
    service.answers.record(draft, item_of(service), Answer(point=1), 0)
    clock.time += timedelta(days=10)

    assert service.privacy.sweep() == 0
