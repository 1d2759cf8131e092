"""The roadmap: what to do next, by whom, in which weeks, and what to leave alone.

Its reader came to know who does what in the next two weeks, when the next
stage is reached and what holds it up; and to fit the whole to the people and
dates there really are.

What is known is shown at once: the path, then its weeks, then what leaving a
step out would cost. Whatever is changed meanwhile starts the page afresh.
"""

from collections.abc import Callable

import streamlit as st

from assessment.roadmap import Brief, BriefError, NoSchedule, Roadmap
from assessment.service import Opened
from assessment.ui.place import nothing_answered, opened_here
from assessment.ui.plain import plain
from assessment.ui.plan.beside import beside
from assessment.ui.plan.drawn import Case, case, laid, outlook_of, roadmap_of
from assessment.ui.plan.headline import headline
from assessment.ui.plan.kept import drawn_before, keeping
from assessment.ui.plan.not_yet import not_yet
from assessment.ui.plan.progress import ask_if_wanted, changed_lately, settled
from assessment.ui.plan.record import Plan
from assessment.ui.plan.soon import first_of_all, next_weeks
from assessment.ui.plan.steps import Prices, say_prices, steps
from assessment.ui.plan.suppose import suppose
from assessment.ui.plan.table import table
from assessment.ui.plan.take_along import downloads
from assessment.ui.plan.today import today
from assessment.ui.plan.ways_out import Known, no_path, no_weeks
from assessment.ui.plan.weeks import weeks
from assessment.ui.plan.wish import adopt_wish, wish
from assessment.ui.session import language, service, words

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
    top = st.container()  # what matters most stands above the wish it is worked out from
    edits = {move: progress.progress.edit for move, progress in known.items()}
    brief = wish(current, one, kept[-1].brief if kept else None, edits, today())
    with top:
        try:
            roadmap = roadmap_of(one, brief)
        except BriefError as wrong:
            _wrong_wish(current, wrong)
            return
        plan = _in_weeks(current, opened, one, roadmap, known)
    if plan is None:
        return
    sure = outlook_of(one, roadmap) if roadmap.target is not None and roadmap.steps else None
    beside(plan, sure)
    first_of_all(plan, sure)
    next_weeks(plan)
    changed_lately(plan)
    prices = _view(plan)
    settled(plan)
    drawn_before(kept, known, plan.instrument, plan.today)
    with st.container(horizontal=True, key="take_along"):
        keeping(plan, kept)
        downloads(plan)
    ask_if_wanted(plan)
    say_prices(plan, prices)


def _wrong_wish(current: str, wrong: BriefError) -> None:
    st.warning(words("plan.wrong_wish", given=plain(wrong.given)))
    if st.button(words("plan.as_usual"), icon=":material/restart_alt:"):
        adopt_wish(current, Brief())
        st.rerun()


def _in_weeks(current: str, opened: Opened, one: Case, roadmap: Roadmap, known: Known) -> Plan | None:
    """Show the headline, first of the path, then of its weeks; None where there is no roadmap."""
    if not roadmap.feasible:
        no_path(current, one, roadmap, known)
        return None
    place = st.empty()
    with place.container():
        card = headline(roadmap, one.situation.results)
        if roadmap.steps:
            card.wait()
    schedule = laid(one, roadmap, card.wait if roadmap.steps else None)
    if isinstance(schedule, NoSchedule):
        with place.container():
            no_weeks(current, one, roadmap, schedule, known)
        return None
    plan = Plan(current, opened, one, roadmap, schedule, known, today())
    card.say_when(plan)
    return plan


def _view(plan: Plan) -> Prices:
    """Show one of the ways to look at the roadmap; each is drawn only when it is looked at."""
    if not plan.roadmap.steps:
        not_yet(plan.roadmap, plan.instrument)
        return {}
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
    if chosen == "steps":
        return steps(plan)
    views: dict[str, Callable[[], None]] = {
        "weeks": lambda: weeks(plan),
        "change": lambda: table(plan),
        "suppose": lambda: suppose(plan),
        "not_yet": lambda: not_yet(plan.roadmap, plan.instrument),
    }
    views[chosen]()
    return {}
