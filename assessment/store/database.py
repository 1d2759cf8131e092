"""Opening a database, bringing its schema up to date, and the two ways to use it: `reading` and `writing`.

SQLite is tuned for several people on one machine: write-ahead log, every
commit on disk before it is acknowledged, and each writing transaction takes
its lock at the start, so that two of them queue instead of failing.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from platformdirs import user_data_path
from sqlalchemy import event

from assessment.store.errors import BadAddress, Locked, Newer, in_words
from assessment.store.revisions import alembic_config, known_revisions
from assessment.store.sqlite_file import check_sqlite_file

VARIABLE = "ASSESSMENT_DATABASE_URL"
FILE_NAME = "assessment.db"
PRAGMAS = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",  # survives a power cut; NORMAL survives only a crash of ours
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "secure_delete = ON",  # what is erased leaves no bytes behind
)


@dataclass(frozen=True)
class Database:
    """An engine, and what to call it when something is wrong."""

    engine: sa.Engine
    where: str
    """The file's path, or 'PostgreSQL at host'; never with a password."""
    file: Path | None
    """None for a server."""

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open one transaction that may write; it is committed unless something is raised.

        Raises:
            StoreError: the database failed; nothing was changed.
        """
        with said_in_words(self.where), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open one transaction that only reads, sees one state of the data and never waits for a writer.

        Raises:
            StoreError: the database failed.
        """
        with said_in_words(self.where), self.engine.connect() as connection:
            if self.file is not None:
                yield connection.execution_options(readonly=True)
            else:
                yield connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )

    def forget_erased(self) -> None:
        """Empty SQLite's write-ahead log, where copies of erased rows linger.

        Where somebody is reading just now, the next checkpoint does it.
        """
        if self.file is not None:
            with said_in_words(self.where), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@contextmanager
def said_in_words(where: str) -> Iterator[None]:
    """Say database failures in words. What a guard or a key refuses stays as it is: a mistake of ours."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.TimeoutError as error:
        # Every connection of the pool is waiting for the database.
        raise Locked(where) from error
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise in_words(error, where) from error


def default_url() -> str:
    """Return the address from the environment, or a file in the user's data folder."""
    given = os.environ.get(VARIABLE, "").strip()
    return given or f"sqlite:///{user_data_path('merchant-assessment') / FILE_NAME}"


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

    @event.listens_for(engine, "connect")
    def _tune(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        readonly = connection.get_execution_options().get("readonly", False)
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return Database(engine, str(path), path)


LOCK = 7_305_001
"""Our number among PostgreSQL's advisory locks; any constant does."""


def upgrade(database: Database) -> None:
    """Run what is missing in one transaction: the first process does it, the rest find nothing to do.

    Raises:
        Newer: a later version of the program made this schema; it is left alone.
        StoreError: the database failed; the schema is as it was.
    """
    # On SQLite a writing transaction already holds the only write lock.
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None and revision not in known_revisions():
            raise Newer(database.where)
        if revision != known_revisions()[0]:
            command.upgrade(alembic_config(connection), "head")


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
    return database
