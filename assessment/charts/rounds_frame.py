"""What stands around the index over time: scale, cut lines, the places where questions changed, stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from assessment.charts import theme
from assessment.charts.lettering import escape, width, wrap
from assessment.charts.sketch import Sketch
from assessment.charts.spread import spread
from assessment.charts.time_axis import TimeAxis
from assessment.charts.tracks import Label, Put, Side, tracks
from assessment.presentation.formats import plain_number
from assessment.presentation.rounds import CutLine, RoundMark
from assessment.texts import Text

PLOT = 220
"""Height of the index, in pixels."""


CUT_ROOM = 96
"""Most pixels for the name of a cut line at its right end."""


MARK = 15
"""Size of a round's mark."""


TRACK = 30
"""Height of a line of stages: the words and the bar below them."""


STAGE_GAP = 28
"""Between the scale and the stages: room for a number below a mark at the bottom."""


NOTE = 18
"""Height of a line that says that the questions changed."""


LEAST_SPAN = 40
"""Points the scale shows at least, so that a wobble does not look like a climb."""


CLOSE = 60
"""Points from which on only every other ten has a number."""


@dataclass(frozen=True)
class Cut:
    """A cut line, and the first and the last place of a round it held for."""

    line: CutLine
    first: int
    last: int

    @property
    def name(self) -> str:
        """The stage and the number."""
        return f"{self.line.name} {plain_number(self.line.needed)}"


@dataclass(frozen=True)
class Break:
    """A place on the axis where the questions changed, and the words there."""

    at: float
    put: Put


@dataclass(frozen=True)
class Stretch:
    """Rounds one after the other in one stage, from and to a place on the axis."""

    mark: RoundMark
    start: float
    end: float
    put: Put


@dataclass(frozen=True)
class Frame:
    """Where things stand, in pixels from the top of the plot."""

    axis: TimeAxis
    marks: tuple[RoundMark, ...]
    cuts: tuple[Cut, ...]
    breaks: tuple[Break, ...]
    stages: tuple[Stretch, ...]
    low: float
    """The score at the bottom of the scale."""
    high: float

    @property
    def top(self) -> float:
        """Where the scale begins."""
        return NOTE * max((each.put.track + 1 for each in self.breaks), default=0) + 8

    @property
    def bottom(self) -> float:
        """Where the scale ends."""
        return self.top + PLOT

    @property
    def height(self) -> float:
        """Pixels from the top to the end of the stages."""
        return self.bottom + STAGE_GAP + TRACK * max(each.put.track + 1 for each in self.stages) + 2

    def level(self, score: float) -> float:
        """Return the height of a score."""
        return self.bottom - (score - self.low) / (self.high - self.low) * PLOT


def cuts_of(marks: Sequence[RoundMark]) -> tuple[Cut, ...]:
    """Return each cut of the index with the rounds it held for, one after the other."""
    held: list[Cut] = []
    for place, mark in enumerate(marks):
        for line in mark.cuts:
            going = next((one for one in held if one.line == line and one.last == place - 1), None)
            if going is not None:
                held[held.index(going)] = Cut(line, going.first, place)
            elif Cut(line, place, place) not in held:
                held.append(Cut(line, place, place))
    return tuple(held)


def right_of(cuts: Sequence[Cut], rounds: int) -> float:
    """Return the pixels right of the plot: room for the names of the cuts that hold to the end."""
    widest = max((width(cut.name, theme.SMALL) for cut in cuts if cut.last == rounds - 1), default=0)
    return min(widest, CUT_ROOM) + 14 if widest else 10


def frame_of(marks: Sequence[RoundMark], cuts: tuple[Cut, ...], axis: TimeAxis, language: str) -> Frame:
    """Place everything, on a scale from one multiple of ten to another that holds all there is to show."""
    values = [cut.line.needed for cut in cuts]
    values += [
        value for mark in marks for value in (mark.index, mark.high, mark.rescored) if value is not None
    ]
    low, high = (floor(min(values) / 10) * 10, ceil(max(values) / 10) * 10) if values else (0, 100)
    while high - low < LEAST_SPAN:
        low, high = max(low - 10, 0), min(high + 10, 100)
    return Frame(axis, tuple(marks), cuts, _breaks(marks, axis, language), _stages(marks, axis), low, high)


def _breaks(marks: Sequence[RoundMark], axis: TimeAxis, language: str) -> tuple[Break, ...]:
    found = [
        (
            (axis.places[place] + axis.places[place + 1]) / 2,
            Text("charts.break_mark", older=one.version, newer=other.version).in_(language),
        )
        for place, (one, other) in enumerate(pairwise(marks))
        if other.is_break
    ]
    labels = [Label(axis.pixels(at), axis.pixels(at), words) for at, words in found]
    puts = tracks(labels, axis.room, theme.SMALL)
    return tuple(Break(at, put) for (at, _), put in zip(found, puts, strict=True))


def _stages(marks: Sequence[RoundMark], axis: TimeAxis) -> tuple[Stretch, ...]:
    runs: list[list[int]] = []
    for place, mark in enumerate(marks):
        if runs and marks[runs[-1][-1]].stage_name == mark.stage_name:
            runs[-1].append(place)
        else:
            runs.append([place])
    half = MARK / 2 / axis.unit
    ends = [(axis.places[run[0]] - half, axis.places[run[-1]] + half) for run in runs]
    labels = [
        Label(axis.pixels(start), axis.pixels(end), marks[run[0]].stage_name)
        for run, (start, end) in zip(runs, ends, strict=True)
    ]
    puts = tracks(labels, axis.room, theme.SMALL)
    return tuple(
        Stretch(marks[run[0]], start, end, put)
        for run, (start, end), put in zip(runs, ends, puts, strict=True)
    )


def add_scale(sketch: Sketch, frame: Frame) -> None:
    """Draw a thin line and a number every ten points, or every twenty."""
    step = 10 if frame.high - frame.low <= CLOSE else 20
    muted = {"size": theme.SMALL, "color": sketch.look.colours.muted}
    for value in range(int(frame.low), int(frame.high) + 1):
        if value % step:
            continue
        level = frame.level(value)
        place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": level, "y1": level}
        sketch.line(sketch.look.colours.line, place)
        beside = {"xref": "paper", "x": 0, "xanchor": "right", "xshift": -8}
        sketch.write(str(value), **beside, yref="y", y=level, yanchor="middle", font=muted)


def add_cuts(sketch: Sketch, frame: Frame) -> None:
    """Draw the cut lines of the index; those that hold to the end are named at the right."""
    places, (first, last) = frame.axis.places, frame.axis.range
    end = len(places) - 1
    for cut in frame.cuts:
        x0 = (places[cut.first - 1] + places[cut.first]) / 2 if cut.first else first
        x1 = (places[cut.last] + places[cut.last + 1]) / 2 if cut.last < end else last
        level = frame.level(cut.line.needed)
        place = {"xref": "x", "x0": x0, "x1": x1, "yref": "y", "y0": level, "y1": level}
        sketch.line(sketch.look.colours.ink, place, wide=1.5, dash="solid" if cut.line.must else "dot")
    named = [cut for cut in frame.cuts if cut.last == end]
    lines = [wrap(cut.name, CUT_ROOM, theme.SMALL) for cut in named]
    tall = 16 * max((len(each) for each in lines), default=1)
    levels = spread([frame.level(cut.line.needed) - frame.top for cut in named], tall, PLOT)
    for words, level in zip(lines, levels, strict=True):
        sketch.write(
            "<br>".join(escape(each) for each in words),
            xref="paper",
            x=1,
            xanchor="left",
            xshift=6,
            yref="y",
            y=frame.top + level,
            yanchor="middle",
            font={"size": theme.SMALL},
        )


def add_breaks(sketch: Sketch, frame: Frame) -> None:
    """Draw an upright dashed line where the questions changed, the versions at its top."""
    colours = sketch.look.colours
    for each in frame.breaks:
        top = each.put.track * NOTE
        place = {"xref": "x", "x0": each.at, "x1": each.at, "yref": "y", "y0": top + NOTE, "y1": frame.bottom}
        sketch.line(colours.muted, place, wide=1.5, dash="dash")
        sketch.write(
            escape(each.put.words),
            **_words_at(each.put, each.at, each.at),
            yref="y",
            y=top + NOTE / 2,
            yanchor="middle",
            font={"size": theme.SMALL, "color": colours.muted},
            bgcolor=colours.paper,  # the line of a break above may pass
        )


def add_stages(sketch: Sketch, frame: Frame) -> None:
    """Draw the stages as bars below the scale, each with its name above it."""
    for each in frame.stages:
        top = frame.bottom + STAGE_GAP + TRACK * each.put.track
        place = {"xref": "x", "x0": each.start, "x1": each.end, "yref": "y", "y0": top + 18, "y1": top + 24}
        sketch.area(stage_colour(each.mark, sketch), place)
        sketch.write(
            escape(each.put.words),
            **_words_at(each.put, each.start, each.end),
            yref="y",
            y=top + 9,
            yanchor="middle",
            font={"size": theme.SMALL},
        )


def stage_colour(mark: RoundMark, sketch: Sketch) -> str:
    """Return the colour of a round's stage."""
    colours = sketch.look.colours
    if mark.stage_place is None:
        return colours.neutral
    return theme.shade(colours.stages, mark.stage_place, mark.stages)


def _words_at(put: Put, start: float, end: float) -> dict[str, object]:
    """Return where words stand: from their mark on, up to its end, or at the end of the room."""
    if put.side is Side.START:
        return {"xref": "x", "x": start, "xanchor": "left"}
    if put.side is Side.END:
        return {"xref": "x", "x": end, "xanchor": "right"}
    return {"xref": "paper", "x": 1, "xanchor": "right"}
