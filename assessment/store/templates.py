"""Templates as rows: what the merchants of a group have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.responses import Answer
from assessment.store.answers import as_answer, as_json
from assessment.store.audit import Who
from assessment.store.ids import new_id
from assessment.store.schema import template


@dataclass(frozen=True)
class Template:
    """A beginning for assessments of merchants that have something in common."""

    id: str
    name: str
    profile: Mapping[str, Any]
    answers: Mapping[str, Answer]
    created_at: datetime


def add_template(
    connection: sa.Connection, who: Who, name: str, profile: Mapping[str, Any], answers: Mapping[str, Answer]
) -> str:
    """Write a template; return its id."""
    id_ = new_id(who.at)
    connection.execute(
        sa.insert(template).values(
            id=id_,
            workspace_id=who.workspace,
            name=name,
            profile=dict(profile),
            answers={item: as_json(answer) for item, answer in answers.items()},
            actor_id=who.actor,
            created_at=who.at,
        )
    )
    return id_


def remove_template(connection: sa.Connection, who: Who, id_: str, made_by: str | None = None) -> None:
    """Delete a template, of one actor if one is named; assessments begun with it stay as they are."""
    connection.execute(
        sa.delete(template).where(
            template.c.id == id_, template.c.workspace_id == who.workspace, _made_by(made_by)
        )
    )


def name_is_taken(connection: sa.Connection, workspace_id: str, name: str) -> bool:
    """Whether a template of a workspace has this name, whoever made it."""
    named = (template.c.workspace_id == workspace_id) & (template.c.name == name)
    return connection.scalar(sa.select(template.c.id).where(named)) is not None


def _made_by(actor: str | None) -> sa.ColumnElement[bool]:
    return sa.true() if actor is None else template.c.actor_id == actor


def list_templates(
    connection: sa.Connection, workspace_id: str, made_by: str | None = None
) -> list[Template]:
    """Return the templates of a workspace by name; those of one actor if one is named."""
    rows = connection.execute(
        sa.select(
            template.c.id, template.c.name, template.c.profile, template.c.answers, template.c.created_at
        )
        .where(template.c.workspace_id == workspace_id, _made_by(made_by))
        .order_by(template.c.name, template.c.id)
    )
    return [Template(row.id, row.name, row.profile, _answers(row.answers), row.created_at) for row in rows]


def _answers(stored: Mapping[str, Any]) -> dict[str, Answer]:
    return {item: as_answer(value) for item, value in stored.items()}
