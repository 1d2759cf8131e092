"""What one redraw of a page costs the server, and how many statements it makes.

    python -m benchmarks.redraws

Each page is drawn over and over without a browser, over the example merchants, with nothing
changed in between. Milliseconds are of processor, which a busy machine disturbs least; what
Streamlit's test client does to take the page in is among them.
"""

import argparse
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import process_time

import sqlalchemy as sa

from tests.ui.pages import page, store

ROUNDS, QUICK = 40, 10
GOALS = {"results": 60, "roadmap": 80}
"""Milliseconds at the median."""
PAGES = ("results", "roadmap", "compare", "home", "portfolio")


def measured(name: str, current: str | None, rounds: int) -> tuple[list[float], int]:
    """Return milliseconds of processor of each redraw, and the statements of the last."""
    drawn = page(name, a=current)
    drawn.run()
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    times = []
    for _ in range(rounds):
        statements.clear()
        began = process_time()
        drawn.run()
        times.append((process_time() - began) * 1000)
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return times, len(statements)


def section(*, quick: bool) -> str:
    """Measure, and return a section of the page."""
    rows = []
    with TemporaryDirectory() as folder, store(Path(folder), examples=True) as service:
        current = next(card.id for card in service.assessments.recent() if card.stage == "growth")
        for name in PAGES:
            of_one = name not in {"home", "portfolio"}
            times, count = measured(name, current if of_one else None, QUICK if quick else ROUNDS)
            middle, goal = median(times), GOALS.get(name)
            verdict = "" if goal is None else f"{goal} | {'kept' if middle <= goal else 'missed'}"
            rows.append(
                f"| {name} | {middle:.0f} | {quantiles(times, n=20)[-1]:.0f} | {count} | {verdict or '|'} |"
            )
    table = "\n".join(rows)
    return f"""## A page drawn again

Milliseconds of processor for a page on which nothing has changed, in the server alone.

| page | median | 95th percentile | statements | goal | |
| --- | --- | --- | --- | --- | --- |
{table}
"""


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(section(quick=False))
