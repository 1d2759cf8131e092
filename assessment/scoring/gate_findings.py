"""What became of each criterion of gates and red flags: met, not met, or not known, with what was measured.

Every score is said as published, to one decimal, at both ends of what is not known yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from assessment.instrument.model import Criterion, RedFlag
from assessment.scoring.gates import Judge, JudgedGate
from assessment.scoring.results import Finding, FlagResult, GateResult, published

UNKNOWN: Mapping[str, Literal["metric_unknown", "profile_unknown", "not_asked"]] = {
    "metric": "metric_unknown",
    "profile": "profile_unknown",
    "item": "not_asked",
}
"""Why a criterion is left out, by its kind."""


def examine(judge: Judge) -> dict[str, GateResult]:
    """Set every gate against what was measured, in the order of the stages."""
    low, high = judge.ends()
    results: dict[str, GateResult] = {}
    all_open = True
    for gate in judge.gates:
        all_open = all_open and judge.opens(gate, low)
        results[gate.stage] = GateResult(gate.stage, all_open, _findings(judge, gate, low, high))
    return results


def examine_flags(judge: Judge) -> list[FlagResult]:
    """Set every red flag against what is known, in the order of the bank."""
    low, high = judge.ends()
    return [
        FlagResult(flag, tuple(_flag_findings(judge, flag, low, high))) for flag in judge.instrument.flags
    ]


def _flag_findings(
    judge: Judge, flag: RedFlag, low: Mapping[str, int], high: Mapping[str, int]
) -> Iterator[Finding]:
    for criterion in flag.clear:
        yield replace(_finding(judge, criterion, low, high), part="flag", name=flag.name)


def _findings(
    judge: Judge, gate: JudgedGate, low: Mapping[str, int], high: Mapping[str, int]
) -> list[Finding]:
    findings = [one for flag in gate.flags for one in _flag_findings(judge, flag, low, high)]
    findings += [_finding(judge, criterion, low, high) for criterion in gate.own]
    if gate.index is not None:
        findings.append(replace(_finding(judge, gate.index, low, high), part="index"))
    for number, group in enumerate(gate.groups):
        met = sum(judge.counts_in(group, criterion, low) for criterion in group.of)
        could = sum(judge.counts_in(group, criterion, high) for criterion in group.of)
        count = Finding(
            criterion=None,
            kind="shoulds",
            measured=met,
            high=could,
            needed=group.meet,
            met=_met(low=met >= group.meet, high=could >= group.meet),
            must=True,
            part=group.part,
            group=number,
            name=group.name,
        )
        members = [
            replace(_finding(judge, criterion, low, high, must=False), part=group.part, group=number)
            for criterion in group.of
        ]
        findings += [count, *members]
    return findings


def _met(*, low: bool, high: bool) -> bool | None:
    return True if low else None if high else False


def _finding(
    judge: Judge,
    criterion: Criterion,
    low: Mapping[str, int],
    high: Mapping[str, int],
    *,
    must: bool = True,
) -> Finding:
    """Set one criterion against what was measured, at both ends."""
    measured, top = _measured(judge, criterion, low, high)
    met = _met(low=judge.passes(criterion, low), high=judge.passes(criterion, high))
    finding = Finding(
        criterion=criterion,
        kind="tick" if criterion.ticked is not None else criterion.kind,
        measured=measured,
        high=top,
        needed=_needed(criterion),
        met=met,
        must=must,
    )
    if judge.unknown(criterion):
        if criterion.when_unknown == "fail":
            return replace(finding, met=False, note="absent")
        return replace(finding, met=None, note=UNKNOWN[criterion.kind])
    if must and judge.waived(criterion):
        return replace(finding, met=True, waived=True, note="waived_by_profile")
    if not judge.counts(criterion):
        declared = _declared(judge, criterion)
        return replace(finding, met=False, note="declared_not_applicable" if declared else "absent")
    return finding


def _needed(criterion: Criterion) -> float:
    if criterion.ticked is not None or criterion.is_ is not None:
        return 1.0
    return criterion.at_least if criterion.at_least is not None else criterion.at_most or 0.0


def _measured(
    judge: Judge, criterion: Criterion, low: Mapping[str, int], high: Mapping[str, int]
) -> tuple[float | None, float | None]:
    """Return what a criterion measures at both ends, as published; None where nothing is known."""
    match criterion.kind:
        case "item":
            return _measured_item(judge, criterion, low, high)
        case "metric":
            number = judge.number(criterion)
            return number, number
        case "profile":
            passed = None if judge.unknown(criterion) else float(judge.passes(criterion, {}))
            return passed, passed
        case _:
            return _measured_score(judge, criterion, low, high)


def _measured_item(
    judge: Judge, criterion: Criterion, low: Mapping[str, int], high: Mapping[str, int]
) -> tuple[float | None, float | None]:
    """Return the point of an item at both ends; of a tick whether it is there, as 1 or 0."""
    result = judge.items.get(criterion.subject)
    if result is None or not result.counts:
        return None, None
    if criterion.ticked is None:
        return (result.low if result.answered else None), result.high
    ends = [float(judge.passes(criterion, points)) for points in (low, high)]
    return (ends[0] if result.answered else None), ends[1]


def _measured_score(
    judge: Judge, criterion: Criterion, low: Mapping[str, int], high: Mapping[str, int]
) -> tuple[float | None, float | None]:
    """Return the score of a dimension, or the index, at both ends."""
    if criterion.kind == "dimension":
        group = judge.counted.get(criterion.subject, ())
        ends = [judge.dimension_score(criterion.subject, points) for points in (low, high)]
    else:
        group = tuple(result for result in judge.items.values() if result.counts)
        ends = [judge.index(points) for points in (low, high)]
    if ends[0] is None or ends[1] is None:
        return None, None
    answered = any(result.answered for result in group)
    return published(ends[0]) if answered else None, published(ends[1])


def _declared(judge: Judge, criterion: Criterion) -> bool:
    """Whether it is missing because the merchant declared it not applicable."""
    if criterion.kind == "item":
        return criterion.subject in judge.items
    prefix = f"{criterion.subject}."
    return any(item.startswith(prefix) for item in judge.items)
