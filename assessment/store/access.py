"""Which merchants whoever acts may see, as a condition of a statement; and looking one thing up under it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.store.schema import assessment, merchant


@dataclass(frozen=True)
class Visible:
    """The merchants of a workspace that may be seen: all of them, one, or none."""

    workspace: str
    is_bounded: bool = False
    """Whether it is not all of the workspace: then those named below, and no others."""
    merchant: str | None = None
    assessment: str | None = None
    """Of the one merchant, this assessment alone."""

    def rows(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Return whether a row may be seen, of a table with workspace and merchant."""
        here = table.c.workspace_id == self.workspace
        if not self.is_bounded:
            return here
        seen: list[sa.ColumnElement[bool]] = []
        if self.merchant is not None:
            seen.append(_merchant_of(table) == self.merchant)
        if not seen:
            return sa.false()
        if self.assessment is not None and table is assessment:
            return here & sa.or_(*seen) & (assessment.c.id == self.assessment)
        return here & sa.or_(*seen)


def _merchant_of(table: sa.Table) -> sa.ColumnElement[Any]:
    return table.c.id if table is merchant else table.c.merchant_id


def sees_all(connection: sa.Connection, visible: Visible, table: sa.Table, ids: Collection[str]) -> bool:
    """Whether each of these is here and may be seen: one statement, the same for either.

    Args:
        connection: reading.
        visible: what may be seen.
        table: `assessment` or `merchant`.
        ids: of its rows.
    """
    wanted = set(ids)
    found = connection.scalars(
        sa.select(sa.func.count()).select_from(table).where(table.c.id.in_(wanted), visible.rows(table))
    ).one()
    return found == len(wanted)
