"""A file read as far as its names go: its table, its sources, and what they seem to mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.instrument.columns import Columns
from assessment.spreadsheets.cells import Grid
from assessment.spreadsheets.file import Opened, open_file
from assessment.spreadsheets.fold import Proposal, propose
from assessment.spreadsheets.lacking import Lacking, lacking
from assessment.spreadsheets.layout import Table, lay_out
from assessment.spreadsheets.match import Choice, choices, signature
from assessment.spreadsheets.names import Lookup
from assessment.spreadsheets.notices import Notice
from assessment.spreadsheets.refusal import Unreadable
from assessment.spreadsheets.remarks import remarks
from assessment.spreadsheets.sources import Source, Sources, sources
from assessment.spreadsheets.zip_guard import damaged

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
    found: Sources
    chosen: Mapping[str, Choice]
    """What each source seems to mean, by its key."""
    signature: str | None
    """By which the next file of this shape is known; None where there is no header."""
    remembered: bool
    """Whether `chosen` is what was decided for an earlier file of this shape."""
    remarks: Sequence[Notice]
    columns: Columns
    today: date

    @property
    def sheet(self) -> str:
        """The sheet that was read."""
        return self.table.sheet

    @property
    def sources(self) -> Sequence[Source]:
        """Where numbers may come from, in the order of the table."""
        return self.found.found

    @property
    def says_something(self) -> bool:
        """Whether any source is understood."""
        return any(choice.subject for choice in self.chosen.values())

    def proposals(self, chosen: Mapping[str, Choice] | None = None) -> list[Proposal]:
        """Return what the table says about each metric.

        Args:
            chosen: what a person made of the sources; None for what they seem to mean.
        """
        return propose(
            self.table, self.found, self.chosen if chosen is None else chosen, self.columns, self.today
        )

    def lacking(self, chosen: Mapping[str, Choice] | None = None) -> list[Lacking]:
        """Return what could be worked out if the table had a little more.

        Args:
            chosen: what a person made of the sources; None for what they seem to mean.
        """
        made = self.chosen if chosen is None else chosen
        subjects = {choice.subject for choice in made.values() if choice.subject}
        found = {each.metric for each in self.proposals(made)}
        return list(lacking(subjects, found, self.columns))


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
        best = best if best is not None and (best.sources or not read.sources) else read
    if best is None:
        raise trouble or damaged()
    return best


def _read(
    opened: Opened, grid: Grid, columns: Columns, today: date, remembered: Remembered | None
) -> TableRead:
    table = lay_out(grid)
    found = sources(table, Lookup(columns))
    mark = signature(table, found)
    before = remembered(mark) if remembered is not None and mark is not None else None
    chosen = choices(found, columns, before)
    notices = remarks(table, found, today)
    return TableRead(opened.sheets, table, found, chosen, mark, bool(before), notices, columns, today)
