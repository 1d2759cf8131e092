"""The clocks of open pages give way to people where the server falls behind.

A page looks by itself, every few seconds, whether something changed elsewhere
or waits to be saved. With hundreds of tabs these looks are more than one
process can draw; each asks again before the last is answered, and nobody's
click is reached any more, even once the rush is over. So a look waits while
many tabs are being drawn, and what a person does on its page goes before it.

Nearly every look finds nothing new. Where the part of the page can tell so
away from the page (`state/looks.py`), it is not drawn at all.

A look that comes within the moment of a press would carry the press along,
which then comes a second time in its own message: a look presses nothing.
"""

import asyncio
import time

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.ui.metrics import asks_for_a_run, ends_a_run
from assessment.ui.state.looks import begin_looks, end_looks, may_find

MOST_DRAWN = 6
"""Tabs being drawn at once from which on a look waits."""
LOOKS_AGAIN = 0.5
"""Seconds after which a look that waits asks again whether it may go on."""
LONGEST = 30.0
"""Seconds a look waits at the most: what is unsent is tried again however busy the server is."""

PRESSES = frozenset({"trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value"})
"""Kinds of widget states that stand for one press, and are gone after it."""


class PageClocks:
    """Lets the looks of pages wait while many tabs are being drawn; nothing a person sends is held back."""

    def __init__(self, app: ASGIApp, most_drawn: int = MOST_DRAWN, longest: float = LONGEST) -> None:
        self.app = app
        self._most_drawn, self._longest = most_drawn, longest
        self._drawn = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a connection on."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        tab = _Tab(self, receive, send)
        try:
            await self.app(scope, tab.receive, tab.send)
        finally:
            tab.close()

    def begin(self) -> None:
        """Count a tab that is being drawn."""
        self._drawn += 1

    def end(self) -> None:
        """Count a tab that is drawn no longer."""
        self._drawn -= 1

    def may_look(self, waited: float) -> bool:
        """Whether a page may look by itself that has waited so many seconds."""
        return self._drawn < self._most_drawn or waited >= self._longest


class _Tab:
    """One connection: what it asks for, and whether it is being drawn."""

    def __init__(self, clocks: PageClocks, receive: Receive, send: Send) -> None:
        self._clocks, self._receive, self._send = clocks, receive, send
        self._next: asyncio.Future[Message] | None = None
        self._looks: dict[str, Message] = {}
        """The looks that wait, by the part of the page."""
        self._finds: asyncio.Future[bool] | None = None
        """Whether the first of them may find something; asked for once it may go on."""
        self._since = 0.0
        self._is_drawn = False
        self._session = ""

    async def receive(self) -> Message:
        """Return the next message to answer."""
        while True:
            message = await self._next_message()
            if message is not None:
                by = asks_for_a_run(message.get("bytes"))
                if by is None:
                    return message
                if by == "person":
                    # A look that waited is left out: the page's clock asks again soon.
                    self._looks, self._finds = {}, None
                    return self._passed(message)
                if not self._looks:
                    self._since = time.monotonic()
                # The newer one of a part carries what its inputs hold now.
                self._looks[_part_of(message)] = _without_presses(message)
            look = self._look_to_draw()
            if look is not None:
                return self._passed(look)

    async def _next_message(self) -> Message | None:
        """Return the next message; None where one of the looks that wait may go on before it comes."""
        if self._next is None:
            if not self._looks:
                return await self._receive()
            self._next = asyncio.ensure_future(self._receive())
        awaited: set[asyncio.Future[Message] | asyncio.Future[bool]] = {self._next}
        if self._finds is not None and not self._finds.done():
            # Once it is known what a look would find, it may still have to wait for its turn.
            awaited.add(self._finds)
        timeout = LOOKS_AGAIN if self._looks else None
        await asyncio.wait(awaited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if not self._next.done():
            return None
        message, self._next = self._next.result(), None
        return message

    def _look_to_draw(self) -> Message | None:
        """Return a look that may go on and may find something; those that find nothing are left out."""
        while self._looks and self._clocks.may_look(time.monotonic() - self._since):
            part = next(iter(self._looks))
            if self._finds is None:
                self._finds = asyncio.ensure_future(run_in_threadpool(may_find, self._session, part))
            if not self._finds.done():
                return None
            look, finds, self._finds = self._looks.pop(part), self._finds.result(), None
            if finds:
                return look
        return None

    async def send(self, message: Message) -> None:
        """Send a message to the browser."""
        if not self._session and (session := _session_of(message.get("bytes"))):
            self._session = session
            begin_looks(session)
        if self._is_drawn and ends_a_run(message.get("bytes")):
            self._is_drawn = False
            self._clocks.end()
        await self._send(message)

    def close(self) -> None:
        """Forget the connection."""
        if self._next is not None:
            self._next.cancel()
        if self._is_drawn:
            self._is_drawn = False
            self._clocks.end()
        if self._session:
            end_looks(self._session)

    def _passed(self, message: Message) -> Message:
        if not self._is_drawn:
            self._is_drawn = True
            self._clocks.begin()
        return message


def _part_of(look: Message) -> str:
    asked = BackMsg()
    asked.ParseFromString(look["bytes"])
    return asked.rerun_script.fragment_id


def _session_of(data: bytes | None) -> str:
    """Return the session that a message to the browser begins; empty for any other message."""
    message = ForwardMsg()
    if data:
        message.ParseFromString(data)
    return message.new_session.initialize.session_id


def _without_presses(look: Message) -> Message:
    """Return a look of a page without the presses that its message carries along."""
    asked = BackMsg()
    asked.ParseFromString(look["bytes"])
    widgets = asked.rerun_script.widget_states.widgets
    kept = [widget for widget in widgets if widget.WhichOneof("value") not in PRESSES]
    if len(kept) == len(widgets):
        return look
    del widgets[:]
    widgets.extend(kept)
    return {**look, "bytes": asked.SerializeToString()}
