"""A good timetable in little time: jobs one after the other, each as early as there is room.

The serial schedule generation scheme (Kolisch and Hartmann 1999), with several
priority rules, some seeded samples, and small changes of the best order. It
comes before the exact search, and is mostly as good already.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.planning.scheduling.jobs import Job, Placed, Work
from assessment.planning.scheduling.network import FAR, Network

SAMPLES = 12
"""Random orders tried beside the rules."""

Plan = Mapping[str, Placed]
Rank = Mapping[str, float]
Weigh = Callable[[Plan], tuple[int, ...]]


@dataclass(frozen=True)
class Style:
    """How jobs are put into their weeks."""

    close: bool = False
    """Whether a job waits for weeks in which it can be worked on at full speed."""
    eager: bool = False
    """Whether a job takes what is left of a week, if it ends no earlier for it."""
    in_hand: int | None = None
    """Jobs of a resource in hand at once at most, where that is fewer than it may have."""


class ResourceProfile:
    """Weeks with what is still free of each resource, and how many jobs each has in hand."""

    def __init__(self, network: Network, style: Style | None = None) -> None:
        """Begin with nothing placed."""
        self.network = network
        self.style = style or Style()
        self.placed: dict[str, Placed] = {}
        self.there: dict[str, list[int]] = {
            resource: [0, *network.available.weeks.get(resource, ())] for resource in network.available.always
        }
        self.free = {resource: list(weeks) for resource, weeks in self.there.items()}
        self.hand = {resource: [0] * len(weeks) for resource, weeks in self.there.items()}
        limits = network.available.in_hand
        most = self.style.in_hand
        self.limit = {
            resource: min(one for one in (limits.get(resource), most, FAR) if one is not None)
            for resource in self.free
        }

    def reach(self, resource: str, week: int) -> None:
        """Let the rows of a resource hold at least the weeks up to one."""
        more = week + 30 - len(self.free[resource])
        if more >= 30:
            always = self.network.available.always[resource]
            self.there[resource] += [always] * more
            self.free[resource] += [always] * more
            self.hand[resource] += [0] * more

    def take(self, key: str, placed: Placed, times: int = 1) -> None:
        """Put a job exactly where it is said to be; -1 times takes it away."""
        for resource, units in placed.work.items():
            self.reach(resource, placed.start + len(units))
            free, hand = self.free[resource], self.hand[resource]
            for week, amount in enumerate(units, start=placed.start):
                free[week] -= times * amount
                hand[week] += times
        if times > 0:
            self.placed[key] = placed
        else:
            del self.placed[key]

    def first_week(self, job: Job) -> int:
        """Return the first week a job can begin in after the needs that are placed."""
        first, placed = max(1, job.earliest), self.placed
        for need in job.needs:
            if need in placed and placed[need].end >= first:
                first = placed[need].end + 1
        return first

    def insert(self, job: Job, last: int = FAR) -> bool:
        """Put a job where it ends earliest, and begins latest for that; False where nothing fits in time."""
        found = self.find(job, self.first_week(job), last)
        if found is None:
            return False
        self.take(job.id, found)
        return True

    def find(self, job: Job, first: int, last: int = FAR) -> Placed | None:
        """Return the place between two weeks where a job ends earliest, and begins latest for that."""
        if job.start is not None:
            placed = self._run(job, job.start)[0] if job.start >= first else None
            return placed if placed is not None and placed.end <= last else None
        best: Placed | None = None
        start = self._next_place(job, first)
        while start + job.weeks - 1 <= min(last, FAR if best is None else best.end):
            placed, blocked = self._run(job, start)
            if placed is None:
                if blocked >= FAR:
                    break
                start = self._next_place(job, blocked + 1)
                continue
            if placed.end > (last if best is None else best.end):
                break
            best = placed
            if self.style.eager or (placed.end == start + job.weeks - 1 and self._is_short(job, placed)):
                break
            start = self._next_place(job, start + 1)
        return best

    def find_last(self, job: Job, first: int, last: int) -> Placed | None:
        """Return the place between two weeks where a job begins latest."""
        for start in range(last - job.weeks + 1, first - 1, -1):
            placed, _ = self._run(job, start)
            if placed is not None and placed.end <= last:
                return placed
        return None

    def _next_place(self, job: Job, start: int) -> int:
        """Return the first week from one on in which each resource still has a place and units for a job."""
        if job.begun:
            return start
        for resource, work in job.work.items():
            free, hand, limit = self.free[resource], self.hand[resource], self.limit[resource]
            least, length = min(work.least, work.amount), len(free)
            while start < length and (free[start] < least or hand[start] >= limit):
                start += 1
        return start

    def _is_short(self, job: Job, placed: Placed) -> bool:
        least = self.network.least_weeks[job.id]
        return all(len(row) == least[resource] for resource, row in placed.work.items())

    def _run(self, job: Job, start: int) -> tuple[Placed | None, int]:
        """Return a job begun in a week; else None and a week in which it cannot be in hand, or `FAR`."""
        end = start + job.weeks - 1
        rows: dict[str, tuple[int, ...]] = {}
        for resource, work in job.work.items():
            row, blocked = self._row(job, work, resource, start)
            if row is None:
                return None, blocked
            rows[resource] = row
            end = max(end, start + len(row) - 1)
            if (
                self.style.close
                and not job.begun
                and sum(one > 0 for one in row) > self.network.least_weeks[job.id][resource]
            ):
                return None, start
        return Placed(start, end, rows), 0

    def _row(self, job: Job, work: Work, resource: str, start: int) -> tuple[tuple[int, ...] | None, int]:
        """Return the units of each week of work from a start on, as early as there is room."""
        free, hand, there = self.free[resource], self.hand[resource], self.there[resource]
        limit, left, week = self.limit[resource], work.amount, start
        row: list[int] = []
        while left > 0:
            if week >= len(free):
                if self.network.available.always[resource] < work.least:
                    return None, FAR
                self.reach(resource, week)
            if there[week] < work.least:  # no week of work: a freeze, or nobody there
                if week == start and job.start is None:
                    return None, FAR if week > self.network.listed else week
                now = 0
            elif job.begun:
                now = max(0, min(left, work.most, free[week]))
            else:
                now = free[week]
                if now < work.least and now < left:
                    return None, week
                now = min(left, work.most, now)
            if hand[week] >= limit and not job.begun:
                return None, week
            row.append(now)
            left -= now
            week += 1
        return tuple(row), 0


def insert_all(
    network: Network, order: Sequence[str], given: Plan, style: Style | None = None
) -> Plan | None:
    """Put every job in an order; what a job needs is put before it, wherever it stands.

    Jobs that have begun, or have a fixed week, come first of all, so that the
    others go around them. A job may end after its deadline here, and only then
    come too late for a fixed one; None where there is no place for one at all.
    """
    profile = ResourceProfile(network, style)
    for key, placed in given.items():
        profile.take(key, placed)
    fixed = [job for job in network.jobs.values() if job.start is not None and job.id not in given]
    if not all(
        profile.insert(job) for job in sorted(fixed, key=lambda job: (not job.begun, job.start, job.id))
    ):
        return None
    done, last = profile.placed, FAR
    for wanted in order:
        stack = [] if wanted in done else [wanted]
        while stack:
            key = stack[-1]
            before = [need for need in network.jobs[key].needs if need not in done]
            if before:
                stack += before
                continue
            stack.pop()
            if given:
                after = (given[one].start - 1 for one in network.successors[key] if one in given)
                last = min(after, default=FAR)
            if key not in done and not profile.insert(network.jobs[key], last):
                return None
    return done


def justified(
    network: Network, plan: Plan, over: Mapping[str, int], style: Style | None = None
) -> Plan | None:
    """Put every job as late as it can be, then as early as can be in that order: double justification.

    What can be late has time, so what has none comes before it (Valls, Ballestin and Quintanilla 2005).
    None where a job finds no place before its week.

    Args:
        network: the jobs.
        plan: their timetable.
        over: weeks by which jobs have ended in it, and are to end at the latest.
        style: how each job is placed.
    """
    profile, late = ResourceProfile(network), dict[str, Placed]()
    for key, job in network.jobs.items():
        if job.start is not None:
            late[key] = plan[key]
            profile.take(key, plan[key])
    for key in sorted(plan, key=lambda key: (-plan[key].end, -plan[key].start, key)):
        if key in late:
            continue
        job = network.jobs[key]
        last = min(
            [over[key], network.latest_ends[key], *(late[one].start - 1 for one in network.successors[key])]
        )
        found = profile.find_last(job, max(1, job.earliest), last)
        if found is None:
            return None
        late[key] = found
        profile.take(key, found)
    order = sorted(late, key=lambda key: (late[key].start, late[key].end, key))
    return insert_all(network, order, {}, style)


def candidates(
    network: Network,
    tiers: Mapping[str, int],
    given: Plan | None = None,
    style: Style | None = None,
    over: Mapping[str, int] | None = None,
) -> Iterator[Plan]:
    """Yield timetables by the rules, then by samples around them where no job has its place yet.

    Args:
        network: the jobs.
        tiers: which jobs come before others, the lowest first.
        given: jobs that are where they are.
        style: how each job is placed.
        over: weeks by which jobs should have ended; those with little time before them come first.
    """
    ranks = _rules(network, over or {})
    rules = len(ranks)
    chance = random.Random(0)  # noqa: S311 - the same every time, nothing secret
    for number in range(SAMPLES if len(network.jobs) > 1 and not given else 0):
        around = ranks[number % rules]
        spread = 0.15 * (max(around.values(), default=0.0) - min(around.values(), default=0.0)) + 1
        ranks.append({key: rank + chance.gauss(0, spread) for key, rank in around.items()})
    for number, rank in enumerate(ranks):
        mixed = number % 2 and network.constrained  # now and then a deadline may come before a tier
        order = sorted(network.jobs, key=lambda key: (0 if mixed else tiers.get(key, 0), rank[key], key))
        plan = insert_all(network, order, given or {}, style)
        if plan is not None:
            yield plan


@dataclass(frozen=True)
class Aim:
    """What a local search makes better."""

    weigh: Weigh
    """What is compared, least first."""
    pressing: Callable[[Plan], Sequence[str]]
    """The jobs that keep a timetable from being better."""
    enough: tuple[int, ...]
    """Nothing is better than this, as far as it goes."""


def local_search(network: Network, plan: Plan, aim: Aim, changes: int, style: Style | None = None) -> Plan:
    """Move single jobs in the order a timetable was put in, and keep what is no worse.

    Args:
        network: the jobs.
        plan: where to begin.
        aim: what is to be better.
        changes: how many are tried.
        style: how each job is placed.
    """
    chance = random.Random(1)  # noqa: S311 - the same every time, nothing secret
    best, least = plan, aim.weigh(plan)
    order = sorted(network.jobs, key=lambda key: (plan[key].start, plan[key].end, key))
    reached: tuple[int, ...] | None = None
    here = plan
    if len(order) < 2:
        return plan
    for number in range(changes):
        if least[: len(aim.enough)] <= aim.enough:
            break
        changed = list(order)
        if reached is not None:
            pressing = aim.pressing(here) if number % 2 else ()
            key = chance.choice(pressing) if pressing else chance.choice(order)
            place = changed.index(key)
            before = place + 1 if pressing else len(order)
            changed.insert(chance.randrange(before), changed.pop(place))
        found = insert_all(network, changed, {}, style)
        if found is None:
            return best
        weight = aim.weigh(found)
        if reached is None or weight <= reached:
            order, reached, here = changed, weight, found
            if weight < least:
                best, least = found, weight
    return best


def tightened(network: Network, plan: Plan, weigh: Weigh) -> Plan:
    """Put single jobs elsewhere where that is better: in fewer weeks, or with fewer in hand."""
    best, least = plan, weigh(plan)
    profiles = [
        ResourceProfile(network, style)
        for style in (Style(close=True), Style(close=True, in_hand=1), Style())
    ]
    for profile in profiles:
        for key, placed in best.items():
            profile.take(key, placed)
    moved = True
    while moved:
        moved = False
        for key in sorted(best, key=lambda key: (best[key].start, key)):
            job = network.jobs[key]
            if job.start is not None:
                continue
            last = min([best[after].start - 1 for after in network.successors[key]], default=FAR)
            for profile in profiles:
                profile.take(key, best[key], -1)
                found = profile.find(job, profile.first_week(job), last)
                profile.take(key, best[key])
                if found is None or found == best[key]:
                    continue
                weight = weigh({**best, key: found})
                if weight < least:
                    for one in profiles:
                        one.take(key, best[key], -1)
                        one.take(key, found)
                    best, least, moved = {**best, key: found}, weight, True
                    break
    return best


def _rules(network: Network, over: Mapping[str, int]) -> list[Rank]:
    """Return the rules: soonest latest end, soonest latest start, most waiting, most worth, and a mixture."""
    horizon = max([1, *(end for _, end in network.earliest.values() if end < FAR), *over.values()])
    latest = network.latest_ends_for(over)
    soonest_end = {key: float(min(horizon - network.tail[key], latest[key])) for key in network.jobs}
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
