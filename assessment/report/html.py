"""Reports as one HTML file: no request to anywhere, no script, good to print."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.report.document import SHORT, Report

if TYPE_CHECKING:
    from jinja2 import Template

MEDIA = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}


def as_html(report: Report) -> bytes:
    """Return the whole report as one page."""
    parts = [part for part in report.parts if part.id not in SHORT]
    brand, logo = report.brand, ""
    if brand.logo:
        logo = f"data:{MEDIA[brand.logo_kind]};base64,{b64encode(brand.logo).decode()}"
    return _template().render(report=report, parts=parts, logo=logo).encode()


@cache
def _template() -> "Template":
    """Return the template, which escapes every text."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only this form needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(Path(__file__).with_name("report.html.j2").read_text(encoding="utf-8"))
