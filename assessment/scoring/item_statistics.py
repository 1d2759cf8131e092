"""What the answers of many merchants say about the items: where they stumble, and what an item tells.

Each merchant counts once. Nothing is said over fewer than 20 merchants, and
nothing about an item that fewer than 20 were asked. A missing answer is no
answer: "don't know" and the like are counted by themselves and enter neither
floor and ceiling nor any coefficient, where each pair of items is taken over
the merchants that answered both.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assessment.instrument.model import Dimension, Instrument, Item, Status
from assessment.responses import Absent, Assessment, StumbleReason
from assessment.scoring.assess import LEAST_COVERAGE, judge_of
from assessment.scoring.dimensions import coverage
from assessment.scoring.gates import Judge
from assessment.scoring.points import read_items
from assessment.scoring.reliability import (
    Estimate,
    Matrix,
    correlation,
    covariances,
    cronbach_alpha,
    mcdonald_omega,
    median,
    rest_correlation,
    share,
)

LEAST = 20
"""Merchants behind a figure at the least."""

ItemRemark = Literal[
    "stumbles", "dont_know", "floor", "ceiling", "unused", "slow", "against", "apart", "decides"
]
DimensionRemark = Literal["loose", "alike"]

# A remark is made only where the whole interval lies beyond the line, so that chance alone rarely makes one.
MANY_STUMBLES, MANY_UNKNOWN, MOST_ON_ONE, OFTEN_DECIDES = 0.05, 0.10, 0.50, 0.20
"""Shares of merchants: stumble, do not know, stand on the lowest or the top point, change stage."""
HARDLY_ANYBODY = 0.05
"""A point that no more than this share may choose is one that nobody needs."""
LONG = 60.0
"""Seconds."""
HANGS_TOGETHER = 0.30
"""The least correlation of an item with the rest of its dimension."""
LOOSE, ALIKE = 0.60, 0.95
"""Alpha under which a dimension's sum says little, and over which its items ask the same."""


@dataclass(frozen=True)
class MerchantRecord:
    """What one merchant's round says about the items; nobody is named."""

    points: Mapping[str, int]
    """By item, where it was answered."""
    absent: Mapping[str, Absent]
    """By item that was asked and has no point, why."""
    stumbles: frozenset[tuple[str, StumbleReason]]
    """Items that were hard to answer, on any sheet."""
    seconds: Mapping[str, float]
    """Time for the first answer, by item, where it can be told."""
    decides: Mapping[str, bool]
    """By answered item that is scored: whether one point more or less would change the stage."""


@dataclass(frozen=True)
class ItemFigures:
    """The figures of one item, over at least 20 merchants that were asked."""

    by_point: Mapping[int, int]
    """Merchants by the point of their answer, every point of the scale."""
    absent: Mapping[Absent, int]
    """Merchants without a point, by the reason."""
    unknown: Estimate
    """Share of those asked that say "don't know"."""
    stumbled: Estimate
    """Share of those asked that found it hard to answer."""
    stumbles: Mapping[StumbleReason, int]
    """Merchants by reason; one may have given several, on several sheets."""
    floor: Estimate | None
    """Share of those with a point that have the lowest; None over fewer than 20."""
    ceiling: Estimate | None
    """Likewise the top point."""
    seconds: Estimate | None
    """Median time for the first answer; None where fewer than 20 times are known."""
    item_total: Estimate | None
    """Correlation with the sum of the other scored items of its dimension."""
    decides: Estimate | None
    """Share of those with a point whose stage one point more or less would change; None on trial."""
    remarks: tuple[ItemRemark, ...]
    """What to look at, the most pressing first."""


@dataclass(frozen=True)
class ItemStatistics:
    """One item, with figures where enough merchants were asked."""

    item: Item
    asked: int
    """How many merchants were asked."""
    figures: ItemFigures | None


@dataclass(frozen=True)
class DimensionStatistics:
    """How well the scored items of a dimension hang together."""

    id: str
    items: tuple[str, ...]
    """The items behind the coefficients: every two of them were answered by 20 merchants or more."""
    alpha: Estimate | None
    """Cronbach's alpha; `n` is the smallest number of merchants behind a pair of items."""
    omega: Estimate | None
    """McDonald's omega by one factor; None with fewer than three items."""
    remark: DimensionRemark | None


@dataclass(frozen=True)
class ItemReport:
    """The statistics of all items of one version of the instrument, and of its dimensions."""

    merchants: int
    items: tuple[ItemStatistics, ...]
    """Empty where there are too few merchants."""
    dimensions: tuple[DimensionStatistics, ...]

    @property
    def enough(self) -> bool:
        """Whether there are merchants enough to say anything."""
        return self.merchants >= LEAST


def with_trials_scored(instrument: Instrument) -> Instrument:
    """Return an instrument whose items on trial are read like the others: they are asked, so they tell."""
    dimensions = [
        dimension.model_copy(
            update={
                "items": [
                    item.model_copy(update={"status": Status.ACTIVE}) if item.status is Status.TRIAL else item
                    for item in dimension.items
                ]
            }
        )
        for dimension in instrument.dimensions
    ]
    return instrument.model_copy(update={"dimensions": dimensions})


def merchant_record(
    instrument: Instrument,
    assessment: Assessment,
    stumbles: frozenset[tuple[str, StumbleReason]],
    seconds: Mapping[str, float],
) -> MerchantRecord:
    """Reduce one round to what it says about the items.

    Args:
        instrument: the one it was taken with.
        assessment: the round.
        stumbles: of all its sheets.
        seconds: for the first answer, by item.
    """
    asked = read_items(with_trials_scored(instrument), assessment).items
    return MerchantRecord(
        points={id_: result.low for id_, result in asked.items() if result.answered},
        absent={id_: result.absent for id_, result in asked.items() if result.absent is not None},
        stumbles=stumbles,
        seconds=seconds,
        decides=_decides(instrument, assessment),
    )


def _decides(instrument: Instrument, assessment: Assessment) -> dict[str, bool]:
    """Say of each answered item whether a point more or less changes the stage; empty without a stage."""
    judge = judge_of(instrument, assessment)
    covered = coverage(list(judge.items.values()))
    if covered is None or covered < LEAST_COVERAGE:
        return {}
    low, _ = judge.ends()
    answered = [id_ for id_, result in judge.items.items() if result.answered]
    top = instrument.top_point
    down = _movers(judge, low, {id_: low[id_] - 1 for id_ in answered if low[id_] > 0})
    up = _movers(judge, low, {id_: low[id_] + 1 for id_ in answered if low[id_] < top})
    movers = {*down, *up}
    return {id_: id_ in movers for id_ in answered}


def _movers(judge: Judge, low: Mapping[str, int], changed: Mapping[str, int]) -> Iterator[str]:
    """Yield the items whose changed point alone changes the stage.

    All points go the same way, and a stage never falls by a point more: where
    all of them together leave it, so does each, and they need not be tried.
    """
    if not changed or judge.stage({**low, **changed}) == judge.stage(low):
        return
    if len(changed) == 1:
        yield from changed
        return
    items = list(changed)
    for half in (items[: len(items) // 2], items[len(items) // 2 :]):
        yield from _movers(judge, low, {id_: changed[id_] for id_ in half})


def item_report(instrument: Instrument, records: Sequence[MerchantRecord]) -> ItemReport:
    """Work out the figures of every item that is asked, and of every dimension."""
    if len(records) < LEAST:
        return ItemReport(len(records), (), ())
    items: list[ItemStatistics] = []
    dimensions: list[DimensionStatistics] = []
    for dimension in instrument.dimensions:
        asked = [item for item in dimension.items if item.status in (Status.ACTIVE, Status.TRIAL)]
        points = np.array([[record.points.get(item.id, np.nan) for item in asked] for record in records])
        points = points.reshape(len(records), len(asked))
        scale = _scale(asked, points)
        dimensions.append(_dimension(dimension, asked, points, scale))
        for place, item in enumerate(asked):
            items.append(_item(instrument, item, records, _item_total(points, place, scale)))
    return ItemReport(len(records), tuple(items), tuple(dimensions))


def _scale(asked: Sequence[Item], points: Matrix) -> list[int]:
    """Return the places of the scored items that every two of 20 merchants or more answered.

    The item with the fewest answers goes first, until every pair has enough.
    """
    _, together = covariances(points)
    places = [
        place
        for place, item in enumerate(asked)
        if item.status is Status.ACTIVE
        and together[place, place] >= LEAST
        and len(set(points[~np.isnan(points[:, place]), place])) > 1
    ]
    while places and together[np.ix_(places, places)].min() < LEAST:
        places.remove(min(places, key=lambda place: (together[place, place], -place)))
    return places


def _dimension(
    dimension: Dimension, asked: Sequence[Item], points: Matrix, scale: Sequence[int]
) -> DimensionStatistics:
    alpha = omega = None
    if len(scale) > 1:
        cov, together = covariances(points[:, scale])
        alpha = cronbach_alpha(cov, int(together.min()))
        omega = mcdonald_omega(points[:, scale])
    remark: DimensionRemark | None = None
    if alpha is not None and alpha.high < LOOSE:
        remark = "loose"
    elif alpha is not None and alpha.low > ALIKE:
        remark = "alike"
    return DimensionStatistics(dimension.id, tuple(asked[place].id for place in scale), alpha, omega, remark)


def _item_total(points: Matrix, place: int, scale: Sequence[int]) -> Estimate | None:
    """Return the corrected item-total correlation where 20 merchants or more answered every pair in it."""
    cov, together = covariances(points)
    rest = [other for other in scale if other != place]
    if not rest or together[place, rest].min() < LEAST:
        return None
    r = rest_correlation(cov, place, scale)
    return None if r is None else correlation(r, int(together[place, rest].min()))


def _item(
    instrument: Instrument, item: Item, records: Sequence[MerchantRecord], item_total: Estimate | None
) -> ItemStatistics:
    id_ = item.id
    given = Counter(record.points[id_] for record in records if id_ in record.points)
    absent = Counter(record.absent[id_] for record in records if id_ in record.absent)
    n, asked = given.total(), given.total() + absent.total()
    if asked < LEAST:
        return ItemStatistics(item, asked, None)
    there = [record for record in records if id_ in record.points or id_ in record.absent]
    reasons = {reason: sum((id_, reason) in record.stumbles for record in there) for reason in StumbleReason}
    stumbled = sum(any(stumble[0] == id_ for stumble in record.stumbles) for record in there)
    seconds = [record.seconds[id_] for record in records if id_ in record.seconds]
    decides = [record.decides[id_] for record in records if id_ in record.decides]
    by_point = {point: given.get(point, 0) for point in sorted(instrument.scale)}
    figures = ItemFigures(
        by_point=by_point,
        absent={reason: absent.get(reason, 0) for reason in Absent},
        unknown=share(absent.get(Absent.DONT_KNOW, 0), asked),
        stumbled=share(stumbled, asked),
        stumbles=reasons,
        floor=share(given.get(0, 0), n) if n >= LEAST else None,
        ceiling=share(given.get(instrument.top_point, 0), n) if n >= LEAST else None,
        seconds=median(seconds) if len(seconds) >= LEAST else None,
        item_total=item_total,
        decides=share(sum(decides), len(decides)) if len(decides) >= LEAST else None,
        remarks=(),
    )
    return ItemStatistics(item, asked, replace(figures, remarks=tuple(_remarks(figures, n))))


def _remarks(figures: ItemFigures, n: int) -> list[ItemRemark]:
    """Say what to look at; only what the whole interval bears out."""
    total, seconds = figures.item_total, figures.seconds
    holds: dict[ItemRemark, bool] = {
        "stumbles": figures.stumbled.low > MANY_STUMBLES,
        "dont_know": figures.unknown.low > MANY_UNKNOWN,
        "against": total is not None and total.high < 0,
        "apart": total is not None and 0 <= total.high < HANGS_TOGETHER,
        "floor": figures.floor is not None and figures.floor.low > MOST_ON_ONE,
        "ceiling": figures.ceiling is not None and figures.ceiling.low > MOST_ON_ONE,
        "unused": n > 0 and share(0, n).high < HARDLY_ANYBODY and 0 in figures.by_point.values(),
        "slow": seconds is not None and seconds.low > LONG,
        "decides": figures.decides is not None and figures.decides.low > OFTEN_DECIDES,
    }
    return [remark for remark, is_so in holds.items() if is_so]
