"""Which schema revisions this version of the program knows, and the guards a schema of the newest one has."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from assessment.store.schema import metadata

SCRIPTS = Path(__file__).parent / "migrations"


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's settings; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision in `migrations/`, newest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return tuple(script.revision for script in scripts.walk_revisions())


@cache
def known_guards(dialect: str) -> frozenset[str]:
    """Return the names of all triggers that the migrations make, 'sqlite' or 'postgresql'."""
    scripts = ScriptDirectory.from_config(alembic_config())
    statements = [
        statement
        for script in scripts.walk_revisions()
        for statement in getattr(script.module, "guards", lambda _: [])(dialect)
    ]
    return frozenset(name for each in statements for name in re.findall(r"create trigger (\w+)", each))


def is_whole(dialect: str, tables: Collection[str], guards: Collection[str]) -> bool:
    """Whether a schema of the newest revision has all its tables and guards: nothing is safe without."""
    return known_guards(dialect) <= set(guards) and set(metadata.tables) <= set(tables)
