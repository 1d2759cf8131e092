"""Slides and workbooks: native charts, text that stays text, Chinese in a Chinese font, a firm's slides."""

import io
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Emu

from assessment.report.brand import Brand, BrandError
from assessment.report.content import report_of
from assessment.report.document import Options
from assessment.report.forms import make
from assessment.report.slides import as_slides
from assessment.report.workbook import as_workbook, in_cell
from assessment.scoring.assess import score
from tests.report.subjects import EXAMPLES, HOSTILE, example, written
from tests.shipped import each_of

ORCHARD, FRUIT = "orchard-before-first-stream", "fruit-shop-eight-months"


def cells_of(content: bytes) -> list[Any]:
    """Return every cell of a workbook that holds something."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts_of(content: bytes) -> list[str]:
    """Return every text on the slides, tables and charts' categories aside."""
    show = Presentation(io.BytesIO(content))
    return [shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize("name", each_of(EXAMPLES))
def test_every_example_has_slides_and_a_workbook(name: str) -> None:
    report = report_of(example(name), Options("zh"))
    slides, book = as_slides(report), as_workbook(report)

    assert 6 <= len(Presentation(io.BytesIO(slides)).slides) <= 10
    assert {part.partition("/")[0] for part in ZipFile(io.BytesIO(book)).namelist()} >= {"xl"}


def test_charts_are_native() -> None:
    report = report_of(example(FRUIT), Options("en"))
    show = Presentation(io.BytesIO(as_slides(report)))
    charts = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]

    assert len(charts) == 2
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(report)))
    assert any(
        name.startswith("xl/charts/chart") for name in ZipFile(io.BytesIO(as_workbook(report))).namelist()
    )
    assert all(
        sheet.freeze_panes and sheet.auto_filter.ref for sheet in book.worksheets[1:] if sheet.max_row > 1
    )


def test_the_chart_of_the_profile_has_the_scores_of_the_result() -> None:
    subject = example(FRUIT)
    results = score(subject.instrument, subject.assessment)
    show = Presentation(io.BytesIO(as_slides(report_of(subject, Options("zh")))))
    charts = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]

    assert list(charts[0].plots[0].series[0].values) == [one.score for one in results.dimensions.values()]


def test_every_run_of_text_has_an_east_asian_font() -> None:
    content = as_slides(report_of(example(ORCHARD), Options("zh")))
    show = Presentation(io.BytesIO(content))
    runs = [
        run
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]

    assert runs
    assert all("a:ea " in run.font._element.xml for run in runs)  # noqa: SLF001 - no public way


def test_slides_stand_on_the_firms_own_master() -> None:
    firm = Presentation()
    firm.slide_width = Emu(9_000_000)
    firm.slides.add_slide(firm.slide_layouts[0])
    out = io.BytesIO()
    firm.save(out)
    brand = Brand(name="远山咨询", colour="#8a3b12", confidentiality="仅供内部", master=out.getvalue())

    content = as_slides(report_of(example(ORCHARD), Options("zh", brand=brand)))

    assert Presentation(io.BytesIO(content)).slide_width == 9_000_000
    texts = texts_of(content)
    assert any("远山咨询" in text for text in texts)
    assert sum("仅供内部" in text for text in texts) == len(Presentation(io.BytesIO(content)).slides)


def test_a_master_that_is_no_slides_is_refused_in_words() -> None:
    brand = Brand(master=b"PK\x03\x04 and nothing behind it")

    with pytest.raises(BrandError):
        as_slides(report_of(example(ORCHARD), Options("zh", brand=brand)))


def test_a_workbook_holds_every_answer_unless_it_is_told_not_to() -> None:
    subject = example(FRUIT)
    asked = set(score(subject.instrument, subject.assessment).items)

    assert asked <= {cell.value for cell in cells_of(make(subject, Options("zh"), "workbook").content)}
    without = make(subject, Options("zh", appendix=False), "workbook").content
    assert not asked & {cell.value for cell in cells_of(without)}


@pytest.mark.parametrize("name", [0, 1, 5])
def test_what_strangers_typed_is_text_on_slides_and_in_cells(name: int) -> None:
    subject = written(example(ORCHARD), *HOSTILE[name:], *HOSTILE[:name])
    report = report_of(subject, Options("zh", "consultant"))

    cells = cells_of(as_workbook(report))
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    slides = as_slides(report)
    assert not [name for name in ZipFile(io.BytesIO(slides)).namelist() if "externalLink" in name]
    assert all("http" not in each for each in targets_of(slides))


def targets_of(content: bytes) -> list[str]:
    """Return what the parts of a file refer to outside of it."""
    whole = ZipFile(io.BytesIO(content))
    related = [whole.read(name).decode() for name in whole.namelist() if name.endswith(".rels")]
    return [each for text in related for each in text.split("<Relationship ") if "TargetMode" in each]


def test_a_text_too_long_for_a_cell_is_cut_with_a_sign() -> None:
    assert in_cell("长" * 40_000).endswith("长…")
    assert len(in_cell("😀" * 40_000).encode("utf-16-le")) // 2 <= 32_767
