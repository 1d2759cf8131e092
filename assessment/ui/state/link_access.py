"""Who came in by a private link: such a browser is shown its sheet and nothing else.

The token lives in a cookie that no script can read, never in an address. As
long as the cookie is there, every page of this server is that one sheet.
"""

import os
from urllib.parse import urlsplit

import streamlit as st

COOKIE = "sheet"
COOKIE_HOURS = 12
ONLY_SHEETS = "ASSESSMENT_ONLY_SHEETS"
"""Set on a server that other people can reach: then it shows sheets by link and no other page."""
PUBLIC_URL = "ASSESSMENT_PUBLIC_URL"
"""Where other people reach this server, for the links: such as https://sheets.example.com."""


def token() -> str | None:
    """Return the token this browser came in with."""
    given = st.context.cookies.get(COOKIE)
    # Without a browser, as in a test of the page alone, there is no text here.
    return given if isinstance(given, str) and given else None


def only_sheets() -> bool:
    """Whether this server shows nothing but sheets."""
    return os.environ.get(ONLY_SHEETS, "").strip().lower() in {"1", "true", "yes", "on"}


def at_the_door() -> bool:
    """Whether this visitor may see a sheet at most."""
    return token() is not None or only_sheets()


def link_to(its_token: str) -> str:
    """Return the address of a private link, as other people reach this server."""
    return f"{base()}/r/{its_token}"


def base() -> str:
    """Return where this server is reached: as it was set, else as this visitor reached it."""
    if given := os.environ.get(PUBLIC_URL, "").strip():
        return given.rstrip("/")
    parts = urlsplit(st.context.url or "http://localhost:8501")
    return f"{parts.scheme}://{parts.netloc}"


def is_only_here() -> bool:
    """Whether a link made now would open on this machine alone."""
    host = urlsplit(base()).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
