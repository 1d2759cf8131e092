"""An assessment to bytes: UTF-8, sorted keys, two spaces, a final newline, and nothing that says nothing."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from assessment.responses import FORMAT, Assessment

EXACT = 2.0**53
"""Below this a whole number is the same as int and as float."""


def write(assessment: Assessment) -> bytes:
    """Write an assessment file.

    What is unset, empty or the default is left out, but for format, mode and
    status, which say what kind of file it is. Times are given in UTC with
    `Z`, a time without a zone being taken as UTC already. Reading the bytes
    and writing again gives the same bytes.
    """
    always = {"format": FORMAT, "mode": assessment.mode.value, "status": assessment.status}
    plain = always | plain_record(assessment)
    return (json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n").encode()


def plain_record(record: BaseModel) -> dict[str, Any]:
    """Return a record as plain values without its defaults; required fields stay."""
    fields = type(record).model_fields
    values = {name: (getattr(record, name), field) for name, field in fields.items()}
    return {
        name: plain_value(value)
        for name, (value, field) in values.items()
        if field.is_required()
        or (value is not None and value != field.get_default(call_default_factory=True))
    }


def plain_value(value: Any) -> Any:
    """Return a value as JSON has it; whole numbers without a point."""
    if isinstance(value, BaseModel):
        return plain_record(value)
    if isinstance(value, dict):
        return {str(key): plain_value(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(entry) for entry in value]
    if isinstance(value, datetime):
        zoned = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return zoned.isoformat().replace("+00:00", "Z")
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    # Dates and the reasons for absence are texts in JSON; the rest is JSON already.
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
