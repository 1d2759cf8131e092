"""The control that makes a report of an assessment: built away from the page, which stays usable meanwhile.

What was made stays with this tab, so that looking at another form and back
makes nothing twice.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import streamlit as st

from assessment.planning import (
    PlanRequest,
    Situation,
    build_roadmap,
    lay_out,
)
from assessment.planning.request import MOST_WEEKS
from assessment.report.brand import Brand, BrandError, brand_from
from assessment.report.cohort import TooFewError, cohort_report
from assessment.report.document import RECIPIENTS, Options
from assessment.report.forms import FORMS, Form, Made, file_of, make
from assessment.report.subject import ReportSubject
from assessment.service import MerchantFilter, Opened, Service
from assessment.ui import widgets
from assessment.ui.format import plain
from assessment.ui.state.clock import today, week_one, zone_of
from assessment.ui.state.session import language, may, service, words

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
    if not may("rounds.open"):
        return
    with st.expander(words("report.ui.title"), icon=":material/ios_share:"):
        _of_one(current, opened)


@st.fragment
def _of_one(current: str, opened: Opened) -> None:
    form = _form(list(FORMS))
    options = None if form is None else _options(everything=form == "workbook")
    if form is None or options is None:
        return
    known, day = service(), today()
    seen = tuple((item, one.by, one.at) for item, one in opened.verified_later.items())
    key = (current, opened.revision, opened.updated_at, seen, form, options)
    of = opened.assessment.merchant.id or widgets.MANY
    _offer(
        key,
        form,
        of,
        lambda: _beside_answers(known, current, day),
        lambda: build(known, current, options, form, day),
    )


def _beside_answers(known: Service, current: str, day: date) -> object:
    """Return what a report is made of beside the assessment: name, rounds, what the roadmap is asked for."""
    merchant = known.rounds.merchant_of(current)
    return merchant.name, [each.ids for each in merchant.rounds], _request(known, current, day)


def cohort_section(wanted: MerchantFilter) -> None:
    """Offer the report over the merchants that are looked for, folded away."""
    with st.expander(words("report.ui.cohort"), icon=":material/ios_share:"):
        st.caption(words("report.ui.cohort_note"))
        _of_many(wanted)


@st.fragment
def _of_many(wanted: MerchantFilter) -> None:
    form = _form([one for one in FORMS if one not in {"picture", "page"}])
    brand = _brand()
    if form is None or brand is None:
        return
    known, day, options = service(), today(), Options(language(), brand=brand)
    _offer(
        (wanted, day, form, options),
        form,
        widgets.MANY,
        lambda: known.portfolio.figures(wanted),
        lambda: build_cohort(known, wanted, options, form, day),
    )


def _form(forms: Sequence[Form]) -> Form | None:
    """Ask for a form; None where none is chosen, which is said."""
    form = st.segmented_control(
        words("report.ui.form"),
        forms,
        format_func={one: words(f"report.ui.form.{one}") for one in forms}.__getitem__,
        default=forms[0],
        key=f"report_form_{len(forms)}",
    )
    st.caption(words("report.ui.choose") if form is None else words(f"report.ui.about.{form}"))
    return form


def _offer(
    key: tuple[object, ...],
    form: Form,
    merchant_id: str,
    rests_on: Callable[[], object],
    make_it: Callable[[], Made],
) -> None:
    """Offer to make a report, and show it once it was made.

    Args:
        key: which report.
        form: of it.
        merchant_id: whose.
        rests_on: returns what else it is made of, as that is now; where that changed since, the report is
            no longer shown.
        make_it: makes it.
    """
    jobs: dict[tuple[object, ...], tuple[object, Future[Made]]] = st.session_state.setdefault("reports", {})
    if st.button(words("report.ui.make"), key="report_make", type="primary", icon=":material/description:"):
        widgets.remember_files(merchant_id)
        jobs[key] = rests_on(), _builder().submit(make_it)
        for old in list(jobs)[:-KEPT]:
            jobs.pop(old)[1].cancel()
    if key in jobs and jobs[key][0] == rests_on():
        _shown(jobs[key][1], form)


def _options(*, everything: bool) -> Options | None:
    """Ask for whom it is and what is left out; None where the brand cannot be read, which is said."""
    recipient = st.selectbox(
        words("report.ui.for"),
        RECIPIENTS,
        format_func={one: words(f"report.ui.for.{one}") for one in RECIPIENTS}.__getitem__,
        key="report_for",
    )
    redacted = st.checkbox(words("report.ui.redacted"), key="report_redacted")
    appendix = st.checkbox(
        words("report.ui.appendix"),
        value=everything or recipient == "consultant",
        key=f"report_appendix_{recipient}_{everything}",
    )
    brand = _brand()
    zone = zone_of(st.context.timezone_offset)
    return None if brand is None else Options(language(), recipient, redacted, appendix, brand, zone)


def _brand() -> Brand | None:
    """Return whose reports these are; None where that cannot be read, which is said."""
    try:
        return brand_from()
    except BrandError as trouble:
        st.warning(trouble.text.in_(language()))
        return None


def _shown(job: "Future[Made]", form: Form) -> None:
    """Show a report that is there; one that is not there yet is asked for again and again."""
    if not job.done():
        st.fragment(_waiting, run_every=LOOKS_AGAIN)(job)
        return
    try:
        made = job.result()
    except (TooFewError, BrandError) as refused:
        st.info(refused.text.in_(language()))
        return
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
    card = known.rounds.merchant_of(current)
    place = None if card.cards[0].put_at is None else "archive"
    rounds = known.rounds.of_merchant(card.merchant_id, place)
    # A round that this one corrects, or that corrects this one, is the same round.
    alike = {each.card.id for each in card.rounds if current in {each.card.id, *each.stands_for}}
    alike |= {now.assessment.id or "", now.assessment.corrects or ""}
    earlier = [each for each in rounds if each.assessment.id not in alike and each.is_before(now)]
    situation = Situation.of(now.instrument, now.assessment)
    roadmap = build_roadmap(situation, _request(known, current, day))
    schedule = None
    if roadmap.feasible:
        roadmap, schedule = lay_out(situation, roadmap, known.bank.calendar)
    subject = ReportSubject(
        now.instrument,
        now.assessment,
        known.bank.calendar,
        earlier,
        known.bank.lineage,
        (roadmap, schedule),
        known.assessments.open(current).verified_later,
    )
    made = make(subject, options, form)
    known.events.note_download(current, form)
    return made


def build_cohort(known: Service, wanted: MerchantFilter, options: Options, form: Form, day: date) -> Made:
    """Make the report over many merchants.

    Raises:
        TooFewError: fewer than six.
    """
    figures = known.portfolio.figures(wanted)
    made = file_of(cohort_report(figures, known.bank.instrument, day, options), form)
    known.events.note_list("cohort_report", figures.total)
    return made


def _request(known: Service, current: str, day: date) -> PlanRequest:
    """Return the plan request of the roadmap's page, from week 1, with what was said about steps."""
    kept, progress = known.roadmaps.kept(current), known.progress.of(current)
    request = known.roadmaps.saved_request(current) or PlanRequest()
    start = request.start or week_one(kept, progress.values(), day)
    edits = {move: each.value.edit for move, each in progress.items()}
    return replace(
        request, start=start, edits=edits, now_week=min(max(1, (day - start).days // 7 + 1), MOST_WEEKS)
    )
