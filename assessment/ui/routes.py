"""Routes beside the pages: evidence files, as pictures or downloads and never as pages, and private links.

Whoever has the address of an assessment may see its files, as they may see
its pages: assessment ids cannot be guessed.
"""

import time
from collections import OrderedDict, deque
from functools import cache
from html import escape
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assessment.instrument.problems import InstrumentError
from assessment.service import LinkClosed, NoSuchLink, SheetClosed, StoreError
from assessment.service.evidence import EvidenceFile
from assessment.service.evidence_types import ENDINGS, PICTURES
from assessment.texts import LANGUAGES, Text
from assessment.ui.state.session import COOKIE, COOKIE_HOURS, service

SAFE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Whatever a file holds, a browser runs none of it."""


async def evidence(request: Request) -> Response:
    """Return one file of an assessment; 404 where it has no such file."""
    found = await run_in_threadpool(_found, request.path_params["assessment"], request.path_params["sha256"])
    if found is None:
        return PlainTextResponse("404", status_code=404)
    file, content = found
    # Only the kinds we know ever leave with their own type.
    known = file.media_type if file.media_type in ENDINGS else "application/octet-stream"
    how = "inline" if file.media_type in PICTURES else "attachment"
    return Response(
        content,
        media_type=known,
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": SAFE,
            "Cache-Control": "private, no-store",
        },
    )


def _found(assessment: str, sha256: str) -> tuple[EvidenceFile, bytes] | None:
    try:
        return service().evidence.content(assessment, sha256)
    except StoreError:
        return None


UNSAVED = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

MOST = 20
"""Wrong links an address may try in `SECONDS`."""
SECONDS = 60.0
REMEMBERED = 10_000
"""Addresses that are kept in mind."""


class FailedAttempts:
    """Counts wrong links by address; safe to share between threads."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, address: str, now: float) -> bool:
        """Whether this address has to wait.

        Args:
            address: where a request came from.
            now: seconds on any clock that only goes forward.
        """
        with self._lock:
            return len(self._recent(address, now)) >= MOST

    def note(self, address: str, now: float) -> None:
        """Remember a wrong link."""
        with self._lock:
            recent = self._recent(address, now)
            recent.append(now)
            self._wrong[address] = recent
            self._wrong.move_to_end(address)
            while len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def _recent(self, address: str, now: float) -> deque[float]:
        recent = self._wrong.get(address, deque(maxlen=MOST))
        while recent and now - recent[0] >= SECONDS:
            recent.popleft()
        return recent


GUESSES = FailedAttempts()


def enter(request: Request) -> Response:
    """Let a respondent in, or say in words that the link opens nothing."""
    token = str(request.path_params["token"])
    address = request.client.host if request.client else ""
    if GUESSES.too_many(address, time.monotonic()):
        return told("too_many", 429)
    try:
        service().respondents.sheet_by_link(token).opened()
    except NoSuchLink as closed:
        GUESSES.note(address, time.monotonic())
        return refused(closed, 404)
    except LinkClosed as closed:
        return refused(closed, 410)
    except (StoreError, InstrumentError):
        return told("out_of_order", 503)
    answer = RedirectResponse("/", 303, headers=UNSAVED)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_HOURS * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def leave(_: Request) -> Response:
    """Forget the link in this browser."""
    answer = told("left", 200)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def refused(closed: LinkClosed, status: int) -> HTMLResponse:
    """Say why a link opens nothing."""
    title = "sheet.door.closed_done" if isinstance(closed, SheetClosed) else "sheet.door.closed"
    return page({lang: (Text(title).in_(lang), closed.in_(lang)) for lang in LANGUAGES}, status)


def told(key: str, status: int) -> HTMLResponse:
    """Say something about links in both languages."""
    return page(
        {
            lang: (Text(f"sheet.door.{key}").in_(lang), Text(f"sheet.door.{key}_more").in_(lang))
            for lang in LANGUAGES
        },
        status,
    )


def page(words: dict[str, tuple[str, str]], status: int) -> HTMLResponse:
    """Return a page that says the same in every language."""
    parts = "".join(
        f'<section lang="{lang}"><h1>{escape(title)}</h1><p>{escape(text)}</p></section>'
        for lang, (title, text) in words.items()
    )
    title = escape(" · ".join(title for title, _ in words.values()))
    return HTMLResponse(frame().replace("TITLE", title).replace("PARTS", parts), status, headers=UNSAVED)


@cache
def frame() -> str:
    """Return what stands around the words."""
    return Path(__file__).with_name("closed.html").read_text(encoding="utf-8")


def entrance() -> list[Route]:
    """Return the routes of private links."""
    return [
        Route("/r/leave", leave, methods=["GET", "POST"]),
        Route("/r/{token:path}", enter, methods=["GET"]),
    ]
