"""The schema the migrations make, and that many may make it at once."""

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assessment.store import schema
from assessment.store.database import Database, open_database, upgrade
from assessment.store.revisions import known_revisions


def described(database: Database) -> object:
    """Everything the database says about its own schema."""
    statement = (
        "select name, sql from sqlite_schema order by name"
        if database.file
        else "select table_name, column_name, data_type, is_nullable from information_schema.columns"
        " where table_schema = current_schema order by 1, 2"
    )
    with database.reading() as connection:
        return connection.execute(sa.text(statement)).all()


def test_the_migrations_make_exactly_the_schema_that_the_statements_use(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before = described(database)
    upgrade(database)
    assert described(database) == before


def test_every_migration_follows_one_line() -> None:
    assert known_revisions()[-1] == "0001"
    assert len(set(known_revisions())) == len(known_revisions())


@pytest.mark.slow
def test_four_processes_may_start_at_once_on_an_empty_database(bare_url: str) -> None:
    start = (
        "import sys; from assessment.store.database import open_database; open_database(sys.argv[1]).close()"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", start, bare_url], stderr=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 4
    database = open_database(bare_url)
    with database.reading() as connection:
        assert connection.scalars(sa.text("select version_num from alembic_version")).all() == [
            known_revisions()[0]
        ]
    database.close()


def test_sqlite_is_set_to_survive_a_power_cut_and_to_forget(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    database.close()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10000,
    }


def test_every_table_of_ours_is_strict(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.reading() as connection:
        tables = connection.exec_driver_sql("pragma table_list").mappings().all()
    database.close()
    strict = {table["name"] for table in tables if table["strict"]}
    assert strict == set(schema.metadata.tables)
