"""Assessments that were put away: into the archive, or into the bin until they are erased or put back.

The row stands beside the assessment, which a completed one allows: nothing
of the assessment itself changes. Every list and count asks for `PRESENT`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from assessment.store.access import Visible
from assessment.store.audit import Who
from assessment.store.schema import (
    AGREED,
    answer,
    assessment,
    evidence_file,
    put_away,
    respondent,
    roadmap,
    sheet,
    step_progress,
)

Place = Literal["archive", "bin"]


@dataclass(frozen=True)
class MerchantHolding:
    """How many assessments a merchant has."""

    assessments: int
    """In all."""
    archived: int
    """Of them, in the archive."""
    binned: int
    """Of them, in the bin."""


PRESENT = ~sa.exists().where(put_away.c.assessment_id == assessment.c.id)
"""Whether an assessment of a statement stands in the lists."""
NOT_BINNED = ~sa.exists().where(put_away.c.assessment_id == assessment.c.id, put_away.c.place == "bin")
"""Whether it can be opened by its address."""

HELD = {
    "answers": (answer, answer.c.sheet_id == AGREED),
    "files": (evidence_file, sa.true()),
    "roadmaps": (roadmap, sa.true()),
    "steps": (step_progress, sa.true()),
    "sheets": (sheet, sheet.c.id != AGREED),
    "links": (respondent, respondent.c.token_sha256.is_not(None)),
}
"""What hangs on an assessment and would go with it."""


def read_place(connection: sa.Connection, workspace_id: str, id_: str) -> Place | None:
    """Return where an assessment was put; None where it stands in the lists, or is not here."""
    found = connection.scalar(
        sa.select(put_away.c.place)
        .join_from(put_away, assessment)
        .where(put_away.c.assessment_id == id_, assessment.c.workspace_id == workspace_id)
    )
    return None if found is None else "bin" if found == "bin" else "archive"


def put(connection: sa.Connection, who: Who, ids: Collection[str], place: Place) -> None:
    """Put assessments away, from the lists or from the other place."""
    put_back(connection, ids)
    for id_ in sorted(ids):
        connection.execute(
            sa.insert(put_away).values(assessment_id=id_, place=place, actor_id=who.actor, put_at=who.at)
        )


def put_back(connection: sa.Connection, ids: Collection[str]) -> None:
    """Put assessments back into the lists."""
    connection.execute(sa.delete(put_away).where(put_away.c.assessment_id.in_(ids)))


def count_places(connection: sa.Connection, visible: Visible) -> dict[Place, int]:
    """Count what is in each place, of what may be seen."""
    counted = connection.execute(
        sa.select(put_away.c.place, sa.func.count())
        .join_from(put_away, assessment)
        .where(visible.rows(assessment))
        .group_by(put_away.c.place)
    )
    found = {row[0]: row[1] for row in counted}
    return {"bin": found.get("bin", 0), "archive": found.get("archive", 0)}


def in_bin(
    connection: sa.Connection,
    workspace_id: str,
    *,
    before: datetime | None = None,
    ids: Collection[str] | None = None,
) -> Sequence[str]:
    """Return what lies in the bin.

    Args:
        connection: reading.
        workspace_id: where.
        before: only what was put there before this moment.
        ids: only of these assessments.
    """
    chosen = (
        sa.select(put_away.c.assessment_id)
        .join_from(put_away, assessment)
        .where(assessment.c.workspace_id == workspace_id, put_away.c.place == "bin")
    )
    if before is not None:
        chosen = chosen.where(put_away.c.put_at < before)
    if ids is not None:
        chosen = chosen.where(put_away.c.assessment_id.in_(ids))
    return connection.scalars(chosen.order_by(put_away.c.assessment_id)).all()


def present_of_merchant(connection: sa.Connection, workspace_id: str, merchant_id: str) -> Sequence[str]:
    """Return the assessments of a merchant that stand in the lists."""
    return connection.scalars(
        sa.select(assessment.c.id).where(
            assessment.c.workspace_id == workspace_id, assessment.c.merchant_id == merchant_id, PRESENT
        )
    ).all()


def count_of_merchant(connection: sa.Connection, workspace_id: str, merchant_id: str) -> MerchantHolding:
    """Count every assessment of a merchant, wherever it was put."""
    rows = connection.execute(
        sa.select(put_away.c.place, sa.func.count())
        .select_from(assessment.outerjoin(put_away))
        .where(assessment.c.workspace_id == workspace_id, assessment.c.merchant_id == merchant_id)
        .group_by(put_away.c.place)
    )
    found = {row[0]: row[1] for row in rows}
    return MerchantHolding(sum(found.values()), found.get("archive", 0), found.get("bin", 0))


def lock_among(connection: sa.Connection, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
    """Lock assessments until the transaction ends; return their merchants, without those that are not here.

    Nobody moves them meanwhile: where each was put is read after this.
    """
    rows = connection.execute(
        sa.select(assessment.c.id, assessment.c.merchant_id)
        .where(assessment.c.workspace_id == workspace_id, assessment.c.id.in_(ids))
        .order_by(assessment.c.id)
        .with_for_update()  # SQLite's writing transactions queue anyway
    )
    return {row[0]: row[1] for row in rows}


def count_held(connection: sa.Connection, ids: Collection[str]) -> dict[str, int]:
    """Count what hangs on assessments, by the kinds of `HELD`; what was cleared again counts too."""
    return {
        kind: connection.scalars(
            sa.select(sa.func.count()).select_from(table).where(table.c.assessment_id.in_(ids), condition)
        ).one()
        for kind, (table, condition) in HELD.items()
    }
