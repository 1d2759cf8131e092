"""The way in to the scheduler: jobs, and goals to reach early, to a timetable or to what is in the way."""

from collections.abc import Callable, Sequence

from assessment.planning.scheduling.bounds import misfits
from assessment.planning.scheduling.cp_model import Solver
from assessment.planning.scheduling.jobs import NoTimetable, Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.query import Target
from assessment.planning.scheduling.search import Search, SearchLimits


def solve(
    network: Network,
    targets: Sequence[Target] = (),
    on_progress: Callable[[], None] | None = None,
    limits: SearchLimits | None = None,
) -> Timetable | NoTimetable:
    """Lay jobs into weeks: each goal in turn as early as can be, then the last week, then little spread.

    Args:
        network: the jobs and what there is of each resource.
        targets: the goals, first things first.
        on_progress: called between searches; it changes nothing.
        limits: how far the search goes, where it is not the usual.
    """
    if stuck := misfits(network):
        return NoTimetable(stuck, proven=True)
    return Search(network, targets, Solver(), on_progress or (lambda: None), limits or SearchLimits()).run()
