"""Items by round: what was answered when, a row for each item."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import fill_lines, key_height, write_key
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable, lasting
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.charts.tracks import shortened
from assessment.presentation.formats import day_text, listed
from assessment.presentation.item_history import HeatCell, HeatGroup, HeatRow, cell_words, heat_groups
from assessment.presentation.items import ABSENT_SIGNS, CARRIED
from assessment.presentation.rounds import RoundMark, round_marks
from assessment.responses import Absent
from assessment.scoring.comparison import Series
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"


ROW = 28
"""Height of an item, in pixels."""


ROW_OF_TWO = 36
"""The same, of all items, where any name takes two lines."""


HEAD = 30
"""Height of a dimension's name, with the rounds beside it."""


APART = 8


NAME_WIDE = 250


NAME_NARROW = 168


CELL = 30
"""Least width of a cell: a point and two signs."""


FILL = 0.92
"""Share of a column, and of a row, that a cell takes."""


UNASKED = "·"
"""Stands where an item was not asked."""


ARROWS = {1: "▲", -1: "▼", 0: ""}


@dataclass(frozen=True)
class Placed:
    """A cell and where it stands: its column from 0, and its middle in pixels from the top."""

    row: HeatRow
    cell: HeatCell
    column: int
    middle: float


def rounds_heat(
    whole: Series,
    language: str,
    *,
    dimension: str | None = None,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw a row for each item and a cell for each round, the point as a number on a shade.

    The eye should find the arrows: what went up or down on the round before.
    An asterisk stands at what was carried over, a sign where there is no
    answer, stripes where the item does not apply; a cell is left out where
    the questions of that round had no such item. A dashed line stands where
    the questions changed. Rows are as high as each other, so a long chart
    scrolls with the page; the rounds are named at every dimension.

    A selected cell gives the item, by the id it had in that round, and the
    round.

    Args:
        whole: the rounds of one merchant; of many, the newest as far as there is room.
        language: of the labels.
        dimension: the id of the one dimension to show; all where nothing is said.
        narrow: names in two lines, for pages under 600 pixels.
        dark: for dark pages.
    """
    look = Look(language, narrow, dark)
    left = NAME_NARROW if narrow else NAME_WIDE
    marks = round_marks(whole, language)
    newest = marks[-int((look.page - left - 8) // CELL) :]
    groups = heat_groups(whole, language, newest=len(newest), dimension=dimension)
    tall = _row_height(groups, left - 16, narrow=narrow)
    placed, heights, height = _place(groups, tall)
    heads = _heads(newest, (look.page - left - 8) / len(newest), language)
    lines = fill_lines(_key(placed, groups, newest, heads, language), look.page - 16)
    figure = theme.blank(look.colours, max(height, 40), Margins(left, 8, key_height(lines), 6))
    sketch = Sketch(figure, look)
    _cells(figure, placed, newest, look, top_point=whole.rounds[-1].instrument.top_point)
    figure.update_traces(width=tall * FILL)
    _breaks(sketch, newest, height)
    for group, (head, rows) in zip(groups, heights, strict=True):
        _words(sketch, group, head, rows, left)
        for column, text in enumerate(heads):
            at = {"xref": "x", "x": column + 0.5, "yref": "y", "y": head}
            small = {"size": theme.SMALL, "color": look.colours.muted}
            sketch.write(escape(text), **at, xanchor="center", yanchor="middle", font=small)
    write_key(sketch, lines if groups else [Text("charts.no_items").in_(language)], left)
    sketch.finish()
    figure.update_xaxes(range=[0, len(newest)], showticklabels=False)
    figure.update_layout(hovermode="closest")
    keep_readable(figure, [])
    return figure


def _row_height(groups: Sequence[HeatGroup], room: float, *, narrow: bool) -> float:
    names = (row.name for group in groups for row in group.rows)
    is_long = narrow and any(width(name, theme.SMALL) > room for name in names)
    return ROW_OF_TWO if is_long else ROW


def _place(
    groups: Sequence[HeatGroup], tall: float
) -> tuple[list[Placed], list[tuple[float, list[float]]], float]:
    """Stack the rows below each other.

    Returns:
        The cells, the middle of each dimension's head and of its rows, and the height of it all.
    """
    placed: list[Placed] = []
    heights: list[tuple[float, list[float]]] = []
    y = 0.0
    for group in groups:
        middles = [y + HEAD + tall * (number + 0.5) for number in range(len(group.rows))]
        heights.append((y + HEAD / 2, middles))
        placed += [
            Placed(row, cell, column, middle)
            for row, middle in zip(group.rows, middles, strict=True)
            for column, cell in enumerate(row.cells)
            if cell is not None
        ]
        y += HEAD + tall * len(group.rows) + APART
    return placed, heights, y


def _heads(marks: Sequence[RoundMark], room: float, language: str) -> list[str]:
    """Return what stands above the columns: days where all of them fit, else the numbers of the rounds."""
    days = [mark.name if mark.day is None else day_text(mark.day, language) for mark in marks]
    if all(width(day, theme.SMALL) <= room - 4 for day in days):
        return days
    return [str(mark.number) for mark in marks]


def _key(
    placed: Sequence[Placed],
    groups: Sequence[HeatGroup],
    marks: Sequence[RoundMark],
    heads: Sequence[str],
    language: str,
) -> list[str]:
    """Explain the signs that occur, and the rounds where they are numbers."""
    cells = [one.cell for one in placed]
    seen = {cell.absent for cell in cells} - {Absent.NOT_APPLICABLE}
    blank = any(cell is None for group in groups for row in group.rows for cell in row.cells)
    says = [
        (bool(cells), "key_number"),
        (any(cell.went for cell in cells), "key_arrows"),
        (any(cell.carried for cell in cells), "key_carried"),
        (any(cell.absent is Absent.NOT_APPLICABLE for cell in cells), "key_hatch"),
        (any(not cell.asked for cell in cells), "key_unasked"),
        (blank, "key_blank"),
    ]
    parts = [Text(f"charts.{word}").in_(language) for applies, word in says if applies]
    parts += [
        f"{sign} {Text(f'presentation.absent.{why.value}').in_(language)}"
        for why, sign in ABSENT_SIGNS.items()
        if why in seen
    ]
    changes = [f"{one.version} → {other.version}" for one, other in pairwise(marks) if other.is_break]
    if changes:
        parts.append(Text("charts.break_line", versions=listed(changes, language)).in_(language))
    if marks[0].number > 1:
        parts.append(Text("charts.newest_rounds", shown=len(marks), count=marks[-1].number).in_(language))
    if [*heads] == [str(mark.number) for mark in marks]:
        parts += [
            Text("charts.key_column", number=mark.number, day=mark.name).in_(language) for mark in marks
        ]
    return parts


def cell_text(cell: HeatCell) -> str:
    """Return what stands in a cell: the point with its signs, or the sign of why there is none."""
    if cell.point is None:
        if cell.absent is Absent.NOT_APPLICABLE:
            return ""
        return UNASKED if cell.absent is None else ABSENT_SIGNS[cell.absent]
    return f"{cell.point}{ARROWS[cell.went]}{CARRIED if cell.carried else ''}"


def _cells(
    figure: go.Figure, placed: Sequence[Placed], marks: Sequence[RoundMark], look: Look, *, top_point: int
) -> None:
    colours = look.colours
    hatched = [one.cell.absent is Absent.NOT_APPLICABLE for one in placed]

    def fill(cell: HeatCell) -> str:
        if cell.absent is Absent.NOT_APPLICABLE:
            return colours.muted  # of the stripes: plotly draws a pattern in the colour of its own bar
        if cell.point is None:
            return theme.CLEAR
        return theme.shade(colours.points, min(cell.point, top_point), top_point + 1)

    fills = [fill(one.cell) for one in placed]
    inks = [
        colours.ink if one.cell.point is None else theme.ink_on(colour)
        for one, colour in zip(placed, fills, strict=True)
    ]
    figure.add_bar(
        name="cells",
        meta="cells",
        orientation="h",
        base=[one.column + (1 - FILL) / 2 for one in placed],
        x=[FILL] * len(placed),
        y=[one.middle for one in placed],
        marker={
            "color": fills,
            "line": {
                "color": [colours.ink if one.cell.went else colours.line for one in placed],
                "width": [1.5 if one.cell.went else 1 for one in placed],
            },
            "pattern": {
                "shape": [theme.UNKNOWN_PATTERN if is_hatched else "" for is_hatched in hatched],
                "size": 7,
                "solidity": 0.2,
            },
        },
        text=[lasting(f"<b>{cell_text(one.cell)}</b>", ink) for one, ink in zip(placed, inks, strict=True)],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"size": theme.SMALL, "color": inks},
        textangle=0,
        constraintext="none",
        customdata=[
            [*_hover(one, marks[one.column], look.language), _pick(one, marks[one.column]).as_data()]
            for one in placed
        ],
        hovertemplate=HOVER,
    )


def _hover(one: Placed, mark: RoundMark, language: str) -> list[str]:
    return [
        block(one.row.name, 270, theme.SIZE),
        escape(f"{mark.name} · {cell_words(one.cell, language)}"),
        escape(Text("charts.version", version=mark.version).in_(language)),
        block(one.row.question, 270, theme.SIZE, most=4),
    ]


def _pick(one: Placed, mark: RoundMark) -> Pick:
    item = one.cell.item
    return Pick(Kind.ITEM, round=mark.number, dimension=item.partition(".")[0], items=(item,))


def _breaks(sketch: Sketch, marks: Sequence[RoundMark], height: float) -> None:
    """Draw a dashed line between two rounds of different questions."""
    for column, mark in enumerate(marks):
        if column and mark.is_break:
            place = {"xref": "x", "x0": column, "x1": column, "yref": "y", "y0": 0, "y1": height}
            sketch.line(sketch.look.colours.ink, place, wide=1.5, dash="dash")


def _words(sketch: Sketch, group: HeatGroup, head: float, rows: Sequence[float], left: float) -> None:
    """Write a dimension's name and those of its items."""
    most = 2 if sketch.look.narrow else 1
    common = {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y",
        "yanchor": "middle",
        "xshift": 8 - left,
    }
    name = shortened(group.name, (left - 16) / 1.12, theme.SIZE)
    sketch.write(f"<b>{escape(name)}</b>", y=head, **common)
    for row, middle in zip(group.rows, rows, strict=True):
        words = block(row.name, left - 16, theme.SMALL, most=most)
        sketch.write(words, y=middle, font={"size": theme.SMALL}, **common)
