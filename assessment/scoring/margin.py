"""How far the stage rests on what is not known, and on single answers.

The range of stages is exact: scores and gates never fall when an answer
rises, so the worst and the best completion bound every other.
"""

from collections.abc import Mapping
from itertools import pairwise

from assessment.scoring.gates import Judge
from assessment.scoring.results import Flip


def possible_stages(judge: Judge) -> tuple[str, ...]:
    """Return the stages that some completion of the missing answers may lead to, in order."""
    low, high = judge.ends()
    return _between(judge, low, high)


def _between(judge: Judge, low: Mapping[str, int], high: Mapping[str, int]) -> tuple[str, ...]:
    order = judge.instrument.stage_ids
    return order[order.index(judge.stage(low)) : order.index(judge.stage(high)) + 1]


def settling(judge: Judge) -> list[Flip]:
    """List the missing answers that would narrow the stages possible, by themselves.

    One entry for each item and each end (no point, full point) that leaves
    fewer stages possible than there are now.
    """
    low, high = judge.ends()
    now = _between(judge, low, high)
    top = judge.instrument.top_point
    flips: list[Flip] = []
    for item_id, result in judge.items.items():
        if result.answered or not result.counts:
            continue
        for point in (0, top):
            stages = _between(judge, {**low, item_id: point}, {**high, item_id: point})
            if len(stages) < len(now):
                flips.append(Flip(item_id, None, point, None, stages))
    return flips


def flipping(judge: Judge) -> list[Flip]:
    """List the given answers that would change the stage if they were one point off.

    Verified answers are left out: someone has seen the evidence.
    """
    low, high = judge.ends()
    now = judge.stage(low)
    scale = sorted(judge.instrument.scale)
    flips: list[Flip] = []
    for item_id, result in judge.items.items():
        if not result.answered or result.verified:
            continue
        for below, above in pairwise(scale):
            if result.low not in (below, above):
                continue
            point = above if result.low == below else below
            stage = judge.stage({**low, item_id: point})
            if stage != now:
                stages = _between(judge, {**low, item_id: point}, {**high, item_id: point})
                flips.append(Flip(item_id, result.low, point, stage, stages))
    return flips
