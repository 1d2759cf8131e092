"""A table of plain values under headings in one language, and its CSV file."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.texts import Text

Value = str | int | float | date | None
"""What stands in a cell; None where there is nothing to show."""

Cells = Mapping[str, Value]
"""One row of a table by column."""

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""A cell that begins so may be taken for a formula."""
UNSEEN = " \u3000\ufeff"


@dataclass(frozen=True)
class Table:
    """The numbers behind a drawing.

    Attributes:
        headings: of the columns, no two alike.
        rows: as many values each as there are headings.
        numbers: headings of columns that hold numbers or nothing.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    numbers: frozenset[str] = frozenset()

    def column(self, heading: str) -> list[Value]:
        """Return the values of a column from top to bottom.

        Raises:
            ValueError: the table has no such column.
        """
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]


def table_of(
    rows: Sequence[Cells], columns: Sequence[str], language: str, numbers: Collection[str] = ()
) -> Table:
    """Return a table whose headings are texts of the catalogue.

    Args:
        rows: values by column.
        columns: in their order, by the last word of their heading's key.
        language: of the headings.
        numbers: the columns that hold numbers or nothing.
    """
    headings = {column: Text(f"presentation.head.{column}").in_(language) for column in columns}
    return Table(
        headings=tuple(headings.values()),
        rows=tuple(tuple(row[column] for column in columns) for row in rows),
        numbers=frozenset(headings[column] for column in numbers),
    )


def as_csv(table: Table) -> bytes:
    """Return the bytes of a CSV file; a text that looks like a formula is marked as text.

    Begins with a byte order mark, without which spreadsheets misread Chinese.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.headings)
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Value) -> Value:
    if isinstance(cell, str) and cell.lstrip(UNSEEN).startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
