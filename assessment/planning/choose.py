"""Choose the moves towards a target: the path, checked by the judge; the plain list beside it.

The path is imported where it is called for: its solver takes up to a second to
load, and only who draws a roadmap is to wait for it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from assessment.instrument.model import Criterion
from assessment.planning.brief import Brief, Situation
from assessment.planning.climb import Climb, Move
from assessment.planning.demands import Demands, demands_of, index_gains, to_open, to_reach
from assessment.planning.goals import Goal, all_open, gates_up_to, is_judgeable, must_goal
from assessment.planning.plain import plain_list


@dataclass(frozen=True)
class Choice:
    """The moves towards a target."""

    goal: Goal
    moves: frozenset[Move]
    proven: bool
    bound_days: float | None = None
    """No set of moves takes fewer person-days; None where a number of days is put to best use."""
    plain: tuple[Move, ...] | None = None
    """The plain list, in the order of the bank; None likewise."""


def climb_of(situation: Situation, brief: Brief, margin: float) -> Climb:
    """Return the moves that a brief leaves open, judged with a margin."""
    return Climb(situation.judge.with_margin(margin), brief.exclude, brief.edits)


def choose(climb: Climb, brief: Brief) -> Choice | None:
    """Choose the moves towards the target of a brief; None where no moves reach it."""
    if brief.stage is None and brief.dimension is None:
        return _best_use(climb, brief)
    demands = demands_towards(climb, brief)
    plain = plain_list(demands, values_of(climb, demands))
    if plain is None:
        return None
    from assessment.planning.path import Path, cheapest  # noqa: PLC0415

    path = cheapest(demands, plain)
    if path is None or not _opens(climb, brief, path.moves):
        # Nothing found within the limit, or nothing the judge agrees with: what is known to do remains.
        path = Path(plain, proven=False, bound=0 if path is None else path.bound)
    return Choice(
        _goal(climb, brief, path.moves),
        path.moves,
        path.proven,
        path.bound / 2,
        tuple(move for move in demands.half_days if move in plain),
    )


def least_days(climb: Climb, brief: Brief) -> float | None:
    """Return the person-days of the path alone; None where no moves reach the target."""
    demands = demands_towards(climb, brief)
    plain = plain_list(demands, values_of(climb, demands))
    if plain is None:
        return None
    from assessment.planning.path import least_half_days  # noqa: PLC0415

    return least_half_days(demands, plain) / 2


def demands_towards(climb: Climb, brief: Brief) -> Demands:
    """Return what the stage or the dimension of a brief asks for."""
    if brief.stage is not None:
        return to_open(climb, gates_up_to(climb.judge, brief.stage), brief.force)
    return to_reach(climb, _cut(brief), brief.force)


def _best_use(climb: Climb, brief: Brief) -> Choice:
    """Choose the moves that raise the index most for the days of a brief."""
    demands = demands_of(climb, brief.force)
    goal = Goal(climb.judge, (Criterion(index="overall", at_least=100.0),))
    from assessment.planning.path import best_use  # noqa: PLC0415

    path = best_use(demands, index_gains(climb, demands), int(2 * (brief.days or 0.0)))
    if path is None or not climb.is_consistent(path.moves):
        return Choice(goal, frozenset(demands.with_needs(demands.forced)), proven=False)
    return Choice(goal, path.moves, path.proven)


def _opens(climb: Climb, brief: Brief, moves: Collection[Move]) -> bool:
    """Whether the judge agrees, in exact fractions, that these moves can be made and reach the target."""
    if not climb.is_consistent(moves):
        return False
    points = climb.after(moves)
    if brief.stage is not None:
        return all_open(climb.judge, gates_up_to(climb.judge, brief.stage), points)
    return climb.judge.passes(_cut(brief), points)


def _goal(climb: Climb, brief: Brief, moves: Collection[Move]) -> Goal:
    """Return the criteria that these moves meet: the musts, and the shoulds they are good for."""
    judge = climb.judge
    if brief.stage is None:
        return Goal(judge, (_cut(brief),))
    gates, points = gates_up_to(judge, brief.stage), climb.after(moves)
    shoulds = [
        criterion
        for gate in gates
        if gate.should is not None
        for criterion in gate.should.of
        if is_judgeable(judge, criterion) and judge.passes(criterion, points)
    ]
    return must_goal(judge, gates).joined(shoulds)


def _cut(brief: Brief) -> Criterion:
    """Return the score asked for in one dimension."""
    dimension, score = brief.dimension or ("", 0.0)
    return Criterion(dimension=dimension, at_least=round(score, 1))


def values_of(climb: Climb, demands: Demands) -> dict[Move, int]:
    """Return weight times value gained of each move: all that a plain list looks at."""
    scale = climb.judge.instrument.scale
    return {
        (item, point): climb.judge.items[item].item.weight * (scale[point] - scale[point - 1])
        for item, point in demands.half_days
    }
