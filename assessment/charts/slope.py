"""The dimensions in two rounds: which went up or down, and whether that is more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder
from assessment.charts.picks import Kind, Pick
from assessment.charts.text_metrics import block, escape, spread, width, wrap
from assessment.charts.theme import Look, Palette
from assessment.presentation.rounds import TURN_SIGNS, Turn, TurnRow, round_name, turn_rows
from assessment.presentation.values import score_text
from assessment.scoring.comparison import Comparison

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
LEAST = 300
"""Least height of the lines in pixels."""
LINE = 17
"""Height of a line of a label."""
LEADER = 18
"""Pixels between a mark and its label, which a thin line crosses."""
MARK = 11
LETTERS = theme.SIZE - 1
NAME_WIDE = 200
"""Most pixels for a name."""
NAME_NARROW = 124
BOLD = 1.12
"""By how much bold letters are wider."""
HEAD = 29
"""Height of the heads of both columns; the index stands above them, in a line or two."""


@dataclass(frozen=True)
class SlopeLine:
    """A row, with the heights of its marks and of its labels in pixels; None where there is no score."""

    row: TurnRow
    before: float | None
    after: float | None
    left: float | None
    right: float


def slope_chart(pair: Comparison, look: Look) -> go.Figure:
    """Draw a line for each dimension from its score in one round to that in the other.

    The eye should find the solid, coloured lines with a filled mark: changes
    beyond what self-report errs by. All others are thin and dashed, their
    marks hollow, with a sign of their own. The index stands above, in words.

    A selected mark gives the dimension, and the items that changed in it.

    Args:
        pair: two rounds, or the first and the last of a series.
        look: for whom and for what page.
    """
    index, *rows = turn_rows(pair, look.language)
    labels = {row.id: _label(row, look) for row in rows}
    tall = LINE * max((len(lines) for lines in labels.values()), default=1) + 7
    height = max(LEAST, tall * len(rows))
    sizes = [width(line, LETTERS) * (BOLD if row.turn.sure else 1) for row in rows for line in labels[row.id]]
    left, right = width("100.0", LETTERS) + LEADER + 18, max(sizes, default=0) + LEADER + 12
    words = _index_in_words(index, look)
    top = HEAD + LINE * len(words)
    figure = FigureBuilder(look, top + height, left, right)
    figure.xaxis(range=[0, 1], showticklabels=False)
    _heads(figure, pair, words, top)
    lines = _place(rows, tall, top, height)
    for line in lines:
        _words(figure, line, labels[line.row.id])
    for sure in (False, True):
        _lines(figure, [line for line in lines if line.row.turn.sure is sure], sure=sure)
    _marks(figure, lines)
    _signs(figure, rows)
    return figure.finish(["dimensions"])


def _place(rows: Sequence[TurnRow], tall: float, top: float, height: float) -> list[SlopeLine]:
    values = [value for row in rows for value in (row.before, row.after) if value is not None]
    low, high = (floor(min(values) / 10) * 10, ceil(max(values) / 10) * 10) if values else (0, 100)
    high = max(high, low + 10)

    def level(score: float | None) -> float | None:
        return None if score is None else 8 + (high - score) / (high - low) * (height - 16)

    befores, afters = (
        ([level(score) for score in side] for side in zip(*((r.before, r.after) for r in rows), strict=True))
        if rows
        else ([], [])
    )
    left = iter(spread([y for y in befores if y is not None], LINE + 2, height))
    # What has no score now is named at the height it had.
    right = spread(
        [after or before or 0 for before, after in zip(befores, afters, strict=True)], tall, height
    )
    return [
        SlopeLine(
            row,
            None if before is None else top + before,
            None if after is None else top + after,
            None if before is None else top + next(left),
            top + at,
        )
        for row, before, after, at in zip(rows, befores, afters, right, strict=True)
    ]


def turn_text(row: TurnRow) -> str:
    """Return the new score, the sign of the turn, and the change: `58.3 ▲ +13.3`."""
    now = "–" if row.after is None else score_text(row.after)
    change = "" if row.change is None or row.turn is Turn.ONE_SIDED else f" {row.change:+.1f}"
    return f"{now} {TURN_SIGNS[row.turn]}{'' if change == ' +0.0' else change}"


def _label(row: TurnRow, look: Look) -> list[str]:
    """Return the lines at the right end: the name, then the score and how it moved."""
    if look.narrow:
        return [*block(row.name, NAME_NARROW, LETTERS).split("<br>"), turn_text(row)]
    name = block(row.name, NAME_WIDE, LETTERS, 1)
    return [f"{name}  {turn_text(row)} {look.say(f'presentation.turn.{row.turn.value}')}"]


def _signs(figure: FigureBuilder, rows: Sequence[TurnRow]) -> None:
    """Explain in the legend the signs that occur, where there is no room for it beside them."""
    for turn in Turn:
        if figure.look.narrow and any(row.turn is turn for row in rows):
            words = f"{TURN_SIGNS[turn]} {figure.look.say(f'presentation.turn.{turn.value}')}"
            clear = {"color": theme.CLEAR}
            figure.legend_key("scatter", "sign", words, mode="markers", marker=clear, legendrank=1002)


def _index_in_words(index: TurnRow, look: Look) -> list[str]:
    before = "–" if index.before is None else score_text(index.before)
    turn = look.say(f"presentation.turn.{index.turn.value}")
    return wrap(f"{index.name} {before} → {turn_text(index)} {turn}", (look.page - 16) / BOLD, theme.SIZE)


def _heads(figure: FigureBuilder, pair: Comparison, words: Sequence[str], top: float) -> None:
    """Write the index above, and the rounds over both ends of the lines."""
    look = figure.look
    common = {"yref": "y", "xref": "paper"}
    index = "<br>".join(f"<b>{escape(line)}</b>" for line in words)
    figure.write(index, **common, x=0, xanchor="left", xshift=8 - figure.left, y=0, yanchor="top")
    small = {"size": theme.SMALL, "color": look.colours.muted}
    for x, each, number, anchor in ((0, pair.earlier, 1, "right"), (1, pair.later, 2, "left")):
        place = {"x": x, "xanchor": anchor, "xshift": MARK if x == 0 else -MARK, "y": top - 12}
        figure.write(escape(round_name(each, number, look.language)), **common, **place, font=small)
        line = {"xref": "x", "x0": x, "x1": x, "yref": "y", "y0": top, "y1": figure.height}
        figure.line(look.colours.line, line)


def _words(figure: FigureBuilder, line: SlopeLine, label: Sequence[str]) -> None:
    row = line.row
    common = {"xref": "x", "yref": "y", "yanchor": "middle", "font": {"size": LETTERS}}

    def write(text: str, **place: object) -> None:
        figure.write(f"<b>{text}</b>" if row.turn.sure else text, **common, **place)

    write("<br>".join(label), x=1, xanchor="left", xshift=LEADER + 8, y=line.right)
    if line.after is not None:
        _leader(figure, 1, line.after, line.right)
    if line.before is not None and line.left is not None:
        write(score_text(row.before or 0), x=0, xanchor="right", xshift=-LEADER - 8, y=line.left)
        _leader(figure, 0, line.before, line.left)


def _leader(figure: FigureBuilder, x: int, mark: float, label: float) -> None:
    way = (MARK / 2 + 2, LEADER + 5)
    x0, x1 = way if x else (-way[0], -way[1])
    # Of the axis it would end where the plot does.
    place = {"xref": "paper", "xsizemode": "pixel", "xanchor": x, "x0": x0, "x1": x1}
    figure.line(figure.look.colours.neutral, {**place, "yref": "y", "y0": mark, "y1": label})


def turn_colour(turn: Turn, colours: Palette) -> str:
    """Return the colour of a turn: only what is more than noise has one."""
    return {Turn.UP: colours.accent, Turn.DOWN: colours.warn}.get(turn, colours.muted)


def _lines(figure: FigureBuilder, lines: Sequence[SlopeLine], *, sure: bool) -> None:
    word = "charts.key_moved" if sure else "charts.key_unmoved"
    whole = [line for line in lines if line.before is not None and line.after is not None]
    for first, line in enumerate(whole):
        figure.trace(
            "scatter",
            word,
            legend=None if first else figure.look.say(word),
            mode="lines",
            x=[0, 1],
            y=[line.before, line.after],
            line={
                "color": turn_colour(line.row.turn, figure.look.colours),
                "width": 3 if sure else 1.5,
                "dash": "solid" if sure else "dash",
            },
            legendrank=1000 if sure else 1001,
        )


def _marks(figure: FigureBuilder, lines: Sequence[SlopeLine]) -> None:
    """Draw the marks at both ends, hollow where the change is not sure."""
    paper = figure.look.colours.paper
    ends = [(one.row, x, y) for one in lines for x, y in ((0, one.before), (1, one.after)) if y is not None]
    colours = [turn_colour(row.turn, figure.look.colours) for row, *_ in ends]
    figure.trace(
        "scatter",
        "dimensions",
        mode="markers",
        x=[x for _, x, _ in ends],
        y=[y for *_, y in ends],
        marker={
            "symbol": "circle",
            "size": MARK,
            "color": [
                colour if row.turn.sure else paper for (row, *_), colour in zip(ends, colours, strict=True)
            ],
            "line": {"color": colours, "width": 2},
            "opacity": 1,
        },
        customdata=[[*_hover(row), _pick(row, x).as_data()] for row, x, _ in ends],
        hovertemplate=HOVER,
        cliponaxis=False,
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
