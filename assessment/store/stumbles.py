"""Where somebody found an item hard to answer: one row for a sheet and an item, gone once taken back."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.responses import Stumble, StumbleReason
from assessment.store.answers import AnswerKey
from assessment.store.audit import Who
from assessment.store.schema import stumble


def read_stumbles(connection: sa.Connection, assessment: str, sheet: str) -> dict[str, Stumble]:
    """Return the stumbles of one sheet by item."""
    rows = connection.execute(
        sa.select(stumble.c.item_id, stumble.c.reason, stumble.c.word).where(
            stumble.c.assessment_id == assessment, stumble.c.sheet_id == sheet
        )
    )
    return {item: Stumble(reason=StumbleReason(reason), word=word) for item, reason, word in rows}


def save_stumble(connection: sa.Connection, who: Who, place: AnswerKey, said: Stumble | None) -> None:
    """Write a stumble in the place of the one before; None deletes it."""
    key = {"assessment_id": place.assessment, "sheet_id": place.sheet, "item_id": place.item}
    if said is None:
        connection.execute(
            sa.delete(stumble).where(*(stumble.c[name] == value for name, value in key.items()))
        )
        return
    changed = {"reason": said.reason.value, "word": said.word, "actor_id": who.actor, "updated_at": who.at}
    connection.execute(
        insert(stumble)
        .values(**key, **changed)
        .on_conflict_do_update(index_elements=[stumble.c[name] for name in key], set_=changed)
    )
