"""How old answers are, as roughly as one would say it, and which of a result's are old."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.instrument.model import MetricItem
from assessment.responses import Absent, Answer, Assessment
from assessment.scoring.results import Results

Unit = Literal["days", "weeks", "months", "years"]

WEEK, MONTH, YEAR = 7, 30.44, 365.25
"""Days, on average."""


def roughly(days: int) -> tuple[Unit, int]:
    """Return an age in the unit one would say it in: days at first, then weeks, months, years."""
    if days < 2 * WEEK:
        return "days", days
    if days < 2 * MONTH:
        return "weeks", round(days / WEEK)
    if days < 2 * YEAR:
        return "months", round(days / MONTH)
    return "years", round(days / YEAR)


def is_missing(answer: Answer | None) -> bool:
    """Whether there is neither a value nor a reason why not; a note alone is no answer."""
    return answer is None or (not answer.is_given and answer.absent in {None, Absent.UNANSWERED})


def days_old(answer: Answer, day: date) -> int | None:
    """Return how many days before a day an answer was given; None where nobody wrote it down."""
    return None if answer.at is None else max(0, (day - answer.at.date()).days)


@dataclass(frozen=True)
class OldAnswer:
    """An answer in a result that was not given for it."""

    days: int | None
    """How old it is; None where nobody wrote that down."""
    past: bool
    """Whether it is older than the shelf life of its item: somebody should have been asked."""


def old_answers(results: Results, assessment: Assessment, day: date) -> dict[str, OldAnswer]:
    """Return the answers that were carried on from an earlier round, by item, in order.

    A number is one of them once it is past its shelf life: it says itself of
    which day it is. What a "no" of the profile filled in follows the profile,
    which is looked at in every round.

    Args:
        results: what the assessment yields.
        assessment: the answers.
        day: the day it stands for.
    """
    return {
        item: old
        for item, old in _ages(results, assessment, day)
        if old.past or item not in _numbers(results)
    }


def _numbers(results: Results) -> frozenset[str]:
    return frozenset(key for key, one in results.items.items() if isinstance(one.item, MetricItem))


def _ages(results: Results, assessment: Assessment, day: date) -> Iterator[tuple[str, OldAnswer]]:
    for key, result in results.items.items():
        life = WEEK * result.item.fresh_weeks
        if isinstance(result.item, MetricItem):
            value = assessment.metrics.get(result.item.metric)
            if value is not None and value.as_of is not None:
                days = max(0, (day - value.as_of).days)
                yield key, OldAnswer(days, past=days > life)
        elif result.answer is not None and is_carried(result.answer):
            age = days_old(result.answer, day)
            yield key, OldAnswer(age, past=age is None or age > life)


def is_carried(answer: Answer | None) -> bool:
    """Whether an answer was given in an earlier round; what a profile fills in follows the profile."""
    return (
        answer is not None
        and answer.carried_from is not None
        and answer.filled_by is None
        and not is_missing(answer)
    )
