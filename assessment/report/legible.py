"""Text that strangers typed, made harmless and legible: what steers is shown, what has no glyph is named."""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from unicodedata import category

STEERS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that change how others are shown instead of showing themselves."""
SILENT = frozenset("\u200c\u200d\ufe0e\ufe0f\u00ad\ufeff")
"""Join or vary their neighbours; alone they say nothing."""
MOST = 20_000
"""Characters of one text that a page shows."""
IN_HEADINGS = 40
"""Characters of a merchant's name that a heading or a file name shows."""


def legible(text: str) -> str:
    """Return a text whose steering characters are shown by their code; line breaks stay."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    shown = "".join(
        sign if sign == "\n" or sign in SILENT or category(sign) not in STEERS else named(sign)
        for sign in unified
    )
    return shortened(shown, MOST)


def named(sign: str) -> str:
    """Return the code of a character, for a place that cannot show it."""
    return f"\u3014U+{ord(sign):04X}\u3015"


def shortened(text: str, most: int) -> str:
    """Return a text cut to a length, with a sign that there is more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def one_line(text: str, most: int = IN_HEADINGS) -> str:
    """Return a text as it stands in a heading: in one line, and cut."""
    return shortened(" ".join(text.split()), most)


FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f.]+')
"""What the name of a file may not hold on some system; dots, so that no second ending appears."""


def file_name(parts: tuple[str, ...], ending: str) -> str:
    """Return the name of a file, such as `青石坡果园_2026-11-28_成长期.pdf`."""
    clean = (FORBIDDEN.sub(" ", legible(part)) for part in parts)
    named_parts = [one_line(part).strip("-_ ") for part in clean]
    return f"{'_'.join(part for part in named_parts if part)}.{ending}"


def in_font(font: Path) -> Callable[[str], str]:
    """Return what makes a text fit for a font: what it has no glyph for is named by its code."""
    starts, ends = _coverage(font)

    def has(sign: str) -> bool:
        place = bisect_right(starts, ord(sign)) - 1
        return place >= 0 and ord(sign) <= ends[place]

    def fit(text: str) -> str:
        if text.isascii():
            return _breakable(text)
        shown = "".join(
            sign if sign == "\n" or has(sign) else "" if sign in SILENT else named(sign) for sign in text
        )
        return _breakable(shown)

    return fit


LONG = re.compile(r"[!-~]{30}(?=[!-~])")


def _breakable(text: str) -> str:
    """Return a text whose long runs without a space may break."""
    return LONG.sub(lambda found: found[0] + "\u200b", text)


@cache
def _coverage(font: Path) -> tuple[list[int], list[int]]:
    """Return the first and last code of each run of characters a font has glyphs for.

    Reads the table of the whole of Unicode (format 12) of an OpenType file.

    Raises:
        ValueError: the font has no such table.
    """
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4s3I", data, 12 + 16 * place) for place in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    for place in range(count):
        offset = start + struct.unpack_from(">I", data, start + 4 + 8 * place + 4)[0]
        if struct.unpack_from(">H", data, offset)[0] == 12:
            groups = struct.unpack_from(">I", data, offset + 12)[0]
            runs = [struct.unpack_from(">3I", data, offset + 16 + 12 * each) for each in range(groups)]
            return [first for first, _, _ in runs], [last for _, last, _ in runs]
    message = f"{font.name} has no table of the whole of Unicode"
    raise ValueError(message)
