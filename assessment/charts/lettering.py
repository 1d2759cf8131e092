"""How wide words are and where lines break, so that labels never collide.

Widths are estimates in pixels: a Chinese character is as wide as its letters
are high, a Latin one a little over half.
"""

import re
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
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1], room, size)]


def _cut(line: str, room: float, size: float) -> str:
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip("，、,; ") + "…"


def block(text: str, room: float, size: float, most: int = 2) -> str:
    """Return a text escaped and broken into lines, as charts take it."""
    return "<br>".join(escape(line) for line in wrap(text, room, size, most))
