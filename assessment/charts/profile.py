"""The profile: how far each dimension is and which lie under the next cut; or two profiles on one another."""

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, RowShape
from assessment.charts.picks import Kind, Pick
from assessment.charts.text_metrics import block, escape
from assessment.charts.theme import Look
from assessment.presentation.gates import SIGNS, Standing
from assessment.presentation.profile import (
    ProfilePair,
    ProfileRow,
    gate_looked_at,
    profile_pairs,
    profile_rows,
)
from assessment.presentation.values import plain_number, score_text, stage_label
from assessment.scoring.results import Results

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
BESIDE = RowShape(height=48, bar=18, words=18)
ABOVE = RowShape(height=62, bar=32, words=11)
THICK = {False: 18, True: 14}
"""Thickness of a bar in pixels, on a wide and on a narrow page."""


def profile_chart(results: Results, look: Look) -> go.Figure:
    """Draw one bar a dimension, with the cut of the next stage as a tick and its number.

    The eye should find the dimensions under a cut that must be reached: their
    bars are the only warm ones, and say how much is missing. Where no dimension
    has a cut, no bar is warm (`profile_note` says which it is). A striped part reaches to
    what the score would be if everything missing were in place. At the last
    stage the cuts are those to be kept.
    """
    rows = profile_rows(results, look.language)
    shape, thick = ABOVE if look.narrow else BESIDE, THICK[look.narrow]
    figure = FigureBuilder(look, shape.height * len(rows) + 4, top=0, bottom=22)
    levels = figure.rows([(row.name, _figure(row, look)) for row in rows], shape, (0, 100))
    figure.xaxis(range=[0, 100], tickvals=[0, 50, 100])
    _tracks(figure, rows, levels, thick)
    _bars(figure, dict(zip(levels, rows, strict=True)), thick)
    gate = gate_looked_at(results)
    if gate is not None:
        cuts = [level if row.applicable else None for row, level in zip(rows, levels, strict=True)]
        add_cuts(
            figure, rows, cuts, thick / 2 + 4, stage_label(results.instrument, gate.stage, look.language)
        )
    _reasons(figure, rows, levels)
    return figure.finish()


def _figure(row: ProfileRow, look: Look) -> str:
    sign = "" if row.standing is Standing.NO_CUT else f"{SIGNS[row.standing]} "
    score = "" if row.low is None else f"<b>{score_text(row.low)}</b> "
    colour = look.colours.warn if row.under_must else look.colours.ink
    return f'<span style="color:{colour}">{score}{sign}{escape(row.words)}</span>'


def _tracks(figure: FigureBuilder, rows: Sequence[ProfileRow], levels: Sequence[float], thick: float) -> None:
    """Draw the empty bars; they carry the hover text, so every row answers wherever it is touched."""
    colours = figure.look.colours
    empty = [row.standing is Standing.NO_RESULT for row in rows]
    figure.trace(
        "bar",
        "track",
        orientation="h",
        x=[100] * len(rows),
        y=levels,
        width=thick,
        marker={
            "color": [theme.CLEAR if bare else colours.track for bare in empty],
            "line": {"color": colours.line, "width": [int(bare) for bare in empty]},
        },
        customdata=[_hover(row, figure.look) for row in rows],
        hovertemplate=HOVER,
    )


def _hover(row: ProfileRow, look: Look) -> list[str]:
    figure = f"{row.words} · {row.reason}" if row.reason else row.words
    if row.low is not None and row.high is not None:
        low, high = score_text(row.low), score_text(row.high)
        score = low if low == high else look.say("presentation.range", low=low, high=high)
        figure = f"{score} {row.words}".strip()
    answered = look.say("presentation.answered_of", answered=row.answered, applicable=row.applicable)
    return [block(row.name, 260, theme.SIZE), escape(figure), escape(answered)]


def _bars(figure: FigureBuilder, rows: dict[float, ProfileRow], thick: float) -> None:
    look = figure.look
    known = {level: row for level, row in rows.items() if row.low is not None}
    kinds: dict[str, tuple[str, dict[float, ProfileRow]]] = {
        "charts.bar_met": (look.colours.accent, {}),
        "charts.bar_short": (look.colours.warn, {}),
        "charts.bar_other": (look.colours.neutral, {}),
    }
    for level, row in known.items():
        other = "charts.bar_met" if row.standing is Standing.MET else "charts.bar_other"
        kinds["charts.bar_short" if row.under_must else other][1][level] = row
    common = {"orientation": "h", "width": thick}
    for word, (colour, chosen) in kinds.items():
        if chosen:
            figure.trace(
                "bar",
                word,
                legend=look.say(word),
                x=[row.low for row in chosen.values()],
                y=list(chosen),
                marker={"color": colour, "line": {"width": 0}},
                **common,
            )
    reach = {level: (row.low or 0, row.high or 0) for level, row in known.items()}
    reach = {level: (low, high) for level, (low, high) in reach.items() if high > low}
    if reach:
        figure.trace(
            "bar",
            "charts.bar_high",
            legend=look.say("charts.bar_high"),
            base=[low for low, _ in reach.values()],
            x=[high - low for low, high in reach.values()],
            y=list(reach),
            marker=theme.striped(look.colours),
            **common,
        )


def add_cuts(
    figure: FigureBuilder,
    rows: Sequence[ProfileRow | ProfilePair],
    levels: Sequence[float | None],
    reach: float,
    stage: str,
) -> None:
    """Draw each cut as a tick across its row, its number below; shoulds are dotted.

    Args:
        figure: with its rows.
        rows: their cuts.
        levels: the middle of each row; None where its cut is not drawn.
        reach: pixels up and down from there.
        stage: whose cuts they are.
    """
    look = figure.look
    for must, word, dash in ((True, "charts.cut_must", "solid"), (False, "charts.cut_should", "dot")):
        cuts = [
            (row.cut.needed, level)
            for row, level in zip(rows, levels, strict=True)
            if level is not None and row.cut is not None and row.cut.must is must
        ]
        if not cuts:
            continue
        figure.trace(
            "scatter",
            word,
            legend=look.say(word, stage=stage),
            mode="lines",
            x=[x for needed, _ in cuts for x in (needed, needed, None)],
            y=[y for _, level in cuts for y in (level - reach, level + reach, None)],
            line={"color": look.colours.ink, "width": 2.5, "dash": dash},
            legendrank=1001,
        )
        figure.trace(
            "scatter",
            f"{word}_number",
            mode="text",
            x=[needed for needed, _ in cuts],
            y=[level + reach + 1 for _, level in cuts],
            text=[plain_number(needed) for needed, _ in cuts],
            textposition="bottom center",
            textfont={"size": theme.SMALL, "color": look.colours.muted},
            cliponaxis=False,
        )


def _reasons(figure: FigureBuilder, rows: Sequence[ProfileRow], levels: Sequence[float]) -> None:
    """Write into an empty bar why there is no result."""
    why = [(row.reason, level) for row, level in zip(rows, levels, strict=True) if row.reason]
    figure.trace(
        "scatter",
        "reasons",
        mode="text",
        x=[0] * len(why),
        y=[level for _, level in why],
        text=[f" {escape(reason)}" for reason, _ in why],
        textposition="middle right",
        textfont={"size": theme.SMALL, "color": figure.look.colours.muted},
    )


PAIR_HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
PAIR_BESIDE = RowShape(height=48, bar=20, words=20)
PAIR_ABOVE = RowShape(height=64, bar=36, words=12)
PAIR_SIGNS = ("○", "◆")
"""What stands before the scores, shaped as the marks are."""
PAIR_SYMBOLS = ("circle", "diamond")
PAIR_SIZES = (15, 11)
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
    shape = PAIR_ABOVE if look.narrow else PAIR_BESIDE
    figure = FigureBuilder(look, shape.height * len(rows) + 4, top=0, bottom=22)
    levels = figure.rows([(row.name, escape(_pair_figure(row))) for row in rows], shape, (0, 100))
    figure.xaxis(range=[0, 100], tickvals=[0, 50, 100])
    _pair_tracks(figure, rows, levels)
    gate = gate_looked_at(second)
    if gate is not None:
        add_cuts(figure, rows, levels, 11, stage_label(second.instrument, gate.stage, look.language))
    for place in (0, 1):
        data = [
            [*_pair_hover(row, names, look), _pair_pick(row, place, (first, second)).as_data()]
            for row in rows
        ]
        scores = [row.scores[place] for row in rows]
        known = [one for one in zip(scores, levels, data, strict=True) if one[0] is not None]
        _pair_marks(figure, known, place, names[place])
    return figure.finish(["first", "second"])


def _pair_figure(row: ProfilePair) -> str:
    scores = ["–" if score is None else score_text(score) for score in row.scores]
    return "  ".join(f"{sign} {score}" for sign, score in zip(PAIR_SIGNS, scores, strict=True))


def _pair_tracks(figure: FigureBuilder, rows: Sequence[ProfilePair], levels: Sequence[float]) -> None:
    """Draw a thin track for each dimension, and a line between two scores on it."""
    colours = figure.look.colours
    for row, level in zip(rows, levels, strict=True):
        common = {"xref": "x", "yref": "y", "y0": level, "y1": level}
        figure.line(colours.track, {**common, "x0": 0, "x1": 100}, wide=6)
        one, other = row.scores
        if one is not None and other is not None:
            figure.line(colours.neutral, {**common, "x0": one, "x1": other}, wide=6)


def _pair_marks(
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
            "symbol": PAIR_SYMBOLS[place],
            "size": PAIR_SIZES[place],
            "color": colours.accent if place else colours.paper,
            "line": {"color": colours.accent if place else colours.ink, "width": 1 if place else 2},
            "opacity": 1,
        },
        customdata=[data for *_, data in known],
        hovertemplate=PAIR_HOVER,
        cliponaxis=False,
    )


def _pair_hover(row: ProfilePair, names: tuple[str, str], look: Look) -> list[str]:
    lines = []
    for sign, name, side in zip(PAIR_SIGNS, names, row.sides, strict=True):
        score = look.say("presentation.standing.no_result")
        if side is not None and side.low is not None:
            score = score_text(side.low)
            if side.high is not None and side.high != side.low:
                score = look.say("presentation.range", low=score, high=score_text(side.high))
        lines.append(escape(f"{sign} {name} {score}"))
    return [block(row.name, 260, theme.SIZE), *lines]


def _pair_pick(row: ProfilePair, place: int, results: tuple[Results, Results]) -> Pick:
    """Return the dimension, and what was not answered alike."""
    points = [
        {key: found.low if found.answered else None for key, found in each.items.items()} for each in results
    ]
    mine = [key for key in dict.fromkeys([*points[1], *points[0]]) if key.partition(".")[0] == row.id]
    differ = tuple(key for key in mine if points[0].get(key) != points[1].get(key))
    return Pick(Kind.DIMENSION, dimension=row.id, round=place + 1, items=differ)
