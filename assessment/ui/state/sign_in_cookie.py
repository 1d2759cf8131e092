"""The cookie of a browser that somebody signed in with: its name, and what goes with it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.responses import Response
from streamlit import config

from assessment.settings import settings

SIGN_IN_COOKIE = "session"
DEVICE_COOKIE = "known_browser"
DEVICE_DAYS = 365


def is_encrypted(host: str) -> bool:
    """Whether visitors reach a host by HTTPS: by what the settings say of it, or as this server speaks it."""
    public = (settings().public_url, *settings().hosts)
    https = {urlsplit(each).netloc.lower().removesuffix(":443") for each in public if each[:6] == "https:"}
    return host.lower().removesuffix(":443") in https or bool(config.get_option("server.sslCertFile"))


def name_of(cookie: str, host: str) -> str:
    """Return how a cookie is called at a host: by HTTPS no other host, path or plain page can set it."""
    return f"__Host-{cookie}" if is_encrypted(host) else cookie


def read_cookie(cookies: Mapping[str, str], cookie: str, host: str) -> str:
    """Return what a browser holds; empty where it holds nothing."""
    given = cookies.get(name_of(cookie, host))
    # Without a browser, as in a test of a page alone, there is no text here.
    return given if isinstance(given, str) else ""


def write_cookie(  # noqa: PLR0913 - what a cookie is
    answer: Response, cookie: str, value: str, host: str, seconds: int, *, is_secure: bool = False
) -> None:
    """Give a browser a cookie that no script can read and no other site sends.

    Args:
        answer: what goes to the browser.
        cookie: which.
        value: what it holds.
        host: that the browser asked.
        seconds: how long it is kept.
        is_secure: whether this request came by HTTPS, whatever the settings say of its host.
    """
    answer.set_cookie(
        name_of(cookie, host),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure or is_encrypted(host),
    )


def delete_cookie(answer: Response, cookie: str, host: str) -> None:
    """Take a cookie away from a browser."""
    answer.delete_cookie(
        name_of(cookie, host), path="/", httponly=True, samesite="lax", secure=is_encrypted(host)
    )
