"""What stands beside the roadmap: the bare minimum, and a plain value-per-effort list."""

from collections.abc import Collection, Sequence

import streamlit as st

from assessment.planning import NoSchedule
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import laid, minimum_of
from assessment.ui.plan.record import Plan
from assessment.ui.plan.said import percent, week_and_day
from assessment.ui.plan.wished import adopt_wish
from assessment.ui.session import language, words

Listed = Sequence[tuple[Move, float]]
"""Steps with their person-days."""


def beside(plan: Plan, sure: Outlook | None) -> None:
    """Show the roadmap beside the bare minimum and the plain list, where there is a target to reach."""
    if plan.roadmap.plain_list is None:
        st.caption(words("plan.nothing_beside"))
        return
    if sure is not None and plan.roadmap.margin:
        _minimum(plan, sure)
    _plain_list(plan, plan.roadmap.plain_list)


def _minimum(plan: Plan, sure: Outlook) -> None:
    """Set the roadmap with its margin beside the one that just reaches the cuts."""
    least = minimum_of(plan.case, plan.roadmap)
    weeks = laid(plan.case, least)
    gate = plan.schedule.gate_week
    safe_week = "–" if gate is None else week_and_day(plan.schedule, gate)
    last_week = week_and_day(plan.schedule, plan.schedule.last_week)
    least_gate = least_last = "–"
    if not isinstance(weeks, NoSchedule) and weeks.steps:
        least_gate = week_and_day(weeks, weeks.gate_week or weeks.last_week)
        least_last = week_and_day(weeks, weeks.last_week)
    rows = [
        ("plan.row_days", f"{plan.roadmap.effort_days:g}", f"{least.effort_days:g}"),
        ("plan.row_steps", f"{len(plan.roadmap.steps)}", f"{len(least.steps)}"),
        ("plan.row_gate", safe_week, least_gate),
        ("plan.row_last", last_week, least_last),
        ("plan.row_sure", percent(sure.safe), percent(sure.minimum)),
    ]
    st.subheader(words("plan.safe_or_minimum"))
    head = f"| | {words('plan.safe', points=f'{plan.roadmap.margin:g}')} | {words('plan.minimum')} |"
    lines = [f"| {words(key)} | {safe} | {bare} |" for key, safe, bare in rows]
    st.markdown("\n".join([head, "|:--|:--|:--|", *lines]))
    st.caption(words("plan.safe_note"))
    if gate is not None and not isinstance(weeks, NoSchedule) and (weeks.gate_week or 0) > gate:
        st.caption(words("plan.fewer_not_sooner"))
    if st.button(words("plan.take_minimum"), key="take_minimum", icon=":material/straighten:"):
        adopt_wish(plan.current, least.request)
        st.rerun()


def _plain_list(plan: Plan, listed: Listed) -> None:
    """Set both lists side by side; what only one of them has is marked."""
    own: Listed = [((step.item, step.to_point), step.days) for step in plan.roadmap.steps]
    st.subheader(words("plan.with_plain_list"))
    st.caption(words("plan.plain_list_note"))
    left, right = st.columns(2)
    with left:
        _list(plan, "plan.this_roadmap", own, {move for move, _ in listed})
    with right:
        _list(plan, "plan.plain_list", listed, {move for move, _ in own})


def _list(plan: Plan, key: str, listed: Listed, other: Collection[Move]) -> None:
    days = f"{sum(days for _, days in listed):g}"
    st.markdown(words(key, days=days, steps=len(listed)))
    lines = []
    for (item, point), effort in sorted(listed, key=lambda one: one[0] in other):
        name = f"{plan.item(item)} {point - 1}→{point}"
        facts = words("roadmap.person_days", days=f"{effort:g}")
        if (item, point) in other:
            lines.append(f"- {name}　:small[:gray[{facts}]]")
            continue
        text = plain(plan.instrument.item(item).steps[point].text.in_(language()))
        only = f" :orange-badge[{words('plan.only_here')}]"
        lines.append(f"- **{name}**{only}　:small[:gray[{facts} · {text}]]")
    st.markdown("\n".join(lines))
