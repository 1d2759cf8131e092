"""What the search asks of the solver, and what that answers."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import permutations

from assessment.planning.scheduling.heuristic import Plan
from assessment.planning.scheduling.jobs import Goal, Job
from assessment.planning.scheduling.network import Network

LARGE = 1000
"""Jobs times weeks from which on a question is large."""


class Tactic(Enum):
    """How the solver searches: what one finds or proves in no time, another often takes long for."""

    RESTARTS = "restarts"
    """From the start again and again, soon; near to what is known first."""
    RANDOM = "random"
    """From random values, which are the same every time, and not so soon."""
    REVERSED = "reversed"
    """From random values, the last variables first."""
    LINEAR = "linear"
    """With a linear relaxation: slower, and it proves more."""


@dataclass(frozen=True)
class Target:
    """A goal, what is known of it, and the jobs to begin with."""

    goal: Goal
    bound: int
    """No timetable reaches it in an earlier week."""
    first: frozenset[str] = frozenset()
    """Jobs that would reach it early: the heuristic goes for them first."""


@dataclass(frozen=True)
class SolverQuery:
    """What the solver is asked: a timetable that reaches goals in time, and all jobs where that is asked."""

    network: Network
    goals: Sequence[tuple[Goal, int]] = ()
    """Each with the week at whose end it must be reached."""
    all_by: int | None = None
    """The week by which all jobs must have ended; None where only the goals matter."""
    least: int = 0
    """A week before which all jobs are known not to be over; they should be over early."""
    hint: Plan = field(default_factory=dict)
    """A timetable that is near to what is asked."""
    spread: bool = False
    """Whether to ask for few weeks of work instead of an early end."""
    tactic: Tactic = Tactic.RESTARTS
    idle: frozenset[str] = frozenset()
    """Resources that are taken to have enough for everything: then it is a part of the question only."""
    given: Plan = field(default_factory=dict)
    """Jobs that have their place."""
    by_deadlines: bool = False
    """Whether only to look if deadlines leave room: no job is placed, and nothing but a no is found out."""

    @property
    def size(self) -> int:
        """The jobs that have to be looked at times the weeks."""
        last = self.last_weeks()
        return len(last) * max(last.values(), default=0)

    @property
    def is_large_end(self) -> bool:
        """Whether it is a large question about the end of all, the goals being known."""
        return self.all_by is not None and bool(self.goals and self.hint) and self.size >= LARGE

    def is_idle(self, job: Job) -> bool:
        """Whether only resources that are taken to have enough work on a job."""
        return bool(job.work) and job.work.keys() <= self.idle

    def interchangeable(self, keys: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield two jobs that can change places, of which the first does as much for the goals, or more.

        They take the same, the first needs no more and lets as much wait. Of two that do as much, the one
        that is listed first is the first.
        """
        alike: dict[tuple[object, ...], list[str]] = {}
        for key in keys:
            job = self.network.jobs[key]
            if job.start is None and key not in self.given:
                kind = (job.weeks, job.deadline, *sorted(job.work.items()))
                alike.setdefault(kind, []).append(key)
        gains = [
            one.gains
            for goal, _ in self.goals
            for one in (*goal.sums, *(part for of, _ in goal.choices for part in of))
        ]

        def does_more(one: str, other: str) -> bool:
            first, second = self.network.jobs[one], self.network.jobs[other]
            return (
                first.earliest <= second.earliest
                and set(first.needs) <= set(second.needs)
                and set(self.network.successors[other]) <= set(self.network.successors[one])
                and all(row.get(one, 0) >= row.get(other, 0) for row in gains)
            )

        for same in alike.values():
            for one, other in permutations(same, 2):
                is_listed_first = same.index(one) < same.index(other)
                if does_more(one, other) and (is_listed_first or not does_more(other, one)):
                    yield one, other

    def last_weeks(self) -> dict[str, int]:
        """Return the jobs that have to be looked at, in the order of needs, each with its last week."""
        network, query = self.network, self
        if query.all_by is not None:
            latest = network.latest_ends_for(dict.fromkeys(network.jobs, query.all_by))
            return {key: latest[key] for key in network.jobs}
        horizon = max((week for _, week in query.goals), default=0)
        useful = {
            key
            for goal, _ in query.goals
            for one in (*goal.sums, *(part for of, _ in goal.choices for part in of))
            if one.short > 0
            for key in one.gains
        }
        chosen = network.with_needs(useful & network.jobs.keys()) | network.constrained
        found = {}
        for key in network.jobs:
            if key in network.constrained:
                found[key] = min(network.latest_ends[key], _longest(network, network.jobs[key], horizon))
            elif key in chosen and network.earliest[key][1] <= horizon:
                found[key] = horizon
        return found


@dataclass(frozen=True)
class SolverResult:
    """What the solver found."""

    plan: Plan | None
    bound: int
    """All jobs cannot be over before this week."""
    impossible: bool
    """There is no such timetable at all."""
    effort: float = 0.0
    """What it took, in the solver's own steps."""


def _longest(network: Network, job: Job, horizon: int) -> int:
    """Return a week by which a job that cannot be left has ended in any timetable worth looking at."""
    if job.start is None:
        rest = sum(
            one.weeks + sum(work.amount for work in one.work.values())
            for one in network.jobs.values()
            if one.id in network.constrained
        )
        return max(horizon, network.listed, job.earliest) + rest
    week = max(job.start, network.listed, horizon)
    return week + job.weeks + sum(work.amount for work in job.work.values()) + (horizon if job.begun else 0)
