"""The verdict in words: stage, how sure, what is missing, what is strong and what is weak."""

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.presentation.gates import GateRow, Standing, gate_rows, missing_rows
from assessment.presentation.verdict import FlagRow, PracticeRow, gaps, later_sentences, strengths, verdict_of
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.results import Results
from assessment.service import Snapshot
from assessment.ui.format import format_age, plain, with_units
from assessment.ui.state.session import SEPARATOR, language, words

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


def verdict(snapshot: Snapshot) -> None:
    """Say the stage, whether it is confirmed, how sure it is, and what else is possible."""
    opened, results = snapshot.opened, snapshot.results
    shown = verdict_of(results, language())
    with st.container(key="verdict"):
        for flag in shown.flags:
            _flag(flag)
        st.caption(words("results.stage_is"))
        st.markdown(f"# {plain(shown.stage_name)}")
        badges = [f":gray-badge[{shown.status}]"] if shown.status else []
        if shown.sureness:
            badges.append(f":blue-badge[{shown.sureness}]")
        if badges:
            st.markdown(" ".join(badges))
        for sentence in shown.sentences:
            st.markdown(plain(sentence))
        if shown.figures:
            with st.container(horizontal=True, gap="large"):
                for figure in shown.figures:
                    value = with_units(figure.value)
                    st.metric(plain(figure.label), value, help=figure.meaning, width="content")
        for note in shown.notes:
            st.caption(note)
        later = later_sentences(results, snapshot.later_results, len(opened.verified_later), language())
        if later:
            st.markdown(
                f":material/verified: {plain(' '.join(later) if language() == 'en' else ''.join(later))}"
            )
        if results.stage is not None and opened.assessment.status == "draft":
            st.caption(words("results.draft_note"))


def _flag(flag: FlagRow) -> None:
    """Name a red flag that is up, with what to do first."""
    text = f"**{plain(flag.name)}**  \n{plain(flag.advice)}"
    if flag.cap:
        st.error(f"{text}  \n{plain(flag.cap)}", icon=":material/flag:")
    else:
        st.warning(text, icon=":material/flag:")


def gate_lists(results: Results, stage: str) -> None:
    """List what a gate asks: what is missing first, then what is met."""
    table = gate_rows(results, stage, language())
    missing = missing_rows(results, language()) if stage == results.next_stage else []
    if missing:
        st.subheader(words("results.missing_list", count=len(missing)))
        for row in missing:
            _row(row)
    else:
        st.success(words("results.musts_met"), icon=":material/check_circle:")
    for group in table.groups:
        if group.meet:
            enough = not group.count.blocks
            label = words(
                "results.shoulds", name=plain(group.count.label), meet=group.meet, of=len(group.rows)
            )
            with st.expander(f"{ICONS[group.count.standing]} {with_units(label)}", expanded=not enough):
                if group.count.note:
                    st.caption(plain(group.count.note))
                for row in group.rows:
                    _row(row)
    held = [row for row in table.musts if not row.blocks]
    if held:
        with st.expander(words("results.musts_held", count=len(held))):
            for row in held:
                _row(row)


def _row(row: GateRow) -> None:
    note = f"　:small[:gray[{plain(row.note)}]]" if row.note else ""
    now, needed = with_units(plain(row.now)), with_units(plain(row.needed))
    st.markdown(
        f"{ICONS[row.standing]} **{plain(row.label)}**　{now}，{needed}{note}"
        if language() == "zh"
        else f"{ICONS[row.standing]} **{plain(row.label)}** – {now}; {needed}{note}"
    )


def practice_lists(results: Results, old: Mapping[str, OldAnswer]) -> None:
    """Name the strongest practices, and the weakest measured against the next stage.

    Args:
        results: what the assessment yields.
        old: the answers carried on from earlier rounds, which are marked with their age.
    """
    st.header(words("results.practices"))
    left, right = st.columns(2)
    with left:
        st.subheader(words("results.strengths"))
        _practices(strengths(results, language()), old, words("results.no_strengths"))
    with right:
        st.subheader(words("results.gaps"))
        _practices(gaps(results, language()), old, words("results.no_gaps"))


def _practices(found: Sequence[PracticeRow], old: Mapping[str, OldAnswer], otherwise: str) -> None:
    if not found:
        st.caption(otherwise)
    for row in found[:LISTED]:
        point = f"{row.point}{SEPARATOR}{format_age(old[row.item].days)}" if row.item in old else row.point
        st.markdown(f"**{plain(row.name)}**  \n:small[:gray[{plain(row.dimension)}{SEPARATOR}{point}]]")
