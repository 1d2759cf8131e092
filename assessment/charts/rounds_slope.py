"""The dimensions in two rounds: which went up or down, and whether that is more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend, fill_lines
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.sketch import Sketch
from assessment.charts.spread import spread
from assessment.charts.theme import Look, Margins, Palette
from assessment.charts.tracks import shortened
from assessment.presentation.formats import score_text
from assessment.presentation.rounds import TURN_SIGNS, Turn, TurnRow, round_name, turn_rows
from assessment.scoring.comparison import Comparison

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


LEAST = 300
"""Least height of the plot in pixels."""


LINE = 17
"""Height of a line of a label."""


LEADER = 18
"""Pixels between a mark and its label, which a thin line crosses."""


MARK = 11


LETTERS = theme.SIZE - 1


NAME_ROOM = 200
"""Most pixels for a name on a wide page."""


NAME_NARROW = 156


BOLD = 1.12
"""By how much bold letters are wider."""


HEAD = 46
"""Height of the heads of both columns and of the index."""


@dataclass(frozen=True)
class Ends:
    """A row, with the heights of its marks and of its labels in pixels; None where there is no score."""

    row: TurnRow
    before: float | None
    after: float | None
    left: float | None
    right: float


def rounds_slope(pair: Comparison, language: str, *, narrow: bool = False, dark: bool = False) -> go.Figure:
    """Draw a line for each dimension from its score in one round to that in the other.

    The eye should find the solid, coloured lines with a filled arrow: changes
    beyond what self-report errs by. All others are thin and dashed, their
    marks hollow, with a sign of their own. The index stands above, in words.

    A selected mark gives the dimension, and the items that changed in it.

    Args:
        pair: two rounds, or the first and the last of a series.
        language: of the labels.
        narrow: shorter labels, for pages under 600 pixels.
        dark: for dark pages.
    """
    index, *rows = turn_rows(pair, language)
    look = Look(language, narrow, dark)
    labels = {row.id: _right_label(row, look) for row in rows}
    tall = LINE * max((len(lines) for lines in labels.values()), default=1) + 7
    height = max(LEAST, tall * len(rows))
    placed = _place(rows, tall, height)
    left, right = _sides(rows, labels)
    signs = _signs(rows, look)
    figure = theme.blank(look.colours, HEAD + height, Margins(left, right, 4, 6 + LINE * len(signs)))
    sketch = Sketch(figure, look)
    _heads(sketch, pair, index, left)
    for ends in placed:
        _words(sketch, ends, labels[ends.row.id])
    for sure in (False, True):
        _lines(figure, [ends for ends in placed if ends.row.turn.sure is sure], look, sure=sure)
    _marks(figure, placed, look)
    _below(sketch, signs, left)
    sketch.finish()
    figure.update_xaxes(range=[0, 1], showticklabels=False)
    figure.update_layout(hovermode="closest")
    add_legend(figure, look.page - left - right)
    keep_readable(figure, ["dimensions"])
    return figure


def _place(rows: Sequence[TurnRow], tall: float, height: float) -> list[Ends]:
    """Return where each row's marks and labels stand."""
    values = [value for row in rows for value in (row.before, row.after) if value is not None]
    low, high = (floor(min(values) / 10) * 10, ceil(max(values) / 10) * 10) if values else (0, 100)
    high = max(high, low + 10)

    def level(score: float) -> float:
        return HEAD + 8 + (high - score) / (high - low) * (height - 16)

    befores = [None if row.before is None else level(row.before) for row in rows]
    afters = [None if row.after is None else level(row.after) for row in rows]
    left = iter(spread([y - HEAD for y in befores if y is not None], LINE + 2, height))
    # What has no score now is named at the height it had.
    wishes = [y if y is not None else other or HEAD for y, other in zip(afters, befores, strict=True)]
    right = spread([y - HEAD for y in wishes], tall, height)
    return [
        Ends(row, before, after, None if before is None else HEAD + next(left), HEAD + at)
        for row, before, after, at in zip(rows, befores, afters, right, strict=True)
    ]


def turn_text(row: TurnRow) -> str:
    """Return the new score, the sign of the turn, and the change: `58.3 ▲ +13.3`."""
    now = "–" if row.after is None else score_text(row.after)
    change = "" if row.change is None or row.turn is Turn.ONE_SIDED else f" {row.change:+.1f}"
    return f"{now} {TURN_SIGNS[row.turn]}{'' if change == ' +0.0' else change}"


def _right_label(row: TurnRow, look: Look) -> list[str]:
    """Return the lines at the right end: the name, then the score and how it moved."""
    name = shortened(row.name, NAME_NARROW if look.narrow else NAME_ROOM, LETTERS)
    if look.narrow:
        return [name, turn_text(row)]
    return [f"{name}  {turn_text(row)} {look.say(f'presentation.turn.{row.turn.value}')}"]


def _signs(rows: Sequence[TurnRow], look: Look) -> list[str]:
    """Explain the signs that occur, where there is no room for it beside them."""
    words: dict[str, list[str]] = {}
    for turn in Turn:
        if look.narrow and any(row.turn is turn for row in rows):
            words.setdefault(look.say(f"presentation.turn.{turn.value}"), []).append(TURN_SIGNS[turn])
    return fill_lines([f"{''.join(signs)} {word}" for word, signs in words.items()], look.page - 16)


def _sides(rows: Sequence[TurnRow], labels: dict[str | None, list[str]]) -> tuple[float, float]:
    """Return the pixels left and right of the lines."""
    sizes = [width(line, LETTERS) * (BOLD if row.turn.sure else 1) for row in rows for line in labels[row.id]]
    return width("100.0", LETTERS) + LEADER + 18, max(sizes, default=0) + LEADER + 12


def _heads(sketch: Sketch, pair: Comparison, index: TurnRow, left: float) -> None:
    """Write the index above, and the rounds over both ends of the lines."""
    language, colours = sketch.look.language, sketch.look.colours
    before = "–" if index.before is None else score_text(index.before)
    turn = sketch.look.say(f"presentation.turn.{index.turn.value}")
    words = f"{index.name} {before} → {turn_text(index)} {turn}"
    common = {"yref": "y", "yanchor": "middle", "xref": "paper"}
    sketch.write(f"<b>{escape(words)}</b>", **common, x=0, xanchor="left", xshift=8 - left, y=10)
    for x, each, number, anchor in ((0, pair.earlier, 1, "right"), (1, pair.later, 2, "left")):
        sketch.write(
            escape(round_name(each, number, language)),
            **common,
            x=x,
            xanchor=anchor,
            xshift=MARK if x == 0 else -MARK,
            y=34,
            font={"size": theme.SMALL, "color": colours.muted},
        )
        place = {
            "xref": "x",
            "x0": x,
            "x1": x,
            "yref": "y",
            "y0": HEAD,
            "y1": sketch.figure.layout.yaxis.range[0],
        }
        sketch.line(colours.line, place)


def _below(sketch: Sketch, signs: Sequence[str], left: float) -> None:
    """Write what the signs mean."""
    if signs:
        sketch.write(
            "<br>".join(escape(line) for line in signs),
            xref="paper",
            x=0,
            xanchor="left",
            xshift=8 - left,
            yref="paper",
            y=0,
            yanchor="top",
            yshift=-4,
            font={"size": theme.SMALL, "color": sketch.look.colours.muted},
        )


def _words(sketch: Sketch, ends: Ends, lines: Sequence[str]) -> None:
    """Write both labels of a row, each with a thin line to its mark."""
    row, weight = ends.row, ("<b>", "</b>") if ends.row.turn.sure else ("", "")
    common = {"xref": "x", "yref": "y", "yanchor": "middle", "font": {"size": LETTERS}}
    text = "<br>".join(escape(line) for line in lines)
    sketch.write(
        f"{weight[0]}{text}{weight[1]}", **common, x=1, xanchor="left", xshift=LEADER + 8, y=ends.right
    )
    if ends.after is not None:
        _leader(sketch, 1, ends.after, ends.right)
    if ends.before is None or ends.left is None:
        return
    place = {"x": 0, "xanchor": "right", "xshift": -LEADER - 8, "y": ends.left}
    sketch.write(f"{weight[0]}{score_text(row.before or 0)}{weight[1]}", **common, **place)
    _leader(sketch, 0, ends.before, ends.left)


def _leader(sketch: Sketch, x: float, mark: float, label: float) -> None:
    """Lead from a mark to its label."""
    way = (MARK / 2 + 2, LEADER + 5)
    x0, x1 = way if x else (-way[0], -way[1])
    # Of the axis it would end where the plot does.
    place = {"xref": "paper", "xsizemode": "pixel", "xanchor": x, "x0": x0, "x1": x1}
    sketch.line(sketch.look.colours.neutral, {**place, "yref": "y", "y0": mark, "y1": label})


def turn_colour(turn: Turn, colours: Palette) -> str:
    """Return the colour of a turn: only what is more than noise has one."""
    return {Turn.UP: colours.accent, Turn.DOWN: colours.warn}.get(turn, colours.muted)


def _lines(figure: go.Figure, placed: Sequence[Ends], look: Look, *, sure: bool) -> None:
    """Draw the lines of changes that are real, or of all others."""
    word = "key_moved" if sure else "key_unmoved"
    rows = [ends for ends in placed if ends.before is not None and ends.after is not None]
    for first, ends in enumerate(rows):
        figure.add_scatter(
            name=escape(look.say(f"charts.{word}")),
            meta=word,
            mode="lines",
            x=[0, 1],
            y=[ends.before, ends.after],
            line={
                "color": turn_colour(ends.row.turn, look.colours),
                "width": 3 if sure else 1.5,
                "dash": "solid" if sure else "dash",
            },
            hoverinfo="skip",
            showlegend=not first,
            legendrank=1000 if sure else 1001,
        )


def _marks(figure: go.Figure, placed: Sequence[Ends], look: Look) -> None:
    """Draw the marks at both ends, hollow where the change is not sure."""
    ends = [(one, x, y) for one in placed for x, y in ((0, one.before), (1, one.after)) if y is not None]
    colours = [turn_colour(one.row.turn, look.colours) for one, *_ in ends]
    figure.add_scatter(
        name="dimensions",
        meta="dimensions",
        mode="markers",
        x=[x for _, x, _ in ends],
        y=[y for *_, y in ends],
        marker={
            "symbol": "circle",
            "size": MARK,
            "color": [
                colour if one.row.turn.sure else look.colours.paper
                for (one, *_), colour in zip(ends, colours, strict=True)
            ],
            "line": {"color": colours, "width": 2},
            "opacity": 1,
        },
        customdata=[[*_hover(one.row), _pick(one.row, x).as_data()] for one, x, _ in ends],
        hovertemplate=HOVER,
        cliponaxis=False,
        showlegend=False,
    )


def _hover(row: TurnRow) -> list[str]:
    before = "–" if row.before is None else score_text(row.before)
    return [
        block(row.name, 260, theme.SIZE),
        escape(f"{before} → {turn_text(row)}"),
        block(row.words, 270, theme.SIZE, most=3),
    ]


def _pick(row: TurnRow, x: int) -> Pick:
    return Pick(Kind.DIMENSION, dimension=row.id, round=x + 1, items=row.items)
