"""The solver with a budget: a question is put in several ways, each with a share of what it may take.

What one way finds or proves at once, another takes long for. So each is tried
briefly, the quick ones first; large questions are asked in parts as well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assessment.planning.scheduling.decomposition import Decomposition
from assessment.planning.scheduling.heuristic import Plan
from assessment.planning.scheduling.jobs import Goal
from assessment.planning.scheduling.network import FAR, Network
from assessment.planning.scheduling.query import LARGE, SolverQuery, SolverResult, Tactic

SMALL = 400
"""Jobs times weeks up to which a question is small: the solver is asked for less spread as well."""
EFFORT = 1.5
"""What the solver may take for one timetable, in its own steps: a second or two, where most take little."""
TACTICS = {Tactic.RESTARTS: 0.24, Tactic.RANDOM: 0.29, Tactic.LINEAR: 0.31}
"""The share of it that a question that is not large may take, in one way after the other."""
WHOLE_GOALS, WHOLE_END = 0.12, 0.29
"""The shares of it that a large question may take as a whole: about goals only, and about the end of all."""
BUSIEST = {Tactic.RESTARTS: 0.05, Tactic.RANDOM: 0.067, Tactic.REVERSED: 0.1}
"""The share of it that the busiest resources of a large one may take, in one way after the other."""
BUSIEST_END = {Tactic.REVERSED: 0.1, Tactic.RESTARTS: 0.03}
"""The same where the end of all is asked for, the goals being known."""
AT_ONCE = {Tactic.RESTARTS: 0.015}
"""The same where goals and end are asked for together."""
PROOF = 0.12
"""The share of it that proving a no of a large one may take."""
DEADLINES = 0.02
"""The share of it that looking whether deadlines leave room may take."""
KEPT = 0.5
"""The share of the weeks whose jobs stay where they are when only the end is looked at."""
NEARBY = 0.02
"""The share of it that this may take."""
FOR_NEARBY = 0.1
"""The share of it that is left for this while the end is looked at as a whole."""
FOR_THE_END = 0.1
"""The share of it that is left for the last week while goals are looked at."""

OnProgress = Callable[[], None]
Solve = Callable[[SolverQuery, float], SolverResult]


@dataclass
class BudgetedSolver:
    """Asks the solver about one network, until its effort is used up."""

    network: Network
    solve: Solve
    on_progress: OnProgress
    effort: float
    """What it may still take, in the solver's own steps."""
    has_goals: bool
    """Whether goals come before the end of all: then no question may take everything."""
    reserve: float = 0.0
    """What is left for questions to come."""
    _impossible: set[tuple[tuple[int, ...], int | None]] = field(default_factory=set)
    """The weeks of goals, and of the end, that no timetable keeps."""

    def ask(self, query: SolverQuery, *, proof: bool = True) -> SolverResult:
        """Return what is found out about a question, put in several ways, the last of them to prove a no.

        Of a large one nothing is proven by the last way here: it is slow, and asked when the rest is known.
        """
        if _weeks_of(query) in self._impossible:
            return SolverResult(None, FAR, impossible=True)
        found = self.ask_nearby(query)
        if found.plan is not None:
            return found
        found = self._in_parts(query, BUSIEST if query.all_by is None else BUSIEST_END)
        if found.impossible or found.plan is not None:
            return found
        if query.goals and query.size >= LARGE:
            return self._whole(query)
        tactics = list(TACTICS)
        if query.size <= SMALL:
            tactics.sort(key=lambda tactic: tactic is not Tactic.LINEAR)  # of a small one it is at once known
        for tactic in tactics:
            if proof or tactic is not Tactic.LINEAR:
                found = self.put(replace(query, tactic=tactic), TACTICS[tactic] * EFFORT)
            if found.impossible or found.plan is not None:
                break
        return found

    def ask_briefly(self, query: SolverQuery) -> SolverResult:
        """Return what is found out about a question at once; of a large one only in parts."""
        if query.size >= LARGE:
            return self._in_parts(query, AT_ONCE)
        return self.put(query, TACTICS[query.tactic] * EFFORT)

    def prove(self, query: SolverQuery) -> SolverResult:
        """Return what is found out about a question in the way that is slow, and proves most."""
        return self.put(replace(query, tactic=Tactic.LINEAR), PROOF * EFFORT)

    def ask_nearby(self, query: SolverQuery) -> SolverResult:
        """Return a timetable that ends in time and begins as the known one does, of a large question."""
        found = SolverResult(None, query.least, impossible=False)
        last = query.all_by
        if last is None or not query.is_large_end:
            return found
        given = {
            key: placed
            for key, placed in query.hint.items()
            if placed.start < KEPT * last and placed.end <= last
        }
        if not self._leave_time(given, last):
            return found
        part = self.put(replace(query, given=given), NEARBY * EFFORT)
        return found if part.plan is None else part

    def _leave_time(self, given: Plan, last: int) -> bool:
        """Whether jobs that have their place leave each other time to end by a week, were it alone."""
        over: dict[str, int] = {}
        for key, job in self.network.jobs.items():
            first = max([self.network.earliest[key][0], *(over[need] + 1 for need in job.needs)])
            if key in given:
                if first > given[key].start:
                    return False
                over[key] = given[key].end
            else:
                over[key] = self.network.earliest_end(job, first)
                if over[key] > last:
                    return False
        return True

    def _whole(self, query: SolverQuery) -> SolverResult:
        """Return what is found out about a large question that its parts left open."""
        if query.all_by is None:
            return self.put(replace(query, tactic=Tactic.RANDOM), WHOLE_GOALS * EFFORT)
        left = self.effort - FOR_NEARBY * EFFORT
        return self.put(replace(query, tactic=Tactic.REVERSED), min(left, WHOLE_END * EFFORT))

    def has_room(self, goals: Sequence[tuple[Goal, int]], last: int) -> bool:
        """Whether all jobs may be over by a week with goals in their weeks, by their deadlines alone.

        Not being sure counts as yes.
        """
        query = SolverQuery(self.network, goals, last, by_deadlines=True)
        if _weeks_of(query) in self._impossible:
            return False
        return not self.put(query, DEADLINES * EFFORT).impossible

    def _in_parts(self, query: SolverQuery, shares: Mapping[Tactic, float]) -> SolverResult:
        """Return what is found out about a large question in parts; nothing about a small one."""
        if not query.goals or query.size < LARGE:
            return SolverResult(None, query.least, impossible=False)
        return self._parts.asked(query, shares)

    @cached_property
    def _parts(self) -> Decomposition:
        return Decomposition(self.network, lambda query, share: self.put(query, share * EFFORT))

    def put(self, query: SolverQuery, most: float) -> SolverResult:
        """Return what the solver finds with what it may still take; nothing once that is used up."""
        left = self.effort - self.reserve
        if min(left, most) <= 0:
            return SolverResult(None, query.least, impossible=False)
        # Where there are no goals, nothing is left to spare for, but for a little less spread.
        found = self.solve(query, min(left, most) if self.has_goals or query.spread else left)
        self.effort -= found.effort
        if found.impossible and not query.given:
            self._impossible.add(_weeks_of(query))
        self.on_progress()
        return found


def _weeks_of(query: SolverQuery) -> tuple[tuple[int, ...], int | None]:
    """Return what is asked: the weeks of the goals, which are always the same, and of the end."""
    return tuple(week for _, week in query.goals), query.all_by
