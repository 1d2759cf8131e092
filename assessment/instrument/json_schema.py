"""JSON Schemas of the bank's files as authors write them, for editors and other programs.

Generated from the same models that `load` uses, so they cannot disagree
with it. The differences between a file and its model are told here: a
step has its languages beside its other keys, and a list may stand under a
single key.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from assessment.instrument.bank import (
    ANSWERING,
    CALENDAR,
    COLUMNS,
    CONTRADICTIONS,
    DERIVED,
    FLAGS,
    GATES,
    HANDBOOK,
    LINEAGE,
    METRICS,
    PROFILE,
    RELEASES,
    RESPONDENTS,
    SOURCES,
    WORDING,
)
from assessment.instrument.calendar import Event
from assessment.instrument.columns import Columns
from assessment.instrument.file_schemas import (
    Advice,
    Concept,
    DimensionFile,
    InstrumentFile,
    Lineage,
    Released,
    Role,
    Source,
    Wording,
)
from assessment.instrument.model import Gate, Metric, ProfileQuestion, RedFlag
from assessment.instrument.rules import ContradictionRule, DerivedRule

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

LISTS: Mapping[str, tuple[str, Any]] = {
    GATES: ("gates", list[Gate]),
    FLAGS: ("flags", list[RedFlag]),
    METRICS: ("metrics", list[Metric]),
    PROFILE: ("profile", list[ProfileQuestion]),
    HANDBOOK: ("concepts", list[Concept]),
    SOURCES: ("sources", list[Source]),
    LINEAGE: ("lineage", list[Lineage]),
    RELEASES: ("releases", list[Released]),
    CONTRADICTIONS: ("contradictions", list[ContradictionRule]),
    DERIVED: ("derived", list[DerivedRule]),
    CALENDAR: ("events", list[Event]),
    RESPONDENTS: ("respondents", list[Role]),
    ANSWERING: ("answering", list[Advice]),
}
"""Files that hold a list, and the key it may stand under."""


def bank_schemas(languages: Sequence[str]) -> dict[str, Schema]:
    """Return a schema for each kind of file, by file name.

    Args:
        languages: the keys a text may have.
    """
    whole = {
        "instrument": InstrumentFile,
        "dimension": DimensionFile,
        WORDING.split(".")[0]: Wording,
        COLUMNS.split(".")[0]: Columns,
    }
    found = {f"{name}.json": as_written(schema_of(shape), languages, name) for name, shape in whole.items()}
    for file, (key, shape) in LISTS.items():
        name = file.split(".")[0]
        found[f"{name}.json"] = as_written(bare_or_keyed(schema_of(shape), key), languages, name)
    return found


def record_schema(shape: type[BaseModel], name: str, required: Sequence[str]) -> Schema:
    """Return the schema of a record.

    Args:
        shape: the record.
        name: what the schema is called.
        required: keys that a file must have though the record has a default.
    """
    schema = schema_of(shape)
    schema["required"] = sorted({*schema.get("required", []), *required})
    return {"$schema": DRAFT, **schema, "title": name}


def schema_of(shape: Any) -> Schema:
    """Return pydantic's schema of a shape."""
    return TypeAdapter(shape).json_schema(by_alias=True)


def bare_or_keyed(schema: Schema, key: str) -> Schema:
    """Allow a list on its own or under one key."""
    definitions = schema.pop("$defs", {})
    keyed = {
        "type": "object",
        "properties": {key: schema},
        "required": [key],
        "additionalProperties": False,
    }
    return {"anyOf": [schema, keyed], "$defs": definitions}


def as_written(schema: Schema, languages: Sequence[str], name: str) -> Schema:
    """Turn the schema of a model into that of its file."""
    definitions = schema.get("$defs", {})
    texts = {language: {"type": "string", "minLength": 1} for language in languages}
    if "LocalText" in definitions:
        definitions["LocalText"] = {
            "type": "object",
            "description": "One text in every language of the instrument.",
            "properties": texts,
            "minProperties": 1,
            "additionalProperties": False,
        }
    for inline in ("Step", "Concept"):
        if inline in definitions:
            write_inline(definitions[inline], texts)
    if "WorthFrom" in definitions:
        # A stage alone may be written as one word.
        definitions["WorthFrom"] = {"anyOf": [{"type": "string"}, definitions["WorthFrom"]]}
    return {"$schema": DRAFT, **schema, "title": name}


def write_inline(definition: Schema, texts: Mapping[str, Schema]) -> None:
    """Put the languages of a text beside the other keys."""
    del definition["properties"]["text"]
    definition["properties"] = {**texts, **definition["properties"]}
    definition["required"] = [*texts, *(key for key in definition["required"] if key != "text")]


def write_schemas(folder: Path, schemas: Mapping[str, Schema]) -> list[Path]:
    """Write each schema to its file; return the files.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas.items():
        path = folder / name
        path.write_text(schema_text(schema), encoding="utf-8")
        written.append(path)
    return written


def schema_text(schema: Schema) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
