"""Several respondents on the same items: how far apart they are, and where the middle lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.charts.tracks import shortened
from assessment.charts.words import say

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"
APART = 2
"""Points apart from which an item is to be talked about."""
LEAST_VOICES = 3
"""Answers it takes to show a spread to somebody who must not learn who said what."""
BESIDE = 36
"""Height of an item with its name beside the track, in pixels."""
ABOVE = 58
HEAD = 32
"""Height of a dimension's name, with the points beside it."""
LINE = 18
"""Height of what stands below the name on a narrow page: its agreement, and the points."""
GAP = 8
NAME_ROOM = 230
NOTE_ROOM = 170
NOTE_NARROW = 214
MARK = 20
LETTERS = theme.SIZE - 1
SIGN = "◆"


@dataclass(frozen=True)
class ItemVoices:
    """One item, and how many respondents gave it which point."""

    id: str
    name: str
    points: Mapping[int, int]
    """People by point; a point nobody gave may be left out."""
    silent: int = 0
    """People asked who gave no point."""
    agreed: int | None = None
    """The point agreed on, if any."""

    @property
    def given(self) -> list[int]:
        """Every point given, lowest first, once for each person."""
        return [point for point in sorted(self.points) for _ in range(self.points[point])]

    @property
    def median(self) -> int | None:
        """The middle point, the lower one of two; None where nobody gave one."""
        given = self.given
        return given[(len(given) - 1) // 2] if given else None

    @property
    def apart(self) -> int | None:
        """Points between the lowest and the highest; None with fewer than two answers."""
        given = self.given
        return given[-1] - given[0] if len(given) > 1 else None


@dataclass(frozen=True)
class DimensionVoices:
    """One dimension with its items, in the order in which they are to stand."""

    id: str
    name: str
    items: tuple[ItemVoices, ...]
    words: str = ""
    """What is to be said about its agreement; may be empty."""


@dataclass(frozen=True)
class Row:
    """An item and the height of its track in pixels; hidden where too few answered to show anything."""

    item: ItemVoices
    dimension: str
    level: float
    hidden: bool

    @property
    def is_apart(self) -> bool:
        """Whether its respondents are to talk about it."""
        return (self.item.apart or 0) >= APART and not self.hidden


def agreement_chart(  # noqa: PLR0913 - what is shown, and for whom
    dimensions: Sequence[DimensionVoices],
    top_point: int,
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
    nameless: bool = False,
) -> go.Figure:
    """Draw the points that respondents gave to each item, from the lowest to the highest.

    The eye should find thick lines with a sign: items on which people are two
    points or more apart. The median is a filled mark, other points are hollow
    and say how many people gave them; a triangle is the agreed answer.

    A selected mark gives the item.

    Args:
        dimensions: with their items, both in the order in which they are to stand.
        top_point: the highest point of the scale.
        language: of the labels.
        narrow: put names above the tracks, for pages under 600 pixels.
        dark: for dark pages.
        nameless: show only the spread, and only where three or more answered:
            for those who must not learn who said what.
    """
    look = Look(language, narrow, dark)
    rows, heads, height = _place(dimensions, narrow=narrow, nameless=nameless)
    left, right = (14, 14) if narrow else (NAME_ROOM + 24, NOTE_ROOM + 16)
    figure = theme.blank(look.colours, max(height, 60), Margins(left, right, 4, 4))
    sketch = Sketch(figure, look)
    for dimension, y in heads:
        _head(sketch, dimension, y, top_point, left)
    for row in rows:
        _track(sketch, row, top_point)
        _words(sketch, row, left)
    for apart in (True, False):
        _ranges(figure, [row for row in rows if row.is_apart is apart], look, apart=apart)
    if not nameless:
        _others(figure, rows, look)
    _medians(figure, rows, look, nameless=nameless)
    _agreed(figure, rows, look)
    if not rows:
        sketch.write(escape(say("no_voices", language)), xref="paper", x=0.5, yref="paper", y=0.5)
    sketch.finish()
    figure.update_xaxes(range=[0, top_point], showticklabels=False)
    figure.update_layout(hovermode="closest")
    if any(trace.showlegend is not False for trace in figure.data):
        add_legend(figure, look.page - left - right)
    keep_readable(figure, ["median", "others", "agreed"])
    return figure


def _place(
    dimensions: Sequence[DimensionVoices], *, narrow: bool, nameless: bool
) -> tuple[list[Row], list[tuple[DimensionVoices, float]], float]:
    """Stack the items below each other; return them, the heads with their height, and that of it all."""
    rows: list[Row] = []
    heads: list[tuple[DimensionVoices, float]] = []
    y = 0.0
    for dimension in dimensions:
        if not dimension.items:
            continue
        heads.append((dimension, y + HEAD / 2))
        y += HEAD + (LINE * (2 if dimension.words else 1) if narrow else 0)
        for item in dimension.items:
            hidden = nameless and len(item.given) < LEAST_VOICES
            rows.append(Row(item, dimension.id, y + (ABOVE - 16 if narrow else BESIDE / 2), hidden))
            y += ABOVE if narrow else BESIDE
        y += GAP
    return rows, heads, y


def _head(sketch: Sketch, dimension: DimensionVoices, y: float, top_point: int, left: float) -> None:
    """Write a dimension's name, its agreement, and the points above the tracks; narrow: in lines."""
    narrow = sketch.look.narrow
    muted = {"size": theme.SMALL, "color": sketch.look.colours.muted}
    common = {"yref": "y", "yanchor": "middle"}
    start = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": -8 if narrow else 8 - left}
    room = sketch.look.page - 24 if narrow else NAME_ROOM
    name = shortened(dimension.name, room / 1.12, theme.SIZE)
    sketch.write(f"<b>{escape(name)}</b>", **common, **start, y=y)
    if dimension.words:
        words = shortened(dimension.words, room if narrow else NOTE_ROOM, theme.SMALL)
        at = start if narrow else {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 18}
        y += LINE if narrow else 0
        sketch.write(escape(words), **common, **at, y=y, font=muted)
    y += LINE if narrow else 0
    for point in range(top_point + 1):
        sketch.write(str(point), **common, xref="x", x=point, xanchor="center", y=y, font=muted)


def _track(sketch: Sketch, row: Row, top_point: int) -> None:
    """Draw a thin line with a tick at every point."""
    look = sketch.look
    place = {"xref": "x", "x0": 0, "x1": top_point, "yref": "y", "y0": row.level, "y1": row.level}
    sketch.line(look.colours.line, place)
    for point in range(top_point + 1):
        tick = {"xref": "x", "x0": point, "x1": point, "yref": "y"}
        sketch.line(look.colours.line, {**tick, "y0": row.level - 6, "y1": row.level + 6})


def note_of(row: Row, language: str) -> str:
    """Say how far apart people are on an item, and how many gave no point."""
    item = row.item
    if row.hidden:
        return say("too_few_voices", language, least=LEAST_VOICES)
    if not item.given:
        return say("nobody", language)  # how many were asked is no matter then
    if item.apart is None:
        said = say("only_one", language)
    elif not item.apart:
        said = say("agree", language)
    else:
        said = f"{f'{SIGN} ' if row.is_apart else ''}{say('apart', language, points=item.apart)}"
    return f"{said} · {say('silent', language, count=item.silent)}" if item.silent else said


def _words(sketch: Sketch, row: Row, left: float) -> None:
    """Write an item's name and how far apart people are."""
    narrow = sketch.look.narrow
    note = shortened(note_of(row, sketch.look.language), NOTE_NARROW if narrow else NOTE_ROOM, LETTERS)
    weight = ("<b>", "</b>") if row.is_apart else ("", "")
    y = row.level - 30 if narrow else row.level
    common = {"xref": "paper", "yref": "y", "y": y, "yanchor": "middle", "font": {"size": LETTERS}}
    room = sketch.look.page - 36 - width(note, LETTERS) * 1.12 if narrow else NAME_ROOM
    name = {"x": 0, "xanchor": "left", "xshift": -8 if narrow else 8 - left}
    sketch.write(escape(shortened(row.item.name, room, LETTERS)), **common, **name)
    said = {"x": 1, "xanchor": "right" if narrow else "left", "xshift": 8 if narrow else 18}
    sketch.write(f"{weight[0]}{escape(note)}{weight[1]}", **common, **said)


def _ranges(figure: go.Figure, rows: Sequence[Row], look: Look, *, apart: bool) -> None:
    """Draw the line from the lowest to the highest point of each item."""
    spans = [(row.item.given, row.level) for row in rows if row.item.apart and not row.hidden]
    if not spans:
        return
    word = "range_apart" if apart else "range_near"
    figure.add_scatter(
        name=escape(say(word, look.language, least=APART)),
        meta=word,
        mode="lines",
        x=[x for given, _ in spans for x in (given[0], given[-1], None)],
        y=[y for _, level in spans for y in (level, level, None)],
        line={"color": look.colours.warn if apart else look.colours.neutral, "width": 7 if apart else 3},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _others(figure: go.Figure, rows: Sequence[Row], look: Look) -> None:
    """Draw the points that are not the median, each with how many gave it."""
    marks = [
        (row, point) for row in rows for point in sorted(set(row.item.given)) if point != row.item.median
    ]
    if marks:
        _marks(figure, marks, look, meta="others", word="voice_mark", filled=False)


def _medians(figure: go.Figure, rows: Sequence[Row], look: Look, *, nameless: bool) -> None:
    """Draw the median of each item."""
    marks = [(row, row.item.median) for row in rows if row.item.median is not None and not row.hidden]
    if marks:
        _marks(figure, marks, look, meta="median", word="median_mark", filled=True)
        if nameless:
            figure.data[-1].update(mode="markers", text=None)


def _marks(  # noqa: PLR0913 - marks of one kind
    figure: go.Figure,
    marks: Sequence[tuple[Row, int]],
    look: Look,
    *,
    meta: str,
    word: str,
    filled: bool,
) -> None:
    colours = look.colours
    fill = colours.accent if filled else colours.paper
    figure.add_scatter(
        name=escape(say(word, look.language)),
        meta=meta,
        mode="markers+text",
        x=[point for _, point in marks],
        y=[row.level for row, _ in marks],
        text=[str(row.item.points[point]) for row, point in marks],
        textposition="middle center",
        textfont={"size": theme.SMALL, "color": theme.ink_on(colours.accent) if filled else colours.ink},
        marker={
            "symbol": "circle",
            "size": MARK,
            "color": fill,
            "line": {"color": colours.accent if filled else colours.muted, "width": 1.5},
            "opacity": 1,
        },
        customdata=[
            [
                *_hover(row, look.language),
                Pick(Kind.ITEM, dimension=row.dimension, items=(row.item.id,)).as_data(),
            ]
            for row, _ in marks
        ],
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _agreed(figure: go.Figure, rows: Sequence[Row], look: Look) -> None:
    """Draw the answers agreed on, as triangles above the marks."""
    marks = [(row, row.item.agreed) for row in rows if row.item.agreed is not None]
    if not marks:
        return
    figure.add_scatter(
        name=escape(say("agreed_mark", look.language)),
        meta="agreed",
        mode="markers",
        x=[point for _, point in marks],
        y=[row.level - MARK / 2 - 3 for row, _ in marks],
        marker={"symbol": "triangle-down", "size": 10, "color": look.colours.ink, "opacity": 1},
        customdata=[
            [
                *_hover(row, look.language),
                Pick(Kind.ITEM, dimension=row.dimension, items=(row.item.id,)).as_data(),
            ]
            for row, _ in marks
        ],
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _hover(row: Row, language: str) -> list[str]:
    said = note_of(row, language)
    given = row.item.given
    if given and not row.hidden:
        spread = say("range_of", language, low=given[0], high=given[-1], median=row.item.median)
        said = f"{spread} · {said}"
    return [block(row.item.name, 260, theme.SIZE), escape(said)]
