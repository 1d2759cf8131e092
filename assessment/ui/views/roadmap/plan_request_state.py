"""The wish as this tab knows it: what its widgets start from, and that every change of it is saved.

The wish is remembered by the store, so that a page that is loaded again, in
this tab, another one or another month, shows the roadmap as it was left.
What is only looked at is not written down.
"""

from dataclasses import replace

import streamlit as st

from assessment.planning import PlanRequest
from assessment.service import Refused
from assessment.ui.format import plain
from assessment.ui.state.session import language, service


def request_key(name: str) -> str:
    """Return the key of a widget of the wish; another one once the widgets are to start afresh."""
    return f"wish_{name}_{st.session_state.get('wish_turn', 0)}_{language()}"


def initial_request(current: str) -> PlanRequest:
    """Return the wish that the widgets were, or now are, drawn from first."""
    if st.session_state.get("wish_of") != current:
        # The widgets hold what was wished for another assessment.
        st.session_state["wish_of"] = current
        _start_afresh()
    seed = f"wish_seed_{current}"
    if request_key("target") not in st.session_state or seed not in st.session_state:
        st.session_state[seed] = st.session_state.setdefault(
            _place(current), service().roadmaps.saved_request(current) or PlanRequest()
        )
    first: PlanRequest = st.session_state[seed]
    return first


def save_request(current: str, request: PlanRequest) -> None:
    """Save a wish where it was changed in this tab."""
    known: PlanRequest = st.session_state[_place(current)]
    st.session_state[_place(current)] = request
    if not (known.stage or known.dimension or known.days):
        # The target that is offered first is no wish.
        known = replace(known, stage=request.stage, dimension=request.dimension, days=request.days)
    if request == known:
        return
    try:
        service().roadmaps.save_request(current, request)
    except Refused as refused:
        st.warning(plain(refused.in_(language())))


def adopt_request(current: str, request: PlanRequest) -> None:
    """Take another wish, and let the widgets start afresh from it when they are drawn next.

    What a roadmap was drawn from names its first day; where none was chosen, it is not chosen now.
    """
    known: PlanRequest = st.session_state[_place(current)]
    if known.start is None:
        request = replace(request, start=None)
    save_request(current, replace(request, edits={}, now_week=PlanRequest().now_week))
    _start_afresh()


def _place(current: str) -> str:
    return f"wish_{current}"


def _start_afresh() -> None:
    st.session_state["wish_turn"] = st.session_state.get("wish_turn", 0) + 1
