"""The rule cases of weeks in `tests/cases/weeks.yaml`: what a consultant can read, and add to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.instrument.calendar import Event
from assessment.planning import (
    Edit,
    NoSchedule,
    PlanRequest,
    Roadmap,
    Schedule,
    Situation,
    build_roadmap,
    lay_out,
    relaxations,
)
from assessment.planning.explanations import why_now
from tests.compact import bank, sheet, words
from tests.test_cases import cases, compare

Case = Mapping[str, Any]
MONDAY = date(2027, 1, 4)


@pytest.mark.parametrize("case", cases("weeks"))
def test_the_steps_stand_in_the_weeks_of_the_rule(case: Case) -> None:
    given = case["given"]
    instrument, assessment = bank(given), sheet(given)
    situation = Situation.of(instrument, assessment)
    events = [event(**parts) for parts in given.get("events", [])]
    roadmap = build_roadmap(situation, request_of(given))
    assert roadmap.feasible, case["name"]

    roadmap, found = lay_out(situation, roadmap, events)

    if isinstance(found, Schedule):
        compare(case, laid_out(roadmap, found, situation))
    else:
        compare(case, refused(situation, roadmap, found, events))


def request_of(given: Case) -> PlanRequest:
    """Return what a case asks for; no margin unless it says so."""
    edits = {place(step): Edit(**changed) for step, changed in given.get("edits", {}).items()}
    start = MONDAY if given.get("events") else None
    request = PlanRequest(margin=0.0, capacity=given["capacity"], start=start, edits=edits)
    asked: dict[str, Any] = dict(given.get("request", {}))
    asked["ready_for"] = frozenset(asked.get("ready_for", ()))
    return replace(request, **asked)


def place(step: str) -> tuple[str, int]:
    """Read a step, `bread.oven 2`."""
    item, point = step.split()
    return item, int(point)


def event(**parts: Any) -> Event:
    """Return an event as a case writes it."""
    starts, ends = parts["from"], parts["to"]
    return Event.model_validate(
        {
            "id": parts["id"],
            "festival": parts["id"],
            "name": words(parts["id"]),
            "starts": starts,
            "ends": ends,
            "certainty": "announced",
            "freezes": [
                {"starts": starts, "ends": ends, "functions": [function]}
                for function in parts.get("freeze", [])
            ],
            "deadline_for": parts.get("ready", []),
        }
    )


def laid_out(roadmap: Roadmap, found: Schedule, situation: Situation) -> dict[str, Any]:
    """Return a schedule in the words of the cases."""
    return {
        "weeks": {f"{one.item} {one.to_point}": f"{one.start_week}-{one.end_week}" for one in found.steps},
        "gate_week": found.gate_week,
        "proven": found.proven,
        "binds": found.binds.in_("en"),
        "load": {load.function: list(load.days) for load in found.loads},
        "missed": [f"{one.event.id} {item} {point}" for one in found.missed for item, point in one.steps],
        "why_now": {
            f"{step.item} {step.to_point}": why_now(step, roadmap, found, situation.results.instrument).in_(
                "en"
            )
            for step in roadmap.steps
        },
    }


def refused(situation: Situation, roadmap: Roadmap, found: NoSchedule, events: list[Event]) -> dict[str, Any]:
    """Return why nothing fits, and what would help, in the words of the cases."""
    return {
        "clashes": [clash.in_("en") for clash in found.clashes],
        "ways_out": [one.text.in_("en") for one in relaxations(situation, roadmap.request, events)],
    }
