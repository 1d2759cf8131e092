"""What one program erases, another on the same database hears of: its memory may still hold it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

import pytest

from assessment.instrument.load import shipped_bank
from assessment.responses import Mode
from assessment.service import Service, open_service
from tests.stores import core_round
from tests.test_evidence_types import png

DAY = date(2026, 11, 22)


@pytest.fixture
def service(url: str) -> Iterator[Service]:
    """The shipped bank on an empty database."""
    with closing(open_service(url, shipped_bank())) as opened:
        yield opened


@pytest.fixture
def replica(service: Service, url: str) -> Iterator[Service]:
    """Another program on the same database, which began after something was erased."""
    gone = core_round(service, "早先")
    service.put_away.put([gone], "bin")
    service.put_away.erase([gone])
    with closing(open_service(url, shipped_bank())) as opened:
        yield opened


def one_in_the_bin(service: Service) -> None:
    gone = core_round(service, "A")
    service.put_away.put([gone], "bin")
    service.put_away.erase([gone])


def a_file(service: Service) -> None:
    draft = service.next_round.start(core_round(service, "A"), DAY)
    item = next(each.id for each in service.bank.instrument.items() if each.kind == "anchored")
    service.evidence.attach_file(draft, item, "图.png", png())
    (piece,) = service.assessments.open(draft).assessment.answers[item].evidence
    service.evidence.detach(draft, item, piece)
    (file,) = service.evidence.files(draft)
    service.evidence.delete_file(draft, file.sha256)


def a_sheet(service: Service) -> None:
    draft = service.next_round.start(core_round(service, "A"), DAY)
    service.respondents.remove(draft, service.respondents.add(draft, "小张", ["content"]))


def a_shop(service: Service) -> None:
    core_round(service, "A")
    service.privacy.erase("A")


@pytest.mark.parametrize("erases", [one_in_the_bin, a_file, a_sheet, a_shop])
def test_another_program_hears_whose_data_were_erased_and_forgets_what_it_worked_out(
    service: Service, replica: Service, erases: Callable[[Service], None]
) -> None:
    other = core_round(service, "B")
    before, cached = replica.look_for_erased(), replica.erasures
    assert (before, replica.erased_since(before)) == (0, frozenset())
    known = replica.assessments.snapshot(other).results
    assert replica.assessments.snapshot(other).results is known

    erases(service)

    assert replica.look_for_erased() > before
    assert replica.erased_since(before) == {"A"}
    assert replica.erasures > cached
    assert replica.assessments.snapshot(other).results is not known
    assert replica.erased_since(replica.look_for_erased()) == frozenset()


def test_what_is_no_erasure_is_none(service: Service, replica: Service) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    service.put_away.put([draft], "bin")
    service.put_away.put_back([draft])

    assert replica.look_for_erased() == 0
