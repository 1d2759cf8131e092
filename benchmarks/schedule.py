"""How long roadmaps take to be laid into weeks, and how often that is proven: writes `docs/schedule.md`.

Run `python -m benchmarks.schedule`. The merchants are those of
`benchmarks/path.py`. Every second one says how many people there are, half of
one to three for each function; for the others the usual two days a week are
assumed. Week 1 begins on the same Monday for all, so that the autumn's sales and
the Spring Festival freeze some weeks.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from assessment.instrument.bank import Bank
from assessment.instrument.load import load_bank, shipped_bank
from assessment.planning import (
    PlanRequest,
    Roadmap,
    Schedule,
    Situation,
    build_roadmap,
    lay_out,
    regrets,
)
from benchmarks.path import MERCHANTS, high, situations
from benchmarks.two_lengths import SEED

PAGE = Path(__file__).resolve().parents[1] / "docs" / "schedule.md"
START = date(2026, 11, 23)
PEOPLE = (0.5, 1.0, 1.0, 2.0, 3.0)
NEAR = 0.05
"""Share of the weeks by which a schedule may lie above its bound and still count as good."""


@dataclass(frozen=True)
class Measured:
    """One roadmap in weeks."""

    roadmap: Roadmap
    schedule: Schedule
    seconds: float
    regret_seconds: float
    """What leaving out each of the first five took to work out."""

    @property
    def gap(self) -> float:
        """By how much gate or end may lie above the best, as a share of the weeks."""
        gate, bound, last = self.schedule.gate_week, self.schedule.gate_bound, self.schedule.last_week
        ends = (last - self.schedule.bound_week) / last if last else 0.0
        return max(ends, (gate - (bound or 0)) / gate if gate else 0.0)


def staffed(bank: Bank, situation: Situation, number: int) -> Situation:
    """Return every second merchant with people, half of one to three for each function."""
    chance = Random(number)  # noqa: S311 - reproducible, not secret
    team = {function.id: chance.choice(PEOPLE) for function in bank.instrument.functions}
    return Situation(situation.results, situation.judge, team if number % 2 else {})


def measured(bank: Bank, situation: Situation, stage: str) -> Measured | None:
    """Lay one roadmap into weeks; None where there is nothing to do or no way.

    Raises:
        TypeError: steps without any limit of weeks do not fit.
    """
    roadmap = build_roadmap(situation, PlanRequest(stage=stage, start=START))
    if not roadmap.effort_days:
        return None
    begun = process_time()
    roadmap, found = lay_out(situation, roadmap, bank.calendar)
    between = process_time()
    regrets(situation, roadmap)
    if not isinstance(found, Schedule):
        message = f"no schedule: {found.clashes}"
        raise TypeError(message)
    return Measured(roadmap, found, between - begun, process_time() - between)


def page(bank: Bank, today: str, number: int) -> str:
    """Return the whole page."""
    stages = bank.instrument.stage_ids
    following, further = [], []
    for place, one in enumerate(situations(bank.instrument, number)):
        situation = staffed(bank, one, place)
        stage = situation.results.next_stage
        if stage is None:
            continue
        following.append(measured(bank, situation, stage))
        if stage != stages[-1]:
            further.append(measured(bank, situation, stages[-1]))
    return "\n".join(
        [
            "# The schedule: how long it takes, and how often it is proven",
            "",
            f"Bank {bank.instrument.version}, {today}, {number} generated merchants, as many of each stage.",
            f"Seed {SEED}. Made by `python -m benchmarks.schedule`; not edited by hand. Week 1 begins on",
            f"{START}, with the calendar's freezes. Times are those of one processor, the solver loaded;",
            "what loading it takes stands in [path.md](path.md).",
            "",
            *section("To the next stage", [one for one in following if one is not None]),
            *section("Two stages at once", [one for one in further if one is not None]),
            *section("Both together", [one for one in (*following, *further) if one is not None]),
            "Proven: each gate in turn, and then the last week, is as early as any schedule of these steps",
            "has it, whichever of them open the gate. The time includes looking for equally cheap steps",
            "whose gates open sooner.",
            f"Near: proven, or both weeks within {100 * NEAR:.0f} % of what is proven to be the earliest.",
            "The same scheduler on published problems, which are far tighter: [psplib.md](psplib.md).",
            "",
        ]
    )


def section(title: str, found: Sequence[Measured]) -> Iterator[str]:
    """Yield what a kind of target takes."""
    proven = sum(one.schedule.proven for one in found)
    near = sum(one.schedule.proven or one.gap <= NEAR for one in found)
    yield from (f"## {title} ({len(found)} merchants with something to do)", "")
    yield from (f"Proven: {proven} of {len(found)}. Near: {near}.", "")
    yield from ("| | median | 95 of 100 below | most |", "| --- | --- | --- | --- |")
    for name, figures, form in (
        ("seconds to lay it into weeks", [one.seconds for one in found], ".2f"),
        ("seconds for what leaving one out costs", [one.regret_seconds for one in found], ".2f"),
        ("steps", [float(len(one.roadmap.steps)) for one in found], "g"),
        ("week the target is reached", [float(one.schedule.gate_week or 0) for one in found], "g"),
        ("week all is done", [float(one.schedule.last_week) for one in found], "g"),
    ):
        yield f"| {name} | {median(figures):{form}} | {high(figures):{form}} | {max(figures):{form}} |"
    yield ""


def main() -> None:
    """Write the page, dated today or as asked."""
    arguments = argparse.ArgumentParser(description="Write docs/schedule.md.")
    arguments.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    arguments.add_argument("--merchants", type=int, default=MERCHANTS)
    asked = arguments.parse_args()
    PAGE.write_text(page(load_bank(shipped_bank()), asked.date, asked.merchants), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
