"""Many merchants at a glance: a row for each, a cell for each dimension."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import fill_lines, key_height, write_key
from assessment.charts.lettering import block, escape, width, wrap
from assessment.charts.picks import Kind, Pick, keep_readable, lasting
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.charts.tracks import shortened
from assessment.instrument.model import Dimension, Instrument
from assessment.presentation.formats import score_text, stage_label
from assessment.presentation.merchants import MerchantRow
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


MOST = 50
"""Merchants drawn at most: the first ones, as they are sorted. The table has all of them."""


BESIDE = 28
"""Height of a merchant with its name beside the cells, in pixels."""


ABOVE = 54
"""The same with its name above them."""


CELL = 25


NAME_ROOM = 150


HEAD_LINES = 3
"""Lines that a dimension's name may take; where one needs more, all are numbered."""


LINE = 15


FILL = 0.92


LETTERS = theme.SIZE - 1


NONE = "–"


@dataclass(frozen=True)
class Grid:
    """Where the merchants and the dimensions stand."""

    merchants: Sequence[MerchantRow]
    dimensions: Sequence[Dimension]
    names: tuple[str, ...]
    """Of the dimensions."""
    tops: tuple[float, ...]
    """The top of each merchant, in pixels."""
    look: Look

    def middle(self, number: int) -> float:
        """Return the middle of a merchant's cells."""
        return self.tops[number] + (ABOVE - CELL / 2 - 5 if self.look.narrow else BESIDE / 2)


def portfolio_heat(
    merchants: Sequence[MerchantRow],
    instrument: Instrument,
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw a row for each merchant and a cell for each dimension, its score as a number on a shade.

    The eye should find pale columns, which many merchants share, and pale
    rows. Merchants stand in the order given; of more than fifty the first
    fifty are drawn, and the key says so.

    A selected cell gives the merchant and the dimension.

    Args:
        merchants: in the order in which they are to stand.
        instrument: whose dimensions and stages they are.
        language: of the labels.
        narrow: put names above the cells, for pages under 600 pixels.
        dark: for dark pages.
    """
    look = Look(language, narrow, dark)
    shown = merchants[:MOST]
    figures = {one.id: _figures(one, instrument, language) for one in shown}
    beside = max((width(said, theme.SMALL) for said in figures.values()), default=0) + 18
    left, right = (8, 8) if narrow else (NAME_ROOM + 16, beside)
    names = tuple(dimension.name.in_(language) for dimension in instrument.dimensions)
    room = (look.page - left - right) / max(len(names), 1)
    heads = _heads(names, room)
    top = LINE * max((len(lines) for lines in heads), default=1) + 10
    tall = ABOVE if narrow else BESIDE
    tops = tuple(top + number * tall for number in range(len(shown)))
    grid = Grid(shown, instrument.dimensions, names, tops, look)
    lines = _key(grid, heads, len(merchants))
    figure = theme.blank(
        look.colours, top + tall * len(shown) + 4, Margins(left, right, key_height(lines), 4)
    )
    sketch = Sketch(figure, look)
    small = {"size": theme.SMALL, "color": look.colours.muted}
    for column, words in enumerate(heads):
        text = "<br>".join(escape(line) for line in words)
        at = {"xref": "x", "x": column + 0.5, "yref": "y", "y": top - 6}
        sketch.write(text, **{**at, "align": "center"}, xanchor="center", yanchor="bottom", font=small)
    _cells(figure, grid)
    for number, merchant in enumerate(shown):
        _words(sketch, merchant.name, figures[merchant.id], grid.tops[number])
    write_key(sketch, lines, left)
    sketch.finish()
    figure.update_xaxes(range=[0, max(len(names), 1)], showticklabels=False)
    figure.update_layout(hovermode="closest")
    keep_readable(figure, [])
    return figure


def _heads(names: Sequence[str], room: float) -> list[list[str]]:
    """Return the names of the columns in lines, or their numbers where one of them does not fit."""
    lines = [wrap(name, room - 4, theme.SMALL, most=HEAD_LINES + 1) for name in names]
    fit = all(len(each) <= HEAD_LINES for each in lines)
    if fit and all(width(line, theme.SMALL) <= room for each in lines for line in each):
        return lines
    return [[str(number)] for number in range(1, len(names) + 1)]


def _key(grid: Grid, heads: Sequence[Sequence[str]], count: int) -> list[str]:
    """Explain numbers and signs, what is left out, and the columns where they are numbers."""
    language = grid.look.language
    if not count:
        return [Text("charts.no_merchants").in_(language)]
    room = grid.look.page - 16
    parts = [Text("charts.scores_key").in_(language)]
    if any(one.dimensions.get(d.id) is None for one in grid.merchants for d in grid.dimensions):
        parts.append(Text("charts.no_result_key").in_(language))
    if len(grid.merchants) < count:
        parts.append(Text("charts.first_merchants", shown=len(grid.merchants), count=count).in_(language))
    lines = fill_lines(parts, room)
    if [*heads] == [[str(number)] for number in range(1, len(heads) + 1)]:
        lines += fill_lines([f"{number} {name}" for number, name in enumerate(grid.names, start=1)], room)
    return lines


def _cells(figure: go.Figure, grid: Grid) -> None:
    colours = grid.look.colours
    cells = [
        (merchant, number, column, merchant.dimensions.get(dimension.id))
        for number, merchant in enumerate(grid.merchants)
        for column, dimension in enumerate(grid.dimensions)
    ]
    fills = [
        theme.CLEAR if score is None else theme.shade(colours.points, round(score), 101)
        for *_, score in cells
    ]
    inks = [
        colours.muted if score is None else theme.ink_on(fill)
        for (*_, score), fill in zip(cells, fills, strict=True)
    ]
    figure.add_bar(
        name="cells",
        meta="cells",
        orientation="h",
        base=[column + (1 - FILL) / 2 for _, _, column, _ in cells],
        x=[FILL] * len(cells),
        y=[grid.middle(number) for _, number, _, _ in cells],
        width=CELL if grid.look.narrow else BESIDE * FILL,
        marker={"color": fills, "line": {"color": colours.line, "width": 1}},
        text=[lasting(cell_text(score), ink) for (*_, score), ink in zip(cells, inks, strict=True)],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"size": theme.SMALL, "color": inks},
        textangle=0,
        constraintext="none",
        customdata=[
            [
                block(merchant.name, 270, theme.SIZE),
                escape(f"{grid.names[column]} {NONE if score is None else score_text(score)}"),
                escape(NONE if merchant.index is None else score_text(merchant.index)),
                Pick(Kind.MERCHANT, merchant=merchant.id, dimension=grid.dimensions[column].id).as_data(),
            ]
            for merchant, _, column, score in cells
        ],
        hovertemplate=HOVER,
    )


def cell_text(score: float | None) -> str:
    """Write a score into a narrow cell: as published, but for a whole hundred."""
    if score is None:
        return NONE
    return "100" if score == 100 else score_text(score)


def _figures(merchant: MerchantRow, instrument: Instrument, language: str) -> str:
    """Return a merchant's index and stage."""
    index = NONE if merchant.index is None else score_text(merchant.index)
    return f"{index} {stage_label(instrument, merchant.stage, language)}"


def _words(sketch: Sketch, name: str, figures: str, top: float) -> None:
    """Write a merchant's name, its index and its stage."""
    narrow = sketch.look.narrow
    room = sketch.look.page - 30 - width(figures, theme.SMALL) if narrow else NAME_ROOM
    common = {"xref": "paper", "yref": "y", "yanchor": "middle", "y": top + (13 if narrow else BESIDE / 2)}
    left = {"x": 0, "xanchor": "left", "xshift": 0 if narrow else -NAME_ROOM - 8}
    sketch.write(escape(shortened(name, room, LETTERS)), **common, **left, font={"size": LETTERS})
    right = {"x": 1, "xanchor": "right" if narrow else "left", "xshift": 0 if narrow else 10}
    sketch.write(escape(figures), **common, **right, font={"size": theme.SMALL})
