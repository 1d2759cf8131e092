"""Who does what in the next two weeks, and what to look into before any work."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.charts.scatter import roadmap_chart
from assessment.instrument.model import Instrument
from assessment.planning import PlanRequest
from assessment.planning.explanations import why_now
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook
from assessment.planning.report import as_json
from assessment.planning.roadmap import PlannedStep, person_days
from assessment.planning.schedule import Schedule, ScheduledStep
from assessment.presentation.gates import criterion_label
from assessment.presentation.plan_tables import roadmap_table
from assessment.presentation.schedule import frozen_by
from assessment.service import KeptRoadmap, Refused
from assessment.texts import Text
from assessment.ui.format import (
    format_dates,
    format_day,
    format_percent,
    format_weeks,
    plain,
    unbroken,
    with_units,
)
from assessment.ui.state.clock import to_local
from assessment.ui.state.plan_request import (
    adopt_request,
    follow_kept,
)
from assessment.ui.state.session import SEPARATOR, language, may, service, words
from assessment.ui.views.roadmap.plan_state import (
    FeasiblePlan,
    PlanContext,
    regrets_of,
)
from assessment.ui.views.roadmap.step_progress import ICONS, status_name, step_button
from assessment.ui.widgets import chart

SOON = 2
"""Weeks that the page opens with: what a team can keep in mind."""


def next_two_weeks(plan: FeasiblePlan) -> None:
    """Show who does what in the next two weeks, each step open to be marked."""
    weeks = next_weeks_with_work(plan.schedule, plan.roadmap.request.now_week)
    steps = [step for step in plan.schedule.steps if _is_in(step, weeks)]
    if not steps:
        return
    st.header(words("plan.soon", when=format_dates(plan.schedule, weeks[0], weeks[-1])))
    for function in plan.instrument.functions:
        own = [step for step in steps if step.owner == function.id]
        if own:
            _function(plan, function.id, own, weeks)


def next_weeks_with_work(schedule: Schedule, now: int) -> range:
    """Return the next weeks in which something is done, from the week it is."""
    worked = [week for step in schedule.steps for week in _worked(step) if week >= now]
    first = min(worked, default=now)
    return range(first, first + SOON)


def _worked(step: ScheduledStep) -> list[int]:
    """Return the weeks in which somebody works on a step."""
    return [week for week, days in enumerate(step.days, start=step.start_week) if days]


def _is_in(step: ScheduledStep, weeks: range) -> bool:
    return any(week in weeks for week in _worked(step))


def _function(plan: FeasiblePlan, function: str, steps: Sequence[ScheduledStep], weeks: range) -> None:
    load = next((one for one in plan.schedule.loads if one.function == function), None)
    name = f"**{plan.function(function)}**"
    if load is not None:
        there = sum(load.capacity[week - 1] for week in weeks if week <= len(load.capacity))
        days = sum(load.days[week - 1] for week in weeks if week <= len(load.days))
        facts = words("plan.soon_days", days=f"{days:g}", there=f"{there:g}")
        if events := frozen_by(plan.schedule, function, weeks, language()):
            facts += words("plan.soon_frozen", events=plain(events))
        name += f"　:small[:gray[{unbroken(facts)}]]"
    with st.container(key=f"soon_{function}", gap="xxsmall"):
        st.markdown(name)
        numbers = plan.numbers
        for step in sorted(steps, key=lambda one: numbers[one.move]):
            _line(plan, step, weeks)


def _line(plan: FeasiblePlan, step: ScheduledStep, weeks: range) -> None:
    number = plan.numbers[step.move]
    planned = plan.roadmap.steps[number - 1]
    days = sum(days for week, days in enumerate(step.days, start=step.start_week) if week in weeks)
    end = plan.schedule.last_day(step.end_week)
    shows = format_weeks(step.end_week, step.end_week) if end is None else format_day(end)
    facts = words("plan.soon_facts", effort=person_days(days), day=shows)
    status = plan.progress(step.move).status
    icon = f":material/{ICONS[status]}: " if status != "todo" else ""
    maybe = f" :orange-badge[{words('roadmap.if_confirmed')}]" if planned.if_confirmed else ""
    with st.container(
        horizontal=True, vertical_alignment="top", gap="small", key=f"line_{_key(step.item, step.to_point)}"
    ):
        st.markdown(
            f"{icon}**{number}**　{plain(planned.text.in_(language()))}{maybe}  \n:small[:gray[{facts}]]",
            width="stretch",
        )
        step_button(plan, step.move, "soon")


def _key(item: str, point: int) -> str:
    return f"{item.replace('.', '__')}_{point}"


def first_of_all(plan: FeasiblePlan, sure: Outlook | None) -> None:
    """List what to find out, and what to have seen by somebody, before any work."""
    _find_out(plan)
    if sure is not None:
        _verify(plan, sure)


def _find_out(plan: FeasiblePlan) -> None:
    items = plan.roadmap.find_out
    if not items:
        return
    with st.expander(words("roadmap.find_out", count=len(items)), icon=":material/search:"):
        st.caption(words("roadmap.find_out_note"))
        for item_id in items:
            item = plan.instrument.item(item_id)
            where = plain(item.find_out.in_(language())) if item.find_out else ""
            st.markdown(f"- **{plan.item(item_id)}**　:small[:gray[{where}]]")


def _verify(plan: FeasiblePlan, sure: Outlook) -> None:
    """Offer to have must items verified: hours, where steps take days."""
    if not sure.musts or sure.safe is None or sure.seen is None or sure.seen.high <= sure.safe.high:
        return
    label = words("plan.verify_first", count=len(sure.musts))
    with st.expander(label, icon=":material/fact_check:", key="verify_first"):
        st.markdown(words("plan.verify_note", now=format_percent(sure.safe), then=format_percent(sure.seen)))
        for item_id in sure.musts:
            item = plan.instrument.item(item_id)
            shown = plain(item.evidence.in_(language())) if item.evidence else ""
            st.markdown(f"- **{plan.item(item_id)}**　:small[:gray[{shown}]]")


FIRST = 5
"""Steps shown at once, and priced; the rest is folded away."""

Prices = dict[str, DeltaGenerator]
"""Where the price of leaving out an item is to be said."""


def steps(plan: FeasiblePlan) -> Prices:
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
        lambda look: roadmap_chart(plan.roadmap, plan.instrument, look),
        roadmap_table(plan.roadmap, plan.instrument, language()),
    )
    return slots


def say_prices(plan: FeasiblePlan, slots: Prices) -> None:
    """Say what leaving out each of the first steps would cost: the last to be worked out of a page."""
    first = next(iter(slots.values()), None)
    if first is None or plan.roadmap.bound_days is None:
        return
    first.caption(words("plan.pricing"))
    found = regrets_of(plan.case, plan.roadmap)
    first.empty()
    for item, slot in slots.items():
        if item in found:
            slot.markdown(f":small[{plain(found[item].text.in_(language()))}]")


def _step(number: int, step: PlannedStep, plan: FeasiblePlan) -> DeltaGenerator:
    """Show one step; return the place for its price."""
    lang = language()
    with st.container(key=f"step_{number}"):
        maybe = f" :orange-badge[{words('roadmap.if_confirmed')}]" if step.if_confirmed else ""
        st.markdown(f"**{number}. {plain(step.text.in_(lang))}**{maybe}")
        st.caption(with_units(SEPARATOR.join(plain(fact) for fact in _facts(step, plan))))
        climb = f"{plan.item(step.item)} {step.from_point} → {step.to_point}"
        st.markdown(f":small[{climb}　{with_units(plain(step.reason.in_(lang)))}]")
        slot = st.empty()
        with st.container(horizontal=True, vertical_alignment="center"):
            step_button(plan, (step.item, step.to_point), "list")
            with st.popover(
                words("plan.more"), type="tertiary", key=f"more_{number}", icon=":material/help_outline:"
            ):
                st.markdown("\n".join(f"- {line}" for line in _links(step, plan)))
    return slot


def _facts(step: PlannedStep, plan: FeasiblePlan) -> list[str]:
    products = {one.id: one.name.in_(language()) for one in plan.instrument.products}
    placed = plan.schedule.of((step.item, step.to_point))
    return [
        plan.function(step.owner),
        person_days(step.days).in_(language()),
        format_dates(plan.schedule, placed.start_week, placed.end_week),
        products.get(step.product, step.product),
    ]


def _links(step: PlannedStep, plan: FeasiblePlan) -> list[str]:
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


def keep_button(plan: FeasiblePlan, kept: Sequence[KeptRoadmap]) -> None:
    """Offer to keep the roadmap as drawn, where there is anything to do in it."""
    if not plan.roadmap.steps or not may("roadmaps.keep"):
        return
    if plan.opened.assessment.status != "completed":
        st.caption(words("plan.keep_later"))
        return
    drawn = as_json(plan.roadmap, plan.instrument, plan.schedule)
    if kept and kept[-1].plan == drawn:
        return
    if kept and _without_progress(plan.roadmap.request) != _without_progress(kept[-1].request):
        st.button(
            words("plan.back_to_kept"),
            icon=":material/bookmark:",
            key="back_to_kept",
            on_click=adopt_request,
            args=(plan.current, kept[-1].request),
        )
    label = words("plan.keep_again" if kept else "plan.keep")
    if st.button(label, icon=":material/bookmark_add:", help=words("plan.keep_help"), key="keep"):
        try:
            service().roadmaps.keep(plan.current, plan.roadmap.request, drawn)
        except Refused as refused:
            st.warning(plain(refused.in_(language())))
            return
        follow_kept(plan.current, plan.roadmap.request)
        st.toast(words("plan.is_kept"))
        st.rerun()


def _without_progress(request: PlanRequest) -> PlanRequest:
    """Return what was asked for, without what became of it since."""
    return replace(request, edits={}, now_week=PlanRequest().now_week)


def kept_roadmap(kept: Sequence[KeptRoadmap], standing: PlanContext) -> None:
    """Show the newest kept roadmap as it was drawn, and each of its steps as it stands."""
    if not kept:
        return
    newest, instrument = kept[-1], standing.instrument
    steps = [step for step in newest.plan.get("steps", []) if _is_known(step, instrument)]
    if not steps:
        return
    status = {_move(step): standing.progress(_move(step)).status for step in steps}
    done = sum(one == "done" for one in status.values())
    when = to_local(newest.kept_at).date().isoformat()
    label = unbroken(words("plan.kept", when=when, done=done, count=len(steps)))
    if isinstance(standing, FeasiblePlan) and any(one in ("todo", "doing") for one in status.values()):
        _former_rules(newest, standing)
    with st.expander(label, icon=":material/bookmark:", key="as_kept"):
        _then(newest, len(steps))
        _due(newest, steps, status, standing.today)
        st.markdown("\n".join(_kept_line(step, status[_move(step)], instrument) for step in steps))


def _former_rules(kept: KeptRoadmap, plan: FeasiblePlan) -> None:
    """Say what has changed of a roadmap that was kept before weeks were laid out as people work."""
    weeks, now = kept.plan.get("schedule"), plan.schedule
    if not weeks or "in_hand" in weeks:
        return
    sentences = [words("plan.former_rules", count=plan.roadmap.request.in_hand)]
    then, start = kept.plan.get("gate_week"), kept.request.start
    same_target = kept.plan.get("target") == plan.roadmap.target
    if then and now.gate_week and same_target and start is not None and now.start is not None:
        week = then + (start - now.start).days // 7  # counted from the same first day
        key = "plan.former_week" if week != now.gate_week else "plan.former_same_week"
        sentences.append(words(key, week=now.gate_week, then=week))
    st.info("  \n".join(sentences), icon=":material/update:")


def _then(kept: KeptRoadmap, count: int) -> None:
    """Say in a line what was kept."""
    gate = kept.plan.get("gate_week")
    steps, effort = Text("plan.counted_steps", count=count), person_days(kept.plan.get("effort_days") or 0)
    key = "plan.kept_then" if gate else "plan.kept_then_days"
    st.markdown(words(key, steps=steps, effort=effort, week=format_weeks(gate, gate)))


def _due(
    kept: KeptRoadmap, steps: Sequence[Mapping[str, Any]], status: Mapping[Move, str], today: date
) -> None:
    """Say how far it should be by now, and what is behind."""
    start = kept.request.start
    week = 0 if start is None else (today - start).days // 7 + 1
    if week < 1:
        return
    due = [step for step in steps if (step.get("end_week") or 0) < week]
    behind = sum(status[_move(step)] not in ("done", "dropped") for step in due)
    st.caption(words("plan.kept_week", week=week, due=len(due), behind=behind))


def _kept_line(step: Mapping[str, Any], status: str, instrument: Instrument) -> str:
    text = plain(instrument.item(step["item"]).steps[step["to_point"]].text.in_(language()))
    weeks = format_weeks(step.get("start_week"), step.get("end_week"))
    return f"- :material/{ICONS[status]}: {text}　:small[:gray[{weeks}{SEPARATOR}{status_name(status)}]]"


def _move(step: Mapping[str, Any]) -> Move:
    return step["item"], step["to_point"]


def _is_known(step: Mapping[str, Any], instrument: Instrument) -> bool:
    return any(item.id == step["item"] and step["to_point"] in item.steps for item in instrument.items())
