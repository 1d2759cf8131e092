"""Who does what in the next two weeks, and what to look into before any work."""

from collections.abc import Sequence

import streamlit as st

from assessment.planning.outlook import Outlook
from assessment.planning.schedule import Schedule, ScheduledStep
from assessment.ui.plain import plain
from assessment.ui.plan.progress import ICONS, step_button
from assessment.ui.plan.record import Plan
from assessment.ui.plan.said import dated, day_said, percent, weeks_said
from assessment.ui.session import language, words

SOON = 2
"""Weeks that the page opens with: what a team can keep in mind."""


def next_weeks(plan: Plan) -> None:
    """Show who does what in the next two weeks, each step open to be marked."""
    weeks = soon(plan.schedule, plan.roadmap.request.now_week)
    steps = [step for step in plan.schedule.steps if _is_in(step, weeks)]
    if not steps:
        return
    st.header(words("plan.soon", when=dated(plan.schedule, weeks[0], weeks[-1])))
    for function in plan.instrument.functions:
        own = [step for step in steps if step.owner == function.id]
        if own:
            _function(plan, function.id, own, weeks)


def soon(schedule: Schedule, now: int) -> range:
    """Return the next weeks in which something is done, from the week it is."""
    worked = [week for step in schedule.steps for week in _worked(step) if week >= now]
    first = min(worked, default=now)
    return range(first, first + SOON)


def _worked(step: ScheduledStep) -> list[int]:
    """Return the weeks in which somebody works on a step."""
    return [week for week, days in enumerate(step.days, start=step.start_week) if days]


def _is_in(step: ScheduledStep, weeks: range) -> bool:
    return any(week in weeks for week in _worked(step))


def _function(plan: Plan, function: str, steps: Sequence[ScheduledStep], weeks: range) -> None:
    load = next((one for one in plan.schedule.loads if one.function == function), None)
    name = f"**{plan.function(function)}**"
    if load is not None:
        there = sum(load.capacity[week - 1] for week in weeks if week <= len(load.capacity))
        days = sum(load.days[week - 1] for week in weeks if week <= len(load.days))
        name += f"　:small[:gray[{words('plan.soon_days', days=f'{days:g}', there=f'{there:g}')}]]"
    with st.container(key=f"soon_{function}", gap="xxsmall"):
        st.markdown(name)
        numbers = plan.numbers
        for step in sorted(steps, key=lambda one: numbers[one.move]):
            _line(plan, step, weeks)


def _line(plan: Plan, step: ScheduledStep, weeks: range) -> None:
    number = plan.numbers[step.move]
    planned = plan.roadmap.steps[number - 1]
    days = sum(days for week, days in enumerate(step.days, start=step.start_week) if week in weeks)
    end = plan.schedule.last_day(step.end_week)
    shows = weeks_said(step.end_week, step.end_week) if end is None else day_said(end)
    facts = words("plan.soon_facts", days=f"{days:g}", day=shows)
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


def first_of_all(plan: Plan, sure: Outlook | None) -> None:
    """List what to find out, and what to have seen by somebody, before any work."""
    _find_out(plan)
    if sure is not None:
        _verify(plan, sure)


def _find_out(plan: Plan) -> None:
    items = plan.roadmap.find_out
    if not items:
        return
    with st.expander(words("roadmap.find_out", count=len(items)), icon=":material/search:"):
        st.caption(words("roadmap.find_out_note"))
        for item_id in items:
            item = plan.instrument.item(item_id)
            where = plain(item.find_out.in_(language())) if item.find_out else ""
            st.markdown(f"- **{plan.item(item_id)}**　:small[:gray[{where}]]")


def _verify(plan: Plan, sure: Outlook) -> None:
    """Offer to have must items verified: hours, where steps take days."""
    if not sure.musts or sure.safe is None or sure.seen is None or sure.seen.high <= sure.safe.high:
        return
    label = words("plan.verify_first", count=len(sure.musts))
    with st.expander(label, icon=":material/fact_check:", key="verify_first"):
        st.markdown(words("plan.verify_note", now=percent(sure.safe), then=percent(sure.seen)))
        for item_id in sure.musts:
            item = plan.instrument.item(item_id)
            shown = plain(item.evidence.in_(language())) if item.evidence else ""
            st.markdown(f"- **{plan.item(item_id)}**　:small[:gray[{shown}]]")
