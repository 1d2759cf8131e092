"""How far two rounds can be compared at all."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.instrument.text import LocalText
from assessment.scoring.comparison.rounds import Pair, Side
from assessment.scoring.comparison.words import dimension_name, why_comparable

ANCHORED = Fraction(60, 100)
"""Least share of a dimension's weight, in each of the two rounds, that rests on the same items.

Items that mean the same and were answered both times hold two rounds
together as anchors do. Testing practice asks for a fifth of a long test; our
groups are single merchants, so we ask for more.
"""

Word = Literal["yes", "partly", "no"]


@dataclass(frozen=True)
class Verdict:
    """Whether two rounds can be compared, in which dimensions, and why."""

    word: Word
    dimensions: tuple[str, ...]
    """Those that can be compared."""
    why: LocalText


def dimensions_of(pair: Pair) -> list[str]:
    """Return every dimension of either instrument: the newer one's in order, then those that went."""
    listed = [dimension.id for dimension in pair.instrument.dimensions]
    others = (d.id for side in pair.sides for d in side.round.instrument.dimensions)
    return list(dict.fromkeys([*listed, *others]))


def judge(pair: Pair) -> Verdict:
    """Say how far two rounds can be compared.

    A dimension that applied in neither round stands in the way of nothing;
    one that applied in one of them only cannot be compared.
    """
    anchors = anchors_of(pair)
    good: list[str] = []
    bad: list[str] = []
    for dimension in dimensions_of(pair):
        held = [_held(side, dimension, anchors) for side in pair.sides]
        if held == [None, None]:
            continue
        fit = all(share is not None and share >= ANCHORED for share in held)
        (good if fit else bad).append(dimension)
    word: Word = "no" if not good else "partly" if bad else "yes"
    instruments = [pair.instrument, *(side.round.instrument for side in pair.sides)]
    names = [[dimension_name(instruments, each) for each in group] for group in (good, bad)]
    older = next((side.round.instrument for side in pair.sides if side.carried), pair.instrument)
    modes = {side.round.assessment.mode for side in pair.sides}
    why = why_comparable((older.version, pair.instrument.version), *names, modes_differ=len(modes) > 1)
    return Verdict(word, tuple(good), why)


def anchors_of(pair: Pair) -> frozenset[str]:
    """Return the items that mean the same in both rounds and were answered in both."""
    before, after = (side.common.items for side in pair.sides)
    return frozenset(
        item
        for item, result in before.items()
        if result.answered
        and item in after
        and after[item].answered
        and all(item in side.ids for side in pair.sides)
    )


def _held(side: Side, dimension: str, anchors: frozenset[str]) -> Fraction | None:
    """Return the share of a dimension's weight that rests on anchors, by the side's own instrument."""
    counted = {
        result.item.id: result.item.weight
        for result in side.own.items.values()
        if result.counts and result.item.dimension == dimension
    }
    if not counted:
        return None
    return Fraction(sum(counted.get(side.ids[anchor], 0) for anchor in anchors), sum(counted.values()))
