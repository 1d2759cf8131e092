"""Who fills in a sheet of their own, and by which link. Of a link only the hash of its token is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.ids import new_id
from assessment.store.put_away import PRESENT
from assessment.store.schema import AGREED, actor, answer, assessment, respondent, sheet


@dataclass(frozen=True)
class RespondentRow:
    """One respondent of an assessment; a sheet that came with a file has nothing but its label."""

    assessment: str
    sheet: str
    label: str
    role: str | None
    asked: Sequence[str] | None
    """The dimensions that are asked; None for all of them."""
    has_link: bool
    invited_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    opened_at: datetime | None
    done_at: datetime | None


COLUMNS = (
    sheet.c.assessment_id,
    sheet.c.id,
    sheet.c.respondent,
    respondent.c.role,
    respondent.c.asked,
    respondent.c.token_sha256.is_not(None),
    respondent.c.invited_at,
    respondent.c.expires_at,
    respondent.c.revoked_at,
    respondent.c.opened_at,
    respondent.c.done_at,
)
SHEETS = sheet.outerjoin(
    respondent,
    sa.and_(respondent.c.assessment_id == sheet.c.assessment_id, respondent.c.sheet_id == sheet.c.id),
)


def read_respondents(connection: sa.Connection, assessment_id: str) -> list[RespondentRow]:
    """Return the respondents of an assessment, the first invited first."""
    rows = connection.execute(
        sa.select(*COLUMNS)
        .select_from(SHEETS)
        .where(sheet.c.assessment_id == assessment_id, sheet.c.id != AGREED)
        .order_by(sheet.c.rank, sheet.c.id)
    )
    return [_row(row) for row in rows]


def read_by_token(connection: sa.Connection, workspace: str, token_sha256: str) -> RespondentRow | None:
    """Return the respondent whose link this is, whatever has become of the link.

    The links of what was put away lead nowhere.
    """
    found = connection.execute(
        sa.select(*COLUMNS)
        .select_from(SHEETS.join(assessment, assessment.c.id == sheet.c.assessment_id))
        .where(respondent.c.token_sha256 == token_sha256, assessment.c.workspace_id == workspace, PRESENT)
    ).one_or_none()
    return None if found is None else _row(found)


def _row(row: Any) -> RespondentRow:
    assessment_id, sheet_id, label, *rest = row
    return RespondentRow(assessment_id, sheet_id, label or "", rest[0], rest[1], bool(rest[2]), *rest[3:])


def next_rank(connection: sa.Connection, assessment_id: str) -> int:
    """Return the rank of one more sheet."""
    last = connection.scalar(
        sa.select(sa.func.max(sheet.c.rank)).where(sheet.c.assessment_id == assessment_id)
    )
    return (last or 0) + 1


def save_respondent(
    connection: sa.Connection, who: Who, assessment_id: str, sheet_id: str, **values: Any
) -> None:
    """Set what is known of a sheet's respondent: role, asked, link, what has become of them."""
    changed = connection.execute(
        sa.update(respondent)
        .where(respondent.c.assessment_id == assessment_id, respondent.c.sheet_id == sheet_id)
        .values(**values)
    )
    if not changed.rowcount:
        place = {"assessment_id": assessment_id, "sheet_id": sheet_id}
        connection.execute(sa.insert(respondent).values(**place, invited_at=who.at, **values))


def remove_sheet(connection: sa.Connection, assessment_id: str, sheet_id: str) -> None:
    """Delete a sheet with its answers and its link."""
    connection.execute(sa.delete(sheet).where(sheet.c.assessment_id == assessment_id, sheet.c.id == sheet_id))


def read_last_changes(connection: sa.Connection, assessment_id: str) -> dict[str, datetime]:
    """Return when something was last changed on each sheet."""
    rows = connection.execute(
        sa.select(answer.c.sheet_id, sa.func.max(answer.c.updated_at, type_=answer.c.updated_at.type))
        .where(answer.c.assessment_id == assessment_id)
        .group_by(answer.c.sheet_id)
    )
    return {row[0]: row[1] for row in rows}


def ensure_sheet_actor(connection: sa.Connection, sheet_id: str, now: datetime) -> str:
    """Return the pseudonym under which a respondent acts: it says which sheet, not who."""
    label = f"sheet:{sheet_id}"
    connection.execute(insert(actor).values(id=new_id(now), label=label).on_conflict_do_nothing())
    return connection.scalars(sa.select(actor.c.id).where(actor.c.label == label)).one()


def copy_respondents(connection: sa.Connection, who: Who, source: str, target: str) -> None:
    """Carry roles and what is asked to the sheets of a copy, rank by rank; links stay behind."""
    rows = connection.execute(sa.select(sheet.c.rank, sheet.c.id).where(sheet.c.assessment_id == target))
    ranked = {row[0]: row[1] for row in rows}
    old = connection.execute(
        sa.select(sheet.c.rank, respondent.c.role, respondent.c.asked, respondent.c.done_at)
        .select_from(SHEETS)
        .where(sheet.c.assessment_id == source, respondent.c.sheet_id.is_not(None))
    )
    for rank, role, asked, done_at in old:
        save_respondent(connection, who, target, ranked[rank], role=role, asked=asked, done_at=done_at)
