"""Generated problems for the scheduler, a check of its answers, and the best timetable of a tiny one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from assessment.planning.scheduling.jobs import Available, Goal, Job, Placed, Sum, Timetable, Work

Problem = tuple[list[Job], Available, list[Goal]]


@st.composite
def problems(draw: st.DrawFn, *, most_jobs: int, most_units: int = 4, wishes: bool = True) -> Problem:
    """Return jobs, what is available, and goals; with `wishes`, some fixed weeks and deadlines as well."""
    number = draw(st.integers(1, most_jobs))
    names = [f"r{place}" for place in range(draw(st.integers(1, 2)))]
    always = {name: draw(st.integers(1, 3)) for name in names}
    weeks = {name: tuple(draw(st.lists(st.integers(0, 3), max_size=3))) for name in names}
    in_hand = {name: draw(st.integers(1, 2)) for name in names}
    jobs = [draw(_job(place, always, most_units, wishes=wishes)) for place in range(number)]
    goals = draw(st.lists(_goal([job.id for job in jobs]), max_size=2))
    return jobs, Available(always, weeks, in_hand), goals


@st.composite
def _job(draw: st.DrawFn, place: int, always: Mapping[str, int], most_units: int, *, wishes: bool) -> Job:
    name = draw(st.sampled_from(sorted(always)))
    amount = draw(st.integers(0, most_units))
    most = draw(st.integers(1, always[name]))
    least = draw(st.integers(1, most))
    if 0 < amount <= always[name] and draw(st.booleans()):
        most = least = amount
    before = st.sets(st.sampled_from([str(one) for one in range(max(1, place))]), max_size=2)
    job = Job(
        id=str(place),
        weeks=draw(st.integers(1, 3)),
        work={name: Work(amount, most, least)} if amount else {},
        needs=tuple(sorted(draw(before))) if place else (),
        value=draw(st.integers(0, 5)),
        due=draw(st.none() | st.integers(1, 6)),
        late=draw(st.integers(0, 20)),
    )
    if not wishes:
        return job
    rare = st.sampled_from([False, False, True])
    start = draw(st.integers(1, 5)) if draw(rare) else None
    return replace(
        job,
        earliest=1 if start is not None else draw(st.integers(1, 3)),
        start=start,
        begun=start == 1 and draw(st.booleans()),
        deadline=draw(st.integers(2, 9)) if draw(rare) else None,
    )


@st.composite
def _goal(draw: st.DrawFn, keys: Sequence[str]) -> Goal:
    gains = {key: draw(st.integers(0, 2)) for key in keys}
    return Goal([Sum(gains, draw(st.integers(0, sum(gains.values()))))])


def faults(jobs: Sequence[Job], available: Available, placed: Mapping[str, Placed]) -> list[str]:
    """Return what is wrong with a timetable; nothing of the scheduler's own is used."""
    if sorted(placed) != sorted(job.id for job in jobs):
        return ["not the same jobs"]
    wrong = [f"{job.id}: {fault}" for job in jobs for fault in _own_faults(job, available, placed)]
    for resource in available.always:
        last = max(one.end for one in placed.values())
        limit = available.in_hand.get(resource, 10**6)
        for week in range(1, last + 1):
            own = [
                job
                for job in jobs
                if week - placed[job.id].start in range(len(placed[job.id].work.get(resource, ())))
            ]
            taken = sum(placed[job.id].work[resource][week - placed[job.id].start] for job in own)
            if taken > _units(available, resource, week):
                wrong.append(f"{resource} in week {week}: {taken}")
            if len(own) > limit and not all(job.begun for job in own):
                wrong.append(f"{resource} in week {week}: {len(own)} in hand")
    return wrong


def _own_faults(job: Job, available: Available, placed: Mapping[str, Placed]) -> Iterator[str]:
    one = placed[job.id]
    worked = max([one.start - 1 + len(row) for row in one.work.values()], default=0)
    rules = {
        "end": one.end == max(one.start + job.weeks - 1, worked),
        "needs": all(placed[need].end < one.start for need in job.needs),
        "earliest": one.start >= max(1, job.earliest) or job.start is not None,
        "start": job.start in (None, one.start),
        "deadline": job.deadline is None or one.end <= job.deadline,
        "resources": sorted(one.work) == sorted(job.work),
    }
    yield from (name for name, holds in rules.items() if not holds)
    for resource, row in one.work.items():
        work = job.work[resource]
        if (
            sum(row) != work.amount
            or not row
            or not row[-1]
            or not all(0 <= part <= work.most for part in row)
        ):
            yield f"work of {resource}"
        if job.begun:
            continue
        if not row[0] and job.start is None:
            yield "begins without work"
        for week, part in enumerate(row, start=one.start):
            workable = _units(available, resource, week) >= work.least
            is_last = week == one.start + len(row) - 1
            if part and not workable:
                yield f"works in week {week}, in which there is too little"
            if workable and part < (1 if is_last else work.least):
                yield f"rests, or works too little, in week {week}"


def _units(available: Available, resource: str, week: int) -> int:
    listed = available.weeks.get(resource, ())
    return listed[week - 1] if week <= len(listed) else available.always[resource]


def week_of(goal: Goal, placed: Mapping[str, Placed]) -> int:
    """Return the week a goal is reached in."""
    return next(
        week for week in range(10**6) if goal.reached({key for key, one in placed.items() if one.end <= week})
    )


def best(problem: Problem, horizon: int) -> tuple[int, ...] | None:
    """Return the weeks of the goals and the last week at best, by trying everything; None if nothing fits."""
    jobs, available, goals = problem
    best_so_far: tuple[int, ...] | None = None
    for placed in timetables(jobs, available, horizon):
        weeks = (*(week_of(goal, placed) for goal in goals), max(one.end for one in placed.values()))
        if best_so_far is None or weeks < best_so_far:
            best_so_far = weeks
    return best_so_far


def timetables(jobs: Iterable[Job], available: Available, horizon: int) -> Iterator[dict[str, Placed]]:
    """Yield every timetable that ends by a week; each job comes after what it needs."""
    yield from _all(list(jobs), available, {}, horizon)


def _all(
    jobs: Sequence[Job], available: Available, placed: dict[str, Placed], horizon: int
) -> Iterator[dict[str, Placed]]:
    if len(placed) == len(jobs):
        if not faults(jobs, available, placed):
            yield placed
        return
    job = jobs[len(placed)]
    first = max([1, *(placed[need].end + 1 for need in job.needs)])
    starts = range(first, horizon - job.weeks + 2) if job.start is None else [job.start]
    for start in starts:
        for rows in _rows(job, available, start, horizon):
            ends = [start + job.weeks - 1, *(start - 1 + len(row) for row in rows.values())]
            if max(ends) <= horizon and start >= first:
                yield from _all(jobs, available, {**placed, job.id: Placed(start, max(ends), rows)}, horizon)


def _rows(job: Job, available: Available, start: int, horizon: int) -> Iterator[dict[str, tuple[int, ...]]]:
    if not job.work:
        yield {}
        return
    ((resource, work),) = job.work.items()

    def spread(left: int, week: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            yield ()
            return
        if week > horizon:
            return
        for part in range(min(left, work.most, _units(available, resource, week)) + 1):
            yield from ((part, *rest) for rest in spread(left - part, week + 1))

    for row in spread(work.amount, start):
        if row[-1]:
            yield {resource: row}


def weeks_of(timetable: Timetable) -> tuple[int, ...]:
    """Return what is compared of a timetable."""
    return (*(one.week for one in timetable.goals), timetable.last.week)
