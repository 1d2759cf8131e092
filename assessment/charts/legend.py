"""A key above the plot, in as many lines as its words need."""

from math import ceil

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lettering import width

SWATCH = 42
"""Pixels that the drawn sample of an entry takes."""
LINE = 21


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
