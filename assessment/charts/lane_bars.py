"""Draws the lanes of a schedule: their ground, the bars of their steps and the numbers on them."""

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lane_rows import MARK, PlacedLane, Row
from assessment.charts.lettering import block, escape
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look
from assessment.charts.week_axis import Window, frozen_marker
from assessment.presentation.formats import plain_number
from assessment.presentation.schedule import Doing, StepBar
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"


THICK = {Doing.PAUSE: 2, Doing.WAIT: 7, Doing.WORK: 15}
"""Height of a bar in pixels, by what happens to the step; drawn in this order."""


HALO = 3
"""Pixels of the page's ground around a number."""


def add_lanes(sketch: Sketch, placed: Sequence[PlacedLane], window: Window) -> None:
    """Draw lanes with the bars of their steps.

    Args:
        sketch: with its axis of weeks.
        placed: the lanes and where they stand.
        window: the weeks shown.
    """
    figure, look = sketch.figure, sketch.look
    rows = [row for lane in placed for row in lane.rows]
    _ground(sketch, placed)
    _frozen(figure, placed, window, look)
    for doing in THICK:
        _bars(figure, rows, doing, window, look)
    _going_on(figure, rows, window, look)
    _numbers(figure, rows, window, look)


def bar_marker(doing: Doing, fill: str | Sequence[str], look: Look) -> dict[str, object]:
    """Return how a bar is filled: hollow while waiting, a mere line in a pause."""
    colours = look.colours
    if doing is Doing.PAUSE:
        return {"color": colours.muted, "line": {"width": 0}}
    if doing is Doing.WAIT:
        return {"color": colours.paper, "line": {"color": colours.muted, "width": 1}}
    return {"color": fill, "line": {"color": colours.ink, "width": 1}}


def _ground(sketch: Sketch, placed: Sequence[PlacedLane]) -> None:
    """Draw the ground of each function's name, and thin lines between its steps."""
    colours = sketch.look.colours
    for lane in placed:
        # From far left of the plot: the labels beside it stand on the same ground.
        common = {"xref": "paper", "yref": "y", "x0": -1, "x1": 1}
        sketch.area(colours.track, {**common, "y0": lane.top, "y1": lane.head})
        for row in lane.rows[:-1]:
            sketch.line(colours.line, {**common, "y0": row.bottom, "y1": row.bottom})


def _frozen(figure: go.Figure, placed: Sequence[PlacedLane], window: Window, look: Look) -> None:
    """Stripe the days without time for steps: the lane, or only the bars where words stand above them."""
    spans = [
        (*window.clipped(frozen.first, frozen.last), top, bottom, frozen.names)
        for lane in placed
        for frozen in lane.lane.frozen
        if window.shows(frozen.first, frozen.last)
        for top, bottom in _striped(lane, look)
    ]
    figure.add_bar(
        name=escape(look.say("charts.bar_frozen")),
        meta="frozen",
        orientation="h",
        base=[first for first, *_ in spans],
        x=[last - first for first, last, *_ in spans],
        y=[(top + bottom) / 2 for _, _, top, bottom, _ in spans],
        width=[bottom - top for _, _, top, bottom, _ in spans],
        marker=frozen_marker(look.colours),
        hovertext=[block(names, 260, theme.SIZE) for *_, names in spans],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _striped(lane: PlacedLane, look: Look) -> list[tuple[float, float]]:
    if not look.narrow:
        return [(lane.head, lane.bottom)]
    return [(row.middle - MARK / 2, row.middle + MARK / 2) for row in lane.rows]


def _bars(figure: go.Figure, rows: Sequence[Row], doing: Doing, window: Window, look: Look) -> None:
    """Draw the weeks of all steps in which the same happens."""
    parts = [
        (row, *window.clipped(first - 1, last))
        for row in rows
        for first, last, what in row.bar.stretches
        if what is doing and window.shows(first - 1, last)
    ]
    figure.add_bar(
        name=escape(look.say(f"charts.bar_{doing}")),
        meta=str(doing),
        orientation="h",
        base=[first for _, first, _ in parts],
        x=[last - first for _, first, last in parts],
        y=[row.middle for row, *_ in parts],
        width=THICK[doing],
        marker=bar_marker(doing, [_colour(row.bar, look) for row, *_ in parts], look),
        customdata=[_hover(row.bar, look.language) for row, *_ in parts],
        hovertemplate=HOVER,
        showlegend=False,
    )


def _colour(bar: StepBar, look: Look) -> str:
    return look.colours.functions[bar.mark.owner % len(look.colours.functions)]


def _going_on(figure: go.Figure, rows: Sequence[Row], window: Window, look: Look) -> None:
    """Put a small arrow where a step goes on outside the weeks shown."""
    ends = [("triangle-left", window.first - 1, row) for row in rows if row.bar.start_week < window.first]
    ends += [("triangle-right", window.last, row) for row in rows if row.bar.end_week > window.last]
    figure.add_scatter(
        name="going_on",
        meta="going_on",
        mode="markers",
        x=[x for _, x, _ in ends],
        y=[row.middle for *_, row in ends],
        marker={"symbol": [symbol for symbol, *_ in ends], "size": 10, "color": look.colours.ink},
        hoverinfo="skip",
        cliponaxis=False,
        showlegend=False,
    )


def _numbers(figure: go.Figure, rows: Sequence[Row], window: Window, look: Look) -> None:
    """Put the step's number, on its function's symbol, into the first week that is shown of it."""
    colours = look.colours
    symbols = [theme.SYMBOLS[row.bar.mark.owner % len(theme.SYMBOLS)] for row in rows]
    fills = [_colour(row.bar, look) for row in rows]
    hollow = [row.bar.mark.if_confirmed for row in rows]
    styles = list(zip(hollow, fills, strict=True))
    sizes = [MARK * theme.SYMBOL_SIZES[symbol] for symbol in symbols]
    weeks = [max(row.bar.start_week, window.first) - 0.5 for row in rows]
    middles = [row.middle for row in rows]
    # On a bar of its own colour a symbol would look like a mere ring: it stands on ground of the page's.
    figure.add_scatter(
        name="ground",
        meta="ground",
        mode="markers",
        x=weeks,
        y=middles,
        marker={"symbol": symbols, "size": [size + 2 * HALO for size in sizes], "color": colours.paper}
        | {"line": {"width": 0}, "opacity": 1},
        hoverinfo="skip",
        cliponaxis=False,
        showlegend=False,
    )
    figure.add_scatter(
        name="numbers",
        meta="numbers",
        mode="markers+text",
        x=weeks,
        y=middles,
        text=[str(row.bar.mark.number) for row in rows],
        textposition="middle center",
        textfont={
            "size": theme.SMALL,
            "color": [colours.ink if empty else theme.ink_on(fill) for empty, fill in styles],
        },
        marker={
            "symbol": symbols,
            "size": sizes,
            "color": [colours.paper if empty else fill for empty, fill in styles],
            "line": {
                "color": [fill if empty else colours.ink for empty, fill in styles],
                "width": [3 if empty else 1 for empty in hollow],
            },
            "opacity": 1,
        },
        customdata=[_hover(row.bar, look.language) for row in rows],
        hovertemplate=HOVER,
        cliponaxis=False,
        showlegend=False,
    )


def _hover(bar: StepBar, language: str) -> list[str]:
    mark = bar.mark
    facts = Text("charts.bar_facts", owner=mark.owner_name, days=plain_number(mark.days), when=bar.when).in_(
        language
    )
    notes = [*bar.notes, *([Text("presentation.head.first").in_(language)] if mark.if_confirmed else [])]
    return [
        block(f"{mark.number}. {mark.text}", 270, theme.SIZE, most=4),
        block(facts, 280, theme.SIZE, most=3),
        block(mark.reason, 280, theme.SIZE, most=4),
        block(" · ".join(notes), 280, theme.SIZE),
    ]
