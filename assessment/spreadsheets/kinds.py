"""What a file is, by its bytes: its name proves nothing."""

from typing import Literal

from assessment.instrument.problems import both
from assessment.spreadsheets.refusal import EXPORT_AGAIN, SAVE_AS_XLSX, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of old Excel files, and of new ones behind a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")


def kind_of(raw: bytes) -> Literal["zip", "text"]:
    """Tell a zip, which may be an .xlsx, from text.

    Raises:
        Unreadable: it is something else, said in words.
    """
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(both("文件是空的。", "The file is empty."), EXPORT_AGAIN)
    if raw.startswith(b"PK\x03\x04"):
        return "zip"
    if raw.startswith(OLE):
        raise _old_or_locked(raw)
    if raw.startswith(PICTURES) or raw[8:12] == b"WEBP":
        raise Unreadable(
            both("这是一张图片，不是表格。", "This is a picture, not a table."),
            both(
                "请传后台导出的 .xlsx 或 CSV，不要传截图。",
                "Choose the exported .xlsx or CSV instead of a screenshot.",
            ),
        )
    if raw.startswith(b"%PDF"):
        raise Unreadable(both("这是 PDF，不是表格。", "This is a PDF, not a table."), EXPORT_AS_TABLE)
    if raw.startswith(PACKED):
        raise Unreadable(
            both("这是压缩包。", "This is an archive."),
            both("请先解压，再传里面的表格。", "Unpack it first, then choose the table in it."),
        )
    if _is_page(raw):
        raise Unreadable(
            both(
                "这是网页格式的表格，只是名字像 Excel。",
                "This is a web page that is only named like a spreadsheet.",
            ),
            SAVE_AS_XLSX,
        )
    return "text"


EXPORT_AS_TABLE = both("请从后台导出 .xlsx 或 CSV。", "Export .xlsx or CSV instead.")


def _old_or_locked(raw: bytes) -> Unreadable:
    if ENCRYPTED in raw:
        return Unreadable(
            both("这个文件有打开密码。", "This file is protected by a password."),
            both(
                "请用 Excel 打开，去掉密码后另存，再传。",
                "Open it in Excel, take the password off, save it, and choose that file.",
            ),
        )
    return Unreadable(
        both(
            "这是老版本的 Excel 文件（.xls），读不了。",
            "This is a file of an old Excel (.xls), which cannot be read.",
        ),
        SAVE_AS_XLSX,
    )


def _is_page(raw: bytes) -> bool:
    """Whether it is HTML, or the XML that Excel 2003 wrote."""
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<?xml")):
        return True
    return head.startswith(b"<") and (b"<table" in head or b"<html" in head)
