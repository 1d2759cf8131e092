"""What the roadmap's page knows: roadmaps worked out once, what is said of steps, the view in the address."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.planning import (
    NoSchedule,
    PlanRequest,
    Regret,
    Relaxation,
    Roadmap,
    Schedule,
    Situation,
    build_roadmap,
    lay_out,
    regrets,
    relaxations,
)
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook, outlook
from assessment.planning.progress import Progress
from assessment.planning.request import request_as_json
from assessment.planning.schedule import ScheduledStep
from assessment.responses import Assessment
from assessment.service import KeptProgress, Opened, ResultCache
from assessment.ui.format import plain
from assessment.ui.state.session import language, service, words

KEPT = 256
"""Results this server remembers: a few visitors trying out plan requests."""


@st.cache_resource(show_spinner=False)
def _memory() -> ResultCache:
    return ResultCache(KEPT)


@dataclass(frozen=True)
class Case:
    """One assessment as it stands, or as somebody supposes it, and a name for exactly that."""

    assessment: Assessment
    situation: Situation
    stamp: str

    @property
    def instrument(self) -> Instrument:
        """The instrument the assessment was taken with."""
        return self.situation.results.instrument


def case(opened: Opened, supposed: Mapping[str, int] | None = None) -> Case:
    """Return an assessment to draw roadmaps for."""
    _memory().forget_after(service().erasures)
    points = dict(sorted((supposed or {}).items()))
    state = json.dumps([points, sorted(opened.verified_later)])
    stamp = f"{opened.assessment.id} {opened.revision} {opened.updated_at.isoformat()} {state}"
    situation = _memory().get(f"situation {stamp}", lambda: service().roadmaps.situation(opened, points))
    return Case(opened.with_later, situation, stamp)


def roadmap_of(one: Case, request: PlanRequest) -> Roadmap:
    """Return the roadmap to a plan request.

    Raises:
        PlanRequestError: the request means nothing for this instrument.
    """
    return _memory().get(_key("roadmap", one, request), lambda: build_roadmap(one.situation, request))


def plan_of(
    one: Case, roadmap: Roadmap, on_progress: Callable[[], None] | None = None
) -> tuple[Roadmap, Schedule | NoSchedule]:
    """Return a roadmap in its weeks, with its steps in the order in which they begin, or what clashes."""
    key = _key("weeks", one, roadmap.request)
    return _memory().get(key, lambda: lay_out(one.situation, roadmap, service().bank.calendar, on_progress))


def relaxations_of(one: Case, request: PlanRequest, on_progress: Callable[[], None]) -> Sequence[Relaxation]:
    """Return what would make an impossible request possible."""
    key = _key("ways out", one, request)
    return _memory().get(
        key, lambda: relaxations(one.situation, request, service().bank.calendar, on_progress)
    )


def regrets_of(one: Case, roadmap: Roadmap) -> Mapping[str, Regret]:
    """Return what leaving out each of the first items would cost, by item."""
    key = _key("prices", one, roadmap.request)
    return _memory().get(key, lambda: {each.item: each for each in regrets(one.situation, roadmap)})


def minimum_of(one: Case, roadmap: Roadmap) -> Roadmap:
    """Return the roadmap to the same target that just reaches the cuts."""
    return roadmap_of(one, replace(roadmap.request, margin=0.0))


def outlook_of(one: Case, roadmap: Roadmap) -> Outlook:
    """Return how sure the target stage would be after a roadmap, and after the bare minimum."""

    def look() -> Outlook:
        return outlook(one.instrument, one.assessment, roadmap, minimum_of(one, roadmap))

    return _memory().get(_key("outlook", one, roadmap.request), look)


def _key(what: str, one: Case, request: PlanRequest) -> str:
    given: dict[str, Any] = request_as_json(request)
    return f"{what} {one.stamp} {json.dumps(given, sort_keys=True)}"


@dataclass(frozen=True)
class PlanContext:
    """What is known of the steps, whether there is a roadmap or not."""

    current: str
    """The assessment in the address."""
    opened: Opened
    case: Case
    known: Mapping[Move, KeptProgress]
    """What was said about single steps."""
    today: date

    @property
    def instrument(self) -> Instrument:
        """The instrument the assessment was taken with."""
        return self.case.instrument

    def progress(self, move: Move) -> Progress:
        """Return what was said about a step."""
        return self.known[move].value if move in self.known else Progress()

    def revision(self, move: Move) -> int:
        """Return the revision to be expected when saving over it."""
        return self.known[move].revision if move in self.known else 0

    def item(self, item: str) -> str:
        """Return the short name of an item, for a label."""
        return plain(self.instrument.item(item).label.in_(language()))

    def names(self, moves: Iterable[Move]) -> str:
        """Name the items of some steps, each once."""
        return words("app.or").join(dict.fromkeys(self.item(item) for item, _ in moves))

    def function(self, function: str) -> str:
        """Return the name of a function, for a label."""
        found = next(
            (one.name.in_(language()) for one in self.instrument.functions if one.id == function), ""
        )
        return plain(found or function)

    @property
    def moves(self) -> frozenset[Move]:
        """Every step of the instrument."""
        return frozenset((item.id, point) for item in self.instrument.items() for point in item.steps)

    def placed(self, move: Move) -> ScheduledStep | None:
        """Return a step in its weeks; None where it is in no roadmap."""
        del move
        return None


@dataclass(frozen=True)
class FeasiblePlan(PlanContext):
    """A feasible roadmap in its weeks."""

    roadmap: Roadmap
    schedule: Schedule

    def placed(self, move: Move) -> ScheduledStep | None:
        """Return a step in its weeks; None where it is not in this roadmap."""
        return next((one for one in self.schedule.steps if one.move == move), None)

    @property
    def numbers(self) -> Mapping[Move, int]:
        """The number of each step in the list."""
        return {(step.item, step.to_point): n for n, step in enumerate(self.roadmap.steps, start=1)}


VIEW, SUPPOSED = "v", "if"
"""The query parameters."""


def view_from_url(views: Sequence[str], key: str) -> str:
    """Return the view that the address names, else the first one; the choice follows the address.

    Args:
        views: every view there is.
        key: of the widget that chooses one.
    """
    asked = st.query_params.get(VIEW, views[0])
    if asked not in views:
        asked = views[0]
    shown = st.session_state.get(_shown(VIEW))
    # The visitor went back: what the widget holds is older. A click that came since then counts.
    if shown is not None and asked != shown and st.session_state.get(key) == shown:
        st.session_state[key] = asked
    return asked


def write_view(view: str, views: Sequence[str]) -> None:
    """Name the view that is shown in the address; the first one needs no naming."""
    _say(VIEW, "" if view == views[0] else view)
    st.session_state[_shown(VIEW)] = view


def what_if_from_url(possible: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Return what the address supposes, as far as it is possible.

    Args:
        possible: the points that each item can have.
    """
    found = {}
    for part in st.query_params.get(SUPPOSED, "").split(","):
        item, _, point = part.partition(":")
        points = {str(each): each for each in possible.get(item, ())}
        if point in points:
            found[item] = points[point]
    return found


def what_if_generation() -> int:
    """Return a number for the keys of the widgets; another one once they are to follow the address."""
    return int(st.session_state.get("supposed_turn", 0))


def write_what_if(points: Mapping[str, int], asked: Mapping[str, int]) -> None:
    """Write what is supposed into the address; where the visitor went back there, follow instead.

    Args:
        points: what the widgets hold.
        asked: what the address named.
    """
    shown = st.session_state.get(_shown(SUPPOSED))
    if shown == points != asked:
        st.session_state[_shown(SUPPOSED)] = dict(asked)
        st.session_state["supposed_turn"] = what_if_generation() + 1
        st.rerun()
    _say(SUPPOSED, ",".join(f"{item}:{point}" for item, point in points.items()))
    st.session_state[_shown(SUPPOSED)] = dict(points)


def _say(name: str, value: str) -> None:
    if value == st.query_params.get(name, ""):
        return
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]


def _shown(name: str) -> str:
    return f"shown_{name}"
