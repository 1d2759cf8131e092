"""What is typed into fields that are given by a button: kept until it is given, and put back into its field.

Nothing of it is saved by itself. A field is known by its scope (an assessment,
a sheet, or `ANY_PAGE`) and its name.
"""

from dataclasses import dataclass
from time import time
from typing import Any

import streamlit as st

from assessment.ui.state.input_parts import NOTE, Held, fingerprint

TYPED = "typed:"
"""Beginning of the places of such fields in the browser's copy; the name follows."""
ANY_PAGE = "pages"
"""The scope of fields that belong to no assessment."""


@dataclass
class TypedField:
    """One field in one tab."""

    stored: str = ""
    """What it shows where nothing was typed."""
    back: str | None = None
    """What was typed earlier and never given."""
    turn: int = 0
    """How often it began afresh here: part of its key."""
    decided: int = 0
    """When it was given or let go last, in milliseconds since 1970."""


def typed_fields() -> dict[tuple[str, str], TypedField]:
    """Return the fields of this tab by scope and name."""
    fields: dict[tuple[str, str], TypedField] = st.session_state.setdefault("typed_fields", {})
    return fields


def typed_field_of(scope: str, name: str) -> TypedField:
    """Return one field, made on first use."""
    return typed_fields().setdefault((scope, name), TypedField())


def bring_back(scope: str, name: str, held: Held) -> None:
    """Put a text back into its field."""
    field = typed_field_of(scope, name)
    if isinstance(held, str) and held != field.back:
        field.back, field.turn = held, field.turn + 1


def done_with(scope: str, *names: str) -> None:
    """Let fields begin afresh: what was typed was given, or is not wanted."""
    for name in names:
        field = typed_field_of(scope, name)
        field.back, field.turn = None, field.turn + 1
        field.decided = max(int(1000 * time()), field.decided + 1)


def typed_note(scope: str, name: str) -> dict[str, Any]:
    """Return what the browser is told of a field."""
    field = typed_field_of(scope, name)
    known = {NOTE: [fingerprint(field.stored)]}
    return {"s": scope, "p": TYPED + name, "x": {"": field.decided}, "r": 0, "k": known}
