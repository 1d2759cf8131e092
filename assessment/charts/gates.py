"""A gate: what it needs, what was measured, and what keeps it shut."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.lettering import block, escape, width, wrap
from assessment.charts.theme import Look, Margins, Palette
from assessment.presentation.gates import SIGNS, GateRow, GateTable, Standing, gate_rows
from assessment.scoring.results import Results
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"


LINE = 19


HEAD = 15
"""Air above and below a head."""


THICK = 12


LABEL_ROOM = 330
"""Pixels for the labels beside the bars on a wide page."""


STATE_ROOM = 190
"""Pixels for the state in words at the right of a wide page."""


@dataclass(frozen=True)
class Placed:
    """A row and where it stands, in pixels."""

    row: GateRow
    lines: tuple[str, ...]
    state: tuple[str, ...]
    label: float
    """Middle of the label."""
    bar: float
    """Middle of the bar."""


def gate_chart(
    results: Results, stage: str, language: str, *, narrow: bool = False, dark: bool = False
) -> go.Figure:
    """Draw the findings of a stage's gate: measured against needed, musts apart from shoulds.

    The eye should find what keeps the gate shut: a warm bar that ends before
    its tick, and a sign with its word. Every row has its own scale: points for an item, 0 to
    100 for a score, the metric's range for a number.

    Args:
        results: what one assessment yields.
        stage: whose gate.
        language: of the labels.
        narrow: put labels above the bars, for pages under 600 pixels.
        dark: for dark pages.

    Raises:
        KeyError: the stage has no gate.
    """
    table = gate_rows(results, stage, language)
    colours = Look(language, narrow, dark).colours
    placed, heads, height = _place(table, language, narrow=narrow)
    margins = Margins(6, 8, 4, 4) if narrow else Margins(LABEL_ROOM + 16, STATE_ROOM, 4, 4)
    figure = theme.blank(colours, height, margins)
    _tracks(figure, placed, colours)
    _bars(figure, placed, colours)
    _needed(figure, placed, colours, language)
    for text, y in heads:
        theme.put(
            figure,
            f"<b>{text}</b>",
            xref="paper",
            yref="y",
            x=0,
            y=y,
            xanchor="left",
            yanchor="middle",
            xshift=-margins.left + 6 if not narrow else 0,
        )
    for one in placed:
        _words(figure, one, colours, narrow=narrow)
    figure.update_xaxes(range=[0, 1], showticklabels=False, domain=[0, 0.42] if narrow else [0, 1])
    return figure


def _place(
    table: GateTable, language: str, *, narrow: bool
) -> tuple[list[Placed], list[tuple[str, float]], float]:
    """Stack the rows below each other; return them, the heads, and the height of it all."""
    placed: list[Placed] = []
    heads: list[tuple[str, float]] = []
    y = 0.0
    for head, rows in _sections(table, language):
        room = theme.NARROW - 22 if narrow else LABEL_ROOM
        lines = wrap(head, room if narrow else theme.WIDE, theme.SIZE + 1)
        tall = LINE * len(lines) + HEAD
        heads.append(("<br>".join(escape(line) for line in lines), y + tall / 2))
        y += tall
        for row in rows:
            label = tuple(wrap(f"{SIGNS[row.standing]} {row.label}", room, theme.SIZE))
            state = _state(row, language)
            words, beside = LINE * len(label), LINE * len(state)
            if narrow:
                placed.append(Placed(row, label, state, y + words / 2, y + words + beside / 2 + 2))
                y += words + beside + 14
            else:
                tall = max(words, beside)
                placed.append(Placed(row, label, state, y + tall / 2, y + tall / 2))
                y += tall + 13
    return placed, heads, y + 4


def _sections(table: GateTable, language: str) -> list[tuple[str, Sequence[GateRow]]]:
    sections: list[tuple[str, Sequence[GateRow]]] = []
    if table.musts:
        count = Text("presentation.musts_met", count=table.musts_asked, met=table.musts_met).in_(language)
        sections.append((f"{Text('presentation.musts').in_(language)} · {count}", table.musts))
    if table.count is not None and table.shoulds:
        meet = Text("presentation.shoulds_meet", count=len(table.shoulds), needed=table.should_meet).in_(
            language
        )
        standing = table.count.standing
        state = f"{SIGNS[standing]} {Text(f'presentation.standing.{standing.value}').in_(language)}"
        head = f"{Text('presentation.shoulds').in_(language)} · {meet} · {table.count.now} · {state}"
        sections.append((head, table.shoulds))
    return sections


def _state(row: GateRow, language: str) -> tuple[str, ...]:
    """Return the state in words, broken into lines."""
    room = STATE_ROOM - 20
    facts = [row.needed] if row.share is None else [row.now, row.needed]
    if width(" · ".join(facts), theme.SIZE - 1) <= room:
        facts = [" · ".join(facts)]
    if row.standing is Standing.WAIVED:
        facts = []
    notes = wrap(row.note, room, theme.SIZE - 1) if row.note else []
    return (Text(f"presentation.standing.{row.standing.value}").in_(language), *facts, *notes)


def _colour(row: GateRow, colours: Palette) -> str:
    """Return a bar's colour: warm only for what keeps the gate shut."""
    if row.standing is Standing.MET:
        return colours.accent
    return colours.warn if row.blocks else colours.neutral


def _tracks(figure: go.Figure, placed: Sequence[Placed], colours: Palette) -> None:
    figure.add_bar(
        name="track",
        orientation="h",
        x=[1] * len(placed),
        y=[one.bar for one in placed],
        width=THICK,
        marker={
            "color": [
                theme.CLEAR if one.row.standing is Standing.WAIVED else colours.track for one in placed
            ],
            "line": {
                "color": colours.line,
                "width": [1 if one.row.standing is Standing.WAIVED else 0 for one in placed],
            },
        },
        customdata=[
            [
                block(one.row.label, 280, theme.SIZE, most=4),
                escape(one.row.now),
                escape(one.row.needed),
                escape(one.row.note),
            ]
            for one in placed
        ],
        hovertemplate=HOVER,
    )


def _bars(figure: go.Figure, placed: Sequence[Placed], colours: Palette) -> None:
    known = [(one, one.row.share) for one in placed if one.row.share is not None]
    figure.add_bar(
        name="measured",
        orientation="h",
        x=[share for _, share in known],
        y=[one.bar for one, _ in known],
        width=THICK,
        marker={"color": [_colour(one.row, colours) for one, _ in known], "line": {"width": 0}},
        hoverinfo="skip",
    )
    reach = [
        (one, one.row.share or 0.0, one.row.share_high)
        for one in placed
        if one.row.share_high is not None and one.row.share_high > (one.row.share or 0.0)
    ]
    figure.add_bar(
        name="high",
        orientation="h",
        base=[low for _, low, _ in reach],
        x=[high - low for _, low, high in reach],
        y=[one.bar for one, _, _ in reach],
        width=THICK,
        marker=theme.unknown_marker(colours),
        hoverinfo="skip",
    )


def _needed(figure: go.Figure, placed: Sequence[Placed], colours: Palette, language: str) -> None:
    asked = [one for one in placed if one.row.standing is not Standing.WAIVED]
    for must, dash in ((True, "solid"), (False, "dot")):
        ticks = [one for one in asked if one.row.must is must]
        figure.add_scatter(
            name=Text("charts.needed_mark").in_(language),
            meta="must" if must else "should",
            mode="lines",
            x=[x for one in ticks for x in (one.row.share_needed, one.row.share_needed, None)],
            y=[y for one in ticks for y in (one.bar - THICK / 2 - 4, one.bar + THICK / 2 + 4, None)],
            line={"color": colours.ink, "width": 2.5, "dash": dash},
            cliponaxis=False,
            hoverinfo="skip",
        )


def _words(figure: go.Figure, one: Placed, colours: Palette, *, narrow: bool) -> None:
    common = {"xref": "paper", "yref": "y", "yanchor": "middle"}
    theme.put(
        figure,
        "<br>".join(escape(line) for line in one.lines),
        **common,
        x=0,
        y=one.label,
        xanchor="left",
        xshift=0 if narrow else -LABEL_ROOM - 10,
    )
    theme.put(
        figure,
        "<br>".join(escape(line) for line in one.state),
        **common,
        x=0.46 if narrow else 1,
        y=one.bar,
        xanchor="left",
        xshift=0 if narrow else 12,
        font={"color": colours.warn if one.row.blocks else colours.ink, "size": theme.SIZE - 1},
    )
