"""Signing in, entering an account by its invitation, choosing another password: plain pages without a script.

They work in any browser, also in one inside a chat program, and before the
framework is asked for anything.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from assessment.instrument.problems import InstrumentError
from assessment.service import LocalizedError, SignIn, SignInEnded, StoreError
from assessment.service.account_errors import SignInsBusy, TooManyTries, WrongPassword
from assessment.service.passwords import LONGEST, SHORTEST
from assessment.settings import settings
from assessment.texts import Text
from assessment.ui.routes import FORM, visitor_address
from assessment.ui.sign_in_pages import HEADERS, InputField, PlainPage, form_of, host_of, language_of, next_of
from assessment.ui.state.private_links import COOKIE, MERCHANT_COOKIE
from assessment.ui.state.session import operator_service
from assessment.ui.state.sign_in_cookie import (
    DEVICE_COOKIE,
    DEVICE_DAYS,
    SIGN_IN_COOKIE,
    delete_cookie,
    read_cookie,
    write_cookie,
)

INVITATION_COOKIE = "invitation"
INVITATION_SECONDS = 3600


def signed_in(request: Request, granted: SignIn, to: str) -> Response:
    """Go on to a page, signed in. What the browser held before ends: no two people share one."""
    before = read_cookie(request.cookies, SIGN_IN_COOKIE, host_of(request))
    if before:
        operator_service().sign_ins.sign_out(before)
    answer = RedirectResponse(to, 303, headers=HEADERS)
    write_cookie(answer, SIGN_IN_COOKIE, granted.token, host_of(request), settings().session_hours * 3600)
    write_cookie(answer, DEVICE_COOKIE, granted.device, host_of(request), DEVICE_DAYS * 86400)
    delete_cookie(answer, INVITATION_COOKIE, host_of(request))
    # A private link that was opened here would hide every other page.
    for link in (COOKIE, MERCHANT_COOKIE):
        delete_cookie(answer, link, host_of(request))
    return answer


def out_of_order(page: PlainPage) -> Response:
    """Say that the database does not answer, and nothing of where it is."""
    return replace(page, message=Text("sign_in.out_of_order").in_(page.lang)).response(503)


def why_ended(request: Request, lang: str) -> str:
    """Return why a browser is no longer signed in; empty where it never was."""
    token = read_cookie(request.cookies, SIGN_IN_COOKIE, host_of(request))
    if not token:
        return ""
    try:
        operator_service().sign_ins.account(token)
    except SignInEnded as ended:
        return "" if type(ended) is SignInEnded else ended.in_(lang)
    return ""


def sign_in_page(request: Request, form: Mapping[str, str] | None = None) -> PlainPage:
    """Return the page with name and password."""
    lang = language_of(request, form)

    def say(key: str) -> str:
        return Text(f"sign_in.{key}").in_(lang)

    name = (form or {}).get("name", "")[:100]
    return PlainPage(
        "sign_in",
        "/sign-in",
        lang,
        (
            InputField("name", say("name"), autocomplete="username", value=name, most=100),
            InputField("password", say("password"), "password", "current-password", most=LONGEST),
        ),
        next=next_of(request, form),
        has_provider=settings().has_provider,
    )


def show_sign_in(request: Request) -> Response:
    """Ask for name and password; who is signed in goes on."""
    page = sign_in_page(request)
    trouble = request.query_params.get("trouble")
    try:
        token = read_cookie(request.cookies, SIGN_IN_COOKIE, host_of(request))
        if token and not trouble:
            try:
                operator_service().sign_ins.account(token)
                return RedirectResponse(page.next, 303, headers=HEADERS)
            except SignInEnded:
                pass
        message = why_ended(request, page.lang)
    except (StoreError, InstrumentError):
        return out_of_order(page)
    if trouble in {"provider", "not_invited", "identity_used", "disabled", "groups_left"}:
        key = "sign_in.provider_failed" if trouble == "provider" else f"accounts.{trouble}"
        message = Text(key).in_(page.lang)
    answer = replace(page, message=message).response()
    if settings().mode == "open":
        # Who does not sign in again goes on as anybody.
        delete_cookie(answer, SIGN_IN_COOKIE, host_of(request))
    return answer


async def take_sign_in(request: Request) -> Response:
    """Sign somebody in."""
    form = await form_of(request)
    page = sign_in_page(request, form)
    device = read_cookie(request.cookies, DEVICE_COOKIE, host_of(request))

    def work() -> Response:
        name, password = form.get("name", ""), form.get("password", "")
        granted = operator_service().sign_ins.sign_in(name, password, visitor_address(request), device)
        return signed_in(request, granted, page.next)

    try:
        return await run_in_threadpool(work)
    except (TooManyTries, SignInsBusy) as refused:
        return replace(page, message=refused.in_(page.lang)).response(429)
    except (StoreError, InstrumentError):
        return out_of_order(page)
    except LocalizedError as refused:
        return replace(page, message=refused.in_(page.lang)).response(401)


def follow_invitation(request: Request) -> Response:
    """Take an invitation's token out of the address, into a cookie; to look at a link changes nothing."""
    answer = RedirectResponse("/join", 303, headers=HEADERS)
    token = str(request.path_params["token"])
    given = token if FORM.fullmatch(token) else "x"
    write_cookie(answer, INVITATION_COOKIE, given, host_of(request), INVITATION_SECONDS)
    return answer


def join_page(lang: str, name: str) -> PlainPage:
    """Return the page on which an account is entered."""

    def say(key: str) -> str:
        return Text(f"sign_in.{key}", least=SHORTEST).in_(lang)

    return PlainPage(
        "join",
        "/join",
        lang,
        (
            InputField("name", say("name"), autocomplete="username", value=name[:100], most=60),
            InputField("password", say("new_password"), "password", "new-password", most=LONGEST),
            InputField("again", say("again"), "password", "new-password", most=LONGEST),
        ),
        has_provider=settings().has_provider,
    )


def show_join(request: Request) -> Response:
    """Ask for a name and a password, or say why the invitation opens nothing."""
    lang, token = language_of(request), read_cookie(request.cookies, INVITATION_COOKIE, host_of(request))
    try:
        return join_page(lang, operator_service().sign_ins.invited(token).name).response()
    except (StoreError, InstrumentError):
        return out_of_order(join_page(lang, ""))
    except LocalizedError as refused:
        return closed_join(lang, refused).response(410)


def closed_join(lang: str, refused: LocalizedError) -> PlainPage:
    """Return the page of an invitation that opens nothing."""
    return PlainPage("closed", "/join", lang, message=refused.in_(lang), back="/sign-in")


async def take_join(request: Request) -> Response:
    """Enter an account."""
    form = await form_of(request)
    lang, token = (
        language_of(request, form),
        read_cookie(request.cookies, INVITATION_COOKIE, host_of(request)),
    )
    page = join_page(lang, form.get("name", ""))
    if form.get("password") != form.get("again"):
        return replace(page, message=Text("sign_in.not_the_same").in_(lang)).response(400)

    def work() -> Response:
        sign_ins = operator_service().sign_ins
        try:
            sign_ins.invited(token)
        except LocalizedError as refused:
            if isinstance(refused, StoreError):
                raise
            return closed_join(lang, refused).response(410)
        granted = sign_ins.accept(token, form.get("name", ""), form.get("password", ""))
        return signed_in(request, granted, f"/?lang={lang}")

    try:
        return await run_in_threadpool(work)
    except (StoreError, InstrumentError):
        return out_of_order(page)
    except LocalizedError as refused:
        return replace(page, message=refused.in_(lang)).response(400)


def password_page(request: Request, form: Mapping[str, str] | None = None) -> PlainPage:
    """Return the page on which another password is chosen."""
    lang = language_of(request, form)

    def say(key: str) -> str:
        return Text(f"sign_in.{key}", least=SHORTEST).in_(lang)

    return PlainPage(
        "password",
        "/password",
        lang,
        (
            InputField("old", say("old_password"), "password", "current-password", most=LONGEST),
            InputField("password", say("new_password"), "password", "new-password", most=LONGEST),
            InputField("again", say("again"), "password", "new-password", most=LONGEST),
        ),
        back=f"/?lang={lang}",
    )


def to_sign_in(path: str) -> Response:
    """Send a visitor to sign in, and back to a page afterwards."""
    query = f"?next={quote(path, safe='')}" if path not in {"", "/"} else ""
    return RedirectResponse(f"/sign-in{query}", 303, headers=HEADERS)


def show_password(request: Request) -> Response:
    """Ask for the old and a new password."""
    page = password_page(request)
    try:
        operator_service().sign_ins.account(read_cookie(request.cookies, SIGN_IN_COOKIE, host_of(request)))
    except SignInEnded:
        return to_sign_in("/password")
    except (StoreError, InstrumentError):
        return out_of_order(page)
    return page.response()


async def take_password(request: Request) -> Response:
    """Choose another password; the other browsers are signed out."""
    form = await form_of(request)
    page = password_page(request, form)
    if form.get("password") != form.get("again"):
        return replace(page, message=Text("sign_in.not_the_same").in_(page.lang)).response(400)
    token = read_cookie(request.cookies, SIGN_IN_COOKIE, host_of(request))
    old, new = form.get("old", ""), form.get("password", "")

    def work() -> Response:
        operator_service().sign_ins.change_password(token, old, new, visitor_address(request))
        return replace(page, key="changed", fields=()).response()

    try:
        return await run_in_threadpool(work)
    except SignInEnded:
        return to_sign_in("/password")
    except (StoreError, InstrumentError):
        return out_of_order(page)
    except WrongPassword:
        return replace(page, message=Text("sign_in.old_is_wrong").in_(page.lang)).response(400)
    except LocalizedError as refused:
        return replace(page, message=refused.in_(page.lang)).response(400)


FORMS = ("/sign-in", "/join", "/password")
"""The addresses that take a form; guarded against forms of other sites by `access.py`."""


def sign_in_routes() -> list[Route]:
    """Return the routes of a server on which people sign in."""
    return [
        Route("/sign-in", show_sign_in, methods=["GET"]),
        Route("/sign-in", take_sign_in, methods=["POST"]),
        Route("/i/{token:path}", follow_invitation, methods=["GET"]),
        Route("/join", show_join, methods=["GET"]),
        Route("/join", take_join, methods=["POST"]),
        Route("/password", show_password, methods=["GET"]),
        Route("/password", take_password, methods=["POST"]),
    ]
