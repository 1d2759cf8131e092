"""Opening a database, bringing its schema up to date, and the two ways to use it: `reading` and `writing`.

SQLite is tuned for several people on one machine: write-ahead log, every
commit on disk before it is acknowledged, and each writing transaction takes
its lock at the start, so that two of them queue instead of failing. SQLite's
own queue is a lottery; the writers of one process therefore take turns in the
order in which they came.
"""

import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from platformdirs import user_data_path
from sqlalchemy import event

from assessment.settings import settings
from assessment.store.columns import BrokenValue
from assessment.store.concurrency import AT_ONCE, PATIENCE, Erasure, queue_of
from assessment.store.errors import BadAddress, BrokenRow, Busy, Newer, StoreError, Unsound, in_words
from assessment.store.revisions import alembic_config, is_whole, known_revisions
from assessment.store.schema import metadata
from assessment.store.sqlite_file import FileWatch, check_sqlite_file

LOG = logging.getLogger(__name__)

FILE_NAME = "assessment.db"
PRAGMAS = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",  # survives a power cut; NORMAL survives only a crash of ours
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "secure_delete = ON",  # what is erased leaves no bytes behind
    "temp_store = MEMORY",  # nor in a temporary file
)


@dataclass(frozen=True)
class Database:
    """An engine, and what to call it when something is wrong."""

    engine: sa.Engine
    where: str
    """The file's path, or 'PostgreSQL at host'; never with a password."""
    file: Path | None
    """None for a server."""
    watch: FileWatch | None = None
    """Of the file."""
    erasure: Erasure = field(default_factory=Erasure)

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[sa.Connection]:
        """Open one transaction that may write; it is committed unless something is raised.

        Args:
            patience: seconds to wait for other writers; else `PATIENCE`, or PostgreSQL's own limit.

        Raises:
            StoreError: the database failed; nothing was changed.
        """
        if self.watch is None or self.file is None:
            with translated_errors(self.where), self.engine.begin() as connection:
                if patience is not None:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1000 * patience)}")
                yield connection
            return
        queue = queue_of(self.file)
        with (
            queue.turn(self.where, patience) as left,
            translated_errors(self.where),
            self.engine.connect() as connection,
        ):
            self.watch.check()
            connection = connection.execution_options(patience=left)  # noqa: PLW2901 - the same one
            with connection.begin():
                queue.writing = True
                yield connection
            self.watch.check()

    def note(self, write: Callable[[sa.Connection], None], patience: float = AT_ONCE) -> bool:
        """Write something that stands in nobody's way: where it cannot be written now, it is not.

        Whoever only reads must not wait for a lock, nor be told of a full disk, because of a note that they
        were here.

        Args:
            write: writes it, in a transaction of its own.
            patience: seconds to wait for other writers.

        Returns:
            Whether it was written.
        """
        try:
            with self.writing(patience) as connection:
                write(connection)
        except StoreError as error:
            LOG.warning("a note was not written: %s", type(error).__name__)
            return False
        return True

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open one transaction that only reads, sees one state of the data and never waits for a writer.

        Raises:
            StoreError: the database failed.
        """
        with translated_errors(self.where), self.engine.connect() as connection:
            if self.watch is not None:
                self.watch.check()
                yield connection.execution_options(readonly=True)
            else:
                yield connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )

    def forget_erased(self) -> bool:
        """Wipe copies of erased rows: SQLite's write-ahead log, PostgreSQL's dead rows.

        Returns:
            Whether it is done. Where somebody is reading just now it is tried
            again, until it is, and at the next start.
        """
        return self.erasure.begin(self._wipe)

    def _wipe(self) -> bool:
        """Try it once; return whether nothing is left."""
        if self.file is not None:
            with closing(self.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout = 200")
                (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")
            return not busy
        notices: list[str] = []
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver = connection.connection.dbapi_connection
            keep = partial(_keep_notice, notices)
            driver.add_notice_handler(keep)  # type: ignore[union-attr]  # psycopg's
            for table in metadata.sorted_tables:
                connection.exec_driver_sql(f'VACUUM (VERBOSE) "{table.name}"')
            driver.remove_notice_handler(keep)  # type: ignore[union-attr]
        return not any(STILL_THERE.search(notice) for notice in notices)

    def close(self) -> None:
        """Let go of every connection."""
        self.erasure.stop()
        self.engine.dispose()


STILL_THERE = re.compile(r"[1-9]\d* are dead but not yet removable")


def _keep_notice(notices: list[str], notice: Any) -> None:
    notices.append(str(notice.message_primary))


@contextmanager
def translated_errors(where: str) -> Iterator[None]:
    """Say database failures in words. What a guard or a key refuses stays as it is: a mistake of ours."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.TimeoutError as error:
        # Every connection of the pool is in use.
        raise Busy(where) from error
    except (BrokenValue, UnicodeDecodeError) as error:
        raise BrokenRow(where) from error
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise in_words(error, where) from error


def default_url() -> str:
    """Return the address from the settings, or a file in the user's data folder."""
    return settings().database_url or f"sqlite:///{user_data_path('merchant-assessment') / FILE_NAME}"


def connect(url: str) -> Database:
    """Prepare a database for use, without touching one that is not ours or not sound.

    Raises:
        StoreError: one of its kinds, where the address, folder or file cannot be used.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        # Not repeated: it may hold a password.
        raise BadAddress("…") from error
    shown = address.render_as_string(hide_password=True)
    match address.get_backend_name(), address.database:
        case (("postgres" | "postgresql"), _):
            return _server(address, shown)
        case "sqlite", str(name) if name and name != ":memory:" and not name.startswith("file:"):
            return _file(Path(name).expanduser().absolute())
        case _:
            raise BadAddress(shown)


def json_text(value: Any) -> str:
    """Return JSON as it is kept: sorted keys, readable Chinese, no numbers that JSON does not know."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _server(address: sa.URL, shown: str) -> Database:
    wait = {} if "connect_timeout" in address.query else {"connect_timeout": 10}
    try:
        engine = sa.create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args=wait,
            json_serializer=json_text,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise BadAddress(shown) from error
    return Database(engine, f"PostgreSQL at {address.host or address.query.get('host') or 'localhost'}", None)


def _file(path: Path) -> Database:
    check_sqlite_file(path)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), json_serializer=json_text, hide_parameters=True
    )

    watch = FileWatch(path)

    @event.listens_for(engine, "close")
    def _count_down(_connection: Any, _record: object) -> None:
        watch.connections -= 1

    @event.listens_for(engine, "connect")
    def _tune(connection: Any, _record: object) -> None:
        watch.connections += 1
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("readonly", False):
            connection.exec_driver_sql("BEGIN")
            return
        if (left := options.get("patience", PATIENCE)) < PATIENCE / 2:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(1000 * left) + 1}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return Database(engine, str(path), path, watch)


LOCK = 7_305_001
"""Our number among PostgreSQL's advisory locks; any constant does."""


def upgrade(database: Database) -> None:
    """Run what is missing in one transaction: the first process does it, the rest find nothing to do.

    Raises:
        Newer: a later version of the program made this schema; it is left alone.
        Unsound: it is not as this program makes it.
        StoreError: the database failed; the schema is as it was.
    """
    # On SQLite a writing transaction already holds the only write lock.
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        revisions = MigrationContext.configure(connection).get_current_heads()
        if len(revisions) > 1:
            raise Unsound(database.where)
        revision = next(iter(revisions), None)
        if revision is not None and revision not in known_revisions():
            raise Newer(database.where)
        if revision != known_revisions()[0]:
            command.upgrade(alembic_config(connection), "head")
        check_schema(connection, database.where)


def check_schema(connection: sa.Connection, where: str) -> None:
    """Make sure that the newest schema is whole.

    Raises:
        Unsound: something is missing.
    """
    if connection.dialect.name == "postgresql":
        guards = (
            "select tgname from pg_trigger where not tgisinternal and tgrelid in (select oid from pg_class"
        )
        guards += " where relnamespace = current_schema()::regnamespace) and tgenabled <> 'D'"
    else:
        guards = "select name from sqlite_schema where type = 'trigger'"
    found = connection.scalars(sa.text(guards)).all()
    if not is_whole(connection.dialect.name, sa.inspect(connection).get_table_names(), found):
        raise Unsound(where)


def check_database(database: Database) -> None:
    """Make sure that the database answers and that its schema is the one of this version, and whole.

    Raises:
        StoreError: one of its kinds.
    """
    with database.reading() as connection:
        check_newest(connection, database.where)


def check_newest(connection: sa.Connection, where: str) -> str:
    """Make sure that the schema is the newest one of this version of the program, and whole; return it.

    Raises:
        Newer: a later version of the program made it.
        Unsound: it is an earlier one, or something is missing.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in known_revisions():
        raise Newer(where)
    if revision is None or revision != known_revisions()[0]:
        raise Unsound(where)
    check_schema(connection, where)
    return revision


def open_database(url: str) -> Database:
    """Connect and upgrade.

    Raises:
        StoreError: one of its kinds; nothing was changed.
    """
    database = connect(url)
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    if database.file is not None:
        database.forget_erased()  # what a process before this one could not finish
    return database
