"""Index and stage over the rounds of a merchant."""

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.rounds_frame import (
    MARK,
    Frame,
    add_breaks,
    add_cuts,
    add_scale,
    add_stages,
    cuts_of,
    frame_of,
    right_of,
    stage_colour,
)
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.charts.time_axis import ticks, time_axis
from assessment.presentation.formats import score_text
from assessment.presentation.rounds import RoundMark, changed_items, round_marks
from assessment.scoring.comparison import Series
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"


LEFT = 34
"""Room for the numbers beside the scale."""


TALL = 16
"""Height of a number at a mark."""


def rounds_line(whole: Series, language: str, *, narrow: bool = False, dark: bool = False) -> go.Figure:
    """Draw the index of every round at its day, and below it the stages.

    The eye should find whether the line climbs, and whether that is more than
    self-report errs by: such stretches are solid, others dotted. Stripes
    reach to what the index would be if everything missing were in place.
    Where the questions changed the line breaks at a dashed upright line that
    names the versions; a hollow mark is the old round by the new questions.
    Cut lines are those that gates set for the index, each for the rounds of
    its version. A mark's symbol is that of its stage.

    A selected mark gives the round, and the items that changed from the round
    before it; the first one, those that changed to the next.

    Args:
        whole: the rounds of one merchant.
        language: of the labels.
        narrow: for pages under 600 pixels.
        dark: for dark pages.
    """
    marks = round_marks(whole, language)
    look = Look(language, narrow, dark)
    cuts = cuts_of(marks)
    right = right_of(cuts, len(marks))
    axis = time_axis(marks, look.page - LEFT - right)
    frame = frame_of(marks, cuts, axis, language)
    figure = theme.blank(look.colours, frame.height, Margins(LEFT, right, 4, 40))
    sketch = Sketch(figure, look)
    add_scale(sketch, frame)
    add_cuts(sketch, frame)
    add_breaks(sketch, frame)
    add_stages(sketch, frame)
    _high(figure, frame, look)
    _lines(figure, frame, look)
    _rounds(sketch, frame, whole)
    _numbers(sketch, frame)
    sketch.finish()
    labels = ticks(marks, axis, language)
    figure.update_xaxes(
        range=list(axis.range),
        tickvals=list(labels),
        ticktext=list(labels.values()),
        tickangle=0,
        ticklabelstandoff=4,
    )
    figure.update_layout(hovermode="closest")
    if any(trace.showlegend is not False for trace in figure.data):
        add_legend(figure, look.page - LEFT - right)
    keep_readable(figure, ["rounds"])
    return figure


def _known(frame: Frame) -> list[tuple[RoundMark, float, float]]:
    """Return the rounds that have an index, with their place on the axis and their height."""
    pairs = zip(frame.marks, frame.axis.places, strict=True)
    return [(mark, x, frame.level(mark.index)) for mark, x in pairs if mark.index is not None]


def _high(figure: go.Figure, frame: Frame, look: Look) -> None:
    """Stripe what lies between the index and what it would be were everything missing in place."""
    open_marks = [
        (x, level, frame.level(mark.high))
        for mark, x, level in _known(frame)
        if mark.high is not None and mark.index is not None and mark.high > mark.index
    ]
    if not open_marks:
        return
    colours = look.colours
    figure.add_bar(
        name=escape(look.say("charts.bar_high")),
        meta="high",
        base=[low for _, low, _ in open_marks],
        x=[x for x, _, _ in open_marks],
        y=[high - low for _, low, high in open_marks],
        width=MARK / frame.axis.unit,
        marker=theme.unknown_marker(colours),
        hoverinfo="skip",
    )


def _lines(figure: go.Figure, frame: Frame, look: Look) -> None:
    """Draw the way from each round to the next: solid where the change is real, broken at new questions."""
    ways: dict[str, list[tuple[float, float, float, float]]] = {
        "line_real": [],
        "line_noise": [],
        "line_bridge": [],
    }
    hollow: list[tuple[float, float]] = []
    for (mark, x, level), (after, next_x, next_level) in pairwise(_known(frame)):
        if after.number != mark.number + 1 or (after.comparable == "no" and after.is_break):
            continue
        if not after.is_break:
            way = "line_real" if after.real else "line_noise"
            ways[way].append((x, level, next_x, next_level))
        elif mark.rescored is not None:
            start = frame.level(mark.rescored)
            hollow.append((x, start))
            ways["line_bridge"].append((x, start, next_x, next_level))
    colours = look.colours
    drawn = {
        "line_real": {"color": colours.ink, "width": 2.5},
        "line_noise": {"color": colours.ink, "width": 2, "dash": "dot"},
        "line_bridge": {"color": colours.muted, "width": 1.5, "dash": "dash"},
    }
    for word, ends in ways.items():
        if not ends:
            continue
        figure.add_scatter(
            name=escape(look.say(f"charts.{word}")),
            meta=word,
            mode="lines+markers" if word == "line_bridge" else "lines",
            x=[x for x0, _, x1, _ in ends for x in (x0, x1, None)],
            y=[y for _, y0, _, y1 in ends for y in (y0, y1, None)],
            line=drawn[word],
            marker={
                "symbol": "circle",
                "size": [MARK + 3, 0, 0] * len(ends),
                "color": colours.paper,
                "line": {"color": colours.muted, "width": 2},
            },
            hoverinfo="skip",
        )


def _rounds(sketch: Sketch, frame: Frame, whole: Series) -> None:
    """Draw the marks; they carry the hover text, and what lies behind them."""
    known = _known(frame)
    look = sketch.look
    sketch.figure.add_scatter(
        name="rounds",
        meta="rounds",
        mode="markers",
        x=[x for _, x, _ in known],
        y=[level for *_, level in known],
        marker={
            "symbol": [stage_symbol(mark) for mark, *_ in known],
            "size": [MARK * theme.SYMBOL_SIZES[stage_symbol(mark)] for mark, *_ in known],
            "color": [stage_colour(mark, sketch) for mark, *_ in known],
            "line": {"color": look.colours.paper, "width": 2},
            "opacity": 1,
        },
        customdata=[[*_hover(mark, look.language), _pick(mark, whole).as_data()] for mark, *_ in known],
        hovertemplate=HOVER,
        cliponaxis=False,
        showlegend=False,
    )


def stage_symbol(mark: RoundMark) -> str:
    """Return the symbol of a round's stage."""
    place = 0 if mark.stage_place is None else mark.stage_place
    return theme.SYMBOLS[place % len(theme.SYMBOLS)]


def _hover(mark: RoundMark, language: str) -> list[str]:
    score = score_text(mark.index or 0)
    if mark.high is not None and mark.high != mark.index:
        score = Text("presentation.range", low=score, high=score_text(mark.high)).in_(language)
    return [
        escape(mark.name),
        escape(f"{score} · {mark.stage_name}"),
        escape(Text("charts.version", version=mark.version).in_(language)),
        block(mark.words, 270, theme.SIZE, most=4),
    ]


def _pick(mark: RoundMark, whole: Series) -> Pick:
    """Return the round, and what changed in it; from it on, where it is the first."""
    items = changed_items(whole.pairs[max(mark.number - 2, 0)], None)
    return Pick(Kind.ROUND, round=mark.number, items=tuple(one.item for one in items))


def _numbers(sketch: Sketch, frame: Frame) -> None:
    """Write the index at as many marks as there is room for, the last and the first before all others."""
    known = _known(frame)
    order: Sequence[int] = list(dict.fromkeys([len(known) - 1, 0, *range(len(known))])) if known else ()
    taken: list[tuple[float, float, float]] = []
    for place in order:
        mark, x, level = known[place]
        words = score_text(mark.index or 0)
        below = _is_below(mark, level, frame)
        at = level + (MARK / 2 + TALL / 2 + 2) * (1 if below else -1)
        wide = width(words, theme.SIZE)
        mine = frame.axis.pixels(x), at, wide
        if any(abs(mine[0] - a) < (wide + w) / 2 + 4 and abs(at - b) < TALL + 2 for a, b, w in taken):
            continue
        taken.append(mine)
        sketch.write(f"<b>{words}</b>", xref="x", x=x, yref="y", y=at, xanchor="center", yanchor="middle")


def _is_below(mark: RoundMark, level: float, frame: Frame) -> bool:
    """Whether a number stands below its mark: above are stripes, the mark by other questions, or the end."""
    ends = [value for value in (mark.high, mark.rescored) if value is not None]
    return any(value > (mark.index or 0) for value in ends) or level - MARK / 2 - TALL < frame.top
