"""What a roadmap must respect: the target, what is excluded or forced, the weeks, what was edited; as JSON.

A request is kept as JSON so that the same roadmap can be built again. Every
field is written, in sorted order, so that equal requests give equal texts. A
field that is missing reads as its default: requests kept before the field
existed stay readable.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from math import inf
from typing import Any, Literal

from assessment.instrument.calendar import Event
from assessment.instrument.model import MOST_STEP_DAYS, Instrument
from assessment.responses import Assessment
from assessment.scoring import judge_of, score
from assessment.scoring.gates import Judge
from assessment.scoring.results import Results

StepStatus = Literal["todo", "doing", "done", "dropped"]


@dataclass(frozen=True)
class Edit:
    """What somebody changed about one step, a move from one point of an item to the next.

    A step that is done counts as done when the rest is drawn; one that is
    dropped is never drawn, nor is what is above it; one that is under way, or
    whose week is fixed, stays in the roadmap.
    """

    status: StepStatus = "todo"
    owner: str | None = None
    """Another function than the bank says."""
    days: float | None = None
    """Other person-days than the bank says, a multiple of 0.5."""
    start_week: int | None = None
    """The week it starts in."""

    @property
    def keeps(self) -> bool:
        """Whether the step is to stay in the roadmap in any case."""
        return self.status == "doing" or (self.status == "todo" and self.start_week is not None)


@dataclass(frozen=True)
class PlanRequest:
    """What a roadmap must respect. At most one of stage, dimension and days is the target."""

    stage: str | None = None
    """The stage whose gate is to open; the next one where nothing else is said."""
    dimension: tuple[str, float] | None = None
    """A dimension and the score to reach in it."""
    days: float | None = None
    """Person-days to put to the best use."""
    margin: float = 3.0
    """Points to reach above each cut score, so that one slip does not close the gate."""
    exclude: frozenset[str] = frozenset()
    """Items to leave alone."""
    force: frozenset[str] = frozenset()
    """Items to raise by at least one point."""
    capacity: Mapping[str, float] = field(default_factory=dict)
    """Person-days a week by function; the others have what the profile's team gives."""
    start: date | None = None
    """The first day of week 1; None for weeks without dates."""
    weeks: int | None = None
    """The week in which the target must be reached; None for no limit."""
    ready_for: frozenset[str] = frozenset()
    """Events of the calendar by whose first day the steps they ask for must be finished."""
    own_events: tuple[Event, ...] = ()
    """Dates of the merchant's own."""
    edits: Mapping[tuple[str, int], Edit] = field(default_factory=dict)
    """What was changed by hand, by item and point."""
    now_week: int = 1
    """The week it is now: what has not begun cannot start before."""
    in_hand: int = 2
    """Steps that one person works on at once at most; one that only waits to show is not counted."""
    piece: float = 0.5
    """Person-days that go into a step in each week of work at least; its last may have fewer."""
    one_week: float = 1.0
    """A step of so many person-days, or fewer, is done in one week where its function has the days."""
    nearest_first: bool = True
    """Whether the nearest gate comes first; else the gate asked for does, and then the others."""


TOGETHER = (("stage", "dimension", "days"), ("exclude", "force"))
"""Parts of a plan request that only mean something together."""
ALONE = (
    "margin", "start", "weeks", "ready_for", "own_events", "in_hand", "piece", "one_week", "nearest_first",
)  # fmt: skip
"""Parts that each stand for themselves."""


def merged(seen: PlanRequest, mine: PlanRequest, theirs: PlanRequest) -> PlanRequest | None:
    """Return a request with what two people changed; None where both changed the same part differently.

    Args:
        seen: what both began from.
        mine: what one of them made of it; what was changed about single steps is taken from here.
        theirs: what the other made of it.
    """
    parts: dict[str, Any] = {}
    for names in (*TOGETHER, *((name,) for name in ALONE)):
        was, here, there = ([getattr(each, name) for name in names] for each in (seen, mine, theirs))
        if here not in (was, there) and there != was:
            return None
        parts |= zip(names, there if here == was else here, strict=True)
    capacity: dict[str, float] = {}
    for function in {**seen.capacity, **mine.capacity, **theirs.capacity}:
        before, ours, other = (each.capacity.get(function) for each in (seen, mine, theirs))
        if ours not in (before, other) and other != before:
            return None
        days = other if ours == before else ours
        if days is not None:
            capacity[function] = days
    return replace(mine, **parts, capacity=capacity)


def with_changes(kept: PlanRequest, shown: PlanRequest, given: PlanRequest) -> PlanRequest:
    """Return what is kept with what a person changed of it; what they left as shown stays as it is kept.

    Args:
        kept: what was asked for.
        shown: what was shown of it: a stage that is reached, or an event that has begun, is offered no more.
        given: what a person made of that; what was changed about single steps is taken from here.
    """
    parts: dict[str, Any] = {}
    for names in (*TOGETHER, *((name,) for name in ALONE)):
        was, here, there = ([getattr(each, name) for name in names] for each in (shown, given, kept))
        parts |= zip(names, there if here == was else here, strict=True)
    capacity: dict[str, float] = {}
    for function in {**shown.capacity, **given.capacity, **kept.capacity}:
        before, now, own = (each.capacity.get(function) for each in (shown, given, kept))
        days = own if now == before else now
        if days is not None:
            capacity[function] = days
    return replace(given, **parts, capacity=capacity)


class PlanRequestError(ValueError):
    """A plan request that means nothing for this instrument; `place` names the part that is wrong."""

    def __init__(self, place: str, given: str) -> None:
        super().__init__(f"{place}: {given}")
        self.place = place
        self.given = given


@dataclass(frozen=True)
class Situation:
    """A merchant's results together with the judge that decides what a change would do."""

    results: Results
    judge: Judge
    team: Mapping[str, float] = field(default_factory=dict)
    """People by function, as the profile says; a function that is missing was not answered."""

    @classmethod
    def of(cls, instrument: Instrument, assessment: Assessment) -> "Situation":
        """Score an assessment and keep what a roadmap needs."""
        team = assessment.profile.get("team")
        return cls(
            score(instrument, assessment),
            judge_of(instrument, assessment),
            dict(team) if isinstance(team, Mapping) else {},
        )


def validated(request: PlanRequest, results: Results) -> PlanRequest:
    """Return the request with its target filled in.

    The default target is the next stage; a merchant at the last stage gets
    the best use of 20 person-days.

    Raises:
        PlanRequestError: an unknown stage, dimension or item, or a number out of range.
    """
    instrument = results.instrument
    items = {item.id for item in instrument.items()}
    for place, given in (("exclude", request.exclude), ("force", request.force)):
        for item in sorted(given - items):
            raise PlanRequestError(place, item)
    for item in sorted(request.exclude & request.force):
        raise PlanRequestError("force", item)
    if request.stage is not None and request.stage not in instrument.stage_ids[1:]:
        raise PlanRequestError("target", request.stage)
    if request.dimension is not None:
        known = {dimension.id for dimension in instrument.dimensions}
        if request.dimension[0] not in known or not 0 <= request.dimension[1] <= 100:
            raise PlanRequestError("dimension", f"{request.dimension[0]}={request.dimension[1]:g}")
    if request.days is not None and not 0 < request.days < inf:
        raise PlanRequestError("days", f"{request.days:g}")
    if request.dimension is not None and not _in_tenths(request.dimension[1]):
        raise PlanRequestError("dimension", f"{request.dimension[0]}={request.dimension[1]:g}")
    if not 0 <= request.margin <= 100 or not _in_tenths(request.margin):
        raise PlanRequestError("margin", f"{request.margin:g}")
    _check_weeks(request, results.instrument)
    _check_edits(request, results.instrument)
    return _with_target(request, results)


MOST_DAYS = 500.0
"""Person-days a week that are still believed."""
MOST_WEEKS = 520
"""Ten years: no week beyond is believed."""
MOST_IN_HAND = 20
"""Steps in hand at once for each person that are still believed."""
MOST_PIECE = 2.0
"""Person-days: what goes into one step in a week at most."""
DATES = (date(2000, 1, 1), date(2100, 12, 31))
"""The first and the last day that are believed."""
LONGEST_EVENT = 366
"""Days that an event, or a freeze of it, may last."""


def _check_weeks(request: PlanRequest, instrument: Instrument) -> None:
    functions = {function.id for function in instrument.functions}
    for function, days in request.capacity.items():
        if function not in functions:
            raise PlanRequestError("capacity", function)
        if not 0 <= days <= MOST_DAYS or not _in_halves(days):
            raise PlanRequestError("capacity", f"{function}={days:g}")
    if request.start is not None and not DATES[0] <= request.start <= DATES[1]:
        raise PlanRequestError("start", request.start.isoformat())
    for event in request.own_events:
        _check_event(event, functions)
    if request.weeks is not None and not 0 < request.weeks <= MOST_WEEKS:
        raise PlanRequestError("weeks", f"{request.weeks}")
    if not 0 < request.now_week <= MOST_WEEKS:
        raise PlanRequestError("now_week", f"{request.now_week}")
    _check_work(request)


def _check_work(request: PlanRequest) -> None:
    if not 0 < request.in_hand <= MOST_IN_HAND:
        raise PlanRequestError("in_hand", f"{request.in_hand}")
    for place, days, least in (("piece", request.piece, 0.5), ("one_week", request.one_week, 0.0)):
        if not least <= days <= MOST_PIECE or not _in_halves(days):
            raise PlanRequestError(place, f"{days:g}")


def _check_event(event: Event, functions: Collection[str]) -> None:
    spans = [(event.starts, event.ends), *((freeze.starts, freeze.ends) for freeze in event.freezes)]
    for starts, ends in spans:
        believed = DATES[0] <= starts <= ends <= DATES[1]
        if not believed or (ends - starts).days >= LONGEST_EVENT:
            raise PlanRequestError("freeze", f"{starts}..{ends}")
    for function in (one for freeze in event.freezes for one in freeze.functions):
        if function not in functions:
            raise PlanRequestError("freeze", function)


def _check_edits(request: PlanRequest, instrument: Instrument) -> None:
    items = instrument.items_by_id
    functions = {function.id for function in instrument.functions}
    for (item, point), edit in sorted(request.edits.items()):
        if item not in items or point not in items[item].steps:
            raise PlanRequestError("edits", f"{item}:{point}")
        if edit.owner is not None and edit.owner not in functions:
            raise PlanRequestError("owner", f"{item}:{point}={edit.owner}")
        if edit.days is not None and (not 0 <= edit.days <= MOST_STEP_DAYS or not _in_halves(edit.days)):
            raise PlanRequestError("cost", f"{item}:{point}={edit.days:g}")
        if edit.start_week is not None and not 0 < edit.start_week <= MOST_WEEKS:
            raise PlanRequestError("fix", f"{item}:{point}={edit.start_week}")


def _in_halves(days: float) -> bool:
    return days * 2 == int(days * 2)


def _in_tenths(points: float) -> bool:
    return round(points, 1) == points


DEFAULT_DAYS = 20.0
"""Person-days a merchant at the last stage is offered to put to use."""


def _with_target(request: PlanRequest, results: Results) -> PlanRequest:
    if request.stage or request.dimension or request.days:
        return request
    if results.next_stage is None:
        return replace(request, days=DEFAULT_DAYS)
    return replace(request, stage=results.next_stage)


def request_as_json(request: PlanRequest) -> dict[str, Any]:
    """Return a request as plain values; `brief_from_json` gives the same request back."""
    return {
        "stage": request.stage,
        "dimension": _aim_as_json(request.dimension),
        "days": request.days,
        "margin": request.margin,
        "exclude": sorted(request.exclude),
        "force": sorted(request.force),
        "capacity": {function: request.capacity[function] for function in sorted(request.capacity)},
        "start": None if request.start is None else request.start.isoformat(),
        "weeks": request.weeks,
        "ready_for": sorted(request.ready_for),
        "own_events": [
            event.model_dump(mode="json", by_alias=True, exclude_none=True) for event in request.own_events
        ],
        "edits": [
            {"item": item, "point": point, **asdict(edit)}
            for (item, point), edit in sorted(request.edits.items())
        ],
        "now_week": request.now_week,
        "in_hand": request.in_hand,
        "piece": request.piece,
        "one_week": request.one_week,
        "nearest_first": request.nearest_first,
    }


def request_from_json(given: Mapping[str, Any]) -> PlanRequest:
    """Return the request that was written as these values.

    Raises:
        ValueError: an event or a date of it is none.
        KeyError: an edit does not say whose it is.
    """
    usual = PlanRequest()
    return PlanRequest(
        stage=given.get("stage"),
        dimension=_aim(given.get("dimension")),
        days=_number(given.get("days")),
        margin=float(given.get("margin", usual.margin)),
        exclude=frozenset(given.get("exclude", ())),
        force=frozenset(given.get("force", ())),
        capacity={function: float(days) for function, days in given.get("capacity", {}).items()},
        start=_day(given.get("start")),
        weeks=given.get("weeks"),
        ready_for=frozenset(given.get("ready_for", ())),
        # Read as JSON: only there a day may be written as a text.
        own_events=tuple(
            Event.model_validate_json(json.dumps(event)) for event in given.get("own_events", ())
        ),
        edits={(edit["item"], edit["point"]): _edit(edit) for edit in given.get("edits", ())},
        now_week=given.get("now_week", usual.now_week),
        in_hand=given.get("in_hand", usual.in_hand),
        piece=float(given.get("piece", usual.piece)),
        one_week=float(given.get("one_week", usual.one_week)),
        nearest_first=given.get("nearest_first", usual.nearest_first),
    )


def _aim_as_json(aim: tuple[str, float] | None) -> dict[str, Any] | None:
    return None if aim is None else {"id": aim[0], "at_least": aim[1]}


def _aim(given: Mapping[str, Any] | None) -> tuple[str, float] | None:
    return None if given is None else (given["id"], float(given["at_least"]))


def _edit(given: Mapping[str, Any]) -> Edit:
    return Edit(
        status=given.get("status", "todo"),
        owner=given.get("owner"),
        days=_number(given.get("days")),
        start_week=given.get("start_week"),
    )


def _number(given: float | None) -> float | None:
    """Return a number as the request has it: a database may give back 3 where 3.0 was kept."""
    return None if given is None else float(given)


def _day(given: str | None) -> date | None:
    return None if given is None else date.fromisoformat(given)
