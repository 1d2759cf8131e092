"""How long merchants are kept that nobody touches, and which of them that time is over for."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.put_away import NOT_BINNED
from assessment.store.schema import assessment, merchant, merchant_link, retention


def read_retention(connection: sa.Connection, workspace_id: str) -> tuple[bool, int | None]:
    """Return whether a workspace says how long, and the days it says; None for as long as nobody erases."""
    found = connection.execute(
        sa.select(retention.c.days).where(retention.c.workspace_id == workspace_id)
    ).one_or_none()
    return (False, None) if found is None else (True, found[0])


def save_retention(connection: sa.Connection, who: Who, days: int | None) -> None:
    """Set how long merchants are kept."""
    values = {"days": days, "actor_id": who.actor, "updated_at": who.at}
    connection.execute(
        insert(retention)
        .values(workspace_id=who.workspace, **values)
        .on_conflict_do_update(index_elements=["workspace_id"], set_=values)
    )


def untouched_since(connection: sa.Connection, workspace_id: str, moment: datetime) -> Sequence[str]:
    """Return the assessments outside the bin of merchants that nobody touched since a moment.

    A merchant is touched when one of its assessments is changed and when one
    of its links is used. Examples are nobody's data and stay.
    """
    of_merchant = sa.select(assessment.c.id).where(assessment.c.merchant_id == merchant.c.id)
    used = sa.select(merchant_link.c.id).where(
        merchant_link.c.merchant_id == merchant.c.id, merchant_link.c.used_at >= moment
    )
    return connection.scalars(
        sa.select(assessment.c.id)
        .join(merchant, merchant.c.id == assessment.c.merchant_id)
        .where(
            assessment.c.workspace_id == workspace_id,
            merchant.c.example.is_(False),
            merchant.c.created_at < moment,
            ~of_merchant.where(assessment.c.updated_at >= moment).correlate(merchant).exists(),
            ~used.exists(),
            NOT_BINNED,
        )
        .order_by(assessment.c.id)
    ).all()
