"""Where the lanes of a schedule and their steps stand: pixels from the top, drawn by `lane_bars`."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.charts import theme
from assessment.charts.lettering import width, wrap
from assessment.charts.theme import Look
from assessment.charts.week_axis import WORDS
from assessment.presentation.schedule import Lane, StepBar

LETTERS = theme.SIZE - 1


TALL = 17
"""Height of a line of a label, in pixels."""


MARK = 22
"""Size of a step's number."""


ROW = 30
"""Least height of a step on a wide page."""


HEAD = 26
"""Height of a function's name."""


APART = 8
"""Air below a lane."""


@dataclass(frozen=True)
class Row:
    """A step and where it stands."""

    bar: StepBar
    lines: tuple[str, ...]
    label: float
    """Middle of the label."""
    middle: float
    """Middle of the bar."""
    bottom: float


@dataclass(frozen=True)
class PlacedLane:
    """A function and where it stands."""

    lane: Lane
    top: float
    head: float
    """Where its name ends and its rows begin."""
    bottom: float
    rows: tuple[Row, ...]


def place(lanes: Sequence[Lane], top: float, look: Look) -> tuple[list[PlacedLane], float]:
    """Stack lanes below each other, labels beside the bars, or above them on a narrow page.

    Args:
        lanes: from the top.
        top: pixels kept free above them.
        look: for whom and for what page.

    Returns:
        The lanes, and the height of it all.
    """
    placed: list[PlacedLane] = []
    y = top
    for lane in lanes:
        rows: list[Row] = []
        below = y + HEAD
        for bar in lane.bars:
            row = _row(bar, below, look)
            rows.append(row)
            below = row.bottom
        placed.append(PlacedLane(lane, y, y + HEAD, below, tuple(rows)))
        y = below + APART
    return placed, y


def _row(bar: StepBar, top: float, look: Look) -> Row:
    lines = tuple(label_of(bar, look))
    words = TALL * len(lines)
    if look.narrow:
        middle = top + words + MARK / 2 + 5
        return Row(bar, lines, top + words / 2 + 4, middle, middle + MARK / 2 + 4)
    tall = max(ROW, words + 8)
    return Row(bar, lines, top + tall / 2, top + tall / 2, top + tall)


def label_of(bar: StepBar, look: Look) -> list[str]:
    """Return the number, the short name and the points in up to two lines, then what is special."""
    room = look.page - 16 if look.narrow else WORDS
    name, points = f"{bar.mark.number} {bar.mark.item_name}", bar.points
    lines = wrap(f"{name} {points}", room, LETTERS)
    if not lines[-1].endswith(points):
        *lines, last = wrap(name, room - width(f" {points}", LETTERS), LETTERS)
        lines.append(f"{last} {points}")
    before, _, word = lines[0].rpartition(" ")
    if lines[1:] == [points] and " " in before:
        lines = [before, f"{word} {points}"]  # the points do not stand alone
    return [*lines, *(line for note in bar.notes for line in wrap(note, room, LETTERS))]
