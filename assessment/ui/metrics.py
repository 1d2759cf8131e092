"""Measurements for Prometheus, on a port of their own: counts and times, nobody's name or answer.

They are kept in any case, for they cost next to nothing, and served only
where `ASSESSMENT_METRICS_PORT` says so.
"""

import time
from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

REQUESTS = Counter("assessment_http_requests", "Requests, by the first digit of their status", ["status"])
CONNECTIONS = Gauge("assessment_connections", "Browser tabs that are connected")
RUNS = Counter("assessment_runs", "Times a page or a part of it was drawn, by who asked for it", ["by"])
RUN_SECONDS = Histogram(
    "assessment_run_seconds",
    "Seconds from a click until what it changes was sent",
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
FAILURES = Counter("assessment_page_failures", "Pages that failed with an error nobody expected")
WAITING = Gauge("assessment_writers_waiting", "Writers of this process that wait for their turn (SQLite)")
READY = Gauge("assessment_database_ready", "Whether the database answers and its schema is right")
SMALL = 200
"""Bytes below which a message may be the one that ends a run."""


_SERVED: set[tuple[str, int]] = set()
"""Where this process serves them already: its script may be read more than once."""


def serve_metrics(port: int, address: str, *, ready: Callable[[], bool], waiting: Callable[[], int]) -> None:
    """Serve the measurements at an address of their own.

    Args:
        port: which.
        address: at which address of this machine.
        ready: whether visitors can be served; asked each time.
        waiting: how many writers wait; asked each time.

    Raises:
        OSError: the port cannot be had.
    """
    if (address, port) in _SERVED:
        return
    READY.set_function(lambda: float(ready()))
    WAITING.set_function(lambda: float(waiting()))
    start_http_server(port, address)
    _SERVED.add((address, port))


class Metered:
    """Counts requests and connections, and measures how long a click takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a connection on."""
        if scope["type"] == "http":

            async def counted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    REQUESTS.labels(f"{message['status'] // 100}xx").inc()
                await send(message)

            await self.app(scope, receive, counted)
        elif scope["type"] == "websocket":
            with CONNECTIONS.track_inprogress():
                await self._connection(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        since: float | None = None

        async def timed_send(message: Message) -> None:
            nonlocal since
            await send(message)
            if since is not None and ends_a_run(message.get("bytes")):
                RUN_SECONDS.observe(time.perf_counter() - since)
                since = None

        async def timed_receive() -> Message:
            nonlocal since
            message = await receive()
            by = asks_for_a_run(message.get("bytes"))
            if by is not None:
                RUNS.labels(by).inc()
                since = time.perf_counter() if since is None and by == "person" else since
            return message

        await self.app(scope, timed_receive, timed_send)


def asks_for_a_run(data: bytes | None) -> str | None:
    """Return who asks for a run, a `person` or a `clock` of the page; None where nobody does."""
    if not data:
        return None
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception:  # noqa: BLE001 - what cannot be read is left to the framework
        return None
    if message.WhichOneof("type") != "rerun_script":
        return None
    return "clock" if message.rerun_script.is_auto_rerun else "person"


def ends_a_run(data: bytes | None) -> bool:
    """Whether a message to the browser says that what it asked for was sent to its end."""
    if not data or len(data) > SMALL:
        return False
    message = ForwardMsg()
    message.ParseFromString(data)
    return message.WhichOneof("type") == "script_finished"
