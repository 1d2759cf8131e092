"""Merchants by dimensions, and by stage and index: who is weak where, and how they lie together."""

import streamlit as st

from assessment.charts.portfolio_heat import portfolio_heat
from assessment.charts.portfolio_spread import portfolio_spread
from assessment.presentation.merchants import MerchantRow, merchants_table, spread_table
from assessment.service.portfolio import Portfolio
from assessment.ui.session import is_dark, language, service, words
from assessment.ui.show import chart

FEW = 3
"""Merchants with a result from which on a picture of all says more than the list."""


def heat(found: Portfolio) -> None:
    """Show the dimension scores of the merchants of this page, and the spread of all that pass."""
    rows = [
        MerchantRow(
            line.merchant_id,
            line.name,
            line.stage,
            None if line.index_tenths is None else line.index_tenths / 10,
            found.scores[line.merchant_id],
        )
        for line in found.lines
        if line.index_tenths is not None
    ]
    if not rows:
        return
    instrument, lang = service().instrument, language()
    with st.expander(words("portfolio.heat"), icon=":material/grid_on:"):
        st.caption(words("portfolio.heat_note"))
        chart(
            "portfolio_heat",
            lambda narrow: portfolio_heat(rows, instrument, lang, narrow=narrow, dark=is_dark()),
            merchants_table(rows, instrument, lang),
        )
        if sum(one.count for one in found.spread) >= FEW:
            st.markdown(words("portfolio.spread"))
            chart(
                "portfolio_spread",
                lambda narrow: portfolio_spread(
                    found.spread, instrument, lang, narrow=narrow, dark=is_dark()
                ),
                spread_table(found.spread, instrument, lang),
            )
