"""The same assessment with other points, for what-ifs; what was answered stays as it is."""

from collections.abc import Mapping

from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem
from assessment.responses import Answer, Assessment


def suppose(instrument: Instrument, assessment: Assessment, points: Mapping[str, int]) -> Assessment:
    """Return a copy of an assessment in which some items are at other points.

    Args:
        instrument: the one the assessment was taken with.
        assessment: as answered.
        points: by item; the fewest ticks that give the point stand for one of a checklist or grid.

    Raises:
        ValueError: an item that is not there, that is a number, or that cannot have this point.
    """
    items = {item.id: item for item in instrument.items()}
    supposed = {}
    for item_id, point in points.items():
        if item_id not in items:
            message = item_id
            raise ValueError(message)
        supposed[item_id] = _answer(instrument, items[item_id], point)
    return assessment.model_copy(update={"answers": {**assessment.answers, **supposed}})


def _answer(instrument: Instrument, item: Item, point: int) -> Answer:
    if isinstance(item, MetricItem) or point not in instrument.scale:
        message = f"{item.id}={point}"
        raise ValueError(message)
    if isinstance(item, AnchoredItem):
        return Answer(point=point)
    if point and point not in item.points:
        message = f"{item.id}={point}"
        raise ValueError(message)
    return Answer(ticks=list(item.tick_ids[: item.points[point] if point else 0]))
