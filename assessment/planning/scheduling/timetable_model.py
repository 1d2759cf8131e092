"""All timetables of some jobs, as variables and rules for the solver.

For each job and week there is a variable that says whether the job has begun,
and for each unit of its work one that says whether that unit is done: once it
is, it stays so. So what happens one after the other, what needs something and
what lasts some weeks are implications between two variables, which the solver
follows at once, and the units done by a week can be counted up. Which jobs
reach a goal is a choice inside the model; so what is proven is proven of every
schedule, whichever jobs it goes for first.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from assessment.planning.scheduling.jobs import Goal, Job, Placed, Sum, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import SolverQuery

Literal = cp_model.IntVar | int
"""A variable that is 0 or 1, or the one of the two that is known."""
Row = Mapping[int, Literal]
"""Whether something has happened by each of some weeks."""

LARGEST = 2**60
"""The largest sum of a condition, so that no product in the solver leaves 64 bits."""


def at(row: Row, week: int) -> Literal:
    """Return whether something has happened by a week; never before the row begins."""
    if week in row:
        return row[week]
    return 0 if not row or week < min(row) else row[max(row)]


class TimetableModel:
    """All timetables of some jobs that keep what is asked."""

    def __init__(self, query: SolverQuery) -> None:
        self.model = cp_model.CpModel()
        self.impossible = False
        """Whether a rule cannot be kept, so that there is nothing to ask the solver."""
        self.query = query
        self.network: Network = query.network
        self.exact = True
        """Whether it says just what was asked, so that what is impossible here is so."""
        self.made: dict[str, Literal] = {}
        self.begun: dict[str, Row] = {}
        self.units: dict[tuple[str, str], Sequence[Row]] = {}
        """By job and resource: for each unit of the work, whether it is done by a week."""
        self.ended: dict[int, dict[str, Literal]] = {}
        self.jobs = query.last_weeks()
        for key in self.jobs:
            self._add(self.network.jobs[key])
        if self.impossible:
            return
        for key in self.jobs:
            for need in self.network.jobs[key].needs:
                self._after(key, need)
        for goal, week in query.goals:
            self._reach(goal, week)
        for resource in self.network.available.always:
            self._share(resource)
        if query.spread:
            self._least_weeks_of_work()
        self._hint()

    def _add(self, job: Job, /) -> None:
        """Add a job that ends by a week at the latest, if it is made at all."""
        last = self.jobs[job.id]
        first, soonest = self.network.earliest[job.id]
        must = self.query.all_by is not None or job.id in self.network.constrained
        latest = self.network.latest_start(job, last)
        if first > latest or soonest > last:
            self.impossible = self.impossible or must
            self.made[job.id] = 0
            self.begun[job.id] = {}
            return
        made: Literal = 1 if must else self._new()
        self.made[job.id] = made
        weeks = range(first, latest + 1)
        self.begun[job.id] = self._row(weeks, made, lambda week: self.network.can_begin(job, week))
        for resource, work in job.work.items():
            self.units[job.id, resource] = self._work(job, resource, work)

    def _work(self, job: Job, resource: str, work: Work) -> Sequence[Row]:
        """Let a job be worked on from its beginning until it is done, without a break."""
        begun, made = self.begun[job.id], self.made[job.id]
        if job.start is None and work.amount <= work.least:
            return [begun] * work.amount  # all of it in the week it begins
        weeks = self._weeks(job, resource, work)

        def may_be_done(week: int) -> bool:
            return self.network.is_workable(job, resource, week)

        rows = [self._row(own, made, may_be_done) for own in weeks]
        if job.start is None:
            rows[0] = begun
        for week in range(min(begun), self.jobs[job.id] + 1):
            before, now = [at(row, week - 1) for row in rows], [at(row, week) for row in rows]
            for one, other in pairwise(now):
                self._implies(other, one)
            there = self.network.available.units(resource, week) if may_be_done(week) else 0
            for one, other in zip(now[min(work.most, there) :], before, strict=False):
                self._implies(one, other)
            if there and not job.begun:  # what has begun may rest
                least = min(work.least, work.most, there)
                for number, one in enumerate([at(begun, week), *before[:-1]]):
                    self._implies(one, now[min(number + least, work.amount) - 1])
        return rows

    def _weeks(self, job: Job, resource: str, work: Work) -> list[range]:
        """Return the weeks in which each unit of a work can be done first, were the job alone."""

        def weeks_of(week: int, step: int) -> list[int]:
            found: list[int] = []
            while len(found) < work.amount and week > 0:
                if self.network.is_workable(job, resource, week):
                    most = min(work.most, self.network.available.units(resource, week))
                    found += [week] * min(most, work.amount - len(found))
                week += step
            return found

        first = weeks_of(min(self.begun[job.id]), 1)
        last = weeks_of(self.jobs[job.id], -1)[::-1]
        if job.start is None:
            last[0] = max(self.begun[job.id])
        return [range(one, other + 1) for one, other in zip(first, last, strict=True)]

    def _shown(self, key: str, week: int) -> list[Literal]:
        """Return what must all hold for a job to have ended by a week."""
        job = self.network.jobs[key]
        over = [at(self.units[key, one][-1], week) for one in job.work if (key, one) in self.units]
        return [at(self.begun[key], week - job.weeks + 1), *over]

    def _after(self, key: str, need: str) -> None:
        """Let a job begin only after one that it needs has ended."""
        if need not in self.jobs:
            self._implies(self.made[key], 0)
            return
        known: Literal = 0
        for week, begun in self.begun[key].items():
            if begun is not known:  # else it can be no sooner than in the week before
                for one in self._shown(need, week - 1):
                    self._implies(begun, one)
            known = begun

    def _share(self, resource: str) -> None:
        """Let no week take more of a resource than there is, nor more jobs in hand at once."""
        own = [key for key in self.jobs if (key, resource) in self.units]
        last = max((self.jobs[key] for key in own), default=0)
        units = [self.network.available.units(resource, week) for week in range(1, last + 1)]
        rows = [(self.made[key], row) for key in own for row in self.units[key, resource]]
        for week, most in enumerate(units, start=1):
            parts = [
                at(row, week) - at(row, week - 1) for _, row in rows if at(row, week) is not at(row, week - 1)
            ]
            if len(parts) > most:
                self._limit(parts, most)
        self._count_up(rows, units)
        limit = self.network.available.in_hand.get(resource)
        if limit is not None and len(own) > limit:
            self._limit_in_hand(resource, own, limit)
            begins = [
                (self.made[key], row)
                for key in own
                for row in self.units[key, resource][:: self.network.jobs[key].work[resource].most]
            ]
            if not any(self.network.jobs[key].begun for key in own):
                self._count_up(begins, [min(limit, most) for most in units])

    def _count_up(self, rows: Sequence[tuple[Literal, Row]], most: Sequence[int]) -> None:
        """Let what is done by a week, and what is left after it, be no more than the weeks have for it.

        It follows from the weeks one by one; counted up, what is impossible shows at once.
        """
        there, whole = 0, sum(most)
        for week, units in enumerate(most, start=1):
            there += units
            if len(rows) > there:
                self._limit([at(row, week) for _, row in rows], there)
            if len(rows) > whole - there:
                self._limit([made - at(row, week) for made, row in rows], whole - there)

    def _limit(self, parts: Sequence[cp_model.LinearExprT], most: int) -> None:
        """Let some parts add up to no more than there may be."""
        total = cp_model.LinearExpr.sum(list(parts))
        if isinstance(total, int):
            self.impossible = self.impossible or total > most
        else:
            self.model.add(total <= most)

    def _in_hand(self, key: str, resource: str, week: int) -> cp_model.LinearExprT:
        """Return whether a job has begun by a week and its work was not done before."""
        return at(self.begun[key], week) - at(self.units[key, resource][-1], week - 1)

    def _limit_in_hand(self, resource: str, own: Sequence[str], limit: int) -> None:
        """Keep the jobs in hand within a limit; those that have begun count, and may alone go beyond it."""
        begun = [key for key in own if self.network.jobs[key].begun]
        for week in range(1, max(self.jobs[key] for key in own) + 1):
            rows = {key: self._in_hand(key, resource, week) for key in own}
            if len(begun) <= limit:
                self._limit(list(rows.values()), limit)
                continue
            some = self._new()
            for key in own:
                if key not in begun:
                    self.model.add(rows[key] <= some)
            beyond = len(begun) - limit
            self.model.add(cp_model.LinearExpr.sum(list(rows.values())) <= limit + beyond - beyond * some)

    def _reach(self, goal: Goal, week: int) -> None:
        """Let the jobs that have ended by a week be enough for a goal."""
        ended = self.ended.setdefault(week, {})
        for one in (*goal.sums, *(part for of, _ in goal.choices for part in of)):
            for key in one.gains:
                if key in self.jobs and key not in ended:
                    ended[key] = self._ended(key, week)
        for one in goal.sums:
            if one.short > 0:
                total, short = self._total(one, ended)
                self.model.add(total >= short)
        for of, meet in goal.choices:
            held = sum(one.short <= 0 for one in of)
            if held >= meet:
                continue
            counted = []
            for one in of:
                if one.short > 0:
                    total, short = self._total(one, ended)
                    counts = self._new()
                    self.model.add(total >= short * counts)
                    counted.append(counts)
            self.model.add(cp_model.LinearExpr.sum(counted) >= meet - held)

    def _ended(self, key: str, week: int) -> Literal:
        """Return a variable that may be 1 only where a job has ended by a week."""
        shown = [one for one in self._shown(key, week) if not isinstance(one, int) or not one]
        shown = [one for place, one in enumerate(shown) if all(one is not other for other in shown[:place])]
        if any(isinstance(one, int) for one in shown):
            return 0
        if not shown:
            return 1
        if len(shown) == 1:
            return shown[0]
        ended = self._new()
        for one in shown:
            self._implies(ended, one)
        for other, known in self.ended.items():
            if key in known:
                self._implies(*((known[key], ended) if other < week else (ended, known[key])))
        return ended

    def _total(self, one: Sum, ended: Mapping[str, Literal]) -> tuple[cp_model.LinearExprT, int]:
        """Return a condition in 64 bits; one that had to be cut down proves nothing."""
        shared = gcd(*one.gains.values()) or 1
        gains = {key: gain // shared for key, gain in one.gains.items()}
        short = -(-one.short // shared)
        cut = max(sum(gains.values()), short) // LARGEST + 1
        self.exact = self.exact and cut == 1
        parts = [gains[key] // cut * ended[key] for key in gains if key in ended]
        return cp_model.LinearExpr.sum(parts), -(-short // cut)

    def _new(self) -> cp_model.IntVar:
        """Return a new variable."""
        return self.model.new_bool_var("")

    def _row(self, weeks: range, made: Literal, may_happen: Callable[[int], bool]) -> Row:
        """Return a row for something that happens in one of some weeks where `made` holds, else never."""
        found: dict[int, Literal] = {}
        before: Literal = 0
        for week in weeks:
            if week == weeks[-1]:
                now = made
            elif may_happen(week):
                now = self._new()
                self._implies(before, now)
            else:
                now = before
            found[week] = before = now
        if len(weeks) > 1:
            self._implies(found[weeks[-2]], made)
        return found

    def _implies(self, one: Literal, other: Literal) -> None:
        """Let one hold only where the other does."""
        if isinstance(one, int):
            if one and isinstance(other, int):
                self.impossible = self.impossible or not other
            elif one:
                self.model.add(other == 1)
        elif isinstance(other, int):
            if not other:
                self.model.add(one == 0)
        elif one is not other:
            self.model.add_implication(one, other)

    def _least_weeks_of_work(self) -> None:
        """Let the jobs be worked on in as few weeks as they can be."""
        parts = [
            self._in_hand(key, resource, week)
            for key, resource in self.units
            for week in range(min(self.begun[key]), self.jobs[key] + 1)
        ]
        self.model.minimize(cp_model.LinearExpr.sum(parts))

    def _hint(self) -> None:
        """Let the solver begin near what is known."""
        hinted: dict[int, tuple[cp_model.IntVar, bool]] = {}

        def near(one: Literal, value: bool) -> None:  # noqa: FBT001 - what the variable should be
            if isinstance(one, cp_model.IntVar):
                hinted.setdefault(one.index, (one, value))

        for key in self.jobs.keys() & self.query.hint.keys():
            placed = self.query.hint[key]
            near(self.made[key], placed.end <= self.jobs[key])
            for week, one in self.begun[key].items():
                near(one, placed.start <= week)
            for resource, units in placed.work.items():
                for number, row in enumerate(self.units.get((key, resource), ()), start=1):
                    for week, one in row.items():
                        near(one, sum(units[: max(0, week - placed.start + 1)]) >= number)
        for _, (variable, value) in sorted(hinted.items()):
            self.model.add_hint(variable, value)

    def is_placed(self, key: str, solver: cp_model.CpSolver) -> bool:
        """Whether a job is made by what was found."""
        return bool(_value(self.made[key], solver))

    def placed(self, key: str, solver: cp_model.CpSolver) -> Placed:
        """Read where a job was put."""
        job = self.network.jobs[key]
        start = next(week for week, one in self.begun[key].items() if _value(one, solver))
        rows, end = {}, start + job.weeks - 1
        for resource in job.work:
            weeks = [
                next(week for week, one in row.items() if _value(one, solver))
                for row in self.units[key, resource]
            ]
            rows[resource] = tuple(weeks.count(week) for week in range(start, weeks[-1] + 1))
            end = max(end, weeks[-1])
        return Placed(start, end, rows)


def _value(one: Literal, solver: cp_model.CpSolver) -> int:
    return one if isinstance(one, int) else solver.value(one)
