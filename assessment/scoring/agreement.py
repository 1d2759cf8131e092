"""How far several respondents agree, item by item and in all, and what they have to talk about.

Only points that somebody gave are compared. Not knowing, not saying and not
applicable are named beside them and never counted as point 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

from assessment.instrument.model import Dimension, Instrument, Item, MetricItem, Status
from assessment.responses import Absent, Answer, Mode
from assessment.scoring.alpha import Alpha, alpha
from assessment.scoring.items import applies, point_of

Voices = Mapping[str, Mapping[str, Answer]]
"""Whose answers, by item."""

APART = 2
"""So many points between the lowest and the highest answer call for a talk."""
CLOSE = Fraction(1, 6)
"""Largest mean deviation from the median that still counts as close, per point of the scale.

After Burke and Dunlap (2002): 0.67 where there are four points.
"""
ENOUGH = 3
"""From so many answers on a spread may be shown without telling who said what."""


@dataclass(frozen=True)
class Spread:
    """What the respondents said to one item."""

    item: Item
    must: bool
    """Whether a gate asks for this very item."""
    points: Mapping[str, int]
    """By respondent, of those who gave one."""
    absent: Mapping[str, Absent]
    """By respondent, of those who gave a reason why not."""
    alike: bool
    """Whether everybody who dealt with it said the very same, ticks and reasons included."""
    tolerance: Fraction
    """The largest mean deviation that still counts as close."""

    @property
    def said(self) -> Sequence[int]:
        """The points, lowest first."""
        return sorted(self.points.values())

    @property
    def range(self) -> int:
        """Points between the lowest and the highest answer; 0 where fewer than two gave one."""
        return self.said[-1] - self.said[0] if self.points else 0

    @property
    def median(self) -> int | None:
        """The middle point, the lower one of two; None where nobody gave one."""
        return self.said[(len(self.points) - 1) // 2] if self.points else None

    @property
    def deviation(self) -> Fraction | None:
        """How far the answers lie from the median on average, in points; None below two answers."""
        if self.median is None or not self.shared:
            return None
        return Fraction(sum(abs(point - self.median) for point in self.said), len(self.points))

    @property
    def shared(self) -> bool:
        """Whether there are two points to compare."""
        return len(self.points) > 1

    @property
    def apart(self) -> bool:
        """Whether the answers are so far apart that somebody has to explain."""
        return self.range >= APART

    @property
    def close(self) -> bool:
        """Whether two or more answers lie near each other."""
        return self.deviation is not None and self.deviation <= self.tolerance


@dataclass(frozen=True)
class DimensionSpread:
    """One dimension as its respondents see it, over the items at least two of them gave a point."""

    id: str
    mean: Fraction | None
    """0-100; None where no item has two points."""
    low: Fraction | None
    """If on each item the lowest answer were true."""
    high: Fraction | None
    """If on each item the highest answer were true."""
    shared: int
    """Items with two or more points."""
    close: int
    """Of these, how many lie close together."""
    apart: int
    """Of these, how many lie two points or more apart."""


@dataclass(frozen=True)
class Leaning:
    """How much higher or lower than the others one respondent answers."""

    mean: Fraction
    """Points above the mean of the others, over the items both answered."""
    items: int
    """How many those are."""


@dataclass(frozen=True)
class Agreement:
    """Everything several sheets say together."""

    spreads: Mapping[str, Spread]
    """Every item that is asked of people, in the instrument's order."""
    dimensions: Mapping[str, DimensionSpread]
    alpha: Alpha
    leanings: Mapping[str, Leaning]
    """Of each respondent who shares an item with another."""

    @property
    def agenda(self) -> Sequence[Spread]:
        """What to talk about: answers two points or more apart, musts first, then by weight and distance."""
        apart = [spread for spread in self.spreads.values() if spread.apart]
        # Sorting keeps the instrument's order among equals.
        return sorted(apart, key=lambda one: (not one.must, -one.item.weight, -one.range))

    @property
    def shared(self) -> int:
        """How many items have two points to compare."""
        return sum(spread.shared for spread in self.spreads.values())


def asked_of_people(dimension: Dimension, mode: Mode, profile: Mapping[str, Any]) -> list[Item]:
    """List what a person is asked in a dimension; a number is looked up, not voted on."""
    return [
        item
        for item in dimension.items
        if item.status in {Status.ACTIVE, Status.TRIAL}
        and (item.core or mode is Mode.FULL)
        and applies(item.applies, profile)
        and not isinstance(item, MetricItem)
    ]


def agreement(instrument: Instrument, mode: Mode, profile: Mapping[str, Any], voices: Voices) -> Agreement:
    """Set the answers of several respondents side by side.

    Args:
        instrument: what was asked.
        mode: how much of it.
        profile: of the merchant, which decides what applies.
        voices: whose answers; the order does not matter.
    """
    musts = {
        criterion.item for gate in instrument.gates for criterion in gate.must if criterion.item is not None
    }
    by_dimension = {
        dimension.id: [
            spread_of(instrument, item, voices, must=item.id in musts)
            for item in asked_of_people(dimension, mode, profile)
        ]
        for dimension in instrument.dimensions
    }
    spreads = {spread.item.id: spread for spread in chain.from_iterable(by_dimension.values())}
    return Agreement(
        spreads=spreads,
        dimensions={key: dimension_spread(instrument, key, each) for key, each in by_dimension.items()},
        alpha=alpha(spread.said for spread in spreads.values()),
        leanings=leanings(spreads.values()),
    )


def spread_of(instrument: Instrument, item: Item, voices: Voices, *, must: bool) -> Spread:
    """Gather what everybody said to one item."""
    answers = {who: sheet[item.id] for who, sheet in voices.items() if item.id in sheet}
    points = {who: point_of(instrument, item, answer) for who, answer in answers.items()}
    absent = {
        who: answer.absent
        for who, answer in answers.items()
        if answer.absent is not None and answer.absent is not Absent.UNANSWERED
    }
    dealt_with = {who for who, point in points.items() if point is not None} | set(absent)
    return Spread(
        item=item,
        must=must,
        points={who: point for who, point in points.items() if point is not None},
        absent=absent,
        alike=len({said(answers[who]) for who in dealt_with}) == 1,
        tolerance=CLOSE * len(instrument.scale),
    )


def said(answer: Answer) -> tuple[int | None, frozenset[str] | None, Absent | None]:
    """Return what makes one answer the same as another: its value, whatever is noted beside it."""
    return answer.point, None if answer.ticks is None else frozenset(answer.ticks), answer.absent


def dimension_spread(instrument: Instrument, id_: str, spreads: Iterable[Spread]) -> DimensionSpread:
    """Put the items of one dimension together, each by its weight."""
    shared = [spread for spread in spreads if spread.shared]
    worth = {point: Fraction(value) for point, value in instrument.scale.items()}

    def scored(values: Sequence[Fraction]) -> Fraction | None:
        weights = [spread.item.weight for spread in shared]
        if not weights:
            return None
        total = sum(weight * value for weight, value in zip(weights, values, strict=True))
        return Fraction(100 * total, instrument.top_value * sum(weights))

    return DimensionSpread(
        id=id_,
        mean=scored(
            [sum((worth[p] for p in one.said), Fraction(0)) / len(one.said) for one in shared],
        ),
        low=scored([worth[one.said[0]] for one in shared]),
        high=scored([worth[one.said[-1]] for one in shared]),
        shared=len(shared),
        close=sum(one.close for one in shared),
        apart=sum(one.apart for one in shared),
    )


def leanings(spreads: Iterable[Spread]) -> Mapping[str, Leaning]:
    """Work out how each respondent differs from the others, on the items they share."""
    found: dict[str, list[Fraction]] = {}
    for spread in spreads:
        if not spread.shared:
            continue
        total, others = sum(spread.said), len(spread.points) - 1
        for who, point in spread.points.items():
            found.setdefault(who, []).append(point - Fraction(total - point, others))
    return {who: Leaning(sum(each, Fraction(0)) / len(each), len(each)) for who, each in found.items()}
