"""Items and criteria in two rounds: what was answered, what it did to the index, which criteria changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.instrument.lineage import Fate
from assessment.instrument.model import Criterion, Item, Status
from assessment.responses import Answer
from assessment.scoring.comparison.rounds import RoundPair, RoundSide
from assessment.scoring.comparison.split import NONE, Parts, Share, shares, split
from assessment.scoring.results import Finding, Results

Cause = Literal["improved", "worsened", "answered", "absent", "instrument", "same"]

NOT_ASKED = "not_asked"
"""The reason of an item that the profile or the short questionnaire leaves out."""


@dataclass(frozen=True)
class ItemSide:
    """One item in one round."""

    point: int | None = None
    """By the newer instrument, so that both sides can be set side by side; an item that went, by its own."""
    reason: str | None = None
    """Why there is no point: a reason for absence, or `not_asked`; None where there was no such item."""
    own_point: int | None = None
    """The point by the round's own instrument."""
    answer: Answer | None = None
    """As given, with note, evidence and the mark of an answer carried over."""
    verified: bool = False

    @property
    def there(self) -> bool:
        """Whether the round has anything to set beside the other."""
        return self.point is not None or self.reason is not None


@dataclass(frozen=True)
class ItemChange:
    """One item in two rounds."""

    item: str
    """The id in the newer instrument; that in the older one for an item that went."""
    definition: Item
    """From the instrument of that id."""
    fate: Fate
    cause: Cause
    """What the answers did. `instrument` where the item, or its meaning, is in one of them only."""
    before: ItemSide
    after: ItemSide
    parts: Parts
    """What it did to the index; over all items they add up to the change of the index."""


def item_changes(pair: RoundPair) -> tuple[ItemChange, ...]:
    """List every item scored in either round, in the order of the newer instrument, then those that went."""
    places = {item.id: place for place, item in enumerate(pair.instrument.items())}
    return tuple(sorted(_changes(pair), key=lambda each: (each.fate == "dropped", places.get(each.item, 0))))


def _changes(pair: RoundPair) -> Iterator[ItemChange]:
    common = [shares(side.common) for side in pair.sides]
    own = [shares(side.own) for side in pair.sides]
    parted = split(*common)
    definitions = pair.instrument.items_by_id
    for passage in pair.passages:
        scored = passage.newer is not None and definitions[passage.newer].status is Status.ACTIVE
        newer = passage.newer if scored else None
        sides = [_side(side, passage.older, newer, fresh=not passage.alike) for side in pair.sides]
        if not any(side.there for side in sides):
            continue
        parts = parted.get(newer, Parts()) if newer else Parts()
        moved = [
            _points(under, newer) - _points(by_own, _own_id(side, passage.older, passage.newer))
            for side, under, by_own in zip(pair.sides, common, own, strict=True)
        ]
        parts += Parts(instrument=moved[0] - moved[1])
        definition = definitions[newer] if newer else _definition(pair, passage.older or "")
        yield ItemChange(
            item=definition.id,
            definition=definition,
            fate=passage.fate if newer else "dropped",
            cause=_cause(*sides),
            before=sides[0],
            after=sides[1],
            parts=parts,
        )


def _own_id(side: RoundSide, older: str | None, newer: str | None) -> str | None:
    """Return the id of an item in the instrument a side was taken with."""
    return older if side.carried else newer


def _points(listed: Mapping[str, Share], item: str | None) -> Fraction:
    share = listed.get(item or "")
    return NONE if share is None else share.points


def _definition(pair: RoundPair, item_id: str) -> Item:
    """Return an item that went, from the older instrument."""
    older = next(side.round.instrument for side in pair.sides if side.carried)
    return older.item(item_id)


def _side(side: RoundSide, older: str | None, newer: str | None, *, fresh: bool) -> ItemSide:
    """Return one item in one round.

    Args:
        side: the round.
        older: the id in the older instrument, if it is there.
        newer: the id in the newer instrument, if it is scored there.
        fresh: whether nothing that was said of the older item says anything about the newer one.
    """
    own_id = _own_id(side, older, newer)
    own = side.own.items.get(own_id or "")
    own_point = own.low if own is not None and own.answered else None
    answer = side.round.assessment.answers.get(own_id or "")
    verified = own is not None and own.verified
    if newer is None:
        point, reason = _standing(side.own, own_id) if side.carried else (None, None)
    else:
        point, reason = _standing(side.common, newer)
        if side.carried and point is None and (fresh or own_point is not None):
            # Nobody was asked this, or what was said cannot be read any more: that is not unanswered.
            reason = None
    return ItemSide(point, reason, own_point, answer, verified)


def _standing(results: Results, item_id: str | None) -> tuple[int | None, str | None]:
    """Return the point of an item, or why there is none."""
    if item_id is None:
        return None, None
    result = results.items.get(item_id)
    if result is None:
        status = results.instrument.item(item_id).status
        return None, NOT_ASKED if status is Status.ACTIVE else None
    if result.answered:
        return result.low, None
    return None, None if result.absent is None else result.absent.value


def _cause(before: ItemSide, after: ItemSide) -> Cause:
    """Say what the two answers did to one another."""
    if not before.there or not after.there:
        return "instrument"
    if before.point is None or after.point is None:
        if before.point is None and after.point is None:
            return "same"
        return "absent" if after.point is None else "answered"
    if before.point != after.point:
        return "improved" if after.point > before.point else "worsened"
    read_anew = before.own_point != before.point or after.own_point != after.point
    return "instrument" if read_anew else "same"


@dataclass(frozen=True)
class GateChange:
    """A gate of the newer instrument in two rounds."""

    stage: str
    opened: tuple[Criterion, ...]
    """Criteria, musts and shoulds, that were not met and are now, or that stand in the way no more."""
    closed: tuple[Criterion, ...]
    """Criteria that were met and are not now, or that stand in the way only now."""
    was_open: bool
    """Whether the gate was open in the earlier round, by the newer instrument."""
    is_open: bool
    was_open_then: bool | None
    """The same by each round's own instrument; None where that has no such gate."""
    is_open_then: bool | None


@dataclass(frozen=True)
class Crossing:
    """The index or a dimension passing a cut score of a gate, up or down."""

    stage: str
    criterion: Criterion
    before: float | None
    """As published, by the newer instrument."""
    after: float | None
    up: bool


def gate_changes(pair: RoundPair) -> dict[str, GateChange]:
    """Set the findings of both rounds side by side, gate by gate."""
    earlier, later = pair.sides
    changes = {}
    for stage, gate in earlier.common.gates.items():
        both = list(_both(pair, stage))
        changes[stage] = GateChange(
            stage,
            tuple(criterion for criterion, was, now in both if _progress(was) < _progress(now)),
            tuple(criterion for criterion, was, now in both if _progress(was) > _progress(now)),
            gate.open,
            later.common.gates[stage].open,
            earlier.own.gates[stage].open if stage in earlier.own.gates else None,
            later.own.gates[stage].open if stage in later.own.gates else None,
        )
    return changes


def _progress(finding: Finding) -> int:
    """Return how a criterion stands: met, in nobody's way because nobody was asked or knows, or not met."""
    if finding.met is True:
        return 2
    return 1 if finding.must and finding.skipped else 0


def crossings(pair: RoundPair) -> tuple[Crossing, ...]:
    """List the cut scores that the index or a dimension passed, gate by gate."""
    return tuple(
        Crossing(stage, criterion, was.measured, now.measured, up=now.met is True)
        for stage in pair.earlier.common.gates
        for criterion, was, now in _both(pair, stage)
        if criterion.kind in {"dimension", "index"}
        and not (was.waived or now.waived)
        and (was.met is True) != (now.met is True)
    )


def _both(pair: RoundPair, stage: str) -> Iterator[tuple[Criterion, Finding, Finding]]:
    """Yield each criterion of a gate with its findings in both rounds; both judge by one instrument."""
    before, after = (side.common.gates[stage].findings for side in pair.sides)
    for was, now in zip(before, after, strict=True):
        if was.criterion is not None:
            yield was.criterion, was, now
