"""What can be wrong with the database itself, each in words a person can act on.

Every error says where, what, and what to do, in Chinese and English. None
of them ever leads to a file being overwritten.
"""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

import sqlite3
from typing import ClassVar

import sqlalchemy as sa

from assessment.texts import KnownError, LocalizedError, Text


class StoreError(LocalizedError):
    """The store cannot do what it was asked; the data are as they were.

    Attributes:
        where: the file, folder or server it is about.
    """

    key: ClassVar[str] = "store.store_error"

    def __init__(self, where: str) -> None:
        super().__init__(Text(self.key, where=where))
        self.where = where


class FolderNotWritable(StoreError):
    """The folder for the database cannot be made or written to."""

    key = "store.folder_not_writable"


class ReadOnly(StoreError):
    """The database can be read and not written."""

    key = "store.read_only"


class NotADatabase(StoreError):
    """The file is something else; it is left alone."""

    key = "store.not_a_database"


class Corrupt(StoreError):
    """The file was a database and is damaged; it is left alone."""

    key = "store.corrupt"


class SomebodyElses(StoreError):
    """A sound database that another program made; it is left alone."""

    key = "store.somebody_elses"


class Newer(StoreError):
    """A newer version of this program made the schema; it is left alone."""

    key = "store.newer"


class Locked(StoreError):
    """Somebody else holds the database longer than we wait."""

    key = "store.locked"


class Busy(StoreError):
    """Others of this program are writing longer than one waits for one's turn."""

    key = "store.busy"


class Replaced(StoreError):
    """The file that was opened is no longer the one at its place, or was cut short; saving has stopped."""

    key = "store.replaced"


class Unsound(StoreError):
    """Tables, guards or the note of the schema's version are not as this program makes them."""

    key = "store.unsound"


class BrokenRow(StoreError):
    """A row holds what this program never writes."""

    key = "store.broken_row"


class DiskFull(StoreError):
    """There is no room left."""

    key = "store.disk_full"


class DiskFailed(StoreError):
    """The operating system could not read or write the file."""

    key = "store.disk_failed"


class Unreachable(StoreError):
    """The database server does not answer, or does not let us in."""

    key = "store.unreachable"


class BadAddress(StoreError):
    """The address names no database that can be used here."""

    key = "store.bad_address"


BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_CANTOPEN: FolderNotWritable,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: Corrupt,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFailed,
}
"""SQLite's result codes; the extended ones carry these in their low byte."""

BY_STATE: dict[str, type[StoreError]] = {
    "25006": ReadOnly,  # read_only_sql_transaction
    "42501": ReadOnly,  # insufficient_privilege
    "53100": DiskFull,
    "55P03": Locked,  # lock_not_available
    "58030": DiskFailed,  # io_error
    "XX001": Corrupt,
    "XX002": Corrupt,
}
"""PostgreSQL's SQLSTATE codes."""


def in_words(error: BaseException, where: str) -> StoreError:
    """Turn a driver's error into ours."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        # Errors of the sqlite3 module itself, raised before SQLite is asked, carry no code.
        code = getattr(cause, "sqlite_errorcode", 0)
        return BY_CODE.get(code & 0xFF, StoreError)(where)
    state = getattr(cause, "sqlstate", None)
    if state in BY_STATE:
        return BY_STATE[state](where)
    lost = state is None or state.startswith(("08", "28", "3D", "57P"))
    return (Unreachable if lost else StoreError)(where)


class NoSuchAssessment(KnownError):
    """There is no such assessment in this workspace (any more)."""

    key = "store.no_such_assessment"


class InBin(NoSuchAssessment):
    """The assessment is in the bin: for every page and every link it is gone until it is put back."""

    key = "store.in_bin"


class NotInBin(KnownError):
    """None of the assessments that were to be erased is in the bin: they were put back meanwhile."""

    key = "store.not_in_bin"


class NoSuchMerchant(KnownError):
    """There is no such merchant in this workspace (any more)."""

    key = "store.no_such_merchant"


class Archived(KnownError):
    """The assessment is in the archive: it can be read, and changes only after it is put back."""

    key = "store.archived"


class Completed(KnownError):
    """The assessment is completed and never changes."""

    key = "store.completed"
