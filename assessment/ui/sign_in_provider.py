"""Signing in at an identity provider (OpenID Connect), by the framework's own sign-in.

The framework speaks with the provider and puts what it says of the person
into a cookie of its own, which lives for 30 days. Here that word is taken
once, at once: the person is looked up in our table, the browser gets a
sign-in of ours, and the framework's cookies go. A copy of them opens nothing.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from assessment.instrument.problems import InstrumentError
from assessment.service import AccountDisabled, Identity, StoreError
from assessment.service.account_errors import IdentityUsed, NotInvited
from assessment.service.sign_in import keyed
from assessment.settings import Settings
from assessment.ui.sign_in_pages import HEADERS, host_of, next_of, safe_next
from assessment.ui.sign_in_routes import out_of_order, sign_in_page, signed_in
from assessment.ui.state.session import operator_service
from assessment.ui.state.sign_in_cookie import delete_cookie, is_encrypted, read_cookie, write_cookie

PROVIDER_COOKIE = USER_COOKIE_NAME
NEXT_COOKIE = "go_on"
NEXT_SECONDS = 900
PROVIDER_PATHS = ("/auth/login", "/oauth2callback")


def provider_secrets(read: Settings) -> dict[str, Any]:
    """Return the framework's section on sign-in, made of our settings."""
    if not read.has_provider:
        return {}
    return {
        "auth": {
            "redirect_uri": f"{read.public_url}/oauth2callback",
            "cookie_secret": keyed("provider"),
            "client_id": read.oidc_client_id,
            "client_secret": read.oidc_client_secret,
            "server_metadata_url": f"{read.oidc_issuer}/.well-known/openid-configuration",
        }
    }


def begin(request: Request) -> Response:
    """Send a visitor to the provider, and remember where they wanted to go."""
    answer = RedirectResponse(
        f"/auth/login?{urlencode({'provider': encode_provider_token('default')})}", 303, headers=HEADERS
    )
    write_cookie(answer, NEXT_COOKIE, next_of(request), host_of(request), NEXT_SECONDS)
    return answer


def word_of(request: Request) -> bytes | None:
    """Return what the provider said of a person, as the framework signed it; None where it did not."""

    def single(name: str) -> bytes | None:
        given = request.cookies.get(name)
        if not given:
            return None
        return decode_signed_value(get_cookie_secret(), name, given.encode("latin-1"))

    return get_cookie_with_chunks(single, USER_COOKIE_NAME)


def identity_of(word: bytes) -> Identity | None:
    """Read what the provider said; None where it lacks who it is."""
    try:
        claims = json.loads(word)
    except ValueError:
        return None
    if not isinstance(claims, Mapping) or not all(isinstance(claims.get(key), str) for key in ("iss", "sub")):
        return None
    groups = claims.get("groups")
    mail = claims.get("email") if claims.get("email_verified") is True else None
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=str(
            claims.get("name") or claims.get("preferred_username") or claims.get("email") or claims["sub"]
        ),
        mail=mail if isinstance(mail, str) else None,
        groups=[each for each in groups if isinstance(each, str)] if isinstance(groups, list) else [],
        kept=sha256(word).hexdigest(),
    )


async def finish(request: Request) -> Response:
    """Take the provider's word: sign the person in, or say why not."""

    def work() -> Response:
        word = word_of(request)
        identity = None if word is None else identity_of(word)
        if identity is None:
            return trouble("provider")
        try:
            granted = operator_service().sign_ins.sign_in_by_identity(identity)
        except (IdentityUsed, NotInvited, AccountDisabled) as refused:
            return trouble(refused.key.removeprefix("accounts."))
        except (StoreError, InstrumentError):
            return out_of_order(sign_in_page(request))
        to = safe_next(read_cookie(request.cookies, NEXT_COOKIE, host_of(request)) or "/")
        return signed_in(request, granted, to)

    answer = await run_in_threadpool(work)
    for name in request.cookies:
        if name.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
            answer.delete_cookie(name)
    delete_cookie(answer, NEXT_COOKIE, host_of(request))
    return answer


def trouble(why: str) -> Response:
    """Go back to the page of signing in, which says why."""
    return RedirectResponse(f"/sign-in?trouble={why}", 303, headers=HEADERS)


class ProviderAnswers:
    """Puts right what the framework answers around the provider: words for failures, `Secure` on cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what the framework's sign-in answers goes on as we want it."""
        if scope["type"] != "http" or scope["path"] not in PROVIDER_PATHS:
            await self.app(scope, receive, send)
            return
        failed = False

        async def put_right(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start":
                headers = message.get("headers", [])
                cookies = [value for name, value in headers if name.lower() == b"set-cookie"]
                is_done = any(
                    each.startswith(f"{USER_COOKIE_NAME}=".encode()) and b"Max-Age=0" not in each
                    for each in cookies
                )
                to = next((value for name, value in headers if name.lower() == b"location"), b"")
                failed = not is_done and not to.startswith((b"http://", b"https://"))
                if not failed:
                    message["headers"] = [*secured(headers, scope), *encoded(HEADERS)]
            if not failed:
                await send(message)

        try:
            await self.app(scope, receive, put_right)
        except Exception:  # noqa: BLE001 - a provider that is down fails in as many ways as there are
            failed = True
        if failed:
            await trouble("provider")(scope, receive, send)


def secured(headers: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    """Return headers whose cookies go by HTTPS only, where this host is reached so."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    mark = b"; Secure" if is_encrypted(host) else b""
    return [
        (name, value + mark if name.lower() == b"set-cookie" and b"secure" not in value.lower() else value)
        for name, value in headers
    ]


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as they go over the wire."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def provider_routes() -> list[Route]:
    """Return the routes before and after the provider."""
    return [
        Route("/sign-in/begin", begin, methods=["GET"]),
        Route("/sign-in/finish", finish, methods=["GET"]),
    ]
