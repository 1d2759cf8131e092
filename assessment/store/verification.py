"""Who has seen the evidence of an answer after its assessment was completed.

The rows stand beside the assessment, which never changes any more; a note
that is taken back is deleted, and the audit keeps both.
"""

import sqlalchemy as sa

from assessment.responses import Verified
from assessment.store.audit import Who
from assessment.store.schema import later_verification


def read_later(connection: sa.Connection, id_: str) -> dict[str, Verified]:
    """Return what was verified after an assessment was completed, by item."""
    rows = connection.execute(
        sa.select(
            later_verification.c.item_id, later_verification.c.seen_by, later_verification.c.seen_at
        ).where(later_verification.c.assessment_id == id_)
    )
    found = {item: Verified(by=by, at=at) for item, by, at in rows}
    # Sorted here: two databases need not sort texts alike.
    return {item: found[item] for item in sorted(found)}


def save_later(
    connection: sa.Connection, who: Who, assessment_id: str, item_id: str, verified: Verified | None
) -> None:
    """Write a verification of a locked assessment in the place of the one before; None deletes it."""
    key = {"assessment_id": assessment_id, "item_id": item_id}
    connection.execute(
        sa.delete(later_verification).where(
            *(later_verification.c[name] == value for name, value in key.items())
        )
    )
    if verified is not None:
        connection.execute(
            sa.insert(later_verification).values(
                **key, seen_by=verified.by, seen_at=verified.at, actor_id=who.actor
            )
        )
