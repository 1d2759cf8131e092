"""A respondent's own sheet, by a private link or on the consultant's device.

Its reader came to answer what is asked of them and nothing else, often on a
phone between two tasks; to be sure that it is kept and who will read it; and
to know when they are done.
"""

from hashlib import sha256

import streamlit as st

from assessment.ui.links import page as page_of
from assessment.ui.place import nothing_open
from assessment.ui.session import address, assessment_id, service, words
from assessment.ui.voices.door import at_the_door, token
from assessment.ui.voices.own import own_sheet

SHEET = "s"
"""The query parameter that names the sheet where the device is the consultant's."""


def page() -> None:
    """Draw the sheet this visitor may fill in."""
    if at_the_door():
        _by_link(token())
        return
    current, sheet = assessment_id(), st.query_params.get(SHEET)
    if current is None or sheet is None:
        nothing_open()
        return
    own_sheet(service().own_sheet(current, sheet), draft_key(), lent=True)
    st.page_link(
        page_of("voices"),
        label=words("sheet.back"),
        icon=":material/keyboard_return:",
        query_params=address(current),
    )


def draft_key() -> str:
    """Return under which name this tab keeps what it knows of the sheet; stable, and no secret."""
    given = token()
    if given is not None:
        return "link-" + sha256(given.encode()).hexdigest()[:16]
    return f"{assessment_id()}-{st.query_params.get(SHEET)}"


def _by_link(given: str | None) -> None:
    if given is None:
        st.title(words("sheet.ask_again"))
        st.info(words("sheet.ask_again_more"), icon=":material/link:")
        return
    own_sheet(service().sheet_by_link(given), draft_key(), lent=False)
