"""The web server around the pages: start-up, response headers and the health route."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any, NoReturn

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.auth_util import is_authlib_installed
from streamlit.runtime import get_instance

from assessment.instrument.problems import InstrumentError
from assessment.service import LocalizedError, StoreError
from assessment.settings import SettingsError, settings
from assessment.texts import LANGUAGES, Localized, Text
from assessment.ui import app
from assessment.ui.access import AccessGuard, own_sockets
from assessment.ui.components.questionnaire import say_trouble
from assessment.ui.framework import adapt_framework
from assessment.ui.health import Readiness, live, trouble
from assessment.ui.logs import RequestLog, write_json_lines
from assessment.ui.media_files import GIVEN_FILES
from assessment.ui.metrics import FAILURES, Metered, serve_metrics
from assessment.ui.page_clocks import PageClocks
from assessment.ui.routes import evidence, link_routes
from assessment.ui.sign_in_provider import ProviderAnswers, provider_routes, provider_secrets
from assessment.ui.sign_in_routes import sign_in_routes
from assessment.ui.state.session import operator_service, words
from assessment.ui.static_files import StaticFiles, prepare_first_visit

LOG = logging.getLogger(__name__)

SCRIPT = app.__file__
"""The script that draws the pages; importing it here loads every page before the first visitor."""

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data: blob:; "
    "connect-src CONNECT; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

FIRST_MAINTENANCE = 60.0
"""Seconds after the start: a first visitor does not wait for it."""
MAINTENANCE_EVERY = 600.0
"""Seconds from one time to the next; what is due once a day is done once a day."""


class SecurityHeaders:
    """Adds the headers that keep the page to itself: nothing is fetched from, or shown in, another site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, adding the headers to its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A browser that does not count a socket to the same host as 'self' is told its address.
                connect = " ".join(("'self'", *own_sockets(HTTPConnection(scope))))
                policy = CONTENT_POLICY.replace("CONNECT", connect).encode()
                given = {name.lower() for name, _ in message.get("headers", ())}
                # A page of ours that needs another word than the usual has said it itself.
                added = (each for each in HEADERS if each[0] not in given)
                own = ((b"content-security-policy", policy), *added)
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def refuse_unsafe_settings() -> None:
    """End the process with a sentence where its settings are not understood or unsafe.

    Raises:
        SystemExit: they are; nothing is served.
    """
    try:
        read = settings()
        is_encrypted = bool(config.get_option("server.sslCertFile"))
        read.check_address(config.get_option("server.address"), is_encrypted=is_encrypted)
    except SettingsError as trouble:
        _end(trouble)
    if read.has_provider and not is_authlib_installed():
        _end(Text("settings.provider_without_library"))
    if read.metrics_port is not None:
        _serve_metrics(read.metrics_port, read.metrics_address)


def _serve_metrics(port: int, address: str) -> None:
    try:
        serve_metrics(
            port,
            address,
            ready=lambda: trouble() is None,
            waiting=lambda: operator_service().writers_waiting,
        )
    except OSError as taken:
        why = taken.strerror or str(taken)
        _end(Text("settings.metrics_port_taken", port=str(port), address=address, why=why))


def _end(why: Localized) -> NoReturn:
    for language in LANGUAGES:
        sys.stderr.write(f"{why.in_(language)}\n")
    raise SystemExit(1)


@asynccontextmanager
async def maintained(
    first: float = FIRST_MAINTENANCE, every: float = MAINTENANCE_EVERY
) -> AsyncIterator[None]:
    """Look after the database as long as the server runs, and once more when it ends.

    Args:
        first: seconds until the first time.
        every: seconds between two times.
    """

    async def clock() -> None:
        wait = first
        while True:
            await asyncio.sleep(wait)
            await run_in_threadpool(maintain)
            wait = every

    task = asyncio.create_task(clock())
    try:
        yield
    finally:
        task.cancel()
        await run_in_threadpool(maintain, is_last=True)


def maintain(*, is_last: bool = False) -> None:
    """Do it once; where it cannot be done it is put off, and the clock goes on."""
    try:
        operator_service().maintain(settings().retention_days, is_last=is_last)
    except (StoreError, InstrumentError) as why:
        LOG.warning("what is due was put off: %s", type(why).__name__)
    except Exception:
        LOG.exception("what is due was put off")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Freeze what is imported, which is all that pages need; begin to compress what a first visit loads."""
    gc.collect()
    gc.freeze()
    prepare_first_visit()
    adapt_framework()
    GIVEN_FILES.watch(get_instance().media_file_mgr)
    if settings().log_format == "json":
        write_json_lines()
    LOG.info("serving")
    async with maintained():
        yield {}
    # The threads that draw pages are waited for: what they are saving is saved.
    LOG.info("stopping")


def on_error(error: Exception) -> bool:
    """Say a known error in its own words; of an unknown one the number of its log entry."""
    if isinstance(error, LocalizedError):
        say_trouble(error)
        return True
    FAILURES.inc()
    number = token_hex(3)
    LOG.error("a page failed, number %s", number, exc_info=error)
    st.error(words("app.failed", number=number), icon=":material/report:")
    return True


def routes() -> list[Route]:
    """Return what the server answers besides the pages."""
    return [
        Route("/live", live),
        Route("/ready", Readiness().answer),
        Route("/evidence/{assessment}/{sha256}", evidence),
        *link_routes(),
        *(sign_in_routes() if settings().has_sign_in else ()),
        *(provider_routes() if settings().has_sign_in and settings().has_provider else ()),
    ]


def secrets() -> dict[str, Any]:
    """Return what the framework is to know and not to tell."""
    return provider_secrets(settings()) if settings().has_sign_in else {}


def middleware() -> list[Middleware]:
    """Return what every response passes through."""
    return [
        Middleware(Metered),
        Middleware(RequestLog),
        Middleware(SecurityHeaders),
        Middleware(AccessGuard),
        Middleware(PageClocks),
        *([Middleware(ProviderAnswers)] if settings().has_provider else ()),
        Middleware(StaticFiles),
    ]
