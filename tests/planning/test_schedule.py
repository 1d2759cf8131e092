"""Jobs in weeks: what every timetable keeps, and that none is over earlier, set against trying everything."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.planning.scheduling.cp_model import schedule, solved
from assessment.planning.scheduling.jobs import Available, Job, NoTimetable, Timetable, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.search import SearchProgress, SolverQuery
from tests.planning.problems import Problem, best_ends, faults, problems

CALM = settings(max_examples=60)
ONE = Available({"r": 4})


def job(key: str, weeks: int, amount: int, *needs: str) -> Job:
    """Return a job of one resource, two units a week at most."""
    return Job(key, weeks, {"r": Work(amount, 2)}, needs)


def laid(*jobs: Job, available: Available = ONE) -> Timetable:
    """Return the timetable of jobs that have one."""
    found = schedule(jobs, available)
    assert isinstance(found, Timetable)
    assert faults(jobs, available, found) == []
    return found


def refused(*jobs: Job, available: Available = ONE) -> NoTimetable:
    """Return why jobs have no timetable."""
    found = schedule(jobs, available)
    assert isinstance(found, NoTimetable)
    return found


def test_nothing_to_do_is_over_at_once() -> None:
    assert laid().placed == {}


def test_a_chain_comes_one_after_the_other_and_is_what_binds() -> None:
    found = laid(job("a", 2, 2), job("b", 3, 2, "a"), job("c", 1, 1))
    assert (found.placed["a"].end, found.placed["b"].start, found.placed["b"].end) == (2, 3, 5)
    assert found.bindings[0].resource is None
    assert found.bindings[0].jobs == ("a", "b")
    assert found.bindings[0].weeks == 5
    assert found.proven


def test_a_resource_with_much_to_do_is_what_binds() -> None:
    found = laid(*(job(key, 1, 4) for key in "abcde"))
    assert found.ends == {0: 5}
    assert found.bindings[0].resource == "r"
    assert sorted(found.bindings[0].jobs) == ["a", "b", "c", "d", "e"]


def test_what_comes_before_and_after_the_work_counts_for_the_bound() -> None:
    free = Job("z", 3, {}, ("a", "b"))
    first = Job("0", 2, {})
    found = laid(first, job("a", 1, 4, "0"), job("b", 1, 4, "0"), free, available=Available({"r": 2}))
    assert found.bounds == found.ends == {0: 2 + 4 + 3}
    assert found.bindings[0].resource == "r"


def test_a_freeze_is_stepped_over_and_no_unit_is_worked_in_it() -> None:
    found = laid(job("a", 1, 6), available=Available({"r": 2}, {"r": (2, 0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (1, 5)
    assert found.placed["a"].work["r"] == (2, 0, 0, 2, 2)


def test_a_step_does_not_begin_long_before_it_is_worked_on() -> None:
    found = laid(job("a", 1, 2), available=Available({"r": 2}, {"r": (0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (3, 3)


def test_nothing_begins_in_a_freeze_even_where_its_result_takes_long_to_show() -> None:
    found = laid(job("a", 4, 2), available=Available({"r": 2}, {"r": (0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (3, 6)


def test_what_is_fixed_to_a_week_without_time_begins_in_it_all_the_same() -> None:
    found = laid(replace(job("a", 2, 2), start=1), available=Available({"r": 2}, {"r": (0, 0)}))
    assert (found.placed["a"].start, found.placed["a"].end) == (1, 3)


def test_a_job_takes_longer_where_there_are_too_few_people() -> None:
    assert laid(job("a", 1, 4), available=Available({"r": 1})).ends == {0: 4}


def test_the_earlier_wave_goes_first_whatever_the_later_is_worth() -> None:
    later = replace(job("a", 1, 4), wave=1, value=1000)
    found = laid(later, job("b", 1, 4), available=Available({"r": 2}))
    assert found.ends == {0: 2, 1: 4}


def test_within_a_wave_the_more_valuable_ends_first() -> None:
    jobs = [replace(job(key, 1, 4), value=value) for key, value in (("a", 1), ("b", 9), ("c", 5))]
    found = laid(*jobs, available=Available({"r": 2}))
    assert [found.placed[key].end for key in "bca"] == [2, 4, 6]


def test_what_is_late_for_an_event_gives_way_to_what_is_not() -> None:
    due = replace(job("b", 1, 4), due=2, late=50)
    found = laid(replace(job("a", 1, 4), value=9), due, available=Available({"r": 2}))
    assert found.placed["b"].end == 2


def test_a_fixed_week_stays_and_the_others_go_around_it() -> None:
    found = laid(replace(job("a", 1, 4), start=2), job("b", 1, 4), available=Available({"r": 2}))
    assert found.placed["a"].start == 2
    assert found.ends == {0: 4}


def test_a_deadline_goes_before_the_nearest_wave() -> None:
    hurried = replace(job("a", 1, 4), wave=1, deadline=2)
    found = laid(hurried, job("b", 1, 4), available=Available({"r": 2}))
    assert found.placed["a"].end == 2
    assert found.ends == {0: 4, 1: 2}


def test_a_resource_that_has_nothing_names_the_jobs_that_need_it() -> None:
    jobs = job("a", 1, 1), Job("b", 1, {"s": Work(1, 1)}), job("c", 1, 1, "b")
    assert refused(*jobs, available=Available({"r": 2, "s": 0})) == NoTimetable(("b",), proven=True)


def test_a_resource_that_leaves_can_still_work_before() -> None:
    found = laid(job("a", 1, 4), available=Available({"r": 0}, {"r": (0, 2, 2)}))
    assert found.ends == {0: 3}


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


def test_what_is_told_does_not_change_what_is_found() -> None:
    jobs = [replace(job(key, 1, 4), wave=place % 2) for place, key in enumerate("abcde")]
    said: list[SearchProgress] = []
    assert schedule(jobs, ONE, told=said.append) == schedule(jobs, ONE)
    assert [(one.wave, one.best_end >= one.bound) for one in said] == [(0, True)] * 2 + [(1, True)] * 2


@CALM
@given(problems(most_jobs=10))
def test_every_timetable_keeps_all_rules_and_ends_no_earlier_than_its_bound(problem: Problem) -> None:
    found = schedule(*problem)
    if isinstance(found, Timetable):
        assert faults(*problem, found) == []
        assert all(found.bounds[wave] <= end for wave, end in found.ends.items())
        assert all(found.bindings[wave].weeks <= found.bounds[wave] for wave in found.ends)
    else:
        assert found.jobs
        assert {job.id for job in problem[0]}.issuperset(found.jobs)


@CALM
@given(problems(most_jobs=10, wishes=False))
def test_without_wishes_there_is_always_a_timetable(problem: Problem) -> None:
    assert isinstance(schedule(*problem), Timetable)


@settings(max_examples=150)
@given(problems(most_jobs=3))
def test_of_all_timetables_none_has_earlier_waves(problem: Problem) -> None:
    best = best_ends(*problem)
    found = schedule(*problem)
    if isinstance(found, NoTimetable):
        assert found.proven
        assert best is None
    else:
        assert found.proven
        assert tuple(found.ends.values()) == best


@settings(max_examples=60)
@given(problems(most_jobs=4, wishes=False, rigid=False))
def test_of_all_timetables_of_jobs_that_stretch_none_has_earlier_waves(problem: Problem) -> None:
    jobs = [replace(one, work=dict(list(one.work.items())[:1])) for one in problem[0]]
    found = laid(*jobs, available=problem[1])
    assert found.proven
    assert tuple(found.ends.values()) == best_ends(jobs, problem[1])


@settings(max_examples=80)
@given(problems(most_jobs=3, wishes=False))
def test_the_solver_alone_finds_the_earliest_end_of_all(problem: Problem) -> None:
    jobs, available = [replace(one, wave=0) for one in problem[0]], problem[1]
    network = Network.of(jobs, available)
    horizon = len(available.weeks) + sum(
        one.weeks + sum(work.amount for work in one.work.values()) for one in jobs
    )
    latest = dict.fromkeys(network.jobs, horizon + 3)

    answer = solved(SolverQuery(network, latest, frozenset(network.jobs), 0), effort=1.0)

    assert answer.plan is not None
    ends = {0: max(one.end for one in answer.plan.values())}
    assert faults(jobs, available, Timetable(answer.plan, ends, ends, {})) == []
    assert (ends[0],) == (answer.bound,) == best_ends(jobs, available)


@CALM
@given(problems(most_jobs=10), st.integers())
def test_the_order_of_the_jobs_changes_nothing(problem: Problem, seed: int) -> None:
    jobs, available = problem
    mixed = Random(seed).sample(jobs, len(jobs))  # noqa: S311 - an order, nothing secret
    assert schedule(mixed, available) == schedule(jobs, available)


@CALM
@given(problems(most_jobs=10), st.integers(0, 2), st.integers(0, 2))
def test_more_capacity_never_finishes_later(problem: Problem, more: int, and_more: int) -> None:
    jobs, available = problem
    extra = {"r0": more, "r1": and_more}
    always = {key: units + extra[key] for key, units in available.always.items()}
    weeks = {key: [units + extra[key] for units in row] for key, row in available.weeks.items()}
    few, many = schedule(jobs, available), schedule(jobs, Available(always, weeks))
    if isinstance(few, Timetable):
        assert isinstance(many, Timetable)
        first = min(few.ends)
        assert many.bounds[first] <= few.ends[first]
        if many.bounds[first] == many.ends[first]:
            assert many.ends[first] <= few.ends[first]
