"""What deadlines alone leave no room for is impossible; and they show more than a crowded function does."""

from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.planning.scheduling.bounds import bound, misfits
from assessment.planning.scheduling.budgeted_solver import BudgetedSolver
from assessment.planning.scheduling.cp_model import Solver
from assessment.planning.scheduling.jobs import Available, Goal, Job, Sum, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import SolverQuery
from tests.planning.problems import Problem, problems

EFFORT = 1.0


@given(problems(most_jobs=7), st.integers(1, 10), st.integers(0, 6))
def test_where_there_is_a_timetable_deadlines_leave_room(problem: Problem, week: int, more: int) -> None:
    jobs, available, goals = problem
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


def asking(network: Network) -> BudgetedSolver:
    """Return the solver with all the effort it may take."""
    return BudgetedSolver(network, Solver(), lambda: None, effort=EFFORT, has_goals=True)
