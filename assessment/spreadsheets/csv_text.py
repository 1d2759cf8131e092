"""Text with separators: which encoding, which separator, and its rows."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from assessment.spreadsheets.cells import MOST_COLUMNS, MOST_KEPT, MOST_ROWS, CellGrid, Row, Value, tidy
from assessment.spreadsheets.sniff import Unreadable, refused
from assessment.texts import Text

SEPARATORS = (",", "\t", ";", "|")
LOOKED_AT = 200
"""Records by which the separator is chosen."""
END = "\x04"
"""Put behind the text: where it is no record by itself, a quotation mark was still open."""


def read_text(raw: bytes) -> CellGrid:
    """Return the rows of a text file.

    Raises:
        Unreadable: no encoding fits, or a quotation mark is never closed.
    """
    text = decoded(raw)
    rows: list[Row] = []
    kept = 0
    for row in _records(text, separator(text)):
        kept += len(row.cells)
        if row.number > MOST_ROWS or kept > MOST_KEPT:
            return CellGrid("", tuple(rows), cut=True)
        if row.cells:
            rows.append(row)
    return CellGrid("", tuple(rows))


def decoded(raw: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16, or GB18030, which holds GBK and GB2312.

    Raises:
        Unreadable: none of them fits every byte.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _strictly(raw, encoding)
    if (guess := _utf_16_without_mark(raw)) is not None:
        return _strictly(raw, guess)
    try:
        return _legible(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _strictly(raw, "gb18030")


def _utf_16_without_mark(raw: bytes) -> str | None:
    """Return which UTF-16 it is, by where the zeros of its separators and digits are."""
    head = raw[:4000]
    if head.count(0) * 10 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return _legible(raw.decode(encoding))
    except UnicodeDecodeError as trouble:
        line = raw[: trouble.start].count(b"\n") + 1
        what = Text("spreadsheets.refused.encoding", line=line)
        raise Unreadable(what, Text("spreadsheets.fix.save_as_utf")) from trouble


def _legible(text: str) -> str:
    """Return a text, unless it is full of what nobody writes."""
    head = text[:100_000]
    unprintable = sum(1 for sign in head if not sign.isprintable() and not sign.isspace())
    if unprintable * 50 > len(head):
        raise refused("not_text", "save_as_utf")
    return text


def separator(text: str) -> str:
    """Return the separator that cuts most records into the same number of cells."""

    def steadiness(sign: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in _first_records(text, sign) if len(cells) > 1)
        if not widths:
            return (0, 0)
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return (count, width)

    return max(SEPARATORS, key=steadiness)


def _first_records(text: str, sign: str) -> Iterator[tuple[Value, ...]]:
    """Yield the records by which a separator is judged; with a wrong one a quotation mark may stay open."""
    with suppress(Unreadable):
        yield from (row.cells for row in islice(_records(text, sign), LOOKED_AT))


def _records(text: str, sign: str) -> Iterator[Row]:
    """Yield each record, numbered by its first line.

    Raises:
        Unreadable: a quotation mark is never closed, so that it swallowed what comes after.
    """
    reader = csv.reader(io.StringIO(f"{text}\n{END}", newline=""), delimiter=sign)
    first = 1
    try:
        for record in reader:
            if record == [END]:
                return
            if record and record[-1].endswith(END):
                raise _unclosed(first)
            cells = [_unquoted(tidy(cell)) for cell in record[:MOST_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            yield Row(first, tuple(cells), len(record))
            first = reader.line_num + 1
    except csv.Error as trouble:
        raise _unclosed(first) from trouble


def _unquoted(cell: str) -> str:
    """Return a cell without what keeps Excel from turning it into something else: `="2026-09-29"`."""
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell


def _unclosed(line: int) -> Unreadable:
    return Unreadable(Text("spreadsheets.refused.quote", line=line), Text("spreadsheets.fix.quote"))
