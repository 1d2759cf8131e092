"""What became of each item on the way from one version of an instrument to another.

Two items mean the same where one answer tells as much about the one as about
the other:

- A point: the same question as far as a machine can see, the same points to
  choose from. Whether an anchor was only worded better or moved cannot be
  seen; an id that stays without a line in `lineage.yaml` says that nothing moved.
- Ticks: everything there is to tick now could be ticked then. Where options
  went or the thresholds moved, the old ticks are read again by the new ones.
- A number: the same metric, read again by the new thresholds.

A weight, a gate or a name is no part of an item's meaning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import AnchoredItem, Instrument, Item, MetricItem, Status
from assessment.instrument.releases import digest, version_parts
from assessment.instrument.text import LocalText

Fate = Literal["same", "renamed", "rescaled", "dropped", "new", "changed"]

ASKED = frozenset({Status.ACTIVE, Status.TRIAL})


@dataclass(frozen=True)
class Passage:
    """What became of one item between two versions.

    `rescaled` are those whose answers are read anew, by the map of the
    lineage or by other thresholds; `changed` are those of the same id, or
    said to be the same, whose old answers say nothing about the new item.
    """

    older: str | None
    """The id in the older version; None for a new item."""
    newer: str | None
    """The id in the newer version; None for an item that is not asked there."""
    fate: Fate
    points: Mapping[int, int] | None = None
    """Old point: new point, where the lineage says so."""
    why: LocalText | None = None
    """What the lineage says about an item that went; None where it says nothing."""

    @property
    def alike(self) -> bool:
        """Whether an old answer says something about the new item."""
        return self.fate in {"same", "renamed", "rescaled"}


def trace(older: Instrument, newer: Instrument, lineage: Iterable[Lineage]) -> tuple[Passage, ...]:
    """Follow every item from an older version to a newer one.

    Items of the older version come first, in its order, then the new ones.
    Lines that lie between the two versions are followed one after the other;
    where two versions differ in words or weights alone, none is needed.
    """
    trails = followed(older, newer.version, lineage)
    before = older.items_by_id
    after = newer.items_by_id
    ends = [trail.now for trail in trails]
    passages = []
    for trail in trails:
        passage = _arrived(trail, before[trail.start], after.get(trail.now or ""), older, newer)
        if passage.alike and ends.count(trail.now) > 1:
            # Two items cannot both have become this one.
            passage = replace(passage, fate="changed", points=None)
        passages.append(passage)
    reached = {passage.newer for passage in passages}
    new = (item for item in newer.items() if item.id not in reached and item.status in ASKED)
    return (*passages, *(Passage(None, item.id, "new") for item in new))


def followed(older: Instrument, version: str, lineage: Iterable[Lineage]) -> Sequence["Trail"]:
    """Follow the ids of a version, in its order, as far as the lineage leads towards another version."""
    trails = [Trail(item.id, item.id) for item in older.items()]
    for line in lines_between(lineage, older.version, version):
        trails = [trail.along(line) for trail in trails]
    return trails


def lines_between(lineage: Iterable[Lineage], older: str, newer: str) -> Iterator[Lineage]:
    """Yield the lines that lead from one version towards another, in order.

    Where several start at one version, the one that reaches furthest is
    taken. A gap between two lines means that nothing happened there.
    """
    here, goal = version_parts(older), version_parts(newer)
    known = [(version_parts(line.from_), version_parts(line.to), line) for line in lineage]
    spans = [(start, end, line) for start, end, line in known if start and end and start < end]
    while here is not None and goal is not None:
        ahead = [span for span in spans if here <= span[0] and span[1] <= goal]
        if not ahead:
            return
        start = min(span[0] for span in ahead)
        end = max(span[1] for span in ahead if span[0] == start)
        yield from (line for *ends, line in ahead if ends == [start, end])
        here = end


def in_order_of_version(one: Instrument, other: Instrument) -> tuple[Instrument, Instrument]:
    """Return two instruments, the older first, whichever way round they are given."""
    mine, theirs = (version_parts(each.version) or (0, 0, 0) for each in (one, other))
    if mine == theirs:
        # Drafts of one number: the order means nothing, but it is the same from either side.
        return (one, other) if one is other or digest(one) <= digest(other) else (other, one)
    return (one, other) if mine < theirs else (other, one)


@dataclass(frozen=True)
class Trail:
    """An item of the older version on its way."""

    start: str
    """Its id there."""
    now: str | None
    """Its id so far; None where it was dropped."""
    points: Mapping[int, int] | None = None
    why: LocalText | None = None

    def along(self, line: Lineage) -> "Trail":
        """Follow one line of the lineage."""
        if self.now is None:
            return self
        if self.now in line.dropped:
            why = line.dropped[self.now]
            spoken = why if isinstance(why, LocalText) else LocalText({"zh": why, "en": why})
            return replace(self, now=None, why=spoken)
        name = line.renamed.get(self.now, self.now)
        # A renamed item may be rescaled by its old id or by its new one.
        moved = line.rescaled.get(self.now, line.rescaled.get(name) if name != self.now else None)
        return replace(self, now=name, points=_after(self.points, moved))


def _after(first: Mapping[int, int] | None, second: Mapping[int, int] | None) -> Mapping[int, int] | None:
    """Put one map of points after another; a point that the second does not know is lost."""
    if first is None or second is None:
        return first if second is None else second
    return {point: second[middle] for point, middle in first.items() if middle in second}


def _arrived(trail: Trail, was: Item, item: Item | None, older: Instrument, newer: Instrument) -> Passage:
    """Judge an item at the end of its way."""
    if item is None or (was.status in ASKED and item.status not in ASKED):
        return Passage(trail.start, None, "dropped", why=trail.why)
    if trail.points is not None:
        return Passage(trail.start, item.id, "rescaled", trail.points)
    fate = _meaning(was, item, older, newer)
    if fate == "same" and trail.start != item.id:
        fate = "renamed"
    return Passage(trail.start, item.id, fate)


def _meaning(was: Item, item: Item, older: Instrument, newer: Instrument) -> Fate:
    """Say whether an old answer means the same for an item as it stands now."""
    if isinstance(was, AnchoredItem) or isinstance(item, AnchoredItem):
        alike = was.kind == item.kind and set(older.scale) == set(newer.scale)
        return "same" if alike else "changed"
    if isinstance(was, MetricItem) or isinstance(item, MetricItem):
        if not isinstance(was, MetricItem) or not isinstance(item, MetricItem) or was.metric != item.metric:
            return "changed"
        directions = {instrument.metric(was.metric).direction for instrument in (older, newer)}
        return "same" if was.points == item.points and len(directions) == 1 else "rescaled"
    if not set(item.tick_ids) <= set(was.tick_ids):
        return "changed"
    alike = set(item.tick_ids) == set(was.tick_ids) and was.points == item.points
    return "same" if alike else "rescaled"
