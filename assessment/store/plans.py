"""Roadmaps as they were kept, and the progress of their steps: what may be added to a completed assessment.

A kept roadmap is written once. Progress is saved only over the revision the
writer has seen, as answers are; it leaves the assessment itself untouched.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.planning.progress import Progress
from assessment.store.answers import Kept, as_json
from assessment.store.audit import Who
from assessment.store.errors import NoSuchAssessment
from assessment.store.ids import new_id
from assessment.store.schema import actor, assessment, roadmap, step_progress

Step = tuple[str, int]
"""An item, and the point it is raised to."""


@dataclass(frozen=True)
class StepPlace:
    """Where the progress of one step is kept."""

    assessment: str
    item: str
    point: int

    @property
    def step(self) -> Step:
        """The item, and the point it is raised to."""
        return self.item, self.point


@dataclass(frozen=True)
class Held:
    """An assessment whose roadmaps and progress nobody else changes just now."""

    id: str
    merchant_id: str
    digest: str
    """The digest of the instrument it was taken with."""
    status: str


@dataclass(frozen=True)
class KeptRoadmap:
    """A roadmap as it was kept, in plain values."""

    rank: int
    """1 for the first of its assessment, then 2, and so on."""
    brief: Mapping[str, Any]
    plan: Mapping[str, Any]
    kept_at: datetime
    by: str
    """The label of who kept it."""


def hold(connection: sa.Connection, who: Who, id_: str) -> Held:
    """Lock an assessment, completed or not, without changing it, until the transaction ends.

    Raises:
        NoSuchAssessment: not in this workspace.
    """
    row = connection.execute(
        sa.select(
            assessment.c.id, assessment.c.merchant_id, assessment.c.instrument_digest, assessment.c.status
        )
        .where(assessment.c.id == id_, assessment.c.workspace_id == who.workspace)
        .with_for_update()  # SQLite's writing transactions queue anyway
    ).one_or_none()
    if row is None:
        raise NoSuchAssessment
    return Held(*row)


def add_roadmap(
    connection: sa.Connection, who: Who, held: Held, brief: Mapping[str, Any], plan: Mapping[str, Any]
) -> int:
    """Write one more roadmap of an assessment that is held; return its rank."""
    last = connection.scalar(sa.select(sa.func.max(roadmap.c.rank)).where(roadmap.c.assessment_id == held.id))
    rank = (last or 0) + 1
    connection.execute(
        sa.insert(roadmap).values(
            id=new_id(who.at),
            assessment_id=held.id,
            rank=rank,
            brief=brief,
            plan=plan,
            actor_id=who.actor,
            kept_at=who.at,
        )
    )
    return rank


def read_roadmaps(connection: sa.Connection, id_: str) -> list[KeptRoadmap]:
    """Return every roadmap that was kept of an assessment, the first one first."""
    rows = connection.execute(_roadmaps(id_).order_by(roadmap.c.rank))
    return [KeptRoadmap(*row) for row in rows]


def last_roadmap(connection: sa.Connection, id_: str) -> KeptRoadmap | None:
    """Return the roadmap of an assessment that was kept last; None where none was."""
    row = connection.execute(_roadmaps(id_).order_by(roadmap.c.rank.desc()).limit(1)).one_or_none()
    return None if row is None else KeptRoadmap(*row)


def _roadmaps(id_: str) -> sa.Select[tuple[int, Any, Any, datetime, str]]:
    return (
        sa.select(
            roadmap.c.rank,
            roadmap.c.brief,
            roadmap.c.plan,
            roadmap.c.kept_at,
            actor.c.label,
        )
        .join_from(roadmap, actor)
        .where(roadmap.c.assessment_id == id_)
    )


def as_progress(value: object) -> Progress:
    """Read progress as `as_json` wrote it."""
    return Progress.model_validate_json(json.dumps(value))


def read_progress(connection: sa.Connection, id_: str) -> dict[Step, Kept[Progress]]:
    """Return what was said about each step, by item and point; what was cleared says nothing."""
    rows = connection.execute(
        sa.select(
            step_progress.c.item_id, step_progress.c.point, step_progress.c.value, step_progress.c.revision
        ).where(step_progress.c.assessment_id == id_)
    )
    found = {(item, point): Kept(as_progress(value), revision) for item, point, value, revision in rows}
    # Sorted here: two databases need not sort texts alike.
    return {step: found[step] for step in sorted(found)}


def save_progress(
    connection: sa.Connection, who: Who, place: StepPlace, value: Progress, expected: int
) -> int | None:
    """Save the progress of one step over the revision the writer has seen, 0 for none.

    Returns:
        The new revision, or None where somebody else saved first.
    """
    row = insert(step_progress).values(
        assessment_id=place.assessment,
        item_id=place.item,
        point=place.point,
        value=as_json(value),
        revision=1,
        actor_id=who.actor,
        updated_at=who.at,
    )
    saved = connection.scalar(
        row.on_conflict_do_update(
            index_elements=[
                step_progress.c.assessment_id,
                step_progress.c.item_id,
                step_progress.c.point,
            ],
            set_={
                "value": row.excluded.value,
                "actor_id": row.excluded.actor_id,
                "updated_at": row.excluded.updated_at,
                "revision": step_progress.c.revision + 1,
            },
            where=step_progress.c.revision == expected,
        ).returning(step_progress.c.revision)
    )
    return saved if saved == expected + 1 else None
