"""Sheets of an .xlsx, read as a stream: at any time no more of one is held than one cell.

Formulas are never worked out: what the writing program kept of their results
is read. The XML may have no document type and no entities, and nothing is
fetched. See docs/decisions/0020 for why no library does this.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from math import isfinite
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from assessment.spreadsheets.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_KEPT,
    MOST_ROWS,
    CellGrid,
    Quantity,
    Row,
    Trouble,
    Value,
    tidy,
)
from assessment.spreadsheets.sniff import Unreadable, damaged, part_name, refused, too_large_unpacked
from assessment.spreadsheets.values import TIME_UNIT, read_day, read_number
from assessment.spreadsheets.xlsx_formats import FOREIGN, Format, format_of

MOST_SHEETS = 50
MOST_CELLS = 2_000_000
"""Cells of a sheet, empty ones too: more hold no figures of a shop."""


def local(tag: str) -> str:
    """Return a tag without its namespace; there are two, and prefixes as exporters like them."""
    return tag.rpartition("}")[2]


class Package:
    """The parts of a workbook, found by their names in any spelling."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {part_name(name): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._names

    def open(self, part: str) -> IO[bytes]:
        """Open a part for reading.

        Raises:
            KeyError: there is no such part.
        """
        return self._archive.open(self._names[part_name(part)])

    def relations(self, of: str = "") -> dict[str, tuple[str, str]]:
        """Return what a part leads to, by the id of the relation: the kind and the name of the other part.

        Args:
            of: the part; empty for the package itself.
        """
        folder, name = posixpath.split(of)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self:
            return {}
        return {
            # The kind is the last part of the type, which comes in two spellings.
            attribute(each, "Id"): (
                attribute(each, "Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target"))),
            )
            for each in elements(self, path, "Relationship")
        }


def events(package: Package, part: str) -> Iterator[tuple[str, Any]]:
    """Yield each element of a part as it starts and as it ends."""
    with package.open(part) as stream:
        yield from iterparse(stream, events=("start", "end"), forbid_dtd=True)


def elements(package: Package, part: str, *names: str) -> Iterator[Any]:
    """Yield the elements of these names, each whole and then let go of."""
    for event, element in events(package, part):
        if event == "end" and local(element.tag) in names:
            yield element
            element.clear()


def text_of(element: Any) -> str:
    """Return the text of a string: of all its runs, without the readings above Chinese characters."""
    own = [element.text or ""] if local(element.tag) == "t" else []
    return "".join([*own, *(text_of(child) for child in element if local(child.tag) in {"t", "r", "is"})])


def attribute(element: Any, name: str) -> str:
    """Return an attribute, whatever its namespace; empty where there is none."""
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")


REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
LAST_EXCEL_DAY = 2_958_465
"""What Excel counts the last day of the year 9999 as."""


@dataclass(frozen=True)
class CellContext:
    """What cells refer to."""

    strings: Sequence[str]
    formats: Sequence[Format]
    """By style."""
    first_day: date
    longest: int = LONGEST_CELL
    """Characters kept of one cell."""


def read_rows(package: Package, part: str, name: str, book: CellContext) -> CellGrid:
    """Return the rows of a sheet, up to the most that are read.

    Raises:
        Unreadable: it has more cells than any sheet of figures.
    """
    rows: list[Row] = []
    kept = 0
    for number, cells in Stream(book).rows(events(package, part)):
        kept += len(cells)
        if number > MOST_ROWS or kept > MOST_KEPT:
            return CellGrid(name, tuple(rows), cut=True)
        if cells:
            width = max(cells) + 1
            rows.append(Row(number, tuple(cells.get(column, "") for column in range(width))))
    return CellGrid(name, tuple(rows))


@dataclass
class Stream:
    """Where the reading of a sheet stands."""

    book: CellContext
    number: int = 0
    """Of the row being read."""
    column: int = -1
    """Of the cell read last."""
    count: int = 0
    """Of all cells read so far."""
    cells: dict[int, Value] = field(default_factory=dict)
    """Of the row being read, the filled ones."""
    held: list[Any] = field(default_factory=list)
    """The elements being read that hold others: emptied as they grow."""

    def rows(self, found: Iterator[tuple[str, Any]]) -> Iterator[tuple[int, dict[int, Value]]]:
        """Yield the number and the filled cells of each row."""
        for event, element in found:
            kind = local(element.tag)
            if event == "start":
                if kind in {"sheetData", "row"}:
                    self._begin(kind, element)
            elif kind == "c":
                self._take(element)
            elif kind == "row":
                yield self.number, self.cells
                self._empty()

    def _begin(self, kind: str, element: Any) -> None:
        if kind == "row":
            # Some exporters leave the numbers out where no row is missing.
            self.number = int(attribute(element, "r") or self.number + 1)
            self.column, self.cells = -1, {}
        self.held = [*self.held[:1], element] if kind == "row" else [element]

    def _take(self, cell: Any) -> None:
        self.count += 1
        if self.count > MOST_CELLS:
            raise too_large_unpacked()
        self.column = _column(cell, self.column)
        value = value_of(cell, self.book) if self.column < MOST_COLUMNS else ""
        if value != "":
            self.cells[self.column] = value
        self._empty(but=1)

    def _empty(self, but: int = 0) -> None:
        for each in self.held[but:]:
            each.clear()


def _column(cell: Any, before: int) -> int:
    """Return the column of a cell; without a reference it follows the one before."""
    found = REFERENCE.fullmatch(cell.get("r", ""))
    if found is None:
        return before + 1
    number = 0
    for letter in found[1]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def value_of(cell: Any, book: CellContext) -> Value:
    """Return what a cell holds."""
    parts = {local(child.tag): child for child in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return tidy(text_of(parts["is"]), book.longest) if "is" in parts else ""
    text = (parts["v"].text or "") if "v" in parts else ""
    if text == "":
        return Trouble.FORMULA if "f" in parts and kind != "str" else ""
    if kind == "n":
        return _number(float(text), _format(cell, book), book)
    if kind == "e" and text.upper() != "#N/A":
        # #N/A is a value that somebody looked up and that was not there: no mistake.
        return Trouble.ERROR
    text = tidy(book.strings[int(text)] if kind == "s" else text, book.longest)
    return (read_day(text) or text) if kind == "d" else text


def _format(cell: Any, book: CellContext) -> Format:
    style = int(cell.get("s", 0))
    return book.formats[style] if style < len(book.formats) else Format("number")


def _number(value: float, format_: Format, book: CellContext) -> Value:
    shown = format_.shown
    if not isfinite(value):
        return Trouble.ERROR
    if shown == "day" and 0 < value <= LAST_EXCEL_DAY:
        return book.first_day + timedelta(days=int(value))
    # The shortest text that is this very number: 0.29, where the file may say 0.28999999999999998.
    number = Decimal(repr(value))
    if shown == "time":
        return Quantity(round(number * 86400, 0), TIME_UNIT)
    return Quantity(number * 100, "%") if shown == "percent" else _with_unit(number, format_)


def _with_unit(number: Decimal, format_: Format) -> Quantity:
    """Return a number as it is shown: 1250 as 1250万 is 12,500,000, and 42050 as 4.2万 is 42050."""
    # Another money is a unit that no amount is written in.
    known = Quantity(Decimal(1), format_.unit if FOREIGN.fullmatch(format_.unit) else "")
    one = read_number(f"1{format_.unit}") or known
    if format_.scaled:
        return Quantity(number, one.unit, scaled=True)
    return Quantity(number * one.number, one.unit, one.scaled)


WORKBOOK = "/xl/workbook.xml"
"""Where the sheets are listed, where the package does not say."""
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

    package: Package
    sheets: Mapping[str, str]
    """Visible sheets in their order: name, and the part that holds it."""
    book: Callable[[], CellContext]

    def read(self, name: str) -> CellGrid:
        """Return the rows of a sheet.

        Raises:
            Unreadable: damaged.
        """
        with _foreign():
            return read_rows(self.package, self.sheets[name], name, self.book())


def open_workbook(archive: zipfile.ZipFile, longest: int = LONGEST_CELL) -> Workbook:
    """Open a workbook whose zip was found harmless.

    Args:
        archive: the zip.
        longest: characters kept of one cell.

    Raises:
        Unreadable: damaged, no workbook, or one without a sheet to be seen.
    """
    with _foreign():
        package = Package(archive)
        main = _main_part(package)
        related = package.relations(main)
        sheets: dict[str, str] = {}
        mac = False
        for each in elements(package, main, "sheet", "workbookPr"):
            if each.tag.endswith("workbookPr"):
                mac = attribute(each, "date1904") in {"1", "true"}
                continue
            # `r:id`; its `sheetId` is another number.
            kind, part = related[attribute(each, "id")]
            is_seen = attribute(each, "state") in {"", "visible"}
            if kind == "worksheet" and is_seen and len(sheets) < MOST_SHEETS:
                sheets[attribute(each, "name")] = part
        if not sheets:
            raise refused("no_sheet", "save_as_xlsx")
        parts = {kind: part for kind, part in related.values() if kind in {"sharedStrings", "styles"}}
        return Workbook(package, sheets, partial(_book, package, parts, FIRST_DAYS[mac], longest))


def _main_part(package: Package) -> str:
    """Return the part that lists the sheets: the package says which it is.

    Raises:
        Unreadable: it is of another kind, or there is none.
    """
    part_name = next(
        (part for kind, part in package.relations().values() if kind == "officeDocument"), WORKBOOK
    )
    if part_name.endswith(".bin") or "content.xml" in package:
        raise refused("other_spreadsheet", "save_as_xlsx")
    if part_name not in package or not posixpath.basename(part_name).startswith("workbook"):
        raise refused("no_workbook", "choose_xlsx")
    return part_name


def _book(package: Package, parts: Mapping[str, str], first_day: date, longest: int) -> CellContext:
    strings, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
    return CellContext(
        strings=[text_of(each)[: 4 * longest] for each in elements(package, strings, "si")]
        if strings in package
        else [],
        formats=_formats(package, styles) if styles in package else [],
        first_day=first_day,
        longest=longest,
    )


def _formats(package: Package, part: str) -> Sequence[Format]:
    """Return what each style of a cell shows its number as."""
    codes: dict[int, str] = {}
    formats: Sequence[Format] = []
    for each in elements(package, part, "numFmts", "cellXfs"):
        if each.tag.endswith("numFmts"):
            codes = {int(attribute(one, "numFmtId")): attribute(one, "formatCode") for one in each}
        else:
            numbers = [int(attribute(one, "numFmtId") or 0) for one in each]
            formats = [format_of(number, codes.get(number)) for number in numbers]
    return formats
