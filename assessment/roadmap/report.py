"""A roadmap as the JSON object that `plan --json` prints."""

from typing import Any

from assessment.instrument.model import Criterion
from assessment.roadmap.roadmap import PlannedStep, Roadmap


def as_json(roadmap: Roadmap) -> dict[str, Any]:
    """Return the roadmap in the published shape.

    The weeks stay null while no schedule is drawn.
    """
    return {
        "feasible": roadmap.feasible,
        "target": roadmap.target,
        "margin": roadmap.margin,
        "effort_days": roadmap.effort_days,
        "proven_optimal": roadmap.proven,
        "bound_days": roadmap.bound_days,
        "steps": [_step(step) for step in roadmap.steps],
        "conditions": [_criterion(criterion) for criterion in roadmap.conditions],
        "find_out": list(roadmap.find_out),
        "not_yet": [
            {"item": note.item, "worth_from": note.worth_from, "reason": note.reason.model_dump()}
            for note in roadmap.not_yet
        ],
        "gate_week": None,
        "plain_list_days": roadmap.plain_list_days,
        "clashes": [
            {
                "criterion": None if clash.criterion is None else _criterion(clash.criterion),
                "what": clash.what.model_dump(),
                "relax": clash.relax.model_dump(),
            }
            for clash in roadmap.clashes
        ],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return criterion.model_dump(exclude_none=True)


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "item": step.item,
        "to_point": step.to_point,
        "owner": step.owner,
        "product": step.product,
        "days": step.days,
        "start_week": None,
        "end_week": None,
        "opens": [_criterion(criterion) for criterion in step.opens],
        "needs": [{"item": item, "point": point} for item, point in step.needs],
        "if_confirmed": step.if_confirmed,
        "reason": step.reason.model_dump(),
    }
