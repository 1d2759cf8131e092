"""The results: the stage with its reasons and its margin, and how every number was made.

Its reader came to know where the shop stands, why, and how sure that is;
and what is missing for the next stage.
"""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from assessment.charts.gates import gate_chart
from assessment.charts.items import item_heatmap
from assessment.charts.profile import profile_chart
from assessment.presentation.gates import gate_table
from assessment.presentation.items import item_table
from assessment.presentation.profile import profile_table
from assessment.scoring import judge_of
from assessment.scoring.age import OldAnswer, old_answers
from assessment.scoring.results import Results
from assessment.service import Opened
from assessment.ui.draft import local
from assessment.ui.explain import explain_numbers
from assessment.ui.intake.verifying import verify_section
from assessment.ui.links import page as page_of
from assessment.ui.margin_view import margin_section
from assessment.ui.place import nothing_answered, opened_here
from assessment.ui.plain import plain
from assessment.ui.plan.today import today
from assessment.ui.rounds.marks import carried_note, to_other_rounds
from assessment.ui.second_look import second_look
from assessment.ui.session import address, is_dark, language, service, words
from assessment.ui.show import chart
from assessment.ui.suggest import suggest
from assessment.ui.verdict import gate_lists, practice_lists, stage_name, verdict
from assessment.ui.voices.shown import shown_spreads
from assessment.ui.worked_out import worked_out


def page() -> None:
    """Draw the results of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    results = service().results(current)
    _title(opened)
    if not any(result.answered for result in results.items.values()):
        nothing_answered(current)
        return
    old = old_answers(results, opened.assessment, _day(opened))
    verdict(opened, results)
    carried_note(opened, old)
    if opened.assessment.status == "draft":
        suggest(current, opened)
    _to_roadmap(current)
    to_other_rounds(current, opened)
    _profile(results)
    _gate(results)
    practice_lists(results, old)
    margin_section(results, judge_of(opened.instrument, opened.assessment))
    second_look(current, results.instrument)
    st.page_link(
        page_of("numbers"),
        label=words("numbers.measured.link"),
        icon=":material/balance:",
        query_params=address(current),
    )
    verify_section(current, results)
    _items(results, old)
    shown_spreads(current, results.instrument)
    worked_out(current, results.instrument, known_only=True)
    explain_numbers(results)


def _title(opened: Opened) -> None:
    st.title(plain(opened.assessment.merchant.name or ""))
    draft = opened.assessment.status == "draft"
    parts = [
        words("results.draft") if draft else words("home.completed"),
        (opened.assessment.taken_on or local(opened.updated_at).date()).isoformat(),
        words(f"home.mode.{opened.assessment.mode.value}"),
        words("results.instrument", version=plain(opened.instrument.version)),
    ]
    st.caption(" · ".join(parts))


def _day(opened: Opened) -> date:
    assessment = opened.assessment
    completed = assessment.completed_at
    return assessment.taken_on or (today() if completed is None else completed.date())


def _to_roadmap(current: str) -> None:
    st.page_link(
        page_of("roadmap"),
        label=words("results.to_roadmap"),
        icon=":material/route:",
        query_params=address(current),
    )


def _profile(results: Results) -> None:
    st.header(words("results.profile"))
    st.caption(words("results.profile_note"))
    chart(
        "profile",
        lambda narrow: profile_chart(results, language(), narrow=narrow, dark=is_dark()),
        profile_table(results, language()),
    )


def _gate(results: Results) -> None:
    stage = results.next_stage or (results.stage if results.stage in results.gates else None)
    if stage is None:
        return
    name = stage_name(results.instrument, stage)
    key = "results.gate_next" if results.next_stage else "results.gate_kept"
    st.header(words(key, stage=name))
    gate = next(gate for gate in results.instrument.gates if gate.stage == stage)
    if not isinstance(gate.rationale, str):
        st.caption(plain(gate.rationale.in_(language())))
    gate_lists(results, stage)
    with st.expander(words("results.gate_chart")):
        chart(
            "gate",
            lambda narrow: gate_chart(results, stage, language(), narrow=narrow, dark=is_dark()),
            gate_table(results, stage, language()),
        )


def _items(results: Results, old: Mapping[str, OldAnswer]) -> None:
    st.header(words("results.items"))
    st.caption(words("results.items_note"))
    chart(
        "items",
        lambda narrow: item_heatmap(results, language(), old=old, narrow=narrow, dark=is_dark()),
        item_table(results, language(), old),
    )
