"""How far several respondents agree, item by item and in all, and what they have to talk about.

Only points that somebody gave are compared. Not knowing, not saying and not
applicable are named beside them and never counted as point 0.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, permutations
from typing import Any, Literal

from assessment.instrument.model import Dimension, Instrument, Item, MetricItem, Status
from assessment.responses import REASONS_BETWEEN, Absent, Answer, Mode
from assessment.scoring.points import applies, point_of

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
    def sorted_points(self) -> Sequence[int]:
        """The points, lowest first."""
        return sorted(self.points.values())

    @property
    def range(self) -> int:
        """Points between the lowest and the highest answer; 0 where fewer than two gave one."""
        return self.sorted_points[-1] - self.sorted_points[0] if self.points else 0

    @property
    def median(self) -> int | None:
        """The middle point, the lower one of two; None where nobody gave one."""
        return self.sorted_points[(len(self.points) - 1) // 2] if self.points else None

    @property
    def deviation(self) -> Fraction | None:
        """How far the answers lie from the median on average, in points; None below two answers."""
        if self.median is None or not self.shared:
            return None
        return Fraction(sum(abs(point - self.median) for point in self.sorted_points), len(self.points))

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


Word = Literal["solid", "tentative", "discuss_first"]

SOLID = Fraction(800, 1000)
TENTATIVE = Fraction(667, 1000)
"""Krippendorff's customary limits."""


@dataclass(frozen=True)
class Alpha:
    """One number for the agreement of several people, or why there is none."""

    value: Fraction | None
    why: Literal["", "nobody_to_compare", "all_alike"] = ""
    """Why there is no number: no item has two answers, or every answer in sight is the same point.

    Where nothing varies, chance would agree as well as people do: that is
    neither agreement nor disagreement in the sense of this number.
    """

    @property
    def word(self) -> Word | None:
        """What the number allows; None where there is none."""
        if self.value is None:
            return None
        if self.value >= SOLID:
            return "solid"
        return "tentative" if self.value >= TENTATIVE else "discuss_first"


def alpha(units: Iterable[Sequence[int]]) -> Alpha:
    """Return Krippendorff's alpha: how far several people's points agree beyond what chance would bring.

    1 is full agreement, 0 what shuffling all points would give, below 0 worse
    than that. Exact, for any number of people, each of whom may have left out
    anything. Points are ordinal: two differ by how many judgements lie between
    them. After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability"
    (2011); the published examples are in `tests/scoring/test_alpha.py`.

    Args:
        units: for each thing judged, the points it got, in any order; what nobody judged, or only one
            person did, says nothing.
    """
    judged = [unit for unit in units if len(unit) > 1]
    if not judged:
        return Alpha(None, "nobody_to_compare")
    coincidences = coincidences_in(judged)
    counts: Counter[int] = Counter(point for unit in judged for point in unit)
    if len(counts) == 1:
        return Alpha(None, "all_alike")
    seen = sum(share * distance(one, other, counts) for (one, other), share in coincidences.items())
    by_chance = sum(
        counts[one] * counts[other] * distance(one, other, counts) for one in counts for other in counts
    )
    return Alpha(1 - (counts.total() - 1) * Fraction(seen) / by_chance)


def coincidences_in(units: Iterable[Sequence[int]]) -> Mapping[tuple[int, int], Fraction]:
    """Count the ordered pairs of points within each unit, a unit with m points giving each pair 1/(m-1)."""
    found: dict[tuple[int, int], Fraction] = {}
    for unit in units:
        share = Fraction(1, len(unit) - 1)
        for pair in permutations(unit, 2):
            found[pair] = found.get(pair, Fraction(0)) + share
    return found


def distance(one: int, other: int, counts: Mapping[int, int]) -> Fraction:
    """Return how far two points differ: by the judgements between them, their own counted half."""
    low, high = min(one, other), max(one, other)
    between = sum(count for point, count in counts.items() if low <= point <= high)
    return (between - Fraction(counts[one] + counts[other], 2)) ** 2


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
        alpha=alpha(spread.sorted_points for spread in spreads.values()),
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
        alike=len({answer_value(answers[who]) for who in dealt_with}) == 1,
        tolerance=CLOSE * len(instrument.scale),
    )


def answer_value(answer: Answer) -> tuple[int | None, frozenset[str] | None, Absent | None]:
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
            [
                sum((worth[p] for p in one.sorted_points), Fraction(0)) / len(one.sorted_points)
                for one in shared
            ],
        ),
        low=scored([worth[one.sorted_points[0]] for one in shared]),
        high=scored([worth[one.sorted_points[-1]] for one in shared]),
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
        total, others = sum(spread.sorted_points), len(spread.points) - 1
        for who, point in spread.points.items():
            found.setdefault(who, []).append(point - Fraction(total - point, others))
    return {who: Leaning(sum(each, Fraction(0)) / len(each), len(each)) for who, each in found.items()}


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
    if len({answer_value(answer) for answer in dealt_with}) == 1:
        return Proposal(value_alone(item, dealt_with), "alike")
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
    return value_alone(item, [best])


def value_alone(item: Item, alike: Sequence[Answer]) -> Answer:
    """Return what these answers all say, and nothing else of them; their reasons are kept side by side."""
    one = alike[0]
    ticks = None
    if one.ticks is not None:
        order = list(getattr(item, "tick_ids", ()))
        ticks = sorted(one.ticks, key=lambda tick: order.index(tick) if tick in order else len(order))
    reasons = sorted({answer.reason for answer in alike if answer.reason})
    reason = REASONS_BETWEEN.join(reasons) if one.absent is Absent.NOT_APPLICABLE and reasons else None
    return Answer(point=one.point, ticks=ticks, absent=one.absent, reason=reason)
