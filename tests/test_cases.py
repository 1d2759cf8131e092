"""The rule cases in `tests/cases`: what a consultant can read, and add to."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.model import Criterion
from assessment.planning import PlanRequest, Roadmap, Situation, build_roadmap
from assessment.scoring import judge_of, score
from assessment.scoring.dimensions import percent_to_target
from assessment.scoring.results import Finding, Results, published, published_coverage
from tests.compact import bank, sheet
from tests.yaml_cases import read_cases

CASES = Path(__file__).parent / "cases"
Case = Mapping[str, Any]


def cases(name: str, *needed: str) -> list[Any]:
    """Return the cases of a file whose `given` has these keys."""
    listed: Sequence[Case] = read_cases(CASES / f"{name}.yaml")
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for case in listed
        if all(key in case["given"] for key in needed)
    ]


def compare(case: Case, got: Mapping[str, Any]) -> None:
    """Set what came out against what the case expects, saying why it matters."""
    unknown = set(case["expect"]) - set(got)
    assert not unknown, f"{case['name']}: nobody works out {sorted(unknown)}"
    seen = {key: narrowed(got[key], value) for key, value in case["expect"].items()}
    assert seen == case["expect"], f"{case['name']}. {case['why']}"


def narrowed(got: Any, expected: Any) -> Any:
    """Leave out of a mapping what a case does not speak of."""
    if not isinstance(expected, dict) or not isinstance(got, Mapping):
        return got
    return {key: got.get(key, "nothing of that name") for key in expected}


SCORED = [*cases("scoring"), *cases("gates"), *cases("targets", "answers")]


@pytest.mark.parametrize("case", SCORED)
def test_answers_give_the_scores_and_the_stage_of_the_rule(case: Case) -> None:
    compare(case, said(score(bank(case["given"]), sheet(case["given"]))))


def said(results: Results) -> dict[str, Any]:
    """Return results in the words of the cases."""
    dimensions, gates = results.dimensions, results.gates
    findings = {
        name_of(finding): standing(finding)
        for gate in gates.values()
        for finding in gate.findings
        if finding.must
    }
    following = gates.get(results.next_stage or "")
    return {
        "stage": results.stage,
        "status": results.status,
        "possible_stages": list(results.possible_stages),
        "index": results.index_score,
        "index_high": results.index_score_high,
        "coverage": None if results.coverage is None else published_coverage(results.coverage),
        "dimensions": {key: each.score for key, each in dimensions.items()},
        "high": {key: each.score_high for key, each in dimensions.items()},
        "raised_by_not_applicable": {
            key: published(each.raised_by_not_applicable) for key, each in dimensions.items()
        },
        "absent": {key: each.absent and each.absent.value for key, each in results.items.items()},
        "skipped": list(results.skipped),
        "problems": [f"{problem.code} {problem.place}".rstrip() for problem in results.problems],
        "percent_to_target": {
            stage: None if share is None else published(100 * share)
            for stage, share in results.percent_to_target.items()
        },
        "open": [stage for stage, gate in gates.items() if gate.open],
        "findings": findings,
        "blockers": [] if following is None else [blocker(finding) for finding in following.blockers],
    }


def name_of(finding: Finding) -> str:
    """Return what a finding is about."""
    if finding.criterion is None:
        return "shoulds"
    return "index" if finding.kind == "index" else finding.criterion.subject


def standing(finding: Finding) -> str:
    """Return how a finding stands."""
    if finding.waived:
        return "waived"
    if finding.note == "declared_not_applicable":
        return "declared"
    if finding.met is None:
        return "skipped" if finding.note == "metric_unknown" else "may be met"
    return "met" if finding.met else "not met"


def blocker(finding: Finding) -> str:
    """Return an unmet must as `bread 35 < 40`."""
    measured = "unknown" if finding.measured is None else f"{finding.measured:g}"
    most = finding.criterion is not None and finding.criterion.at_most is not None
    return f"{name_of(finding)} {measured} {'>' if most else '<'} {finding.needed:g}"


@pytest.mark.parametrize("case", cases("targets", "values"))
def test_a_target_is_done_to_the_share_of_the_rule(case: Case) -> None:
    pairs = [
        (exactly(value), exactly(target))
        for value, target in zip(case["given"]["values"], case["given"]["targets"], strict=True)
        if value != "not applicable"
    ]
    share = percent_to_target([(1, value, target) for value, target in pairs])

    expected = dict(case["expect"])
    if "gap" in expected:
        gap, target = exactly(expected.pop("gap")), exactly(expected.pop("target"))
        assert share == 1 - gap / target, case["why"]
    compare({**case, "expect": expected}, {"percent_to_target": shortened(share, expected)})


def exactly(number: float) -> Fraction:
    """Read a decimal as it is written."""
    return Fraction(str(number))


def shortened(share: Fraction | None, expected: Case) -> float | None:
    """Round a share, half up, to as many decimals as the case writes."""
    written = str(next(iter(expected.values())))
    decimals = len(written.partition(".")[2])
    return None if share is None else floor(share * 10**decimals + Fraction(1, 2)) / 10**decimals


@pytest.mark.parametrize("case", cases("roadmap"))
def test_a_plan_request_gives_the_steps_of_the_rule(case: Case) -> None:
    instrument, assessment = bank(case["given"]), sheet(case["given"])
    situation = Situation(score(instrument, assessment), judge_of(instrument, assessment))

    roadmap = build_roadmap(situation, request(case["given"].get("request", {})))

    compare(case, drawn(roadmap))


def request(plan_request: Case) -> PlanRequest:
    """Return the plan request of a case."""
    dimension = next(((key, float(value)) for key, value in plan_request.get("dimension", {}).items()), None)
    return PlanRequest(
        stage=plan_request.get("stage"),
        dimension=dimension,
        days=plan_request.get("days"),
        margin=plan_request.get("margin", 0.0),
        exclude=frozenset(plan_request.get("exclude", [])),
        force=frozenset(plan_request.get("force", [])),
    )


def drawn(roadmap: Roadmap) -> dict[str, Any]:
    """Return a roadmap in the words of the cases."""
    steps = {f"{step.item} {step.to_point}": step for step in roadmap.steps}
    return {
        "feasible": roadmap.feasible,
        "target": roadmap.target,
        "margin": roadmap.margin,
        "effort_days": roadmap.effort_days,
        "proven": roadmap.proven,
        "bound_days": roadmap.bound_days,
        "plain_list_days": roadmap.plain_list_days,
        "minimum": roadmap.minimum,
        "steps": list(steps),
        "needs": {name: [f"{item} {least}" for item, least in step.needs] for name, step in steps.items()},
        "if_confirmed": [name for name, step in steps.items() if step.if_confirmed],
        "conditions": [asked(criterion) for criterion in roadmap.conditions],
        "find_out": list(roadmap.find_out),
        "not_yet": [note.item for note in roadmap.not_yet],
        "clashes": [asked(clash.criterion) for clash in roadmap.clashes],
    }


def asked(criterion: Criterion | None) -> str:
    """Return a criterion as the cases write it; the count of shoulds has none."""
    if criterion is None:
        return "shoulds"
    if criterion.at_most is not None:
        return f"{criterion.subject} <= {criterion.at_most:g}"
    return f"{criterion.subject} >= {criterion.at_least:g}"
