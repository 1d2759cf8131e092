"""A plain value-per-effort list, as other tools draw it: what the path is set against.

It ranks every move by weight times value gained per person-day, looks at no
gate, walks down until the target is reached, and drops what turns out not to be
needed. The page says how many person-days the path saves over it.
"""

from collections import Counter
from fractions import Fraction

from assessment.planning.climb import Move
from assessment.planning.demands import Demands, Weights


def plain_list(demands: Demands, values: Weights) -> frozenset[Move] | None:
    """Return the moves of the plain list; None where all moves together do not meet the demands.

    Args:
        demands: what to reach.
        values: weight times value gained, of each move.
    """
    if not demands.can_be_met:
        return None
    made = demands.with_needs(demands.forced)
    ranked = sorted(demands.half_days, key=lambda move: (-_rank(demands, values, move), move))
    for move in ranked:
        if demands.reached(made):
            break
        made |= demands.with_needs([move])
    return without_the_needless(demands, made)


def _rank(demands: Demands, values: Weights, move: Move) -> Fraction:
    """Return value for effort; what takes no time is ranked as a quarter of a day."""
    return Fraction(values.get(move, 0), 2 * demands.half_days[move] or 1)


def without_the_needless(demands: Demands, made: set[Move]) -> frozenset[Move]:
    """Drop every move that nothing needs and without which the demands are still met, costliest first."""
    kept = set(made)
    needed = Counter(need for move in kept for need in demands.needs[move])
    costly_first = sorted(kept - demands.forced, key=lambda move: (-demands.half_days[move], move))
    dropped = True
    while dropped:
        dropped = False
        for move in costly_first:
            if move in kept and not needed[move] and demands.reached(kept - {move}):
                kept.discard(move)
                needed.subtract(demands.needs[move])
                dropped = True
    return frozenset(kept)
