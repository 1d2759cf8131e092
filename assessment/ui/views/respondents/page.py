"""Several people: ask them, see how far they are, talk about where they differ, settle what counts.

Its reader came to get everybody's sheet with as little chasing as can be,
to know what the hour together should be spent on, and to leave with answers
all can stand behind.
"""

import streamlit as st

from assessment.service import Opened
from assessment.ui.format import plain
from assessment.ui.navigation import opened_here
from assessment.ui.state.session import service, words
from assessment.ui.views.respondents.agreement import agreement
from assessment.ui.views.respondents.invitation import invite, new_link
from assessment.ui.views.respondents.people import people


def page() -> None:
    """Draw the page of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    locked = opened.assessment.status == "completed"
    listed = service().respondents.of(current)
    st.title(words("respondents.title", name=plain(opened.assessment.merchant.name or "")))
    if locked:
        st.info(words("respondents.finished"), icon=":material/lock:")
    else:
        (st.caption if listed else st.markdown)(words("respondents.why"))
        new_link(current)
        invite(current, opened, first=not listed)
    people(current, opened, listed, locked=locked)
    if listed:
        agreement(current, opened, service().agreement.view(current), locked=locked)
        _export(current, opened)


def _export(current: str, opened: Opened) -> None:
    st.divider()
    st.caption(f":material/lock: {words('respondents.private')}")
    st.download_button(
        words("respondents.export"),
        lambda: service().files.export(current, with_sheets=True)[1],
        file_name=f"assessment-all-sheets-{opened.updated_at.date().isoformat()}-{current[-6:].lower()}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(words("respondents.export_note"))
