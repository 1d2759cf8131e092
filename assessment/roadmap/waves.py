"""Which of the chosen steps come first: those that just open the nearest gate, then the next, then the rest.

A list that goes three points above every cut, or through two gates, holds the
steps of the bare gate. They make the first wave, so that the gate opens as
early as it can and the margin follows.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from assessment.roadmap.brief import Brief, Situation
from assessment.roadmap.choose import climb_of, demands_towards
from assessment.roadmap.climb import Move
from assessment.roadmap.goals import gates_up_to


def waves(situation: Situation, brief: Brief, moves: Collection[Move]) -> Mapping[Move, int]:
    """Return the wave of each chosen move, from 0 on."""
    wave_of: dict[Move, int] = {}
    for aim in _aims(situation, brief):
        bare = _bare(situation, aim, moves)
        fresh = bare - wave_of.keys()
        if fresh:
            wave = max(wave_of.values(), default=-1) + 1
            wave_of.update(dict.fromkeys(fresh, wave))
    rest = max(wave_of.values(), default=-1) + 1
    return {move: wave_of.get(move, rest) for move in moves}


def _aims(situation: Situation, brief: Brief) -> list[Brief]:
    """Return the targets on the way, nearest first, with nothing forced."""
    alone = replace(brief, force=frozenset())
    if brief.stage is not None:
        gates = gates_up_to(situation.judge, brief.stage)
        return [replace(alone, stage=gate.stage) for gate in gates]
    return [] if brief.dimension is None else [alone]


def _bare(situation: Situation, aim: Brief, moves: Collection[Move]) -> frozenset[Move]:
    """Return the cheapest of the chosen moves that reach a target at its bare cuts."""
    demands = demands_towards(climb_of(situation, aim, 0.0), aim).within(moves)
    demands = replace(demands, forced=frozenset())
    if not demands.can_be_met:
        return frozenset()
    from assessment.roadmap.path import cheapest  # noqa: PLC0415 - the solver takes long to load

    path = cheapest(demands, frozenset(demands.half_days))
    return frozenset() if path is None else path.moves
