"""Privacy: what is held on a merchant, how long an untouched merchant is kept, and what was erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite as well

from assessment.store.audit import Who
from assessment.store.columns import Moment
from assessment.store.put_away import PRESENT
from assessment.store.schema import (
    actor,
    assessment,
    audit,
    event,
    evidence_content,
    merchant,
    metadata,
    retention,
)

LEFT_OUT = frozenset({"token_sha256", "content", "workspace_id"})
"""Columns that say nothing about a merchant: hashes of links, bytes that stand beside, where rows belong."""


def read_rows(connection: sa.Connection, merchant_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row that is held on a merchant, by table, fit for JSON; actors by their labels."""
    labels = {row[0]: row[1] for row in connection.execute(sa.select(actor.c.id, actor.c.label))}
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        owned = _merchant_of(table)
        if owned is None:
            continue
        of_merchant, source = owned
        columns = [column for column in table.c if column.name not in LEFT_OUT]
        chosen = sa.select(*columns).select_from(source).where(of_merchant == merchant_id)
        found[table.name] = [
            {
                name: _plain(labels.get(each, each) if name == "actor_id" else each)
                for name, each in row.items()
            }
            for row in connection.execute(chosen.order_by(*table.primary_key.columns)).mappings()
        ]
    return found


def read_files(connection: sa.Connection, merchant_id: str) -> dict[str, bytes]:
    """Return the bytes of a merchant's evidence files by their hashes."""
    rows = connection.execute(
        sa.select(evidence_content.c.sha256, evidence_content.c.content).where(
            evidence_content.c.merchant_id == merchant_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _merchant_of(table: sa.Table) -> tuple[sa.ColumnElement[str], sa.FromClause] | None:
    """Return the column that says which merchant a row is about, and where from; None for no merchant."""
    if table is merchant:
        return merchant.c.id, merchant
    if "merchant_id" in table.c:
        return table.c.merchant_id, table
    if "assessment_id" in table.c:
        return assessment.c.merchant_id, table.join(assessment, assessment.c.id == table.c.assessment_id)
    return None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


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


OF_EVENTS = ("merchant_erased", "assessment_erased")
OF_AUDIT = ("delete_file", "remove_respondent")
"""What takes a part of an assessment that stays."""
LATE = 1000
"""Rows: one with a lower number may be committed after one with a higher, so that many are read again."""


READ_LAST_NUMBERS = sa.select(
    *(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).scalar_subquery() for table in (event, audit))
)
READ_ERASURES = sa.union_all(
    *(
        sa.select(sa.literal(table.name), table.c.id, table.c.merchant_id).where(
            table.c.id > sa.bindparam(f"after_{table.name}"), kind.in_(kinds)
        )
        for table, kind, kinds in ((event, event.c.kind, OF_EVENTS), (audit, audit.c.action, OF_AUDIT))
    )
)
"""Made once, for each drawing of a page asks them."""


@dataclass(frozen=True)
class RecordedErasure:
    """One erasure, by whichever program: every one writes events and audit."""

    place: str
    number: int
    """Of the row, in its table."""
    merchant_id: str


def last_numbers(connection: sa.Connection) -> tuple[int, int]:
    """Return the numbers of the last event and of the last line of the audit; 0 where there is none."""
    last = connection.execute(READ_LAST_NUMBERS).one()
    return last[0], last[1]


def read_erasures(connection: sa.Connection, after: tuple[int, int]) -> list[RecordedErasure]:
    """Return what was erased after some numbers, and shortly before them, as `last_numbers` returns them."""
    since = {"after_event": after[0] - LATE, "after_audit": after[1] - LATE}
    return [RecordedErasure(row[0], row[1], row[2] or "") for row in connection.execute(READ_ERASURES, since)]
