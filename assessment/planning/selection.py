"""The selection of moves towards a target: the path, checked by the judge; a plain list beside it.

The plain list is what other tools draw: it ranks every move by weight times
value gained per person-day, looks at no gate, walks down until the target is
reached, and drops what turns out not to be needed. The page says how many
person-days the path saves over it.

The path is imported where it is called for: its solver takes up to a second to
load, and only who builds a roadmap is to wait for it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from assessment.instrument.model import Criterion
from assessment.planning.moves import Move, MoveSpace
from assessment.planning.request import PlanRequest, Situation
from assessment.planning.requirements import (
    CriteriaToMeet,
    Requirements,
    Weights,
    all_open,
    gates_up_to,
    index_gains,
    is_judgeable,
    move_requirements,
    must_goal,
    to_open_gates,
    to_reach_score,
)


@dataclass(frozen=True)
class Selection:
    """The moves towards a target."""

    goal: CriteriaToMeet
    moves: frozenset[Move]
    proven: bool
    bound_days: float | None = None
    """No set of moves takes fewer person-days; None where a number of days is put to best use."""
    plain: tuple[Move, ...] | None = None
    """The plain list, in the order of the bank; None likewise."""


def move_space_of(situation: Situation, request: PlanRequest, margin: float) -> MoveSpace:
    """Return the moves that a request leaves open, judged with a margin."""
    return MoveSpace(situation.judge.with_margin(margin), request.exclude, request.edits)


def select_moves(space: MoveSpace, request: PlanRequest) -> Selection | None:
    """Choose the moves towards the target of a request; None where no moves reach it."""
    if request.stage is None and request.dimension is None:
        return _best_use(space, request)
    requirements = requirements_of(space, request)
    plain = plain_list(requirements, values_of(space, requirements))
    if plain is None:
        return None
    from assessment.planning.path import Path, cheapest  # noqa: PLC0415

    path = cheapest(requirements, plain)
    if path is None or not _opens(space, request, path.moves):
        # Nothing found within the limit, or nothing the judge agrees with: what is known to do remains.
        path = Path(plain, proven=False, bound=0 if path is None else path.bound)
    return Selection(
        goal_of(space, request, path.moves),
        path.moves,
        path.proven,
        path.bound / 2,
        tuple(move for move in requirements.half_days if move in plain),
    )


def least_days(space: MoveSpace, request: PlanRequest) -> float | None:
    """Return the person-days of the path alone; None where no moves reach the target."""
    requirements = requirements_of(space, request)
    plain = plain_list(requirements, values_of(space, requirements))
    if plain is None:
        return None
    from assessment.planning.path import least_half_days  # noqa: PLC0415

    return least_half_days(requirements, plain) / 2


def requirements_of(space: MoveSpace, request: PlanRequest) -> Requirements:
    """Return what the stage or the dimension of a request asks for."""
    if request.stage is not None:
        return to_open_gates(space, gates_up_to(space.judge, request.stage), request.force)
    return to_reach_score(space, _cut(request), request.force)


def _best_use(space: MoveSpace, request: PlanRequest) -> Selection:
    """Choose the moves that raise the index most for the days of a request."""
    requirements = move_requirements(space, request.force)
    goal = CriteriaToMeet(space.judge, (Criterion(index="overall", at_least=100.0),))
    from assessment.planning.path import best_use  # noqa: PLC0415

    path = best_use(requirements, index_gains(space, requirements), int(2 * (request.days or 0.0)))
    if path is None or not space.is_consistent(path.moves):
        return Selection(goal, frozenset(requirements.with_prerequisites(requirements.forced)), proven=False)
    return Selection(goal, path.moves, path.proven)


def _opens(space: MoveSpace, request: PlanRequest, moves: Collection[Move]) -> bool:
    """Whether the judge agrees, in exact fractions, that these moves can be made and reach the target."""
    if not space.is_consistent(moves):
        return False
    points = space.after(moves)
    if request.stage is not None:
        return all_open(space.judge, gates_up_to(space.judge, request.stage), points)
    return space.judge.passes(_cut(request), points)


def goal_of(space: MoveSpace, request: PlanRequest, moves: Collection[Move]) -> CriteriaToMeet:
    """Return the criteria that some moves are to meet: the musts, and the shoulds they are good for."""
    judge = space.judge
    if request.stage is None:
        return CriteriaToMeet(judge, (_cut(request),))
    gates, points = gates_up_to(judge, request.stage), space.after(moves)
    shoulds = [
        criterion
        for gate in gates
        for group in gate.practice
        for criterion in group.of
        if is_judgeable(judge, criterion) and judge.passes(criterion, points)
    ]
    return must_goal(judge, gates).joined(shoulds)


def _cut(request: PlanRequest) -> Criterion:
    """Return the score asked for in one dimension."""
    dimension, score = request.dimension or ("", 0.0)
    return Criterion(dimension=dimension, at_least=round(score, 1))


def values_of(space: MoveSpace, requirements: Requirements) -> dict[Move, int]:
    """Return weight times value gained of each move: all that a plain list looks at."""
    scale = space.judge.instrument.scale
    return {
        (item, point): space.judge.items[item].item.weight * (scale[point] - scale[point - 1])
        for item, point in requirements.half_days
    }


def plain_list(requirements: Requirements, values: Weights) -> frozenset[Move] | None:
    """Return the moves of the plain list; None where all moves together do not meet the requirements.

    Args:
        requirements: what to reach.
        values: weight times value gained, of each move.
    """
    if not requirements.can_be_met:
        return None
    made = requirements.with_prerequisites(requirements.forced)
    ranked = sorted(requirements.half_days, key=lambda move: (-_rank(requirements, values, move), move))
    for move in ranked:
        if requirements.reached(made):
            break
        made |= requirements.with_prerequisites([move])
    return without_the_needless(requirements, made)


def _rank(requirements: Requirements, values: Weights, move: Move) -> Fraction:
    """Return value for effort; what takes no time is ranked as a quarter of a day."""
    return Fraction(values.get(move, 0), 2 * requirements.half_days[move] or 1)


def without_the_needless(requirements: Requirements, made: set[Move]) -> frozenset[Move]:
    """Drop every move that nothing needs and that the requirements can spare, costliest first."""
    kept = set(made)
    needed = Counter(need for move in kept for need in requirements.needs[move])
    costly_first = sorted(kept - requirements.forced, key=lambda move: (-requirements.half_days[move], move))
    dropped = True
    while dropped:
        dropped = False
        for move in costly_first:
            if move in kept and not needed[move] and requirements.reached(kept - {move}):
                kept.discard(move)
                needed.subtract(requirements.needs[move])
                dropped = True
    return frozenset(kept)
