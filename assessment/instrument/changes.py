"""What differs between two versions of an instrument, told item by item and cut by cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import ASKED, Passage, trace
from assessment.instrument.model import Criterion, Gate, Instrument, Item, Status
from assessment.instrument.releases import content

SPOKEN = (
    "name",
    "question",
    "guidance",
    "anchors",
    "options",
    "rows",
    "columns",
    "evidence",
    "find_out",
)
"""Keys of an item that hold what people read; steps are told apart."""

RULES = (
    "kind",
    "points",
    "metric",
    "core",
    "applies",
    "na_allowed",
    "worth_from",
    "fresh_weeks",
    "owner",
    "product",
)
"""Keys of an item that say how it is read, of whom it is asked, how often, and whose it is."""


@dataclass(frozen=True)
class ItemDifference:
    """One item in two versions."""

    passage: Passage
    before: Item | None
    after: Item | None

    @property
    def id(self) -> str:
        """The id in the newer version; that in the older one for an item that went."""
        return self.passage.newer or self.passage.older or ""

    @property
    def weights(self) -> tuple[int, int] | None:
        """What it weighed and weighs; None where that is the same."""
        if self.before is None or self.after is None or self.before.weight == self.after.weight:
            return None
        return self.before.weight, self.after.weight

    @property
    def counts_now(self) -> bool:
        """Whether it was on trial and is scored now."""
        return _status(self.before) is Status.TRIAL and _status(self.after) is Status.ACTIVE

    @property
    def asked_again(self) -> bool:
        """Whether it was retired, or not asked yet, and is asked now."""
        both = self.before, self.after
        return None not in both and _status(self.before) not in ASKED and _status(self.after) in ASKED

    @property
    def counts_no_more(self) -> bool:
        """Whether it was scored and is on trial now."""
        return _status(self.before) is Status.ACTIVE and _status(self.after) is Status.TRIAL

    @property
    def reworded(self) -> tuple[str, ...]:
        """The keys whose words changed, where it is asked in both versions."""
        return self._changed((*SPOKEN, "steps"))

    @property
    def rules(self) -> tuple[str, ...]:
        """The keys that changed among `RULES`."""
        return self._changed(RULES)

    def _changed(self, keys: Iterable[str]) -> tuple[str, ...]:
        both = self.before, self.after
        if self.passage.newer is None or any(item is None for item in both):
            return ()
        return tuple(key for key in keys if getattr(both[0], key, None) != getattr(both[1], key, None))


@dataclass(frozen=True)
class GateDifference:
    """The criteria of a gate in two versions; a cut that moved is one removed and one added."""

    added: tuple[Criterion, ...]
    removed: tuple[Criterion, ...]
    meet: tuple[int, int] | None
    """How many of the shoulds were and are needed; None where that is the same."""


@dataclass(frozen=True)
class Changes:
    """All that differs between two versions."""

    items: tuple[ItemDifference, ...]
    """Every item asked in either version, those that are alike in all included."""
    dimensions: Mapping[str, tuple[int | None, int | None]]
    """Dimensions whose weight changed, by id; None where a version has no such dimension."""
    gates: Mapping[str, GateDifference]
    """Gates that changed, by stage."""
    other: tuple[str, ...]
    """Other keys of the frame that changed: scale, self_report, metrics, profile and so on."""

    def of(self, *fates: str) -> list[ItemDifference]:
        """Return the items with one of these fates."""
        return [item for item in self.items if item.passage.fate in fates]


def changes(older: Instrument, newer: Instrument, lineage: Iterable[Lineage]) -> Changes:
    """List what differs between two versions."""
    before = older.items_by_id
    after = newer.items_by_id
    items = [
        ItemDifference(each, before.get(each.older or ""), after.get(each.newer or ""))
        for each in trace(older, newer, lineage)
    ]
    weights = [{each.id: each.weight for each in one.dimensions} for one in (older, newer)]
    frames = [content(one) for one in (older, newer)]
    keys = [key for key in {**frames[0], **frames[1]} if key not in {"version", "dimensions", "gates"}]
    return Changes(
        items=tuple(each for each in items if {_status(each.before), _status(each.after)} & ASKED),
        dimensions={
            key: (weights[0].get(key), weights[1].get(key))
            for key in {**weights[0], **weights[1]}
            if weights[0].get(key) != weights[1].get(key)
        },
        gates=_gates(older, newer),
        other=tuple(key for key in keys if frames[0].get(key) != frames[1].get(key)),
    )


def _status(item: Item | None) -> Status | None:
    return None if item is None else item.status


def _gates(older: Instrument, newer: Instrument) -> dict[str, GateDifference]:
    before, after = ({gate.stage: gate for gate in one.gates} for one in (older, newer))
    found = {}
    for stage in {**before, **after}:
        was, now = (_criteria(one.get(stage)) for one in (before, after))
        meet = _meet(before.get(stage)), _meet(after.get(stage))
        difference = GateDifference(
            added=tuple(criterion for criterion, must in now if (criterion, must) not in was),
            removed=tuple(criterion for criterion, must in was if (criterion, must) not in now),
            meet=None if meet[0] == meet[1] else meet,
        )
        if difference != GateDifference((), (), None):
            found[stage] = difference
    return found


def _criteria(gate: Gate | None) -> list[tuple[Criterion, bool]]:
    """Return the criteria of a gate, each with whether it is a must."""
    if gate is None:
        return []
    musts = [*gate.must, *([] if gate.index_criterion is None else [gate.index_criterion])]
    shoulds = [criterion for group in gate.choices for criterion in group.of]
    return [(each, True) for each in musts] + [(each, False) for each in shoulds]


def _meet(gate: Gate | None) -> int:
    return 0 if gate is None else sum(group.meet for group in gate.choices)
