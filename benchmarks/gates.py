"""Whether the gates name the stages that judges name: agreement, robustness and confidence.

    python -m benchmarks.gates --panel FOLDER --judged FILE [--merchants 500] [--write]

FOLDER holds one assessment file a merchant, of any released version; they are
carried to the bank as it stands. FILE is YAML, by file name without `.json`:

    G1: {stage: growth, flags: true, profile: {key: value}, answers: {item: point}}

`stage` is what a judge said, `flags` whether a red flag was said aloud (false
where left out). `profile` and `answers` are what the merchant's story says to
questions its file was never asked: a point, a list of ticks, `all`, or the
number of ticks of a grid.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from assessment.files import read_path
from assessment.instrument.bank import Bank
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.model import AnchoredItem, IndexCut, Instrument, Item, MetricItem
from assessment.instrument.releases import Releases
from assessment.responses import Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.scoring import judge_of, score
from assessment.scoring.carry import carry, retaken_with
from assessment.scoring.names import finding_name
from assessment.scoring.results import Results
from tests.yaml_cases import read_cases

PAGE = Path(__file__).resolve().parents[1] / "docs" / "gates.md"
SEED = 20_261_128


@dataclass(frozen=True)
class Judged:
    """A merchant with the stage a judge gave it."""

    name: str
    stage: str
    flagged: bool
    assessment: Assessment


def answer_of(item: Item, said: Any) -> Answer:
    """Return an answer as the judged file writes it."""
    if isinstance(item, AnchoredItem):
        return Answer(point=said)
    ticks = list(getattr(item, "tick_ids", ()))
    if said == "all":
        return Answer(ticks=ticks)
    return Answer(ticks=ticks[:said] if isinstance(said, int) else list(said))


def read_panel(bank: Bank, folder: Path, judged: Mapping[str, Mapping[str, Any]]) -> Iterator[Judged]:
    """Yield every judged merchant, carried to the bank and completed by its story."""
    newest, releases = bank.instrument, Releases(shipped_bank())
    for name, told in judged.items():
        reading = read_path(folder / f"{name}.json", newest, releases.find)
        if reading.assessment is None or reading.instrument is None:
            message = f"{name}: {[problem.text('en') for problem in reading.problems]}"
            raise SystemExit(message)
        taken = reading.assessment
        if reading.instrument != newest:
            carried = carry(taken.answers, reading.instrument, newest, bank.lineage)
            taken = retaken_with(newest, taken, carried)
        added = {key: answer_of(newest.item(key), said) for key, said in told.get("answers", {}).items()}
        profile = {**taken.profile, **told.get("profile", {})}
        taken = taken.model_copy(update={"answers": {**taken.answers, **added}, "profile": profile})
        yield Judged(name, told["stage"], bool(told.get("flags")), taken)


def examples(bank: Bank) -> Iterator[tuple[str, Assessment]]:
    """Yield the complete example merchants that stand under the bank as it is."""
    for path in sorted((shipped_bank() / "examples").glob("*.json")):
        reading = read_path(path, bank.instrument, Releases(shipped_bank()).find)
        if reading.assessment is None or reading.instrument is None:
            continue
        taken = reading.assessment
        if reading.instrument != bank.instrument:
            carried = carry(taken.answers, reading.instrument, bank.instrument, bank.lineage)
            taken = retaken_with(bank.instrument, taken, carried)
        yield path.stem, taken


def generated(instrument: Instrument, number: int) -> Iterator[Assessment]:
    """Yield merchants whose answers lie around a level of their own, so that all stages occur."""
    random = Random(SEED)  # noqa: S311
    scale = sorted(instrument.scale)
    for _ in range(number):
        level, uneven = random.uniform(0.2, 2.9), random.uniform(0.3, 0.9)
        lift = {one.id: random.gauss(0, 0.35) for one in instrument.dimensions}
        profile: dict[str, Any] = {
            question.id: random.random() < (0.9 if question.id == "new_merchant_period_passed" else 0.7)
            for question in instrument.profile
            if question.kind == "yes_no"
        }
        profile["sales_pattern"] = random.choice(["steady", "steady", "falling", "uneven"])
        answers = {}
        for item in instrument.items():
            if isinstance(item, MetricItem):
                continue
            point = round(random.gauss(level + lift[item.dimension], uneven))
            answers[item.id] = at_point(item, min(max(point, scale[0]), scale[-1]))
        numbers = {"experience_score": min(100.0, round(58 + 12 * level + random.gauss(0, 5)))}
        yield Assessment(
            mode=Mode.FULL,
            instrument=InstrumentRef(id=instrument.id, version=instrument.version),
            profile=profile,
            answers=answers,
            metrics={key: MetricValue(number=float(each)) for key, each in numbers.items()},
        )


def at_point(item: Item, point: int) -> Answer:
    """Return the answer that gives a point, with as few ticks as will do."""
    if isinstance(item, AnchoredItem):
        return Answer(point=point)
    ticks = list(getattr(item, "tick_ids", ()))
    return Answer(ticks=ticks[: getattr(item, "points", {}).get(point, 0)])


def one_lower(instrument: Instrument, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield the single answers that, one point lower, drop two stages, with where that leads."""
    judge = judge_of(instrument, assessment)
    order, (low, _) = instrument.stage_ids, judge.ends()
    now = order.index(judge.stage(low))
    for key, point in low.items():
        if point and judge.items[key].answered:
            after = judge.stage({**low, key: point - 1})
            if order.index(after) < now - 1:
                yield key, after


def dominated(results: Sequence[Results]) -> list[tuple[int, int]]:
    """List pairs where the first lies two stages above a second that is higher in every dimension."""
    found = []
    for one, high in enumerate(results):
        for other, low in enumerate(results):
            if rank(high) < rank(low) + 2 or high.raised_flags or low.raised_flags:
                continue
            both = [(high.dimensions[key].low, low.dimensions[key].low) for key in high.dimensions]
            if all(a is not None and b is not None and a < b for a, b in both if (a, b) != (None, None)):
                found.append((one, other))
    return found


def rank(results: Results) -> int:
    """Return the place of the stage."""
    return -1 if results.stage is None else results.instrument.stage_ids.index(results.stage)


def with_cuts(instrument: Instrument, cuts: Mapping[str, float]) -> Instrument:
    """Return the instrument with other cuts on the index."""
    gates = [
        gate.model_copy(update={"index": IndexCut(at_least=round(cuts[gate.stage], 1), band=gate.index.band)})
        if gate.index is not None and gate.stage in cuts
        else gate
        for gate in instrument.gates
    ]
    return instrument.model_copy(update={"gates": gates})


def placed_cuts(instrument: Instrument, judged: Sequence[tuple[Judged, Results]]) -> dict[str, float]:
    """Place each cut half-way between the groups it parts.

    Merchants that a capping flag or the evidence decides say nothing about
    where an index cut belongs, and are left out.
    """
    order, cuts = instrument.stage_ids, {}
    free = [(one, each) for one, each in judged if not decided_otherwise(each)]
    for gate in instrument.gates:
        place = order.index(gate.stage)
        below = [float(each.index or 0) for one, each in free if order.index(one.stage) == place - 1]
        above = [float(each.index or 0) for one, each in free if order.index(one.stage) == place]
        if below and above:
            cuts[gate.stage] = (max(below) + min(above)) / 2
    return cuts


def decided_otherwise(results: Results) -> bool:
    """Whether evidence speaks against growth, or the score or violations cap the stage."""
    evidence = any(
        finding.part == "evidence" and finding.criterion is None and finding.met is False
        for gate in results.gates.values()
        for finding in gate.findings
    )
    return evidence or any(
        each.flag.id in {"open_violation", "score_under_line", "one_creator_carries"}
        for each in results.raised_flags
    )


def show_panel(bank: Bank, panel: Sequence[Judged]) -> list[Results]:
    """Print each judged merchant beside what the gates say, then leave each out in turn."""
    instrument = bank.instrument
    results = [score(instrument, one.assessment) for one in panel]
    print(f"{'merchant':10}{'judged':9}{'named':9}{'index':>7}  {'confidence':12}{'likeliest':10}flags")
    for one, each in zip(panel, results, strict=True):
        sure = each.confidence
        span = "" if sure is None else f"{100 * sure.low:.0f}-{100 * sure.high:.0f} %"
        flags = ", ".join(flag.flag.id for flag in each.raised_flags)
        mark = "" if one.stage == each.stage else " <"
        missing = "" if one.stage == each.stage else f"   {blockers(each)}"
        print(
            f"{one.name:10}{one.stage:9}{each.stage or '-':9}{each.index_score or 0:7}  {span:12}"
            f"{each.likeliest_stage or '-':10}{flags}{mark}{missing}".rstrip()
        )
    order = instrument.stage_ids
    exact = sum(one.stage == each.stage for one, each in zip(panel, results, strict=True))
    far = sum(abs(order.index(one.stage) - rank(each)) > 1 for one, each in zip(panel, results, strict=True))
    flagged = sum(bool(each.raised_flags) for one, each in zip(panel, results, strict=True) if one.flagged)
    print(f"exact {exact} of {len(panel)}, two stages off {far}, ", end="")
    print(f"flagged {flagged} of {sum(one.flagged for one in panel)}")
    pairs = list(zip(panel, results, strict=True))
    print("cuts placed by all:", {key: round(cut, 1) for key, cut in placed_cuts(instrument, pairs).items()})
    right = 0
    for place, one in enumerate(panel):
        cuts = placed_cuts(instrument, pairs[:place] + pairs[place + 1 :])
        named = score(with_cuts(instrument, cuts), one.assessment).stage
        right += named == one.stage
        if named != one.stage:
            print(f"  left out {one.name}: {named}, cuts {cuts}")
    print(f"leave one out: {right} of {len(panel)}")
    half = [score(instrument, raised(instrument, one.assessment)) for one in panel]
    moved = sum(abs(rank(a) - rank(b)) > 1 for a, b in zip(results, half, strict=True))
    print(f"half a point more everywhere: {moved} move two stages")
    return results


def raised(instrument: Instrument, assessment: Assessment) -> Assessment:
    """Return an assessment with every other anchored answer one point higher."""
    answers, turn = dict(assessment.answers), 0
    for item in instrument.items():
        given = answers.get(item.id)
        if isinstance(item, AnchoredItem) and given is not None and given.point is not None:
            turn += 1
            if turn % 2 and given.point < instrument.top_point:
                answers[item.id] = given.model_copy(update={"point": given.point + 1})
    return assessment.model_copy(update={"answers": answers})


def blockers(results: Results) -> list[str]:
    """Name what is missing for the next stage."""
    return [
        f"{finding_name(results.instrument, each).in_('en')} {each.measured} of {each.needed:g}"
        for each in results.missing
    ]


def show_confidence(results: Sequence[Results]) -> None:
    """Print the median confidence of the named stage."""
    middles = [(each.confidence.low + each.confidence.high) / 2 for each in results if each.confidence]
    print(f"median confidence of {len(middles)} named stages: {100 * median(middles):.0f} %")


def show_generated(instrument: Instrument, number: int, others: Sequence[Assessment]) -> None:
    """Print what holds over generated merchants, the panel and the examples."""
    merchants = list(generated(instrument, number))
    quick = replace_confidence(instrument)
    full = [score(quick, one) for one in merchants]
    short = [score(quick, one.model_copy(update={"mode": Mode.CORE})) for one in merchants]
    same = sum(a.stage == b.stage for a, b in zip(full, short, strict=True))
    stages = {stage: sum(each.stage == stage for each in full) for stage in instrument.stage_ids}
    print(f"{number} generated merchants: {stages}")
    print(f"ten minutes name the same stage: {100 * same / number:.1f} %")
    everybody = [*merchants, *others]
    drops = [(place, drop) for place, one in enumerate(everybody) for drop in one_lower(quick, one)]
    print(f"single answers that drop two stages: {len(drops)} {drops[:5]}")
    every = [*full, *(score(quick, one) for one in others)]
    print(f"two stages above one that is higher everywhere: {len(dominated(every))}")


def replace_confidence(instrument: Instrument) -> Instrument:
    """Return the instrument without error of self-report: only stages matter here, and that is quicker."""
    attitude = instrument.self_report[0].model_copy(update={"weight": 1.0, "lower": 0.0, "higher": 0.0})
    return instrument.model_copy(update={"self_report": [attitude]})


HEAD = """# What the gates name: merchants whose stage a judge named, the examples, generated ones

Bank {version}. Made by `python -m benchmarks.gates --panel FOLDER --judged FILE --write`, not edited by hand.

Two judges, who saw neither questions nor gates, named the stages; others answered the questions of an
earlier version from the merchants' stories, and what was new since was answered as the story says.
`confidence` is the bracket for the named stage, `likeliest` the stage with the highest probability.
Below the merchants: how often the cuts placed by all the others name the one left out. Lines of the examples
list what is missing for the next stage. What each cut rests on stands in `questions/gates.yaml`.

```text
"""


def main() -> None:
    """Print everything, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--panel", type=Path, help="folder with one assessment file a merchant")
    parser.add_argument("--judged", type=Path, help="YAML with the judged stage of each")
    parser.add_argument("--merchants", type=int, default=500, help="how many merchants to generate")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} instead of printing")
    given = parser.parse_args()
    if (given.panel is None) != (given.judged is None):
        parser.error("--panel and --judged go together")
    if given.panel is not None and not given.panel.is_dir():
        parser.error(f"{given.panel} is no folder")
    if given.judged is not None and not given.judged.is_file():
        parser.error(f"there is no file {given.judged}")
    bank = load_bank(shipped_bank())
    if not given.write:
        show_all(bank, given)
        return
    with redirect_stdout(StringIO()) as shown:
        show_all(bank, given)
    text = HEAD.format(version=bank.instrument.version) + shown.getvalue() + "```\n"
    PAGE.write_text(text, encoding="utf-8")


def show_all(bank: Bank, given: argparse.Namespace) -> None:
    """Print the panel, the examples and what holds over generated merchants."""
    shown: list[Results] = []
    others: list[Assessment] = []
    if given.panel and given.judged:
        panel = list(read_panel(bank, given.panel, read_cases(given.judged)))
        shown += show_panel(bank, panel)
        others += [one.assessment for one in panel]
    for name, taken in examples(bank):
        results = score(bank.instrument, taken)
        shown.append(results)
        others.append(taken)
        sure = results.confidence
        middle = 0 if sure is None else 50 * (sure.low + sure.high)
        flags = [each.flag.id for each in results.raised_flags]
        print(
            f"{name:38}{results.stage or '-':8}{results.index_score or 0:6} {middle:4.0f} % "
            f"{results.likeliest_stage or '-':8}{', '.join(flags)}".rstrip()
        )
        print(f"{'':40}{'; '.join(blockers(results))}".rstrip())
    show_confidence(shown)
    if given.merchants:
        show_generated(bank.instrument, given.merchants, others)


if __name__ == "__main__":
    main()
