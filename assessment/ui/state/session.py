"""The visitor of a page: language, address, private link, and the service.

The store is the only truth. What stays in `session_state` is what this
browser tab last knew, so that a difference can be noticed and saved. A
private link's token lives in a cookie that no script can read; as long as it
is there, every page of this server is that one sheet, or that one merchant.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.instrument.columns import Measure
from assessment.instrument.load import shipped_bank
from assessment.service import (
    ANONYMOUS,
    GUEST,
    LOCAL_OPERATOR,
    Account,
    Actor,
    LinkClosed,
    LinkVisit,
    LocalizedError,
    Service,
    SignInEnded,
    StoreError,
    account_actor,
    merchant_actor,
    open_service,
)
from assessment.settings import settings
from assessment.texts import LANGUAGES, Text
from assessment.ui.state.private_links import COOKIE, links_in, merchant_token_in, only_sheets
from assessment.ui.state.sign_in_cookie import SIGN_IN_COOKIE, read_cookie


@st.cache_resource(show_spinner=False, on_release=Service.close)
def operator_service() -> Service:
    """Return the service of this server as its operator has it, opened once; closed when it is let go of.

    Raises:
        StoreError: the database cannot be used, said in words.
    """
    return open_service(settings().database_url, shipped_bank())


def account_by(sign_in: str, *, is_used: bool = True) -> Account | SignInEnded:
    """Return who a browser is signed in as, by the token of its cookie; or why nobody.

    Args:
        sign_in: the token.
        is_used: whether somebody is at the browser.

    Raises:
        StoreError: the database does not say.
    """
    try:
        return operator_service().sign_ins.account(sign_in, is_used=is_used)
    except SignInEnded as ended:
        return ended


@dataclass
class RunFacts:
    """What stays the same while a page or a part of it is drawn: looked up once, and again with the next run.

    Attributes:
        held: the private links among the browser's cookies.
        found: who is signed in, or why nobody is.
        actor: who the visitor is, where no private link says so.
        language: of the page.
    """

    held: Mapping[str, str] | None = None
    found: Account | SignInEnded | None = None
    actor: Actor | None = None
    language: str | None = None


_of_run: WeakKeyDictionary[object, RunFacts] = WeakKeyDictionary()


def _facts() -> RunFacts:
    """Return what is known of this run; nothing away from a page."""
    context = get_script_run_ctx()
    # Made anew for each run, of a fragment too.
    run = None if context is None else context.parallel_coordinator
    return RunFacts() if run is None else _of_run.setdefault(run, RunFacts())


_by_clock: ContextVar[bool] = ContextVar("by_clock", default=False)


@contextmanager
def looking_by_itself() -> Iterator[None]:
    """Draw a part of a page that a clock of the page asks for.

    A tab that was left open looks again and again, and nobody is at it: by that alone nobody stays signed in.
    """
    before = _by_clock.set(True)
    try:
        yield
    finally:
        _by_clock.reset(before)


def signed_in() -> Account | SignInEnded:
    """Return who is signed in here, looked up anew with each run of the page; or why nobody is.

    Raises:
        StoreError: the database does not say.
    """
    facts = _facts()
    if facts.found is None:
        facts.found = account_by(sign_in_token(), is_used=not _by_clock.get())
    return facts.found


def sign_in_token() -> str:
    """Return the token that this browser was signed in with; empty where it was not."""
    host = st.context.headers.get("Host")
    return read_cookie(st.context.cookies, SIGN_IN_COOKIE, host) if isinstance(host, str) else ""


def visitor() -> Actor:
    """Return who this visitor is.

    Raises:
        StoreError: the database does not say.
    """
    facts = _facts()
    if facts.actor is not None:
        return facts.actor
    held = cookies()
    actor = actor_of(held, merchant_visit(), signed_in_account())
    if merchant_token_in(held) is None:
        facts.actor = actor
    return actor


def actor_of(held: Mapping[str, str], visit: LinkVisit | None, account: Account | None) -> Actor:
    """Return who somebody is.

    Args:
        held: the private links of their browser.
        visit: what the link of a merchant opens that is among them; None where it opens nothing.
        account: who is signed in; None where nobody is, or nobody signs in here.
    """
    if merchant_token_in(held) is not None:
        # Nobody else, whoever else this browser knows: a link that was called back opens nothing.
        if visit is None:
            return ANONYMOUS
        return merchant_actor(visit.link_id, visit.scope, visit.merchant_id)
    if settings().has_sign_in and account is not None:
        return account_actor(account.id, account.role, sees_all=account.sees_all)
    match settings().mode:
        case "local":
            return LOCAL_OPERATOR
        case "team":
            return ANONYMOUS
        case "open":
            return GUEST


def signed_in_account() -> Account | None:
    """Return the account that is signed in; None where nobody is, or nobody signs in here.

    Raises:
        StoreError: the database does not say.
    """
    found = signed_in() if settings().has_sign_in else None
    return found if isinstance(found, Account) else None


PERSON = "person"
"""Holds whom this tab was last drawn for."""


def person() -> str:
    """Return the id of the account that is signed in; empty where nobody is, or nobody signs in here."""
    found = signed_in_account()
    return "" if found is None else found.id


def whose_fields() -> str:
    """Return whose typed fields are kept in this browser that belong to no shop: a person's, or a link's."""
    visit = merchant_visit()
    return person() if visit is None else f"link:{visit.link_id}"


def is_another_person() -> bool:
    """Whether this tab was drawn for somebody else before, or for somebody who is out now."""
    before = st.session_state.get(PERSON)
    return before is not None and before != person()


def is_part_drawn_anew() -> bool:
    """Whether parts of a page are being drawn anew, and not the whole page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def service() -> Service:
    """Return the service as this visitor may use it.

    Where a part of a page is drawn anew for somebody else than the page, the
    whole page is: a tab whose person was shut out says so with its next click.
    Until then nobody acts there: what one person typed is not another's deed.

    Raises:
        StoreError: the database cannot be used, said in words.
    """
    if settings().has_sign_in and not came_by_link() and is_another_person():
        if is_part_drawn_anew():
            st.rerun()
        # Here in answer to a click, which comes before the page is drawn.
        return operator_service().acting_as(ANONYMOUS)
    return operator_service().acting_as(visitor())


def service_of(held: Mapping[str, str], sign_in: str) -> Service:
    """Return the service as a browser may use it, by what it holds; looked up now.

    Args:
        held: its private links.
        sign_in: the token it was signed in with; empty where it was not.

    Raises:
        LinkClosed: the link of a merchant is among them, and opens nothing.
        StoreError: the database cannot be used.
    """
    token = merchant_token_in(held)
    visit = None if token is None else operator_service().merchant_links.follow(token)
    found = account_by(sign_in) if settings().has_sign_in else None
    return operator_service().acting_as(actor_of(held, visit, found if isinstance(found, Account) else None))


def service_later() -> Callable[[], Service]:
    """Return what finds this visitor's service away from the page, where a file is made that is asked for.

    There the framework knows no visitor. Who it is is looked up again then:
    who was shut out meanwhile gets nothing.
    """
    return partial(service_of, dict(cookies()), sign_in_token())


def may(verb: str) -> bool:
    """Whether this visitor has the right that a verb of the service takes, such as `answers.record`.

    A page asks before it offers anything: nobody sees a button that would be refused.
    """
    return visitor().may(verb)


def language() -> str:
    """Return the language of the page: the address first, then this tab, then the browser."""
    facts = _facts()
    if facts.language is None:
        asked = st.query_params.get("lang") or st.session_state.get("language")
        if asked not in LANGUAGES:
            asked = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
        st.session_state["language"] = facts.language = str(asked)
    return facts.language


def switch_language(to: str) -> None:
    """Show every page in another language from now on."""
    st.session_state["language"] = _facts().language = to
    st.query_params["lang"] = to


SEPARATOR = "\u00a0· "
"""Between facts of one line: where it is broken, a line ends with the dot and none begins with it."""


def words(key: str, **values: Any) -> str:
    """Return a message in the page's language."""
    return Text(key, **values).in_(language()).replace(" · ", SEPARATOR)


def assessment_id() -> str | None:
    """Return the assessment this page is about, from the address."""
    return st.query_params.get("a")


def address(assessment: str | None = None, **more: str) -> dict[str, str]:
    """Return the query of a link: the assessment and the language go with the visitor."""
    query = {"lang": language(), **more}
    return {"a": assessment, **query} if assessment else query


def measure_of(metric: str) -> Measure:
    """Return what kind of number a metric is: what its unit may be."""
    return service().bank.columns.measure_of(metric) or "number"


def is_dark() -> bool:
    """Whether the visitor's page is dark."""
    return st.context.theme.type == "dark"


def cookies() -> Mapping[str, str]:
    """Return the private links of this browser; none without one, as in a test of the page alone."""
    facts = _facts()
    if facts.held is None:
        host = st.context.headers.get("Host")
        facts.held = links_in(st.context.cookies, host if isinstance(host, str) else "")
    return facts.held


def token() -> str | None:
    """Return the token of the sheet's link this browser came in with."""
    return cookies().get(COOKIE)


LOOKED_UP = 1.0
"""Seconds for which what a merchant's link opens is not looked up again: about one redraw of a page."""


def merchant_visit() -> LinkVisit | None:
    """Return what the merchant's link of this browser opens; None where there is none, or it is closed."""
    found = _followed()
    return found if isinstance(found, LinkVisit) else None


def merchant_link_closed() -> LinkClosed | None:
    """Return why the merchant's link of this browser opens nothing; None where it opens something."""
    found = _followed()
    return found if isinstance(found, LinkClosed) else None


def _followed() -> LinkVisit | LinkClosed | None:
    given = merchant_token_in(cookies())
    if given is None:
        return None
    last = st.session_state.get("merchant_visit")
    if last is not None and last[0] == given and monotonic() - last[1] < LOOKED_UP:
        known: LinkVisit | LinkClosed = last[2]
        return known
    found: LinkVisit | LinkClosed
    try:
        found = operator_service().merchant_links.follow(given)
    except LinkClosed as closed:
        found = closed
    else:
        _note_visit(found, is_first=last is None or last[0] != given)
    st.session_state["merchant_visit"] = (given, monotonic(), found)
    return found


def _note_visit(visit: LinkVisit, *, is_first: bool) -> None:
    """Note that somebody is here by a link, now that a page is drawn for them.

    Who only fetches its address has not come in: chat programs do so to show what it leads to.

    Args:
        visit: what the link opens.
        is_first: whether this tab is drawn by it for the first time.
    """
    if _by_clock.get():
        return
    links = operator_service().merchant_links
    if is_first:
        links.note_opened(visit)
    links.note_used(visit)


def sees_one_sheet_at_most() -> bool:
    """Whether this visitor may see a sheet at most."""
    return token() is not None or (only_sheets() and merchant_token_in(cookies()) is None)


def came_by_link() -> bool:
    """Whether this visitor is here by a private link, of whichever kind: no account counts then."""
    return token() is not None or merchant_token_in(cookies()) is not None


def is_read_only() -> bool:
    """Whether this visitor came by a link that shows results and changes nothing."""
    visit = merchant_visit()
    return visit is not None and visit.scope == "read"


def error_text(error: LocalizedError) -> str:
    """Return an error's sentence; a stranger learns nothing of where the data are."""
    if isinstance(error, StoreError) and (
        sees_one_sheet_at_most() or merchant_token_in(cookies()) is not None or settings().has_sign_in
    ):
        return words("sheet.door.out_of_order_more")
    return error.in_(language())
