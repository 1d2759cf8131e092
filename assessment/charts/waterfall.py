"""From an old score to a new one: what improved, worsened, came to be answered, or was asked otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, RowShape, only_words
from assessment.charts.picks import Kind, Pick
from assessment.charts.text_metrics import block, escape
from assessment.charts.theme import Look
from assessment.presentation.rounds import CauseStep, Waterfall, waterfall
from assessment.presentation.values import listed, score_text
from assessment.scoring.comparison import Comparison

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"
BESIDE = RowShape(height=44, bar=22, words=22)
ABOVE = RowShape(height=58, bar=40, words=13)
THICK = 20
LEAST_SPAN = 10
"""Points the scale shows at least."""
NAMES = 5
"""Items named in a hover text."""


@dataclass(frozen=True)
class WaterfallBar:
    """A row: a score, or what a cause made of it; in tenths.

    Attributes:
        label: its name.
        start: where it begins.
        end: where it ends.
        step: the cause; None for the scores at both ends.
    """

    label: str
    start: int
    end: int
    step: CauseStep | None

    @property
    def figure(self) -> str:
        """The number at the right."""
        return f"<b>{score_text(self.end / 10)}</b>" if self.step is None else signed(self.step.tenths)


def signed(tenths: int) -> str:
    """Write a part of a change: +6.3, -2.0, 0.0."""
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def waterfall_chart(pair: Comparison, look: Look) -> go.Figure:
    """Draw how the four causes lead from the old index to the new one, row by row.

    Each bar begins where the one above it ended; the numbers at the right add
    up, as they are shown. Bars differ by pattern as well as by colour. The
    scale does not begin at 0, so the scores at both ends are marks, not bars.

    A selected bar gives the cause, and the items behind it.

    Args:
        pair: two rounds, or the first and the last of a series.
        look: for whom and for what page.
    """
    fall = waterfall(pair, look.language)
    bars = _bars(fall, look)
    if not bars:
        return only_words(look.say("charts.not_split", why=fall.why), look)
    shape = ABOVE if look.narrow else BESIDE
    figure = FigureBuilder(look, shape.height * len(bars), bottom=26)
    ends = [end / 10 for bar in bars for end in (bar.start, bar.end)]
    middle, span = (max(ends) + min(ends)) / 2, max(max(ends) - min(ends), LEAST_SPAN)
    scale = (middle - 0.6 * span, middle + 0.6 * span)
    levels = figure.rows([(bar.label, bar.figure) for bar in bars], shape, scale)
    figure.xaxis(range=list(scale), nticks=6)
    for bar, level, below in zip(bars[:-1], levels[:-1], levels[1:], strict=True):
        place = {"xref": "x", "x0": bar.end / 10, "x1": bar.end / 10, "yref": "y", "y0": level, "y1": below}
        figure.line(look.colours.muted, place, dash="dot")
    _draw(figure, bars, levels)
    return figure.finish(["causes"])


def _bars(fall: Waterfall, look: Look) -> list[WaterfallBar]:
    """Return the old score, the causes one after the other, and the new score; none where it is not split."""
    if not fall.steps:
        return []
    start, end = fall.before or 0, fall.after or 0
    first, last = (
        look.say("presentation.score_of", day=name, what=fall.what)
        for name in (fall.before_name, fall.after_name)
    )
    bars = [WaterfallBar(first, start, start, None)]
    for step in fall.steps:
        label = look.say(f"presentation.cause.{step.cause}")
        if step.items:
            label = look.say("charts.cause_items", cause=label, count=len(step.items))
        bars.append(WaterfallBar(label, bars[-1].end, bars[-1].end + step.tenths, step))
    return [*bars, WaterfallBar(last, end, end, None)]


def _draw(figure: FigureBuilder, bars: Sequence[WaterfallBar], levels: Sequence[float]) -> None:
    """Draw the causes as bars, those that did nothing as a thin line, and the scores as marks."""
    colours = figure.look.colours
    steps = [(bar, bar.step, level) for bar, level in zip(bars, levels, strict=True) if bar.step is not None]
    # Plotly draws a pattern in the colour of its own bar, on the page's ground.
    fills = {
        "improved": (colours.accent, ""),
        "worsened": (colours.warn, "\\"),
        "answered_or_absent": (colours.muted, theme.UNKNOWN_PATTERN),
        "instrument": (colours.muted, "x"),
    }
    inks = [fills[step.cause][0] for _, step, _ in steps]
    figure.trace(
        "bar",
        "causes",
        orientation="h",
        base=[bar.start / 10 for bar, *_ in steps],
        x=[step.tenths / 10 for _, step, _ in steps],
        y=[level for *_, level in steps],
        width=THICK,
        marker={
            "color": inks,
            "line": {"color": inks, "width": 1.5},
            "opacity": 1,
            "pattern": {"shape": [fills[step.cause][1] for _, step, _ in steps], "size": 7, "solidity": 0.3},
        },
        customdata=[
            [
                *_hover(bar, step, figure.look),
                Pick(Kind.CAUSE, cause=step.cause, items=step.items).as_data(),
            ]
            for bar, step, _ in steps
        ],
        hovertemplate=HOVER,
    )
    scores = [(bar, level) for bar, level in zip(bars, levels, strict=True) if bar.step is None]
    figure.trace(
        "scatter",
        "scores",
        mode="markers",
        x=[bar.end / 10 for bar, _ in scores],
        y=[level for _, level in scores],
        marker={"symbol": "diamond", "size": 15, "color": colours.ink, "opacity": 1},
    )


def _hover(bar: WaterfallBar, step: CauseStep, look: Look) -> list[str]:
    names = [*step.names[:NAMES], *(["…"] if len(step.names) > NAMES else [])]
    text = block(listed(names, look.language), 280, theme.SIZE, most=6)
    return [escape(f"{bar.label} {signed(step.tenths)}"), text]
