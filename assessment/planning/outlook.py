"""How sure the target stage would be once the steps are taken, with and without the margin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assessment.instrument.model import Criterion, Instrument
from assessment.planning.roadmap import Roadmap
from assessment.responses import Assessment, MetricValue, Verified
from assessment.scoring import score
from assessment.scoring.gates import judged_gates
from assessment.scoring.points import with_points
from assessment.scoring.results import Confidence

SEEN = Verified(by="-", at=datetime(2000, 1, 1, tzinfo=UTC))
"""Stands for somebody having seen the evidence; only that it was seen counts."""


@dataclass(frozen=True)
class Outlook:
    """The confidence in the target stage, once it is shown; None where another stage would be."""

    safe: Confidence | None
    """After the steps of the roadmap."""
    minimum: Confidence | None
    """After the steps that just reach the cuts."""
    seen: Confidence | None
    """After the steps of the roadmap, with somebody having seen the evidence of every must item."""
    musts: tuple[str, ...]
    """The must items whose evidence nobody has seen yet."""


def outlook(instrument: Instrument, assessment: Assessment, roadmap: Roadmap, minimum: Roadmap) -> Outlook:
    """Return how sure the target stage would be, its numbers taken to be met.

    Args:
        instrument: the one the assessment was taken with.
        assessment: as answered.
        roadmap: to a stage, with a margin.
        minimum: the roadmap to the same stage without any.
    """
    assessment = _numbers_met(assessment, roadmap.conditions)
    after = with_points(instrument, assessment, reached(roadmap))
    musts = _unseen_musts(instrument, after, roadmap)
    return Outlook(
        safe=_sure(instrument, after, roadmap),
        minimum=_sure(instrument, with_points(instrument, assessment, reached(minimum)), roadmap),
        seen=_sure(instrument, _seen(after, musts), roadmap),
        musts=musts,
    )


def _sure(instrument: Instrument, after: Assessment, roadmap: Roadmap) -> Confidence | None:
    """Return the confidence in the target; answers that show another stage say nothing of it."""
    results = score(instrument, after)
    return results.confidence if results.stage == roadmap.target else None


def _numbers_met(assessment: Assessment, conditions: Sequence[Criterion]) -> Assessment:
    """Return an assessment whose numbers and profile just meet the conditions: no step moves them."""
    numbers = {
        one.subject: MetricValue(number=one.at_least if one.at_most is None else one.at_most)
        for one in conditions
        if one.kind == "metric"
    }
    values = {
        one.subject: one.is_[0] if isinstance(one.is_, list) else one.is_
        for one in conditions
        if one.kind == "profile"
    }
    profile = {**assessment.profile, **values}
    return assessment.model_copy(update={"metrics": {**assessment.metrics, **numbers}, "profile": profile})


def reached(roadmap: Roadmap) -> Mapping[str, int]:
    """Return the point each item is raised to, by a step of the roadmap or by one that is done."""
    done = (move for move, edit in roadmap.request.edits.items() if edit.status == "done")
    points: dict[str, int] = {}
    for item, point in (*done, *((step.item, step.to_point) for step in roadmap.steps)):
        points[item] = max(point, points.get(item, 0))
    return points


def _unseen_musts(instrument: Instrument, assessment: Assessment, roadmap: Roadmap) -> tuple[str, ...]:
    order = instrument.stage_ids
    last = order.index(roadmap.target) if roadmap.target else 0
    musts = [
        criterion.subject
        for gate in judged_gates(instrument)
        if order.index(gate.stage) <= last
        for criterion in gate.must
        if criterion.kind == "item"
    ]
    given = assessment.answers
    return tuple(
        item
        for item in dict.fromkeys(musts)
        if item in given and given[item].is_given and given[item].verified is None
    )


def _seen(assessment: Assessment, items: tuple[str, ...]) -> Assessment:
    seen = {item: assessment.answers[item].model_copy(update={"verified": SEEN}) for item in items}
    return assessment.model_copy(update={"answers": {**assessment.answers, **seen}})
