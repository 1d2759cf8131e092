"""Jobs in the order of their needs: who waits for whom, earliest and latest weeks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.planning.scheduling.jobs import Available, Job, Placed

FAR = 10**6
"""A week that nothing reaches."""


@dataclass(frozen=True)
class Network:
    """Jobs by id, in an order in which each comes after what it needs."""

    jobs: dict[str, Job]
    available: Available

    @classmethod
    def of(cls, jobs: Sequence[Job], available: Available) -> "Network":
        """Put jobs in order; which of several possible ones does not depend on how they came.

        Raises:
            ValueError: jobs need each other in a circle, or one that is not there.
        """
        waiting = {job.id: job for job in sorted(jobs, key=lambda job: job.id)}
        ordered: dict[str, Job] = {}
        while waiting:
            ready = [job for job in waiting.values() if all(need in ordered for need in job.needs)]
            if not ready:
                message = f"needs without an end: {', '.join(waiting)}"
                raise ValueError(message)
            for job in ready:
                ordered[job.id] = waiting.pop(job.id)
        ordered = {key: _in_any_piece(job) if job.begun else job for key, job in ordered.items()}
        plenty = sum(work.most for job in jobs for work in job.work.values())
        named = sorted({resource for job in jobs for resource in job.work} | set(available.always))
        always = {resource: available.always.get(resource, plenty) for resource in named}
        return cls(ordered, Available(always, available.weeks, available.in_hand))

    def only(self, kept: Iterable[str]) -> "Network":
        """Return the network of some jobs, among which is all that they need."""
        chosen = set(kept)
        return Network({key: job for key, job in self.jobs.items() if key in chosen}, self.available)

    @cached_property
    def successors(self) -> Mapping[str, tuple[str, ...]]:
        """The jobs that wait for each job."""
        found: dict[str, list[str]] = {key: [] for key in self.jobs}
        for job in self.jobs.values():
            for need in job.needs:
                found[need].append(job.id)
        return {key: tuple(after) for key, after in found.items()}

    @cached_property
    def all_after(self) -> Mapping[str, frozenset[str]]:
        """All jobs that wait for each job, however many come between."""
        found: dict[str, frozenset[str]] = {}
        for key in reversed(self.jobs):
            after = self.successors[key]
            found[key] = frozenset(after).union(*(found[one] for one in after))
        return found

    def with_needs(self, keys: Iterable[str]) -> set[str]:
        """Return some jobs together with all that they need."""
        found: set[str] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.jobs[key].needs)
        return found

    @cached_property
    def listed(self) -> int:
        """The last week in which some resource may still differ from what it always has."""
        return max(map(len, self.available.weeks.values()), default=0)

    def is_workable(self, job: Job, resource: str, week: int) -> bool:
        """Whether a resource has enough in a week for a job to be worked on."""
        least = job.work[resource].least
        if week > self.listed:
            return self.available.always[resource] >= least
        return self.available.units(resource, week) >= least

    def never_done(self, job: Job) -> bool:
        """Whether a resource has too little for a job after the listed weeks."""
        return any(self.available.always[resource] < work.least for resource, work in job.work.items())

    @cached_property
    def least_weeks(self) -> Mapping[str, Mapping[str, int]]:
        """The weeks of work each job needs at best, by resource, after the listed weeks."""
        always = self.available.always
        return {
            key: {
                resource: -(-work.amount // max(1, min(work.most, always[resource])))
                for resource, work in job.work.items()
            }
            for key, job in self.jobs.items()
        }

    def can_begin(self, job: Job, week: int) -> bool:
        """Whether work on a job can begin in a week; what has its week begins in it in any case."""
        return job.start is not None or all(self.is_workable(job, one, week) for one in job.work)

    def earliest_end(self, job: Job, start: int) -> int:
        """Return the week a job would end in were it alone, begun in a week; `FAR` where it never ends."""
        end = start + job.weeks - 1
        for resource, work in job.work.items():
            left, week = work.amount, start - 1
            while left > 0:
                week += 1
                if self.is_workable(job, resource, week):
                    left -= min(work.most, self.available.units(resource, week))
                elif week > self.listed:
                    return FAR
            end = max(end, week)
        return end

    def alone(self, job: Job, start: int) -> Placed:
        """Return a job begun in a week, were it alone; it is one that ends."""
        rows: dict[str, tuple[int, ...]] = {}
        for resource, work in job.work.items():
            row: list[int] = []
            while (left := work.amount - sum(row)) > 0:
                week = start + len(row)
                units = min(work.most, self.available.units(resource, week), left)
                row.append(units if self.is_workable(job, resource, week) else 0)
            rows[resource] = tuple(row)
        return Placed(start, self.earliest_end(job, start), rows)

    def latest_start(self, job: Job, end: int) -> int:
        """Return the latest week a job may begin in to end by a week, were it alone; 0 or less for none."""
        if job.start is not None:
            return job.start
        known = self._latest_starts.get((job.id, end)) if self.jobs.get(job.id) is job else None
        if known is not None:
            return known
        start = end - job.weeks + 1
        while start > 0 and not (self.can_begin(job, start) and self.earliest_end(job, start) <= end):
            start -= 1
        if self.jobs.get(job.id) is job:
            self._latest_starts[job.id, end] = start
        return start

    @cached_property
    def _latest_starts(self) -> dict[tuple[str, int], int]:
        """What was found of the jobs of this network, by job and week: the same is asked many times."""
        return {}

    @cached_property
    def earliest(self) -> Mapping[str, tuple[int, int]]:
        """The earliest week each job can begin in, and the earliest it can end in, were each alone."""
        found: dict[str, tuple[int, int]] = {}
        for key, job in self.jobs.items():
            first = max([1, job.earliest, *(found[need][1] + 1 for need in job.needs)])
            if job.start is not None:
                first = job.start if job.start >= first else FAR
            while first <= self.listed and not self.can_begin(job, first):
                first += 1
            if first >= FAR or not self.can_begin(job, first):
                found[key] = (FAR, FAR)
            else:
                found[key] = (first, self.earliest_end(job, first))
        return found

    def latest_ends_for(self, over: Mapping[str, int]) -> Mapping[str, int]:
        """Return the last week each job can end in; `FAR` where nothing asks for its end.

        Args:
            over: jobs that must end by a week, beside those with deadlines and fixed weeks.
        """
        found: dict[str, int] = {}
        for key in reversed(self.jobs):
            job = self.jobs[key]
            ends = [over.get(key, FAR), FAR if job.deadline is None else job.deadline]
            ends += [
                self.latest_start(self.jobs[after], found[after]) - 1
                for after in self.successors[key]
                if found[after] < FAR or self.jobs[after].start is not None
            ]
            found[key] = min(ends)
        return found

    @cached_property
    def latest_ends(self) -> Mapping[str, int]:
        """The last week each job can end in, for the deadlines and fixed weeks alone."""
        return self.latest_ends_for({})

    @cached_property
    def constrained(self) -> frozenset[str]:
        """The jobs that cannot be left until all others are done."""
        found: set[str] = set()
        for key in reversed(self.jobs):
            job = self.jobs[key]
            free = self.latest_ends[key] >= FAR and job.start is None and not self.never_done(job)
            if not free or any(after in found for after in self.successors[key]):
                found.add(key)
        return frozenset(found)

    @cached_property
    def tail(self) -> Mapping[str, int]:
        """The weeks that follow the end of each job, for what waits for it, were there enough of all."""
        found: dict[str, int] = {}
        for key in reversed(self.jobs):
            after = (self.jobs[one].weeks + found[one] for one in self.successors[key])
            found[key] = max(after, default=0)
        return found


def _in_any_piece(job: Job) -> Job:
    """Return a job that uses whatever units a week has."""
    return replace(job, work={resource: replace(work, least=1) for resource, work in job.work.items()})
