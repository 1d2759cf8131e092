"""The part of the check that scoring relies on: an instrument that fails it cannot be used."""

from collections.abc import Iterator

from assessment.instrument.bank import LoadedBank
from assessment.instrument.checks.frame import (
    frame_faults,
    id_faults,
    metric_faults,
    profile_faults,
    scale_faults,
    self_report_faults,
    since_faults,
)
from assessment.instrument.checks.gates import dead_criteria, gate_order, stages_without_gate
from assessment.instrument.checks.items import need_faults, threshold_faults
from assessment.instrument.checks.references import unknown_references
from assessment.instrument.checks.rules import rule_faults
from assessment.instrument.problems import Problem


def integrity_errors(loaded: LoadedBank) -> Iterator[Problem]:
    """List what would make scores or roadmaps wrong or impossible."""
    yield from frame_faults(loaded)
    yield from scale_faults(loaded)
    yield from self_report_faults(loaded)
    yield from id_faults(loaded)
    yield from since_faults(loaded)
    yield from profile_faults(loaded)
    yield from metric_faults(loaded)
    yield from unknown_references(loaded)
    yield from threshold_faults(loaded)
    yield from need_faults(loaded)
    yield from stages_without_gate(loaded)
    yield from gate_order(loaded)
    yield from dead_criteria(loaded)
    yield from rule_faults(loaded)
