"""A good timetable in little time: jobs one after the other, each as early as there is room.

The serial schedule generation scheme (Kolisch and Hartmann 1999), with several
priority rules, some seeded samples, and small changes of the best order. It
comes before the exact search, and is mostly as good already.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from assessment.planning.scheduling.jobs import Job, Placed
from assessment.planning.scheduling.network import FAR, Network

SAMPLES = 20
"""Random orders tried beside the rules."""

Plan = Mapping[str, Placed]
Rank = Mapping[str, float]
Weigh = Callable[[Plan], tuple[int, ...]]


class ResourceProfile:
    """Weeks with what is still free of each resource."""

    def __init__(self, network: Network) -> None:
        """Begin with nothing placed."""
        self.network = network
        self.placed: dict[str, Placed] = {}
        self.rows: dict[str, list[int]] = {
            resource: [0, *network.available.weeks.get(resource, ())] for resource in network.available.always
        }

    def row(self, resource: str, week: int) -> list[int]:
        """Return what is free by week, at least up to one; place 0 means nothing."""
        free = self.rows[resource]
        if week >= len(free):
            free.extend([self.network.available.always[resource]] * (week + 20 - len(free)))
        return free

    def take(self, key: str, placed: Placed, times: int = 1) -> None:
        """Put a job exactly where it is said to be; -1 times takes it away."""
        for resource, units in placed.work.items():
            free = self.row(resource, placed.end)
            for week, amount in enumerate(units, start=placed.start):
                free[week] -= times * amount
        if times > 0:
            self.placed[key] = placed
        else:
            del self.placed[key]

    def put(self, job: Job) -> bool:
        """Put a job where it ends earliest, and starts latest for that; False where nothing fits."""
        first = max(
            [1, job.earliest, *(self.placed[need].end + 1 for need in job.needs if need in self.placed)]
        )
        if job.start is not None:
            if job.start < first:
                return False
            first = job.start
        found = self._rigid(job, first) if job.rigid else self._stretched(job, first)
        if found is None:
            return False
        self.take(job.id, found)
        return True

    def _rigid(self, job: Job, first: int) -> Placed | None:
        stays = job.start is not None
        last = first if stays else max(first, self.network.listed, *map(len, self.rows.values()))
        start = first
        while start <= last:
            full = self._full_week(job, start)
            if full is None:
                work = {resource: (work.most,) * job.weeks for resource, work in job.work.items()}
                return Placed(start, start + job.weeks - 1, work)
            start = full + 1
        return None

    def _full_week(self, job: Job, start: int) -> int | None:
        """Return the last week of a span that has no room for a rigid job."""
        end = start + job.weeks - 1
        rows = [(self.row(resource, end), work.most) for resource, work in job.work.items()]
        for week in range(end, start - 1, -1):
            for free, most in rows:
                if free[week] < most:
                    return week
        return None

    def _begin(self, job: Job, first: int) -> int | None:
        """Return the first week, from one on, in which a job can begin; None where there is none."""
        last = max(first, self.network.listed + 1)
        return next((week for week in range(first, last + 1) if self.network.can_begin(job, week)), None)

    def _stretched(self, job: Job, earliest: int) -> Placed | None:
        first = self._begin(job, earliest)
        if first is None:
            return None
        end = first + job.weeks - 1
        for resource, work in job.work.items():
            left, week, most = work.amount, first - 1, work.most
            dry = min(most, self.network.available.always[resource]) <= 0
            free = self.rows[resource]
            while left > 0:
                week += 1
                if week >= len(free):
                    if dry:
                        return None
                    self.row(resource, week)
                there = free[week]
                if there > 0:
                    left -= min(there, most)
            end = max(end, week)
        start = first if job.start is not None else self._latest_start(job, first, end)
        work_of = {resource: self._poured(job, resource, start, end) for resource in job.work}
        return Placed(start, end, work_of)

    def _latest_start(self, job: Job, first: int, end: int) -> int:
        """Return the latest start that still ends by a week: nothing is begun and left lying."""
        latest = end - job.weeks + 1
        if latest <= first:
            return first
        for resource, work in job.work.items():
            left, week, free = work.amount, end + 1, self.row(resource, end)
            while left > 0:
                week -= 1
                left -= max(0, min(work.most, free[week]))
            latest = min(latest, week)
        while latest > first and not self.network.can_begin(job, latest):
            latest -= 1
        return max(first, latest)

    def _poured(self, job: Job, resource: str, start: int, end: int) -> tuple[int, ...]:
        """Return the units of each week, as early as there is room."""
        left, most = job.work[resource].amount, job.work[resource].most
        units, free = [], self.row(resource, end)
        for week in range(start, end + 1):
            now = max(0, min(left, most, free[week]))
            units.append(now)
            left -= now
        return tuple(units)


def insert_all(network: Network, order: Sequence[str], given: Plan) -> Plan | None:
    """Put every job in an order; what a job needs is put before it, wherever it stands.

    Jobs with a fixed week come first of all, so that the others go around them.
    A job may end after its deadline here, and only then come too late for a
    fixed one; None where there is no place for one at all.
    """
    board = ResourceProfile(network)
    for key, placed in given.items():
        board.take(key, placed)
    fixed = [job for job in network.jobs.values() if job.start is not None and job.id not in given]
    if not all(board.put(job) for job in sorted(fixed, key=lambda job: (job.start, job.id))):
        return None
    for wanted in order:
        stack = [wanted]
        while stack:
            key = stack[-1]
            before = [need for need in network.jobs[key].needs if need not in board.placed]
            if before:
                stack += before
            else:
                stack.pop()
                if key not in board.placed and not board.put(network.jobs[key]):
                    return None
    return board.placed


def candidates(network: Network, given: Plan | None = None, seed: int = 0) -> Iterator[Plan]:
    """Yield timetables by the rules, then by samples around them.

    Args:
        network: the jobs.
        given: jobs that are where they are.
        seed: of the samples.
    """
    ranks = _rules(network)
    rules = len(ranks)
    chance = random.Random(seed)  # noqa: S311 - the same every time, nothing secret
    for number in range(SAMPLES):
        around = ranks[number % rules]
        spread = 0.15 * (max(around.values(), default=0.0) - min(around.values(), default=0.0)) + 1
        ranks.append({key: rank + chance.gauss(0, spread) for key, rank in around.items()})
    for number, rank in enumerate(ranks):
        mixed = number % 2 and network.tied  # now and then a deadline may come before a wave
        wave = dict.fromkeys(network.jobs, 0) if mixed else network.waves
        order = sorted(network.jobs, key=lambda key: (wave[key], rank[key], key))
        plan = insert_all(network, order, given or {})
        if plan is not None:
            yield plan


def local_search(network: Network, plan: Plan, weigh: Weigh, changes: int, given: Plan | None = None) -> Plan:
    """Move single jobs in the order a timetable was put in, and keep what is no worse.

    Args:
        network: the jobs.
        plan: where to begin.
        weigh: what is compared, least first.
        changes: how many are tried.
        given: jobs that are where they are.
    """
    chance = random.Random(1)  # noqa: S311 - the same every time, nothing secret
    best, least = plan, weigh(plan)
    order = sorted(network.jobs, key=lambda key: (plan[key].end, plan[key].start, key))
    reached: tuple[int, ...] | None = None
    if len(order) - len(given or {}) < 2:
        return plan
    for _ in range(changes):
        changed = list(order)
        if reached is not None:
            changed.insert(chance.randrange(len(order)), changed.pop(chance.randrange(len(order))))
        found = insert_all(network, changed, given or {})
        if found is None:
            return best
        weight = weigh(found)
        if reached is None or weight <= reached:
            order, reached = changed, weight
            if weight < least:
                best, least = found, weight
    return best


def left_shift(network: Network, plan: Plan) -> Plan:
    """Put each job anew where the others leave room: no later, and in no more weeks than it takes."""
    board = ResourceProfile(network)
    for key, placed in plan.items():
        board.take(key, placed)
    for key in sorted(plan, key=lambda key: (plan[key].start, plan[key].end, key)):
        before = board.placed[key]
        board.take(key, before, -1)
        if not board.put(network.jobs[key]):
            board.take(key, before)
        elif board.placed[key].end > before.end:
            board.take(key, board.placed[key], -1)
            board.take(key, before)
    return board.placed


def _rules(network: Network) -> list[Rank]:
    """Return the rules: soonest latest end, soonest latest start, most waiting, most worth, and a mixture."""
    horizon = max((end for _, end in network.heads.values() if end < FAR), default=1)
    soonest_end = {
        key: float(min(horizon - network.tails[key], network.latest_ends[key])) for key in network.jobs
    }
    soonest_start = {key: end - network.jobs[key].weeks for key, end in soonest_end.items()}
    waiting = {key: -float(len(network.all_after[key])) for key in network.jobs}
    worth = {key: -_worth(network, key) for key in network.jobs}
    scale = horizon / (1 + max((-one for one in worth.values()), default=1.0))
    mixed = {key: soonest_end[key] + scale * worth[key] for key in network.jobs}
    return [soonest_end, soonest_start, waiting, worth, mixed]


def _worth(network: Network, key: str) -> float:
    """Return the value of a job and of all that waits for it, per unit of its work."""
    value = network.jobs[key].value + sum(network.jobs[after].value for after in network.all_after[key])
    return value / (1 + sum(work.amount for work in network.jobs[key].work.values()))
