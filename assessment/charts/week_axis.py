"""Weeks from left to right: which are shown, what stands at the ticks, what a week without time looks like.

One unit of the axis is a week: week k lies from k - 1 to k.
"""

from dataclasses import dataclass
from itertools import pairwise

from assessment.charts import theme
from assessment.charts.lettering import width
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins, Palette
from assessment.planning.schedule import Schedule
from assessment.presentation.formats import day_text
from assessment.texts import Text

QUARTER = 12
"""Weeks shown where nobody says which."""


LABELS = 204
"""Pixels beside the plot on a wide page."""


WORDS = LABELS - 20
"""Pixels of them that words may take."""


CLOSE = 14
"""Weeks closer than this, in pixels, have a line only where they have a label."""


MARGIN = 8
"""Pixels beside the plot where there are no words."""


LINE = 16
"""Height of a line of tick letters."""


GAP = 4
"""Pixels between the labels of two ticks, at the least."""


@dataclass(frozen=True)
class Window:
    """The weeks that a chart shows, both ends counted in."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many weeks they are."""
        return self.last - self.first + 1

    def shows(self, first: float, last: float) -> bool:
        """Whether any of a stretch on the axis is shown."""
        return first < self.last and last > self.first - 1

    def clipped(self, first: float, last: float) -> tuple[float, float]:
        """Return the part of a stretch on the axis that is shown."""
        return max(first, self.first - 1), min(last, self.last)


def window_of(schedule: Schedule, weeks: tuple[int, int] | None) -> Window:
    """Return the weeks to show: those asked for, else the first quarter, or all where there are fewer.

    Raises:
        ValueError: the weeks asked for end before they begin, or begin before week 1.
    """
    if weeks is None:
        return Window(1, min(max(schedule.last_week, 1), QUARTER))
    if not 1 <= weeks[0] <= weeks[1]:
        message = f"no weeks from {weeks[0]} to {weeks[1]}"
        raise ValueError(message)
    return Window(*weeks)


def margins(schedule: Schedule, look: Look) -> Margins:
    """Return the room around the plot: weeks above it, labels beside it on a wide page.

    The same for every chart of a schedule, so that their weeks stand below each other.
    """
    lines = 1 if schedule.start is None else 2
    return Margins(left=MARGIN if look.narrow else LABELS, right=MARGIN, top=lines * LINE + 8, bottom=4)


def room_of(around: Margins, look: Look) -> float:
    """Return the width of the plot in pixels that labels are reckoned with."""
    return look.page - around.left - around.right


def ticks(schedule: Schedule, window: Window, room: float, language: str) -> dict[int, str]:
    """Return the label of every week that has one: as many as fit, evenly spaced."""
    labels = {week: _label(schedule, week, language) for week in range(window.first, window.last + 1)}
    step, apart = 1, room / window.count
    while not _fit(list(labels.values())[::step], step * apart):
        step += 1
    middles = {week: (week - window.first + 0.5) * apart for week in list(labels)[::step]}
    return {week: labels[week] for week, x in middles.items() if _is_inside(labels[week], x, room)}


def _label(schedule: Schedule, week: int, language: str) -> str:
    number = Text("charts.week_tick", week=week).in_(language)
    day = schedule.first_day(week)
    return number if day is None else f"{number}<br>{day_text(day, language)}"


def _wide(label: str) -> float:
    return max(width(line, theme.SMALL) for line in label.split("<br>"))


def _fit(labels: list[str], apart: float) -> bool:
    return all((_wide(left) + _wide(right)) / 2 + GAP <= apart for left, right in pairwise(labels))


def _is_inside(label: str, middle: float, room: float) -> bool:
    """Whether a label ends before the margins beside the plot do."""
    return middle - _wide(label) / 2 >= -MARGIN and middle + _wide(label) / 2 <= room + MARGIN


def add_weeks(sketch: Sketch, schedule: Schedule, window: Window, *, top: float = 0) -> None:
    """Put the weeks above the plot, and a thin line between any two.

    Args:
        sketch: with the margins of such a chart.
        schedule: whose weeks they are.
        window: the weeks shown.
        top: pixels from the top at which the lines begin.
    """
    figure, look = sketch.figure, sketch.look
    room = room_of(margins(schedule, look), look)
    labels = ticks(schedule, window, room, look.language)
    bottom = figure.layout.yaxis.range[0]
    figure.update_xaxes(
        range=[window.first - 1, window.last],
        side="top",
        tickvals=[week - 0.5 for week in labels],
        ticktext=list(labels.values()),
        tickangle=0,
        ticklabelstandoff=2,
    )
    is_close = room / window.count < CLOSE
    edges = [week - 1 for week in labels] if is_close else range(window.first - 1, window.last + 1)
    for edge in edges:
        place = {"xref": "x", "x0": edge, "x1": edge, "yref": "y", "y0": top, "y1": bottom}
        sketch.line(look.colours.line, place)


def frozen_marker(colours: Palette) -> dict[str, object]:
    """Return how days without time for steps are filled: stripes on the page's own ground."""
    return {
        "color": theme.CLEAR,
        "line": {"width": 0},
        "pattern": {
            "shape": theme.UNKNOWN_PATTERN,
            "size": 7,
            "solidity": 0.18,
            "fgcolor": colours.muted,
            "bgcolor": theme.CLEAR,
        },
    }
