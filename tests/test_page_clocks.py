"""The looks of open pages wait while many tabs are drawn; what a person does never does."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.ui.page_clocks import PageClocks
from assessment.ui.state.looks import may_find, note_look

PATIENCE = 30.0
SESSION = "a tab's"


def asks(name: str, *, by_itself: bool = False, part: str = "") -> bytes:
    """Return the message with which a tab asks to be drawn."""
    message = BackMsg()
    message.rerun_script.fragment_id = part
    message.rerun_script.query_string = name
    message.rerun_script.is_auto_rerun = by_itself
    return bytes(message.SerializeToString())


def begins() -> bytes:
    """Return the message that begins a drawing."""
    message = ForwardMsg()
    message.new_session.initialize.session_id = SESSION
    return bytes(message.SerializeToString())


def is_done() -> bytes:
    """Return the message that ends a drawing."""
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return bytes(message.SerializeToString())


class Drawer:
    """An application that notes what reaches it, and ends a drawing when it is told to."""

    def __init__(self) -> None:
        self.reached: asyncio.Queue[str] = asyncio.Queue()
        self.ends: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one tab until it hangs up."""
        assert scope["type"] == "websocket"
        drawings: list[asyncio.Task[None]] = []
        while (message := await receive())["type"] == "websocket.receive":
            asked = BackMsg()
            asked.ParseFromString(message["bytes"])
            name = asked.rerun_script.query_string or (asked.WhichOneof("type") or "")
            await self.reached.put(name)
            if asked.WhichOneof("type") == "rerun_script":
                drawings.append(asyncio.create_task(self._draw(name, send)))
        for each in drawings:
            each.cancel()

    async def _draw(self, name: str, send: Send) -> None:
        await self.ends.setdefault(name, asyncio.Event()).wait()
        await send({"type": "websocket.send", "bytes": begins()})
        await send({"type": "websocket.send", "bytes": is_done()})

    def end(self, name: str) -> None:
        """End what was asked for under a name."""
        self.ends.setdefault(name, asyncio.Event()).set()

    async def next(self) -> str:
        """Return what reaches it next."""
        return await asyncio.wait_for(self.reached.get(), PATIENCE)


class Browser:
    """A tab that is open for as long as it is used."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._sent: asyncio.Queue[Message] = asyncio.Queue()
        self.told: asyncio.Queue[Message] = asyncio.Queue()
        self._task = asyncio.ensure_future(app({"type": "websocket"}, self._sent.get, self.told.put))

    def send(self, data: bytes) -> None:
        """Send a message."""
        self._sent.put_nowait({"type": "websocket.receive", "bytes": data})

    async def leave(self) -> None:
        """Hang up."""
        self._sent.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self._task, PATIENCE)


def test_a_look_waits_until_others_are_drawn() -> None:
    async def story() -> None:
        drawer = Drawer()
        app = PageClocks(drawer, most_drawn=1, longest=1e9)
        busy, quiet = Browser(app), Browser(app)
        busy.send(asks("click"))
        assert await drawer.next() == "click"

        quiet.send(asks("look", by_itself=True))
        heartbeat = BackMsg()
        heartbeat.app_heartbeat = True
        quiet.send(bytes(heartbeat.SerializeToString()))
        # What comes after the look is not held up by it.
        assert await drawer.next() == "app_heartbeat"

        drawer.end("click")
        await asyncio.wait_for(busy.told.get(), PATIENCE)
        assert await drawer.next() == "look"
        await busy.leave()
        await quiet.leave()

    asyncio.run(story())


def test_what_a_person_does_goes_before_a_look_and_in_its_place() -> None:
    async def story() -> None:
        drawer = Drawer()
        app = PageClocks(drawer, most_drawn=1, longest=1e9)
        busy, quiet = Browser(app), Browser(app)
        busy.send(asks("slow"))
        assert await drawer.next() == "slow"

        quiet.send(asks("look", by_itself=True))
        quiet.send(asks("answer"))
        assert await drawer.next() == "answer"

        drawer.end("answer")
        drawer.end("slow")
        quiet.send(asks("last"))
        assert await drawer.next() == "last"
        await busy.leave()
        await quiet.leave()

    asyncio.run(story())


def test_a_look_waits_no_longer_than_its_time() -> None:
    async def story() -> None:
        drawer = Drawer()
        app = PageClocks(drawer, most_drawn=1, longest=0)
        busy, quiet = Browser(app), Browser(app)
        busy.send(asks("never ends"))
        assert await drawer.next() == "never ends"

        quiet.send(asks("look", by_itself=True))
        assert await drawer.next() == "look"
        await busy.leave()
        await quiet.leave()

    asyncio.run(story())


def test_a_tab_that_went_while_it_was_drawn_holds_nobody_up() -> None:
    async def story() -> None:
        drawer = Drawer()
        app = PageClocks(drawer, most_drawn=1, longest=1e9)
        gone, quiet = Browser(app), Browser(app)
        gone.send(asks("half"))
        assert await drawer.next() == "half"
        quiet.send(asks("look", by_itself=True))
        await gone.leave()

        assert await drawer.next() == "look"
        await quiet.leave()

    asyncio.run(story())


def test_a_look_is_drawn_only_where_it_may_find_something() -> None:
    async def story() -> None:
        drawer = Drawer()
        tab, looked, finds = (
            Browser(PageClocks(drawer)),
            asyncio.Queue[str](),
            {"edits": False, "unsent": False},
        )
        tab.send(asks("page"))
        assert await drawer.next() == "page"
        drawer.end("page")
        await asyncio.wait_for(tab.told.get(), PATIENCE)
        loop = asyncio.get_running_loop()

        def is_new(part: str) -> bool:
            loop.call_soon_threadsafe(looked.put_nowait, part)
            if part == "broken":
                raise OSError(part)
            return finds[part]

        for part in ("edits", "unsent", "broken"):
            note_look(SESSION, part, partial(is_new, part))
        for part in ("edits", "unsent"):
            tab.send(asks(f"look at {part}", by_itself=True, part=part))
            assert await asyncio.wait_for(looked.get(), PATIENCE) == part
        finds["edits"] = True
        # Three at once: those that find nothing are not drawn, and hold nobody up.
        for part in ("unsent", "edits", "broken"):
            tab.send(asks(f"look at {part}", by_itself=True, part=part))
        assert await drawer.next() == "look at edits"
        assert await drawer.next() == "look at broken"
        await tab.leave()
        assert may_find(SESSION, "unsent"), "what was noted of a tab is forgotten with it"

    asyncio.run(story())


class Asked(PageClocks):
    """Counts how often it is asked whether a page may look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times, self.again = 0, asyncio.Event()

    def may_look(self, waited: float) -> bool:
        """Count it."""
        self.times += 1
        self.again.set()
        return super().may_look(waited)


def test_a_look_that_would_find_something_waits_without_asking_all_the_time() -> None:
    known, looked = threading.Event(), threading.Event()

    def is_new() -> bool:
        looked.set()
        return known.wait(PATIENCE)

    async def story() -> None:
        drawer = Drawer()
        app = Asked(drawer, most_drawn=1, longest=1e9)
        busy, tab = Browser(app), Browser(app)
        tab.send(asks("click"))
        drawer.end("click")
        assert await drawer.next() == "click"
        await asyncio.wait_for(tab.told.get(), PATIENCE)
        await asyncio.wait_for(tab.told.get(), PATIENCE)
        note_look(SESSION, "edits", is_new)
        tab.send(asks("look", by_itself=True, part="edits"))
        assert await asyncio.to_thread(looked.wait, PATIENCE)
        # Somebody clicks elsewhere before it is known what the look would find.
        busy.send(asks("another click"))
        assert await drawer.next() == "another click"
        before = app.times
        app.again.clear()
        known.set()
        await asyncio.wait_for(app.again.wait(), PATIENCE)
        for _turn in range(100):
            await asyncio.sleep(0)
        assert app.times == before + 1

        drawer.end("another click")
        assert await drawer.next() == "look"
        await busy.leave()
        await tab.leave()

    asyncio.run(story())


def test_a_look_carries_no_press_along() -> None:
    async def story() -> None:
        reached: asyncio.Queue[bytes] = asyncio.Queue()

        async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
            while (message := await receive())["type"] == "websocket.receive":
                await reached.put(message["bytes"])

        tab, told = Browser(PageClocks(app)), []
        for by_itself in (True, False):
            message = BackMsg()
            message.rerun_script.is_auto_rerun = by_itself
            states = message.rerun_script.widget_states.widgets
            states.add(id="chosen", int_value=3)
            states.add(id="pressed", trigger_value=True)
            tab.send(bytes(message.SerializeToString()))
            asked = BackMsg()
            asked.ParseFromString(await asyncio.wait_for(reached.get(), PATIENCE))
            told.append([one.id for one in asked.rerun_script.widget_states.widgets])
        assert told == [["chosen"], ["chosen", "pressed"]]
        await tab.leave()

    asyncio.run(story())
