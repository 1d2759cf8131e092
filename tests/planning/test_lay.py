"""A roadmap in weeks: what every schedule keeps, that no gate opens sooner, and that every way out works."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning import Brief, Edit, NoSchedule, Roadmap, Schedule, Situation, draw, lay, relaxations
from assessment.planning.capacity import available, capacity_of
from assessment.planning.choose import climb_of
from assessment.planning.climb import Move, name_of
from assessment.planning.goals import all_open, gates_up_to
from assessment.planning.jobs import Available, Job
from assessment.planning.tasks import events_for, jobs_of
from assessment.responses import Assessment
from tests.planning.plans import FUNCTIONS, STAGES, Case, cases, faults, first_week_reached, wishes
from tests.planning.problems import best_ends
from tests.planning.situations import situation_of

CALM = settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
FEW = settings(CALM, max_examples=25)


Key = TypeVar("Key")
Value = TypeVar("Value")


def drawn(case: Case, brief: Brief) -> Roadmap:
    """Return a roadmap that has steps to lay."""
    roadmap = draw(case[0], brief)
    assume(roadmap.feasible and roadmap.steps)
    return roadmap


def laid(case: Case, brief: Brief) -> tuple[Roadmap, Schedule]:
    """Return a roadmap in its weeks."""
    roadmap = drawn(case, brief)
    found = lay(case[0], roadmap)
    assume(isinstance(found, Schedule))
    assert isinstance(found, Schedule)
    return roadmap, found


def events(roadmap: Roadmap) -> list[Event]:
    """Return the events a schedule has to live with."""
    return events_for(roadmap.brief, ())


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
    brief = roadmap.brief

    if brief.stage is None and brief.dimension is None:
        assert schedule.gate_week is None
        return
    assert schedule.gate_week == first_week_reached(case, roadmap, schedule, brief)
    for milestone in schedule.milestones:
        if milestone.stage is not None and not milestone.with_margin:
            aim = Brief(stage=milestone.stage)
            assert milestone.week == first_week_reached(case, roadmap, schedule, aim)


@CALM
@given(cases(), st.data())
def test_what_is_done_dropped_or_under_way_is_respected_by_the_list(case: Case, data: st.DataObject) -> None:
    roadmap = drawn(case, data.draw(wishes(case[0])))
    steps = {(step.item, step.to_point) for step in roadmap.steps}

    for (item, point), edit in roadmap.brief.edits.items():
        dropped = any(
            one == item and low <= point and other.status == "dropped"
            for (one, low), other in roadmap.brief.edits.items()
        )
        done = any(
            one == item and high >= point and other.status == "done"
            for (one, high), other in roadmap.brief.edits.items()
        )
        if done:
            assert not {(item, low) for low in range(1, point + 1)} & steps
        elif edit.status == "dropped":
            assert not {(item, high) for high in range(point, 4)} & steps
        elif edit.keeps and not dropped:
            assert (item, point) in steps or not can_be_made(case[0], roadmap.brief, (item, point))


def can_be_made(situation: Situation, brief: Brief, move: Move) -> bool:
    """Whether the needs of a step leave a way to it."""
    climb = climb_of(situation, brief, 0.0)
    return climb.bundle(move, climb.start) is not None


def with_more(brief: Brief, function: str, days: float) -> Brief:
    """Return the same wish with more person-days for one function."""
    return replace(brief, capacity={**brief.capacity, function: brief.capacity[function] + days})


@CALM
@given(cases(), st.sampled_from(FUNCTIONS), st.data())
def test_more_capacity_never_reaches_the_target_later(case: Case, function: str, data: st.DataObject) -> None:
    roadmap, few = laid(case, data.draw(wishes(case[0])))
    richer = replace(roadmap, brief=with_more(roadmap.brief, function, data.draw(st.sampled_from([0.5, 2]))))
    many = lay(case[0], richer)

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
    brief = data.draw(wishes(case[0]))
    again = replace(
        brief,
        capacity=shuffled(brief.capacity, chance),
        edits=shuffled(brief.edits, chance),
        own_events=tuple(chance.sample(brief.own_events, len(brief.own_events))),
    )
    one, other = draw(case[0], brief), draw(mixed(case, chance)[0], again)

    assert {(step.item, step.to_point) for step in one.steps} == {
        (step.item, step.to_point) for step in other.steps
    }
    assume(one.feasible and one.steps)
    first, second = lay(case[0], one), lay(mixed(case, chance)[0], other)
    assert type(first) is type(second)
    if isinstance(first, Schedule) and isinstance(second, Schedule):
        assert {step.move: step for step in first.steps} == {step.move: step for step in second.steps}
        assert (first.gate_week, first.proven) == (second.gate_week, second.proven)


@FEW
@given(cases(), st.data())
def test_every_relaxation_offered_works_as_it_says(case: Case, data: st.DataObject) -> None:
    brief = replace(data.draw(wishes(case[0])), weeks=data.draw(st.integers(1, 6)))
    roadmap = draw(case[0], brief)
    assume(not roadmap.feasible or isinstance(lay(case[0], roadmap), NoSchedule))

    for one in relaxations(case[0], roadmap.brief):
        assert one.brief != roadmap.brief
        again = draw(case[0], one.brief)
        assert again.feasible
        found = lay(case[0], again)
        assert isinstance(found, Schedule)
        assert faults(again, found, events(again)) == []
        assert (found.gate_week or None, again.effort_days) == (one.gate_week, one.effort_days)


@CALM
@given(cases(), st.data())
def test_where_only_the_weeks_are_too_few_more_weeks_are_offered_and_no_fewer_would_do(
    case: Case, data: st.DataObject
) -> None:
    brief = replace(data.draw(wishes(case[0], changed=False)), weeks=1)
    roadmap = drawn(case, brief)
    assume(isinstance(lay(case[0], roadmap), NoSchedule))
    free = lay(case[0], replace(roadmap, brief=replace(roadmap.brief, weeks=None)))
    assert isinstance(free, Schedule)

    first = relaxations(case[0], roadmap.brief)[0]

    assert first.brief == replace(roadmap.brief, weeks=free.last_week)


def jobs_in(roadmap: Roadmap, case: Case) -> tuple[list[Job], Available]:
    """Return the steps as jobs, and what there is of everybody."""
    listed = events(roadmap)
    capacity = capacity_of(case[0].results.instrument, roadmap.brief, {})
    return jobs_of(roadmap, listed), available(capacity, listed, roadmap.brief.start)


def every_subset(moves: list[Move]) -> Iterator[frozenset[Move]]:
    """Yield every set of some moves."""
    sets = chain.from_iterable(combinations(moves, size) for size in range(len(moves) + 1))
    return map(frozenset, sets)


@settings(CALM, max_examples=60)
@given(cases(most_items=2, most_days=1.5, most_weeks=2), st.data())
def test_of_all_schedules_of_a_few_steps_none_reaches_the_target_sooner(
    case: Case, data: st.DataObject
) -> None:
    brief = replace(data.draw(wishes(case[0], changed=False)), stage="sprout", dimension=None, days=None)
    roadmap, schedule = laid(case, brief)
    assume(len(roadmap.steps) <= 4)
    climb = climb_of(case[0], brief, 0.0)
    moves = [(step.item, step.to_point) for step in roadmap.steps]
    jobs, units = jobs_in(roadmap, case)

    soonest: list[int] = []
    for chosen in every_subset(moves):
        if not climb.is_consistent(chosen) or not reaches_with(case, chosen, brief):
            continue
        if not chosen:
            soonest.append(0)
            continue
        first = {name_of(move) for move in chosen}
        ends = best_ends([replace(job, wave=0 if job.id in first else 1) for job in jobs], units)
        assert ends is not None
        soonest.append(ends[0])

    assert schedule.gate_week is not None
    assert schedule.gate_bound is not None
    assert schedule.gate_bound <= min(soonest) <= schedule.gate_week
    if schedule.proven:
        assert schedule.gate_week == min(soonest)


def reaches_with(case: Case, moves: frozenset[Move], brief: Brief) -> bool:
    """Whether some steps reach the target of a wish at its bare cuts."""
    climb = climb_of(case[0], brief, 0.0)
    return all_open(climb.judge, gates_up_to(climb.judge, brief.stage or ""), climb.after(moves))


@FEW
@given(cases(), st.data())
def test_an_item_left_out_makes_the_list_no_cheaper_whatever_else_is_asked(
    case: Case, data: st.DataObject
) -> None:
    brief = data.draw(wishes(case[0]))
    # What is to stay in any case costs what leaving out its needs would save.
    assume((brief.stage or brief.dimension) and not any(edit.keeps for edit in brief.edits.values()))
    roadmap = drawn(case, brief)
    for item in list(dict.fromkeys(step.item for step in roadmap.steps))[:3]:
        without = draw(case[0], replace(roadmap.brief, exclude=frozenset({item}), margin=roadmap.margin))
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
    roadmap = draw(case[0], Brief(stage=stage, margin=0))
    assume(roadmap.feasible and not roadmap.steps)

    found = lay(case[0], roadmap)

    assert isinstance(found, Schedule)
    assert (found.steps, found.last_week, found.gate_week, found.proven) == ([], 0, 0, True)
