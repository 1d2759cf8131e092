"""The schedule at a glance: who does which step in which weeks, and what is reached when."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.banner import add_banner, banner_of
from assessment.charts.lane_bars import add_lanes, bar_marker
from assessment.charts.lane_rows import LETTERS, PlacedLane, place
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, wrap
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.charts.week_axis import (
    LABELS,
    LINE,
    Window,
    add_weeks,
    frozen_marker,
    margins,
    room_of,
    window_of,
)
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Schedule
from assessment.presentation.formats import day_text
from assessment.presentation.schedule import Doing, StepBar, event_spans, flags, lanes, step_bars
from assessment.texts import Text

LONG = 640
"""From this height on the weeks stand below the plot, too."""


def gantt_chart(  # noqa: PLR0913 - what is shown, and for whom
    schedule: Schedule,
    roadmap: Roadmap,
    instrument: Instrument,
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
    weeks: tuple[int, int] | None = None,
    today: date | None = None,
) -> go.Figure:
    """Draw a bar for each step over its weeks, in a lane for each function.

    A bar is thick where something is done, thin and hollow where only the
    result is waited for, and a line where nobody has time for it. It carries
    the number, the symbol and the colour that the step has in the roadmap's
    chart. Above the lanes stand the events, and a flag for each week in which
    a gate opens; striped days have no time for steps. Steps outside the weeks
    shown are counted below.

    Args:
        schedule: the steps in their weeks.
        roadmap: the one the schedule was laid from.
        instrument: whose functions and items the steps name.
        language: of the labels.
        narrow: put labels above the bars, for pages under 600 pixels.
        dark: for dark pages.
        weeks: the first and the last week to show; the first twelve where nothing is said.
        today: the day that a dashed line stands for; drawn where it is among the weeks shown.

    Raises:
        ValueError: the weeks end before they begin, or begin before week 1.
        KeyError: a step of the schedule is not in the roadmap.
    """
    look = Look(language, narrow, dark)
    window = window_of(schedule, weeks)
    around = margins(schedule, look)
    room = room_of(around, look)
    every = step_bars(schedule, roadmap, instrument, language)
    if not every:
        return nothing_to_draw(look)
    shown = [bar for bar in every if window.shows(bar.start_week - 1, bar.end_week)]
    banner = banner_of(event_spans(schedule, language), flags(schedule, instrument, language), window, room)
    placed, height = place(lanes(schedule, shown, instrument, language), banner.height, look)
    figure = theme.blank(look.colours, height, around)
    sketch = Sketch(figure, look)
    add_weeks(sketch, schedule, window, top=banner.height)
    add_banner(sketch, banner, height)
    now = _today(sketch, _place_of(today, schedule, window), (banner.height, height))
    add_lanes(sketch, placed, window)
    for lane in placed:
        _words(sketch, lane)
    _below(sketch, _left_out(every, window, language), room)
    sketch.finish()
    _keys(figure, placed, look, frozen=banner.has_frozen or any(lane.lane.frozen for lane in placed))
    if now and today is not None:
        _today_key(figure, today, look)
    add_legend(figure, room)
    return figure


def _place_of(day: date | None, schedule: Schedule, window: Window) -> float | None:
    """Return where a day stands on the axis of weeks, at its noon; None where it is not shown."""
    if day is None or schedule.start is None:
        return None
    place = ((day - schedule.start).days + 0.5) / 7
    return place if window.first - 1 <= place <= window.last else None


def _today(sketch: Sketch, place: float | None, ends: tuple[float, float]) -> bool:
    """Draw a dashed line at a place on the axis; return whether there is one."""
    if place is None:
        return False
    stretch = {"xref": "x", "x0": place, "x1": place, "yref": "y", "y0": ends[0], "y1": ends[1]}
    sketch.line(sketch.look.colours.ink, stretch, wide=2, dash="dash")
    return True


def _today_key(figure: go.Figure, today: date, look: Look) -> None:
    figure.add_scatter(
        name=escape(look.say("charts.today", day=day_text(today, look.language))),
        meta="today",
        mode="lines",
        line={"color": look.colours.ink, "width": 2, "dash": "dash"},
        x=[None],
        y=[None],
        hoverinfo="skip",
    )


def nothing_to_draw(look: Look) -> go.Figure:
    """Return a figure that says that there are no steps."""
    figure = theme.blank(look.colours, 120, Margins(8, 8, 4, 4))
    theme.put(figure, escape(look.say("charts.no_steps")), xref="paper", yref="paper", x=0.5, y=0.5)
    figure.update_xaxes(showticklabels=False)
    return figure


def _words(sketch: Sketch, placed: PlacedLane) -> None:
    """Write a lane's name, and the labels of its steps beside or above the bars."""
    look = sketch.look
    common = {
        "xref": "paper",
        "yref": "y",
        "x": 0,
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 0 if look.narrow else 8 - LABELS,
    }
    name = block(placed.lane.name, look.page - 16, theme.SIZE, most=1)
    # Above the bars the lines of flags and of today pass: words stand on their own ground.
    head = {"bgcolor": look.colours.track} if look.narrow else {}
    sketch.write(f"<b>{name}</b>", y=(placed.top + placed.head) / 2, **common, **head)
    for row in placed.rows:
        lines = "<br>".join(escape(line) for line in row.lines)
        ground = {"bgcolor": look.colours.paper} if look.narrow else {}
        sketch.write(lines, y=row.label, font={"size": LETTERS}, **common, **ground)


def _left_out(bars: Sequence[StepBar], window: Window, language: str) -> list[str]:
    """Say how many steps lie outside the weeks shown."""
    before = sum(bar.end_week < window.first for bar in bars)
    after = sum(bar.start_week > window.last for bar in bars)
    said = [Text("charts.steps_before", week=window.first, count=before).in_(language)] if before else []
    return said + ([Text("charts.steps_after", week=window.last, count=after).in_(language)] if after else [])


def _below(sketch: Sketch, notes: Sequence[str], room: float) -> None:
    """Write the weeks once more below a long plot, then what is left out."""
    figure, look = sketch.figure, sketch.look
    axis, around = figure.layout.xaxis, figure.layout.margin
    used = 0
    common = {"yref": "paper", "y": 0, "yanchor": "top"}
    small = {"size": theme.SMALL, "color": look.colours.muted}
    if figure.layout.height - around.t - around.b > LONG:
        for x, label in zip(axis.tickvals, axis.ticktext, strict=True):
            sketch.write(label, xref="x", x=x, yshift=-4, **{**common, "align": "center", "font": small})
        used = LINE * (1 + axis.ticktext[0].count("<br>")) + 8
    lines = [line for note in notes for line in wrap(note, room, theme.SMALL)]
    if lines:
        words = "<br>".join(escape(line) for line in lines)
        place_left = {"xref": "paper", "x": 0, "xanchor": "left", "yshift": -used - 6}
        sketch.write(words, **common, **place_left, font=small)
        used += LINE * len(lines) + 10
    figure.update_layout(height=figure.layout.height + used, margin={"b": around.b + used})


def _keys(figure: go.Figure, placed: Sequence[PlacedLane], look: Look, *, frozen: bool) -> None:
    """List in the legend what the bars and a hollow number are, as far as they occur."""
    colours, language = look.colours, look.language
    bars = [row.bar for lane in placed for row in lane.rows]
    seen = {doing for bar in bars for _, _, doing in bar.stretches}
    nowhere = {"x": [None], "y": [None], "hoverinfo": "skip"}
    if Doing.WORK in seen:
        name = escape(Text("charts.bar_work").in_(language))
        figure.add_bar(name=name, marker=bar_marker(Doing.WORK, colours.muted, look), **nowhere)
    if Doing.WAIT in seen:
        name = escape(Text("charts.bar_wait").in_(language))
        figure.add_bar(name=name, marker=bar_marker(Doing.WAIT, colours.paper, look), **nowhere)
    if Doing.PAUSE in seen:
        name, line = escape(Text("charts.bar_pause").in_(language)), {"color": colours.muted, "width": 2}
        figure.add_scatter(name=name, mode="lines", line=line, **nowhere)
    if frozen:
        figure.add_bar(
            name=escape(Text("charts.bar_frozen").in_(language)), marker=frozen_marker(colours), **nowhere
        )
    if any(bar.mark.if_confirmed for bar in bars):
        border = {"color": colours.muted, "width": 3}
        marker = {"symbol": "circle", "size": 14, "color": colours.paper, "line": border}
        name = escape(Text("charts.if_confirmed").in_(language))
        figure.add_scatter(name=name, mode="markers", marker=marker, **nowhere)
