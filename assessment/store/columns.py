"""Types of columns that mean the same on SQLite, whose tables are STRICT, and on PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles


class BrokenValue(ValueError):  # noqa: N818 - named after what happened
    """A column or row holds what this program never writes."""


Model = TypeVar("Model", bound=BaseModel)


def read_as(model: type[Model], value: object) -> Model:
    """Read a JSON value of a column as the record that was written.

    Raises:
        BrokenValue: it is no such record.
    """
    try:
        return model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        # Its message would repeat what is in the row.
        message = f"{model.__name__}: {error.error_count()}"
        raise BrokenValue(message) from None


class JsonText(sa.JSON):
    """JSON in a text column; STRICT tables know no type named JSON."""


class Boolean(sa.Boolean):
    """True or false, an integer in STRICT tables."""


class DayText(sa.Date):
    """A calendar day, ISO text in STRICT tables."""


@compiles(JsonText, "sqlite")
@compiles(DayText, "sqlite")
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
        try:
            return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise BrokenValue(type(error).__name__) from None


class Readable(sa.types.TypeDecorator[Any]):
    """A column whose value is a broken one where it cannot be read."""

    impl: Any = sa.Text
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Read a value as the type below does, and say in one way that it cannot."""
        read: Callable[[Any], Any] | None = super().result_processor(dialect, coltype)

        def unbroken(value: Any) -> Any:
            try:
                return read(value) if read is not None else value
            except (ValueError, TypeError, RecursionError) as error:
                raise BrokenValue(type(error).__name__) from None

        return unbroken


class Day(Readable):
    """A calendar day."""

    impl = DayText
    cache_ok = True


class Json(Readable):
    """A JSON value; Python's None is the database's null."""

    impl = JsonText
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return JsonText(none_as_null=True)


BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
