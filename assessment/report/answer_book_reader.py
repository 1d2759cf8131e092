"""A filled-in answer book brought back: what is new, changed or in conflict, and every mistake by its cell.

Nothing is taken where there is a mistake. What was not changed in the book is
not touched: notes, evidence, verifications and sheets stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from assessment.files import read, write
from assessment.files.strict_json import LONGEST_TEXT
from assessment.instrument.model import AnchoredItem, Instrument, ProfileQuestion
from assessment.instrument.problems import errors
from assessment.report.answer_book import (
    FIELDS,
    FIRST_FIELD,
    SHEETS,
    WAS,
    BookRow,
    as_day,
    book_rows,
    sheet_name,
    words_for,
)
from assessment.responses import Absent, Answer, Assessment, MetricValue
from assessment.spreadsheets.cells import CellRange, Quantity, Row, Trouble, Value, shown, tidy
from assessment.spreadsheets.reader import open_file
from assessment.spreadsheets.values import read_number, whole_number
from assessment.texts import LANGUAGES, Localized, Text

PLACES = {"a": "answers", "t": "answers", "m": "metrics", "p": "profile"}
"""Where what a row says stands in an assessment file, by the first letter of its key."""

BookChangeKind = Literal["new", "changed", "conflict"]


@dataclass(frozen=True)
class BookChange:
    """One thing that the book says otherwise than the file."""

    kind: BookChangeKind
    key: str
    what: str
    field: str
    before: str
    """What the file says."""
    after: str
    """What the book says."""


@dataclass(frozen=True)
class BookMistake:
    """Something in the book that cannot be taken."""

    cell: str
    """Such as `回答!E14`; empty for the book as a whole."""
    what: Localized


@dataclass(frozen=True)
class BookReading:
    """What came of an answer book."""

    assessment: Assessment | None
    """The assessment with what the book says; None where there is a mistake, or a conflict nobody decided."""
    changes: Sequence[BookChange]
    same: int
    """Fields that say what they said."""
    mistakes: Sequence[BookMistake]
    cells: Mapping[str, str] = field(default_factory=dict)
    """Where each answer, number and part of the profile that is taken stands, by its place in the file:
    such as `answers.ads.reading` at `回答!E14`."""


@dataclass
class _BookReader:
    instrument: Instrument
    base: Assessment
    keep: Literal["book", "file"] | None
    language: str = "zh"
    changes: list[BookChange] = field(default_factory=list)
    mistakes: list[BookMistake] = field(default_factory=list)
    same: int = 0
    entries: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """By row and field that is to be taken: the text, and its cell."""
    ticks: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What stands at each tick once the book is taken, by row, and its cell."""

    def cells(self) -> dict[str, str]:
        """Return the first cell of everything that is to be taken, by its place in the assessment file."""
        found: dict[str, str] = {}
        for key, fields in self.entries.items():
            subject = key[2:].partition("/")[0]
            found.setdefault(f"{PLACES[key[0]]}.{subject}", next(iter(fields.values()))[1])
        return found


def read_answer_book(
    raw: bytes, instrument: Instrument, base: Assessment, keep: Literal["book", "file"] | None = None
) -> BookReading:
    """Read an answer book against the assessment it is for.

    Args:
        raw: the bytes of the workbook.
        instrument: the one the assessment was taken with.
        base: the assessment as it is now.
        keep: what counts where both changed; None leaves such conflicts open.

    Raises:
        Unreadable: it is no workbook.
    """
    opened = open_file(raw, LONGEST_TEXT + 1)
    language = next(
        (one for one in LANGUAGES if all(sheet_name(name, one) in opened.sheets for name in SHEETS)), None
    )
    if language is None:
        return BookReading(None, (), 0, [BookMistake("", Text("report.book.no_book"))])
    reader = _BookReader(instrument, base, keep, language)
    about = opened.read(sheet_name("about", language))
    of = {str(row.at(0)): shown(row.at(1)) for row in about.rows}
    if of.get("instrument") != instrument.id or of.get("version") != instrument.version:
        other = Text("report.book.other_bank", theirs=of.get("version", "?"), ours=instrument.version)
        return BookReading(None, (), 0, [BookMistake("", other)])
    if base.id and of.get("assessment") and of["assessment"] != base.id:
        return BookReading(None, (), 0, [BookMistake("", Text("report.book.other_assessment"))])
    rows = {
        name: {row.key: row for row in listed}
        for name, listed in book_rows(instrument, base, language).items()
    }
    for name in SHEETS:
        sheet, seen = sheet_name(name, language), set()
        for row in opened.read(sheet).rows[1:]:
            key = shown(row.at(0))
            if key in seen:
                cell = CellRange(sheet, 0, row.number, row.number).address
                reader.mistakes.append(BookMistake(cell, Text("report.book.twice", key=key)))
            elif key:
                seen.add(key)
                _take_row(reader, sheet, row, rows[name])
    made = _applied(reader)
    open_conflicts = keep is None and any(change.kind == "conflict" for change in reader.changes)
    found = None if reader.mistakes or open_conflicts else made
    return BookReading(found, reader.changes, reader.same, reader.mistakes, reader.cells())


def _take_row(reader: _BookReader, sheet: str, row: Row, known: Mapping[str, BookRow]) -> None:
    key = shown(row.at(0))
    if key not in known:
        cell = CellRange(sheet, 0, row.number, row.number).address
        reader.mistakes.append(BookMistake(cell, Text("report.book.unknown_row", key=key)))
        return
    now = known[key]
    for number, name in enumerate(FIELDS):
        if name not in now.values:
            continue
        cell = CellRange(sheet, FIRST_FIELD + number, row.number, row.number).address
        book, was = _text(row.at(FIRST_FIELD + number)), _text(row.at(WAS + number))
        current = tidy(now.values[name], LONGEST_TEXT)
        if key.startswith("t:"):
            reader.ticks[key] = (current if book == was else book, cell)
        if book in {was, current}:
            reader.same += 1
            continue
        if isinstance(row.at(FIRST_FIELD + number), Trouble):
            reader.mistakes.append(BookMistake(cell, Text("report.book.formula")))
            continue
        if len(book) > LONGEST_TEXT:
            reader.mistakes.append(BookMistake(cell, Text("report.book.too_long", most=LONGEST_TEXT)))
            continue
        kind: BookChangeKind = "conflict" if current != was else "changed" if current else "new"
        reader.changes.append(BookChange(kind, key, now.what.strip(), name, now.values[name], book))
        if kind != "conflict" or reader.keep == "book":
            reader.entries.setdefault(key, {})[name] = (book, cell)


def _text(value: Value) -> str:
    """Return a cell as text; a number that somebody typed without its unit."""
    if isinstance(value, Quantity):
        return (
            f"{value.number:f}".rstrip("0").rstrip(".") if "." in f"{value.number:f}" else f"{value.number:f}"
        )
    return shown(value).strip()


def _applied(reader: _BookReader) -> Assessment | None:
    """Return the assessment with everything that is to be taken; mistakes are noted."""
    base = reader.base
    answers, metrics, profile = dict(base.answers), dict(base.metrics), dict(base.profile)
    for item in dict.fromkeys(key[2:].partition("/")[0] for key in reader.entries if key[0] in "at"):
        answers[item] = _answer(reader, item, answers.get(item) or Answer())
    for key in [key for key in reader.entries if key.startswith("m:")]:
        metrics[key[2:]] = _metric(reader, key, metrics.get(key[2:]) or MetricValue())
    for question in reader.instrument.profile:
        _profile(reader, question, profile)
    made = base.model_copy(update={"answers": answers, "metrics": metrics, "profile": profile})
    checked = read(write(made), reader.instrument, lambda _version, _digest: reader.instrument)
    for problem in errors(checked.problems):
        cell = next((at for place, at in reader.cells().items() if problem.place.startswith(place)), "")
        # The cell says where; the place within the file would say nothing to who filled in the book.
        named = isinstance(problem.what, Text) and problem.what.key == "files.about" and cell
        what = problem.what.values["what"] if named and isinstance(problem.what, Text) else problem.what
        text = Text("report.book.refused", what=what, fix=problem.fix)
        reader.mistakes.append(BookMistake(cell, text))
    return checked.assessment


def _meant(reader: _BookReader, kind: str, text: str) -> str | None:
    """Return what a word stands for, in whichever language it is written."""
    for language in (reader.language, *LANGUAGES):
        for value, word in words_for(kind, language).items():
            if text.casefold() in {word.casefold(), value}:
                return value
    return None


def _wrong(reader: _BookReader, cell: str, given: str, listed: Iterator[str] | Sequence[str]) -> None:
    choices = " / ".join(listed)
    reader.mistakes.append(BookMistake(cell, Text("report.book.wrong", given=given[:60], choices=choices)))


def _answer(reader: _BookReader, item_id: str, before: Answer) -> Answer:
    """Return an answer with what the book says of it; its evidence stays."""
    head = reader.entries.get(f"a:{item_id}", {})
    update: dict[str, Any] = {name: head[name][0] or None for name in ("note", "reason") if name in head}
    value = _chosen(reader, item_id, *head["answer"]) if "answer" in head else {}
    prefix = f"t:{item_id}/"
    ticked = {key.removeprefix(prefix): text for key, text in reader.ticks.items() if key.startswith(prefix)}
    changed = [each["answer"] for key, each in reader.entries.items() if key.startswith(prefix)]
    filled = [(text, cell) for text, cell in changed if text]
    if filled and value.get("absent") is not None:
        _wrong(reader, head["answer"][1], head["answer"][0], [""])
    elif filled or (changed and value.get("absent") is None):
        value = {"point": None, "ticks": _ticked(reader, ticked), "absent": None}
    if value:
        # Another answer is one that nobody has verified, and that was not carried on.
        update = {
            "reason": before.reason if value.get("absent") is not None else None,
            **value,
            "verified": None,
            "carried_from": None,
            "filled_by": None,
            **update,
        }
    return before.model_copy(update=update)


def _chosen(reader: _BookReader, item_id: str, text: str, cell: str) -> dict[str, Any]:
    """Return the point, or the reason why there is none, that a cell says."""
    item, scale = reader.instrument.item(item_id), reader.instrument.scale
    absent = _meant(reader, "absent", text)
    if absent is not None:
        return {"point": None, "ticks": None, "absent": Absent(absent)}
    if not text:
        return {"point": None, "ticks": None, "absent": None}
    anchored = isinstance(item, AnchoredItem)
    if anchored and (point := whole_number(text)) in scale:
        return {"point": point, "ticks": None, "absent": None}
    points = map(str, sorted(scale)) if anchored else ()
    _wrong(reader, cell, text, [*points, *words_for("absent", reader.language).values()])
    return {}


def _ticked(reader: _BookReader, ticks: Mapping[str, tuple[str, str]]) -> list[str] | None:
    """Return what is ticked; None where no tick says yes or no."""
    chosen = []
    for tick, (text, cell) in ticks.items():
        meant = _meant(reader, "tick", text) if text else "no"
        if meant is None:
            _wrong(reader, cell, text, list(words_for("tick", reader.language).values()))
        elif meant == "yes":
            chosen.append(tick)
    return chosen if any(text for text, _ in ticks.values()) else None


def _metric(reader: _BookReader, key: str, before: MetricValue) -> MetricValue:
    given = reader.entries[key]
    update: dict[str, Any] = {}
    if "note" in given:
        update["note"] = given["note"][0] or None
    if "as_of" in given:
        text, cell = given["as_of"]
        update["as_of"] = as_day(text)
        if text and update["as_of"] is None:
            _wrong(reader, cell, text, ["2026-11-28"])
    if "answer" in given:
        text, cell = given["answer"]
        peer, absent = _meant(reader, "peer", text), _meant(reader, "absent", text)
        value: dict[str, Any] = {
            "number": None,
            "peer": peer,
            "absent": None if absent is None else Absent(absent),
        }
        if text and peer is None and absent is None:
            value["number"] = _number(reader.instrument, key[2:], text)
            if value["number"] is None:
                words = [
                    *words_for("peer", reader.language).values(),
                    *words_for("absent", reader.language).values(),
                ]
                _wrong(reader, cell, text, ["123", *words])
        update |= value
    return before.model_copy(update=update)


def _number(instrument: Instrument, metric_id: str, text: str) -> float | None:
    """Return a number as people type it, 1.2万 and 85 % too; None where it is none, or has another unit."""
    unit = instrument.metric(metric_id).unit
    names = {unit} if isinstance(unit, str) else {unit.in_(language) for language in unit.languages}
    found = read_number(text)
    return float(found.number) if found is not None and found.unit in {"", *names} else None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _profile(reader: _BookReader, question: ProfileQuestion, profile: dict[str, Any]) -> None:
    rows = {
        key: each["answer"]
        for key, each in reader.entries.items()
        if key.partition("/")[0] == f"p:{question.id}"
    }
    for key, (text, cell) in rows.items():
        if question.kind == "team":
            people = dict(profile.get(question.id) or {})
            function = key.partition("/")[2]
            people.pop(function, None)
            number = read_number(text)
            if number is not None and not number.unit:
                people[function] = _plain(number.number)
            elif text:
                _wrong(reader, cell, text, ["0", "0.5", "1", "2"])
            profile[question.id] = people
            continue
        profile.pop(question.id, None)
        if text:
            value = _profile_value(reader, question, text)
            if value is None:
                names = [name.in_(reader.language) for name in question.options.values()]
                _wrong(reader, cell, text, names or list(words_for("tick", reader.language).values()))
            else:
                profile[question.id] = value


def _profile_value(reader: _BookReader, question: ProfileQuestion, text: str) -> Any:
    options = {
        name.in_(language): key for key, name in question.options.items() for language in name.languages
    }
    options |= {key: key for key in question.options}
    match question.kind:
        case "yes_no":
            meant = _meant(reader, "tick", text)
            return None if meant is None else meant == "yes"
        case "count":
            return whole_number(text)
        case "choices":
            if text in {Text("presentation.nothing_ticked").in_(language) for language in LANGUAGES}:
                return []
            chosen = [options.get(each.strip()) for each in text.split("/")]
            return None if None in chosen else chosen
        case _:
            return options.get(text)
