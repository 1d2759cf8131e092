"""The way out where nothing fits: what clashes, and changes of the wish that were tried and work."""

from collections.abc import Mapping

import streamlit as st

from assessment.charts.findings import criterion_label
from assessment.roadmap import Brief, NoSchedule, Relaxation, Roadmap
from assessment.roadmap.climb import Move
from assessment.roadmap.progress import Progress
from assessment.service import KeptProgress
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case, ways_out
from assessment.ui.plan.progress import save_progress
from assessment.ui.plan.said import weeks_said
from assessment.ui.plan.wish import adopt_wish
from assessment.ui.session import language, words

Known = Mapping[Move, KeptProgress]


def no_path(current: str, one: Case, roadmap: Roadmap, known: Known) -> None:
    """Say what no step can meet, and what would help."""
    with st.container(key="verdict"):
        st.markdown(f"# {words('plan.no_path')}")
        st.markdown(words("roadmap.impossible"))
        for clash in roadmap.clashes:
            about = ""
            if clash.criterion is not None:
                name = plain(criterion_label(one.instrument, clash.criterion, language()))
                about = f"**{name}**　"
            st.markdown(f"- {about}{plain(clash.what.in_(language()))} {plain(clash.relax.in_(language()))}")
        _offer(current, one, roadmap, known)


def no_weeks(current: str, one: Case, roadmap: Roadmap, clash: NoSchedule, known: Known) -> None:
    """Say what clashes, and what would make it fit."""
    with st.container(key="verdict"):
        st.markdown(f"# {words('plan.no_weeks_title')}")
        st.markdown(
            words("plan.no_weeks", steps=len(roadmap.steps), days=f"{roadmap.effort_days:g}")
            + "\n\n"
            + "\n".join(f"- {plain(said.in_(language()))}" for said in clash.clashes)
        )
        _offer(current, one, roadmap, known)


def _offer(current: str, one: Case, roadmap: Roadmap, known: Known) -> None:
    """Offer every change of the wish that was tried and works."""
    tried = 0
    bar = st.empty()

    def told() -> None:
        nonlocal tried
        tried += 1
        bar.caption(words("plan.trying", count=tried))

    found = ways_out(one, roadmap.brief, told)
    bar.empty()
    if not found:
        st.markdown(words("plan.no_way_out"))
        return
    st.markdown(f"**{words('plan.ways_out')}**")
    for number, relaxation in enumerate(found):
        if _way(number, relaxation) and _edited(current, roadmap.brief, relaxation.brief, known):
            adopt_wish(current, relaxation.brief)
            st.rerun()


def _way(number: int, relaxation: Relaxation) -> bool:
    """Show one change; return whether it is to be made."""
    key = "plan.way" if relaxation.gate_week is None else "plan.way_week"
    week = relaxation.gate_week
    said = words(
        key,
        said=plain(relaxation.said.in_(language())),
        week=weeks_said(week, week),
        days=f"{relaxation.effort_days:g}",
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"way_{number}"):
        st.markdown(said, width="stretch")
        return st.button(words("plan.take_way"), key=f"take_way_{number}")


def _edited(current: str, before: Brief, after: Brief, known: Known) -> bool:
    """Save what a change of the wish takes back about single steps; say what stands in the way."""
    for move, edit in after.edits.items():
        if edit == before.edits.get(move):
            continue
        kept = known.get(move)
        progress = (Progress() if kept is None else kept.progress).model_copy(
            update={"status": edit.status, "start_week": edit.start_week}
        )
        refused = save_progress(current, move, progress, 0 if kept is None else kept.revision)
        if refused is not None:
            st.warning(plain(refused.said(language())))
            return False
    return True
