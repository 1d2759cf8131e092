"""A chart on a page: drawn for wide and for narrow screens, with its table behind it."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from assessment.charts.theme import CONFIG
from assessment.presentation.table import Table
from assessment.ui.session import words


def chart(name: str, draw: Callable[[bool], go.Figure], table: Table) -> None:
    """Show a chart and, folded away, the numbers it is made of.

    The server does not know how wide the screen is: both drawings are sent,
    and the style shows the one that fits.
    """
    for kind, narrow in (("wide", False), ("narrow", True)):
        with st.container(key=f"{kind}_{name}"):
            st.plotly_chart(draw(narrow), theme=None, config=CONFIG, key=f"{kind}_{name}_chart")
    as_table(table)


def as_table(table: Table) -> None:
    """Fold the numbers behind a drawing away."""
    frame = pd.DataFrame(table.rows, columns=list(table.headings))
    # What may be missing stays a number, so that a column can be sorted.
    frame = frame.astype(dict.fromkeys(table.numbers, "float64"))
    with st.expander(words("app.as_table"), icon=":material/table:"):
        # What is missing is no word of the visitor's language: a dash, as in the drawing.
        st.dataframe(frame, hide_index=True, placeholder="-")
