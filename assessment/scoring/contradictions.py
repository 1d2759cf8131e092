"""Answers worth a second look: what cannot both be true, and patterns of answering in a hurry.

Each is a polite question for the people in the room. None changes a score:
whoever answered knows better than a rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assessment.instrument.model import AnchoredItem, MetricItem
from assessment.instrument.rules import Condition, ContradictionRule
from assessment.responses import Assessment
from assessment.scoring.conditions import holds
from assessment.scoring.results import ItemResult, Results
from assessment.texts import Localized, Text

LONG_RUN = 8
"""So many anchored items in a row at one point are asked about."""

ENOUGH = 10
"""With fewer answers, all at the top says nothing yet."""


@dataclass(frozen=True)
class Subject:
    """Something that was answered: where a page can lead the reader back to."""

    kind: Literal["item", "metric", "profile"]
    id: str


@dataclass(frozen=True)
class Contradiction:
    """Answers to look at once more, with the question to ask."""

    id: str
    """The rule's id; `straight_line` or `all_at_top` for a pattern of answering."""
    kind: Literal["pair", "straight_line", "all_at_top"]
    subjects: tuple[Subject, ...]
    """What is set against each other, in the order of the rule or of the questionnaire."""
    question: Localized


def contradictions(
    rules: Sequence[ContradictionRule], results: Results, assessment: Assessment
) -> list[Contradiction]:
    """List what to ask about, rules first, in the order of the bank.

    Args:
        rules: pairs that cannot both be true. What a rule names and the instrument lacks never holds.
        results: of this assessment.
        assessment: for ticks, numbers and the profile.
    """
    found = [
        Contradiction(rule.id, "pair", tuple(_subject(condition) for condition in rule.when), rule.question)
        for rule in rules
        if all(holds(condition, results, assessment) for condition in rule.when)
    ]
    top = _all_at_top(results)
    return [*found, top] if top is not None else [*found, *_straight_lines(results)]


def _subject(condition: Condition) -> Subject:
    return Subject(condition.kind, condition.subject)


def _chosen(results: Results) -> list[ItemResult]:
    """Return the answers somebody chose one by one: not numbers, not what a profile question filled in."""
    return [
        result
        for result in results.items.values()
        if result.answered
        and not isinstance(result.item, MetricItem)
        and result.answer is not None
        and result.answer.filled_by is None
    ]


def _straight_lines(results: Results) -> Iterable[Contradiction]:
    """Yield each long run of anchored items at one point; someone having seen the evidence ends a run."""
    chosen = [result for result in _chosen(results) if isinstance(result.item, AnchoredItem)]
    for (point, verified), run in groupby(chosen, key=lambda result: (result.low, result.verified)):
        items = tuple(Subject("item", result.item.id) for result in run)
        if len(items) < LONG_RUN or verified:
            continue
        words = Text("scoring.contradictions.straight_line", count=len(items), point=point)
        yield Contradiction("straight_line", "straight_line", items, words)


def _all_at_top(results: Results) -> Contradiction | None:
    """Return a question where everything was answered with the best there is and nothing was looked at."""
    chosen = _chosen(results)
    top = results.instrument.top_point
    answered = [result for result in results.items.values() if result.answered]
    if len(chosen) < ENOUGH or any(result.low < top for result in answered):
        return None
    if any(result.verified for result in chosen):
        return None
    words = Text("scoring.contradictions.all_at_top", count=len(chosen))
    subjects = tuple(Subject("item", result.item.id) for result in chosen)
    return Contradiction("all_at_top", "all_at_top", subjects, words)
