"""The profile: how far each dimension is, and which lie under the next cut."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, width
from assessment.charts.theme import Look, Margins, Palette
from assessment.presentation.formats import plain_number, score_text
from assessment.presentation.gates import SIGNS, Standing
from assessment.presentation.profile import ProfileRow, gate_looked_at, profile_rows, stage_name
from assessment.scoring.results import Results
from assessment.texts import Text

NAME_ROOM = 240
"""Most pixels for a name beside its bar."""


HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


@dataclass(frozen=True)
class Shape:
    """Where the parts of a row stand, in pixels from its top."""

    height: int
    bar: int
    thick: int
    """Thickness of the bar."""
    words: int
    """Height at which name and figure are written."""


BESIDE = Shape(height=48, bar=18, thick=18, words=18)


ABOVE = Shape(height=62, bar=32, thick=14, words=11)


def profile_chart(results: Results, language: str, *, narrow: bool = False, dark: bool = False) -> go.Figure:
    """Draw one bar a dimension, with the cut of the next stage as a tick and its number.

    The eye should find the dimensions under the next cut: their bars are the
    only warm ones, and say how much is missing. A striped part reaches to
    what the score would be if everything missing were in place. At the last
    stage the cuts are those to be kept.

    Args:
        results: what one assessment yields.
        language: of the labels.
        narrow: put names above the bars, for pages under 600 pixels.
        dark: for dark pages.
    """
    rows = profile_rows(results, language)
    look = Look(language, narrow, dark)
    shape = ABOVE if narrow else BESIDE
    left, right = _sides(rows, narrow=narrow)
    figure = theme.blank(look.colours, shape.height * len(rows) + 4, Margins(left, right, 0, 22))
    _tracks(figure, rows, shape, look)
    _bars(figure, rows, shape, look)
    gate = gate_looked_at(results)
    if gate is not None:
        _cuts(figure, rows, shape, look, stage_name(results, gate.stage, language))
    for number, row in enumerate(rows):
        _words(figure, row, number * shape.height + shape.words, look)
    _reasons(figure, rows, shape, look.colours)
    figure.update_xaxes(range=[0, 100], tickvals=[0, 50, 100])
    add_legend(figure, look.page - left - right)
    return figure


def _sides(rows: Sequence[ProfileRow], *, narrow: bool) -> tuple[float, float]:
    """Return the pixels left and right of the bars."""
    if narrow:
        return 6, 12
    names = max((width(row.name, theme.SIZE) for row in rows), default=0)
    figures = max((width(_figure(row), theme.SIZE) for row in rows), default=0)
    return min(names, NAME_ROOM) + 20, figures + 24


def _tracks(figure: go.Figure, rows: Sequence[ProfileRow], shape: Shape, look: Look) -> None:
    """Draw the empty bars; they carry the hover text, so every row answers wherever it is touched."""
    figure.add_bar(
        name="track",
        orientation="h",
        x=[100] * len(rows),
        y=_heights(rows, shape),
        width=shape.thick,
        marker={
            "color": [
                theme.CLEAR if row.standing is Standing.NO_RESULT else look.colours.track for row in rows
            ],
            "line": {
                "color": look.colours.line,
                "width": [1 if row.standing is Standing.NO_RESULT else 0 for row in rows],
            },
        },
        customdata=[_hover(row, look.language) for row in rows],
        hovertemplate=HOVER,
        showlegend=False,
    )


def _heights(rows: Sequence[ProfileRow], shape: Shape) -> list[int]:
    return [number * shape.height + shape.bar for number in range(len(rows))]


def _hover(row: ProfileRow, language: str) -> list[str]:
    answered = Text("presentation.answered_of", answered=row.answered, applicable=row.applicable).in_(
        language
    )
    figure = f"{row.words} · {row.reason}" if row.reason else row.words
    if row.low is not None and row.high is not None:
        low, high = score_text(row.low), score_text(row.high)
        score = low if low == high else Text("presentation.range", low=low, high=high).in_(language)
        figure = f"{score} {row.words}".strip()
    return [block(row.name, 260, theme.SIZE), escape(figure), escape(answered)]


def _bars(figure: go.Figure, rows: Sequence[ProfileRow], shape: Shape, look: Look) -> None:
    kinds = (
        ("bar_met", look.colours.accent, lambda row: row.standing is Standing.MET),
        ("bar_short", look.colours.warn, lambda row: row.under_must),
        (
            "bar_other",
            look.colours.neutral,
            lambda row: not row.under_must and row.standing is not Standing.MET,
        ),
    )
    heights = dict(zip((row.id for row in rows), _heights(rows, shape), strict=True))
    for word, colour, belongs in kinds:
        chosen = [row for row in rows if row.low is not None and belongs(row)]
        if not chosen:
            continue
        figure.add_bar(
            name=look.say(f"charts.{word}"),
            meta=word,
            orientation="h",
            x=[row.low for row in chosen],
            y=[heights[row.id] for row in chosen],
            width=shape.thick,
            marker={"color": colour, "line": {"width": 0}},
            hoverinfo="skip",
        )
    open_rows = [row for row in rows if row.low is not None and row.high is not None and row.high > row.low]
    if open_rows:
        figure.add_bar(
            name=look.say("charts.bar_high"),
            meta="bar_high",
            orientation="h",
            base=[row.low for row in open_rows],
            x=[(row.high or 0) - (row.low or 0) for row in open_rows],
            y=[heights[row.id] for row in open_rows],
            width=shape.thick,
            marker=theme.unknown_marker(look.colours),
            hoverinfo="skip",
        )


def _cuts(figure: go.Figure, rows: Sequence[ProfileRow], shape: Shape, look: Look, stage: str) -> None:
    """Draw each cut as a tick across its bar, its number below; shoulds are dotted."""
    for must, word, dash in ((True, "cut_must", "solid"), (False, "cut_should", "dot")):
        cuts = [
            (row.cut.needed, height)
            for row, height in zip(rows, _heights(rows, shape), strict=True)
            if row.cut is not None and row.cut.must is must and row.applicable
        ]
        if not cuts:
            continue
        reach = shape.thick / 2 + 4
        figure.add_scatter(
            name=look.say(f"charts.{word}", stage=stage),
            meta=word,
            mode="lines",
            x=[x for needed, _ in cuts for x in (needed, needed, None)],
            y=[y for _, height in cuts for y in (height - reach, height + reach, None)],
            line={"color": look.colours.ink, "width": 2.5, "dash": dash},
            hoverinfo="skip",
        )
        figure.add_scatter(
            meta=f"{word}_number",
            mode="text",
            x=[needed for needed, _ in cuts],
            y=[height + reach + 1 for _, height in cuts],
            text=[plain_number(needed) for needed, _ in cuts],
            textposition="bottom center",
            textfont={"size": theme.SMALL, "color": look.colours.muted},
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )


def _figure(row: ProfileRow) -> str:
    """Return the published figure with its sign and words."""
    score = "" if row.low is None else score_text(row.low)
    sign = "" if row.standing is Standing.NO_CUT else SIGNS[row.standing]
    return f"{score} {sign} {row.words}".strip()


def _words(figure: go.Figure, row: ProfileRow, height: int, look: Look) -> None:
    narrow = look.narrow
    room = theme.NARROW - 26 - width(_figure(row), theme.SIZE) if narrow else NAME_ROOM
    name = block(row.name, room, theme.SIZE, most=1 if narrow else 2)
    text = escape(_figure(row))
    if row.low is not None:
        score = score_text(row.low)
        text = f"<b>{score}</b>{text[len(score) :]}"
    common = {"xref": "paper", "yref": "y", "y": height, "yanchor": "middle"}
    theme.put(
        figure,
        name,
        **common,
        x=0,
        xanchor="left" if narrow else "right",
        xshift=0 if narrow else -12,
    )
    theme.put(
        figure,
        text,
        **common,
        x=1,
        xanchor="right" if narrow else "left",
        xshift=0 if narrow else 12,
        font={"color": look.colours.warn if row.under_must else look.colours.ink},
    )


def _reasons(figure: go.Figure, rows: Sequence[ProfileRow], shape: Shape, colours: Palette) -> None:
    """Write into an empty bar why there is no result."""
    for row, height in zip(rows, _heights(rows, shape), strict=True):
        if row.reason:
            theme.put(
                figure,
                escape(row.reason),
                xref="x",
                yref="y",
                x=0,
                y=height,
                xanchor="left",
                xshift=6,
                font={"size": theme.SMALL, "color": colours.muted},
            )
