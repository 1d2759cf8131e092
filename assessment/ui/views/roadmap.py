"""The roadmap: what to do next, by whom, in which weeks, and what to leave alone.

Its reader came to know who does what in the next two weeks, when the next
stage is reached and what holds it up; and to fit the whole to the people and
dates there really are.
"""

from collections.abc import Callable

import streamlit as st

from assessment.charts import roadmap_chart, roadmap_table
from assessment.charts.findings import criterion_label
from assessment.instrument.model import Instrument
from assessment.roadmap import Brief, BriefError, NoSchedule, Roadmap, Schedule
from assessment.service import Opened
from assessment.ui.place import nothing_answered, opened_here
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case, case, laid, prices, roadmap_of
from assessment.ui.plan.progress import settled, trouble
from assessment.ui.plan.steps import Plan, steps
from assessment.ui.plan.summary import headline, next_weeks, when
from assessment.ui.plan.suppose import suppose
from assessment.ui.plan.table import table
from assessment.ui.plan.take_along import downloads, drawn_before, keeping
from assessment.ui.plan.today import today
from assessment.ui.plan.weeks import no_weeks, offer_ways_out, weeks
from assessment.ui.plan.wish import wish
from assessment.ui.session import is_dark, language, service, words
from assessment.ui.show import chart
from assessment.ui.verdict import stage_name

VIEWS = ("steps", "weeks", "change", "suppose", "not_yet")


def page() -> None:
    """Draw the roadmap of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    st.title(words("roadmap.title", name=plain(opened.assessment.merchant.name or "")))
    one = case(opened)
    if not any(result.answered for result in one.situation.results.items.values()):
        nothing_answered(current)
        return
    kept, known = service().kept_roadmaps(current), service().progress_of(current)
    st.session_state["plan_progress"] = known
    trouble()
    edits = {move: progress.progress.edit for move, progress in known.items()}
    start_from = st.session_state.get("wish") or (kept[-1].brief if kept else Brief())
    brief = wish(one, start_from, edits, today())
    try:
        roadmap = roadmap_of(one, brief)
    except BriefError as wrong:
        st.warning(words("plan.wrong_wish", given=plain(wrong.given)))
        return
    if not roadmap.feasible:
        _no_roadmap(one, roadmap)
        return
    headline(roadmap, one.situation.results, one.instrument)
    with st.spinner(words("plan.laying")):
        schedule = laid(one, roadmap)
    if isinstance(schedule, NoSchedule):
        no_weeks(one, roadmap, schedule)
        return
    when(schedule, one.instrument)
    _find_out(roadmap, one.instrument)
    next_weeks(roadmap, schedule, one.instrument)
    _view(one, opened, roadmap, schedule)
    settled(known, one.instrument)
    downloads(roadmap, schedule, opened)
    keeping(current, opened, roadmap, schedule, kept)
    done = sum(progress.progress.status == "done" for progress in known.values())
    drawn_before(kept, done, one.instrument, today())


def _view(one: Case, opened: Opened, roadmap: Roadmap, schedule: Schedule) -> None:
    """Show one of the ways to look at the roadmap; each is drawn only when it is looked at."""
    if not roadmap.steps:
        _not_yet(roadmap, one.instrument)
        return
    st.header(words("roadmap.steps"))
    chosen = st.segmented_control(
        words("plan.view"),
        VIEWS,
        default=VIEWS[0],
        format_func=lambda key: words(f"plan.view_{key}"),
        required=True,
        label_visibility="collapsed",
        key=f"plan_view_{language()}",
    )
    known = st.session_state["plan_progress"]
    views: dict[str, Callable[[], None]] = {
        "steps": lambda: _steps(one, roadmap, schedule),
        "weeks": lambda: weeks(roadmap, schedule, one.instrument),
        "change": lambda: table(roadmap, schedule, known, one.instrument),
        "suppose": lambda: suppose(one, opened, roadmap.brief, roadmap),
        "not_yet": lambda: _not_yet(roadmap, one.instrument),
    }
    views[chosen]()


def _steps(one: Case, roadmap: Roadmap, schedule: Schedule) -> None:
    with st.spinner(words("plan.pricing")):
        found = prices(one, roadmap)
    steps(Plan(roadmap, schedule, found, one.instrument))
    st.subheader(words("roadmap.chart"))
    st.caption(words("roadmap.chart_note"))
    chart(
        "roadmap",
        lambda narrow: roadmap_chart(roadmap, one.instrument, language(), narrow=narrow, dark=is_dark()),
        roadmap_table(roadmap, one.instrument, language()),
    )


def _find_out(roadmap: Roadmap, instrument: Instrument) -> None:
    if not roadmap.find_out:
        return
    with st.expander(words("roadmap.find_out", count=len(roadmap.find_out)), icon=":material/search:"):
        st.caption(words("roadmap.find_out_note"))
        for item_id in roadmap.find_out:
            item = instrument.item(item_id)
            where = plain(item.find_out.in_(language())) if item.find_out else ""
            st.markdown(f"- **{plain(item.label.in_(language()))}**　:small[:gray[{where}]]")


def _not_yet(roadmap: Roadmap, instrument: Instrument) -> None:
    if not roadmap.not_yet:
        st.caption(words("plan.all_timely"))
        return
    st.caption(words("roadmap.not_yet_note"))
    for note in roadmap.not_yet:
        name = plain(instrument.item(note.item).label.in_(language()))
        from_stage = words("roadmap.worth_from", stage=stage_name(instrument, note.worth_from))
        st.markdown(f"- **{name}**　:small[:gray[{from_stage}]]  \n{plain(note.reason.in_(language()))}")


def _no_roadmap(one: Case, roadmap: Roadmap) -> None:
    st.warning(words("roadmap.impossible"))
    for clash in roadmap.clashes:
        name = plain(criterion_label(one.instrument, clash.criterion, language()))
        st.markdown(f"- **{name}**　{plain(clash.what.in_(language()))}")
    offer_ways_out(one, roadmap)
