"""All forms of a report say the same figures."""

import io
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from assessment.report.content import report_of
from assessment.report.document import Bars, Facts, Options, Report
from assessment.report.forms import Form, file_of
from tests.report.subjects import example, pages_of


def texts_of(content: bytes, form: Form) -> str:
    """Return what a form says, without blanks."""
    if form in {"pdf", "page"}:
        return "".join(pages_of(content))
    if form == "slides":
        shapes = (shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes)
        return "".join("".join(shape.text_frame.text.split()) for shape in shapes if shape.has_text_frame)
    if form == "workbook":
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return "".join("".join(shown(cell).split()) for cell in cells)
    return "".join(content.decode().split())


def shown(cell: Any) -> str:
    """Return a cell as a spreadsheet shows it."""
    if isinstance(cell.value, float | int) and cell.number_format == "0.0":
        return f"{cell.value:.1f}"
    return "" if cell.value is None else str(cell.value)


def figures_of(report: Report, form: Form) -> set[str]:
    """Return the figures that a form must say; the scores of slides stand in a chart, as numbers."""
    blocks = [block for part in report.parts for block in part.blocks]
    facts = {fact.value for block in blocks if isinstance(block, Facts) for fact in block.facts}
    rows = [row for block in blocks if isinstance(block, Bars) for row in block.rows]
    scores = {row.value for row in rows if row.low is not None}
    return facts if form == "slides" else facts | scores


@pytest.mark.parametrize("form", ["pdf", "page", "html", "slides", "workbook"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["orchard-before-first-stream", "home-goods-mature"])
def test_every_form_says_every_figure(name: str, language: str, form: Form) -> None:
    report = report_of(example(name), Options(language))
    said = texts_of(file_of(report, form).content, form)

    missing = {figure for figure in figures_of(report, form) if "".join(figure.split()) not in said}
    assert missing == set()
