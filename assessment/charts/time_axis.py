"""Rounds from left to right: where each stands by its day, and which days can be written below.

One unit of the axis is a day, counted from the first round; where a day is
not known the rounds stand one unit apart, in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assessment.charts import theme
from assessment.charts.lettering import width
from assessment.presentation.formats import day_text
from assessment.presentation.rounds import RoundMark

PAD = 22
"""Pixels kept free at both ends of the axis."""


BESIDE = 16
"""Pixels between two rounds of one day."""


AIR = 8
"""Pixels between two labels."""


@dataclass(frozen=True)
class TimeAxis:
    """Where the rounds stand."""

    places: tuple[float, ...]
    """One a round, on the axis."""
    range: tuple[float, float]
    room: float
    """Width of the plot in pixels that labels are reckoned with."""

    def pixels(self, at: float) -> float:
        """Return how far a place on the axis lies from the left end of the plot."""
        first, last = self.range
        return (at - first) / (last - first) * self.room

    @property
    def unit(self) -> float:
        """Pixels a unit of the axis takes."""
        return self.room / (self.range[1] - self.range[0])


def time_axis(marks: Sequence[RoundMark], room: float) -> TimeAxis:
    """Place rounds true to their days; those of one day stand side by side.

    Args:
        marks: in order.
        room: width of the plot in pixels.
    """
    days = [mark.day for mark in marks]
    if any(day is None for day in days):
        bare = [float(place) for place in range(len(marks))]
    else:
        bare = [float((day - days[0]).days) for day in days if day is not None and days[0] is not None]
    span = max(max(bare) - min(bare), 1.0)
    unit = (room - 2 * PAD) / span
    places = []
    for at, group in groupby(bare):
        count = len(list(group))
        places += [at + (rank - (count - 1) / 2) * BESIDE / unit for rank in range(count)]
    middle = (max(bare) + min(bare)) / 2
    half = max(span / 2, *(abs(at - middle) for at in places)) + PAD / unit
    return TimeAxis(tuple(places), (middle - half, middle + half), room)


def ticks(marks: Sequence[RoundMark], axis: TimeAxis, language: str) -> dict[float, str]:
    """Return the labels below the axis: as many days as fit, the last and the first before all others.

    A day has its year below it where the year is not that of the label before.
    """
    lines = {place: _label(mark, language) for place, mark in enumerate(marks)}
    kept: list[int] = []
    for place in dict.fromkeys([len(marks) - 1, 0, *range(len(marks))]):
        if all(_apart(place, other, lines, axis) for other in kept):
            kept.append(place)
    labels: dict[float, str] = {}
    year = None
    for place in sorted(kept):
        day = marks[place].day
        below = "" if day is None or day.year == year else f"<br>{day.year}"
        year = None if day is None else day.year
        labels[axis.places[place]] = lines[place] + below
    return labels


def _label(mark: RoundMark, language: str) -> str:
    return mark.name if mark.day is None else day_text(mark.day, language)


def _apart(one: int, other: int, lines: dict[int, str], axis: TimeAxis) -> bool:
    """Whether the labels of two rounds can both stand."""
    needed = (width(lines[one], theme.SMALL) + width(lines[other], theme.SMALL)) / 2 + AIR
    return abs(axis.pixels(axis.places[one]) - axis.pixels(axis.places[other])) >= needed
