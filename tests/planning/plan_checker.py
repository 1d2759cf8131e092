"""A check of printed plans that reads the bank's YAML and the plan's JSON, and nothing of the planner.

Every rule is written down here once more, from what the pages promise: days, weeks and needs as in
the bank, work from the week a step begins without a break, two steps in hand for each person, a
short step in one week, freezes, fixed weeks, the last week asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import floor
from typing import Any

from tests.planning.outside_bank import BankFiles, Move


@dataclass(frozen=True)
class Options:
    """What was asked of a plan, as far as weeks go."""

    capacity: Mapping[str, float] = field(default_factory=dict)
    team: Mapping[str, float] = field(default_factory=dict)
    start: date | None = None
    weeks: int | None = None
    in_hand: int = 2
    piece: float = 0.5
    one_week: float = 1.0
    now: int = 1
    """The week it is now: what has not begun cannot start before."""
    fixed: Mapping[Move, int] = field(default_factory=dict)
    costs: Mapping[Move, float] = field(default_factory=dict)
    begun: frozenset[Move] = frozenset()


def faults(plan: Mapping[str, Any], bank: BankFiles, options: Options) -> list[str]:
    """Return what is wrong with the weeks of a printed plan."""
    schedule = plan["schedule"]
    work = {(one["item"], one["to_point"]): one for one in schedule["work"]}
    wrong = []
    if [*work] != [(one["item"], one["to_point"]) for one in plan["steps"]]:
        wrong.append("other steps, or in another order")
    starts = [one["start_week"] for one in schedule["work"]]
    if starts != sorted(starts):
        wrong.append("not in the order in which they begin")
    for move, one in work.items():
        wrong += [f"{move}: {fault}" for fault in _of_step(move, one, work, bank, options)]
    last = max((one["end_week"] for one in work.values()), default=0)
    if schedule["last_week"] != last or (options.weeks is not None and last > options.weeks):
        wrong.append(f"last week {schedule['last_week']}, {last}")
    for function in bank.functions:
        own = [(move, one) for move, one in work.items() if one["owner"] == function]
        limit = max(1, floor(options.in_hand * (options.team.get(function) or 1)))
        for week in range(1, last + 1):
            days = sum(_days(one, week) for _, one in own)
            if days > capacity(function, week, bank, options):
                wrong.append(f"{function} in week {week}: {days} days")
            hand = [move for move, one in own if one["start_week"] <= week <= one["worked_until"]]
            if len(hand) > limit and not set(hand) <= options.begun:
                wrong.append(f"{function} in week {week}: {len(hand)} in hand")
    gates = [gate["week"] for gate in schedule["gates"] if gate["stage"] == plan["target"]]
    if gates and (plan["gate_week"] or 0) != gates[0]:
        wrong.append("two weeks of one gate")
    return [*wrong, *_of_proof(schedule)]


def _of_proof(schedule: Mapping[str, Any]) -> list[str]:
    """Return where a claim of being the earliest contradicts itself."""
    rows = [(gate["week"], gate["bound_week"], gate["bound_in_order"]) for gate in schedule["gates"]]
    rows.append((schedule["last_week"], schedule["bound_week"], schedule["last_in_order"]))
    wrong = [f"bounds {row}" for row in rows if not row[1] <= row[2] <= row[0]]
    if schedule["gates"] and schedule["proven"] != all(row[0] == row[2] for row in rows):
        wrong.append("proven, or not, against its bounds")
    return wrong


def _of_step(
    move: Move,
    one: Mapping[str, Any],
    work: Mapping[Move, Mapping[str, Any]],
    bank: BankFiles,
    options: Options,
) -> list[str]:
    step, days, start = bank.steps[move], one["days"], one["start_week"]
    total = sum(days)
    needs = [(item, point) for item, point in step.get("needs", {}).items()]
    before = [work[need] for need in ((move[0], move[1] - 1), *needs) if need in work]
    worked = [week for week, part in enumerate(days, start=start) if part]
    until = max(worked, default=start - 1)
    rules = {
        "owner": one["owner"] == step["owner"],
        "days": total == options.costs.get(move, step["days"]) and len(days) == one["end_week"] - start + 1,
        "worked until": one["worked_until"] == until,
        "end": one["end_week"] == max(start + max(1, step["weeks"]) - 1, until),
        "two days a week": all(part <= 2 for part in days),
        "half days": all(2 * part == int(2 * part) for part in days),
        "needs": all(need["end_week"] < start for need in before),
        "fixed": start == options.fixed.get(move, start),
        "now": start >= options.now or move in options.fixed,
    }
    wrong = [name for name, holds in rules.items() if not holds]
    if move in options.begun or not worked:
        return wrong
    usual = options.capacity.get(one["owner"], usual_days(one["owner"], options))
    in_one = total <= min(options.one_week, usual, 2)
    if worked[0] != start and move not in options.fixed:
        wrong.append("nobody works on it in the week it begins")
    if in_one and len(worked) > 1:
        wrong.append("a short step in several weeks")
    least = total if in_one else min(options.piece, usual, 2)
    for week in range(start, until):
        if capacity(one["owner"], week, bank, options) >= least and not _days(one, week):
            wrong.append(f"rests in week {week}")
        if 0 < _days(one, week) < least:
            wrong.append(f"too small a piece in week {week}")
    return wrong


def _days(one: Mapping[str, Any], week: int) -> float:
    place = week - one["start_week"]
    return float(one["days"][place]) if 0 <= place < len(one["days"]) else 0.0


def usual_days(function: str, options: Options) -> float:
    """Return the person-days of a function in a week without freezes."""
    if function in options.capacity:
        return options.capacity[function]
    if options.team.get(function):
        return max(0.5, floor(4 * options.team[function]) / 2)
    return 1.0 if options.team else 2.0


def capacity(function: str, week: int, bank: BankFiles, options: Options) -> float:
    """Return the person-days of a function in a week: whole half days of what the freezes leave."""
    days = usual_days(function, options)
    if options.start is None:
        return days
    first = options.start + timedelta(days=7 * (week - 1))
    frozen = sum(
        any(
            function in freeze["functions"]
            and freeze["starts"] <= first + timedelta(days=number) <= freeze["ends"]
            for event in bank.calendar
            for freeze in event.get("freezes", ())
        )
        for number in range(7)
    )
    return floor(2 * days * (7 - frozen) / 7 + 1e-9) / 2
