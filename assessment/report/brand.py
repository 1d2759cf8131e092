"""Whose report it is: name, logo, colour and the line on every page, read from a folder.

The folder holds `brand.yaml` and, where there are any, `logo.svg`, `logo.png` or
`logo.jpg` and `master.pptx`, the slides that reports are put on.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assessment.settings import settings
from assessment.texts import Localized, Text

KEYS = ("name", "colour", "confidentiality", "version", "date")
LARGEST = 2_000_000
"""Bytes of a file in the folder, at most."""
LOGOS = ("svg", "png", "jpg")


class BrandError(Exception):
    """The folder holds something that cannot be used; `text` says what, and what to do."""

    def __init__(self, text: Localized) -> None:
        super().__init__(text.in_("en"))
        self.text = text


@dataclass(frozen=True)
class Brand:
    """What a firm puts on its reports; empty where it has nothing to put there."""

    name: str = ""
    colour: str = "#1f4e79"
    """Of headings and bars, as `#rrggbb`."""
    confidentiality: str = ""
    """A line on every page."""
    version: str = ""
    date: str = ""
    """In place of the day of the assessment."""
    logo: bytes = b""
    logo_kind: str = ""
    master: bytes = b""
    """Slides whose layouts are used."""


NO_BRAND = Brand()
"""Nobody's."""


def brand_from(folder: Path | None = None) -> Brand:
    """Read a brand from a folder, or from the one that the environment names; none where neither is there.

    Raises:
        BrandError: the folder is not there, or holds something that cannot be used.
    """
    chosen = folder or settings().brand
    if chosen is None:
        return NO_BRAND
    if not chosen.is_dir():
        raise BrandError(Text("report.brand.no_folder", folder=str(chosen)))
    values: dict[str, Any] = _values(chosen / "brand.yaml")
    for kind in LOGOS:
        path = chosen / f"logo.{kind}"
        if path.is_file():
            values |= {"logo": _bytes(path), "logo_kind": kind}
            break
    master = chosen / "master.pptx"
    return Brand(**values, master=_bytes(master) if master.is_file() else b"")


def _values(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        read = yaml.load(_bytes(path).decode("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - builds texts only
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BrandError(Text("report.brand.unreadable", file=str(path))) from None
    if not isinstance(read, dict):
        raise BrandError(Text("report.brand.unreadable", file=str(path)))
    unknown = [str(key) for key in read if key not in KEYS]
    if unknown:
        known = ", ".join(KEYS)
        raise BrandError(Text("report.brand.unknown", file=str(path), key=unknown[0], known=known))
    values: dict[str, Any] = {
        key: str(value) for key, value in read.items() if value not in {"", "~", "null"}
    }
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", values.get("colour", "#000000")):
        raise BrandError(Text("report.brand.colour", file=str(path), given=values["colour"]))
    return values


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise BrandError(Text("report.brand.too_large", file=str(path), most=LARGEST // 1_000_000))
    return path.read_bytes()
