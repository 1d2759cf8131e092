"""A roadmap in weeks: what every schedule keeps, that no gate opens sooner, and that every way out works."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
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
    schedule_roadmap,
)
from assessment.planning.equally_cheap import sooner_steps
from assessment.planning.moves import Move, job_id
from assessment.planning.requirements import all_open, gates_up_to
from assessment.planning.roadmap import with_steps
from assessment.planning.scheduling.jobs import Placed
from assessment.planning.scheduling.network import FAR, Network
from assessment.planning.selection import move_space_of, requirements_of
from assessment.planning.step_jobs import available, capacity_of, events_for, jobs_of
from assessment.responses import Assessment
from tests.planning.plans import FUNCTIONS, STAGES, Case, cases, faults, first_week_reached, wishes
from tests.planning.problems import timetables
from tests.planning.situations import every_set, situation_of

CALM = settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
FEW_MOVES = 9
"""Steps of which every set is tried."""
FEW = settings(CALM, max_examples=25)


Key = TypeVar("Key")
Value = TypeVar("Value")


def drawn(case: Case, request: PlanRequest) -> Roadmap:
    """Return a roadmap that has steps to lay."""
    roadmap = build_roadmap(case[0], request)
    assume(roadmap.feasible and roadmap.steps)
    return roadmap


def laid(case: Case, request: PlanRequest) -> tuple[Roadmap, Schedule]:
    """Return a roadmap in its weeks."""
    roadmap = drawn(case, request)
    found = schedule_roadmap(case[0], roadmap)
    assume(isinstance(found, Schedule))
    assert isinstance(found, Schedule)
    return roadmap, found


def events(roadmap: Roadmap) -> list[Event]:
    """Return the events a schedule has to live with."""
    return events_for(roadmap.request, ())


@CALM
@given(cases(), st.data())
def test_every_schedule_keeps_capacity_freezes_needs_weeks_and_what_was_changed_by_hand(
    case: Case, data: st.DataObject
) -> None:
    roadmap, schedule = laid(case, data.draw(wishes(case[0])))

    assert faults(roadmap, schedule, events(roadmap)) == []
    assert schedule.bound_week <= schedule.last_week


@CALM
@given(cases(), st.data())
def test_the_gate_opens_in_the_week_that_judging_every_week_anew_gives(
    case: Case, data: st.DataObject
) -> None:
    roadmap, schedule = laid(case, data.draw(wishes(case[0])))
    request = roadmap.request

    if request.stage is None and request.dimension is None:
        assert schedule.gate_week is None
        return
    assert schedule.gate_week == first_week_reached(case, roadmap, schedule, request)
    for milestone in schedule.milestones:
        if milestone.stage is not None and not milestone.with_margin:
            aim = PlanRequest(stage=milestone.stage)
            assert milestone.week == first_week_reached(case, roadmap, schedule, aim)


@CALM
@given(cases(), st.data())
def test_what_is_done_dropped_or_under_way_is_respected_by_the_list(case: Case, data: st.DataObject) -> None:
    roadmap = drawn(case, data.draw(wishes(case[0])))
    steps = {(step.item, step.to_point) for step in roadmap.steps}

    for (item, point), edit in roadmap.request.edits.items():
        dropped = any(
            one == item and low <= point and other.status == "dropped"
            for (one, low), other in roadmap.request.edits.items()
        )
        done = any(
            one == item and high >= point and other.status == "done"
            for (one, high), other in roadmap.request.edits.items()
        )
        if done:
            assert not {(item, low) for low in range(1, point + 1)} & steps
        elif edit.status == "dropped":
            assert not {(item, high) for high in range(point, 4)} & steps
        elif edit.keeps and not dropped:
            assert (item, point) in steps or not can_be_made(case[0], roadmap.request, (item, point))


def can_be_made(situation: Situation, request: PlanRequest, move: Move) -> bool:
    """Whether the needs of a step leave a way to it."""
    space = move_space_of(situation, request, 0.0)
    return space.with_prerequisites(move, space.start) is not None


def with_more(request: PlanRequest, function: str, days: float) -> PlanRequest:
    """Return the same wish with more person-days for one function."""
    return replace(request, capacity={**request.capacity, function: request.capacity[function] + days})


@CALM
@given(cases(), st.sampled_from(FUNCTIONS), st.data())
def test_more_capacity_never_reaches_the_target_later(case: Case, function: str, data: st.DataObject) -> None:
    roadmap, few = laid(case, data.draw(wishes(case[0])))
    richer = replace(
        roadmap, request=with_more(roadmap.request, function, data.draw(st.sampled_from([0.5, 2])))
    )
    many = schedule_roadmap(case[0], richer)

    assert isinstance(many, Schedule)
    if few.gate_week is not None:
        assert many.gate_bound is not None
        assert many.gate_week is not None
        assert many.gate_bound <= few.gate_week
        if many.proven:
            assert many.gate_week <= few.gate_week
    elif many.proven:
        assert many.last_week <= few.last_week


def mixed(case: Case, chance: Random) -> Case:
    """Return the same merchant with everything in another order."""
    situation, assessment = case
    instrument = situation.results.instrument
    dimensions = [
        one.model_copy(update={"items": chance.sample(list(one.items), len(one.items))})
        for one in chance.sample(list(instrument.dimensions), len(instrument.dimensions))
    ]
    answers = chance.sample(list(assessment.answers.items()), len(assessment.answers))
    other: Instrument = instrument.model_copy(update={"dimensions": dimensions})
    again: Assessment = assessment.model_copy(update={"answers": dict(answers)})
    return situation_of(other, again), again


def shuffled(given_: Mapping[Key, Value], chance: Random) -> dict[Key, Value]:
    """Return the same mapping in another order."""
    return dict(chance.sample(list(given_.items()), len(given_)))


@CALM
@given(cases(), st.randoms(use_true_random=False), st.data())
def test_the_same_input_in_any_order_gives_the_same_steps_in_the_same_weeks(
    case: Case, chance: Random, data: st.DataObject
) -> None:
    request = data.draw(wishes(case[0]))
    again = replace(
        request,
        capacity=shuffled(request.capacity, chance),
        edits=shuffled(request.edits, chance),
        own_events=tuple(chance.sample(request.own_events, len(request.own_events))),
    )
    one, other = build_roadmap(case[0], request), build_roadmap(mixed(case, chance)[0], again)

    assert {(step.item, step.to_point) for step in one.steps} == {
        (step.item, step.to_point) for step in other.steps
    }
    assume(one.feasible and one.steps)
    first, second = schedule_roadmap(case[0], one), schedule_roadmap(mixed(case, chance)[0], other)
    assert type(first) is type(second)
    if isinstance(first, Schedule) and isinstance(second, Schedule):
        assert {step.move: step for step in first.steps} == {step.move: step for step in second.steps}
        assert (first.gate_week, first.proven) == (second.gate_week, second.proven)


@FEW
@given(cases(), st.data())
def test_every_relaxation_offered_works_as_it_says(case: Case, data: st.DataObject) -> None:
    request = replace(data.draw(wishes(case[0])), weeks=data.draw(st.integers(1, 6)))
    roadmap = build_roadmap(case[0], request)
    assume(not roadmap.feasible or isinstance(lay_out(case[0], roadmap)[1], NoSchedule))

    for one in relaxations(case[0], roadmap.request):
        assert one.request != roadmap.request
        again = build_roadmap(case[0], one.request)
        assert again.feasible
        again, found = lay_out(case[0], again)
        assert isinstance(found, Schedule)
        assert faults(again, found, events(again)) == []
        assert (found.gate_week or None, again.effort_days) == (one.gate_week, one.effort_days)


@CALM
@given(cases(), st.data())
def test_where_only_the_weeks_are_too_few_more_weeks_are_offered_and_no_fewer_would_do(
    case: Case, data: st.DataObject
) -> None:
    request = replace(data.draw(wishes(case[0], changed=False)), weeks=1)
    roadmap = drawn(case, request)
    assume(isinstance(lay_out(case[0], roadmap)[1], NoSchedule))
    _, free = lay_out(case[0], replace(roadmap, request=replace(roadmap.request, weeks=None)))
    assert isinstance(free, Schedule)

    first = relaxations(case[0], roadmap.request)[0]

    assert first.request == replace(roadmap.request, weeks=free.last_week)


@settings(CALM, max_examples=40)
@given(cases(most_items=2, most_days=1.0, most_weeks=2), st.data())
def test_of_all_schedules_of_a_few_steps_none_reaches_the_target_sooner(
    case: Case, data: st.DataObject
) -> None:
    request = replace(data.draw(wishes(case[0], changed=False)), stage="sprout", dimension=None, days=None)
    roadmap, schedule = laid(case, request)
    assume(len(roadmap.steps) <= 3 and schedule.last_week <= 7)
    listed = events(roadmap)
    capacity = capacity_of(case[0].results.instrument, request, {})
    jobs = jobs_of(roadmap, listed, capacity)
    moves = {job_id((step.item, step.to_point)): (step.item, step.to_point) for step in roadmap.steps}

    def reached(placed: Mapping[str, Placed]) -> int:
        return next(
            week
            for week in range(FAR)
            if reaches_with(
                case, frozenset(moves[key] for key, one in placed.items() if one.end <= week), request
            )
        )

    units = available(capacity, listed, request.start)
    every = list(timetables(Network.of(jobs, units).jobs.values(), units, schedule.last_week))
    best = min((reached(one), max(placed.end for placed in one.values())) for one in every)
    assert schedule.gate_week is not None
    assert schedule.gate_bound is not None
    assert schedule.gate_bound <= best[0] <= schedule.gate_week
    assert schedule.bound_week <= min(max(placed.end for placed in one.values()) for one in every)
    if schedule.proven:
        assert (schedule.gate_week, schedule.last_week) == best


@FEW
@given(cases(most_items=2, most_weeks=3), st.data())
def test_of_equally_cheap_steps_those_are_taken_whose_gates_open_sooner(
    case: Case, data: st.DataObject
) -> None:
    request = replace(data.draw(wishes(case[0], changed=False)), weeks=None)
    first = drawn(case, request)
    taken, found = lay_out(case[0], first)
    assert isinstance(found, Schedule)
    assert (taken.effort_days, taken.margin) == (first.effort_days, first.margin)
    assert faults(taken, found, events(taken)) == []

    plain = schedule_roadmap(case[0], first)
    assert isinstance(plain, Schedule)
    weeks = [gate.week for gate in found.gates] or [found.gate_week or 0]
    assert weeks <= ([gate.week for gate in plain.gates] or [plain.gate_week or 0])
    sooner = sooner_steps(case[0], first, ())
    if sooner is None or weeks != sooner.weeks:
        return
    space = move_space_of(case[0], first.request, first.margin)
    whole = requirements_of(space, first.request)
    assume(len(whole.half_days) <= FEW_MOVES)
    for moves in every_set(space):
        if whole.reached(moves) and space.days(moves) == first.effort_days:
            other = schedule_roadmap(case[0], with_steps(case[0], first, moves))
            assert isinstance(other, Schedule)
            assert weeks <= ([gate.week for gate in other.gates] or [other.gate_week or 0])


def reaches_with(case: Case, moves: frozenset[Move], request: PlanRequest) -> bool:
    """Whether some steps reach the target of a wish at its bare cuts."""
    space = move_space_of(case[0], request, 0.0)
    return all_open(space.judge, gates_up_to(space.judge, request.stage or ""), space.after(moves))


@FEW
@given(cases(), st.data())
def test_an_item_left_out_makes_the_list_no_cheaper_whatever_else_is_asked(
    case: Case, data: st.DataObject
) -> None:
    request = data.draw(wishes(case[0]))
    # What is to stay in any case costs what leaving out its needs would save.
    assume((request.stage or request.dimension) and not any(edit.keeps for edit in request.edits.values()))
    roadmap = drawn(case, request)
    for item in list(dict.fromkeys(step.item for step in roadmap.steps))[:3]:
        without = build_roadmap(
            case[0], replace(roadmap.request, exclude=frozenset({item}), margin=roadmap.margin)
        )
        if without.feasible and without.margin == roadmap.margin:
            assert without.effort_days >= roadmap.effort_days


@CALM
@given(cases(), st.data())
def test_the_minimum_never_takes_more_than_the_safe_list(case: Case, data: st.DataObject) -> None:
    roadmap = drawn(case, data.draw(wishes(case[0])))
    if roadmap.minimum is not None:
        assert roadmap.minimum <= roadmap.effort_days
        assert roadmap.plain_list_days is not None
        assert roadmap.effort_days <= roadmap.plain_list_days


def test_an_edit_says_whether_the_step_stays() -> None:
    assert [Edit(status="doing").keeps, Edit(start_week=3).keeps] == [True, True]
    assert [Edit().keeps, Edit(status="done", start_week=3).keeps, Edit(status="dropped").keeps] == [
        False
    ] * 3


@FEW
@given(cases(), STAGES)
def test_nothing_to_do_is_laid_out_at_once(case: Case, stage: str) -> None:
    roadmap = build_roadmap(case[0], PlanRequest(stage=stage, margin=0))
    assume(roadmap.feasible and not roadmap.steps)

    found = schedule_roadmap(case[0], roadmap)

    assert isinstance(found, Schedule)
    assert (found.steps, found.last_week, found.gate_week, found.proven) == ([], 0, 0, True)
