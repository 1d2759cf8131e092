"""Events: what people did besides answering, for the owner to read, filter and take out.

The audit of answers says what became of each answer and goes with its
merchant. Events say who signed in, was refused, looked at a result by a
link, exported, changed a role, erased. They stay, and after an erasure they
name the merchant by an id that leads nowhere.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from assessment.presentation.values import Table, as_csv
from assessment.service.context import Context
from assessment.service.permissions import PERMISSIONS
from assessment.store import events as rows
from assessment.store.audit import Who
from assessment.store.concurrency import SHORTLY
from assessment.store.errors import StoreError
from assessment.store.events import EventFilter, RecordedEvent
from assessment.texts import Text

EventKind = Literal[
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "refused",
    "link_made",
    "link_revoked",
    "link_opened",
    "result_viewed",
    "exported",
    "restored",
    "account_invited",
    "account_changed",
    "role_changed",
    "handed_over",
    "consented",
    "put_away",
    "put_back",
    "merchant_erased",
    "assessment_erased",
    "retention_changed",
]
"""What may have happened."""
KINDS: tuple[EventKind, ...] = get_args(EventKind)
BY_ITSELF = ("retention", "bin_days")
"""Reasons (`why`) for which the program did something whoever's visit it was: its time was over."""

MOST_EXPORTED = 100_000
"""Events in one CSV file: more than a spreadsheet is pleasant with; filter by day for the rest."""


def record_event(  # noqa: PLR0913 - what an event is
    connection: sa.Connection,
    who: Who,
    kind: EventKind,
    merchant_id: str | None = None,
    account_id: str | None = None,
    *,
    by_nobody: bool = False,
    **detail: Any,
) -> None:
    """Add an event as part of a larger change.

    Args:
        connection: writing.
        who: in whose name.
        kind: what happened.
        merchant_id: which merchant it is about.
        account_id: which account it is about.
        by_nobody: whether it is not known who acted, as with a failed sign-in.
        detail: what else there is to say, for JSON; no names, answers or tokens.
    """
    rows.record(connection, who, kind, merchant_id, account_id, by_nobody=by_nobody, detail=detail)


def note_event(
    context: Context, kind: EventKind, merchant_id: str | None, *, by_nobody: bool = False, **detail: Any
) -> None:
    """Add an event of something that goes on whether or not it can be written down: somebody only reads.

    The arguments are those of `record_event`.
    """

    def write(connection: sa.Connection) -> None:
        record_event(connection, context.who(), kind, merchant_id, by_nobody=by_nobody, **detail)

    context.database.note(write, SHORTLY)


def note_export(context: Context, merchant_id: str | None, what: str, **detail: Any) -> None:
    """Write down that something of a merchant was taken out; the same by a link once in ten minutes.

    Where that cannot be written it is taken out all the same: a database
    that takes nothing any more is when somebody most needs a copy.

    Args:
        context: of who took it out.
        merchant_id: whose it is; None for a list of several.
        what: `backup`, `assessment` or `held`; a report says its form, a file of a page what it is.
        detail: what else there is to say, as in `record_event`.
    """
    by_link, now = context.acting.kind == "merchant", context.now()
    if not by_link or context.recent_events.is_new((context.actor, what, *detail.values()), now):
        note_event(context, "exported", merchant_id, what=what, **detail)


@dataclass(frozen=True)
class EventPage:
    """Some events, and how many pass the filter in all."""

    events: Sequence[RecordedEvent]
    total: int


class Events:
    """Records what was taken out, and lists what was recorded."""

    def __init__(self, context: Context, before_reading: Callable[[], None]) -> None:
        self._context = context
        self._before_reading = before_reading

    def note_download(self, id_: str, what: str) -> None:
        """Write down that a file made of an assessment was taken out.

        Args:
            id_: the assessment.
            what: the kind of file, such as `answer_book`, `roadmap_csv` or the form of a report.
        """
        merchant_id = None
        with suppress(StoreError), self._context.database.reading() as connection:
            merchant_id = rows.merchant_of(connection, self._context.workspace, id_)
        note_export(self._context, merchant_id, what, assessment=id_)

    def note_list(self, what: str, count: int) -> None:
        """Write down that something of several merchants was taken out.

        Args:
            what: the kind of file, `due_list` or `cohort_report`.
            count: how many merchants it is about.
        """
        note_export(self._context, None, what, count=count)

    def listed(self, wanted: EventFilter, first: int = 0, most: int = 100) -> EventPage:
        """List events, the latest first.

        Args:
            wanted: which.
            first: how many of the latest are left out.
            most: how many are listed.
        """
        workspace = self._context.workspace
        with suppress(StoreError):  # what is there is read whether or not more can be written
            self._before_reading()
        with self._context.database.reading() as connection:
            return EventPage(
                rows.read_events(connection, workspace, wanted, first, most),
                rows.count_events(connection, workspace, wanted),
            )

    def as_csv(self, wanted: EventFilter, language: str) -> bytes:
        """Return events as a CSV file for spreadsheets, the latest first, `MOST_EXPORTED` at most."""
        found = self.listed(wanted, 0, MOST_EXPORTED).events
        headings = tuple(Text(f"audit.column.{name}").in_(language) for name in COLUMNS)
        return as_csv(Table(headings, tuple(_cells(each, language) for each in found)))


COLUMNS = ("at", "kind", "by", "merchant", "merchant_id", "account_id", "detail")


def _cells(row: RecordedEvent, language: str) -> tuple[str, ...]:
    return (
        row.at.isoformat(timespec="seconds"),
        Text(f"audit.kind.{row.kind}").in_(language),
        row.by or "",
        row.merchant_name or "",
        row.merchant_id or "",
        row.account_id or "",
        detail_text(row, language),
    )


DETAILS = (
    *("what", "verb", "scope", "place", "alone", "taken_away", "sees_all", "count", "rounds", "days", "why"),
    *("assessment", "link", "text_sha256"),
)
"""What else events say, as it is listed."""
TOLD_BY_VALUE = ("what", "scope", "place", "why")
"""Of which each value has words of its own."""

OTHERWISE = {
    ("sign_in_failed", "count"): "audit.detail.times",
    ("consented", "text_sha256"): "audit.detail.hash",
}
"""Keys of texts that are not called as what they say is."""


def detail_text(event: RecordedEvent, language: str) -> str:
    """Return what else an event says, in one line."""
    names = [name for name in DETAILS if name in event.detail]
    names += sorted(event.detail.keys() - set(names))
    parts = [_detail(event.kind, name, event.detail[name], language) for name in names]
    return Text("audit.detail.join").in_(language).join(part for part in parts if part)


def _detail(kind: str, name: str, value: Any, language: str) -> str:
    """Return one thing that an event says; as it is stored where there are no words for it."""
    if value is None and name != "days":
        return ""
    try:
        return _detail_words(kind, name, value).in_(language)
    except KeyError:
        # Of a program before this one, or after it.
        return f"{name}: {value}"


def _detail_words(kind: str, name: str, value: Any) -> Text:
    """Return the words for one thing that an event says; there may be none."""
    if name == "verb":
        # What it is called in the program says nothing to a reader; which right it takes does.
        part = Text(f"audit.part.{str(value).partition('.')[0]}")
        permission = PERMISSIONS.get(str(value))
        if permission is None:
            return Text("audit.detail.part", part=part)
        return Text("audit.detail.verb", part=part, right=Text(f"audit.right.{permission.right.value}"))
    if name == "days" and value is None:
        return Text("audit.detail.no_days")
    if isinstance(value, bool):
        return Text(f"audit.detail.{name}.{'yes' if value else 'no'}")
    if name in TOLD_BY_VALUE:
        return Text(f"audit.detail.{name}.{value}")
    known = OTHERWISE.get((kind, name), f"audit.detail.{name}")
    return Text(known, count=value) if isinstance(value, int) else Text(known, value=str(value))
