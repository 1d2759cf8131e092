"""A whole dimension that does not apply: declared with a reason, and taken back."""

from collections.abc import Callable

import streamlit as st

from assessment.instrument.model import Dimension
from assessment.responses import Absent, Assessment
from assessment.service import Completed, Refused
from assessment.ui.draft import Draft
from assessment.ui.plain import plain
from assessment.ui.progress import asked_items
from assessment.ui.session import language, service, words


def is_absent(dimension: Dimension, assessment: Assessment) -> bool:
    """Whether every question of the dimension is marked not applicable."""
    items = asked_items(dimension, assessment)
    answers = [assessment.answers.get(item.id) for item in items]
    return bool(items) and all(one is not None and one.absent is Absent.NOT_APPLICABLE for one in answers)


def absence(mine: Draft, dimension: Dimension, *, locked: bool) -> bool:
    """Offer to leave the dimension out, or to bring it back; return whether it is left out."""
    if not dimension.may_be_absent:
        return False
    if is_absent(dimension, mine.assessment):
        st.info(words("respond.absence.is", name=plain(dimension.name.in_(language()))))
        if not locked and st.button(words("respond.absence.bring_back"), icon=":material/undo:"):
            _change(mine, lambda: service().bring_back(mine.id, dimension.id))
        return True
    if locked:
        return False
    with st.expander(words("respond.absence.offer")):
        st.caption(words("respond.absence.what"))
        reason = st.text_input(
            words("respond.absence.reason"), max_chars=200, key=f"absence_{dimension.id}"
        ).strip()
        if st.button(words("respond.absence.declare"), disabled=not reason):
            _change(mine, lambda: service().declare_absent(mine.id, dimension.id, reason))
    return False


def _change(mine: Draft, change: Callable[[], object]) -> None:
    try:
        change()
    except (Refused, Completed) as refused:
        st.warning(plain(refused.said(language())))
        return
    mine.refresh()
    st.rerun()
