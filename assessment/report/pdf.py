"""Reports as PDF, in full or on one page, and as one tall picture for a phone: set by typst."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assessment.report.document import PAGE, PICTURE, SHORT, EntryList, Report, mapped
from assessment.report.legible import in_font
from assessment.texts import Text

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("report.typ")
WIDTH = 1080
"""Pixels of the picture; its template is 540 points wide."""
STANDARD = "ua-1"
"""Tagged, with bookmarks and alternative texts: PDF/UA-1."""

TypesetForm = Literal["pdf", "page", "picture"]


@dataclass(frozen=True)
class Typeset:
    """A report as bytes."""

    content: bytes
    tagged: bool
    """Whether it keeps to PDF/UA; a picture never does."""


def as_pdf(report: Report) -> Typeset:
    """Return the whole report, four to eight pages and the appendix, if it has one."""
    parts = tuple(part.id for part in report.parts if part.id not in SHORT)
    return _pdf(report.only(parts), "pdf")


def as_page(report: Report) -> Typeset:
    """Return the report of one page."""
    return _pdf(report.only(PAGE), "page")


def as_picture(report: Report) -> bytes:
    """Return a PNG, 1080 pixels wide and as tall as it has to be."""
    made = _compile(report.only(PICTURE), "picture", format="png", ppi=WIDTH / 540 * 72)
    return bytes(made[0] if isinstance(made, list) else made)


def _pdf(report: Report, form: TypesetForm) -> Typeset:
    import typst  # noqa: PLC0415 - only whoever makes a report needs it

    day = None if report.day is None else datetime.combine(report.day, time(), tzinfo=UTC)
    try:
        made = _compile(report, form, format="pdf", pdf_standards=[STANDARD], timestamp=day)
        return Typeset(made, tagged=True)
    except typst.TypstError:
        # A text that the standard refuses, whatever it is, does not keep a shop from its report.
        sentence = Text("report.left_out.tagged").in_(report.language)
        plain = replace(report, left_out=(*report.left_out, sentence))
        return Typeset(_compile(plain, form, format="pdf", timestamp=day), tagged=False)


def _compile(report: Report, form: TypesetForm, **how: Any) -> Any:
    """Set a report; a logo that cannot be drawn is left out, which is said."""
    import typst  # noqa: PLC0415

    try:
        return _set(report, form, **how)
    except typst.TypstError:
        if not report.brand.logo:
            raise
        sentence = Text("report.left_out.logo").in_(report.language)
        bare = replace(report.brand, logo=b"", logo_kind="")
        return _set(replace(report, brand=bare, left_out=(*report.left_out, sentence)), form, **how)


def _set(report: Report, form: TypesetForm, **how: Any) -> Any:
    compiler, fit = _compiler()
    data = json.dumps(_as_data(report, form, fit), ensure_ascii=False)
    return compiler.compile(sys_inputs={"data": data}, **how)


@cache
def _compiler() -> tuple["typst.Compiler", Callable[[str], str]]:
    """Return the compiler, which keeps what it has read, and what makes a text fit for its font."""
    import typst  # noqa: PLC0415
    from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[sans_path().parent]
    )
    return typst.Compiler(TEMPLATE, font_paths=fonts), in_font(sans_path())


def _as_data(report: Report, form: TypesetForm, fit: Callable[[str], str]) -> dict[str, Any]:
    brand = report.brand
    shown = mapped(replace(report, tables={}), fit)
    data = asdict(shown)
    for key in ("logo", "master"):
        del data["brand"][key]
    for part, its in zip(data["parts"], shown.parts, strict=True):
        for block, one in zip(part["blocks"], its.blocks, strict=True):
            if isinstance(one, EntryList):
                block["in_columns"] = one.in_columns
            for row in block["rows"] if block["kind"] == "gantt" else ():
                row["span"] = _span(row["stretches"])
    logo: str | list[int] | None = None
    if brand.logo:
        logo = brand.logo.decode("utf-8", "replace") if brand.logo_kind == "svg" else list(brand.logo)
    return {**data, "form": form, "day": None, "logo": logo}


def _span(stretches: list[dict[str, Any]]) -> str:
    first, last = stretches[0]["first"], stretches[-1]["last"]
    return f"{first}" if first == last else f"{first}–{last}"
