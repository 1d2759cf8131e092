"""The published shape of results: for `--json`, for the store, and for other people's programs."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessment.scoring.names import finding_name
from assessment.scoring.results import DimensionResult, Finding, Results, published, published_coverage
from assessment.texts import Localized


def results_as_json(results: Results) -> dict[str, Any]:
    """Return the results in the published shape: one-decimal scores, null where unknown.

    Flags, what is missing and how near it is are told where the bank's gates use more than musts and shoulds.
    """
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
            stage: {"open": gate.open, "findings": [_finding_as_json(f) for f in gate.findings]}
            for stage, gate in results.gates.items()
        },
        "problems": [
            {"code": problem.code, "place": problem.place, "detail": problem.detail}
            for problem in results.problems
        ],
        **(_edge(results) if results.instrument.gates_make_up else {}),
    }


def _edge(results: Results) -> dict[str, Any]:
    return {
        "flags": [
            {"id": each.flag.id, "name": each.flag.name.model_dump(), "caps": each.flag.caps}
            for each in results.raised_flags
        ],
        "likeliest_stage": results.likeliest_stage,
        "on_practice_alone": results.on_practice_alone,
        "at_edge": results.at_edge,
        "missing": [
            {"name": _names(finding_name(results.instrument, finding)), **_finding_as_json(finding)}
            for finding in results.missing
        ],
    }


def _names(text: Localized) -> dict[str, str]:
    return {language: text.in_(language) for language in text.languages}


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


def _finding_as_json(finding: Finding) -> Mapping[str, Any]:
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
