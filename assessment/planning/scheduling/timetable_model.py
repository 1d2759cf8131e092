"""All timetables of some jobs, as variables and rules for the solver.

For each job and week there is a variable that says whether the job has begun,
and for each unit of its work one that says whether that unit is done: once it
is, it stays so. So what happens one after the other, what needs something and
what lasts some weeks are implications between two variables, which the solver
follows at once, and the units done by a week can be counted up. Which jobs
reach a goal is a choice inside the model; so what is proven is proven of every
schedule, whichever jobs it goes for first.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from assessment.planning.scheduling.boolean_model import NO, YES, BooleanModel, Literal, MonotoneRow, Term
from assessment.planning.scheduling.bounds import Measure
from assessment.planning.scheduling.jobs import Goal, Job, Placed, Sum, Work
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import LARGE, SolverQuery, Tactic

NEVER = MonotoneRow(1, ())
"""What does not happen."""


class TimetableModel:
    """All timetables of some jobs that keep what is asked."""

    def __init__(self, query: SolverQuery) -> None:
        self.query = query
        self.network: Network = query.network
        self.exact = True
        """Whether it says just what was asked, so that what is impossible here is so."""
        self.made: dict[str, Literal] = {}
        self.begun: dict[str, MonotoneRow] = {}
        self.units: dict[tuple[str, str], Sequence[MonotoneRow]] = {}
        """By job and resource: for each unit of the work, whether it is done by a week."""
        self.ended: dict[int, dict[str, Literal]] = {}
        # A linear relaxation needs what follows from what one by one.
        self.rules = BooleanModel(in_bulk=query.size >= LARGE and query.tactic is not Tactic.LINEAR)
        self.jobs = query.last_weeks()
        for key in self.jobs:
            self._add(self.network.jobs[key])
        if self.rules.impossible:
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
        self.rules.end()
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
            self.rules.impossible = self.rules.impossible or must
            self.made[job.id] = NO
            self.begun[job.id] = NEVER
            return
        made = YES if must else self.rules.new()
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
        self.made[job.id], self.begun[job.id] = YES, MonotoneRow(placed.start, (YES,))
        for resource, units in placed.work.items():
            weeks = [week for week, here in enumerate(units, start=placed.start) for _ in range(here)]
            self.units[job.id, resource] = [MonotoneRow(week, (YES,)) for week in weeks]

    def _over(self, job: Job, resource: str) -> MonotoneRow:
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
                self.rules.imply(now, begun.at(start))
        return over

    def _work(self, job: Job, resource: str, work: Work) -> Sequence[MonotoneRow]:
        """Let a job be worked on from its beginning until it is done, without a break."""
        begun, made = self.begun[job.id], self.made[job.id]
        if job.start is None and work.amount <= work.least:
            return [begun] * work.amount  # all of it in the week it begins
        imply, last = self.rules.imply, self.jobs[job.id]
        workable = [False, *(self.network.is_workable(job, resource, week) for week in range(1, last + 1))]
        rows = [self._row(own, made, workable.__getitem__) for own in self._weeks(job, resource, work)]
        if job.start is None:
            rows[0] = begun
        by_week = zip(*(row.until(last, begun.first - 1) for row in rows), strict=True)
        for week, (before, now) in enumerate(pairwise(by_week), start=begun.first):
            for one, other in pairwise(now):
                imply(other, one)
            there = self.network.available.units(resource, week) if workable[week] else 0
            for one, other in zip(now[min(work.most, there) :], before, strict=False):
                imply(one, other)
            if there and not job.begun:  # what has begun may rest
                least = min(work.least, work.most, there)
                for number, one in enumerate((begun.at(week), *before[:-1])):
                    imply(one, now[min(number + least, work.amount) - 1])
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
            self.rules.imply(self.made[key], NO)
            return
        known = NO
        for week, begun in self.begun[key].items():
            if begun != known:  # else it can be no sooner than in the week before
                for one in self._shown(need, week - 1):
                    self.rules.imply(begun, one)
            known = begun

    def _order_alike(self) -> None:
        """Let a job begin no later than one that could take its place and does less for the goals.

        Were it later, the two could change places, and every rule and goal would hold as before: so of all
        timetables that keep what is asked, one is left. Less spread is looked for from a known timetable,
        which need not be that one.
        """
        for one, other in () if self.query.spread else self.query.interchangeable(self.jobs):
            for week, begun in self.begun[other].items():
                self.rules.imply(begun, self.begun[one].at(week))

    def _share(self, resource: str) -> None:
        """Let no week take more of a resource than there is, nor more jobs in hand at once."""
        own = [key for key in self.jobs if (key, resource) in self.units]
        last = max((self.jobs[key] for key in own), default=0)
        units = [self.network.available.units(resource, week) for week in range(1, last + 1)]
        rows = [(self.made[key], row) for key in own for row in self.units[key, resource]]
        parts: list[list[Term]] = [[] for _ in units]
        for _, row in rows:
            before = NO
            for week, now in row.items():
                if now != before:
                    parts[week - 1] += ((1, now), (-1, before))
                before = now
        for here, most in zip(parts, units, strict=True):
            if len(here) > 2 * most:
                self.rules.limit(here, most)
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
                if sum(number for number, one in done if one != NO) > by:
                    self.rules.limit(done, by)
                left = [
                    one
                    for key in own
                    for one in ((taken[key], self.made[key]), (-taken[key], self.begun[key].at(week)))
                ]
                if sum(taken.values()) > whole - by:
                    self.rules.limit(left, whole - by)

    def _count_up(self, rows: Sequence[tuple[Literal, MonotoneRow]], most: Sequence[int]) -> None:
        """Let what is done by a week, and what is left after it, be no more than the weeks have for it.

        It follows from the weeks one by one; counted up, what is impossible shows at once.
        """
        there, whole = 0, sum(most)
        made = [one for one, _ in rows]
        by_week = zip(*(row.until(len(most)) for _, row in rows), strict=True)
        for units, done in zip(most, by_week, strict=False):
            there += units
            if len(rows) > there:
                self.rules.count(done, there)
            if len(rows) > whole - there:
                self.rules.limit(
                    [one for both in zip(made, done, strict=True) for one in zip((1, -1), both, strict=True)],
                    whole - there,
                )

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
                self.rules.limit(parts, limit)
                continue
            some = self.rules.new()
            for key in own:
                if key not in begun:
                    self.rules.limit([*rows[key], (-1, some)], 0)
            beyond = len(begun) - limit
            self.rules.limit([*parts, (beyond, some)], limit + beyond)

    def _reach(self, goal: Goal, week: int) -> None:
        """Let the jobs that have ended by a week be enough for a goal."""
        ended = self.ended.setdefault(week, {})
        for one in (*goal.sums, *(part for of, _ in goal.choices for part in of)):
            for key in one.gains:
                if key in self.jobs and key not in ended:
                    ended[key] = self._ended(key, week)
        for one in goal.sums:
            if one.short > 0:
                self.rules.reach(*self._total(one, ended))
        for of, meet in goal.choices:
            held = sum(one.short <= 0 for one in of)
            if held >= meet:
                continue
            counted = []
            for one in of:
                if one.short > 0:
                    terms, short = self._total(one, ended)
                    counts = self.rules.new()
                    self.rules.reach([*terms, (-short, counts)], 0)
                    counted.append((1, counts))
            self.rules.reach(counted, meet - held)

    def _ended(self, key: str, week: int) -> Literal:
        """Return a variable that may be 1 only where a job has ended by a week."""
        shown = list(dict.fromkeys(one for one in self._shown(key, week) if one != YES))
        if NO in shown:
            return NO
        if not shown:
            return YES
        if len(shown) == 1:
            return shown[0]
        ended = self.rules.new()
        for one in shown:
            self.rules.imply(ended, one)
        for other, known in self.ended.items():
            if key in known:
                self.rules.imply(*((known[key], ended) if other < week else (ended, known[key])))
        return ended

    def _total(self, one: Sum, ended: Mapping[str, Literal]) -> tuple[list[Term], int]:
        """Return a condition in 64 bits; one that had to be cut down proves nothing."""
        gains, short, exact = one.in_64_bits()
        self.exact = self.exact and exact
        return [(gains[key], ended[key]) for key in gains if key in ended], short

    def _row(self, weeks: range, made: Literal, may_happen: Callable[[int], bool]) -> MonotoneRow:
        """Return a row for something that happens in one of some weeks where `made` holds, else never."""
        found: list[Literal] = []
        before = NO
        for week in weeks[:-1]:
            if may_happen(week):
                now = self.rules.new()
                self.rules.imply(before, now)
                before = now
            found.append(before)
        self.rules.imply(before, made)
        return MonotoneRow(weeks.start, [*found, made])

    def _least_weeks_of_work(self) -> None:
        """Let the jobs be worked on in as few weeks as they can be."""
        self.rules.minimize(
            term
            for key, resource in self.units
            for week in range(self.begun[key].first, self.jobs[key] + 1)
            for term in self._in_hand(key, resource, week)
        )

    def _hint(self) -> None:
        """Let the solver begin near what is known."""
        hinted: dict[int, bool] = {}
        for key in self.jobs.keys() & self.query.hint.keys():
            placed, job = self.query.hint[key], self.network.jobs[key]
            if self.made[key] >= 0:
                hinted.setdefault(self.made[key], placed.end <= self.jobs[key])
            for week, one in self.begun[key].items():
                if one >= 0:
                    hinted.setdefault(one, placed.start <= week)
            idle = self.query.is_idle(job)
            for resource, units in placed.work.items():
                done = [0, *accumulate(units)]
                for number, row in enumerate(self.units.get((key, resource), ()), start=1):
                    # The week from which on it is done: all of it where nothing is said of single units.
                    begin = placed.start - 1 + bisect_left(done, done[-1] if idle else number)
                    for week, one in row.items():
                        if one >= 0:
                            hinted.setdefault(one, week >= begin)
        self.rules.hint(hinted)

    def plan(self, solution: Sequence[int]) -> dict[str, Placed]:
        """Return where the jobs that are made were put, from the values of the variables."""

        def holds(one: Literal) -> bool:
            return one == YES if one < 0 else bool(solution[one])

        return {key: self._placed(key, holds) for key in self.jobs if holds(self.made[key])}

    def _placed(self, key: str, holds: Callable[[Literal], bool]) -> Placed:
        """Return where a job was put."""
        if key in self.query.given:
            return self.query.given[key]
        job = self.network.jobs[key]
        start = next(week for week, one in self.begun[key].items() if holds(one))
        if self.query.is_idle(job):
            return self.network.alone(job, start)
        rows, end = {}, start + job.weeks - 1
        for resource in job.work:
            weeks = [
                next(week for week, one in row.items() if holds(one)) for row in self.units[key, resource]
            ]
            rows[resource] = tuple(weeks.count(week) for week in range(start, weeks[-1] + 1))
            end = max(end, weeks[-1])
        return Placed(start, end, rows)
