"""Rows of an .xlsx. Formulas are never worked out: what the writing program kept of them is read."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.xml import DEFUSEDXML

from assessment.instrument.problems import both
from assessment.tables.cells import Grid, Quantity, Row, Trouble, Value, tidy
from assessment.tables.limits import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS
from assessment.tables.refusal import SAVE_AS_XLSX, Unreadable
from assessment.tables.zip_guard import damaged

if not DEFUSEDXML:  # pragma: no cover - a broken installation
    message = "openpyxl reads hostile XML only with defusedxml installed"
    raise ImportError(message)


@contextmanager
def _foreign() -> Iterator[None]:
    """Say in words whatever openpyxl trips over: it reads files of any make, and raises anything."""
    with warnings.catch_warnings():
        # It warns about styles and extensions it leaves out, which hold no numbers.
        warnings.simplefilter("ignore")
        try:
            yield
        except Unreadable:
            raise
        except Exception as trouble:
            raise damaged() from trouble


@contextmanager
def _workbook(archive: zipfile.ZipFile, *, kept_values: bool) -> Iterator[Any]:
    raw = archive.fp
    assert raw is not None  # noqa: S101 - it is open
    raw.seek(0)
    book = openpyxl.load_workbook(raw, read_only=True, data_only=kept_values, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def sheet_names(archive: zipfile.ZipFile) -> list[str]:
    """Return the visible sheets that can hold rows, in their order.

    Raises:
        Unreadable: damaged, or there is none.
    """
    with _foreign(), _workbook(archive, kept_values=True) as book:
        names = [
            sheet.title for sheet in book.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"
        ]
    if not names:
        raise Unreadable(
            both("这个表格里没有看得见的工作表。", "The workbook has no visible sheet."), SAVE_AS_XLSX
        )
    return names[:MOST_SHEETS]


def read_sheet(archive: zipfile.ZipFile, name: str) -> Grid:
    """Return the rows of one sheet.

    Raises:
        Unreadable: damaged.
    """
    with _foreign():
        grid, formulas = _rows(archive, name)
        return _with_kept_values(archive, name, grid, formulas) if formulas else grid


def _rows(archive: zipfile.ZipFile, name: str) -> tuple[Grid, set[tuple[int, int]]]:
    """Read a sheet with its formulas standing as trouble; return where they are, by row and column."""
    rows: list[Row] = []
    formulas: set[tuple[int, int]] = set()
    with _workbook(archive, kept_values=False) as book:
        for number, cells in _cells(book[name]):
            if number > MOST_ROWS:
                return Grid(name, tuple(rows), cut=True), formulas
            values = [_value(cell) for cell in cells]
            formulas |= {(number, column) for column, value in enumerate(values) if value is Trouble.FORMULA}
            while values and values[-1] == "":
                values.pop()
            if values:
                rows.append(Row(number, tuple(values)))
    return Grid(name, tuple(rows)), formulas


def _with_kept_values(
    archive: zipfile.ZipFile, name: str, grid: Grid, formulas: set[tuple[int, int]]
) -> Grid:
    """Put what the file keeps of its formulas in their places; the rest stay trouble."""
    kept: dict[tuple[int, int], Value] = {}
    lines = {number for number, _ in formulas}
    with _workbook(archive, kept_values=True) as book:
        for number, cells in _cells(book[name]):
            if number > MOST_ROWS:
                break
            if number not in lines:
                continue
            for column, cell in enumerate(cells):
                if (number, column) in formulas and cell.value is not None:
                    kept[number, column] = _value(cell)
    rows = [
        Row(
            row.number, tuple(kept.get((row.number, column), value) for column, value in enumerate(row.cells))
        )
        for row in grid.rows
    ]
    return Grid(grid.sheet, tuple(rows), grid.cut)


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet with their numbers."""
    # Many exporters write a wrong extent; without one the rows themselves are believed.
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)


def _value(cell: Any) -> Value:
    value = cell.value
    match value:
        case None:
            return ""
        case datetime():
            return value.date()
        case date():
            return value
        case time() | timedelta():
            return _seconds(value)
        case int() | float() if not isinstance(value, bool):
            return _number(value, str(cell.number_format or ""))
    return _text(cell, str(value))


def _seconds(value: time | timedelta) -> Quantity:
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return Quantity(Decimal(int(value.total_seconds())), "秒")


def _number(value: float, form: str) -> Value:
    # The shortest text that is this very number: 0.29, where the file may say 0.28999999999999998.
    number = Decimal(repr(value))
    if not number.is_finite():
        return Trouble.ERROR
    return Quantity(number * 100, "%") if "%" in form else Quantity(number)


def _text(cell: Any, text: str) -> Value:
    if cell.data_type == "f":
        return Trouble.FORMULA
    if cell.data_type == "e" and text.strip().upper() != "#N/A":
        return Trouble.ERROR
    return tidy(text)
