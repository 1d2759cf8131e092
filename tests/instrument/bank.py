"""Copies of banks to break."""

import shutil
from datetime import date
from pathlib import Path

SMALL = Path(__file__).parents[1] / "banks" / "small"
TODAY = date(2026, 11, 22)


def copy_of(bank: Path, into: Path) -> Path:
    """Copy a bank so that it may be changed."""
    return Path(shutil.copytree(bank, into / "bank"))


def rewrite(path: Path, instead_of: str, write: str) -> int:
    """Replace the first occurrence of a text in a file; return the line the replacement begins on."""
    text = path.read_text(encoding="utf-8")
    assert instead_of in text, f"{path.name} has no {instead_of!r}"
    path.write_text(text.replace(instead_of, write, 1), encoding="utf-8")
    return text[: text.index(instead_of)].count("\n") + 1


def line_of(path: Path, text: str) -> int:
    """Return the line a text begins on."""
    whole = path.read_text(encoding="utf-8")
    assert text in whole, f"{path.name} has no {text!r}"
    return whole[: whole.index(text)].count("\n") + 1
