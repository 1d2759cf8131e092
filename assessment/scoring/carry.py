"""Answers given under one version of an instrument, brought under a newer one.

Nothing is made up. An answer is carried where it says something about the
new item, and dropped where it does not; then the item is unanswered:

- A point is carried as it is, or by the map of the lineage.
- Ticks are carried as far as they can still be ticked; the new thresholds
  give the point. Where the lineage maps the points of such an item, the ticks
  are carried only if they give the point the map says: ticks that nobody set
  are never added.
- From ticks to a point the map of the lineage leads; from a point to ticks,
  nothing does.
- A reason for absence, a note and the evidence go with an item that is alike.
- A number is a number: metrics are read again, never mapped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import Passage, trace
from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem
from assessment.responses import Answer, Assessment, InstrumentRef
from assessment.scoring.items import points_from_count


@dataclass(frozen=True)
class Carried:
    """Answers under a newer instrument, and what became of every item on the way."""

    answers: Mapping[str, Answer]
    """By id in the newer instrument."""
    passages: tuple[Passage, ...]
    lost: tuple[str, ...]
    """Items of the older instrument that had an answer which the newer one cannot use."""


def carry(
    answers: Mapping[str, Answer], older: Instrument, newer: Instrument, lineage: Iterable[Lineage]
) -> Carried:
    """Carry answers from an older instrument to a newer one; see the top of this module."""
    passages = trace(older, newer, lineage)
    before = {item.id: item for item in older.items()}
    after = {item.id: item for item in newer.items()}
    carried: dict[str, Answer] = {}
    lost: list[str] = []
    for passage in passages:
        if passage.older is None or passage.older not in answers:
            continue
        moved = None
        if passage.newer is not None and passage.alike:
            items = before[passage.older], after[passage.newer]
            moved = _moved(answers[passage.older], *items, passage.points)
        if (
            moved is None
            or passage.newer is None
            or (moved.point is not None and moved.point not in newer.scale)
        ):
            lost.append(passage.older)
        else:
            carried[passage.newer] = moved
    return Carried(carried, passages, tuple(lost))


def under(newer: Instrument, assessment: Assessment, carried: Carried) -> Assessment:
    """Return an assessment as if it had been taken with a newer instrument.

    Sheets stay behind: the agreed answers are what is scored.
    """
    known = {metric.id for metric in newer.metrics}
    return assessment.model_copy(
        update={
            "instrument": InstrumentRef(id=newer.id, version=newer.version),
            "answers": dict(carried.answers),
            "metrics": {key: value for key, value in assessment.metrics.items() if key in known},
            "sheets": [],
        }
    )


def _moved(answer: Answer, was: Item, item: Item, points: Mapping[int, int] | None) -> Answer | None:
    """Return an answer as the newer item takes it; None where it says nothing about it."""
    if not answer.is_given:
        return answer
    if isinstance(item, MetricItem) or isinstance(was, MetricItem):
        return None
    kept = _with_ticks_of(item, answer)
    if points is None:
        return kept
    wanted = points.get(_point(was, answer))
    if wanted is not None and isinstance(item, AnchoredItem):
        return answer.model_copy(update={"point": wanted, "ticks": None})
    return kept if answer.ticks is not None and _point(item, kept) == wanted else None


def _with_ticks_of(item: Item, answer: Answer) -> Answer:
    if answer.ticks is None or isinstance(item, AnchoredItem | MetricItem):
        return answer
    there = set(item.tick_ids)
    kept = [tick for tick in answer.ticks if tick in there]
    return answer if kept == answer.ticks else answer.model_copy(update={"ticks": kept})


def _point(item: Item, answer: Answer) -> int:
    """Return the point of an answer that was given, -1 where it does not fit the item."""
    if answer.point is not None:
        return answer.point
    if answer.ticks is None or isinstance(item, AnchoredItem | MetricItem):
        return -1
    return points_from_count(item.points, len(set(answer.ticks) & set(item.tick_ids)))
