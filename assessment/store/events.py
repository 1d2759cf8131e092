"""Events: who signed in, was refused, looked at a result by a link, exported, erased. They only grow.

An event stands beside the audit of answers and outlives what it is about: it
holds ids, which are pseudonyms, and never a name or an answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.audit import Who
from assessment.store.schema import actor, assessment, event, merchant


@dataclass(frozen=True)
class RecordedEvent:
    """One event, with what is still known of whom it is about."""

    id: int
    at: datetime
    kind: str
    by: str | None
    """The label of who acted; None where it was nobody known."""
    merchant_id: str | None
    merchant_name: str | None
    """None where the event is about no merchant, or about one that was erased."""
    account_id: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class EventFilter:
    """Which events are looked for; what is not set does not matter."""

    kinds: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""
    merchant_id: str | None = None
    merchant: str = ""
    """A merchant's id, or part of its name."""
    account_id: str | None = None
    """Whom the event is about, or who acted."""
    actor_labels: Collection[str] = ()
    """Labels under which that account acts."""


def record(  # noqa: PLR0913 - what an event is
    connection: sa.Connection,
    who: Who,
    kind: str,
    merchant_id: str | None = None,
    account_id: str | None = None,
    *,
    by_nobody: bool = False,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an event.

    Args:
        connection: writing.
        who: in whose name it happened, where and when.
        kind: what happened.
        merchant_id: which merchant it is about.
        account_id: which account it is about.
        by_nobody: whether it is not known who acted, as with a failed sign-in.
        detail: what else there is to say; no names, answers or tokens.
    """
    connection.execute(
        sa.insert(event).values(
            workspace_id=who.workspace,
            at=who.at,
            actor_id=None if by_nobody else who.actor,
            kind=kind,
            merchant_id=merchant_id,
            account_id=account_id,
            detail=dict(detail or {}),
        )
    )


_NAMED = event.outerjoin(actor, actor.c.id == event.c.actor_id).outerjoin(
    merchant,
    sa.and_(merchant.c.id == event.c.merchant_id, merchant.c.workspace_id == event.c.workspace_id),
)
"""Events with who acted and what the merchant is called, where that is still known."""


def read_events(
    connection: sa.Connection, workspace_id: str, wanted: EventFilter, first: int, most: int
) -> list[RecordedEvent]:
    """Return events, the latest first, from the `first` (0 is the latest) on."""
    rows = connection.execute(
        sa.select(
            event.c.id,
            event.c.at,
            event.c.kind,
            actor.c.label,
            event.c.merchant_id,
            merchant.c.name,
            event.c.account_id,
            event.c.detail,
        )
        .select_from(_NAMED)
        .where(event.c.workspace_id == workspace_id, *_conditions(wanted))
        .order_by(event.c.id.desc())
        .offset(first)
        .limit(most)
    )
    return [RecordedEvent(*row) for row in rows]


def merchant_of(connection: sa.Connection, workspace_id: str, assessment_id: str) -> str | None:
    """Return the merchant of an assessment, wherever it was put; None where it is not here."""
    return connection.scalar(
        sa.select(assessment.c.merchant_id).where(
            assessment.c.id == assessment_id, assessment.c.workspace_id == workspace_id
        )
    )


def count_events(connection: sa.Connection, workspace_id: str, wanted: EventFilter) -> int:
    """Count the events that pass a filter."""
    return connection.scalars(
        sa.select(sa.func.count())
        .select_from(_NAMED)
        .where(event.c.workspace_id == workspace_id, *_conditions(wanted))
    ).one()


def _conditions(wanted: EventFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.kinds:
        found.append(event.c.kind.in_(sorted(wanted.kinds)))
    if wanted.since is not None:
        found.append(event.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(event.c.at < wanted.until)
    if wanted.merchant_id is not None:
        found.append(event.c.merchant_id == wanted.merchant_id)
    if wanted.merchant:
        called = merchant.c.name.icontains(wanted.merchant, autoescape=True)
        found.append(sa.or_(event.c.merchant_id == wanted.merchant, called))
    if wanted.account_id is not None:
        found.append(
            sa.or_(event.c.account_id == wanted.account_id, actor.c.label.in_(sorted(wanted.actor_labels)))
        )
    return found
