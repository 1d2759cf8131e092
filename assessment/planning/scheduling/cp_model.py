"""The solver, asked about timetables: whether there is one, within a limit.

One worker, a fixed seed, and a limit in the solver's own steps, never the
clock: the same question always has the same answer.
"""

import logging
from dataclasses import replace

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import SatParameters

from assessment.planning.scheduling.deadlines import DeadlineModel
from assessment.planning.scheduling.jobs import Placed
from assessment.planning.scheduling.network import FAR
from assessment.planning.scheduling.query import LARGE, SolverQuery, SolverResult, Tactic
from assessment.planning.scheduling.timetable_model import TimetableModel

LOG = logging.getLogger(__name__)
RESTART = 20
"""Conflicts before the solver begins anew for the first time."""
SELDOM = 100
"""The same where it begins from random values: it then needs longer to get anywhere."""


class Solver:
    """Asks the solver, and keeps the rows of the last question: it is mostly asked again in another way."""

    def __init__(self) -> None:
        """Begin without any."""
        self._last: tuple[SolverQuery, TimetableModel] | None = None

    def __call__(self, query: SolverQuery, effort: float) -> SolverResult:
        """Let the solver search within a limit, without any heuristic."""
        if _is_steady(query):
            return _steady(query, effort)
        return _by_deadlines(query, effort) if query.by_deadlines else self._by_weeks(query, effort)

    def _by_weeks(self, query: SolverQuery, effort: float) -> SolverResult:
        """Search for a week for every unit of work."""
        model = self._model(query)
        if model.rules.impossible:
            return SolverResult(None, FAR, impossible=True)
        solver = _solver(1 if query.tactic is Tactic.LINEAR else 0, effort)
        is_large_proof = query.tactic is Tactic.LINEAR and query.size >= LARGE
        solver.parameters.cp_model_presolve = is_large_proof
        solver.parameters.max_presolve_iterations = 1
        if query.size >= LARGE:
            solver.parameters.cp_model_probing_level = 0  # the rows are short already: it only takes time
            solver.parameters.symmetry_level = 0
        if is_large_proof:
            solver.parameters.cut_level = 0
        if is_large_proof or query.tactic is not Tactic.LINEAR:
            solver.parameters.symmetry_level = 0
            solver.parameters.default_restart_algorithms = "LUBY_RESTART"
            is_seldom = query.tactic in {Tactic.RANDOM, Tactic.LINEAR}
            solver.parameters.restart_period = SELDOM if is_seldom else RESTART
        if query.tactic is Tactic.REVERSED:
            solver.parameters.preferred_variable_order = SatParameters.IN_REVERSE_ORDER
        if query.tactic in {Tactic.RANDOM, Tactic.REVERSED}:
            solver.parameters.initial_polarity = SatParameters.POLARITY_RANDOM
        status = solver.solve(model.rules.model)
        taken = solver.response_proto.deterministic_time
        if status == cp_model.MODEL_INVALID:
            LOG.error("the solver refuses a question: %s", model.rules.model.validate())
        if status == cp_model.INFEASIBLE:
            return SolverResult(None, FAR, impossible=model.exact, effort=taken)
        found = None
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = model.plan(solver.response_proto.solution)
        return SolverResult(found, query.least, impossible=False, effort=taken)

    def _model(self, query: SolverQuery) -> TimetableModel:
        """Return the rows of a question; a linear relaxation has its own."""
        if self._last is not None and Tactic.LINEAR not in {query.tactic, self._last[0].tactic}:
            known, model = self._last
            if replace(query, tactic=known.tactic) == known:
                return model
        model = TimetableModel(query)
        self._last = query, model
        return model


def _by_deadlines(query: SolverQuery, effort: float) -> SolverResult:
    """Look whether deadlines leave room for all jobs by a week: every rule is put into the relaxation."""
    model = DeadlineModel(query.network, query.goals, query.all_by or 0)
    if model.rules.impossible:
        return SolverResult(None, FAR, impossible=model.exact)
    solver = _solver(2, effort)
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(model.rules.model)
    taken = solver.response_proto.deterministic_time
    return SolverResult(None, query.least, status == cp_model.INFEASIBLE and model.exact, taken)


def _is_steady(query: SolverQuery) -> bool:
    """Whether every job takes as much in each of its weeks, and there is as much in every week."""
    available = query.network.available
    return (
        query.all_by is not None
        and not (query.goals or query.spread or available.weeks or available.in_hand)
        and all(
            work.is_steady and job.weeks == work.weeks
            for job in query.network.jobs.values()
            for work in job.work.values()
        )
    )


def _steady(query: SolverQuery, effort: float) -> SolverResult:
    """Search among whole intervals: where nothing but their weeks is open that is far quicker."""
    model, network, last = cp_model.CpModel(), query.network, query.all_by or 0
    latest = network.latest_ends_for(dict.fromkeys(network.jobs, last))
    start: dict[str, cp_model.IntVar] = {}
    taken: dict[str, list[tuple[cp_model.IntervalVar, int]]] = {one: [] for one in network.available.always}
    over = model.new_int_var(min(query.least, last), last, "over")
    for key, job in network.jobs.items():
        first, until = network.earliest[key][0], network.latest_start(job, latest[key])
        if first > until:
            return SolverResult(None, FAR, impossible=True)
        start[key] = model.new_int_var(first, until, f"start {key}")
        whole = model.new_fixed_size_interval_var(start[key], job.weeks, f"job {key}")
        for resource, work in job.work.items():
            taken[resource].append((whole, work.most))
        for need in job.needs:
            model.add(start[key] >= start[need] + network.jobs[need].weeks)
        model.add(over >= start[key] + (job.weeks - 1))
    for resource, own in taken.items():
        there = network.available.always[resource]
        model.add_cumulative([one for one, _ in own], [units for _, units in own], there)
    model.minimize(over)
    solver = _solver(1, effort)
    status = solver.solve(model)
    effort = solver.response_proto.deterministic_time
    if status == cp_model.INFEASIBLE:
        return SolverResult(None, FAR, impossible=True, effort=effort)
    bound = max(query.least, round(solver.best_objective_bound))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return SolverResult(None, bound, impossible=False, effort=effort)
    plan = {}
    for key, job in network.jobs.items():
        begins = solver.value(start[key])
        rows = {one: (work.most,) * job.weeks for one, work in job.work.items()}
        plan[key] = Placed(begins, begins + job.weeks - 1, rows)
    return SolverResult(plan, bound, impossible=False, effort=effort)


def _solver(linear: int, effort: float) -> cp_model.CpSolver:
    """Return a solver that finds the same in the same model, every time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = linear
    solver.parameters.max_deterministic_time = effort
    solver.parameters.catch_sigint_signal = False  # a page's thread has no signals to catch
    return solver
