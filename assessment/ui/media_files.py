"""Files that a page has made are for the browser that the page was drawn for, and for nobody else.

The framework keeps them under an address made of their content, and gives
them to whoever asks. Here it is remembered whom each was given to: the same
visitor, with the same cookies, who is still let in.
"""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock
from typing import Any

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.service import Actor

MOST_TABS = 10_000
"""Tabs that are kept in mind; one that is forgotten asks its page for a file anew."""
ADDRESS = "/media/"


def visitor_key(actor: Actor, held: Mapping[str, str], sign_in: str) -> str:
    """Return what tells one visitor from another: who they are, and by what this browser knows it.

    Args:
        actor: who they are, looked up now.
        held: the private links of their browser.
        sign_in: the token it was signed in with; empty where it was not.
    """
    # An account is looked up each time, whichever of its sign-ins this is.
    known_by = "" if actor.kind == "account" else sign_in
    parts = (repr(actor), *(f"{name}={held[name]}" for name in sorted(held)), known_by)
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class GivenFiles:
    """Remembers who was given which file; safe to share between threads."""

    def __init__(self) -> None:
        self._tabs: OrderedDict[str, str] = OrderedDict()
        self._given: dict[str, set[str]] = {}
        self._lock = Lock()

    def watch(self, manager: MediaFileManager) -> None:
        """Note from now on whom the framework gives each file to."""
        add, execute = manager.add, manager.execute_deferred

        def added(*given: Any, **named: Any) -> str:
            url = add(*given, **named)
            context = get_script_run_ctx()
            self._note(manager, url, context.session_id if context else "")
            return url

        def executed(file_id: str) -> str:
            entry = manager._deferred_callables.get(file_id)  # noqa: SLF001 - says for which tab it is made
            url = execute(file_id)
            self._note(manager, url, entry["session_id"] if entry else "")
            return url

        manager.add = added  # type: ignore[method-assign]
        manager.execute_deferred = executed  # type: ignore[method-assign]

    def draw_for(self, visitor: str) -> None:
        """Note whom this tab is drawn for; what it is given from now on is theirs."""
        context = get_script_run_ctx()
        if context is None:
            return
        with self._lock:
            self._tabs[context.session_id] = visitor
            self._tabs.move_to_end(context.session_id)
            while len(self._tabs) > MOST_TABS:
                self._tabs.popitem(last=False)

    def is_of(self, path: str, visitor: str) -> bool:
        """Whether a file was given to a visitor.

        Args:
            path: its address.
            visitor: as `visitor_key` names them.
        """
        with self._lock:
            return visitor in self._given.get(_id_in(path), ())

    def _note(self, manager: MediaFileManager, url: str, tab: str) -> None:
        with self._lock:
            kept = manager._file_metadata  # noqa: SLF001 - what the framework has forgotten nobody gets
            for gone in [each for each in self._given if each not in kept]:
                del self._given[gone]
            visitor = self._tabs.get(tab)
            if visitor is not None:
                self._given.setdefault(_id_in(url), set()).add(visitor)


def _id_in(address: str) -> str:
    """Return the framework's id of a file, which stands last in its address, before an ending."""
    return address.rpartition("/")[2].partition(".")[0]


GIVEN_FILES = GivenFiles()
