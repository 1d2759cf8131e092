"""Types of columns that mean the same on SQLite, whose tables are STRICT, and on PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles


class JsonText(sa.JSON):
    """JSON in a text column; STRICT tables know no type named JSON."""


class Boolean(sa.Boolean):
    """True or false, an integer in STRICT tables."""


class Day(sa.Date):
    """A calendar day, ISO text in STRICT tables."""


@compiles(JsonText, "sqlite")
@compiles(Day, "sqlite")
def _text(*_args: object, **_options: object) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
def _integer(*_args: object, **_options: object) -> str:
    return "INTEGER"


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC time: timestamptz on PostgreSQL, sortable ISO text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column type."""
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a time without a zone, then write it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone cannot be kept"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read it back in UTC, whatever zone the server speaks in."""
        del dialect
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


Json = JsonText(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
