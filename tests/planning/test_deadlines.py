"""What deadlines alone leave no room for is impossible; and they show more than a crowded function does."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.planning.scheduling.bounds import bound, misfits
from assessment.planning.scheduling.budgeted_solver import BudgetedSolver
from assessment.planning.scheduling.cp_model import Solver
from assessment.planning.scheduling.jobs import Available, Goal, Job, Sum, Timetable, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import SolverQuery, SolverResult, Target
from assessment.planning.scheduling.search import Search
from tests.planning.problems import Problem, problems
from tests.test_cases import cases

EFFORT = 1.0


@pytest.mark.parametrize("case", cases("deadlines"))
def test_the_first_week_with_room_is_that_of_the_rule(case: Mapping[str, Any]) -> None:
    network, goals = problem_of(case["given"])
    room = case["expect"]["room"]

    assert not asking(network).has_room(goals, room - 1)
    assert asking(network).has_room(goals, room)
    assert Solver()(SolverQuery(network, goals, room - 1), EFFORT).impossible
    assert Solver()(SolverQuery(network, goals, room), EFFORT).plan is not None


def problem_of(given: Mapping[str, Any]) -> tuple[Network, list[tuple[Goal, int]]]:
    """Return the jobs of a case with what there is, and its goals."""
    jobs = [job_of(key, **said) for key, said in given["jobs"].items()]
    *weeks, always = given["there"]
    in_hand = {"shop": given["in_hand"]} if "in_hand" in given else {}
    goals = [
        (Goal([Sum(dict.fromkeys(one["of"], 1), one["so_many"])]), one["by"])
        for one in given.get("goals", ())
    ]
    return Network.of(jobs, Available({"shop": always}, {"shop": weeks}, in_hand)), goals


def job_of(key: str, units: int, shows: int = 1, *, begun: bool = False, **said: Any) -> Job:
    """Return a job as a case writes it."""
    most = said.get("most", units)
    work = {"shop": Work(units, most, said.get("least", most))} if units else {}
    return Job(key, shows, work, tuple(said.get("needs", ())), start=1 if begun else None, begun=begun)


@given(problems(most_jobs=7), st.integers(1, 10), st.integers(0, 6), st.none() | st.integers(0, 2))
def test_where_there_is_a_timetable_deadlines_leave_room(
    problem: Problem, week: int, more: int, meet: int | None
) -> None:
    jobs, available, goals = problem
    if meet is not None:
        of = [one for goal in goals for one in goal.sums]
        goals = [Goal([], [(of, min(meet, len(of)))])]
    network = Network.of(jobs, available)
    assume(not misfits(network))
    query = SolverQuery(network, [(goal, week) for goal in goals], week + more)
    assume(Solver()(query, EFFORT).plan is not None)

    assert asking(network).has_room(query.goals, week + more)


def test_what_a_goal_takes_keeps_a_long_chain_waiting() -> None:
    """Two of three steps, a week each, are to be over in week 2; what takes six weeks to show comes after."""
    whole = {"shop": Work(2, 2, 2)}
    jobs = [*(Job(name, 1, whole) for name in "abc"), Job("slow", 6, whole)]
    network = Network.of(jobs, Available({"shop": 2}))
    goal = Goal([Sum(dict.fromkeys("abc", 1), 2)])
    goals = [(goal, 2)]

    assert bound(network, network.jobs).weeks == 6
    assert not asking(network).has_room(goals, 7)
    assert Solver()(SolverQuery(network, goals, 7), EFFORT).impossible
    assert asking(network).has_room(goals, 8)
    assert Solver()(SolverQuery(network, goals, 8), EFFORT).plan is not None


@given(problems(most_jobs=6, wishes=False), st.integers(1, 8), st.integers(1, 6))
def test_where_a_goal_needs_jobs_the_crowd_before_their_week_shows(
    problem: Problem, week: int, number: int
) -> None:
    jobs, available, _ = problem
    network = Network.of(jobs, available)
    needed = list(network.jobs)[:number]
    goals = [(Goal([Sum(dict.fromkeys(needed, 1), len(needed))]), week)]
    assume(not misfits(network))
    assume(Solver()(SolverQuery(network, goals, week + 20), EFFORT).plan is not None)

    least = bound(network, network.jobs, dict.fromkeys(needed, week)).weeks

    assert not asking(network).has_room(goals, least - 1)


CHAIN = Job("slow", 6, {"shop": Work(2, 2, 2)})
"""It is begun in one week, and takes five more to show."""


def test_a_last_week_that_deadlines_settle_is_not_searched_for() -> None:
    """Any 25 of 40 steps, a week each, are over in week 25; what takes 30 weeks to show begins after them."""
    names = [f"step {number}" for number in range(40)]
    whole = {"shop": Work(2, 2, 2)}
    jobs = [*(Job(name, 1, whole) for name in names), Job("slow", 30, whole)]
    network = Network.of(jobs, Available({"shop": 2}))
    solver, asked = Solver(), list[SolverQuery]()

    def solve(query: SolverQuery, effort: float) -> SolverResult:
        asked.append(query)
        return solver(query, effort)

    goal = Target(Goal([Sum(dict.fromkeys(names, 1), 25)]), 25)
    found = Search(network, [goal], solve, lambda: None).run()

    assert isinstance(found, Timetable)
    assert (found.goals[0].week, found.last.week, found.last.bound_in_order) == (25, 55, 55)
    assert bound(network, network.jobs).weeks == 41
    assert asked
    assert all(query.by_deadlines for query in asked)


def test_as_many_of_a_list_as_are_missing_keep_a_long_chain_waiting() -> None:
    jobs = [*(Job(name, 1, {"shop": Work(2, 2, 2)}) for name in "abc"), CHAIN]
    network = Network.of(jobs, Available({"shop": 2}))
    held = Sum({}, 0)
    goals = [(Goal([], [([held, *(Sum({name: 1}, 1) for name in "abc")], 3)]), 2)]

    assert not asking(network).has_room(goals, 7)
    assert asking(network).has_room(goals, 8)
    assert asking(network).has_room([(Goal([], [([held, held, Sum({}, 1)], 2)]), 2)], 8)


def test_what_a_goal_needs_indirectly_keeps_a_long_chain_waiting() -> None:
    shop = {"shop": Work(2, 2, 2)}
    jobs = [Job("a", 1, shop), Job("b", 1, shop), Job("goal", 1, {}, needs=("a", "b")), CHAIN]
    network = Network.of(jobs, Available({"shop": 2}))
    goals = [(Goal([Sum({"goal": 1}, 1)]), 3)]

    assert not asking(network).has_room(goals, 7)
    assert asking(network).has_room(goals, 8)


def test_what_ends_too_early_leaves_no_room() -> None:
    network = Network.of([Job("slow", 6, {})], Available({}))

    assert not asking(network).has_room([], 5)
    assert not asking(network).has_room([(Goal([Sum({"slow": 1}, 1)]), 5)], 9)
    assert asking(network).has_room([], 6)


def test_what_is_not_among_the_jobs_does_nothing_for_a_goal() -> None:
    network = Network.of([Job("a", 1, {})], Available({}))
    gains = {"a": 1, "elsewhere": 1}

    assert asking(network).has_room([(Goal([Sum(gains, 1)]), 1)], 1)
    assert not asking(network).has_room([(Goal([Sum(gains, 2)]), 1)], 1)


def test_a_condition_that_was_cut_down_proves_nothing() -> None:
    """Cut down to 64 bits the gains fall short of what they add up to."""
    gains = {"a": 2**70 + 1, "b": 2**70 - 1}
    network = Network.of([Job(name, 1, {}) for name in gains], Available({}))
    goals = [(Goal([Sum(gains, sum(gains.values()))]), 1)]

    assert asking(network).has_room(goals, 1)


def asking(network: Network) -> BudgetedSolver:
    """Return the solver with all the effort it may take."""
    return BudgetedSolver(network, Solver(), lambda: None, effort=EFFORT, has_goals=True)
