"""Which merchants an actor may see, as a condition of a statement; and looking one thing up under it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.store.schema import assessment, merchant


@dataclass(frozen=True)
class Visible:
    """The merchants that may be seen: one, and of that one assessment alone where it is named; or none."""

    merchant: str | None = None
    assessment: str | None = None

    def merchants(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return whether a column holds a merchant that may be seen."""
        return sa.false() if self.merchant is None else column == self.merchant

    def assessments(self) -> sa.ColumnElement[bool]:
        """Return whether an assessment of a statement may be seen."""
        of_merchants = self.merchants(assessment.c.merchant_id)
        return (
            of_merchants if self.assessment is None else of_merchants & (assessment.c.id == self.assessment)
        )


def sees_assessments(
    connection: sa.Connection, workspace_id: str, visible: Visible, ids: Collection[str]
) -> bool:
    """Whether each of these assessments is here and may be seen: one statement, the same for either."""
    found = connection.scalars(
        sa.select(sa.func.count())
        .select_from(assessment)
        .where(
            assessment.c.id.in_(set(ids)), assessment.c.workspace_id == workspace_id, visible.assessments()
        )
    ).one()
    return found == len(set(ids))


def sees_merchants(
    connection: sa.Connection, workspace_id: str, visible: Visible, ids: Collection[str]
) -> bool:
    """Whether each of these merchants is here and may be seen, as `sees_assessments`."""
    found = connection.scalars(
        sa.select(sa.func.count())
        .select_from(merchant)
        .where(
            merchant.c.id.in_(set(ids)),
            merchant.c.workspace_id == workspace_id,
            visible.merchants(merchant.c.id),
        )
    ).one()
    return found == len(set(ids))
