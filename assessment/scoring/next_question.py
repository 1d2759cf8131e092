"""The next most useful question, from any partial state.

One step of looking ahead: the missing answer that on average leaves the
fewest stages possible. What this promises: a walk along the suggestions ends,
after at most as many answers as are missing, with one stage possible and
enough answered to name it; and where one question alone is sure to settle the
stage, such a question comes first. It does not promise the shortest walk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.instrument.model import MetricItem
from assessment.responses import Absent
from assessment.scoring.assess import LEAST_COVERAGE
from assessment.scoring.dimensions import coverage
from assessment.scoring.distribution import GateDistribution, Spread, information_gain
from assessment.scoring.gates import Judge
from assessment.scoring.margin import StagesAfter, judges_knowing, possible_stages
from assessment.scoring.results import ItemResult, published_coverage
from assessment.texts import Localized, Text

COARSE = 1_000
"""Cells of the index axis while suggestions are ranked: a tie-break need not be exact."""

Kind = Literal["coverage", "settles", "rules_out", "secures", "weighs"]


@dataclass(frozen=True)
class NextQuestion:
    """The question to ask next, and why."""

    item: str
    kind: Kind
    """`coverage`: too little is answered to name a stage. `settles`: whatever the answer, one stage is left.
    `rules_out`: some answer rules out the highest stage. `secures`: some answer secures a stage. `weighs`: no
    answer decides alone, but this one tells most."""
    possible: tuple[str, ...]
    """The stages possible now."""
    stages: Mapping[int, tuple[str, ...]]
    """The stages possible after each answer, by point."""
    expected: Fraction
    """How many stages are left on average, each point alike."""
    until_named: int
    """The least number of answers until a stage can be named; 0 where it can be already."""
    reason: Localized


@dataclass(frozen=True)
class _Candidate:
    result: ItemResult
    stages: Mapping[int, tuple[str, ...]]

    @property
    def expected(self) -> Fraction:
        return Fraction(sum(len(stages) for stages in self.stages.values()), len(self.stages))


def next_question(judge: Judge) -> NextQuestion | None:
    """Return the missing answer that tells most about the stage, with the reason.

    First the fewest stages left on average; then what tells most while the
    rest is answered at random; then musts of the next gate, weight, and the
    order of the bank. Declined items are never suggested; items answered with
    "don't know" only when nothing else is missing.

    Returns:
        None where one stage is possible and enough is answered to name it, or nothing is left to ask.
    """
    possible = possible_stages(judge)
    until_named = answers_until_named(judge.items.values())
    open_items = _missing(judge, Absent.UNANSWERED) or _missing(judge, Absent.DONT_KNOW)
    if not open_items or (len(possible) == 1 and until_named == 0):
        return None
    best = _best(judge, open_items, possible)
    kind = _kind(best, possible, until_named)
    return NextQuestion(
        item=best.result.item.id,
        kind=kind,
        possible=possible,
        stages=best.stages,
        expected=best.expected,
        until_named=until_named,
        reason=_reason_for(judge, kind, possible, best.stages, until_named),
    )


def answers_until_named(items: Iterable[ItemResult]) -> int:
    """Return how many more answers, the heaviest first, it takes until a stage is named."""
    counted = [result for result in items if result.counts]
    whole = sum(result.item.weight for result in counted)
    share = coverage(counted) or Fraction(0)
    missing = sorted((result.item.weight for result in counted if not result.answered), reverse=True)
    for number, weight in enumerate([0, *missing]):
        share += Fraction(weight, whole) if whole else 0
        if Fraction(str(published_coverage(share))) >= LEAST_COVERAGE:
            return number
    return len(missing)


def _missing(judge: Judge, absent: Absent) -> list[ItemResult]:
    return [result for result in judge.items.values() if result.counts and result.absent is absent]


def _best(judge: Judge, missing: Sequence[ItemResult], possible: tuple[str, ...]) -> _Candidate:
    points = sorted(judge.instrument.scale)
    stages = StagesAfter(judge)
    alike: dict[object, _Candidate] = {}
    for result in missing:
        key = _role_of(judge, result)
        if key not in alike:
            after = {point: stages.after(result, point) for point in points}
            alike[key] = _Candidate(result, after)
    fewest = min(candidate.expected for candidate in alike.values())
    tied = [candidate for candidate in alike.values() if candidate.expected == fewest]
    if len(tied) == 1:
        return tied[0]
    telling = _telling(judge, tied) if len(possible) > 1 else [0.0] * len(tied)
    musts = _next_musts(judge, possible)
    ranked = sorted(
        range(len(tied)),
        key=lambda rank: (
            -telling[rank],
            tied[rank].result.item.id not in musts,
            -tied[rank].result.item.weight,
            rank,
        ),
    )
    return tied[ranked[0]]


def _role_of(judge: Judge, result: ItemResult) -> object:
    """Return what an item's part in the stage depends on; items that share it are alike to every gate."""
    if judge.names(result.item.id) or isinstance(result.item, MetricItem):
        return result.item.id
    return result.item.dimension, result.item.weight


def _telling(judge: Judge, tied: Sequence[_Candidate]) -> list[float]:
    """Return how much each candidate tells about the stage, to six digits: beyond that is rounding.

    Not a forecast: given answers are taken at their word, and everything else
    missing is taken to be answered at random, each point alike.
    """
    points = sorted(judge.instrument.scale)
    evenly = dict.fromkeys(points, 1 / len(points))

    def spread(result: ItemResult) -> Spread:
        return {result.low: 1.0} if result.answered else evenly

    gates = [
        GateDistribution(judge, judge.gates[: rank + 1], spread, COARSE) for rank in range(len(judge.gates))
    ]

    def chances(result: ItemResult, point: int) -> list[float]:
        """Return the probability of reaching each stage after the first, once a point is known."""
        judges = list(judges_knowing(judge, result, point))
        found = []
        for joint in gates:
            brackets = [joint.given(result, {point: 1.0}, knowing) for knowing in judges]
            found.append(sum(one.low + one.high for one in brackets) / (2 * len(brackets)))
        return found

    bits = [
        information_gain([chances(candidate.result, point) for point in candidate.stages])
        for candidate in tied
    ]
    return [float(f"{max(0.0, each):.5e}") for each in bits]


def _next_musts(judge: Judge, possible: tuple[str, ...]) -> set[str]:
    """Return the must items of the gate above the lowest stage possible."""
    order = judge.instrument.stage_ids
    nearest = order[order.index(possible[0]) + 1 :][:1]
    return {
        criterion.subject
        for gate in judge.gates
        if gate.stage in nearest
        for criterion in gate.must
        if criterion.kind == "item"
    }


def _kind(best: _Candidate, possible: tuple[str, ...], until_named: int) -> Kind:
    after = list(best.stages.values())
    if until_named:
        return "coverage"
    if all(len(stages) == 1 for stages in after):
        return "settles"
    if any(stages[-1] != possible[-1] for stages in after):
        return "rules_out"
    return "secures" if any(stages[0] != possible[0] for stages in after) else "weighs"


def _reason_for(
    judge: Judge,
    kind: Kind,
    possible: tuple[str, ...],
    after: Mapping[int, tuple[str, ...]],
    until_named: int,
) -> Localized:
    """Return the reason of a suggestion, in one sentence a shop owner understands.

    Args:
        judge: knows the names of the stages.
        kind: which reason, as in `NextQuestion`.
        possible: the stages possible now.
        after: the stages possible after each answer.
        until_named: the least number of answers until a stage is named.
    """
    order = judge.instrument.stage_ids
    if kind == "coverage":
        known = "stage_known" if len(possible) == 1 else "stage_open"
        return Text(f"scoring.next_question.{known}", count=until_named)
    if kind == "settles":
        return Text("scoring.next_question.settles")
    if kind == "rules_out":
        stage = order[min(order.index(stages[-1]) for stages in after.values()) + 1]
    elif kind == "secures":
        stage = order[max(order.index(stages[0]) for stages in after.values())]
    else:
        stage = possible[-1]
    names = {each.id: each.name for each in judge.instrument.stages}
    return Text(f"scoring.next_question.{kind}", stage=names[stage])
