"""The control that makes a report of an assessment: built away from the page, which stays usable meanwhile.

What was made stays with this tab, so that looking at another form and back
makes nothing twice.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import streamlit as st

from assessment.planning import PlanRequest, Situation, build_roadmap, schedule_roadmap
from assessment.planning.request import MOST_WEEKS
from assessment.report.brand import BrandError, brand_from
from assessment.report.content import Subject
from assessment.report.document import RECIPIENTS, Options
from assessment.report.forms import FORMS, Form, Made, make
from assessment.service import Opened, Service
from assessment.ui import widgets
from assessment.ui.format import plain
from assessment.ui.state.clock import today, week_one
from assessment.ui.state.session import language, service, words

KEPT = 8
"""Reports that a tab remembers."""
LOOKS_AGAIN = 1.0
"""Seconds until the page asks whether the report is there."""


@st.cache_resource(show_spinner=False)
def _builder() -> ThreadPoolExecutor:
    """Return what makes reports, one after the other, for every visitor."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")


def report_section(current: str, opened: Opened) -> None:
    """Offer the reports of an assessment, folded away."""
    with st.expander(words("report.ui.title"), icon=":material/ios_share:"):
        _control(current, opened)


@st.fragment
def _control(current: str, opened: Opened) -> None:
    form: Form | None = st.segmented_control(
        words("report.ui.form"),
        list(FORMS),
        format_func=lambda one: words(f"report.ui.form.{one}"),
        default=next(iter(FORMS)),
        key="report_form",
    )
    if form is None:
        st.caption(words("report.ui.choose"))
        return
    st.caption(words(f"report.ui.about.{form}"))
    options = _options(everything=form == "workbook")
    if options is None:
        return
    key = (current, opened.revision, opened.updated_at, form, options)
    jobs: dict[tuple[object, ...], Future[Made]] = st.session_state.setdefault("reports", {})
    if st.button(words("report.ui.make"), key="report_make", type="primary", icon=":material/description:"):
        jobs[key] = _builder().submit(build, service(), current, options, form, today())
        for old in list(jobs)[:-KEPT]:
            jobs.pop(old).cancel()
    if key in jobs:
        _shown(jobs[key], form)


def _options(*, everything: bool) -> Options | None:
    """Ask for whom it is and what is left out; None where the brand cannot be read, which is said."""
    recipient = st.selectbox(
        words("report.ui.for"),
        RECIPIENTS,
        format_func=lambda one: words(f"report.ui.for.{one}"),
        key="report_for",
    )
    redacted = st.checkbox(words("report.ui.redacted"), key="report_redacted")
    appendix = st.checkbox(
        words("report.ui.appendix"),
        value=everything or recipient == "consultant",
        key=f"report_appendix_{recipient}_{everything}",
    )
    try:
        brand = brand_from()
    except BrandError as trouble:
        st.warning(trouble.said.in_(language()))
        return None
    return Options(language(), recipient, redacted, appendix, brand)


def _shown(job: "Future[Made]", form: Form) -> None:
    """Show a report that is there; one that is not there yet is asked for again and again."""
    if not job.done():
        st.fragment(_waiting, run_every=LOOKS_AGAIN)(job)
        return
    if job.exception() is not None:
        st.warning(words("report.ui.failed"))
        raise job.exception() or RuntimeError
    made = job.result()
    widgets.remember_files()
    for remark in made.remarks:
        st.caption(remark.in_(language()))
    if form == "picture":
        st.caption(words("report.ui.long_press"))
        st.image(made.content, width=360)
    st.download_button(
        words("report.ui.save", name=plain(made.name)),
        made.content,
        file_name=made.name,
        mime=made.mime,
        key="report_save",
        icon=":material/download:",
        on_click="ignore",
    )


def _waiting(job: "Future[Made]") -> None:
    if job.done():
        st.rerun()
    st.markdown(f":material/progress_activity: {words('report.ui.making')}")


def build(known: Service, current: str, options: Options, form: Form, day: date) -> Made:
    """Make a report of an assessment with the roadmap its page shows, and with the rounds before it.

    Runs away from the page: nothing here asks who the visitor is.
    """
    now = known.rounds.open(current)
    merchant = now.assessment.merchant.id
    rounds = [] if merchant is None else known.rounds.of_merchant(merchant)
    earlier = [
        each
        for each in rounds
        if each.assessment.id not in {now.assessment.id, now.assessment.corrects}
        and each.completed < now.completed
    ]
    situation = Situation.of(now.instrument, now.assessment)
    roadmap = build_roadmap(situation, _request(known, current, day))
    laid = schedule_roadmap(situation, roadmap, known.bank.calendar) if roadmap.feasible else None
    subject = Subject(
        now.instrument, now.assessment, known.bank.calendar, earlier, known.bank.lineage, (roadmap, laid)
    )
    return make(subject, options, form)


def _request(known: Service, current: str, day: date) -> PlanRequest:
    """Return what the roadmap's page is asked for: the wish, from week 1, with what was said about steps."""
    kept, progress = known.roadmaps.kept(current), known.progress.of(current)
    request = known.roadmaps.saved_request(current) or PlanRequest()
    start = request.start or week_one(kept, progress.values(), day)
    edits = {move: each.value.edit for move, each in progress.items()}
    return replace(
        request, start=start, edits=edits, now_week=min(max(1, (day - start).days // 7 + 1), MOST_WEEKS)
    )
