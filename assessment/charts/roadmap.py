"""The roadmap at a glance: what each step costs against what it brings."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.dodge import bands, dodge
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape
from assessment.charts.theme import Look, Margins, Palette
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.presentation.formats import plain_number
from assessment.presentation.steps import StepMark, step_marks
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"


MARK = 26
"""Size of a mark in pixels: a two-digit number fits."""


TALL = 330
"""Least height of the plot."""


NOTE = 34


MOST_NARROW = 20
"""Steps that a phone shows; the list and the table have them all."""


ROUND_VALUES = (0, 1, 2, 5, 10, 20, 40, 60, 80, 100)


def roadmap_chart(
    roadmap: Roadmap,
    instrument: Instrument,
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw every step by its person-days (right is dearer) and the gap it closes (up is more).

    Marks carry the number of the step in the list, and the symbol and colour
    of the function that does it; a hollow mark is to be found out first. The
    eye should find the top left: much for little.

    Steps of the same effort share a band, wider where there are more of them;
    sideways within a band means nothing, so no mark covers another. The scale
    upwards is a square root, as most steps close little. A mark that had to
    give way is tied to its true height by a thin line. A narrow page shows the
    first steps only and says so.

    Args:
        roadmap: the list of steps.
        instrument: whose functions and items the steps name.
        language: of the labels.
        narrow: for pages under 600 pixels.
        dark: for dark pages.
    """
    every = step_marks(roadmap, instrument, language)
    marks = every[:MOST_NARROW] if narrow else every
    look = Look(language, narrow, dark)
    colours = look.colours
    margins = Margins(left=44 if narrow else 52, right=8, top=4, bottom=52)
    room = look.page - margins.left - margins.right
    height = float(max(TALL, (17 if narrow else 9) * len(marks)))
    figure = theme.blank(colours, height, margins)
    if not marks:
        theme.put(
            figure, escape(Text("charts.no_steps").in_(language)), xref="paper", yref="paper", x=0.5, y=0.5
        )
        figure.update_xaxes(showticklabels=False)
        return figure
    edges = bands(dict(sorted(Counter(mark.days for mark in marks).items())), room, MARK + 8)
    levels = _levels(marks, height)
    wanted = [(edges[mark.days], levels(mark.value)) for mark in marks]
    shown = dodge(wanted, MARK + 4, height)
    _axes(figure, edges, room, colours, language)
    _heights(figure, marks, levels, colours, language)
    _leaders(figure, [level for _, level in wanted], shown, colours)
    pairs = list(zip(marks, shown, strict=True))
    for owner in sorted({mark.owner for mark in marks}):
        _marks(figure, [pair for pair in pairs if pair[0].owner == owner], look)
    if any(mark.if_confirmed for mark in marks):
        _hollow_key(figure, colours, language)
    if len(marks) < len(every):
        _note(
            figure,
            Text("charts.first_steps", shown=len(marks), count=len(every)).in_(language),
            room,
            colours,
        )
    add_legend(figure, room)
    return figure


def _note(figure: go.Figure, words: str, room: float, colours: Palette) -> None:
    """Write a line under the axis that says what is left out."""
    theme.put(
        figure,
        block(words, room, theme.SMALL),
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xanchor="left",
        yanchor="top",
        yshift=-46,
        font={"size": theme.SMALL, "color": colours.muted},
    )
    figure.update_layout(height=figure.layout.height + NOTE, margin={"b": figure.layout.margin.b + NOTE})


def _levels(marks: Sequence[StepMark], height: float) -> Callable[[float], float]:
    """Return what turns a value into pixels from the top."""
    most = max([mark.value for mark in marks] + [1.0])
    edge = MARK / 2 + 4
    return lambda value: height - edge - (height - 2 * edge) * sqrt(max(value, 0) / most)


def _axes(
    figure: go.Figure,
    edges: Mapping[float, tuple[float, float]],
    room: float,
    colours: Palette,
    language: str,
) -> None:
    """Label each band with its person-days and shade every other one."""
    for left, right in list(edges.values())[::2]:
        figure.add_vrect(x0=left, x1=right, fillcolor=colours.track, opacity=0.6, layer="below", line_width=0)
    figure.update_xaxes(
        range=[0, room],
        tickvals=[(left + right) / 2 for left, right in edges.values()],
        ticktext=[plain_number(days) for days in edges],
        tickangle=0,
        ticklabelstandoff=4,
        title={
            "text": Text("charts.days_axis").in_(language),
            "font": {"size": theme.SMALL + 1},
            "standoff": 8,
        },
    )


def _heights(
    figure: go.Figure,
    marks: Sequence[StepMark],
    levels: Callable[[float], float],
    colours: Palette,
    language: str,
) -> None:
    """Label the heights with round values."""
    most = max(mark.value for mark in marks)
    ticks = [value for value in ROUND_VALUES if value <= most]
    figure.update_yaxes(
        tickvals=[levels(value) for value in ticks],
        ticktext=[plain_number(value) for value in ticks],
        showticklabels=True,
        tickfont={"size": theme.SMALL, "color": colours.muted},
        ticklabelstandoff=4,
        showgrid=True,
        gridcolor=colours.line,
        gridwidth=1,
        title={
            "text": Text("charts.value_axis").in_(language),
            "font": {"size": theme.SMALL + 1},
            "standoff": 6,
        },
    )


def _leaders(
    figure: go.Figure,
    wanted: Sequence[float],
    shown: Sequence[tuple[float, float]],
    colours: Palette,
) -> None:
    """Tie every mark that had to give way to its true height."""
    moved = [(x, y, level) for level, (x, y) in zip(wanted, shown, strict=True) if abs(y - level) > MARK / 2]
    figure.add_scatter(
        name="leaders",
        mode="lines+markers",
        x=[value for x, _, _ in moved for value in (x, x, None)],
        y=[value for _, y, level in moved for value in (y, level, None)],
        line={"color": colours.muted, "width": 1},
        marker={"size": 4, "color": colours.muted},
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(figure: go.Figure, own: Sequence[tuple[StepMark, tuple[float, float]]], look: Look) -> None:
    """Draw the marks of one function, and one of them for the legend."""
    colours, owner = look.colours, own[0][0].owner
    colour = colours.functions[owner % len(colours.functions)]
    symbol = theme.SYMBOLS[owner % len(theme.SYMBOLS)]
    figure.add_scatter(
        name=escape(own[0][0].owner_name),
        mode="markers+text",
        x=[place[0] for _, place in own],
        y=[place[1] for _, place in own],
        text=[str(mark.number) for mark, _ in own],
        textposition="middle center",
        textfont={
            "size": theme.SMALL,
            "color": [colours.ink if mark.if_confirmed else theme.ink_on(colour) for mark, _ in own],
        },
        marker={
            "symbol": symbol,
            "size": MARK * theme.SYMBOL_SIZES[symbol],
            "color": [colours.paper if mark.if_confirmed else colour for mark, _ in own],
            "line": {
                "color": [colour if mark.if_confirmed else colours.ink for mark, _ in own],
                "width": [3 if mark.if_confirmed else 1 for mark, _ in own],
            },
            "opacity": 1,
        },
        customdata=[_hover(mark, look.language) for mark, _ in own],
        hovertemplate=HOVER,
        cliponaxis=False,
        showlegend=False,
    )
    # A mark of its own for the legend: the first step of a function may be hollow.
    figure.add_scatter(
        name=escape(own[0][0].owner_name),
        mode="markers",
        x=[None],
        y=[None],
        marker={"symbol": symbol, "size": 14, "color": colour, "line": {"color": colours.ink, "width": 1}},
        hoverinfo="skip",
    )


def _hollow_key(figure: go.Figure, colours: Palette, language: str) -> None:
    figure.add_scatter(
        name=escape(Text("charts.if_confirmed").in_(language)),
        mode="markers",
        x=[None],
        y=[None],
        marker={
            "symbol": "circle",
            "size": 14,
            "color": colours.paper,
            "line": {"color": colours.muted, "width": 3},
        },
        hoverinfo="skip",
    )


def _hover(mark: StepMark, language: str) -> list[str]:
    facts = Text(
        "charts.step_facts",
        owner=mark.owner_name,
        days=plain_number(mark.days),
        weeks=mark.weeks,
        value=plain_number(round(mark.value, 1)),
    ).in_(language)
    return [
        block(f"{mark.number}. {mark.text}", 270, theme.SIZE, most=4),
        block(facts, 280, theme.SIZE, most=3),
        block(mark.reason, 280, theme.SIZE, most=4),
        escape(Text("presentation.head.first").in_(language) if mark.if_confirmed else ""),
    ]
