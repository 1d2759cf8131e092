"""The copies of inputs that the browser keeps: what each is of, and those that wait to be decided upon.

A place is an item or one of the constants below; a part is one of its inputs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import time

import streamlit as st

from assessment.service import LocalizedError, Refused
from assessment.texts import Text
from assessment.ui.state.answering import typed_number
from assessment.ui.state.draft import Draft
from assessment.ui.state.input_parts import NUMBER, Held
from assessment.ui.state.session import measure_of

PROFILE, MODE, DAY, APPOINTMENT, REQUEST = "profile", "mode", "day", "next", "request"
"""Places of an assessment that are no item."""
PRIVATE, METRIC, STUMBLE = "private:", "metric:", "stumble:"
"""Beginnings of places; the id of an item or a metric follows."""


@dataclass(frozen=True)
class Copy:
    """One input as the browser kept it."""

    key: str
    """Its name in the browser's storage."""
    time: int
    """When it was changed last, in milliseconds since 1970, by the visitor's clock."""
    scope: str
    place: str
    part: str
    held: Held
    base: str
    """The fingerprint of what was stored when the change began."""
    revision: int
    """The revision of its place then, as far as the page knew."""
    given: bool
    """Whether it was finished: a field for one line was left, or Enter was pressed in it."""


@dataclass(frozen=True)
class CopiedChange:
    """What a copy would change."""

    wanted: object
    """None where what is stored says the same."""
    save: Callable[[], object]


@dataclass(frozen=True)
class Returned:
    """What came back and waits to be decided upon: the stored one is newer, or the store refused it."""

    copy: Copy
    take: Callable[[], object] | None
    """Saves it over what is stored; None where it cannot be stored."""
    why: LocalizedError | None = None
    """Why it cannot be stored."""


def returned() -> dict[str, Returned]:
    """Return what waits to be decided upon in this tab, by the key of its copy."""
    held: dict[str, Returned] = st.session_state.setdefault("returned", {})
    return held


def own_change(mine: Draft, place: str, part: str, held: Held, revision: int = 0) -> Copy:
    """Return what was changed in this tab, as the browser would give it back: others changed it too."""
    return Copy(f"{place}|{part}", int(1000 * time()), mine.id, place, part, held, "", revision, given=True)


def is_returned(copy: Copy) -> bool:
    """Whether the same waits to be decided upon already."""
    what = copy.scope, copy.place, copy.part, _meaning(copy)
    return any(
        what == (one.scope, one.place, one.part, _meaning(one))
        for one in (each.copy for each in returned().values())
    )


def _meaning(copy: Copy) -> object:
    """Return what a copy says, however it was typed: 12.5万 is 125000."""
    if isinstance(copy.held, list):
        return copy.held
    held = copy.held.strip()
    if copy.part != NUMBER or not copy.place.startswith(METRIC):
        return held
    try:
        return typed_number(held, measure_of(copy.place.removeprefix(METRIC)))
    except ValueError:
        return held


def unreadable(held: Held, low: float, high: float) -> Refused:
    """Return the refusal of what was typed where a number between two bounds is asked for."""
    limits = Text("respond.numbers.placeholder", low=f"{low:g}", high=f"{high:g}")
    return Refused(Text("respond.numbers.unreadable", typed=str(held)[:40], limits=limits))
