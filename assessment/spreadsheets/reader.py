"""A file read as far as its names go: its sheets, the table of one, its series, and what they mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from stat import S_ISREG

from assessment.instrument.bank import Bank
from assessment.instrument.columns import Columns
from assessment.spreadsheets.aggregate import NumberProposal, aggregate
from assessment.spreadsheets.cells import LONGEST_CELL, CellGrid
from assessment.spreadsheets.csv_text import read_text
from assessment.spreadsheets.header import SheetTable, parse_table
from assessment.spreadsheets.matching import (
    Choice,
    Lookup,
    MissingInputs,
    match_columns,
    missing_inputs,
    signature,
)
from assessment.spreadsheets.merging import differing, merge_files
from assessment.spreadsheets.notices import OF_LISTS, SheetNotice
from assessment.spreadsheets.numbers import SeriesNumbers, read_numbers
from assessment.spreadsheets.review import sheet_notices
from assessment.spreadsheets.scope import Scope
from assessment.spreadsheets.series import NumberSeries, TableSeries, table_series
from assessment.spreadsheets.sniff import (
    LARGEST,
    Unreadable,
    check_holds_table,
    damaged,
    kind_of,
    open_workbook_zip,
    refused,
)
from assessment.spreadsheets.xlsx import open_workbook
from assessment.texts import Text


@dataclass(frozen=True)
class OpenedFile:
    """A file that can be read, with its sheets."""

    sheets: Sequence[str]
    """Names in order; a text file has one, without a name."""
    _read: Callable[[str], CellGrid] = field(repr=False)

    def read(self, sheet: str) -> CellGrid:
        """Return the rows of a sheet.

        Raises:
            Unreadable: there is no such sheet, or nothing in it, or it is damaged.
        """
        if sheet not in self.sheets:
            raise refused("no_such_sheet", "choose_sheet")
        grid = self._read(sheet)
        if not grid.rows:
            raise refused("empty_sheet", "other_sheet")
        return grid


def open_file(raw: bytes, longest: int = LONGEST_CELL) -> OpenedFile:
    """Open a file by what is in it, whatever it is called.

    Args:
        raw: its bytes.
        longest: characters kept of one cell of a workbook.

    Raises:
        Unreadable: too large, or of a kind that holds no table; says what to do.
    """
    if len(raw) > LARGEST:
        what = Text("spreadsheets.refused.too_large", most=LARGEST // 10**6)
        raise Unreadable(what, Text("spreadsheets.fix.export_needed"))
    kind = kind_of(raw)
    check_holds_table(raw, kind)
    if kind == "zip":
        workbook = open_workbook(open_workbook_zip(raw), longest)
        return OpenedFile(list(workbook.sheets), workbook.read)
    grid = read_text(raw)
    if not grid.rows:
        raise refused("no_content", "export_again")
    return OpenedFile([grid.sheet], lambda _: grid)


Remembered = Callable[[str], Mapping[str, Choice] | None]
"""Returns what was decided for a file of this signature; None where nothing was."""

LOOKED_AT = 5
"""Sheets that are tried for one that means something."""


@dataclass(frozen=True)
class TableRead:
    """One sheet of a file, understood as far as its names go."""

    sheets: Sequence[str]
    """All that may be chosen instead; a text file has one, without a name."""
    table: SheetTable
    table_series: TableSeries
    chosen: Mapping[str, Choice]
    """What each series seems to mean, by its key."""
    signature: str | None
    """By which the next file of this shape is known; None where there is no header."""
    remembered: bool
    """Whether `chosen` is what was decided for an earlier file of this shape."""
    notices: Sequence[SheetNotice]
    """What there is to know about the sheet as a whole."""
    lookup: Lookup
    today: date
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """By metric or part, another sheet that says something else of it for the same days."""

    @property
    def sheet(self) -> str:
        """The sheet that was read."""
        return self.table.sheet

    @property
    def columns(self) -> Columns:
        """What columns are called."""
        return self.lookup.columns

    @property
    def scope(self) -> Scope:
        """What the table covers, and by which columns its rows may be chosen."""
        return self.table_series.scope

    @property
    def series(self) -> Sequence[NumberSeries]:
        """All series, in the order of the table."""
        return self.table_series.series

    @property
    def says_something(self) -> bool:
        """Whether any series is understood."""
        return any(choice.subject for choice in self.chosen.values())

    @property
    def is_list(self) -> bool:
        """Whether it lists single orders or cases."""
        return any(notice.code in OF_LISTS for notice in self.notices)

    def matched_by_name(self) -> dict[str, Choice]:
        """Return what the names of the series alone say, whatever was decided for earlier files."""
        return match_columns(self.table_series.names, self.lookup)

    def numbers(self, chosen: Mapping[str, Choice] | None = None) -> dict[str, SeriesNumbers]:
        """Return what was read of each metric and part.

        Args:
            chosen: what a person made of the series; None for what they seem to mean.
        """
        made = self.chosen if chosen is None else chosen
        read = read_numbers(self.table, self.table_series, made, self.lookup, self.today)
        for subject, sheet in self.elsewhere.items():
            if (own := read.get(subject)) is not None:
                notice = SheetNotice("sheets_differ", {"sheet": sheet, "name": own.series.name})
                read[subject] = replace(own, notices=(*own.notices, notice))
        return read

    @property
    def newest(self) -> date:
        """The last day that is over and has a number; the first of all days where there is none."""
        days = (each.period.last for series in self.series for each in series.readings if each.period)
        return max((day for day in days if day <= self.today), default=date.min)

    def proposals(self, chosen: Mapping[str, Choice] | None = None) -> list[NumberProposal]:
        """Return what the table says about each metric.

        Args:
            chosen: what a person made of the series; None for what they seem to mean.
        """
        return proposals_of([self], [chosen])

    def missing_inputs(self, chosen: Mapping[str, Choice] | None = None) -> list[MissingInputs]:
        """Return what could be worked out if the table had a little more.

        Args:
            chosen: what a person made of the series; None for what they seem to mean.
        """
        return missing_inputs_of([self], [chosen])


def proposals_of(
    reads: Sequence[TableRead], chosen: Sequence[Mapping[str, Choice] | None] = ()
) -> list[NumberProposal]:
    """Return what several files together say about each metric.

    Args:
        reads: the files, at least one.
        chosen: for each file what a person made of its series; None, or left out, for what they seem to mean.
    """
    made = [*chosen, *[None] * (len(reads) - len(chosen))]
    numbers = merge_files(
        [read.numbers(each) for read, each in zip(reads, made, strict=True)], reads[0].columns
    )
    return aggregate(numbers, reads[0].columns, reads[0].today)


def missing_inputs_of(
    reads: Sequence[TableRead], chosen: Sequence[Mapping[str, Choice] | None] = ()
) -> list[MissingInputs]:
    """Return what could be worked out if the files had a little more.

    Args:
        reads: the files, at least one.
        chosen: as in `proposals_of`.
    """
    made = [*chosen, *[None] * (len(reads) - len(chosen))]
    choices = [
        choice
        for read, each in zip(reads, made, strict=True)
        for choice in (read.chosen if each is None else each).values()
    ]
    found = {each.metric for each in proposals_of(reads, made)}
    return list(missing_inputs(choices, found, reads[0].columns))


@dataclass(frozen=True)
class Wanted:
    """Which part of a file is to be read.

    Attributes:
        file: its name, which may say a period and what the table is about; empty where it has none.
        sheet: which sheet; None for the first one that means something.
        only: the rows to read, by the name of a column and the value in it; None for what seems best.
    """

    file: str = ""
    sheet: str | None = None
    only: Mapping[str, str] | None = None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, one more than the largest that is read at most.

    Raises:
        Unreadable: it is no regular file, so that reading might never end.
        OSError: it cannot be opened.
    """
    if not S_ISREG(path.stat().st_mode):
        raise refused("no_file", "choose_file")
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def read_table(
    raw: bytes, bank: Bank, today: date, wanted: Wanted | None = None, remembered: Remembered | None = None
) -> TableRead:
    """Read a file.

    Args:
        raw: its bytes.
        bank: what numbers and columns are called.
        today: later days are plans.
        wanted: which sheet and rows; None for what seems best.
        remembered: what was decided for earlier files.

    Raises:
        Unreadable: nothing of it can be read; says what to do.
    """
    wanted = wanted or Wanted()
    opened = open_file(raw)
    lookup = Lookup(bank)
    if wanted.sheet is not None:
        return _read(opened, opened.read(wanted.sheet), lookup, today, wanted, remembered)
    found: list[TableRead] = []
    trouble: Unreadable | None = None
    for name in opened.sheets[:LOOKED_AT]:
        try:
            found.append(_read(opened, opened.read(name), lookup, today, wanted, remembered))
        except Unreadable as error:
            trouble = trouble or error
    if not found:
        raise trouble or damaged()
    return _best_sheet(found)


def _best_sheet(found: Sequence[TableRead]) -> TableRead:
    """Return the sheet that says most of the whole shop; of sheets of one shape, one a month, the newest."""
    if len(found) == 1:
        return found[0]

    def rank(read: TableRead) -> tuple[bool, bool, bool, bool]:
        about_whole = not _names_part(read)
        return (
            read.says_something and about_whole,
            bool(read.proposals()),
            read.says_something,
            bool(read.series),
        )

    best = max(found, key=rank)
    alike = [read for read in found if read.signature == best.signature and rank(read) == rank(best)]
    best = max(alike, key=lambda read: read.newest)
    elsewhere: dict[str, str] = {}
    for other in found:
        if other is not best and other.says_something and not _names_part(other) and not other.scope.notices:
            for subject in differing(best.numbers(), other.numbers()):
                elsewhere.setdefault(subject, other.sheet)
    return replace(best, elsewhere=elsewhere)


def _names_part(read: TableRead) -> bool:
    """Whether the name of a sheet says that it is about a part of the shop, or about somebody else."""
    return bool(read.lookup.narrowing_in(read.sheet)) or read.lookup.is_compared(read.sheet)


def _read(  # noqa: PLR0913, PLR0917 - a sheet, and what is known beforehand
    opened: OpenedFile,
    grid: CellGrid,
    lookup: Lookup,
    today: date,
    wanted: Wanted,
    remembered: Remembered | None,
) -> TableRead:
    table = parse_table(grid, wanted.file)
    found = table_series(table, lookup, wanted.only)
    header = ["".join(column.lines) for column in table.columns]
    mark = signature(found.shape, header) if table.header else None
    before = remembered(mark) if remembered is not None and mark is not None else None
    chosen = match_columns(found.names, lookup, before)
    notices = sheet_notices(table, found, today)
    return TableRead(opened.sheets, table, found, chosen, mark, bool(before), notices, lookup, today)
