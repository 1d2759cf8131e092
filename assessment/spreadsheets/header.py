"""The header of a sheet, what stands above it, and which of its rows are totals."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessment.instrument.columns import PATTERNS, WORDS, half_width, normalized_name, window_in
from assessment.spreadsheets.cells import CellGrid, Row, Value, column_letters, shown
from assessment.spreadsheets.metadata import (
    CELL,
    KNOWN_UNITS,
    is_note,
    periods_in,
    shop_in,
    units_in,
    unknown_unit,
)
from assessment.spreadsheets.values import Period, is_absent, read_day, read_number

REMARKS = frozenset(map(normalized_name, WORDS["remark_columns"]))
"""What columns are called that say something about a row."""
FIRST_CELLS = 3
"""Where such a word stands in a row."""
THOUSANDS = re.compile(r"-?\d{1,3},\d{3}(?:\.\d+)?")
TOTAL = re.compile(
    rf"(?:{PATTERNS['total_of']})?(?:{'|'.join(sorted(WORDS['totals'], key=len, reverse=True))})"
    rf"(?:{PATTERNS['total_over']})?:?",
    re.IGNORECASE,
)
"""A word for a sum, with what it is of or over how much: 合计, 10月小计, 合计（30天）."""


def is_total(row: Row) -> bool:
    """Whether a row sums others up: one of its first words says so.

    Beside a day such a word stands for all parts of that day, and sums no other day up.
    """
    first = [row.at(at) for at in row.filled[:FIRST_CELLS]]
    has_word = any(isinstance(value, str) and says_total(value) for value in first)
    return has_word and not any(read_day(value) is not None for value in first)


def says_total(text: str) -> bool:
    """Whether a text says that its row sums others up, and nothing else."""
    return TOTAL.fullmatch("".join(half_width(text).split())) is not None


HEADER_WITHIN = 30
"""A header stands in the first rows, if anywhere."""
JUDGED_BY = 20
"""Rows under a header by which it is recognised."""
MOST_LINES = 3
"""Lines of a header."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    at: int
    lines: tuple[str, ...]
    """Its name, each line of the header by itself, the topmost first. Its letter where it has none."""

    @property
    def name(self) -> str:
        """The name in one line."""
        return " · ".join(self.lines)


@dataclass(frozen=True)
class SheetTable:
    """A sheet with its header told from its rows."""

    sheet: str
    titles: tuple[str, ...]
    """What stands above the header, a line each."""
    header: tuple[int, ...]
    """The numbers of the header's rows; none where there is no header."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    """Rows that sum the others up: never counted with them."""
    cut: bool
    file: str = ""
    """The name of the file; empty where it was not told."""
    wide_rows: tuple[int, ...] = ()
    """Rows with more cells than the header has names: a comma too many, and cells stand in wrong columns."""
    second_table: int | None = None
    """The row of another header, from which on nothing is read."""
    notes: tuple[str, ...] = ()
    """Lines under the header, or under the table, that explain it."""
    narrow: bool = False
    """Whether the lines of a text file have fewer cells than its header has names."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of words above and below the table."""
        return (*self.titles, *self.notes)

    @property
    def period(self) -> Period | None:
        """The days that the titles, or the name of the file, say it is about."""
        return next(iter(self.periods), None)

    @property
    def periods(self) -> list[Period]:
        """The different periods that titles, sheet and file name."""
        return periods_in((*self.titles, self.sheet, self.file))

    @property
    def window(self) -> int | None:
        """How many days the titles, or the name of the file, say it is about."""
        return self.window_named or (self.period.days if self.period else None)

    @property
    def window_named(self) -> int | None:
        """How many days back the titles, or the name of the file, say in words: 近30天."""
        return next((days for text in (*self.titles, self.file) if (days := window_in(text))), None)

    @property
    def shop(self) -> str | None:
        """The shop that a line names."""
        return shop_in(self.lines)

    @property
    def units(self) -> frozenset[str]:
        """The units that titles, notes, sheet and file name: 单位：万元, 按天（万元）."""
        return units_in((*self.lines, self.sheet, self.file))

    @property
    def unknown_unit(self) -> str | None:
        """A unit that a line names and that is not known: 单位：美元."""
        return unknown_unit(self.lines)


def is_figure(value: Value) -> bool:
    """Whether a cell is a number, a day, or says that there is none."""
    if isinstance(value, str):
        return is_absent(value) or read_number(value) is not None or read_day(value) is not None
    return True


def is_word(value: Value) -> bool:
    """Whether a cell is a text that is neither number nor day."""
    return value != "" and not is_figure(value)


def parse_table(grid: CellGrid, file: str = "") -> SheetTable:
    """Tell header, titles, rows and totals apart.

    Args:
        grid: the rows of a sheet.
        file: the name of the file, which may name a period.
    """
    rows = grid.rows
    bottom = _bottom_of_header(rows)
    if bottom is None:
        columns = tuple(Column(at, (column_letters(at),)) for at in _width(rows))
        return _table(grid, file, (), (), columns, rows)
    rows, bottom = _with_names_below(rows, bottom)
    top = _top_of_header(rows, bottom)
    header = rows[top : bottom + 1]
    titles = tuple(_line(row) for row in rows[:top])
    return _table(grid, file, titles, header, _columns(header), rows[bottom + 1 :])


def _table(  # noqa: PLR0913, PLR0917 - the parts of a sheet
    grid: CellGrid,
    file: str,
    titles: tuple[str, ...],
    header: Sequence[Row],
    columns: tuple[Column, ...],
    rows: Sequence[Row],
) -> SheetTable:
    # A printed page repeats its header.
    repeated = {row.cells for row in header}
    body = [row for row in rows if row.cells not in repeated]
    second = _second_header(body) if header else None
    if second is not None:
        body = [row for row in body if row.number < second]
    totals = tuple(row for row in body if is_total(row))
    left_out = {row.number for row in totals}
    width = len(_width(header))
    usual = _usual_width(body)
    notes = _notes(body)
    return SheetTable(
        sheet=grid.sheet,
        titles=titles,
        header=tuple(row.number for row in header),
        columns=columns,
        rows=tuple(row for row in body if row.number not in left_out),
        totals=totals,
        cut=grid.cut,
        file=file,
        wide_rows=tuple(row.number for row in body if header and _is_too_wide(row, header[-1], width, usual)),
        second_table=second,
        notes=tuple(_line(row) for row in notes),
        narrow=bool(header) and 0 < usual < width and not _are_remarks(columns, usual),
    )


def _line(row: Row) -> str:
    return CELL.join(shown(row.at(at)) for at in row.filled)


def _are_remarks(columns: Sequence[Column], first: int) -> bool:
    """Whether the columns from one on are for remarks, which programs leave out where nothing is said."""
    beyond = [column for column in columns if column.at >= first]
    return bool(beyond) and all(normalized_name(column.lines[-1]) in REMARKS for column in beyond)


def _usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most lines of a text file have; 0 in a workbook."""
    widths = Counter(row.width for row in rows if row.filled)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _notes(rows: Sequence[Row]) -> list[Row]:
    """Return the lines of words alone that explain the table: below its last figure, or by how they begin."""
    figures = [row.number for row in rows if any(is_figure(row.at(at)) for at in row.filled)]
    last = max(figures, default=0)
    return [
        row
        for row in rows
        if row.filled
        and len(row.filled) <= 2
        and all(is_word(row.at(at)) for at in row.filled)
        and ((row.number > last > 0 and len(row.filled) == 1) or is_note(_line(row)))
    ]


def _is_too_wide(row: Row, header: Row, width: int, usual: int) -> bool:
    """Whether a row has more cells than the header, or than other rows: filled ones, or 1,234 in two."""
    if len(row.cells) > width:
        return True
    if row.width <= min(header.width, usual):
        return False
    pairs = zip(row.cells, row.cells[1:], strict=False)
    return any(
        isinstance(left, str) and isinstance(right, str) and THOUSANDS.fullmatch(f"{left},{right}")
        for left, right in pairs
    )


def _second_header(rows: Sequence[Row]) -> int | None:
    """Return the row of words alone that stands among figures and has figures under it."""
    figures = [at for at in _width(rows) if _mostly_figures([row.at(at) for row in rows[:JUDGED_BY]])]
    for place, row in enumerate(rows[1:], start=1):
        named = [at for at in figures if is_word(row.at(at))]
        below = rows[place + 1 : place + 1 + JUDGED_BY]
        if (
            len(named) >= 2
            and all(is_word(row.at(at)) for at in row.filled)
            and any(_mostly_figures([each.at(at) for each in below]) for at in row.filled)
        ):
            return row.number
    return None


def _width(rows: Sequence[Row]) -> range:
    return range(max((len(row.cells) for row in rows), default=0))


def _bottom_of_header(rows: Sequence[Row]) -> int | None:
    """Return the row of words under which stand most columns of figures; of equals the lowest."""
    best, found = 0, None
    seen: set[tuple[Value, ...]] = set()
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        if not _may_be_header(row) or row.cells in seen:
            continue
        if found is not None and _is_day_of_words(rows, place):
            continue
        seen.add(row.cells)
        below = rows[place + 1 : place + 1 + JUDGED_BY]
        score = sum(1 for at in _width(below) if _mostly_figures([each.at(at) for each in below]))
        if score and score >= best:
            best, found = score, place
    return found


def _may_be_header(row: Row) -> bool:
    """Whether a row is all names; days may be names too, where each day has a column."""
    cells = [row.at(at) for at in row.filled]
    words = sum(1 for value in cells if is_word(value))
    named = all(is_word(value) or read_day(value) is not None for value in cells)
    return len(cells) >= 2 and words >= 1 and named and (words > 1 or len(cells) > 2)


def _is_day_of_words(rows: Sequence[Row], place: int) -> bool:
    """Whether a row is one of a list of days, and says only words of its day: that it was a rest day."""
    row, beside = rows[place], rows[max(place - 1, 0) : place + 2 : 2]
    return any(
        read_day(row.at(at)) is not None and any(read_day(each.at(at)) is not None for each in beside)
        for at in row.filled
    )


def _mostly_figures(values: Sequence[Value]) -> bool:
    filled = [value for value in values if value != ""]
    figures = sum(1 for value in filled if is_figure(value))
    return figures > 0 and 2 * figures >= len(filled)


def _with_names_below(rows: tuple[Row, ...], bottom: int) -> tuple[tuple[Row, ...], int]:
    """Return the rows, and the header's lowest, where names stand lowest: a line of units is put behind them.

    A second line that gives the names in Latin letters once more goes.
    """
    if bottom == 0:
        return rows, bottom
    names, below = rows[bottom - 1], rows[bottom]
    if not all(is_word(names.at(at)) for at in below.filled):
        return rows, bottom
    if all(_unit_of(below.at(at)) in KNOWN_UNITS for at in below.filled):
        cells = [
            f"{shown(value)}({_unit_of(below.at(at))})" if below.at(at) != "" else value
            for at, value in enumerate(names.cells)
        ]
        named = replace(names, cells=tuple(cells))
    elif below.filled == names.filled and _latin(below) and not _latin(names):
        named = names
    else:
        return rows, bottom
    return (*rows[: bottom - 1], named, *rows[bottom + 1 :]), bottom - 1


def _unit_of(value: Value) -> str:
    return half_width(shown(value)).strip("()[]【】 ").casefold()


def _latin(row: Row) -> bool:
    return all(shown(row.at(at)).isascii() for at in row.filled)


def _top_of_header(rows: Sequence[Row], bottom: int) -> int:
    """Return the first of the header's rows: a line above belongs to it where merged cells show."""
    top = bottom
    while top and bottom - top + 1 < MOST_LINES:
        above, below = rows[top - 1], rows[top]
        if above.number != below.number - 1 or not _spans(above, below):
            break
        top -= 1
    return top


def _spans(above: Row, below: Row) -> bool:
    """Whether cells of the upper row reach over several columns, or down into the lower row."""
    if not above.filled or not all(is_word(above.at(at)) for at in above.filled):
        return False
    down = [at for at in above.filled if below.at(at) == ""]
    across = len(above.filled) < len(below.filled) + len(down)
    if down:
        return len(above.filled) > 1 and across
    # Without a cell that reaches down, names from the left without a gap are a title and its value.
    return across and len(above.filled) > 1 and above.filled != list(range(len(above.filled)))


def _columns(header: Sequence[Row]) -> tuple[Column, ...]:
    """Name the columns: cells of the upper lines stand for the empty ones to their right."""
    lines = [list(map(shown, row.cells)) + [""] * (len(_width(header)) - len(row.cells)) for row in header]
    for rank, line in enumerate(lines[:-1]):
        under = lines[rank + 1 :]
        for at in range(1, len(line)):
            left_reaches_down = not any(other[at - 1] for other in under)
            if not line[at] and any(other[at] for other in under) and not left_reaches_down:
                line[at] = line[at - 1]
    named = []
    for at in _width(header):
        parts = tuple(dict.fromkeys(" ".join(line[at].split()) for line in lines if line[at]))
        named.append(Column(at, parts or (column_letters(at),)))
    return tuple(named)
