"""Roadmaps as they were kept, and the progress of their steps: what may be added to a completed assessment.

A kept roadmap is written once. Progress is saved only over the revision the
writer has seen, as answers are; it leaves the assessment itself untouched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.planning.progress import Progress
from assessment.store.answers import as_json
from assessment.store.audit import Who
from assessment.store.columns import read_as
from assessment.store.ids import new_id
from assessment.store.schema import actor, roadmap, step_progress
from assessment.store.versioned import Versioned, save_versioned

Step = tuple[str, int]
"""An item, and the point it is raised to."""


@dataclass(frozen=True)
class ProgressKey:
    """Where the progress of one step is kept."""

    assessment: str
    item: str
    point: int

    @property
    def step(self) -> Step:
        """The item, and the point it is raised to."""
        return self.item, self.point


@dataclass(frozen=True)
class RoadmapRow:
    """A roadmap as it was kept, in plain values."""

    rank: int
    """1 for the first of its assessment, then 2, and so on."""
    brief: Mapping[str, Any]
    plan: Mapping[str, Any]
    kept_at: datetime
    by: str
    """The label of who kept it."""


def add_roadmap(
    connection: sa.Connection,
    who: Who,
    assessment_id: str,
    brief: Mapping[str, Any],
    plan: Mapping[str, Any],
) -> int:
    """Write one more roadmap of a locked assessment; return its rank."""
    last = connection.scalar(
        sa.select(sa.func.max(roadmap.c.rank)).where(roadmap.c.assessment_id == assessment_id)
    )
    rank = (last or 0) + 1
    connection.execute(
        sa.insert(roadmap).values(
            id=new_id(who.at),
            assessment_id=assessment_id,
            rank=rank,
            brief=brief,
            plan=plan,
            actor_id=who.actor,
            kept_at=who.at,
        )
    )
    return rank


def read_roadmaps(connection: sa.Connection, id_: str) -> list[RoadmapRow]:
    """Return every roadmap that was kept of an assessment, the first one first."""
    rows = connection.execute(_roadmaps(id_).order_by(roadmap.c.rank))
    return [RoadmapRow(*row) for row in rows]


def read_last_roadmap(connection: sa.Connection, id_: str) -> RoadmapRow | None:
    """Return the roadmap of an assessment that was kept last; None where none was."""
    row = connection.execute(_roadmaps(id_).order_by(roadmap.c.rank.desc()).limit(1)).one_or_none()
    return None if row is None else RoadmapRow(*row)


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
    return read_as(Progress, value)


def read_progress(connection: sa.Connection, id_: str) -> dict[Step, Versioned[Progress]]:
    """Return what was said about each step, by item and point; what was cleared says nothing."""
    rows = connection.execute(
        sa.select(
            step_progress.c.item_id, step_progress.c.point, step_progress.c.value, step_progress.c.revision
        ).where(step_progress.c.assessment_id == id_)
    )
    found = {(item, point): Versioned(as_progress(value), revision) for item, point, value, revision in rows}
    # Sorted here: two databases need not sort texts alike.
    return {step: found[step] for step in sorted(found)}


def save_progress(
    connection: sa.Connection, who: Who, key: ProgressKey, value: Progress, expected: int
) -> int | None:
    """Save the progress of one step over the revision the writer has seen; see `save_versioned`."""
    row = {"assessment_id": key.assessment, "item_id": key.item, "point": key.point}
    return save_versioned(connection, step_progress, row, {"value": as_json(value)}, who, expected)
