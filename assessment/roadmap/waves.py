"""Which of the chosen steps come first: those that open the nearest gate soonest, then the next, the rest.

A list that goes three points above every cut, or through two gates, holds the
steps of the bare gate. They make the first wave, so that the gate opens as
early as it can and the margin follows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.roadmap.brief import Brief, Situation
from assessment.roadmap.choose import climb_of, demands_towards
from assessment.roadmap.climb import Move
from assessment.roadmap.demands import Demands
from assessment.roadmap.goals import gates_up_to
from assessment.roadmap.network import Network
from assessment.roadmap.opening import opening

WEEKS_TRIED = 2
"""How many weeks are tried for a target that is reached later than it may be: each takes a second or so."""


@dataclass(frozen=True)
class Waves:
    """The wave of each step, and how early each target on the way can be reached at best."""

    of: Mapping[Move, int]
    """From 0 on."""
    aims: tuple[Brief, ...]
    """The targets on the way, nearest first, at their bare cuts."""
    demands: tuple[Demands, ...]
    """What each of them asks of the steps."""
    bounds: tuple[int | None, ...]
    """For each, the week before whose end no schedule of these steps reaches it; None where none is known."""
    towards: int
    """How many waves lead to the targets; what is in later ones goes beyond."""


def waves(
    situation: Situation,
    brief: Brief,
    moves: Collection[Move],
    network: Network,
    sets: Sequence[frozenset[Move]] = (),
) -> Waves:
    """Put chosen moves into waves.

    Args:
        situation: of the merchant.
        brief: what was asked for.
        moves: those of the roadmap.
        network: the same as jobs.
        sets: for the first targets, moves that are enough, where it is known which to take.
    """
    wave_of: dict[Move, int] = {}
    bounds: list[int | None] = []
    aims = tuple(_aims(situation, brief))
    every = tuple(_demands(situation, aim, moves) for aim in aims)
    for number, demands in enumerate(every):
        found = opening(demands, network, wave_of.keys())
        bounds.append(None if found is None else found.bound)
        chosen = None if found is None else found.moves
        if number < len(sets):
            chosen = _cheapest(demands, sets[number] | wave_of.keys(), wave_of.keys()) or chosen
        fresh = frozenset() if chosen is None else chosen - wave_of.keys()
        if fresh:
            wave = max(wave_of.values(), default=-1) + 1
            wave_of.update(dict.fromkeys(sorted(fresh), wave))
    rest = max(wave_of.values(), default=-1) + 1
    return Waves({move: wave_of.get(move, rest) for move in moves}, aims, every, tuple(bounds), rest)


def sooner(
    situation: Situation, brief: Brief, network: Network, order: Waves, reached: Sequence[int | None]
) -> Waves:
    """Return other waves that may reach a target sooner; the same, with what is proven, where there are none.

    Args:
        situation: of the merchant.
        brief: what was asked for.
        network: the moves as jobs.
        order: the waves that were laid.
        reached: the week each target was reached in.
    """
    from assessment.roadmap.joint import Gate, together  # noqa: PLC0415 - the solver takes long to load

    late = [week != bound for week, bound in zip(reached, order.bounds, strict=True)].index(True)
    bound, week_now = order.bounds[late], reached[late]
    if bound is None or week_now is None:
        return order
    before = [Gate(order.demands[number], reached[number] or 0) for number in range(late)]
    for week in range(bound, min(week_now, bound + WEEKS_TRIED)):
        gate = Gate(order.demands[late], week)
        found = together(network, [*before, gate])
        if found.moves is not None:
            again = waves(situation, brief, order.of.keys(), network, found.moves)
            bounds = (*order.bounds[:late], bound, *order.bounds[late + 1 :])
            return replace(again, bounds=bounds)
        alone = found.impossible and (not before or together(network, [gate]).impossible)
        if alone and bound == week:
            bound = week + 1
    return replace(order, bounds=(*order.bounds[:late], bound, *order.bounds[late + 1 :]))


def _cheapest(demands: Demands, among: Collection[Move], given: Collection[Move]) -> frozenset[Move] | None:
    """Return the cheapest of some moves that reach a target, with those given."""
    from assessment.roadmap.path import cheapest  # noqa: PLC0415 - the solver takes long to load

    path = cheapest(replace(demands.within(among), forced=frozenset(given)))
    return None if path is None else path.moves


def _demands(situation: Situation, aim: Brief, moves: Collection[Move]) -> Demands:
    demands = demands_towards(climb_of(situation, aim, 0.0), aim).within(moves)
    return replace(demands, forced=frozenset())


def _aims(situation: Situation, brief: Brief) -> list[Brief]:
    """Return the targets on the way, nearest first, with nothing forced."""
    alone = replace(brief, force=frozenset())
    if brief.stage is not None:
        gates = gates_up_to(situation.judge, brief.stage)
        return [replace(alone, stage=gate.stage) for gate in gates]
    return [] if brief.dimension is None else [alone]
