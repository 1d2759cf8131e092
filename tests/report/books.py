"""Answer books filled in by a test, and what stands in their fields."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl

from assessment.instrument.model import Instrument
from assessment.report.answer_book import FIRST_FIELD, book_rows
from assessment.responses import Assessment


def filled(content: bytes, cells: Mapping[tuple[str, str], Any]) -> bytes:
    """Return a workbook with other values, by the key of the row and the name of the field."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    columns = {
        "answer": FIRST_FIELD + 1,
        "note": FIRST_FIELD + 2,
        "reason": FIRST_FIELD + 3,
        "as_of": FIRST_FIELD + 4,
    }
    rows = {row[0].value: row for sheet in book for row in sheet.iter_rows() if row[0].value}
    for (key, field), value in cells.items():
        rows[key][columns[field] - 1].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fields_of(instrument: Instrument, assessment: Assessment) -> list[tuple[str, str, str]]:
    """Return what stands in each field of the book of an assessment."""
    sheets = book_rows(instrument, assessment, "en").values()
    return [(row.key, field, text) for rows in sheets for row in rows for field, text in row.values.items()]
