"""What tells authors about items: where somebody stumbled, and the rounds whose answers are counted.

A stumble is one row for a sheet and an item, gone once it is taken back.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.responses import Stumble, StumbleReason
from assessment.store.access import Visible
from assessment.store.answers import AnswerKey
from assessment.store.audit import Who
from assessment.store.put_away import NOT_BINNED
from assessment.store.schema import assessment, instrument, stumble

READ_STUMBLES = sa.select(stumble.c.item_id, stumble.c.reason, stumble.c.word).where(
    stumble.c.assessment_id == sa.bindparam("of"), stumble.c.sheet_id == sa.bindparam("sheet")
)
"""Made once, for each drawing of a page asks it."""


def read_stumbles(connection: sa.Connection, id_: str, sheet: str) -> dict[str, Stumble]:
    """Return the stumbles of one sheet by item."""
    rows = connection.execute(READ_STUMBLES, {"of": id_, "sheet": sheet})
    return {item: Stumble(reason=StumbleReason(reason), word=word) for item, reason, word in rows}


def read_all_stumbles(connection: sa.Connection, id_: str) -> list[tuple[str, Stumble]]:
    """Return the stumbles of every sheet of an assessment, each with its item."""
    rows = connection.execute(
        sa.select(stumble.c.item_id, stumble.c.reason, stumble.c.word)
        .where(stumble.c.assessment_id == id_)
        .order_by(stumble.c.item_id, stumble.c.sheet_id)
    )
    return [(item, Stumble(reason=StumbleReason(reason), word=word)) for item, reason, word in rows]


def save_stumble(connection: sa.Connection, who: Who, place: AnswerKey, given: Stumble | None) -> None:
    """Write a stumble in the place of the one before; None deletes it."""
    key = {"assessment_id": place.assessment, "sheet_id": place.sheet, "item_id": place.item}
    if given is None:
        connection.execute(
            sa.delete(stumble).where(*(stumble.c[name] == value for name, value in key.items()))
        )
        return
    changed = {"reason": given.reason.value, "word": given.word, "actor_id": who.actor, "updated_at": who.at}
    connection.execute(
        insert(stumble)
        .values(**key, **changed)
        .on_conflict_do_update(index_elements=[stumble.c[name] for name in key], set_=changed)
    )


@dataclass(frozen=True)
class CompletedRound:
    """A completed assessment, as far as it takes to choose among them."""

    id: str
    merchant_id: str
    digest: str
    version: str
    """Of the instrument it was taken with."""


def completed_rounds(connection: sa.Connection, visible: Visible, instrument_id: str) -> list[CompletedRound]:
    """List the completed assessments of an instrument that may be seen, in any version, the last one last.

    Examples and what lies in the bin are left out; what rests in the archive is not.
    """
    rows = connection.execute(
        sa.select(
            assessment.c.id, assessment.c.merchant_id, assessment.c.instrument_digest, instrument.c.version
        )
        .join_from(assessment, instrument)
        .where(
            visible.rows(assessment),
            assessment.c.status == "completed",
            assessment.c.example.is_(False),
            instrument.c.id == instrument_id,
            NOT_BINNED,
        )
        .order_by(assessment.c.completed_at, assessment.c.id)
    )
    return [CompletedRound(*row) for row in rows]
