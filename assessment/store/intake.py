"""The record of intake sessions, which only grows, and the consultant's private notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.audit import Who
from assessment.store.schema import intake_event, private_note
from assessment.store.versioned import save_versioned

SESSION = ""
"""The note of the whole session, where others name an item."""


@dataclass(frozen=True)
class EventRow:
    """One thing that happened in a session."""

    at: datetime
    kind: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class PrivateNote:
    """A private note as it is kept; empty where it was cleared."""

    text: str
    revision: int
    at: datetime


def read_events(connection: sa.Connection, assessment_id: str) -> list[EventRow]:
    """Return what happened in the sessions of an assessment, in order."""
    rows = connection.execute(
        sa.select(intake_event.c.at, intake_event.c.kind, intake_event.c.detail)
        .where(intake_event.c.assessment_id == assessment_id)
        .order_by(intake_event.c.id)
    )
    return [EventRow(*row) for row in rows]


def add_event(
    connection: sa.Connection, who: Who, assessment_id: str, kind: str, detail: Mapping[str, Any]
) -> None:
    """Add what happened."""
    connection.execute(
        sa.insert(intake_event).values(
            assessment_id=assessment_id, at=who.at, actor_id=who.actor, kind=kind, detail=dict(detail)
        )
    )


def read_notes(connection: sa.Connection, assessment_id: str) -> dict[str, PrivateNote]:
    """Return the private notes of an assessment by item, `SESSION` for the whole session."""
    rows = connection.execute(
        sa.select(
            private_note.c.item_id,
            private_note.c.text,
            private_note.c.revision,
            private_note.c.updated_at,
        ).where(private_note.c.assessment_id == assessment_id)
    )
    return {item: PrivateNote(text, revision, at) for item, text, revision, at in rows}


def save_note(  # noqa: PLR0913, PLR0917 - a row is all of this
    connection: sa.Connection, who: Who, assessment_id: str, item: str, text: str, expected: int
) -> int | None:
    """Save a private note over the revision the writer has seen; see `save_versioned`."""
    row = {"assessment_id": assessment_id, "item_id": item}
    return save_versioned(connection, private_note, row, {"text": text}, who, expected)
