"""How merchants are spread: by stage and index, and where one of them stands among all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.legend import add_legend
from assessment.charts.lettering import block, escape, width
from assessment.charts.picks import Kind, Pick, keep_readable
from assessment.charts.sketch import Sketch
from assessment.charts.theme import Look, Margins
from assessment.instrument.model import Instrument
from assessment.presentation.formats import score_text, stage_label
from assessment.presentation.merchants import BIN, Cohort, IndexCount
from assessment.texts import Text

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"


PANEL = 64
"""Height of the bars of a stage, in pixels."""


AIR = 20
"""Above them, for the numbers."""


APART = 12


NAME = 24
"""Height of a stage's name above its bars."""


NAME_ROOM = 150


FILL = 0.88


LINE = 16


STRIP = 56


@dataclass(frozen=True)
class Panel:
    """One stage, and where its bars stand in pixels from the top."""

    stage: str | None
    name: str
    place: int
    """In the order of the stages; the last one is for merchants whose stage is not known."""
    counts: Mapping[int, int]
    top: float
    base: float

    @property
    def total(self) -> int:
        """How many merchants there are."""
        return sum(self.counts.values())


def portfolio_spread(
    counts: Sequence[IndexCount],
    instrument: Instrument,
    language: str,
    *,
    narrow: bool = False,
    dark: bool = False,
) -> go.Figure:
    """Draw for each stage how many merchants have which index, in steps of five points.

    All stages share one scale of the index and one of the counts, so that
    their bars can be compared. Stages stand below each other, the highest on
    top; a stage without merchants keeps its place.

    A selected bar gives the stage.

    Args:
        counts: merchants by stage and index.
        instrument: whose stages they are.
        language: of the labels.
        narrow: put names above the bars, for pages under 600 pixels.
        dark: for dark pages.
    """
    look = Look(language, narrow, dark)
    panels = _panels(counts, instrument, look)
    left = 8 if narrow else NAME_ROOM
    most = max([1, *(count for panel in panels for count in panel.counts.values())])
    figure = theme.blank(look.colours, panels[-1].base + 2, Margins(left, 12, 4, 40))
    sketch = Sketch(figure, look)
    for panel in panels:
        _panel(sketch, panel, left)
        _bars(figure, panel, most, len(instrument.stages), look)
        _numbers(sketch, panel, most, (look.page - left - 12) * BIN / 100)
    _axis(sketch)
    sketch.finish()
    keep_readable(figure, ["bars"])
    return figure


def _panels(counts: Sequence[IndexCount], instrument: Instrument, look: Look) -> list[Panel]:
    """Stack the stages, the highest first; merchants whose stage is not known come last, if any."""
    stages: list[str | None] = [*reversed(instrument.stage_ids)]
    if any(one.stage not in stages for one in counts):
        stages.append(None)
    panels = []
    y = 0.0
    for stage in stages:
        mine: dict[int, int] = {}
        for one in counts:
            if one.stage == stage or (stage is None and one.stage not in stages):
                mine[one.bin] = mine.get(one.bin, 0) + one.count
        top = y + (NAME if look.narrow else 0) + AIR
        place = len(stages) if stage is None else instrument.stage_ids.index(stage)
        panels.append(
            Panel(stage, stage_label(instrument, stage, look.language), place, mine, top, top + PANEL)
        )
        y = top + PANEL + APART
    return panels


def _panel(sketch: Sketch, panel: Panel, left: float) -> None:
    """Write a stage's name with its merchants, and draw the line its bars stand on."""
    look = sketch.look
    narrow = look.narrow
    count = escape(look.say("charts.merchants_count", count=panel.total))
    name = block(panel.name, (look.page if narrow else NAME_ROOM) - 20, theme.SIZE, most=2)
    sketch.write(
        f"<b>{name}</b>　{count}" if narrow else f"<b>{name}</b><br>{count}",
        xref="paper",
        x=0,
        xanchor="left",
        xshift=0 if narrow else 8 - left,
        yref="y",
        y=panel.top - AIR - NAME / 2 if narrow else (panel.top + panel.base) / 2,
        yanchor="middle",
    )
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": panel.base, "y1": panel.base}
    sketch.line(look.colours.muted, place)


def _bars(figure: go.Figure, panel: Panel, most: int, stages: int, look: Look) -> None:
    fill = look.colours.neutral
    if panel.stage is not None:
        fill = theme.shade(look.colours.stages, panel.place, stages)
    bins = sorted(panel.counts)
    figure.add_bar(
        name=escape(panel.name),
        meta="bars",
        base=[panel.base] * len(bins),
        x=[lower + BIN / 2 for lower in bins],
        y=[-PANEL * panel.counts[lower] / most for lower in bins],
        width=BIN * FILL,
        marker={"color": fill, "line": {"width": 0}, "opacity": 1},
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


def _numbers(sketch: Sketch, panel: Panel, most: int, room: float) -> None:
    """Write the counts above the bars, the largest before all others, as far as none covers another."""
    taken: list[tuple[float, float, float]] = []
    for lower, count in sorted(panel.counts.items(), key=lambda each: (-each[1], each[0])):
        x, y, wide = room * lower / BIN, panel.base - PANEL * count / most - 9, width(str(count), theme.SMALL)
        if any(abs(x - a) < (wide + w) / 2 + 3 and abs(y - b) < LINE for a, b, w in taken):
            continue
        taken.append((x, y, wide))
        at = {"xref": "x", "x": lower + BIN / 2, "yref": "y", "y": y}
        sketch.write(str(count), **at, xanchor="center", yanchor="middle", font={"size": theme.SMALL})


def _axis(sketch: Sketch) -> None:
    """Put the index below."""
    ticks = list(range(0, 101, 20))
    sketch.figure.update_xaxes(range=[0, 100], tickvals=ticks, ticktext=[str(tick) for tick in ticks])
    sketch.figure.update_layout(hovermode="closest")
    sketch.write(
        escape(sketch.look.say("charts.index_axis")),
        xref="paper",
        x=1,
        xanchor="right",
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-22,
        font={"size": theme.SMALL, "color": sketch.look.colours.muted},
    )


def cohort_strip(
    own: float, cohort: Cohort, language: str, *, narrow: bool = False, dark: bool = False
) -> go.Figure:
    """Draw where a merchant's index stands among those of all, without a name.

    Indexes are counted in steps of five points, so that nobody's can be read off.

    Args:
        own: its index as published.
        cohort: all merchants, this one among them.
        language: of the labels.
        narrow: for pages under 600 pixels.
        dark: for dark pages.

    Raises:
        ValueError: the cohort is too small to stay nameless.
    """
    if not cohort.is_nameless:
        raise ValueError(cohort.too_few.in_(language))
    look = Look(language, narrow, dark)
    colours = look.colours
    most = max(cohort.counts.values())
    base = 34.0 + STRIP
    figure = theme.blank(colours, base + 12, Margins(8, 12, 0, 40))
    sketch = Sketch(figure, look)
    bins = sorted(cohort.counts)
    figure.add_bar(
        name=escape(Text("charts.others").in_(language)),
        meta="others",
        base=[base] * len(bins),
        x=[lower + BIN / 2 for lower in bins],
        y=[-STRIP * cohort.counts[lower] / most for lower in bins],
        width=BIN * FILL,
        marker={"color": colours.neutral, "line": {"width": 0}},
        hoverinfo="skip",
    )
    figure.add_scatter(
        name=escape(Text("charts.this_merchant").in_(language)),
        meta="own",
        mode="markers",
        x=[own],
        y=[base],
        marker={
            "symbol": "diamond",
            "size": 17,
            "color": colours.accent,
            "line": {"color": colours.paper, "width": 2},
        },
        cliponaxis=False,
        hoverinfo="skip",
    )
    said = Text(
        "charts.above_others", index=score_text(own), others=cohort.total - 1, lower=cohort.lower
    ).in_(language)
    sketch.write(
        f"<b>{escape(said)}</b>", xref="paper", x=0, xanchor="left", yref="y", y=12, yanchor="middle"
    )
    line = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": base, "y1": base}
    sketch.line(colours.muted, line)
    _axis(sketch)
    sketch.finish()
    add_legend(figure, look.page - 20)
    return figure
