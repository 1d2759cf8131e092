"""Two profiles on one another: two rounds of a merchant, or two merchants."""

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.presentation.formats import score_text
from assessment.presentation.profile import ProfilePair, gate_looked_at, profile_pairs, stage_name
from assessment.scoring.results import Results
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


BESIDE = 40
"""Height of a row with its name beside the track, in pixels."""


ABOVE = 56


NAME_ROOM = 240


SIGNS = ("○", "◆")
"""What stands before the scores, shaped as the marks are."""


SYMBOLS = ("circle", "diamond")


SIZES = (15, 11)
"""The first is the larger one and hollow: where both agree, each can still be seen."""


def rounds_overlay(  # noqa: PLR0913 - what is shown, and for whom
    first: Results,
    second: Results,
    names: tuple[str, str],
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw both scores of each dimension on one track, the first hollow and round, the second a diamond.

    The eye should find the long lines between two marks. Ticks are the cuts
    of the gate that the second profile looks at.

    A selected mark gives the dimension, the profile as round 1 or 2, and the
    items that do not have the same point in both.

    Args:
        first: the earlier round, or the merchant to compare with.
        second: the later round, or the merchant looked at.
        names: what both are called in the legend, such as their days.
        language: of the labels.
        narrow: put names above the tracks, for pages under 600 pixels.
        dark: for dark pages.
    """
    rows = profile_pairs(first, second, language)
    look = Look(language, narrow, dark)
    tall = ABOVE if narrow else BESIDE
    left, right = _sides(rows, narrow=narrow)
    figure = theme.blank(look.colours, tall * len(rows) + 4, Margins(left, right, 0, 22))
    levels = [number * tall + (38 if narrow else tall / 2) for number in range(len(rows))]
    sketch = Sketch(figure, look)
    _tracks(sketch, rows, levels)
    gate = gate_looked_at(second)
    if gate is not None:
        _cuts(figure, rows, levels, look, stage_name(second, gate.stage, language))
    for place in (0, 1):
        data: list[list[object]] = [
            [*_hover(row, names, language), _pick(row, place, (first, second)).as_data()] for row in rows
        ]
        _marks(sketch, list(zip(rows, levels, data, strict=True)), place, names[place])
    for row, level in zip(rows, levels, strict=True):
        _words(sketch, row, level - 24 if narrow else level)
    sketch.finish()
    figure.update_xaxes(range=[0, 100], tickvals=[0, 50, 100])
    figure.update_layout(hovermode="closest")
    add_legend(figure, look.page - left - right)
    keep_readable(figure, ["first", "second"])
    return figure


def _figures(row: ProfilePair) -> str:
    """Return both scores behind their signs."""
    said = ["–" if score is None else score_text(score) for score in row.scores]
    return "  ".join(f"{sign} {score}" for sign, score in zip(SIGNS, said, strict=True))


def _sides(rows: Sequence[ProfilePair], *, narrow: bool) -> tuple[float, float]:
    """Return the pixels left and right of the tracks."""
    if narrow:
        return 8, 12
    names = max((width(row.name, theme.SIZE) for row in rows), default=0)
    figures = max((width(_figures(row), theme.SIZE) for row in rows), default=0)
    return min(names, NAME_ROOM) + 20, figures + 40


def _tracks(sketch: Sketch, rows: Sequence[ProfilePair], levels: Sequence[float]) -> None:
    """Draw a thin track for each dimension, and a line between two scores on it."""
    colours = sketch.look.colours
    for row, level in zip(rows, levels, strict=True):
        common = {"xref": "x", "yref": "y", "y0": level, "y1": level}
        sketch.line(colours.track, {**common, "x0": 0, "x1": 100}, wide=6)
        one, other = row.scores
        if one is not None and other is not None:
            sketch.line(colours.neutral, {**common, "x0": one, "x1": other}, wide=6)


def _cuts(
    figure: go.Figure, rows: Sequence[ProfilePair], levels: Sequence[float], look: Look, stage: str
) -> None:
    """Draw the cuts as ticks across the tracks; shoulds are dotted."""
    for must, word, dash in ((True, "cut_must", "solid"), (False, "cut_should", "dot")):
        cuts = [
            (row.cut.needed, level)
            for row, level in zip(rows, levels, strict=True)
            if row.cut is not None and row.cut.must is must
        ]
        if not cuts:
            continue
        figure.add_scatter(
            name=escape(look.say(f"charts.{word}", stage=stage)),
            meta=word,
            mode="lines",
            x=[x for needed, _ in cuts for x in (needed, needed, None)],
            y=[y for _, level in cuts for y in (level - 11, level + 11, None)],
            line={"color": look.colours.ink, "width": 2, "dash": dash},
            hoverinfo="skip",
            legendrank=1001,
        )


def _marks(
    sketch: Sketch, rows: Sequence[tuple[ProfilePair, float, list[object]]], place: int, name: str
) -> None:
    """Draw the marks of one profile; they carry the hover text, and what lies behind them."""
    colours = sketch.look.colours
    known = [(row.scores[place], level, data) for row, level, data in rows if row.scores[place] is not None]
    sketch.figure.add_scatter(
        name=escape(name),
        meta=("first", "second")[place],
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


def _hover(row: ProfilePair, names: tuple[str, str], language: str) -> list[str]:
    said = []
    for sign, name, side in zip(SIGNS, names, row.sides, strict=True):
        score = Text("presentation.standing.no_result").in_(language)
        if side is not None and side.low is not None:
            score = score_text(side.low)
            if side.high is not None and side.high != side.low:
                score = Text("presentation.range", low=score, high=score_text(side.high)).in_(language)
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


def _words(sketch: Sketch, row: ProfilePair, level: float) -> None:
    """Write a dimension's name and both scores."""
    narrow = sketch.look.narrow
    figures = _figures(row)
    room = theme.NARROW - 34 - width(figures, theme.SIZE) if narrow else NAME_ROOM
    common = {"xref": "paper", "yref": "y", "y": level, "yanchor": "middle"}
    name = {"x": 0, "xanchor": "left" if narrow else "right", "xshift": 0 if narrow else -12}
    sketch.write(block(row.name, room, theme.SIZE, most=1 if narrow else 2), **common, **name)
    said = {"x": 1, "xanchor": "right" if narrow else "left", "xshift": 0 if narrow else 16}
    sketch.write(escape(figures), **common, **said)
