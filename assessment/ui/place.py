"""Where the visitor is in the questionnaire, and how to get elsewhere."""

import streamlit as st

from assessment.service import NoSuchAssessment, Opened
from assessment.ui.links import page as page_of
from assessment.ui.session import address, assessment_id, language, service, words

SECTION = "d"
"""The query parameter that names the section."""


def css_key(item_id: str) -> str:
    """Return the key of a question's container, usable as a CSS class."""
    return "q_" + item_id.replace(".", "__")


def go_to_section(section: str) -> None:
    """Show another section of the questionnaire."""
    st.query_params[SECTION] = section
    st.session_state.pop("scroll_to", None)
    st.rerun()


def bring_into_view(item_id: str) -> None:
    """Let the questionnaire open at a question when it is drawn next."""
    count = st.session_state.get("scrolls", 0) + 1
    st.session_state["scrolls"] = count
    st.session_state["scroll_to"] = (css_key(item_id), f"{item_id}-{count}")


def go_to_item(item_id: str) -> None:
    """Show the section of a question, with the question in view; from within the questionnaire."""
    bring_into_view(item_id)
    st.query_params[SECTION] = item_id.partition(".")[0]
    st.rerun()


def scroll_target() -> tuple[str | None, str]:
    """Return the container to bring into view, and a stamp that tells one wish from the next."""
    target: tuple[str, str] | None = st.session_state.get("scroll_to")
    return (None, "") if target is None else target


def opened_here() -> tuple[str, Opened] | None:
    """Return the assessment of the address; where there is none, say so."""
    current = assessment_id()
    if current is not None:
        try:
            return current, service().opened(current)
        except NoSuchAssessment as error:
            st.warning(error.said(language()))
    nothing_open()
    return None


def nothing_open() -> None:
    """Say that no assessment is open, and the way home."""
    st.info(words("app.nothing_open"))
    st.page_link(page_of("home"), label=words("app.nav.to_home"), query_params=address())


def nothing_answered(assessment_id: str) -> None:
    """Say that there is no result yet, and the way to the questions."""
    st.info(words("results.nothing_yet"))
    st.page_link(page_of("respond"), label=words("results.to_questions"), query_params=address(assessment_id))
