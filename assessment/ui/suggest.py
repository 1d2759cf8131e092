"""The next most useful question, with the reason and the way to it."""

import streamlit as st

from assessment.service import Opened
from assessment.ui.links import page as page_of
from assessment.ui.place import SECTION, bring_into_view
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words


def suggest(assessment_id: str, opened: Opened) -> None:
    """Offer the question that tells most about the stage; nothing where no answer is missing."""
    suggestion = service().next_question(assessment_id)
    if suggestion is None:
        return
    item = opened.instrument.item(suggestion.item)
    with st.container(border=True, key="suggestion"):
        st.caption(words("respond.finish.suggested"))
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        st.markdown(plain(suggestion.reason.in_(language())))
        if st.button(words("respond.finish.answer_it"), icon=":material/arrow_forward:"):
            bring_into_view(item.id)
            there = address(assessment_id, **{SECTION: item.dimension})
            st.switch_page(page_of("respond"), query_params=there)
