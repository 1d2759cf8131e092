"""How long from a click on an answer until the screen says that it is saved.

    python -m benchmarks.click_to_screen

The longest page of the questionnaire (full mode) against a Streamlit script
with nothing but one radio, in one Chromium, by turns. For the questionnaire
the clock stops when both the progress line and the question's own "saved" have
changed and a frame is painted; the answer is on disk by then. For the bare
script it stops when its number has changed and a frame is painted.

Writes docs/benchmarks.md.
"""

import os
import platform
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from assessment.instrument.model import AnchoredItem, Dimension
from assessment.responses import Mode
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import EVERYTHING, Questionnaire
from tests.browser.server import ROOT, Server

CLICKS = 80
"""Of each kind."""

GOAL = 1.5
"""The most that a full page may take of what the bare script takes, median against median."""

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
        for item, place in zip(dimension.items, cycle([1, 3, 0, 2])):
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


def measured(browser: Browser, app: Server, floor: Server) -> tuple[list[float], list[float]]:
    """Return the times of both, taken by turns."""
    pages = [browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN") for _ in range(2)]
    ours, theirs = answers(pages[0], app), bare(pages[1], floor)
    for _ in range(3):
        time_of(pages[0], next(ours))
        time_of(pages[1], next(theirs))
    times: tuple[list[float], list[float]] = [], []
    for _ in range(CLICKS):
        times[0].append(time_of(pages[0], next(ours)))
        times[1].append(time_of(pages[1], next(theirs)))
    return times


def row(name: str, times: list[float]) -> str:
    """Return a line of the table."""
    return f"| {name} | {len(times)} | {median(times):.0f} | {quantiles(times, n=20)[-1]:.0f} |"


def report(ours: list[float], theirs: list[float], questions: int, chromium: str) -> str:
    """Return what was measured, as Markdown."""
    ratio = median(ours) / median(theirs)
    verdict = "kept" if ratio <= GOAL else "missed"
    return f"""# Benchmarks

Made by `python -m benchmarks.click_to_screen`; do not edit by hand.

## From a click to the screen

Milliseconds from the click on an answer until the screen has changed and a frame is painted. The page of the
questionnaire has {questions} questions, each with note and evidence; the answer is on disk before the screen
says so. The other is a Streamlit script with one radio and nothing else. One Chromium, clicks by turns.

| page | clicks | median | 95th percentile |
| --- | --- | --- | --- |
{row("longest page of the questionnaire", ours)}
{row("bare script with one radio", theirs)}

**Ratio of the medians: {ratio:.2f}** (goal: at most {GOAL:g}, {verdict}).

Measured on {datetime.now(UTC).date().isoformat()}: {platform.system()} {platform.machine()},
{os.cpu_count()} cores, Python {platform.python_version()}, Streamlit {version("streamlit")},
Chromium {chromium}, SQLite on disk.
"""


def main() -> None:
    """Measure, print and write."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in range(2)]
        app = stack.enter_context(Server(folders[0]))
        floor = stack.enter_context(Server(folders[1], "benchmarks/bare_radio.py", "_stcore/health"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        ours, theirs = measured(browser, app, floor)
        text = report(ours, theirs, len(longest(app).items), browser.version)
        browser.close()
    print(text)
    (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
