"""The search for a timetable: heuristic, bound, and the solver only where the two do not meet.

It gets the solver as a function, so that what is decided here is plain rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.planning.scheduling.bounds import bound, latest_ends
from assessment.planning.scheduling.heuristic import Plan, candidates, insert_all, left_shift, local_search
from assessment.planning.scheduling.jobs import Binding, NoTimetable, Timetable
from assessment.planning.scheduling.network import FAR, Network

PLACINGS = 40_000
"""How often a job is placed to improve the heuristic's best: some tenths of a second."""


@dataclass(frozen=True)
class SearchProgress:
    """What is known so far, for a page to show."""

    wave: int
    best_end: int
    bound: int


Told = Callable[[SearchProgress], None]


@dataclass(frozen=True)
class SolverQuery:
    """What the solver is asked: all jobs in time, and some of them over as early as they can be."""

    network: Network
    latest: Mapping[str, int]
    """The last week each job may end in."""
    first_over: frozenset[str]
    """The jobs that should be over early; empty where any timetable will do."""
    least: int
    """A week before which these are known not to be over."""


@dataclass(frozen=True)
class SolverResult:
    """What the solver found."""

    plan: Plan | None
    bound: int
    """The jobs asked for cannot be over before this week."""
    impossible: bool
    """There is no timetable at all."""


Solve = Callable[[SolverQuery], SolverResult]


class Search:
    """One network, wave by wave, then for value."""

    def __init__(self, network: Network, solve: Solve, told: Told) -> None:
        """Begin with nothing known."""
        self.network = network
        self.solve = solve
        self.told = told
        self.waves = sorted({job.wave for job in network.jobs.values()})
        self.ends: dict[int, int] = {}
        self.bounds: dict[int, int] = {}
        self.bindings: dict[int, Binding] = {}

    def run(self) -> Timetable | NoTimetable:
        """Return the best timetable found, or that there is none."""
        plan = min(candidates(self.network), key=self._weigh, default=None)
        if plan is not None:
            plan = self._improved(plan)
        if plan is None or self._late(plan):
            answer = self.solve(self._any())
            if answer.plan is None:
                return NoTimetable(self._in_the_way(plan), proven=answer.impossible)
            plan = self._improved(self._completed(answer.plan))
        for wave in self.waves:
            plan = self._earliest(wave, plan)
        plan = left_shift(self.network, plan)
        placed = {key: plan[key] for key in sorted(plan)}
        ends = {wave: self._end(plan, wave) for wave in self.waves}  # what came later may have helped
        return Timetable(placed, ends, dict(self.bounds), dict(self.bindings))

    def _late(self, plan: Plan) -> int:
        """Return by how many weeks jobs end too late for deadlines and fixed weeks, in all."""
        latest = self.network.latest_ends
        return sum(max(0, plan[key].end - latest[key]) for key in self.network.tied)

    def _end(self, plan: Plan, wave: int) -> int:
        return max(plan[key].end for key, job in self.network.jobs.items() if job.wave == wave)

    def _weigh(self, plan: Plan) -> tuple[int, ...]:
        """Return what is compared, first things first."""
        cost = 0
        ends = dict.fromkeys(self.waves, 0)
        for key, job in self.network.jobs.items():
            end = plan[key].end
            cost += job.value * end
            if job.due is not None and end > job.due:
                cost += job.late
            ends[job.wave] = max(ends[job.wave], end)
        return (self._late(plan), *ends.values(), cost)

    @property
    def _changes(self) -> int:
        """How many changes of the order are tried: few for few jobs, and no more than there is time for."""
        number = len(self.network.jobs)
        return min(number * number, PLACINGS // max(1, number))

    def _improved(self, plan: Plan) -> Plan:
        """Change the order of the jobs here and there."""
        return local_search(self.network, plan, self._weigh, self._changes)

    def _completed(self, found: Plan) -> Plan:
        """Put the free jobs around those found; they have room after all others, if nowhere else."""
        whole = min(candidates(self.network, found), key=self._weigh)
        return local_search(self.network, whole, self._weigh, self._changes // 2, found)

    def _any(self) -> SolverQuery:
        """Ask for any timetable of the jobs that cannot be left until all others are done."""
        part = self.network.only(self.network.tied)
        return SolverQuery(part, self._limits(part, {}, 0), frozenset(), 0)

    def _limits(self, part: Network, ends: Mapping[int, int], over: int) -> Mapping[str, int]:
        """Return a last week for each job, late enough to lose no timetable.

        Args:
            part: the jobs.
            ends: weeks by which waves must be over.
            over: a week by which all can be over, if that is known.
        """
        latest = latest_ends(part, ends)
        asked = [end for end in latest.values() if end < FAR]
        begun = [max(job.earliest, job.start or 0) for job in part.jobs.values()]
        rest = [
            part.alone(job, part.listed + 1) - part.listed
            for key, job in part.jobs.items()
            if latest[key] >= FAR and not part.never_done(job)
        ]
        never = [job.weeks for job in part.jobs.values() if part.never_done(job)]
        horizon = max([over, part.listed, *asked, *begun]) + sum(rest) + sum(never)
        return {key: min(end, horizon) for key, end in latest.items()}

    def _in_the_way(self, plan: Plan | None) -> tuple[str, ...]:
        """Return the jobs that come too late, and the fixed ones that share a resource with them."""
        jobs = self.network.jobs
        tied = tuple(key for key, job in jobs.items() if (job.start or job.deadline) is not None)
        if plan is None:
            return tied or tuple(key for key in jobs if key in self.network.tied)
        late = {key for key in jobs if plan[key].end > self.network.latest_ends[key]}
        busy = {resource for key in late for resource in jobs[key].work}
        beside = {key for key in tied if jobs[key].start is not None and busy & jobs[key].work.keys()}
        return tuple(key for key in jobs if key in late | beside)

    def _earliest(self, wave: int, plan: Plan) -> Plan:
        """Make a wave end as early as it can, those before it being left as early as they are."""
        part = self.network.only(
            key for key in self.network.jobs if self.network.waves[key] <= wave or key in self.network.tied
        )
        why = bound(part, wave, self.ends)
        least, end = why.weeks, self._end(plan, wave)
        self.told(SearchProgress(wave, end, least))
        if end > least:
            own = frozenset(key for key, job in part.jobs.items() if job.wave == wave)
            last = max(plan[key].end for key in part.jobs)
            limits = self._limits(part, {**self.ends, wave: end - 1}, last)
            answer = self.solve(SolverQuery(part, limits, own, least))
            least = max(least, min(end, answer.bound))
            if answer.plan is not None:
                plan = self._after(answer.plan)
                end = self._end(plan, wave)
        self.ends[wave], self.bounds[wave], self.bindings[wave] = end, least, why
        self.told(SearchProgress(wave, end, least))
        return plan

    def _after(self, found: Plan) -> Plan:
        """Take over what the solver found for some of the jobs, and improve it where that keeps the end."""
        whole = self._completed(left_shift(self.network.only(found), found))
        order = sorted(self.network.jobs, key=lambda key: (whole[key].end, whole[key].start, key))
        again = insert_all(self.network, order, {})
        if again is None or self._weigh(again)[:-1] > self._weigh(whole)[:-1]:
            return whole
        return min(whole, self._improved(again), key=self._weigh)
