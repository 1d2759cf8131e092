"""How early jobs can be over at best, and what it is that needs all the weeks.

Two reasons that a shop owner understands: a chain of steps that come one
after the other, and a function with so much to do. The second is looked for
between any two weeks: the jobs that cannot start before the one and must have
ended by the other, against what the function has in between.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from assessment.planning.scheduling.jobs import Binding, Job
from assessment.planning.scheduling.network import FAR, Network


def bound(network: Network, keys: Collection[str], over: Mapping[str, int] | None = None) -> Binding:
    """Return the strongest reason why some jobs cannot all be over before some week.

    Args:
        network: jobs that are no plain misfits.
        keys: of at least one job.
        over: weeks by which some jobs have ended.
    """
    best = _chain(network, keys)
    while True:
        crowd = _crowd(network, _latest(network, keys, best.weeks, over or {}))
        if crowd is None:
            return _as_work(network, keys, best, over or {})
        best = Binding(crowd[0].resource, crowd[1], best.weeks + 1, in_hand=crowd[0].in_hand)


def _latest(network: Network, keys: Collection[str], week: int, over: Mapping[str, int]) -> Mapping[str, int]:
    """Return the last week each job can end in where some are over by a week, and others by theirs."""
    return network.latest_ends_for({**over, **{key: min(week, over.get(key, week)) for key in keys}})


def _as_work(network: Network, keys: Collection[str], best: Binding, over: Mapping[str, int]) -> Binding:
    """Return a chain as a resource with much to do, where it is that which makes the chain so long."""
    if best.resource is not None or _least_weeks(network, keys) >= best.weeks:
        return best
    crowd = _crowd(network, _latest(network, keys, best.weeks - 1, over))
    if crowd is None:
        return best
    return Binding(crowd[0].resource, crowd[1], best.weeks, in_hand=crowd[0].in_hand)


def _least_weeks(network: Network, keys: Collection[str]) -> int:
    """Return the week some jobs would be over in, had everybody all the time there is."""
    over: dict[str, int] = {}
    for key, job in network.jobs.items():
        start = max([1, job.earliest, job.start or 1, *(over[need] + 1 for need in job.needs)])
        over[key] = start + job.weeks - 1
    return max(over[key] for key in keys)


def _chain(network: Network, keys: Collection[str]) -> Binding:
    """Follow the longest way back from the job that ends last."""
    last = max(keys, key=lambda key: (network.earliest[key][1], key))
    return Binding(None, _way(network, last), network.earliest[last][1])


def _way(network: Network, last: str) -> tuple[str, ...]:
    """Return the jobs that follow each other without a pause up to one, first to last."""
    way = [last]
    while network.jobs[way[-1]].start is None:
        first = network.earliest[way[-1]][0]
        before = [need for need in network.jobs[way[-1]].needs if network.earliest[need][1] + 1 == first]
        if not before:
            break
        way.append(min(before))
    return tuple(reversed(way))


def misfits(network: Network) -> tuple[str, ...]:
    """Return jobs that plainly cannot keep their weeks or deadlines; empty where that is not plain."""
    for resource in network.available.always:
        stuck = tuple(
            key
            for key, job in network.jobs.items()
            if resource in job.work and network.earliest[key][1] >= FAR and network.never_done(job)
        )
        if stuck:
            return stuck
    for key, job in network.jobs.items():
        start, end = network.earliest[key]
        latest = network.latest_ends[key]
        if end >= FAR or end > latest or (latest < FAR and start > network.latest_start(job, latest)):
            return _against(network, key)
    crowd = _crowd(network, network.latest_ends)
    return () if crowd is None else crowd[1]


def _against(network: Network, key: str) -> tuple[str, ...]:
    """Return the chain that comes too late, down to the job whose week it misses."""
    before: list[str] = []
    job = network.jobs[key]
    if job.start is not None:
        needs = [need for need in job.needs if network.earliest[need][1] >= job.start]
        if needs:
            before = list(_way(network, max(needs, key=lambda need: (network.earliest[need][1], need))))
    else:
        before = list(_way(network, key)[:-1])
    after = [key]
    while network.jobs[after[-1]].deadline != network.latest_ends[after[-1]]:
        tight = [
            one
            for one in network.successors[after[-1]]
            if network.latest_start(network.jobs[one], network.latest_ends[one]) - 1
            == network.latest_ends[after[-1]]
        ]
        if not tight:
            break
        after.append(min(tight))
    return (*before, *after)


def worked_by(job: Job, resource: str, end: int) -> int:
    """Return the last week in which a job can be worked on that ends by a week."""
    work = job.work[resource]
    in_one = job.start is None and work.amount <= work.least
    return end - job.weeks + 1 if in_one else end


@dataclass(frozen=True)
class Measure:
    """Something of a resource that its jobs share: its units, or its places for jobs in hand."""

    network: Network
    resource: str
    in_hand: bool

    @classmethod
    def of(cls, network: Network) -> Iterator["Measure"]:
        """Yield what the jobs of a network share."""
        for resource in network.available.always:
            yield cls(network, resource, in_hand=False)
            if resource in network.available.in_hand:
                yield cls(network, resource, in_hand=True)

    def there(self, week: int) -> int:
        """Return what there is in a week."""
        units = self.network.available.units(self.resource, week)
        return min(units, self.network.available.in_hand[self.resource]) if self.in_hand else units

    def taken(self, job: Job) -> int:
        """Return what a job takes at least until its work is done."""
        work = job.work[self.resource]
        if not self.in_hand:
            return work.amount
        return 0 if job.begun else work.weeks

    def taken_in(self, job: Job, weeks: int) -> int:
        """Return what a job takes at least in its first weeks of work."""
        work = job.work[self.resource]
        return min(self.taken(job), weeks if self.in_hand else work.least * weeks)


def _crowd(network: Network, latest: Mapping[str, int]) -> tuple[Measure, tuple[str, ...]] | None:
    """Find something shared, and jobs that are too much for the weeks they have for it."""
    for measure in Measure.of(network):
        resource = measure.resource
        own = [
            (
                worked_by(job, resource, latest[key]),
                network.earliest[key][0],
                key,
                measure.taken(job),
            )
            for key, job in network.jobs.items()
            if resource in job.work and latest[key] < FAR
        ]
        own.sort()
        weeks = range(1, own[-1][0] + 1) if own else range(0)
        there = [0, *accumulate(measure.there(week) for week in weeks)]
        for head in sorted({job[1] for job in own}):
            inside = [job for job in own if job[1] >= head]
            for taken, job in zip(accumulate(job[3] for job in inside), inside, strict=True):
                if taken > there[max(job[0], 0)] - there[min(head, len(there)) - 1]:
                    number = bisect_right([one[0] for one in inside], job[0])
                    return measure, tuple(one[2] for one in inside[:number])
    return None
