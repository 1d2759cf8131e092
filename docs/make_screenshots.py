# ruff: noqa: INP001 - a script beside the pictures, not a package
"""Take the pictures in docs/screenshots: every page as it is today.

    python -m docs.make_screenshots

Both languages, wide and narrow, light and dark, with the examples and one
assessment half done.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assessment.responses import Absent, Answer, Mode
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import EVERYTHING, settled
from tests.browser.server import ROOT, Server

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {"wide": 1280, "narrow": 390}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
HIGHEST = 2400
"""Pixels; what is below is cut off."""

COLOURS = 96


@dataclass(frozen=True)
class Shown:
    """The assessments in the pictures."""

    begun: str
    finished: str


def furnished(server: Server) -> Shown:
    """Add the examples, and an assessment that somebody is working on."""
    service = server.service
    service.add_examples()
    begun = service.start("老陈果园", Mode.FULL, EVERYTHING, None)
    said = [
        Answer(point=2, note="每周五排下周的，周三补一次。"),
        Answer(point=1),
        Answer(absent=Absent.DONT_KNOW),
    ]
    items = [item for item in service.instrument.dimension("content").items if item.kind == "anchored"]
    for item, answer in zip(items, said, strict=False):
        service.record(begun, item.id, answer, 0)
    finished = next(card.id for card in service.assessments() if card.example and card.stage == "growth")
    return Shown(begun, finished)


def addresses(shown: Shown) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each page and the query that opens it."""
    yield "home", {}
    yield "respond", {"a": shown.begun, "d": "content"}
    yield "results", {"a": shown.finished}
    yield "roadmap", {"a": shown.finished}
    yield "coverage", {}


def drawn(page: Page, name: str) -> None:
    """Wait until a page is all there."""
    settled(page)
    if name in {"results", "roadmap"}:
        expect(page.locator(".js-plotly-plot:visible .main-svg").first).to_be_visible()
        page.wait_for_function(
            "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
            ".every(one => one.offsetParent === null || one.querySelector('.main-svg'))"
        )
    page.evaluate("document.fonts.ready")


def picture(page: Page) -> bytes:
    """Return the page from its top, as a small PNG."""
    # Streamlit scrolls inside the window: a window as high as the page shows all of it.
    height = page.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else WIDTHS["wide"]
    page.set_viewport_size({"width": width, "height": min(int(height), HIGHEST)})
    settled(page)
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    small = io.BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def take(browser: Browser, server: Server, shown: Shown) -> None:
    """Take every picture."""
    for lang, (size, width), look in product(LOCALES, WIDTHS.items(), ("light", "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=LOCALES[lang],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if look == "dark" else "light",
        )
        page = context.new_page()
        for name, query in addresses(shown):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(server.url("" if name == "home" else name, lang=lang, **query))
            drawn(page, name)
            (FOLDER / f"{name}-{lang}-{size}-{look}.png").write_bytes(picture(page))
        context.close()


def main() -> None:
    """Take the pictures with a server of our own."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(Server(Path(stack.enter_context(TemporaryDirectory()))))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        take(browser, server, furnished(server))
        browser.close()


if __name__ == "__main__":
    main()
