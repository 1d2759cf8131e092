"""Roadmaps of any size on a row of beds, laid into weeks one step after the other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import Load, Milestone, Missed, Schedule, ScheduledStep
from tests.charts.conftest import bed, item, planned, roadmap_of, two

FUNCTIONS = ("hands", "eyes", "feet")
NAMES = (
    ("土样", "Soil <tests>"),
    ("退货差评改进", "Fixing the causes of returns"),
    ("开播前照单检查一遍再上架的习惯", "Going through the list before anything is put on show at all"),
    ("浇水", "Watering"),
)
START = date(2026, 11, 30)


def orchard(items: int = 25) -> Instrument:
    """Return an instrument with so many items, of short and long names."""
    rows = [item(f"soil.i{n}", "问题", "Question", name=two(*NAMES[n % len(NAMES)])) for n in range(items)]
    rows[0]["evidence"] = two("看记录", "See the notes")
    return Instrument.model_validate(
        {
            "id": "orchard",
            "version": "0.1.0",
            "languages": ["zh", "en"],
            "stages": [
                {"id": "seed", "name": two("种子", "Seed")},
                {"id": "tree", "name": two("成树", "Tree")},
            ],
            "functions": [
                {"id": "hands", "name": two("动手", "Hands")},
                {"id": "eyes", "name": two("观察", "Eyes")},
                {"id": "feet", "name": two("跑腿", "Feet")},
            ],
            "products": [{"id": "spade", "name": two("铲子", "Spade")}],
            "scale": {0: 0, 1: 1, 2: 2, 3: 3},
            "self_report": [{"weight": 1.0, "lower": 0.1, "higher": 0.1}],
            "dimensions": [bed("soil", "土壤", "Soil", rows)],
            "gates": [],
            "metrics": [],
        }
    )


def step(number: int, owner: str = "hands", days: float = 1, weeks: int = 1) -> PlannedStep:
    """Return one of up to 75 steps on the items of an orchard: point by point, item by item."""
    place, point = divmod(number, 3)
    one = planned(f"soil.i{place}", days, 5, owner)
    return replace(one, from_point=point, to_point=point + 1, weeks=weeks)


def roadmap_with(steps: Sequence[PlannedStep]) -> Roadmap:
    """Return a roadmap of these steps to the highest stage of an orchard."""
    return roadmap_of(steps, "tree")


def event(name: str, starts: date, days: int, frozen: Sequence[str] = (), **more: str) -> Event:
    """Return an event of so many days; the functions named have no time from two days before it."""
    ends = starts + timedelta(days=days - 1)
    freeze = Freeze(starts=starts - timedelta(days=2), ends=ends, functions=list(frozen)) if frozen else None
    return Event.model_validate(
        {
            "id": "fair",
            "festival": "fair",
            "name": {"zh": name, "en": name},
            "starts": starts,
            "ends": ends,
            "certainty": "announced",
            "freezes": [freeze] if freeze else [],
            **more,
        }
    )


def laid(  # noqa: PLR0913 - what a schedule has
    roadmap: Roadmap,
    *,
    start: date | None = START,
    events: Sequence[Event] = (),
    milestones: Sequence[Milestone] = (),
    gate_week: int | None = None,
    missed: Sequence[Missed] = (),
    assumed: bool = False,
) -> Schedule:
    """Lay steps into weeks: each function does one after the other, a person-day a week."""
    free = dict.fromkeys(FUNCTIONS, 1)
    steps = []
    for one in roadmap.steps:
        first, worked = free[one.owner], -(-int(2 * one.days) // 2)
        span = max(worked, one.weeks)
        days = [min(1.0, max(0.0, one.days - week)) for week in range(span)]
        steps.append(ScheduledStep(one.item, one.to_point, one.owner, first, first + span - 1, tuple(days)))
        free[one.owner] = first + max(worked, 1)
    last = max((one.end_week for one in steps), default=0)
    loads = []
    for function in FUNCTIONS:
        own = [one for one in steps if one.owner == function]
        done = [sum(_done(one, week) for one in own) for week in range(1, last + 1)]
        if own:
            loads.append(Load(function, tuple(done), (1.0,) * last, assumed))
    return Schedule(
        start=start,
        steps=sorted(steps, key=lambda one: one.start_week),
        loads=loads,
        milestones=milestones,
        gate_week=gate_week,
        proven=True,
        bound_week=last,
        binds=LocalText({"zh": "人手", "en": "people"}),
        events=events,
        missed=missed,
    )


def _done(one: ScheduledStep, week: int) -> float:
    return one.days[week - one.start_week] if one.start_week <= week <= one.end_week else 0.0


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Roadmap, Schedule]:
    """Return 1 to 75 steps in weeks, with events and gates."""
    count = draw(st.integers(1, 75))
    efforts = st.sampled_from([0, 0.5, 1, 2, 3.5])
    steps = [
        step(number, draw(st.sampled_from(FUNCTIONS)), draw(efforts), draw(st.integers(1, 6)))
        for number in range(count)
    ]
    roadmap = roadmap_with(steps)
    names = st.text("双年货节大促 <b>fair", min_size=1, max_size=60).filter(str.strip)
    events = [
        event(
            draw(names), START + timedelta(days=draw(st.integers(0, 140))), draw(st.integers(1, 20)), frozen
        )
        for frozen in draw(st.lists(st.sets(st.sampled_from(FUNCTIONS)).map(sorted), max_size=5))
    ]
    gates = draw(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=4))
    milestones = [Milestone(week, "tree", None, with_margin) for week, with_margin in gates]
    start = draw(st.sampled_from([START, None]))
    return roadmap, laid(roadmap, start=start, events=events if start else [], milestones=milestones)
