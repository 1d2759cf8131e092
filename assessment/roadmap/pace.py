"""A timetable week by week: each unit goes to the job that can wait for it least.

Where a step has to be worked on in the week it begins, the last steps of a
busy function have to be begun while others are still under way. Job after job
(see `serial`) never leaves one half done to begin another, and so ends later
than it has to. Here nobody is done before the next begins: every unit of every
job has a last week, from the week the job must end in, and in each week the
most pressing units are worked (Jackson's rule, 1955). Mostly that meets the bound.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from assessment.roadmap.jobs import Job, Placed
from assessment.roadmap.network import Network

TRIES = 12
"""How often it is tried: once by the rule, then with last weeks moved a little by chance."""

Plan = Mapping[str, Placed]
Claim = tuple[float, str, str]
"""A unit that may be worked now: how pressing it is, its job, its resource."""


def paces(network: Network, latest: Mapping[str, int], seed: int = 0) -> Iterator[Plan]:
    """Yield timetables in which every job ends in time; none where a job is rigid, or none is found.

    Args:
        network: the jobs.
        latest: the last week each job may end in.
        seed: of the tries after the first.
    """
    if any(job.rigid for job in network.jobs.values()):
        return
    lasts = {key: _Lasts.of(network, job, latest[key]) for key, job in network.jobs.items()}
    if any(one.begin < network.heads[key][0] for key, one in lasts.items()):
        return
    chance = random.Random(seed)  # noqa: S311 - the same every time, nothing secret
    for number in range(TRIES):
        moved = {key: chance.gauss(0, 1) if number else 0.0 for key in network.jobs}
        plan = _Weeks(network, latest, lasts, moved).run()
        if plan is not None:
            yield plan


@dataclass(frozen=True)
class _Lasts:
    """The last weeks of one job, for an end in time."""

    begin: int
    """In which it may begin."""
    units: Mapping[str, tuple[int, ...]]
    """In which each unit may be worked, first to last, by resource."""

    @classmethod
    def of(cls, network: Network, job: Job, end: int) -> "_Lasts":
        return cls(
            network.alone_back(job, end),
            {
                resource: tuple(
                    week for week, units in network.at_latest(job, resource, end) for _ in range(units)
                )
                for resource in job.work
            },
        )


@dataclass
class _Run:
    """A job under way."""

    start: int
    left: dict[str, int]
    worked: dict[str, list[int]] = field(default_factory=dict)


class _Weeks:
    """One try."""

    def __init__(
        self,
        network: Network,
        latest: Mapping[str, int],
        lasts: Mapping[str, _Lasts],
        moved: Mapping[str, float],
    ) -> None:
        self.network = network
        self.latest = latest
        self.lasts = lasts
        self.moved = moved
        self.waiting = dict(network.jobs)
        self.runs: dict[str, _Run] = {}
        self.placed: dict[str, Placed] = {}

    def run(self) -> Plan | None:
        """Return the timetable; None where a job comes too late."""
        week = 0
        while self.waiting or self.runs:
            week += 1
            self._work(week, self._ready(week))
            self._end(week)
            late = any(week >= self.latest[key] for key in self.runs)
            if late or any(week >= self.lasts[key].begin for key in self.waiting):
                return None
        return self.placed

    def _ready(self, week: int) -> list[str]:
        """Return the jobs that begin with their first unit; the others that can begin do."""
        ready = []
        for key, job in list(self.waiting.items()):
            if week < max(job.earliest, job.start or 1) or not all(
                need in self.placed and self.placed[need].end < week for need in job.needs
            ):
                continue
            if job.start is None and any(work.amount for work in job.work.values()):
                ready.append(key)
            else:
                self._begin(key, week)
        return ready

    def _begin(self, key: str, week: int) -> None:
        job = self.waiting.pop(key)
        left = {resource: work.amount for resource, work in job.work.items()}
        self.runs[key] = _Run(week, left, {resource: [] for resource in left})

    def _work(self, week: int, ready: list[str]) -> None:
        """Give out the units of a week, the most pressing first."""
        free = {one: self.network.available.units(one, week) for one in self.network.available.always}
        claims = [self._claim(key, resource) for key in (*self.runs, *ready) for resource in self._asks(key)]
        heapify(claims)
        taken: dict[tuple[str, str], int] = {}
        while claims:
            _, key, resource = heappop(claims)
            if free[resource] <= 0:
                continue
            if key in self.waiting:
                self._begin(key, week)
            free[resource] -= 1
            self.runs[key].left[resource] -= 1
            taken[key, resource] = now = taken.get((key, resource), 0) + 1
            if self.runs[key].left[resource] and now < self.network.jobs[key].work[resource].most:
                heappush(claims, self._claim(key, resource))
        for key, run in self.runs.items():
            for resource, worked in run.worked.items():
                worked.append(taken.get((key, resource), 0))

    def _asks(self, key: str) -> list[str]:
        """Return the resources a job still has to be worked on with."""
        if key in self.runs:
            return [resource for resource, left in self.runs[key].left.items() if left]
        return [resource for resource, work in self.network.jobs[key].work.items() if work.amount]

    def _claim(self, key: str, resource: str) -> Claim:
        lasts = self.lasts[key].units[resource]
        if key in self.runs:
            last = lasts[len(lasts) - self.runs[key].left[resource]]
        else:
            last = min(lasts[0], self.lasts[key].begin)
        return last + self.moved[key], key, resource

    def _end(self, week: int) -> None:
        """End the jobs that have run and worked enough."""
        for key, run in list(self.runs.items()):
            long_enough = week - run.start + 1 >= self.network.jobs[key].weeks
            if long_enough and not any(run.left.values()):
                work = {resource: tuple(worked) for resource, worked in run.worked.items()}
                self.placed[key] = Placed(run.start, week, work)
                del self.runs[key]
