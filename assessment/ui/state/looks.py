"""What a page looks for by itself every few seconds: a look that would find nothing is not drawn.

Drawing a part of a page costs the server many times what it costs to see that
there is nothing new to show, and nearly always there is nothing.
"""

from collections.abc import Callable

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

_looks: dict[str, dict[str, Callable[[], bool]]] = {}
"""By session and part of its page, what tells whether there is something new."""


def look_only_if(is_new: Callable[[], bool]) -> None:
    """Let the part that is being drawn be drawn by its clock only where there is something new.

    Args:
        is_new: tells it at any time, away from any page; where it fails, the part is drawn.
    """
    run, part = get_script_run_ctx(), ThreadState.get().fragment_id
    if run is not None and part is not None:
        note_look(run.session_id, part, is_new)


def note_look(session: str, part: str, is_new: Callable[[], bool]) -> None:
    """Note what tells whether a look of a session at a part of its page may find something."""
    _looks.setdefault(session, {})[part] = is_new


def may_find(session: str, part: str) -> bool:
    """Whether a look of a session at a part of its page may find something new; True where nobody knows."""
    is_new = _looks.get(session, {}).get(part)
    if is_new is None:
        return True
    try:
        return is_new()
    except Exception:  # noqa: BLE001 - what it is, is said by the page where it is drawn
        return True


def forget_looks(session: str) -> None:
    """Forget a session: it is gone, or draws its whole page when it comes back."""
    _looks.pop(session, None)
