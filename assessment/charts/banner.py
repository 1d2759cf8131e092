"""What stands above the lanes of a schedule: events with their days, and flags where a gate opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.charts import theme
from assessment.charts.lettering import escape
from assessment.charts.sketch import Sketch
from assessment.charts.tracks import Label, Put, Side, tracks
from assessment.charts.week_axis import LABELS, Window, frozen_marker
from assessment.presentation.schedule import EventSpan, Flag

LETTERS = theme.SMALL


TRACK = 33
"""Height of a line: the words and the mark below them."""


WORDS = 10


MARK = 25
"""Middle of the words and of the mark, from the top of their line."""


THICK = 8


BEYOND = "→"
"""Stands after what is reached later than the weeks shown."""


@dataclass(frozen=True)
class Banner:
    """Events and flags, and where they stand."""

    window: Window
    events: tuple[tuple[EventSpan, Put], ...]
    flags: tuple[tuple[Flag, Put], ...]
    event_tracks: int
    flag_tracks: int

    @property
    def height(self) -> float:
        """Pixels they take from the top of the plot."""
        count = self.event_tracks + self.flag_tracks
        return TRACK * count + 8 if count else 2

    @property
    def has_frozen(self) -> bool:
        """Whether an event that is shown has days without time for steps."""
        return any(event.frozen for event, _ in self.events)


def banner_of(events: Sequence[EventSpan], flags: Sequence[Flag], window: Window, room: float) -> Banner:
    """Put the events of the weeks shown, and below them the flags, so that no words cover others.

    Of the flags of later weeks the first stands at the right end, with an
    arrow; those of earlier weeks are left out.

    Args:
        events: in the order in which they may choose a line.
        flags: by week.
        window: the weeks shown.
        room: width of the plot in pixels.
    """
    near = [event for event in events if window.shows(*event.ends)]
    ahead = [flag for flag in flags if window.first <= flag.week <= window.last]
    ahead += [flag for flag in flags if flag.week > window.last][:1]
    event_places = tracks([_event_label(event, window, room) for event in near], room, LETTERS)
    flag_places = tracks([_flag_label(flag, window, room) for flag in ahead], room, LETTERS)
    return Banner(
        window,
        tuple(zip(near, event_places, strict=True)),
        tuple(zip(ahead, flag_places, strict=True)),
        max((put.track + 1 for put in event_places), default=0),
        max((put.track + 1 for put in flag_places), default=0),
    )


def _event_label(event: EventSpan, window: Window, room: float) -> Label:
    first, last = window.clipped(*event.ends)
    return Label(_pixels(first, window, room), _pixels(last, window, room), f"{event.name} {event.dates}")


def _flag_label(flag: Flag, window: Window, room: float) -> Label:
    at = _pixels(min(flag.week, window.last), window, room)
    return Label(at, at, f"{flag.words} {BEYOND}" if flag.week > window.last else flag.words)


def _pixels(week: float, window: Window, room: float) -> float:
    return (week - window.first + 1) * room / window.count


def add_banner(sketch: Sketch, banner: Banner, bottom: float) -> None:
    """Draw events and flags above the lanes, and lines from them down to the bottom of the plot.

    Args:
        sketch: with its axis of weeks.
        banner: what stands where.
        bottom: where the lines end, in pixels from the top.
    """
    _events(sketch, banner, bottom)
    _flags(sketch, banner, bottom)
    if not sketch.look.narrow:
        _heads(sketch, banner)


def _heads(sketch: Sketch, banner: Banner) -> None:
    """Say beside the plot of a wide page what stands there."""
    heads = [("events", 0)] if banner.events else []
    heads += [("flags", banner.event_tracks)] if banner.flags else []
    for word, track in heads:
        sketch.write(
            escape(sketch.look.say(f"charts.{word}")),
            xref="paper",
            yref="y",
            x=0,
            y=TRACK * track + WORDS,
            xanchor="left",
            yanchor="middle",
            xshift=8 - LABELS,
            font={"color": sketch.look.colours.muted},
        )


def _events(sketch: Sketch, banner: Banner, bottom: float) -> None:
    """Draw a bar over the days of each event, striped where somebody has no time, and shade them below."""
    window, colours = banner.window, sketch.look.colours
    solid, striped = [], []
    for event, put in banner.events:
        mark = TRACK * put.track + MARK
        _write(sketch, put, window.clipped(*event.ends), mark)
        if window.shows(event.first, event.last):
            first, last = window.clipped(event.first, event.last)
            solid.append((first, last, mark))
            place = {"xref": "x", "x0": first, "x1": last, "yref": "y", "y0": mark, "y1": bottom}
            sketch.area(colours.track, place, opacity=0.7)
        striped += [(*window.clipped(*days), mark) for days in event.frozen if window.shows(*days)]
    for meta, spans, thick, marker in (
        ("event_frozen", striped, THICK - 2, frozen_marker(colours)),
        ("event", solid, THICK, {"color": colours.muted, "line": {"width": 0}}),
    ):
        sketch.figure.add_bar(
            name=meta,
            meta=meta,
            orientation="h",
            base=[first for first, _, _ in spans],
            x=[last - first for first, last, _ in spans],
            y=[y for _, _, y in spans],
            width=thick,
            marker=marker,
            hoverinfo="skip",
            showlegend=False,
        )


def _flags(sketch: Sketch, banner: Banner, bottom: float) -> None:
    """Draw a flag at the end of each week in which something is reached; hollow with its margin."""
    window, colours = banner.window, sketch.look.colours
    shown = []
    for flag, put in banner.flags:
        mark, at = TRACK * (banner.event_tracks + put.track) + MARK, min(flag.week, window.last)
        _write(sketch, put, (at, at), mark)
        if flag.week <= window.last:
            shown.append((flag, mark))
            place = {"xref": "x", "x0": at, "x1": at, "yref": "y", "y0": mark, "y1": bottom}
            wide, dash = (1, "dot") if flag.with_margin else (2, "solid")
            sketch.line(colours.accent, place, wide=wide, dash=dash)
    sketch.figure.add_scatter(
        name="flags",
        meta="flags",
        mode="markers",
        x=[flag.week for flag, _ in shown],
        y=[y for _, y in shown],
        marker={
            "symbol": "triangle-left",
            "size": 12,
            "color": [colours.paper if flag.with_margin else colours.accent for flag, _ in shown],
            "line": {"color": colours.accent, "width": 1.5},
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
        showlegend=False,
    )


def _write(sketch: Sketch, put: Put, ends: tuple[float, float], mark: float) -> None:
    """Write the words of a label where its mark begins or ends, or at the end of the plot."""
    place = {
        Side.START: {"xref": "x", "x": ends[0], "xanchor": "left"},
        Side.END: {"xref": "x", "x": ends[1], "xanchor": "right"},
        Side.ROOM: {"xref": "paper", "x": 1, "xanchor": "right"},
    }[put.side]
    sketch.write(
        escape(put.words),
        yref="y",
        y=mark - MARK + WORDS,
        yanchor="middle",
        font={"size": LETTERS, "color": sketch.look.colours.ink},
        bgcolor=sketch.look.colours.paper,
        **place,
    )
