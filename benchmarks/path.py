"""What the path saves, and how long it takes: writes `docs/path.md`.

Run `python -m benchmarks.path`. The merchants are those of
`benchmarks/two_lengths.py`, generated with a fixed seed, as many of each stage.
Each is drawn a roadmap to the next stage, and to mature where that is further.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from time import process_time

from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.model import Instrument
from assessment.planning import PlanRequest, Roadmap, Situation, build_roadmap
from assessment.planning.requirements import gates_up_to
from assessment.planning.selection import move_space_of, requirements_of, values_of
from assessment.responses import Assessment
from assessment.scoring import judge_of, score
from benchmarks.greedy import moves_to_open, where_unmet
from benchmarks.two_lengths import SEED, Spread, of_each_stage

PAGE = Path(__file__).resolve().parents[1] / "docs" / "path.md"
MERCHANTS = 459
"""Of whom a third is at the last stage already: some 300 have steps to take to the next one."""


@dataclass(frozen=True)
class Drawn:
    """One roadmap with steps, how long it took, and what other lists cost."""

    roadmap: Roadmap
    seconds: float
    where_unmet: float
    """Person-days of the list by value per effort, only where something is unmet."""
    step_by_step: float
    """Person-days of the target-aware list."""

    def excess(self, days: float) -> float:
        """Return what other days are above those of the path, as a share."""
        return days / self.roadmap.effort_days - 1


def situations(instrument: Instrument, number: int) -> Iterator[Situation]:
    """Yield merchants, as many of each stage."""
    for one in of_each_stage(instrument, number, Spread()):
        yield situation_of(instrument, one)


def situation_of(instrument: Instrument, assessment: Assessment) -> Situation:
    """Score one merchant."""
    return Situation(score(instrument, assessment), judge_of(instrument, assessment))


def drawn(situation: Situation, stage: str) -> Drawn | None:
    """Draw one roadmap; None where there is nothing to do or no way."""
    begun = process_time()
    roadmap = build_roadmap(situation, PlanRequest(stage=stage))
    seconds = process_time() - begun
    if not roadmap.effort_days:
        return None
    space = move_space_of(situation, roadmap.request, roadmap.margin)
    requirements = requirements_of(space, roadmap.request)
    unmet = where_unmet(requirements, values_of(space, requirements))
    listed = moves_to_open(space, gates_up_to(space.judge, stage))
    if unmet is None or listed is None:
        message = "a list finds no way where the path does"
        raise ValueError(message)
    return Drawn(roadmap, seconds, space.days(unmet), space.days(listed[1]))


def first_seconds() -> tuple[float, float]:
    """Return what the first roadmap of a fresh process takes, the solver's loading in it, and the next."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST], cwd=PAGE.parents[1], check=True, capture_output=True, text=True
    )
    first, second = (float(word) for word in done.stdout.split())
    return first, second


FIRST = """
from time import process_time
from assessment.files import read_path
from assessment.instrument.load import load_instrument, shipped_bank
from assessment.planning import Situation, build_roadmap
bank = load_instrument(shipped_bank())
file = shipped_bank() / "examples" / "orchard-before-first-stream.json"
situation = Situation.of(bank, read_path(file, bank, lambda *_: None).assessment)
for _ in range(2):
    begun = process_time()
    build_roadmap(situation)
    print(process_time() - begun)
"""


def page(instrument: Instrument, today: str, number: int) -> str:
    """Return the whole page."""
    merchants = list(situations(instrument, number))
    first, second = first_seconds()
    last = instrument.stage_ids[-1]
    following = [
        one
        for situation in merchants
        if (stage := situation.results.next_stage) is not None
        if (one := drawn(situation, stage)) is not None
    ]
    further = [
        one
        for situation in merchants
        if situation.results.next_stage not in (None, last)
        if (one := drawn(situation, last)) is not None
    ]
    return "\n".join(
        [
            "# The path: what it saves, and how long it takes",
            "",
            f"Bank {instrument.version}, {today}, {number} generated merchants, as many of each stage.",
            f"Seed {SEED}. Made by `python -m benchmarks.path`; not edited by hand. Generated merchants",
            "show what the rules do, not what real merchants are like. The margin is the usual 3 points.",
            "Times are those of one processor.",
            "",
            *section(f"To the next stage ({len(following)} merchants with something to do)", following),
            *section(f"Two stages at once ({len(further)} merchants)", further),
            "## What is compared",
            "",
            "- **Plain list**: every step ranked by weight times value gained per person-day, whatever the",
            "  gate asks; walked down until the gate opens; what is not needed dropped. This is what an",
            "  impact-effort list gives.",
            "- **Where unmet**: value gained per person-day as well, but only where a criterion is still",
            "  unmet; nothing is dropped afterwards.",
            "- **Step by step**: looks only at what is missing for the gate, takes the most per person-day,",
            "  drops what is not needed. How roadmaps were drawn here before.",
            "- **Path**: the set of steps with the fewest person-days, by a solver, checked by the judge.",
            "",
            f"The first roadmap of a fresh process takes {first:.1f} s, as it loads the solver;",
            f"the next, of the same merchant, {1000 * second:.0f} ms.",
            "",
            "Each merchant is told the saving of their own list; these averages are promised to nobody.",
            "",
        ]
    )


def section(title: str, roadmaps: Sequence[Drawn]) -> Iterator[str]:
    """Yield one table of costs and one of times."""
    plain = [one.excess(one.roadmap.plain_list_days or 0) for one in roadmaps]
    unmet = [one.excess(one.where_unmet) for one in roadmaps]
    listed = [one.excess(one.step_by_step) for one in roadmaps]
    proven = sum(one.roadmap.proven for one in roadmaps)
    yield from (f"## {title}", "", f"Proven cheapest: {proven} of {len(roadmaps)}.", "")
    yield "| more person-days than the path | mean | median | 95 of 100 below | most | as cheap in |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, excess in (("plain list", plain), ("where unmet", unmet), ("step by step", listed)):
        figures = (mean(excess), median(excess), high(excess), max(excess))
        shares = " | ".join(f"+{100 * figure:.1f} %" for figure in figures)
        yield f"| {name} | {shares} | {100 * sum(one == 0 for one in excess) / len(excess):.0f} % |"
    times = [1000 * one.seconds for one in roadmaps]
    steps = [len(one.roadmap.steps) for one in roadmaps]
    yield from ("", "| | median | 95 of 100 below | most |", "| --- | --- | --- | --- |")
    yield f"| milliseconds to draw it | {median(times):.0f} | {high(times):.0f} | {max(times):.0f} |"
    yield f"| steps | {median(steps):g} | {high(steps):g} | {max(steps)} |"
    yield ""


def high(figures: Sequence[float]) -> float:
    """Return the figure that 95 of 100 do not exceed."""
    return sorted(figures)[-(-95 * len(figures) // 100) - 1]


def main() -> None:
    """Write the page, dated today or as asked."""
    arguments = argparse.ArgumentParser(description="Write docs/path.md.")
    arguments.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    arguments.add_argument("--merchants", type=int, default=MERCHANTS, help="how many to generate")
    given = arguments.parse_args()
    PAGE.write_text(page(load_instrument(shipped_bank()), given.date, given.merchants), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
