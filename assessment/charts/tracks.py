"""Puts labels above a time line in as few lines as they need, so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.charts.lettering import width

GAP = 10
"""Pixels between two labels."""


class Side(StrEnum):
    """Where words stand."""

    START = "start"
    """They begin where their mark begins."""
    END = "end"
    """They end where their mark ends."""
    ROOM = "room"
    """They end with the room."""


@dataclass(frozen=True)
class Label:
    """What is to be put: the pixels its mark takes, and its words."""

    start: float
    end: float
    words: str


@dataclass(frozen=True)
class Put:
    """Where a label came to stand."""

    track: int
    """Line from the top, from 0."""
    words: str
    """Cut to the room there is."""
    side: Side


def tracks(labels: Sequence[Label], room: float, size: float) -> list[Put]:
    """Put each label into the first line that is free there.

    Words begin where their mark begins; where they would run out of the room
    they end where the mark ends, or else with the room.

    Args:
        labels: marks inside the room; in the order in which they may choose.
        room: pixels from left to right.
        size: height of the letters in pixels.
    """
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for label in labels:
        words = shortened(label.words, room, size)
        wide = width(words, size)
        side, left = _stand(label, wide, room)
        ends = (min(left, label.start), max(left + wide, label.end))
        track = next((line for line, others in enumerate(taken) if _is_free(ends, others)), len(taken))
        if track == len(taken):
            taken.append([])
        taken[track].append(ends)
        placed.append(Put(track, words, side))
    return placed


def _stand(label: Label, wide: float, room: float) -> tuple[Side, float]:
    """Return where words of a width stand, and where they begin."""
    if label.start + wide <= room:
        return Side.START, label.start
    if label.end >= wide:
        return Side.END, label.end - wide
    return Side.ROOM, room - wide


def _is_free(ends: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    return all(ends[0] >= last + GAP or ends[1] + GAP <= first for first, last in others)


def shortened(words: str, room: float, size: float) -> str:
    """Return words cut to a room in pixels; what is cut ends in "…"."""
    if width(words, size) <= room:
        return words
    while words and width(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"
