"""Reports as a workbook: every row behind the report, with filters, frozen heads and native charts."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.presentation.values import Table, Value
from assessment.report.document import EntryList, Facts, Paragraph, Report
from assessment.texts import Text

IN_CELL = 32_000
"""Units of UTF-16 in a cell; Excel takes 32,767, and what is longer would be dropped."""
FORBIDDEN_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")
SCORES = frozenset({"scores", "rounds", "changes", "spread"})
"""Tables whose fractions are scores: with one decimal, as everywhere."""
WIDEST = 44
"""Of a column, in characters; longer texts are wrapped."""
GRIDLINES = {"visible": True, "line": {"color": "#d5dbe1"}}
OPTIONS = {
    "in_memory": True,
    # What strangers typed is text, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def as_workbook(report: Report) -> bytes:
    """Return an XLSX file with a sheet for the verdict and one for each table of the report."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    day = report.day or date(2000, 1, 1)
    title = f"{report.title} · {report.merchant}"
    made = datetime.combine(day, time(), tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "company": report.brand.name, "created": made})
    _Book(book, report).write()
    book.close()
    return out.getvalue()


class _Book:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self.book = book
        self.report = report
        colour = report.brand.colour
        self.head = book.add_format(
            {"bold": True, "bg_color": colour, "font_color": "#ffffff", "text_wrap": True, "valign": "top"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top", "indent": 1})
        self.score = book.add_format({"num_format": "0.0", "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.number = book.add_format({"valign": "top"})
        self.strong = book.add_format({"bold": True, "font_size": 14, "font_color": colour})

    def write(self) -> None:
        """Write every sheet."""
        self._verdict()
        for name, table in self.report.tables.items():
            self._table(name, table)

    def say(self, key: str) -> str:
        return Text(key).in_(self.report.language)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if self.report.brand.confidentiality:
            # An ampersand begins a command there.
            sheet.set_footer("&L" + self.report.brand.confidentiality.replace("&", "&&")[:200])
        return sheet

    def _verdict(self) -> None:
        sheet = self._sheet(self.say("report.part.verdict"))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        report = self.report
        rows: list[tuple[str, str]] = [
            (report.words["stage_is"], report.stage),
            *((report.title, part) for part in [" · ".join(report.subtitle)]),
        ]
        for part in report.parts:
            if part.id != "verdict":
                continue
            for block in part.blocks:
                if isinstance(block, Facts):
                    rows += [(fact.label, fact.value) for fact in block.facts]
                elif isinstance(block, Paragraph):
                    rows.append(("", block.text))
                elif isinstance(block, EntryList):
                    rows += [(block.title, f"{entry.title} {entry.detail}") for entry in block.entries]
        rows += [(report.words["left_out"].rstrip("：: "), one) for one in report.left_out]
        rows.append((self.say("presentation.head.version"), report.words["bank"]))
        put(sheet, 0, 0, report.merchant, self.strong)
        for place, (label, value) in enumerate(rows, start=2):
            put(sheet, place, 0, label, self.text)
            put(sheet, place, 1, value, self.text)

    def _table(self, name: str, table: Table) -> None:
        stage = name.removeprefix("gate_")
        title = self.say(f"report.sheet.{'gate' if stage != name else name}")
        # An id of a bank may hold what no name of a sheet may.
        gate = FORBIDDEN_IN_SHEETS.sub(" ", self.report.words.get(name, stage))
        sheet = self._sheet(f"{title} {gate}" if stage != name else title)
        for column, heading in enumerate(table.headings):
            put(sheet, 0, column, heading, self.head)
            sheet.set_column(column, column, width_of([heading, *(row[column] for row in table.rows)]))
        for place, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row):
                put(sheet, place, column, value, self._format(value, scores=name in SCORES))
        sheet.freeze_panes(1, 2 if len(table.headings) > 4 else 1)
        sheet.repeat_rows(0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
            self._chart(name, sheet, title, table)

    def _format(self, value: Value, *, scores: bool) -> Any:
        if isinstance(value, date):
            return self.day
        if scores and isinstance(value, float):
            return self.score
        return self.text if isinstance(value, str) else self.number

    def _chart(self, name: str, sheet: Worksheet, title: str, table: Table) -> None:
        """Put a native chart beneath a table that has one."""
        column = {
            head: self._column(table, head) for head in ("score", "cut", "from_week", "to_week", "index")
        }
        if name == "scores":
            chart = self.book.add_chart({"type": "column"})
            chart.add_series(self._series(sheet, table, 0, column["score"], {"fill": self._fill()}))
            line = self.book.add_chart({"type": "line"})
            marks = {
                "line": {"none": True},
                "marker": {"type": "long_dash", "size": 14, "border": {"color": "#d97706"}},
            }
            line.add_series(self._series(sheet, table, 0, column["cut"], marks))
            chart.combine(line)
            chart.set_y_axis({"min": 0, "max": 100, "major_gridlines": GRIDLINES})
        elif name == "roadmap" and column["from_week"] is not None:
            chart = self._gantt(sheet, table, column["from_week"], column["to_week"] or 0)
        elif name == "rounds":
            chart = self.book.add_chart({"type": "line"})
            marks = {"line": {"color": self.report.brand.colour}, "marker": {"type": "circle", "size": 7}}
            chart.add_series(self._series(sheet, table, 1, column["index"], marks))
            chart.set_y_axis({"min": 0, "max": 100, "major_gridlines": GRIDLINES})
        else:
            return
        chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if name == "scores" else {"none": True})
        height = 420 if name != "roadmap" else 120 + 24 * len(table.rows)
        chart.set_size({"width": 760, "height": height})
        sheet.insert_chart(len(table.rows) + 2, 0, chart, {"description": title})

    def _column(self, table: Table, head: str) -> int | None:
        heading = self.say(f"presentation.head.{head}")
        return table.headings.index(heading) if heading in table.headings else None

    def _fill(self) -> dict[str, str]:
        return {"color": self.report.brand.colour}

    def _series(
        self, sheet: Worksheet, table: Table, names: int, values: int | None, looks: dict[str, Any]
    ) -> dict[str, Any]:
        last = len(table.rows)
        column = values or 0
        return {
            "name": [sheet.get_name(), 0, column],
            "categories": [sheet.get_name(), 1, names, last, names],
            "values": [sheet.get_name(), 1, column, last, column],
            **looks,
        }

    def _gantt(self, sheet: Worksheet, table: Table, first: int, last: int) -> Any:
        """Draw the steps as bars over weeks, from two hidden columns: weeks before it, and its weeks."""
        before, length = len(table.headings), len(table.headings) + 1
        names = self._column(table, "item") or 0
        for place, row in enumerate(table.rows, start=1):
            begins, ends = row[first], row[last]
            if isinstance(begins, int) and isinstance(ends, int):
                put(sheet, place, before, begins - 1, self.number)
                put(sheet, place, length, ends - begins + 1, self.number)
        sheet.set_column(before, length, 8, None, {"hidden": True})
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        invisible = {"fill": {"none": True}, "border": {"none": True}}
        chart.add_series(self._series(sheet, table, names, before, invisible))
        chart.add_series(self._series(sheet, table, names, length, {"fill": self._fill(), "gap": 40}))
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "major_gridlines": GRIDLINES})
        chart.show_hidden_data()
        return chart


def put(sheet: Worksheet, row: int, column: int, value: Value, look: Any) -> None:
    """Write a value as what it is; text stays text.

    Raises:
        ValueError: the cell would be lost.
    """
    if value is None:
        return
    if isinstance(value, str):
        code = sheet.write_string(row, column, in_cell(value), look)
    elif isinstance(value, date):
        code = sheet.write_datetime(row, column, datetime.combine(value, time()), look)
    else:
        code = sheet.write_number(row, column, value, look)
    if code:
        message = f"cell {row}, {column} was not written: {code}"
        raise ValueError(message)


def in_cell(text: str) -> str:
    """Return a text as long as a cell may be, with a sign where it was cut."""
    units = text.encode("utf-16-le")
    if len(units) // 2 <= IN_CELL:
        return text
    return units[: 2 * (IN_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def width_of(values: Sequence[Value]) -> int:
    """Return how wide a column has to be for its values."""
    longest = max(
        (
            len(line) + sum(east_asian_width(sign) in "WF" for sign in line)
            for value in values
            for line in str("" if value is None else value)[:200].splitlines()
        ),
        default=0,
    )
    return min(max(longest + 2, 8), WIDEST)
