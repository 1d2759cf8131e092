"""The visitor of a page: language, address, private link, and the service.

The store is the only truth. What stays in `session_state` is what this
browser tab last knew, so that a difference can be noticed and saved. A
private link's token lives in a cookie that no script can read; as long as it
is there, every page of this server is that one sheet.
"""

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from assessment.instrument.columns import Measure
from assessment.instrument.load import shipped_bank
from assessment.service import (
    ANONYMOUS,
    GUEST,
    LOCAL_OPERATOR,
    Actor,
    Service,
    SpokenError,
    StoreError,
    open_service,
)
from assessment.settings import settings
from assessment.texts import LANGUAGES, Text


@st.cache_resource(show_spinner=False)
def operator_service() -> Service:
    """Return the service of this server as its operator has it, opened once.

    Raises:
        StoreError: the database cannot be used, said in words.
    """
    return open_service(settings().database_url, shipped_bank())


def visitor() -> Actor:
    """Return who this visitor is: without sign-in, the operator of this machine."""
    match settings().mode:
        case "local":
            return LOCAL_OPERATOR
        case "team":
            return ANONYMOUS
        case "open":
            return GUEST


def service() -> Service:
    """Return the service as this visitor may use it.

    Raises:
        StoreError: the database cannot be used, said in words.
    """
    return operator_service().acting_as(visitor())


def may(verb: str) -> bool:
    """Whether this visitor has the right that a verb of the service takes, such as `answers.record`.

    A page asks before it offers anything: nobody sees a button that would be refused.
    """
    return service().may(verb)


def language() -> str:
    """Return the language of the page: the address first, then this tab, then the browser."""
    asked = st.query_params.get("lang") or st.session_state.get("language")
    if asked not in LANGUAGES:
        asked = "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"
    st.session_state["language"] = asked
    return str(asked)


def switch_language(to: str) -> None:
    """Show every page in another language from now on."""
    st.session_state["language"] = to
    st.query_params["lang"] = to


def words(key: str, **values: Any) -> str:
    """Return a message in the page's language."""
    return Text(key, **values).in_(language())


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


COOKIE = "sheet"
COOKIE_HOURS = 12


def token() -> str | None:
    """Return the token this browser came in with."""
    given = st.context.cookies.get(COOKIE)
    # Without a browser, as in a test of the page alone, there is no text here.
    return given if isinstance(given, str) and given else None


def only_sheets() -> bool:
    """Whether this server shows nothing but sheets."""
    return settings().only_sheets


def at_the_door() -> bool:
    """Whether this visitor may see a sheet at most."""
    return token() is not None or only_sheets()


def spoken(error: SpokenError) -> str:
    """Return an error's sentence; a stranger learns nothing of where the data are."""
    if isinstance(error, StoreError) and at_the_door():
        return words("sheet.door.out_of_order_more")
    return error.in_(language())


def link_to(its_token: str) -> str:
    """Return the address of a private link, as other people reach this server."""
    return f"{base()}/r/{its_token}"


def base() -> str:
    """Return where this server is reached: as it was set, else as this visitor reached it."""
    if given := settings().public_url:
        return given
    parts = urlsplit(st.context.url or "http://localhost:8501")
    return f"{parts.scheme}://{parts.netloc}"


def is_only_here() -> bool:
    """Whether a link made now would open on this machine alone."""
    host = urlsplit(base()).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
