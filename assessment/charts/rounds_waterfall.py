"""From an old score to a new one: what improved, worsened, came to be answered, or was asked otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lettering import block, escape, width, wrap
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.presentation.formats import listed, score_text
from assessment.presentation.rounds import CauseStep, Waterfall, waterfall
from assessment.scoring.comparison import Comparison
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"


BESIDE = 44
"""Height of a row with its label beside the bar, in pixels."""


ABOVE = 58
"""The same with the label above it."""


THICK = 20


NAME_ROOM = 250
"""Most pixels for a label beside its bar."""


LEAST_SPAN = 10
"""Points the scale shows at least."""


NAMES = 5
"""Items named in a hover text."""


@dataclass(frozen=True)
class Bar:
    """A row: a score, or what a cause made of it; in tenths."""

    label: str
    start: int
    end: int
    step: CauseStep | None
    """None for the scores at both ends."""

    @property
    def said(self) -> str:
        """The number at the right."""
        return score_text(self.end / 10) if self.step is None else signed(self.step.tenths)


def signed(tenths: int) -> str:
    """Write a part of a change: +6.3, -2.0, 0.0."""
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def rounds_waterfall(
    pair: Comparison,
    language: str,
    *,
    dimension: str | None = None,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw how the four causes lead from the old index to the new one, row by row.

    Each bar begins where the one above it ended; the numbers at the right add
    up, as they are shown. Bars differ by pattern as well as by colour. The
    scale does not begin at 0, so the scores at both ends are marks, not bars.

    A selected bar gives the cause, and the items behind it.

    Args:
        pair: two rounds, or the first and the last of a series.
        language: of the labels.
        dimension: its id, to explain its score; the index where nothing is said.
        narrow: put labels above the bars, for pages under 600 pixels.
        dark: for dark pages.

    Raises:
        KeyError: neither round has such a dimension.
    """
    fall = waterfall(pair, dimension, language)
    look = Look(language, narrow, dark)
    bars = _bars(fall, language)
    if not bars:
        return _only_words(Text("charts.not_split", why=fall.why).in_(language), look)
    row = ABOVE if narrow else BESIDE
    left, right = _sides(bars, narrow=narrow)
    figure = theme.blank(look.colours, row * len(bars), Margins(left, right, 4, 26))
    sketch = Sketch(figure, look)
    levels = [number * row + (row - THICK / 2 - 8 if narrow else row / 2) for number in range(len(bars))]
    _guides(sketch, bars, levels)
    _draw(figure, bars, levels, dimension, look)
    for bar, level in zip(bars, levels, strict=True):
        _words(sketch, bar, level, left)
    sketch.finish()
    low, high, step = _scale(bars)
    ticks = [value for value in range(ceil(low), floor(high) + 1) if value % step == 0]
    figure.update_xaxes(range=[low, high], tickvals=ticks, ticktext=[str(tick) for tick in ticks])
    figure.update_layout(hovermode="closest")
    keep_readable(figure, ["causes"])
    return figure


def _bars(fall: Waterfall, language: str) -> list[Bar]:
    """Return the old score, the causes one after the other, and the new score."""
    if not fall.steps:
        return []
    start, end = fall.before or 0, fall.after or 0
    bars = [
        Bar(
            Text("presentation.score_of", day=fall.before_name, what=fall.what).in_(language),
            start,
            start,
            None,
        )
    ]
    for step in fall.steps:
        name = Text(f"presentation.cause.{step.cause}").in_(language)
        label = (
            Text("charts.cause_items", cause=name, count=len(step.items)).in_(language)
            if step.items
            else name
        )
        bars.append(Bar(label, bars[-1].end, bars[-1].end + step.tenths, step))
    return [
        *bars,
        Bar(Text("presentation.score_of", day=fall.after_name, what=fall.what).in_(language), end, end, None),
    ]


def _only_words(words: str, look: Look) -> go.Figure:
    """Return a figure that says why there is nothing to draw."""
    lines = wrap(words, look.page - 40, theme.SIZE, most=8)
    figure = theme.blank(look.colours, 19 * len(lines) + 24, Margins(8, 8, 4, 4))
    theme.put(figure, "<br>".join(escape(line) for line in lines), xref="paper", yref="paper", x=0, y=0.5)
    figure.update_layout(annotations=[{"xanchor": "left", "yanchor": "middle"}])
    figure.update_xaxes(showticklabels=False)
    return figure


def _sides(bars: Sequence[Bar], *, narrow: bool) -> tuple[float, float]:
    """Return the pixels left and right of the bars."""
    right = max(width(bar.said, theme.SIZE) for bar in bars) * 1.1 + 18
    if narrow:
        return 8, right
    return min(max(width(bar.label, theme.SIZE) for bar in bars), NAME_ROOM) + 24, right


def _scale(bars: Sequence[Bar]) -> tuple[float, float, int]:
    """Return both ends of the scale in points, and what lies between two ticks."""
    ends = [end / 10 for bar in bars for end in (bar.start, bar.end)]
    span = max(max(ends) - min(ends), LEAST_SPAN)
    middle = (max(ends) + min(ends)) / 2
    step = next((step for step in (2, 5, 10) if span / step <= 6), 20)
    return middle - 0.6 * span, middle + 0.6 * span, step


def _guides(sketch: Sketch, bars: Sequence[Bar], levels: Sequence[float]) -> None:
    """Lead from the end of each bar to the next one."""
    for number, (bar, level) in enumerate(zip(bars[:-1], levels[:-1], strict=True)):
        place = {
            "xref": "x",
            "x0": bar.end / 10,
            "x1": bar.end / 10,
            "yref": "y",
            "y0": level,
            "y1": levels[number + 1],
        }
        sketch.line(sketch.look.colours.muted, place, dash="dot")


def _draw(
    figure: go.Figure, bars: Sequence[Bar], levels: Sequence[float], dimension: str | None, look: Look
) -> None:
    """Draw the causes as bars, those that did nothing as a thin line, and the scores as marks."""
    colours = look.colours
    steps = [(bar, bar.step, level) for bar, level in zip(bars, levels, strict=True) if bar.step is not None]
    # Plotly draws a pattern in the colour of its own bar, on the page's ground.
    fills = {
        "improved": (colours.accent, ""),
        "worsened": (colours.warn, "\\"),
        "answered_or_absent": (colours.muted, theme.UNKNOWN_PATTERN),
        "instrument": (colours.muted, "x"),
    }
    figure.add_bar(
        name="causes",
        meta="causes",
        orientation="h",
        base=[bar.start / 10 for bar, *_ in steps],
        x=[step.tenths / 10 for _, step, _ in steps],
        y=[level for *_, level in steps],
        width=THICK,
        marker={
            "color": [fills[step.cause][0] for _, step, _ in steps],
            "line": {"color": [fills[step.cause][0] for _, step, _ in steps], "width": 1.5},
            "opacity": 1,
            "pattern": {"shape": [fills[step.cause][1] for _, step, _ in steps], "size": 7, "solidity": 0.3},
        },
        customdata=[
            [*_hover(bar, step, look.language), _pick(step, dimension).as_data()] for bar, step, _ in steps
        ],
        hovertemplate=HOVER,
    )
    scores = [(bar, level) for bar, level in zip(bars, levels, strict=True) if bar.step is None]
    figure.add_scatter(
        name="scores",
        meta="scores",
        mode="markers",
        x=[bar.end / 10 for bar, _ in scores],
        y=[level for _, level in scores],
        marker={"symbol": "diamond", "size": 15, "color": colours.ink, "opacity": 1},
        hoverinfo="skip",
    )


def _hover(bar: Bar, step: CauseStep, language: str) -> list[str]:
    names = [*step.names[:NAMES], *(["…"] if len(step.names) > NAMES else [])]
    return [
        escape(f"{bar.label} {signed(step.tenths)}"),
        block(listed(names, language), 280, theme.SIZE, most=6),
    ]


def _pick(step: CauseStep, dimension: str | None) -> Pick:
    return Pick(Kind.CAUSE, cause=step.cause, dimension=dimension, items=step.items)


def _words(sketch: Sketch, bar: Bar, level: float, left: float) -> None:
    """Write a row's label and number; scores are bold."""
    narrow = sketch.look.narrow
    room = theme.NARROW - 16 if narrow else NAME_ROOM
    weight = ("<b>", "</b>") if bar.step is None else ("", "")
    common = {"xref": "paper", "yref": "y", "yanchor": "middle", "xanchor": "left"}
    # Above the bars the lines from bar to bar pass: words stand on the page's own ground.
    ground = {"bgcolor": sketch.look.colours.paper} if narrow else {}
    sketch.write(
        f"{weight[0]}{block(bar.label, room, theme.SIZE, most=1 if narrow else 2)}{weight[1]}",
        **common,
        **ground,
        x=0,
        xshift=0 if narrow else 8 - left,
        y=level - THICK / 2 - 13 if narrow else level,
    )
    sketch.write(f"{weight[0]}{bar.said}{weight[1]}", **common, x=1, xshift=10, y=level)
