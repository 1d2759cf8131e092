"""Answers as a workbook to fill in without a network: drop-downs, locked ids, profile and numbers too.

Every row has a key in a hidden column. Beside each field a hidden column keeps
what it said when the workbook was made, so that what changed in the workbook
and what changed meanwhile in the file can be told apart.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.files.strict_json import LONGEST_TEXT
from assessment.instrument.model import (
    AnchoredItem,
    ChecklistItem,
    GridItem,
    Instrument,
    Item,
    ProfileQuestion,
)
from assessment.presentation.values import plain_number
from assessment.report.workbook import OPTIONS, in_cell, width_of
from assessment.responses import Absent, Answer, Assessment, MetricValue
from assessment.scoring.points import is_asked
from assessment.texts import Text

SHEETS = ("answers", "profile", "numbers")
"""In their order; the first sheet of all says how to fill them in."""
FIELDS = ("answer", "note", "reason", "as_of")
"""What can be filled in of a row, in the order of their columns."""
KEY, GROUP, WHAT, CHOICES, FIRST_FIELD = range(5)
WAS = FIRST_FIELD + len(FIELDS)
"""The first of the hidden columns."""
LONGEST_LIST = 250
"""Characters of a list of choices that stands in a cell's rule itself."""


@dataclass(frozen=True)
class BookRow:
    """One thing to fill in."""

    key: str
    """`a:` and an item, `t:` an item and a tick, `m:` and a metric, `p:` and a question of the profile."""
    group: str
    what: str
    choices: str
    """How to answer, in words."""
    values: Mapping[str, str]
    """By field: what stands there; a field that is not in it cannot be filled in."""
    list: Sequence[str] = ()
    """What may be chosen; empty where anything may be typed."""


def book_rows(instrument: Instrument, assessment: Assessment, language: str) -> dict[str, list[BookRow]]:
    """Return the rows of each sheet, filled in with what an assessment says."""
    items = [item for item in instrument.items() if item.kind != "metric"]
    wanted = [item for item in items if is_asked(item, assessment.mode) or item.id in assessment.answers]
    return {
        "answers": [
            row
            for item in wanted
            for row in _item_rows(instrument, item, assessment.answers.get(item.id), language)
        ],
        "profile": [
            row
            for question in instrument.profile
            for row in _profile_rows(instrument, question, assessment.profile.get(question.id), language)
        ],
        "numbers": [
            BookRow(
                key=f"m:{metric.id}",
                group=metric.unit if isinstance(metric.unit, str) else metric.unit.in_(language),
                what=metric.name.in_(language),
                choices=metric.find_out.in_(language),
                values=_metric_values(assessment.metrics.get(metric.id), language),
            )
            for metric in instrument.metrics
        ],
    }


def words_for(kind: str, language: str) -> dict[str, str]:
    """Return how the values of a kind are written: reasons for no answer, yes and no, places among peers."""
    if kind == "absent":
        return {
            each.value: Text(f"presentation.absent.{each.value}").in_(language)
            for each in Absent
            if each is not Absent.UNANSWERED
        }
    if kind == "peer":
        return {
            each: Text(f"presentation.peer.{each}").in_(language) for each in ("below", "around", "above")
        }
    return {each: Text(f"presentation.{each}").in_(language) for each in ("yes", "no")}


def _item_rows(instrument: Instrument, item: Item, answer: Answer | None, language: str) -> Iterator[BookRow]:
    dimension = instrument.dimension(item.dimension).name.in_(language)
    absent = words_for("absent", language)
    reasons = [word for key, word in absent.items() if item.na_allowed or key != Absent.NOT_APPLICABLE.value]
    answered = answer or Answer()
    value = absent.get(answered.absent.value, "") if answered.absent is not None else ""
    points: list[str] = []
    choices = ""
    if isinstance(item, AnchoredItem):
        points = [str(point) for point in sorted(instrument.scale)]
        value = value if answered.point is None else str(answered.point)
        choices = "\n".join(f"{point}: {item.anchors[point].in_(language)}" for point in sorted(item.anchors))
    values = {"answer": value, "note": answered.note or "", "reason": answered.reason or ""}
    yield BookRow(
        f"a:{item.id}", dimension, item.question.in_(language), choices, values, [*points, *reasons]
    )
    yes = words_for("tick", language)
    for tick, name in _ticks(item, language).items():
        ticked = "" if answered.ticks is None else yes["yes" if tick in answered.ticks else "no"]
        yield BookRow(
            f"t:{item.id}/{tick}", dimension, f"　{name}", "", {"answer": ticked}, list(yes.values())
        )


def _ticks(item: Item, language: str) -> dict[str, str]:
    if isinstance(item, ChecklistItem):
        return {key: name.in_(language) for key, name in item.options.items()}
    if isinstance(item, GridItem):
        return {
            f"{row}.{column}": f"{name.in_(language)} · {head.in_(language)}"
            for row, name in item.rows.items()
            for column, head in item.columns.items()
        }
    return {}


def _metric_values(value: MetricValue | None, language: str) -> dict[str, str]:
    entered = value or MetricValue()
    if entered.number is not None:
        shown = plain_number(entered.number)
    elif entered.peer is not None:
        shown = words_for("peer", language)[entered.peer]
    else:
        shown = "" if entered.absent is None else words_for("absent", language).get(entered.absent.value, "")
    return {
        "answer": shown,
        "note": entered.note or "",
        "as_of": "" if entered.as_of is None else entered.as_of.isoformat(),
    }


def _profile_rows(
    instrument: Instrument, question: ProfileQuestion, value: Any, language: str
) -> Iterator[BookRow]:
    what = question.question.in_(language)
    guidance = "" if question.guidance is None else question.guidance.in_(language)
    if question.kind == "team":
        people = value if isinstance(value, Mapping) else {}
        for function in instrument.functions:
            count = people.get(function.id)
            shown = "" if count is None else str(count)
            yield BookRow(
                f"p:{question.id}/{function.id}",
                what,
                function.name.in_(language),
                guidance,
                {"answer": shown},
            )
        return
    options = {key: name.in_(language) for key, name in question.options.items()}
    shown, listed, choices = "", list(options.values()), guidance
    if question.kind == "yes_no":
        yes = words_for("tick", language)
        shown, listed = ("" if value is None else yes["yes" if value else "no"]), list(yes.values())
    elif question.kind == "choices":
        # None of them is an answer too, and another one than nothing.
        none = Text("presentation.nothing_ticked").in_(language)
        if isinstance(value, list):
            shown = " / ".join(options.get(str(each), str(each)) for each in value) or none
        choices, listed = " / ".join([*options.values(), none]), []
    elif value is not None:
        shown = options.get(str(value), str(value))
    yield BookRow(f"p:{question.id}", "", what, choices, {"answer": shown}, listed)


def answer_book(instrument: Instrument, assessment: Assessment, language: str) -> bytes:
    """Return the workbook of an assessment; the same assessment gives the same answers in it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - of no account, and the same always
    writer = _BookWriter(book, language)
    writer.about(instrument, assessment)
    for sheet, rows in book_rows(instrument, assessment, language).items():
        writer.sheet(sheet, rows)
    book.close()
    return out.getvalue()


def sheet_name(sheet: str, language: str) -> str:
    """Return what a sheet is called."""
    return Text(f"report.book.{sheet}").in_(language)


class _BookWriter:
    """Writes the sheets of one answer book."""

    def __init__(self, book: Workbook, language: str) -> None:
        self.book = book
        self.language = language
        self.head = book.add_format(
            {"bold": True, "bg_color": "#1f4e79", "font_color": "#ffffff", "text_wrap": True}
        )
        self.fixed = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5b6773"})
        self.what = book.add_format({"text_wrap": True, "valign": "top"})
        self.open = book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "locked": False,
                "bg_color": "#fff9e5",
                "border": 1,
                "border_color": "#d5dbe1",
                "num_format": "@",
            }
        )
        self.lists: Worksheet | None = None
        self.listed = 0

    def about(self, instrument: Instrument, assessment: Assessment) -> None:
        """Say how to fill it in, and of which assessment it is."""
        sheet = self.book.add_worksheet(sheet_name("about", self.language))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        lines = [
            ("", Text("report.book.how").in_(self.language)),
            (Text("presentation.head.merchant").in_(self.language), assessment.merchant.name or ""),
            ("instrument", instrument.id),
            ("version", instrument.version),
            ("assessment", assessment.id or ""),
        ]
        for place, (label, text) in enumerate(lines):
            sheet.write_string(place, 0, label, self.fixed)
            sheet.write_string(place, 1, in_cell(text), self.what)
        sheet.protect()

    def sheet(self, name: str, rows: Sequence[BookRow]) -> None:
        """Write one sheet, everything locked but what is to be filled in."""
        sheet = self.book.add_worksheet(sheet_name(name, self.language))
        heads = ["id", "group", "what", "choices", *FIELDS, *(f"was {field}" for field in FIELDS)]
        for column, head in enumerate(heads):
            key = head.removeprefix("was ")
            text = (
                head
                if column == KEY or head.startswith("was ")
                else Text(f"report.book.head.{key}").in_(self.language)
            )
            sheet.write_string(0, column, text, self.head)
        for place, row in enumerate(rows, start=1):
            self._row(sheet, place, row)
        used = {field for row in rows for field in row.values}
        for column, least in ((GROUP, 12), (WHAT, 34), (CHOICES, 46)):
            values = [(row.group, row.what, row.choices)[column - 1] for row in rows]
            sheet.set_column(column, column, min(width_of(values), least))
        for place, field in enumerate(FIELDS):
            hidden = {} if field in used else {"hidden": True}
            sheet.set_column(
                FIRST_FIELD + place, FIRST_FIELD + place, 30 if field == "note" else 18, None, hidden
            )
        sheet.set_column(KEY, KEY, 8, None, {"hidden": True})
        sheet.set_column(WAS, WAS + len(FIELDS) - 1, 8, None, {"hidden": True})
        sheet.freeze_panes(1, FIRST_FIELD)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})

    def _row(self, sheet: Worksheet, place: int, row: BookRow) -> None:
        for column, text in ((KEY, row.key), (GROUP, row.group), (WHAT, row.what), (CHOICES, row.choices)):
            sheet.write_string(place, column, in_cell(text), self.what if column == WHAT else self.fixed)
        for number, field in enumerate(FIELDS):
            if field in row.values:
                text = in_cell(row.values[field])
                sheet.write(place, FIRST_FIELD + number, text, self.open)
                sheet.write_string(place, WAS + number, text[:LONGEST_TEXT], self.fixed)
        if row.list:
            rule = {"validate": "list", "source": self._list(row.list), "error_type": "stop"}
            sheet.data_validation(place, FIRST_FIELD, place, FIRST_FIELD, rule)

    def _list(self, values: Sequence[str]) -> list[str] | str:
        """Return a list for a rule; long ones stand on a hidden sheet."""
        if len(",".join(values)) <= LONGEST_LIST and not any("," in value for value in values):
            return list(values)
        if self.lists is None:
            self.lists = self.book.add_worksheet("lists")
            self.lists.hide()
        first = self.listed + 1
        for value in values:
            self.lists.write_string(self.listed, 0, value)
            self.listed += 1
        return f"=lists!$A${first}:$A${self.listed}"


def as_day(text: str) -> date | None:
    """Return the day that a text names as `2026-11-28`; None where it does not."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
