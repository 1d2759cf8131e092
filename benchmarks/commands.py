"""How long a command takes that scores one file, how that grows with the files, and when the server is ready.

python -m benchmarks.commands
"""

import argparse
import subprocess
import sys
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.browser.server import ROOT, Server

EXAMPLE = ROOT / "questions" / "examples" / "fruit-shop-eight-months.json"
GOAL, READY = 0.4, 1.2
"""Seconds for one file; seconds until the server answers."""
TURNS = 9
FILES, QUICK = (1_250, 2_500, 5_000, 10_000), (100, 200, 400)


def processor(*files: Path) -> tuple[float, float]:
    """Return seconds of processor, and on the clock, of scoring files in one process."""
    before, began = getrusage(RUSAGE_CHILDREN), perf_counter()
    command = [sys.executable, "-m", "assessment", "score", "--jsonl", *map(str, files)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, perf_counter() - began


def many(folder: Path, count: int) -> list[Path]:
    """Return links to so many files, the examples over and over."""
    examples = sorted((ROOT / "questions" / "examples").glob("*.json"))
    found = []
    for number in range(count):
        link = folder / f"{number}.json"
        if not link.exists():
            link.symlink_to(examples[number % len(examples)])
        found.append(link)
    return found


def ready() -> float:
    """Return seconds until a server over a database that is there already answers."""
    with TemporaryDirectory() as folder, Server(Path(folder)) as server:
        server.kill()
        began = perf_counter()
        server.start()
        return perf_counter() - began


def section(*, quick: bool) -> str:
    """Measure, and return a section of the page."""
    one = [processor(EXAMPLE) for _ in range(TURNS)]
    used, clock = (median(each) for each in zip(*one, strict=True))
    up = median(ready() for _ in range(3))
    rows, before = [], None
    with TemporaryDirectory() as folder:
        for count in QUICK if quick else FILES:
            took = processor(*islice(many(Path(folder), count), count))[0]
            growth = "" if before is None else f"{took / before:.2f}"
            rows.append(f"| {count:,} | {took:.1f} | {took / count * 1000:.1f} | {growth} |")
            before = took
    table = "\n".join(rows)
    return f"""## Commands, and the start of the server

| what | seconds | goal | |
| --- | --- | --- | --- |
| `score` of one file, processor | {used:.2f} | {GOAL} | {verdict(used, GOAL)} |
| the same on the clock | {clock:.2f} | | |
| the server answers | {up:.2f} | {READY} | {verdict(up, READY)} |

`score --jsonl` over many files in one process; twice the files should take twice as long.

| files | seconds of processor | milliseconds a file | times the row above |
| --- | --- | --- | --- |
{table}
"""


def verdict(took: float, goal: float) -> str:
    """Say whether a goal was kept."""
    return "kept" if took <= goal else "missed"


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(section(quick=False))
