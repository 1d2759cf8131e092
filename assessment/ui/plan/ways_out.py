"""The way out where nothing fits: what clashes, and changes of the wish that were tried and work."""

from collections.abc import Sequence

import streamlit as st

from assessment.instrument.text import LocalText
from assessment.planning import NoSchedule, PlanRequest, Relaxation, Roadmap
from assessment.presentation.gates import criterion_label
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import ways_out
from assessment.ui.plan.progress import save_progress
from assessment.ui.plan.record import Standing
from assessment.ui.plan.said import weeks_said
from assessment.ui.plan.wished import adopt_wish
from assessment.ui.session import language, words


def no_path(standing: Standing, roadmap: Roadmap) -> None:
    """Say what no step can meet, and what would help."""
    st.markdown(f"# {words('plan.no_path')}")
    st.markdown(words("roadmap.impossible"))
    for clash in roadmap.clashes:
        about = ""
        if clash.criterion is not None:
            name = plain(criterion_label(standing.instrument, clash.criterion, language()))
            about = f"**{name}**　"
        st.markdown(f"- {about}{plain(clash.what.in_(language()))}")
    _offer(standing, roadmap, [clash.relax for clash in roadmap.clashes])


def no_weeks(standing: Standing, roadmap: Roadmap, clash: NoSchedule) -> None:
    """Say what clashes, and what would make it fit."""
    st.markdown(f"# {words('plan.no_weeks_title')}")
    st.markdown(words("plan.no_weeks", steps=len(roadmap.steps), days=f"{roadmap.effort_days:g}"))
    st.markdown("\n".join(f"- {plain(said.in_(language()))}" for said in clash.clashes))
    _offer(standing, roadmap, ())


def _offer(standing: Standing, roadmap: Roadmap, otherwise: Sequence[LocalText]) -> None:
    """Offer every change of the wish that was tried and works; where none does, say what else to look at."""
    tried = 0
    bar = st.empty()

    def told() -> None:
        nonlocal tried
        tried += 1
        bar.caption(words("plan.trying", count=tried))

    found = ways_out(standing.case, roadmap.request, told)
    bar.empty()
    if not found:
        said = dict.fromkeys(plain(one.in_(language())) for one in otherwise)
        st.markdown("  \n".join(said) or words("plan.no_way_out"))
        return
    st.markdown(f"**{words('plan.ways_out')}**")
    for number, relaxation in enumerate(found):
        if _way(number, relaxation) and _edited(standing, roadmap.request, relaxation.request):
            adopt_wish(standing.current, relaxation.request)
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


def _edited(standing: Standing, before: PlanRequest, after: PlanRequest) -> bool:
    """Save what a change of the wish takes back about single steps; say what stands in the way."""
    for move, edit in after.edits.items():
        if edit == before.edits.get(move):
            continue
        changed = {"status": edit.status, "start_week": edit.start_week}
        progress = standing.progress(move).model_copy(update=changed)
        refused = save_progress(standing.current, move, progress, standing.revision(move))
        if refused is not None:
            st.warning(plain(refused.said(language())))
            return False
    return True
