"""The order of the steps: most gap closed per person-day first, needs respected.

Which steps there are, the path has settled; here they only get their order.
"""

from collections.abc import Sequence

from assessment.planning.climb import Climb, Move
from assessment.planning.goals import Goal


def in_order(climb: Climb, goal: Goal, moves: Sequence[Move]) -> list[Move]:
    """Order chosen moves: the bundle that closes most gap per day first, needs before what needs them."""
    remaining = set(moves)
    points = dict(climb.start)
    ordered: list[Move] = []
    while remaining:
        offers = []
        still_open = goal.open_at(points)
        for move in sorted(remaining):
            if points[move[0]] + 1 != move[1]:
                continue
            bundle = climb.bundle(move, points)
            if bundle is None:
                continue
            closed = goal.closed(still_open, points, dict(bundle))
            days = climb.days(bundle)
            offers.append((-round(closed / max(days, 0.25), 6), days, bundle))
        best = min(offers)[2]
        ordered.extend(best)
        points.update(best)
        remaining -= set(best)
    return ordered
