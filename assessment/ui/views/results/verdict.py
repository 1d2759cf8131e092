"""The verdict in words: stage, how sure, what is missing, what is strong and what is weak."""

from collections.abc import Mapping

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.presentation.gates import GateRow, Standing, gate_rows
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.results import ItemResult, Results
from assessment.service import Opened
from assessment.ui.format import format_age, plain, stage_name
from assessment.ui.state.session import language, words

LISTED = 5
"""Strengths and gaps named; the heat map shows the rest."""

ICONS = {
    Standing.MET: ":green[:material/check_circle:]",
    Standing.UNMET: ":red[:material/cancel:]",
    Standing.OPEN: ":orange[:material/help:]",
    Standing.WAIVED: ":gray[:material/remove_circle_outline:]",
    Standing.NO_CUT: ":gray[:material/remove:]",
    Standing.NO_RESULT: ":gray[:material/remove:]",
}


def verdict(opened: Opened, results: Results) -> None:
    """Say the stage, whether it is confirmed, how sure it is, and what else is possible."""
    with st.container(key="verdict"):
        if results.stage is None:
            _no_stage(results)
            return
        st.caption(words("results.stage_is"))
        st.markdown(f"# {stage_name(results.instrument, results.stage)}")
        badges = [f":gray-badge[{words(f'results.status.{results.status}')}]"] if results.status else []
        if results.confidence is not None:
            badges.append(f":blue-badge[{words(f'results.confidence.{results.confidence.word}')}]")
        st.markdown(" ".join(badges))
        _flags(results)
        st.markdown(_one_sentence(results))
        if results.on_practice_alone:
            st.markdown(words("results.on_practice_alone"))
        likeliest = results.likeliest_stage
        if likeliest is not None and likeliest != results.stage:
            st.markdown(words("results.likeliest", stage=stage_name(results.instrument, likeliest)))
        if len(results.possible_stages) > 1:
            st.markdown(words("results.possible", stages=_stages(results)))
        _figures(results)
        if results.mode.value == "core":
            st.caption(words("results.core_note"))
        if opened.assessment.status == "draft":
            st.caption(words("results.draft_note"))


def _flags(results: Results) -> None:
    """Name every red flag that is up, with what to do first."""
    for each in results.raised_flags:
        name, advice = (plain(text.in_(language())) for text in (each.flag.name, each.flag.advice))
        text = f"**{name}**  \n{advice}"
        if each.flag.caps is None:
            st.warning(text, icon=":material/flag:")
        else:
            cap = words("results.flag_caps", stage=stage_name(results.instrument, each.flag.caps))
            st.error(f"{text}  \n{cap}", icon=":material/flag:")


def _no_stage(results: Results) -> None:
    st.caption(words("results.stage_is"))
    st.markdown(f"# {words('results.stage.none')}")
    share = 0 if results.coverage is None else 100 * results.coverage
    st.markdown(words("results.too_little", share=f"{float(share):.0f}"))
    st.markdown(words("results.possible", stages=_stages(results)))


def _stages(results: Results) -> str:
    return words("app.or").join(stage_name(results.instrument, stage) for stage in results.possible_stages)


def _one_sentence(results: Results) -> str:
    """The reason in one sentence: what keeps the next gate shut, or what keeps this one open."""
    if results.next_stage is None:
        return words("results.at_top")
    gate = results.gates[results.next_stage]
    name = stage_name(results.instrument, results.next_stage)
    missing = len(gate.blockers)
    if missing:
        return words("results.missing", count=missing, stage=name)
    return words("results.nothing_missing", stage=name)


def _figures(results: Results) -> None:
    with st.container(horizontal=True, gap="large"):
        index = "–" if results.index_score is None else f"{results.index_score:.1f}"
        if results.index_score_high not in (None, results.index_score):
            index += f" – {results.index_score_high:.1f}"
        st.metric(words("results.index"), index, help=words("results.index_help"), width="content")
        if results.next_stage is not None:
            share = results.percent_to_target.get(results.next_stage)
            if share is not None:
                label = words("results.to_target", stage=stage_name(results.instrument, results.next_stage))
                st.metric(
                    label,
                    f"{float(100 * share):.0f} %",
                    help=words("results.to_target_help"),
                    width="content",
                )
        if results.confidence is not None:
            st.metric(
                words("results.confidence"),
                words(
                    "results.about", percent=f"{50 * (results.confidence.low + results.confidence.high):.0f}"
                ),
                help=words("results.confidence_help"),
                width="content",
            )
        covered = 0 if results.coverage is None else float(100 * results.coverage)
        st.metric(
            words("results.coverage"),
            f"{covered:.0f} %",
            help=words("results.coverage_help"),
            width="content",
        )


def gate_lists(results: Results, stage: str) -> None:
    """List what a gate asks: what is missing first, then what is met."""
    table = gate_rows(results, stage, language())
    missing = [row for row in table.musts if row.standing in (Standing.UNMET, Standing.OPEN)]
    held = [row for row in table.musts if row not in missing]
    if missing:
        st.subheader(words("results.musts_missing", count=len(missing)))
        for row in missing:
            _row(row)
    else:
        st.success(words("results.musts_met"), icon=":material/check_circle:")
    for group in table.groups:
        if group.meet:
            st.subheader(words("results.shoulds", meet=group.meet, of=len(group.rows)))
            for row in group.rows:
                _row(row)
    if held:
        with st.expander(words("results.musts_held", count=len(held))):
            for row in held:
                _row(row)


def _row(row: GateRow) -> None:
    note = f"　:small[:gray[{plain(row.note)}]]" if row.note else ""
    st.markdown(
        f"{ICONS[row.standing]} **{plain(row.label)}**　{plain(row.now)}，{plain(row.needed)}{note}"
        if language() == "zh"
        else f"{ICONS[row.standing]} **{plain(row.label)}** – {plain(row.now)}; {plain(row.needed)}{note}"
    )


def practice_lists(results: Results, old: Mapping[str, OldAnswer]) -> None:
    """Name the strongest practices, and the weakest measured against the next stage.

    Args:
        results: what the assessment yields.
        old: the answers carried on from earlier rounds, which are marked with their age.
    """
    answered = [result for result in results.items.values() if result.answered]
    aim = _aim(results)
    strong = sorted(
        (result for result in answered if result.low > aim or result.low == results.instrument.top_point),
        key=lambda result: (-result.low, -result.item.weight),
    )
    weak = sorted(
        (result for result in answered if result.low < aim),
        key=lambda result: (result.low - aim, -result.item.weight),
    )
    st.header(words("results.practices"))
    left, right = st.columns(2)
    with left:
        st.subheader(words("results.strengths"))
        _practices(results.instrument, strong, old, words("results.no_strengths"))
    with right:
        st.subheader(words("results.gaps"))
        _practices(results.instrument, weak, old, words("results.no_gaps"))


def _aim(results: Results) -> int:
    stage = results.next_stage or results.instrument.stage_ids[-1]
    return next(
        (g.target_point for g in results.instrument.gates if g.stage == stage), results.instrument.top_point
    )


def _practices(
    instrument: Instrument, found: list[ItemResult], old: Mapping[str, OldAnswer], otherwise: str
) -> None:
    if not found:
        st.caption(otherwise)
    for result in found[:LISTED]:
        dimension = instrument.dimension(result.item.dimension).name.in_(language())
        point = words("results.at_point", point=result.low, top=instrument.top_point)
        if result.item.id in old:
            point += f" · {format_age(old[result.item.id].days)}"
        st.markdown(
            f"**{plain(result.item.label.in_(language()))}**  \n:small[:gray[{plain(dimension)} · {point}]]"
        )
