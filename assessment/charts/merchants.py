"""How merchants are spread: by stage and index, and where one of them stands among all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder
from assessment.charts.picks import Kind, Pick
from assessment.charts.text_metrics import block, escape
from assessment.charts.theme import Look
from assessment.instrument.model import Instrument
from assessment.presentation.merchants import BIN, Cohort, IndexCount
from assessment.presentation.values import score_text, stage_label

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
TALL = 64
"""Height of the bars of a stage, in pixels."""
AIR = 20
"""Above them, for the numbers."""
APART = 12
NAME = 24
"""Height of a stage's name above its bars."""
NAME_ROOM = 150
FILL = 0.88


@dataclass(frozen=True)
class StagePanel:
    """One stage, its merchants by index, and where its bars stand.

    Attributes:
        stage: its id; None for merchants whose stage is not known.
        name: as it is written.
        place: in the order of the stages.
        counts: merchants by the lower end of their index.
        base: pixels from the top on which the bars stand.
    """

    stage: str | None
    name: str
    place: int
    counts: Mapping[int, int]
    base: float


def spread_chart(counts: Sequence[IndexCount], instrument: Instrument, look: Look) -> go.Figure:
    """Draw for each stage how many merchants have which index, in steps of five points.

    All stages share one scale of the index and one of the counts, so that
    their bars can be compared. Stages stand below each other, the highest on
    top; a stage without merchants keeps its place.

    A selected bar gives the stage.

    Args:
        counts: merchants by stage and index.
        instrument: whose stages they are.
        look: for whom and for what page.
    """
    panels = _panels(counts, instrument, look)
    most = max([1, *(count for panel in panels for count in panel.counts.values())])
    figure = FigureBuilder(look, panels[-1].base + 2, left=8 if look.narrow else NAME_ROOM, bottom=44)
    for panel in panels:
        fill = look.colours.neutral
        if panel.stage is not None:
            fill = theme.shade(look.colours.stages, panel.place, len(instrument.stages))
        _name(figure, panel)
        _bars(figure, panel, most, fill)
    _index_axis(figure)
    return figure.finish(["bars"])


def _panels(counts: Sequence[IndexCount], instrument: Instrument, look: Look) -> list[StagePanel]:
    """Stack the stages, the highest first; merchants whose stage is not known come last, if any."""
    stages: list[str | None] = [*reversed(instrument.stage_ids)]
    if any(one.stage not in stages for one in counts):
        stages.append(None)
    tall = (NAME if look.narrow else 0) + AIR + TALL
    panels = []
    for number, stage in enumerate(stages, start=1):
        mine: dict[int, int] = {}
        for one in counts:
            if one.stage == stage or (stage is None and one.stage not in stages):
                mine[one.bin] = mine.get(one.bin, 0) + one.count
        place = 0 if stage is None else instrument.stage_ids.index(stage)
        name = stage_label(instrument, stage, look.language)
        panels.append(StagePanel(stage, name, place, mine, number * tall + (number - 1) * APART))
    return panels


def _name(figure: FigureBuilder, panel: StagePanel) -> None:
    """Write a stage's name with its merchants, and draw the line its bars stand on."""
    look = figure.look
    count = escape(look.say("charts.merchants_count", count=sum(panel.counts.values())))
    name = block(panel.name, (look.page if look.narrow else NAME_ROOM) - 20, theme.SIZE, most=2)
    figure.write(
        f"<b>{name}</b>　{count}" if look.narrow else f"<b>{name}</b><br>{count}",
        xref="paper",
        x=0,
        xanchor="left",
        xshift=8 - figure.left,
        yref="y",
        y=panel.base - TALL - AIR - NAME / 2 if look.narrow else panel.base - TALL / 2,
        yanchor="middle",
    )
    _ground(figure, panel.base)


def _ground(figure: FigureBuilder, base: float) -> None:
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": base, "y1": base}
    figure.line(figure.look.colours.muted, place)


def _bars(figure: FigureBuilder, panel: StagePanel, most: int, fill: str) -> None:
    look = figure.look
    bins = sorted(panel.counts)
    figure.trace(
        "bar",
        "bars",
        name=escape(panel.name),
        base=[panel.base] * len(bins),
        x=[lower + BIN / 2 for lower in bins],
        y=[-TALL * panel.counts[lower] / most for lower in bins],
        width=BIN * FILL,
        marker={"color": fill, "line": {"width": 0}, "opacity": 1},
        text=[str(panel.counts[lower]) for lower in bins],
        textposition="outside",
        textangle=0,
        textfont={"size": theme.SMALL, "color": look.colours.ink},
        cliponaxis=False,
        customdata=[
            [
                escape(panel.name),
                escape(look.say("charts.index_range", low=lower, high=lower + BIN)),
                escape(look.say("charts.merchants_count", count=panel.counts[lower])),
                Pick(Kind.STAGE, stage=panel.stage).as_data(),
            ]
            for lower in bins
        ],
        hovertemplate=HOVER,
    )


def _index_axis(figure: FigureBuilder) -> None:
    title = {"text": figure.look.say("scoring.index"), "font": {"size": theme.SMALL}, "standoff": 6}
    figure.xaxis(range=[0, 100], dtick=20, tick0=0, title=title, automargin=True)


def cohort_strip(own: float, cohort: Cohort, look: Look) -> go.Figure:
    """Draw where a merchant's index stands among those of all, without a name.

    Indexes are counted in steps of five points, so that nobody's can be read off.

    Args:
        own: its index as published.
        cohort: all merchants, this one among them.
        look: for whom and for what page.

    Raises:
        ValueError: the cohort is too small to stay nameless.
    """
    if not cohort.is_nameless:
        raise ValueError(cohort.too_few.in_(look.language))
    colours = look.colours
    most, base = max(cohort.counts.values()), 34.0 + TALL
    figure = FigureBuilder(look, base + 12, top=0, bottom=44)
    bins = sorted(cohort.counts)
    figure.trace(
        "bar",
        "others",
        legend=look.say("charts.others"),
        base=[base] * len(bins),
        x=[lower + BIN / 2 for lower in bins],
        y=[-TALL * cohort.counts[lower] / most for lower in bins],
        width=BIN * FILL,
        marker={"color": colours.neutral, "line": {"width": 0}},
    )
    border = {"color": colours.paper, "width": 2}
    figure.trace(
        "scatter",
        "own",
        legend=look.say("charts.this_merchant"),
        mode="markers",
        x=[own],
        y=[base],
        marker={"symbol": "diamond", "size": 17, "color": colours.accent, "line": border},
        cliponaxis=False,
    )
    others = cohort.total - 1
    sentence = look.say("charts.above_others", index=score_text(own), others=others, lower=cohort.lower)
    figure.write(
        f"<b>{escape(sentence)}</b>", xref="paper", x=0, xanchor="left", yref="y", y=12, yanchor="middle"
    )
    _ground(figure, base)
    _index_axis(figure)
    return figure.finish()
