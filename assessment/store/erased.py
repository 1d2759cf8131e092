"""What was erased lately, by whichever program: read from events and audit, which every one writes."""

from dataclasses import dataclass

import sqlalchemy as sa

from assessment.store.schema import audit, event

OF_EVENTS = ("merchant_erased", "assessment_erased")
OF_AUDIT = ("delete_file", "remove_respondent")
"""What takes a part of an assessment that stays."""
LATE = 1000
"""Rows: one with a lower number may be committed after one with a higher, so that many are read again."""


@dataclass(frozen=True)
class Erased:
    """One erasure."""

    place: str
    number: int
    """Of the row, in its table."""
    merchant_id: str


def last_numbers(connection: sa.Connection) -> tuple[int, int]:
    """Return the numbers of the last event and of the last line of the audit; 0 where there is none."""
    found = [connection.scalar(sa.select(sa.func.max(table.c.id))) or 0 for table in (event, audit)]
    return found[0], found[1]


def read_erased(connection: sa.Connection, after: tuple[int, int]) -> list[Erased]:
    """Return what was erased after some numbers, and shortly before them, as `last_numbers` returns them."""
    found = []
    for table, kind, kinds, since in (
        (event, event.c.kind, OF_EVENTS, after[0]),
        (audit, audit.c.action, OF_AUDIT, after[1]),
    ):
        rows = connection.execute(
            sa.select(table.c.id, table.c.merchant_id).where(table.c.id > since - LATE, kind.in_(kinds))
        )
        found += [Erased(table.name, row[0], row[1] or "") for row in rows]
    return found
