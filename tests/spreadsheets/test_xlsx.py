"""Workbooks are read as another program reads them, cell by cell."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.spreadsheets.cells import Quantity, Trouble, Value
from assessment.spreadsheets.reader import open_file
from assessment.spreadsheets.xlsx_formats import shown_as
from tests.spreadsheets.reading import FILES

UNREADABLE_TO_THE_OTHER = {"backslashes.xlsx"}
"""Workbooks whose parts have names that the other program does not find."""

WORKBOOKS = sorted(path for path in FILES.glob("*.xlsx") if path.name not in UNREADABLE_TO_THE_OTHER)


def as_read_by_another(raw: bytes) -> dict[str, dict[tuple[int, int], Any]]:
    """Return the filled cells of every visible sheet as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    return {
        sheet.title: {
            (cell.row, cell.column - 1): cell
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    }


def same(ours: Value, theirs: Any) -> bool:
    """Whether a cell is the same, given that percent are shown as such and times of day go."""
    value = theirs.value
    if isinstance(ours, Quantity):
        times = 100 if "%" in theirs.number_format else 1
        return ours.number == Decimal(repr(value)) * times
    if isinstance(value, datetime):
        return ours == value.date()
    return bool(ours == str(value))


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_our_exports_are_read_as_another_program_reads_them(path: Any) -> None:
    raw = path.read_bytes()
    opened, theirs = open_file(raw), as_read_by_another(raw)

    assert list(opened.sheets) == list(theirs)
    for sheet, cells in theirs.items():
        found = {
            (row.number, column): value
            for row in opened.read(sheet).rows
            for column, value in enumerate(row.cells)
            if value not in {"", Trouble.FORMULA}
        }
        assert found.keys() == cells.keys()
        assert [place for place in cells if not same(found[place], cells[place])] == []


CELLS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"]),
        max_size=20,
    ),
    st.integers(-(10**12), 10**12),
    st.integers(-(10**12), 10**12).map(lambda number: number / 10_000),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=6))
def test_what_another_program_wrote_is_read_back(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["first"])
    for row in rows:
        # A text that begins with = would be written as a formula.
        sheet.append([value.lstrip("=") if isinstance(value, str) else value for value in row])
    out = io.BytesIO()
    book.save(out)

    found = open_file(out.getvalue()).read("Sheet").rows

    read = {
        (row.number, column): value for row in found for column, value in enumerate(row.cells) if value != ""
    }
    assert read == {
        (2 + line, column): expected
        for line, row in enumerate(rows)
        for column, value in enumerate(row)
        if (expected := as_value(value)) != ""
    } | {(1, 0): "first"}


def as_value(value: Any) -> Value:
    """Return a cell as it should be read."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return value.lstrip("=").strip()
    return Quantity(Decimal(repr(float(value))))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "number"), ("0.00%", "percent"), ('#,##0.00"元"', "number"), ("yyyy-mm-dd", "day"),
        ('yyyy"年"m"月"d"日"', "day"), ("m/d", "day"), ("[h]:mm:ss", "time"), ("h:mm", "time"),
        ("mm:ss", "time"), ("mmm", "day"), ("[Red]-0.00", "number"),
        ("[$¥-804]#,##0", "number"), ('0.0"d"', "number"), ("@", "number"),
    ],
)  # fmt: skip
def test_a_format_says_what_its_number_is(code: str, shown: str) -> None:
    assert shown_as(164, code) == shown


def test_a_time_of_day_is_a_length_of_time() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["时长"])
    sheet.append([time(0, 1, 20)])
    out = io.BytesIO()
    book.save(out)

    assert open_file(out.getvalue()).read("Sheet").rows[1].cells == (Quantity(Decimal(80), "秒"),)
