"""What is changed of Streamlit: all that a run draws is handed over in its order, and says what it said."""

import asyncio
from asyncio import base_events
from itertools import count
from socket import IPPROTO_TCP, TCP_NODELAY
from types import SimpleNamespace
from typing import Any
from weakref import ref

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
from streamlit.web.server.starlette.starlette_server import _bind_server_socket

from assessment.ui.framework import (
    hand_over_together,
    look_up_single_values,
    read_theme_once,
    send_without_delay,
)

PATIENCE = 30.0
SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar")


class Session:
    """A session with what a run needs to hand something over, and a list of what was handed over."""

    def __init__(self) -> None:
        self._event_loop = asyncio.get_running_loop()
        self._browser_queue = ForwardMsgQueue()
        self._scriptrunner: ScriptRunner | None = ScriptRunner.__new__(ScriptRunner)
        self._places = count()
        self.woken = asyncio.Event()

    def _call_soon_on_event_loop(self, callback: Any) -> None:
        self._event_loop.call_soon_threadsafe(callback)

    def _enqueue_forward_msg(self, message: ForwardMsg) -> None:
        self._browser_queue.enqueue(message)
        self.woken.set()

    def tell(self, event: ScriptRunnerEvent, text: str = "", run: ScriptRunner | None = None) -> None:
        """Tell of an event of a run, as its thread does: of a text that was drawn, or of its end."""
        message = self.drawn(text) if text else None
        AppSession._on_scriptrunner_event(self, run or self._scriptrunner, event, message)  # type: ignore[arg-type] # noqa: SLF001

    def drawn(self, text: str) -> ForwardMsg:
        """Return a text in a place of its own."""
        message = ForwardMsg()
        message.metadata.delta_path.extend([0, next(self._places)])
        message.delta.new_element.text.body = text
        return message

    def texts(self) -> list[str]:
        """Return what was handed over to be sent."""
        return [message.delta.new_element.text.body for message in self._browser_queue._queue]  # noqa: SLF001


@pytest.fixture
def _together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events other than something drawn are put into the queue as a text: so their place is seen."""

    def tell(self: Any, _sender: object, event: ScriptRunnerEvent, *_: object) -> None:
        message = self.drawn(event.name)
        self._call_soon_on_event_loop(lambda: self._enqueue_forward_msg(message))

    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", tell)
    hand_over_together()


DRAWN, STARTED = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SCRIPT_STARTED
ENDED = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS


@pytest.mark.usefixtures("_together")
def test_what_is_drawn_comes_between_the_beginning_and_the_end_of_its_run() -> None:
    async def story() -> list[str]:
        session = Session()
        for event, text in (
            (STARTED, ""),
            (DRAWN, "a"),
            (DRAWN, "b"),
            (ENDED, ""),
            (STARTED, ""),
            (DRAWN, "c"),
        ):
            session.tell(event, text)
        session.tell(ENDED)
        while len(session.texts()) < 7:
            session.woken.clear()
            await asyncio.wait_for(session.woken.wait(), PATIENCE)
        return session.texts()

    assert asyncio.run(story()) == [STARTED.name, "a", "b", ENDED.name, STARTED.name, "c", ENDED.name]


@pytest.mark.usefixtures("_together")
def test_a_run_that_draws_no_more_for_a_while_keeps_nothing_back() -> None:
    async def story() -> list[str]:
        session = Session()
        session.tell(DRAWN, "spinner")
        await asyncio.wait_for(session.woken.wait(), PATIENCE)
        return session.texts()

    assert asyncio.run(story()) == ["spinner"]


@pytest.mark.usefixtures("_together")
def test_what_an_earlier_run_still_draws_is_left_out() -> None:
    async def story() -> list[str]:
        session = Session()
        earlier = ScriptRunner.__new__(ScriptRunner)
        session.tell(DRAWN, "old", earlier)
        session.tell(DRAWN, "new")
        await asyncio.wait_for(session.woken.wait(), PATIENCE)
        return session.texts()

    assert asyncio.run(story()) == ["new"]


@pytest.mark.usefixtures("_together")
def test_a_run_that_has_ended_is_held_by_nothing() -> None:
    async def story() -> object:
        session = Session()
        session.tell(DRAWN, "a")
        session.tell(ENDED)
        while len(session.texts()) < 2:
            session.woken.clear()
            await asyncio.wait_for(session.woken.wait(), PATIENCE)
        ended = ref(session._scriptrunner)  # noqa: SLF001 - as the framework holds it
        session._scriptrunner = None  # noqa: SLF001
        return ended()

    assert asyncio.run(story()) is None


def test_the_theme_is_told_as_the_framework_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    framework = app_session._populate_theme_msg  # noqa: SLF001
    monkeypatch.setattr(app_session, "_populate_theme_msg", framework)
    monkeypatch.setattr(
        config,
        "get_options_for_section",
        lambda section: (
            {"primaryColor": "#0a7", "base": "dark"} if section != "theme.sidebar" else {"font": None}
        ),
    )
    read_theme_once()

    def told(populate: Any) -> bytes:
        message = ForwardMsg()
        theme = message.new_session.custom_theme
        for section, part in zip(
            SECTIONS, (theme, theme.light, theme.dark, theme.sidebar, theme.light.sidebar), strict=True
        ):
            populate(part, section)
        return bytes(message.SerializeToString(deterministic=True))

    expected = told(framework)
    assert [told(app_session._populate_theme_msg) for _ in range(2)] == [expected, expected]  # noqa: SLF001


def test_an_input_finds_the_same_values_as_in_a_copy_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    framework = vars(SafeSessionState)["filtered_state"]
    monkeypatch.setattr(SafeSessionState, "filtered_state", framework)
    state = SafeSessionState(SessionState(), lambda: None)
    state["emptied"], state["kept"] = None, SimpleNamespace()
    copied = dict(state.filtered_state)
    look_up_single_values()
    values = state.filtered_state
    assert dict(values) == copied
    assert [key in values for key in ("emptied", "kept", "other")] == [True, True, False]
    assert values["emptied"] is None


def test_what_is_sent_to_a_browser_leaves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_events, "_set_nodelay", base_events._set_nodelay)  # type: ignore[attr-defined] # noqa: SLF001
    send_without_delay()

    async def story() -> int:
        loop = asyncio.get_running_loop()
        accepted: asyncio.Future[asyncio.BaseTransport] = loop.create_future()

        class Accepting(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                accepted.set_result(transport)

        listening, _ = _bind_server_socket("127.0.0.1", "127.0.0.1", 0, 1)
        async with await loop.create_server(Accepting, sock=listening) as server:
            caller, _ = await loop.create_connection(asyncio.Protocol, *server.sockets[0].getsockname())
            transport = await asyncio.wait_for(accepted, PATIENCE)
            delay: int = transport.get_extra_info("socket").getsockopt(IPPROTO_TCP, TCP_NODELAY)
            caller.close()
            transport.close()
        return delay

    assert asyncio.run(story())
