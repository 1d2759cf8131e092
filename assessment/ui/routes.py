"""Routes beside the pages: evidence files, as pictures or downloads and never as pages, and private links.

Who may see the pages of an assessment may see its files. A private link puts
its token into a cookie and leads on; a sheet's and a merchant's are two.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assessment.instrument.problems import InstrumentError
from assessment.service import (
    LinkClosed,
    LinkVisit,
    LocalizedError,
    NoSuchLink,
    NoSuchMerchantLink,
    SheetClosed,
    StoreError,
)
from assessment.service.evidence import EvidenceFile
from assessment.service.evidence_types import ENDINGS, PICTURES
from assessment.service.rate_limit import FailedAttempts, counted_place
from assessment.settings import is_web_server_told, settings
from assessment.texts import LANGUAGES, Text
from assessment.ui.state.private_links import (
    COOKIE,
    COOKIE_HOURS,
    MERCHANT_COOKIE,
    links_in,
    merchant_token_in,
    only_sheets,
)
from assessment.ui.state.session import operator_service, service_of
from assessment.ui.state.sign_in_cookie import SIGN_IN_COOKIE, delete_cookie, read_cookie, write_cookie

SAFE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Whatever a file holds, a browser runs none of it."""


OWN_SHEET = "sheet"
"""In the place of an assessment's id: the sheet that the visitor's link opens."""


async def evidence(request: Request) -> Response:
    """Return one file of an assessment; 404 where it has none.

    Whoever may see a sheet at most gets the files that its answers show, and no others.
    """
    held, of = links_of(request), request.path_params["assessment"]
    token = held.get(COOKIE)
    at_most_a_sheet = bool(token) or (only_sheets() and merchant_token_in(held) is None)
    if (of == OWN_SHEET) != at_most_a_sheet or (of == OWN_SHEET and not token):
        return PlainTextResponse("404", status_code=404)
    sign_in = sign_in_of(request)
    found = await run_in_threadpool(_found, of, request.path_params["sha256"], held, sign_in)
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


def _found(
    assessment: str, sha256: str, held: Mapping[str, str], sign_in: str
) -> tuple[EvidenceFile, bytes] | None:
    try:
        if token := held.get(COOKIE):
            return operator_service().respondents.sheet_by_link(token).content(sha256)
        service = service_of(held, sign_in)
        found = service.evidence.content(assessment, sha256)
        if found is not None and found[0].media_type not in PICTURES:
            # A picture is looked at in its page; anything else is taken out.
            service.events.note_download(assessment, "evidence")
    except LocalizedError:
        return None
    return found


def links_of(connection: HTTPConnection) -> dict[str, str]:
    """Return the private links of a visitor's browser, as `links_in` does."""
    return links_in(connection.cookies, connection.headers.get("host", ""))


def sign_in_of(connection: HTTPConnection) -> str:
    """Return the token that a visitor's browser was signed in with; empty where it was not."""
    return read_cookie(connection.cookies, SIGN_IN_COOKIE, connection.headers.get("host", ""))


UNSAVED = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def visitor_address(connection: HTTPConnection) -> str:
    """Return where a visitor is, as the nearest proxy that the operator named says; else the peer."""
    peer = connection.client.host if connection.client else ""
    return forwarded_address(peer, connection.headers.getlist("x-forwarded-for"))


def forwarded_address(peer: str, forwarded: Sequence[str]) -> str:
    """Return where a visitor is.

    Args:
        peer: who speaks to us, as the web server says it.
        forwarded: the lines of `X-Forwarded-For`.
    """
    addresses = [each.strip() for line in forwarded for each in line.split(",")]
    is_told = bool(settings().proxies) and is_web_server_told()
    if not is_told and peer == next((each for each in reversed(addresses) if each not in LOOPBACK), None):
        # Untold, the web server believes proxies on this machine; whether we do is the operator's to say.
        peer = "127.0.0.1"
    while addresses and is_proxy(peer):
        peer = addresses.pop()
    return peer


def is_proxy(address: str) -> bool:
    """Whether an address is one of the operator's proxies."""
    try:
        at = ip_address(address)
    except ValueError:
        return False
    return any(at in network for network in settings().proxies)


MOST = 20
"""Wrong links with the same beginning that an address may try in a minute before it is told to wait."""
BEGINNING = 6
"""Characters of a link that tell one mistyped link from another."""
ATTEMPTS = FailedAttempts(MOST, 60)
"""Never in the way of a right link: that one is looked up first."""
FORM = re.compile(r"[A-Za-z0-9_-]{43}")
"""How our links look; what looks otherwise is not looked up."""


class TooManyAttempts(Exception):  # noqa: N818 - named after what happened
    """A link that leads nowhere, after many others."""


Found = TypeVar("Found")


def find_link(token: str, address: str) -> None:
    """Look the link of a sheet up; a right one always enters, a wrong one counts.

    Raises:
        NoSuchLink, LinkClosed, TooManyAttempts, StoreError: as in `looked_up`.
    """
    looked_up(token, address, lambda: operator_service().respondents.sheet_by_link(token).opened())


def find_merchant_link(token: str, address: str) -> LinkVisit:
    """Look the link of a merchant up; a right one always enters, a wrong one counts.

    Raises:
        NoSuchLink, LinkClosed, TooManyAttempts, StoreError: as in `looked_up`.
    """
    return looked_up(
        token,
        address,
        lambda: operator_service().merchant_links.follow(token),
        NoSuchMerchantLink,
    )


def looked_up(
    token: str, address: str, look: Callable[[], Found], nowhere: type[NoSuchLink] = NoSuchLink
) -> Found:
    """Return what a link opens; a wrong one counts against the address it came from.

    Raises:
        NoSuchLink: it leads nowhere.
        LinkClosed: it led somewhere once.
        TooManyAttempts: it leads nowhere, and so did many others from there.
        StoreError: it cannot be looked up.
    """
    try:
        if not FORM.fullmatch(token):
            raise nowhere
        return look()
    except NoSuchLink:
        key, now = f"{counted_place(address)} {token[:BEGINNING]}", time.monotonic()
        if ATTEMPTS.too_many(key, now):
            raise TooManyAttempts from None
        ATTEMPTS.note(key, now)
        raise


def holds_link(held: Mapping[str, str], address: str) -> bool | None:
    """Whether a visitor's link is or was one of ours; None where the database does not say.

    Args:
        held: the private links of their browser.
        address: where they are.
    """
    token, of_merchant = held.get(COOKIE), merchant_token_in(held)
    try:
        if token:
            find_link(token, address)
        elif of_merchant:
            find_merchant_link(of_merchant, address)
        else:
            return False
    except (NoSuchLink, TooManyAttempts):
        return False
    except LinkClosed:
        return True  # the page says why it is closed
    except (StoreError, InstrumentError):
        return None
    return True


def enter(request: Request) -> Response:
    """Let a respondent in, or say in words that the link opens nothing."""
    token = str(request.path_params["token"])
    found = entered(lambda: find_link(token, visitor_address(request)))
    if isinstance(found, Response):
        return found
    answer = RedirectResponse("/", 303, headers=UNSAVED)
    keep_token(request, answer, COOKIE, token, COOKIE_HOURS * 3600)
    return answer


def enter_merchant(request: Request) -> Response:
    """Let a merchant in, or somebody a merchant shows its results to; or say in words why not.

    Whoever may answer comes straight to the round that was begun, where there is one and no other yet.
    """
    token = str(request.path_params["token"])
    found = entered(lambda: _arrived(token, visitor_address(request)))
    if isinstance(found, Response):
        return found
    visit, begun = found
    where = "/" if begun is None else f"/respond?{urlencode({'a': begun})}"
    answer = RedirectResponse(where, 303, headers=UNSAVED)
    left = int((visit.expires_at - datetime.now(UTC)).total_seconds())
    keep_token(request, answer, MERCHANT_COOKIE, token, max(1, left))
    # A sheet's link would go before it; its own message leads back to the sheet.
    delete_cookie(answer, COOKIE, request.headers.get("host", ""))
    return answer


def _arrived(token: str, address: str) -> tuple[LinkVisit, str | None]:
    """Return what the link of a merchant opens, and the one draft to go on with."""
    visit = find_merchant_link(token, address)
    links = operator_service().merchant_links
    shown = links.shown(visit.merchant_id) if visit.scope == "answer" else None
    draft = None if shown is None or len(shown.cards) > 1 else shown.draft
    return visit, None if draft is None else draft.id


def entered(look: Callable[[], Found]) -> Found | Response:
    """Return what a link opens, or the page that says why it opens nothing."""
    try:
        return look()
    except TooManyAttempts:
        return link_page("too_many", 429)
    except NoSuchLink as closed:
        return refused(closed, 404)
    except LinkClosed as closed:
        return refused(closed, 410)
    except (StoreError, InstrumentError):
        return link_page("out_of_order", 503)


def keep_token(request: Request, answer: Response, name: str, token: str, seconds: int) -> None:
    """Keep a link in the visitor's browser, where no script can read it."""
    host = request.headers.get("host", "")
    write_cookie(answer, name, token, host, seconds, is_secure=request.url.scheme == "https")


LEAVES = ("/r/leave", "/m/leave")
"""Where a browser forgets a private link: only by a form of ours, as a picture in a page asks for it too."""


def ask_to_leave(request: Request) -> Response:
    """Ask whether the browser is to forget the link; to look at this page changes nothing."""
    more = "links.door.leave_more" if request.url.path == "/m/leave" else "sheet.door.leave_more"
    words = {lang: (Text("links.door.leave").in_(lang), Text(more).in_(lang)) for lang in LANGUAGES}
    answer = page(words, 200, form=request.url.path)
    # With no referrer at all a browser sends a form from nowhere, and its origin could not be checked.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def leave(request: Request) -> Response:
    """Forget the sheet's link in this browser."""
    answer = link_page("left", 200)
    delete_cookie(answer, COOKIE, request.headers.get("host", ""))
    return answer


def leave_merchant(request: Request) -> Response:
    """Forget the merchant's link in this browser."""
    answer = page(
        {
            lang: (Text("links.door.left").in_(lang), Text("links.door.left_more").in_(lang))
            for lang in LANGUAGES
        },
        200,
        way_on=settings().mode != "local",
    )
    delete_cookie(answer, MERCHANT_COOKIE, request.headers.get("host", ""))
    return answer


def refused(closed: LinkClosed, status: int) -> HTMLResponse:
    """Say why a link opens nothing."""
    title = "sheet.door.closed_done" if isinstance(closed, SheetClosed) else "sheet.door.closed"
    words = {lang: (Text(title).in_(lang), closed.in_(lang)) for lang in LANGUAGES}
    return page(words, status, way_on=settings().mode == "open")


def link_page(key: str, status: int) -> HTMLResponse:
    """Say something about links in both languages."""
    return page(
        {
            lang: (Text(f"sheet.door.{key}").in_(lang), Text(f"sheet.door.{key}_more").in_(lang))
            for lang in LANGUAGES
        },
        status,
    )


def page(
    words: dict[str, tuple[str, str]], status: int, *, way_on: bool = False, form: str = ""
) -> HTMLResponse:
    """Return a page that says the same in every language.

    Args:
        words: title and text by language.
        status: of the answer.
        way_on: whether the start page has something for whoever comes without a link.
        form: where a button on the page leads; none where it is empty.
    """
    parts = "".join(
        f'<section lang="{lang}"><h1>{escape(title)}</h1><p>{escape(text)}</p>'
        f"{_to_start(lang) if way_on else ''}{_button(lang, form) if form else ''}</section>"
        for lang, (title, text) in words.items()
    )
    title = escape(" · ".join(title for title, _ in words.values()))
    return HTMLResponse(frame().replace("TITLE", title).replace("PARTS", parts), status, headers=UNSAVED)


def _to_start(lang: str) -> str:
    query = urlencode({"lang": lang})
    return f'<p><a href="/?{query}">{escape(Text("links.door.home").in_(lang))}</a></p>'


def _button(lang: str, to: str) -> str:
    word = escape(Text("links.door.leave_button").in_(lang))
    return f'<form method="post" action="{escape(to)}"><button>{word}</button></form>'


@cache
def frame() -> str:
    """Return what stands around the words."""
    return Path(__file__).with_name("closed.html").read_text(encoding="utf-8")


def link_routes() -> list[Route]:
    """Return the routes of private links."""
    return [
        Route("/r/leave", ask_to_leave, methods=["GET"]),
        Route("/r/leave", leave, methods=["POST"]),
        Route("/r/{token:path}", enter, methods=["GET"]),
        Route("/m/leave", ask_to_leave, methods=["GET"]),
        Route("/m/leave", leave_merchant, methods=["POST"]),
        Route("/m/{token:path}", enter_merchant, methods=["GET"]),
    ]
