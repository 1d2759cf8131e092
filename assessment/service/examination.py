"""What there is to say about a database before anybody is let in: asked, and nothing changed.

Each check gives a `Diagnosis`: what was seen and, where something is wrong,
what to do about it.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic.migration import MigrationContext

from assessment.store.database import Database, check_newest, connect, default_url
from assessment.store.errors import StoreError
from assessment.store.revisions import known_revisions
from assessment.store.schema import audit
from assessment.texts import Localized, Text

Health = Literal["ok", "warning", "problem"]

ENOUGH, LITTLE = 1_000_000_000, 100_000_000
"""Bytes left on a disk: below the first it is time to do something, below the second it is late."""
NOTICED, WRONG = timedelta(seconds=5), timedelta(minutes=1)
"""How far two clocks may be apart."""
REACHED = "X-Assessment-Socket"
"""Header with which a server answers a socket's request that reached it, from somebody it does not let in."""


@dataclass(frozen=True)
class Diagnosis:
    """What one check has seen.

    Attributes:
        check: its name, such as `database`.
        state: `warning` can be lived with, `problem` cannot.
        what: what was seen.
        remedy: what to do; None where nothing is to be done.
    """

    check: str
    state: Health
    what: Localized
    remedy: Localized | None = None


def diagnosis(check: str, state: Health, outcome: str, **values: str | int) -> Diagnosis:
    """Return a diagnosis; its texts are `operate.doctor.<check>.<outcome>`, and the same with `_do`."""
    key = f"operate.doctor.{check}.{outcome}"
    return Diagnosis(
        check, state, Text(key, **values), None if state == "ok" else Text(f"{key}_do", **values)
    )


def examine_database(url: str | None, now: datetime) -> Iterator[Diagnosis]:
    """Look at the database, the disk below it and the two clocks.

    Args:
        url: the database; None for the one of the settings.
        now: aware.
    """
    try:
        file = _file_of(url or default_url())
        if file is not None and not file.exists():
            yield diagnosis("database", "warning", "not_yet", where=str(file))
            yield _disk(file.parent)
            return
        with closing(connect(url or default_url())) as database:
            yield _schema(database)
            yield _soundness(database)
            yield _disk(database.file.parent if database.file else Path(tempfile.gettempdir()))
            yield _clock(database, now)
    except StoreError as trouble:
        yield Diagnosis("database", "problem", trouble)


def _file_of(url: str) -> Path | None:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        return None
    name = address.database if address.get_backend_name() == "sqlite" else None
    return Path(name).expanduser() if name else None


def _schema(database: Database) -> Diagnosis:
    with database.reading() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None or revision in known_revisions()[1:]:
            return diagnosis("database", "warning", "older", where=database.where, revision=revision or "-")
        check_newest(connection, database.where)
    return diagnosis("database", "ok", "ok", where=database.where, revision=revision)


def _soundness(database: Database) -> Diagnosis:
    """Check every page of a file; a server does so itself."""
    if database.file is None:
        return diagnosis("soundness", "ok", "server")
    with closing(sqlite3.connect(f"{database.file.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        try:
            (verdict,) = connection.execute("pragma integrity_check(1)").fetchone()
            strangers = connection.execute("pragma foreign_key_check").fetchone()
        except sqlite3.DatabaseError as error:
            verdict, strangers = str(error), None
    if verdict != "ok" or strangers is not None:
        return diagnosis("soundness", "problem", "damaged", where=database.where)
    size = f"{database.file.stat().st_size / 1_000_000:.1f}"
    return diagnosis("soundness", "ok", "ok", size=size)


def _disk(folder: Path) -> Diagnosis:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state: Health = "problem" if free < LITTLE else "warning" if free < ENOUGH else "ok"
    outcome = "ok" if state == "ok" else "little"
    return diagnosis("disk", state, outcome, folder=str(folder), free=f"{free / 1_000_000_000:.1f}")


def _clock(database: Database, now: datetime) -> Diagnosis:
    """Compare this machine's clock with the database server's, or with what was saved last."""
    with database.reading() as connection:
        if database.file is None:
            theirs = connection.scalar(sa.select(sa.func.now()))
            apart = abs(theirs - now) if theirs is not None else timedelta()
            if apart > NOTICED:
                state: Health = "problem" if apart > WRONG else "warning"
                return diagnosis("clock", state, "apart", seconds=int(apart.total_seconds()))
            return diagnosis("clock", "ok", "same")
        if sa.inspect(connection).has_table(audit.name):
            last = connection.scalar(sa.select(sa.func.max(audit.c.at)))
            if last is not None and last - now > NOTICED:
                return diagnosis("clock", "problem", "behind", at=last.isoformat(timespec="minutes"))
    return diagnosis("clock", "ok", "ok", now=now.isoformat(timespec="seconds"))
