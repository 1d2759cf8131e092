"""Two rounds side by side: how far they can be compared, and what changed in each score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import in_order_of_version
from assessment.scoring.comparison.findings import (
    Crossing,
    GateChange,
    ItemChange,
    crossings,
    gate_changes,
    item_changes,
)
from assessment.scoring.comparison.noise import Noise, error_between, noise_in
from assessment.scoring.comparison.rounds import (
    Round,
    RoundPair,
    RoundSide,
    dimension_name,
    paired,
)
from assessment.scoring.comparison.split import NONE, Parts, in_tenths, shares, split, tenths
from assessment.scoring.results import Results
from assessment.texts import Localized, Names, Text


@dataclass(frozen=True)
class Change:
    """A score in two rounds, each by its own instrument, and what made the difference."""

    before: Fraction | None
    """None where nothing is known, or nothing applies."""
    after: Fraction | None
    parts: Parts | None
    """None where the rounds cannot be brought under one instrument."""
    noise: Noise | None
    """Whether it is more than self-report errs by; None where there are no parts."""

    @property
    def delta(self) -> Fraction | None:
        """The whole change, exactly.

        A score that was not there counts as 0, as its items do in the index:
        all of the change is then newly answered. None where there are no parts
        and one of the scores is not there.
        """
        if self.parts is not None:
            return (self.after or NONE) - (self.before or NONE)
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def shown_delta(self) -> int | None:
        """The change in tenths, as the difference of the scores as published."""
        if self.delta is None:
            return None
        return tenths(self.after or NONE) - tenths(self.before or NONE)

    @property
    def shown_parts(self) -> tuple[int, ...] | None:
        """The parts in tenths, in the order of `Parts`, adding up to the change as shown."""
        if self.parts is None or self.shown_delta is None:
            return None
        return in_tenths(self.parts.listed, self.shown_delta)


def score_of(results: Results, dimension: str | None) -> Fraction | None:
    """Return the exact index, or a dimension's exact score; None where there is none."""
    if dimension is None:
        return results.index
    found = results.dimensions.get(dimension)
    return None if found is None else found.low


def _change_between(pair: RoundPair, dimension: str | None, *, judged: bool, same_respondent: bool) -> Change:
    """Return the change of the index (None) or of a dimension.

    Args:
        pair: the two rounds.
        dimension: its id, in either instrument.
        judged: whether enough was answered both times to say if the change is real.
        same_respondent: see `assessment.scoring.comparison.noise`.
    """
    before, after = (shares(side.common, dimension) for side in pair.sides)
    parts = sum(split(before, after).values(), Parts())
    moved = [
        (score_of(side.common, dimension) or NONE) - (score_of(side.own, dimension) or NONE)
        for side in pair.sides
    ]
    parts += Parts(instrument=moved[0] - moved[1])
    error = error_between(pair, before, after, same_respondent=same_respondent)
    was, now = (score_of(side.own, dimension) for side in pair.sides)
    return Change(
        was,
        now,
        parts,
        noise_in(parts, error, whole=dimension is None, judged=judged, same_respondent=same_respondent),
    )


def _change_alone(earlier: Round, later: Round, dimension: str | None) -> Change:
    """Return the change of a score of which nothing more can be said."""
    before, after = (score_of(each.results, dimension) for each in (earlier, later))
    return Change(before, after, None, None)


ANCHORED = Fraction(60, 100)
"""Least share of a dimension's weight, in each of the two rounds, that rests on the same items.

Items that mean the same and were answered both times hold two rounds
together as anchors do. Testing practice asks for a fifth of a long test; our
groups are single merchants, so we ask for more.
"""

Word = Literal["yes", "partly", "no"]


@dataclass(frozen=True)
class Comparability:
    """Whether two rounds can be compared, in which dimensions, and why."""

    word: Word
    dimensions: tuple[str, ...]
    """Those that can be compared."""
    why: Localized


def dimensions_of(pair: RoundPair) -> list[str]:
    """Return every dimension of either instrument: the newer one's in order, then those that went."""
    listed = [dimension.id for dimension in pair.instrument.dimensions]
    others = (d.id for side in pair.sides for d in side.round.instrument.dimensions)
    return list(dict.fromkeys([*listed, *others]))


def _comparability(pair: RoundPair) -> Comparability:
    """Say how far two rounds can be compared.

    A dimension that applied in neither round stands in the way of nothing;
    one that applied in one of them only cannot be compared.
    """
    anchors = anchors_of(pair)
    good: list[str] = []
    bad: list[str] = []
    for dimension in dimensions_of(pair):
        held = [_anchored_share(side, dimension, anchors) for side in pair.sides]
        if held == [None, None]:
            continue
        fit = all(share is not None and share >= ANCHORED for share in held)
        (good if fit else bad).append(dimension)
    word: Word = "no" if not good else "partly" if bad else "yes"
    instruments = [pair.instrument, *(side.round.instrument for side in pair.sides)]
    names = [
        Names([dimension_name(instruments, each) for each in group], most=len(group), quoted=False)
        for group in (good, bad)
    ]
    older = next((side.round.instrument for side in pair.sides if side.carried), pair.instrument)
    modes = {side.round.assessment.mode for side in pair.sides}
    ground = _ground(older.version, pair.instrument.version, modes_differ=len(modes) > 1)
    if word == "yes":
        why = Text("scoring.comparable.all", ground=ground)
    elif word == "no":
        why = Text("scoring.comparable.none", ground=ground)
    else:
        why = Text("scoring.comparable.some", ground=ground, good=names[0], bad=names[1])
    return Comparability(word, tuple(good), why)


def _ground(older: str, newer: str, *, modes_differ: bool) -> Text:
    """Say what two rounds share: the version of the questions, and how many were asked."""
    if older != newer:
        key = "other_version_and_mode" if modes_differ else "other_version"
        return Text(f"scoring.comparable.{key}", older=older, newer=newer)
    return Text(f"scoring.comparable.{'same_version_other_mode' if modes_differ else 'same_version'}")


def anchors_of(pair: RoundPair) -> frozenset[str]:
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


def _anchored_share(side: RoundSide, dimension: str, anchors: frozenset[str]) -> Fraction | None:
    """Return the share of a dimension's weight that rests on anchors, by the side's own instrument."""
    counted = {
        result.item.id: result.item.weight
        for result in side.own.items.values()
        if result.counts and result.item.dimension == dimension
    }
    if not counted:
        return None
    return Fraction(sum(counted.get(side.ids[anchor], 0) for anchor in anchors), sum(counted.values()))


@dataclass(frozen=True)
class Comparison:
    """What changed from one round to another, and why."""

    earlier: Round
    later: Round
    verdict: Comparability
    pair: RoundPair | None
    """Both rounds under the newer instrument; None where they cannot be brought under one."""
    index: Change
    dimensions: Mapping[str, Change]
    """The newer instrument's in order, then those that went."""
    items: Sequence[ItemChange]
    """Every item scored in either round; empty where they cannot be brought under one instrument."""
    gates: Mapping[str, GateChange]
    crossings: Sequence[Crossing]

    @property
    def comparable(self) -> Word:
        """How far the two can be compared."""
        return self.verdict.word

    @property
    def why(self) -> Localized:
        """Why two rounds can be compared just as far as `comparable` says, in a sentence."""
        return self.verdict.why

    @property
    def stages(self) -> tuple[str | None, str | None]:
        """The stage in each round, by its own instrument."""
        return self.earlier.results.stage, self.later.results.stage

    @property
    def real(self) -> bool | None:
        """Whether the index changed by more than self-report errs; None where that cannot be said."""
        return None if self.index.noise is None else self.index.noise.real


def compare(
    earlier: Round, later: Round, lineage: Iterable[Lineage] = (), *, same_respondent: bool = True
) -> Comparison:
    """Compare two rounds of one merchant.

    The round of the older instrument, whichever side it is on, is brought
    under the newer one. Nothing is made of the dates.

    Args:
        earlier: the first side.
        later: the second side.
        lineage: what became of the items of each version.
        same_respondent: whether one person answered both; if not, a change
            must be larger to be real, see `assessment.scoring.comparison.noise`.
    """
    pair = paired(earlier, later, tuple(lineage))
    if pair is None:
        return _not_comparable(earlier, later)
    verdict = _comparability(pair)
    return Comparison(
        earlier=earlier,
        later=later,
        verdict=verdict,
        pair=pair,
        index=_change_between(pair, None, judged=verdict.word != "no", same_respondent=same_respondent),
        dimensions={
            key: _change_between(pair, key, judged=key in verdict.dimensions, same_respondent=same_respondent)
            for key in dimensions_of(pair)
        },
        items=item_changes(pair),
        gates=gate_changes(pair),
        crossings=crossings(pair),
    )


def _not_comparable(earlier: Round, later: Round) -> Comparison:
    """Set two rounds side by side that have nothing in common but their shape."""
    if earlier.instrument.id == later.instrument.id:
        older, newer = in_order_of_version(earlier.instrument, later.instrument)
        why = Text("scoring.comparable.no_way", older=older.version, newer=newer.version)
    else:
        why = Text("scoring.comparable.other_instrument")
    both = (d.id for each in (earlier, later) for d in each.instrument.dimensions)
    return Comparison(
        earlier=earlier,
        later=later,
        verdict=Comparability("no", (), why),
        pair=None,
        index=_change_alone(earlier, later, None),
        dimensions={key: _change_alone(earlier, later, key) for key in dict.fromkeys(both)},
        items=(),
        gates={},
        crossings=(),
    )
