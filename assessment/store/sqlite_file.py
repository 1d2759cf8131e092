"""A look at an SQLite file before it is opened for use, which already changes it.

Setting the journal mode writes to the file. So whether it is ours, sound and
not from a newer version is found out first, on a read-only connection.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from assessment.store.errors import (
    BrokenRow,
    Corrupt,
    FolderNotWritable,
    Newer,
    NotADatabase,
    ReadOnly,
    Replaced,
    SomebodyElses,
    Unsound,
    in_words,
)
from assessment.store.revisions import is_whole, known_revisions

MAGIC = b"SQLite format 3\0"
CHECKED_UP_TO = 64 * 2**20
"""Bytes: above this the whole-file check is left to `doctor`, for it would slow down each start."""


MAKING = 2.0
"""Seconds that another process is given to write the beginning of a new file."""


def check_sqlite_file(path: Path) -> None:
    """Make sure that the file, if there is one, may be used; make its folder if there is none.

    Raises:
        StoreError: one of its kinds; the file is as it was.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beginning = _settled_beginning(path)
    except OSError as error:
        raise FolderNotWritable(str(folder)) from error
    if beginning and beginning != MAGIC:
        raise NotADatabase(str(path))
    if not beginning and _has_log(path):
        # What was saved lies there; a new database at this place would wipe it.
        raise Corrupt(str(path))
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
    except UnicodeDecodeError as error:
        raise Corrupt(str(path)) from error


def _beginning(path: Path) -> bytes:
    """Return the first bytes; none where the file is empty or not there yet."""
    if not path.exists():
        return b""
    if not path.is_file():
        # A folder, or a pipe or device, which may have no end.
        raise NotADatabase(str(path))
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC))
    except PermissionError as error:
        raise ReadOnly(str(path)) from error


def _settled_beginning(path: Path) -> bytes:
    """Return the first bytes, once another process that is just making the file has written them.

    While SQLite makes a file, a journal lies beside it and the file is empty. After a loss it is so for good.
    """
    end = monotonic() + MAKING
    while not (beginning := _beginning(path)) and _has_log(path) and monotonic() < end:
        sleep(0.05)
    return beginning


def _has_log(path: Path) -> bool:
    """Whether something was saved beside the file, in a write-ahead log or a journal."""
    logs = (Path(f"{path}{tail}") for tail in ("-wal", "-journal"))
    return any(one.is_file() and one.stat().st_size > 0 for one in logs)


def _may_write(path: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective)


def _examine(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        kinds = connection.execute("select type, name from sqlite_schema").fetchall()
        tables, guards = ({name for kind, name in kinds if kind == each} for each in ("table", "trigger"))
        if path.stat().st_size <= CHECKED_UP_TO:
            (verdict,) = connection.execute("pragma quick_check(1)").fetchone()
            if verdict != "ok":
                raise Corrupt(str(path))
            if connection.execute("pragma foreign_key_check").fetchone() is not None:
                raise BrokenRow(str(path))
        if tables and "alembic_version" not in tables:
            raise SomebodyElses(str(path))
        found = (
            connection.execute("select version_num from alembic_version limit 3").fetchall() if tables else []
        )
    for (revision,) in found:
        if revision not in known_revisions():
            raise Newer(str(path)) if _is_ours(tables) else SomebodyElses(str(path))
    is_newest = found == [(known_revisions()[0],)]
    if (tables and len(found) != 1) or (is_newest and not is_whole("sqlite", tables, guards)):
        raise Unsound(str(path))


def _is_ours(tables: set[str]) -> bool:
    """Tell a newer version of ours from another program that uses the same migration library."""
    return {"assessment", "answer", "instrument"} <= tables


class FileWatch:
    """Notices that the file which is open is no longer the one at its place.

    SQLite goes on writing into a file that was deleted or replaced, and says
    that all went well; what was saved would be gone with the next start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = Path(f"{path}-wal")
        self._file: tuple[int, int] | None = None
        self._size = 0
        self._logs: tuple[int, int] | None = None
        self.connections = 0
        """How many are open; with the last one the write-ahead log goes, rightly."""

    def check(self) -> None:
        """Compare file and write-ahead log with what was there before.

        Raises:
            Replaced: another file, none, or less of it than there was.
        """
        try:
            found = self._path.stat()
        except OSError as error:
            raise Replaced(str(self._path)) from error
        self._file = self._file or (found.st_dev, found.st_ino)
        if (found.st_dev, found.st_ino) != self._file:
            raise Replaced(str(self._path))
        if found.st_size < self._size and not self._is_whole(found.st_size):
            raise Replaced(str(self._path))
        self._size = found.st_size
        self._check_log()

    def _check_log(self) -> None:
        """The log stays as long as a connection is open, ours or another program's."""
        if self.connections == 0:
            self._logs = None
            return
        try:
            found = self._log.stat()
        except OSError as error:
            if self._logs is None:
                return
            raise Replaced(str(self._path)) from error
        self._logs = self._logs or (found.st_dev, found.st_ino)
        if (found.st_dev, found.st_ino) != self._logs:
            raise Replaced(str(self._path))

    def _is_whole(self, size: int) -> bool:
        """Whether a file that became smaller was made so by a database program, not cut."""
        with self._path.open("rb") as file:
            head = file.read(100)
        page = int.from_bytes(head[16:18], "big")
        pages = int.from_bytes(head[28:32], "big")
        return head[:16] == MAGIC and size >= pages * (65536 if page == 1 else page)
