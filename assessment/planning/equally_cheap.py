"""Of equally cheap sets of steps the one whose gate opens sooner, laid into weeks.

Often several sets reach the target for the same person-days, and one of them
keeps a busy function from being waited for. For each gate in turn the first
week is looked for by which any of these sets leaves room for steps that open
it: chains of needs, person-days and places for steps in hand, as in `tiers`.
Where another set than the first has an earlier one, its steps are taken,
unless its gates open later after all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessment.instrument.calendar import Event
from assessment.planning.moves import job_id
from assessment.planning.request import Situation
from assessment.planning.roadmap import Roadmap, with_steps
from assessment.planning.schedule import NoSchedule, Schedule
from assessment.planning.scheduler import schedule_roadmap
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.tiers import WeeksOfTarget, on_the_way
from assessment.planning.selection import move_space_of, requirements_of
from assessment.planning.step_jobs import available, capacity_of, events_for, jobs_of_moves, move_of

if TYPE_CHECKING:
    from assessment.planning.path import Early

STEPS = 8
"""How far a week is looked for in which the steps of sooner gates have a later one, as a power of two."""

OnProgress = Callable[[], None]


def lay_out(
    situation: Situation,
    roadmap: Roadmap,
    calendar: Sequence[Event] = (),
    on_progress: OnProgress | None = None,
) -> tuple[Roadmap, Schedule | NoSchedule]:
    """Lay a roadmap into weeks, with the steps among equally cheap ones whose gates open sooner.

    The arguments are those of `schedule_roadmap`.

    Returns:
        The roadmap, its steps in the order in which they begin, with its
        schedule; or with what clashes.
    """
    sooner = sooner_steps(situation, roadmap, calendar)
    other = roadmap if sooner is None else sooner.roadmap
    scheduled = schedule_roadmap(situation, other, calendar, on_progress)
    if sooner is not None and _rank(scheduled) != (False, sooner.weeks):
        _, worth = _rank(scheduled)
        first = schedule_roadmap(situation, roadmap, calendar, on_progress, worth)
        if _rank(first) <= _rank(scheduled):
            other, scheduled = roadmap, first
    roadmap = other
    if isinstance(scheduled, NoSchedule):
        return roadmap, scheduled
    steps = {move_of(step): step for step in roadmap.steps}
    return replace(roadmap, steps=[steps[one.move] for one in scheduled.steps]), scheduled


def _rank(scheduled: Schedule | NoSchedule) -> tuple[bool, Sequence[int]]:
    """Return what makes one schedule better than another: that there is one, then its gates in order."""
    if isinstance(scheduled, NoSchedule):
        return True, []
    return False, [gate.week for gate in scheduled.gates] or [scheduled.gate_week or 0]


@dataclass(frozen=True)
class SoonerSteps:
    """Equally cheap steps whose gates may open sooner."""

    roadmap: Roadmap
    weeks: list[int]
    """No equally cheap steps open the gates, in their order, sooner than in these weeks."""


def sooner_steps(situation: Situation, roadmap: Roadmap, calendar: Sequence[Event]) -> SoonerSteps | None:
    """Return the roadmap with equally cheap steps whose gates may open sooner; None where there are none.

    Deadlines and events to be ready for are not looked at: what keeps them is left as it is.
    """
    request = roadmap.request
    if not roadmap.steps or (request.stage is None and request.dimension is None):
        return None
    from assessment.planning.path import EquallyCheap  # noqa: PLC0415 - the solver takes long to load

    whole = requirements_of(move_space_of(situation, request, roadmap.margin), request)
    chosen = frozenset(move_of(step) for step in roadmap.steps)
    sets = EquallyCheap(whole, whole.cost(chosen))
    network = _network(situation, roadmap, calendar)
    own = network.only(map(job_id, chosen))
    before: list[Early] = []
    found_weeks: list[int] = []
    sooner = False
    for target in on_the_way(situation, request):
        bare = replace(requirements_of(move_space_of(situation, target, 0.0), target), forced=frozenset())
        weeks = WeeksOfTarget(bare, network)
        known = WeeksOfTarget(bare.within(chosen), own).first(frozenset())
        if known is None:
            return None

        def is_known(week: int, weeks: WeeksOfTarget = weeks) -> bool:
            early = weeks.early(week)
            return early[0].can_be_met and sets.may_have([*before, early])

        if before and sooner:
            # The steps that open the gates before it are others: when they would have this one is not known.
            tries = [known, *(known + 2**step for step in range(STEPS))]
            known = next((week for week in tries if is_known(week)), None)
            if known is None:
                return None
        week = _least(known, is_known)
        sooner = sooner or week < known
        before.append(weeks.early(week))
        found_weeks.append(week)
    found = sets.first_with(before) if sooner else None
    return None if found is None else SoonerSteps(with_steps(situation, roadmap, found), found_weeks)


def _least(known: int, is_known: Callable[[int], bool]) -> int:
    """Return the least week down to which something is known, from one for which it is."""
    step, next_step = 1, 1  # mostly it is one week sooner, if at all
    while known - step > 0 and is_known(known - step):
        known, step, next_step = known - step, next_step, 2 * next_step
    too_soon = max(0, known - step)
    while known - too_soon > 1:
        middle = (known + too_soon) // 2
        if is_known(middle):
            known = middle
        else:
            too_soon = middle
    return known


def _network(situation: Situation, roadmap: Roadmap, calendar: Sequence[Event]) -> Network:
    """Return every step that is open as a job, with what there is of each function."""
    request = roadmap.request
    capacity = capacity_of(situation.results.instrument, request, situation.team)
    space = move_space_of(situation, request, roadmap.margin)
    jobs = jobs_of_moves(space, requirements_of(space, request), request, capacity)
    return Network.of(jobs, available(capacity, events_for(request, calendar), request.start))
