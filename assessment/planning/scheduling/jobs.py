"""What the scheduler is asked and what it answers: jobs, what is available, goals, where each job was put.

It knows nothing of items, gates or dates: weeks are counted from 1, effort in
whole units (half person-days), resources have ids. So published scheduling
problems can be put to it as well.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import gcd

LARGEST = 2**60
"""The largest sum of a condition, so that no product in the solver leaves 64 bits."""


@dataclass(frozen=True)
class Work:
    """What a job takes of one resource: `amount` units in all, spread over weeks without a break.

    A week in which the resource has fewer than `least` units is no week of
    work: the job goes on after it.
    """

    amount: int
    most: int
    """Units in one week at most."""
    least: int = 1
    """Units in each week of work but the last; at most `most`."""

    @property
    def weeks(self) -> int:
        """The weeks of work that are needed at best."""
        return -(-self.amount // self.most)

    @property
    def is_steady(self) -> bool:
        """Whether the weeks of work are known: as much in each of them."""
        return self.amount == self.weeks * self.most and self.least == self.most


@dataclass(frozen=True)
class Job:
    """Something to be worked on from the week it begins until it is done, and that shows some weeks later.

    Its end is the last week of its work, or `weeks` after its beginning where
    that is later: it then waits, and takes nobody's time.
    """

    id: str
    weeks: int
    """Least weeks from the beginning to the end, both counted; 1 or more."""
    work: Mapping[str, Work]
    """By resource, amounts above 0."""
    needs: tuple[str, ...] = ()
    """Jobs that must have ended in an earlier week."""
    value: int = 1
    """What each week of waiting for its end costs; only compared, 0 or more."""
    earliest: int = 1
    """The first week it may begin in."""
    start: int | None = None
    """The week it must begin in, whether or not there is time for it then."""
    begun: bool = False
    """Whether it has begun: it may then rest, use any unit there is, and is in hand whatever the limit.

    It has a `start`.
    """
    deadline: int | None = None
    """The last week it may end in; a timetable that ends it later is none."""
    due: int | None = None
    """The last week it should end in; ending later costs `late`, once."""
    late: int = 0


@dataclass(frozen=True)
class Available:
    """Units of each resource in each week: as listed, and for ever after as in `always`."""

    always: Mapping[str, int]
    weeks: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """From week 1 on, as far as a resource differs from `always`."""
    in_hand: Mapping[str, int] = field(default_factory=dict)
    """Jobs that may be in hand at once, from the beginning to the end of their work; else any number."""

    def units(self, resource: str, week: int) -> int:
        """Return what a resource has in a week."""
        listed = self.weeks.get(resource, ())
        return listed[week - 1] if week <= len(listed) else self.always[resource]


@dataclass(frozen=True)
class Sum:
    """A condition on the jobs that have ended: their gains must add up to `short`."""

    gains: Mapping[str, int]
    short: int

    def holds(self, ended: Collection[str]) -> bool:
        """Whether these jobs are enough."""
        return sum(gain for key, gain in self.gains.items() if key in ended) >= self.short

    def in_64_bits(self) -> tuple[Mapping[str, int], int, bool]:
        """Return gains and what they must add up to; and whether nothing had to be cut down for that."""
        shared = gcd(*self.gains.values()) or 1
        gains = {key: gain // shared for key, gain in self.gains.items()}
        short = -(-self.short // shared)
        cut = max(sum(gains.values()), short) // LARGEST + 1
        return {key: gain // cut for key, gain in gains.items()}, -(-short // cut), cut == 1


@dataclass(frozen=True)
class Goal:
    """Something to be reached as early as possible, by whichever jobs are enough for it."""

    sums: Sequence[Sum]
    """All of them must hold."""
    choices: Sequence[tuple[Sequence[Sum], int]] = ()
    """Of each list, so many must hold."""

    def reached(self, ended: Collection[str]) -> bool:
        """Whether these jobs are enough."""
        return all(one.holds(ended) for one in self.sums) and all(
            sum(one.holds(ended) for one in of) >= meet for of, meet in self.choices
        )

    @cached_property
    def _rows(self) -> Sequence[Sum]:
        return [*self.sums, *(one for of, _ in self.choices for one in of)]

    @cached_property
    def _gains(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """What each job adds to what is missing, as place of the condition and gain."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, one in enumerate(self._rows):
            for key, gain in one.gains.items() if one.short > 0 else ():
                found.setdefault(key, []).append((place, gain))
        return found

    def week(self, placed: Mapping[str, "Placed"]) -> int | None:
        """Return the week at whose end it is reached; 0 from the start, None where these jobs are too few."""
        short, gains, musts = [one.short for one in self._rows], self._gains, len(self.sums)
        missing = sum(one > 0 for one in short[:musts])
        if not missing and self._has_chosen(short):
            return 0
        by_end: dict[int, list[Sequence[tuple[int, int]]]] = {}
        for key, one in placed.items():
            if key in gains:
                by_end.setdefault(one.end, []).append(gains[key])
        for week in sorted(by_end):
            for rows in by_end[week]:
                for place, gain in rows:
                    before = short[place]
                    short[place] = before - gain
                    if place < musts and before > 0 >= before - gain:
                        missing -= 1
            if not missing and self._has_chosen(short):
                return week
        return None

    def _has_chosen(self, short: Sequence[int]) -> bool:
        """Whether enough conditions of each list hold, by what each is short of."""
        begin = len(self.sums)
        for of, meet in self.choices:
            if sum(one <= 0 for one in short[begin : begin + len(of)]) < meet:
                return False
            begin += len(of)
        return True

    def needed(self, keys: Collection[str], after: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Return the jobs without which, and what waits for them, it is not reached by any of the others."""
        every, gains, musts = set(keys), self._gains, len(self.sums)
        short = [one.short for one in self._rows]
        for key in gains.keys() & every:
            for place, gain in gains[key]:
                short[place] -= gain
        found = set()
        for key in every:
            missing = list(short)
            for lost in (every & after[key]) | {key}:
                for place, gain in gains.get(lost, ()):
                    missing[place] += gain
            if any(one > 0 for one in missing[:musts]) or not self._has_chosen(missing):
                found.add(key)
        return frozenset(found)


@dataclass(frozen=True)
class Placed:
    """Where one job was put."""

    start: int
    end: int
    """Its last week, counted in."""
    work: Mapping[str, tuple[int, ...]]
    """Units in each week from `start` to the last week of work, by resource."""

    @property
    def worked_until(self) -> int:
        """The last week of its work; the week before `start` where it takes nobody's time."""
        return self.start - 1 + max(map(len, self.work.values()), default=0)

    @property
    def weeks_of_work(self) -> int:
        """The weeks in which somebody works on it, added up over the resources."""
        return sum(len(row) - row.count(0) for row in self.work.values())


def most_in_hand(placed: Mapping[str, Placed]) -> int:
    """Return how many jobs one resource has in hand at once at most."""
    changes: dict[str, dict[int, int]] = {}
    for one in placed.values():
        start = one.start
        for resource, units in one.work.items():
            weeks, end = changes.setdefault(resource, {}), start + len(units)
            weeks[start] = weeks.get(start, 0) + 1
            weeks[end] = weeks.get(end, 0) - 1
    return max(
        (max(accumulate(weeks[week] for week in sorted(weeks))) for weeks in changes.values()), default=0
    )


@dataclass(frozen=True)
class Binding:
    """Why all jobs, or those of a goal, cannot be over before some week."""

    resource: str | None
    """The resource that needs all the weeks; None where a chain of needs or a fixed week does."""
    jobs: tuple[str, ...]
    """The jobs that add up: of the resource, or of the chain in order."""
    weeks: int
    """What is proven: the last of them cannot end before this week is over."""
    in_hand: bool = False
    """Whether it is the places for jobs in hand that the resource has too few of, and not its units."""


@dataclass(frozen=True)
class Reached:
    """When something is reached in a timetable, and when at best."""

    week: int
    """0 where it is reached from the start."""
    bound: int
    """No timetable at all reaches it in an earlier week."""
    bound_in_order: int
    """No timetable that reaches each earlier goal as early as this one does reaches it in an earlier week."""

    @property
    def proven(self) -> bool:
        """Whether nothing is earlier, the earlier goals coming first."""
        return self.week == self.bound_in_order


@dataclass(frozen=True)
class Timetable:
    """Every job in its weeks, and how sure it is that nothing is earlier."""

    placed: Mapping[str, Placed]
    goals: Sequence[Reached]
    """In the order asked for."""
    last: Reached
    """All jobs, after all goals."""
    why: Binding | None
    """What keeps all jobs from being over before the bound; None where there are none."""

    @property
    def proven(self) -> bool:
        """Whether each goal, and then the end, is as early as it can be."""
        return all(one.proven for one in (*self.goals, self.last))


@dataclass(frozen=True)
class NoTimetable:
    """No timetable keeps all fixed weeks and deadlines; these jobs are in each other's way."""

    jobs: tuple[str, ...]
    proven: bool
    """False where the search ended before it could tell."""
