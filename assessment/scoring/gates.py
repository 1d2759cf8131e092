"""Criteria, findings and the stage reached.

Gates are cumulative: a stage is reached where its gate and every gate below it
open. Within a gate a must stands alone, the index and the groups let strong
practices make up for weak ones. Red flags keep the stages above a named one
shut. Every score is judged as published, to one decimal, so no page ever shows
50.0 missing a cut of 50.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from assessment.instrument.model import Criterion, Gate, Instrument, RedFlag
from assessment.instrument.text import LocalText
from assessment.responses import Assessment, MetricValue
from assessment.scoring.dimensions import overall_index
from assessment.scoring.points import Asked
from assessment.scoring.results import ItemResult


@dataclass(frozen=True)
class JudgedGroup:
    """Criteria of a gate that make up for one another."""

    meet: int
    """How many of them must hold."""
    of: tuple[Criterion, ...]
    part: Literal["should", "group", "evidence"]
    """The unnamed group, a named one, or the evidence of the business, where unknown counts as shown."""
    name: LocalText | None = None


@dataclass(frozen=True)
class JudgedGate:
    """A gate as it is judged: whatever has to hold, wherever the bank writes it."""

    stage: str
    target_point: int
    flags: tuple[RedFlag, ...]
    """The flags that keep this stage shut while they are up."""
    own: tuple[Criterion, ...]
    """The musts that the gate itself lists."""
    index: Criterion | None
    groups: tuple[JudgedGroup, ...]

    @cached_property
    def must(self) -> tuple[Criterion, ...]:
        """Everything that must hold by itself: flags clear, the gate's own musts, the index."""
        flags = (criterion for flag in self.flags for criterion in flag.clear)
        return (*flags, *self.own, *([] if self.index is None else [self.index]))

    @property
    def practice(self) -> tuple[JudgedGroup, ...]:
        """The groups about practice, which steps can meet: all but the evidence."""
        return tuple(group for group in self.groups if group.part != "evidence")

    @property
    def criteria(self) -> Iterator[Criterion]:
        """Every criterion, in the groups too."""
        yield from self.must
        for group in self.groups:
            yield from group.of


def judged_gates(instrument: Instrument) -> tuple[JudgedGate, ...]:
    """Return the gates in the order of their stages, each with the flags that keep it shut."""
    order = instrument.stage_ids
    gates = sorted(instrument.gates, key=lambda gate: order.index(gate.stage))
    return tuple(
        JudgedGate(
            stage=gate.stage,
            target_point=gate.target_point,
            flags=tuple(
                flag
                for flag in instrument.flags
                if flag.caps is not None and order.index(flag.caps) < order.index(gate.stage)
            ),
            own=tuple(gate.must),
            index=gate.index_criterion,
            groups=tuple(_groups(gate)),
        )
        for gate in gates
    )


def _groups(gate: Gate) -> Iterator[JudgedGroup]:
    if gate.should is not None:
        yield JudgedGroup(gate.should.meet, tuple(gate.should.of), "should")
    for group in gate.groups:
        yield JudgedGroup(group.meet, tuple(group.of), "group", group.name)
    if gate.evidence is not None:
        yield JudgedGroup(gate.evidence.meet, tuple(gate.evidence.of), "evidence")


@dataclass(frozen=True)
class Judge:
    """Judges criteria for one assessment, for any points its items may have.

    Points are handed in as a mapping from item id to point, over the items
    that count; so the same rules serve the low end, the high end, a what-if
    and the roadmap.
    """

    instrument: Instrument
    items: Mapping[str, ItemResult]
    skipped: frozenset[str]
    metrics: Mapping[str, MetricValue]
    profile: Mapping[str, Any] = field(default_factory=dict)
    margin: int = 0
    """Tenths of a point to reach above each dimension and index cut."""

    @classmethod
    def of(cls, instrument: Instrument, asked: Asked, assessment: Assessment) -> "Judge":
        """Make the judge of one assessment."""
        skipped = frozenset(asked.skipped)
        return cls(instrument, asked.items, skipped, assessment.metrics, assessment.profile)

    def with_margin(self, points: float) -> "Judge":
        """Return the same judge, asking for so many points above every cut score."""
        return replace(self, margin=round(points * 10))

    @cached_property
    def counted(self) -> Mapping[str, tuple[ItemResult, ...]]:
        """The items that count, by dimension; dimensions with none are left out."""
        groups: dict[str, list[ItemResult]] = {}
        for result in self.items.values():
            if result.counts:
                groups.setdefault(result.item.dimension, []).append(result)
        return {key: tuple(group) for key, group in groups.items()}

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """Summed item weight by dimension, over the items that count."""
        return {key: sum(r.item.weight for r in group) for key, group in self.counted.items()}

    @cached_property
    def gates(self) -> tuple[JudgedGate, ...]:
        """The gates in the order of their stages, with the flags that keep each shut."""
        return judged_gates(self.instrument)

    def names(self, item_id: str) -> bool:
        """Whether some gate has a criterion on this very item."""
        return any(
            criterion.kind == "item" and criterion.subject == item_id
            for gate in self.gates
            for criterion in gate.criteria
        )

    def musts_up_to(self, stage: str) -> frozenset[str]:
        """Return the items whose evidence confirms a stage: what its gate and those below list by name.

        Without what is waived, and without what red flags ask: a flag is known to be down, or up.
        """
        order = self.instrument.stage_ids
        passed = order[1 : order.index(stage) + 1]
        return frozenset(
            criterion.subject
            for gate in self.gates
            if gate.stage in passed
            for criterion in gate.own
            if criterion.kind == "item" and not self.waived(criterion)
        )

    def ends(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return the points of the counted items at the low and at the high end."""
        counted = [result for result in self.items.values() if result.counts]
        low = {result.item.id: result.low for result in counted}
        return low, {result.item.id: result.high for result in counted}

    def total(self, dimension: str, points: Mapping[str, int]) -> int:
        """Return the summed weight times value of a dimension's counted items."""
        scale = self.instrument.scale
        return sum(r.item.weight * scale[points[r.item.id]] for r in self.counted[dimension])

    def dimension_score(self, dimension: str, points: Mapping[str, int]) -> Fraction | None:
        """Return a dimension's exact score; None where nothing in it counts."""
        if dimension not in self.counted:
            return None
        full = self.instrument.top_value * self.weights[dimension]
        return Fraction(100 * self.total(dimension, points), full)

    def index(self, points: Mapping[str, int]) -> Fraction | None:
        """Return the exact index; None where nothing counts."""
        return overall_index(
            (dimension.weight, self.dimension_score(dimension.id, points))
            for dimension in self.instrument.dimensions
        )

    def aim(self, criterion: Criterion) -> int:
        """Return the cut of a dimension or index criterion in tenths, margin included, 100.0 at most."""
        return min(criterion.tenths + self.margin, max(1000, criterion.tenths))

    def counts(self, criterion: Criterion) -> bool:
        """Whether anything that a criterion asks about counts; numbers and the profile always do."""
        match criterion.kind:
            case "item":
                result = self.items.get(criterion.subject)
                return result is not None and result.counts
            case "dimension":
                return criterion.subject in self.counted
            case "index":
                return bool(self.counted)
            case _:
                return True

    def passes(self, criterion: Criterion, points: Mapping[str, int]) -> bool:
        """Whether a criterion about something that counts holds; unknown metrics never do."""
        match criterion.kind:
            case "item":
                point = points.get(criterion.subject)
                return point is not None and point >= self.least_point(criterion)
            case "dimension":
                return _reaches(self.dimension_score(criterion.subject, points), self.aim(criterion))
            case "index":
                return _reaches(self.index(points), self.aim(criterion))
            case "metric":
                return self._number_passes(criterion)
            case _:
                return self._profile_passes(criterion)

    def least_point(self, criterion: Criterion) -> int:
        """Return the point from which an item criterion holds.

        A tick that is there holds at any point; one that is missing is only sure
        to be there at the top point, which asks for every tick.
        """
        if criterion.ticked is None:
            return -(-criterion.tenths // 10)
        result = self.items.get(criterion.subject)
        answer = None if result is None else result.answer
        ticks = (answer.ticks if answer is not None else None) or []
        return 0 if criterion.ticked in ticks else self.instrument.top_point

    def _profile_passes(self, criterion: Criterion) -> bool:
        answer = self.profile.get(criterion.subject)
        if isinstance(criterion.is_, bool):
            return answer is criterion.is_
        return isinstance(answer, str) and answer in (criterion.is_ or ())

    def _number_passes(self, criterion: Criterion) -> bool:
        number = self.number(criterion)
        if number is None:
            return False
        if criterion.at_least is not None:
            return number >= criterion.at_least
        return criterion.at_most is not None and number <= criterion.at_most

    def number(self, criterion: Criterion) -> float | None:
        """Return the number entered for a metric criterion, if any."""
        value = self.metrics.get(criterion.subject)
        return None if value is None else value.number

    def waived(self, criterion: Criterion) -> bool:
        """Whether the profile rules out all that a must asks about."""
        if criterion.kind == "item":
            return criterion.subject in self.skipped
        if criterion.kind == "dimension":
            prefix = f"{criterion.subject}."
            return any(item.startswith(prefix) for item in self.skipped) and not any(
                item.startswith(prefix) for item in self.items
            )
        return False

    def unknown(self, criterion: Criterion) -> bool:
        """Whether nobody said what a criterion asks about, so that it may be left out.

        Always so of a number that was not entered and of an unanswered profile
        question; of an item only where its criterion says so, see `Criterion.when_unknown`.
        """
        if criterion.kind == "metric":
            return self.number(criterion) is None
        if criterion.kind == "item" and criterion.when_unknown == "skip":
            return self._is_open(criterion.subject)
        return criterion.kind == "profile" and self.profile.get(criterion.subject) is None

    def _is_open(self, item_id: str) -> bool:
        """Whether an item is not asked here, or is unanswered and may not apply at all."""
        result = self.items.get(item_id)
        if result is None:
            return item_id not in self.skipped
        rule = result.item.applies
        return not result.answered and rule is not None and self.profile.get(rule.profile) is None

    def holds(self, criterion: Criterion, points: Mapping[str, int]) -> bool:
        """Whether a must does not stand in the way: it passes, is waived, or may be skipped."""
        if self.unknown(criterion):
            return criterion.when_unknown != "fail"
        return self.waived(criterion) or self.passes(criterion, points)

    def counts_in(self, group: JudgedGroup, criterion: Criterion, points: Mapping[str, int]) -> bool:
        """Whether a criterion counts as met in its group; unknown evidence does."""
        return self.passes(criterion, points) or (group.part == "evidence" and self.unknown(criterion))

    def meets(self, group: JudgedGroup, points: Mapping[str, int]) -> bool:
        """Whether enough criteria of a group hold."""
        return sum(self.counts_in(group, criterion, points) for criterion in group.of) >= group.meet

    def opens(self, gate: JudgedGate, points: Mapping[str, int]) -> bool:
        """Whether this one gate opens: every must, and enough of each group."""
        return all(self.holds(criterion, points) for criterion in gate.must) and all(
            self.meets(group, points) for group in gate.groups
        )

    def stage(self, points: Mapping[str, int]) -> str:
        """Return the highest stage whose gate, and every gate below it, opens."""
        reached = self.instrument.stage_ids[0]
        by_stage = {gate.stage: gate for gate in self.gates}
        for stage in self.instrument.stage_ids[1:]:
            if stage not in by_stage or not self.opens(by_stage[stage], points):
                break
            reached = stage
        return reached


def _reaches(score: Fraction | None, tenths: int) -> bool:
    """Whether the published figure of a score reaches a cut given in tenths."""
    return score is not None and 20 * score >= 2 * tenths - 1
