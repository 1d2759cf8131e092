"""The roadmap: what to do next, by whom, in which weeks, and what to leave alone.

Its reader came to know who does what in the next two weeks, when the next
stage is reached and what holds it up; and to fit the whole to the people and
dates there really are.

What is known is shown at once: the path, then its weeks, then what leaving a
step out would cost. Whatever is changed meanwhile starts the page afresh.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.charts.gantt import gantt_chart
from assessment.charts.load import load_chart
from assessment.instrument.model import Instrument
from assessment.planning import NoSchedule, PlanRequest, PlanRequestError, Roadmap
from assessment.planning.ical import as_ical
from assessment.planning.outlook import Outlook
from assessment.planning.request import LONGEST_EVENT
from assessment.presentation.plan_tables import load_table, schedule_table
from assessment.presentation.values import as_csv
from assessment.ui.components.report import report_section
from assessment.ui.format import format_weeks, plain, stage_name
from assessment.ui.navigation import nothing_answered, opened_here
from assessment.ui.state.clock import today
from assessment.ui.state.plan_request import adopt_request
from assessment.ui.state.session import language, service, service_later, words
from assessment.ui.views.roadmap.alternatives import baseline_comparison, no_path, no_weeks, what_if
from assessment.ui.views.roadmap.headline import headline
from assessment.ui.views.roadmap.plan_request_form import plan_request_form
from assessment.ui.views.roadmap.plan_state import (
    FeasiblePlan,
    PlanContext,
    case,
    outlook_of,
    plan_of,
    roadmap_of,
    view_from_url,
    write_view,
)
from assessment.ui.views.roadmap.step_progress import ask_if_wanted, changed_lately, settled, table
from assessment.ui.views.roadmap.steps import (
    Prices,
    first_of_all,
    keep_button,
    kept_roadmap,
    next_two_weeks,
    say_prices,
    steps,
)
from assessment.ui.widgets import chart, download

VIEWS = ("steps", "weeks", "change", "suppose", "beside", "not_yet")


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
    kept, known = service().roadmaps.kept(current), service().progress.of(current)
    standing = PlanContext(current, opened, one, known, today())
    # What matters most stands above the plan request it follows from.
    card = st.container(key="plan_top").container(key="verdict").empty()
    plan = _in_weeks(standing, plan_request_form(standing, kept), card)
    if plan is None:
        changed_lately(standing)
        settled(standing)
        kept_roadmap(kept, standing)
        report_section(current, opened)
        return
    sure = outlook_of(one, plan.roadmap) if plan.roadmap.target is not None and plan.roadmap.steps else None
    first_of_all(plan, sure)
    next_two_weeks(plan)
    changed_lately(plan)
    with st.container(key="plan_views"):
        prices = _view(plan, sure)
    settled(plan)
    kept_roadmap(kept, plan)
    with st.container(horizontal=True, key="take_along"):
        keep_button(plan, kept)
        # Where all do not fit into a line, the files go on in the next one together.
        with st.container(horizontal=True, key="take_files", width="content"):
            downloads(plan)
    report_section(current, opened)
    ask_if_wanted(plan)
    say_prices(plan, prices)


def _in_weeks(standing: PlanContext, request: PlanRequest, card: DeltaGenerator) -> FeasiblePlan | None:
    """Show what is known as soon as it is known: the path, then its weeks; None where there is no roadmap."""
    with card.container():
        try:
            roadmap = roadmap_of(standing.case, request)
        except PlanRequestError as wrong:
            _invalid_request(standing.current, wrong)
            return None
        if not roadmap.feasible:
            no_path(standing, roadmap)
            return None
        shown = headline(roadmap, standing.case.situation.results)
    if roadmap.steps:
        shown.wait()
    # Where there is nothing to do the card says so; it is not to say that it is being laid into weeks.
    roadmap, schedule = plan_of(standing.case, roadmap, shown.wait if roadmap.steps else None)
    if isinstance(schedule, NoSchedule):
        with card.container():
            no_weeks(standing, roadmap, schedule)
        return None
    plan = FeasiblePlan(**vars(standing), roadmap=roadmap, schedule=schedule)
    shown.say_when(plan)
    return plan


def _invalid_request(current: str, wrong: PlanRequestError) -> None:
    if wrong.place == "freeze" and ".." in wrong.given:
        st.markdown(words("plan.wrong_span", given=plain(wrong.given), most=LONGEST_EVENT))
    else:
        st.markdown(words("plan.invalid_request", given=plain(wrong.given)))
    if st.button(words("plan.as_usual"), icon=":material/restart_alt:"):
        adopt_request(current, PlanRequest())
        st.rerun()


def _view(plan: FeasiblePlan, sure: Outlook | None) -> Prices:
    """Show one of the ways to look at the roadmap; each is drawn only when it is looked at."""
    if not plan.roadmap.steps:
        if plan.roadmap.not_yet:
            st.header(words("plan.view_not_yet"))
            not_yet(plan.roadmap, plan.instrument)
        return {}
    st.header(words("roadmap.steps"))
    key = f"plan_view_{language()}"
    chosen = st.pills(
        words("plan.view"),
        VIEWS,
        default=view_from_url(VIEWS, key),
        format_func=lambda key: words(f"plan.view_{key}"),
        required=True,
        label_visibility="collapsed",
        key=key,
    )
    write_view(chosen, VIEWS)
    if chosen == "steps":
        return steps(plan)
    views: dict[str, Callable[[], None]] = {
        "weeks": lambda: weeks(plan),
        "change": lambda: table(plan),
        "suppose": lambda: what_if(plan),
        "beside": lambda: baseline_comparison(plan, sure),
        "not_yet": lambda: not_yet(plan.roadmap, plan.instrument),
    }
    views[chosen]()
    return {}


SHOWN = 12
"""Weeks that a chart shows at once: a quarter."""


def weeks(plan: FeasiblePlan) -> None:
    """Draw the schedule and the load of each function, a quarter at a time."""
    lang, schedule, part = language(), plan.schedule, _part(plan)
    st.caption(words("plan.gantt_note"))
    chart(
        "gantt",
        lambda look: gantt_chart(schedule, plan.roadmap, plan.instrument, look, weeks=part, today=plan.today),
        schedule_table(schedule, plan.roadmap, plan.instrument, lang),
    )
    st.subheader(words("plan.load"))
    st.caption(words("plan.load_note"))
    chart(
        "load",
        lambda look: load_chart(schedule, plan.instrument, look, weeks=part),
        load_table(schedule, plan.instrument, lang),
    )


def quarters(last: int) -> list[tuple[int, int]]:
    """Return the weeks that are shown at once: quarters, the last one cut short.

    A single quarter is shown whole, so that its weeks are as wide as they are elsewhere.
    """
    last = max(last, 1)
    if last <= SHOWN:
        return [(1, SHOWN)]
    return [(first, min(first + SHOWN - 1, last)) for first in range(1, last + 1, SHOWN)]


def _part(plan: FeasiblePlan) -> tuple[int, int]:
    """Return the weeks to show, those of today at first; asks where there are more than fit."""
    every = quarters(plan.schedule.last_week)
    if len(every) == 1:
        return every[0]
    now = plan.roadmap.request.now_week
    first = next((number for number, part in enumerate(every) if part[0] <= now <= part[1]), 0)
    # Numbers for the choice: a tuple in the place of the default would be read as several defaults.
    chosen = st.segmented_control(
        words("plan.which_weeks"),
        range(len(every)),
        default=first,
        format_func=lambda number: format_weeks(*every[number]),
        required=True,
        key=f"part_{len(every)}_{every[-1][1]}_{language()}",
    )
    return every[chosen]


def not_yet(roadmap: Roadmap, instrument: Instrument) -> None:
    """List what to leave alone for now."""
    if not roadmap.not_yet:
        st.caption(words("plan.all_timely"))
        return
    st.caption(words("roadmap.not_yet_note"))
    for note in roadmap.not_yet:
        name = plain(instrument.item(note.item).label.in_(language()))
        from_stage = words("roadmap.worth_from", stage=stage_name(instrument, note.worth_from))
        st.markdown(f"- **{name}**　:small[:gray[{from_stage}]]  \n{plain(note.reason.in_(language()))}")


def downloads(plan: FeasiblePlan) -> None:
    """Offer the steps as a table and as calendar entries."""
    if not plan.roadmap.steps:
        return
    name = f"roadmap-{plan.today.isoformat()}-{plan.current[-6:].lower()}"
    known = service_later()

    def as_table(lang: str) -> bytes:
        known().events.note_download(plan.current, "roadmap_csv")
        return as_csv(schedule_table(plan.schedule, plan.roadmap, plan.instrument, lang))

    def as_calendar(lang: str) -> bytes:
        known().events.note_download(plan.current, "roadmap_ics")
        return as_ical(
            plan.schedule,
            plan.roadmap,
            plan.instrument,
            lang,
            uid=plan.current,
            now=datetime.now(UTC),
            merchant=plan.opened.assessment.merchant.name or "",
        )

    download(
        words("roadmap.download"),
        as_table,
        f"{name}.csv",
        key="download_csv",
    )
    if plan.schedule.start is not None:
        download(
            words("plan.ics"),
            as_calendar,
            f"{name}.ics",
            key="download_ics",
            icon="event",
        )
