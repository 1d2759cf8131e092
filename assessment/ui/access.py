"""Who may speak to this server at all, decided before the framework sees a request.

Three questions, for HTTP, WebSocket and uploads alike. Was this server meant:
a page of another site, or of another port of this machine, is refused by its
Origin, a name that was pointed here by somebody else's DNS by its Host. Is
the address one that a browser of ours needs. And where only sheets are shown,
does the visitor hold a link: who holds none gets one plain page, and no
session, upload or message of theirs reaches the framework.
"""

import asyncio
import time
from collections import Counter
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import get_instance

from assessment.instrument.problems import InstrumentError
from assessment.service import Account, LinkClosed, StoreError
from assessment.service.examination import REACHED
from assessment.settings import settings
from assessment.ui.media_files import ADDRESS, GIVEN_FILES, visitor_key
from assessment.ui.routes import (
    LEAVES,
    LOOPBACK,
    UNSAVED,
    holds_link,
    link_page,
    links_of,
    sign_in_of,
    visitor_address,
)
from assessment.ui.sign_in_provider import PROVIDER_COOKIE
from assessment.ui.sign_in_routes import FORMS, to_sign_in
from assessment.ui.state.private_links import COOKIE, merchant_token_in, only_sheets
from assessment.ui.state.session import account_by, operator_service, service_of
from assessment.ui.state.sign_in_cookie import SIGN_IN_COOKIE, read_cookie
from assessment.ui.widgets import UPLOADS

DEFAULT_PORTS = {"http": 80, "https": 443}


def own_origins(connection: HTTPConnection) -> frozenset[str]:
    """Return every origin under which this server is meant, such as `http://127.0.0.1:8501`.

    These are the loopback names, the address the request came in at (an
    address, unlike a name, cannot be pointed here by anybody else), what
    Streamlit's settings say, `ASSESSMENT_PUBLIC_URL` and `ASSESSMENT_HOSTS`.
    """
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    here, port = connection.scope.get("server") or ("127.0.0.1", None)
    names = {bracketed(each) for each in (*LOOPBACK, str(here))}
    ports = {port or int(config.get_option("server.port"))}
    for option in ("server.address", "browser.serverAddress"):
        if config.is_manually_set(option) and (given := str(config.get_option(option) or "").strip()):
            names.add(bracketed(given.lower()))
    if config.is_manually_set("browser.serverPort"):
        ports.add(int(config.get_option("browser.serverPort")))
    own = {origin_of(f"{scheme}://{name}:{each}") for name in names for each in ports}
    own.update(origin_of(each) for each in (settings().public_url, *settings().hosts))
    return frozenset(each for each in own if each)


def own_sockets(connection: HTTPConnection) -> list[str]:
    """Return where a page of this request may open its socket, as its content policy names it."""
    host = connection.headers.get("host", "").lower()
    return sorted(
        f"ws{each.removeprefix('http')}"
        for each in own_origins(connection)
        if each.partition("://")[2] == host
    )


def bracketed(name: str) -> str:
    """Return a name as it stands in an address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def origin_of(url: str) -> str:
    """Return scheme, name and port of an address as browsers write them; nothing where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return ""
    shown = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{bracketed(parts.hostname)}{shown}"


def is_meant(connection: HTTPConnection) -> bool:
    """Whether a request names this server, and comes from one of its own pages or from no page at all."""
    headers = connection.headers
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) != 1 or len(origins) > 1:
        return False
    own = own_origins(connection)
    asked = {each for scheme in DEFAULT_PORTS if (each := origin_of(f"{scheme}://{hosts[0]}")) in own}
    # A name and a port and nothing around them.
    if not asked or not any(each.partition("://")[2] == hosts[0].lower() for each in asked):
        return False
    if origins:
        return origins[0] in asked
    # Pictures and scripts of other pages are asked for without an Origin; a link that is followed may come.
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return True


def is_from_own_page(connection: HTTPConnection) -> bool:
    """Whether a browser says that a form is ours; `is_meant` has looked at the origin it names."""
    headers = connection.headers
    return "origin" in headers or headers.get("sec-fetch-site") == "same-origin"


FREE = ("/static/", "/r/", "/m/", "/i/")
FREE_PATHS = ("/live", "/ready", "/favicon.png", "/_stcore/health", "/_stcore/host-config")
"""What anybody may ask for: it tells nothing and costs next to nothing."""
SERVED = ("/_stcore/stream", "/_stcore/upload_file/", "/_stcore/bidi-components/")
"""What else of the framework's own addresses a page needs; the others are closed, its metrics among them."""
PROVIDER = ("/auth/login", "/oauth2callback")
"""The framework's own sign-in, where the operator named an identity provider."""
ABOUT_PROVIDER = ("/sign-in/begin", "/sign-in/finish")
"""Ours before and after it."""
CLOSED = ("/_stcore", "/auth", "/oauth2callback", "/component", "/app/static")


def is_served(path: str) -> bool:
    """Whether an address is one that pages need."""
    if is_free(path) or path.startswith(SERVED):
        return True
    return not any(path == each or path.startswith(f"{each}/") for each in CLOSED)


def is_free(path: str) -> bool:
    """Whether anybody may ask for an address, on a server for sheets alone too."""
    read = settings()
    if read.has_sign_in and (path in FORMS or (read.has_provider and path in (*PROVIDER, *ABOUT_PROVIDER))):
        return True
    return path in FREE_PATHS or path.startswith(FREE)


def allows(method: str, path: str) -> bool:
    """Whether an address takes a method."""
    if path.startswith("/_stcore/upload_file/"):
        return method in {"PUT", "DELETE"}
    takes_form = path in LEAVES or (path in FORMS and settings().has_sign_in)
    return method in {"GET", "HEAD"} or (method == "POST" and takes_form)


def link_of(connection: HTTPConnection) -> str | None:
    """Return the token of the private link that counts in a visitor's browser, of whichever kind."""
    held = links_of(connection)
    return held.get(COOKIE) or merchant_token_in(held)


def is_sheet_at_most(connection: HTTPConnection) -> bool:
    """Whether a visitor may see a sheet at most."""
    held = links_of(connection)
    return bool(held.get(COOKIE)) or (only_sheets() and merchant_token_in(held) is None)


def refused_status(connection: HTTPConnection, *, sheet_at_most: bool) -> int | None:
    """Return the HTTP status with which a request is refused whoever sends it; None where it is not."""
    path, method = connection.scope["path"], connection.scope.get("method", "GET")
    if not is_meant(connection):
        return 403
    if not is_served(path) or (sheet_at_most and path.startswith("/media/")):
        return 404  # exports lie in /media/; a sheet has none
    if not allows(method, path):
        return 405
    if path in (*FORMS, *LEAVES) and method == "POST" and not is_from_own_page(connection):
        return 403
    if method == "PUT" and not may_upload(path, announced(connection)):
        return 403
    return None


MOST_SOCKETS = 30
"""Connections that one link may hold open at once: several devices, each with a few tabs."""
PER_SECOND, AT_ONCE = 30.0, 120.0
"""Messages a link's connection may send before it has to wait; none is lost."""
PASSED = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
"""What a page's messages may ask for. Clearing every visitor's cache is not among it."""
OPERATIONS = {"deferred_file", "dataframe_chunk"}
"""What they may ask the server to do besides: nothing that writes into its folders. A sheet needs neither."""

HELD_BY_ONE = 120 * 2**20
HELD_BY_ALL = 600 * 2**20
"""Bytes of uploads that are kept for one tab, and for all of them."""


def may_upload(path: str, announced: int) -> bool:
    """Whether the tab of an upload shows a place for one, and there is room for so many bytes more."""
    session = path.removeprefix("/_stcore/upload_file/").partition("/")[0]
    if session not in UPLOADS:
        return False
    held = get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]  # of the one kind there is
    sizes = {each: sum(len(file.data) for file in list(files.values())) for each, files in list(held.items())}
    return sizes.get(session, 0) + announced <= HELD_BY_ONE and sum(sizes.values()) + announced <= HELD_BY_ALL


def is_given(connection: HTTPConnection) -> bool:
    """Whether a file that a page has made was given to this visitor, who is still let in."""
    held, sign_in = links_of(connection), sign_in_of(connection)
    try:
        actor = service_of(held, sign_in).actor
    except (LinkClosed, StoreError, InstrumentError):
        return False
    return GIVEN_FILES.is_of(connection.scope["path"], visitor_key(actor, held, sign_in))


class AccessGuard:
    """Refuses what is not meant for this server or this visitor; the rest goes on to the framework."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._sockets: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refused = await self._refusal(connection)
        if refused is not None:
            if scope["type"] == "http" or REACHED in refused.headers:
                await refused(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        token = link_of(connection)
        if scope["type"] == "http":
            await self.app(scope, receive, send)
        else:
            await self._socket(token, scope, receive, send)

    async def _refusal(self, connection: HTTPConnection) -> Response | None:
        refused = await self._refused_visitor(connection)
        if refused is None and connection.scope["path"].startswith(ADDRESS):
            is_theirs = await run_in_threadpool(is_given, connection)
            return None if is_theirs else PlainTextResponse("404", 404)
        return refused

    async def _refused_visitor(self, connection: HTTPConnection) -> Response | None:
        scope, path = connection.scope, connection.scope["path"]
        is_socket = scope["type"] == "websocket"
        token = link_of(connection)
        status = refused_status(connection, sheet_at_most=is_sheet_at_most(connection))
        if status is None and is_socket and token and self._sockets[token] >= MOST_SOCKETS:
            status = 429
        if status is not None:
            return PlainTextResponse(str(status), status)
        if is_free(path):
            return None
        refused = await self._refusal_of_stranger(connection, token)
        if refused is None or not is_socket:
            return refused
        # Whoever looks after the server asks without an account, and is told that sockets come through.
        return PlainTextResponse("403", 403, headers={REACHED: "refused"})

    @staticmethod
    async def _refusal_of_stranger(connection: HTTPConnection, token: str | None) -> Response | None:
        """Refuse a request that is meant for us because of who sends it."""
        is_socket = connection.scope["type"] == "websocket"
        is_team = settings().mode == "team"
        if settings().has_sign_in and not token:
            return await run_in_threadpool(sign_in_refusal, connection)
        if only_sheets() or is_team or (is_socket and token):
            holds = await run_in_threadpool(holds_link, links_of(connection), visitor_address(connection))
            if holds is False and is_team:
                return await run_in_threadpool(sign_in_refusal, connection)
            if not holds and (only_sheets() or is_team):
                return link_page("none", 403) if holds is False else link_page("out_of_order", 503)
        return None

    async def _socket(self, token: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection's messages on, those that a page may send; a link's at a bounded pace."""
        if token:
            self._sockets[token] += 1
        left, since = AT_ONCE, time.monotonic()
        is_sheet = is_sheet_at_most(HTTPConnection(scope))

        async def checked() -> Message:
            nonlocal left, since
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if token:
                    now = time.monotonic()
                    left, since = min(AT_ONCE, left + (now - since) * PER_SECOND) - 1, now
                    if left < 0:
                        await asyncio.sleep(-left / PER_SECOND)
                passed = is_passed(message.get("bytes"), is_sheet=is_sheet)
                if passed is not False:
                    return message if passed else UNREADABLE

        try:
            await self.app(scope, checked, send)
        finally:
            if token:
                self._sockets[token] -= 1
                self._sockets += Counter()  # forget who has none


def sign_in_refusal(connection: HTTPConnection) -> Response | None:
    """Refuse who is not signed in, where people sign in; who opens a page is sent to sign in first.

    The live connection of a browser that was signed in goes on: its page says why it no longer is.
    """
    if settings().mode == "open":
        return None  # the start page is for anybody, and what lies behind it is the gate's to refuse
    sign_in = read_cookie(connection.cookies, SIGN_IN_COOKIE, connection.headers.get("host", ""))
    is_socket = connection.scope["type"] == "websocket"
    try:
        if sign_in and is_socket and operator_service().sign_ins.is_known(sign_in):
            return None
        if sign_in and not is_socket and isinstance(account_by(sign_in), Account):
            return None
    except (StoreError, InstrumentError):
        return link_page("out_of_order", 503)
    return PlainTextResponse("401", 401) if is_socket else sent_to_sign_in(connection)


def sent_to_sign_in(connection: HTTPConnection) -> Response:
    """Send whoever opens a page to sign in; refuse what a page loads."""
    path = connection.scope["path"]
    if path.startswith(("/media/", "/evidence/", *SERVED)) or connection.scope.get("method") != "GET":
        return PlainTextResponse("401", 401)
    if PROVIDER_COOKIE in connection.cookies:
        return RedirectResponse("/sign-in/finish", 303, headers=UNSAVED)
    query = connection.scope.get("query_string", b"").decode("latin-1")
    return to_sign_in(f"{path}?{query}" if query else path)


UNREADABLE: Message = {"type": "websocket.disconnect", "code": 1007}
"""What the framework gets in place of a message that nobody can read: it would log a stack trace for each."""


def is_passed(data: bytes | None, *, is_sheet: bool = False) -> bool | None:
    """Whether a message is one that pages send; None where it cannot be read.

    Args:
        data: the message.
        is_sheet: whether it comes from who may see a sheet at most.
    """
    if data is None:
        return None
    if len(data) > int(config.get_option("server.maxWidgetStateSize")) * 2**20:
        return True
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception:  # noqa: BLE001 - protobuf has several, and all mean the same
        return None
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        wanted = {field.name for field, _ in message.backend_operation_request.ListFields()}
        return (
            not is_sheet and bool(wanted & OPERATIONS) and wanted <= OPERATIONS | {"request_id", "session_id"}
        )
    return kind in PASSED


def announced(connection: HTTPConnection) -> int:
    """Return how many bytes an upload says it has; as many as are allowed where it does not say."""
    given = connection.headers.get("content-length", "")
    most = (int(config.get_option("server.maxUploadSize")) + 1) * 2**20
    return int(given) if given.isascii() and given.isdigit() and len(given) < len(str(most)) + 2 else most
