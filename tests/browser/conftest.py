"""A real server, a real Chromium, and a watch over what the pages fetch."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

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

Visit = Callable[..., Page]


def _chromium() -> str:
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


# A module's own: Playwright keeps an event loop running in this thread while
# it is open, and the tests after these must not meet it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file."""
    executable = _chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """A server for the tests of one file: each test brings its own assessment."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def own_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """A server of one test, with an empty database: to be killed, or looked at from the start."""
    with Server(tmp_path_factory.mktemp("own")) as running:
        yield running


class Watch:
    """What must never happen on any page: a call to another host, an uncaught error, a script's dialog."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.on("request", self._request)
        context.on("weberror", lambda error: self.seen.append(f"uncaught error: {error.error}"))
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self.seen.append(f"dialog: {dialog.message}") or dialog.dismiss())
        page.on("websocket", lambda socket: self._address(socket.url))

    def _request(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.seen.append(f"request to another host: {url}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return a way to open a new visitor's page; in the end nothing forbidden may have happened in it.

    Keywords go to the browser context: width and height come as `viewport`,
    the language as `locale`, light or dark as `color_scheme`.
    """
    contexts: list[tuple[BrowserContext, Watch]] = []

    def opened(address: str = "about:blank", **wishes: object) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **wishes}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append((context, Watch(context)))
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    seen = [line for _, watch in contexts for line in watch.seen]
    for context, _ in contexts:
        context.close()
    assert seen == []
