"""A zip is unpacked only as far as a spreadsheet can need: first by what it says, then by what it does."""

import io
import zipfile
import zlib
from collections.abc import Sequence

from assessment.instrument.problems import both
from assessment.spreadsheets.limits import HIGHEST_RATIO, LARGEST_IN_MEMORY, LARGEST_UNPACKED, MOST_ENTRIES
from assessment.spreadsheets.refusal import EXPORT_AGAIN, SAVE_AS_XLSX, Unreadable

SHEETS = "xl/worksheets/"
CHUNK = 1 << 18


def guarded(raw: bytes) -> zipfile.ZipFile:
    """Return the zip of an .xlsx, every entry of which unpacks to what it says and no more than allowed.

    Raises:
        Unreadable: damaged, locked, too large once unpacked, or no workbook.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as trouble:
        raise damaged() from trouble
    _by_its_word(entries)
    _is_workbook({entry.filename for entry in entries})
    _by_its_deeds(archive, entries)
    return archive


def damaged() -> Unreadable:
    """Say that a workbook cannot be opened."""
    return Unreadable(
        both("表格文件已损坏，打不开。", "The workbook is damaged and cannot be opened."), EXPORT_AGAIN
    )


def bomb() -> Unreadable:
    """Say that a file would grow too large."""
    return Unreadable(
        both(
            "文件解压后大得不正常，为安全起见没有打开。",
            "Unpacked, this file would be abnormally large. To be safe it was not opened.",
        ),
        both(
            "请只导出需要的日期和指标，再传。",
            "Export only the days and the figures that are needed, then choose that file.",
        ),
    )


def _by_its_word(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory of the zip says, before a byte is unpacked."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise bomb()
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unreadable(
                both("压缩包有密码。", "The file is locked by a password."),
                both("请去掉密码后另存，再传。", "Take the password off, save it, and choose that file."),
            )
        if entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1000):
            raise bomb()
        if entry.file_size > LARGEST_IN_MEMORY and not entry.filename.startswith(SHEETS):
            raise bomb()


def _is_workbook(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable(
            both(
                "这种表格（.xlsb 或 .ods）读不了。",
                "This kind of spreadsheet (.xlsb or .ods) cannot be read.",
            ),
            SAVE_AS_XLSX,
        )
    raise Unreadable(
        both(
            "这是压缩包或别的文件，不是 Excel 表格。",
            "This is an archive or another document, not an Excel workbook.",
        ),
        both("请解压后传里面的 .xlsx 或 CSV。", "Choose the .xlsx or CSV itself."),
    )


def _by_its_deeds(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack everything once, counting: a directory may lie."""
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        unpacked = 0
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > entry.file_size or total + unpacked > LARGEST_UNPACKED:
                        raise bomb()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as trouble:
            raise damaged() from trouble
        total += unpacked
