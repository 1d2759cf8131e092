"""Every step with what it opens, why now, what leaving it out would cost, and what shows that it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from assessment.charts.findings import criterion_label
from assessment.instrument.model import Instrument
from assessment.roadmap import Regret, Roadmap, Schedule
from assessment.roadmap.climb import Move
from assessment.roadmap.roadmap import PlannedStep
from assessment.roadmap.timing import why_now
from assessment.ui.plain import plain
from assessment.ui.plan.progress import step_menu
from assessment.ui.plan.summary import day_said
from assessment.ui.session import language, words

FIRST = 8
"""Steps shown at once: more than a team does in a month; the rest is folded away."""


@dataclass(frozen=True)
class Plan:
    """A roadmap in its weeks, with what a page says of its steps."""

    roadmap: Roadmap
    schedule: Schedule
    prices: Mapping[str, Regret]
    instrument: Instrument

    def names(self, moves: Iterable[Move]) -> str:
        """Name the items of some steps."""
        labels = (plain(self.instrument.item(item).label.in_(language())) for item, _ in moves)
        return words("app.or").join(dict.fromkeys(labels))


def steps(plan: Plan) -> None:
    """List the steps in the order worth doing them."""
    st.caption(words("roadmap.order"))
    numbered = list(enumerate(plan.roadmap.steps, start=1))
    for number, step in numbered[:FIRST]:
        _step(number, step, plan)
    if later := numbered[FIRST:]:
        with st.expander(words("roadmap.later", count=len(later))):
            for number, step in later:
                _step(number, step, plan)


def _step(number: int, step: PlannedStep, plan: Plan) -> None:
    lang = language()
    item = plan.instrument.item(step.item)
    with st.container(key=f"step_{number}"):
        maybe = f" :orange-badge[{words('roadmap.if_confirmed')}]" if step.if_confirmed else ""
        st.markdown(f"**{number}. {plain(step.text.in_(lang))}**{maybe}")
        st.caption(" · ".join(plain(fact) for fact in _facts(step, plan)))
        climb = f"{plain(item.label.in_(lang))} {step.from_point} → {step.to_point}"
        st.markdown(f":small[{climb}　{plain(step.reason.in_(lang))}]")
        st.caption("  \n".join(_links(step, plan)))
        if item.evidence is not None:
            st.caption(words("roadmap.done_when", what=plain(item.evidence.in_(lang))))
        step_menu(step, plan.schedule, plan.instrument)


def _facts(step: PlannedStep, plan: Plan) -> list[str]:
    lang = language()
    functions = {one.id: one.name.in_(lang) for one in plan.instrument.functions}
    products = {one.id: one.name.in_(lang) for one in plan.instrument.products}
    return [
        functions.get(step.owner, step.owner),
        words("roadmap.person_days", days=f"{step.days:g}"),
        span_said(plan.schedule, (step.item, step.to_point)),
        products.get(step.product, step.product),
    ]


def span_said(schedule: Schedule, move: tuple[str, int]) -> str:
    """Return the weeks of a step, with dates where there are any."""
    placed = schedule.of(move)
    first, last = placed.start_week, placed.end_week
    weeks = f"{first}" if first == last else f"{first}–{last}"
    said = words("plan.week" if first == last else "plan.week_span", weeks=weeks)
    if schedule.start is None:
        return said
    days = f"{day_said(schedule.first_day(first))}–{day_said(schedule.last_day(last))}"
    return words("plan.with_dates", weeks=said, days=days)


def _links(step: PlannedStep, plan: Plan) -> list[str]:
    """Say what it opens, what it waits for and who waits for it, why now, and what leaving it out costs."""
    lang = language()
    lines = []
    if step.opens:
        opened = (plain(criterion_label(plan.instrument, criterion, lang)) for criterion in step.opens)
        lines.append(words("plan.opens", names=words("app.or").join(opened)))
    if step.needs:
        lines.append(words("plan.needs", names=plan.names(step.needs)))
    if step.needed_by:
        lines.append(words("plan.needed_by", names=plan.names(step.needed_by)))
    why = why_now(step, plan.roadmap, plan.schedule, plan.instrument)
    lines.append(words("plan.why_now", why=plain(why.in_(lang))))
    if step.item in plan.prices:
        lines.append(words("plan.left_out", said=plain(plan.prices[step.item].said.in_(lang))))
    return lines
