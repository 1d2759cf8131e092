"""Whether printed plans hold what they promise, judged from outside: writes `docs/plans-checked.md`.

Run `python -m benchmarks plans --to FILE`, and `--page FILE` once all are judged. Each plan is read
as `plan --json` prints it, and set against the bank's own YAML, with nothing of the planner's: its
steps against another solver's, its weeks rule by rule; and for a minute somebody tries to beat each
week that is called the earliest. Many take hours: `--first` and `--number` judge some of them, and
each adds its lines to the file. What the file says of a plan stays true of the same plan: all are
drawn anew, but only those that have become others are judged again. For another bank, or other
rules of judging, begin another file.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

from assessment.instrument.bank import Bank
from assessment.instrument.load import load_bank, shipped_bank
from tests.planning.outside_bank import read_bank
from tests.planning.outside_plan import EXAMPLES, Printed, Verdict, example, judged, merchants

PAGE = Path(__file__).resolve().parents[1] / "docs" / "plans-checked.md"
MERCHANTS = 1000
SECONDS = 60.0
"""For trying to beat what one plan calls the earliest."""


ABOUT = """\
Each plan was drawn by that planner, and judged then, or before where it is the same plan. It was read as
`plan --json` prints it and set against the bank's own YAML, with nothing of the planner's:

- **steps**: they reach what was asked for, each after what it needs, and SciPy's HiGHS finds none for
  fewer person-days (or none that raise the index more); what is called impossible is;
- **weeks**: every rule of work, week by week: person-days, freezes, steps in hand, no breaks, short
  steps in one week, needs, fixed weeks, the last week asked for; each gate opens when it is said to;
- **claims**: for each week that is called the earliest, HiGHS was asked for one week sooner, {seconds}
  seconds a plan. *Confirmed*: there is none. *Unbeaten*: none was found in the time.

Options were drawn at random: target, margin, people, person-days a week, first day and freezes, last
week, steps in hand, smallest piece, order of the gates, what to leave out or do in any case; one plan in
five is under way, with steps begun, moved or longer (its claims are not contested).
"""
COLUMNS = (
    "",
    "plans",
    "in weeks",
    "called proven",
    "claims confirmed",
    "unbeaten",
    "beaten",
    "plans with a fault",
)


def examples(bank: Bank) -> Iterator[tuple[str, Printed]]:
    """Draw the plans of the example merchants: as they are drawn unasked, and with options at random."""
    for file in EXAMPLES:
        yield file.stem, example(bank, file)
        options = Random(file.stem)  # noqa: S311 - reproducible, not secret
        yield f"{file.stem}, with options", example(bank, file, options)


def generated(bank: Bank, first: int, number: int) -> Iterator[tuple[str, Printed]]:
    """Draw the plans of some of the generated merchants."""
    files = read_bank(shipped_bank())
    for place, situation, request in islice(merchants(bank, MERCHANTS, first), number):
        yield f"merchant {place}", Printed.of(files, bank, situation, request)


def latest(file: Path) -> dict[str, Verdict]:
    """Return what a file says of each plan, as far as there is one."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {one.name: one for one in (Verdict(**json.loads(line)) for line in lines)}


def page(found: Sequence[Verdict], version: str, today: str, seconds: float, planner: str) -> str:
    """Return the whole page."""
    judged_places = sorted(int(one.name.split()[1]) for one in found if one.name.startswith("merchant "))
    parts = {
        f"Generated merchants, of {MERCHANTS:,}": [one for one in found if one.name.startswith("merchant ")],
        "Examples": [one for one in found if not one.name.startswith("merchant ")],
    }
    return "\n".join(
        [
            "# The plans, judged from outside",
            "",
            f"Bank {version}, {today}, planner of commit {planner}. Made by `python -m benchmarks plans`;",
            f"not edited by hand. Generated merchants judged: {runs(judged_places)}.",
            *ABOUT.format(seconds=f"{seconds:.0f}").splitlines(),
            "",
            f"| {' | '.join(COLUMNS)} |",
            f"|{' --- |' * len(COLUMNS)}",
            *(f"| {name} | {row(part)} |" for name, part in parts.items() if part),
            "",
            *(f"- {one.name}: {'; '.join(one.wrong)}" for one in found if one.wrong),
        ]
    )


def runs(places: Sequence[int]) -> str:
    """Write numbers, lowest first, as from one to another where they follow each other."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    return ", ".join(f"{one[0]} to {one[-1]}" if len(one) > 1 else f"{one[0]}" for one in found) or "none"


def row(found: Sequence[Verdict]) -> str:
    """Return the figures of some plans."""
    claims = Counter(verdict for one in found for verdict in one.claims.values())
    figures = [
        len(found),
        sum(one.laid for one in found),
        sum(one.proven for one in found),
        *(claims[word] for word in ("confirmed", "unbeaten", "beaten")),
        sum(bool(one.wrong) for one in found),
    ]
    return " | ".join(f"{figure:,}" for figure in figures)


def main() -> None:
    """Judge plans, or write the page of those that were."""
    arguments = argparse.ArgumentParser(description="Judge plans, and write docs/plans-checked.md.")
    arguments.add_argument("--to", type=Path, help="judge, and add a line for each plan to this file")
    arguments.add_argument("--page", type=Path, help="write the page of such a file")
    arguments.add_argument("--examples", action="store_true", help="judge the examples, not merchants")
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--number", type=int, default=MERCHANTS)
    arguments.add_argument("--seconds", type=float, default=SECONDS)
    arguments.add_argument("--planner", default="unknown", help="the commit whose planner drew the plans")
    arguments.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    asked = arguments.parse_args()
    if asked.to is None and asked.page is None:
        arguments.error("say --to FILE or --page FILE")
    if asked.page is not None and not (asked.page.is_file() or asked.page == asked.to):
        arguments.error(f"there is no file {asked.page}")
    bank = load_bank(shipped_bank())
    if asked.to is not None:
        known = latest(asked.to)
        with asked.to.open("a", encoding="utf-8") as lines:
            drawn = examples(bank) if asked.examples else generated(bank, asked.first, asked.number)
            for name, plan in drawn:
                if name in known and known[name].digest == plan.digest:
                    continue
                one = judged(name, plan, asked.seconds)
                print(json.dumps(asdict(one)), file=lines, flush=True)
                if one.wrong:
                    print(one.name, *one.wrong, sep="\n  ")
    if asked.page is not None:
        judged_plans = list(latest(asked.page).values())
        whole = page(judged_plans, bank.instrument.version, asked.date, asked.seconds, asked.planner)
        PAGE.write_text(whole, encoding="utf-8")
        print(PAGE)


if __name__ == "__main__":
    main()
