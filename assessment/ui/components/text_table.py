"""A table to be read: no tools, and all of it in sight."""

import pandas as pd
import streamlit as st

from assessment.ui.format import plain


def text_table(frame: pd.DataFrame) -> None:
    """Show a table whose cells wrap, so that all of it stands on a phone and on paper.

    Texts are shown as they are: nothing in them is read as Markdown.
    """
    texts = frame.select_dtypes(include=["object", "string"]).columns
    st.table(frame.assign(**{name: frame[name].map(plain) for name in texts}), hide_index=True)
