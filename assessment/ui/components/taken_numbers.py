"""What the numbers just taken from a picture or an export changed in the result."""

import streamlit as st

from assessment.presentation.taken_numbers import changed_by_numbers
from assessment.service import Snapshot
from assessment.ui.format import plain
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import address, language, may, service, words

TAKEN = "numbers_taken"
"""The assessment for which numbers were taken just now, how many, and its revision once they were."""


def remember_taken(assessment_id: str, count: int) -> None:
    """Keep in mind, for this tab, that numbers were taken."""
    st.session_state[TAKEN] = (assessment_id, count, None)


def forget_taken() -> None:
    """Say no more of the numbers taken."""
    st.session_state.pop(TAKEN, None)


def taken_here(snapshot: Snapshot) -> int:
    """Return how many numbers were taken last, until something else of the assessment is changed."""
    assessment_id, count, revision = st.session_state.get(TAKEN) or ("", 0, None)
    now = snapshot.opened.revision
    if assessment_id != snapshot.id or revision not in {None, now}:
        return 0
    st.session_state[TAKEN] = (assessment_id, count, now)
    return int(count)


def changed_by_taken(snapshot: Snapshot, *, to_results: bool = False) -> None:
    """Say what the numbers just taken changed: stage, flags, gates, figures; nothing where none were taken.

    Args:
        snapshot: the assessment with the numbers.
        to_results: whether a link leads to the results.
    """
    count = taken_here(snapshot)
    if not count or not may("numbers.before_taking"):
        return
    if not any(result.answered for result in snapshot.results.items.values()):
        return
    before = snapshot.results_with(service().numbers.before_taking(snapshot.id))
    with st.container(border=True, key="changed_by_taken", gap="xsmall"):
        st.markdown(f"**{words('numbers.effect.title', count=count)}**")
        for sentence in changed_by_numbers(before, snapshot.results, language()):
            st.markdown(plain(sentence))
        if to_results and may_open("results"):
            st.page_link(
                page_of("results"),
                label=words("numbers.effect.to_results"),
                icon=":material/arrow_forward:",
                query_params=address(snapshot.id),
            )
