"""Whether the short and the full questionnaire agree about the stage: writes `docs/two-lengths.md`.

Run `python -m benchmarks.two_lengths`. The same merchant answers both: every
item has one true point, and the core questionnaire asks fewer of them.

The merchants are generated, with a fixed seed:

- a latent maturity from 0 to 3.5, spread evenly: there is no census of merchants.
  Musts that all have to hold leave most of them at launch, where agreeing is easy;
  so the figure that counts is taken on as many merchants of each stage, drawn on
  until the full questionnaire has put an equal number into each;
- each dimension lies above or below it (normal, deviation 0.45), each item above
  or below its dimension (normal, deviation 0.6), rounded to a point;
- what is worth doing only from a later stage lies 0.4 lower for those below it;
- 85 in 100 sell live, 70 in 100 buy ads, more of the mature than of the others;
- who is not yet at 0.7 has rarely begun with creators and campaigns, and says so
  in the filter questions: those dimensions count as not begun. One in five works
  with a big creator, rising with maturity; for the rest that dimension is absent;
- 2 in 100 answers are "don't know", 1 in 100 is declined;
- the numbers of the gates are given by half of the merchants, in keeping with
  their maturity.

The deviations are a guess, set so that a dimension's items agree about as well
as in published maturity surveys (alpha of 0.7 to 0.9). The second table shows
what other guesses would give.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem, Status
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.scoring import judge_of, score
from assessment.scoring.results import Results

PAGE = Path(__file__).resolve().parents[1] / "docs" / "two-lengths.md"
MERCHANTS = 500
SEED = 20261122
MOST_MATURE = 3.5
GUESSED = 150
"""Merchants for each other guess: enough to tell 85 % from 95 %."""
GOAL = 0.85


@dataclass(frozen=True)
class Spread:
    """How far dimensions lie from the merchant, and items from their dimension."""

    dimension: float = 0.45
    item: float = 0.6


@dataclass(frozen=True)
class Pair:
    """One merchant, assessed at both lengths."""

    core: Results
    full: Results

    @property
    def same(self) -> bool:
        """Whether both name the same stage."""
        return self.core.stage is not None and self.core.stage == self.full.stage


def merchants(instrument: Instrument, seed: int, spread: Spread) -> Iterator[Assessment]:
    """Yield plausible merchants without end, each with an answer to the full questionnaire."""
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    while True:
        yield merchant(instrument, random, random.uniform(0, MOST_MATURE), spread)


def of_each_stage(instrument: Instrument, number: int, spread: Spread) -> Iterator[Assessment]:
    """Yield so many merchants in all, as nearly as possible the same number of each stage."""
    stages = instrument.stage_ids
    wanted = {stage: (number + rank) // len(stages) for rank, stage in enumerate(stages)}
    for one in merchants(instrument, SEED, spread):
        stage = stage_of(instrument, one)
        if wanted[stage]:
            wanted[stage] -= 1
            yield one
        if not any(wanted.values()):
            return


def stage_of(instrument: Instrument, assessment: Assessment) -> str:
    """Return the stage alone, which takes a hundredth of the time of a score."""
    judge = judge_of(instrument, assessment)
    return judge.stage(judge.ends()[0])


def merchant(instrument: Instrument, random: Random, maturity: float, spread: Spread) -> Assessment:
    """Return one merchant of a maturity from 0 to `MOST_MATURE`."""
    begun = min(maturity / 3, 1.0)
    profile: dict[str, Any] = {
        "sells_live": random.random() < 0.78 + 0.14 * begun,
        "runs_ads": random.random() < 0.5 + 0.4 * begun,
        "sold_with_creators": random.random() < min(1.0, 0.2 + maturity),
        "joined_campaign": random.random() < min(1.0, 0.15 + maturity),
        "works_with_top_kol": random.random() < 0.4 * begun,
    }
    answers: dict[str, Answer] = {}
    metrics: dict[str, MetricValue] = {}
    for dimension in instrument.dimensions:
        level = maturity + random.gauss(0, spread.dimension)
        filled = fill_of(instrument, profile, dimension.id)
        for item in dimension.items:
            if item.status is not Status.ACTIVE:
                continue
            aim = level + random.gauss(0, spread.item) - lag(instrument, item, maturity)
            point = min(max(round(aim), 0), instrument.top_point)
            chance = random.random()
            if isinstance(item, MetricItem):
                metrics[item.metric] = MetricValue(number=number_at(instrument, item, point, random))
            elif filled is not None:
                answers[item.id] = filled if filled.absent else at_point(item, 0)
            elif chance < 0.03:
                answers[item.id] = Answer(absent=Absent.DECLINED if chance < 0.01 else Absent.DONT_KNOW)
            else:
                answers[item.id] = at_point(item, point)
    if random.random() < 0.5:
        metrics["serious_violations_30d"] = MetricValue(number=float(random.random() < 0.25 * (1 - begun)))
        largest = min(max(random.gauss(55 - 30 * begun, 12), 1.0), 100.0)
        metrics["largest_creator_share"] = MetricValue(number=round(largest, 1))
    return Assessment(
        instrument=InstrumentRef(id=instrument.id, version=instrument.version),
        profile=profile,
        answers=answers,
        metrics=metrics,
    )


def lag(instrument: Instrument, item: Item, maturity: float) -> float:
    """Return how far behind a practice is that is worth doing only from a later stage."""
    if item.worth_from is None:
        return 0.0
    rank = instrument.stage_ids.index(item.worth_from.stage)
    return 0.4 if maturity < rank + 0.5 else 0.0


def fill_of(instrument: Instrument, profile: Mapping[str, Any], dimension: str) -> Answer | None:
    """Return what a "no" to a filter question writes into a dimension's items."""
    for question in instrument.profile:
        fills = question.fills
        if fills is not None and fills.dimension == dimension and profile.get(question.id) is False:
            if fills.answer == "not_applicable":
                return Answer(absent=Absent.NOT_APPLICABLE, reason="filter")
            return Answer(point=0)
    return None


def at_point(item: Item, point: int) -> Answer:
    """Return the answer that gives an item this point."""
    if isinstance(item, MetricItem):
        return Answer()
    if isinstance(item, AnchoredItem):
        return Answer(point=point)
    return Answer(ticks=list(item.tick_ids[: item.points[point] if point else 0]))


def number_at(instrument: Instrument, item: MetricItem, point: int, random: Random) -> float:
    """Return a number that gives a metric item this point, for a metric that is better the higher."""
    least, most = instrument.metric(item.metric).range
    bottom = item.points[point] if point else max(least, item.points[1] - 15)
    top = item.points.get(point + 1, most) - 0.1
    return round(random.uniform(bottom, max(bottom, top)), 1)


def both_lengths(instrument: Instrument, full: Assessment) -> Pair:
    """Score a merchant at both lengths."""
    return Pair(core=score(instrument, in_core(full)), full=score(instrument, full))


def in_core(full: Assessment) -> Assessment:
    """Return the same merchant asked only the core items."""
    return full.model_copy(update={"mode": Mode.CORE})


def blocked(results: Results) -> set[str]:
    """Name what keeps the next gate shut, as results show it."""
    gate = results.gates.get(results.next_stage or "")
    if gate is None:
        return set()
    return {
        f"{gate.stage}: {finding.criterion.kind} {finding.criterion.subject}"
        if finding.criterion
        else f"{gate.stage}: shoulds"
        for finding in gate.blockers
    }


def why_different(instrument: Instrument, pairs: Sequence[Pair]) -> Counter[str]:
    """Count, over merchants with different stages, what the lower result lacks and the higher has."""
    order = instrument.stage_ids
    found: Counter[str] = Counter()
    for pair in pairs:
        if pair.same or pair.core.stage is None or pair.full.stage is None:
            continue
        core_lower = order.index(pair.core.stage) < order.index(pair.full.stage)
        lower = pair.core if core_lower else pair.full
        length = "core" if core_lower else "full"
        found.update(f"{length} is lower | {reason}" for reason in blocked(lower))
    return found


def share(pairs: Sequence[Pair], count: int) -> str:
    """Write a count with its share."""
    return f"{count} ({100 * count / len(pairs):.1f} %)"


def page(instrument: Instrument, today: str) -> str:
    """Return the whole page."""
    as_they_come = list(islice(merchants(instrument, SEED, Spread()), MERCHANTS))
    measured = [both_lengths(instrument, one) for one in as_they_come]
    balanced = [both_lengths(instrument, one) for one in of_each_stage(instrument, MERCHANTS, Spread())]
    same = sum(pair.same for pair in balanced)
    verdict = "reached" if same >= GOAL * MERCHANTS else "not reached"
    lines = [
        "# Two lengths: does the ten-minute questionnaire find the same stage?",
        "",
        f"Bank {instrument.version}, {today}, {MERCHANTS} generated merchants, seed {SEED}.",
        "Made by `python -m benchmarks.two_lengths`, which says how the merchants are generated; not",
        "edited by hand. Generated merchants show what the rules do, not what real merchants are like.",
        "",
        f"**The same stage for {share(balanced, same)} of as many merchants of each stage.**",
        f"Goal {100 * GOAL:.0f} %: {verdict}. As the merchants come, most of them at launch, it is",
        f"{share(measured, sum(pair.same for pair in measured))}.",
        "",
        "## Stage by stage",
        "",
        "As many of each stage, by the full questionnaire:",
        "",
        *table(instrument, balanced),
        "",
        "As they come:",
        "",
        *table(instrument, measured),
        "",
        "## How much is left open",
        "",
        "As many of each stage:",
        "",
        "| | core | full |",
        "| --- | --- | --- |",
        *open_rows(balanced),
        "",
        "## Where they differ, and over what",
        "",
        "What keeps the lower of the two results from the next gate, over merchants with different stages,",
        "as many of each stage. One merchant may lack several.",
        "",
        "| which is lower | what it lacks | merchants |",
        "| --- | --- | --- |",
        *(f"| {reason} | {count} |" for reason, count in why_different(instrument, balanced).most_common(15)),
        "",
        "## Other guesses about merchants",
        "",
        "How far a dimension lies from the merchant, and an item from its dimension: standard deviations in",
        f"points. {GUESSED} merchants each, as many of each stage.",
        "",
        "| dimension | item | the same stage |",
        "| --- | --- | --- |",
        *guesses(instrument),
        "",
    ]
    return "\n".join(lines)


def table(instrument: Instrument, pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield the table of stages at both lengths."""
    named = [*instrument.stage_ids, None]
    found = Counter((pair.core.stage, pair.full.stage) for pair in pairs)
    titles = [stage or "none" for stage in named]
    yield f"| core ↓ full → | {' | '.join(titles)} |"
    yield f"| --- {'| --- ' * len(named)}|"
    for core, title in zip(named, titles, strict=True):
        yield f"| {title} | {' | '.join(str(found[core, full]) for full in named)} |"


def open_rows(pairs: Sequence[Pair]) -> Iterator[str]:
    """Yield how often each length leaves one stage possible, and how sure it is of it."""
    lengths = [[pair.core for pair in pairs], [pair.full for pair in pairs]]
    one = [sum(len(results.possible_stages) == 1 for results in each) for each in lengths]
    yield f"| one stage possible | {' | '.join(share(pairs, count) for count in one)} |"
    for word in ("firm", "likely", "borderline", "not_supported"):
        said = [sum(r.confidence is not None and r.confidence.word == word for r in each) for each in lengths]
        row = " | ".join(share(pairs, count) for count in said)
        yield f"| confidence: {word.replace('_', ' ')} | {row} |"
    asked = [sum(sum(i.counts for i in r.items.values()) for r in each) / len(each) for each in lengths]
    yield f"| items that count, on average | {' | '.join(f'{count:.1f}' for count in asked)} |"


def guesses(instrument: Instrument) -> Iterator[str]:
    """Yield the share of the same stage under other spreads."""
    for dimension in (0.3, 0.45, 0.6):
        for item in (0.4, 0.6, 0.8):
            drawn = list(of_each_stage(instrument, GUESSED, Spread(dimension, item)))
            same = sum(stage_of(instrument, one) == stage_of(instrument, in_core(one)) for one in drawn)
            yield f"| {dimension} | {item} | {100 * same / len(drawn):.1f} % |"


def main() -> None:
    """Write the page, dated today or as asked."""
    arguments = argparse.ArgumentParser(description="Write docs/two-lengths.md.")
    arguments.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    today = arguments.parse_args().date
    PAGE.write_text(page(load_instrument(shipped_bank()), today), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
