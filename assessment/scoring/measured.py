"""What was said set against what was measured: each number beside the answers it bears on.

A number never changes an answer, nor the other way round. Where the two
point apart both are shown, with what to look at; where nothing in the bank
says how they should go together, they are only shown side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assessment.instrument.model import Criterion, Gate, Instrument, Item, Metric
from assessment.instrument.rules import ContradictionRule
from assessment.instrument.text import LocalText
from assessment.responses import Assessment, MetricValue
from assessment.scoring.conditions import holds
from assessment.scoring.results import ItemResult, Results

Verdict = Literal["differ", "fit", "beside", "no_answer", "no_number"]
"""`beside`: both are there, and no rule, cut or peer reference says how they go together."""

ORDER: tuple[Verdict, ...] = ("differ", "fit", "beside", "no_answer", "no_number")


@dataclass(frozen=True)
class Pair:
    """One answer beside one number."""

    metric: Metric
    item: Item
    value: MetricValue | None
    """None where nobody entered it, or said why not."""
    result: ItemResult | None
    """None where the item is not asked of this merchant."""
    verdict: Verdict
    question: LocalText | None = None
    """Where a rule of the bank says that both cannot be: its question."""
    cut: Criterion | None = None
    """Where a gate does: what it asks of the number."""
    stage: str | None = None
    """Whose gate that is: the answer is typical of this stage."""
    by_peers: Literal["said_more", "said_less"] | None = None
    """Where the peers do: which of the two promises more."""


def said_and_measured(
    rules: Sequence[ContradictionRule], results: Results, assessment: Assessment
) -> list[Pair]:
    """Return each number with each answer it bears on, what differs first, then in the order of the bank.

    Args:
        rules: answers and numbers that cannot both be.
        results: of this assessment.
        assessment: for the numbers.
    """
    instrument, case = results.instrument, _Case(rules, results, assessment)
    pairs = [
        case.pair(metric, item)
        for metric in instrument.metrics
        for item in _bears_on(instrument, rules, metric)
        if item.id in results.items
    ]
    return sorted(pairs, key=lambda pair: ORDER.index(pair.verdict))


def _bears_on(instrument: Instrument, rules: Sequence[ContradictionRule], metric: Metric) -> Iterator[Item]:
    """Yield the items a number is checked against: as the metric says, and as rules do."""
    known = instrument.items_by_id
    ruled = [
        condition.subject
        for rule in rules
        if any(each.metric == metric.id for each in rule.when)
        for condition in rule.when
        if condition.item is not None
    ]
    for item_id in dict.fromkeys([*metric.checked_against, *ruled]):
        if item_id in known:
            yield known[item_id]


@dataclass(frozen=True)
class _Case:
    """An assessment with what it is held against."""

    rules: Sequence[ContradictionRule]
    results: Results
    assessment: Assessment

    def pair(self, metric: Metric, item: Item) -> Pair:
        """Set one answer against one number."""
        value, result = self.assessment.metrics.get(metric.id), self.results.items.get(item.id)
        if value is None or (value.number is None and value.peer is None):
            return Pair(metric, item, None, result, "no_number")
        if result is None or not result.answered:
            return Pair(metric, item, value, result, "no_answer")
        about = [rule for rule in self.rules if _is_about(rule, metric, item)]
        for rule in about:
            if all(holds(condition, self.results, self.assessment) for condition in rule.when):
                return Pair(metric, item, value, result, "differ", question=rule.question)
        return self._held_to_cuts(Pair(metric, item, value, result, "fit" if about else "beside"))

    def _held_to_cuts(self, pair: Pair) -> Pair:
        """Hold a number against what the gates ask of it, and a place among peers against the answer."""
        instrument, value = self.results.instrument, pair.value
        point = 0 if pair.result is None else pair.result.low
        cuts = list(_cuts(instrument, pair.metric))
        # The highest stage first: that is what the answer promises.
        for cut, gate in reversed(cuts):
            promised = point >= gate.target_point
            if value and value.number is not None and promised and not _meets(cut, value.number):
                return replace(pair, verdict="differ", cut=cut, stage=gate.stage)
        if value and value.peer is not None:
            apart = _apart(pair.metric, value, point, instrument.top_point)
            return replace(pair, verdict="differ" if apart else "fit", by_peers=apart)
        return replace(pair, verdict="fit") if cuts else pair


def _is_about(rule: ContradictionRule, metric: Metric, item: Item) -> bool:
    subjects = {(condition.kind, condition.subject) for condition in rule.when}
    return ("metric", metric.id) in subjects and ("item", item.id) in subjects


def _cuts(instrument: Instrument, metric: Metric) -> Iterator[tuple[Criterion, Gate]]:
    """Yield what the gates ask of a number, the lowest stage first."""
    for gate in instrument.gates:
        for criterion in (*gate.must, *(each for group in gate.choices for each in group.of)):
            if criterion.metric == metric.id:
                yield criterion, gate


def _meets(criterion: Criterion, number: float) -> bool:
    if criterion.at_least is not None:
        return number >= criterion.at_least
    return criterion.at_most is None or number <= criterion.at_most


def _apart(
    metric: Metric, value: MetricValue, point: int, top: int
) -> Literal["said_more", "said_less"] | None:
    """Return which side promises more, where an answer and a place among peers point apart."""
    if value.peer == "around":
        return None
    good = (value.peer == "above") == (metric.direction == "higher")
    if not good and 3 * point >= 2 * top:
        return "said_more"
    return "said_less" if good and point == 0 else None
