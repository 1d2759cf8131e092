"""Answers given under one version of an instrument, carried to another version.

Nothing is invented. An answer is carried where it says something about the
new item; otherwise the item is left unanswered:

- A point is carried unchanged, or mapped as the lineage says.
- Ticks are carried as far as the new item still offers them; its thresholds
  give the point. Where the lineage maps the points of such an item, the ticks
  are carried only if they give the mapped point: no tick is ever added.
- An item with ticks may become one with anchors, by the map; never the reverse.
- A reason for absence, a note and the evidence go with an item that means the same.
- Numbers are read again under the new version, never mapped.

Carrying back to an older version only serves to show what a version changes; a
merchant's round is never taken back. A mapped point is taken back where a
single old point leads to it; otherwise the item is unanswered and the older score is a range.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import Passage, trace
from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem
from assessment.responses import Answer, Assessment, InstrumentRef
from assessment.scoring.points import points_from_count


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
    before = older.items_by_id
    after = newer.items_by_id
    carried: dict[str, Answer] = {}
    lost: list[str] = []
    for passage in passages:
        if passage.older is None or passage.older not in answers:
            continue
        moved = None
        if passage.newer is not None and passage.alike:
            items = before[passage.older], after[passage.newer]
            moved = _carried(answers[passage.older], *items, passage.points)
        if (
            moved is None
            or passage.newer is None
            or (moved.point is not None and moved.point not in newer.scale)
        ):
            lost.append(passage.older)
        else:
            carried[passage.newer] = moved
    return Carried(carried, passages, tuple(lost))


def retaken_with(newer: Instrument, assessment: Assessment, carried: Carried) -> Assessment:
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


def _carried(answer: Answer, was: Item, item: Item, points: Mapping[int, int] | None) -> Answer | None:
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


def carry_back(
    answers: Mapping[str, Answer], newer: Instrument, older: Instrument, lineage: Iterable[Lineage]
) -> dict[str, Answer]:
    """Return answers by their ids in the older version; see the top of this module."""
    before = older.items_by_id
    back: dict[str, Answer] = {}
    for passage in trace(older, newer, lineage):
        if passage.older is None or passage.newer is None or not passage.alike:
            continue
        given = answers.get(passage.newer)
        if given is None:
            continue
        answer = _carried_back(given, before[passage.older], passage.points)
        if answer is not None:
            back[passage.older] = answer
    return back


def _carried_back(answer: Answer, was: Item, points: Mapping[int, int] | None) -> Answer | None:
    if not answer.is_given or isinstance(was, MetricItem):
        return answer
    if points is None:
        return answer
    origins = [old for old, new in points.items() if new == answer.point]
    if len(origins) != 1 or not isinstance(was, AnchoredItem):
        return None
    return answer.model_copy(update={"point": origins[0]})
