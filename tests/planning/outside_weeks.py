"""Tries to beat the weeks of a printed plan: every rule of work once more, as rows for another solver.

A week that is called proven is asked for one week sooner. That nothing does it confirms the claim; a
timetable that does it refutes it; where the time is over it stands, unbeaten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from tests.planning.outside_bank import BankFiles, Move
from tests.planning.outside_steps import Case, Goal, LinearModel, add_goal
from tests.planning.plan_checker import Options, capacity, usual_days


@dataclass(frozen=True)
class Step:
    """A step of a printed plan, in half days."""

    owner: str
    units: int
    weeks: int
    needs: Sequence[Move]


@dataclass(frozen=True)
class Weeks:
    """What is asked of a timetable: goals in their weeks, and all steps by a last one."""

    goals: Sequence[tuple[Goal, int]]
    last: int | None = None

    @property
    def horizon(self) -> int:
        """The last week that matters."""
        return max([week for _, week in self.goals] if self.last is None else [self.last])


@dataclass(frozen=True)
class Outside:
    """The steps of one printed plan, and what each function has of every week."""

    steps: Mapping[Move, Step]
    bank: BankFiles
    options: Options

    @classmethod
    def of(cls, plan: Mapping[str, Any], case: Case, bank: BankFiles, options: Options) -> "Outside":
        """Read the steps of a plan."""
        printed = {(one["item"], one["to_point"]): one for one in plan["steps"]}
        steps = {
            move: Step(
                one["owner"],
                round(2 * one["days"]),
                max(1, bank.steps[move]["weeks"]),
                [need for need in case.needs(move) if need in printed],
            )
            for move, one in printed.items()
        }
        return cls(steps, bank, options)

    def units(self, function: str, week: int) -> int:
        """Return the half days of a function in a week."""
        return round(2 * capacity(function, week, self.bank, self.options))

    def answer(self, asked: Weeks, seconds: float) -> str:
        """Return `none`, `best` where there is such a timetable, or `open` where the time was too short."""
        if asked.horizon < 1:
            return "none"
        whole = _WeekRows(self, asked.horizon)
        for goal, week in asked.goals:
            if week < 1:
                if not goal.reached(()):
                    return "none"
                continue
            ended = {move: whole.model.new(1) for move in self.steps}
            for move, claim in ended.items():
                whole.over(move, min(week, asked.horizon), claim)
            add_goal(whole.model, goal, ended)
        if asked.last is not None:
            sure = whole.model.new(1)
            whole.model.at_least([(sure, 1)], 1)
            for move in self.steps:
                whole.over(move, asked.last, sure)
        return whole.model.solve(seconds).status


class _WeekRows:
    """Which step has begun, and is done, by each week, and the half days that go into it."""

    def __init__(self, outside: Outside, horizon: int) -> None:
        self.outside, self.horizon = outside, horizon
        self.model = LinearModel()
        self.begun: dict[Move, list[int]] = {}
        self.done: dict[Move, list[int]] = {}
        self.work: dict[Move, list[int]] = {}
        for move, step in outside.steps.items():
            self._add(move, step)
        for move, step in outside.steps.items():
            for need in step.needs:
                for week in range(1, horizon + 1):
                    self.over(need, week - 1, self.begun[move][week - 1])
        for function in outside.bank.functions:
            self._share(function)

    def over(self, move: Move, week: int, claim: int) -> None:
        """Let a claim hold only where a step is over by a week."""
        first = week - self.outside.steps[move].weeks + 1
        for row, by in ((self.begun[move], first), (self.done[move], week)):
            self.model.at_least([(row[by - 1], 1), (claim, -1)] if by >= 1 else [(claim, -1)], 0)

    def _add(self, move: Move, step: Step) -> None:
        """Let a step begin once, be worked on without a break, and be done once."""
        options, model = self.outside.options, self.model
        usual = round(2 * options.capacity.get(step.owner, usual_days(step.owner, options)))
        most = min(4, max(1, usual))
        in_one = step.units <= min(round(2 * options.one_week), most)
        least = step.units if in_one else min(round(2 * options.piece), most)
        begun = self.begun[move] = [model.new(1) for _ in range(self.horizon)]
        done = self.done[move] = [model.new(1) for _ in range(self.horizon)]
        work = self.work[move] = [model.new(most if step.units else 0) for _ in range(self.horizon)]
        for place in range(self.horizon):
            before = [(begun[place - 1], 1)] if place else []
            over = [(done[place - 1], 1)] if place else []
            model.at_least([(begun[place], 1), *_less(before)], 0)
            model.at_least([(done[place], 1), *_less(over)], 0)
            model.at_least([(begun[place], 1), (done[place], -1)], 0)
            if in_one or not step.units:
                model.at_least([(done[place], 1), (begun[place], -1)], 0)
            if not step.units:
                continue
            if self.outside.units(step.owner, place + 1) < max(1, least):  # no week of work
                model.at_least([(work[place], -1)], 0)
                model.at_least([(begun[place], -1), *before], 0)
                model.at_least([(done[place], -1), *over], 0)
                continue
            # In hand from the beginning until it is done: then there is work, else there is none.
            hand = [(begun[place], 1), *_less(over)]
            model.at_least([*((one, most * sign) for one, sign in hand), (work[place], -1)], 0)
            model.at_least([(work[place], 1), *_less(hand)], 0)
            # At least a piece, but for the last week of work.
            ending = [(done[place], least), *_less(over, least)]
            model.at_least([(work[place], 1), *_less(hand, least), *ending], 0)
        for place in range(self.horizon if step.units else 0):
            so_far = [(one, 1) for one in work[: place + 1]]
            model.at_least([*so_far, (done[place], -step.units)], 0)
            model.at_least([*_less(so_far), (done[place], 1)], 1 - step.units)

    def _share(self, function: str) -> None:
        """Let no week take more than a function has, nor more steps in hand than it may have."""
        options = self.outside.options
        own = [move for move, step in self.outside.steps.items() if step.owner == function and step.units]
        limit = max(1, floor(options.in_hand * (options.team.get(function) or 1)))
        for place in range(self.horizon):
            there = self.outside.units(function, place + 1)
            self.model.at_least([(self.work[move][place], -1) for move in own], -there)
            hand = [(self.begun[move][place], -1) for move in own]
            hand += [(self.done[move][place - 1], 1) for move in own if place]
            self.model.at_least(hand, -limit)


def _less(parts: Sequence[tuple[int, int]], times: int = 1) -> list[tuple[int, int]]:
    return [(place, -times * part) for place, part in parts]


@dataclass(frozen=True)
class Claim:
    """A week that is claimed to be the earliest, and what would refute it."""

    name: str
    refuted_by: Weeks


def claims(plan: Mapping[str, Any], case: Case) -> list[Claim]:
    """Return what a printed plan claims of its weeks: each bound, over all schedules and in its order."""
    schedule = plan["schedule"]
    moves = [(one["item"], one["to_point"]) for one in plan["steps"]]
    kept: list[tuple[Goal, int]] = []
    found = []
    for gate in schedule["gates"]:
        goal = case.goal(gate["stage"], 0.0, moves)
        found.append(Claim(f"{gate['stage']} {gate['bound_week']}", Weeks([(goal, gate["bound_week"] - 1)])))
        if kept and gate["bound_in_order"] > gate["bound_week"]:
            sooner = Weeks([*kept, (goal, gate["bound_in_order"] - 1)])
            found.append(Claim(f"{gate['stage']} {gate['bound_in_order']} in order", sooner))
        kept.append((goal, gate["week"]))
    found.append(Claim(f"all {schedule['bound_week']}", Weeks([], schedule["bound_week"] - 1)))
    if schedule["last_in_order"] > schedule["bound_week"]:
        sooner = Weeks(kept, schedule["last_in_order"] - 1)
        found.append(Claim(f"all {schedule['last_in_order']} in order", sooner))
    return [claim for claim in found if claim.refuted_by.horizon >= 0]


def gate_weeks(plan: Mapping[str, Any], case: Case) -> dict[str, int | None]:
    """Return the week at whose end each gate on the way is open, by the steps that are over."""
    work = plan["schedule"]["work"]
    moves = {(one["item"], one["to_point"]): one["end_week"] for one in work}
    found: dict[str, int | None] = {}
    for gate in plan["schedule"]["gates"]:
        goal = case.goal(gate["stage"], 0.0, list(moves))
        weeks = [0, *sorted(set(moves.values()))]
        found[gate["stage"]] = next(
            (week for week in weeks if goal.reached({move for move, end in moves.items() if end <= week})),
            None,
        )
    return found
