"""Sheets of an .xlsx, read no further than needed.

Formulas are never worked out: what the writing program kept of their results
is read. See docs/decisions/0020 for why no library does this.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

from assessment.instrument.problems import both
from assessment.spreadsheets.cells import Grid
from assessment.spreadsheets.formats import Shown, shown_as
from assessment.spreadsheets.limits import LONGEST_CELL, MOST_SHEETS
from assessment.spreadsheets.refusal import SAVE_AS_XLSX, Unreadable
from assessment.spreadsheets.sheet import Book, read_rows
from assessment.spreadsheets.xml_parts import attribute, elements, text_of
from assessment.spreadsheets.zip_guard import damaged

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FIRST_DAYS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""What day 0 is, in most workbooks and in those of old Macs."""


@contextmanager
def _foreign() -> Iterator[None]:
    """Say in words whatever a file of any make trips over."""
    try:
        yield
    except Unreadable:
        raise
    # A name, an index, a number, the XML, the zip: each may be broken in its own way.
    except Exception as trouble:
        raise damaged() from trouble


@dataclass(frozen=True)
class Workbook:
    """A workbook, its sheets still unread."""

    archive: zipfile.ZipFile
    sheets: Mapping[str, str]
    """Visible sheets in their order: name, and the part that holds it."""
    book: Callable[[], Book]

    def read(self, name: str) -> Grid:
        """Return the rows of a sheet.

        Raises:
            Unreadable: damaged.
        """
        with _foreign():
            return read_rows(self.archive, self.sheets[name], name, self.book())


def open_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Open a workbook whose zip was found harmless.

    Raises:
        Unreadable: damaged, or it has no sheet to be seen.
    """
    with _foreign():
        related = {
            attribute(each, "Id"): (_kind(each), _part(attribute(each, "Target")))
            for each in elements(archive, RELATIONS, "Relationship")
        }
        sheets: dict[str, str] = {}
        mac = False
        for each in elements(archive, WORKBOOK, "sheet", "workbookPr"):
            if each.tag.endswith("workbookPr"):
                mac = attribute(each, "date1904") in {"1", "true"}
                continue
            # `r:id`; its `sheetId` is another number.
            kind, part = related[attribute(each, "id")]
            is_seen = attribute(each, "state") in {"", "visible"}
            if kind == "worksheet" and is_seen and len(sheets) < MOST_SHEETS:
                sheets[attribute(each, "name")] = part
    if not sheets:
        what = both("这个表格里没有看得见的工作表。", "The workbook has no visible sheet.")
        raise Unreadable(what, SAVE_AS_XLSX)
    parts = {kind: part for kind, part in related.values() if kind in {"sharedStrings", "styles"}}
    return Workbook(archive, sheets, partial(_book, archive, parts, FIRST_DAYS[mac]))


def _kind(relation: object) -> str:
    """Return what a relation leads to: the last part of its type, which comes in two spellings."""
    return attribute(relation, "Type").rpartition("/")[2]


def _part(target: str) -> str:
    """Return where a relation leads, as the zip names it."""
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _book(archive: zipfile.ZipFile, parts: Mapping[str, str], first_day: date) -> Book:
    known = set(archive.namelist())
    strings, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
    return Book(
        strings=[text_of(each)[: 4 * LONGEST_CELL] for each in elements(archive, strings, "si")]
        if strings in known
        else [],
        shown=_formats(archive, styles) if styles in known else [],
        first_day=first_day,
    )


def _formats(archive: zipfile.ZipFile, part: str) -> Sequence[Shown]:
    """Return what each style of a cell shows its number as."""
    codes: dict[int, str] = {}
    shown: Sequence[Shown] = []
    for each in elements(archive, part, "numFmts", "cellXfs"):
        if each.tag.endswith("numFmts"):
            codes = {int(attribute(one, "numFmtId")): attribute(one, "formatCode") for one in each}
        else:
            numbers = [int(attribute(one, "numFmtId") or 0) for one in each]
            shown = [shown_as(number, codes.get(number)) for number in numbers]
    return shown
