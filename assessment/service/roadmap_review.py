"""What became of the steps of the roadmap that was kept at one round, and what they brought until another."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.instrument.model import Item
from assessment.planning.request import StepStatus
from assessment.scoring.comparison import Comparison, ItemChange
from assessment.scoring.comparison.split import NONE, tenths
from assessment.store.roadmaps import Step

Seen = Literal["reached", "higher", "same", "lower", "unknown"]


@dataclass(frozen=True)
class ReviewedItem:
    """An item that the roadmap meant to raise, or that a step raised beside it."""

    item: str
    """By its id in the earlier round's instrument."""
    definition: Item
    status: StepStatus
    """Of its highest step: that decides whether it is through."""
    to_point: int
    """Where that step leads."""
    part_done: bool
    """Whether it is not through, but a step below that one was done."""
    planned: bool
    """Whether the roadmap that was kept asked for it."""
    before: int | None
    """The point in each round, by the newer instrument; None where there is none."""
    after: int | None
    seen: Seen
    """What the later round shows: `reached` where its point is that of the step, or higher."""
    index: Fraction
    """What the item did to the index, in points of 100."""

    @property
    def shown(self) -> int:
        """The same in tenths."""
        return tenths(self.index)


@dataclass(frozen=True)
class RoadmapReview:
    """The steps of a roadmap, looked back on."""

    items: tuple[ReviewedItem, ...]
    """What was done first, then what is under way, left or dropped; within that as planned."""
    kept: bool
    """Whether a roadmap was kept at the earlier round at all."""

    @property
    def done(self) -> tuple[ReviewedItem, ...]:
        """What was marked done."""
        return tuple(one for one in self.items if one.status == "done")

    @property
    def part_done(self) -> tuple[ReviewedItem, ...]:
        """What is not through yet, but a step further."""
        return tuple(one for one in self.items if one.part_done)

    @property
    def shown_by_done(self) -> int:
        """What the items of the steps done did to the index together, in tenths."""
        return tenths(sum((one.index for one in (*self.done, *self.part_done)), NONE))


ORDER: Mapping[StepStatus, int] = {"done": 0, "doing": 1, "todo": 2, "dropped": 3}


def review_steps(
    pair: Comparison,
    planned: Collection[Step],
    told: Iterable[Step],
    known: Mapping[Step, StepStatus],
    *,
    kept: bool,
) -> RoadmapReview:
    """Set steps beside what changed.

    Args:
        pair: the round the roadmap was made at, and a later one.
        planned: its steps, in order.
        told: further steps of which something was said.
        known: what was said last of each step; nothing means still to do.
        kept: whether there was a roadmap.
    """
    changes = _by_earlier_id(pair)
    highest: dict[str, Step] = {}
    for step in (*planned, *told):
        if step[0] not in highest or step[1] > highest[step[0]][1]:
            highest[step[0]] = step
    definitions = {item.id: item for item in pair.earlier.instrument.items()}
    wanted = {item for item, _ in planned}
    found = [
        _brought(definitions[item], step, known, changes.get(item), planned=item in wanted)
        for item, step in highest.items()
        if item in definitions
    ]
    return RoadmapReview(tuple(sorted(found, key=_place)), kept)


def _place(one: ReviewedItem) -> tuple[int, bool]:
    """Where an item stands: what was done first, then what is a step further."""
    return (ORDER["doing"] if one.part_done else ORDER[one.status]), not one.part_done


def _brought(
    definition: Item,
    step: Step,
    known: Mapping[Step, StepStatus],
    change: ItemChange | None,
    *,
    planned: bool,
) -> ReviewedItem:
    status = known.get(step, "todo")
    below = {said for (item, point), said in known.items() if item == step[0] and point < step[1]}
    before, after = (None, None) if change is None else (change.before.point, change.after.point)
    return ReviewedItem(
        item=definition.id,
        definition=definition,
        status=status,
        to_point=step[1],
        part_done=status in {"todo", "doing"} and "done" in below,
        planned=planned,
        before=before,
        after=after,
        seen=_seen(before, after, step[1]),
        index=NONE if change is None else change.parts.total,
    )


def _seen(before: int | None, after: int | None, aim: int) -> Seen:
    if after is None:
        return "unknown"
    if after >= aim:
        return "reached"
    if before is None:
        return "unknown"
    return "higher" if after > before else "same" if after == before else "lower"


def _by_earlier_id(pair: Comparison) -> Mapping[str, ItemChange]:
    """Return the changes by the item's id in the earlier round's instrument."""
    ids = {} if pair.pair is None else pair.pair.earlier.ids
    return {ids.get(change.item, change.item): change for change in pair.items}
