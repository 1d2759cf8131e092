"""The schema of the store: every statement the migrations run, on both databases, in their order."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from assessment.instrument.load import shipped_bank
from assessment.service import open_service
from tests.contract.golden import agree

CHANGES = ("create", "alter", "drop", "update", "insert", "delete", "comment")


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect every statement that changes something."""
    statements: list[str] = []

    def hear(_connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().lower().startswith(CHANGES):
            statements.append(statement.strip())

    event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(sa.Engine, "before_cursor_execute", hear)


def test_the_migrations(bare_url: str) -> None:
    """Opening an empty store runs them all; where one ends, it says its number."""
    with heard() as statements, closing(open_service(bare_url, shipped_bank())):
        pass
    end = max(place for place, one in enumerate(statements) if "alembic_version" in one)
    sections: dict[str, list[str]] = {"before the first": []}
    for statement in statements[: end + 1]:
        sections[next(reversed(sections))].append(statement)
        if statement.lower().startswith(("insert into alembic_version", "update alembic_version")):
            sections[f"after {statement.split(chr(39))[1] if chr(39) in statement else len(sections)}"] = []
    kind = sa.make_url(bare_url).get_backend_name()
    agree(
        f"migrations-{kind}.sql.txt",
        {title: "".join(f"{one};\n" for one in ran) for title, ran in sections.items()},
    )
