"""A report as a document: parts made of blocks of plain text and numbers, the same for every form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, tzinfo
from typing import Any, Literal, TypeVar

from assessment.presentation.values import Table
from assessment.report.brand import NO_BRAND, Brand

Tone = Literal["plain", "lead", "quiet", "alert"]
Mark = Literal["", "met", "unmet", "open", "waived", "number"]
"""The sign in front of an entry; its word always stands beside it."""


SEVERAL = 4
"""Entries from which a list may stand in two columns."""
SHORT_TITLE, SHORT_DETAIL = 72, 110
"""Bytes of an entry that fits into half a line; a Chinese character takes three."""


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    text: str
    tone: Tone = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Fact:
    """A figure with its label."""

    label: str
    value: str


@dataclass(frozen=True)
class Facts:
    """Figures side by side."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class ListEntry:
    """One thing in a list."""

    title: str
    detail: str = ""
    mark: Mark = ""
    word: str = ""
    """What the mark says, in a word; the number where the mark is one."""


@dataclass(frozen=True)
class EntryList:
    """A list of things, under a small heading where it has one."""

    title: str
    entries: tuple[ListEntry, ...]
    kind: Literal["entries"] = "entries"

    @property
    def in_columns(self) -> bool:
        """Whether there are several entries, all so short that two stand side by side on a sheet of paper."""
        return len(self.entries) >= SEVERAL and all(
            len(entry.title.encode()) < SHORT_TITLE and len(entry.detail.encode()) < SHORT_DETAIL
            for entry in self.entries
        )


@dataclass(frozen=True)
class Bar:
    """One score from 0 to 100, with what it may still become and what is asked of it."""

    name: str
    value: str
    low: float | None
    high: float | None
    cut: float | None
    must: bool
    short: bool
    """Whether it lies under a must cut."""
    words: str


@dataclass(frozen=True)
class Bars:
    """Scores beneath one another, with their cuts."""

    description: str
    """The same in a sentence, for who cannot see it."""
    heads: tuple[str, str]
    """What the bars and the lines across them are, in words; the second is empty where there are no lines."""
    rows: tuple[Bar, ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True)
class Stretch:
    """Weeks in which the same happens to a step; both counted in."""

    first: int
    last: int
    doing: str
    """`work`, `pause` or `wait`."""


@dataclass(frozen=True)
class GanttStep:
    """One step in its weeks."""

    number: int
    title: str
    who: str
    when: str
    days: float
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Flagged:
    """A week at whose end something is reached."""

    week: int
    words: str


@dataclass(frozen=True)
class Gantt:
    """Steps in weeks."""

    description: str
    heads: tuple[str, str, str]
    """Of the columns: step, who, weeks."""
    key: tuple[str, str]
    """What solid and hollow weeks mean."""
    weeks: int
    rows: tuple[GanttStep, ...]
    flags: tuple[Flagged, ...]
    kind: Literal["gantt"] = "gantt"


@dataclass(frozen=True)
class TextTable:
    """A table of texts."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    """Shares of the width, by column."""
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["grid"] = "grid"


Block = Paragraph | Facts | EntryList | Bars | Gantt | TextTable


@dataclass(frozen=True)
class ReportPart:
    """A chapter of a report."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False


Recipient = Literal["owner", "team", "consultant"]
"""Whom a report is for: the owner, the team that does the steps, the consultant's own file."""

RECIPIENTS: tuple[Recipient, ...] = ("owner", "team", "consultant")


@dataclass(frozen=True)
class Options:
    """What a report is to hold."""

    language: str = "zh"
    recipient: Recipient = "owner"
    redacted: bool = False
    """Leave out who it is about and what people wrote: names, notes, reasons, evidence."""
    appendix: bool | None = None
    """Every answer and sum; by default only in the consultant's file."""
    brand: Brand = NO_BRAND
    zone: tzinfo = UTC
    """Where its reader is: a moment is told by the day it was there."""

    @property
    def with_appendix(self) -> bool:
        """Whether there is an appendix."""
        return self.recipient == "consultant" if self.appendix is None else self.appendix


@dataclass(frozen=True)
class Report:
    """Everything one report says."""

    language: str
    title: str
    merchant: str
    """Whom it is about; of a redacted copy, that it is some merchant."""
    stage: str
    subtitle: tuple[str, ...]
    """Day, length, version: beneath the title."""
    day: date | None
    brand: Brand
    parts: tuple[ReportPart, ...]
    left_out: tuple[str, ...]
    """What is not in it, one sentence each."""
    tables: Mapping[str, Table]
    """The numbers behind it, for workbooks, by the name of their sheet."""
    words: Mapping[str, str]
    """Short words that a form puts beside the parts: page numbers, heads."""

    def only(self, parts: tuple[str, ...]) -> "Report":
        """Return the report with some of its parts, in the order given."""
        found = {part.id: part for part in self.parts}
        return replace(self, parts=tuple(found[part] for part in parts if part in found))


PAGE = ("verdict", "profile", "missing", "first_steps")
"""The parts of the report of one page."""
PICTURE = ("verdict", "missing", "first_steps", "about")
"""The parts of the picture for a phone."""
SHORT = frozenset({"missing", "first_steps"})
"""Parts that say in short what another one says in full."""

T = TypeVar("T")


def mapped(value: T, change: Callable[[str], str]) -> T:
    """Return a value with every text in it changed, however deep; bytes, numbers and days stay."""
    return _mapped(value, change)  # type: ignore[no-any-return]


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(each, change) for key, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return type(value)(_mapped(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: _mapped(getattr(value, each.name), change) for each in fields(value)}
        )
    return value
