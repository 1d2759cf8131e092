"""One browser tab as the server sees it: Streamlit's own protocol over a WebSocket, without a browser.

It keeps what a browser keeps: the elements that were sent, the state of each
widget, the messages it may be referred to by their hash, and the clocks of
the parts that are drawn again by themselves. It draws nothing, so that
hundreds of them cost less than the server they speak to.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

LONGEST = 300.0
"""Seconds that anything is waited for: more means that it never comes."""


@dataclass(frozen=True)
class Shown:
    """An element that is on the page.

    Attributes:
        kind: as in Streamlit's Element, such as `radio`.
        content: its message.
        fragment: the part of the page that is drawn again with it; empty for none.
        run: counts the runs of this tab; the one that sent it.
    """

    kind: str
    content: Any
    fragment: str
    run: int

    @property
    def key(self) -> str:
        """The key that the program gave a widget; empty where it has none."""
        return str(getattr(self.content, "id", "")).partition("-")[2].partition("-")[2]


@dataclass
class Tab:
    """A tab; one at a time may be opened.

    Attributes:
        url: of the server, such as `http://127.0.0.1:8501`.
        page: the page's path.
        query: of its address, without the question mark.
        cookies: what a browser would send along.
    """

    url: str
    page: str
    query: str
    cookies: str = ""
    elements: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    runs: int = 0
    """How many runs were begun for this tab."""
    finished: int = 0
    """How many of them came to their end; one that gives way to another did not."""
    received: int = 0
    """Bytes."""
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _hash: str = ""
    _session: str = ""
    _socket: ClientConnection | None = None
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self) -> None:
        """Connect and ask for the whole page.

        Raises:
            OSError: nobody listens.
            InvalidHandshake: the server did not want it.
        """
        headers = {"Cookie": self.cookies} if self.cookies else {}
        self._socket = await connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            origin=self.url,  # type: ignore[arg-type]  # a name for a plain text
            subprotocols=["streamlit", "-", self._session] if self._session else ["streamlit", "-"],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
            additional_headers=headers,
            open_timeout=30,
        )
        self._begin("read", self._read(self._socket))
        await self.ask()

    async def reopen(self) -> None:
        """Connect again after the connection was lost; what the widgets hold is sent."""
        await self.close()
        while True:
            with suppress(OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                await self.open()
                return
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        """Hang up."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()
        if self._socket is not None:
            with suppress(ConnectionClosed, OSError):
                await self._socket.close()
        self._socket = None

    async def ask(self, fragment: str = "", *, trigger: str = "", by_itself: bool = False) -> None:
        """Ask for a run.

        Args:
            fragment: the part to draw; empty for the whole page.
            trigger: the id of a button that was clicked.
            by_itself: whether a clock of the page asks, nobody's hand.

        Raises:
            ConnectionClosed: the server is gone.
        """
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.widget_states.widgets.extend(self.states.values())
        if trigger:
            state.widget_states.widgets.add(id=trigger, trigger_value=True)
        if self._hash:
            state.page_script_hash = self._hash
        else:
            state.page_name = self.page
        state.fragment_id, state.is_auto_rerun = fragment, by_itself
        state.cached_message_hashes.extend(self._kept)
        context = state.context_info
        context.timezone, context.locale, context.color_scheme = "Asia/Shanghai", "zh-CN", "light"
        context.timezone_offset, context.url = -480, f"{self.url}/{self.page}"
        if self._socket is None:
            raise ConnectionClosed(None, None)
        await self._socket.send(message.SerializeToString())

    async def click(self, trigger: Shown) -> None:
        """Click a button."""
        await self.ask(trigger.fragment, trigger=trigger.content.id)

    async def set(self, widget: Shown, **value: Any) -> None:
        """Give a widget another value, and tell the server."""
        self.states[widget.content.id] = WidgetState(id=widget.content.id, **value)
        await self.ask(widget.fragment)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is true of the tab; it is looked at after each message.

        Raises:
            ConnectionClosed: the server is gone.
            AssertionError: it did not come about for minutes.
        """
        try:
            async with asyncio.timeout(LONGEST):
                await self._until(holds)
        except TimeoutError as late:
            message = f"waited {LONGEST:g} s in vain on {self.page}?{self.query}"
            raise AssertionError(message) from late

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            reading = self._tasks.get("read")
            if reading is None or reading.done():
                if reading is not None:
                    await reading  # a mistake of this client is no lost connection
                raise ConnectionClosed(None, None)
            self._changed.clear()
            await self._changed.wait()

    def find(self, kind: str, key: str = "") -> list[Shown]:
        """Return the elements of a kind whose key begins so, in the order of the page."""
        return [
            each
            for _, each in sorted(self.elements.items())
            if each.kind == kind and (not key or each.key.startswith(key))
        ]

    def _begin(self, name: str, work: Any) -> None:
        if (before := self._tasks.pop(name, None)) is not None:
            before.cancel()
        self._tasks[name] = asyncio.create_task(work)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                if isinstance(data, bytes):
                    self.received += len(data)
                    self._take(data)
                    self._changed.set()
        except ConnectionClosed:
            pass
        finally:
            self._changed.set()

    def _take(self, data: bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            kept = self._kept[message.ref_hash]
            kept.metadata.CopyFrom(message.metadata)
            message, kind = kept, kept.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        match kind:
            case "delta":
                self._delta(message)
            case "new_session":
                self._begun(message)
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "navigation":
                self._hash = message.navigation.page_script_hash
            case "auto_rerun":
                one = message.auto_rerun
                self._begin(one.fragment_id, self._clock(one.fragment_id, one.interval))
            case "script_finished":
                self.finished += message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._sweep()

    def _begun(self, message: ForwardMsg) -> None:
        self.runs += 1
        self._session = message.new_session.initialize.session_id
        if not message.metadata.run.fragment_ids:  # the whole page, which starts its clocks anew
            for name in [each for each in self._tasks if each != "read"]:
                self._tasks.pop(name).cancel()

    def _delta(self, message: ForwardMsg) -> None:
        path, delta = tuple(message.metadata.delta_path), message.delta
        if delta.WhichOneof("type") == "add_block":
            # What was below it comes again.
            if delta.fragment_id:
                for each in [one for one in self.elements if one[: len(path)] == path and one != path]:
                    del self.elements[each]
            return
        kind = delta.new_element.WhichOneof("type") or ""
        shown = Shown(kind, getattr(delta.new_element, kind), delta.fragment_id, self.runs)
        self.elements[path] = shown
        id_ = getattr(shown.content, "id", "")
        if id_ and (id_ not in self.states or getattr(shown.content, "set_value", False)):
            state = initial(shown)
            if state is not None:
                self.states[id_] = state

    def _sweep(self) -> None:
        """Forget what the whole page, drawn anew, has no more."""
        for path in [path for path, one in self.elements.items() if one.run != self.runs]:
            del self.elements[path]
        ids = {getattr(one.content, "id", "") for one in self.elements.values()}
        for each in [one for one in self.states if one not in ids]:
            del self.states[each]

    async def _clock(self, fragment: str, seconds: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(seconds)
                await self.ask(fragment, by_itself=True)


def initial(shown: Shown) -> WidgetState | None:
    """Return what a widget holds before anybody touches it; None for what is no widget."""
    content = shown.content
    state = WidgetState(id=content.id)
    match shown.kind:
        case "checkbox":
            state.bool_value = content.value if content.set_value else content.default
        case "radio":
            if content.HasField("default"):
                state.string_value = content.options[content.default]
        case "button_group":
            state.string_array_value.data.extend(content.options[each].content for each in content.default)
        case "text_area" | "text_input":
            state.string_value = content.default
        case _:
            return None
    return state
