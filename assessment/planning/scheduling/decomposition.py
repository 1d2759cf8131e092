"""A large question in two parts: the busiest resources first, then the others around them.

Mostly one function has something to do in every week, and the others wait
for it. So the solver is asked for the weeks of what that one works on, the
others being taken to have enough in each week, though not in all; then for
the weeks of the rest around it. What is impossible so is impossible in any
case, and both parts together are found many times faster than the whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessment.planning.scheduling.heuristic import Plan, Style, insert_all
from assessment.planning.scheduling.network import FAR, Network
from assessment.planning.scheduling.query import SolverQuery, SolverResult, Tactic

BUSY = 0.9
"""The share of the busiest resource's work from which on another is as busy."""
REST = 0.1
"""The share of it that the others may take around them."""

Put = Callable[[SolverQuery, float], SolverResult]


@dataclass
class Decomposition:
    """How the questions about one network are taken apart."""

    network: Network
    put: Put
    """Asks the solver with a share of the effort."""
    idle: frozenset[str] = field(init=False)
    """The resources that are put around the others."""

    _left_open: list[object] = field(default_factory=list)
    _answered: dict[bool, Tactic] = field(default_factory=dict)
    """The way that answered last, of goals only or with the end of all: mostly it answers the next too."""

    def __post_init__(self) -> None:
        self.idle = idle_resources(self.network)

    def asked(self, query: SolverQuery, shares: Mapping[Tactic, float]) -> SolverResult:
        """Return what is found out about a question; nothing where every resource is as busy.

        Where the rest does not go around the busiest, the next busiest is one of them from then on; of this
        question the whole is found sooner than more parts.

        Args:
            query: for goals in time.
            shares: of the effort that the busiest may take, in one way after the other.
        """
        found = SolverResult(None, query.least, impossible=False)
        asked = replace(query, idle=self.idle)
        only_goals = query.all_by is None
        tactics = sorted(shares, key=lambda tactic: tactic is not self._answered.get(only_goals))
        for tactic in tactics if self.idle else ():
            share = shares[tactic]
            question = ([week for _, week in query.goals], query.all_by, self.idle, tactic, share)
            if question in self._left_open:
                continue  # only the timetable to begin near is another
            found = self.put(replace(asked, tactic=tactic), share)
            if found.impossible or found.plan is not None:
                self._answered[only_goals] = tactic
                break
            self._left_open.append(question)
        if found.plan is None:
            return found
        jobs = self.network.jobs
        busy = {key: placed for key, placed in found.plan.items() if not asked.is_idle(jobs[key])}
        part = replace(query, network=self.network.only(found.plan), hint=found.plan, given=busy)
        whole = next((plan for plan in _around(part) if _is_kept(part, plan)), None)
        if whole is not None:
            return replace(found, plan=whole)
        found = self.put(part, REST)
        if found.impossible:
            self.idle = less_idle(self.network, self.idle)
        return replace(found, impossible=False)


def idle_resources(network: Network) -> frozenset[str]:
    """Return the resources that have less to do than the busiest."""
    weeks = _weeks_of_work(network)
    return frozenset(one for one in weeks if 0 < weeks[one] < BUSY * max(weeks.values()))


def less_idle(network: Network, idle: frozenset[str]) -> frozenset[str]:
    """Return idle resources without the one of them that has the most to do."""
    weeks = _weeks_of_work(network)
    return idle - {max(idle, key=lambda one: (weeks[one], one))}


def _weeks_of_work(network: Network) -> Mapping[str, float]:
    """Return the weeks each resource needs for everything."""
    load, in_hand = dict.fromkeys(network.available.always, 0.0), network.available.in_hand
    places = dict(load)
    for job in network.jobs.values():
        for resource, work in job.work.items():
            there = max(1, network.available.always[resource])
            load[resource] += work.amount / there
            places[resource] += work.weeks / min(there, in_hand.get(resource, FAR))
    return {resource: max(load[resource], places[resource]) for resource in load}


def _around(query: SolverQuery) -> Iterator[Plan]:
    """Yield timetables with the given jobs where they are, and the others near to where they should be."""
    network, near = query.network, query.hint
    horizon = query.all_by or max(week for _, week in query.goals)
    over = dict.fromkeys(network.jobs, horizon)
    for key, placed in query.given.items():
        over |= {need: min(over[need], placed.start - 1) for need in network.jobs[key].needs}
    latest = network.latest_ends_for(over)
    orders: Sequence[Callable[[str], tuple[int, int, str]]] = (
        lambda key: (near[key].start, latest[key], key),
        lambda key: (latest[key], near[key].start, key),
        lambda key: (latest[key] - network.jobs[key].weeks, near[key].start, key),
    )
    for order in orders:
        for style in (Style(eager=True), Style()):
            plan = insert_all(network, sorted(network.jobs, key=order), query.given, style)
            if plan is not None:
                yield plan


def _is_kept(query: SolverQuery, plan: Plan) -> bool:
    """Whether a timetable reaches every goal in time, and ends in time."""
    latest, end = query.network.latest_ends, query.all_by or FAR
    reached = [(goal.week(plan), week) for goal, week in query.goals]
    return all(first is not None and first <= week for first, week in reached) and all(
        placed.end <= min(latest[key], end) for key, placed in plan.items()
    )
