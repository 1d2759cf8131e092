"""The search for a timetable: heuristic, bound, and the solver only where the two do not meet.

First things first, each as good as it can be before the next is looked at: the
week of each goal, in the order given; the last week of all; the weeks that
work is spread over; the jobs in hand at once. What is equal then is ordered by
value and due weeks. The solver comes in as a function, so that what is decided
here is plain rules.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from assessment.planning.scheduling.bounds import bound
from assessment.planning.scheduling.budgeted_solver import (
    EFFORT,
    FOR_THE_END,
    SMALL,
    BudgetedSolver,
    OnProgress,
    Solve,
)
from assessment.planning.scheduling.heuristic import (
    Aim,
    Plan,
    Style,
    Weigh,
    candidates,
    insert_all,
    justified,
    local_search,
    tightened,
)
from assessment.planning.scheduling.jobs import Goal, NoTimetable, Reached, Timetable, most_in_hand
from assessment.planning.scheduling.network import FAR, Network
from assessment.planning.scheduling.query import LARGE, SolverQuery, SolverResult, Target

PLACINGS = 2_000
"""How often a job is placed to improve the heuristic's best: less than a tenth of a second."""
JUSTIFIED = 8
"""How often a timetable is put late and early again at most."""
FAR_OFF = 3
"""Weeks that a goal is late from which on, in large plans, it is not asked for with the end of all."""
LESS_SPREAD = 0.13
"""The share of it that looking for less spread may take."""


@dataclass(frozen=True)
class SearchLimits:
    """How far a search goes."""

    effort: float = EFFORT
    """What the solver may take in all, in its own steps."""
    placings: int = PLACINGS
    """How often a job is placed in one local search."""
    worth: Sequence[int] = ()
    """Weeks of the first goals: where one is later, and none before it sooner, the rest is not looked at."""


@dataclass
class Search:
    """One network, goal by goal, then to the end."""

    network: Network
    targets: Sequence[Target]
    solve: Solve
    on_progress: OnProgress
    limits: SearchLimits = field(default_factory=SearchLimits)
    fixed: list[tuple[Goal, int]] = field(default_factory=list)
    """The goals that are settled, each with its week."""
    solver: BudgetedSolver = field(init=False)

    def __post_init__(self) -> None:
        effort = self.limits.effort
        self.solver = BudgetedSolver(self.network, self.solve, self.on_progress, effort, bool(self.targets))

    def run(self) -> Timetable | NoTimetable:
        """Return the best timetable found, or that there is none."""
        plan = self._best(self._candidates(None))
        if plan is not None and self._late(plan):
            plan = self._improved(plan, (0,))
        if plan is not None and not self._late(plan) and self._is_open(plan):
            plan = self._justified(plan)
        if plan is None or self._late(plan):
            found = self.solver.ask(self._any())
            if found.plan is None:
                return NoTimetable(self._in_the_way(plan), proven=found.impossible)
            whole = self._completed(found.plan)
            if whole is None:
                return NoTimetable(self._in_the_way(plan), proven=False)
            plan = whole
        bounds: list[int] = []
        self.solver.reserve = FOR_THE_END * EFFORT
        for place, target in enumerate(self.targets):
            plan, least = self._earliest(place, target, plan)
            bounds.append(least)
            self.fixed.append((target.goal, self._weeks(plan)[place]))
            self.on_progress()
            if not self._is_worth_more():
                return self._timetable(plan, bounds, Reached(_last(plan), 0, 0))
        self.solver.reserve = 0.0
        plan, last = self._over_soon(plan)
        return self._timetable(self._tidy(plan), bounds, last)

    def _is_worth_more(self) -> bool:
        """Whether the goals that are settled, and the next at best, are early enough to go on."""
        weeks, worth = [week for _, week in self.fixed], list(self.limits.worth)
        following = self.targets[len(weeks) : len(weeks) + 1]
        return not worth or [*weeks, *(self._least(target) for target in following)][: len(worth)] <= worth

    def _least(self, target: Target) -> int:
        """Return a week before which a goal is not reached, those before it staying where they are."""
        needed = self._needed(target.goal)
        return max(target.bound, bound(self.network, needed, self._deadlines).weeks if needed else 0)

    def _timetable(self, plan: Plan, bounds: Sequence[int], last: Reached) -> Timetable:
        """Return a timetable with what is known of its weeks: of a goal that was not looked at, its bound."""
        weeks = self._weeks(plan)
        rest = list(zip(self.targets, weeks, strict=True))[len(bounds) :]
        bounds = [*bounds, *(min(target.bound, week) for target, week in rest)]
        # What is proven where nothing comes before but goals reached from the start holds in any order.
        free = next((place for place, week in enumerate(weeks) if week), len(weeks))
        goals = [
            Reached(week, min(week, target.bound if place > free else least), least)
            for place, (week, target, least) in enumerate(zip(weeks, self.targets, bounds, strict=True))
        ]
        sure = [last.bound_in_order] if free == len(weeks) else bounds[: free + 1]
        return Timetable(
            {key: plan[key] for key in sorted(plan)},
            goals,
            replace(last, week=_last(plan), bound=max([last.bound, *sure])),
            bound(self.network, self.network.jobs) if self.network.jobs else None,
        )

    def _candidates(self, given: Plan | None, over: Mapping[str, int] | None = None) -> Iterator[Plan]:
        """Yield timetables to choose from: around jobs that have their place, or for weeks to end by."""
        tiers = self._tiers if over is None else {}
        for style in (Style(eager=True), Style()):
            yield from candidates(self.network, tiers, given, style, over)

    @property
    def _tiers(self) -> Mapping[str, int]:
        """The place of each job in the order in which the goals ask for it."""
        found: dict[str, int] = {}
        for place, target in enumerate(self.targets):
            for key in self.network.with_needs(target.first & self.network.jobs.keys()):
                found.setdefault(key, place)
        return {key: found.get(key, len(self.targets)) for key in self.network.jobs}

    def _late(self, plan: Plan) -> int:
        """Return by how many weeks jobs end too late for deadlines and fixed weeks, in all."""
        latest = self.network.latest_ends
        keys = self.network.constrained
        return sum(max(0, plan[key].end - latest[key]) for key in keys if key in plan) if keys else 0

    def _weeks(self, plan: Plan) -> list[int]:
        """Return the week each goal is reached in."""
        weeks = (target.goal.week(plan) for target in self.targets)
        return [FAR if week is None else week for week in weeks]

    def _best(self, plans: Iterable[Plan]) -> Plan | None:
        """Return the best of some timetables, the first of equal ones."""
        best: Plan | None = None
        least: tuple[int, ...] = ()
        for plan in plans:
            first = (self._late(plan), *self._weeks(plan), _last(plan))
            if best is not None and first > least:
                continue  # what comes after that need not be known
            if best is None or first < least or self._weigh(plan) < self._weigh(best):
                best, least = plan, first
        return best

    def _weigh(self, plan: Plan) -> tuple[int, ...]:
        """Return what is compared, first things first."""
        cost, spread, last = 0, -self._least_work, 0
        for key, job in self.network.jobs.items():
            placed = plan[key]
            end = placed.end
            cost += job.value * end
            if job.due is not None and end > job.due:
                cost += job.late
            spread += placed.weeks_of_work
            last = max(last, end)
        return (self._late(plan), *self._weeks(plan), last, spread, most_in_hand(plan), cost)

    @cached_property
    def _least_work(self) -> int:
        """The weeks of work that all jobs need at best, over all resources."""
        return sum(sum(weeks.values()) for weeks in self.network.least_weeks.values())

    def _sooner(self, place: int, least: int, plan: Plan) -> Plan:
        """Let a goal be reached sooner by changing the order of the jobs that lead to it, and no others."""
        targets = self.targets[: place + 1]
        part = self.network.only(
            self.network.with_needs(
                {key for target in targets for key in target.first} | self.network.constrained
            )
        )
        if targets[-1].goal.week({key: plan[key] for key in part.jobs}) is None:
            part = self.network.only(
                key for key, placed in plan.items() if placed.end <= self._weeks(plan)[place]
            )
        last = [target.goal for target in targets]

        def weigh(one: Plan) -> tuple[int, ...]:
            weeks = (goal.week(one) for goal in last)
            ends = sum(placed.end for placed in one.values())
            return (self._late(one), *(FAR if week is None else week for week in weeks), ends)

        enough = (0, *(week for _, week in self.fixed), least)
        found = self._searched(part, {key: plan[key] for key in part.jobs}, weigh, enough)
        better = self._completed(found)
        return plan if better is None else min(plan, better, key=self._weigh)

    def _improved(self, plan: Plan, enough: tuple[int, ...]) -> Plan:
        """Change the order of all jobs here and there, where the bounds leave anything to gain."""
        return self._searched(self.network, plan, self._weigh, enough)

    def _is_open(self, plan: Plan) -> bool:
        """Whether a goal or the end may be earlier, by what is known before anything is searched."""
        weeks = self._weeks(plan)
        late = any(week > target.bound for week, target in zip(weeks, self.targets, strict=True))
        return late or _last(plan) > self._least_end

    def _justified(self, plan: Plan) -> Plan:
        """Put all jobs late and early again, for as long as that is better."""
        for _ in range(JUSTIFIED):
            last = _last(plan)
            over = dict.fromkeys(self.network.jobs, last)
            for week in sorted((week for week in self._weeks(plan) if week < last), reverse=True):
                over.update({key: week for key, placed in plan.items() if placed.end <= week})
            tries = (justified(self.network, plan, over, style) for style in (Style(eager=True), Style()))
            better = min((one for one in tries if one is not None), key=self._weigh, default=plan)
            if self._weigh(better) >= self._weigh(plan):
                break
            plan = better
        return plan

    def _searched(self, part: Network, plan: Plan, weigh: Weigh, enough: tuple[int, ...]) -> Plan:
        """Change the order of some jobs: few times for few jobs, and no more often than there is time for."""
        number = len(part.jobs)
        changes = min(2 * number * number, self.limits.placings // max(1, number))
        aim = Aim(weigh, partial(_pressing, part, weigh, enough), enough)
        for style in (Style(eager=True), Style()):
            plan = min(plan, local_search(part, plan, aim, changes, style), key=weigh)
        return plan

    @property
    def _least_end(self) -> int:
        return bound(self.network, self.network.jobs).weeks if self.network.jobs else 0

    def _completed(self, found: Plan) -> Plan | None:
        """Put the other jobs around those found."""
        tries = [found] if len(found) == len(self.network.jobs) else list(self._candidates(found))
        order = sorted(found, key=lambda key: (found[key].start, found[key].end, key))
        again = insert_all(self.network, [*order, *self.network.jobs], {})
        tries += [] if again is None else [again]
        return self._best(tries)

    def _any(self) -> SolverQuery:
        """Ask for any timetable of the jobs that cannot be left until all others are done."""
        return SolverQuery(self.network)

    def _in_the_way(self, plan: Plan | None) -> tuple[str, ...]:
        """Return the jobs that come too late, and the fixed ones that share a resource with them."""
        jobs = self.network.jobs
        tied = tuple(key for key, job in jobs.items() if (job.start or job.deadline) is not None)
        if plan is None:
            return tied or tuple(key for key in jobs if key in self.network.constrained)
        late = {key for key in jobs if plan[key].end > self.network.latest_ends[key]}
        busy = {resource for key in late for resource in jobs[key].work}
        beside = {key for key in tied if jobs[key].start is not None and busy & jobs[key].work.keys()}
        return tuple(key for key in jobs if key in late | beside)

    def _earliest(self, place: int, target: Target, plan: Plan) -> tuple[Plan, int]:
        """Reach a goal as early as can be, those before it being left as early as they are."""
        week, least = self._weeks(plan)[place], target.bound
        if week > least:
            least = self._least(target)
        if week > least:
            plan = self._sooner(place, least, plan)
            plan = self._all_at_once(place, target, least, plan)
        plan, least = self._narrowed(
            plan,
            least,
            lambda one: self._weeks(one)[place],
            lambda week: SolverQuery(self.network, [*self.fixed, (target.goal, week)], hint=plan),
        )
        week = self._weeks(plan)[place]
        return plan, min(least, week)

    def _all_at_once(self, place: int, target: Target, least: int, plan: Plan) -> Plan:
        """Ask for the last goal and the end of all in their earliest weeks: mostly there is such a plan."""
        week = self._weeks(plan)[place]
        is_far = week >= least + FAR_OFF and len(self.network.jobs) * least >= LARGE
        if place < len(self.targets) - 1 or week <= least or is_far:
            return plan
        end = max([self._last_in_order, least])
        query = SolverQuery(self.network, [*self.fixed, (target.goal, least)], end, end, plan)
        found = self.solver.ask_briefly(query)
        better = None if found.plan is None else self._completed(found.plan)
        return plan if better is None else min(plan, better, key=self._weigh)

    @property
    def _last_in_order(self) -> int:
        """A week before which not all jobs are over with the settled goals as early as they are."""
        in_order = bound(self.network, self.network.jobs, self._deadlines).weeks
        return max([self._least_end, in_order, *(week for _, week in self.fixed)])

    def _with_room(self, least: int, last: int) -> int:
        """Return a week before which deadlines leave no room for all jobs, the goals being where they are.

        Args:
            least: they are not over before this week in any case.
            last: they can be over by this week.
        """
        goals = self.fixed
        if len(self.network.jobs) * last < LARGE or least >= last or self.solver.has_room(goals, least):
            return least
        too_soon = least
        while last - too_soon > 1:
            middle = (too_soon + last) // 2
            if self.solver.has_room(goals, middle):
                last = middle
            else:
                too_soon = middle
        return last

    def _narrowed(
        self, plan: Plan, least: int, week_of: Callable[[Plan], int], query: Callable[[int], SolverQuery]
    ) -> tuple[Plan, int]:
        """Bring a week and its bound together: each week from the bound on is possible, or is not.

        Args:
            plan: the best so far.
            least: no timetable has it earlier.
            week_of: the week in question.
            query: asks for a timetable that has it by a week.
        """
        while least < week_of(plan):
            found = self.solver.ask(query(least))
            if not found.impossible:
                break
            least += 1
        week = tried = least
        if week < week_of(plan) and found.plan is None and query(least).is_large_end:
            plan = self._shortened(plan, least)
            week = week_of(plan)
        while week < week_of(plan):
            if week > least:
                found = self.solver.ask(query(week), proof=False)
            better = self._better(found, plan)
            if better is None:
                tried = week
            else:
                plan = better
            week = max(tried + 1, (tried + week_of(plan)) // 2)
        while least < week_of(plan) and query(least).size >= LARGE and not query(least).is_large_end:
            found = self.solver.prove(query(least))
            plan = self._better(found, plan) or plan
            if not found.impossible:
                break
            least += 1
        return plan, least

    def _better(self, found: SolverResult, plan: Plan) -> Plan | None:
        """Return a better timetable than one, from what was found; None where it is none."""
        better = None if found.plan is None else self._completed(found.plan)
        return better if better is not None and self._weigh(better) < self._weigh(plan) else None

    def _needed(self, goal: Goal) -> frozenset[str]:
        return goal.needed(self.network.jobs.keys(), self.network.all_after)

    @property
    def _deadlines(self) -> Mapping[str, int]:
        """The weeks by which jobs must have ended in any timetable that keeps the goals where they are."""
        over: dict[str, int] = {}
        for goal, week in self.fixed:
            for key in self._needed(goal):
                over[key] = min(week, over.get(key, week))
        return over

    def _over_soon(self, plan: Plan) -> tuple[Plan, Reached]:
        """Let all jobs be over as early as can be, the goals being left as early as they are."""
        if not plan:
            return plan, Reached(0, 0, 0)
        plain, least = self._least_end, self._last_in_order
        last = _last(plan)
        if last > least:
            plan = self._best([plan, *self._candidates(None, self._due(plan, least))]) or plan
            plan = self._justified(self._improved(plan, (0, *(week for _, week in self.fixed), least)))
            self.fixed = [(goal, week) for (goal, _), week in zip(self.fixed, self._weeks(plan), strict=True)]
            least = self._with_room(least, _last(plan))
        plan, least = self._narrowed(
            plan, least, _last, lambda week: SolverQuery(self.network, self.fixed, week, hint=plan)
        )
        last = _last(plan)
        return plan, Reached(last, min(plain, last), min(least, last))

    def _shortened(self, plan: Plan, least: int) -> Plan:
        """Let all jobs be over sooner where those that begin late alone can be put elsewhere for it."""
        week, tried = (least + _last(plan)) // 2, least
        while tried < week < _last(plan):
            query = SolverQuery(self.network, self.fixed, week, hint=plan)
            better = self._better(self.solver.ask_nearby(query), plan)
            if better is None:
                tried = week
            else:
                plan = better
            week = (tried + _last(plan)) // 2
        return plan

    def _due(self, plan: Plan, last: int) -> Mapping[str, int]:
        """Return by when each job should have ended: for the goals in their weeks, and all by the last."""
        over = dict.fromkeys(self.network.jobs, last)
        for target, (_, week) in reversed(list(zip(self.targets, self.fixed, strict=True))):
            ended = {key for key, placed in plan.items() if placed.end <= week}
            first = target.first if target.first <= ended and target.goal.reached(target.first) else ended
            over.update(dict.fromkeys(first, week))
        return over

    def _tidy(self, plan: Plan) -> Plan:
        """Let work be spread over few weeks and few jobs be in hand, with all weeks as they are."""
        best = tightened(self.network, plan, self._weigh)
        tiers = {key: _first_needed(self.fixed, plan, key) for key in self.network.jobs}
        for style in (Style(close=True, in_hand=1), Style(close=True), Style(in_hand=1)):
            best = self._best([best, *candidates(self.network, tiers, None, style)]) or best
        weight, goals = self._weigh(best), len(self.targets)
        spread = weight[goals + 2]
        if spread and len(self.network.jobs) * _last(best) <= SMALL:
            query = SolverQuery(self.network, self.fixed, _last(best), _last(best), best, spread=True)
            found = self.solver.put(query, LESS_SPREAD * EFFORT)
            if found.plan is not None:
                best = min(best, tightened(self.network, found.plan, self._weigh), key=self._weigh)
        return best


def _pressing(network: Network, weigh: Weigh, enough: tuple[int, ...], plan: Plan) -> Sequence[str]:
    """Return the jobs that end in the first week that is later than it might be, and what they need."""
    weeks = weigh(plan)[1 : len(enough)]
    late = next((week for week, best in zip(weeks, enough[1:], strict=True) if week > best), None)
    return sorted(network.with_needs(key for key, placed in plan.items() if placed.end == late))


def _last(plan: Plan) -> int:
    return max((placed.end for placed in plan.values()), default=0)


def _first_needed(fixed: Sequence[tuple[Goal, int]], plan: Plan, key: str) -> int:
    """Return the place of the first goal by whose week a job has ended."""
    return next((place for place, (_, week) in enumerate(fixed) if plan[key].end <= week), len(fixed))
