"""The next most useful question, with the reason and the way to it."""

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.presentation.values import percent_text
from assessment.scoring.contradictions import Contradiction, Subject
from assessment.scoring.results import Results
from assessment.scoring.verification import Verification, verified_share
from assessment.service import Snapshot
from assessment.ui.format import plain, with_units
from assessment.ui.navigation import SECTION, bring_into_view, may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local
from assessment.ui.state.session import address, language, may, words


def suggest(snapshot: Snapshot) -> None:
    """Offer the question that tells most about the stage; nothing where no answer is missing."""
    suggestion = snapshot.next_question
    if suggestion is None or not may("answers.record"):
        return
    item = snapshot.opened.instrument.item(suggestion.item)
    with st.container(border=True, key="suggestion"):
        st.caption(words("respond.finish.suggested"))
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        st.markdown(plain(suggestion.reason.in_(language())))
        if st.button(words("respond.finish.answer_it"), icon=":material/arrow_forward:"):
            bring_into_view(item.id)
            there = address(snapshot.id, **{SECTION: item.dimension})
            st.switch_page(page_of("respond"), query_params=there)


SECTIONS = {"metric": "numbers", "profile": "profile"}


def second_look(snapshot: Snapshot) -> None:
    """Ask about answers that cannot both be true, or that look hurried. Nothing is changed."""
    found = snapshot.contradictions
    if not found or not may("answers.record"):
        return
    st.header(words("results.second_look.title"))
    st.caption(words("results.second_look.note"))
    for each in found:
        with st.container(border=True, key=f"ask_{each.id}_{found.index(each)}"):
            st.markdown(plain(each.question.in_(language())))
            _links(snapshot.id, snapshot.opened.instrument, each)


def _links(assessment_id: str, instrument: Instrument, asked: Contradiction) -> None:
    with st.container(horizontal=True, gap="small"):
        for subject in asked.subjects[:3]:
            section = SECTIONS.get(subject.kind) or subject.id.partition(".")[0]
            st.page_link(
                page_of("respond"),
                label=plain(_name(instrument, subject)),
                icon=":material/arrow_forward:",
                query_params=address(assessment_id, **{SECTION: section}),
            )


def _name(instrument: Instrument, subject: Subject) -> str:
    if subject.kind == "item":
        return instrument.item(subject.id).label.in_(language())
    if subject.kind == "metric":
        return instrument.metric(subject.id).name.in_(language())
    return words("respond.section.profile")


LISTED = 5


def verify_list(snapshot: Snapshot, listed: int = LISTED) -> None:
    """List the answers that are worth verifying first, the gain in words."""
    if snapshot.results.stage is None:
        st.caption(words("intake.verify.no_stage"))
        return
    waiting = snapshot.verify_first
    worth = [each for each in waiting if each.gain > 0 or each.must]
    if not worth:
        st.caption(words("intake.verify.nothing_gained") if waiting else words("intake.verify.all_seen"))
        return
    for each in worth[:listed]:
        _row(snapshot.id, snapshot.results, each)
    if len(worth) > listed:
        st.caption(words("intake.verify.more", count=len(worth) - listed))


def _row(assessment_id: str, results: Results, each: Verification) -> None:
    item = results.instrument.item(each.item)
    must = f" :gray-badge[{words('intake.verify.must')}]" if each.must else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"verify_{each.item}"):
        st.page_link(
            page_of("respond"),
            label=f"**{plain(item.label.in_(language()))}**",
            query_params=address(assessment_id, **{SECTION: item.dimension}),
        )
        st.markdown(f"{must}　{gain_in_words(each)}".strip(), width="content")
    if item.evidence is not None:
        st.caption(words("intake.verify.look_at", what=plain(item.evidence.in_(language()))))


def gain_in_words(each: Verification) -> str:
    """Say what verifying does to the confidence, in whole per cents."""
    before, after = f"{100 * each.before:.0f}", f"{100 * each.after:.0f}"
    if before == after:
        return words("intake.verify.confirms") if each.must else words("intake.verify.hardly")
    return with_units(words("intake.verify.gain", before=before, after=after))


def verified_line(results: Results) -> None:
    """Say how much of what was answered somebody has seen evidence of."""
    share = verified_share(results.items)
    if share is not None:
        st.caption(words("intake.verify.share", share=percent_text(share, 100)))


def _seen_later(snapshot: Snapshot) -> None:
    """List what was verified after the assessment was finished: who saw it, and when."""
    later = snapshot.opened.verified_later
    if not later:
        return
    with st.expander(words("results.later.list"), icon=":material/verified:"):
        for item_id, seen in later.items():
            name = plain(snapshot.opened.instrument.item(item_id).label.in_(language()))
            day = to_local(seen.at).date().isoformat()
            st.markdown(f"**{name}**　{words('respond.verified_by', by=plain(seen.by), day=day)}")


def verify_section(snapshot: Snapshot) -> None:
    """Show the section of the results page: for whoever may look at the answers too."""
    if not may_open("respond"):
        return
    st.header(words("intake.verify.title"))
    verified_line(snapshot.later_results)
    _seen_later(snapshot)
    st.caption(words("intake.verify.intro"))
    verify_list(snapshot)
