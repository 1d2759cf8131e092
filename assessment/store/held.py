"""Everything that is held on one merchant, row by row, whatever tables there are."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.schema import actor, assessment, evidence_content, merchant, metadata

LEFT_OUT = frozenset({"token_sha256", "content", "workspace_id"})
"""Columns that say nothing about a merchant: hashes of links, bytes that stand beside, where rows belong."""


def read_held(connection: sa.Connection, merchant_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a merchant by table, fit for JSON; actors by their labels."""
    labels = {row[0]: row[1] for row in connection.execute(sa.select(actor.c.id, actor.c.label))}
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        condition = _of_merchant(table, merchant_id)
        if condition is None:
            continue
        columns = [column for column in table.c if column.name not in LEFT_OUT]
        rows = connection.execute(sa.select(*columns).where(condition).order_by(*table.primary_key.columns))
        found[table.name] = [
            {
                name: _plain(labels.get(each, each) if name == "actor_id" else each)
                for name, each in row.items()
            }
            for row in rows.mappings()
        ]
    return found


def read_files(connection: sa.Connection, merchant_id: str) -> dict[str, bytes]:
    """Return the bytes of a merchant's evidence files by their hashes."""
    rows = connection.execute(
        sa.select(evidence_content.c.sha256, evidence_content.c.content).where(
            evidence_content.c.merchant_id == merchant_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _of_merchant(table: sa.Table, merchant_id: str) -> sa.ColumnElement[bool] | None:
    if table is merchant:
        return merchant.c.id == merchant_id
    if "merchant_id" in table.c:
        return table.c.merchant_id == merchant_id
    if "assessment_id" in table.c:
        own = sa.select(assessment.c.id).where(assessment.c.merchant_id == merchant_id)
        return table.c.assessment_id.in_(own)
    return None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
