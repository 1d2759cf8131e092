"""Rows of an assessment as they are, with who wrote them: what a backup takes and brings back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.access import Visible
from assessment.store.put_away import NOT_BINNED
from assessment.store.schema import actor, assessment, audit, merchant


def read_rows(connection: sa.Connection, table: sa.Table, assessment_id: str) -> list[dict[str, Any]]:
    """Return the rows of an assessment in a table by their keys, `by` in place of the actor's id."""
    columns = [column for column in table.c if column.name not in {"assessment_id", "actor_id"}]
    rows = connection.execute(
        sa.select(*columns, actor.c.label.label("by"))
        .join_from(table, actor, actor.c.id == table.c.actor_id)
        .where(table.c.assessment_id == assessment_id)
        .order_by(*table.primary_key.columns)
    )
    return [dict(row) for row in rows.mappings()]


def read_merchant_history(connection: sa.Connection, merchant_id: str) -> list[dict[str, Any]]:
    """Return what was done to a merchant itself, in order."""
    rows = connection.execute(
        sa.select(audit.c.id, audit.c.at, audit.c.action, audit.c.detail, actor.c.label.label("by"))
        .join_from(audit, actor)
        .where(audit.c.merchant_id == merchant_id, audit.c.assessment_id.is_(None))
        .order_by(audit.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def read_merchant(
    connection: sa.Connection, workspace_id: str, merchant_id: str
) -> tuple[str, bool, datetime] | None:
    """Return a merchant's name, whether it is an example, and since when it is here; None where it is not."""
    row = connection.execute(
        sa.select(merchant.c.name, merchant.c.example, merchant.c.created_at).where(
            merchant.c.id == merchant_id, merchant.c.workspace_id == workspace_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


@dataclass(frozen=True)
class PackedMerchant:
    """A merchant with something to back up."""

    id: str
    name: str
    is_example: bool
    """Whether all it has are examples."""


def merchants_outside_the_bin(connection: sa.Connection, visible: Visible) -> list[PackedMerchant]:
    """Return the merchants with an assessment in the lists or in the archive, by id."""
    rows = connection.execute(
        sa.select(merchant.c.id, merchant.c.name, sa.func.min(sa.cast(assessment.c.example, sa.Integer)))
        .join_from(assessment, merchant)
        .where(visible.rows(assessment), NOT_BINNED)
        .group_by(merchant.c.id, merchant.c.name)
        .order_by(merchant.c.id)
    )
    return [PackedMerchant(row[0], row[1], bool(row[2])) for row in rows]


def assessments_outside_the_bin(
    connection: sa.Connection, workspace_id: str, merchant_id: str
) -> Sequence[tuple[str, datetime]]:
    """Return the assessments of a merchant in the lists and in the archive, and when each was begun."""
    rows = connection.execute(
        sa.select(assessment.c.id, assessment.c.created_at)
        .where(assessment.c.workspace_id == workspace_id, assessment.c.merchant_id == merchant_id, NOT_BINNED)
        .order_by(assessment.c.created_at, assessment.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def add_rows(
    connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]], actors: Mapping[str, str]
) -> None:
    """Write rows in the names of those who wrote them first.

    Args:
        connection: writing.
        table: where.
        rows: with `by` in place of the actor's id.
        actors: ids by label.
    """
    written = [
        {**{key: value for key, value in row.items() if key != "by"}, "actor_id": actors[row["by"]]}
        for row in rows
    ]
    if written:
        connection.execute(sa.insert(table), written)


def add_history(
    connection: sa.Connection,
    merchant_id: str,
    assessment_id: str | None,
    lines: Iterable[Mapping[str, Any]],
    actors: Mapping[str, str],
) -> None:
    """Write a history in its order; what takes back an earlier line points to that line here."""
    numbers: dict[int, int] = {}
    for line in lines:
        detail = dict(line["detail"])
        if detail.get("of") in numbers:
            detail["of"] = numbers[detail["of"]]
        numbers[line["id"]] = connection.scalars(
            sa.insert(audit)
            .values(
                merchant_id=merchant_id,
                assessment_id=assessment_id,
                at=line["at"],
                actor_id=actors[line["by"]],
                action=line["action"],
                detail=detail,
            )
            .returning(audit.c.id)
        ).one()
