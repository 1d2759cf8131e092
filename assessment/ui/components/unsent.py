"""What could not be saved: said on every page, and tried again by itself."""

import streamlit as st

from assessment.service import SpokenError
from assessment.ui.format import plain
from assessment.ui.state.draft import Draft
from assessment.ui.state.session import language, words

TRY_EVERY = 4
"""Seconds between two tries."""


@st.fragment(run_every=TRY_EVERY)
def unsent(first: dict[str, bool]) -> None:
    """Try again what is unsent in this tab, and say how much of it there is, with the store's own words.

    Args:
        first: holds something as long as the whole page is drawn, which has just tried.
    """
    drafts: dict[str, Draft] = st.session_state.get("drafts", {})
    waiting = [mine for mine in drafts.values() if mine.unsent or mine.unread]
    if not first.pop("drawn", False) and any(mine.retry() or mine.readable() for mine in waiting):
        st.rerun(scope="app")
    lost = [one for mine in waiting for one in mine.unsent.values() if one.again is not None]
    if lost:
        why = plain(lost[0].why.in_(language()))
        with st.container(key="unsent"):
            st.warning(words("respond.unsent", count=len(lost), why=why), icon=":material/sync_problem:")
    for unread in [mine.unread for mine in waiting if mine.unread is not None][:1]:
        why = plain(unread.in_(language()))
        st.warning(words("respond.unread", why=why), icon=":material/sync_problem:")


def say_trouble(trouble: SpokenError) -> None:
    """Say in its own words why a page could not be drawn, with a way to try again."""
    st.error(plain(trouble.in_(language())), icon=":material/report:")
    st.button(words("app.try_again"), icon=":material/refresh:", key="try_again")
