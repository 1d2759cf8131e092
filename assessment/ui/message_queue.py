"""What waits on the server to be sent to a browser: in which order it goes, and when.

Works around Streamlit 1.67, in a class of it that is not public.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

HELD = 0.1
"""Seconds for which a part that is being drawn is held back at most: nobody notices them."""


def send_whole_pages() -> None:
    """Send all of a drawn page, even where a part of it is drawn again before it was sent.

    The framework takes that part out of what still waits to be sent. To the
    browser the whole page then ends without it, so the browser forgets what
    the inputs of that part hold, and a tick made just then comes back as none.
    """
    clear = ForwardMsgQueue.clear

    def without_leaving_out(self: ForwardMsgQueue, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("fragment_ids_this_run") is None:
            clear(self, *args, **kwargs)
        else:
            # What is drawn now goes behind what waits, never into its place.
            self._delta_index_map = {}

    ForwardMsgQueue.clear = without_leaving_out  # type: ignore[method-assign]


def send_parts_at_once(ask_again: Callable[[], None]) -> None:
    """Send what is drawn of a part of a page in one go, once it is drawn; what takes longer as it comes.

    The browser goes over every element of the whole page when the drawing of
    a part begins, when the page is told to be running, and when it ends. Where
    all of it arrives at once it does so once: most of what a click costs.

    Args:
        ask_again: lets the server look again at what waits.
    """
    flush = ForwardMsgQueue.flush
    held: WeakKeyDictionary[ForwardMsgQueue, tuple[ForwardMsg, float]] = WeakKeyDictionary()

    def flush_whole_parts(self: ForwardMsgQueue) -> list[ForwardMsg]:
        begun = part_begun(self._queue)
        if begun is None:
            held.pop(self, None)
            return without_passed_states(flush(self))
        which, until = held.get(self, (None, 0.0))
        if which is not begun:
            held[self] = begun, monotonic() + HELD
            # Nothing may come after it for long, and then nobody would ask again.
            asyncio.get_running_loop().call_later(HELD, ask_again)
            return []
        return [] if monotonic() < until else flush(self)

    ForwardMsgQueue.flush = flush_whole_parts  # type: ignore[method-assign]


def part_begun(waiting: list[ForwardMsg]) -> ForwardMsg | None:
    """Return the beginning of a part that is still being drawn; None where nothing is to be waited for."""
    begun = None
    for message in waiting:
        kind = message.WhichOneof("type")
        if kind == "script_finished" or (kind == "new_session" and not message.metadata.run.fragment_ids):
            return None
        if kind == "new_session":
            begun = message
    return begun


def without_passed_states(waiting: list[ForwardMsg]) -> list[ForwardMsg]:
    """Return what is sent of parts without word that they were running meanwhile; a whole page as it is."""
    begun = [one for one in waiting if one.WhichOneof("type") == "new_session"]
    if not begun or not all(one.metadata.run.fragment_ids for one in begun):
        return waiting
    states = [one for one in waiting if one.WhichOneof("type") == "session_status_changed"]
    return [one for one in waiting if not any(one is state for state in states[:-1])]
