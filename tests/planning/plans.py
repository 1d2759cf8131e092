"""Generated plan requests in weeks, and a check of their schedules that uses nothing of the scheduler's."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.planning import Edit, PlanRequest, Roadmap, Schedule, Situation
from assessment.planning.moves import MoveSpace
from assessment.responses import Assessment
from assessment.scoring.gates import Judge, JudgedGate
from assessment.scoring.results import published
from tests.planning.situations import situation_of
from tests.strategies import answered, at_point, instruments, named

FUNCTIONS = ("hands", "eyes", "feet")
START = date(2027, 1, 4)
HALVES = st.integers(1, 8).map(lambda halves: halves / 2)
STAGES = st.sampled_from(["sprout", "tree"])

Case = tuple[Situation, Assessment]


@st.composite
def cases(draw: st.DrawFn, *, most_items: int = 3, most_days: float = 6, most_weeks: int = 4) -> Case:
    """Return a merchant of an instrument whose steps belong to three functions and take some weeks."""
    plain = draw(instruments(most_dimensions=3, most_items=most_items))
    days = st.integers(0, int(2 * most_days)).map(lambda halves: halves / 2)
    dimensions = []
    for dimension in plain.dimensions:
        items = []
        for item in dimension.items:
            steps = {
                point: step.model_copy(update={"days": draw(days), "weeks": draw(st.integers(0, most_weeks))})
                for point, step in item.steps.items()
            }
            owner = draw(st.sampled_from(FUNCTIONS))
            items.append(item.model_copy(update={"owner": owner, "steps": steps}))
        dimensions.append(dimension.model_copy(update={"items": items}))
    functions = [type(plain.functions[0]).model_validate(named(key)) for key in FUNCTIONS]
    instrument = plain.model_copy(update={"functions": functions, "dimensions": dimensions})
    assessment = draw(answered(instrument))
    return situation_of(instrument, assessment), assessment


@st.composite
def freezes(draw: st.DrawFn, number: int) -> Event:
    """Return days on which some functions have no time, and by which some steps should be ready."""
    starts = START + timedelta(days=draw(st.integers(0, 40)))
    ends = starts + timedelta(days=draw(st.integers(0, 13)))
    return Event(
        id=f"own_{number}",
        festival="own",
        name=LocalText({"zh": "自己的日子", "en": "own dates"}),
        starts=starts,
        ends=ends,
        certainty="announced",
        freezes=[Freeze(starts=starts, ends=ends, functions=[draw(st.sampled_from(FUNCTIONS))])],
        deadline_for=draw(st.sampled_from([[], ["d0"], ["d0", "d1"]])),
    )


@st.composite
def wishes(draw: st.DrawFn, situation: Situation, *, changed: bool = True) -> PlanRequest:
    """Return a wish for a stage, a score or some days; with `changed`, some steps are changed by hand."""
    dimension = st.tuples(
        st.sampled_from([one.id for one in situation.results.instrument.dimensions]),
        st.integers(0, 100).map(float),
    )
    target: dict[str, Any] = draw(
        st.one_of(
            st.builds(lambda stage: {"stage": stage}, STAGES),
            st.builds(lambda stage: {"stage": stage}, STAGES),
            st.builds(lambda aim: {"dimension": aim}, dimension),
            st.builds(lambda days: {"days": days}, HALVES),
        )
    )
    return PlanRequest(
        **target,
        margin=draw(st.sampled_from([0.0, 3.0, 10.0])),
        capacity={function: draw(HALVES) for function in FUNCTIONS},
        start=START if draw(st.booleans()) else None,
        own_events=tuple(draw(freezes(number)) for number in range(draw(st.integers(0, 2)))),
        weeks=draw(st.none() | st.integers(1, 30)) if changed else None,
        edits=draw(edits(situation)) if changed else {},
        now_week=draw(st.sampled_from([1, 1, 3])) if changed else 1,
    )


@st.composite
def edits(draw: st.DrawFn, situation: Situation) -> dict[tuple[str, int], Edit]:
    """Return changes by hand to a few of the steps there are."""
    space = MoveSpace(situation.judge)
    highest = space.highest()
    moves = [(item, point) for item in highest for point in range(space.start[item] + 1, highest[item] + 1)]
    if not moves:
        return {}
    one = st.one_of(
        st.builds(lambda week: Edit(start_week=week), st.integers(1, 9)),
        st.builds(lambda days: Edit(days=days), HALVES),
        st.builds(lambda owner: Edit(owner=owner), st.sampled_from(FUNCTIONS)),
        st.sampled_from([Edit(status="done"), Edit(status="dropped"), Edit(status="doing")]),
    )
    chosen = draw(st.lists(st.sampled_from(moves), max_size=2, unique=True))
    return {move: draw(one) for move in chosen}


def faults(roadmap: Roadmap, schedule: Schedule, events: Sequence[Event]) -> list[str]:
    """Return what is wrong with a schedule."""
    request = roadmap.request
    placed = {step.move: step for step in schedule.steps}
    wrong = [] if len(placed) == len(schedule.steps) == len(roadmap.steps) else ["not the same steps"]
    used: dict[tuple[str, int], Fraction] = {}
    for step in roadmap.steps:
        move = (step.item, step.to_point)
        one, edit = placed[move], request.edits.get(move, Edit())
        fixed = edit.start_week or (request.now_week if edit.status == "doing" else None)
        before = [placed[need] for need in (*step.needs, (step.item, step.from_point)) if need in placed]
        rules = {
            "owner": one.owner == step.owner == (edit.owner or step.owner),
            "days": sum(one.days) == step.days and (edit.days is None or step.days == edit.days),
            "two days a week": all(0 <= days <= 2 for days in one.days),
            "weeks": len(one.days) == one.end_week - one.start_week + 1
            and one.end_week == max(one.start_week + max(1, step.weeks) - 1, one.worked_until),
            "needs": all(need.end_week < one.start_week for need in before),
            "fixed": one.start_week == fixed if fixed else one.start_week >= request.now_week,
            "deadline": request.weeks is None or one.end_week <= request.weeks,
            "begins with work": bool(fixed) or not step.days or one.days[0] > 0,
            "goes on": edit.status == "doing"
            or all(
                one.days_in(week) or not capacity(request, one.owner, week, events)
                for week in range(one.start_week, one.worked_until)
            ),
        }
        wrong += [f"{move}: {name}" for name, holds in rules.items() if not holds]
        for week, days in enumerate(one.days, start=one.start_week):
            key = one.owner, week
            used[key] = used.get(key, Fraction()) + Fraction(days)
    wrong += [
        f"{function} in week {week}: {days}"
        for (function, week), days in used.items()
        if days > capacity(request, function, week, events)
    ]
    for load in schedule.loads:
        shown = [used.get((load.function, week), 0) for week in range(1, schedule.last_week + 1)]
        if [Fraction(days) for days in load.days] != shown:
            wrong.append(f"load of {load.function}")
    return wrong


def capacity(request: PlanRequest, function: str, week: int, events: Sequence[Event]) -> Fraction:
    """Return the person-days of a function in a week: whole half days of what the freezes leave."""
    days = Fraction(request.capacity[function])
    if request.start is None:
        return days
    first = request.start + timedelta(days=7 * (week - 1))
    frozen = sum(
        any(
            freeze.starts <= first + timedelta(days=number) <= freeze.ends
            for event in events
            for freeze in event.freezes
            if function in freeze.functions
        )
        for number in range(7)
    )
    return Fraction(int(2 * days * (7 - frozen) / 7), 2)


def first_week_reached(case: Case, roadmap: Roadmap, schedule: Schedule, request: PlanRequest) -> int | None:
    """Return the first week at whose end an assessment with the steps taken by then reaches a target.

    Each week is answered anew and judged from the start, without any margin.
    """
    _, assessment = case
    for week in range(schedule.last_week + 1):
        taken = {step.move for step in schedule.steps if step.end_week <= week}
        taken |= {move for move, edit in roadmap.request.edits.items() if edit.status == "done"}
        judge = judge_after(case[0], assessment, taken)
        if reaches(judge, request):
            return week
    return None


def judge_after(situation: Situation, assessment: Assessment, moves: set[tuple[str, int]]) -> Judge:
    """Return the judge of an assessment answered anew after some steps."""
    instrument: Instrument = situation.results.instrument
    answers = dict(assessment.answers)
    now = situation.judge.ends()[0]
    for item in {item for item, _ in moves}:
        if item in now:
            point = max(now[item], *(point for raised, point in moves if raised == item))
            answers[item] = at_point(instrument, item, point)
    return situation_of(instrument, assessment.model_copy(update={"answers": answers})).judge


def reaches(judge: Judge, request: PlanRequest) -> bool:
    """Whether a judge sees a target reached, unmet numbers aside."""
    points = judge.ends()[0]
    if request.dimension is not None:
        key, score = request.dimension
        figure = judge.dimension_score(key, points)
        return figure is not None and published(figure) >= round(score, 1)
    order = judge.instrument.stage_ids
    wanted = order[1 : order.index(request.stage or order[0]) + 1]
    return all(is_open(judge, gate, points) for gate in judge.gates if gate.stage in wanted)


def is_open(judge: Judge, gate: JudgedGate, points: dict[str, int]) -> bool:
    """Whether a gate is open, the numbers among its musts aside."""
    musts = [one for one in gate.must if one.kind not in {"metric", "profile"} and not judge.waived(one)]
    return all(judge.passes(one, points) for one in musts) and all(
        sum(judge.passes(one, points) for one in group.of) >= group.meet for group in gate.practice
    )
