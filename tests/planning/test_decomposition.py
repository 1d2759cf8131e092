"""A question asked in parts, or with jobs in an order: what is found out so holds of the whole question."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.planning.scheduling.bounds import misfits
from assessment.planning.scheduling.cp_model import Solver
from assessment.planning.scheduling.decomposition import Decomposition, idle_resources
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import SolverQuery, Tactic
from tests.planning.problems import Problem, faults, problems, week_of

EFFORT = 1.0


@given(problems(most_jobs=7), st.integers(1, 10), st.booleans())
def test_what_is_found_in_parts_holds_of_the_whole(problem: Problem, week: int, every_job: bool) -> None:  # noqa: FBT001 - drawn
    jobs, available, goals = problem
    assume(goals)
    network = Network.of(jobs, available)
    assume(not misfits(network))
    assume(idle_resources(network))
    query = SolverQuery(network, [(goal, week) for goal in goals], week if every_job else None)

    solver = Solver()
    parts = Decomposition(network, lambda one, share: solver(one, share * EFFORT))
    found = parts.asked(query, {Tactic.RESTARTS: 1.0, Tactic.REVERSED: 1.0})

    whole = solver(query, EFFORT)
    if found.impossible:
        assert whole.impossible
    if found.plan is not None:
        made = [job for job in jobs if job.id in found.plan]
        assert whole.plan is not None
        assert not made or not faults(made, available, found.plan)
        assert all(week_of(goal, found.plan) <= week for goal in goals)
        assert not every_job or (
            len(made) == len(jobs) and all(one.end <= week for one in found.plan.values())
        )


@given(problems(most_jobs=4), st.integers(1, 8), st.booleans())
def test_where_jobs_can_change_places_one_order_is_enough(
    problem: Problem,
    week: int,
    every_job: bool,  # noqa: FBT001 - drawn
) -> None:
    jobs, available, goals = problem
    also = [replace(job, id=f"{job.id} too") for job in jobs]
    network = Network.of([*jobs, *also], available)
    assume(not misfits(network))
    query = SolverQuery(network, [(goal, week) for goal in goals], week if every_job else None)

    in_order = Solver()(query, EFFORT)
    in_any_order = Solver()(replace(query, spread=True), EFFORT)

    assert in_order.impossible == in_any_order.impossible
    assert (in_order.plan is None) == (in_any_order.plan is None)
