"""Who is busy when: what each function has to do in each week, against what it can."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from assessment.charts import theme
from assessment.charts.figure import FigureBuilder, only_words
from assessment.charts.schedule_layout import LABELS, WORDS, Window, no_time, week_figure, window_of
from assessment.charts.text_metrics import escape, width, wrap
from assessment.charts.theme import Look
from assessment.instrument.model import Instrument
from assessment.planning.schedule import Schedule
from assessment.presentation.schedule import LoadRow, load_rows
from assessment.presentation.values import plain_number

HOVER = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
PANEL = 60
"""Height of the bars of a function, in pixels."""
AIR = 10
"""Above its bars."""
FOOT = 20
"""Below them, for the numbers."""
APART = 14
TALL = 18
FILL = 0.72
"""Share of a week that its bar takes."""


@dataclass(frozen=True)
class LoadPanel:
    """One function and where it stands, in pixels from the top."""

    row: LoadRow
    weeks: range
    """The weeks shown that the schedule says something about."""
    lines: tuple[str, ...]
    label: float
    """Middle of the words."""
    top: float
    base: float
    most: float
    """Person-days that reach its top."""

    def level(self, days: float) -> float:
        """Return the height at which so many person-days stand."""
        return self.base - (self.base - self.top) * days / self.most

    def busy(self) -> list[int]:
        """Return the weeks shown in which there is something to do."""
        return [week for week in self.weeks if self.row.days[week - 1] > 0]


def load_chart(
    schedule: Schedule, instrument: Instrument, look: Look, *, weeks: tuple[int, int] | None = None
) -> go.Figure:
    """Draw the person-days of each function week by week below a line of what it has.

    Each function has a height of its own. Full weeks are solid, others hollow;
    the numbers are person-days; striped weeks have no time for steps. The
    weeks stand below those of the schedule's chart.

    Args:
        schedule: the steps in their weeks.
        instrument: whose functions they are.
        look: for whom and for what page.
        weeks: the first and the last week to show; the first twelve where nothing is said.

    Raises:
        ValueError: the weeks end before they begin, or begin before week 1.
    """
    window = window_of(schedule, weeks)
    rows = load_rows(schedule, instrument, look.language)
    if not rows:
        return only_words(look.say("charts.no_steps"), look)
    panels, height = _place(rows, window, look)
    figure = week_figure(schedule, window, height, look)
    _frozen(figure, panels)
    for full in (True, False):
        _bars(figure, panels, full=full)
    _lines(figure, panels)
    _numbers(figure, panels, figure.room / window.count)
    for panel in panels:
        _words(figure, panel)
    return figure.finish()


def _place(rows: Sequence[LoadRow], window: Window, look: Look) -> tuple[list[LoadPanel], float]:
    """Stack the functions below each other; return them and the height of it all."""
    panels = []
    y = 4.0
    room = look.page - 16 if look.narrow else WORDS
    for row in rows:
        weeks = range(window.first, min(window.last, len(row.days)) + 1)
        most = max([0.5, *(max(row.days[week - 1], row.capacity[week - 1]) for week in weeks)])
        lines = (*wrap(row.name, room, theme.SIZE, most=1), *wrap(row.note, room, theme.SMALL, most=3))
        words = TALL * len(lines)
        if look.narrow:
            top = y + words + AIR
            panels.append(LoadPanel(row, weeks, lines, y + words / 2, top, top + PANEL, most))
            y = top + PANEL + FOOT + APART
        else:
            tall = max(words, AIR + PANEL + FOOT)
            panels.append(LoadPanel(row, weeks, lines, y + tall / 2, y + AIR, y + AIR + PANEL, most))
            y += tall + APART
    return panels, y


def _frozen(figure: FigureBuilder, panels: Sequence[LoadPanel]) -> None:
    """Stripe the weeks in which a function has no time for steps."""
    weeks = [(panel, week) for panel in panels for week in panel.weeks if not panel.row.capacity[week - 1]]
    figure.trace(
        "bar",
        "frozen",
        legend=figure.look.say("charts.bar_frozen") if weeks else None,
        orientation="h",
        base=[week - 1 for _, week in weeks],
        x=[1] * len(weeks),
        y=[(panel.top + panel.base) / 2 for panel, _ in weeks],
        width=PANEL,
        marker=no_time(figure.look),
        legendrank=2000,  # after the bars and the line
    )


def _bars(figure: FigureBuilder, panels: Sequence[LoadPanel], *, full: bool) -> None:
    look, colours = figure.look, figure.look.colours
    weeks = [
        (panel, week, panel.level(panel.row.days[week - 1]))
        for panel in panels
        for week in panel.busy()
        if panel.row.is_full(week) is full
    ]
    solid = [colours.warn if panel.row.is_over(week) else colours.accent for panel, week, _ in weeks]
    words = look.say("charts.load_full" if full else "charts.load_part")
    figure.trace(
        "bar",
        "full" if full else "part",
        legend=words if weeks else None,
        orientation="h",
        base=[week - 0.5 - FILL / 2 for _, week, _ in weeks],
        x=[FILL] * len(weeks),
        y=[(top + panel.base) / 2 for panel, _, top in weeks],
        width=[panel.base - top for panel, _, top in weeks],
        marker={
            "color": solid if full else colours.paper,
            "line": {"color": colours.accent, "width": 0 if full else 2},
        },
        customdata=[_hover(panel.row, week, look) for panel, week, _ in weeks],
        hovertemplate=HOVER,
    )


def _hover(row: LoadRow, week: int, look: Look) -> list[str]:
    days, there = (plain_number(values[week - 1]) for values in (row.days, row.capacity))
    facts = look.say("charts.load_facts", days=days, capacity=there)
    if events := row.frozen[week - 1]:
        facts = look.say("charts.load_frozen", facts=facts, events=events)
    return [escape(row.name), escape(row.when[week - 1]), escape(facts)]


def _lines(figure: FigureBuilder, panels: Sequence[LoadPanel]) -> None:
    """Draw what each function has as a line in steps, above a thin line at nothing."""
    look = figure.look
    x: list[float | None] = []
    y: list[float | None] = []
    for panel in panels:
        for week in panel.weeks:
            level = panel.level(panel.row.capacity[week - 1])
            x += [week - 1, week]
            y += [level, level]
        x.append(None)
        y.append(None)
        place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": panel.base, "y1": panel.base}
        figure.line(look.colours.muted, place)
    line, words = {"color": look.colours.ink, "width": 2}, look.say("charts.load_line")
    figure.trace("scatter", "capacity", legend=words, mode="lines", x=x, y=y, line=line, cliponaxis=False)


def _numbers(figure: FigureBuilder, panels: Sequence[LoadPanel], apart: float) -> None:
    """Write the person-days of each week below its bar; none where weeks are too close for them."""
    look = figure.look
    shown = [(panel, week, _number(panel.row, week, look)) for panel in panels for week in panel.busy()]
    if any(width(text, theme.SMALL) + 2 > apart for *_, text in shown):
        return
    figure.trace(
        "scatter",
        "numbers",
        mode="text",
        x=[week - 0.5 for _, week, _ in shown],
        y=[panel.base + FOOT / 2 for panel, *_ in shown],
        text=[f"<b>{text}</b>" if panel.row.is_full(week) else text for panel, week, text in shown],
        textposition="middle center",
        textfont={"size": theme.SMALL, "color": look.colours.ink},
        cliponaxis=False,
    )


def _number(row: LoadRow, week: int, look: Look) -> str:
    days = plain_number(row.days[week - 1])
    return escape(look.say("charts.load_over", days=days) if row.is_over(week) else days)


def _words(figure: FigureBuilder, panel: LoadPanel) -> None:
    name, *notes = (escape(line) for line in panel.lines)
    lines = [f"<b>{name}</b>", *(f'<span style="font-size:{theme.SMALL}px">{line}</span>' for line in notes)]
    figure.write(
        "<br>".join(lines),
        xref="paper",
        yref="y",
        x=0,
        y=panel.label,
        xanchor="left",
        yanchor="middle",
        xshift=0 if figure.look.narrow else 8 - LABELS,
    )
