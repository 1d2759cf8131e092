"""How long the portfolio takes to open over 100 and over 10,000 assessments: writes `docs/portfolio.md`.

Run `python -m benchmarks.portfolio`. Four rounds a merchant, a quarter apart,
each with the result of an example merchant, its scores moved a little by a
fixed seed; straight into the tables, without the answers, which the page
never reads. The page is opened by turns in one Chromium, on SQLite and on
PostgreSQL, until all its rows are drawn.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page, expect, sync_playwright

from assessment.instrument.load import shipped_bank
from assessment.scoring.report import results_as_json
from assessment.service import open_service
from assessment.store import schema
from assessment.store.database import open_database
from assessment.ui.views.portfolio.page import SIZE
from tests.browser.conftest import ARGS, BROWSERS
from tests.browser.questionnaire import settled
from tests.browser.server import ROOT, Server
from tests.pg_server import fresh_schema, postgres_server

SIZES = (100, 10_000)
ROUNDS = 4
SEED = 20261125
GOAL = 1.5
OPENINGS = 15
LAST = date(2026, 11, 2)


def fill(url: str, assessments: int) -> float:
    """Put that many assessments into an empty database; return the seconds the standings took."""
    service = open_service(url, shipped_bank())
    service.examples.add()
    examples = [
        results_as_json(service.assessments.snapshot(card.id).results)
        for card in service.assessments.recent()
        if card.status == "completed"
    ]
    service.examples.remove()
    service.close()
    database = open_database(url)
    with database.writing() as connection:
        digest = connection.scalars(sa.select(schema.instrument.c.digest)).first()
        merchants, rows = _generated(assessments, examples, str(digest))
        connection.execute(sa.insert(schema.merchant), merchants)
        connection.execute(sa.insert(schema.assessment), rows)
    database.close()
    before = time.perf_counter()
    open_service(url, shipped_bank()).close()
    return time.perf_counter() - before


def _generated(
    assessments: int, examples: list[dict[str, Any]], digest: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = Random(SEED)  # noqa: S311 - the same every time, nothing secret
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    merchants, rows = [], []
    for number in range(assessments // ROUNDS):
        merchant = f"M{number:06}"
        merchants.append(
            {
                "id": merchant,
                "workspace_id": "local",
                "name": f"商家{number:05}",
                "example": False,
                "created_at": now,
            }
        )
        example = chance.choice(examples)
        for turn in range(ROUNDS):
            day = LAST - timedelta(weeks=13 * (ROUNDS - 1 - turn) + chance.randrange(13))
            rows.append(
                {
                    "id": f"{merchant}-{turn}",
                    "workspace_id": "local",
                    "merchant_id": merchant,
                    "instrument_digest": digest,
                    "mode": "full",
                    "status": "completed",
                    "profile": {"category": chance.choice(["fresh", "beauty", "food", "home"])},
                    "taken_on": day,
                    "revision": 1,
                    "created_at": now,
                    "updated_at": now,
                    "completed_at": datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
                    "corrects": None,
                    "example": False,
                    "result": _moved(example, chance),
                }
            )
    return merchants, rows


def _moved(example: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return a result with its scores a little up or down."""
    result: dict[str, Any] = json.loads(json.dumps(example))
    for part in (result, *result["dimensions"].values()):
        key = "index" if part is result else "score"
        if part[key] is not None:
            part[key] = round(min(100.0, max(0.0, part[key] + chance.uniform(-5, 5))), 1)
    return result


def opened(page: Page, server: Server) -> float:
    """Open the portfolio and return the milliseconds until it is drawn to the last row."""
    before = time.perf_counter()
    page.goto(server.url("portfolio", lang="zh"))
    expect(page.locator("[class*='st-key-merchant_']")).to_have_count(SIZE)
    expect(page.get_by_text("模板", exact=True).first).to_be_visible()
    settled(page)
    return 1000 * (time.perf_counter() - before)


def databases(stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Yield the kind and the address of an empty database for each size."""
    for _ in SIZES:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        yield "SQLite", f"sqlite:///{folder / 'assessment.db'}"
    server = stack.enter_context(postgres_server())
    for _ in SIZES:
        yield "PostgreSQL", stack.enter_context(fresh_schema(server))


def measured(page: Page, servers: list[Server]) -> list[list[float]]:
    """Return the times of each server, taken by turns."""
    for server in servers:
        for _ in range(2):
            opened(page, server)
    times: list[list[float]] = [[] for _ in servers]
    for _ in range(OPENINGS):
        for place, server in enumerate(servers):
            times[place].append(opened(page, server))
    return times


def main() -> None:
    """Measure, print and write."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        sys.exit("A Chromium is needed: apt-get install chromium")
    lines, verdicts = [], []
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        addresses = list(databases(stack))
        for kind in dict.fromkeys(kind for kind, _ in addresses):
            urls = [url for other, url in addresses if other == kind]
            stated = [fill(url, size) for url, size in zip(urls, SIZES, strict=True)]
            servers = [
                stack.enter_context(
                    Server(
                        Path(stack.enter_context(TemporaryDirectory())), env={"ASSESSMENT_DATABASE_URL": url}
                    )
                )
                for url in urls
            ]
            times = measured(page, servers)
            for size, each, seconds in zip(SIZES, times, stated, strict=True):
                p95 = quantiles(each, n=20)[-1]
                lines.append(f"| {kind} | {size:,} | {median(each):.0f} | {p95:.0f} | {seconds:.1f} |")
            ratio = median(times[1]) / median(times[0])
            kept = "kept" if ratio <= GOAL else "missed"
            verdicts.append(f"- {kind}: {ratio:.2f} (goal: at most {GOAL:g}, {kept})")
        chromium = browser.version
        browser.close()
    text = REPORT.format(
        rows="\n".join(lines),
        verdicts="\n".join(verdicts),
        day=datetime.now(UTC).date().isoformat(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        python=platform.python_version(),
        chromium=chromium,
        openings=OPENINGS,
    )
    print(text)
    (ROOT / "docs" / "portfolio.md").write_text(text, encoding="utf-8")


REPORT = """# The portfolio over many assessments

Made by `python -m benchmarks.portfolio`; do not edit by hand.

Milliseconds from the address to the last row drawn, in one Chromium, by turns, {openings} openings each.
The last column is what working out where every merchant stands took once, when a database without
these rows was opened.

| database | assessments | median | 95th percentile | standings, seconds |
| --- | --- | --- | --- | --- |
{rows}

Ratio of the medians, 10,000 to 100:

{verdicts}

Measured on {day}: {machine}, Python {python}, Chromium {chromium}.
"""


if __name__ == "__main__":
    main()
