"""Items: the point of every asked item, a row for each dimension."""

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lettering import block, escape, width, wrap
from assessment.charts.model import ABSENT_SIGNS, ItemCell, ItemRow
from assessment.charts.rows import gate_looked_at, item_rows, stage_name
from assessment.charts.theme import Margins, Palette
from assessment.charts.words import say
from assessment.responses import Absent
from assessment.scoring.results import Results

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
CELL = 32
"""Height of a cell in pixels."""
NAME = 22
"""Height of a name above its cells."""
GAP = 8
HEAD = 22
"""Height of the line of item numbers."""
LEAST_COLUMNS = 4
"""Few items do not make cells as wide as the page."""


def item_heatmap(
    results: Results, language: str, *, narrow: bool = False, dark: bool = False
) -> go.Figure:
    """Draw a cell for each asked item: its point as a number on a shade, or a sign why there is none.

    Items go by their number within the dimension, as questions are too long
    for a cell; the question is in the hover text and in the table. The eye
    should find the pale cells, and among them those with a thick border: the
    must items of the next gate.

    Args:
        results: what one assessment yields.
        language: of the labels.
        narrow: put names above the cells, for pages under 600 pixels.
        dark: for dark pages.
    """
    rows = item_rows(results, language)
    colours = theme.palette(dark=dark)
    columns = max([len(row.cells) for row in rows] + [LEAST_COLUMNS])
    key = _key(rows, results, language)
    room = theme.NARROW - 16 if narrow else theme.WIDE
    key_lines = _fill_lines(key, room)
    names = max((width(row.name, theme.SIZE) for row in rows), default=0)
    margins = Margins(
        left=6 if narrow else min(names, 240) + 16, right=8, top=len(key_lines) * 20 + 10, bottom=6
    )
    pitch = CELL + GAP + (NAME if narrow else 0)
    figure = theme.blank(colours, HEAD + pitch * len(rows), margins)
    placed = [
        (cell, HEAD + pitch * number + (NAME if narrow else 0) + CELL / 2)
        for number, row in enumerate(rows)
        for cell in row.cells
    ]
    _cells(figure, placed, colours, results, language)
    _labels(figure, rows, pitch, language, columns=columns, colours=colours, narrow=narrow)
    theme.put(
        figure,
        "<br>".join(escape(line) for line in key_lines),
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=6,
        xshift=0 if narrow else 6 - margins.left,
        font={"size": theme.SMALL, "color": colours.muted},
    )
    figure.update_xaxes(range=[0, columns], showticklabels=False)
    return figure


def _key(rows: Sequence[ItemRow], results: Results, language: str) -> list[str]:
    """Explain numbers, border and the signs that occur."""
    cells = [cell for row in rows for cell in row.cells]
    parts = [say("number_is_item", language)] if cells else []
    gate = gate_looked_at(results)
    if gate is not None and any(cell.must for cell in cells):
        stage = stage_name(results, gate.stage, language)
        parts.append(say("thick_border", language, stage=stage))
    seen = {cell.absent for cell in cells}
    parts += [
        f"{sign} {say(absent.value, language)}" for absent, sign in ABSENT_SIGNS.items() if absent in seen
    ]
    return parts


def _fill_lines(parts: Sequence[str], room: float) -> list[str]:
    """Set the parts of the key side by side, in as many lines as they need."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}　{part}" if lines else part
        if lines and width(longer, theme.SMALL) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _cells(
    figure: go.Figure,
    placed: Sequence[tuple[ItemCell, float]],
    colours: Palette,
    results: Results,
    language: str,
) -> None:
    tops = results.instrument.top_point + 1

    def fill(cell: ItemCell) -> str:
        return colours.paper if cell.point is None else theme.shade(colours.points, cell.point, tops)

    fills = [fill(cell) for cell, _ in placed]
    figure.add_bar(
        name="cells",
        orientation="h",
        base=[cell.number - 1 + 0.04 for cell, _ in placed],
        x=[0.92] * len(placed),
        y=[height for _, height in placed],
        width=CELL,
        marker={
            "color": fills,
            "line": {
                "color": [colours.ink if cell.must else colours.line for cell, _ in placed],
                "width": [2.5 if cell.must else 1 for cell, _ in placed],
            },
        },
        text=[cell.sign for cell, _ in placed],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={
            "size": theme.SIZE + 1,
            "color": [
                colours.ink if cell.point is None else theme.ink_on(colour)
                for (cell, _), colour in zip(placed, fills, strict=True)
            ],
        },
        textangle=0,
        constraintext="none",
        customdata=[_hover(cell, language) for cell, _ in placed],
        hovertemplate=HOVER,
    )


def _hover(cell: ItemCell, language: str) -> list[str]:
    state = say("point_said", language, point=cell.point) if cell.absent is None else say(cell.absent.value, language)
    if cell.verified:
        state = f"{state} · {say('verified', language)}"
    return [
        block(f"{cell.number}. {cell.question}", 270, theme.SIZE, most=4),
        escape(state),
        escape(say("must", language) if cell.must else ""),
    ]


def _labels(
    figure: go.Figure,
    rows: Sequence[ItemRow],
    pitch: float,
    language: str,
    *,
    columns: int,
    colours: Palette,
    narrow: bool,
) -> None:
    for column in range(1, columns + 1):
        theme.put(
            figure,
            str(column),
            xref="x",
            yref="y",
            x=column - 0.5,
            y=HEAD / 2,
            font={"size": theme.SMALL, "color": colours.muted},
        )
    for number, row in enumerate(rows):
        top = HEAD + pitch * number
        lines = [row.name] if narrow else wrap(row.name, 240, theme.SIZE)
        theme.put(
            figure,
            "<br>".join(escape(line) for line in lines),
            xref="paper",
            yref="y",
            x=0,
            y=top + (NAME / 2 if narrow else CELL / 2),
            xanchor="left" if narrow else "right",
            yanchor="middle",
            xshift=0 if narrow else -10,
        )
        if not row.cells:
            theme.put(
                figure,
                escape(f"{ABSENT_SIGNS[Absent.NOT_APPLICABLE]} {say('not_asked', language)}"),
                xref="x",
                yref="y",
                x=0.04,
                y=top + (NAME if narrow else 0) + CELL / 2,
                xanchor="left",
                yanchor="middle",
                font={"color": colours.muted},
            )
