"""Builds a figure: traces, words and shapes are gathered and handed to plotly at once.

Plotly checks all of them again for each one that is added: a schedule of 75
steps would take seconds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import Any

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.text_metrics import block, escape, width
from assessment.charts.theme import Look

LEGEND_LINE = 21
SWATCH = 42
"""Pixels that the drawn sample of an entry takes."""
NAME_ROOM = 240
"""Most pixels for a name beside its row."""
NAME_LINE = 18
"""Pixels that each further line of a name takes."""

Place = Mapping[str, object]

Finish = Callable[[dict[str, Any]], go.Figure]
"""Returns a figure, given all that stands in it."""

_finisher: ContextVar[Finish] = ContextVar("finisher", default=go.Figure)


@contextmanager
def finished_by(finish: Finish) -> Iterator[None]:
    """Let somebody else finish figures meanwhile: who still knows one in which the very same stands."""
    before = _finisher.set(finish)
    try:
        yield
    finally:
        _finisher.reset(before)


@dataclass(frozen=True)
class RowShape:
    """Where the parts of a named row stand, in pixels from its top.

    Attributes:
        height: of the row.
        bar: middle of what is drawn.
        words: middle of its name and its figure.
    """

    height: float
    bar: float
    words: float


@dataclass
class FigureBuilder:
    """A figure for a reader and a page, and what is still to be put on it.

    Its vertical axis counts pixels downwards from 0, so that rows can be as
    high as their words need; `height=None` leaves it to the data.

    Attributes:
        look: for whom and for what page.
        height: of the plot in pixels, margins not included.
        left: least margin beside the plot in pixels; names of rows take what they need.
        right: the same at the other side.
        top: margin above the plot.
        bottom: margin below it.
    """

    look: Look
    height: float
    left: float = 8
    right: float = 12
    top: float = 4
    bottom: float = 4
    traces: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    axes: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def room(self) -> float:
        """Width of the plot in pixels that labels are reckoned with."""
        return self.look.page - self.left - self.right

    def trace(self, kind: str, meta: str, *, legend: str | None = None, **values: Any) -> None:
        """Add a trace; without a hover template nothing answers to the pointer.

        Args:
            kind: `bar` or `scatter`.
            meta: what it means, for tests and for marks that can be selected.
            legend: its words in the legend, not escaped; not listed where there are none.
            values: as plotly takes them.
        """
        if "hovertemplate" not in values:
            values["hoverinfo"] = "skip"
        listed = {"name": escape(legend or meta), "showlegend": legend is not None}
        self.traces.append({"type": kind, "meta": meta, **listed, **values})

    def legend_key(self, kind: str, meta: str, legend: str, **values: Any) -> None:
        """Add an entry to the legend that stands for no single trace."""
        self.trace(kind, meta, legend=legend, x=[None], y=[None], **values)

    def write(self, text: str, **place: object) -> None:
        """Write an escaped text with no arrow and left-aligned lines."""
        self.notes.append({"text": text, "showarrow": False, "align": "left", "borderpad": 0, **place})

    def line(self, colour: str, place: Place, *, wide: float = 1, dash: str = "solid") -> None:
        """Draw a line below everything else."""
        style = {"color": colour, "width": wide, "dash": dash}
        self.shapes.append({"type": "line", "layer": "below", "line": style, **place})

    def area(self, fill: str, place: Place, *, opacity: float = 1) -> None:
        """Fill a rectangle below everything else."""
        style = {"fillcolor": fill, "opacity": opacity, "line": {"width": 0}}
        self.shapes.append({"type": "rect", "layer": "below", **style, **place})

    def xaxis(self, **values: object) -> None:
        """Set the horizontal axis."""
        self.axes.setdefault("xaxis", {}).update(values)

    def yaxis(self, **values: object) -> None:
        """Set the vertical axis."""
        self.axes.setdefault("yaxis", {}).update(values)

    def rows(
        self, rows: Sequence[tuple[str, str]], shape: RowShape, ends: tuple[float, float]
    ) -> list[float]:
        """Name rows at their left and write their figures at their right; above them on a narrow page.

        There a name that is too long for its line takes a second one, and the plot grows by it.

        Args:
            rows: of each the name, not escaped, and the figure as plotly takes it.
            shape: where the parts of a row stand.
            ends: of the horizontal axis.

        Returns:
            The middle of what is to be drawn in each row.
        """
        if self.look.narrow:
            figures = [figure for _, figure in rows]
            rooms = [self.room - width(_bare(figure), theme.SIZE) - 12 for figure in figures]
            names = [block(name, room, theme.SIZE) for (name, _), room in zip(rows, rooms, strict=True)]
            more = [name.count("<br>") * NAME_LINE for name in names]
            self.height += sum(more)
            tops = [number * shape.height + sum(more[:number]) for number in range(len(rows))]
            levels = [top + below + shape.bar for top, below in zip(tops, more, strict=True)]
            # On the page's ground, so that no line of the chart runs through what is written.
            ground: dict[str, Any] = {
                "xref": "x",
                "yref": "y",
                "yanchor": "middle",
                "bgcolor": self.look.colours.paper,
                "font": {"size": theme.SIZE},
            }
            for name, figure, top, below in zip(names, figures, tops, more, strict=True):
                height = top + shape.words
                self.write(name, x=ends[0], xanchor="left", y=height + below / 2, **ground)
                self.write(figure, x=ends[1], xanchor="right", y=height, **ground)
            return levels
        levels = [number * shape.height + shape.bar for number in range(len(rows))]
        ticks = {
            "tickvals": levels,
            "showticklabels": True,
            "automargin": True,
            "tickfont": {"size": theme.SIZE},
        }
        self.yaxis(
            **ticks, ticktext=[block(name, NAME_ROOM, theme.SIZE) for name, _ in rows], ticklabelstandoff=10
        )
        # An axis of its own at the right, so that plotly makes room for the figures.
        self.axes["yaxis2"] = {**ticks, "overlaying": "y", "side": "right", "ticklabelstandoff": 10}
        self.axes["yaxis2"]["ticktext"] = [figure for _, figure in rows]
        self.trace("scatter", "right", x=[None], y=[None], yaxis="y2")
        return levels

    def finish(self, selectable: Sequence[str] = ()) -> go.Figure:
        """Return the figure with its legend above the plot."""
        colours = self.look.colours
        entries = [one["name"] for one in self.traces if one["showlegend"]]
        entry = max((width(words, theme.SMALL) for words in entries), default=0) + 8
        columns = max(int((self.look.page - 24) / (entry + SWATCH)), 1)
        legend = LEGEND_LINE * ceil(len(entries) / columns) + 12 if entries else 0
        font = {"family": theme.FONT, "size": theme.SIZE, "color": colours.ink}
        hidden = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True}
        hidden["tickfont"] = {"size": theme.SMALL, "color": colours.muted}
        pixels = {"range": [self.height, 0], "showticklabels": False}
        axes = {"xaxis": {}, "yaxis": {}, **self.axes}
        for name, axis in axes.items():
            axes[name] = {**hidden, **(pixels if name.startswith("yaxis") else {}), **axis}
        layout = {
            "template": "none",
            "paper_bgcolor": theme.CLEAR,
            "plot_bgcolor": theme.CLEAR,
            "font": font,
            "height": self.height + self.top + self.bottom + legend,
            "margin": {"l": self.left, "r": self.right, "t": self.top + legend, "b": self.bottom, "pad": 0},
            "barmode": "overlay",
            "hovermode": "closest",
            "dragmode": False,
            "showlegend": bool(entries),
            "hoverlabel": {
                "bgcolor": colours.paper,
                "bordercolor": colours.muted,
                "font": font,
                "align": "left",
            },
            "legend": {
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
            "annotations": self.notes,
            "shapes": self.shapes,
            **axes,
        }
        if selectable:
            for one in self.traces:
                one["unselected"] = {"marker": {"opacity": DIMMED if one["meta"] in selectable else 1}}
        return _finisher.get()({"data": self.traces, "layout": layout})


@cache
def _no_figure() -> go.Figure:
    return go.Figure()


def height_of(draw: Callable[[], go.Figure]) -> float:
    """Return how high a figure will be, in pixels, without plotly's part in it.

    Args:
        draw: draws it with a `FigureBuilder`.
    """
    found: list[float] = []
    none = _no_figure()

    def noted(drawn: dict[str, Any]) -> go.Figure:
        found.append(float(drawn["layout"]["height"]))
        return none

    with finished_by(noted):
        draw()
    return found[-1]


DIMMED = 0.45
"""How much of a mark is left to see while another one is selected."""


def _bare(text: str) -> str:
    return "".join(part.rpartition(">")[2] for part in text.split("<"))


def only_words(words: str, look: Look) -> go.Figure:
    """Return a figure that says why there is nothing to draw."""
    text = block(words, look.page - 40, theme.SIZE, most=8)
    figure = FigureBuilder(look, 19 * (text.count("<br>") + 1) + 24)
    figure.xaxis(showticklabels=False)
    figure.write(text, xref="paper", yref="paper", x=0, y=0.5, xanchor="left", yanchor="middle")
    return figure.finish()
