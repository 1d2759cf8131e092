"""Keys of a question's widgets, and drawing it again."""

import streamlit as st
from streamlit.errors import StreamlitAPIException

from assessment.ui.draft import Draft
from assessment.ui.session import language


def widget_key(mine: Draft, item: str, part: str) -> str:
    """Return the key of a widget of a question: another one once what is stored changed elsewhere."""
    return f"{part}|{mine.id}|{item}|{mine.seed(item)}|{language()}"


def redraw() -> None:
    """Draw the question again; with the whole page where that is what is being drawn."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
