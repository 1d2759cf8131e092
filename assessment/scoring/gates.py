"""Criteria, findings and the stage reached.

Gates are conjunctive and cumulative: good scores ahead never make up for a
missed must below. Every score is judged as published, to one decimal, so no
page ever shows 50.0 missing a cut of 50.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from assessment.instrument.model import Criterion, Gate, Instrument
from assessment.responses import MetricValue
from assessment.scoring.dimensions import overall_index
from assessment.scoring.points import Asked
from assessment.scoring.results import Finding, GateResult, ItemResult, published


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
    margin: int = 0
    """Tenths of a point to reach above each dimension and index cut."""

    @classmethod
    def of(cls, instrument: Instrument, asked: Asked, metrics: Mapping[str, MetricValue]) -> "Judge":
        """Make the judge of one assessment."""
        return cls(instrument, asked.items, frozenset(asked.skipped), metrics)

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
    def gates(self) -> tuple[Gate, ...]:
        """The gates in the order of their stages."""
        order = self.instrument.stage_ids
        return tuple(sorted(self.instrument.gates, key=lambda gate: order.index(gate.stage)))

    def names(self, item_id: str) -> bool:
        """Whether some gate has a criterion on this very item."""
        return any(
            criterion.kind == "item" and criterion.subject == item_id
            for gate in self.gates
            for criterion in (*gate.must, *(gate.should.of if gate.should else ()))
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

    def passes(self, criterion: Criterion, points: Mapping[str, int]) -> bool:
        """Whether a criterion about something that counts holds; unknown metrics never do."""
        match criterion.kind:
            case "item":
                point = points.get(criterion.subject)
                return point is not None and 10 * point >= criterion.tenths
            case "dimension":
                return _reaches(self.dimension_score(criterion.subject, points), self.aim(criterion))
            case "index":
                return _reaches(self.index(points), self.aim(criterion))
            case _:
                return self._number_passes(criterion)

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

    def holds(self, criterion: Criterion, points: Mapping[str, int]) -> bool:
        """Whether a must does not stand in the way: it passes, is waived, or may be skipped."""
        if criterion.kind == "metric" and self.number(criterion) is None:
            return criterion.when_unknown != "fail"
        return self.waived(criterion) or self.passes(criterion, points)

    def opens(self, gate: Gate, points: Mapping[str, int]) -> bool:
        """Whether this one gate opens: every must, and enough shoulds."""
        if not all(self.holds(criterion, points) for criterion in gate.must):
            return False
        if gate.should is None:
            return True
        return sum(self.passes(c, points) for c in gate.should.of) >= gate.should.meet

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


def examine(judge: Judge) -> dict[str, GateResult]:
    """Set every gate against what was measured, in the order of the stages."""
    low, high = judge.ends()
    results: dict[str, GateResult] = {}
    all_open = True
    for gate in judge.gates:
        all_open = all_open and judge.opens(gate, low)
        results[gate.stage] = GateResult(gate.stage, all_open, _findings(judge, gate, low, high))
    return results


def _findings(judge: Judge, gate: Gate, low: Mapping[str, int], high: Mapping[str, int]) -> list[Finding]:
    findings = [_finding(judge, criterion, low, high, must=True) for criterion in gate.must]
    if gate.should is None:
        return findings
    shoulds = [_finding(judge, c, low, high, must=False) for c in gate.should.of]
    met = sum(judge.passes(criterion, low) for criterion in gate.should.of)
    could = sum(judge.passes(criterion, high) for criterion in gate.should.of)
    count = Finding(
        criterion=None,
        kind="shoulds",
        measured=met,
        high=could,
        needed=gate.should.meet,
        met=_met(low=met >= gate.should.meet, high=could >= gate.should.meet),
        must=True,
    )
    return [*findings, count, *shoulds]


def _met(*, low: bool, high: bool) -> bool | None:
    return True if low else None if high else False


def _finding(
    judge: Judge,
    criterion: Criterion,
    low: Mapping[str, int],
    high: Mapping[str, int],
    *,
    must: bool,
) -> Finding:
    """Set one criterion against what was measured, at both ends."""
    measured, top = _measured(judge, criterion, low, high)
    met = _met(low=judge.passes(criterion, low), high=judge.passes(criterion, high))
    finding = Finding(
        criterion=criterion,
        kind=criterion.kind,
        measured=measured,
        high=top,
        needed=criterion.at_least if criterion.at_least is not None else criterion.at_most or 0.0,
        met=met,
        must=must,
    )
    if criterion.kind == "metric" and measured is None:
        if criterion.when_unknown == "fail":
            return replace(finding, met=False, note="absent")
        return replace(finding, met=None, note="metric_unknown")
    if must and judge.waived(criterion):
        return replace(finding, met=True, waived=True, note="waived_by_profile")
    if not _counts(judge, criterion):
        declared = _declared(judge, criterion)
        return replace(finding, met=False, note="declared_not_applicable" if declared else "absent")
    return finding


def _measured(
    judge: Judge, criterion: Criterion, low: Mapping[str, int], high: Mapping[str, int]
) -> tuple[float | None, float | None]:
    """Return what a criterion measures at both ends, as published; None where nothing is known."""
    match criterion.kind:
        case "item":
            result = judge.items.get(criterion.subject)
            if result is None or not result.counts:
                return None, None
            return (result.low if result.answered else None), result.high
        case "metric":
            number = judge.number(criterion)
            return number, number
        case "dimension":
            group = judge.counted.get(criterion.subject, ())
            ends = (
                judge.dimension_score(criterion.subject, low),
                judge.dimension_score(criterion.subject, high),
            )
        case _:
            group = tuple(result for result in judge.items.values() if result.counts)
            ends = (judge.index(low), judge.index(high))
    if ends[0] is None or ends[1] is None:
        return None, None
    answered = any(result.answered for result in group)
    return published(ends[0]) if answered else None, published(ends[1])


def _counts(judge: Judge, criterion: Criterion) -> bool:
    """Whether anything that the criterion asks about is in the denominator."""
    match criterion.kind:
        case "item":
            result = judge.items.get(criterion.subject)
            return result is not None and result.counts
        case "dimension":
            return criterion.subject in judge.counted
        case "index":
            return bool(judge.counted)
        case _:
            return True


def _declared(judge: Judge, criterion: Criterion) -> bool:
    """Whether it is missing because the merchant declared it not applicable."""
    if criterion.kind == "item":
        return criterion.subject in judge.items
    prefix = f"{criterion.subject}."
    return any(item.startswith(prefix) for item in judge.items)
