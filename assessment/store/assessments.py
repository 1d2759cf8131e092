"""Assessments and instruments as rows. Every function names the workspace it looks in.

Those that list take what may be seen of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.responses import Mode
from assessment.store.access import Visible
from assessment.store.audit import Who
from assessment.store.errors import Archived, Completed, InBin, NoSuchAssessment
from assessment.store.ids import new_id
from assessment.store.put_away import PRESENT
from assessment.store.schema import actor, assessment, care, instrument, merchant, put_away, workspace

LOCAL = "local"
"""The workspace of an installation without sign-in."""


@dataclass(frozen=True)
class Card:
    """One assessment in a list."""

    id: str
    merchant_id: str
    merchant_name: str
    mode: Mode
    status: str
    """`draft` or `completed`."""
    example: bool
    corrects: str | None
    """The completed assessment this one corrects."""
    taken_on: date | None
    updated_at: datetime
    completed_at: datetime | None
    stage: str | None
    """Of a completed assessment, as it was published then; None for a draft or where there is none."""
    index: float | None
    """0-100, likewise: what is shown already."""
    index_high: float | None
    """The index if everything not answered were in place."""
    digest: str
    """Of the instrument it was answered with."""
    due_on: date | None
    """The day that was noted for the next round of its merchant."""
    put_at: datetime | None = None
    """When it was put away; None where it stands in the lists."""


@dataclass(frozen=True)
class AssessmentRow:
    """An assessment without its answers."""

    id: str
    merchant_id: str
    merchant_name: str
    digest: str
    """The digest of the instrument it was taken with."""
    instrument_id: str
    instrument_version: str
    mode: str
    status: str
    profile: Mapping[str, Any]
    taken_on: date | None
    revision: int
    updated_at: datetime
    completed_at: datetime | None
    corrects: str | None
    example: bool
    place: str | None
    """`archive` where it was put there; what is in the bin is not read at all."""


@dataclass(frozen=True)
class LockedDraft:
    """What a change needs to know of the draft it has locked."""

    id: str
    merchant_id: str
    digest: str
    mode: str
    profile: Mapping[str, Any]
    taken_on: date | None


@dataclass(frozen=True)
class LockedAssessment:
    """An assessment whose roadmaps and progress nobody else changes just now."""

    id: str
    merchant_id: str
    digest: str
    """The digest of the instrument it was taken with."""
    status: str


COLUMNS = (
    assessment.c.id,
    merchant.c.id.label("merchant_id"),
    merchant.c.name.label("merchant_name"),
    assessment.c.instrument_digest.label("digest"),
    instrument.c.id.label("instrument_id"),
    instrument.c.version.label("instrument_version"),
    assessment.c.mode,
    assessment.c.status,
    assessment.c.profile,
    assessment.c.taken_on,
    assessment.c.revision,
    assessment.c.updated_at,
    assessment.c.completed_at,
    assessment.c.corrects,
    assessment.c.example,
    put_away.c.place,
)


def ensure_actor(connection: sa.Connection, label: str, now: datetime) -> str:
    """Make sure that the local workspace and an actor of this label exist; return the actor's id."""
    connection.execute(insert(workspace).values(id=LOCAL, name=LOCAL).on_conflict_do_nothing())
    connection.execute(insert(actor).values(id=new_id(now), label=label).on_conflict_do_nothing())
    return connection.scalars(sa.select(actor.c.id).where(actor.c.label == label)).one()


def find_actor(connection: sa.Connection, label: str) -> str | None:
    """Return the id of the actor of this label; None where it never acted."""
    return connection.scalar(sa.select(actor.c.id).where(actor.c.label == label))


def keep_instrument(connection: sa.Connection, digest: str, id_: str, version: str, content: str) -> None:
    """Keep an instrument under its digest, once."""
    connection.execute(
        insert(instrument)
        .values(digest=digest, id=id_, version=version, content=content)
        .on_conflict_do_nothing(index_elements=[instrument.c.digest])
    )


def read_instrument(connection: sa.Connection, digest: str) -> str | None:
    """Return a kept instrument's text."""
    return connection.scalar(sa.select(instrument.c.content).where(instrument.c.digest == digest))


def read_digests(connection: sa.Connection, id_: str, version: str) -> Sequence[str]:
    """Return the digests kept of one version; more than one where it was edited without a new number."""
    return connection.scalars(
        sa.select(instrument.c.digest)
        .where(instrument.c.id == id_, instrument.c.version == version)
        .order_by(instrument.c.digest)
    ).all()


def list_assessments(
    connection: sa.Connection,
    visible: Visible,
    merchants: Collection[str] | None = None,
    most: int | None = None,
    place: str | None = None,
) -> list[Card]:
    """List assessments, or those of some merchants, the last touched first; so many at the most.

    Args:
        connection: reading.
        visible: where, and whose may be seen.
        merchants: whose; everybody's where it is not given.
        most: how many at the most.
        place: `archive` or `bin` for what was put there; None for what stands in the lists.
    """
    result = assessment.c.result
    chosen = (
        sa.select(
            assessment.c.id,
            assessment.c.merchant_id,
            merchant.c.name.label("merchant_name"),
            assessment.c.mode,
            assessment.c.status,
            assessment.c.example,
            assessment.c.corrects,
            assessment.c.taken_on,
            assessment.c.updated_at,
            assessment.c.completed_at,
            result["stage"].as_string().label("stage"),
            result["index"].as_float().label("index"),
            result["index_high"].as_float().label("index_high"),
            assessment.c.instrument_digest.label("digest"),
            care.c.due_on,
            put_away.c.put_at,
        )
        .select_from(
            assessment.join(merchant)
            .outerjoin(care, care.c.merchant_id == assessment.c.merchant_id)
            .outerjoin(put_away)
        )
        .where(visible.rows(assessment), put_away.c.place.is_not_distinct_from(place))
        .order_by(assessment.c.updated_at.desc(), assessment.c.id.desc())
        .limit(most)
    )
    if merchants is not None:
        chosen = chosen.where(assessment.c.merchant_id.in_(merchants))
    return [Card(**{**row, "mode": Mode(row["mode"])}) for row in connection.execute(chosen).mappings()]


# What each answer and each page asks is made once: making a statement costs more than running it.
READ_HEAD = (
    sa.select(*COLUMNS)
    .select_from(assessment.join(merchant).join(instrument).outerjoin(put_away))
    .where(assessment.c.id == sa.bindparam("of"), assessment.c.workspace_id == sa.bindparam("workspace"))
)
LOCK_DRAFT = (
    sa.update(assessment)
    .where(
        assessment.c.id == sa.bindparam("of"),
        assessment.c.workspace_id == sa.bindparam("workspace"),
        assessment.c.status == "draft",
        PRESENT,
    )
    .values(revision=assessment.c.revision + 1, updated_at=sa.bindparam("at"))
    .returning(
        assessment.c.id,
        assessment.c.merchant_id,
        assessment.c.instrument_digest,
        assessment.c.mode,
        assessment.c.profile,
        assessment.c.taken_on,
    )
)


def read_head(connection: sa.Connection, workspace_id: str, id_: str) -> AssessmentRow:
    """Return one assessment without its answers.

    Raises:
        NoSuchAssessment: not in this workspace, or in the bin.
    """
    row = connection.execute(READ_HEAD, {"of": id_, "workspace": workspace_id}).one_or_none()
    if row is None:
        raise NoSuchAssessment
    if row.place == "bin":
        raise InBin
    return AssessmentRow(*row)


def lock_draft(connection: sa.Connection, who: Who, id_: str) -> LockedDraft:
    """Lock a draft for a change until the transaction ends, and count the change.

    Every change begins here: so completing and saving never overlap, on
    either database.

    Raises:
        NoSuchAssessment: not in this workspace, or in the bin.
        Archived: it has to be put back first.
        Completed: it never changes again.
    """
    row = connection.execute(LOCK_DRAFT, {"of": id_, "workspace": who.workspace, "at": who.at}).one_or_none()
    if row is None:
        if read_head(connection, who.workspace, id_).place is not None:
            raise Archived
        raise Completed
    return LockedDraft(*row)


def lock_assessment(connection: sa.Connection, who: Who, id_: str) -> LockedAssessment:
    """Lock an assessment, completed or not, without changing it, until the transaction ends.

    Raises:
        NoSuchAssessment: not in this workspace, or in the bin.
        Archived: it has to be put back first.
    """
    row = connection.execute(
        sa.select(
            assessment.c.id, assessment.c.merchant_id, assessment.c.instrument_digest, assessment.c.status
        )
        .where(assessment.c.id == id_, assessment.c.workspace_id == who.workspace, PRESENT)
        .with_for_update()  # SQLite's writing transactions queue anyway
    ).one_or_none()
    if row is None:
        read_head(connection, who.workspace, id_)
        raise Archived
    return LockedAssessment(*row)


def lock_workspace(connection: sa.Connection, who: Who) -> None:
    """Wait until nobody else brings anything into the workspace; SQLite's transactions queue anyway."""
    connection.execute(sa.select(workspace.c.id).where(workspace.c.id == who.workspace).with_for_update())


def assessment_exists(connection: sa.Connection, id_: str) -> bool:
    """Whether an assessment of this id is in the database, in any workspace."""
    return connection.scalar(sa.select(assessment.c.id).where(assessment.c.id == id_)) is not None


def add_assessment(connection: sa.Connection, who: Who, **values: Any) -> None:
    """Add a draft: `id, merchant_id, instrument_digest, mode, profile, taken_on, corrects, example`."""
    connection.execute(
        sa.insert(assessment).values(
            workspace_id=who.workspace,
            status="draft",
            revision=0,
            created_at=who.at,
            updated_at=who.at,
            **values,
        )
    )


def update_draft(connection: sa.Connection, id_: str, **values: Any) -> None:
    """Set columns of a draft that `take` has locked."""
    connection.execute(sa.update(assessment).where(assessment.c.id == id_).values(**values))


def erase_assessment(connection: sa.Connection, who: Who, id_: str) -> None:
    """Delete an assessment with everything that hangs on it, its audit too."""
    connection.execute(
        sa.delete(assessment).where(assessment.c.id == id_, assessment.c.workspace_id == who.workspace)
    )
