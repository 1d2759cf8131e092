"""What a plan must reach, and the least that does, read from a bank's YAML with nothing of the planner's.

Gates, flags, weights and steps are taken from the files, where the answers stand from the results. Every
criterion is written down once more as whole numbers, and the cheapest steps are found by another solver.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, lcm
from typing import Any, Literal

import numpy as np
from scipy import optimize
from scipy.sparse import csr_array

from tests.planning.outside_bank import BankFiles, Move

SECONDS = 20.0
"""The other solver's limit for one question."""


@dataclass(frozen=True)
class Standing:
    """Where the answers of a merchant stand, as the results say it."""

    points: Mapping[str, int]
    """By item, over those that count."""
    asked: frozenset[str]
    answered: frozenset[str]
    skipped: frozenset[str]
    """Items that the profile rules out."""
    ticks: Mapping[str, frozenset[str]]
    profile: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What was asked of a plan, as far as its steps go."""

    stage: str | None = None
    dimension: tuple[str, float] | None = None
    days: float | None = None
    margin: float = 3.0
    exclude: frozenset[str] = frozenset()
    force: frozenset[str] = frozenset()
    kept: frozenset[Move] = frozenset()
    """Steps that are begun, or whose week is fixed."""
    costs: Mapping[Move, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One criterion: the gains of the steps taken add up to what is short."""

    gains: Mapping[Move, int]
    short: int

    def holds(self, made: Collection[Move]) -> bool:
        """Whether some steps are enough."""
        return sum(gain for move, gain in self.gains.items() if move in made) >= self.short


@dataclass(frozen=True)
class Goal:
    """What opens a gate: all of these, and of each group so many."""

    musts: Sequence[Row]
    groups: Sequence[tuple[Sequence[Row], int]]

    def reached(self, made: Collection[Move]) -> bool:
        """Whether some steps are enough."""
        return all(row.holds(made) for row in self.musts) and all(
            sum(row.holds(made) for row in rows) >= meet for rows, meet in self.groups
        )


@dataclass(frozen=True)
class Case:
    """One merchant and what was asked."""

    bank: BankFiles
    standing: Standing
    asked: Asked

    def moves(self) -> dict[Move, int]:
        """Return every step that can be taken, with its half days."""
        found: dict[Move, int] = {}
        while True:
            more = {
                (item, point): round(2 * self.asked.costs.get((item, point), step["days"]))
                for item, now in self.standing.points.items()
                if item not in self.asked.exclude and self.bank.items[item]["kind"] != "metric"
                for point, step in self._steps(item)
                if point > now
                and (point - 1 == now or (item, point - 1) in found)
                and all(need is None or need in found for need in self.needs((item, point)))
                and (item, point) not in found
            }
            if not more:
                return found
            found |= more

    def _steps(self, item: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
        return [(int(point), step) for point, step in self.bank.items[item].get("steps", {}).items()]

    def needs(self, move: Move) -> list[Move | None]:
        """Return the steps that must come before one; None for one that is in place, or holds nothing up."""
        item, point = move
        now = self.standing.points
        before: list[Move | None] = [(item, point - 1) if point - 1 > now[item] else None]
        for need, least in dict(self._steps(item))[point].get("needs", {}).items():
            open_ = need in now and self.bank.items[need]["kind"] != "metric" and now[need] < least
            before.append((need, int(least)) if open_ else None)
        return before

    def goal(self, stage: str | None, margin: float, moves: Collection[Move]) -> Goal:
        """Return what a stage, or else the score of the dimension that was asked for, needs."""
        if stage is None:
            dimension, score = self.asked.dimension or ("", 0.0)
            return Goal([self._row({"dimension": dimension, "at_least": score}, margin, moves)], [])
        order = self.bank.stages
        musts, groups = [], []
        for one in order[1 : order.index(stage) + 1]:
            gate = self.bank.gates.get(one, {"must": []})
            flags = [
                clear
                for flag in self.bank.flags
                if "caps" in flag and order.index(flag["caps"]) < order.index(one)
                for clear in flag["clear"]
            ]
            cut = [{"index": "overall", "at_least": gate["index"]["at_least"]}] if "index" in gate else []
            musts += [
                self._row(criterion, margin, moves)
                for criterion in (*flags, *gate["must"], *cut)
                if not ({"metric", "profile"} & criterion.keys() or self._left_out(criterion))
            ]
            groups += [
                ([self._row(each, margin, moves) for each in group["of"]], group["meet"])
                for group in (*([gate["should"]] if "should" in gate else []), *gate.get("groups", []))
            ]
        return Goal(musts, groups)

    def _left_out(self, criterion: Mapping[str, Any]) -> bool:
        """Whether the profile rules out what a must asks about, or it may be skipped while nobody said."""
        here = self.standing
        if (dimension := criterion.get("dimension")) is not None:
            return any(one.startswith(f"{dimension}.") for one in here.skipped) and not any(
                one.startswith(f"{dimension}.") for one in here.asked
            )
        item = criterion.get("item")
        if item is None:
            return False
        if item in here.skipped:
            return True
        if criterion.get("when_unknown") != "skip":
            return False
        rule = self.bank.items[item].get("applies")
        unsaid = rule is not None and here.profile.get(rule["profile"]) is None
        return item not in here.asked or (item not in here.answered and unsaid)

    def _row(self, criterion: Mapping[str, Any], margin: float, moves: Collection[Move]) -> Row:
        bank, now = self.bank, self.standing.points
        if (item := criterion.get("item")) is not None:
            if item not in now:
                return Row({}, 1)
            least = ceil(criterion.get("at_least", 0))
            if "ticked" in criterion:
                ticked = criterion["ticked"] in self.standing.ticks.get(item, ())
                least = 0 if ticked else bank.top
            steps = {move: 1 for move in moves if move[0] == item and move[1] <= least}
            return Row(steps, least - now[item])
        if "metric" in criterion or "profile" in criterion:
            return Row({}, 1)
        weight = {one: bank.items[one].get("weight", 1) for one in now}
        counted = {one.partition(".")[0] for one in now}
        shares = (
            {one: bank.weights[one] for one in counted if bank.weights[one]}
            if "index" in criterion
            else dict.fromkeys(counted & {criterion["dimension"]}, 1)
        )
        if not shares:
            return Row({}, 1)
        full = {key: sum(weight[one] for one in now if one.partition(".")[0] == key) for key in shares}
        common = lcm(*full.values())
        part = {key: share * common // full[key] for key, share in shares.items()}
        cut = round(10 * criterion["at_least"])
        aim = min(cut + round(10 * margin), max(1000, cut))
        value, top = bank.scale, bank.scale[bank.top]
        worth = {
            one: part[one.partition(".")[0]] * weight[one] for one in now if one.partition(".")[0] in part
        }
        needed = (2 * aim - 1) * top * common * sum(shares.values())
        shown = sum(2000 * worth[one] * value[now[one]] for one in worth)
        gains = {
            (one, point): 2000 * worth[one] * (value[point] - value[point - 1])
            for one, point in moves
            if one in worth
        }
        return Row(gains, needed - shown)

    def forced(self, moves: Collection[Move]) -> frozenset[Move]:
        """Return the steps that are taken in any case."""
        first = {(item, self.standing.points.get(item, 0) + 1) for item in self.asked.force}
        return frozenset((first | self.asked.kept) & set(moves))

    def index_gains(self, moves: Collection[Move]) -> Mapping[Move, int]:
        """Return what each step adds to the index."""
        return self._row({"index": "overall", "at_least": 100}, 0.0, moves).gains


@dataclass(frozen=True)
class Least:
    """What another solver says of the steps that reach something."""

    status: Literal["best", "none", "open"]
    worth: int = 0
    """The least half days; or the most that is gained, where so many days are to be put to use."""
    bound: int = 0
    """No steps are below; or above."""


def least(case: Case, margin: float) -> Least:
    """Return the least half days that reach what was asked for; or the most that its days gain."""
    moves = case.moves()
    forced = case.forced(moves)
    if case.asked.stage is None and case.asked.dimension is None:
        gains = case.index_gains(moves)
        held = with_needs(case, forced)
        most = max(floor(2 * (case.asked.days or 0)), sum(moves[move] for move in held))
        return _solved(case, moves, Goal([], []), {move: -gains.get(move, 0) for move in moves}, most)
    goal = case.goal(case.asked.stage, margin, moves)
    return _solved(case, moves, goal, moves, None)


def with_needs(case: Case, moves: Iterable[Move]) -> set[Move]:
    """Return some steps with all that must come before them."""
    found: set[Move] = set()
    waiting = list(moves)
    while waiting:
        move = waiting.pop()
        if move not in found:
            found.add(move)
            waiting += [need for need in case.needs(move) if need is not None]
    return found


def _solved(
    case: Case, moves: Mapping[Move, int], goal: Goal, weights: Mapping[Move, int], most: int | None
) -> Least:
    model = LinearModel()
    made = {move: model.new(1, weight=weights[move]) for move in moves}
    for move in case.forced(moves):
        model.at_least([(made[move], 1)], 1)
    for move in moves:
        for need in case.needs(move):
            if need is not None:
                model.at_least([(made[need], 1), (made[move], -1)], 0)
    add_goal(model, goal, made)
    if most is not None:
        model.at_least([(made[move], -units) for move, units in moves.items()], -most)
    if not moves:
        return Least("best") if goal.reached(()) else Least("none")
    found = model.solve(SECONDS)
    if found.status == "none":
        return Least("none")
    bound = ceil(found.bound - 1e-6 * max(1.0, abs(found.bound))) if found.bound is not None else 0
    if found.values is None:
        return Least("open", 0, bound)
    chosen = {move for move, place in made.items() if found.values[place] > 0.5}
    exact = goal.reached(chosen)
    worth = sum(weights[move] for move in chosen)
    return Least("best" if found.status == "best" and exact else "open", worth, bound)


def add_goal(model: "LinearModel", goal: Goal, made: Mapping[Move, int]) -> None:
    """Ask of a model that what was taken is enough for a goal."""
    for row in goal.musts:
        if row.short > 0:
            model.at_least(
                [(made[move], gain) for move, gain in row.gains.items() if move in made], row.short
            )
    for rows, meet in goal.groups:
        counted = []
        for row in rows:
            counts = model.new(1)
            counted.append((counts, 1))
            if row.short > 0:
                parts = [(made[move], gain) for move, gain in row.gains.items() if move in made]
                model.at_least([*parts, (counts, -row.short)], 0)
        model.at_least(counted, meet)


@dataclass(frozen=True)
class Found:
    """What the other solver found."""

    status: Literal["best", "none", "open"]
    values: Sequence[float] | None = None
    bound: float | None = None


class LinearModel:
    """Whole numbers from 0 to a top, and rows that add up to at least something: for SciPy's HiGHS."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.tops: list[int] = []
        self.weights: list[int] = []
        self.rows: list[tuple[Sequence[tuple[int, int]], int]] = []

    def new(self, top: int, *, weight: int = 0) -> int:
        """Return the place of a new variable."""
        self.tops.append(top)
        self.weights.append(weight)
        return len(self.tops) - 1

    def at_least(self, parts: Sequence[tuple[int, int]], least: int) -> None:
        """Let some parts add up to at least so much."""
        self.rows.append((parts, least))

    def solve(self, seconds: float) -> Found:
        """Return the least of the weights, or that nothing keeps all rows."""
        if any(not parts and least > 0 for parts, least in self.rows):
            return Found("none")
        rows = [(parts, least) for parts, least in self.rows if parts]
        if not self.tops:
            return Found("best", [], 0.0)
        # A row is scaled so that what it lacks at most by rounding is below what half a unit would be.
        scales = [max(abs(part) for _, part in parts) for parts, _ in rows]
        data = [part / scale for (parts, _), scale in zip(rows, scales, strict=True) for _, part in parts]
        columns = [place for parts, _ in rows for place, _ in parts]
        ends = np.cumsum([0, *(len(parts) for parts, _ in rows)])
        constraints = []
        if rows:
            matrix = csr_array((data, columns, ends), shape=(len(rows), len(self.tops)))
            lower = [least / scale for (_, least), scale in zip(rows, scales, strict=True)]
            constraints = [optimize.LinearConstraint(matrix, np.array(lower), np.inf)]
        done = optimize.milp(
            c=np.array(self.weights, dtype=float),
            constraints=constraints,
            bounds=optimize.Bounds(0, np.array(self.tops)),
            integrality=np.ones(len(self.tops)),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if done.status == 2:
            return Found("none")
        status: Literal["best", "open"] = "best" if done.status == 0 else "open"
        values = None if done.x is None else [float(one) for one in done.x]
        return Found(status, values, done.mip_dual_bound)
