"""Beginning something once, however often its button is pressed.

A second press within a moment reaches the server as a page drawn anew, while
the first may still be at work beside it. It is told what the first began.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from typing import Any, Generic, TypeVar

import streamlit as st

MOMENT = 3.0
"""Seconds in which the same beginning is the same thing."""

Begun = TypeVar("Begun")


@dataclass
class _Last(Generic[Begun]):
    what: object = None
    at: float = 0.0
    begun: Begun | None = None
    # Reentrant and held over the whole beginning: a script that is told to stop may go on beside the next.
    lock: Any = field(default_factory=RLock, repr=False)


def submit_once(what: object, begin: Callable[[], Begun]) -> Begun:
    """Begin something in this tab, or return what the same press began a moment ago.

    Args:
        what: tells one beginning from another: what was chosen for it.
        begin: begins it; what it raises counts as nothing begun.
    """
    last: _Last[Begun] = st.session_state.setdefault("begun_last", _Last())
    with last.lock:
        if last.begun is None or last.what != what or monotonic() - last.at > MOMENT:
            last.begun = begin()
            last.what, last.at = what, monotonic()
        return last.begun
