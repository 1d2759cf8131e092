"""A week before which not all jobs are over with the goals in their weeks, found without placing any job.

What has to be over for a goal keeps a busy resource from the long chains that
are not needed for it, and these then end late. Which jobs are over by the week
of which goal is a choice; each job has but a few weeks by which it may have to
end: those of the goals and of the end of all, and earlier ones for what waits
for it. What jobs have taken of a resource by a week at least, by when they must
end, is counted up against what there is. Where no choice leaves room there is
no timetable; the solver sees it in some hundredths of a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from assessment.planning.scheduling.boolean_model import NO, YES, BooleanModel, Literal, Term
from assessment.planning.scheduling.bounds import Measure, worked_by
from assessment.planning.scheduling.jobs import Goal, Job, Sum
from assessment.planning.scheduling.network import Network


@dataclass
class DeadlineModel:
    """By which weeks jobs must have ended, all of them by a last one: rows for the solver."""

    network: Network
    goals: Sequence[tuple[Goal, int]]
    """Each with the week at whose end it must be reached."""
    last: int
    rules: BooleanModel = field(init=False)
    exact: bool = True
    """Whether it asks for nothing that is not asked of a timetable."""
    _latest: Mapping[str, int] = field(init=False)
    _ended: dict[str, dict[int, Literal]] = field(init=False)
    """For each job, the weeks by which it may have to end, soonest first; whether it must."""

    def __post_init__(self) -> None:
        self.rules = BooleanModel(in_bulk=False)
        self._latest = self.network.latest_ends_for(dict.fromkeys(self.network.jobs, self.last))
        self._ended = {
            key: {week: self._must_end(key, week) for week in sorted(weeks)}
            for key, weeks in self._weeks().items()
        }
        for key, ended in self._ended.items():
            for one, other in pairwise(ended.values()):
                self.rules.imply(one, other)
            for week, now in ended.items():
                for need in self.network.jobs[key].needs:
                    self.rules.imply(now, self._ended[need][self._before(key, need, week)])
        for goal, week in self.goals:
            self._reach(goal, week)
        for measure in Measure.of(self.network):
            self._share(measure)
        self.rules.end()

    def _weeks(self) -> dict[str, set[int]]:
        """Return the weeks by which each job may have to end."""
        found = {
            key: {latest, *(week for _, week in self.goals if week < latest)}
            for key, latest in self._latest.items()
        }
        for key in reversed(self.network.jobs):
            for need in self.network.jobs[key].needs:
                found[need] |= {self._before(key, need, week) for week in found[key]}
        return found

    def _before(self, key: str, need: str, week: int) -> int:
        """Return the week by which a job that another needs must end for the other to end by a week."""
        return max(0, min(self.network.latest_start(self.network.jobs[key], week) - 1, self._latest[need]))

    def _must_end(self, key: str, week: int) -> Literal:
        """Return whether a job must have ended by a week: known, or a choice."""
        if week < self.network.earliest[key][1]:
            if week >= self._latest[key]:
                self.rules.impossible = True
            return NO
        return YES if week >= self._latest[key] else self.rules.new()

    def _reach(self, goal: Goal, week: int) -> None:
        """Let the jobs that must have ended by a week be enough for a goal."""
        for one in goal.sums:
            if one.short > 0:
                self.rules.reach(*self._total(one, week))
        for of, meet in goal.choices:
            held = sum(one.short <= 0 for one in of)
            counted = []
            for one in of if held < meet else ():
                if one.short > 0:
                    terms, short = self._total(one, week)
                    counts = self.rules.new()
                    self.rules.reach([*terms, (-short, counts)], 0)
                    counted.append((1, counts))
            if held < meet:
                self.rules.reach(counted, meet - held)

    def _total(self, one: Sum, week: int) -> tuple[list[Term], int]:
        """Return a condition on what has ended by a week."""
        gains, short, exact = one.in_64_bits()
        self.exact = self.exact and exact
        ended = {key: self._ended[key][min(week, self._latest[key])] for key in gains if key in self._ended}
        return [(gains[key], now) for key, now in ended.items()], short

    def _share(self, measure: Measure) -> None:
        """Let what must be taken by a week, of all or of what begins late, be no more than there is."""
        there = [0, *accumulate(measure.there(week) for week in range(1, self.last + 1))]
        taken = [
            (self.network.earliest[key][0], ended, by)
            for key, job in self.network.jobs.items()
            if measure.resource in job.work
            for ended, by in self._taken(measure, key)
        ]
        heads = sorted({head for head, _, _ in taken}, reverse=True)
        for week in range(1, self.last + 1):
            rows = [(head, (by[week], ended)) for head, ended, by in taken if by[week]]
            since = dict.fromkeys(heads, 0)
            for head, (number, _) in rows:
                since[head] += number
            for head, number in zip(heads, accumulate(since.values()), strict=True):
                most = there[week] - there[min(head, week + 1) - 1]
                if number > most:
                    self.rules.limit([one for begin, one in rows if begin >= head], most)

    def _taken(self, measure: Measure, key: str) -> Iterator[tuple[Literal, Sequence[int]]]:
        """Yield what a job that must end by a week has taken more by each week than if it may end later."""
        job = self.network.jobs[key]
        known: Sequence[int] = [0] * (self.last + 1)
        for week, ended in reversed(self._ended[key].items()):
            if ended == NO:
                continue
            least = self._least(measure, job, week)  # no less than if it may end later
            yield ended, [now - before for now, before in zip(least, known, strict=True)]
            known = least

    def _least(self, measure: Measure, job: Job, end: int) -> Sequence[int]:
        """Return what a job that ends by a week has taken at least by each week, from week 0 to the last."""
        resource, whole = measure.resource, measure.taken(job)
        work, until, begins = job.work[resource], worked_by(job, resource, end), end - job.weeks + 1
        found = [whole] * (self.last + 1)
        after = 0
        for week in range(until, 0, -1):
            if self.network.is_workable(job, resource, week):
                units = self.network.available.units(resource, week)
                after += 1 if measure.in_hand else min(work.most, units)
            found[week - 1] = max(0, whole - after)
        begun = 0
        for week in range(begins, until) if job.start is None else ():  # what has begun may rest
            begun += self.network.is_workable(job, resource, week)
            found[week] = max(found[week], measure.taken_in(job, begun))
        return found
