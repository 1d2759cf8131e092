"""The rows of one sheet, as a stream: at any time no more of it is held than one cell."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from assessment.spreadsheets.cells import Grid, Quantity, Row, Trouble, Value, tidy
from assessment.spreadsheets.days import read_day
from assessment.spreadsheets.formats import Shown
from assessment.spreadsheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from assessment.spreadsheets.xml_parts import attribute, events, local, text_of
from assessment.spreadsheets.zip_guard import bomb

REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
LAST_SERIAL = 2_958_465
"""What Excel counts the last day of the year 9999 as."""


@dataclass(frozen=True)
class Book:
    """What cells refer to."""

    strings: Sequence[str]
    shown: Sequence[Shown]
    """By style."""
    first_day: date


def read_rows(archive: zipfile.ZipFile, part: str, name: str, book: Book) -> Grid:
    """Return the rows of a sheet, up to the most that are read.

    Raises:
        Unreadable: it has more cells than any sheet of figures.
    """
    rows: list[Row] = []
    for number, cells in Stream(book).rows(events(archive, part)):
        if number > MOST_ROWS:
            return Grid(name, tuple(rows), cut=True)
        if cells:
            width = max(cells) + 1
            rows.append(Row(number, tuple(cells.get(column, "") for column in range(width))))
    return Grid(name, tuple(rows))


@dataclass
class Stream:
    """Where the reading of a sheet stands."""

    book: Book
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
            raise bomb()
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


def value_of(cell: Any, book: Book) -> Value:
    """Return what a cell holds."""
    parts = {local(child.tag): child for child in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return tidy(text_of(parts["is"])) if "is" in parts else ""
    text = (parts["v"].text or "") if "v" in parts else ""
    if text == "":
        return Trouble.FORMULA if "f" in parts and kind != "str" else ""
    if kind == "n":
        return _number(float(text), _shown(cell, book), book)
    if kind == "e" and text.upper() != "#N/A":
        # #N/A is a value that somebody looked up and that was not there: no mistake.
        return Trouble.ERROR
    text = tidy(book.strings[int(text)] if kind == "s" else text)
    return (read_day(text) or text) if kind == "d" else text


def _shown(cell: Any, book: Book) -> Shown:
    style = int(cell.get("s", 0))
    return book.shown[style] if style < len(book.shown) else "number"


def _number(value: float, shown: Shown, book: Book) -> Value:
    if not isfinite(value):
        return Trouble.ERROR
    if shown == "day" and 0 < value <= LAST_SERIAL:
        return book.first_day + timedelta(days=int(value))
    # The shortest text that is this very number: 0.29, where the file may say 0.28999999999999998.
    number = Decimal(repr(value))
    if shown == "time":
        return Quantity(round(number * 86400, 0), "秒")
    return Quantity(number * 100, "%") if shown == "percent" else Quantity(number)
