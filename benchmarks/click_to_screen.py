"""How long from a click on an answer until the screen says that it is saved.

    python -m benchmarks.click_to_screen

The longest page of the questionnaire (full mode) against a Streamlit script
with nothing but one radio, in one Chromium, by turns. For the questionnaire
the clock stops when both the progress line and the question's own "saved" have
changed and a frame is painted; the answer is on disk by then. For the bare
script it stops when its number has changed and a frame is painted. Once on a
desktop, once on a narrow screen with a processor four times slower.
"""

import argparse
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from assessment.instrument.model import AnchoredItem, Dimension
from assessment.responses import Mode
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import EVERYTHING, Questionnaire
from tests.browser.server import Server

CLICKS, QUICK = 80, 20
"""Of each kind."""


@dataclass(frozen=True)
class Device:
    """What the clicks are made on.

    Attributes:
        name: as the page of results calls it.
        width: of its screen, in pixels.
        height: of its screen, in pixels.
        slower: how many times slower its processor is than this one.
        goal: the most that a full page may take of what the bare script takes, median against median.
    """

    name: str
    width: int
    height: int
    slower: int
    goal: float


DEVICES = (Device("desktop", 1280, 900, 1, 1.3), Device("phone", 390, 844, 4, 1.8))

# `wanted` are places whose text must all differ from before the click.
TIMER = """
wanted => {
  const texts = () => wanted.map(place => {
    const all = [...document.querySelectorAll(place)];
    return all.length + ':' + all.map(one => one.textContent).join('|');
  });
  const before = texts();
  window.took = null;
  document.addEventListener('click', () => {
    const start = performance.now();
    const look = () => {
      if (texts().every((text, n) => text !== before[n]))
        requestAnimationFrame(() => { window.took = performance.now() - start; });
      else requestAnimationFrame(look);
    };
    look();
  }, {capture: true, once: true});
}
"""


@dataclass(frozen=True)
class Click:
    """One option to be clicked, and where the screen must change because of it."""

    option: Locator
    wanted: tuple[str, ...]


def time_of(page: Page, click: Click) -> float:
    """Return milliseconds from the click to the painted change."""
    page.bring_to_front()
    click.option.scroll_into_view_if_needed()
    # A person reads between two answers, and nothing is left to do for the page.
    page.wait_for_timeout(random.randint(250, 450))  # noqa: S311 - not a secret
    page.evaluate(TIMER, list(click.wanted))
    click.option.click()
    page.wait_for_function("() => window.took !== null")
    return float(page.evaluate("window.took"))


def longest(server: Server) -> Dimension:
    """Return the dimension that asks most."""
    return max(server.service.bank.instrument.dimensions, key=lambda one: len(one.items))


def answers(page: Page, server: Server) -> Iterator[Click]:
    """Yield first answers on the longest page, one assessment after the other."""
    dimension = longest(server)
    while True:
        mine = Questionnaire.begun(page, server, Mode.FULL, EVERYTHING).open(dimension.id)
        # Text areas and the rest of a page that is long come in after its first picture.
        page.wait_for_timeout(1500)
        for item, place in zip(mine.items(dimension.id), cycle([1, 3, 0, 2])):
            if isinstance(item, AnchoredItem):
                question = mine.question(item.id)
                key = "." + next(
                    one
                    for one in (question.get_attribute("class") or "").split()
                    if one.startswith("st-key-q_")
                )
                yield Click(
                    question.locator("[data-testid=stRadioOption]").nth(place),
                    (".progress-text", f"{key} [data-testid=stCaptionContainer]"),
                )


def bare(page: Page, server: Server) -> Iterator[Click]:
    """Yield other answers to the one radio, for ever."""
    page.goto(server.url())
    page.locator("#stamp").wait_for(state="attached")
    options = page.locator("[data-testid=stRadioOption]")
    for place in cycle(range(6)):
        yield Click(options.nth(place), ("#stamp",))


def measured(
    browser: Browser, app: Server, floor: Server, device: Device, clicks: int
) -> tuple[list[float], list[float]]:
    """Return the times of both, taken by turns."""
    pages = []
    for _ in range(2):
        size = {"width": device.width, "height": device.height}
        page = browser.new_page(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
        pages.append(page)
    ours, theirs = answers(pages[0], app), bare(pages[1], floor)
    for _ in range(3):
        time_of(pages[0], next(ours))
        time_of(pages[1], next(theirs))
    times: tuple[list[float], list[float]] = [], []
    for _ in range(clicks):
        times[0].append(time_of(pages[0], next(ours)))
        times[1].append(time_of(pages[1], next(theirs)))
    for page in pages:
        page.close()
    return times


def rows(device: Device, ours: list[float], theirs: list[float]) -> list[str]:
    """Return two lines of the table."""
    ratio = median(ours) / median(theirs)
    said = f"{ratio:.2f} | {device.goal} | {'kept' if ratio <= device.goal else 'missed'}"
    return [
        f"| {device.name}, {name} | {len(times)} | {median(times):.0f} "
        f"| {quantiles(times, n=20)[-1]:.0f} | {end} |"
        for name, times, end in (
            ("longest page of the questionnaire", ours, said),
            ("bare script with one radio", theirs, "| |"),
        )
    ]


def section(*, quick: bool) -> str:
    """Measure, and return a section of the page."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    lines = []
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in range(2)]
        app = stack.enter_context(Server(folders[0]))
        floor = stack.enter_context(Server(folders[1], "benchmarks/bare_radio.py", "_stcore/health"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        for device in DEVICES:
            lines += rows(device, *measured(browser, app, floor, device, QUICK if quick else CLICKS))
        questions, chromium = len(longest(app).items), browser.version
        browser.close()
    table = "\n".join(lines)
    return f"""## From a click to the screen

Milliseconds from the click on an answer until the screen has changed and a frame is painted. The page of the
questionnaire has {questions} questions, each with note and evidence; the answer is on disk before the screen
says so. The other is a Streamlit script with one radio and nothing else. One Chromium ({chromium}), clicks
by turns, SQLite on disk. The phone is 390 pixels wide, its processor {DEVICES[1].slower} times slower.

| page | clicks | median | 95th percentile | ratio | goal | |
| --- | --- | --- | --- | --- | --- | --- |
{table}
"""


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(section(quick=False))
