"""The roadmap in a few lines: what it takes, when it is reached, what holds it up, and the next two weeks."""

from datetime import date

import streamlit as st

from assessment.charts.findings import criterion_label
from assessment.instrument.model import Instrument
from assessment.roadmap import Roadmap, Schedule
from assessment.scoring.results import Results
from assessment.ui.plain import plain
from assessment.ui.session import language, words
from assessment.ui.verdict import stage_name

SOON = 2
"""Weeks that the page opens with: what a team can keep in mind."""


def headline(roadmap: Roadmap, results: Results, instrument: Instrument) -> None:
    """Say what the steps reach and take, that nothing is cheaper, and what stands beside them."""
    days = f"{roadmap.effort_days:g}"
    if not roadmap.steps and roadmap.target is not None:
        st.success(words("roadmap.already", stage=stage_name(instrument, roadmap.target)))
    elif not roadmap.steps:
        st.success(words("plan.already"))
    elif roadmap.target is not None:
        stage = stage_name(instrument, roadmap.target)
        st.markdown(words("roadmap.summary", stage=stage, steps=len(roadmap.steps), days=days))
    elif roadmap.brief.dimension is not None:
        dimension, score = roadmap.brief.dimension
        name = plain(instrument.dimension(dimension).name.in_(language()))
        st.markdown(
            words(
                "plan.summary_dimension", name=name, score=f"{score:g}", steps=len(roadmap.steps), days=days
            )
        )
    else:
        st.markdown(words("roadmap.summary_days", steps=len(roadmap.steps), days=days))
    if results.stage is None:
        st.warning(words("roadmap.uncertain"))
    if roadmap.steps and (said := _proof(roadmap)):
        st.caption(said)
    for criterion in roadmap.conditions:
        name = criterion_label(instrument, criterion, language())
        bound = criterion.at_least if criterion.at_least is not None else criterion.at_most
        key = "roadmap.condition_least" if criterion.at_least is not None else "roadmap.condition_most"
        st.info(words(key, name=plain(name), bound=f"{bound:g}"), icon=":material/speed:")


def _proof(roadmap: Roadmap) -> str:
    """Say how far the list goes above the cuts, that none is cheaper, and what it saves."""
    if roadmap.bound_days is None:
        return "" if roadmap.proven else words("roadmap.not_proven_days")
    key = "roadmap.margin" if roadmap.margin else "roadmap.no_margin"
    said = [words(key, points=f"{roadmap.margin:g}")]
    if roadmap.minimum is not None and roadmap.margin:
        said.append(words("roadmap.minimum", days=f"{roadmap.minimum:g}"))
    if roadmap.proven:
        said.append(words("roadmap.proven"))
    else:
        said.append(words("roadmap.not_proven", bound=f"{roadmap.bound_days:g}"))
    if roadmap.saved_days:
        plain_days = f"{roadmap.plain_list_days:g}"
        said.append(words("roadmap.saving", plain=plain_days, saved=f"{roadmap.saved_days:g}"))
    return ("" if language() == "zh" else " ").join(said)


def when(schedule: Schedule, instrument: Instrument) -> None:
    """Say when the target is reached, what needs the weeks, and what misses its event."""
    if not schedule.steps:
        return
    with st.container(key="when"):
        if schedule.gate_week:
            st.markdown(
                words(
                    "plan.reached",
                    week=schedule.gate_week,
                    day=day_said(schedule.last_day(schedule.gate_week)),
                    last=schedule.last_week,
                )
            )
        else:
            last = schedule.last_week
            st.markdown(words("plan.done", last=last, day=day_said(schedule.last_day(last))))
        st.caption(schedule.binds.in_(language()))
    for missed in schedule.missed:
        names = words("app.or").join(
            dict.fromkeys(plain(instrument.item(item).label.in_(language())) for item, _ in missed.steps)
        )
        st.info(
            words(
                "plan.missed",
                event=plain(missed.event.name.in_(language())),
                day=day_said(missed.event.starts),
                names=names,
                week=missed.week,
            ),
            icon=":material/event_busy:",
        )


def day_said(day: date | None) -> str:
    """Return a day as one would write it: 12月7日, 7 Dec."""
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if language() == "zh" else f"{day.day} {day:%b}"


def next_weeks(roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> None:
    """Show who does what in the next two weeks."""
    now = roadmap.brief.now_week
    first = min((step.start_week for step in schedule.steps), default=now)
    weeks = range(max(now, first), max(now, first) + SOON)
    numbers = {(step.item, step.to_point): n for n, step in enumerate(roadmap.steps, start=1)}
    texts = {(step.item, step.to_point): step.text for step in roadmap.steps}
    soon = [
        step
        for step in schedule.steps
        if any(worked and week in weeks for week, worked in enumerate(step.days, start=step.start_week))
        or step.start_week in weeks
    ]
    if not soon:
        return
    st.header(words("plan.soon", first=weeks[0], last=weeks[-1]))
    for function in instrument.functions:
        own = [step for step in soon if step.owner == function.id]
        if own:
            st.markdown(f"**{plain(function.name.in_(language()))}**")
            st.markdown(
                "\n".join(
                    f"- {numbers[step.move]}. {plain(texts[step.move].in_(language()))}"
                    for step in sorted(own, key=lambda one: numbers[one.move])
                )
            )
