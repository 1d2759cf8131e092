"""Events: what people did besides answering, for the owner to read, filter and take out.

The audit of answers says what became of each answer and goes with its
merchant. Events say who signed in, was refused, looked at a result by a
link, exported, changed a role, erased. They stay, and after an erasure they
name the merchant by an id that leads nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from assessment.presentation.values import Table, as_csv
from assessment.service.context import Context
from assessment.store import events as rows
from assessment.store.audit import Who
from assessment.store.concurrency import SHORTLY
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
    "merchant_erased",
    "assessment_erased",
    "retention_changed",
]
"""What may have happened."""
KINDS: tuple[EventKind, ...] = get_args(EventKind)

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
    """Add an event as part of a larger change; the arguments are those of `Events.record`."""
    rows.record(connection, who, kind, merchant_id, account_id, by_nobody=by_nobody, detail=detail)


def note_event(
    context: Context, kind: EventKind, merchant_id: str | None, *, by_nobody: bool = False, **detail: Any
) -> None:
    """Add an event of something that goes on whether or not it can be written down: somebody only reads.

    The arguments are those of `Events.record`.
    """

    def write(connection: sa.Connection) -> None:
        record_event(connection, context.who(), kind, merchant_id, by_nobody=by_nobody, **detail)

    context.database.note(write, SHORTLY)


def note_export(context: Context, merchant_id: str, what: str) -> None:
    """Write down that something of a merchant was taken out.

    Where that cannot be written it is taken out all the same: a database
    that takes nothing any more is when somebody most needs a copy.

    Args:
        context: of who took it out.
        merchant_id: whose it is.
        what: `backup`, `assessment` or `held`; a report says its form.
    """
    note_event(context, "exported", merchant_id, what=what)


@dataclass(frozen=True)
class EventPage:
    """Some events, and how many pass the filter in all."""

    events: Sequence[RecordedEvent]
    total: int


class Events:
    """Writes events down and reads them again."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(
        self,
        kind: EventKind,
        merchant_id: str | None = None,
        account_id: str | None = None,
        *,
        by_nobody: bool = False,
        **detail: Any,
    ) -> None:
        """Add an event in the name of who acts.

        Args:
            kind: what happened.
            merchant_id: which merchant it is about.
            account_id: which account it is about.
            by_nobody: whether it is not known who acted, as with a failed sign-in.
            detail: what else there is to say, for JSON; no names, answers or tokens.
        """
        with self._context.database.writing() as connection:
            record_event(
                connection,
                self._context.who(),
                kind,
                merchant_id,
                account_id,
                by_nobody=by_nobody,
                **detail,
            )

    def listed(self, wanted: EventFilter, first: int = 0, most: int = 100) -> EventPage:
        """List events, the latest first.

        Args:
            wanted: which.
            first: how many of the latest are left out.
            most: how many are listed.
        """
        workspace = self._context.workspace
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
        detail_text(row.detail),
    )


def detail_text(detail: Mapping[str, Any]) -> str:
    """Return what else an event says, in one line."""
    return "; ".join(f"{name}: {value}" for name, value in sorted(detail.items()) if value is not None)
