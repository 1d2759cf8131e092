"""The whole database as a file: every row of it, from one moment, and back again on either kind."""

import json
import os
import tracemalloc
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from assessment.instrument.load import shipped_bank
from assessment.responses import Answer, Mode
from assessment.service import Service, StoreError, open_service
from assessment.store.database import connect
from assessment.store.database_backup import (
    MANIFEST,
    NotThisDatabase,
    back_up_database,
    check_file,
    read_lines,
    restore_database,
)
from assessment.store.schema import metadata
from tests.pg_server import SQLITE
from tests.stores import put_store

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def lived_in(url: str) -> str:
    """Put the examples and a draft with a note into a database; return the draft's id."""
    if url.startswith(SQLITE):
        file = Path(url.removeprefix(SQLITE))
        file.unlink(missing_ok=True)
        put_store(file, examples=True)
    with closing(open_service(url, shipped_bank())) as service:
        service.examples.add()
        draft = service.assessments.start("老陈的店 'x' \"y\" \\ \u2028", Mode.FULL, {}, None)
        service.answers.record(draft, "team.standins", Answer(point=2, note="第三周\n改过"), 0)
    return draft


def rows_of(url: str) -> dict[str, list[bytes]]:
    """Return every row of a database."""
    with closing(connect(url)) as database, database.reading() as connection:
        return {table.name: list(read_lines(connection, table)) for table in metadata.sorted_tables}


@dataclass(frozen=True)
class Made:
    """A backup of a database that was lived in, for all tests that only read it."""

    file: Path
    draft: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Back up an SQLite database with the examples and a draft."""
    folder = tmp_path_factory.mktemp("made")
    address = f"{SQLITE}{folder / 'before.db'}"
    draft = lived_in(address)
    back_up_database(address, folder / "whole.zip", NOW)
    return Made(folder / "whole.zip", draft)


@pytest.fixture
def other(tmp_path: Path) -> str:
    """The address of an empty SQLite database besides the one of `url`."""
    return f"sqlite:///{tmp_path / 'other.db'}"


@pytest.mark.slow
def test_what_is_restored_is_what_was_backed_up(url: str, other: str, tmp_path: Path) -> None:
    lived_in(url)
    file = tmp_path / "whole.zip"

    whole = back_up_database(url, file, NOW)
    restore_database(other, file)

    before = rows_of(url)
    assert rows_of(other) == before
    assert whole.rows == {name: len(rows) for name, rows in before.items()}
    assert whole.total > 1000
    assert check_file(file) == whole


@pytest.mark.slow
def test_what_was_restored_is_worked_with(url: str, made: Made) -> None:
    draft = made.draft

    restore_database(url, made.file)

    with closing(open_service(url, shipped_bank())) as service:
        opened = service.assessments.open(draft)
        assert opened.assessment.answers["team.standins"].point == 2
        service.answers.record(draft, "team.standins", Answer(point=3), opened.revisions["team.standins"])
        assert len(service.history.of(draft, "team.standins")) == 2
        done = next(card for card in service.assessments.recent() if card.status == "completed")
        with pytest.raises(Exception, match="completed"):
            service.answers.record(done.id, "team.standins", Answer(point=0), 1)


def test_the_guards_stand_again(url: str, made: Made) -> None:
    restore_database(url, made.file)

    with closing(connect(url)) as database, pytest.raises(sa.exc.DBAPIError), database.engine.begin() as one:
        one.execute(sa.update(metadata.tables["audit"]).values(action="forged"))


def test_a_server_that_runs_on_the_empty_database_goes_on(url: str, made: Made) -> None:
    with closing(open_service(url, shipped_bank())) as running:
        restore_database(url, made.file)

        running.answers.record(made.draft, "team.standins", Answer(point=1), 1)
        assert running.assessments.open(made.draft).assessment.answers["team.standins"].point == 1


def writes_on(service: Service, draft: str, begun: Event, ended: Event) -> None:
    """Answer one question again and again."""
    revision = 1
    while not ended.is_set():
        service.answers.record(draft, "team.standins", Answer(point=revision % 4), revision)
        revision += 1
        begun.set()


@pytest.mark.slow
def test_a_backup_while_others_write_is_of_one_moment(url: str, other: str, tmp_path: Path) -> None:
    draft = lived_in(url)
    file, begun, ended = tmp_path / "whole.zip", Event(), Event()
    with closing(open_service(url, shipped_bank())) as service:
        writer = Thread(target=writes_on, args=(service, draft, begun, ended))
        writer.start()
        begun.wait()
        back_up_database(url, file, NOW)
        ended.set()
        writer.join()

    restore_database(other, file)

    with closing(open_service(other, shipped_bank())) as service:
        opened = service.assessments.open(draft)
        # The answer, its revision and its history were read at the same moment.
        assert len(service.history.of(draft, "team.standins")) == opened.revisions["team.standins"] > 1
        assert opened.revision >= opened.revisions["team.standins"]


@pytest.mark.slow
def test_a_database_with_data_is_left_as_it_is(url: str, made: Made) -> None:
    lived_in(url)
    before = rows_of(url)

    with pytest.raises(NotThisDatabase) as refused:
        restore_database(url, made.file)

    assert "merchant" in refused.value.in_("en")
    assert rows_of(url) == before


def test_a_file_that_is_there_is_not_written_over(sqlite_url: str, tmp_path: Path) -> None:
    lived_in(sqlite_url)
    file = tmp_path / "whole.zip"
    file.write_bytes(b"mine")

    with pytest.raises(FileExistsError):
        back_up_database(sqlite_url, file, NOW)

    assert file.read_bytes() == b"mine"


def changed(file: Path, table: str, to: bytes) -> Path:
    """Write a file again with other lines of a table."""
    other = file.with_name("changed.zip")
    with ZipFile(file) as before, ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name, to if name == f"{table}.jsonl" else before.read(name))
    return other


def test_what_is_damaged_is_refused_and_nothing_comes_in(url: str, made: Made, tmp_path: Path) -> None:
    file = tmp_path / "whole.zip"
    whole = made.file.read_bytes()
    file.write_bytes(whole)
    cut, bent, empty = tmp_path / "cut.zip", tmp_path / "bent.zip", tmp_path / "empty.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    bent.write_bytes(whole[:2000] + bytes(255 - each for each in whole[2000:2100]) + whole[2100:])
    empty.write_bytes(b"")
    with ZipFile(tmp_path / "stranger.zip", "w") as stranger:
        stranger.writestr("a.txt", "b")
    lines = json.dumps(["x", "y"]).encode()

    for one in (cut, bent, empty, tmp_path / "stranger.zip", changed(file, "answer", lines)):
        with pytest.raises(NotThisDatabase):
            restore_database(url, one)

    assert not any(rows for name, rows in _rows_or_none(url).items() if name == "merchant")


def _rows_or_none(url: str) -> dict[str, list[bytes]]:
    """Return every row, none where there is not even a schema."""
    with closing(connect(url)) as database, database.reading() as connection:
        if not sa.inspect(connection).has_table("merchant"):
            return {}
    return rows_of(url)


def test_a_file_of_a_later_version_says_so(other: str, made: Made, tmp_path: Path) -> None:
    later = tmp_path / "later.zip"
    with ZipFile(made.file) as before, ZipFile(later, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == MANIFEST:
                content = json.dumps({**json.loads(content), "revision": "9999"}).encode()
            after.writestr(name, content)

    with pytest.raises(StoreError):
        restore_database(other, later)


@pytest.mark.slow  # sixty files, each random
def test_files_are_backed_up_and_brought_back_one_by_one(other: str, url: str, tmp_path: Path) -> None:
    """However many there are, no more than a few are in memory at once."""
    size, count = 2**18, 60
    with closing(open_service(url, shipped_bank())) as service:
        draft = service.assessments.start("老陈的店", Mode.FULL, {}, None)
        asked = (each for each in service.bank.instrument.items() if each.core and each.applies is None)
        items = [each.id for each in asked if each.kind == "anchored"]
        for item, number in zip(cycle(items), range(count), strict=False):
            service.evidence.attach_file(draft, item, f"{number}.pdf", b"%PDF-1.4\n" + os.urandom(size))
    file = tmp_path / "whole.zip"

    tracemalloc.start()
    back_up_database(url, file, NOW)
    restore_database(other, file)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < count * size // 2
    assert check_file(file).rows["evidence_content"] == count
