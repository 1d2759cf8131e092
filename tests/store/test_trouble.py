"""A database that cannot be used is left as it is, and the person is told what to do."""

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from assessment.responses import Answer
from assessment.store import assessments, errors, merchants, sqlite_file
from assessment.store.answers import add_answers, read_answers
from assessment.store.concurrency import WriteQueue
from assessment.store.database import Database, connect, open_database
from assessment.store.errors import (
    BadAddress,
    BrokenRow,
    Busy,
    Corrupt,
    DiskFull,
    FolderNotWritable,
    Locked,
    Newer,
    NotADatabase,
    ReadOnly,
    Replaced,
    SomebodyElses,
    StoreError,
    Unreachable,
    Unsound,
)
from assessment.store.revisions import known_revisions
from assessment.store.schema import AGREED
from assessment.texts import LocalizedError
from tests.store.conftest import Draft, with_draft

NOBODY = 65534


@pytest.fixture
def file(sqlite_url: str) -> Path:
    """An SQLite database of ours with one draft in it, closed."""
    database = open_database(sqlite_url)
    with_draft(database)
    database.close()
    assert database.file is not None
    return database.file


def refused(path: Path, kind: type[StoreError]) -> None:
    """Expect that a file is refused in words and stays the same, byte by byte."""
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with pytest.raises(kind) as caught:
        open_database(f"sqlite:///{path}")
    assert type(caught.value) is kind
    assert str(path) in caught.value.in_("zh")
    assert str(path) in caught.value.in_("en")
    after = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert {name: after[name] for name in before} == before


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "assessment.db"
    path.write_text("我的笔记，不是数据库\n" * 100, encoding="utf-8")
    refused(path, NotADatabase)


def test_a_damaged_file_is_refused(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : 4096 * 8] = os.urandom(4096 * 7)
    file.write_bytes(content)
    refused(file, Corrupt)


def test_a_file_cut_short_is_refused(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 4096 * 3 + 100])
    refused(file, Corrupt)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "assessment.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table photos (id integer primary key)")
    refused(path, SomebodyElses)


def test_a_database_of_another_program_with_the_same_migration_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "assessment.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table alembic_version (version_num text)")
        connection.execute("insert into alembic_version values ('8f3a')")
    refused(path, SomebodyElses)


@pytest.mark.parametrize("tail", ["-wal", "-journal"])
@pytest.mark.parametrize("left", [True, False])
def test_nothing_beside_a_log_is_no_new_database(
    tmp_path: Path, tail: str, monkeypatch: pytest.MonkeyPatch, *, left: bool
) -> None:
    monkeypatch.setattr(sqlite_file, "MAKING", 0.1)
    path = tmp_path / "assessment.db"
    if left:
        path.touch()
    Path(f"{path}{tail}").write_bytes(b"what was saved" * 1000)
    refused(path, Corrupt)
    assert path.exists() is left


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_a_pipe_or_device_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "assessment.db"
    os.mkfifo(path)
    for each in (path, Path("/dev/zero")):
        with pytest.raises(NotADatabase):
            open_database(f"sqlite:///{each}")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("delete from alembic_version", Unsound),
        ("insert into alembic_version values ('0001')", Unsound),
        ("update alembic_version set version_num = printf('%05000d', 9)", Newer),
        ("update alembic_version set version_num = x'00ff'", Newer),
        ("drop table alembic_version", SomebodyElses),
        ("drop table standing_gap", Unsound),
        ("pragma foreign_keys = off; delete from merchant", BrokenRow),
    ],
)
def test_an_odd_schema_is_refused(file: Path, statement: str, kind: type[StoreError]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("pragma journal_mode = delete")
        connection.executescript(statement)
    refused(file, kind)


def test_a_database_without_one_of_its_guards_is_refused(url: str) -> None:
    database = open_database(url)
    kind = database.engine.dialect.name
    on = " on answer" if kind == "postgresql" else ""
    name = "answer_frozen" if kind == "postgresql" else "answer_update_frozen"
    with database.writing() as connection:
        connection.execute(sa.text(f"drop trigger {name}{on}"))
    database.close()
    with pytest.raises(Unsound):
        open_database(url)


BROKEN = {
    "no JSON": "update assessment set profile = '{\"a\"'",
    "deep JSON": "update assessment set profile = printf('%.*c', 100000, '[')",
    "no day": "update assessment set taken_on = 'yesterday'",
    "no time": "update assessment set updated_at = 'now'",
}


@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_said_when_it_is_met(local: Draft, statement: str) -> None:
    with local.database.writing() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(BrokenRow), local.database.reading() as connection:
        assessments.read_head(connection, assessments.LOCAL, "a")


def test_a_row_that_is_no_answer_is_said_when_it_is_met(local: Draft) -> None:
    with local.database.writing() as connection:
        add_answers(connection, local.who, "a", AGREED, {"team.roles": Answer(point=1)})
        connection.exec_driver_sql("""update answer set value = '{"point": "名"}'""")
    with pytest.raises(BrokenRow), local.database.reading() as connection:
        read_answers(connection, "a")


def gone(path: Path) -> None:
    """The file is deleted."""
    path.unlink()


def replaced(path: Path) -> None:
    """Another sound database takes its place, as a restored backup would."""
    other = path.with_name("other.db")
    open_database(f"sqlite:///{other}").close()
    other.replace(path)


def emptied(path: Path) -> None:
    """All of it is cut away."""
    os.truncate(path, 0)


def cut(path: Path) -> None:
    """Some of it is cut away."""
    os.truncate(path, path.stat().st_size // 2)


def log_gone(path: Path) -> None:
    """The write-ahead log is deleted."""
    Path(f"{path}-wal").unlink()


@pytest.mark.skipif(os.name != "posix", reason="files that are open can be deleted on POSIX")
@pytest.mark.parametrize("happens", [gone, replaced, emptied, cut, log_gone])
def test_a_file_that_is_taken_away_while_it_is_open_stops_saving(
    local: Draft, happens: Callable[[Path], None]
) -> None:
    path = local.database.file
    assert path is not None
    touch(local)
    local.database.forget_erased()
    touch(local)
    happens(path)
    before = path.read_bytes() if path.exists() else None
    for _ in range(2):
        with pytest.raises(Replaced):
            touch(local)
        with pytest.raises(Replaced), local.database.reading():
            pass
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_file_that_a_database_program_made_smaller_stays_in_use(local: Draft) -> None:
    touch(local)
    with local.database.writing() as connection:
        merchants.rename_merchant(connection, local.who, "m", "名")
    assert local.database.file is not None
    local.database.forget_erased()
    before = local.database.file.stat().st_size
    with closing(sqlite3.connect(local.database.file, isolation_level=None)) as other:
        other.execute("vacuum")
        other.execute("pragma wal_checkpoint(truncate)")
    assert local.database.file.stat().st_size < before
    touch(local)


def test_writers_of_one_program_take_turns_in_their_order() -> None:
    queue = WriteQueue()
    order: list[int] = []

    def write(number: int) -> None:
        with queue.turn("here"):
            order.append(number)

    threads = [Thread(target=write, args=(number,)) for number in range(60)]
    with queue.turn("here"):
        for place, thread in enumerate(threads):
            thread.start()
            while queue.length <= place:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(60))


@pytest.mark.slow
def test_sixty_people_saving_at_once_are_all_served(local: Draft) -> None:
    failed: list[BaseException] = []

    def save() -> None:
        try:
            for _ in range(3):
                touch(local)
        except StoreError as error:
            failed.append(error)

    threads = [Thread(target=save) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_whoever_waits_too_long_is_told_whom_for(local: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.store.concurrency.PATIENCE", 0.05)
    said: list[type[StoreError]] = []

    def save() -> None:
        try:
            touch(local)
        except StoreError as error:
            said.append(type(error))

    with local.database.writing():
        waiting = Thread(target=save)
        waiting.start()
        waiting.join()
    assert said == [Busy]
    touch(local)


def test_a_newer_schema_is_refused_on_both_databases(url: str) -> None:
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    database.close()
    if database.file:
        refused(database.file, Newer)
    with pytest.raises(Newer):
        open_database(url)


def test_an_empty_file_is_an_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "assessment.db"
    path.touch()
    open_database(f"sqlite:///{path}").close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new/assessment.db")
    with_draft(database)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    database.close()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderNotWritable) as caught:
        open_database(f"sqlite:///{tmp_path}/file/assessment.db")
    assert "ASSESSMENT_DATABASE_URL" in caught.value.in_("zh")


@contextmanager
def ordinary_folder() -> Iterator[Path]:
    """Yield a folder, as a user whom permissions bind; they do not bind root."""
    known_revisions()
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    try:
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_without_permission_to_write_is_said() -> None:
    with ordinary_folder() as folder:
        open_database(f"sqlite:///{folder}/assessment.db").close()
        folder.chmod(0o500)
        with pytest.raises(FolderNotWritable):
            open_database(f"sqlite:///{folder}/assessment.db")
        with pytest.raises(FolderNotWritable):
            open_database(f"sqlite:///{folder}/new/assessment.db")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o400, 0o000])
def test_a_file_without_permission_to_write_is_said(mode: int) -> None:
    with ordinary_folder() as folder:
        path = folder / "assessment.db"
        open_database(f"sqlite:///{path}").close()
        path.chmod(mode)
        with pytest.raises(ReadOnly):
            open_database(f"sqlite:///{path}")


@pytest.fixture
def local(sqlite_url: str) -> Iterator[Draft]:
    """A draft in an SQLite file that is open."""
    database = open_database(sqlite_url)
    yield with_draft(database)
    database.close()


def touch(draft: Draft) -> None:
    """Change something."""
    with draft.database.writing() as connection:
        assessments.lock_draft(connection, draft.who, "a")
        merchants.rename_merchant(connection, draft.who, "m", "名" * 100_000)


def pragma(database: Database, setting: str) -> None:
    """Set something on the connection that is kept open."""
    with database.reading() as connection:
        connection.exec_driver_sql(f"pragma {setting}")


@pytest.mark.slow
def test_a_database_held_by_another_program_is_said(local: Draft) -> None:
    pragma(local.database, "busy_timeout = 1")
    assert local.database.file is not None
    with closing(sqlite3.connect(local.database.file, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(Locked):
            touch(local)
        other.execute("rollback")
    touch(local)


def test_a_full_disk_is_said_and_what_was_saved_stays(local: Draft) -> None:
    pragma(local.database, "max_page_count = 1")
    with pytest.raises(DiskFull):
        touch(local)
    with local.database.reading() as connection:
        assert assessments.read_head(connection, assessments.LOCAL, "a").revision == 0


def test_a_database_that_has_become_read_only_is_said(local: Draft) -> None:
    pragma(local.database, "query_only = on")
    with pytest.raises(ReadOnly):
        touch(local)


def test_a_file_damaged_while_it_is_open_is_said(local: Draft) -> None:
    assert local.database.file is not None
    local.database.close()
    with local.database.file.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 30))
    with pytest.raises(Corrupt):
        touch(local)


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(Unreachable) as caught:
        open_database("postgresql://user:very-secret@127.0.0.1:1/assessment")
    assert caught.value.in_("en").count("127.0.0.1") == 1
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["nonsense", "mysql://user:very-secret@host/name", "sqlite://", "sqlite:///:memory:", "sqlite:///"],
)
def test_an_address_that_names_no_database_is_said(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        connect(address)
    assert "very-secret" not in caught.value.in_("zh")


@pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if isinstance(kind, type)])
def test_every_trouble_says_in_both_languages_what_to_do(kind: type) -> None:
    if issubclass(kind, StoreError):
        error: LocalizedError = kind("/data/assessment.db")
        assert all("/data/assessment.db" in error.in_(language) for language in ("zh", "en"))
        assert str(error) == error.in_("en")
