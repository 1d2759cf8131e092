"""What to propose as the agreed answer, where several people answered one item.

A proposal only: somebody takes it, changes it or leaves it, and says why.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.instrument.model import Instrument, Item
from assessment.responses import Absent, Answer
from assessment.scoring.agreement import said
from assessment.scoring.items import point_of


@dataclass(frozen=True)
class Proposal:
    """An answer, and what speaks for it."""

    answer: Answer
    """The value alone: no note, no evidence, nobody's name."""
    by: Literal["evidence", "alike", "median"]
    """Evidence that was seen; everybody says so; or the middle answer, the lower one of two."""


def propose(instrument: Instrument, item: Item, answers: Sequence[Answer]) -> Proposal | None:
    """Propose an agreed answer from what was said; None where nothing was.

    Evidence that somebody has seen outweighs what others believe. It is always
    an answer somebody gave: ticks are not mixed from several sheets.
    """
    dealt_with = [
        answer for answer in answers if answer.is_given or answer.absent not in {None, Absent.UNANSWERED}
    ]
    if not dealt_with:
        return None
    seen = [answer for answer in dealt_with if answer.verified is not None and answer.is_given]
    if seen:
        return Proposal(middle(instrument, item, seen), "evidence")
    if len({said(answer) for answer in dealt_with}) == 1:
        return Proposal(value_of(item, dealt_with), "alike")
    given = [answer for answer in dealt_with if answer.is_given]
    return Proposal(middle(instrument, item, given), "median") if given else None


def middle(instrument: Instrument, item: Item, given: Sequence[Answer]) -> Answer:
    """Return the answer at the lower median; of several sets of ticks there, the most widely shared one."""
    points = sorted(point_of(instrument, item, answer) or 0 for answer in given)
    median = points[(len(points) - 1) // 2]
    there = [answer for answer in given if (point_of(instrument, item, answer) or 0) == median]
    votes = Counter(tick for answer in given for tick in answer.ticks or ())
    best = min(
        there, key=lambda one: (-sum(votes[tick] for tick in one.ticks or ()), sorted(one.ticks or ()))
    )
    return value_of(item, [best])


def value_of(item: Item, alike: Sequence[Answer]) -> Answer:
    """Return what these answers all say, and nothing else of them; their reasons are kept side by side."""
    one = alike[0]
    ticks = None
    if one.ticks is not None:
        order = list(getattr(item, "tick_ids", ()))
        ticks = sorted(one.ticks, key=lambda tick: order.index(tick) if tick in order else len(order))
    reasons = sorted({answer.reason for answer in alike if answer.reason})
    reason = "；".join(reasons) if one.absent is Absent.NOT_APPLICABLE and reasons else None
    return Answer(point=one.point, ticks=ticks, absent=one.absent, reason=reason)
