# ruff: noqa: INP001 - a script beside the pictures, not a package
"""Take the pictures in docs/screenshots: every page as it is today.

    python -m docs.make_screenshots [PAGE ...]

Both languages, wide and narrow, light and dark, with the examples and one
assessment half done; all pages, or those named. Views of a page, such as
`roadmap-weeks`, are taken in the light only, from where they begin.
"""

import argparse
import io
import json
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from assessment.responses import Absent, Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import EVERYTHING, settled, with_charts
from tests.browser.server import ROOT, Server

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {"wide": 1280, "narrow": 390}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
HIGHEST = 2400
"""Pixels; what is below is cut off."""

COLOURS = 96
TODAY = "2026-11-30"
"""The day it is in the pictures, so that the weeks of a roadmap stay the same."""


@dataclass(frozen=True)
class Shown:
    """The assessments in the pictures."""

    begun: str
    finished: str
    followed: str
    """The last round of a merchant that has several."""


def furnished(server: Server) -> Shown:
    """Add the examples, and an assessment that somebody is working on."""
    service = server.service
    service.examples.add()
    begun = service.assessments.start("老陈果园", Mode.FULL, EVERYTHING, None)
    said = [
        Answer(point=2, note="每周五排下周的，周三补一次。"),
        Answer(point=1),
        Answer(absent=Absent.DONT_KNOW),
    ]
    items = [item for item in service.bank.instrument.dimension("content").items if item.kind == "anchored"]
    for item, answer in zip(items, said, strict=False):
        service.answers.record(begun, item.id, answer, 0)
    finished = next(
        card.id for card in service.assessments.recent() if card.example and card.stage == "growth"
    )
    merchants_of_ones_own(service)
    followed = max(
        (one for one in service.rounds.merchants(examples=True) if one.last is not None),
        key=lambda one: (len(one.rounds), one.name),
    )
    assert followed.last is not None  # noqa: S101 - the examples have one
    return Shown(begun, finished, followed.last.card.id)


def merchants_of_ones_own(service: Service) -> None:
    """Bring some of the examples in once more, as merchants somebody looks after."""
    for card in service.assessments.recent():
        if card.example and card.status == "completed" and card.taken_on and card.taken_on.month > 8:
            file = json.loads(service.files.export(card.id)[1])
            name = file["merchant"]["name"].partition("（")[0]
            file |= {"id": None, "example": False, "merchant": {"name": name}}
            service.files.import_file(json.dumps({key: one for key, one in file.items() if one}).encode())


def addresses(shown: Shown) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each page and the query that opens it."""
    yield "home", {}
    yield "respond", {"a": shown.begun, "d": "content"}
    yield "results", {"a": shown.finished}
    yield "roadmap", {"a": shown.finished}
    yield "roadmap-weeks", {"a": shown.finished}
    yield "compare", {"a": shown.followed}
    yield "portfolio", {}
    yield "numbers", {"a": shown.begun}
    yield "voices", {"a": shown.begun}
    yield "intake", {"a": shown.begun}
    yield "coverage", {}


def drawn(page: Page, name: str, lang: str) -> int:
    """Wait until a page is all there, and its view is chosen; return the pixels above what is shown."""
    settled(page)
    _, _, view = name.partition("-")
    if view:
        page.get_by_role("radio", name=Text(f"plan.view_{view}").in_(lang), exact=True).click()
        settled(page)
    if name.startswith(("results", "roadmap", "compare")):
        with_charts(page)
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 0")
        page.wait_for_function(
            "() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
            ".every(one => one.offsetParent === null || one.querySelector('.main-svg'))"
        )
    page.evaluate("document.fonts.ready")
    if not view:
        return 0
    top = page.locator(".st-key-plan_views")
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    box = top.bounding_box()
    return 0 if box is None else int(box["y"]) - 16


def picture(page: Page, top: int) -> bytes:
    """Return the page below so many pixels, as a small PNG."""
    # Streamlit scrolls inside the window: a window as high as the page shows all of it.
    height = page.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else WIDTHS["wide"]
    page.set_viewport_size({"width": width, "height": min(int(height), top + HIGHEST)})
    settled(page)
    whole = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    image = whole.crop((0, top, whole.width, whole.height))
    small = io.BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def take(browser: Browser, server: Server, shown: Shown, wanted: Collection[str]) -> None:
    """Take every picture that is wanted; all where none is named."""
    for lang, (size, width), look in product(LOCALES, WIDTHS.items(), ("light", "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=LOCALES[lang],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if look == "dark" else "light",
        )
        page = context.new_page()
        for name, query in addresses(shown):
            address, _, view = name.partition("-")
            if (wanted and name not in wanted) or (view and look == "dark"):
                continue
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(server.url("" if name == "home" else address, lang=lang, **query))
            top = drawn(page, name, lang)
            (FOLDER / f"{name}-{lang}-{size}-{look}.png").write_bytes(picture(page, top))
        context.close()


def main() -> None:
    """Take the pictures with a server of our own."""
    parser = argparse.ArgumentParser(description=__doc__)
    known = [name for name, _ in addresses(Shown("", "", ""))]
    parser.add_argument("page", nargs="*", help=f"only these: {', '.join(known)}")
    wanted = parser.parse_args().page
    if strange := [name for name in wanted if name not in known]:
        parser.error(f"no page is called {', '.join(strange)}; there are {', '.join(known)}")
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(Server(folder, env={"ASSESSMENT_TODAY": TODAY}))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        take(browser, server, furnished(server), wanted)
        browser.close()


if __name__ == "__main__":
    main()
