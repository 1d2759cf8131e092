"""Every step with what it opens, why now, what leaving it out would cost, and what shows that it is done."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.charts.roadmap import roadmap_chart
from assessment.planning.explanations import why_now
from assessment.planning.moves import Move
from assessment.planning.roadmap import PlannedStep
from assessment.presentation.gates import criterion_label
from assessment.presentation.steps import roadmap_table
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import prices
from assessment.ui.plan.progress import step_button
from assessment.ui.plan.record import Plan
from assessment.ui.plan.said import dated
from assessment.ui.session import is_dark, language, words
from assessment.ui.show import chart

FIRST = 5
"""Steps shown at once, and priced; the rest is folded away."""

Prices = dict[str, DeltaGenerator]
"""Where the price of leaving out an item is to be said."""


def steps(plan: Plan) -> Prices:
    """List the steps in the order worth doing them; return where their prices are to be said."""
    st.caption(words("roadmap.order"))
    slots: Prices = {}
    numbered = list(enumerate(plan.roadmap.steps, start=1))
    for number, step in numbered[:FIRST]:
        slots.setdefault(step.item, _step(number, step, plan))
    if later := numbered[FIRST:]:
        with st.expander(words("roadmap.later", count=len(later)), key="later_steps"):
            for number, step in later:
                slots.setdefault(step.item, _step(number, step, plan))
    st.subheader(words("roadmap.chart"))
    st.caption(words("roadmap.chart_note"))
    chart(
        "roadmap",
        lambda narrow: roadmap_chart(
            plan.roadmap, plan.instrument, language(), narrow=narrow, dark=is_dark()
        ),
        roadmap_table(plan.roadmap, plan.instrument, language()),
    )
    return slots


def say_prices(plan: Plan, slots: Prices) -> None:
    """Say what leaving out each of the first steps would cost: the last to be worked out of a page."""
    first = next(iter(slots.values()), None)
    if first is None or plan.roadmap.bound_days is None:
        return
    first.caption(words("plan.pricing"))
    found = prices(plan.case, plan.roadmap)
    first.empty()
    for item, slot in slots.items():
        if item in found:
            slot.markdown(f":small[{words('plan.left_out', said=plain(found[item].said.in_(language())))}]")


def _step(number: int, step: PlannedStep, plan: Plan) -> DeltaGenerator:
    """Show one step; return the place for its price."""
    lang = language()
    with st.container(key=f"step_{number}"):
        maybe = f" :orange-badge[{words('roadmap.if_confirmed')}]" if step.if_confirmed else ""
        st.markdown(f"**{number}. {plain(step.text.in_(lang))}**{maybe}")
        st.caption(" · ".join(plain(fact) for fact in _facts(step, plan)))
        climb = f"{plan.item(step.item)} {step.from_point} → {step.to_point}"
        st.markdown(f":small[{climb}　{plain(step.reason.in_(lang))}]")
        slot = st.empty()
        with st.container(horizontal=True, vertical_alignment="center"):
            step_button(plan, (step.item, step.to_point), "list")
            with st.popover(
                words("plan.more"), type="tertiary", key=f"more_{number}", icon=":material/help_outline:"
            ):
                st.markdown("\n".join(f"- {line}" for line in _links(step, plan)))
    return slot


def _facts(step: PlannedStep, plan: Plan) -> list[str]:
    products = {one.id: one.name.in_(language()) for one in plan.instrument.products}
    placed = plan.schedule.of((step.item, step.to_point))
    return [
        plan.function(step.owner),
        words("roadmap.person_days", days=f"{step.days:g}"),
        dated(plan.schedule, placed.start_week, placed.end_week),
        products.get(step.product, step.product),
    ]


def _links(step: PlannedStep, plan: Plan) -> list[str]:
    """Say what it opens, what it waits for and who waits for it, why now, and what shows that it is done."""
    lang = language()
    lines = []
    if step.opens:
        opened = (plain(criterion_label(plan.instrument, criterion, lang)) for criterion in step.opens)
        lines.append(words("plan.opens", names=words("app.or").join(opened)))
    needs: list[Move] = list(step.needs)
    if needs:
        lines.append(words("plan.needs", names=plan.names(needs)))
    if step.needed_by:
        lines.append(words("plan.needed_by", names=plan.names(step.needed_by)))
    why = why_now(step, plan.roadmap, plan.schedule, plan.instrument)
    lines.append(words("plan.why_now", why=plain(why.in_(lang))))
    item = plan.instrument.item(step.item)
    if item.evidence is not None:
        lines.append(words("roadmap.done_when", what=plain(item.evidence.in_(lang))))
    return lines
