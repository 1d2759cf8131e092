"""The roadmap that is kept: as it was drawn, with what has become of it beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.planning import PlanRequest
from assessment.planning.moves import Move
from assessment.planning.report import as_json
from assessment.service import KeptRoadmap, Refused
from assessment.ui.format import format_weeks, plain
from assessment.ui.state.clock import to_local
from assessment.ui.state.session import language, service, words
from assessment.ui.views.roadmap.plan_request_state import adopt_request
from assessment.ui.views.roadmap.roadmap_cache import FeasiblePlan, PlanContext
from assessment.ui.views.roadmap.step_progress import ICONS, status_said


def keep_button(plan: FeasiblePlan, kept: Sequence[KeptRoadmap]) -> None:
    """Offer to keep the roadmap as drawn, where there is anything to do in it."""
    if not plan.roadmap.steps:
        return
    if plan.opened.assessment.status != "completed":
        st.caption(words("plan.keep_later"))
        return
    drawn = as_json(plan.roadmap, plan.instrument, plan.schedule)
    if kept and kept[-1].plan == drawn:
        return
    if kept and _wish_of(plan.roadmap.request) != _wish_of(kept[-1].request):
        st.button(
            words("plan.back_to_kept"),
            icon=":material/bookmark:",
            key="back_to_kept",
            on_click=adopt_request,
            args=(plan.current, kept[-1].request),
        )
    label = words("plan.keep_again" if kept else "plan.keep")
    if st.button(label, icon=":material/bookmark_add:", help=words("plan.keep_help"), key="keep"):
        try:
            service().roadmaps.keep(plan.current, plan.roadmap.request, drawn)
        except Refused as refused:
            st.warning(plain(refused.in_(language())))
            return
        st.toast(words("plan.is_kept"))
        st.rerun()


def _wish_of(request: PlanRequest) -> PlanRequest:
    """Return what was wished for, without what became of it since."""
    return replace(request, edits={}, now_week=PlanRequest().now_week)


def kept_roadmap(kept: Sequence[KeptRoadmap], standing: PlanContext) -> None:
    """Show the newest kept roadmap as it was drawn, and each of its steps as it stands."""
    if not kept:
        return
    newest, instrument = kept[-1], standing.instrument
    steps = [step for step in newest.plan.get("steps", []) if _is_known(step, instrument)]
    if not steps:
        return
    status = {_move(step): standing.progress(_move(step)).status for step in steps}
    done = sum(one == "done" for one in status.values())
    when = to_local(newest.kept_at).date().isoformat()
    label = words("plan.kept", when=when, done=done, count=len(steps))
    with st.expander(label, icon=":material/bookmark:", key="as_kept"):
        _then(newest, len(steps))
        _due(newest, steps, status, standing.today)
        st.markdown("\n".join(_line(step, status[_move(step)], instrument) for step in steps))


def _then(kept: KeptRoadmap, count: int) -> None:
    """Say in a line what was kept."""
    gate = kept.plan.get("gate_week")
    days = f"{kept.plan.get('effort_days') or 0:g}"
    key = "plan.kept_then" if gate else "plan.kept_then_days"
    st.markdown(words(key, steps=count, days=days, week=format_weeks(gate, gate)))


def _due(
    kept: KeptRoadmap, steps: Sequence[Mapping[str, Any]], status: Mapping[Move, str], today: date
) -> None:
    """Say how far it should be by now, and what is behind."""
    start = kept.request.start
    week = 0 if start is None else (today - start).days // 7 + 1
    if week < 1:
        return
    due = [step for step in steps if (step.get("end_week") or 0) < week]
    behind = sum(status[_move(step)] not in ("done", "dropped") for step in due)
    st.caption(words("plan.kept_week", week=week, due=len(due), behind=behind))


def _line(step: Mapping[str, Any], status: str, instrument: Instrument) -> str:
    text = plain(instrument.item(step["item"]).steps[step["to_point"]].text.in_(language()))
    weeks = format_weeks(step.get("start_week"), step.get("end_week"))
    return f"- :material/{ICONS[status]}: {text}　:small[:gray[{weeks} · {status_said(status)}]]"


def _move(step: Mapping[str, Any]) -> Move:
    return step["item"], step["to_point"]


def _is_known(step: Mapping[str, Any], instrument: Instrument) -> bool:
    return any(item.id == step["item"] and step["to_point"] in item.steps for item in instrument.items())
