"""Results as the JSON object that `score --json` prints and the store keeps."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessment.scoring.assess import published_coverage
from assessment.scoring.results import DimensionResult, Finding, Results, published


def as_json(results: Results) -> dict[str, Any]:
    """Return the results in the published shape: one-decimal scores, null where unknown."""
    confidence = results.confidence
    return {
        "stage": results.stage,
        "status": results.status,
        "possible_stages": list(results.possible_stages),
        "confidence": confidence
        and {"low": confidence.low, "high": confidence.high, "word": confidence.word},
        "mode": results.mode.value,
        "index": results.index_score,
        "index_high": results.index_score_high,
        "coverage": _coverage(results.coverage),
        "percent_to_target": {
            stage: None if share is None else published(100 * share)
            for stage, share in results.percent_to_target.items()
        },
        "dimensions": {key: _dimension(value) for key, value in results.dimensions.items()},
        "gates": {
            stage: {"open": gate.open, "findings": [_finding(f) for f in gate.findings]}
            for stage, gate in results.gates.items()
        },
        "problems": [
            {"code": problem.code, "place": problem.place, "detail": problem.detail}
            for problem in results.problems
        ],
    }


def _coverage(share: Fraction | None) -> float | None:
    return None if share is None else published_coverage(share)


def _dimension(result: DimensionResult) -> Mapping[str, Any]:
    return {
        "score": result.score,
        "high": result.score_high,
        "coverage": _coverage(result.coverage),
        "answered": result.answered,
        "applicable": result.applicable,
    }


def _finding(finding: Finding) -> Mapping[str, Any]:
    criterion = finding.criterion
    return {
        "criterion": None if criterion is None else criterion.model_dump(exclude_none=True),
        "kind": finding.kind,
        "measured": finding.measured,
        "high": finding.high,
        "needed": finding.needed,
        "met": finding.met,
        "must": finding.must,
        "waived": finding.waived,
    }
