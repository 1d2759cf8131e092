"""A real server, a real Chromium, and a watch over what the pages fetch."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

from tests.browser.server import PATIENCE, Server

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


AT_ONCE = """{
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) {
    const animation = animate.apply(this, given);
    if (Number.isFinite(animation.effect.getComputedTiming().endTime)) animation.finish();
    return animation;
  };
}"""
"""What opens is open at once: a click on what still unfolds may land beside it where a computer is busy."""


class Visit(Protocol):
    """Opens a page for a new visitor."""

    def __call__(  # noqa: PLR0913 - what a visitor's device is
        self,
        address: str = "about:blank",
        *,
        width: int = 1280,
        locale: str = "zh-CN",
        dark: bool = False,
        touch: bool = False,
        timezone: str | None = None,
    ) -> Page:
        """Return the page, in a browser profile of its own; with touch, on a screen for fingers.

        The clock is that of this machine unless a time zone is given, such as `Asia/Shanghai`.
        """


def _executable() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return found
    message = (
        "NO BROWSER: the journeys in tests/browser were not made. Install Chromium "
        f"(Debian: apt-get install chromium fonts-noto-cjk); looked for: {', '.join(BROWSERS)}."
    )
    if os.environ.get("ASSESSMENT_REQUIRE_BROWSER"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def executable() -> str:
    """The path of a Chromium: without one the test is skipped, or fails where it must not be."""
    return _executable()


# A module's own: Playwright keeps an event loop running in this thread while
# it is open, and the tests after these must not meet it.
@pytest.fixture(scope="module")
def chromium(executable: str) -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for every test that brings its own assessment and leaves the others alone."""
    assert executable
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def own_server(executable: str, tmp_path: Path) -> Iterator[Server]:
    """A server of one test, with an empty database: to be killed, or looked at from the start."""
    assert executable
    with Server(tmp_path) as running:
        yield running


class Watch:
    """What must never happen on any page: a call to another host, an uncaught error, a script's dialog."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.on("request", self._request)
        context.on("weberror", lambda error: self.seen.append(f"uncaught error: {error.error}"))
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        page.on("websocket", lambda socket: self._address(socket.url))

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()  # the browser's own question, before something unsent is left
            return
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.seen.append(f"request to another host: {url}")


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return a way to open a new visitor's page; in the end nothing forbidden may have happened in it."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def opened(  # noqa: PLR0913 - as the protocol says
        address: str = "about:blank",
        *,
        width: int = 1280,
        locale: str = "zh-CN",
        dark: bool = False,
        touch: bool = False,
        timezone: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            timezone_id=timezone,
        )
        context.set_default_timeout(1000 * PATIENCE)
        context.add_init_script(AT_ONCE)
        contexts.append((context, Watch(context)))
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    seen = [line for _, watch in contexts for line in watch.seen]
    for context, _ in contexts:
        context.close()
    assert seen == []
