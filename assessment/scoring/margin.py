"""Which stages are possible, and which single answers would change that.

The range of stages is exact: scores and gates never fall when an answer
rises, so the worst and the best completion bound every other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import inf, nextafter

from assessment.instrument.model import Criterion, MetricItem
from assessment.responses import MetricValue
from assessment.scoring.gates import Judge
from assessment.scoring.results import Flip, ItemResult


def possible_stages(judge: Judge) -> tuple[str, ...]:
    """Return the stages that some completion of the missing answers may lead to, in order."""
    low, high = judge.ends()
    return _between(judge, low, high)


def _between(judge: Judge, low: Mapping[str, int], high: Mapping[str, int]) -> tuple[str, ...]:
    order = judge.instrument.stage_ids
    return order[order.index(judge.stage(low)) : order.index(judge.stage(high)) + 1]


def settling(judge: Judge) -> list[Flip]:
    """List the missing answers that would narrow the stages possible, by themselves.

    One entry for each item and each end (no point, full point) that leaves
    fewer stages possible than there are now.
    """
    low, high = judge.ends()
    now = _between(judge, low, high)
    top = judge.instrument.top_point
    flips: list[Flip] = []
    for item_id, result in judge.items.items():
        if result.answered or not result.counts:
            continue
        for point in (0, top):
            stages = _between(judge, {**low, item_id: point}, {**high, item_id: point})
            if len(stages) < len(now):
                flips.append(Flip(item_id, None, point, None, stages))
    return flips


def flipping(judge: Judge) -> list[Flip]:
    """List the given answers that would change the stage if they were one point off.

    Verified answers are left out: someone has seen the evidence.
    """
    low, high = judge.ends()
    now = judge.stage(low)
    scale = sorted(judge.instrument.scale)
    flips: list[Flip] = []
    for item_id, result in judge.items.items():
        if not result.answered or result.verified:
            continue
        for below, above in pairwise(scale):
            if result.low not in (below, above):
                continue
            point = above if result.low == below else below
            stage = judge.stage({**low, item_id: point})
            if stage != now:
                stages = _between(judge, {**low, item_id: point}, {**high, item_id: point})
                flips.append(Flip(item_id, result.low, point, stage, stages))
    return flips


class WhatIf:
    """Answers what-ifs about single items at one end (what is shown, or the best completion)."""

    def __init__(self, judge: Judge, points: Mapping[str, int]) -> None:
        self.judge = judge
        self.points = points
        self.must = [[judge.holds(criterion, points) for criterion in gate.must] for gate in judge.gates]
        self.groups = [
            [[judge.counts_in(group, criterion, points) for criterion in group.of] for group in gate.groups]
            for gate in judge.gates
        ]

    def rank(self, item: ItemResult, point: int, judge: Judge | None = None) -> int:
        """Return how many gates open, one after the other, with an item at a point.

        Args:
            item: the item; the other points stay.
            point: its point.
            judge: the same judge knowing another number of the item's metric; None for this one.
        """
        judge = judge or self.judge
        points = {**self.points, item.item.id: point}
        for rank, gate in enumerate(judge.gates):
            for criterion, before in zip(gate.must, self.must[rank], strict=True):
                if not (judge.holds(criterion, points) if touches(item, criterion) else before):
                    return rank
            for group, known in zip(gate.groups, self.groups[rank], strict=True):
                met = sum(
                    judge.counts_in(group, criterion, points) if touches(item, criterion) else before
                    for criterion, before in zip(group.of, known, strict=True)
                )
                if met < group.meet:
                    return rank
        return len(judge.gates)


def touches(result: ItemResult, criterion: Criterion) -> bool:
    """Whether an item has a say in a criterion."""
    match criterion.kind:
        case "item":
            return criterion.subject == result.item.id
        case "dimension":
            return criterion.subject == result.item.dimension
        case "metric":
            return isinstance(result.item, MetricItem) and criterion.subject == result.item.metric
        case "profile":
            return False
        case _:
            return True


def numbers_at(judge: Judge, item: MetricItem, point: int) -> tuple[float, float]:
    """Return the least and the greatest number that give a metric item a point.

    A number settles the criteria on its metric as well as the item's point.
    """
    metric = judge.instrument.metric(item.metric)
    least, most = metric.range
    here, above = item.points.get(point), item.points.get(point + 1)
    if metric.direction == "higher":
        low = least if here is None else here
        return low, most if above is None else nextafter(above, -inf)
    high = most if here is None else here
    return least if above is None else nextafter(above, inf), high


def judges_knowing(judge: Judge, result: ItemResult, point: int) -> Iterator[Judge | None]:
    """Yield the judges who may sit once the answer is known: None for the one there is."""
    if not isinstance(result.item, MetricItem):
        yield None
        return
    for number in numbers_at(judge, result.item, point):
        metrics = {**judge.metrics, result.item.metric: MetricValue(number=number)}
        yield replace(judge, metrics=metrics)


class StagesAfter:
    """The stages possible after each answer to an item."""

    def __init__(self, judge: Judge) -> None:
        low, high = judge.ends()
        self.judge = judge
        self.ends = WhatIf(judge, low), WhatIf(judge, high)

    def after(self, result: ItemResult, point: int) -> tuple[str, ...]:
        """Return the stages possible once this item is known to be at this point, in order."""
        order = self.judge.instrument.stage_ids
        judges = list(judges_knowing(self.judge, result, point))
        least = min(self.ends[0].rank(result, point, judge) for judge in judges)
        most = max(self.ends[1].rank(result, point, judge) for judge in judges)
        return order[least : most + 1]
