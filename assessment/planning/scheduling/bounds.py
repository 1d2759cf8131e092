"""How early a wave can be over at best, and what it is that needs all the weeks.

Two reasons that a shop owner understands: a chain of steps that come one
after the other, and a function with so much to do. The second is looked for
between any two weeks: the jobs that cannot start before the one and must have
ended by the other, against what the function has in between.
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from assessment.planning.scheduling.jobs import Binding
from assessment.planning.scheduling.network import FAR, Network


def bound(network: Network, wave: int, ends: Mapping[int, int]) -> Binding:
    """Return the strongest reason why a wave cannot be over before some week.

    Args:
        network: jobs that are no plain misfits.
        wave: the wave asked about.
        ends: the weeks other waves are over by.
    """
    best = _chain(network, wave)
    while True:
        latest = latest_ends(network, {**ends, wave: best.weeks})
        crowd = _crowd(network, latest)
        if crowd is None:
            return _as_work(network, wave, ends, best)
        best = Binding(crowd[0], crowd[1], best.weeks + 1)


def _as_work(network: Network, wave: int, ends: Mapping[int, int], best: Binding) -> Binding:
    """Return a chain as a resource with much to do, where it is that which makes the chain so long."""
    if best.resource is not None or _least_weeks(network, wave) >= best.weeks:
        return best
    crowd = _crowd(network, latest_ends(network, {**ends, wave: best.weeks - 1}))
    return best if crowd is None else Binding(crowd[0], crowd[1], best.weeks)


def _least_weeks(network: Network, wave: int) -> int:
    """Return the week a wave would be over in, had everybody all the time there is."""
    over: dict[str, int] = {}
    for key, job in network.jobs.items():
        start = max([1, job.earliest, job.start or 1, *(over[need] + 1 for need in job.needs)])
        over[key] = start + job.weeks - 1
    return max(over[key] for key, job in network.jobs.items() if job.wave == wave)


def latest_ends(network: Network, ends: Mapping[int, int]) -> Mapping[str, int]:
    """Return the last week each job can end in where waves are over by some weeks."""
    over = {key: ends[job.wave] for key, job in network.jobs.items() if job.wave in ends}
    return network.latest(over)


def _chain(network: Network, wave: int) -> Binding:
    """Follow the longest way back from the job of a wave that ends last."""
    own = [key for key, job in network.jobs.items() if job.wave == wave]
    last = max(own, key=lambda key: (network.heads[key][1], key))
    return Binding(None, _way(network, last), network.heads[last][1])


def _way(network: Network, last: str) -> tuple[str, ...]:
    """Return the jobs that follow each other without a pause up to one, first to last."""
    way = [last]
    while network.jobs[way[-1]].start is None:
        first = network.heads[way[-1]][0]
        before = [need for need in network.jobs[way[-1]].needs if network.heads[need][1] + 1 == first]
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
            if resource in job.work and network.heads[key][1] >= FAR and network.never_done(job)
        )
        if stuck:
            return stuck
    for key, job in network.jobs.items():
        start, end = network.heads[key]
        latest = network.latest_ends[key]
        if end >= FAR or end > latest or start > network.alone_back(job, latest):
            return _against(network, key)
    crowd = _crowd(network, network.latest_ends)
    return () if crowd is None else crowd[1]


def _against(network: Network, key: str) -> tuple[str, ...]:
    """Return the chain that comes too late, down to the job whose week it misses."""
    before: list[str] = []
    job = network.jobs[key]
    if job.start is not None:
        needs = [need for need in job.needs if network.heads[need][1] >= job.start]
        if needs:
            before = list(_way(network, max(needs, key=lambda need: (network.heads[need][1], need))))
    else:
        before = list(_way(network, key)[:-1])
    after = [key]
    while network.jobs[after[-1]].deadline != network.latest_ends[after[-1]]:
        tight = [
            one
            for one in network.successors[after[-1]]
            if network.alone_back(network.jobs[one], network.latest_ends[one]) - 1
            == network.latest_ends[after[-1]]
        ]
        if not tight:
            break
        after.append(min(tight))
    return (*before, *after)


def _crowd(network: Network, latest: Mapping[str, int]) -> tuple[str, tuple[str, ...]] | None:
    """Find a resource, and jobs of it that are too much for the weeks they share."""
    for resource in network.available.always:
        own = [
            (latest[key], network.heads[key][0], key, job.work[resource].amount)
            for key, job in network.jobs.items()
            if resource in job.work and job.work[resource].amount and latest[key] < FAR
        ]
        own.sort()
        weeks = range(1, own[-1][0] + 1) if own else range(0)
        there = [0, *accumulate(network.available.units(resource, week) for week in weeks)]
        for head in sorted({job[1] for job in own}):
            inside = [job for job in own if job[1] >= head]
            for taken, job in zip(accumulate(job[3] for job in inside), inside, strict=True):
                if taken > there[max(job[0], 0)] - there[head - 1]:
                    number = bisect_right([one[0] for one in inside], job[0])
                    return resource, tuple(one[2] for one in inside[:number])
    return None
