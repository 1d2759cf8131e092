"""A file read as far as its names go: its sheets, the table of one, its series, and what they mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessment.instrument.columns import Columns
from assessment.spreadsheets.aggregate import Proposal, aggregate
from assessment.spreadsheets.cells import Grid
from assessment.spreadsheets.csv_text import read_text
from assessment.spreadsheets.header import Table, parse_table
from assessment.spreadsheets.matching import (
    Choice,
    Lookup,
    MissingInputs,
    match_columns,
    missing_inputs,
    signature,
)
from assessment.spreadsheets.numbers import Notice
from assessment.spreadsheets.review import sheet_notices
from assessment.spreadsheets.series import Series, TableSeries, table_series
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
class Opened:
    """A file that can be read, with its sheets."""

    sheets: Sequence[str]
    """Names in order; a text file has one, without a name."""
    _read: Callable[[str], Grid] = field(repr=False)

    def read(self, sheet: str) -> Grid:
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


def open_file(raw: bytes) -> Opened:
    """Open a file by what is in it, whatever it is called.

    Raises:
        Unreadable: too large, or of a kind that holds no table; says what to do.
    """
    if len(raw) > LARGEST:
        what = Text("spreadsheets.refused.too_large", most=LARGEST // 10**6)
        raise Unreadable(what, Text("spreadsheets.fix.export_needed"))
    kind = kind_of(raw)
    check_holds_table(raw, kind)
    if kind == "zip":
        workbook = open_workbook(open_workbook_zip(raw))
        return Opened(list(workbook.sheets), workbook.read)
    grid = read_text(raw)
    if not grid.rows:
        raise refused("no_content", "export_again")
    return Opened([grid.sheet], lambda _: grid)


Remembered = Callable[[str], Mapping[str, Choice] | None]
"""Returns what was decided for a file of this signature; None where nothing was."""

LOOKED_AT = 5
"""Sheets that are tried for one that means something."""


@dataclass(frozen=True)
class TableRead:
    """One sheet of a file, understood as far as its names go."""

    sheets: Sequence[str]
    """All that may be chosen instead; a text file has one, without a name."""
    table: Table
    table_series: TableSeries
    chosen: Mapping[str, Choice]
    """What each series seems to mean, by its key."""
    signature: str | None
    """By which the next file of this shape is known; None where there is no header."""
    remembered: bool
    """Whether `chosen` is what was decided for an earlier file of this shape."""
    notices: Sequence[Notice]
    columns: Columns
    today: date

    @property
    def sheet(self) -> str:
        """The sheet that was read."""
        return self.table.sheet

    @property
    def series(self) -> Sequence[Series]:
        """All series, in the order of the table."""
        return self.table_series.series

    @property
    def says_something(self) -> bool:
        """Whether any series is understood."""
        return any(choice.subject for choice in self.chosen.values())

    def matched_by_name(self) -> dict[str, Choice]:
        """Return what the names of the series alone say, whatever was decided for earlier files."""
        return match_columns(self.table_series.names, self.columns)

    def proposals(self, chosen: Mapping[str, Choice] | None = None) -> list[Proposal]:
        """Return what the table says about each metric.

        Args:
            chosen: what a person made of the series; None for what they seem to mean.
        """
        return aggregate(
            self.table, self.table_series, self.chosen if chosen is None else chosen, self.columns, self.today
        )

    def missing_inputs(self, chosen: Mapping[str, Choice] | None = None) -> list[MissingInputs]:
        """Return what could be worked out if the table had a little more.

        Args:
            chosen: what a person made of the series; None for what they seem to mean.
        """
        made = self.chosen if chosen is None else chosen
        subjects = {choice.subject for choice in made.values() if choice.subject}
        found = {each.metric for each in self.proposals(made)}
        return list(missing_inputs(subjects, found, self.columns))


def read_table(
    raw: bytes, columns: Columns, today: date, sheet: str | None = None, remembered: Remembered | None = None
) -> TableRead:
    """Read a file.

    Args:
        raw: its bytes.
        columns: what columns are called.
        today: later days are plans.
        sheet: which sheet; None for the first one that means something.
        remembered: what was decided for earlier files.

    Raises:
        Unreadable: nothing of it can be read; says what to do.
    """
    opened = open_file(raw)
    if sheet is not None:
        return _read(opened, opened.read(sheet), columns, today, remembered)
    best: TableRead | None = None
    trouble: Unreadable | None = None
    for name in opened.sheets[:LOOKED_AT]:
        try:
            read = _read(opened, opened.read(name), columns, today, remembered)
        except Unreadable as error:
            trouble = trouble or error
            continue
        if read.says_something:
            return read
        best = best if best is not None and (best.series or not read.series) else read
    if best is None:
        raise trouble or damaged()
    return best


def _read(
    opened: Opened, grid: Grid, columns: Columns, today: date, remembered: Remembered | None
) -> TableRead:
    table = parse_table(grid)
    found = table_series(table, Lookup(columns))
    header = ["".join(column.lines) for column in table.columns]
    mark = signature(found.shape, header) if table.header else None
    before = remembered(mark) if remembered is not None and mark is not None else None
    chosen = match_columns(found.names, columns, before)
    notices = sheet_notices(table, found, today)
    return TableRead(opened.sheets, table, found, chosen, mark, bool(before), notices, columns, today)
