"""Two profiles on one another: two rounds of a merchant, or two merchants."""

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, RowShape
from assessment.charts.picks import Kind, Pick
from assessment.charts.profile import add_cuts
from assessment.charts.text_metrics import block, escape
from assessment.charts.theme import Look
from assessment.presentation.formats import score_text, stage_label
from assessment.presentation.profile import ProfilePair, gate_looked_at, profile_pairs
from assessment.scoring.results import Results

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
BESIDE = RowShape(height=48, bar=20, words=20)
ABOVE = RowShape(height=64, bar=36, words=12)
SIGNS = ("○", "◆")
"""What stands before the scores, shaped as the marks are."""
SYMBOLS = ("circle", "diamond")
SIZES = (15, 11)
"""The first is the larger one and hollow: where both agree, each can still be seen."""


def overlay_chart(first: Results, second: Results, names: tuple[str, str], look: Look) -> go.Figure:
    """Draw both scores of each dimension on one track, the first hollow and round, the second a diamond.

    The eye should find the long lines between two marks. Ticks are the cuts
    of the gate that the second profile looks at.

    A selected mark gives the dimension, the profile as round 1 or 2, and the
    items that do not have the same point in both.

    Args:
        first: the earlier round, or the merchant to compare with.
        second: the later round, or the merchant looked at.
        names: what both are called in the legend, such as their days.
        look: for whom and for what page.
    """
    rows = profile_pairs(first, second, look.language)
    shape = ABOVE if look.narrow else BESIDE
    figure = FigureBuilder(look, shape.height * len(rows) + 4, top=0, bottom=22)
    levels = figure.rows([(row.name, escape(_figures(row))) for row in rows], shape, (0, 100))
    figure.xaxis(range=[0, 100], tickvals=[0, 50, 100])
    _tracks(figure, rows, levels)
    gate = gate_looked_at(second)
    if gate is not None:
        add_cuts(figure, rows, levels, 11, stage_label(second.instrument, gate.stage, look.language))
    for place in (0, 1):
        data = [[*_hover(row, names, look), _pick(row, place, (first, second)).as_data()] for row in rows]
        scores = [row.scores[place] for row in rows]
        known = [one for one in zip(scores, levels, data, strict=True) if one[0] is not None]
        _marks(figure, known, place, names[place])
    return figure.finish(["first", "second"])


def _figures(row: ProfilePair) -> str:
    """Return both scores behind their signs."""
    said = ["–" if score is None else score_text(score) for score in row.scores]
    return "  ".join(f"{sign} {score}" for sign, score in zip(SIGNS, said, strict=True))


def _tracks(figure: FigureBuilder, rows: Sequence[ProfilePair], levels: Sequence[float]) -> None:
    """Draw a thin track for each dimension, and a line between two scores on it."""
    colours = figure.look.colours
    for row, level in zip(rows, levels, strict=True):
        common = {"xref": "x", "yref": "y", "y0": level, "y1": level}
        figure.line(colours.track, {**common, "x0": 0, "x1": 100}, wide=6)
        one, other = row.scores
        if one is not None and other is not None:
            figure.line(colours.neutral, {**common, "x0": one, "x1": other}, wide=6)


def _marks(
    figure: FigureBuilder, known: Sequence[tuple[object, float, object]], place: int, name: str
) -> None:
    """Draw the marks of one profile; they carry the hover text, and what lies behind them."""
    colours = figure.look.colours
    figure.trace(
        "scatter",
        ("first", "second")[place],
        legend=name,
        mode="markers",
        x=[score for score, *_ in known],
        y=[level for _, level, _ in known],
        marker={
            "symbol": SYMBOLS[place],
            "size": SIZES[place],
            "color": colours.accent if place else colours.paper,
            "line": {"color": colours.accent if place else colours.ink, "width": 1 if place else 2},
            "opacity": 1,
        },
        customdata=[data for *_, data in known],
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _hover(row: ProfilePair, names: tuple[str, str], look: Look) -> list[str]:
    said = []
    for sign, name, side in zip(SIGNS, names, row.sides, strict=True):
        score = look.say("presentation.standing.no_result")
        if side is not None and side.low is not None:
            score = score_text(side.low)
            if side.high is not None and side.high != side.low:
                score = look.say("presentation.range", low=score, high=score_text(side.high))
        said.append(escape(f"{sign} {name} {score}"))
    return [block(row.name, 260, theme.SIZE), *said]


def _pick(row: ProfilePair, place: int, results: tuple[Results, Results]) -> Pick:
    """Return the dimension, and what was not answered alike."""
    points = [
        {key: found.low if found.answered else None for key, found in each.items.items()} for each in results
    ]
    mine = [key for key in dict.fromkeys([*points[1], *points[0]]) if key.partition(".")[0] == row.id]
    differ = tuple(key for key in mine if points[0].get(key) != points[1].get(key))
    return Pick(Kind.DIMENSION, dimension=row.id, round=place + 1, items=differ)
