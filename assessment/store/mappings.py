"""What columns mean, by the signature of the file: one row each, the last word counts."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.schema import column_mapping


def save_mapping(connection: sa.Connection, who: Who, signature: str, value: Any) -> None:
    """Remember what the columns of a file mean."""
    row = insert(column_mapping).values(
        workspace_id=who.workspace, signature=signature, value=value, actor_id=who.actor, updated_at=who.at
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=[column_mapping.c.workspace_id, column_mapping.c.signature],
            set_={
                "value": row.excluded.value,
                "actor_id": row.excluded.actor_id,
                "updated_at": row.excluded.updated_at,
            },
        )
    )


def read_mapping(connection: sa.Connection, workspace: str, signature: str) -> Any:
    """Return what is remembered of a signature; None where nothing is."""
    return connection.scalar(
        sa.select(column_mapping.c.value).where(
            column_mapping.c.workspace_id == workspace, column_mapping.c.signature == signature
        )
    )


def forget_mapping(connection: sa.Connection, workspace: str, signature: str) -> None:
    """Remember nothing of a signature any more."""
    connection.execute(
        sa.delete(column_mapping).where(
            column_mapping.c.workspace_id == workspace, column_mapping.c.signature == signature
        )
    )
