"""Which of the chosen steps come first: those that open the nearest gate soonest, then the next, the rest.

A list that goes three points above every cut, or through two gates, holds the
steps of the bare gate. They make the first wave, so that the gate opens as
early as it can and the margin follows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.planning.brief import Brief, Situation
from assessment.planning.choose import climb_of, demands_towards
from assessment.planning.climb import Move
from assessment.planning.goals import gates_up_to
from assessment.planning.network import Network
from assessment.planning.opening import opening


@dataclass(frozen=True)
class Waves:
    """The wave of each step, and how early each target on the way can be reached at best."""

    of: Mapping[Move, int]
    """From 0 on."""
    aims: tuple[Brief, ...]
    """The targets on the way, nearest first, at their bare cuts."""
    bounds: tuple[int | None, ...]
    """For each, the week before whose end no schedule of these steps reaches it; None where none is known."""
    weeks: tuple[int, ...]
    """For each, the week by which its steps may be over; more than the bound where that was asked for."""
    towards: int
    """How many waves lead to the targets; what is in later ones goes beyond."""


def waves(
    situation: Situation,
    brief: Brief,
    moves: Collection[Move],
    network: Network,
    least: Sequence[int] = (),
) -> Waves:
    """Put chosen moves into waves.

    Args:
        situation: of the merchant.
        brief: what was asked for.
        moves: those of the roadmap.
        network: the same as jobs.
        least: for the first targets, weeks before which nothing is tried: other steps may then come first.
    """
    wave_of: dict[Move, int] = {}
    bounds: list[int | None] = []
    weeks: list[int] = []
    aims = tuple(_aims(situation, brief))
    for number, aim in enumerate(aims):
        begin = least[number] if number < len(least) else 0
        demands = demands_towards(climb_of(situation, aim, 0.0), aim).within(moves)
        found = opening(replace(demands, forced=frozenset()), network, wave_of.keys(), begin)
        bounds.append(None if found is None else found.bound)
        weeks.append(0 if found is None else found.week)
        fresh = frozenset() if found is None else found.moves - wave_of.keys()
        if fresh:
            wave = max(wave_of.values(), default=-1) + 1
            wave_of.update(dict.fromkeys(sorted(fresh), wave))
    rest = max(wave_of.values(), default=-1) + 1
    return Waves({move: wave_of.get(move, rest) for move in moves}, aims, tuple(bounds), tuple(weeks), rest)


def _aims(situation: Situation, brief: Brief) -> list[Brief]:
    """Return the targets on the way, nearest first, with nothing forced."""
    alone = replace(brief, force=frozenset())
    if brief.stage is not None:
        gates = gates_up_to(situation.judge, brief.stage)
        return [replace(alone, stage=gate.stage) for gate in gates]
    return [] if brief.dimension is None else [alone]
