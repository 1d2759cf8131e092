"""What a file of evidence may be: judged by its content, never by its name.

Five kinds: pictures (PNG, JPEG, WebP), PDF, XLSX, CSV. Whatever else comes,
under whatever name, is refused with a sentence that says what to do.
"""

import re
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from assessment.responses import Answer
from assessment.service.checks import Refused, keepable, readable_texts, within
from assessment.spreadsheets.sniff import Kind, UnsafeZip, open_zip, part_name
from assessment.spreadsheets.sniff import kind_of as sniffed
from assessment.texts import Text

MB = 1_000_000
LARGEST = 10 * MB
"""Bytes of one file."""
LARGEST_IN_ALL = 200 * MB
"""Bytes of all files of an assessment."""
LONGEST_NAME = 120
"""Characters of a file's name; the end, which says the kind, is kept."""

MOST_PIXELS = 100_000_000
"""Of a picture: beyond that a browser may fall over."""

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
PDF, CSV = "application/pdf", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS: dict[str, tuple[str, ...]] = {
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    PDF: (".pdf",),
    XLSX: (".xlsx",),
    CSV: (".csv",),
}
"""The endings that go with each kind; a name that lacks one gets the first."""
PICTURES = frozenset({PNG, JPEG, WEBP})
"""What may be shown on a page; anything else is only downloaded."""

TEXT: frozenset[Kind] = frozenset({"empty", "picture", "page", "text"})
"""What may be a CSV if it can be read as text: a table may begin with BM, too."""
# Programs, by their first bytes: worth a word of their own, whatever the name says.
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FORBIDDEN = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    """Without folders or characters that cannot be seen, with the ending of its kind."""
    media_type: str


def checked(name: str, raw: bytes) -> Checked:
    """Judge a file by its content.

    Raises:
        Refused: empty, too large, of a kind that is not kept, or not what it claims to be.
    """
    shown = safe_name(name)
    if not raw:
        raise Refused(Text("service.evidence_empty", name=shown))
    if len(raw) > LARGEST:
        raise Refused(
            Text("service.evidence_too_large", name=shown, size=f"{len(raw) / MB:.1f}", most=LARGEST // MB)
        )
    media_type = kind_of(raw, shown)
    return Checked(_with_ending(shown, media_type), media_type)


def kind_of(raw: bytes, shown: str) -> str:
    """Return the media type of a content.

    Raises:
        Refused: it is none of the kinds that are kept, or it is broken or dangerous.
    """
    match sniffed(raw):
        case "png":
            return _picture(PNG, _png_size(raw), shown)
        case "jpeg":
            return _picture(JPEG, _jpeg_size(raw), shown)
        case "webp":
            return _picture(WEBP, _webp_size(raw), shown)
        case "pdf":
            return PDF
        case "zip":
            _check_workbook(raw, shown)
            return XLSX
        case kind if kind in TEXT and _is_csv(raw, shown):
            return CSV
    raise Refused(Text("service.evidence_unknown", name=shown))


def _is_csv(raw: bytes, shown: str) -> bool:
    named = PurePosixPath(shown).suffix.lower() == ".csv"
    return named and not raw.startswith(PROGRAMS) and _is_text(raw)


def safe_name(name: str) -> str:
    """Return a file's name without folders, invisible characters or what systems cannot store."""
    normal = unicodedata.normalize("NFC", name)
    seen = "".join(sign for sign in normal if unicodedata.category(sign) not in INVISIBLE)
    last = seen.replace("\\", "/").rstrip("/").rpartition("/")[2]
    tidy = " ".join(FORBIDDEN.sub("_", last).split()).strip(". ")
    if len(tidy) > LONGEST_NAME:
        ending = PurePosixPath(tidy).suffix[:10]
        tidy = tidy[: LONGEST_NAME - len(ending)].rstrip(". ") + ending
    return tidy or "file"


def _with_ending(name: str, media_type: str) -> str:
    endings = ENDINGS[media_type]
    if PurePosixPath(name).suffix.lower() in endings:
        return name
    return name[: LONGEST_NAME - len(endings[0])] + endings[0]


def _picture(media_type: str, size: tuple[int, int] | None, shown: str) -> str:
    if size is None or 0 in size:
        raise Refused(Text("service.evidence_broken_picture", name=shown))
    if size[0] * size[1] > MOST_PIXELS:
        raise Refused(Text("service.evidence_huge_picture", name=shown, width=size[0], height=size[1]))
    return media_type


def _png_size(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < 33 or raw[12:16] != b"IHDR" or b"IEND" not in raw[-64:]:
        return None
    width, height = struct.unpack(">II", raw[16:24])
    return width, height


def _jpeg_size(raw: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the one that says how large the picture is."""
    place = 2
    while place + 9 <= len(raw):
        if raw[place] != 0xFF:
            return None
        marker = raw[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", raw[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", raw[place + 2 : place + 4])[0])
    return None


def _webp_size(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < 30:
        return None
    match raw[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(raw[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", raw[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


def _is_text(raw: bytes) -> bool:
    """Whether a content can be read as a table of text: UTF-8, UTF-16 with its mark, or GBK."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text)
    return False


def _check_workbook(raw: bytes, shown: str) -> None:
    """Check that a zip archive is a workbook without macros, and no bomb; nothing is unpacked.

    Raises:
        Refused: it is not.
    """
    try:
        names = set(map(part_name, open_zip(raw).namelist()))
    except UnsafeZip as error:
        too_large = error.reason == "too_large"
        key = "service.evidence_bomb" if too_large else "service.evidence_broken_workbook"
        raise Refused(Text(key, name=shown)) from error
    is_workbook = any(name.startswith("xl/workbook") and name.endswith(".xml") for name in names)
    if "[content_types].xml" not in names or not is_workbook:
        raise Refused(Text("service.evidence_archive", name=shown))
    if "xl/vbaproject.bin" in names:
        raise Refused(Text("service.evidence_macros", name=shown))


LONGEST = 2000
"""Characters; beyond that browsers disagree."""


def sound_link(typed: str) -> str:
    """Return a web address.

    Raises:
        Refused: it is none, too long, or of a scheme that could do something when pressed.
    """
    within(typed, LONGEST)
    link = typed.strip()
    try:
        parts = urlsplit(link)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(sign.isspace() or not sign.isprintable() for sign in link):
        raise Refused(Text("service.evidence_link"))
    return link


def sound_texts(answer: Answer, before: Answer) -> None:
    """Check the note, the reason and the evidence that an answer brings; what was there before may stay.

    Raises:
        Refused: one of them cannot be kept.
    """
    readable_texts(answer, before)
    keepable(answer.note or "")
    only_sound_links(answer, before)


def only_sound_links(answer: Answer, before: Answer) -> None:
    """Check the links that an answer adds; what was there before may stay.

    Raises:
        Refused: one of them is no web address.
    """
    for piece in answer.evidence:
        if piece.link is not None and piece not in before.evidence:
            sound_link(piece.link)
