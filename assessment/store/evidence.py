"""Evidence files: bytes kept once for a merchant, and the assessments they belong to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.put_away import NOT_BINNED
from assessment.store.schema import assessment, evidence_content, evidence_file


@dataclass(frozen=True)
class FileOwner:
    """Where a file belongs."""

    assessment: str
    merchant: str


@dataclass(frozen=True)
class FileRow:
    """One file of an assessment, without its bytes."""

    sha256: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    added_at: datetime


FILE = (
    evidence_file.c.sha256,
    evidence_file.c.name,
    evidence_file.c.media_type,
    evidence_file.c.size,
    evidence_file.c.added_at,
)


def read_files(connection: sa.Connection, assessment_id: str) -> dict[str, FileRow]:
    """Return every file of an assessment by hash, the first added first."""
    rows = connection.execute(sa.select(*FILE).where(evidence_file.c.assessment_id == assessment_id))
    found = sorted((FileRow(*row) for row in rows), key=lambda each: (each.added_at, each.sha256))
    return {each.sha256: each for each in found}


def added_by(connection: sa.Connection, assessment_id: str, actor: str) -> int:
    """Return how many bytes one actor has added to an assessment, removed files too."""
    mine = (evidence_file.c.assessment_id == assessment_id) & (evidence_file.c.actor_id == actor)
    return int(connection.scalar(sa.select(sa.func.sum(evidence_file.c.size)).where(mine)) or 0)


def hashes_added_by(connection: sa.Connection, assessment_id: str, actor: str) -> frozenset[str]:
    """Return the hashes of the files that one actor has added to an assessment."""
    mine = (evidence_file.c.assessment_id == assessment_id) & (evidence_file.c.actor_id == actor)
    return frozenset(connection.scalars(sa.select(evidence_file.c.sha256).where(mine)))


def add_file(connection: sa.Connection, who: Who, home: FileOwner, row: FileRow, content: bytes) -> None:
    """Add a file to an assessment; its bytes are written only where the merchant has none of this hash."""
    known = connection.scalar(
        sa.select(evidence_content.c.sha256)
        .where(evidence_content.c.merchant_id == home.merchant, evidence_content.c.sha256 == row.sha256)
        .with_for_update(read=True, key_share=True)  # or somebody may take the last file away meanwhile
    )
    if known is None:
        connection.execute(
            insert(evidence_content)
            .values(merchant_id=home.merchant, sha256=row.sha256, size=row.size, content=content)
            # Another assessment of the merchant may be adding the same bytes just now.
            .on_conflict_do_nothing()
        )
    _point(connection, who, home, row)


def _point(connection: sa.Connection, who: Who, home: FileOwner, row: FileRow) -> None:
    connection.execute(
        insert(evidence_file)
        .values(
            assessment_id=home.assessment,
            sha256=row.sha256,
            merchant_id=home.merchant,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            actor_id=who.actor,
            added_at=row.added_at,
        )
        .on_conflict_do_nothing()
    )


def adopt_files(connection: sa.Connection, who: Who, home: FileOwner, hashes: Collection[str]) -> None:
    """Let an assessment have the files of these hashes that the merchant has in another one."""
    for sha256 in sorted(hashes):
        row = connection.execute(
            sa.select(*FILE)
            .where(evidence_file.c.merchant_id == home.merchant, evidence_file.c.sha256 == sha256)
            .order_by(evidence_file.c.added_at)
            .limit(1)
        ).one_or_none()
        if row is not None:
            _point(connection, who, home, FileRow(*row))


def forget_file(connection: sa.Connection, assessment_id: str, sha256: str) -> None:
    """Take a file away from an assessment; the bytes go with the last file that points to them."""
    connection.execute(
        sa.delete(evidence_file).where(
            evidence_file.c.assessment_id == assessment_id, evidence_file.c.sha256 == sha256
        )
    )


def read_content(
    connection: sa.Connection, workspace: str, assessment_id: str, sha256: str
) -> tuple[FileRow, bytes] | None:
    """Return a file with its bytes; None where this assessment of this workspace has no such file."""
    row = connection.execute(
        sa.select(*FILE, evidence_content.c.content)
        .select_from(
            evidence_file.join(
                evidence_content,
                (evidence_content.c.merchant_id == evidence_file.c.merchant_id)
                & (evidence_content.c.sha256 == evidence_file.c.sha256),
            ).join(assessment, assessment.c.id == evidence_file.c.assessment_id)
        )
        .where(
            evidence_file.c.assessment_id == assessment_id,
            evidence_file.c.sha256 == sha256,
            assessment.c.workspace_id == workspace,
            NOT_BINNED,
        )
    ).one_or_none()
    return None if row is None else (FileRow(*row[:-1]), bytes(row[-1]))
