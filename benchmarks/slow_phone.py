"""How long a cheap phone on slow 4G waits for the first question, the verdict, the results and the roadmap.

    python -m benchmarks.slow_phone [--rounds 3]

A real Chromium, 390 pixels wide, at 1.6 Mbit/s with 150 ms on the way and a processor four
times slower than this one; each page on a first visit, with nothing kept from before, and on a
second one. Bytes are those that came over the line.

Writes docs/slow-phone.md.
"""

import argparse
import os
import platform
import shutil
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from assessment.responses import Mode
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import EVERYTHING
from tests.browser.server import ROOT, Server

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""1.6 Mbit/s down and 0.75 up, in bytes."""
SLOWER = 4


COMPLETE = """() => {
  const all = [...document.querySelectorAll('[data-testid=stPlotlyChart], .awaited')]
    .filter(one => one.offsetParent !== null);
  return all.length > 0 && all.every(one => one.matches('.awaited') || one.querySelector('.main-svg'))
    && !document.querySelector('[data-testid=stSkeleton]')
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning';
}"""
"""All is there but the charts further down, which come when one gets to them."""

CHARTS = """() => {
  const seen = place => [...document.querySelectorAll(place)].filter(one => one.offsetParent !== null);
  const app = document.querySelector('[data-testid=stApp]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return false;
  seen('.awaited').slice(0, 1).forEach(one => one.scrollIntoView({block: 'center'}));
  const charts = seen('[data-testid=stPlotlyChart]');
  return !seen('.awaited').length && charts.length > 0 && charts.every(one => one.querySelector('.main-svg'));
}"""
"""Every chart, by a visitor who goes to each at once."""


@dataclass(frozen=True)
class Wait:
    """Something a visitor waits for.

    Attributes:
        name: what it is.
        page: its path in the address.
        seen: JavaScript that says when it is there.
        first: seconds that it may take on a first visit.
        again: the same on a second one.
    """

    name: str
    page: str
    seen: str
    first: float
    again: float


def there(*places: str) -> str:
    """Return JavaScript that says whether something is to be seen at each place."""
    return "() => " + " && ".join(
        f"[...document.querySelectorAll({place!r})].some(one => one.offsetParent !== null)"
        for place in places
    )


WAITS = (
    Wait("the first question can be answered", "respond", there("[data-testid=stRadioOption]"), 8, 3),
    Wait("the verdict can be read", "results", there(".st-key-verdict"), 8, 3),
    Wait("results are complete", "results", COMPLETE, 18, 6),
    Wait("the charts of the results, gone to at once", "results", CHARTS, 18, 6),
    Wait("the roadmap is complete", "roadmap", COMPLETE, 18, 6),
    Wait("the charts of the roadmap, gone to at once", "roadmap", CHARTS, 18, 6),
)


@dataclass
class Visit:
    """One page loaded once.

    Attributes:
        seconds: until what was waited for was there.
        received: bytes that came over the line until then.
    """

    seconds: float
    received: int


def visit(context: BrowserContext, url: str, wait: Wait) -> Visit:
    """Open a page on the slow line and wait."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"].get("payloadData", "")) * 3 // 4),
    )
    began = perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(wait.seen, timeout=120_000)
    took = perf_counter() - began
    page.close()
    return Visit(took, sum(received))


def visits(browser: Browser, url: str, wait: Wait, rounds: int) -> tuple[list[Visit], list[Visit]]:
    """Return first and second visits, each pair with a browser that had seen nothing."""
    firsts, seconds = [], []
    for _ in range(rounds):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", device_scale_factor=2
        )
        firsts.append(visit(context, url, wait))
        seconds.append(visit(context, url, wait))
        context.close()
    return firsts, seconds


def row(name: str, measured: list[Visit], goal: float) -> str:
    """Return a line of the table."""
    took = median(each.seconds for each in measured)
    received = median(each.received for each in measured) / 1000
    return f"| {name} | {took:.1f} | {goal:g} | {'kept' if took <= goal else 'missed'} | {received:,.0f} |"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    lines = []
    with ExitStack() as stack:
        server = stack.enter_context(Server(Path(stack.enter_context(TemporaryDirectory()))))
        server.service.examples.add()
        begun = server.service.assessments.start("山里茶", Mode.CORE, EVERYTHING, None)
        done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        for wait in WAITS:
            opened = begun if wait.page == "respond" else done
            url = server.url(wait.page, a=opened, lang="zh", d="team")
            firsts, seconds = visits(browser, url, wait, given.rounds)
            lines += [
                row(f"{wait.name}, first visit", firsts, wait.first),
                row(f"{wait.name}, second visit", seconds, wait.again),
            ]
            print("\n".join(lines[-2:]), flush=True)
        version_of_browser = browser.version
        browser.close()
    table = "\n".join(lines)
    text = f"""# A slow line and a cheap phone

Made by `python -m benchmarks.slow_phone`; do not edit by hand.

Seconds from opening an address until what the visitor came for is there: Chromium, 390 pixels wide,
1.6 Mbit/s, 150 ms on the way, a processor {SLOWER} times slower than this one.
Medians of {given.rounds} visits, each first one with an empty cache. Kilobytes came over the line until then.
Complete is a page when all of it is there but the charts further down: these are drawn when one gets to them.

| what | seconds | goal | | kB |
| --- | --- | --- | --- | --- |
{table}

Measured on {datetime.now(UTC).date().isoformat()}: {platform.system()} {platform.machine()},
{os.cpu_count()} cores, Python {platform.python_version()}, Streamlit {version("streamlit")},
Chromium {version_of_browser}, SQLite on disk.
"""
    (ROOT / "docs" / "slow-phone.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
