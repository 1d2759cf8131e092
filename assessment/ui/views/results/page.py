"""The results: the stage with its reasons and its margin, and how every number was made.

Its reader came to know where the shop stands, why, and how sure that is;
and what is missing for the next stage.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from assessment.charts.grids import gate_grid, item_grid
from assessment.charts.profile import profile_chart
from assessment.instrument.model import Instrument
from assessment.presentation.gates import gate_table
from assessment.presentation.items import item_table
from assessment.presentation.profile import profile_note, profile_table
from assessment.presentation.verdict import dimension_sum, index_sum
from assessment.scoring.answer_age import OldAnswer, old_answers
from assessment.scoring.results import DimensionResult, Flip, Results
from assessment.service import Opened, Snapshot
from assessment.ui.components.correction import correction_notice
from assessment.ui.components.follow_up import second_look, suggest, verify_section
from assessment.ui.components.merchant_visit import leave_shop, shown_by_link
from assessment.ui.components.number_field import derived_numbers
from assessment.ui.components.report import report_section
from assessment.ui.components.rounds import begin_next, current_round
from assessment.ui.components.taken_numbers import changed_by_taken
from assessment.ui.components.text_table import text_table
from assessment.ui.format import format_age, format_item, plain, stage_name
from assessment.ui.navigation import may_open, nothing_answered, snapshot_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local, today
from assessment.ui.state.session import SEPARATOR, address, is_read_only, language, words
from assessment.ui.views.results.verdict import gate_lists, practice_lists, verdict
from assessment.ui.widgets import chart, grid, sums


def page() -> None:
    """Draw the results of the assessment in the address; of its merchant for whoever may only read."""
    if is_read_only():
        read_only()
        return
    snapshot = snapshot_here()
    if snapshot is None:
        return
    current, opened = snapshot.id, snapshot.opened
    _title(opened)
    with st.spinner(words("results.working")):
        results = worked_through(snapshot)
    correction_notice(current, opened, snapshot.merchant)
    if not any(result.answered for result in results.items.values()):
        nothing_answered(current)
        return
    old = old_answers(results, opened.assessment, _day(opened))
    changed_by_taken(snapshot)
    verdict(snapshot)
    carried_note(opened, old)
    if opened.assessment.status == "draft":
        suggest(snapshot)
    _to_roadmap(current)
    to_other_rounds(snapshot)
    report_section(current, opened)
    _profile(results)
    _gate(results)
    practice_lists(results, old)
    margin_section(snapshot)
    second_look(snapshot)
    if may_open("numbers"):
        st.page_link(
            page_of("numbers"),
            label=words("numbers.measured.link"),
            icon=":material/balance:",
            query_params=address(current),
        )
    verify_section(snapshot)
    if opened.assessment.status == "draft" and may_open("respondents"):
        st.page_link(
            page_of("respondents"),
            label=words("respondents.to_page"),
            icon=":material/groups:",
            query_params=address(current),
        )
    if may_open("links"):
        st.page_link(
            page_of("links"),
            label=words("links.to_page"),
            icon=":material/qr_code_2:",
            query_params=address(current),
        )
    _items(results, old)
    shown_spreads(snapshot)
    derived_numbers(snapshot, known_only=True)
    explain_numbers(results)


def read_only() -> None:
    """Draw the results for whoever a merchant shows them to: no way to change or to take anything out."""
    snapshot = shown_by_link()
    if snapshot is not None:
        _title(snapshot.opened)
        st.caption(f":material/visibility: {words('links.read.note')}")
        with st.spinner(words("results.working")):
            results = worked_through(snapshot)
        old = old_answers(results, snapshot.opened.assessment, _day(snapshot.opened))
        verdict(snapshot)
        _profile(results)
        _gate(results)
        practice_lists(results, old)
        margin_section(snapshot)
        _items(results, old)
        explain_numbers(results)
    leave_shop()


def worked_through(snapshot: Snapshot) -> Results:
    """Work out what the page shows before it is drawn, so that nobody waits before an empty page."""
    if any(result.answered for result in snapshot.results.items.values()):
        _ = (
            snapshot.later_results,
            snapshot.verify_first,
            snapshot.next_question,
            snapshot.spreads,
            snapshot.contradictions,
            snapshot.settling,
            snapshot.flipping,
        )
    return snapshot.results


def _title(opened: Opened) -> None:
    st.title(plain(opened.assessment.merchant.name or ""))
    draft, taken_on = opened.assessment.status == "draft", opened.assessment.taken_on
    parts = [
        words("results.draft") if draft else words("home.completed"),
        (to_local(opened.updated_at).date() if draft and not taken_on else _day(opened)).isoformat(),
        words(f"home.mode.{opened.assessment.mode.value}"),
        words("results.instrument", version=plain(opened.instrument.version)),
    ]
    st.caption(SEPARATOR.join(parts))


def _day(opened: Opened) -> date:
    assessment = opened.assessment
    completed = assessment.completed_at
    return assessment.taken_on or (today() if completed is None else completed.date())


def _to_roadmap(current: str) -> None:
    if not may_open("roadmap"):
        return
    st.page_link(
        page_of("roadmap"),
        label=words("results.to_roadmap"),
        icon=":material/route:",
        query_params=address(current),
    )


def _profile(results: Results) -> None:
    st.header(words("results.profile"))
    st.caption(profile_note(results).in_(language()))
    chart(
        "profile",
        lambda look: profile_chart(results, look),
        profile_table(results, language()),
    )


def _gate(results: Results) -> None:
    stage = results.next_stage or (results.stage if results.stage in results.gates else None)
    if stage is None:
        return
    name = stage_name(results.instrument, stage)
    key = "results.gate_next" if results.next_stage else "results.gate_kept"
    st.header(words(key, stage=name))
    gate = results.instrument.gate(stage)
    if not isinstance(gate.rationale, str):
        st.caption(plain(gate.rationale.in_(language())))
    gate_lists(results, stage)
    with st.expander(words("results.gate_chart")):
        grid(
            f"gate_{stage}",
            lambda look: gate_grid(results, stage, look),
            gate_table(results, stage, language()),
        )


def _items(results: Results, old: Mapping[str, OldAnswer]) -> None:
    st.header(words("results.items"))
    st.caption(words("results.items_note"))
    grid(
        "items",
        lambda look: item_grid(results, look, old),
        item_table(results, language(), old),
    )


def carried_note(opened: Opened, old: Mapping[str, OldAnswer]) -> None:
    """Say how many answers were not given for this result, and list them with their age."""
    if not old:
        return
    past = sum(one.past for one in old.values())
    note = words("rounds.marks.carried", count=len(old))
    if past:
        note += words("rounds.marks.past", count=past)
    st.caption(f":material/history: {note}")
    with st.expander(words("rounds.marks.list", count=len(old)), icon=":material/history:"):
        for item_id, one in sorted(old.items(), key=lambda each: -(each[1].days or 0)):
            _row(opened, item_id, one)


def _row(opened: Opened, item_id: str, one: OldAnswer) -> None:
    item = opened.instrument.item(item_id)
    answer = opened.assessment.answers.get(item_id)
    value = opened.assessment.metrics.get(item.metric) if item.kind == "metric" else None
    text = format_item(opened.instrument, item, answer, value)
    mark = f" :orange-badge[{words('rounds.marks.past_badge')}]" if one.past else ""
    st.markdown(
        f"**{plain(item.label.in_(language()))}**{mark}  \n{text}　:small[:gray[{format_age(one.days)}]]"
    )


def to_other_rounds(snapshot: Snapshot) -> None:
    """Lead to what changed since the round before, or to the next round."""
    if not may_open("compare"):
        return
    merchant = snapshot.merchant
    if len(merchant.rounds) > 1 or current_round(merchant) is not None:
        st.page_link(
            page_of("compare"),
            label=words("rounds.marks.compare"),
            icon=":material/compare_arrows:",
            query_params=address(snapshot.id),
        )
    if (
        snapshot.opened.assessment.status == "completed"
        and merchant.draft is None
        and merchant.last is not None
    ):
        begin_next(snapshot.id)


def shown_spreads(snapshot: Snapshot) -> None:
    """Show the questions that enough people answered; nothing where there are none."""
    spreads, instrument = snapshot.spreads, snapshot.opened.instrument
    if not spreads:
        return
    with st.expander(words("respondents.spread.title", count=len(spreads)), icon=":material/groups:"):
        st.caption(words("respondents.spread.note"))
        text_table(
            pd.DataFrame(
                [
                    {
                        words("respondents.column_item"): instrument.item(one.item).label.in_(language()),
                        words("respondents.spread.low"): one.low,
                        words("respondents.spread.median"): one.median,
                        words("respondents.spread.high"): one.high,
                        words("respondents.spread.count"): one.count,
                    }
                    for one in sorted(spreads, key=lambda one: one.low - one.high)
                ]
            ),
        )


def explain_numbers(results: Results) -> None:
    """Show the sums behind the scores, the index, the percentages and the confidence."""
    st.header(words("results.explain.title"))
    for key in ("results.explain.item", "results.explain.absent"):
        st.markdown(words(key))
    with st.expander(words("results.explain.dimensions")):
        for result in results.dimensions.values():
            _dimension(results, result)
    with st.expander(words("results.explain.index")):
        sums(index_sum(results))
        st.caption(words("results.explain.index_note"))
    with st.expander(words("results.explain.rest")):
        st.markdown(words("results.explain.to_target"))
        st.markdown(words("results.explain.confidence"))
        st.markdown(words("results.explain.coverage"))
    if results.problems:
        with st.expander(words("results.explain.problems")):
            for problem in results.problems:
                place = plain(_place(results, problem.place))
                st.markdown(f"- {words(f'results.problem.{problem.code}', place=place)}")


def _place(results: Results, place: str) -> str:
    instrument = results.instrument
    if place in instrument.dimensions_by_id:
        return instrument.dimension(place).name.in_(language())
    item = instrument.items_by_id.get(place)
    return place if item is None else item.label.in_(language())


def _dimension(results: Results, result: DimensionResult) -> None:
    name = plain(results.instrument.dimension(result.id).name.in_(language()))
    if result.low is None:
        key = "results.explain.no_result" if result.absent else "results.explain.no_answer"
        st.markdown(f"**{name}**　{words(key)}")
        return
    st.markdown(f"**{name}**　{result.score:.1f}")
    sums(dimension_sum(results, result.id))
    if result.raised_by_not_applicable:
        raised = float(result.raised_by_not_applicable)
        st.caption(words("results.explain.raised", points=f"{raised:.1f}"))


LISTED = 6


def margin_section(snapshot: Snapshot) -> None:
    """Show the answers worth finding out or checking before anything else."""
    results = snapshot.results
    st.header(words("results.margin.title"))
    if len(results.possible_stages) > 1:
        _settling(results.instrument, snapshot.settling)
    if results.stage is None:
        return
    flips = snapshot.flipping
    if not flips:
        st.markdown(words("results.margin.steady"))
        return
    st.markdown(words("results.margin.turns"))
    for flip in _firsts(flips):
        st.markdown(f"- {_flip(results.instrument, flip)}")
    st.caption(words("results.margin.verify"))


def _settling(instrument: Instrument, flips: Sequence[Flip]) -> None:
    if not flips:
        st.markdown(words("results.margin.none_alone"))
        return
    st.markdown(words("results.margin.settles"))
    for flip in _firsts(flips):
        st.markdown(f"- {_label(instrument, flip.item)}")


def _firsts(flips: Sequence[Flip]) -> list[Flip]:
    """One entry an item, the first few."""
    return list({flip.item: flip for flip in reversed(flips)}.values())[::-1][:LISTED]


def _label(instrument: Instrument, item_id: str) -> str:
    item = instrument.item(item_id)
    dimension = instrument.dimension(item.dimension).name.in_(language())
    return f"**{plain(item.label.in_(language()))}** :small[:gray[{plain(dimension)}]]"


def _flip(instrument: Instrument, flip: Flip) -> str:
    stages = {stage.id: stage.name.in_(language()) for stage in instrument.stages}
    return words(
        "results.margin.flip",
        item=_label(instrument, flip.item),
        now=flip.from_point,
        then=flip.to_point,
        stage=plain(stages[flip.stage or ""]),
    )
