"""Points from answers: which items are asked, and what each counts for at both ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from assessment.instrument.model import (
    AnchoredItem,
    Applies,
    Dimension,
    Instrument,
    Item,
    Metric,
    MetricItem,
    Point,
    Status,
)
from assessment.responses import Absent, Answer, Assessment, MetricValue, Mode
from assessment.scoring.results import ItemResult, ScoreProblem

NOT_APPLICABLE_CAP = Fraction(1, 4)
"""Largest share of a dimension's weight that may be declared not applicable.

Without a cap, declaring the weakest items not applicable is the cheapest way to a
better score: seven such items lift the index by about four points.
"""


@dataclass(frozen=True)
class Asked:
    """The items of an assessment after profile, mode and the not-applicable rules."""

    items: Mapping[str, ItemResult]
    skipped: Mapping[str, str]
    problems: list[ScoreProblem] = field(default_factory=list)


def applies(rule: Applies | None, profile: Mapping[str, Any]) -> bool:
    """Whether an item concerns a merchant with this profile.

    What the profile does not say rules nothing out: the item is asked.
    """
    if rule is None:
        return True
    answer = profile.get(rule.profile)
    if answer is None:
        return True
    return rule.is_ in answer if isinstance(answer, list) else answer == rule.is_


def in_mode(item: Item, mode: Mode) -> bool:
    """Whether an item is scored in this mode: active, and core in the short one."""
    return item.status is Status.ACTIVE and (item.core or mode is Mode.FULL)


def is_asked(item: Item, mode: Mode) -> bool:
    """Whether an item is asked in this mode: active or on trial, and core in the short one."""
    return item.status in {Status.ACTIVE, Status.TRIAL} and (item.core or mode is Mode.FULL)


def points_from_count(thresholds: Mapping[Point, int], count: int) -> int:
    """Point earned by a number of ticks: the highest one whose least count is reached."""
    return max((point for point, least in thresholds.items() if count >= least), default=0)


def points_from_number(item: MetricItem, metric: Metric, number: float) -> int:
    """Point earned by a number, in the direction that is better for this metric."""
    better = {
        point: number >= cut if metric.direction == "higher" else number <= cut
        for point, cut in item.points.items()
    }
    return max((point for point, reached in better.items() if reached), default=0)


def read_items(instrument: Instrument, assessment: Assessment) -> Asked:
    """Say what every asked item counts for, dimension by dimension."""
    items: dict[str, ItemResult] = {}
    skipped: dict[str, str] = {}
    problems: list[ScoreProblem] = []
    for dimension in instrument.dimensions:
        asked: list[ItemResult] = []
        for item in dimension.items:
            if not in_mode(item, assessment.mode):
                continue
            if item.applies is not None and not applies(item.applies, assessment.profile):
                skipped[item.id] = item.applies.profile
                continue
            asked.append(_read(instrument, item, assessment))
        judged, refused = _judge_not_applicable(instrument, dimension, asked, assessment)
        items.update((result.item.id, result) for result in judged)
        problems.extend(refused)
    problems.extend(_set_aside(instrument, assessment, items, skipped))
    return Asked(items, skipped, problems)


def _read(instrument: Instrument, item: Item, assessment: Assessment) -> ItemResult:
    """Read one item, taking a declared not-applicable at its word for now."""
    answer = assessment.answers.get(item.id)
    if isinstance(item, MetricItem):
        return _from_metric(instrument, item, assessment.metrics.get(item.metric), answer)
    verified = answer is not None and answer.verified is not None and answer.is_given
    point = point_of(instrument, item, answer)
    if point is not None:
        return ItemResult(item, answer, None, point, point, counts=True, verified=verified)
    absent = (answer.absent if answer else None) or Absent.UNANSWERED
    return ItemResult(
        item,
        answer,
        absent,
        low=0,
        high=instrument.top_point,
        counts=absent is not Absent.NOT_APPLICABLE,
        verified=False,
    )


def point_of(instrument: Instrument, item: Item, answer: Answer | None) -> int | None:
    """Return the point of an answer, None where it has none that fits the item."""
    if answer is None or isinstance(item, MetricItem):
        return None
    if isinstance(item, AnchoredItem):
        return answer.point if answer.point in instrument.scale else None
    if answer.ticks is None:
        return None
    return points_from_count(item.points, len(set(answer.ticks) & set(item.tick_ids)))


def _from_metric(
    instrument: Instrument, item: MetricItem, value: MetricValue | None, answer: Answer | None
) -> ItemResult:
    """Read a metric item from the number entered; a place among peers is no number.

    A number concerns every merchant: by itself it cannot be not applicable,
    only together with a whole dimension that may be absent.
    """
    if value is not None and value.number is not None:
        point = points_from_number(item, instrument.metric(item.metric), value.number)
        return ItemResult(item, answer, None, point, point, counts=True, verified=True, number=value.number)
    absent = (value.absent if value else None) or Absent.UNANSWERED
    if absent is Absent.NOT_APPLICABLE:
        absent = Absent.DECLINED
    return ItemResult(item, answer, absent, 0, instrument.top_point, counts=True, verified=False)


def _is_declared(result: ItemResult, assessment: Assessment) -> bool:
    """Whether an item was declared not applicable, a metric item by its answer or by its metric."""
    if result.answer is not None and result.answer.absent is Absent.NOT_APPLICABLE:
        return True
    if not isinstance(result.item, MetricItem):
        return False
    value = assessment.metrics.get(result.item.metric)
    return value is not None and value.absent is Absent.NOT_APPLICABLE


def _left_out(instrument: Instrument, result: ItemResult) -> ItemResult:
    """Return an item as part of a dimension that is absent as a whole; a number entered is set aside."""
    return ItemResult(
        result.item,
        result.answer,
        Absent.NOT_APPLICABLE,
        low=0,
        high=instrument.top_point,
        counts=False,
        verified=False,
    )


def _judge_not_applicable(
    instrument: Instrument, dimension: Dimension, asked: list[ItemResult], assessment: Assessment
) -> tuple[list[ItemResult], list[ScoreProblem]]:
    """Accept or refuse what was declared not applicable in one dimension.

    Accepted are a whole dimension that may be absent, and single items that
    allow it up to a quarter of the dimension's weight. What is refused counts
    as unanswered: 0 at the low end, full at the high end.
    """
    if dimension.may_be_absent and all(_is_declared(result, assessment) for result in asked):
        return [_left_out(instrument, result) for result in asked], []
    declared = [result for result in asked if not result.counts]
    problems = [
        ScoreProblem("not_applicable_refused", result.item.id)
        for result in declared
        if not result.item.na_allowed
    ]
    allowed = [result for result in declared if result.item.na_allowed]
    weight = sum(result.item.weight for result in asked)
    if sum(result.item.weight for result in allowed) > NOT_APPLICABLE_CAP * weight:
        problems.append(ScoreProblem("not_applicable_over_cap", dimension.id))
        allowed = []
    kept = {result.item.id for result in allowed}
    judged = [
        result
        if result.counts or result.item.id in kept
        else replace(result, absent=Absent.UNANSWERED, counts=True, high=instrument.top_point)
        for result in asked
    ]
    return judged, problems


def _set_aside(
    instrument: Instrument,
    assessment: Assessment,
    items: Mapping[str, ItemResult],
    skipped: Mapping[str, str],
) -> Iterable[ScoreProblem]:
    """Name the answers that count for nothing, and why."""
    for item in instrument.items():
        if item.id not in assessment.answers or item.id in items or item.id in skipped:
            continue
        if item.status is Status.RETIRED:
            yield ScoreProblem("retired_item", item.id)
    for item_id, answer in assessment.answers.items():
        result = items.get(item_id)
        if result is not None and answer.is_given and result.absent is Absent.UNANSWERED:
            yield ScoreProblem("out_of_range", item_id)


def with_points(instrument: Instrument, assessment: Assessment, points: Mapping[str, int]) -> Assessment:
    """Return a copy of an assessment in which some items are at other points.

    Args:
        instrument: the one the assessment was taken with.
        assessment: as answered.
        points: by item; the fewest ticks that give the point stand for one of a checklist or grid.

    Raises:
        ValueError: an item that is not there, that is a number, or that cannot have this point.
    """
    items = instrument.items_by_id
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
