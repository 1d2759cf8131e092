"""Roadmaps and schedules as the page needs them: drawn once for the same answers and the same wish."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.roadmap import (
    Brief,
    NoSchedule,
    Regret,
    Relaxation,
    Roadmap,
    Schedule,
    Situation,
    draw,
    lay,
    regrets,
    relaxations,
)
from assessment.roadmap.keep import brief_as_json
from assessment.service import Opened
from assessment.ui.session import service

KEPT = 64
"""Roadmaps this server remembers: a few visitors trying out their wishes."""


@dataclass(frozen=True)
class Case:
    """One assessment as it stands, or as somebody supposes it, and a name for exactly that."""

    situation: Situation
    stamp: str

    @property
    def instrument(self) -> Instrument:
        """The instrument the assessment was taken with."""
        return self.situation.results.instrument


def case(opened: Opened, supposed: Mapping[str, int] | None = None) -> Case:
    """Return an assessment to draw roadmaps for."""
    points = dict(sorted((supposed or {}).items()))
    stamp = f"{opened.assessment.id} {opened.revision} {opened.updated_at.isoformat()} {json.dumps(points)}"
    return Case(_situation(stamp, opened, points), stamp)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _situation(stamp: str, _opened: Opened, _points: Mapping[str, int]) -> Situation:
    del stamp
    return service().situation(_opened, _points)


def roadmap_of(one: Case, brief: Brief) -> Roadmap:
    """Return the roadmap to a wish."""
    return _roadmap(_key(one, brief), one, brief)


def laid(one: Case, roadmap: Roadmap, told: Callable[[], None] | None = None) -> Schedule | NoSchedule:
    """Return a roadmap in its weeks, or what clashes."""
    return _laid(_key(one, roadmap.brief), one, roadmap, told)


def ways_out(one: Case, brief: Brief, told: Callable[[], None]) -> Sequence[Relaxation]:
    """Return what would make an impossible wish possible."""
    return _ways_out(_key(one, brief), one, brief, told)


def prices(one: Case, roadmap: Roadmap) -> Mapping[str, Regret]:
    """Return what leaving out each of the first items would cost, by item."""
    return _prices(_key(one, roadmap.brief), one, roadmap)


def _key(one: Case, brief: Brief) -> str:
    return one.stamp + json.dumps(brief_as_json(brief), sort_keys=True)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _roadmap(key: str, _one: Case, _brief: Brief) -> Roadmap:
    del key
    return draw(_one.situation, _brief)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _laid(key: str, _one: Case, _roadmap: Roadmap, _told: Callable[[], None] | None) -> Schedule | NoSchedule:
    del key
    return lay(_one.situation, _roadmap, service().calendar, _told)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ways_out(key: str, _one: Case, _brief: Brief, _told: Callable[[], None]) -> Sequence[Relaxation]:
    del key
    return relaxations(_one.situation, _brief, service().calendar, _told)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _prices(key: str, _one: Case, _roadmap: Roadmap) -> Mapping[str, Regret]:
    del key
    return {regret.item: regret for regret in regrets(_one.situation, _roadmap)}
