"""What is native on slides: charts of scores and of weeks, tables, and text in a font for Chinese."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from assessment.report.document import Bars, Gantt
from assessment.report.legible import one_line, shortened

ON_A_CHART = 18
"""Steps that one chart shows."""
ROWS = 12
"""Rows that one table shows."""
EAST_ASIAN, LATIN = "Microsoft YaHei", "Calibri"
INK, QUIET, WHITE = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x5B, 0x67, 0x73), RGBColor(0xFF, 0xFF, 0xFF)
RULE, OF_CUTS = RGBColor(0xE3, 0xE8, 0xED), RGBColor(0xA9, 0xB4, 0xBF)

Frame = tuple[int, int, int, int]
"""Left, top, width, height."""


def add_bars(slide: Any, frame: Frame, block: Bars, accent: RGBColor) -> None:
    """Add scores and their cuts as a bar chart."""
    data = CategoryChartData(number_format="0.0")
    data.categories = [row.name for row in block.rows]
    data.add_series(block.heads[0], [row.low for row in block.rows])
    if block.heads[1]:
        data.add_series(block.heads[1], [row.cut for row in block.rows])
    graphic = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *frame, data)
    chart = _dressed(graphic, block.description)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
    plot.data_labels.font.size = Pt(10)
    for series, colour in zip(plot.series, (accent, OF_CUTS), strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 100


def add_gantt(slide: Any, frame: Frame, block: Gantt, accent: RGBColor) -> int:
    """Add steps in their weeks as stacked bars: what is done solid, what is waited for hollow.

    Returns:
        How many steps the chart has no room for.
    """
    rows = block.rows[:ON_A_CHART]
    data = CategoryChartData(number_format="0")
    data.categories = [one_line(f"{row.number} {row.title} · {row.who}", 36) for row in rows]
    data.add_series("", [row.stretches[0].first - 1 for row in rows])
    for place in range(max(len(row.stretches) for row in rows)):
        weeks = [
            one.last - one.first + 1 if (one := dict(enumerate(row.stretches)).get(place)) else None
            for row in rows
        ]
        data.add_series(f"{block.heads[2]} {place + 1}", weeks)
    graphic = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *frame, data)
    chart = _dressed(graphic, block.description)
    chart.has_legend = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    before, *stretches = plot.series
    before.format.fill.background()
    for place, series in enumerate(stretches):
        for number, row in enumerate(rows):
            if place < len(row.stretches):
                _look(series.points[number].format, row.stretches[place].doing, accent)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, block.weeks
    return len(block.rows) - len(rows)


def _look(looks: Any, doing: str, accent: RGBColor) -> None:
    """Draw the weeks in which something is done, waited for, or neither."""
    if doing == "work":
        looks.fill.solid()
        looks.fill.fore_color.rgb = accent
        return
    looks.fill.background()
    if doing == "wait":
        looks.line.color.rgb = accent
        looks.line.width = Pt(1)
    else:
        looks.line.fill.background()


def _dressed(graphic: Any, description: str) -> Any:
    """Give a chart its fonts, its axes and a description for who cannot see it."""
    graphic._element.nvGraphicFramePr.cNvPr.set("descr", shortened(description, 500))  # noqa: SLF001 - no other way
    chart = graphic.chart
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(11), LATIN
    _east_asian(chart.font._rPr)  # noqa: SLF001
    chart.category_axis.reverse_order = True
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = RULE
    # Every step and dimension is named, however small the chart is shown.
    last = chart.category_axis._element.find(qn("c:noMultiLvlLbl"))  # noqa: SLF001
    last.addprevious(last.makeelement(qn("c:tickLblSkip"), {"val": "1"}))
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    chart.value_axis.major_gridlines.format.line.color.rgb = RULE
    chart.value_axis.format.line.fill.background()
    return chart


def add_table(
    slide: Any,
    frame: Frame,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    accent: RGBColor,
) -> None:
    """Add a table; its first row is the head, and rows that do not fit are left out."""
    heads, *others = rows
    shown = [heads, *others[:ROWS]]
    left, top, width, _ = frame
    shape = slide.shapes.add_table(len(shown), len(heads), left, top, width, Pt(26) * len(shown))
    for place, share in enumerate(widths):
        shape.table.columns[place].width = Emu(int(width * share / sum(widths)))
    for row, cells in enumerate(shown):
        for column, text in enumerate(cells):
            cell = shape.table.cell(row, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = accent if row == 0 else WHITE
            colour = WHITE if row == 0 else INK
            add_line(cell.text_frame, shortened(text, 240), 13, colour, first=True, after=0)


def add_line(  # noqa: PLR0913 - a paragraph and its looks
    frame: Any,
    text: str,
    size: int,
    colour: RGBColor,
    *,
    first: bool = False,
    bold: bool = False,
    after: int = 3,
) -> None:
    """Add a paragraph to a frame, or fill its first one."""
    paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
    paragraph.space_after = Pt(after)
    run = paragraph.add_run()
    run.text = text.replace("\n", " ")
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN
    run.font.color.rgb = colour
    _east_asian(run.font._rPr)  # noqa: SLF001 - python-pptx sets the Latin font only


def _east_asian(properties: Any) -> None:
    """Set the font of Chinese characters, which is not the one of Latin letters."""
    for tag in ("a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    element = properties.makeelement(qn("a:ea"), {"typeface": EAST_ASIAN})
    latin = properties.find(qn("a:latin"))
    if latin is None:
        properties.append(element)
    else:
        latin.addnext(element)
