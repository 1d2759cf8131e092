"""A key above the plot, in as many lines as its words need."""

from collections.abc import Sequence
from math import ceil

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lettering import escape, width, wrap
from assessment.charts.sketch import Sketch

SWATCH = 42
"""Pixels that the drawn sample of an entry takes."""


LINE = 21


LINE_OF_KEY = 20


MOST_LINES = 3
"""Lines that one part of a key may take."""


def add_legend(figure: go.Figure, room: float) -> None:
    """Show the figure's legend above the plot, and make the figure so much taller.

    Args:
        figure: with all its traces; those not to be listed say so.
        room: width of the plot in pixels.
    """
    entries = [trace.name for trace in figure.data if trace.showlegend is not False]
    entry = max((width(words, theme.SMALL) for words in entries), default=0) + 8
    columns = max(int(room / (entry + SWATCH)), 1)
    needed = LINE * ceil(len(entries) / columns) + 12
    figure.update_layout(
        showlegend=True,
        height=figure.layout.height + needed,
        margin={"t": figure.layout.margin.t + needed},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "xref": "container",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "font": {"size": theme.SMALL},
            "entrywidthmode": "pixels",
            "entrywidth": entry,
            "itemclick": False,
            "itemdoubleclick": False,
            "traceorder": "normal",
        },
    )


def fill_lines(parts: Sequence[str], room: float) -> list[str]:
    """Set the parts of a key in words side by side, in as many lines as they need; a long part is broken."""
    lines: list[str] = []
    for piece in (line for part in parts for line in wrap(part, room, theme.SMALL, MOST_LINES)):
        longer = f"{lines[-1]}　{piece}" if lines else piece
        if lines and width(longer, theme.SMALL) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def key_height(lines: Sequence[str]) -> float:
    """Return the margin that a key in words needs above the plot, in pixels."""
    return len(lines) * LINE_OF_KEY + 14


def write_key(sketch: Sketch, lines: Sequence[str], left: float) -> None:
    """Write a key in words above the plot.

    Args:
        sketch: with a margin as high as the key needs.
        lines: of the key, not escaped yet.
        left: the margin beside the plot, in pixels.
    """
    sketch.write(
        "<br>".join(escape(line) for line in lines),
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        xshift=8 - left,
        yshift=8,
        font={"size": theme.SMALL, "color": sketch.look.colours.muted},
    )
