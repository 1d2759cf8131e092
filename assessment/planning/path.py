"""The path: the set of moves with the fewest person-days that meets all requirements, proven.

The only module that knows the solver (with the schedule). Everything handed to
it is whole numbers in a fixed order, one worker searches, and its limit is
deterministic, never the clock; and one integer holds cost and tie-break, so
that there is one optimum: the same requirements always give the same path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import gcd

from ortools.sat.python import cp_model

from assessment.planning.moves import Move
from assessment.planning.requirements import LinearConstraint, Requirements, Weights

EFFORT = 4.0
"""The solver's deterministic limit for one search: a few seconds, where most take hundredths of one."""
TIES = 2**20
"""How many places there are in the fixed order of moves."""
LARGEST = 2**53
"""The largest objective that the solver's figures hold exactly."""
LARGEST_ROW = 2**60
"""The largest sum of a row, so that no product in the solver leaves 64 bits."""


@dataclass(frozen=True)
class Path:
    """The moves found, and how sure it is that nothing is cheaper."""

    moves: frozenset[Move]
    proven: bool
    bound: int
    """No set of moves costs fewer half person-days than this; 0 where nothing is known."""


Cap = tuple[Weights, int]
"""Moves that together may weigh so much at most."""
Early = tuple[Requirements, Sequence[Cap]]
"""Requirements that some of the moves are to meet early, and what those must not exceed."""
Chosen = Mapping[Move, cp_model.IntVar]
"""For each move, whether it is chosen."""


def cheapest(
    requirements: Requirements, hint: frozenset[Move] = frozenset(), at_most: Sequence[Cap] = ()
) -> Path | None:
    """Return the path: fewest person-days, then fewest steps, then a fixed order.

    Args:
        requirements: what to reach; see `Demands.can_be_met`.
        hint: a set of moves that meets the requirements, where one is known.
        at_most: what the moves must not exceed; of moves there are none of, nothing is said.

    Returns:
        None where the solver found no set of moves within its limit.
    """
    levels = cost_levels(requirements)
    search = _Search(requirements, hint)
    for weights, limit in at_most:
        search.keep_within(weights, limit)
    found = search.run(levels)
    if found is None:
        return None
    if not search.exact:
        bound = _loose_bound(requirements, found, at_most)
        return Path(found, bound == requirements.cost(found), bound)
    return Path(found, search.proven, search.bound // _per_half_day(requirements, levels))


def _loose_bound(requirements: Requirements, hint: frozenset[Move], at_most: Sequence[Cap]) -> int:
    """Return half person-days that no set is below, from rows that ask for a little less than they should."""
    search = _Search(requirements, hint, loose=True)
    for weights, limit in at_most:
        search.keep_within(weights, limit)
    search.run([requirements.half_days])
    return search.bound


def is_possible(requirements: Requirements, at_most: Sequence[Cap]) -> bool:
    """Whether some moves meet the requirements within the limits; not being sure counts as yes."""
    search = _Search(requirements, frozenset())
    for weights, limit in at_most:
        search.keep_within(weights, limit)
    return not search.is_impossible


class EquallyCheap:
    """Sets of moves that meet requirements for the same person-days."""

    def __init__(self, requirements: Requirements, half_days: int) -> None:
        """Look at those that take no more than some half person-days."""
        self.requirements, self.half_days = requirements, half_days
        self._known: frozenset[Move] = frozenset()
        """The moves found last: near to those that are asked for next."""

    def may_have(self, early: Sequence[Early]) -> bool:
        """Whether such moves are known of which some meet other requirements early."""
        found = self._search(early).first_found()
        self._known = found or self._known
        return found is not None

    def first_with(self, early: Sequence[Early]) -> frozenset[Move] | None:
        """Return of such moves the fewest, then the first in a fixed order; None where none were found."""
        number = len(self.requirements.half_days)
        fewest = {move: TIES * number + 1 + _tie(move) for move in self.requirements.half_days}
        return self._search(early, self._known).run([fewest])

    def _search(self, early: Sequence[Early], hint: frozenset[Move] = frozenset()) -> "_Search":
        search = _Search(self.requirements, hint)
        search.keep_within(self.requirements.half_days, self.half_days)
        for those, at_most in early:
            search.reach_early(those, at_most)
        return search


def least_half_days(requirements: Requirements, hint: frozenset[Move]) -> int:
    """Return the cost of the path alone, which is quicker than the path itself."""
    search = _Search(requirements, hint)
    found = search.run([requirements.half_days])
    return requirements.cost(hint if found is None else found)


def best_use(requirements: Requirements, gains: Weights, half_days: int) -> Path | None:
    """Return the moves that gain most for so many half person-days, then as in `cheapest`.

    What is forced is made in any case, even where it alone takes more days.
    """
    limit = max(half_days, requirements.cost(requirements.with_prerequisites(requirements.forced)))
    search = _Search(requirements, frozenset())
    search.keep_within(requirements.half_days, limit)
    found = search.run([{move: -gain for move, gain in gains.items()}, *cost_levels(requirements)])
    return None if found is None else Path(found, search.proven, 0)


def cost_levels(requirements: Requirements) -> list[Weights]:
    """Return what is minimised, first things first.

    One integer a move where that can be held exactly, `half_days * (n + 1) * H
    + H + tie` with `H = 2^20 n + 1` over n moves; else its three parts one
    after the other, which means the same.
    """
    number = len(requirements.half_days)
    step = TIES * number + 1
    ties = {move: _tie(move) for move in requirements.half_days}
    whole = {
        move: days * (number + 1) * step + step + ties[move] for move, days in requirements.half_days.items()
    }
    if sum(whole.values()) < LARGEST:
        return [whole]
    return [requirements.half_days, dict.fromkeys(ties, 1), ties]


def _per_half_day(requirements: Requirements, levels: Sequence[Weights]) -> int:
    """Return what half a person-day weighs in the first level."""
    number = len(requirements.half_days)
    return (number + 1) * (TIES * number + 1) if len(levels) == 1 else 1


def _tie(move: Move) -> int:
    """Return the place of a move in a fixed order that no bank can choose."""
    item, point = move
    return int.from_bytes(sha256(f"{item}:{point}".encode()).digest()) % TIES


class _Search:
    """One model, searched level by level."""

    def __init__(self, requirements: Requirements, hint: frozenset[Move], *, loose: bool = False) -> None:
        self.model = cp_model.CpModel()
        self.loose = loose
        self.hint = hint
        self.proven = False
        self.exact = True
        self.bound = 0
        self.made = self._chosen(requirements)

    def _chosen(self, requirements: Requirements) -> Chosen:
        """Return variables for the moves of some requirements, which those chosen meet."""
        made = {
            (item, point): self.model.new_bool_var(f"{item}:{point}")
            for item, point in requirements.half_days
        }
        for move, needs in requirements.needs.items():
            for needed in needs:
                self.model.add_implication(made[move], made[needed])
        for move in sorted(requirements.forced):
            self.model.add(made[move] == 1)
        for row in requirements.musts:
            self._ask(row, made)
        for pick in requirements.picks:
            held = sum(row.short <= 0 for row in pick.of)
            asked = [self._ask_maybe(row, made) for row in pick.of if row.short > 0]
            if held < pick.meet:
                self.model.add(cp_model.LinearExpr.sum(asked) >= pick.meet - held)
        return made

    def reach_early(self, requirements: Requirements, at_most: Sequence[Cap]) -> None:
        """Let some of the chosen moves, within limits of their own, be enough for other requirements."""
        early = self._chosen(requirements)
        for move, variable in early.items():
            self.model.add_implication(variable, self.made[move])
        for weights, limit in at_most:
            self._limit(weights, limit, early)

    def keep_within(self, weights: Weights, limit: int) -> None:
        """Let the chosen moves weigh no more than a limit."""
        self._limit(weights, limit, self.made)

    def _limit(self, weights: Weights, limit: int, made: Chosen) -> None:
        here = {move: weight for move, weight in weights.items() if move in made}
        self.model.add(_sum(here, made) <= min(limit, sum(here.values())))

    @property
    def is_impossible(self) -> bool:
        """Whether it is proven that no moves do; rows that had to be cut down prove nothing."""
        return _solver().solve(self.model) == cp_model.INFEASIBLE and self.exact

    def first_found(self) -> frozenset[Move] | None:
        """Return the first moves found that do; None where none were."""
        solver = _solver()
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return self._made(solver)

    def _made(self, solver: cp_model.CpSolver) -> frozenset[Move]:
        return frozenset(move for move, variable in self.made.items() if solver.value(variable))

    def run(self, levels: Sequence[Weights]) -> frozenset[Move] | None:
        """Minimise one level after the other; the later ones only choose between equals.

        Where the limit ends the search of a level, what was found by then is
        returned and `proven` is false.
        """
        found: frozenset[Move] | None = None
        hint, hinted = self.hint, False
        for place, weights in enumerate(levels):
            if hint and not hinted:
                hinted = True
                for move, variable in self.made.items():
                    self.model.add_hint(variable, move in hint)
            self.model.minimize(_sum(weights, self.made))
            solver = _solver()
            status = solver.solve(self.model)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return found
            found = hint = self._made(solver)
            if place == 0 and self.exact:
                self.bound = max(0, round(solver.best_objective_bound))
            if status != cp_model.OPTIMAL:
                return found
            self.model.add(_sum(weights, self.made) <= sum(weights.get(move, 0) for move in found))
        self.proven = self.exact
        return found

    def _ask(self, row: LinearConstraint, made: Chosen) -> None:
        if row.short > 0:
            gains, short = self._held(row)
            self.model.add(_sum(gains, made) >= short)

    def _ask_maybe(self, row: LinearConstraint, made: Chosen) -> cp_model.IntVar:
        """Return a variable that may be 1 only where the row holds."""
        gains, short = self._held(row)
        counted = self.model.new_bool_var("")
        self.model.add(_sum(gains, made) >= short * counted)
        return counted

    def _held(self, row: LinearConstraint) -> tuple[Weights, int]:
        """Return a row in 64 bits.

        What all gains share is taken out, which changes nothing. A row that is
        still too large is cut down; it then asks for a little more, so that what
        meets it is right, or where it is loose for a little less, so that nothing
        that meets it costs less.
        """
        shared = gcd(*row.gains.values()) or 1
        gains = {move: gain // shared for move, gain in row.gains.items()}
        short = -(-row.short // shared)
        cut = max(sum(gains.values()), short) // LARGEST_ROW + 1
        if self.loose:
            return {move: -(-gain // cut) for move, gain in gains.items()}, short // cut
        self.exact = self.exact and cut == 1
        return {move: gain // cut for move, gain in gains.items()}, -(-short // cut)


def _sum(weights: Weights, made: Chosen) -> cp_model.LinearExprT:
    moves = list(weights)
    return cp_model.LinearExpr.weighted_sum([made[move] for move in moves], [weights[move] for move in moves])


def _solver() -> cp_model.CpSolver:
    """Return a solver that finds the same in the same model, every time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 2  # every rule into the relaxation: a hundred times faster here
    solver.parameters.max_presolve_iterations = 1  # more of it takes longer than it saves
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.catch_sigint_signal = False  # a page's thread has no signals to catch
    return solver
