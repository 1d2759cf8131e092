"""Rows with a revision: each is saved only over the revision its writer has seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well
from sqlalchemy.sql.dml import ReturningInsert

from assessment.store.audit import Who

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Versioned(Generic[Kind]):
    """A value with its revision. One that was cleared stays, empty, so that its revision never restarts."""

    value: Kind
    revision: int


def save_versioned(  # noqa: PLR0913, PLR0917 - a row is all of this
    connection: sa.Connection,
    table: sa.Table,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    who: Who,
    expected: int,
) -> int | None:
    """Insert a row, or update the one with this key if its revision is the expected one.

    Args:
        connection: writing.
        table: has `revision`, `actor_id` and `updated_at` beside the columns of key and values.
        key: columns of the primary key.
        values: the other columns.
        who: in whose name.
        expected: the revision the writer has seen, 0 where there was no row.

    Returns:
        The new revision, or None where somebody else saved first: the
        caller then raises, and the transaction takes everything back.
    """
    changed = {**values, "actor_id": who.actor, "updated_at": who.at}
    saved: int | None = connection.scalar(
        _upsert(table, tuple(key), tuple(changed)), {**key, **changed, "revision": 1, "expected": expected}
    )
    return saved if saved == expected + 1 else None


@cache
def _upsert(table: sa.Table, key: tuple[str, ...], changed: tuple[str, ...]) -> ReturningInsert[Any]:
    """Return the statement that saves a row; made once, for making it costs more than running it."""
    row = insert(table)
    return row.on_conflict_do_update(
        index_elements=[table.c[name] for name in key],
        set_={**{name: row.excluded[name] for name in changed}, "revision": table.c.revision + 1},
        where=table.c.revision == sa.bindparam("expected"),
    ).returning(table.c.revision)
