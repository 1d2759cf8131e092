"""Answers given under a newer version, taken back under an older one, as far as that can be said.

Only for showing what a version does: a merchant's round is never taken back.
An answer is taken back where the item is the same; by the map of the lineage
only where a single old point leads to the new one. What cannot be said is
left unanswered, so the older score is a range.
"""

from collections.abc import Iterable, Mapping

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import trace
from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem
from assessment.responses import Answer


def carry_back(
    answers: Mapping[str, Answer], newer: Instrument, older: Instrument, lineage: Iterable[Lineage]
) -> dict[str, Answer]:
    """Return answers by their ids in the older version; see the top of this module."""
    before = {item.id: item for item in older.items()}
    back: dict[str, Answer] = {}
    for passage in trace(older, newer, lineage):
        if passage.older is None or passage.newer is None or not passage.alike:
            continue
        given = answers.get(passage.newer)
        if given is None:
            continue
        answer = _moved(given, before[passage.older], passage.points)
        if answer is not None:
            back[passage.older] = answer
    return back


def _moved(answer: Answer, was: Item, points: Mapping[int, int] | None) -> Answer | None:
    if not answer.is_given or isinstance(was, MetricItem):
        return answer
    if points is None:
        return answer
    origins = [old for old, new in points.items() if new == answer.point]
    if len(origins) != 1 or not isinstance(was, AnchoredItem):
        return None
    return answer.model_copy(update={"point": origins[0]})
