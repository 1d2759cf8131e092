"""The pictures of rounds, and what was picked in them."""

from collections.abc import Sequence

import streamlit as st

from assessment.scoring.comparison import Comparison, Series
from assessment.ui.rounds.tables import dimension_table, round_table
from assessment.ui.session import words


def show_waterfall(pair: Comparison) -> None:
    """Draw how the causes lead from one index to the other."""


def show_dimensions(pair: Comparison) -> None:
    """Draw the dimensions in both rounds."""
    st.header(words("compare.dimensions"))
    st.dataframe(dimension_table(pair), hide_index=True)


def show_whole(whole: Series) -> None:
    """Draw the index and the stage over time, and every item over the rounds."""
    st.header(words("compare.over_time"))
    st.dataframe(round_table(whole), hide_index=True)
    trend_in_words(whole)


def trend_in_words(whole: Series) -> None:
    """Say whether the index goes one way."""
    if whole.trend is None:
        st.caption(words("compare.no_trend"))
        return
    key = "compare.trend_real" if whole.trend.real else "compare.trend_noise"
    st.markdown(words(key, slope=f"{whole.trend.slope:+.1f}"))


def pick_in(pair: Comparison) -> Sequence[str] | None:
    """Return the items behind what was picked in a picture; None where nothing was."""
    del pair
    return None
