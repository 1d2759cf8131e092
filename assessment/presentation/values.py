"""Values as they are written, the tables they stand in, and a table's CSV file."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from html import escape
from math import floor

from assessment.instrument.model import Instrument
from assessment.responses import NAMES_BETWEEN, REASONS_BETWEEN
from assessment.texts import Text

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Keeps two words on one line."""


def plain_number(value: float) -> str:
    """Write a cut, a count or days without needless zeros: 50, 2, 0.5."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def score_text(value: float) -> str:
    """Write a score as it is published: always one decimal."""
    return f"{value:.1f}"


def score_range_text(low: float, high: float | None) -> str:
    """Write a score with what it would be if everything not answered were in place: 40.7 – 44.4."""
    shown = score_text(low)
    return shown if high is None or high == low else f"{shown} – {score_text(high)}"


def percent_text(share: Fraction, *thresholds: int) -> str:
    """Write a share as a whole per cent, never rounded up to a threshold that it has not reached."""
    whole = round(float(100 * share))
    return str(floor(100 * share) if whole in thresholds and 100 * share < whole else whole)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, language: str) -> str:
    """Write a day without its year: 12/7, or 7 Dec."""
    return f"{day.month}/{day.day}" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]}"


def days_text(first: date, last: date, language: str) -> str:
    """Write a span of days: 12/8–12/12, or 8–12 Dec."""
    if first == last:
        return day_text(first, language)
    if language != "zh" and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last, language)}"
    return f"{day_text(first, language)}–{day_text(last, language)}"


def listed(parts: Iterable[str], language: str) -> str:
    """Write parts one after the other."""
    return ("、" if language == "zh" else ", ").join(parts)


def joined_text(stored: str, language: str) -> str:
    """Return names or reasons of several people, stored as one text, with the signs of a language."""
    if language == "zh":
        return stored
    return stored.replace(NAMES_BETWEEN, ", ").replace(REASONS_BETWEEN, "; ")


def stage_label(instrument: Instrument, stage: str | None, language: str) -> str:
    """Return the name of a stage, or that it is not known: nobody's, or no stage of this instrument."""
    names = {each.id: each.name for each in instrument.stages}
    return names[stage].in_(language) if stage in names else Text("presentation.no_stage").in_(language)


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
    writer.writerows([no_formula(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def no_formula(cell: Value) -> Value:
    """Return a cell in a form that no spreadsheet program takes for a formula."""
    if isinstance(cell, str) and cell.lstrip(UNSEEN).startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def html_table(headings: Iterable[str], rows: Iterable[Iterable[object]], css_class: str = "") -> str:
    """Write a table as HTML, escaped; a dash stands for what is missing."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{escape(_cell(value))}</td>' for value in row)}</tr>" for row in rows)
    return f'<table class="{css_class}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(value: object) -> str:
    return "-" if value is None else plain_number(value) if isinstance(value, float) else str(value)
