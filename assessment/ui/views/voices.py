"""Several people: ask them, see how far they are, talk about where they differ, settle what counts.

Its reader came to get everybody's sheet with as little chasing as can be,
to know what the hour together should be spent on, and to leave with answers
all can stand behind.
"""

import streamlit as st

from assessment.service import Opened
from assessment.ui.place import opened_here
from assessment.ui.plain import plain
from assessment.ui.session import service, words
from assessment.ui.voices.fresh import fresh_link
from assessment.ui.voices.invite import invite
from assessment.ui.voices.people import people
from assessment.ui.voices.talk import talk


def page() -> None:
    """Draw the page of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    locked = opened.assessment.status == "completed"
    listed = service().respondents(current)
    st.title(words("voices.title", name=plain(opened.assessment.merchant.name or "")))
    if locked:
        st.info(words("voices.finished"), icon=":material/lock:")
    else:
        (st.caption if listed else st.markdown)(words("voices.why"))
        fresh_link(current)
        invite(current, opened, first=not listed)
    people(current, opened, listed, locked=locked)
    if listed:
        talk(current, opened, service().voices(current), locked=locked)
        _export(current, opened)


def _export(current: str, opened: Opened) -> None:
    st.divider()
    st.caption(f":material/lock: {words('voices.private')}")
    st.download_button(
        words("voices.export"),
        lambda: service().export(current, with_sheets=True)[1],
        file_name=f"assessment-all-sheets-{opened.updated_at.date().isoformat()}-{current[-6:].lower()}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(words("voices.export_note"))
