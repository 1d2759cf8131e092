"""Generated problems for the scheduler, a check of its answers, and every timetable of a tiny one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from hypothesis import strategies as st

from assessment.planning.scheduling.jobs import Available, Job, Timetable, Work

Problem = tuple[list[Job], Available]
Left = tuple[int, ...]
Status = tuple[str, int, Left]
"""Of a job: how it stands, the weeks it has run, the units left of each resource."""
State = tuple[tuple[Status, ...], tuple[int, ...]]
"""Of all jobs, and the weeks the waves have ended in so far."""


@st.composite
def problems(draw: st.DrawFn, *, most_jobs: int, wishes: bool = True, rigid: bool = True) -> Problem:
    """Return jobs and what is available; with `wishes`, some fixed weeks and deadlines as well."""
    number = draw(st.integers(1, most_jobs))
    names = [f"r{place}" for place in range(draw(st.integers(1, 2)))]
    units = st.integers(0, 3) if wishes else st.integers(2, 4)
    always = {name: draw(units) for name in names}
    weeks = {name: tuple(draw(st.lists(st.integers(0, 3), max_size=3))) for name in names}
    jobs = [draw(_job(place, names, wishes=wishes, rigid=rigid)) for place in range(number)]
    return jobs, Available(always, weeks)


@st.composite
def _job(draw: st.DrawFn, place: int, names: Sequence[str], *, wishes: bool, rigid: bool) -> Job:
    weeks = draw(st.integers(1, 3))
    is_rigid = rigid and draw(st.booleans())
    work = {}
    for name in draw(st.sets(st.sampled_from(names), max_size=2)):
        most = draw(st.integers(1, 2))
        work[name] = Work(most * weeks if is_rigid else draw(st.integers(0, 4)), most)
    before = st.sets(st.sampled_from([str(one) for one in range(max(1, place))]), max_size=2)
    job = Job(
        id=str(place),
        weeks=weeks,
        work=work,
        needs=tuple(sorted(draw(before))) if place else (),
        wave=draw(st.integers(0, 1)),
        value=draw(st.integers(0, 5)),
        due=draw(st.none() | st.integers(1, 6)),
        late=draw(st.integers(0, 20)),
        rigid=is_rigid,
    )
    if not wishes:
        return job
    rare = st.sampled_from([False, False, True])
    return replace(
        job,
        earliest=draw(st.integers(1, 3)),
        start=draw(st.integers(1, 6)) if draw(rare) else None,
        deadline=draw(st.integers(2, 9)) if draw(rare) else None,
    )


def faults(jobs: Sequence[Job], available: Available, timetable: Timetable) -> list[str]:
    """Return what is wrong with a timetable; nothing of the scheduler's own is used."""
    placed = timetable.placed
    if sorted(placed) != sorted(job.id for job in jobs):
        return ["not the same jobs"]
    used: dict[tuple[str, int], int] = {}
    wrong: list[str] = []
    for job in jobs:
        one = placed[job.id]
        span = one.end - one.start + 1
        rules = {
            "span": span == job.weeks if job.rigid else span >= job.weeks,
            "needs": all(placed[need].end < one.start for need in job.needs),
            "earliest": one.start >= max(1, job.earliest),
            "start": job.start in (None, one.start),
            "deadline": job.deadline is None or one.end <= job.deadline,
            "resources": sorted(one.work) == sorted(job.work),
            "begins": _may_begin(job, available, one.start),
        }
        wrong += [f"{job.id}: {name}" for name, holds in rules.items() if not holds]
        for resource, units in one.work.items():
            asked = job.work[resource]
            right = len(units) == span and sum(units) == asked.amount
            if not right or not all(0 <= taken <= asked.most for taken in units):
                wrong.append(f"{job.id}: work of {resource}")
            for week, taken in enumerate(units, start=one.start):
                used[resource, week] = used.get((resource, week), 0) + taken
    wrong += [f"{key}: {taken}" for key, taken in used.items() if taken > _units(available, *key)]
    ends = {wave: max(placed[job.id].end for job in jobs if job.wave == wave) for wave in timetable.ends}
    if dict(timetable.ends) != ends or {job.wave for job in jobs} != ends.keys():
        wrong.append(f"ends: {timetable.ends}, not {ends}")
    return wrong


def _units(available: Available, resource: str, week: int) -> int:
    listed = available.weeks.get(resource, ())
    return listed[week - 1] if week <= len(listed) else available.always[resource]


def _may_begin(job: Job, available: Available, week: int) -> bool:
    """Whether a job is fixed to a week, or takes nobody's time, or somebody it takes has some."""
    asked = [resource for resource, work in job.work.items() if work.amount]
    return job.start is not None or not asked or any(_units(available, one, week) for one in asked)


def best_ends(jobs: Sequence[Job], available: Available) -> tuple[int, ...] | None:
    """Return the weeks the waves end in at best, by trying everything, week by week; None if nothing fits.

    Every job that has begun may work as much or as little as it likes, every
    other may begin or wait.
    """
    waves = sorted({job.wave for job in jobs})
    fixed = [max(job.earliest, job.start or 1) for job in jobs]
    length = sum(job.weeks + sum(work.amount for work in job.work.values()) for job in jobs)
    horizon = max([*fixed, *map(len, available.weeks.values())]) + length
    waiting = tuple(("waits", 0, tuple(work.amount for work in job.work.values())) for job in jobs)
    states: set[State] = {(waiting, (0,) * len(waves))}
    done: set[tuple[int, ...]] = set()
    for week in range(1, horizon + 1):
        there = {resource: _units(available, resource, week) for resource in available.always}
        found: set[State] = set()
        for statuses, ends in states:
            for following in _week(jobs, statuses, week, there):
                ended = [
                    (waves.index(job.wave), week)
                    for job, old, new in zip(jobs, statuses, following, strict=True)
                    if new[0] == "over" != old[0]
                ]
                later = tuple(max([end, *(w for at, w in ended if at == n)]) for n, end in enumerate(ends))
                if all(status[0] == "over" for status in following):
                    done.add(later)
                elif not done or later < min(done):
                    found.add((following, later))
        states = found
    return min(done, default=None)


def _week(
    jobs: Sequence[Job], statuses: tuple[Status, ...], week: int, there: Mapping[str, int]
) -> Iterator[tuple[Status, ...]]:
    """Yield how all jobs may stand after one more week."""
    over = {job.id for job, status in zip(jobs, statuses, strict=True) if status[0] == "over"}
    choices = [
        list(_choices(job, status, week, over, there)) for job, status in zip(jobs, statuses, strict=True)
    ]
    for chosen in product(*choices):
        used = dict.fromkeys(there, 0)
        for job, (_, worked) in zip(jobs, chosen, strict=True):
            for resource, units in zip(job.work, worked, strict=True):
                used[resource] += units
        if all(used[resource] <= there[resource] for resource in there):
            yield tuple(status for status, _ in chosen)


def _choices(
    job: Job, status: Status, week: int, over: set[str], there: Mapping[str, int]
) -> Iterator[tuple[Status, Left]]:
    """Yield how one job may stand after the week, and what it works in it."""
    state, run, left = status
    nothing = (0,) * len(left)
    if state == "over":
        yield status, nothing
        return
    if job.deadline is not None and week > job.deadline:
        return
    if state == "waits":
        if job.start is None or week < job.start:
            yield status, nothing
        asked = [there[resource] for resource, units in zip(job.work, left, strict=True) if units]
        frozen = job.start is None and asked and not any(asked)
        if week < job.earliest or job.start not in (None, week) or not over.issuperset(job.needs) or frozen:
            return
    run = min(run + 1, job.weeks)
    most = [work.most for work in job.work.values()]
    amounts = [
        (one,) if job.rigid else range(min(one, units) + 1) for one, units in zip(most, left, strict=True)
    ]
    for worked in product(*amounts):
        rest = tuple(units - now for units, now in zip(left, worked, strict=True))
        ends = run == job.weeks and not any(rest)
        yield (("over", 0, nothing) if ends else ("runs", run, rest)), worked
