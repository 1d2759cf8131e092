"""Where the words of a figure stand, in pixels of the page they are reckoned with."""

from dataclasses import dataclass
from html import unescape
from itertools import combinations, pairwise
from re import sub
from typing import Any

from assessment.charts import theme
from assessment.charts.text_metrics import width


@dataclass(frozen=True)
class Box:
    """Words and the pixels they take."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def covers(self, other: "Box") -> bool:
        """Whether the boxes share more than their edges."""
        sideways = min(self.right, other.right) - max(self.left, other.left)
        upright = min(self.bottom, other.bottom) - max(self.top, other.top)
        return sideways > 0.5 and upright > 0.5


def boxes(figure: Any, page: float) -> list[Box]:
    """Return a box for each annotation."""
    return [_box(figure, note, page) for note in figure.layout.annotations]


def _box(figure: Any, note: Any, page: float) -> Box:
    around = figure.layout.margin
    room, height = page - around.l - around.r, figure.layout.height - around.t - around.b
    size = note.font.size or theme.SIZE
    lines = [unescape(sub(r"</?b>|</?span[^>]*>", "", line)) for line in note.text.split("<br>")]
    wide, tall = max(width(line, size) for line in lines), size * 1.3 * len(lines)
    x = note.x * room if note.xref == "paper" else _across(figure, note.x) * room
    y = (1 - note.y) * height if note.yref == "paper" else note.y
    x, y = x + (note.xshift or 0), y - (note.yshift or 0)
    left = {"left": x, "right": x - wide}.get(note.xanchor, x - wide / 2)
    top = {"top": y, "bottom": y - tall}.get(note.yanchor, y - tall / 2)
    return Box(" ".join(lines), left, left + wide, top, top + tall)


def _across(figure: Any, x: float) -> float:
    first, last = figure.layout.xaxis.range
    return float((x - first) / (last - first))


def collisions(figure: Any, page: float) -> list[tuple[str, str]]:
    """Return the words that cover others, and the week labels that do."""
    found = [(a.words, b.words) for a, b in combinations(boxes(figure, page), 2) if a.covers(b)]
    axis, around = figure.layout.xaxis, figure.layout.margin
    room = page - around.l - around.r
    ends = [
        (_across(figure, x) * room, max(width(line, theme.SMALL) for line in str(label).split("<br>")) / 2)
        for x, label in zip(axis.tickvals or (), axis.ticktext or axis.tickvals or (), strict=True)
    ]
    found += [
        ("week", "week") for (x, half), (y, next_half) in pairwise(ends) if x + half > y - next_half + 0.5
    ]
    return found
