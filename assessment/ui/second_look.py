"""Answers worth a second look, as polite questions that lead back to what was answered."""

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.scoring.contradictions import Contradiction, Subject
from assessment.ui.links import page as page_of
from assessment.ui.place import SECTION
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words

SECTIONS = {"metric": "numbers", "profile": "profile"}


def second_look(assessment_id: str, instrument: Instrument) -> None:
    """Ask about answers that cannot both be true, or that look hurried. Nothing is changed."""
    found = service().contradictions(assessment_id)
    if not found:
        return
    st.header(words("results.second_look.title"))
    st.caption(words("results.second_look.note"))
    for each in found:
        with st.container(border=True, key=f"ask_{each.id}_{found.index(each)}"):
            st.markdown(plain(each.question.in_(language())))
            _links(assessment_id, instrument, each)


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
