"""How sure the target stage would be once the steps are taken, with and without the margin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assessment.instrument.model import Instrument
from assessment.responses import Assessment, MetricValue, Verified
from assessment.roadmap.roadmap import Roadmap
from assessment.scoring import score
from assessment.scoring.results import Confidence
from assessment.scoring.suppose import suppose

SEEN = Verified(by="-", at=datetime(2000, 1, 1, tzinfo=UTC))
"""Stands for somebody having seen the evidence; only that it was seen counts."""


@dataclass(frozen=True)
class Outlook:
    """The confidence in the stage that the answers would then show; None where no stage is named."""

    safe: Confidence | None
    """After the steps of the roadmap."""
    minimum: Confidence | None
    """After the steps that just reach the cuts."""
    seen: Confidence | None
    """After the steps of the roadmap, with somebody having seen the evidence of every must item."""
    musts: tuple[str, ...]
    """The must items whose evidence nobody has seen yet."""


def outlook(instrument: Instrument, assessment: Assessment, roadmap: Roadmap, minimum: Roadmap) -> Outlook:
    """Return how sure the target stage would be, the conditions beside the roadmap met.

    Args:
        instrument: the one the assessment was taken with.
        assessment: as answered.
        roadmap: to a stage, with a margin.
        minimum: the roadmap to the same stage without any.
    """
    after = _after(instrument, assessment, roadmap)
    musts = _unseen_musts(instrument, after, roadmap)
    return Outlook(
        safe=_confidence(instrument, after, roadmap),
        minimum=_confidence(instrument, _after(instrument, assessment, minimum), roadmap),
        seen=_confidence(instrument, _seen(after, musts), roadmap),
        musts=musts,
    )


def _after(instrument: Instrument, assessment: Assessment, roadmap: Roadmap) -> Assessment:
    """Return the answers once the steps are done, and every number is where its condition wants it."""
    bounds = {
        one.subject: one.at_most if one.at_least is None else one.at_least for one in roadmap.conditions
    }
    numbers = {metric: MetricValue(number=bound) for metric, bound in bounds.items() if bound is not None}
    met = assessment.model_copy(update={"metrics": {**assessment.metrics, **numbers}})
    return suppose(instrument, met, reached(roadmap))


def _confidence(instrument: Instrument, assessment: Assessment, roadmap: Roadmap) -> Confidence | None:
    """Return the confidence in the target stage; None where the answers still show another one."""
    results = score(instrument, assessment)
    return results.confidence if results.stage == roadmap.target else None


def reached(roadmap: Roadmap) -> Mapping[str, int]:
    """Return the point each item is raised to, by a step of the roadmap or by one that is done."""
    done = (move for move, edit in roadmap.brief.edits.items() if edit.status == "done")
    points: dict[str, int] = {}
    for item, point in (*done, *((step.item, step.to_point) for step in roadmap.steps)):
        points[item] = max(point, points.get(item, 0))
    return points


def _unseen_musts(instrument: Instrument, assessment: Assessment, roadmap: Roadmap) -> tuple[str, ...]:
    order = instrument.stage_ids
    last = order.index(roadmap.target) if roadmap.target else 0
    musts = [
        criterion.subject
        for gate in instrument.gates
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
