"""Printed plans keep what the pages promise of weeks, checked from the bank's YAML alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assessment.files.read import read_path
from assessment.instrument.load import shipped_bank
from assessment.planning import (
    NoSchedule,
    PlanRequest,
    Schedule,
    Situation,
    build_roadmap,
    in_begin_order,
    schedule_roadmap,
)
from assessment.planning.report import as_json
from assessment.planning.schedule import next_monday
from benchmarks.path import situations
from tests.planning.plan_checker import Options, faults, read_bank
from tests.shipped import BANK

YAML_BANK = read_bank(shipped_bank())
EXAMPLES = sorted((shipped_bank() / "examples").glob("*.json"))
MERCHANTS = 24
"""Generated ones; `python -m benchmarks.schedule` takes 1,000."""


def printed(situation: Situation, request: PlanRequest) -> dict[str, Any] | None:
    """Return a plan as it is printed; None where there is none."""
    roadmap = build_roadmap(situation, request)
    if not roadmap.feasible:
        return None
    found = schedule_roadmap(situation, roadmap, BANK.calendar)
    if isinstance(found, NoSchedule):
        return None
    assert isinstance(found, Schedule)
    plan = as_json(in_begin_order(roadmap, found), BANK.instrument, found)
    whole: dict[str, Any] = json.loads(json.dumps(plan))
    return whole


def options(situation: Situation, request: PlanRequest) -> Options:
    """Return what a checker has to know of a request."""
    return Options(
        capacity=request.capacity,
        team=situation.team,
        start=request.start,
        weeks=request.weeks,
        in_hand=request.in_hand,
        piece=request.piece,
        one_week=request.one_week,
    )


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_plan_of_an_example_keeps_its_weeks(file: Path) -> None:
    assessment = read_path(file, BANK.instrument).assessment
    if assessment is None:
        pytest.skip("answered with another version of the bank")
    start = None if assessment.taken_on is None else next_monday(assessment.taken_on)
    situation, request = Situation.of(BANK.instrument, assessment), PlanRequest(start=start)
    plan = printed(situation, request)
    assert plan is None or faults(plan, YAML_BANK, options(situation, request)) == []


def requests(number: int) -> Iterator[PlanRequest]:
    """Yield requests with this and that option."""
    chance = Random(number)  # noqa: S311 - reproducible, not secret
    functions = [function.id for function in BANK.instrument.functions]
    while True:
        capacity = {one: chance.choice([0.5, 1.0, 2.0, 3.5]) for one in functions if chance.random() < 0.5}
        yield PlanRequest(
            stage=chance.choice(BANK.instrument.stage_ids[1:]) if chance.random() < 0.3 else None,
            margin=chance.choice([0.0, 3.0, 3.0]),
            capacity=capacity,
            start=chance.choice([None, next_monday(BANK.calendar[-6].starts)]),
            in_hand=chance.choice([1, 2, 2, 4]),
            piece=chance.choice([0.5, 0.5, 1.0]),
            one_week=chance.choice([0.0, 1.0, 1.0, 2.0]),
        )


def test_the_plans_of_generated_merchants_keep_their_weeks_whatever_is_asked() -> None:
    wrong = {}
    for place, (situation, request) in enumerate(
        zip(situations(BANK.instrument, MERCHANTS), requests(7), strict=False)
    ):
        chance = Random(place)  # noqa: S311 - reproducible, not secret
        team = {one.id: chance.choice([0.5, 1.0, 3.0]) for one in BANK.instrument.functions}
        staffed = replace(situation, team=team if place % 2 else {})
        order = BANK.instrument.stage_ids
        reached = situation.results.stage or order[0]
        asked = request
        if request.stage is not None and order.index(request.stage) <= order.index(reached):
            asked = replace(request, stage=None)
        plan = printed(staffed, asked)
        if plan is not None and (found := faults(plan, YAML_BANK, options(staffed, asked))):
            wrong[place] = found[:3]
    assert wrong == {}
