"""The audit: who did what, when, with what was there before and after. It only grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.schema import actor, audit


@dataclass(frozen=True)
class Who:
    """Who acts, where, and when: every change is made in somebody's name."""

    workspace: str
    actor: str
    """The actor's id, a pseudonym."""
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One line of the audit."""

    id: int
    at: datetime
    action: str
    detail: Mapping[str, Any]


ADD_LINE = sa.insert(audit)


def record(
    connection: sa.Connection,
    who: Who,
    action: str,
    merchant: str,
    assessment: str | None,
    **detail: Any,
) -> None:
    """Add a line to the audit: who did what to which merchant and assessment, and when."""
    row = {"merchant_id": merchant, "assessment_id": assessment, "action": action, "detail": detail}
    connection.execute(ADD_LINE, {**row, "at": who.at, "actor_id": who.actor})


def history(
    connection: sa.Connection, assessment: str, actions: tuple[str, ...], actor: str | None = None
) -> list[Entry]:
    """Return what was done to an assessment, the latest first; by one actor, if one is named."""
    chosen = sa.select(audit.c.id, audit.c.at, audit.c.action, audit.c.detail).where(
        audit.c.assessment_id == assessment, audit.c.action.in_(actions)
    )
    if actor is not None:
        chosen = chosen.where(audit.c.actor_id == actor)
    return [Entry(*row) for row in connection.execute(chosen.order_by(audit.c.id.desc()))]


def latest(connection: sa.Connection, assessment: str, action: str) -> Entry | None:
    """Return what was done last to an assessment, of one kind; None where it never was."""
    row = connection.execute(
        sa.select(audit.c.id, audit.c.at, audit.c.action, audit.c.detail)
        .where(audit.c.assessment_id == assessment, audit.c.action == action)
        .order_by(audit.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Entry(*row)


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit, with the label of who acted."""

    id: int
    at: datetime
    by: str
    action: str
    detail: Mapping[str, Any]


def read_audit(connection: sa.Connection, assessment_id: str) -> list[AuditLine]:
    """Return everything that was done to an assessment, in order."""
    rows = connection.execute(
        sa.select(audit.c.id, audit.c.at, actor.c.label, audit.c.action, audit.c.detail)
        .join_from(audit, actor)
        .where(audit.c.assessment_id == assessment_id)
        .order_by(audit.c.id)
    )
    return [AuditLine(*row) for row in rows]
