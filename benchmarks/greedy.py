"""Lists without proof: what the path is compared with, in tests and in `docs/path.md`.

The better one only counts what is still missing for the target, takes the most
gap closed per person-day, and drops again what turns out not to be needed. This
is how roadmaps were drawn here before the path. The simpler one looks at the
target only to leave alone what nothing is missing in.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from assessment.planning.moves import Move, MoveSpace
from assessment.planning.requirements import (
    CriteriaToMeet,
    Requirements,
    Weights,
    all_open,
    is_judgeable,
    must_goal,
)
from assessment.scoring.gates import JudgedGate, JudgedGroup


def where_unmet(requirements: Requirements, values: Weights) -> frozenset[Move] | None:
    """Return the moves of most value per effort, taken only where a criterion is still unmet; None without.

    Args:
        requirements: what to reach.
        values: weight times value gained, of each move.
    """
    if not requirements.can_be_met:
        return None
    made = requirements.with_prerequisites(requirements.forced)
    while not requirements.reached(made):
        short = [row for row in requirements.musts if not row.holds(made)]
        for pick in requirements.picks:
            unmet = [row for row in pick.of if not row.holds(made)]
            if len(pick.of) - len(unmet) < pick.meet:
                short += unmet
        open_ones = {move for row in short for move in row.gains if move not in made}
        best = max(
            open_ones,
            key=lambda move: (Fraction(values.get(move, 0), 2 * requirements.half_days[move] or 1), move),
        )
        made |= requirements.with_prerequisites([best])
    return frozenset(made)


def moves_to_open(space: MoveSpace, gates: Sequence[JudgedGate]) -> tuple[CriteriaToMeet, list[Move]] | None:
    """Return the criteria aimed at and the moves that meet them; None where no moves can.

    Musts first; then, for each gate, the shoulds that cost least on top.
    """
    goal = must_goal(space.judge, gates)
    if not all(is_judgeable(space.judge, criterion) for criterion in goal.musts):
        return None
    moves = moves_to_reach(space, goal, [])
    if moves is None:
        return None
    for group in (group for gate in gates for group in gate.practice):
        chosen = _cheapest_shoulds(space, goal, moves, group)
        if chosen is None:
            return None
        goal, moves = chosen
    kept = pruned(space, moves, lambda points: all_open(space.judge, gates, points))
    points = space.after(kept)
    met = tuple(criterion for criterion in goal.musts if space.judge.passes(criterion, points))
    return CriteriaToMeet(goal.judge, met), kept


def _cheapest_shoulds(
    space: MoveSpace, goal: CriteriaToMeet, moves: list[Move], group: JudgedGroup
) -> tuple[CriteriaToMeet, list[Move]] | None:
    """Add the criteria of one group that cost least, one at a time, until there are enough."""
    judge = space.judge
    numbers = [c for c in group.of if c.kind == "metric" and judge.passes(c, {})]
    open_ones = [c for c in group.of if is_judgeable(judge, c)]
    chosen: set[int] = set()
    while len(numbers) + len(chosen) < group.meet:
        offers: list[tuple[float, int, list[Move]]] = []
        for place, criterion in enumerate(open_ones):
            if place in chosen:
                continue
            more = moves_to_reach(space, goal.joined([criterion]), moves)
            if more is not None:
                offers.append((space.days(more), place, more))
        if not offers:
            return None
        _, place, moves = min(offers, key=lambda offer: offer[:2])
        chosen.add(place)
        goal = goal.joined([open_ones[place]])
    return goal, moves


def moves_to_reach(space: MoveSpace, goal: CriteriaToMeet, made: Sequence[Move]) -> list[Move] | None:
    """Return moves, beginning with those already chosen, that reach a goal; None if none do."""
    moves = list(made)
    points = space.after(moves)
    while not goal.reached(points):
        best = _best_bundle(space, goal, points)
        if best is None:
            return None
        moves.extend(best)
        points.update(best)
    return moves


def _best_bundle(space: MoveSpace, goal: CriteriaToMeet, points: dict[str, int]) -> tuple[Move, ...] | None:
    """Return the bundle that closes most gap per person-day; ties go to less work, then the bank's order."""
    now = goal.gap(points)
    best: tuple[float, float] | None = None
    chosen: tuple[Move, ...] | None = None
    for move in space.open_moves(points):
        if not goal.touching(move[0]):
            continue
        bundle = space.with_prerequisites(move, points)
        if bundle is None:
            continue
        closed = round(now - goal.gap({**points, **dict(bundle)}), 6)
        if closed <= 0:
            continue
        days = space.days(bundle)
        rank = (closed / max(days, 0.25), -days)
        if best is None or rank > best:
            best, chosen = rank, bundle
    return chosen


def pruned(
    space: MoveSpace, moves: Sequence[Move], reached: Callable[[Mapping[str, int]], bool]
) -> list[Move]:
    """Drop every move without which the goal is still reached, the costliest first."""
    kept = list(moves)
    costly_first = sorted(moves, key=lambda one: (-space.days([one]), one))
    dropped = True
    while dropped:
        dropped = False
        for move in costly_first:
            rest = [one for one in kept if one != move]
            if move in kept and space.is_consistent(rest) and reached(space.after(rest)):
                kept, dropped = rest, True
    return kept
