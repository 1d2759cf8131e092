"""The page of changes before there is anything to compare: what it will show, and how to get there."""

import streamlit as st

from assessment.service import MerchantCard
from assessment.ui.links import page as page_of
from assessment.ui.rounds.cards import begin_next
from assessment.ui.session import address, words


def nothing_to_compare(current: str, merchant: MerchantCard) -> None:
    """Say what is missing, and offer it."""
    if not merchant.rounds:
        st.info(words("compare.no_round"))
        st.page_link(page_of("respond"), label=words("results.to_questions"), query_params=address(current))
        return
    st.info(words("compare.one_round", day=merchant.rounds[0].day.isoformat()))
    st.markdown(words("compare.will_show"))
    if merchant.draft is not None:
        st.page_link(
            page_of("respond"),
            label=words("home.continue_next"),
            icon=":material/edit:",
            query_params=address(merchant.draft.id),
        )
    else:
        begin_next(current, primary=True)
