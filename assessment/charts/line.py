"""Index and stage over the rounds of a merchant."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import ceil, floor

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder
from assessment.charts.picks import Kind, Pick
from assessment.charts.text_metrics import block, escape, width
from assessment.charts.theme import Look
from assessment.presentation.rounds import CutLine, RoundMark, changed_items, round_marks
from assessment.presentation.values import day_text, listed, plain_number, score_text
from assessment.scoring.comparison import Series

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
TALL = 260
"""Height of the plot, in pixels."""
MARK = 15
"""Size of a round's mark."""
PAD = 26
"""Pixels kept free at both ends of the axis."""
BESIDE = 18
"""Pixels between two rounds of one day."""
LEAST_SPAN = 40
"""Points the scale shows at least, so that a wobble does not look like a climb."""
CLOSE = 60
"""Points from which on only every other ten has a number."""

Known = Sequence[tuple[RoundMark, float, float]]
"""The rounds that have an index, with their place on the axis and their index."""


def line_chart(whole: Series, look: Look) -> go.Figure:
    """Draw the index of every round at its day; a mark's symbol and colour are those of its stage.

    The eye should find whether the line climbs, and whether that is more than
    self-report errs by: such stretches are solid, others dotted. Stripes
    reach to what the index would be if everything missing were in place.
    Where the questions changed the line breaks at a dashed upright line; a
    hollow mark is the old round by the new questions. Cut lines are those
    that gates set for the index, each for the rounds of its version.

    A selected mark gives the round, and the items that changed from the round
    before it; the first one, those that changed to the next.
    """
    marks = round_marks(whole, look.language)
    figure = FigureBuilder(look, TALL, left=34, bottom=40)
    unit, places = _places(marks, figure.room)
    low, high = _scale(marks)
    figure.yaxis(range=[low, high], showticklabels=True, showgrid=True, gridcolor=look.colours.line)
    figure.yaxis(dtick=10 if high - low <= CLOSE else 20, tick0=0, automargin=True, ticklabelstandoff=6)
    ends = places[0] - PAD / unit, places[-1] + PAD / unit
    figure.xaxis(range=list(ends), tickvals=places, automargin=True, ticklabelstandoff=4)
    figure.xaxis(ticktext=_ticks(marks, look.language))
    known = [(mark, x, mark.index) for mark, x in zip(marks, places, strict=True) if mark.index is not None]
    _high(figure, known, MARK / unit)
    _lines(figure, known)
    _rounds(figure, known, whole)
    _numbers(figure, known, unit)
    _cuts(figure, marks, [ends[0], *((a + b) / 2 for a, b in pairwise(places)), ends[1]])
    _breaks(figure, marks, places)
    return figure.finish(["rounds"])


def _places(marks: Sequence[RoundMark], room: float) -> tuple[float, list[float]]:
    """Return the pixels of a day, and each round's day from the first on.

    Rounds of one day stand side by side; where a day is not known, the rounds
    stand one unit apart, in their order.
    """
    days = [mark.day.toordinal() for mark in marks if mark.day is not None]
    bare = [day - days[0] for day in days] if len(days) == len(marks) else list(range(len(marks)))
    unit = (room - 2 * PAD) / max(bare[-1] - bare[0], 1)
    places: list[float] = []
    for at, group in groupby(bare):
        count = len(list(group))
        places += [at + (rank - (count - 1) / 2) * BESIDE / unit for rank in range(count)]
    return unit, places


def _ticks(marks: Sequence[RoundMark], language: str) -> list[str]:
    """Return the days below the axis; the year where it is not that of the one before."""
    labels = []
    year = None
    for mark, before in zip(marks, [None, *marks], strict=False):
        if mark.day is None:
            labels.append(mark.name)
        elif before is not None and before.day == mark.day:
            labels.append("")
        else:
            below = "" if mark.day.year == year else f"<br>{mark.day.year}"
            labels.append(day_text(mark.day, language) + below)
            year = mark.day.year
    return labels


def _scale(marks: Sequence[RoundMark]) -> tuple[int, int]:
    """Return two multiples of ten that hold all there is to show."""
    values = [cut.needed for mark in marks for cut in mark.cuts]
    for mark in marks:
        values += [value for value in (mark.index, mark.high, mark.rescored) if value is not None]
    low, high = (floor(min(values) / 10) * 10, ceil(max(values) / 10) * 10) if values else (0, 100)
    while high - low < LEAST_SPAN:
        low, high = max(low - 10, 0), min(high + 10, 100)
    return low, high


def _high(figure: FigureBuilder, known: Known, wide: float) -> None:
    """Stripe what lies between the index and what it would be were everything missing in place."""
    reach = [(x, index, mark.high) for mark, x, index in known if mark.high is not None and mark.high > index]
    if reach:
        figure.trace(
            "bar",
            "high",
            legend=figure.look.say("charts.bar_high"),
            base=[low for _, low, _ in reach],
            x=[x for x, *_ in reach],
            y=[high - low for _, low, high in reach],
            width=wide,
            marker=theme.striped(figure.look.colours),
        )


def _lines(figure: FigureBuilder, known: Known) -> None:
    """Draw the way from each round to the next: solid where the change is real, broken at new questions."""
    colours = figure.look.colours
    ways: dict[str, list[tuple[float, float, float, float]]] = {}
    for (mark, x, index), (after, next_x, next_index) in pairwise(known):
        if after.number != mark.number + 1 or (after.comparable == "no" and after.is_break):
            continue
        if not after.is_break:
            way = "charts.line_real" if after.real else "charts.line_noise"
            ways.setdefault(way, []).append((x, index, next_x, next_index))
        elif mark.rescored is not None:
            ways.setdefault("charts.line_bridge", []).append((x, mark.rescored, next_x, next_index))
    drawn = {
        "charts.line_real": {"color": colours.ink, "width": 2.5},
        "charts.line_noise": {"color": colours.ink, "width": 2, "dash": "dot"},
        "charts.line_bridge": {"color": colours.muted, "width": 1.5, "dash": "dash"},
    }
    hollow = {"symbol": "circle", "color": colours.paper, "line": {"color": colours.muted, "width": 2}}
    for word, line in drawn.items():
        if stretches := ways.get(word):
            figure.trace(
                "scatter",
                word,
                legend=figure.look.say(word),
                mode="lines+markers" if word == "charts.line_bridge" else "lines",
                x=[x for x0, _, x1, _ in stretches for x in (x0, x1, None)],
                y=[y for _, y0, _, y1 in stretches for y in (y0, y1, None)],
                line=line,
                marker={"size": [MARK + 3, 0, 0] * len(stretches), **hollow},
            )


def _rounds(figure: FigureBuilder, known: Known, whole: Series) -> None:
    """Draw the marks; they carry the hover text, and what lies behind them."""
    look = figure.look
    styles = [_stage_style(mark, look) for mark, *_ in known]
    figure.trace(
        "scatter",
        "rounds",
        mode="markers",
        x=[x for _, x, _ in known],
        y=[index for *_, index in known],
        marker={
            "symbol": [symbol for symbol, _ in styles],
            "size": [MARK * theme.SYMBOL_SIZES[symbol] for symbol, _ in styles],
            "color": [colour for _, colour in styles],
            "line": {"color": look.colours.paper, "width": 2},
            "opacity": 1,
        },
        customdata=[[*_hover(mark, look), _pick(mark, whole).as_data()] for mark, *_ in known],
        hovertemplate=HOVER,
        cliponaxis=False,
    )
    stages = {mark.stage_name: style for (mark, *_), style in zip(known, styles, strict=True)}
    for name, (symbol, colour) in stages.items():
        figure.legend_key(
            "scatter", "stage", name, mode="markers", marker={"symbol": symbol, "size": MARK, "color": colour}
        )


def _stage_style(mark: RoundMark, look: Look) -> tuple[str, str]:
    if mark.stage_place is None:
        return theme.SYMBOLS[-1], look.colours.neutral
    colour = theme.shade(look.colours.stages, mark.stage_place, mark.stages)
    return theme.SYMBOLS[mark.stage_place % len(theme.SYMBOLS)], colour


def _hover(mark: RoundMark, look: Look) -> list[str]:
    score = score_text(mark.index or 0)
    if mark.high is not None and mark.high != mark.index:
        score = look.say("presentation.range", low=score, high=score_text(mark.high))
    return [
        escape(mark.name),
        escape(f"{score} · {mark.stage_name}"),
        escape(look.say("charts.version", version=mark.version)),
        block(mark.words, 270, theme.SIZE, most=4),
    ]


def _pick(mark: RoundMark, whole: Series) -> Pick:
    """Return the round, and what changed in it; from it on, where it is the first."""
    items = changed_items(whole.pairs[max(mark.number - 2, 0)], None)
    return Pick(Kind.ROUND, round=mark.number, items=tuple(one.item for one in items))


def _numbers(figure: FigureBuilder, known: Known, unit: float) -> None:
    """Write the index at as many marks as there is room for, the last and the first before all others."""
    room = width("100.0", theme.SIZE) + 6
    kept: list[int] = []
    for place in dict.fromkeys([len(known) - 1, 0, *range(len(known))]) if known else ():
        if all(abs(known[place][1] - known[other][1]) * unit >= room for other in kept):
            kept.append(place)
    shown = [known[place] for place in sorted(kept)]
    figure.trace(
        "scatter",
        "numbers",
        mode="text",
        x=[x for _, x, _ in shown],
        y=[index for *_, index in shown],
        text=[
            f"<b>{score_text(index)}</b><br>" if _above(mark) else f"<br><b>{score_text(index)}</b>"
            for mark, _, index in shown
        ],
        textposition=["top center" if _above(mark) else "bottom center" for mark, *_ in shown],
        cliponaxis=False,
    )


def _above(mark: RoundMark) -> bool:
    """Whether a number stands above its mark: not where stripes are, or the mark by other questions."""
    return not any(value is not None and value > (mark.index or 0) for value in (mark.high, mark.rescored))


def _cuts(figure: FigureBuilder, marks: Sequence[RoundMark], edges: Sequence[float]) -> None:
    """Draw the cut lines of the index, each over the rounds whose questions set it."""
    cuts: dict[CutLine, list[int]] = {}
    for place, mark in enumerate(marks):
        for cut in mark.cuts:
            cuts.setdefault(cut, []).append(place)
    for cut, held in cuts.items():
        figure.trace(
            "scatter",
            "cut",
            legend=f"{cut.name} {plain_number(cut.needed)}",
            mode="lines",
            x=[x for place in held for x in (edges[place], edges[place + 1], None)],
            y=[y for _ in held for y in (cut.needed, cut.needed, None)],
            line={"color": figure.look.colours.ink, "width": 1.5, "dash": "solid" if cut.must else "dot"},
        )


def _breaks(figure: FigureBuilder, marks: Sequence[RoundMark], places: Sequence[float]) -> None:
    """Draw an upright dashed line where the questions changed; the legend names the versions."""
    look = figure.look
    versions = []
    for (one, x), (other, next_x) in pairwise(zip(marks, places, strict=True)):
        if other.is_break:
            versions.append(f"{one.version} → {other.version}")
            middle = (x + next_x) / 2
            place = {"xref": "x", "x0": middle, "x1": middle, "yref": "paper", "y0": 0, "y1": 1}
            figure.line(look.colours.muted, place, wide=1.5, dash="dash")
    if versions:
        words = look.say("charts.break_line", versions=listed(versions, look.language))
        line = {"color": look.colours.muted, "width": 1.5, "dash": "dash"}
        figure.legend_key("scatter", "break", words, mode="lines", line=line)
