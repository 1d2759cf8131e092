"""Printed plans judged from outside, for merchants with this and that option: all that is claimed of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from assessment.files import read_path
from assessment.instrument.bank import Bank
from assessment.instrument.load import shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.releases import Releases
from assessment.planning import PlanRequest, Situation, build_roadmap, lay_out
from assessment.planning.report import as_json
from assessment.planning.request import Edit, request_as_json
from assessment.planning.schedule import next_monday
from benchmarks.path import situations
from tests.planning.outside_bank import BankFiles, read_bank, read_release
from tests.planning.outside_steps import Asked, Case, Standing, least
from tests.planning.outside_weeks import Outside, claims, gate_weeks
from tests.planning.plan_checker import Options, faults


@dataclass(frozen=True)
class Printed:
    """A plan as it is printed, and what was asked for it."""

    bank: BankFiles
    situation: Situation
    request: PlanRequest
    plan: Mapping[str, Any]

    @classmethod
    def of(cls, files: BankFiles, bank: Bank, situation: Situation, request: PlanRequest) -> "Printed":
        """Draw a plan and print it."""
        roadmap = build_roadmap(situation, request)
        laid = None
        if roadmap.feasible:
            roadmap, laid = lay_out(situation, roadmap, bank.calendar)
        whole = as_json(roadmap, situation.results.instrument, laid)
        return cls(files, situation, roadmap.request, json.loads(json.dumps(whole)))

    @cached_property
    def digest(self) -> str:
        """A digest of what was asked for and what is printed: the same plan need not be judged twice."""
        asked = [request_as_json(self.request), *sorted((self.situation.team or {}).items())]
        whole = json.dumps([asked, self.plan], sort_keys=True)
        return sha256(whole.encode()).hexdigest()

    @cached_property
    def case(self) -> Case:
        """The merchant and what was asked, in the checker's own terms."""
        judge, request = self.situation.judge, self.request
        standing = Standing(
            points=judge.ends()[0],
            asked=frozenset(judge.items),
            answered=frozenset(key for key, one in judge.items.items() if one.answered),
            skipped=judge.skipped,
            ticks={key: frozenset(one.answer.ticks or ()) for key, one in judge.items.items() if one.answer},
            profile=judge.profile,
        )
        edits = request.edits.items()
        return Case(
            self.bank,
            standing,
            Asked(
                request.stage,
                request.dimension,
                request.days,
                request.margin,
                request.exclude,
                request.force,
                kept=frozenset(move for move, edit in edits if edit.status == "doing" or edit.start_week),
                costs={move: edit.days for move, edit in edits if edit.days is not None},
            ),
        )

    @cached_property
    def options(self) -> Options:
        """What was asked of the weeks, in the checker's own terms."""
        request = self.request
        begun = frozenset(move for move, edit in request.edits.items() if edit.status == "doing")
        weeks = {move: edit.start_week for move, edit in request.edits.items() if edit.start_week}
        return Options(
            capacity=request.capacity,
            team=self.situation.team,
            start=request.start,
            weeks=request.weeks,
            in_hand=request.in_hand,
            piece=request.piece,
            one_week=request.one_week,
            now=request.now_week,
            fixed={**dict.fromkeys(begun, request.now_week), **weeks},
            costs=self.case.asked.costs,
            begun=begun,
        )

    def wrong_steps(self) -> list[str]:
        """Return where the steps do not do what is said of them, or others do it for less."""
        plan, case = self.plan, self.case
        if not plan["steps"] and not plan["feasible"]:
            if plan["clashes"] and plan["clashes"][0]["criterion"] is None and self.request.weeks:
                return []  # steps there are; it is the weeks that they do not fit
            return [] if least(case, 0.0).status == "none" else ["called impossible, and is not"]
        moves = {(one["item"], one["to_point"]) for one in plan["steps"]}
        wrong = [
            f"{move} before {need}"
            for move in moves
            for need in case.needs(move)
            if need is not None and need not in moves
        ]
        cost = sum(round(2 * one["days"]) for one in plan["steps"])
        target = self.request.stage is not None or self.request.dimension is not None
        if target and not case.goal(self.request.stage, plan["margin"], moves).reached(moves):
            wrong.append("does not reach what was asked for")
        if plan["margin"] < self.request.margin and least(case, self.request.margin).status != "none":
            wrong.append("the margin is possible")
        best = least(case, plan["margin"])
        worth = cost if target else -sum(case.index_gains(moves).get(move, 0) for move in moves)
        if best.status == "open":
            wrong.append("the other solver ran out of time")
        elif best.status == "none" or (plan["proven_optimal"] and best.worth != worth):
            wrong.append(f"{worth} half days, and {best.worth} would do: {best.status}")
        return wrong

    def wrong_weeks(self) -> list[str]:
        """Return where the weeks break a rule, or a gate opens in another week than is said."""
        if self.plan["schedule"] is None:
            return []
        wrong = faults(self.plan, self.bank, self.options)
        found = gate_weeks(self.plan, self.case)
        said = {gate["stage"]: gate["week"] for gate in self.plan["schedule"]["gates"]}
        return [*wrong, *([] if found == said else [f"gates open in {found}, said {said}"])]

    def contest(self, seconds: float) -> dict[str, str]:
        """Try to beat each week that is claimed to be the earliest, for so many seconds in all.

        Returns:
            By claim: `confirmed`, `beaten`, or `unbeaten` where the time was over first.
        """
        if self.plan["schedule"] is None or self.request.edits or self.request.now_week > 1:
            return {}
        outside = Outside.of(self.plan, self.case, self.bank, self.options)
        words = {"none": "confirmed", "best": "beaten", "open": "unbeaten"}
        found, until = {}, monotonic() + seconds
        for claim in claims(self.plan, self.case):
            left = until - monotonic()
            found[claim.name] = words[outside.answer(claim.refuted_by, left) if left > 0 else "open"]
        return found


EXAMPLES = sorted((shipped_bank() / "examples").glob("*.json"))


def example(bank: Bank, file: Path, options: Random | None = None) -> Printed:
    """Print the plan of an example merchant, by the version of the bank it was answered with.

    Args:
        bank: as it is today, for its calendar.
        file: the answers.
        options: where some are to be asked for at random.
    """
    reading = read_path(file, bank.instrument, Releases(shipped_bank()).find)
    assert reading.assessment is not None, reading.problems
    instrument = reading.instrument or bank.instrument
    today = instrument.version == bank.instrument.version
    files = read_bank(shipped_bank()) if today else read_release(shipped_bank(), instrument.version)
    situation = Situation.of(instrument, reading.assessment)
    day = reading.assessment.taken_on
    request = PlanRequest(start=None if day is None else next_monday(day))
    if options is not None:
        request = request_of(bank, situation, options)
    return Printed.of(files, bank, situation, request)


def merchants(bank: Bank, number: int, first: int = 0) -> Iterator[tuple[int, Situation, PlanRequest]]:
    """Yield generated merchants with options at random, from one of them on."""
    for place, situation in enumerate(situations(bank.instrument, number)):
        if place < first:
            continue
        chance = Random(place)  # noqa: S311 - reproducible, not secret
        functions = [one.id for one in bank.instrument.functions]
        team = {one: chance.choice([0.5, 1.0, 1.0, 2.0, 3.0]) for one in functions}
        staffed = replace(situation, team=team if chance.random() < 0.5 else {})
        yield place, staffed, request_of(bank, situation, chance)


def request_of(bank: Bank, situation: Situation, chance: Random) -> PlanRequest:
    """Return a request with this and that option."""
    instrument = situation.results.instrument
    items = [item.id for item in instrument.items() if item.id in situation.judge.items]
    functions = [one.id for one in instrument.functions]
    request = PlanRequest(
        **target_of(instrument, situation, chance),
        margin=chance.choice([0.0, 3.0, 3.0, 3.0, 6.5]),
        capacity={one: chance.choice([0.5, 1.0, 2.0, 3.5]) for one in functions if chance.random() < 0.3},
        start=chance.choice([None, next_monday(bank.calendar[-6].starts)]),
        weeks=chance.choice([None, None, None, 20, 40]),
        in_hand=chance.choice([1, 2, 2, 2, 4]),
        piece=chance.choice([0.5, 0.5, 0.5, 1.0]),
        one_week=chance.choice([0.0, 1.0, 1.0, 1.0, 2.0]),
        exclude=frozenset(chance.sample(items, chance.choice([0, 0, 1, 3]))),
        nearest_first=chance.random() < 0.8,
    )
    force = frozenset(chance.sample(items, chance.choice([0, 0, 0, 2]))) - request.exclude
    request = replace(request, force=force)
    return replace(request, **under_way(situation, request, chance)) if chance.random() < 0.2 else request


def target_of(instrument: Instrument, situation: Situation, chance: Random) -> dict[str, Any]:
    """Return a target: mostly a stage."""
    order = instrument.stage_ids
    later = list(order[order.index(situation.results.stage or order[0]) + 1 :])
    if later and chance.random() < 0.8:
        return {"stage": chance.choice(later)}
    if chance.random() < 0.5:
        return {"days": chance.choice([5.0, 20.0, 42.5])}
    return {"dimension": (chance.choice(list(situation.judge.counted)), chance.choice([50.0, 66.6, 90.0]))}


def under_way(situation: Situation, request: PlanRequest, chance: Random) -> dict[str, Any]:
    """Return what makes a request one for a plan that is under way: a step begun, one moved, one longer."""
    roadmap = build_roadmap(situation, request)
    steps = [step for step in roadmap.steps if not step.needs and step.days]
    below = {(step.item, step.to_point) for step in roadmap.steps}
    free = [(step.item, step.to_point) for step in steps if (step.item, step.from_point) not in below]
    edits: dict[tuple[str, int], Edit] = {}
    for move in chance.sample(free, min(len(free), chance.choice([1, 2, 3]))):
        kind = chance.choice(["begun", "fixed", "longer"])
        edits[move] = {
            "begun": Edit(status="doing"),
            "fixed": Edit(start_week=chance.choice([4, 5, 9])),
            "longer": Edit(days=chance.choice([0.5, 2.0, 4.5])),
        }[kind]
    return {"edits": edits, "now_week": chance.choice([1, 3])}


@dataclass(frozen=True)
class Verdict:
    """What was found of one plan."""

    name: str
    steps: int
    laid: bool
    proven: bool
    """Whether it says of its weeks that none are earlier."""
    claims: Mapping[str, str]
    """By claim: `confirmed`, `beaten` or `unbeaten`."""
    wrong: Sequence[str]
    digest: str = ""
    """Of the plan that was judged."""


def judged(name: str, printed: Printed, seconds: float) -> Verdict:
    """Judge one plan, and try for so long to beat what it calls the earliest; 0 to leave that out."""
    schedule = printed.plan["schedule"]
    claims = printed.contest(seconds) if seconds else {}
    return Verdict(
        name,
        len(printed.plan["steps"]),
        laid=schedule is not None,
        proven=schedule is not None and schedule["proven"],
        claims=claims,
        wrong=[
            *printed.wrong_steps(),
            *printed.wrong_weeks(),
            *(f"{claim} is beaten" for claim, verdict in claims.items() if verdict == "beaten"),
        ],
        digest=printed.digest,
    )
