"""How wide words are, where lines break and labels stand apart: plotly breaks no line and moves no label.

Widths are estimates in pixels: a Chinese character is as wide as its letters
are high, a Latin one a little over half.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape as escape_html
from unicodedata import east_asian_width

LATIN = 0.56
CAPITAL = 0.7
NO_LINE_START = frozenset("，。、；：？！）》」』”’%,.;:?!)]")
WORDS = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+")


def escape(text: str) -> str:
    """Make a text safe inside a chart, where `<b>` and links would be obeyed."""
    return escape_html(text, quote=False)


def width(text: str, size: float) -> float:
    """Return the estimated width of one line in pixels."""
    return size * sum(_share(character) for character in text)


@lru_cache(maxsize=8192)
def _share(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.0
    return CAPITAL if character.isupper() else LATIN


def wrap(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """Break a text into lines that fit, not escaped yet.

    Args:
        text: what to break.
        room: pixels a line may take.
        size: height of the letters in pixels.
        most: most lines to give; what is over is cut and ends in "…".
    """
    lines = [""]
    for word in WORDS.findall(" ".join(text.split())):
        fits = width(lines[-1] + word, size) <= room
        if fits or word in NO_LINE_START or not lines[-1]:
            lines[-1] += word
        else:
            lines.append(word.strip())
    lines = [line.strip() for line in lines if line.strip()] or [""]
    if len(lines) > most:
        gap = " " if lines[most].isascii() else ""
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]}{gap}{lines[most]}…", room, size)]
    # A line may be one mark of punctuation longer; a word that nothing breaks is cut.
    return [line if width(line, size) <= room + size else _cut(line, room, size) for line in lines]


def _cut(line: str, room: float, size: float) -> str:
    line = line.removesuffix("…")
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip("，、,; ") + "…"


def block(text: str, room: float, size: float, most: int = 2) -> str:
    """Return a text escaped and broken into lines, as charts take it."""
    return "<br>".join(escape(line) for line in wrap(text, room, size, most))


@dataclass
class _LabelBlock:
    """Labels that touch: how many, and where the middle of the first would like to stand."""

    ideal: float
    count: int


def spread(levels: Sequence[float], apart: float, height: float) -> list[float]:
    """Return heights at least so far apart, as near to their own levels as that allows.

    The order is kept; of two alike the first stands above.

    Args:
        levels: where each label belongs, in pixels from the top.
        apart: least distance of two labels' middles.
        height: pixels from top to bottom; labels keep half of `apart` to both
            ends as long as all of them fit.
    """
    order = sorted(range(len(levels)), key=lambda place: (levels[place], place))
    last = max(height - apart * len(levels), 0)
    blocks: list[_LabelBlock] = []
    for rank, place in enumerate(order):
        # Seen from the level at which it would stand were all others packed above it.
        ideal = min(max(levels[place] - apart * (rank + 0.5), 0), last)
        blocks.append(_LabelBlock(ideal, 1))
        while len(blocks) > 1 and blocks[-2].ideal > blocks[-1].ideal:
            below = blocks.pop()
            above = blocks.pop()
            count = above.count + below.count
            blocks.append(_LabelBlock((above.ideal * above.count + below.ideal * below.count) / count, count))
    offsets = [block.ideal for block in blocks for _ in range(block.count)]
    heights = [0.0] * len(levels)
    for rank, (place, offset) in enumerate(zip(order, offsets, strict=True)):
        heights[place] = offset + apart * (rank + 0.5)
    return heights
