"""A chart on a page: drawn for wide and for narrow screens, with its table behind it."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from assessment.charts.theme import CONFIG
from assessment.ui.session import words


def chart(name: str, draw: Callable[[bool], go.Figure], table: pd.DataFrame) -> None:
    """Show a chart and, folded away, the numbers it is made of.

    The server does not know how wide the screen is: both drawings are sent,
    and the style shows the one that fits.
    """
    for kind, narrow in (("wide", False), ("narrow", True)):
        with st.container(key=f"{kind}_{name}"):
            st.plotly_chart(draw(narrow), theme=None, config=CONFIG, key=f"{kind}_{name}_chart")
    with st.expander(words("app.as_table"), icon=":material/table:"):
        # What is missing is no word of the visitor's language: a dash, as in the drawing.
        st.dataframe(table, hide_index=True, placeholder="-")
