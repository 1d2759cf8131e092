"""Items: the point of every asked item, a row for each dimension."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import fill_lines
from assessment.charts.lettering import block, escape, width, wrap
from assessment.charts.theme import Look, Margins
from assessment.presentation.items import ABSENT_SIGNS, NONE_OLD, ItemCell, ItemRow, item_rows
from assessment.presentation.profile import gate_looked_at, stage_name
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.results import Results
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


LINE = 16
"""Height of a line in a cell, in pixels."""


MOST_LINES = 3
"""Lines that a name in a cell may take."""


NAME = 24
"""Height of a dimension's name above its cells."""


GAP = 5


FILL = 0.94
"""Share of a column that its cell takes."""


NAME_ROOM = 200
"""Most pixels for a name beside its cells."""


APART = 12
"""Air between dimensions."""


COLUMNS_WIDE = 6


COLUMNS_NARROW = 4


@dataclass(frozen=True)
class Placed:
    """A cell and where it stands: its column, its middle in pixels from the top, its height."""

    cell: ItemCell
    column: int
    middle: float
    height: float


def item_heatmap(
    results: Results,
    language: str,
    *,
    old: Mapping[str, OldAnswer] = NONE_OLD,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw a cell for each asked item: its point on a shade, or a sign why there is none, and its name.

    The question is in the hover text and in the table. The eye should find
    the pale cells, and among them those with a thick border: the must items
    of the next gate. An asterisk stands at what was carried on from an
    earlier round.

    Args:
        results: what one assessment yields.
        language: of the labels.
        old: the answers of earlier rounds among them, with their age.
        narrow: fewer cells side by side and names above them, for pages under 600 pixels.
        dark: for dark pages.
    """
    rows = item_rows(results, language, old)
    look = Look(language, narrow, dark)
    key_lines = fill_lines(_key(rows, results, language), look.page - 16)
    names = max((width(row.name, theme.SIZE) for row in rows), default=0)
    left = 6 if narrow else min(names, NAME_ROOM) + 20
    columns = COLUMNS_NARROW if narrow else COLUMNS_WIDE
    room = (look.page - left - 8) / columns * FILL - 6
    cell = _cell_height(rows, room)
    placed, tops, height = _place(rows, columns, cell, narrow=narrow)
    figure = theme.blank(look.colours, height, Margins(left, 8, len(key_lines) * 20 + 14, 6))
    _cells(figure, placed, look, results.instrument.top_point, room)
    for row, top in zip(rows, tops, strict=True):
        _label(figure, row, top + (NAME if narrow or not row.cells else cell) / 2, look)
    theme.put(
        figure,
        "<br>".join(escape(line) for line in key_lines),
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=8,
        xshift=0 if narrow else 6 - left,
        font={"size": theme.SMALL, "color": look.colours.muted},
    )
    figure.update_xaxes(range=[0, columns], showticklabels=False)
    return figure


def _cell_height(rows: Sequence[ItemRow], room: float) -> float:
    """Return the height of all cells: a line for the point and those of the longest name."""
    names = [cell.name for row in rows for cell in row.cells]
    lines = max((len(wrap(name, room, theme.SMALL, MOST_LINES)) for name in names), default=1)
    return LINE * (1 + lines) + 12


def _place(
    rows: Sequence[ItemRow], columns: int, height: float, *, narrow: bool
) -> tuple[list[Placed], list[float], float]:
    """Set the cells of each dimension side by side, in as many lines as they need.

    Returns:
        The cells, the top of each dimension, and the height of it all.
    """
    placed: list[Placed] = []
    tops: list[float] = []
    y = 2.0
    for row in rows:
        tops.append(y)
        y += NAME if narrow else 0
        for place, cell in enumerate(row.cells):
            line, column = divmod(place, columns)
            placed.append(Placed(cell, column, y + line * (height + GAP) + height / 2, height))
        lines = ceil(len(row.cells) / columns)
        y += lines * (height + GAP) + APART if lines else NAME + APART
    return placed, tops, y


def _key(rows: Sequence[ItemRow], results: Results, language: str) -> list[str]:
    """Explain numbers, border and the signs that occur."""
    cells = [cell for row in rows for cell in row.cells]
    parts = [Text("charts.cell_is_item").in_(language)] if cells else []
    gate = gate_looked_at(results)
    if gate is not None and any(cell.must for cell in cells):
        stage = stage_name(results, gate.stage, language)
        parts.append(Text("charts.thick_border", stage=stage).in_(language))
    if any(cell.old for cell in cells):
        parts.append(Text("charts.key_carried").in_(language))
    seen = {cell.absent for cell in cells}
    parts += [
        f"{sign} {Text(f'presentation.absent.{absent.value}').in_(language)}"
        for absent, sign in ABSENT_SIGNS.items()
        if absent in seen
    ]
    return parts


def _cells(figure: go.Figure, placed: Sequence[Placed], look: Look, top_point: int, room: float) -> None:
    """Draw the cells; `room` is the width in pixels that a name may take."""
    colours = look.colours

    def fill(cell: ItemCell) -> str:
        return theme.CLEAR if cell.point is None else theme.shade(colours.points, cell.point, top_point + 1)

    cells = [one.cell for one in placed]
    fills = [fill(cell) for cell in cells]
    figure.add_bar(
        name="cells",
        orientation="h",
        base=[one.column + (1 - FILL) / 2 for one in placed],
        x=[FILL] * len(placed),
        y=[one.middle for one in placed],
        width=placed[0].height if placed else 1,
        marker={
            "color": fills,
            "line": {
                "color": [colours.ink if cell.must else colours.line for cell in cells],
                "width": [2.5 if cell.must else 1 for cell in cells],
            },
        },
        text=[f"<b>{cell.sign}</b><br>{block(cell.name, room, theme.SMALL, MOST_LINES)}" for cell in cells],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={
            "size": theme.SMALL,
            "color": [
                colours.ink if cell.point is None else theme.ink_on(colour)
                for cell, colour in zip(cells, fills, strict=True)
            ],
        },
        textangle=0,
        constraintext="none",
        customdata=[_hover(cell, look.language) for cell in cells],
        hovertemplate=HOVER,
    )


def _hover(cell: ItemCell, language: str) -> list[str]:
    if cell.point is None:
        state = "" if cell.absent is None else Text(f"presentation.absent.{cell.absent.value}").in_(language)
    else:
        state = Text("presentation.point_said", point=cell.point).in_(language)
    if cell.verified:
        state = f"{state} · {Text('presentation.verified').in_(language)}"
    if cell.old:
        state = f"{state} · {cell.old}"
    return [
        block(cell.question, 270, theme.SIZE, most=4),
        escape(state),
        escape(Text("presentation.must").in_(language) if cell.must else ""),
    ]


def _label(figure: go.Figure, row: ItemRow, middle: float, look: Look) -> None:
    """Write a dimension's name, and that it is not asked where the profile rules it out."""
    narrow = look.narrow
    theme.put(
        figure,
        block(row.name, look.page if narrow else NAME_ROOM, theme.SIZE),
        xref="paper",
        yref="y",
        x=0,
        y=middle,
        xanchor="left" if narrow else "right",
        yanchor="middle",
        xshift=0 if narrow else -12,
    )
    if not row.cells:
        theme.put(
            figure,
            escape(f"{ABSENT_SIGNS[Absent.NOT_APPLICABLE]} {look.say('presentation.not_asked')}"),
            xref="x",
            yref="y",
            x=(1 - FILL) / 2,
            y=middle + (NAME if narrow else 0),
            xanchor="left",
            yanchor="middle",
            font={"color": look.colours.muted},
        )
