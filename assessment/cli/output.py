"""What every command prints: JSON that any terminal carries, text that steers none, columns that line up."""

import json
import sys
from collections.abc import Sequence
from unicodedata import category, east_asian_width

import click

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that steer a terminal instead of showing on it."""


def print_json(whole: object) -> None:
    """Print a value as JSON; a terminal without Unicode gets escapes, which are JSON too."""
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    click.echo(json.dumps(whole, ensure_ascii=not unicode, indent=2))


def plain(text: str) -> str:
    """Return a text from a stranger's file in one line, what would steer the terminal made visible."""
    return "".join(
        sign if category(sign) not in UNSEEN else sign.encode("unicode_escape", "replace").decode()
        for sign in text
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows of equal length in columns: the first to the left, the others to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell + fill if place == 0 else fill + cell
            for place, (cell, fill) in enumerate(
                (cell, " " * (wide - width(cell))) for cell, wide in zip(row, widths, strict=True)
            )
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def width(text: str) -> int:
    """Return how many columns a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
