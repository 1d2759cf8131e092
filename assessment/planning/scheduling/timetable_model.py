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
from dataclasses import replace
from itertools import accumulate, pairwise, permutations
from math import gcd

from ortools.sat.python import cp_model

from assessment.planning.scheduling.bounds import Measure
from assessment.planning.scheduling.jobs import Goal, Job, Placed, Sum, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import LARGE, SolverQuery, Tactic
from assessment.planning.scheduling.rows import MonotoneRow

Literal = cp_model.IntVar | int
"""A variable that is 0 or 1, or the one of the two that is known."""
Literals = MonotoneRow[cp_model.IntVar]
"""Whether something has happened, week by week."""
Term = tuple[int, Literal]
"""How often something is counted, and what."""
NEVER: Literals = MonotoneRow(1, ())
"""What does not happen."""

LARGEST = 2**60
"""The largest sum of a condition, so that no product in the solver leaves 64 bits."""


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
        self.begun: dict[str, Literals] = {}
        self.units: dict[tuple[str, str], Sequence[Literals]] = {}
        """By job and resource: for each unit of the work, whether it is done by a week."""
        self.ended: dict[int, dict[str, Literal]] = {}
        self._implied: dict[int, list[int]] | None = None
        """What follows from a variable, where it is told at once; a linear relaxation needs it one by one."""
        if query.size >= LARGE and query.tactic is not Tactic.LINEAR:
            self._implied = {}
        self.jobs = query.last_weeks()
        for key in self.jobs:
            self._add(self.network.jobs[key])
        if self.impossible:
            return
        for key in self.jobs:
            for need in self.network.jobs[key].needs:
                self._after(key, need)
        self._order_alike()
        for goal, week in query.goals:
            self._reach(goal, week)
        for resource in self.network.available.always:
            if resource in query.idle:
                self._share_in_all(resource)
            else:
                self._share(resource)
        if query.spread:
            self._least_weeks_of_work()
        self._say_implied()
        self._hint()

    def _add(self, job: Job, /) -> None:
        """Add a job that ends by a week at the latest, if it is made at all."""
        given = self.query.given.get(job.id)
        if given is not None:
            self._give(job, given)
            return
        last = self.jobs[job.id]
        first, soonest = self.network.earliest[job.id]
        must = self.query.all_by is not None or job.id in self.network.constrained
        latest = self.network.latest_start(job, last)
        if first > latest or soonest > last:
            self.impossible = self.impossible or must
            self.made[job.id] = 0
            self.begun[job.id] = NEVER
            return
        made: Literal = 1 if must else self._new()
        self.made[job.id] = made
        weeks = range(first, latest + 1)
        self.begun[job.id] = self._row(weeks, made, lambda week: self.network.can_begin(job, week))
        idle = self.query.is_idle(job)
        for resource, work in job.work.items():
            self.units[job.id, resource] = (
                [self._over(job, resource)] if idle else self._work(job, resource, work)
            )

    def _give(self, job: Job, placed: Placed) -> None:
        """Add a job that has its place."""
        self.made[job.id], self.begun[job.id] = 1, MonotoneRow(placed.start, (1,))
        for resource, units in placed.work.items():
            weeks = [week for week, here in enumerate(units, start=placed.start) for _ in range(here)]
            self.units[job.id, resource] = [MonotoneRow(week, (1,)) for week in weeks]

    def _over(self, job: Job, resource: str) -> Literals:
        """Let the work of a job be over no sooner than if it were alone."""
        begun, work = self.begun[job.id], job.work[resource]
        if job.start is None and work.amount <= work.least:
            return begun
        alone = replace(job, weeks=1, work={resource: work})
        first = min(self.network.earliest_end(alone, begun.first), self.jobs[job.id])
        over = self._row(range(first, self.jobs[job.id] + 1), self.made[job.id], lambda _: True)
        for week, now in over.items():
            start = self.network.latest_start(alone, week)
            if self.network.earliest_end(alone, start) <= week:
                self._implies(now, begun.at(start))
        return over

    def _work(self, job: Job, resource: str, work: Work) -> Sequence[Literals]:
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
        before: list[Literal] = [0] * len(rows)
        now = [row.at(begun.first - 1) for row in rows]
        for week in range(begun.first, self.jobs[job.id] + 1):
            before, now = now, [row.at(week) for row in rows]
            for one, other in pairwise(now):
                self._implies(other, one)
            there = self.network.available.units(resource, week) if may_be_done(week) else 0
            for one, other in zip(now[min(work.most, there) :], before, strict=False):
                self._implies(one, other)
            if there and not job.begun:  # what has begun may rest
                least = min(work.least, work.most, there)
                for number, one in enumerate([begun.at(week), *before[:-1]]):
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

        first = weeks_of(self.begun[job.id].first, 1)
        last = weeks_of(self.jobs[job.id], -1)[::-1]
        if job.start is None:
            last[0] = self.begun[job.id].last
        return [range(one, other + 1) for one, other in zip(first, last, strict=True)]

    def _shown(self, key: str, week: int) -> list[Literal]:
        """Return what must all hold for a job to have ended by a week."""
        job = self.network.jobs[key]
        over = [self.units[key, one][-1].at(week) for one in job.work if (key, one) in self.units]
        return [self.begun[key].at(week - job.weeks + 1), *over]

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

    def _order_alike(self) -> None:
        """Let a job begin no later than one that could take its place and does less for the goals.

        Were it later, the two could change places, and every rule and goal would hold as before: so of all
        timetables that keep what is asked, one is left. Less spread is looked for from a known timetable,
        which need not be that one.
        """
        alike: dict[tuple[object, ...], list[str]] = {}
        for key in [] if self.query.spread else self.jobs:
            job = self.network.jobs[key]
            if job.start is None and key not in self.query.given:
                kind = (job.weeks, job.deadline, *sorted(job.work.items()))
                alike.setdefault(kind, []).append(key)
        gains = [
            one.gains
            for goal, _ in self.query.goals
            for one in (*goal.sums, *(part for of, _ in goal.choices for part in of))
        ]

        def does_more(one: str, other: str) -> bool:
            first, second = self.network.jobs[one], self.network.jobs[other]
            return (
                first.earliest <= second.earliest
                and set(first.needs) <= set(second.needs)
                and set(self.network.successors[other]) <= set(self.network.successors[one])
                and all(row.get(one, 0) >= row.get(other, 0) for row in gains)
            )

        for keys in alike.values():
            for one, other in permutations(keys, 2):
                # Of two that do as much, the one that is listed first begins first.
                is_listed_first = keys.index(one) < keys.index(other)
                if does_more(one, other) and (is_listed_first or not does_more(other, one)):
                    for week, begun in self.begun[other].items():
                        self._implies(begun, self.begun[one].at(week))

    def _share(self, resource: str) -> None:
        """Let no week take more of a resource than there is, nor more jobs in hand at once."""
        own = [key for key in self.jobs if (key, resource) in self.units]
        last = max((self.jobs[key] for key in own), default=0)
        units = [self.network.available.units(resource, week) for week in range(1, last + 1)]
        rows = [(self.made[key], row) for key in own for row in self.units[key, resource]]
        parts: list[list[Term]] = [[] for _ in units]
        for _, row in rows:
            before: Literal = 0
            for week, now in row.items():
                if now is not before:
                    parts[week - 1] += ((1, now), (-1, before))
                before = now
        for here, most in zip(parts, units, strict=True):
            if len(here) > 2 * most:
                self._limit(here, most)
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

    def _share_in_all(self, resource: str) -> None:
        """Let the jobs take no more of an idle resource by any week, nor after it, than there is in all."""
        own = [key for key in self.jobs if resource in self.network.jobs[key].work and self.begun[key].values]
        last = max((self.jobs[key] for key in own), default=0)
        for measure in Measure.of(self.network):
            if measure.resource != resource:
                continue
            there = [measure.there(week) for week in range(1, last + 1)]
            taken = {key: measure.taken(self.network.jobs[key]) for key in own}
            by, whole = 0, sum(there)
            for week, units in enumerate(there, start=1):
                by += units
                done = [(taken[key], self.units[key, resource][-1].at(week)) for key in own]
                if sum(number for number, one in done if not isinstance(one, int) or one) > by:
                    self._limit(done, by)
                left = [
                    one
                    for key in own
                    for one in ((taken[key], self.made[key]), (-taken[key], self.begun[key].at(week)))
                ]
                if sum(taken.values()) > whole - by:
                    self._limit(left, whole - by)

    def _count_up(self, rows: Sequence[tuple[Literal, Literals]], most: Sequence[int]) -> None:
        """Let what is done by a week, and what is left after it, be no more than the weeks have for it.

        It follows from the weeks one by one; counted up, what is impossible shows at once.
        """
        there, whole = 0, sum(most)
        for week, units in enumerate(most, start=1):
            there += units
            if len(rows) > there:
                self._limit([(1, row.at(week)) for _, row in rows], there)
            if len(rows) > whole - there:
                self._limit(
                    [one for made, row in rows for one in ((1, made), (-1, row.at(week)))], whole - there
                )

    def _limit(self, terms: Sequence[Term], most: int) -> None:
        """Let some terms add up to no more than there may be."""
        variables, times = [], []
        for number, one in terms:
            if isinstance(one, int):
                most -= number * one
            else:
                variables.append(one.index)
                times.append(number)
        if not variables:
            self.impossible = self.impossible or most < 0
            return
        row = self.model.proto.constraints.add().linear
        row.vars.extend(variables)
        row.coeffs.extend(times)
        row.domain.extend([-sum(map(abs, times)), most])

    def _in_hand(self, key: str, resource: str, week: int) -> tuple[Term, Term]:
        """Return whether a job has begun by a week and its work was not done before."""
        return (1, self.begun[key].at(week)), (-1, self.units[key, resource][-1].at(week - 1))

    def _limit_in_hand(self, resource: str, own: Sequence[str], limit: int) -> None:
        """Keep the jobs in hand within a limit; those that have begun count, and may alone go beyond it."""
        begun = [key for key in own if self.network.jobs[key].begun]
        for week in range(1, max(self.jobs[key] for key in own) + 1):
            rows = {key: self._in_hand(key, resource, week) for key in own}
            parts = [one for both in rows.values() for one in both]
            if len(begun) <= limit:
                self._limit(parts, limit)
                continue
            some = self._new()
            for key in own:
                if key not in begun:
                    self._limit([*rows[key], (-1, some)], 0)
            beyond = len(begun) - limit
            self._limit([*parts, (beyond, some)], limit + beyond)

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

    def _row(self, weeks: range, made: Literal, may_happen: Callable[[int], bool]) -> Literals:
        """Return a row for something that happens in one of some weeks where `made` holds, else never."""
        found: list[Literal] = []
        before: Literal = 0
        for week in weeks[:-1]:
            if may_happen(week):
                now = self._new()
                self._implies(before, now)
                before = now
            found.append(before)
        self._implies(before, made)
        return MonotoneRow(weeks.start, [*found, made])

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
        elif one is not other and self._implied is None:
            self.model.add_implication(one, other)
        elif one is not other and self._implied is not None:
            self._implied.setdefault(one.index, []).append(other.index)

    def _say_implied(self) -> None:
        """Tell the solver what follows from what: all that follows from one in one row, which is quicker."""
        constraints = self.model.proto.constraints
        for one, others in (self._implied or {}).items():
            row = constraints.add()
            row.enforcement_literal.append(one)
            row.bool_and.literals.extend(others)

    def _least_weeks_of_work(self) -> None:
        """Let the jobs be worked on in as few weeks as they can be."""
        parts = [
            self._in_hand(key, resource, week)
            for key, resource in self.units
            for week in range(self.begun[key].first, self.jobs[key] + 1)
        ]
        self.model.minimize(cp_model.LinearExpr.sum([times * one for both in parts for times, one in both]))

    def _hint(self) -> None:
        """Let the solver begin near what is known."""
        hinted: dict[int, bool] = {}

        def near(one: Literal, value: bool) -> None:  # noqa: FBT001 - what the variable should be
            if isinstance(one, cp_model.IntVar):
                hinted.setdefault(one.index, value)

        for key in self.jobs.keys() & self.query.hint.keys():
            placed = self.query.hint[key]
            near(self.made[key], placed.end <= self.jobs[key])
            for week, one in self.begun[key].items():
                near(one, placed.start <= week)
            for resource, units in placed.work.items():
                done = [0, *accumulate(units)]
                idle = self.query.is_idle(self.network.jobs[key])
                for number, row in enumerate(self.units.get((key, resource), ()), start=1):
                    for week, one in row.items():
                        near(
                            one,
                            done[min(max(0, week - placed.start + 1), len(units))]
                            >= (done[-1] if idle else number),
                        )
        self.model.proto.solution_hint.vars.extend(sorted(hinted))
        self.model.proto.solution_hint.values.extend(int(hinted[one]) for one in sorted(hinted))

    def is_placed(self, key: str, solver: cp_model.CpSolver) -> bool:
        """Whether a job is made by what was found."""
        return bool(_value(self.made[key], solver))

    def placed(self, key: str, solver: cp_model.CpSolver) -> Placed:
        """Read where a job was put."""
        if key in self.query.given:
            return self.query.given[key]
        job = self.network.jobs[key]
        start = next(week for week, one in self.begun[key].items() if _value(one, solver))
        if self.query.is_idle(job):
            return self.network.alone(job, start)
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
