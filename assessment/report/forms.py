"""The forms of a report by name: from an assessment to the bytes of a file, and what the file is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assessment.report.content import report_of
from assessment.report.document import Options, Report
from assessment.report.legible import file_name
from assessment.report.subject import ReportSubject
from assessment.texts import Localized, Text

Form = Literal["pdf", "page", "picture", "slides", "workbook", "html"]


@dataclass(frozen=True)
class Made:
    """A report as a file."""

    name: str
    content: bytes
    mime: str
    remarks: tuple[Localized, ...] = ()
    """What is not as it should be."""


def _pdf(report: Report) -> tuple[bytes, bool]:
    from assessment.report.pdf import as_pdf  # noqa: PLC0415 - each form loads its own library

    made = as_pdf(report)
    return made.content, made.tagged


def _page(report: Report) -> tuple[bytes, bool]:
    from assessment.report.pdf import as_page  # noqa: PLC0415

    made = as_page(report)
    return made.content, made.tagged


def _picture(report: Report) -> tuple[bytes, bool]:
    from assessment.report.pdf import as_picture  # noqa: PLC0415

    return as_picture(report), True


def _slides(report: Report) -> tuple[bytes, bool]:
    from assessment.report.slides import as_slides  # noqa: PLC0415

    return as_slides(report), True


def _workbook(report: Report) -> tuple[bytes, bool]:
    from assessment.report.workbook import as_workbook  # noqa: PLC0415

    return as_workbook(report), True


def _html(report: Report) -> tuple[bytes, bool]:
    from assessment.report.html import as_html  # noqa: PLC0415

    return as_html(report), True


@dataclass(frozen=True)
class FileFormat:
    """How a form is made, and what its files are."""

    make: Callable[[Report], tuple[bytes, bool]]
    """Returns the bytes, and whether they keep to the standard of their kind."""
    ending: str
    mime: str


OFFICE = "application/vnd.openxmlformats-officedocument"

FORMS: Mapping[Form, FileFormat] = {
    "picture": FileFormat(_picture, "png", "image/png"),
    "page": FileFormat(_page, "pdf", "application/pdf"),
    "pdf": FileFormat(_pdf, "pdf", "application/pdf"),
    "slides": FileFormat(_slides, "pptx", f"{OFFICE}.presentationml.presentation"),
    "workbook": FileFormat(_workbook, "xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "html": FileFormat(_html, "html", "text/html"),
}


def make(subject: ReportSubject, options: Options, form: Form) -> Made:
    """Make a report of an assessment; a workbook holds every answer unless somebody says otherwise.

    Raises:
        SeriesError: the earlier rounds are of another merchant.
        BrandError: the firm's slides cannot be opened.
    """
    if form == "workbook" and options.appendix is None:
        options = replace(options, appendix=True)
    return file_of(report_of(subject, options), form)


def file_of(report: Report, form: Form) -> Made:
    """Return a report in one of its forms."""
    kind = FORMS[form]
    content, standard = kind.make(report)
    short = Text("report.name.page").in_(report.language) if form == "page" else ""
    day = "" if report.day is None else report.day.isoformat()
    name = file_name((report.merchant, day, report.stage, short), kind.ending)
    return Made(name, content, kind.mime, () if standard else (Text("report.not_tagged"),))
