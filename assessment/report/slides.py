"""Reports as slides: eight to ten, with native charts, on the firm's own master where there is one."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from assessment.report.document import (
    Bars,
    Block,
    EntryList,
    Facts,
    Gantt,
    ListEntry,
    Paragraph,
    Report,
    ReportPart,
    TextTable,
)
from assessment.report.legible import one_line, shortened
from assessment.texts import Text

WIDE, HIGH = 12_192_000, 6_858_000
"""16 to 9, where there is no master that says otherwise."""
ON_A_SLIDE = 6
"""EntryList that one slide shows."""
ON_A_CHART = 18
"""Steps that one chart shows."""
IN_A_LINE = {"zh": 55, "en": 95}
"""Characters of an entry's text, by language."""
EAST_ASIAN, LATIN = "Microsoft YaHei", "Calibri"
INK, QUIET = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x5B, 0x67, 0x73)
WORDS_FOR_MARKS = frozenset({"met", "unmet", "open", "waived"})
NOT_ON_SLIDES = frozenset({"first_steps", "margin"})
"""Parts that a slide of another part says already, or that are too much for one; the appendix is another."""


def as_slides(report: Report) -> bytes:
    """Return a PPTX file."""
    out = io.BytesIO()
    deck = _Deck(report)
    deck.write()
    deck.show.save(out)
    return out.getvalue()


class _Deck:
    """Puts a report on slides."""

    def __init__(self, report: Report) -> None:
        self.report = report
        master = report.brand.master
        self.show: Any = Presentation(io.BytesIO(master)) if master else Presentation()
        if master:
            _without_slides(self.show)
        else:
            self.show.slide_width, self.show.slide_height = Emu(WIDE), Emu(HIGH)
        self.own_master = bool(master)
        self.accent = RGBColor.from_string(report.brand.colour.lstrip("#").upper())
        self.width, self.height = int(self.show.slide_width or WIDE), int(self.show.slide_height or HIGH)
        self.line = IN_A_LINE[report.language]
        self.edge = int(self.width * 0.055)
        properties = self.show.core_properties
        properties.title = f"{report.title} · {report.merchant}"
        properties.author = report.brand.name or report.title
        if report.day is not None:
            properties.created = properties.modified = datetime.combine(report.day, time(), tzinfo=UTC)

    def write(self) -> None:
        """Put every part on its slides."""
        self._cover()
        for part in self.report.parts:
            if not part.appendix and part.id not in NOT_ON_SLIDES:
                self._part(part)

    def _cover(self) -> None:
        report = self.report
        slide = self._slide(report.merchant, top=0.36, size=40)
        self._text(slide, [report.title, report.brand.name], (0.27, 0.08), size=16, colour=QUIET)
        self._text(
            slide, [f"{report.words['stage_is']}  {report.stage}"], (0.52, 0.12), size=30, colour=self.accent
        )
        self._text(slide, [" · ".join(report.subtitle)], (0.66, 0.08), size=14, colour=QUIET)

    def _part(self, part: ReportPart) -> None:
        if part.id == "gate":
            self._gate(part)
            return
        slide = self._slide(part.title)
        blocks = [
            block for block in part.blocks if not (part.id == "roadmap" and isinstance(block, EntryList))
        ]
        charts = [block for block in blocks if isinstance(block, Bars | Gantt | TextTable)]
        paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
        top = 0.2
        if paragraphs and part.id not in {"verdict", "missing"}:
            lines = [shortened(block.text, 160) for block in paragraphs][:3]
            self._text(slide, lines, (top, 0.055 * len(lines)), size=17)
            top += 0.065 * len(lines) + 0.01
        if charts:
            self._chart(slide, charts[0], top)
        elif part.id == "verdict":
            self._verdict(slide, blocks)
        elif part.id == "practices":
            self._columns(slide, [block for block in blocks if isinstance(block, EntryList)])
        else:
            entries = [entry for block in blocks if isinstance(block, EntryList) for entry in block.entries]
            self._entries(slide, entries, top, (self.edge, self.width - 2 * self.edge))
            if part.id == "about":
                left_out = self.report.words["left_out"] + self.report.words["semicolon"].join(
                    self.report.left_out
                )
                self._text(
                    slide, [left_out, self.report.words["bank"]], (top + 0.1, 0.2), size=12, colour=QUIET
                )

    def _gate(self, part: ReportPart) -> None:
        """Show what a gate asks in a table of its groups, beside what is named one by one elsewhere."""
        groups = [block for block in part.blocks if isinstance(block, EntryList)]
        slide = self._slide(part.title)
        rows = []
        for group in groups:
            met = sum(entry.mark == "met" for entry in group.entries)
            names = self._listed(entry.title for entry in group.entries)
            rows.append((group.title, f"{met}/{len(group.entries)}", names))
        heads = tuple(
            Text(f"report.slide.{head}").in_(self.report.language) for head in ("group", "met", "which")
        )
        self._table(slide, heads, rows, (2.4, 0.8, 6), 0.2)

    def _listed(self, names: Iterable[str]) -> str:
        return shortened(Text("report.comma").in_(self.report.language).join(names), 200)

    def _verdict(self, slide: Any, blocks: Sequence[Block]) -> None:
        facts = [fact for block in blocks if isinstance(block, Facts) for fact in block.facts]
        across = self.width - 2 * self.edge
        self._text(slide, [self.report.stage], (0.19, 0.12), size=40, colour=self.accent)
        for place, fact in enumerate(facts):
            width = across // max(len(facts), 1)
            box = (
                self.edge + place * width,
                int(self.height * 0.33),
                width - 90_000,
                int(self.height * 0.16),
            )
            frame = self._box(slide, box)
            _line(frame, fact.label, 13, QUIET, first=True)
            _line(frame, fact.value, 26, self.accent)
        flags = [entry for block in blocks if isinstance(block, EntryList) for entry in block.entries]
        lines = [block.text for block in blocks if isinstance(block, Paragraph)]
        lines += [f"{entry.title}: {entry.detail}" for entry in flags]
        self._text(slide, [shortened(line, 160) for line in lines], (0.53, 0.36), size=19)

    def _columns(self, slide: Any, groups: Sequence[EntryList]) -> None:
        across = (self.width - 2 * self.edge) // max(len(groups), 1)
        for place, group in enumerate(groups):
            left = self.edge + place * across
            box = (left, int(self.height * 0.19), across - 180_000, int(self.height * 0.07))
            _line(self._box(slide, box), group.title, 20, self.accent, first=True)
            self._entries(slide, group.entries, 0.27, (left, across - 180_000))

    def _entries(self, slide: Any, entries: Sequence[ListEntry], top: float, across: tuple[int, int]) -> None:
        shown = entries[:ON_A_SLIDE] if len(entries) > ON_A_SLIDE else entries
        left, width = across
        frame = self._box(slide, (left, int(self.height * top), width, int(self.height * (0.9 - top))))
        first = True
        for entry in shown:
            word = f"{entry.word}. " if entry.mark == "number" else ""
            _line(
                frame,
                f"{word}{shortened(one_line(entry.title, 200), self.line)}",
                16,
                INK,
                first=first,
                bold=True,
            )
            standing = f"{entry.word} · " if entry.mark in WORDS_FOR_MARKS and entry.word else ""
            detail = f"{standing}{entry.detail.partition(chr(10))[0]}"
            if detail:
                _line(frame, shortened(detail, self.line + 15), 14, QUIET, after=10)
            first = False
        if len(entries) > len(shown):
            more = Text("report.slide.more", count=len(entries) - len(shown)).in_(self.report.language)
            _line(frame, more, 13, QUIET)

    def _chart(self, slide: Any, block: Bars | Gantt | TextTable, top: float) -> None:
        if isinstance(block, TextTable):
            self._table(slide, block.heads, block.rows, block.widths, top)
        elif isinstance(block, Bars):
            self._bars(slide, block, top)
        else:
            self._gantt(slide, block, top)

    def _frame(self, top: float) -> tuple[int, int, int, int]:
        return self.edge, int(self.height * top), self.width - 2 * self.edge, int(self.height * (0.9 - top))

    def _bars(self, slide: Any, block: Bars, top: float) -> None:
        data = CategoryChartData(number_format="0.0")
        data.categories = [row.name for row in block.rows]
        data.add_series(block.heads[0], [row.low for row in block.rows])
        data.add_series(block.heads[1], [row.cut for row in block.rows])
        graphic = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *self._frame(top), data)
        chart = self._dressed(graphic, block.description)
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 45, 0
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
        plot.data_labels.font.size = Pt(10)
        for series, colour in zip(plot.series, (self.accent, RGBColor(0xA9, 0xB4, 0xBF)), strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 100

    def _gantt(self, slide: Any, block: Gantt, top: float) -> None:
        rows = block.rows[:ON_A_CHART]
        data = CategoryChartData(number_format="0")
        data.categories = [one_line(f"{row.number} {row.title} · {row.who}", 36) for row in rows]
        data.add_series("", [row.stretches[0].first - 1 for row in rows])
        data.add_series(block.heads[2], [row.stretches[-1].last - row.stretches[0].first + 1 for row in rows])
        graphic = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *self._frame(top), data)
        chart = self._dressed(graphic, block.description)
        chart.has_legend = False
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 35, 100
        before, weeks = plot.series
        before.format.fill.background()
        weeks.format.fill.solid()
        weeks.format.fill.fore_color.rgb = self.accent
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, block.weeks
        if len(block.rows) > len(rows):
            more = Text("report.slide.more", count=len(block.rows) - len(rows)).in_(self.report.language)
            self._text(slide, [more], (0.9, 0.04), size=11, colour=QUIET)

    def _dressed(self, graphic: Any, description: str) -> Any:
        """Give a chart its fonts, its axes and a description for who cannot see it."""
        graphic._element.nvGraphicFramePr.cNvPr.set("descr", shortened(description, 500))  # noqa: SLF001 - no other way
        chart = graphic.chart
        chart.has_title = False
        chart.font.size, chart.font.name = Pt(11), LATIN
        _east_asian(chart.font._rPr)  # noqa: SLF001
        chart.category_axis.reverse_order = True
        chart.category_axis.has_major_gridlines = False
        chart.category_axis.format.line.color.rgb = RGBColor(0xD5, 0xDB, 0xE1)
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xE3, 0xE8, 0xED)
        chart.value_axis.format.line.fill.background()
        return chart

    def _table(
        self,
        slide: Any,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        top: float,
    ) -> None:
        shown = rows[:12]
        left, up, width, _ = self._frame(top)
        shape = slide.shapes.add_table(len(shown) + 1, len(heads), left, up, width, Pt(26) * (len(shown) + 1))
        for place, share in enumerate(widths):
            shape.table.columns[place].width = int(width * share / sum(widths))
        for row, cells in enumerate([heads, *shown]):
            for column, text in enumerate(cells):
                cell = shape.table.cell(row, column)
                cell.fill.solid()
                cell.fill.fore_color.rgb = self.accent if row == 0 else RGBColor(0xFF, 0xFF, 0xFF)
                colour = RGBColor(0xFF, 0xFF, 0xFF) if row == 0 else INK
                _line(cell.text_frame, shortened(text, 220), 14, colour, first=True, after=0)

    def _slide(self, title: str, *, top: float = 0.055, size: int = 28) -> Any:
        slide = self.show.slides.add_slide(self._layout())
        heading = slide.shapes.title
        if heading is None:
            heading = self._box_shape(
                slide, (self.edge, int(self.height * top), self.width - 2 * self.edge, Pt(60))
            )
        elif not self.own_master or top > 0.1:
            heading.left, heading.top = self.edge, int(self.height * top)
            heading.width, heading.height = self.width - 2 * self.edge, int(self.height * 0.13)
        frame = heading.text_frame
        frame.word_wrap = True
        _line(frame, one_line(title, 60), size, self.accent if top < 0.1 else INK, first=True, bold=True)
        frame.paragraphs[0].alignment = 1
        for placeholder in list(slide.placeholders):
            if placeholder.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
                placeholder._element.getparent().remove(placeholder._element)  # noqa: SLF001
        self._footer(slide)
        return slide

    def _footer(self, slide: Any) -> None:
        number = str(len(self.show.slides))
        line = " · ".join(
            part for part in (self.report.brand.confidentiality, self.report.merchant, number) if part
        )
        self._text(slide, [line], (0.945, 0.04), size=9, colour=QUIET)

    def _layout(self) -> Any:
        """Return the layout with a title and the fewest other places; the last one where none has a title."""
        layouts = list(self.show.slide_layouts)
        titles = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
        titled = [
            one for one in layouts if any(each.placeholder_format.type in titles for each in one.placeholders)
        ]
        return min(titled, key=lambda one: len(one.placeholders)) if titled else layouts[-1]

    def _text(
        self,
        slide: Any,
        lines: Sequence[str],
        place: tuple[float, float],
        *,
        size: int,
        colour: RGBColor = INK,
    ) -> None:
        top, height = (int(self.height * share) for share in place)
        frame = self._box(slide, (self.edge, top, self.width - 2 * self.edge, height))
        for number, line in enumerate(one for one in lines if one):
            _line(frame, line, size, colour, first=number == 0)

    def _box(self, slide: Any, place: tuple[int, int, int, int]) -> Any:
        frame = self._box_shape(slide, place).text_frame
        frame.word_wrap = True
        return frame

    def _box_shape(self, slide: Any, place: tuple[int, int, int, int]) -> Any:
        return slide.shapes.add_textbox(*(Emu(int(each)) for each in place))


def _line(  # noqa: PLR0913 - a paragraph and its looks
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


def _without_slides(show: Any) -> None:
    """Take the slides out of a master's file; its layouts stay."""
    slides = show.slides._sldIdLst  # noqa: SLF001 - python-pptx cannot remove slides
    for each in list(slides):
        show.part.drop_rel(each.rId)
        slides.remove(each)
