"""Reports as PDF and picture: every example, tagged, with real text, and no character that stops one."""

import io
import struct
from dataclasses import replace

import pytest
from pypdf import PdfReader

from assessment.report.brand import Brand
from assessment.report.content import report_of
from assessment.report.document import EntryList, ListEntry, Options
from assessment.report.pdf import as_page, as_pdf, as_picture
from tests.report.subjects import EXAMPLES, HOSTILE, example, pages_of, with_name, written
from tests.shipped import each_of

ORCHARD = "orchard-before-first-stream"


@pytest.mark.parametrize(
    ("name", "language"),
    each_of([(name, "zh" if place % 2 else "en") for place, name in enumerate(EXAMPLES)]),
)
def test_every_example_has_a_tagged_report_and_one_of_one_page(name: str, language: str) -> None:
    report = report_of(example(name), Options(language))
    whole, page = as_pdf(report), as_page(report)

    assert whole.tagged
    assert page.tagged
    assert as_picture(report).startswith(b"\x89PNG")
    assert len(pages_of(page.content)) == 1
    assert 2 <= len(pages_of(whole.content)) <= 9


def test_the_text_of_a_pdf_is_the_text_of_the_report() -> None:
    report = report_of(example(ORCHARD), Options("zh", "consultant"))
    text = "".join(pages_of(as_pdf(report).content))

    assert "青石坡果园（示例）" in text
    for part in report.parts:
        if part.id not in {"missing", "first_steps", "verdict"}:
            assert "".join(part.title.split()) in text


def test_a_pdf_has_bookmarks_a_title_and_a_language() -> None:
    report = report_of(example(ORCHARD), Options("zh"))
    content = as_pdf(report).content
    reader = PdfReader(io.BytesIO(content))

    assert reader.metadata is not None
    assert reader.metadata.title == "经营阶段评估报告 · 青石坡果园（示例） · 启动期"
    assert len(reader.outline) >= 5
    assert b"/Lang" in content


def test_a_report_that_begins_with_red_flags_is_tagged_too() -> None:
    report = report_of(example(ORCHARD), Options("zh"))
    verdict, *others = report.parts
    flags = EntryList("先处理", (ListEntry("每卖一单都在亏", "先算清再投。", "unmet", "未达到"),))
    flagged = replace(report, parts=(replace(verdict, blocks=(flags, *verdict.blocks)), *others))

    assert as_pdf(flagged).tagged
    assert as_page(flagged).tagged


def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_of(example(ORCHARD), Options("zh"))

    assert as_page(report).content == as_page(report).content


def test_a_picture_is_as_wide_as_a_phone_needs() -> None:
    picture = as_picture(report_of(example(ORCHARD), Options("zh")))
    width, height = struct.unpack_from(">2I", picture, 16)

    assert picture.startswith(b"\x89PNG")
    assert width == 1080
    assert height > width


@pytest.mark.slow
def test_no_text_stops_a_report_or_is_read_as_a_command() -> None:
    report = report_of(written(example(ORCHARD), *HOSTILE), Options("zh", "consultant"))
    made = as_pdf(report)
    pages = "".join(pages_of(made.content))

    assert made.tagged
    for text in HOSTILE:
        shown = 6 if text.isprintable() else 2
        assert "".join(text[:20].split())[:shown] in pages


@pytest.mark.parametrize("text", HOSTILE)
def test_a_shop_of_any_name_gets_its_page_and_picture(text: str) -> None:
    report = report_of(with_name(example(ORCHARD), text), Options("zh"))

    assert as_page(report).tagged
    assert as_picture(report).startswith(b"\x89PNG")


@pytest.mark.parametrize(("logo", "kind"), [(b"no picture", "png"), (b"<svg", "svg")])
def test_a_logo_that_cannot_be_drawn_is_left_out_and_said(logo: bytes, kind: str) -> None:
    brand = Brand(name="远山咨询", logo=logo, logo_kind=kind)
    made = as_pdf(report_of(example(ORCHARD), Options("zh", brand=brand)))

    assert made.tagged
    assert "标志（图片画不出来）" in "".join(pages_of(made.content))


def test_a_character_without_a_glyph_is_named() -> None:
    report = report_of(with_name(example(ORCHARD), "果园😀"), Options("zh"))

    assert "果园〔U+1F600〕" in pages_of(as_page(report).content)[0]
