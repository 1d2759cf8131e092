"""Bringing a database to the schema this version needs, safely when many processes start at once."""

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext

from assessment.store.engine import Database, connect
from assessment.store.errors import Newer
from assessment.store.revisions import alembic_config, known_revisions

LOCK = 7_305_001
"""Our number among PostgreSQL's advisory locks; any constant does."""


def upgrade(database: Database) -> None:
    """Run what is missing in one transaction: the first process does it, the rest find nothing to do.

    Raises:
        Newer: a later version of the program made this schema; it is left alone.
        StoreError: the database failed; the schema is as it was.
    """
    # On SQLite a writing transaction already holds the only write lock.
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None and revision not in known_revisions():
            raise Newer(database.where)
        if revision != known_revisions()[0]:
            command.upgrade(alembic_config(connection), "head")


def open_database(url: str) -> Database:
    """Connect and upgrade.

    Raises:
        StoreError: one of its kinds; nothing was changed.
    """
    database = connect(url)
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return database
