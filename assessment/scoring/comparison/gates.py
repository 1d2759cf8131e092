"""Criteria that came to be met, or are met no more, and the gates with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.instrument.model import Criterion
from assessment.scoring.comparison.rounds import Pair
from assessment.scoring.results import Finding


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


def gate_changes(pair: Pair) -> dict[str, GateChange]:
    """Set the findings of both rounds side by side, gate by gate."""
    earlier, later = pair.sides
    changes = {}
    for stage, gate in earlier.common.gates.items():
        both = list(_both(pair, stage))
        changes[stage] = GateChange(
            stage,
            tuple(criterion for criterion, was, now in both if _standing(was) < _standing(now)),
            tuple(criterion for criterion, was, now in both if _standing(was) > _standing(now)),
            gate.open,
            later.common.gates[stage].open,
            earlier.own.gates[stage].open if stage in earlier.own.gates else None,
            later.own.gates[stage].open if stage in later.own.gates else None,
        )
    return changes


def _standing(finding: Finding) -> int:
    """Return how a criterion stands: met, skipped because nobody knows its number, or not met."""
    if finding.met is True:
        return 2
    return 1 if finding.must and finding.note == "metric_unknown" else 0


def crossings(pair: Pair) -> tuple[Crossing, ...]:
    """List the cut scores that the index or a dimension passed, gate by gate."""
    return tuple(
        Crossing(stage, criterion, was.measured, now.measured, up=now.met is True)
        for stage in pair.earlier.common.gates
        for criterion, was, now in _both(pair, stage)
        if criterion.kind in {"dimension", "index"}
        and not (was.waived or now.waived)
        and (was.met is True) != (now.met is True)
    )


def _both(pair: Pair, stage: str) -> Iterator[tuple[Criterion, Finding, Finding]]:
    """Yield each criterion of a gate with its findings in both rounds; both judge by one instrument."""
    before, after = (side.common.gates[stage].findings for side in pair.sides)
    for was, now in zip(before, after, strict=True):
        if was.criterion is not None:
            yield was.criterion, was, now
