"""What a page looks for by itself every few seconds: a look that would find nothing is not drawn.

Drawing a part of a page costs the server many times what it costs to see that
there is nothing new to show, and nearly always there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState


@dataclass
class _Looks:
    """What the open page of a session looks for."""

    connections: int = 0
    """A browser that comes back may be here before its lost connection is gone."""
    by_part: dict[str, Callable[[], bool]] = field(default_factory=dict)


_open: dict[str, _Looks] = {}
"""By session. Of one that is not connected nothing is noted: nobody would ever forget it."""


def look_only_if(is_new: Callable[[], bool]) -> None:
    """Let the part that is being drawn be drawn by its clock only where there is something new.

    Args:
        is_new: tells it at any time, away from any page; where it fails, the part is drawn.
    """
    run, part = get_script_run_ctx(), ThreadState.get().fragment_id
    if run is not None and part is not None:
        note_look(run.session_id, part, is_new)


def note_look(session: str, part: str, is_new: Callable[[], bool]) -> None:
    """Note what tells whether a look of a connected session at a part of its page may find something."""
    looks = _open.get(session)
    if looks is not None:
        looks.by_part[part] = is_new


def may_find(session: str, part: str) -> bool:
    """Whether a look of a session at a part of its page may find something new; True where nobody knows."""
    looks = _open.get(session)
    is_new = None if looks is None else looks.by_part.get(part)
    if is_new is None:
        return True
    try:
        return is_new()
    except Exception:  # noqa: BLE001 - what it is, is said by the page where it is drawn
        return True


def begin_looks(session: str) -> None:
    """Note that a session is connected."""
    _open.setdefault(session, _Looks()).connections += 1


def end_looks(session: str) -> None:
    """Note that a connection of a session is gone; with the last one what it looked for is forgotten."""
    looks = _open.get(session)
    if looks is None:
        return
    looks.connections -= 1
    if not looks.connections:
        del _open[session]
