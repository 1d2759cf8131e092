"""The head of the roadmap's page: what it leads to, what it takes, and how sure that is."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.instrument.model import Instrument
from assessment.planning import Roadmap
from assessment.planning.explanations import other_order
from assessment.planning.roadmap import person_days
from assessment.planning.schedule import Missed
from assessment.presentation.conditions import condition_rows
from assessment.scoring.results import Results
from assessment.texts import Text
from assessment.ui.format import as_heading, format_day, format_week_and_day, plain, stage_name, with_units
from assessment.ui.state.plan_request import adopt_request
from assessment.ui.state.session import language, words
from assessment.ui.views.roadmap.plan_state import FeasiblePlan


@dataclass(frozen=True)
class Headline:
    """The card above the roadmap, whose weeks are said once they are known."""

    when: DeltaGenerator
    takes: DeltaGenerator
    below: DeltaGenerator

    def wait(self) -> None:
        """Show that the weeks are being worked out."""
        self.when.markdown(f"# {words('plan.laying')}")

    def say_when(self, plan: FeasiblePlan) -> None:
        """Say when the target is reached, what needs the weeks, and what misses its event."""
        schedule = plan.schedule
        if not schedule.steps:
            return
        when = format_week_and_day(schedule, schedule.gate_week or schedule.last_week)
        self.when.markdown(f"# {as_heading(when)}")
        sentences = [_takes(plan.roadmap)]
        if schedule.gate_week and schedule.last_week > schedule.gate_week:
            last = format_week_and_day(schedule, schedule.last_week)
            sentences.append(words("plan.all_done", last=last))
        self.takes.markdown(_joined(sentences))
        with self.below:
            st.markdown(
                f":material/hourglass_top: {with_units(plain(as_heading(schedule.binds.in_(language()))))}"
            )
            _other_order(plan)
            for missed in schedule.missed:
                st.markdown(f":orange[:material/event_busy:] {_missed(missed, plan)}")


def _other_order(plan: FeasiblePlan) -> None:
    """Offer the other order of the gates, where it brings the one asked for weeks sooner, or later."""
    text, other = other_order(plan.schedule, plan.instrument), plan.schedule.other_order
    if text is None or other is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="other_order"):
        st.markdown(f":material/swap_vert: {plain(text.in_(language()))}", width="stretch")
        key = "plan.nearest_first" if other.request.nearest_first else "plan.target_first"
        if st.button(words(key), key="take_other_order"):
            adopt_request(plan.current, other.request)
            st.rerun()


def headline(roadmap: Roadmap, results: Results) -> Headline:
    """Say what is to be reached, what it takes, that nothing is cheaper, and what stands beside it."""
    instrument = results.instrument
    steps_only = roadmap.target is not None and roadmap.steps and roadmap.conditions
    st.caption(
        words("roadmap.reach_steps", stage=stage_name(instrument, roadmap.target))
        if steps_only and roadmap.target is not None
        else _towards(roadmap, instrument)
    )
    slots = Headline(st.empty(), st.empty(), st.container(gap="xsmall"))
    if roadmap.steps:
        slots.takes.markdown(_takes(roadmap))
    else:
        key = "plan.at_the_top" if roadmap.bound_days is None else "plan.reached_already"
        slots.when.markdown(f"# {words(key)}")
        slots.takes.markdown(_already(roadmap, instrument))
    with slots.below:
        _conditions(roadmap, instrument)
        if results.stage is None:
            st.markdown(f":orange[:material/help:] {words('roadmap.uncertain')}")
        if roadmap.steps and roadmap.target and roadmap.margin < roadmap.request.margin:
            st.markdown(f":orange[:material/straighten:] {words('plan.margin_unreachable')}")
    if roadmap.steps and (proof := _proof(roadmap)):
        st.caption(proof)
    return slots


def _towards(roadmap: Roadmap, instrument: Instrument) -> str:
    if roadmap.target is not None:
        return words("roadmap.reach", stage=stage_name(instrument, roadmap.target))
    if roadmap.request.dimension is not None:
        dimension, aim = roadmap.request.dimension
        name = plain(instrument.dimension(dimension).name.in_(language()))
        return words("plan.towards_dimension", name=name, score=f"{aim:g}")
    return words("plan.towards_days", effort=person_days(roadmap.request.days or 0))


def _takes(roadmap: Roadmap) -> str:
    key = "plan.takes_days" if roadmap.bound_days is None else "plan.takes"
    steps = Text("plan.bold_steps", steps=len(roadmap.steps))
    return words(key, steps=steps, days=Text("plan.bold_days", days=roadmap.effort_days))


def _already(roadmap: Roadmap, instrument: Instrument) -> str:
    if roadmap.target is not None:
        return words("roadmap.already", stage=stage_name(instrument, roadmap.target))
    return words("plan.nothing_left" if roadmap.request.dimension is None else "plan.already")


def _conditions(roadmap: Roadmap, instrument: Instrument) -> None:
    """List apart what of the business itself the steps do not settle, with what to do about it."""
    rows = condition_rows(roadmap.conditions, instrument, language())
    if not rows or roadmap.target is None:
        return
    stage = stage_name(instrument, roadmap.target)
    heading = words("roadmap.conditions", count=len(rows), stage=stage)
    listed = [
        f"- **{plain(row.label)}** {plain(row.wanted)}  \n:small[:gray[{plain(row.what_to_do)}]]"
        for row in rows
    ]
    st.markdown("\n".join([heading, "", *listed]))


def _proof(roadmap: Roadmap) -> str:
    """Say how far the list goes above the cuts, and that none is cheaper."""
    if roadmap.bound_days is None:
        return words("plan.proven_days" if roadmap.proven else "roadmap.not_proven_days")
    margin = roadmap.kept_margin
    sentences = [words("roadmap.margin" if margin else "roadmap.no_margin", points=f"{margin:g}")]
    if roadmap.proven:
        sentences.append(words("roadmap.proven"))
    else:
        sentences.append(words("roadmap.not_proven", bound=f"{roadmap.bound_days:g}"))
    if roadmap.saved_days > 0:
        whole, saved = f"{roadmap.plain_list_days:g}", f"{roadmap.saved_days:g}"
        sentences.append(words("plan.less_than_plain", plain=whole, saved=saved))
    if roadmap.margin and roadmap.minimum is not None and roadmap.minimum < roadmap.effort_days:
        sentences.append(words("plan.bare", days=f"{roadmap.minimum:g}"))
    return _joined(sentences)


def _missed(missed: Missed, plan: FeasiblePlan) -> str:
    return words(
        "plan.missed",
        event=plain(missed.event.name.in_(language())),
        day=format_day(missed.event.starts),
        names=plan.names(missed.steps),
        week=format_week_and_day(plan.schedule, missed.week),
    )


def _joined(sentences: list[str]) -> str:
    return ("" if language() == "zh" else " ").join(sentences)
