"""Whether a chart with twice the steps takes twice as long to draw.

python -m benchmarks.charts
"""

import argparse
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import process_time

from assessment.charts.gantt import gantt_chart
from assessment.charts.load import load_chart
from assessment.charts.scatter import roadmap_chart
from assessment.charts.theme import Look
from tests.charts.schedules import laid, orchard, roadmap_with, step

STEPS, QUICK = (20, 40, 80, 160, 320), (20, 40, 80)
LINEAR = 2.5
"""The most that twice the steps may cost."""
TURNS = 5


def milliseconds(count: int) -> dict[str, float]:
    """Return milliseconds of processor for each chart of a roadmap with so many steps."""
    steps = [step(number, days=0.5, owner=("hands", "eyes", "feet")[number % 3]) for number in range(count)]
    roadmap, instrument = roadmap_with(steps), orchard(count)
    schedule, look = laid(roadmap), Look("zh", narrow=False, dark=False)
    charts: dict[str, Callable[[], object]] = {
        "steps": lambda: roadmap_chart(roadmap, instrument, look),
        "weeks": lambda: gantt_chart(schedule, roadmap, instrument, look),
        "load": lambda: load_chart(schedule, instrument, look),
    }
    found = {}
    for name, draw in charts.items():
        times = []
        for _ in range(TURNS):
            began = process_time()
            draw()
            times.append((process_time() - began) * 1000)
        found[name] = median(times)
    return found


def section(*, quick: bool) -> str:
    """Measure, and return a section of the page."""
    counts = QUICK if quick else STEPS
    measured = [milliseconds(count) for count in counts]
    worst = max(later[name] / earlier[name] for earlier, later in pairwise(measured) for name in later)
    rows = [
        f"| {count} | {one['steps']:.0f} | {one['weeks']:.0f} | {one['load']:.0f} |"
        for count, one in zip(counts, measured, strict=True)
    ]
    verdict, table = "kept" if worst <= LINEAR else "missed", "\n".join(rows)
    return f"""## Charts, with twice the steps each time

Milliseconds of processor to draw the charts of a roadmap, from its rows to the figure.

| steps | steps by effort and gain | weeks | load |
| --- | --- | --- | --- |
{table}

Twice the steps take at most {worst:.2f} times as long (goal: {LINEAR}, {verdict}).
"""


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(section(quick=False))
