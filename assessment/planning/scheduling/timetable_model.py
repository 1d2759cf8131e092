"""All timetables of some jobs, as variables and rules for the solver.

A job begins in one week and ends its work in one week: for each week there is
a variable that says whether it has begun, and one that says whether its work
is done. What it works is a number for each week in between. Which jobs reach a
goal is a choice inside the model; so what is proven is proven of every
schedule, whichever jobs it goes for first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import gcd

from ortools.sat.python import cp_model

from assessment.planning.scheduling.jobs import Goal, Job, Placed, Sum
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import SolverQuery

LARGEST = 2**60
"""The largest sum of a condition, so that no product in the solver leaves 64 bits."""

Literal = cp_model.IntVar | int
"""A variable that is 0 or 1, or the one of the two that is known."""
Amount = cp_model.LinearExpr | int
"""Units, as far as they are known."""


class TimetableModel:
    """All timetables of some jobs that keep what is asked."""

    def __init__(self, query: SolverQuery) -> None:
        self.query = query
        self.network: Network = query.network
        self.model = cp_model.CpModel()
        self.impossible = False
        self.exact = True
        self.made: dict[str, Literal] = {}
        self.begun: dict[str, dict[int, Literal]] = {}
        self.loose: set[tuple[str, str]] = set()
        self.ended: dict[int, dict[str, Literal]] = {}
        self.over: dict[tuple[str, str], dict[int, Literal]] = {}
        self.works: dict[tuple[str, str], dict[int, cp_model.LinearExprT]] = {}
        self.done: dict[tuple[str, str], dict[int, Amount]] = {}
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
            (self._share if self._shares(resource) else self._fill)(resource)
        if query.spread:
            self._least_weeks_of_work()
        self._hint()

    def _hint(self) -> None:
        """Let the solver begin near what is known."""
        hinted: dict[int, tuple[cp_model.IntVar, int]] = {}

        def near(one: cp_model.LinearExprT, value: int) -> None:
            if isinstance(one, cp_model.IntVar):
                hinted.setdefault(one.index, (one, value))

        for key in self.jobs.keys() & self.query.hint.keys():
            placed = self.query.hint[key]
            near(self.made[key], placed.end <= self.jobs[key])
            for week, one in self.begun[key].items():
                near(one, placed.start <= week)
            for resource, units in placed.work.items():
                for week, one in self.over.get((key, resource), {}).items():
                    near(one, placed.start + len(units) <= week + 1)
                for week, by_now in self.done.get((key, resource), {}).items():
                    near(by_now, sum(units[: max(0, week - placed.start + 1)]))
        for _, (variable, value) in sorted(hinted.items()):
            self.model.add_hint(variable, value)

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
        made: Literal = 1 if must else self.model.new_bool_var(f"made {job.id}")
        self.made[job.id] = made
        begun: dict[int, Literal] = {}
        before: Literal = 0
        for week in range(first, latest + 1):
            if week == latest:
                now = made
            elif self.network.can_begin(job, week):
                now = self.model.new_bool_var(f"begun {job.id} {week}")
                self._implies(before, now)
            else:
                now = before
            begun[week] = before = now
        if isinstance(made, cp_model.IntVar):
            for now in begun.values():
                self._implies(now, made)
        self.begun[job.id] = begun
        for resource in job.work:
            self._work(job, resource, first, last)

    def _work(self, job: Job, resource: str, first: int, last: int) -> None:
        """Let a job be worked on from its beginning until it is done, without a break."""
        work, units = job.work[resource], self.network.available.units
        key, made = (job.id, resource), self.made[job.id]
        begun = self.begun[job.id]
        last = last if job.start is not None or work.amount > work.least else max(begun)
        if job.start is None and work.amount <= work.least:
            self.over[key] = begun  # all of it in the week it begins
            self.works[key] = {
                week: work.amount * (self.at(begun, week) - self.at(begun, week - 1)) for week in begun
            }
            return
        alone = self._one_by_one(resource)
        if job.start is None and (alone or not self._shares(resource)):
            # Who has one job in hand gives it all there is; where work is only counted up, so it may be over.
            ends = {week: self._worked(job, resource, week) for week in begun}
            starts = {
                week: max((one for one, end in ends.items() if end <= week), default=0)
                for week in range(first, last + 1)
            }
            self.over[key] = {week: begun[start] for week, start in starts.items() if start}
            if not alone:
                self.loose.add(key)
            return
        over: dict[int, Literal] = {}
        before: Literal = 0
        for week in range(first, last + 1):
            if week == last:
                now = made
            elif self.network.is_workable(job, resource, week):
                now = self.model.new_bool_var(f"over {job.id} {resource} {week}")
                self._implies(before, now)
                self._implies(now, self.at(begun, week))
            else:
                now = before
            over[week] = before = now
        self.over[key] = over
        self._in_weeks(job, resource, over)
        works: dict[int, cp_model.LinearExprT] = {}
        by_week: dict[int, Amount] = {}
        done: Amount = 0
        workable = [week for week in range(first, last + 1) if self.network.is_workable(job, resource, week)]
        for week in workable:
            most = min(work.most, units(resource, week), work.amount)
            before_it, now, ended = self.at(over, week - 1), self.at(begun, week), self.at(over, week)
            if week == workable[-1]:
                by_now: Amount = work.amount * made
            else:
                by_now = self.model.new_int_var(0, work.amount, f"{job.id} {resource} {week}")
                # So the relaxation knows as well that what is done says what is begun and over.
                self.model.add(by_now >= work.amount * ended)
                self.model.add(by_now <= work.amount * now)
            amount = by_now - done
            self.model.add(amount <= most * (now - before_it))
            if job.begun:
                self.model.add(amount >= 0)
            else:
                self.model.add(amount >= min(work.least, most) * (now - ended) + (ended - before_it))
            works[week] = amount
            by_week[week] = done = by_now
        self.works[key], self.done[key] = works, by_week

    def _in_weeks(self, job: Job, resource: str, over: Mapping[int, Literal]) -> None:
        """Let work be over no sooner after its beginning than it can be."""
        begun = self.begun[job.id]
        ends = {week: self._worked(job, resource, week) for week in begun}
        known: Literal = 0
        for week, now in over.items():
            if now is not known:
                start = max((one for one, end in ends.items() if end <= week), default=None)
                self._implies(now, 0 if start is None else begun[start])
            known = now

    def _worked(self, job: Job, resource: str, start: int) -> int:
        """Return the week in which work begun in another is done at best."""
        return self.network.earliest_end(replace(job, weeks=0, work={resource: job.work[resource]}), start)

    def _shares(self, resource: str) -> bool:
        """Whether jobs have to share a resource week by week."""
        return self.query.only is None or resource in self.query.only

    def _one_by_one(self, resource: str) -> bool:
        """Whether a resource has one job in hand at a time, and so works on it as fast as it goes."""
        return self.network.available.in_hand.get(resource) == 1 and not any(
            job.start is not None and resource in job.work for job in self.network.jobs.values()
        )

    def at(self, row: Mapping[int, Literal], week: int) -> Literal:
        """Return whether something has happened by a week."""
        if not row:
            return 0
        return 0 if week < min(row) else row.get(week, row[max(row)])

    def _implies(self, one: Literal, other: Literal) -> None:
        if isinstance(one, int):
            if one and isinstance(other, int):
                self.impossible = self.impossible or not other
            elif one:
                self.model.add(other == 1)
            return
        if isinstance(other, int):
            if not other:
                self.model.add(one == 0)
            return
        if one is not other:
            self.model.add_implication(one, other)

    def _shown(self, key: str, week: int) -> list[Literal]:
        """Return what must all hold for a job to have ended by a week."""
        job = self.network.jobs[key]
        weeks = [self.at(self.begun[key], week - job.weeks + 1)]
        return weeks + [self.at(self.over[key, one], week) for one in job.work if (key, one) in self.over]

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
        network = self.network
        own = [key for key in self.jobs if (key, resource) in self.over]
        weeks = sorted({week for key in own for week in self.works.get((key, resource), ())})
        for week in weeks:
            amounts = [works[week] for key in own if week in (works := self.works.get((key, resource), {}))]
            there = network.available.units(resource, week)
            most = sum(min(network.jobs[key].work[resource].most, there) for key in own)
            if most > there:
                self.model.add(cp_model.LinearExpr.sum(amounts) <= there)
        limit = network.available.in_hand.get(resource)
        if limit is not None and len(own) > limit:
            self._limit(resource, own, limit)

    def _fill(self, resource: str) -> None:
        """Let what is over by a week, or begins after it, take no more than there is before or after."""
        own = [key for key in self.jobs if (key, resource) in self.over]
        amounts = [self.network.jobs[key].work[resource].amount for key in own]
        last = max((self.jobs[key] for key in own), default=0)
        units = [self.network.available.units(resource, week) for week in range(1, last + 1)]
        there, whole = 0, sum(units)
        for week in range(1, last + 1):
            there += units[week - 1]
            over = [self._surely_over(key, resource, week) for key in own]
            if any(isinstance(one, cp_model.IntVar) for one in over):
                self.model.add(cp_model.LinearExpr.weighted_sum(over, amounts) <= there)
            elif sum(amount for amount, one in zip(amounts, over, strict=True) if one) > there:
                self.impossible = True
            later = [self.made[key] - self.at(self.begun[key], week) for key in own]
            if sum(amounts) > whole - there:
                self.model.add(cp_model.LinearExpr.weighted_sum(later, amounts) <= whole - there)

    def _surely_over(self, key: str, resource: str, week: int) -> Literal:
        """Return what holds only where a job's work is over by a week: exactly then, where that is known."""
        if (key, resource) not in self.loose:
            return self.at(self.over[key, resource], week)
        if week >= self.jobs[key]:
            return self.made[key]
        goals = [one for one, ended in self.ended.items() if one <= week and key in ended]
        if goals:
            return self.ended[max(goals)][key]
        after = [one for one in self.network.successors[key] if one in self.jobs]
        return self.at(self.begun[after[0]], week + 1) if after else 0

    def _limit(self, resource: str, own: Sequence[str], limit: int) -> None:
        """Keep the jobs in hand within a limit; those that have begun count, and may alone go beyond it."""
        begun = [key for key in own if self.network.jobs[key].begun]
        fresh = [key for key in own if not self.network.jobs[key].begun]
        ends = [week for key in own for week in self.over[key, resource]]
        for week in range(min(ends, default=1), max(ends, default=0) + 1):
            rows = {
                key: self.at(self.begun[key], week) - self.at(self.over[key, resource], week - 1)
                for key in own
            }
            if len(begun) <= limit:
                self.model.add(cp_model.LinearExpr.sum(list(rows.values())) <= limit)
                continue
            some = self.model.new_bool_var("")
            for key in fresh:
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
                    counts = self.model.new_bool_var("")
                    self.model.add(total >= short * counts)
                    counted.append(counts)
            self.model.add(cp_model.LinearExpr.sum(counted) >= meet - held)

    def _ended(self, key: str, week: int) -> Literal:
        """Return a variable that may be 1 only where a job has ended by a week."""
        shown = [one for one in self._shown(key, week) if not isinstance(one, int) or not one]
        shown = [one for place, one in enumerate(shown) if all(one is not other for other in shown[:place])]
        loose = any((key, resource) in self.loose for resource in self.network.jobs[key].work)
        if any(isinstance(one, int) for one in shown):
            return 0
        if not shown:
            return 1
        if len(shown) == 1 and not loose:
            return shown[0]
        ended = self.model.new_bool_var("")
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

    def _least_weeks_of_work(self) -> None:
        """Let the jobs be worked on in as few weeks as they can be."""
        self.model.minimize(
            cp_model.LinearExpr.sum(
                [
                    self.at(self.begun[key], week) - self.at(self.over[key, resource], week - 1)
                    for (key, resource), over in self.over.items()
                    for week in range(min(over, default=1), max(over, default=0) + 1)
                ]
            )
        )

    def is_placed(self, key: str, solver: cp_model.CpSolver) -> bool:
        """Whether a job is made by what was found."""
        return bool(self._value(self.made[key], solver))

    def _value(self, one: cp_model.LinearExprT, solver: cp_model.CpSolver) -> int:
        return one if isinstance(one, int) else solver.value(one)

    def placed(self, key: str, solver: cp_model.CpSolver) -> Placed:
        """Read where a job was put."""
        job = self.network.jobs[key]
        start = next(week for week, one in self.begun[key].items() if self._value(one, solver))
        rows, end = {}, start + job.weeks - 1
        for resource in job.work:
            if (key, resource) not in self.works:
                rows[resource] = self._alone(job, resource, start)
                over = self.over[key, resource]
                until = next(week for week, one in over.items() if self._value(one, solver))
                end = max(end, start - 1 + len(rows[resource]), until)
                continue
            done = {week: self._value(one, solver) for week, one in self.works[key, resource].items()}
            until = max(week for week, amount in done.items() if amount)
            rows[resource] = tuple(done.get(week, 0) for week in range(start, until + 1))
            end = max(end, until)
        return Placed(start, end, rows)

    def _alone(self, job: Job, resource: str, start: int) -> tuple[int, ...]:
        """Return the units of each week of a job that gets all there is."""
        work = job.work[resource]
        row: list[int] = []
        while sum(row) < work.amount:
            week = start + len(row)
            there = self.network.available.units(resource, week)
            now = min(work.most, there, work.amount - sum(row))
            row.append(now if self.network.is_workable(job, resource, week) else 0)
        return tuple(row)
