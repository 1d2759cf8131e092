"""A look at an SQLite file before it is opened for use, which already changes it.

Setting the journal mode writes to the file. So whether it is ours, sound and
not from a newer version is found out first, on a read-only connection.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from assessment.store.errors import (
    Corrupt,
    FolderNotWritable,
    Newer,
    NotADatabase,
    ReadOnly,
    SomebodyElses,
    in_words,
)
from assessment.store.revisions import known_revisions

MAGIC = b"SQLite format 3\0"
CHECKED_UP_TO = 64 * 2**20
"""Bytes: above this the whole-file check is left to `doctor`, for it would slow down each start."""


def check_sqlite_file(path: Path) -> None:
    """Make sure that the file, if there is one, may be used; make its folder if there is none.

    Raises:
        StoreError: one of its kinds; the file is as it was.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beginning = _beginning(path)
    except OSError as error:
        raise FolderNotWritable(str(folder)) from error
    if beginning and beginning != MAGIC:
        raise NotADatabase(str(path))
    if not _may_write(folder):
        raise FolderNotWritable(str(folder))
    if not beginning:
        # For its owner alone; SQLite gives the files beside it the same permissions.
        path.touch(mode=0o600)
        return
    if not _may_write(path):
        raise ReadOnly(str(path))
    try:
        _examine(path)
    except sqlite3.Error as error:
        raise in_words(error, str(path)) from error


def _beginning(path: Path) -> bytes:
    """Return the first bytes; none where the file is empty or not there yet."""
    if path.is_dir():
        raise NotADatabase(str(path))
    if not path.exists():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC))
    except PermissionError as error:
        raise ReadOnly(str(path)) from error


def _may_write(path: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective)


def _examine(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        tables = {
            name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")
        }
        if path.stat().st_size <= CHECKED_UP_TO:
            (verdict,) = connection.execute("pragma quick_check(1)").fetchone()
            if verdict != "ok":
                raise Corrupt(str(path))
        if tables and "alembic_version" not in tables:
            raise SomebodyElses(str(path))
        found = connection.execute("select version_num from alembic_version").fetchone() if tables else None
    if found and found[0] not in known_revisions():
        raise Newer(str(path)) if _is_ours(tables) else SomebodyElses(str(path))


def _is_ours(tables: set[str]) -> bool:
    """Tell a newer version of ours from another program that uses the same migration library."""
    return {"assessment", "answer", "instrument"} <= tables
