"""What can be wrong with the database itself, each in words a person can act on.

Every error says where, what, and what to do, in Chinese and English. None
of them ever leads to a file being overwritten.
"""

# ruff: noqa: N818 - each is named after what happened, as its sentence is

import sqlite3
from typing import ClassVar

import sqlalchemy as sa

from assessment.instrument.problems import Words, both


class SpokenError(Exception):
    """An error that says itself to a person, in Chinese and English."""

    words: ClassVar[Words]

    def __init__(self, **names: object) -> None:
        super().__init__(self.words["en"].format(**names))
        self.names = names

    def said(self, language: str) -> str:
        """Return the sentence in `zh` or `en`."""
        return self.words[language].format(**self.names)


class StoreError(SpokenError):
    """The store cannot do what it was asked; the data are as they were.

    Attributes:
        where: the file, folder or server it is about.
    """

    words = both(
        "数据库出错：{where}。没有保存任何改动；请稍后再试，仍不行请把这句话发给管理员。",
        "The database failed: {where}. Nothing was changed; try again, and tell whoever runs this if it"
        " stays.",
    )

    def __init__(self, where: str) -> None:
        super().__init__(where=where)
        self.where = where


class FolderNotWritable(StoreError):
    """The folder for the database cannot be made or written to."""

    words = both(
        "文件夹无法写入：{where}。请修改该文件夹的权限，或用环境变量 ASSESSMENT_DATABASE_URL 指定另一个位置"
        "（例如 sqlite:////home/me/assessment.db），再重新启动。",
        "This folder cannot be written to: {where}. Change its permissions, or name another place in"
        " ASSESSMENT_DATABASE_URL (for example sqlite:////home/me/assessment.db), then start again.",
    )


class ReadOnly(StoreError):
    """The database can be read and not written."""

    words = both(
        "数据库是只读的：{where}。改动没有保存。请给该文件及其所在文件夹写入权限后再试。",
        "The database is read-only: {where}. The change was not saved. Allow writing to the file"
        " and its folder, then try again.",
    )


class NotADatabase(StoreError):
    """The file is something else; it is left alone."""

    words = both(
        "这个文件不是 SQLite 数据库：{where}。文件未被改动。请把它移走，或用 ASSESSMENT_DATABASE_URL"
        " 指定另一个文件。",
        "This file is not an SQLite database: {where}. It was left as it is. Move it away, or name"
        " another file in ASSESSMENT_DATABASE_URL.",
    )


class Corrupt(StoreError):
    """The file was a database and is damaged; it is left alone."""

    words = both(
        "数据库文件已损坏：{where}。文件未被改动。请先复制一份留底，再恢复最近的备份；"
        "没有备份时，可用 sqlite3 的 .recover 命令尽量找回数据。",
        "The database file is damaged: {where}. It was left as it is. Keep a copy, then restore the"
        " latest backup; without one, the .recover command of sqlite3 saves what can be saved.",
    )


class SomebodyElses(StoreError):
    """A sound database that another program made; it is left alone."""

    words = both(
        "这个数据库属于别的程序：{where}。文件未被改动。请用 ASSESSMENT_DATABASE_URL 指定另一个文件。",
        "This database belongs to another program: {where}. It was left as it is. Name another file"
        " in ASSESSMENT_DATABASE_URL.",
    )


class Newer(StoreError):
    """A newer version of this program made the schema; it is left alone."""

    words = both(
        "数据库是由更新版本的程序建立的：{where}。为避免损坏，没有打开，也没有改动。请升级本程序后再打开。",
        "A newer version of this program made the database: {where}. To keep it safe it was neither"
        " opened nor changed. Upgrade the program, then open it again.",
    )


class Locked(StoreError):
    """Somebody else holds the database longer than we wait."""

    words = both(
        "数据库正被其他程序占用：{where}。改动没有保存。请关闭正在使用它的程序（例如备份或数据库查看工具）后再试。",
        "Another program is holding the database: {where}. The change was not saved. Close what is"
        " using it (a backup, a database viewer), then try again.",
    )


class DiskFull(StoreError):
    """There is no room left."""

    words = both(
        "磁盘空间不足，无法写入：{where}。改动没有保存，之前保存的内容都在。请清理磁盘后再试。",
        "The disk is full, writing failed: {where}. The change was not saved; everything saved before"
        " is safe. Free some space, then try again.",
    )


class DiskFailed(StoreError):
    """The operating system could not read or write the file."""

    words = both(
        "读写数据库文件时磁盘出错：{where}。改动没有保存。请检查磁盘或网络盘是否正常后再试。",
        "The disk failed while reading or writing: {where}. The change was not saved. Check the disk"
        " or the network drive, then try again.",
    )


class Unreachable(StoreError):
    """The database server does not answer, or does not let us in."""

    words = both(
        "连接不上数据库服务器：{where}。请检查服务器是否启动、网络是否通畅，以及 ASSESSMENT_DATABASE_URL"
        " 中的地址、用户名和密码。",
        "The database server cannot be reached: {where}. Check that it runs, the network, and the"
        " address, user and password in ASSESSMENT_DATABASE_URL.",
    )


class BadAddress(StoreError):
    """The address names no database that can be used here."""

    words = both(
        "ASSESSMENT_DATABASE_URL 中的数据库地址无法使用：{where}。请写成 sqlite:////文件夹/assessment.db 或"
        " postgresql://用户@主机/库名（后者需要先安装 psycopg）。",
        "The database address in ASSESSMENT_DATABASE_URL cannot be used: {where}. Write"
        " sqlite:////folder/assessment.db or postgresql://user@host/name (this one needs psycopg installed).",
    )


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


class NoSuchAssessment(SpokenError):
    """There is no such assessment in this workspace (any more)."""

    words = both(
        "找不到这次评估，可能已被删除。请回到首页重新选择。",
        "This assessment is not here; it may have been deleted. Go back to the first page and choose again.",
    )


class NoSuchMerchant(SpokenError):
    """There is no such merchant in this workspace (any more)."""

    words = both(
        "找不到这个商家，可能已被删除。请回到首页重新选择。",
        "This merchant is not here; it may have been deleted. Go back to the first page and choose again.",
    )


class Completed(SpokenError):
    """The assessment is completed and never changes."""

    words = both(
        "这次评估已经完成，不能再改。需要更正时，请选择“更正”，系统会另建一份可修改的副本。",
        "This assessment is completed and can no longer change. To put something right, choose"
        " “Correct”: that makes a copy you can edit.",
    )
