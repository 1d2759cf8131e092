"""Reports as slides: eight to ten, with native charts, on the firm's own master where there is one."""

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, time
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu, Pt

from assessment.report.brand import BrandError
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
from assessment.report.slide_parts import INK, QUIET, add_bars, add_gantt, add_line, add_table
from assessment.texts import Text

WIDE, HIGH = 12_192_000, 6_858_000
"""16 to 9, where there is no master that says otherwise."""
ON_A_SLIDE = {"zh": 7, "en": 5}
"""Entries that one slide shows, by language."""
IN_ONE_LINE = 18
"""Characters of a name that the cover shows large."""
FEW = 4
"""Entries up to which they are set larger."""
LONGEST = {"zh": 90, "en": 170}
"""Characters of an entry's text, by language: two lines."""
WORDS_FOR_MARKS = frozenset({"met", "unmet", "open", "waived"})
NOT_ON_SLIDES = frozenset({"first_steps", "margin"})
"""Parts that a slide of another part says already, or that are too much for one; the appendix is another."""


def as_slides(report: Report) -> bytes:
    """Return a PPTX file.

    Raises:
        BrandError: the firm's master cannot be opened.
    """
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
        try:
            self.show: Any = Presentation(io.BytesIO(master)) if master else Presentation()
        # A file of any make may stand there: no zip, no package, or one with broken parts.
        except Exception as trouble:
            raise BrandError(Text("report.brand.no_slides")) from trouble
        if master:
            _without_slides(self.show)
        else:
            self.show.slide_width, self.show.slide_height = Emu(WIDE), Emu(HIGH)
        self.own_master = bool(master)
        self.accent = RGBColor.from_string(report.brand.colour.lstrip("#").upper())
        self.width, self.height = int(self.show.slide_width or WIDE), int(self.show.slide_height or HIGH)
        self.longest = LONGEST[report.language]
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
        slide = self._slide(report.merchant, top=0.36, size=40 if len(report.merchant) <= IN_ONE_LINE else 24)
        if report.brand.logo and report.brand.logo_kind != "svg" and not self.own_master:
            # What is no picture is left out here; other forms say so.
            with suppress(OSError, ValueError):
                logo, height = io.BytesIO(report.brand.logo), int(self.height * 0.1)
                slide.shapes.add_picture(logo, self.edge, int(self.height * 0.13), height=height)
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
        blocks: list[Block] = [*part.blocks]
        if part.id == "roadmap":
            blocks = [block for block in blocks if not isinstance(block, EntryList)]
        charts = [block for block in blocks if isinstance(block, Bars | Gantt | TextTable)]
        paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
        top = 0.2
        if paragraphs and part.id not in {"verdict", "missing"}:
            lines = [shortened(block.text, 2 * self.longest) for block in paragraphs][:3]
            height = 0.055 * sum(1 + len(line) // (self.longest // 2) for line in lines)
            self._text(slide, lines, (top, height), size=16)
            top += height + 0.01
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
                left_out = self.report.words["semicolon"].join(self.report.left_out)
                text = self.report.words["left_out"] + left_out
                self._text(slide, [text], (top + 0.1, 0.2), size=14, colour=QUIET)

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
        add_table(slide, self._frame(0.2), [heads, *rows], (2.4, 0.8, 6), self.accent)

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
            add_line(frame, fact.label, 13, QUIET, first=True)
            add_line(frame, fact.value, 26, self.accent)
        flags = [entry for block in blocks if isinstance(block, EntryList) for entry in block.entries]
        texts = [block.text for block in blocks if isinstance(block, Paragraph)]
        frame = self._box(slide, (*self._frame(0.53)[:3], int(self.height * 0.38)))
        size = 16 if flags else 19
        first = True
        for flag in flags:
            add_line(frame, flag.title, size, INK, first=first, bold=True, after=0)
            add_line(frame, shortened(flag.detail, 2 * self.longest), size - 2, QUIET, after=6)
            first = False
        for line in texts:
            add_line(frame, shortened(line, 2 * self.longest), size, INK, first=first)
            first = False

    def _columns(self, slide: Any, groups: Sequence[EntryList]) -> None:
        across = (self.width - 2 * self.edge) // max(len(groups), 1)
        for place, group in enumerate(groups):
            left = self.edge + place * across
            box = (left, int(self.height * 0.19), across - 180_000, int(self.height * 0.07))
            add_line(self._box(slide, box), group.title, 20, self.accent, first=True)
            self._entries(slide, group.entries, 0.27, (left, across - 180_000))

    def _entries(self, slide: Any, entries: Sequence[ListEntry], top: float, across: tuple[int, int]) -> None:
        most = ON_A_SLIDE[self.report.language]
        shown = entries if len(entries) <= most + 1 else entries[:most]
        size = 20 if len(shown) <= FEW else 16
        left, width = across
        frame = self._box(slide, (left, int(self.height * top), width, int(self.height * (0.92 - top))))
        for number, entry in enumerate(shown):
            word = f"{entry.word}. " if entry.mark == "number" else ""
            title = f"{word}{shortened(one_line(entry.title, 300), self.longest)}"
            standing = f"{entry.word} · " if entry.mark in WORDS_FOR_MARKS and entry.word else ""
            detail = f"{standing}{entry.detail.partition(chr(10))[0]}"
            add_line(frame, title, size, INK, first=number == 0, bold=bool(detail), after=0 if detail else 8)
            if detail:
                add_line(frame, shortened(detail, self.longest), size - 3, QUIET, after=8)
        if len(entries) > len(shown):
            more = Text("report.slide.more", count=len(entries) - len(shown)).in_(self.report.language)
            add_line(frame, more, 13, QUIET)

    def _chart(self, slide: Any, block: Bars | Gantt | TextTable, top: float) -> None:
        if isinstance(block, TextTable):
            add_table(slide, self._frame(top), [block.heads, *block.rows], block.widths, self.accent)
        elif isinstance(block, Bars):
            add_bars(slide, self._frame(top), block, self.accent)
        else:
            left_out = add_gantt(slide, self._frame(top, 0.87), block, self.accent)
            work, wait = block.key
            notes = [f"■ {work}", f"□ {wait}", *(flag.words for flag in block.flags)]
            if left_out:
                notes.append(Text("report.slide.more", count=left_out).in_(self.report.language))
            self._text(slide, ["　".join(notes)], (0.88, 0.05), size=12, colour=QUIET)

    def _frame(self, top: float, bottom: float = 0.9) -> tuple[int, int, int, int]:
        height = int(self.height * (bottom - top))
        return self.edge, int(self.height * top), self.width - 2 * self.edge, height

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
        add_line(frame, one_line(title, 60), size, self.accent if top < 0.1 else INK, first=True, bold=True)
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
            add_line(frame, line, size, colour, first=number == 0)

    def _box(self, slide: Any, place: tuple[int, int, int, int]) -> Any:
        frame = self._box_shape(slide, place).text_frame
        frame.word_wrap = True
        return frame

    def _box_shape(self, slide: Any, place: tuple[int, int, int, int]) -> Any:
        return slide.shapes.add_textbox(*(Emu(int(each)) for each in place))


def _without_slides(show: Any) -> None:
    """Take the slides out of a master's file; its layouts stay."""
    slides = show.slides._sldIdLst  # noqa: SLF001 - python-pptx cannot remove slides
    for each in list(slides):
        show.part.drop_rel(each.rId)
        slides.remove(each)
