"""Merchants by dimensions: who is weak where."""

import pandas as pd
import streamlit as st

from assessment.service.portfolio import Portfolio
from assessment.ui.session import language, service, words


def heat(found: Portfolio) -> None:
    """Show the dimension scores of the merchants of this page."""
    if not any(any(score is not None for score in each.values()) for each in found.scores.values()):
        return
    with st.expander(words("portfolio.heat"), icon=":material/grid_on:"):
        st.caption(words("portfolio.heat_note"))
        dimensions = {one.id: one.name.in_(language()) for one in service().instrument.dimensions}
        frame = pd.DataFrame(
            [[found.scores[line.merchant_id].get(key) for key in dimensions] for line in found.lines],
            columns=list(dimensions.values()),
            index=[line.name for line in found.lines],
        )
        st.dataframe(frame)
