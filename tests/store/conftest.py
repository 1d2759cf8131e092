"""A database with one draft in it, straight from the store, without any instrument behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from assessment.store import assessments, merchants
from assessment.store.answers import add_sheet
from assessment.store.audit import Who
from assessment.store.database import Database, open_database
from assessment.store.schema import AGREED

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Draft:
    """An assessment `a` of the merchant `m`, and who works on it."""

    database: Database
    who: Who

    def count(self, table: sa.Table) -> int:
        """Return how many rows a table has."""
        with self.database.reading() as connection:
            return connection.scalars(sa.select(sa.func.count()).select_from(table)).one()

    def complete(self) -> None:
        """Complete it, as far as the store is concerned."""
        with self.database.writing() as connection:
            assessments.lock_draft(connection, self.who, "a")
            assessments.update_draft(
                connection, "a", status="completed", completed_at=NOON, result={"stage": None}
            )


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database at the newest schema, empty."""
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def draft(database: Database) -> Draft:
    """One draft."""
    return with_draft(database)


def with_draft(database: Database) -> Draft:
    """Put one draft into an empty database."""
    with database.writing() as connection:
        who = Who(assessments.LOCAL, assessments.ensure_actor(connection, "tester", NOON), NOON)
        assessments.keep_instrument(connection, "sha256:1", "small", "0.1.0", "{}")
        merchants.add_merchant(connection, who, "m", "示例店 13800138000", example=False)
        assessments.add_assessment(
            connection,
            who,
            id="a",
            merchant_id="m",
            instrument_digest="sha256:1",
            mode="full",
            profile={},
            taken_on=NOON.date(),
            corrects=None,
            example=False,
        )
        add_sheet(connection, "a", AGREED, 0, None)
    return Draft(database, who)
