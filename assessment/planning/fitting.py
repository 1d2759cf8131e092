"""Other steps to the same target, where the cheapest ones do not fit into the weeks there are.

Every step that is open becomes a job. Of the sets that reach the target, the
cheapest is taken whose chains and person-days leave room for it by the last
week. Whether it can really be laid is tried afterwards.
"""

from dataclasses import replace

from assessment.planning.brief import MOST_WEEKS, Brief, Edit, Situation
from assessment.planning.choose import climb_of, demands_towards
from assessment.planning.climb import Climb, name_of
from assessment.planning.demands import Demands
from assessment.planning.draw import draw
from assessment.planning.jobs import Available, Job, Work
from assessment.planning.network import Network
from assessment.planning.opening import cheapest_by
from assessment.planning.tasks import MOST_A_WEEK, fixed_start

ROUNDS = 5
"""How often items are left out, and the rest is drawn again."""


def other_steps(situation: Situation, brief: Brief, units: Available) -> frozenset[str] | None:
    """Return items without which the cheapest steps may fit; None where no steps can.

    Args:
        situation: of the merchant.
        brief: a wish for a stage or a score, whose cheapest steps do not fit.
        units: what the functions have in each week.
    """
    roadmap = draw(situation, brief)
    if not roadmap.feasible or (brief.stage is None and brief.dimension is None):
        return None
    climb = climb_of(situation, brief, roadmap.margin)
    demands = demands_towards(climb, brief)
    fits = cheapest_by(demands, Network.of(_jobs(climb, demands, brief), units), brief.weeks or MOST_WEEKS)
    if fits is None:
        return None
    wanted = {item for item, _ in fits}
    left_out: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        more = {step.item for step in roadmap.steps} - wanted - brief.force
        if not more:
            return left_out or None
        left_out |= more
        roadmap = draw(situation, replace(brief, exclude=brief.exclude | left_out))
        if not roadmap.feasible:
            return None
    return None


def _jobs(climb: Climb, demands: Demands, brief: Brief) -> list[Job]:
    """Return every step that is open as a job."""
    jobs = []
    for move, units in demands.half_days.items():
        step, item = climb.step(move), climb.judge.items[move[0]].item
        if step is None:
            continue
        fixed = fixed_start(brief.edits.get(move, Edit()), brief)
        jobs.append(
            Job(
                id=name_of(move),
                weeks=max(1, step.weeks),
                work={step.owner or item.owner: Work(units, MOST_A_WEEK)} if units else {},
                needs=tuple(map(name_of, demands.needs[move])),
                earliest=1 if fixed is not None else brief.now_week,
                start=fixed,
            )
        )
    return jobs
