"""What many merchants lack: worth one evening with all of them."""

import streamlit as st

from assessment.instrument.model import Criterion
from assessment.presentation.gates import criterion_label
from assessment.service.portfolio import Portfolio
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words

MANY = 2
"""Merchants from which on a gap is common."""


def gap_name(gap: str) -> str:
    """Return what a gap is called; one that today's instrument does not know keeps its id."""
    kind, _, subject = gap.partition(":")
    criterion = Criterion.model_validate({kind: subject, "at_least": 0.0})
    try:
        return plain(criterion_label(service().instrument, criterion, language()))
    except (KeyError, StopIteration):
        return plain(subject)


def gaps(found: Portfolio) -> None:
    """List the criteria that are most often still open, each a way to those that lack it."""
    common = [(gap, count) for gap, count in found.gaps if count >= MANY]
    if not common:
        return
    with st.expander(words("portfolio.gaps"), icon=":material/group_work:"):
        st.caption(words("portfolio.gaps_note"))
        for gap, count in common:
            st.button(
                words("portfolio.gap_line", name=gap_name(gap), count=count),
                key=f"gap_{gap}",
                type="tertiary",
                on_click=_only,
                args=(gap,),
            )


def _only(gap: str) -> None:
    st.session_state["portfolio_gap"] = gap
    st.session_state["portfolio_first"] = 0
