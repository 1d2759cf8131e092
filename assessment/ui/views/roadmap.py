"""The roadmap: what to do next, by whom, in which weeks, and what to leave alone.

Its reader came to know who does what in the next two weeks, when the next
stage is reached and what holds it up; and to fit the whole to the people and
dates there really are.

What is known is shown at once: the path, then its weeks, then what leaving a
step out would cost. Whatever is changed meanwhile starts the page afresh.
"""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.planning import NoSchedule, PlanRequest, PlanRequestError
from assessment.planning.outlook import Outlook
from assessment.planning.request import LONGEST_EVENT
from assessment.ui.place import nothing_answered, opened_here
from assessment.ui.plain import plain
from assessment.ui.plan.beside import beside
from assessment.ui.plan.drawn import case, laid, outlook_of, roadmap_of
from assessment.ui.plan.headline import headline
from assessment.ui.plan.in_address import say_view, view_in_address
from assessment.ui.plan.kept import drawn_before, keeping
from assessment.ui.plan.not_yet import not_yet
from assessment.ui.plan.progress import ask_if_wanted, changed_lately, settled
from assessment.ui.plan.record import Plan, Standing
from assessment.ui.plan.soon import first_of_all, next_weeks
from assessment.ui.plan.steps import Prices, say_prices, steps
from assessment.ui.plan.suppose import suppose
from assessment.ui.plan.table import table
from assessment.ui.plan.take_along import downloads
from assessment.ui.plan.today import today
from assessment.ui.plan.ways_out import no_path, no_weeks
from assessment.ui.plan.weeks import weeks
from assessment.ui.plan.wish import wish
from assessment.ui.plan.wished import adopt_wish
from assessment.ui.session import language, service, words

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
    kept, known = service().kept_roadmaps(current), service().progress_of(current)
    standing = Standing(current, opened, one, known, today())
    # What matters most stands above the wish it is worked out from.
    card = st.container(key="plan_top").container(key="verdict").empty()
    plan = _in_weeks(standing, wish(standing, kept), card)
    if plan is None:
        changed_lately(standing)
        settled(standing)
        drawn_before(kept, standing)
        return
    sure = outlook_of(one, plan.roadmap) if plan.roadmap.target is not None and plan.roadmap.steps else None
    first_of_all(plan, sure)
    next_weeks(plan)
    changed_lately(plan)
    with st.container(key="plan_views"):
        prices = _view(plan, sure)
    settled(plan)
    drawn_before(kept, plan)
    with st.container(horizontal=True, key="take_along"):
        keeping(plan, kept)
        downloads(plan)
    ask_if_wanted(plan)
    say_prices(plan, prices)


def _in_weeks(standing: Standing, request: PlanRequest, card: DeltaGenerator) -> Plan | None:
    """Show what is known as soon as it is known: the path, then its weeks; None where there is no roadmap."""
    with card.container():
        try:
            roadmap = roadmap_of(standing.case, request)
        except PlanRequestError as wrong:
            _wrong_wish(standing.current, wrong)
            return None
        if not roadmap.feasible:
            no_path(standing, roadmap)
            return None
        shown = headline(roadmap, standing.case.situation.results)
    if roadmap.steps:
        shown.wait()
    # Where there is nothing to do the card says so; it is not to say that it is being laid into weeks.
    schedule = laid(standing.case, roadmap, shown.wait if roadmap.steps else None)
    if isinstance(schedule, NoSchedule):
        with card.container():
            no_weeks(standing, roadmap, schedule)
        return None
    plan = Plan(**vars(standing), roadmap=roadmap, schedule=schedule)
    shown.say_when(plan)
    return plan


def _wrong_wish(current: str, wrong: PlanRequestError) -> None:
    if wrong.place == "freeze" and ".." in wrong.given:
        st.markdown(words("plan.wrong_span", given=plain(wrong.given), most=LONGEST_EVENT))
    else:
        st.markdown(words("plan.wrong_wish", given=plain(wrong.given)))
    if st.button(words("plan.as_usual"), icon=":material/restart_alt:"):
        adopt_wish(current, PlanRequest())
        st.rerun()


def _view(plan: Plan, sure: Outlook | None) -> Prices:
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
        default=view_in_address(VIEWS, key),
        format_func=lambda key: words(f"plan.view_{key}"),
        required=True,
        label_visibility="collapsed",
        key=key,
    )
    say_view(chosen, VIEWS)
    if chosen == "steps":
        return steps(plan)
    views: dict[str, Callable[[], None]] = {
        "weeks": lambda: weeks(plan),
        "change": lambda: table(plan),
        "suppose": lambda: suppose(plan),
        "beside": lambda: beside(plan, sure),
        "not_yet": lambda: not_yet(plan.roadmap, plan.instrument),
    }
    views[chosen]()
    return {}
