"""The bin and the archive: what is put away is in nothing, comes back whole, and is erased in the end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta

import pytest

from assessment.instrument.load import shipped_bank
from assessment.planning.progress import Progress
from assessment.responses import Answer, Mode
from assessment.service import (
    MerchantFilter,
    NoSuchAssessment,
    NoSuchLink,
    NoSuchMerchant,
    PageOfList,
    Service,
    open_service,
)
from assessment.service.put_away import BIN_DAYS
from assessment.store.errors import Archived, InBin, NotInBin
from assessment.store.put_away import Place
from tests.clocks import TickingClock
from tests.stores import core_round

DAY = date(2026, 11, 22)


@pytest.fixture
def clock() -> TickingClock:
    """The clock of the service."""
    return TickingClock()


@pytest.fixture
def service(url: str, clock: TickingClock) -> Iterator[Service]:
    """The shipped bank on an empty database."""
    opened = open_service(url, shipped_bank(), now=clock)
    yield opened
    opened.close()


def everything(service: Service) -> object:
    """Return all that lists, counts and compares."""
    portfolio = service.portfolio.page(MerchantFilter(), PageOfList("name"))
    return (
        service.assessments.recent(),
        service.rounds.merchants(),
        portfolio,
        service.portfolio.due(MerchantFilter()),
        service.portfolio.names(examples=False),
        [service.rounds.of_merchant(each.merchant_id) for each in service.rounds.merchants()],
    )


@pytest.mark.parametrize("place", ["bin", "archive"])
def test_what_is_put_away_is_in_no_list_and_comes_back_as_it_was(service: Service, place: Place) -> None:
    core_round(service, "A", day=date(2026, 5, 4))
    without = everything(service)
    other = core_round(service, "B")
    second = core_round(service, "A", point=3)
    before = everything(service)

    service.put_away.put([second], place)
    service.put_away.put_merchant("B", place)

    assert everything(service) == without
    assert {card.id for card in service.put_away.listed(place)} == {second, other}
    assert all(card.put_at is not None for card in service.put_away.listed(place))
    service.put_away.put_back([second, other])
    assert everything(service) == before
    assert service.put_away.listed(place) == []


def test_a_round_that_is_put_away_no_longer_counts_in_the_trend(service: Service) -> None:
    core_round(service, "A", day=date(2026, 5, 4), point=1)
    service.put_away.put([core_round(service, "A", point=3)], "bin")

    (line,) = service.portfolio.page(MerchantFilter(), PageOfList()).lines

    assert (line.rounds, line.trend_tenths, line.last_on) == (1, None, date(2026, 5, 4))


def test_what_is_in_the_bin_opens_for_nobody(service: Service) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    item = service.bank.instrument.items()[0].id
    sheet = service.respondents.add(draft, "王", ["content"])
    link = service.respondents.sheet_by_link(service.respondents.give_link(draft, sheet).token)
    link.arrive()

    service.put_away.put([draft], "bin")

    for done in (
        lambda: service.assessments.open(draft),
        lambda: service.answers.record(draft, item, Answer(point=1), 0),
        lambda: service.files.export(draft),
        lambda: service.progress.record(draft, item, 1, Progress(status="done"), 0),
    ):
        with pytest.raises(InBin, match="bin"):
            done()
    with pytest.raises(NoSuchLink):
        link.arrive()
    service.put_away.put_back([draft])
    assert link.arrive().merchant_name == "店"


def test_what_is_in_the_archive_can_be_read_and_not_changed(service: Service) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    done = core_round(service, "A")
    item = service.bank.instrument.items()[0].id

    service.put_away.put([draft], "archive")
    service.put_away.put([done], "archive")

    assert service.assessments.snapshot(done).merchant.last is not None
    assert len(service.rounds.of_merchant("A", "archive")) == 1
    for change in (
        lambda: service.answers.record(draft, item, Answer(point=1), 0),
        lambda: service.progress.record(done, item, 1, Progress(status="done"), 0),
        lambda: service.assessments.correct(done),
        lambda: service.next_round.start(done, DAY),
    ):
        with pytest.raises(Archived):
            change()


def test_the_bin_erases_after_its_days_and_the_archive_never(service: Service, clock: TickingClock) -> None:
    binned, kept = core_round(service, "A"), core_round(service, "B")
    service.put_away.put([binned], "bin")
    service.put_away.put([kept], "archive")

    clock.time += timedelta(days=BIN_DAYS - 1)
    service.put_away.sweep()
    assert [card.id for card in service.put_away.listed("bin")] == [binned]
    clock.time += timedelta(days=1)

    assert service.put_away.listed("bin") == []
    assert [card.id for card in service.put_away.listed("archive")] == [kept]
    with pytest.raises(NoSuchMerchant):
        service.merchants.rename("A", "不在了", "")
    with pytest.raises(NoSuchAssessment):
        service.put_away.put_back([binned])


def test_what_was_put_back_meanwhile_is_not_erased(service: Service) -> None:
    back, left = core_round(service, "A"), core_round(service, "B")
    service.put_away.put([back, left], "bin")
    service.put_away.put_back([back])

    with pytest.raises(NotInBin):
        service.put_away.erase([back])
    assert service.put_away.erase([back, left]) == 1

    assert [card.id for card in service.assessments.recent()] == [back]
    with pytest.raises(NoSuchAssessment):
        service.put_away.erase([left])


def test_one_who_erases_and_one_who_puts_back_at_once_do_not_both_get_it(
    service: Service, url: str, clock: TickingClock
) -> None:
    ids = [core_round(service, f"店{number}") for number in range(8)]
    service.put_away.put(ids, "bin")
    other = open_service(url, shipped_bank(), now=clock)

    def put_back(id_: str) -> bool:
        try:
            other.put_away.put_back([id_])
        except NoSuchAssessment:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        erasing = pool.submit(service.put_away.erase, ids)
        back = [id_ for id_ in reversed(ids) if put_back(id_)]
        with suppress(NotInBin):
            assert erasing.result() == len(ids) - len(back)
    other.close()

    assert sorted(card.id for card in service.assessments.recent()) == sorted(back)


def test_the_sweep_leaves_what_was_put_back_and_into_the_bin_again(
    service: Service, clock: TickingClock
) -> None:
    again = core_round(service, "A")
    service.put_away.put([again], "bin")
    clock.time += timedelta(days=BIN_DAYS)
    service.put_away.put_back([again])
    service.put_away.put([again], "bin")

    service.put_away.sweep()

    assert service.put_away.place(again) == "bin"


def test_a_file_of_what_is_in_the_bin_comes_in_beside_it(service: Service) -> None:
    first = core_round(service, "A")
    raw = service.files.export(first)[1]
    service.put_away.put([first], "bin")

    copy = service.files.import_file(raw)

    assert copy.id not in {None, first}
    assert [card.id for card in service.assessments.recent()] == [copy.id]
    assert [card.id for card in service.put_away.listed("bin")] == [first]


def test_what_hangs_on_an_assessment_is_counted_before_it_goes(service: Service) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    items = [item.id for item in service.bank.instrument.items() if item.kind == "anchored" and item.core]
    for item in items[:3]:
        service.answers.record(draft, item, Answer(point=1), 0)
    service.respondents.give_link(draft, service.respondents.add(draft, "王", ["content"]))

    held = service.put_away.held([draft])

    assert held == {"answers": 3, "files": 0, "roadmaps": 0, "steps": 0, "sheets": 1, "links": 1}


@pytest.mark.slow
def test_examples_come_back_from_the_bin_when_they_are_asked_for_again(service: Service) -> None:
    service.examples.add()
    example = service.assessments.recent()[0].id
    service.put_away.put([example], "bin")

    assert service.examples.add() == 1
    assert service.put_away.place(example) is None
