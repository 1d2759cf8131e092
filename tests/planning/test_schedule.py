"""Jobs in weeks: what every timetable keeps, and that none is better, set against trying everything."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.planning.scheduling.jobs import Available, Goal, Job, NoTimetable, Sum, Timetable, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import Target
from assessment.planning.scheduling.solve import solve
from tests.planning.problems import Problem, best, faults, problems, week_of, weeks_of

CALM = settings(max_examples=60)
ONE = Available({"r": 4})


def job(key: str, weeks: int, amount: int, *needs: str, most: int = 2) -> Job:
    """Return a job of one resource, two units a week at most."""
    return Job(key, weeks, {"r": Work(amount, most)}, needs)


def schedule(
    jobs: list[Job], available: Available, goals: list[Goal] | None = None
) -> Timetable | NoTimetable:
    """Return the timetable of some jobs, or what is in the way."""
    return solve(Network.of(jobs, available), [Target(goal, 0) for goal in goals or []])


def laid(*jobs: Job, available: Available = ONE, goals: list[Goal] | None = None) -> Timetable:
    """Return the timetable of jobs that have one."""
    found = schedule(list(jobs), available, goals)
    assert isinstance(found, Timetable)
    assert faults(jobs, available, found.placed) == []
    return found


def refused(*jobs: Job, available: Available = ONE) -> NoTimetable:
    """Return why jobs have no timetable."""
    found = schedule(list(jobs), available)
    assert isinstance(found, NoTimetable)
    return found


def test_nothing_to_do_is_over_at_once() -> None:
    found = solve(Network.of([], ONE))
    assert isinstance(found, Timetable)
    assert (found.placed, found.last.week, found.proven) == ({}, 0, True)


def test_a_chain_comes_one_after_the_other_and_is_what_binds() -> None:
    found = laid(job("a", 2, 2), job("b", 3, 2, "a"), job("c", 1, 1))
    assert (found.placed["a"].end, found.placed["b"].start, found.placed["b"].end) == (2, 3, 5)
    assert found.why is not None
    assert (found.why.resource, found.why.jobs, found.why.weeks) == (None, ("a", "b"), 5)
    assert found.proven


def test_a_resource_with_much_to_do_is_what_binds() -> None:
    found = laid(*(job(key, 1, 4) for key in "abcde"))
    assert found.last.week == 5
    assert found.why is not None
    assert found.why.resource == "r"
    assert sorted(found.why.jobs) == ["a", "b", "c", "d", "e"]


def test_too_few_places_for_jobs_in_hand_are_what_binds() -> None:
    found = laid(*(job(key, 1, 1) for key in "abcdef"), available=Available({"r": 6}, in_hand={"r": 2}))
    assert found.last.week == 3
    assert found.why is not None
    assert (found.why.resource, found.why.in_hand) == ("r", True)


def test_what_is_begun_goes_on_until_it_is_done_and_only_then_waits() -> None:
    found = laid(job("a", 6, 4), available=Available({"r": 2}, in_hand={"r": 1}))
    assert found.placed["a"].work["r"] == (2, 2)
    assert (found.placed["a"].start, found.placed["a"].end) == (1, 6)


def test_what_waits_to_show_is_not_in_hand() -> None:
    found = laid(job("a", 6, 2), job("b", 6, 2), available=Available({"r": 2}, in_hand={"r": 1}))
    assert found.last.week == 7


def test_a_freeze_is_stepped_over_and_no_unit_is_worked_in_it() -> None:
    found = laid(job("a", 1, 6), available=Available({"r": 2}, {"r": (2, 0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (1, 5)
    assert found.placed["a"].work["r"] == (2, 0, 0, 2, 2)


def test_what_is_to_be_done_in_one_week_waits_for_a_week_that_has_room() -> None:
    whole = Job("a", 1, {"r": Work(2, 2, 2)})
    found = laid(whole, available=Available({"r": 2}, {"r": (1, 1)}))
    assert (found.placed["a"].start, found.placed["a"].work["r"]) == (3, (2,))


def test_a_step_does_not_begin_before_it_is_worked_on() -> None:
    found = laid(job("a", 4, 2), available=Available({"r": 2}, {"r": (0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (3, 6)


def test_what_is_fixed_to_a_week_without_time_begins_in_it_all_the_same() -> None:
    found = laid(replace(job("a", 2, 2), start=1), available=Available({"r": 2}, {"r": (0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (1, 3)


def test_what_has_begun_stays_begun_even_beyond_the_limit() -> None:
    begun = [replace(job(key, 1, 2), start=1, begun=True) for key in "abc"]
    found = laid(*begun, job("d", 1, 2), available=Available({"r": 2}, in_hand={"r": 1}))
    assert {found.placed[key].start for key in "abc"} == {1}
    assert found.placed["d"].start > max(found.placed[key].worked_until for key in "abc")


def test_what_has_begun_uses_a_week_that_has_less_than_a_whole_piece() -> None:
    begun = Job("a", 1, {"r": Work(2, 2, 2)}, start=1, begun=True)
    found = laid(begun, replace(job("b", 1, 1), earliest=2), available=Available({"r": 2}, {"r": (1,)}))
    assert found.placed["a"].work["r"] == (1, 1)
    assert (found.last.week, found.proven) == (2, True)


def test_what_cannot_be_in_hand_beside_what_has_begun_is_proven_not_to_fit() -> None:
    begun = replace(job("a", 1, 1), start=1, begun=True)
    others = [job(key, 3, 2, most=1) for key in "bc"]
    found = laid(begun, *others, available=Available({"r": 2}, in_hand={"r": 1}))
    assert (found.last.week, found.last.bound) == (6, 6)


def test_the_goal_goes_first_whatever_else_is_worth() -> None:
    goal = Goal([Sum({"b": 1}, 1)])
    found = laid(
        replace(job("a", 1, 4), value=1000), job("b", 1, 4), available=Available({"r": 2}), goals=[goal]
    )
    assert weeks_of(found) == (2, 4)


def test_a_goal_may_be_reached_by_whichever_jobs_leave_the_rest_sooner_over() -> None:
    goal = Goal([Sum({"a": 1, "b": 1}, 1)])
    jobs = [job("a", 1, 2), job("b", 1, 2), job("c", 3, 2, "b")]
    found = laid(*jobs, available=Available({"r": 2}), goals=[goal])
    assert weeks_of(found) == (1, 4)
    assert found.proven


def test_what_is_proven_after_a_goal_reached_from_the_start_holds_in_any_order() -> None:
    goals = [Goal([]), Goal([Sum({"b": 1}, 1)])]
    found = laid(job("a", 1, 4), job("b", 1, 4), available=Available({"r": 2}), goals=goals)
    assert [(one.week, one.bound, one.bound_in_order) for one in found.goals] == [(0, 0, 0), (2, 2, 2)]
    assert (found.last.week, found.last.bound) == (4, 4)


def test_work_is_spread_over_as_few_weeks_as_can_be() -> None:
    found = laid(job("a", 1, 4, most=4), job("b", 1, 4, most=4))
    assert {one.weeks_of_work for one in found.placed.values()} == {1}


def test_what_is_late_for_an_event_gives_way_to_what_is_not() -> None:
    due = replace(job("b", 1, 4), due=2, late=50)
    found = laid(replace(job("a", 1, 4), value=9), due, available=Available({"r": 2}, in_hand={"r": 1}))
    assert found.placed["b"].end == 2


def test_a_fixed_week_stays_and_the_others_go_around_it() -> None:
    found = laid(replace(job("a", 1, 4), start=2), job("b", 1, 4), available=Available({"r": 2}))
    assert found.placed["a"].start == 2
    assert found.last.week == 4


def test_a_deadline_goes_before_the_goal() -> None:
    hurried = replace(job("a", 1, 4), deadline=2)
    goal = Goal([Sum({"b": 1}, 1)])
    found = laid(hurried, job("b", 1, 4), available=Available({"r": 2}), goals=[goal])
    assert found.placed["a"].end == 2
    assert weeks_of(found) == (4, 4)


def test_a_resource_that_has_nothing_names_the_jobs_that_need_it() -> None:
    jobs = job("a", 1, 1), Job("b", 1, {"s": Work(1, 1)}), job("c", 1, 1, "b")
    assert refused(*jobs, available=Available({"r": 2, "s": 0})) == NoTimetable(("b",), proven=True)


def test_a_resource_that_leaves_can_still_work_before() -> None:
    found = laid(job("a", 1, 4), available=Available({"r": 0}, {"r": (0, 2, 2)}))
    assert found.last.week == 3


def test_a_chain_too_long_for_a_deadline_is_named() -> None:
    jobs = job("a", 3, 1), replace(job("b", 3, 1, "a"), deadline=5), job("c", 1, 1)
    assert refused(*jobs) == NoTimetable(("a", "b"), proven=True)


def test_a_need_that_cannot_end_before_a_fixed_week_is_named() -> None:
    jobs = job("a", 3, 1), replace(job("b", 1, 1, "a"), start=3), job("c", 1, 1)
    assert refused(*jobs) == NoTimetable(("a", "b"), proven=True)


def test_too_much_work_before_a_deadline_is_named() -> None:
    jobs = [replace(job(key, 1, 4), deadline=3) for key in "ab"]
    assert refused(*jobs, job("c", 1, 4), available=Available({"r": 2})) == NoTimetable(
        ("a", "b"), proven=True
    )


def test_needs_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="a, b"):
        schedule([job("a", 1, 1, "b"), job("b", 1, 1, "a")], ONE)


@CALM
@given(problems(most_jobs=9, most_units=8))
def test_every_timetable_keeps_all_rules_and_is_no_earlier_than_its_bounds(problem: Problem) -> None:
    jobs, available, goals = problem
    found = schedule(jobs, available, goals)
    if isinstance(found, NoTimetable):
        assert found.jobs
        assert {job.id for job in jobs}.issuperset(found.jobs)
        return
    assert faults(jobs, available, found.placed) == []
    assert [one.week for one in found.goals] == [week_of(goal, found.placed) for goal in goals]
    assert found.last.week == max(one.end for one in found.placed.values())
    for one in (*found.goals, found.last):
        assert one.bound <= one.bound_in_order <= one.week


@CALM
@given(problems(most_jobs=9, most_units=8, wishes=False))
def test_without_wishes_there_is_always_a_timetable(problem: Problem) -> None:
    assert isinstance(schedule(*problem), Timetable)


@settings(max_examples=50)
@given(problems(most_jobs=3, most_units=3))
def test_of_all_timetables_none_is_better(problem: Problem) -> None:
    found = schedule(*problem)
    if isinstance(found, NoTimetable):
        assert found.proven
        assert best(problem, 7) is None
    elif found.last.week <= 7:
        assert found.proven
        assert weeks_of(found) == best(problem, found.last.week)


@CALM
@given(problems(most_jobs=9, most_units=8), st.integers())
def test_the_order_of_the_jobs_changes_nothing(problem: Problem, seed: int) -> None:
    jobs, available, goals = problem
    mixed = Random(seed).sample(jobs, len(jobs))  # noqa: S311 - an order, nothing secret
    assert schedule(mixed, available, goals) == schedule(jobs, available, goals)
