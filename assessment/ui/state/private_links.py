"""Private links of a browser: the cookies that hold them, and the addresses by which others open them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from assessment.settings import settings
from assessment.ui.state.sign_in_cookie import read_cookie

COOKIE = "sheet"
COOKIE_HOURS = 12
MERCHANT_COOKIE = "shop"
"""Holds the token of a merchant's link; a sheet's link, as long as it is there, goes before it."""


def links_in(held: Mapping[str, str], host: str) -> dict[str, str]:
    """Return the tokens of private links among a browser's cookies, by `COOKIE` and `MERCHANT_COOKIE`.

    Args:
        held: all cookies it sent.
        host: to which host: by HTTPS their names are others.
    """
    found = {name: read_cookie(held, name, host) for name in (COOKIE, MERCHANT_COOKIE)}
    return {name: token for name, token in found.items() if token}


def merchant_token_in(held: Mapping[str, str]) -> str | None:
    """Return the token of the merchant's link that counts among cookies."""
    return None if held.get(COOKIE) else held.get(MERCHANT_COOKIE) or None


def only_sheets() -> bool:
    """Whether this server shows nothing but what private links open."""
    return settings().only_sheets


def link_to(its_token: str) -> str:
    """Return the address of a private link, as other people reach this server."""
    return f"{base()}/r/{its_token}"


def merchant_link_to(its_token: str) -> str:
    """Return the address of a merchant's private link, as other people reach this server."""
    return f"{base()}/m/{its_token}"


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
