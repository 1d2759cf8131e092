"""The roadmap at a glance: what each step costs against what it brings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, only_words
from assessment.charts.text_metrics import block, escape, spread
from assessment.charts.theme import Look
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.presentation.schedule import StepMark, step_marks
from assessment.presentation.values import plain_number

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
MARK = 26
"""Size of a mark in pixels: a two-digit number fits."""
APART = MARK + 4
TALL = 330
"""Least height of the plot."""
MOST_NARROW = 20
"""Steps that a phone shows; the list and the table have them all."""
ROUND_VALUES = (0, 1, 2, 5, 10, 20, 40, 60, 80, 100)

Placed = Mapping[int, tuple[StepMark, int, float, float]]
"""Steps by number, with their column, the height they belong at and the one they got."""


def roadmap_chart(roadmap: Roadmap, instrument: Instrument, look: Look) -> go.Figure:
    """Draw every step by its person-days (right is dearer) and the gap it closes (up is more).

    Marks carry the number of the step in the list, and the symbol and colour
    of the function that does it; a hollow mark is to be found out first. The
    eye should find the top left: much for little.

    Steps of the same effort stand above each other in one column. The scale
    upwards is a square root, as most steps close little. A mark that had to
    give way is tied to its true height by a thin line. A narrow page shows
    the first steps only and says so.
    """
    every = step_marks(roadmap, instrument, look.language)
    marks = every[:MOST_NARROW] if look.narrow else every
    if not marks:
        return only_words(look.say("charts.no_steps"), look)
    counts = Counter(mark.days for mark in marks)
    height = float(max(TALL, APART * max(counts.values())))
    figure = FigureBuilder(look, height, left=44, bottom=52)
    placed = _place(marks, height)
    _axes(figure, sorted(counts), max(mark.value for mark in marks))
    _leaders(figure, placed)
    for owner in sorted({mark.owner for mark in marks}):
        _marks(figure, [one for one in placed.values() if one[0].owner == owner])
    if any(mark.if_confirmed for mark in marks):
        border = {"color": look.colours.muted, "width": 3}
        marker = {"symbol": "circle", "size": 14, "color": look.colours.paper, "line": border}
        figure.legend_key("scatter", "hollow", look.say("charts.if_confirmed"), mode="markers", marker=marker)
    if len(marks) < len(every):
        _note(figure, look.say("charts.first_steps", shown=len(marks), count=len(every)))
    return figure.finish()


def _level(value: float, most: float, height: float) -> float:
    edge = APART / 2
    return height - edge - (height - 2 * edge) * sqrt(max(value, 0) / max(most, 1.0))


def _place(marks: Sequence[StepMark], height: float) -> Placed:
    """Set the steps of the same effort above each other, each as near to its own height as there is room."""
    most = max(mark.value for mark in marks)
    placed = {}
    for column, days in enumerate(sorted({mark.days for mark in marks})):
        own = [mark for mark in marks if mark.days == days]
        wanted = [_level(mark.value, most, height) for mark in own]
        for mark, level, got in zip(own, wanted, spread(wanted, APART, height), strict=True):
            placed[mark.number] = (mark, column, level, got)
    return {mark.number: placed[mark.number] for mark in marks}


def _axes(figure: FigureBuilder, efforts: Sequence[float], most: float) -> None:
    """Label each column with its person-days and shade every other one; heights have round values."""
    look = figure.look
    for column in range(0, len(efforts), 2):
        place = {"xref": "x", "x0": column - 0.5, "x1": column + 0.5, "yref": "paper", "y0": 0, "y1": 1}
        figure.area(look.colours.track, place, opacity=0.6)
    title = {"size": theme.SMALL + 1}
    figure.xaxis(
        range=[-0.5, len(efforts) - 0.5],
        tickvals=list(range(len(efforts))),
        ticktext=[plain_number(days) for days in efforts],
        tickangle=0,
        ticklabelstandoff=4,
        automargin=True,
        title={"text": look.say("charts.days_axis"), "font": title, "standoff": 8},
    )
    values = [value for value in ROUND_VALUES if value <= most]
    figure.yaxis(
        tickvals=[_level(value, most, figure.height) for value in values],
        ticktext=[plain_number(value) for value in values],
        showticklabels=True,
        ticklabelstandoff=4,
        automargin=True,
        showgrid=True,
        gridcolor=look.colours.line,
        title={"text": look.say("charts.value_axis"), "font": title, "standoff": 6},
    )


def _leaders(figure: FigureBuilder, placed: Placed) -> None:
    """Tie every mark that had to give way to its true height."""
    moved = [(x, y, level) for _, x, level, y in placed.values() if abs(y - level) > MARK / 2]
    figure.trace(
        "scatter",
        "leaders",
        mode="lines+markers",
        x=[value for x, *_ in moved for value in (x, x, None)],
        y=[value for _, y, level in moved for value in (y, level, None)],
        line={"color": figure.look.colours.muted, "width": 1},
        marker={"size": 4, "color": figure.look.colours.muted},
    )


def _marks(figure: FigureBuilder, own: Sequence[tuple[StepMark, int, float, float]]) -> None:
    look = figure.look
    steps = [mark for mark, *_ in own]
    colour, symbol = function_style(steps[0], look)
    figure.trace(
        "scatter",
        "steps",
        mode="markers+text",
        x=[x for _, x, *_ in own],
        y=[y for *_, y in own],
        customdata=[_hover(mark, look) for mark in steps],
        hovertemplate=HOVER,
        cliponaxis=False,
        **numbered(steps, look, MARK),
    )
    # A mark of its own for the legend: the first step of a function may be hollow.
    marker = {"symbol": symbol, "size": 14, "color": colour, "line": {"color": look.colours.ink, "width": 1}}
    figure.legend_key("scatter", "function", steps[0].owner_name, mode="markers", marker=marker)


def function_style(mark: StepMark, look: Look) -> tuple[str, str]:
    """Return the colour and the symbol of a step's function."""
    functions = look.colours.functions
    return functions[mark.owner % len(functions)], theme.SYMBOLS[mark.owner % len(theme.SYMBOLS)]


def numbered(marks: Sequence[StepMark], look: Look, size: float) -> dict[str, Any]:
    """Return how the numbers of steps look, each on its function's symbol; hollow where to be found out."""
    colours = look.colours
    styles = [(*function_style(mark, look), mark.if_confirmed) for mark in marks]
    return {
        "text": [str(mark.number) for mark in marks],
        "textposition": "middle center",
        "textfont": {
            "size": theme.SMALL,
            "color": [colours.ink if hollow else theme.ink_on(fill) for fill, _, hollow in styles],
        },
        "marker": {
            "symbol": [symbol for _, symbol, _ in styles],
            "size": [size * theme.SYMBOL_SIZES[symbol] for _, symbol, _ in styles],
            "color": [colours.paper if hollow else fill for fill, _, hollow in styles],
            "line": {
                "color": [fill if hollow else colours.ink for fill, _, hollow in styles],
                "width": [3 if hollow else 1 for *_, hollow in styles],
            },
            "opacity": 1,
        },
    }


def _hover(mark: StepMark, look: Look) -> list[str]:
    facts = look.say(
        "charts.step_facts",
        owner=mark.owner_name,
        days=mark.days,
        weeks=mark.weeks,
        value=round(mark.value, 1),
    )
    return [
        block(f"{mark.number}. {mark.text}", 270, theme.SIZE, most=4),
        block(facts, 280, theme.SIZE, most=3),
        block(mark.reason, 280, theme.SIZE, most=4),
        escape(look.say("presentation.head.first") if mark.if_confirmed else ""),
    ]


def _note(figure: FigureBuilder, words: str) -> None:
    figure.bottom += 34
    figure.write(
        block(words, figure.room, theme.SMALL),
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xanchor="left",
        yanchor="top",
        yshift=-50,
        font={"size": theme.SMALL, "color": figure.look.colours.muted},
    )
