"""The schedule at a glance: who does which step in which weeks, and what is reached when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, only_words
from assessment.charts.scatter import function_style, numbered
from assessment.charts.schedule_layout import (
    APART,
    HEAD,
    LABELS,
    LETTERS,
    LINE,
    MARK,
    GanttLane,
    GanttRow,
    Window,
    no_time,
    place_lanes,
    place_of_day,
    week_figure,
    window_of,
)
from assessment.charts.text_metrics import block, escape, wrap
from assessment.charts.theme import Look
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Schedule
from assessment.presentation.schedule import (
    Doing,
    EventSpan,
    Flag,
    StepBar,
    step_bars,
)
from assessment.presentation.values import day_text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
HALO = 3
"""Pixels of the page's ground around a number."""
THICK = {Doing.PAUSE: 2, Doing.WAIT: 7, Doing.WORK: 15}
"""Height of a bar in pixels, by what happens to the step; drawn in this order."""


def gantt_chart(  # noqa: PLR0913 - what is shown, and for whom
    schedule: Schedule,
    roadmap: Roadmap,
    instrument: Instrument,
    look: Look,
    *,
    weeks: tuple[int, int] | None = None,
    today: date | None = None,
) -> go.Figure:
    """Draw a bar for each step over its weeks, in a lane for each function.

    A bar is thick where something is done, thin and hollow where only the
    result is waited for, and a line where nobody has time for it. It carries
    the number, the symbol and the colour that the step has in the roadmap's
    chart. Above stand the events, and a flag for each week in which a gate
    opens; striped days have no time for steps. Steps outside the weeks shown
    are counted below.

    Args:
        schedule: the steps in their weeks.
        roadmap: the one the schedule was laid from.
        instrument: whose functions and items the steps name.
        look: for whom and for what page.
        weeks: the first and the last week to show; the first twelve where nothing is said.
        today: the day that a dashed line stands for; drawn where it is among the weeks shown.

    Raises:
        ValueError: the weeks end before they begin, or begin before week 1.
        KeyError: a step of the schedule is not in the roadmap.
    """
    window = window_of(schedule, weeks)
    every = step_bars(schedule, roadmap, instrument, look.language)
    if not every:
        return only_words(look.say("charts.no_steps"), look)
    placed = place_lanes(schedule, every, window, instrument, look)
    height = placed[-1].bottom + APART if placed else HEAD
    figure = week_figure(schedule, window, height, look)
    rows = [row for lane in placed for row in lane.rows]
    _events(figure, rows, window)
    _flags(figure, rows, window)
    now = place_of_day(today, schedule, window)
    if now is not None:
        line = {"xref": "x", "x0": now, "x1": now, "yref": "y", "y0": 0, "y1": figure.height}
        figure.line(look.colours.ink, line, wide=2, dash="dash")
    _ground(figure, placed)
    _frozen(figure, placed, window)
    steps = [(row, row.shown) for row in rows if isinstance(row.shown, StepBar)]
    for doing in THICK:
        _bars(figure, steps, doing, window)
    _going_on(figure, steps, window)
    _numbers(figure, steps, window)
    for lane in placed:
        _words(figure, lane)
    _below(figure, every, window)
    _keys(figure, placed, None if now is None else today)
    return figure.finish()


def _events(figure: FigureBuilder, rows: Sequence[GanttRow], window: Window) -> None:
    """Draw a bar over the days of each event, striped where somebody has no time, and shade them below."""
    colours = figure.look.colours
    solid, striped = [], []
    for row in rows:
        if not isinstance(row.shown, EventSpan):
            continue
        event = row.shown
        if window.shows(event.first, event.last):
            first, last = window.clipped(event.first, event.last)
            solid.append((first, last, row.middle))
            place = {"xref": "x", "x0": first, "x1": last, "yref": "y", "y0": row.middle, "y1": figure.height}
            figure.area(colours.track, place, opacity=0.7)
        striped += [(*window.clipped(*days), row.middle) for days in event.frozen if window.shows(*days)]
    _spans(figure, "event_frozen", striped, 6, no_time(figure.look))
    _spans(figure, "event", solid, 8, {"color": colours.muted, "line": {"width": 0}})


def _spans(
    figure: FigureBuilder,
    meta: str,
    spans: Sequence[tuple[float, float, float]],
    thick: float | Sequence[float],
    marker: object,
    **more: Any,
) -> None:
    """Draw bars from one place on the axis to another, each at its height."""
    figure.trace(
        "bar",
        meta,
        orientation="h",
        base=[first for first, _, _ in spans],
        x=[last - first for first, last, _ in spans],
        y=[y for _, _, y in spans],
        width=thick,
        marker=marker,
        **more,
    )


def _flags(figure: FigureBuilder, rows: Sequence[GanttRow], window: Window) -> None:
    """Draw a flag at the end of each week in which something is reached; hollow with its margin."""
    colours = figure.look.colours
    marked = [(row.shown, row.middle) for row in rows if isinstance(row.shown, Flag)]
    marked = [(flag, middle) for flag, middle in marked if flag.week <= window.last]
    for flag, middle in marked:
        place = {
            "xref": "x",
            "x0": flag.week,
            "x1": flag.week,
            "yref": "y",
            "y0": middle,
            "y1": figure.height,
        }
        wide, dash = (1, "dot") if flag.with_margin else (2, "solid")
        figure.line(colours.accent, place, wide=wide, dash=dash)
    figure.trace(
        "scatter",
        "flags",
        mode="markers",
        x=[flag.week for flag, _ in marked],
        y=[middle for _, middle in marked],
        marker={
            "symbol": "triangle-left",
            "size": 12,
            "color": [colours.paper if flag.with_margin else colours.accent for flag, _ in marked],
            "line": {"color": colours.accent, "width": 1.5},
            "opacity": 1,
        },
        cliponaxis=False,
    )


def _ground(figure: FigureBuilder, placed: Sequence[GanttLane]) -> None:
    """Draw the ground of each lane's name, and thin lines between its rows."""
    colours = figure.look.colours
    # From far left of the plot: the labels beside it stand on the same ground.
    common = {"xref": "paper", "yref": "y", "x0": -1, "x1": 1}
    for lane in placed:
        figure.area(colours.track, {**common, "y0": lane.top, "y1": lane.head})
        for row in lane.rows[:-1]:
            figure.line(colours.line, {**common, "y0": row.bottom, "y1": row.bottom})


def _frozen(figure: FigureBuilder, placed: Sequence[GanttLane], window: Window) -> None:
    """Stripe the days without time for steps: the lane, or only the bars where words stand above them."""
    spans, heights, names = [], [], []
    for lane in placed:
        stripes = [(lane.head, lane.bottom)]
        if figure.look.narrow:
            stripes = [(row.middle - MARK / 2, row.middle + MARK / 2) for row in lane.rows]
        for frozen in lane.frozen:
            if window.shows(frozen.first, frozen.last):
                for top, bottom in stripes:
                    spans.append((*window.clipped(frozen.first, frozen.last), (top + bottom) / 2))
                    heights.append(bottom - top)
                    names.append(block(frozen.names, 260, theme.SIZE))
    hover = {"hovertext": names, "hovertemplate": "%{hovertext}<extra></extra>"}
    _spans(figure, "frozen", spans, heights, no_time(figure.look), **hover)


def _bar_marker(doing: Doing, fill: str | Sequence[str], look: Look) -> dict[str, object]:
    """Return how a bar is filled: hollow while waiting, a mere line in a pause."""
    colours = look.colours
    if doing is Doing.PAUSE:
        return {"color": colours.muted, "line": {"width": 0}}
    if doing is Doing.WAIT:
        return {"color": colours.paper, "line": {"color": colours.muted, "width": 1}}
    return {"color": fill, "line": {"color": colours.ink, "width": 1}}


Steps = Sequence[tuple[GanttRow, StepBar]]


def _bars(figure: FigureBuilder, steps: Steps, doing: Doing, window: Window) -> None:
    look = figure.look
    parts = [
        (bar, (*window.clipped(first - 1, last), row.middle))
        for row, bar in steps
        for first, last, what in bar.stretches
        if what is doing and window.shows(first - 1, last)
    ]
    marker = _bar_marker(doing, [function_style(bar.mark, look)[0] for bar, _ in parts], look)
    hover = {"customdata": [_hover(bar, look) for bar, _ in parts], "hovertemplate": HOVER}
    _spans(figure, str(doing), [span for _, span in parts], THICK[doing], marker, **hover)


def _going_on(figure: FigureBuilder, steps: Steps, window: Window) -> None:
    """Put a small arrow where a step goes on outside the weeks shown."""
    ends = [("triangle-left", window.first - 1, row) for row, bar in steps if bar.start_week < window.first]
    ends += [("triangle-right", window.last, row) for row, bar in steps if bar.end_week > window.last]
    figure.trace(
        "scatter",
        "going_on",
        mode="markers",
        x=[x for _, x, _ in ends],
        y=[row.middle for *_, row in ends],
        marker={"symbol": [symbol for symbol, *_ in ends], "size": 10, "color": figure.look.colours.ink},
        cliponaxis=False,
    )


def _numbers(figure: FigureBuilder, steps: Steps, window: Window) -> None:
    """Put the step's number, on its function's symbol, into the first week that is shown of it."""
    look = figure.look
    looks = numbered([bar.mark for _, bar in steps], look, MARK)
    place: dict[str, Any] = {
        "x": [max(bar.start_week, window.first) - 0.5 for _, bar in steps],
        "y": [row.middle for row, _ in steps],
        "cliponaxis": False,
    }
    # On a bar of its own colour a symbol would look like a mere ring: it stands on ground of the page's.
    symbols = [function_style(bar.mark, look)[1] for _, bar in steps]
    sizes = [MARK * theme.SYMBOL_SIZES[symbol] + 2 * HALO for symbol in symbols]
    ground = {
        "symbol": symbols,
        "size": sizes,
        "color": look.colours.paper,
        "line": {"width": 0},
        "opacity": 1,
    }
    figure.trace("scatter", "ground", mode="markers", marker=ground, **place)
    hover: dict[str, Any] = {"customdata": [_hover(bar, look) for _, bar in steps], "hovertemplate": HOVER}
    figure.trace("scatter", "numbers", mode="markers+text", **place, **looks, **hover)


def _hover(bar: StepBar, look: Look) -> list[str]:
    mark = bar.mark
    facts = look.say("charts.bar_facts", owner=mark.owner_name, days=mark.days, when=bar.when)
    notes = [*bar.notes, *([look.say("presentation.head.first")] if mark.if_confirmed else [])]
    return [
        block(f"{mark.number}. {mark.text}", 270, theme.SIZE, most=4),
        block(facts, 280, theme.SIZE, most=3),
        block(mark.reason, 280, theme.SIZE, most=4),
        block(" · ".join(notes), 280, theme.SIZE),
    ]


def _words(figure: FigureBuilder, lane: GanttLane) -> None:
    """Write a lane's name, and the labels of its rows beside or above the bars."""
    look = figure.look
    common = {"xref": "paper", "yref": "y", "x": 0, "xanchor": "left", "yanchor": "middle"}
    common["xshift"] = 0 if look.narrow else 8 - LABELS
    name = block(lane.name, look.page - 16, theme.SIZE, most=1)
    # Above the bars the lines of flags and of today pass: words stand on their own ground.
    head = {"bgcolor": look.colours.track} if look.narrow else {}
    figure.write(f"<b>{name}</b>", y=(lane.top + lane.head) / 2, **common, **head)
    ground = {"bgcolor": look.colours.paper} if look.narrow else {}
    for row in lane.rows:
        lines = "<br>".join(escape(line) for line in row.lines)
        figure.write(lines, y=row.label, font={"size": LETTERS}, **common, **ground)


def _below(figure: FigureBuilder, bars: Sequence[StepBar], window: Window) -> None:
    """Say below the plot how many steps lie outside the weeks shown."""
    look = figure.look
    before = sum(bar.end_week < window.first for bar in bars)
    after = sum(bar.start_week > window.last for bar in bars)
    notes = [look.say("charts.steps_before", week=window.first, count=before)] if before else []
    notes += [look.say("charts.steps_after", week=window.last, count=after)] if after else []
    lines = [line for words in notes for line in wrap(words, figure.room, theme.SMALL)]
    if lines:
        place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "top"}
        font = {"size": theme.SMALL, "color": look.colours.muted}
        words = "<br>".join(escape(line) for line in lines)
        figure.write(words, **place, yshift=-figure.bottom - 2, font=font)
        figure.bottom += LINE * len(lines) + 8


def _keys(figure: FigureBuilder, placed: Sequence[GanttLane], today: date | None) -> None:
    """List in the legend what the bars, a hollow number and a dashed line are, as far as they occur."""
    look = figure.look
    colours = look.colours
    shown = [row.shown for lane in placed for row in lane.rows]
    bars = [one for one in shown if isinstance(one, StepBar)]
    seen = {doing for bar in bars for _, _, doing in bar.stretches}
    key = figure.legend_key
    if Doing.WORK in seen:
        key("bar", "key", look.say("charts.bar_work"), marker=_bar_marker(Doing.WORK, colours.muted, look))
    if Doing.WAIT in seen:
        key("bar", "key", look.say("charts.bar_wait"), marker=_bar_marker(Doing.WAIT, colours.paper, look))
    if Doing.PAUSE in seen:
        line = {"color": colours.muted, "width": 2}
        key("scatter", "key", look.say("charts.bar_pause"), mode="lines", line=line)
    if any(lane.frozen for lane in placed) or any(isinstance(one, EventSpan) and one.frozen for one in shown):
        key("bar", "key", look.say("charts.bar_frozen"), marker=no_time(look))
    if any(bar.mark.if_confirmed for bar in bars):
        border = {"color": colours.muted, "width": 3}
        marker = {"symbol": "circle", "size": 14, "color": colours.paper, "line": border}
        key("scatter", "key", look.say("charts.if_confirmed"), mode="markers", marker=marker)
    if today is not None:
        words = look.say("charts.today", day=day_text(today, look.language))
        line = {"color": colours.ink, "width": 2, "dash": "dash"}
        key("scatter", "today", words, mode="lines", line=line)
