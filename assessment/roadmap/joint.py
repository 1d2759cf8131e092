"""Which steps open gates by given weeks, chosen and laid into these weeks at once.

`opening` looks at chains and sums alone, so that the set it takes may not fit
after all while another does. Here the solver may choose the set together with
its weeks. That takes seconds, so it is asked only where the two do not agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from assessment.roadmap.climb import Move, name_of
from assessment.roadmap.demands import Demands, Row
from assessment.roadmap.jobs import Job
from assessment.roadmap.network import Network

EFFORT = 1.0
"""The solver's deterministic limit for one search."""
LARGEST_ROW = 2**60
"""The largest sum of a row, so that no product in the solver leaves 64 bits."""


@dataclass(frozen=True)
class Gate:
    """What a gate asks for, and by the end of which week."""

    demands: Demands
    week: int


@dataclass(frozen=True)
class Together:
    """What was found."""

    moves: Sequence[frozenset[Move]] | None
    """For each gate, what is over by its week; None where nothing was found."""
    impossible: bool
    """Whether it is proven that nothing opens all gates by their weeks."""


def together(network: Network, gates: Sequence[Gate]) -> Together:
    """Choose steps, and lay them, so that each gate is open by the end of its week.

    Args:
        network: the jobs that may be done; what is not chosen comes later.
        gates: nearest first.
    """
    rows = [row for gate in gates for row in _rows(gate.demands)]
    if any(max(row.short, sum(row.gains.values())) >= LARGEST_ROW for row in rows):
        return Together(None, impossible=False)
    model = _Model(network, max(gate.week for gate in gates))
    for gate in gates:
        model.ask(gate)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.catch_sigint_signal = False  # a page's thread has no signals to catch
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Together(None, status == cp_model.INFEASIBLE)
    over = {at for at, variable in model.over.items() if solver.value(variable)}
    return Together(
        [
            frozenset(move for move in gate.demands.half_days if (name_of(move), gate.week) in over)
            for gate in gates
        ],
        impossible=False,
    )


def _rows(demands: Demands) -> list[Row]:
    return [*demands.musts, *(row for pick in demands.picks for row in pick.of)]


class _Model:
    """Everything that can be over by a week: what has begun, and what is over, by the end of each week."""

    def __init__(self, network: Network, last: int) -> None:
        self.network = network
        self.last = last
        self.model = cp_model.CpModel()
        self.begun: dict[tuple[str, int], cp_model.IntVar] = {}
        self.over: dict[tuple[str, int], cp_model.IntVar] = {}
        self.worked: dict[tuple[str, int], list[cp_model.IntVar]] = {}
        for job in network.jobs.values():
            if network.heads[job.id][1] <= last:
                self._add(job)
        for (resource, week), units in self.worked.items():
            self.model.add(cp_model.LinearExpr.sum(units) <= network.available.units(resource, week))

    def _add(self, job: Job) -> None:
        first, soonest = self.network.heads[job.id]
        self._steps(self.begun, job.id, first)
        self._steps(self.over, job.id, soonest)
        for week in range(soonest, self.last + 1):
            self.model.add_implication(self.over[job.id, week], self.begun[job.id, week - job.weeks + 1])
        for need in job.needs:
            for week in range(first, self.last + 1):
                self.model.add_implication(self.begun[job.id, week], self.over[need, week - 1])
        for resource in job.work:
            self._work(job, resource, first)

    def _steps(self, known: dict[tuple[str, int], cp_model.IntVar], key: str, first: int) -> None:
        """Add, for each week, whether something has happened by its end; once it has, it stays so."""
        for week in range(first, self.last + 1):
            known[key, week] = self.model.new_bool_var("")
            if week > first:
                self.model.add_implication(known[key, week - 1], known[key, week])

    def _work(self, job: Job, resource: str, first: int) -> None:
        """Let a job work once it has begun, in the week it begins, and all of it until it is over."""
        work = job.work[resource]
        alone = sum(one.amount > 0 for one in job.work.values()) == 1
        so_far: list[cp_model.IntVar] = []
        for week in range(first, self.last + 1):
            most = min(work.most, work.amount, self.network.available.units(resource, week))
            if most > 0:
                units = self.model.new_int_var(0, most, "")
                self.model.add(units <= most * self.begun[job.id, week])
                self.worked.setdefault((resource, week), []).append(units)
                so_far.append(units)
            done = cp_model.LinearExpr.sum(so_far)
            if alone and self.network.begins_working(job):
                self.model.add(done >= self.begun[job.id, week])
            if (job.id, week) in self.over:
                self.model.add(done >= work.amount * self.over[job.id, week])

    def ask(self, gate: Gate) -> None:
        """Let what is over by a week open a gate."""
        for row in gate.demands.musts:
            if row.short > 0:
                self.model.add(self._gained(row, gate.week) >= row.short)
        for pick in gate.demands.picks:
            held = sum(row.short <= 0 for row in pick.of)
            counted = []
            for row in pick.of:
                if row.short > 0:
                    counts = self.model.new_bool_var("")
                    self.model.add(self._gained(row, gate.week) >= row.short * counts)
                    counted.append(counts)
            if held < pick.meet:
                self.model.add(cp_model.LinearExpr.sum(counted) >= pick.meet - held)

    def _gained(self, row: Row, week: int) -> cp_model.LinearExprT:
        gains = {
            name_of(move): gain for move, gain in row.gains.items() if (name_of(move), week) in self.over
        }
        return cp_model.LinearExpr.weighted_sum([self.over[key, week] for key in gains], list(gains.values()))
