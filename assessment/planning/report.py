"""A roadmap as the JSON object that `plan --json` prints, and that is kept when a roadmap is adopted."""

from collections.abc import Sequence
from typing import Any

from assessment.instrument.calendar import Event
from assessment.instrument.model import Criterion, Instrument
from assessment.planning.explanations import why_now
from assessment.planning.request import request_as_json
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import NoSchedule, OtherOrder, Relaxation, Schedule
from assessment.texts import Localized, Sentences


def as_json(
    roadmap: Roadmap,
    instrument: Instrument,
    scheduled: Schedule | NoSchedule | None = None,
    tried: Sequence[Relaxation] = (),
) -> dict[str, Any]:
    """Return a roadmap in the published shape.

    Args:
        roadmap: the steps.
        instrument: whose items they raise.
        scheduled: the steps in their weeks, or what clashes; None leaves the weeks null.
        tried: what would make an impossible request possible.
    """
    schedule = scheduled if isinstance(scheduled, Schedule) else None
    clashes = [
        {
            "criterion": _maybe(clash.criterion),
            "what": by_language(clash.what),
            "relax": by_language(clash.relax),
        }
        for clash in roadmap.clashes
    ]
    if isinstance(scheduled, NoSchedule):
        relax = by_language(Sentences([one.text for one in tried]))
        clashes += [
            {"criterion": None, "what": by_language(what), "relax": relax} for what in scheduled.clashes
        ]
    return {
        "feasible": roadmap.feasible and not isinstance(scheduled, NoSchedule),
        "target": roadmap.target,
        "margin": roadmap.margin,
        "effort_days": roadmap.effort_days,
        "proven_optimal": roadmap.proven,
        "bound_days": roadmap.bound_days,
        "steps": [_step(step, schedule) for step in roadmap.steps],
        "conditions": [_criterion(criterion) for criterion in roadmap.conditions],
        "find_out": list(roadmap.find_out),
        "not_yet": [
            {"item": note.item, "worth_from": note.worth_from, "reason": by_language(note.reason)}
            for note in roadmap.not_yet
        ],
        "gate_week": None if schedule is None else schedule.gate_week or None,
        "plain_list_days": roadmap.plain_list_days,
        "clashes": clashes,
        "relaxations": [_relaxation(one) for one in tried],
        "schedule": None if schedule is None else _schedule(schedule, roadmap, instrument),
    }


def by_language(text: Localized) -> dict[str, str]:
    """Return a text by language."""
    return {language: text.in_(language) for language in text.languages}


def _maybe(criterion: Criterion | None) -> dict[str, Any] | None:
    return None if criterion is None else _criterion(criterion)


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return criterion.model_dump(exclude_none=True)


def _step(step: PlannedStep, schedule: Schedule | None) -> dict[str, Any]:
    placed = None if schedule is None else schedule.of((step.item, step.to_point))
    return {
        "item": step.item,
        "to_point": step.to_point,
        "owner": step.owner,
        "product": step.product,
        "days": step.days,
        "start_week": None if placed is None else placed.start_week,
        "end_week": None if placed is None else placed.end_week,
        "opens": [_criterion(criterion) for criterion in step.opens],
        "needs": [{"item": item, "point": point} for item, point in step.needs],
        "if_confirmed": step.if_confirmed,
        "reason": by_language(step.reason),
    }


def _relaxation(one: Relaxation) -> dict[str, Any]:
    return {
        "said": by_language(one.text),
        "gate_week": one.gate_week,
        "effort_days": one.effort_days,
        "wish": request_as_json(one.request),
    }


def _schedule(schedule: Schedule, roadmap: Roadmap, instrument: Instrument) -> dict[str, Any]:
    return {
        "start": None if schedule.start is None else schedule.start.isoformat(),
        "last_week": schedule.last_week,
        "proven": schedule.proven,
        "bound_week": schedule.bound_week,
        "binds": by_language(schedule.binds),
        "loads": [
            {
                "function": load.function,
                "days": list(load.days),
                "capacity": list(load.capacity),
                "assumed": load.assumed,
            }
            for load in schedule.loads
        ],
        "milestones": [
            {
                "week": one.week,
                "stage": one.stage,
                "with_margin": one.with_margin,
                "criterion": _maybe(one.criterion),
            }
            for one in schedule.milestones
        ],
        "events": [_event(event) for event in schedule.events],
        "work": [
            {
                "item": step.item,
                "to_point": step.to_point,
                "owner": step.owner,
                "start_week": step.start_week,
                "worked_until": step.worked_until,
                "end_week": step.end_week,
                "days": list(step.days),
            }
            for step in schedule.steps
        ],
        "in_hand": dict(schedule.in_hand),
        "gates": [
            {
                "stage": gate.stage,
                "week": gate.week,
                "bound_week": gate.bound,
                "bound_in_order": gate.bound_in_order,
            }
            for gate in schedule.gates
        ],
        "last_in_order": schedule.last_in_order,
        "other_order": _other_order(schedule.other_order),
        "missed": [
            {
                "event": one.event.id,
                "steps": [{"item": item, "point": point} for item, point in one.steps],
                "week": one.week,
            }
            for one in schedule.missed
        ],
        "why_now": [
            {
                "item": step.item,
                "to_point": step.to_point,
                "why": by_language(why_now(step, roadmap, schedule, instrument)),
            }
            for step in roadmap.steps
        ],
    }


def _other_order(other: OtherOrder | None) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "nearest_first": other.request.nearest_first,
        "weeks": dict(other.weeks),
        "last_week": other.last_week,
        "wish": request_as_json(other.request),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "name": by_language(event.name),
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "certainty": event.certainty,
    }
