"""The roadmap at a glance: what each step costs against what it brings."""

from collections.abc import Sequence
from math import ceil

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.dodge import dodge
from assessment.charts.lettering import block, escape
from assessment.charts.model import StepMark
from assessment.charts.rows import step_marks
from assessment.charts.theme import Margins, Palette
from assessment.charts.words import plain_number, say
from assessment.instrument.model import Instrument
from assessment.roadmap.roadmap import Roadmap

HOVER = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
)
MARK = 26
"""Size of a mark in pixels: a two-digit number fits."""
TALL = 330
"""Least height of the plot."""
LEGEND_LINE = 24


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
    eye should find the top left: much for little. Marks that would cover each
    other move apart, with a thin line to where they belong.

    Args:
        roadmap: the list of steps.
        instrument: whose functions and items the steps name.
        language: of the labels.
        narrow: for pages under 600 pixels.
        dark: for dark pages.
    """
    marks = step_marks(roadmap, instrument, language)
    colours = theme.palette(dark=dark)
    owners = sorted({mark.owner for mark in marks})
    entries = len(owners) + any(mark.if_confirmed for mark in marks)
    legend = LEGEND_LINE * ceil(entries / (2 if narrow else 3)) + 12
    margins = Margins(left=44 if narrow else 56, right=10, top=legend, bottom=54)
    page = theme.NARROW if narrow else theme.WIDE
    room = (page - margins.left - margins.right, float(max(TALL, 15 * len(marks))))
    figure = theme.blank(colours, room[1], margins)
    if not marks:
        theme.put(figure, escape(say("no_steps", language)), xref="paper", yref="paper", x=0.5, y=0.5)
        return figure
    span = (max(mark.days for mark in marks) * 1.1, max([mark.value for mark in marks] + [1.0]) * 1.1)
    wanted = [
        (mark.days / span[0] * room[0], room[1] - mark.value / span[1] * room[1]) for mark in marks
    ]
    moved = dodge(wanted, MARK + 3, room, MARK / 2 + 1)
    shown = [(x / room[0] * span[0], (room[1] - y) / room[1] * span[1]) for x, y in moved]
    _axes(figure, span, colours, language)
    _leaders(figure, marks, shown, colours)
    for owner in owners:
        _marks(figure, owner, marks, shown, colours, language)
    if any(mark.if_confirmed for mark in marks):
        _hollow_key(figure, colours, language)
    figure.update_layout(showlegend=True, legend=_legend(narrow=narrow))
    return figure


def _axes(figure: go.Figure, span: tuple[float, float], colours: Palette, language: str) -> None:
    grid = {
        "showgrid": True,
        "gridcolor": colours.line,
        "gridwidth": 1,
        "showline": True,
        "linecolor": colours.muted,
        "showticklabels": True,
        "tickfont": {"size": theme.SMALL, "color": colours.muted},
        "nticks": 6,
    }
    title = {"size": theme.SMALL + 1, "color": colours.ink}
    figure.update_xaxes(
        **grid,
        range=[0, span[0]],
        ticklabelstandoff=4,
        title={"text": say("days_axis", language), "font": title, "standoff": 10},
    )
    figure.update_yaxes(
        **grid,
        range=[0, span[1]],
        ticklabelstandoff=4,
        title={"text": say("value_axis", language), "font": title, "standoff": 8},
    )


def _leaders(
    figure: go.Figure,
    marks: Sequence[StepMark],
    shown: Sequence[tuple[float, float]],
    colours: Palette,
) -> None:
    """Tie every moved mark to where it belongs."""
    pairs = list(zip(marks, shown, strict=True))
    figure.add_scatter(
        name="leaders",
        mode="lines",
        x=[x for mark, place in pairs for x in (mark.days, place[0], None)],
        y=[y for mark, place in pairs for y in (mark.value, place[1], None)],
        line={"color": colours.muted, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        name="true places",
        mode="markers",
        x=[mark.days for mark in marks],
        y=[mark.value for mark in marks],
        marker={"size": 5, "color": colours.muted, "symbol": "circle"},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(
    figure: go.Figure,
    owner: int,
    marks: Sequence[StepMark],
    shown: Sequence[tuple[float, float]],
    colours: Palette,
    language: str,
) -> None:
    own = [(mark, place) for mark, place in zip(marks, shown, strict=True) if mark.owner == owner]
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
            "size": MARK,
            "color": [colours.paper if mark.if_confirmed else colour for mark, _ in own],
            "line": {
                "color": [colour if mark.if_confirmed else colours.ink for mark, _ in own],
                "width": [3 if mark.if_confirmed else 1 for mark, _ in own],
            },
            "opacity": 1,
        },
        customdata=[_hover(mark, language) for mark, _ in own],
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
        name=escape(say("if_confirmed", language)),
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
    facts = say(
        "step_facts",
        language,
        owner=mark.owner_name,
        days=plain_number(mark.days),
        weeks=mark.weeks,
        value=plain_number(round(mark.value, 1)),
    )
    return [
        block(f"{mark.number}. {mark.text}", 270, theme.SIZE, most=4),
        block(facts, 280, theme.SIZE, most=3),
        block(mark.reason, 280, theme.SIZE, most=4),
        escape(say("head_first", language) if mark.if_confirmed else ""),
    ]


def _legend(*, narrow: bool) -> dict[str, object]:
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "xref": "container",
        "y": 1,
        "yanchor": "top",
        "yref": "container",
        "font": {"size": theme.SMALL},
        "entrywidthmode": "fraction",
        "entrywidth": 0.5 if narrow else 0.33,
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
    }
