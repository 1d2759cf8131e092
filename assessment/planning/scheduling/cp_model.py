"""The schedule: jobs in weeks, the nearest wave over as early as it can be, then value early.

What the heuristic finds is proven where it meets the bound worked out from
chains and loads. Else the solver looks for an earlier end, or proves that
there is none: one worker, a fixed seed and a limit in the solver's own steps,
never the clock, so that the same jobs always give the same timetable. The only
module that knows the solver (with the path).

A rigid job is an interval to it. What a job that may stretch works is a number
for each week of its window, let in only once it has started and until it has
ended; so a timetable that is right with few people stays right with more.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ortools.sat.python import cp_model

from assessment.planning.scheduling.bounds import misfits
from assessment.planning.scheduling.jobs import Available, Job, NoTimetable, Placed, Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.search import Search, SearchProgress, SolverQuery, SolverResult

EFFORT = 0.5
"""The solver's deterministic limit for one search: two seconds or so, where most take tenths of one."""

Demand = tuple[cp_model.IntervalVar, cp_model.LinearExprT]


def schedule(
    jobs: Sequence[Job],
    available: Available,
    *,
    told: Callable[[SearchProgress], None] | None = None,
    effort: float = EFFORT,
) -> Timetable | NoTimetable:
    """Lay jobs into weeks.

    Args:
        jobs: in any order; the order changes nothing.
        available: the units of each resource in each week.
        told: called between searches; it changes nothing.
        effort: the solver's deterministic limit for one search.

    Raises:
        ValueError: jobs that need each other in a circle, or one that is not there.
    """
    network = Network.of(jobs, available)
    if stuck := misfits(network):
        return NoTimetable(stuck, proven=True)
    return Search(network, partial(solved, effort=effort), told or _silent).run()


def _silent(_progress: SearchProgress) -> None:
    """Let nobody know."""


def solved(ask: SolverQuery, effort: float) -> SolverResult:
    """Let the solver search within a limit, without any heuristic."""
    model = _Model(ask)
    if not model.possible:
        return SolverResult(None, max(ask.latest.values()) + 1, impossible=True)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2 if model.works else 1
    solver.parameters.max_deterministic_time = effort
    solver.parameters.catch_sigint_signal = False  # a page's thread has no signals to catch
    status = solver.solve(model.model)
    if status == cp_model.INFEASIBLE:
        last = max((ask.latest[key] for key in ask.first_over), default=0)
        return SolverResult(None, last + 1, impossible=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return SolverResult(None, ask.least, impossible=False)
    plan = {key: model.placed(job, solver) for key, job in ask.network.jobs.items()}
    least = round(solver.best_objective_bound) if ask.first_over else 0
    return SolverResult(plan, least, impossible=False)


class _Model:
    """All timetables of some jobs, each over by its week."""

    def __init__(self, ask: SolverQuery) -> None:
        self.network = ask.network
        self.model = cp_model.CpModel()
        self.possible = True
        self.start: dict[str, cp_model.IntVar] = {}
        self.end: dict[str, cp_model.IntVar] = {}
        self.works: dict[tuple[str, str, int], cp_model.IntVar] = {}
        self.rigid: dict[str, list[Demand]] = {resource: [] for resource in ask.network.available.always}
        for key, job in ask.network.jobs.items():
            self._add(job, ask.latest[key])
        if not self.possible:
            return
        for key, job in ask.network.jobs.items():
            for need in job.needs:
                self.model.add(self.start[key] > self.end[need])
        horizon = max(ask.latest.values(), default=0)
        for resource in ask.network.available.always:
            self._share(resource, horizon)
        if ask.first_over:
            last = max(ask.latest[key] for key in ask.first_over)
            over = self.model.new_int_var(min(ask.least, last), last, "over")
            for key in sorted(ask.first_over):
                self.model.add(over >= self.end[key])
            self.model.minimize(over)

    def _add(self, job: Job, last: int) -> None:
        """Add a job that ends by a week at the latest."""
        first, soonest = self.network.heads[job.id]
        latest = self.network.alone_back(job, last)
        if first > latest or soonest > last:
            self.possible = False
            return
        weeks = [week for week in range(first, latest + 1) if self.network.can_begin(job, week)]
        if not weeks:
            self.possible = False
            return
        start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(weeks), f"start {job.id}")
        end = self.model.new_int_var(soonest, last, f"end {job.id}")
        self.start[job.id], self.end[job.id] = start, end
        if job.rigid:
            self.model.add(end == start + (job.weeks - 1))
            interval = self.model.new_fixed_size_interval_var(start, job.weeks, f"job {job.id}")
            for resource, work in job.work.items():
                self.rigid[resource].append((interval, work.most))
            return
        self.model.add(end >= start + (job.weeks - 1))
        if not any(work.amount for work in job.work.values()):
            return
        begun, over = self._by(start, first, last), self._by(end, first, last)
        for resource, work in job.work.items():
            if work.amount:
                self._stretch(job, resource, begun, over)

    def _stretch(
        self,
        job: Job,
        resource: str,
        begun: Mapping[int, cp_model.IntVar],
        over: Mapping[int, cp_model.IntVar],
    ) -> None:
        """Let a job work between its start and its end only, as much as it has to."""
        work, first = job.work[resource], min(begun)
        units = []
        for week in begun:
            most = min(work.most, work.amount, self.network.available.units(resource, week))
            if most <= 0:
                continue
            amount = self.model.new_int_var(0, most, f"{job.id} {resource} {week}")
            self.model.add(amount <= most * begun[week])
            if week > first:
                self.model.add(amount <= most - most * over[week - 1])
            self.works[job.id, resource, week] = amount
            units.append(amount)
        self.model.add(cp_model.LinearExpr.sum(units) == work.amount)

    def _by(self, when: cp_model.IntVar, first: int, last: int) -> dict[int, cp_model.IntVar]:
        """Return, for each week, whether something has happened by its end."""
        known = {}
        for week in range(first, last + 1):
            known[week] = self.model.new_bool_var("")
            self.model.add(when <= week).only_enforce_if(known[week])
            self.model.add(when > week).only_enforce_if(known[week].negated())
            if week > first:
                self.model.add_implication(known[week - 1], known[week])
        return known

    def _share(self, resource: str, horizon: int) -> None:
        """Let no week take more of a resource than there is."""
        weekly: dict[int, list[cp_model.IntVar]] = {}
        for (_, own, week), amount in self.works.items():
            if own == resource:
                weekly.setdefault(week, []).append(amount)
        units = {week: self.network.available.units(resource, week) for week in range(1, horizon + 1)}
        if not self.rigid[resource]:
            for week, amounts in weekly.items():
                self.model.add(cp_model.LinearExpr.sum(amounts) <= units[week])
            return
        most = max(units.values())
        demands = list(self.rigid[resource])
        for week, there in units.items():
            here = self.model.new_fixed_size_interval_var(week, 1, "")
            if there < most:
                demands.append((here, most - there))
            demands += [(here, amount) for amount in weekly.get(week, ())]
        self.model.add_cumulative([one for one, _ in demands], [taken for _, taken in demands], most)

    def placed(self, job: Job, solver: cp_model.CpSolver) -> Placed:
        """Read where a job was put, with no idle weeks before its work or after what it needs."""
        start, end = solver.value(self.start[job.id]), solver.value(self.end[job.id])
        if job.rigid:
            work = {resource: (one.most,) * job.weeks for resource, one in job.work.items()}
            return Placed(start, end, work)
        done = {
            (resource, week): solver.value(amount)
            for (key, resource, week), amount in self.works.items()
            if key == job.id
        }
        worked = [week for (_, week), amount in done.items() if amount]
        end = max([start + job.weeks - 1, *worked])
        if job.start is None:
            latest = min([end - job.weeks + 1, *worked])
            start = max(week for week in range(start, latest + 1) if self.network.can_begin(job, week))
        spread = {
            resource: tuple(done.get((resource, week), 0) for week in range(start, end + 1))
            for resource in job.work
        }
        return Placed(start, end, spread)
