"""What a roadmap must respect: the target, what is excluded or forced, the weeks, what was edited."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from typing import Literal

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
class Brief:
    """One wish for a roadmap. At most one of stage, dimension and days is the target."""

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


class BriefError(ValueError):
    """A wish that means nothing for this instrument; `place` names the part that is wrong."""

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


def validated(brief: Brief, results: Results) -> Brief:
    """Return the brief with its target filled in.

    The default target is the next stage; a merchant at the last stage gets
    the best use of 20 person-days.

    Raises:
        BriefError: an unknown stage, dimension or item, or a number out of range.
    """
    instrument = results.instrument
    items = {item.id for item in instrument.items()}
    for place, given in (("exclude", brief.exclude), ("force", brief.force)):
        for item in sorted(given - items):
            raise BriefError(place, item)
    for item in sorted(brief.exclude & brief.force):
        raise BriefError("force", item)
    if brief.stage is not None and brief.stage not in instrument.stage_ids[1:]:
        raise BriefError("target", brief.stage)
    if brief.dimension is not None:
        known = {dimension.id for dimension in instrument.dimensions}
        if brief.dimension[0] not in known or not 0 <= brief.dimension[1] <= 100:
            raise BriefError("dimension", f"{brief.dimension[0]}={brief.dimension[1]:g}")
    if brief.days is not None and not 0 < brief.days < inf:
        raise BriefError("days", f"{brief.days:g}")
    if not 0 <= brief.margin <= 100:
        raise BriefError("margin", f"{brief.margin:g}")
    _check_weeks(brief, results.instrument)
    _check_edits(brief, results.instrument)
    return _with_target(brief, results)


MOST_DAYS = 500.0
"""Person-days a week that are still believed."""
MOST_WEEKS = 520
"""Ten years: no week beyond is believed."""
DATES = (date(2000, 1, 1), date(2100, 12, 31))
"""The first and the last day that are believed."""
LONGEST_EVENT = 366
"""Days that an event, or a freeze of it, may last."""


def _check_weeks(brief: Brief, instrument: Instrument) -> None:
    functions = {function.id for function in instrument.functions}
    for function, days in brief.capacity.items():
        if function not in functions:
            raise BriefError("capacity", function)
        if not 0 <= days <= MOST_DAYS or not _in_halves(days):
            raise BriefError("capacity", f"{function}={days:g}")
    if brief.start is not None and not DATES[0] <= brief.start <= DATES[1]:
        raise BriefError("start", brief.start.isoformat())
    for event in brief.own_events:
        _check_event(event, functions)
    if brief.weeks is not None and not 0 < brief.weeks <= MOST_WEEKS:
        raise BriefError("weeks", f"{brief.weeks}")
    if not 0 < brief.now_week <= MOST_WEEKS:
        raise BriefError("now_week", f"{brief.now_week}")


def _check_event(event: Event, functions: Collection[str]) -> None:
    spans = [(event.starts, event.ends), *((freeze.starts, freeze.ends) for freeze in event.freezes)]
    for starts, ends in spans:
        believed = DATES[0] <= starts <= ends <= DATES[1]
        if not believed or (ends - starts).days >= LONGEST_EVENT:
            raise BriefError("freeze", f"{starts}..{ends}")
    for function in (one for freeze in event.freezes for one in freeze.functions):
        if function not in functions:
            raise BriefError("freeze", function)


def _check_edits(brief: Brief, instrument: Instrument) -> None:
    items = {item.id: item for item in instrument.items()}
    functions = {function.id for function in instrument.functions}
    for (item, point), edit in sorted(brief.edits.items()):
        if item not in items or point not in items[item].steps:
            raise BriefError("edits", f"{item}:{point}")
        if edit.owner is not None and edit.owner not in functions:
            raise BriefError("owner", f"{item}:{point}={edit.owner}")
        if edit.days is not None and (not 0 <= edit.days <= MOST_STEP_DAYS or not _in_halves(edit.days)):
            raise BriefError("cost", f"{item}:{point}={edit.days:g}")
        if edit.start_week is not None and not 0 < edit.start_week <= MOST_WEEKS:
            raise BriefError("fix", f"{item}:{point}={edit.start_week}")


def _in_halves(days: float) -> bool:
    return days * 2 == int(days * 2)


DEFAULT_DAYS = 20.0
"""Person-days a merchant at the last stage is offered to put to use."""


def _with_target(brief: Brief, results: Results) -> Brief:
    if brief.stage or brief.dimension or brief.days:
        return brief
    if results.next_stage is None:
        return replace(brief, days=DEFAULT_DAYS)
    return replace(brief, stage=results.next_stage)
