"""How long merchants are kept that nobody touches, and which of them that time is over for."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.columns import Moment
from assessment.store.put_away import PRESENT
from assessment.store.schema import assessment, event, merchant, metadata, retention


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


NO_TOUCH = ("refused", "assessment_erased", "merchant_erased")
"""Events that are no touch: nobody got in, or something went."""


def touched_since(moment: datetime) -> sa.CompoundSelect[str]:
    """Return the ids of merchants touched since a moment: the one place that says what a touch is.

    A merchant is touched by whatever is written about it: its assessments
    (completed ones too: progress, roadmaps, evidence seen, notes, sessions),
    who looks after it and who has it, its name; by its private links and
    those of respondents, made, used or called back; by being taken out, put
    back or brought in. So every time of every row that leads to a merchant
    counts, of a table that comes later too, but for when a link will end.
    """
    found = []
    for table in metadata.sorted_tables:
        times = [each for each in table.c if isinstance(each.type, Moment) and each.name != "expires_at"]
        owned = _merchant_of(table)
        if owned is None or not times:
            continue
        of_merchant, rows = owned
        chosen = sa.select(of_merchant).select_from(rows).where(sa.or_(*(each >= moment for each in times)))
        if table is event:
            chosen = chosen.where(event.c.merchant_id.is_not(None), event.c.kind.not_in(NO_TOUCH))
        found.append(chosen)
    return sa.union(*found)


def _merchant_of(table: sa.Table) -> tuple[sa.ColumnElement[str], sa.FromClause] | None:
    """Return the column that says which merchant a row is about, and where from; None for no merchant."""
    if table is merchant:
        return merchant.c.id, merchant
    if "merchant_id" in table.c:
        return table.c.merchant_id, table
    if "assessment_id" in table.c:
        return assessment.c.merchant_id, table.join(assessment, assessment.c.id == table.c.assessment_id)
    return None


def untouched_since(
    connection: sa.Connection, workspace_id: str, moment: datetime
) -> Sequence[tuple[str, str]]:
    """Return the assessments in the lists of merchants that nobody touched since a moment, and whose.

    The archive is kept without end. Examples are nobody's data and stay.
    """
    rows = connection.execute(
        sa.select(assessment.c.id, assessment.c.merchant_id)
        .join(merchant, merchant.c.id == assessment.c.merchant_id)
        .where(
            assessment.c.workspace_id == workspace_id,
            merchant.c.example.is_(False),
            merchant.c.id.not_in(touched_since(moment)),
            PRESENT,
        )
        .order_by(assessment.c.id)
    )
    return [(row[0], row[1]) for row in rows]
