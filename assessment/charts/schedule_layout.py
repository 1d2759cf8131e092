"""How the charts of a schedule are laid out: weeks from left to right, lanes of rows from the top.

One unit of the axis is a week: week k lies from k - 1 to k.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder
from assessment.charts.text_metrics import width, wrap
from assessment.charts.theme import Look
from assessment.instrument.model import Instrument
from assessment.planning.schedule import Schedule
from assessment.presentation.schedule import EventSpan, Flag, FrozenSpan, StepBar, event_spans, flags, lanes
from assessment.presentation.values import day_text

LETTERS = theme.SIZE - 1

TALL = 17
"""Height of a line of a label, in pixels."""

MARK = 22
"""Size of a step's number."""

HEAD = 26
"""Height of a lane's name."""

APART = 8
"""Air below a lane."""

BEYOND = "→"
"""Stands after what is reached later than the weeks shown."""

QUARTER = 12
"""Weeks shown where nobody says which."""
LABELS = 204
"""Pixels beside the plot on a wide page."""
WORDS = LABELS - 20
"""Pixels of them that words may take."""
LINE = 16
"""Height of a line of tick letters."""
GAP = 4
"""Pixels between the labels of two ticks, at the least."""
LONG = 640
"""From this height on the weeks stand below the plot, too."""


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


def week_figure(schedule: Schedule, window: Window, height: float, look: Look) -> FigureBuilder:
    """Return a figure with the weeks above its plot; those of a schedule's charts stand below each other.

    Labels stand beside the plot on a wide page, and above their rows on a
    narrow one. A plot that is long has the weeks below it, too.
    """
    lines = 1 if schedule.start is None else 2
    left, top = 8 if look.narrow else LABELS, lines * LINE + 8
    figure = FigureBuilder(look, height, left=left, right=8, top=top)
    labels = _ticks(schedule, window, figure.room / window.count, look)
    axis = {
        "range": [window.first - 1, window.last],
        "tickvals": [week - 0.5 for week in labels],
        "ticktext": list(labels.values()),
        "tickangle": 0,
        "ticklabelstandoff": 2,
    }
    figure.xaxis(**axis, side="top")
    if height > LONG:
        figure.bottom += lines * LINE + 4
        figure.axes["xaxis2"] = {**axis, "overlaying": "x", "side": "bottom"}
        figure.trace("scatter", "below", x=[None], y=[None], xaxis="x2")
    for edge in (
        [week - 1 for week in labels]
        if len(labels) < window.count
        else range(window.first - 1, window.last + 1)
    ):
        place = {"xref": "x", "x0": edge, "x1": edge, "yref": "y", "y0": 0, "y1": height}
        figure.line(look.colours.line, place)
    return figure


def _ticks(schedule: Schedule, window: Window, apart: float, look: Look) -> dict[int, str]:
    """Return the label of every week that has one: as many as fit, evenly spaced."""
    labels = {}
    for week in range(window.first, window.last + 1):
        day = schedule.first_day(week)
        below = "" if day is None else f"<br>{day_text(day, look.language)}"
        labels[week] = look.say("charts.week_tick", week=week) + below
    widest = max(width(line, theme.SMALL) for label in labels.values() for line in label.split("<br>"))
    step = max(1, -int(-(widest + GAP) // apart))
    return {week: label for week, label in labels.items() if (week - window.first) % step == 0}


def place_of_day(day: date | None, schedule: Schedule, window: Window) -> float | None:
    """Return where a day stands on the axis, at its noon; None where it is not shown."""
    if day is None or schedule.start is None:
        return None
    place = ((day - schedule.start).days + 0.5) / 7
    return place if window.first - 1 <= place <= window.last else None


def no_time(look: Look) -> dict[str, object]:
    """Return how days without time for steps are filled: stripes on the page's own ground."""
    return theme.striped(look.colours, theme.CLEAR, 7)


Shown = StepBar | EventSpan | Flag


@dataclass(frozen=True)
class GanttRow:
    """A step, an event or a flag, and where it stands in pixels from the top."""

    shown: Shown
    lines: tuple[str, ...]
    label: float
    """Middle of the label."""
    middle: float
    """Middle of the bar."""
    bottom: float


@dataclass(frozen=True)
class GanttLane:
    """The rows of a function, or the events, or what is reached, below its name."""

    name: str
    frozen: tuple[FrozenSpan, ...]
    top: float
    rows: tuple[GanttRow, ...]

    @property
    def head(self) -> float:
        """Where the name ends and the rows begin."""
        return self.top + HEAD

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.rows[-1].bottom


def place_lanes(
    schedule: Schedule, bars: Sequence[StepBar], window: Window, instrument: Instrument, look: Look
) -> list[GanttLane]:
    """Stack the lanes below each other, with what is shown of them in these weeks.

    Of the flags of later weeks the first is shown, with an arrow.
    """
    reached = flags(schedule, instrument, look.language)
    later = [flag for flag in reached if flag.week > window.last][:1]
    shown_flags = [*(flag for flag in reached if window.first <= flag.week <= window.last), *later]
    spans = [span for span in event_spans(schedule, look.language) if window.shows(*span.ends)]
    steps = [bar for bar in bars if window.shows(bar.start_week - 1, bar.end_week)]
    found: list[tuple[str, tuple[FrozenSpan, ...], Sequence[Shown]]] = [
        (look.say("charts.events"), (), spans),
        (look.say("charts.flags"), (), shown_flags),
        *((lane.name, lane.frozen, lane.bars) for lane in lanes(schedule, steps, instrument, look.language)),
    ]
    placed: list[GanttLane] = []
    y = 2.0
    for name, frozen, shown in found:
        rows: list[GanttRow] = []
        for one in shown:
            rows.append(_row(one, rows[-1].bottom if rows else y + HEAD, window, look))
        if rows:
            placed.append(GanttLane(name, frozen, y, tuple(rows)))
            y = rows[-1].bottom + APART
    return placed


def _row(shown: Shown, top: float, window: Window, look: Look) -> GanttRow:
    """Place a label beside its bar, or above it on a narrow page."""
    room = look.page - 16 if look.narrow else WORDS
    lines = tuple(_label(shown, room, window))
    words, tall = TALL * len(lines), 30 if isinstance(shown, StepBar) else 24
    if not look.narrow:
        tall = max(tall, words + 8)
        return GanttRow(shown, lines, top + tall / 2, top + tall / 2, top + tall)
    half = MARK / 2 if isinstance(shown, StepBar) else 6
    middle = top + words + half + 5
    return GanttRow(shown, lines, top + words / 2 + 4, middle, middle + half + 4)


def _label(shown: Shown, room: float, window: Window) -> list[str]:
    if isinstance(shown, EventSpan):
        return wrap(f"{shown.name} {shown.dates}", room, LETTERS)
    if isinstance(shown, Flag):
        return wrap(f"{shown.words} {BEYOND}" if shown.week > window.last else shown.words, room, LETTERS)
    # Number, short name and points in up to two lines, then what is special.
    name, points = f"{shown.mark.number} {shown.mark.item_name}", shown.points
    lines = wrap(f"{name} {points}", room, LETTERS)
    if not lines[-1].endswith(points):
        *lines, last = wrap(name, room - width(f" {points}", LETTERS), LETTERS)
        lines.append(f"{last} {points}")
    before, _, word = lines[0].rpartition(" ")
    if lines[1:] == [points] and " " in before:
        lines = [before, f"{word} {points}"]  # the points do not stand alone
    return [*lines, *(line for note in shown.notes for line in wrap(note, room, LETTERS))]
