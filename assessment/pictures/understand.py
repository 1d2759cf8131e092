"""A picture understood by place: its texts as the tables that exports are, read by the same rules.

Names and numbers of its tiles become one line under a header; what stands
above them becomes the titles, which say the days and the part of the shop.
So a number is known, worked out and doubted exactly as one of a file is, and
what only a picture can have wrong is added to it.
"""

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assessment.instrument.bank import Bank
from assessment.instrument.columns import WORDS, half_width
from assessment.pictures.boxes import PictureText, PictureTexts
from assessment.pictures.layout import (
    NamedNumber,
    PictureLayout,
    PictureTable,
    joined,
    kind_of,
    lines_of,
    runs_off,
    same_line,
    tables_of,
    without_arrow,
)
from assessment.pictures.names import KnownName, known_name
from assessment.pictures.periods import PicturePeriod, period_of, settled
from assessment.spreadsheets.aggregate import NumberProposal
from assessment.spreadsheets.cells import CellGrid, CellRange, Row, tidy
from assessment.spreadsheets.header import Column, SheetTable, parse_table
from assessment.spreadsheets.matching import Choice, Lookup, match_columns
from assessment.spreadsheets.notices import SheetNotice
from assessment.spreadsheets.reader import TableRead, proposals_of
from assessment.spreadsheets.review import sheet_notices
from assessment.spreadsheets.series import table_series
from assessment.texts import Localized, Text

SURE = 0.9
"""How sure a reading must be to be taken without a look."""
SURE_OF_NAME = 0.6
"""The same of a name, which is one of a list: a misread one would hardly be another of them."""
EDGE = 0.22
"""How near to an edge, in heights of a text, a part of it may be missing: more than between characters."""
LEADING_ZERO = re.compile(r"\D*0\d")
BEHIND_SIGN = re.compile(r"(?<=[%‰])\d$")
"""What the second half of a small sign is read as: 12.35%6."""
SHARE_SIGN = re.compile("[%‰]")
SHORT_DAY, FIELD = (re.compile(WORDS["picture_patterns"][name]) for name in ("short_day", "field"))
DAY_NEAR = 1.0
"""How near to a text, in its heights, a day stands that says when it was so."""
MOST_TITLES = 30
CellKey = tuple[str, str, int, int]
"""The file, the table in it, the column and the row."""


@dataclass(frozen=True)
class PictureCell:
    """A number in a picture, with the name it was found by."""

    name: str
    """As read."""
    named_by: tuple[PictureText, ...]
    number: PictureText
    doubts: tuple[SheetNotice, ...]


@dataclass(frozen=True)
class PictureRead:
    """A picture as far as it was understood."""

    file: str
    texts: PictureTexts
    tables: tuple[TableRead, ...]
    cells: Mapping[CellKey, PictureCell]
    """Where each number stands, by its place in `tables`."""
    period: PicturePeriod | None
    notices: tuple[SheetNotice, ...]
    """What there is to know about the picture as a whole."""

    def cells_at(self, place: CellRange) -> list[PictureCell]:
        """Return the numbers that a place of a proposal stands for."""
        rows = range(place.first, place.last + 1)
        keys = [(place.file, place.sheet, place.column, row) for row in rows]
        return [self.cells[key] for key in keys if key in self.cells]

    @property
    def remarks(self) -> list[Localized]:
        """What is said of the picture as a whole: that nothing was found in it, or several times."""
        if not self.cells:
            return [Text("pictures.nothing", file=self.file)]
        if not any(read.says_something for read in self.tables):
            return [Text("pictures.no_names", file=self.file)]
        return [notice.text for notice in self.notices]

    @property
    def unused(self) -> list[str]:
        """The numbers that were read and have no name of the bank, with what stands by them."""
        chosen = {
            (read.table.file, read.table.sheet, reading.column, reading.row)
            for read in self.tables
            for series in read.series
            if read.chosen[series.key].subject
            for reading in series.readings
        }
        return [f"{cell.name} {cell.number.text}" for key, cell in self.cells.items() if key not in chosen]


def understand(texts: PictureTexts, bank: Bank, today: date, file: str = "", rank: int = 1) -> PictureRead:
    """Find the numbers of a picture.

    Args:
        texts: what was read, and where.
        bank: what numbers are called.
        today: later days are plans; days without a year are the last such days.
        file: the name of the picture.
        rank: its place among the pictures read together.
    """
    return _Understanding(texts, Lookup(bank), today, file, rank).read()


class _Understanding:
    def __init__(self, texts: PictureTexts, lookup: Lookup, today: date, file: str, rank: int) -> None:
        self._texts, self._lookup, self._today = texts, lookup, today
        self._file, self._rank = file, rank
        self._boxes = [
            replace(box, text=tidy(box.text)) for box in joined([*map(without_arrow, texts.boxes)])
        ]
        self._slant = statistics.median([box.slant for box in texts.boxes] or [0.0])
        self._cells: dict[CellKey, PictureCell] = {}
        self._names: dict[str, KnownName | None] = {}
        self._periods = {
            box: periods
            for box in self._boxes
            if not self._is_known(box.text) and (periods := period_of(box, today))
        }
        self._short_days = [box for box in self._boxes if SHORT_DAY.fullmatch(half_width(box.text))]
        self._period, self._open = settled([each for periods in self._periods.values() for each in periods])

    def read(self) -> PictureRead:
        lines = lines_of([box for box in self._boxes if not self._is_day_alone(box)])
        tables = tables_of(lines, self._lookup.is_compared)
        tables = [table for table in tables if self._is_understood(table)]
        inside = [box for table in tables for box in table.boxes]
        rest = [box for box in self._boxes if box not in inside]
        # 今日退款率 says a time, and has the number that stands by it all the same.
        times = [box for box in self._periods if not self._lookup.is_of_own_time(box.text)]
        pairs = PictureLayout(rest, self._is_known, self._lookup.is_compared, times).pairs()
        read = [self._from_table(table, number) for number, table in enumerate(tables, start=1)]
        if pairs:
            # What stands in tiles is about the whole page; it counts before what a table below lists.
            read.insert(0, self._from_pairs(pairs, len(tables) + 1))
        notices = [SheetNotice("two_periods")] if self._open else []
        return PictureRead(self._file, self._texts, tuple(read), self._cells, self._period, tuple(notices))

    def _is_day_alone(self, box: PictureText) -> bool:
        """Whether a text above everything says the days of the picture; days in a table stand in its rows."""
        return any(each.kind != "days" or each.days != 1 for each in self._periods.get(box, ()))

    def _known(self, text: str) -> KnownName | None:
        if text not in self._names:
            self._names[text] = None if kind_of(text) != "word" else known_name(text, self._lookup)
        return self._names[text]

    def _is_known(self, text: str) -> bool:
        return self._known(text) is not None

    def _is_understood(self, table: PictureTable) -> bool:
        return any(self._is_known(box.text) for box in table.boxes)

    # Tables of the kind that files hold

    def _from_pairs(self, pairs: Sequence[NamedNumber], number: int) -> TableRead:
        sheet = f"{self._rank}.{number}"
        columns, values = [], []
        for at, pair in enumerate(pairs):
            known = self._known(pair.name)
            columns.append(Column(at, (known.name if known else pair.name,)))
            values.append(half_width_number(pair.number.text))
            doubts = [*self._doubts(pair.number, pair.named_by, known)]
            if pair.doubtful:
                doubts.append(SheetNotice("place_unsure"))
            self._keep(sheet, at, 2, pair.name, pair.named_by, pair.number, doubts)
        top = min(pair.named_by[0].top for pair in pairs)
        left = min(pair.named_by[0].left for pair in pairs)
        used = {box for pair in pairs for box in (*pair.named_by, pair.number)}
        table = SheetTable(
            sheet=sheet,
            titles=self._titles(max(pair.number.top for pair in pairs), left, used, top),
            header=(1,),
            columns=tuple(columns),
            rows=(Row(2, tuple(values)),),
            totals=(),
            cut=False,
            file=self._file,
        )
        return self._table_read(table)

    def _from_table(self, table: PictureTable, number: int) -> TableRead:
        sheet = f"{self._rank}.{number}"
        used = set(table.boxes)
        top, left = min(box.top for box in used), min(box.left for box in used)
        titles = [(title,) for title in self._titles(top, left, used, top)]
        lines = [*titles, *(tuple(map(self._written, line)) for line in table.cells)]
        rows = tuple(Row(at, line) for at, line in enumerate(lines, start=1))
        parsed = parse_table(CellGrid(sheet, rows), self._file)
        first = table.cells[0]
        for at, line in enumerate(table.cells, start=len(titles) + 1):
            for column, box in enumerate(line):
                if box is None or kind_of(box.text) != "number":
                    continue
                names = tuple(each for each in (first[column], line[0]) if each is not None and each != box)
                doubts = [
                    notice for each in names for notice in self._doubts(box, (each,), self._known(each.text))
                ]
                name = " · ".join(each.text for each in names)
                self._keep(sheet, column, at, name, names, box, doubts)
        return self._table_read(parsed)

    def _written(self, box: PictureText | None) -> str:
        if box is None:
            return ""
        known = self._known(box.text)
        return known.name if known else half_width_number(box.text)

    def _table_read(self, table: SheetTable) -> TableRead:
        found = table_series(table, self._lookup)
        chosen: Mapping[str, Choice] = match_columns(found.names, self._lookup)
        notices = sheet_notices(table, found, self._today)
        return TableRead(
            sheets=[table.sheet],
            table=table,
            table_series=found,
            chosen=chosen,
            signature=None,
            remembered=False,
            notices=notices,
            lookup=self._lookup,
            today=self._today,
        )

    def _titles(self, above: float, left: float, used: set[PictureText], top: float) -> tuple[str, ...]:
        """Return the days the numbers are about, and what stands above them and is no name or number."""
        days = self._period.title if self._period else ""
        words = [
            box.text
            for box in self._boxes
            if box not in used
            and box not in self._periods
            and box.bottom < above
            # A menu on the left of the page heads nothing.
            and (box.right > left or box.bottom < top)
            and kind_of(box.text) == "word"
            and not self._lookup.is_compared(box.text)
            and not self._is_known(box.text)
            and len(box.text) > 1
            and not FIELD.fullmatch(box.text)
        ]
        return (*([days] if days else []), *words[-MOST_TITLES:])

    # Doubts that only pictures give

    def _keep(  # noqa: PLR0913, PLR0917 - a cell is all of this
        self,
        sheet: str,
        column: int,
        row: int,
        name: str,
        named_by: tuple[PictureText, ...],
        number: PictureText,
        doubts: Sequence[SheetNotice],
    ) -> None:
        self._cells[self._file, sheet, column, row] = PictureCell(name, named_by, number, tuple(doubts))

    def _doubts(
        self, number: PictureText, named_by: Sequence[PictureText], known: KnownName | None
    ) -> Iterator[SheetNotice]:
        if self._open:
            yield SheetNotice("two_periods")
        elif self._period is not None and self._period.kind == "running":
            yield SheetNotice("not_over")
        differs = number.again is not None and not same_number(number)
        # 035% has lost its point.
        if (
            number.sure < SURE
            or differs
            or LEADING_ZERO.match(number.text)
            or self._lacks_sign(number, known)
        ):
            yield SheetNotice("read_unsure")
        if not self._open and any(self._is_of_day(box) for box in (*named_by, number)):
            yield SheetNotice("two_periods")
        if known is not None and (known.misread or any(box.sure < SURE_OF_NAME for box in named_by)):
            yield SheetNotice("name_misread", {"name": "".join(box.text for box in named_by)})
        if any(self._touches_edge(box) for box in (*named_by, number)):
            yield SheetNotice("cut_off")
        if any(runs_off(box, number, self._slant_of(box, number)) for box in named_by):
            yield SheetNotice("place_unsure")

    def _slant_of(self, name: PictureText, number: PictureText) -> float:
        """Return by how much a name and its number fall, in a picture that could not be made level."""
        return max(name.slant, number.slant, self._slant, key=abs)

    def _lacks_sign(self, number: PictureText, known: KnownName | None) -> bool:
        """Whether a share has no sign behind it: pages write it, so it was read as digits, or is covered."""
        match = None if known is None else self._lookup.find([known.name])
        share = match is not None and self._lookup.columns.measure_of(match.subject) == "share"
        return share and not SHARE_SIGN.search(half_width(number.text))

    def _is_of_day(self, box: PictureText) -> bool:
        """Whether a day stands above or beside a text, as where a chart tells the value of one of its days.

        Days along an axis stand in a line, and are about none of the numbers.
        """
        for day in self._short_days:
            near = max(box.top - day.bottom, day.top - box.bottom) < DAY_NEAR * box.height
            beside = box.overlap(day) > -DAY_NEAR * box.height
            if (
                near
                and beside
                and not any(same_line(day, each) for each in self._short_days if each is not day)
            ):
                return True
        return False

    def _touches_edge(self, box: PictureText) -> bool:
        """Whether a text stands so close to an edge of the picture that some of it may be missing."""
        sideways, over = EDGE * box.height, EDGE / 2 * box.height
        return (
            box.left < sideways
            or box.right > self._texts.width - sideways
            or box.top < over
            or box.bottom > self._texts.height - over
        )


def half_width_number(text: str) -> str:
    """Return a number without the blanks that readings have in it; any other text as it is."""
    bare = "".join(text.split())
    return bare if kind_of(bare) == "number" else text


def same_number(box: PictureText) -> bool:
    """Whether both readings of a number say the same."""
    return _plain(box.text) == _plain(box.again or "")


def _plain(text: str) -> str:
    plain = half_width_number(text).replace("￥", "¥").replace("％", "%").replace("，", ",")
    return BEHIND_SIGN.sub("", plain)


def proposals_with_pictures(
    reads: Sequence[TableRead],
    pictures: Sequence[PictureRead],
    chosen: Sequence[Mapping[str, Choice] | None] = (),
) -> list[NumberProposal]:
    """Return what exports and pictures together say about each metric, with what is doubtful in the pictures.

    Args:
        reads: the exports.
        pictures: the pictures; together at least one.
        chosen: for each export what a person made of its columns, as in `proposals_of`.
    """
    tables = [table for picture in pictures for table in picture.tables]
    if not reads and not tables:
        return []
    made = [*chosen, *[None] * (len(reads) - len(chosen)), *[None] * len(tables)]
    return [_doubted(each, pictures) for each in proposals_of([*reads, *tables], made)]


def _doubted(proposal: NumberProposal, pictures: Sequence[PictureRead]) -> NumberProposal:
    doubts: list[SheetNotice] = []
    days = set()
    for _, place in proposal.places:
        for picture in pictures:
            cells = picture.cells_at(place)
            doubts += [notice for cell in cells for notice in cell.doubts]
            if cells:
                days.add(picture.period.title if picture.period else "")
    if len(days) > 1:
        doubts.append(SheetNotice("two_periods"))
    notices = list(proposal.notices)
    for doubt in doubts:
        if doubt not in notices:
            notices.append(doubt)
    return replace(proposal, notices=tuple(notices))
