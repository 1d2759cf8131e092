"""What is changed of Streamlit itself, with the reason: where it loses an input, and where it costs most.

All of it rests on parts of the framework that are not public, so each has a
test that fails where the framework does not work as it did.
"""

import socket
from asyncio import base_events
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial, update_wrapper
from threading import Lock
from typing import Any
from weakref import ref

from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.state.safe_session_state import SafeSessionState

TOGETHER = 0.02
"""Seconds that what is drawn waits at the most, so that what comes next goes with it."""
DRAWN = "_drawn_and_not_handed_over"
"""The attribute of a run that holds what waits."""


def adapt_framework() -> None:
    """Change all of it, in this process."""
    begin_where_pages_begin()
    send_whole_pages()
    draw_page_for_missing_part()
    hand_over_together()
    read_theme_once()
    look_up_single_values()
    send_without_delay()


def begin_where_pages_begin() -> None:
    """Begin every run at the top of the page, also one that goes on in the thread that has just drawn a part.

    The framework leaves that thread in the place where the part was written. All parts that a whole page
    drawn next has there then take the name of this one, and a click in any of them draws the last of them:
    an answer is shown as given, and nobody saves it.
    """
    run = ScriptRunner._run_script  # noqa: SLF001

    def run_from_the_top(self: ScriptRunner, rerun_data: RerunData) -> None:
        context_dg_stack.set(get_default_dg_stack_value())
        run(self, rerun_data)

    ScriptRunner._run_script = run_from_the_top  # type: ignore[method-assign] # noqa: SLF001


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


def draw_page_for_missing_part() -> None:
    """Draw the whole page where a part is asked for that it does not have any more, so that inputs are saved.

    The framework skips such a request, when it comes and when its turn comes.
    Where the page was drawn anew in the moment of a tick, and the part got
    another name in it, the tick would stand in the browser and nowhere else.
    What looks by itself may be skipped.
    """
    request, run = AppSession.request_rerun, ScriptRunner._run_script  # noqa: SLF001

    def request_whole(self: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None and not client_state.is_auto_rerun:
            part = client_state.fragment_id
            client_state.fragment_id = part if self.has_fragment(part) else ""
        request(self, client_state)

    def run_whole(self: ScriptRunner, rerun_data: RerunData) -> None:
        parts, storage = rerun_data.fragment_id_queue, self._fragment_storage
        if not rerun_data.is_auto_rerun and not all(map(storage.contains, parts)):
            rerun_data = replace(rerun_data, fragment_id_queue=[], is_fragment_scoped_rerun=False)
        run(self, rerun_data)

    AppSession.request_rerun = request_whole  # type: ignore[method-assign]
    ScriptRunner._run_script = run_whole  # type: ignore[method-assign] # noqa: SLF001


class _Drawn:
    """What a run has drawn and not handed over yet."""

    def __init__(self, session: AppSession, run: ScriptRunner) -> None:
        # The run holds this, and is to go when it has ended: it is not held from here.
        self._session, self._run = session, ref(run)
        self._messages: list[ForwardMsg] = []
        self._lock = Lock()

    def add(self, message: ForwardMsg) -> None:
        """Add a message, from the run's thread; the first one sets the time when all are handed over."""
        with self._lock:
            self._messages.append(message)
            is_first = len(self._messages) == 1
        if is_first:
            self._session._call_soon_on_event_loop(self._set_time)  # noqa: SLF001

    def take(self) -> list[ForwardMsg]:
        """Return the messages; from now on there are none."""
        with self._lock:
            messages, self._messages = self._messages, []
        return messages

    def hand_over(self, messages: list[ForwardMsg]) -> None:
        """Put messages into the browser's queue, on the event loop; those of an earlier run are left out."""
        run = self._run()
        if messages and run is not None and self._session._scriptrunner is run:  # noqa: SLF001
            for message in messages[:-1]:
                self._session._browser_queue.enqueue(message)  # noqa: SLF001
            self._session._enqueue_forward_msg(messages[-1])  # noqa: SLF001 - it wakes the one who sends

    def _set_time(self) -> None:
        self._session._event_loop.call_later(TOGETHER, lambda: self.hand_over(self.take()))  # noqa: SLF001


def hand_over_together() -> None:
    """Hand over what a page draws to the thread that sends it many messages at a time, not one by one.

    For each message the framework wakes the event loop, which takes the
    processor from the thread that draws: a third of what a page cost.
    What tells of the run, such as its end, takes along all that was drawn before it.
    """
    tell = AppSession._on_scriptrunner_event  # noqa: SLF001

    def tell_together(
        self: AppSession,
        sender: ScriptRunner | None,
        event: ScriptRunnerEvent,
        forward_msg: ForwardMsg | None = None,
        **more: Any,
    ) -> None:
        if sender is None:
            tell(self, sender, event, forward_msg, **more)
            return
        waiting: _Drawn | None = vars(sender).get(DRAWN)
        if waiting is None:
            waiting = vars(sender)[DRAWN] = _Drawn(self, sender)
        if event is ScriptRunnerEvent.ENQUEUE_FORWARD_MSG and forward_msg is not None:
            waiting.add(forward_msg)
            return
        if messages := waiting.take():
            self._call_soon_on_event_loop(partial(waiting.hand_over, messages))
        tell(self, sender, event, forward_msg, **more)

    AppSession._on_scriptrunner_event = tell_together  # type: ignore[method-assign, assignment] # noqa: SLF001


def read_theme_once() -> None:
    """Read how the pages look once for the process; the framework reads 360 options with every click."""
    read = app_session._populate_theme_msg  # noqa: SLF001

    @cache
    def theme_of(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        read(theme, section)
        return theme

    def write_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
        theme = theme_of(section)
        if theme.ListFields():  # one that says nothing is not to be mentioned
            msg.MergeFrom(theme)

    app_session._populate_theme_msg = update_wrapper(write_theme, read)  # noqa: SLF001


class _Values(Mapping[str, Any]):
    """The state that a page can see, value by value; a copy of all of it is made only to go through it."""

    def __init__(self, state: SafeSessionState, copied: Callable[[], dict[str, Any]]) -> None:
        self._state, self._copied = state, copied

    def __getitem__(self, key: str) -> Any:
        with self._state._lock:  # noqa: SLF001
            return self._state._state[key]  # noqa: SLF001

    def __iter__(self) -> Iterator[str]:
        return iter(self._copied())

    def __len__(self) -> int:
        return len(self._copied())


def look_up_single_values() -> None:
    """Let an input look up its own value only; for each, the framework copies those of the whole page."""
    whole: Callable[[SafeSessionState], dict[str, Any]] = vars(SafeSessionState)["filtered_state"].fget

    def values(self: SafeSessionState) -> _Values:
        return _Values(self, partial(whole, self))

    SafeSessionState.filtered_state = property(values)  # type: ignore[assignment]


def send_without_delay() -> None:
    """Let each message leave at once; the system would hold it back until the one before is acknowledged.

    Some acknowledge 40 ms late, and would wait as long for each answer. The event loop asks for this by
    itself, but not for sockets like the framework's, which do not name their protocol.
    """

    def send_at_once(connection: socket.socket) -> None:
        if connection.family in {socket.AF_INET, socket.AF_INET6} and connection.type == socket.SOCK_STREAM:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    base_events._set_nodelay = send_at_once  # type: ignore[attr-defined] # noqa: SLF001
