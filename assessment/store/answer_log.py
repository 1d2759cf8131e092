"""What the audit says about single answers and metrics, with the name of who did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.store.schema import actor, audit


@dataclass(frozen=True)
class Line:
    """One line of the audit, with the label of who acted."""

    id: int
    at: datetime
    by: str
    action: str
    detail: Mapping[str, Any]


def lines_of(connection: sa.Connection, assessment_id: str) -> list[Line]:
    """Return everything that was done to an assessment, in order."""
    rows = connection.execute(
        sa.select(audit.c.id, audit.c.at, actor.c.label, audit.c.action, audit.c.detail)
        .join_from(audit, actor)
        .where(audit.c.assessment_id == assessment_id)
        .order_by(audit.c.id)
    )
    return [Line(*row) for row in rows]
