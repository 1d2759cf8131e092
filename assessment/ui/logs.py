"""Logs as lines of JSON, for programs that collect them: without names, answers or keys of links.

What a foreign library wants to say is kept as the sentence it was written
with, without the values it would fill in; of an exception there is its kind
and where it came from, not its message, which may repeat what somebody typed.
"""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = logging.getLogger("assessment.requests")
OURS = "assessment"
LONGEST = 500
"""Characters of a message that are kept."""
KNOWN = frozenset({"", "live", "ready", "evidence", "media", "r", "m", "i", "_stcore", "static", "sign-in"})
"""First parts of addresses that are written down; what follows them never is."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        is_ours = record.name.split(".")[0] == OURS
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": (record.getMessage() if is_ours else str(record.msg))[:LONGEST],
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = kinds_of(record.exc_info[1])
            line["where"] = places_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def kinds_of(error: BaseException) -> list[str]:
    """Return the kind of an exception and of those that it came from."""
    found: list[str] = []
    one: BaseException | None = error
    while one is not None and len(found) < 5:
        found.append(f"{type(one).__module__}.{type(one).__qualname__}")
        one = one.__cause__ or one.__context__
    return found


def places_of(error: BaseException) -> list[str]:
    """Return where an exception came by, the last place first: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-10:])]


def write_json_lines() -> None:
    """Let every logger of this process write lines of JSON to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        if logger.handlers:  # the framework gives each of its loggers one of its own
            logger.handlers.clear()
            logger.propagate = True


class RequestLog:
    """Writes a line for each request but those for files of the framework."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and say how it was answered."""
        if scope["type"] != "http" or not REQUESTS.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            place = shown_path(scope["path"])
            if not place.startswith("/static"):
                fields = {
                    "method": scope["method"],
                    "path": place,
                    "status": status,
                    "ms": round(1000 * (time.perf_counter() - begun), 1),
                }
                REQUESTS.info("request", extra={"fields": fields})


def shown_path(path: str) -> str:
    """Return an address as it may be written down: its first part, where that is one of ours."""
    first, _, rest = path.removeprefix("/").partition("/")
    name = first if first in KNOWN or (first.isascii() and first.isalpha() and not rest) else "…"
    return f"/{name}/…" if rest else f"/{name}"
