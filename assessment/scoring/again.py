"""What the next round asks again, and why; the rest is carried on as it was said.

Each item has one reason, the first that holds:

- `new`, `changed`: the bank asks something it did not ask, or means something else by it.
- `step`: a step of the last roadmap that raises it was marked done. What that
  speaks for is proposed, never taken for granted.
- `absent`: it had no answer, or nobody knew.
- `stale`: its answer is older than the item's shelf life.
- `decides`: it is a must of the next gate that is not met yet.

An item asked again keeps its old answer, marked as carried, until somebody
answers: beginning a round changes no score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assessment.instrument.lineage import ASKED
from assessment.instrument.model import Instrument, Item, MetricItem
from assessment.responses import Absent, Answer, Assessment, MetricValue, Mode
from assessment.scoring.assess import score
from assessment.scoring.items import applies
from assessment.scoring.next_round import Begun
from assessment.scoring.results import Results

Reason = Literal["new", "changed", "step", "absent", "stale", "decides"]


@dataclass(frozen=True)
class Question:
    """An item that is asked again."""

    item: str
    reason: Reason
    days: int | None
    """How old its answer is; None where there is none."""
    proposed: int | None = None
    """The point that the steps marked done speak for."""
    holds_stage: bool = False
    """Whether a gate stands or falls with it: a must of an open gate, or of the next one."""


@dataclass(frozen=True)
class Again:
    """A round as it begins: what is asked again and what is carried on."""

    begun: Begun
    questions: Mapping[str, Question]
    """By item, in the order of the instrument."""
    carried: Mapping[str, int | None]
    """The items that are not asked again, with the age of their answers in days."""
    numbers: Mapping[str, int | None]
    """Metrics that were entered and should be read off again, with their age in days."""


def asked_again(
    instrument: Instrument, begun: Begun, draft: Assessment, steps: Mapping[str, int | None], day: date
) -> Again:
    """Decide what a round that was begun from an earlier one asks again.

    Args:
        instrument: the one the round is taken with.
        begun: the round as it began.
        draft: the round as it is now; its profile and mode decide what is asked at all.
        steps: the items that steps marked done raise, by their new ids, with the point that speaks for.
        day: the day the round stands for.
    """
    start = begun.assessment.model_copy(update={"profile": draft.profile, "mode": draft.mode})
    results = score(instrument, start)
    why = _Why(instrument, begun, start, steps, _musts(results), _still_missing(results), day)
    asked = list(asked_of(instrument, start))
    questions = {question.item: question for item in asked if (question := why.ask(item)) is not None}
    carried = {item.id: why.age(item) for item in asked if item.id not in questions}
    return Again(begun, questions, carried, why.old_numbers())


def asked_of(instrument: Instrument, assessment: Assessment) -> Iterator[Item]:
    """Yield the items that are asked of this merchant in this mode, those on trial too."""
    for item in instrument.items():
        in_mode = item.core or assessment.mode is Mode.FULL
        if item.status in ASKED and in_mode and applies(item.applies, assessment.profile):
            yield item


def answered_anew(again: Again, item: Item, draft: Assessment) -> bool:
    """Whether somebody has answered an item in this round, be it with the same as before."""
    if isinstance(item, MetricItem):
        value = draft.metrics.get(item.metric)
        return _has_value(value) and value != again.begun.assessment.metrics.get(item.metric)
    answer = draft.answers.get(item.id)
    return answer is not None and answer.carried_from is None and not is_missing(answer)


def is_missing(answer: Answer | None) -> bool:
    """Whether there is neither a value nor a reason why not; a note alone is no answer."""
    return answer is None or (not answer.is_given and answer.absent in {None, Absent.UNANSWERED})


def days_old(answer: Answer, day: date) -> int | None:
    """Return how many days before a day an answer was given; None where nobody wrote it down."""
    return None if answer.at is None else max(0, (day - answer.at.date()).days)


def _is_declared(answer: Answer | None) -> bool:
    """Whether an item was declared not applicable; one on a number only as part of its dimension."""
    return answer is not None and answer.absent is Absent.NOT_APPLICABLE


def _has_value(value: MetricValue | None) -> bool:
    return value is not None and (value.number is not None or value.absent is not None)


def _musts(results: Results) -> frozenset[str]:
    """Return the must items of the gates that are open and of the next one."""
    return frozenset(
        finding.criterion.subject
        for stage, gate in results.gates.items()
        if gate.open or stage == results.next_stage
        for finding in gate.findings
        if finding.criterion is not None and finding.kind == "item" and finding.must and not finding.waived
    )


def _still_missing(results: Results) -> frozenset[str]:
    """Return the must items of the next gate that are not met."""
    gate = results.gates.get(results.next_stage or "")
    return frozenset(
        finding.criterion.subject
        for finding in (gate.blockers if gate else ())
        if finding.criterion is not None and finding.kind == "item"
    )


@dataclass(frozen=True)
class _Why:
    """Finds the reason to ask an item again."""

    instrument: Instrument
    begun: Begun
    start: Assessment
    steps: Mapping[str, int | None]
    musts: frozenset[str]
    missing_musts: frozenset[str]
    day: date

    def ask(self, item: Item) -> Question | None:
        """Return the question; None where the answer is carried on."""
        reason = self._reason(item)
        if reason is None:
            return None
        proposed = self.steps.get(item.id) if reason == "step" else None
        return Question(item.id, reason, self.age(item), proposed, holds_stage=item.id in self.musts)

    def _reason(self, item: Item) -> Reason | None:
        if self._follows_profile(item):
            return None
        if item.id in self.begun.new:
            # Where its whole dimension is absent, it is absent with it.
            return "new" if self._is_missing(item) else None
        reasons: dict[Reason, bool] = {
            "changed": item.id in self.begun.changed,
            "step": item.id in self.steps,
            "absent": self._is_missing(item) or self._is_unsure(item),
            "stale": self._is_stale(item),
            "decides": item.id in self.missing_musts,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)

    def age(self, item: Item) -> int | None:
        """Return the age of what was said, in days."""
        answer = self.start.answers.get(item.id)
        if isinstance(item, MetricItem) and not _is_declared(answer):
            value = self.start.metrics.get(item.metric)
            return None if value is None else self._since(value.as_of)
        return None if answer is None else days_old(answer, self.day)

    def old_numbers(self) -> dict[str, int | None]:
        """Return the numbers that are as old as the items on a number may become."""
        lives = {
            item.metric: item.fresh_weeks
            for item in self.instrument.items()
            if isinstance(item, MetricItem) and item.status in ASKED
        }
        shortest = min(lives.values(), default=None)
        found = {}
        for metric in self.instrument.metrics:
            value = self.start.metrics.get(metric.id, MetricValue())
            weeks, age = lives.get(metric.id, shortest), self._since(value.as_of)
            if value != MetricValue() and (weeks is None or age is None or age > 7 * weeks):
                found[metric.id] = age
        return found

    def _since(self, then: date | None) -> int | None:
        return None if then is None else max(0, (self.day - then).days)

    def _follows_profile(self, item: Item) -> bool:
        """Whether the answer was filled in by a "no" of the profile that still stands."""
        answer = self.start.answers.get(item.id)
        filled_by = None if answer is None else answer.filled_by
        return filled_by is not None and self.start.profile.get(filled_by) is False

    def _is_missing(self, item: Item) -> bool:
        answer = self.start.answers.get(item.id)
        if isinstance(item, MetricItem) and not _is_declared(answer):
            return not _has_value(self.start.metrics.get(item.metric))
        return is_missing(answer)

    def _is_unsure(self, item: Item) -> bool:
        if isinstance(item, MetricItem):
            value = self.start.metrics.get(item.metric)
            absent = None if value is None else value.absent
        else:
            absent = self.start.answers.get(item.id, Answer()).absent
        return absent in {Absent.DONT_KNOW, Absent.DECLINED}

    def _is_stale(self, item: Item) -> bool:
        """Whether the answer is older than its shelf life, or of unknown age."""
        age = self.age(item)
        return age is None or timedelta(days=age) > timedelta(weeks=item.fresh_weeks)
