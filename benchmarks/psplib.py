"""The schedule on the field's standard problems: writes `docs/psplib.md`.

Run `python -m benchmarks.psplib FOLDER`. The folder holds the sets of PSPLIB
(`j30`, `j60`) with their `.sm` files and `optimum/optimum.csv`; they are not
part of this project. Every timetable is checked before it counts.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from time import process_time

from assessment.planning.scheduling.jobs import Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.search import SearchLimits
from assessment.planning.scheduling.solve import solve
from benchmarks.path import high
from tests.planning.problems import faults
from tests.planning.psplib import Problem, problems

PAGE = Path(__file__).resolve().parents[1] / "docs" / "psplib.md"
EFFORT = 4.0
"""The solver's deterministic limit; pages use less."""
PLACINGS = 70_000
"""How often a step is placed in one local search; pages use less, as the solver finds their plans at once."""


@dataclass(frozen=True)
class Solved:
    """One problem, what was found, and how long it took."""

    problem: Problem
    timetable: Timetable
    seconds: float

    @property
    def above(self) -> float:
        """Return how far the end lies above the best known, as a share."""
        return self.timetable.last.week / self.problem.most - 1


def solved(problem: Problem, effort: float) -> Solved:
    """Solve one problem and check the answer.

    Raises:
        ValueError: a timetable breaks a rule, or claims what the published table rules out.
    """
    begun = process_time()
    found = solve(Network.of(problem.jobs, problem.available), limits=SearchLimits(effort, PLACINGS))
    seconds = process_time() - begun
    if not isinstance(found, Timetable) or (wrong := faults(problem.jobs, problem.available, found.placed)):
        message = f"{problem.name}: {found if not isinstance(found, Timetable) else wrong}"
        raise ValueError(message)
    if found.last.week < problem.least or found.last.bound > problem.most:
        least, most = found.last.bound, found.last.week
        message = f"{problem.name}: {least} to {most}, published {problem.least} to {problem.most}"
        raise ValueError(message)
    return Solved(problem, found, seconds)


def page(runs: dict[str, Sequence[Solved]], today: str, effort: float, every: Sequence[int]) -> str:
    """Return the whole page."""
    taken = ", ".join(
        f"all of {kind}" if step == 1 else f"one in {step} of {kind}"
        for kind, step in zip(runs, every, strict=True)
    )
    return "\n".join(
        [
            "# The schedule on the field's standard problems",
            "",
            f"PSPLIB (Kolisch and Sprecher 1996), {taken}. {today}, one worker, limit {effort:g}.",
            "Made by `python -m benchmarks.psplib`; not edited by hand. The problems are far tighter than",
            "any merchant's list: four resources, every step rigid, most steps need several at once.",
            "Every timetable passed an independent check; none ends before a published lower bound, and",
            "every end called proven is the published optimum, or within its range where that is open.",
            "Times are those of one processor.",
            "",
            "| set | problems | proven | as best known | mean above it | median s | 95 of 100 below |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(row(kind, found) for kind, found in runs.items()),
            "",
            f"Proven where the table is open (its optimum is not known): {settled(runs)}.",
            "",
        ]
    )


def settled(runs: dict[str, Sequence[Solved]]) -> str:
    """Return how many problems were proven of those whose optimum the table does not know."""
    open_ones = [one for found in runs.values() for one in found if one.problem.least < one.problem.most]
    return f"{sum(one.timetable.proven for one in open_ones)} of {len(open_ones)}"


def row(kind: str, found: Sequence[Solved]) -> str:
    """Return the row of a set."""
    proven = sum(one.timetable.proven for one in found) / len(found)
    best = sum(one.above <= 0 for one in found) / len(found)
    times = [one.seconds for one in found]
    figures = (
        kind,
        f"{len(found)}",
        f"{100 * proven:.1f} %",
        f"{100 * best:.1f} %",
        f"{100 * mean(one.above for one in found):.2f} %",
        f"{median(times):.2f}",
        f"{high(times):.2f}",
    )
    return f"| {' | '.join(figures)} |"


def runs_of(
    folder: Path, kinds: Sequence[str], every: Sequence[int], effort: float
) -> Iterator[Sequence[Solved]]:
    """Yield what was found for each set."""
    for kind, step in zip(kinds, every, strict=True):
        yield [solved(problem, effort) for problem in problems(folder, kind)[::step]]


def main() -> None:
    """Write the page, dated today or as asked."""
    arguments = argparse.ArgumentParser(description="Write docs/psplib.md.")
    arguments.add_argument("folder", type=Path, help="where the sets are")
    arguments.add_argument("--sets", nargs="+", default=["j30", "j60"])
    arguments.add_argument("--every", nargs="+", type=int, default=[1], help="for all sets, or one for each")
    arguments.add_argument("--effort", type=float, default=EFFORT)
    arguments.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    asked = arguments.parse_args()
    if not asked.folder.is_dir():
        arguments.error(f"{asked.folder} is no folder; benchmarks/README.md says what it is to hold")
    if len(asked.every) not in {1, len(asked.sets)}:
        arguments.error("--every takes one number, or one for each set")
    every = asked.every * len(asked.sets) if len(asked.every) == 1 else asked.every
    runs = dict(zip(asked.sets, runs_of(asked.folder, asked.sets, every, asked.effort), strict=True))
    text = page(runs, asked.date, asked.effort, every)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
