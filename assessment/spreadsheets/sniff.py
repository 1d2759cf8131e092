"""What a file is, by its bytes, and whether its zip may be opened: its name proves nothing.

Tables and evidence share this: both take files from strangers.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Literal

from assessment.texts import Localized, Sentences, Text

Kind = Literal["empty", "png", "jpeg", "webp", "picture", "pdf", "zip", "ole", "packed", "page", "text"]
"""`picture`: one that browsers do not show. `ole`: old Office files, and new ones behind a password.
`packed`: an archive of another make than zip. `page`: HTML, or the XML of Excel 2003. `text`: the rest."""

STARTS: Mapping[bytes, Kind] = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "picture",
    b"BM": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"%PDF": "pdf",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"Rar!\x1a\x07": "packed",
    b"7z\xbc\xaf\x27\x1c": "packed",
    b"\x1f\x8b": "packed",
}
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Stands in a workbook behind a password."""

LARGEST = 10_000_000
"""Bytes of a file with a table."""
MOST_ENTRIES = 1000
"""Files inside an .xlsx, which is a zip."""
LARGEST_UNPACKED = 150_000_000
"""Bytes of all of them together: a sheet of 200,000 rows with 12 columns has some 80 million."""
LARGEST_IN_MEMORY = 30_000_000
"""Bytes of any one of them that is not a sheet: sheets are read as a stream, the rest is held."""
HIGHEST_RATIO = 150
"""Times its packed size that one of them may have; real sheets have 5 to 40."""
SHEETS = "xl/worksheets/"
CHUNK = 1 << 18


class Unreadable(Exception):  # noqa: N818 - named after what happened, as its sentence is
    """A file that cannot be read as a table: nothing of it was taken.

    Attributes:
        what: what is wrong.
        fix: what to do.
        text: both, one after the other.
    """

    def __init__(self, what: Localized, fix: Localized) -> None:
        self.what = what
        self.fix = fix
        self.text = Sentences([what, fix])
        super().__init__(self.text.in_("en"))


class UnsafeZip(Exception):  # noqa: N818 - the same
    """A zip that is not opened, with the reason: broken, behind a password, or too large once unpacked."""

    def __init__(self, reason: Literal["damaged", "locked", "too_large"]) -> None:
        self.reason = reason
        super().__init__(reason)


def refused(key: str, fix: str) -> Unreadable:
    """Return the refusal of a file.

    Args:
        key: which sentence of `spreadsheets.refused` says what is wrong.
        fix: which of `spreadsheets.fix` says what to do.
    """
    return Unreadable(Text(f"spreadsheets.refused.{key}"), Text(f"spreadsheets.fix.{fix}"))


def damaged() -> Unreadable:
    """Return the refusal of a workbook that is broken."""
    return refused("damaged", "export_again")


def too_large_unpacked() -> Unreadable:
    """Return the refusal of a file that would grow too large."""
    return refused("too_large_unpacked", "export_less")


def kind_of(raw: bytes) -> Kind:
    """Return what a file is, by its first bytes."""
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        return "empty"
    for start, kind in STARTS.items():
        if raw.startswith(start):
            return kind
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "webp"
    return "page" if _is_page(raw) else "text"


def _is_page(raw: bytes) -> bool:
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<?xml")):
        return True
    return head.startswith(b"<") and (b"<table" in head or b"<html" in head)


def check_holds_table(raw: bytes, kind: Kind) -> None:
    """Refuse a file of a kind that holds no table.

    Raises:
        Unreadable: it is neither a zip, which may be an .xlsx, nor text.
    """
    match kind:
        case "zip" | "text":
            return
        case "empty":
            raise refused("empty", "export_again")
        case "png" | "jpeg" | "webp" | "picture":
            raise refused("picture", "export_table")
        case "pdf":
            raise refused("pdf", "export_table")
        case "packed":
            raise refused("archive", "unpack")
        case "page":
            raise refused("page", "save_as_xlsx")
        case "ole":
            if ENCRYPTED in raw:
                raise refused("password", "without_password")
            raise refused("old_excel", "save_as_xlsx")


def open_zip(raw: bytes) -> zipfile.ZipFile:
    """Open a zip, its directory found harmless; nothing is unpacked.

    Raises:
        UnsafeZip: damaged, locked, or too large once unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        entries = archive.infolist()
    # Whatever a foreign directory makes the library trip over.
    except Exception as trouble:
        raise UnsafeZip("damaged") from trouble
    check_declared_sizes(entries, len(raw))
    return archive


def check_declared_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse by what the directory of a zip says, before a byte is unpacked.

    Args:
        entries: the directory.
        packed: bytes of the whole zip.

    Raises:
        UnsafeZip: locked, or too large once unpacked.
    """
    overlapping = sum(entry.compress_size for entry in entries) > packed
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or overlapping:
        raise UnsafeZip("too_large")
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnsafeZip("locked")
        swollen = entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1000)
        if swollen or (
            entry.file_size > LARGEST_IN_MEMORY and not part_name(entry.filename).startswith(SHEETS)
        ):
            raise UnsafeZip("too_large")


def check_actual_sizes(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, counting: a directory may lie.

    Raises:
        UnsafeZip: damaged, or larger than the directory says.
    """
    total = 0
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        unpacked = 0
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > entry.file_size or total + unpacked > LARGEST_UNPACKED:
                        raise UnsafeZip("too_large")
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as trouble:
            raise UnsafeZip("damaged") from trouble
        total += unpacked


def part_name(name: str) -> str:
    """Return the name of a file in a workbook's zip as it is compared: some write it with backslashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


def open_workbook_zip(raw: bytes) -> zipfile.ZipFile:
    """Open the zip of an .xlsx, every entry of which unpacks to what it says and no more than allowed.

    Raises:
        Unreadable: damaged, locked, or too large once unpacked.
    """
    try:
        archive = open_zip(raw)
        check_actual_sizes(archive)
    except UnsafeZip as trouble:
        match trouble.reason:
            case "locked":
                raise refused("locked", "without_password_zip") from trouble
            case "too_large":
                raise too_large_unpacked() from trouble
            case "damaged":
                raise damaged() from trouble
    return archive
