"""Cells, rows and sheets as they stand in a file, and the addresses of their places."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

# How much of a sheet is looked at; each is checked before the work it limits is done.
MOST_ROWS = 20_000
"""Rows read of one sheet: fifty years of days. What comes after is not looked at, and that is said."""
MOST_COLUMNS = 200
"""Columns read; a metrics export has some forty."""
MOST_KEPT = 400_000
"""Cells kept of one sheet: three years of days with 365 columns. The rest is not looked at either."""
LONGEST_CELL = 500
"""Characters kept of one cell."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, with its unit.

    `1.2万元` is 12000 in `元`, scaled; `5‰` is 0.5 in `%`.
    """

    number: Decimal
    unit: str = ""
    """As written, in one spelling for each; empty where none stands in the cell."""
    scaled: bool = False
    """Whether the cell itself says 万, 亿 or the like: a unit in the header is then not applied again."""


class Trouble(StrEnum):
    """A cell whose value is not in the file."""

    FORMULA = "formula"
    """A formula that was never worked out: the program that wrote the file did not calculate."""
    ERROR = "error"
    """`#DIV/0!` and the like."""


Value = str | Quantity | date | Trouble
"""A cell; empty cells are the empty text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet, with the number the spreadsheet shows for it."""

    number: int
    cells: tuple[Value, ...]
    width: int = 0
    """Cells of a line of text, empty ones at its end too; 0 in a workbook, whose cells know their column."""

    def at(self, column: int) -> Value:
        """Return a cell; what lies beyond the line is empty."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def filled(self) -> list[int]:
        """The columns with something in them."""
        return [column for column, value in enumerate(self.cells) if value != ""]


@dataclass(frozen=True)
class CellGrid:
    """The rows of a sheet that have anything in them."""

    sheet: str
    """Empty for a text file, which has no sheets."""
    rows: tuple[Row, ...]
    cut: bool = False
    """Whether the sheet goes on after the last row that is read."""


@dataclass(frozen=True, slots=True)
class CellRange:
    """Cells of one sheet, from the first row to the last one used."""

    sheet: str
    column: int
    first: int
    last: int
    file: str = ""
    """The name of the file; empty where it was not told."""

    @property
    def address(self) -> str:
        """The place as a spreadsheet writes it: `经营数据!C5:C34`."""
        letters = column_letters(self.column)
        cells = f"{letters}{self.first}" + (f":{letters}{self.last}" if self.last != self.first else "")
        return f"{self.sheet}!{cells}" if self.sheet else cells


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: A, B, ... Z, AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def tidy(text: str, longest: int = LONGEST_CELL) -> str:
    """Return the text of a cell: without blanks around it, not endless, and without what is no character."""
    if text.isprintable():
        return text[: 4 * longest].strip()[:longest]
    kept = "".join(
        sign for sign in text[: 4 * longest] if sign in "\n\t" or sign.isprintable() or sign.isspace()
    )
    return kept.strip()[:longest]


def shown(value: Value) -> str:
    """Return a cell as it is shown to a person."""
    match value:
        case Quantity():
            return f"{plain_number(round(value.number, 4))}{value.unit}"
        case Trouble():
            return "=?" if value is Trouble.FORMULA else "#?"
        case date():
            return value.isoformat()
        case _:
            return value


def plain_number(number: Decimal) -> str:
    """Write a number in full: no exponent, no zeros that say nothing, thousands apart."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
