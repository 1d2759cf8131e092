"""While nothing can be written, whatever may be read is read: notes of being here stand in nobody's way."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assessment.responses import Mode
from assessment.service import EventFilter, Service, account_actor, merchant_actor, open_service
from assessment.service.put_away import BIN_DAYS
from assessment.store import concurrency
from assessment.store.database import open_database
from assessment.ui.state.session import service_of
from tests.clocks import TickingClock
from tests.test_evidence_types import png
from tests.ui.pages import page, shown, store, utc_now
from tests.ui.test_merchant_routes import Client

GARDEN = Path(__file__).parent / "banks" / "small"
DAY = date(2026, 11, 22)
PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of an invented person

Trouble = Callable[[str], AbstractContextManager[None]]


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Let another program hold the database for as long as this lasts."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("begin immediate")
            yield
            other.execute("rollback")
        return
    database = open_database(url)
    with database.writing() as connection:
        for table in ("sign_in", "merchant_link", "event", "actor", "put_away", "respondent"):
            connection.exec_driver_sql(f"lock table {table} in share mode")
        yield
    database.close()


@contextmanager
def read_only(url: str) -> Iterator[None]:
    """Let every transaction that begins meanwhile be one that cannot write."""
    is_sqlite = url.startswith("sqlite")

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("pragma query_only = on" if is_sqlite else "set transaction read only")

    def end(connection: sa.Connection) -> None:
        if is_sqlite:
            connection.exec_driver_sql("pragma query_only = off")

    heard = (("begin", begin), ("commit", end), ("rollback", end))
    for name, hear in heard:
        sa.event.listen(Engine, name, hear)
    yield
    for name, hear in heard:
        sa.event.remove(Engine, name, hear)


@pytest.fixture(params=[pytest.param(locked, marks=pytest.mark.slow), read_only], ids=["locked", "read_only"])
def trouble(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """What keeps everybody from writing; whoever waited for it to end would wait for ever."""
    monkeypatch.setattr(concurrency, "PATIENCE", 3600.0)
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)
    found: Trouble = request.param
    return found


@pytest.fixture
def clock() -> TickingClock:
    """The clock of the service."""
    return TickingClock()


@pytest.fixture
def service(url: str, clock: TickingClock) -> Iterator[Service]:
    """The garden on an empty database."""
    opened = open_service(url, GARDEN, now=clock)
    yield opened
    opened.close()


def test_whoever_is_signed_in_reads_and_takes_a_copy(
    service: Service, url: str, clock: TickingClock, trouble: Trouble
) -> None:
    invited = service.accounts.invite("老王", "owner")
    token = service.sign_ins.accept(invited.token, "老王", PASSWORD).token
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    merchant = service.rounds.merchant_of(draft).merchant_id
    clock.time += timedelta(minutes=11)

    with trouble(url):
        account = service.sign_ins.account(token)
        mine = service.acting_as(account_actor(account.id, account.role, sees_all=account.sees_all))
        assert mine.assessments.open(draft).assessment.merchant.name == "店"
        assert mine.backups.pack(merchant)
        assert mine.privacy.export(merchant)
        mine.events.listed(EventFilter())

    clock.time += timedelta(minutes=11)
    assert service.sign_ins.account(token).id == account.id


def test_whoever_has_a_link_of_a_shop_reads(
    service: Service, url: str, clock: TickingClock, trouble: Trouble
) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    merchant = service.rounds.merchant_of(draft).merchant_id
    link = service.merchant_links.give(merchant, "answer")
    clock.time += timedelta(minutes=11)

    with trouble(url):
        # For the first time: nobody of this shop has acted before.
        visit = service.merchant_links.follow(link.token)
        service.merchant_links.note_used(visit)
        service.merchant_links.note_opened(visit)
        service.merchant_links.note_viewed(visit, draft)
        mine = service.acting_as(merchant_actor(visit.link_id, visit.scope, visit.merchant_id))
        assert mine.assessments.open(draft).assessment.merchant.name == "店"
        assert mine.files.export(draft)

    assert service.merchant_links.of(merchant)[0].used_at is None
    service.merchant_links.note_used(service.merchant_links.follow(link.token))
    assert service.merchant_links.of(merchant)[0].used_at is not None


def test_a_respondent_sees_the_sheet(service: Service, url: str, trouble: Trouble) -> None:
    draft = service.assessments.start("店", Mode.CORE, {}, DAY)
    sheet = service.respondents.add(draft, "主播小张", ["plants"])
    token = service.respondents.give_link(draft, sheet).token

    with trouble(url):
        opened = service.respondents.sheet_by_link(token)
        assert opened.arrive().merchant_name == "店"
        assert opened.opened().assessment.merchant.name == "店"

    assert service.respondents.of(draft)[0].opened_at is None
    service.respondents.sheet_by_link(token).arrive()
    assert service.respondents.of(draft)[0].opened_at is not None


def test_what_is_due_waits_for_the_next_visit(
    service: Service, url: str, clock: TickingClock, trouble: Trouble
) -> None:
    binned = service.assessments.start("甲店", Mode.CORE, {}, DAY)
    service.put_away.put([binned], "bin")
    left = service.assessments.start("乙店", Mode.CORE, {}, DAY)
    service.privacy.set_retention(30)
    clock.time += timedelta(days=BIN_DAYS + 1)

    with trouble(url):
        service.put_away.sweep()
        assert service.privacy.sweep() == 0
        assert [card.id for card in service.put_away.listed("bin")] == [binned]
        assert [card.id for card in service.assessments.recent()] == [left]

    service.put_away.sweep()
    assert service.privacy.sweep() == 1
    assert [card.id for card in service.put_away.listed("bin")] == [left]


@pytest.mark.parametrize("hinders", [locked, read_only])
def test_the_start_page_is_drawn_whatever_is_due(tmp_path: Path, hinders: Trouble) -> None:
    with store(tmp_path, now=lambda: utc_now() - timedelta(days=100)) as service:
        service.privacy.set_retention(30)
        binned, left = (service.assessments.start(name, Mode.CORE, {}, None) for name in ("甲店", "乙店"))
        service.put_away.put([binned], "bin")
        assert left
        page("privacy")  # opens the store that the pages use
        with hinders(f"sqlite:///{tmp_path / 'assessment.db'}"):
            drawn = page("home")

        assert "乙店" in shown(drawn)
        assert not drawn.error


@pytest.mark.parametrize("hinders", [locked, read_only])
def test_the_way_in_by_a_link_stays_open(tmp_path: Path, hinders: Trouble) -> None:
    url = f"sqlite:///{tmp_path / 'assessment.db'}"
    with store(tmp_path, now=lambda: utc_now() - timedelta(days=1)) as service:
        draft = service.assessments.start("老陈果园", Mode.CORE, {}, None)
        token = service.merchant_links.give(service.rounds.merchant_of(draft).merchant_id, "answer").token
        asked = (each for each in service.bank.instrument.items() if each.core and each.applies is None)
        service.evidence.attach_file(draft, next(asked).id, "图.png", png())
        (file,) = service.evidence.files(draft)
        page("privacy")  # opens the store that the pages use
        client = Client(str(tmp_path))
        with hinders(url):
            assert client.get(f"/m/{token}").status == 303
            assert client.get(f"/evidence/{draft}/{file.sha256}", shop=token).status == 200


@pytest.mark.parametrize("hinders", [locked, read_only])
def test_a_team_takes_its_files_out(
    tmp_path: Path, hinders: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_MODE", "team")
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)
    with store(tmp_path, now=lambda: utc_now() - timedelta(hours=1)) as service:
        token = service.sign_ins.accept(
            service.accounts.invite("老王", "owner").token, "老王", PASSWORD
        ).token
        draft = service.assessments.start("老陈果园", Mode.CORE, {}, None)
        page("privacy")  # opens the store that the pages use
        with hinders(f"sqlite:///{tmp_path / 'assessment.db'}"):
            found = service_of({}, token)
            assert found.actor.role == "owner"
            assert found.files.export(draft)
