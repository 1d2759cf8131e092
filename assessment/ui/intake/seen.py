"""Who has seen the evidence of an answer, noted where the evidence is."""

from datetime import UTC, datetime

import streamlit as st

from assessment.instrument.model import Item
from assessment.service import Completed, Refused
from assessment.ui.draft import Draft, local
from assessment.ui.place import css_key
from assessment.ui.plain import plain
from assessment.ui.question_keys import redraw
from assessment.ui.session import language, service, words

VERIFIER = "verifier"
"""Who saw evidence last in this tab: mostly the same person."""


def seen_by(mine: Draft, item: Item, *, locked: bool = False) -> None:
    """Note who has seen the evidence, and that nobody has after all."""
    answer, key = mine.answer(item.id), f"seen_{css_key(item.id)}"
    if answer is None or not answer.is_given:
        st.caption(words("respond.verify_later"))
        return
    if answer.verified is not None:
        day = local(answer.verified.at).date().isoformat()
        st.markdown(words("respond.verified_by", by=plain(answer.verified.by), day=day))
        if st.button(words("respond.unverify"), key=f"un{key}", disabled=locked):
            _change(mine, item, None)
        return
    with st.form(key, border=False):
        by = st.text_input(
            words("respond.verify_who"),
            value=st.session_state.get(VERIFIER, ""),
            max_chars=60,
            disabled=locked,
        ).strip()
        if not st.form_submit_button(words("respond.verify"), icon=":material/verified:", disabled=locked):
            return
    if not by:
        st.warning(words("intake.proof.who_missing"))
        return
    st.session_state[VERIFIER] = by
    _change(mine, item, by)


def _change(mine: Draft, item: Item, by: str | None) -> None:
    try:
        if by is None:
            service().unverify(mine.id, item.id)
        else:
            service().verify(mine.id, item.id, by, datetime.now(UTC))
    except (Refused, Completed) as error:
        st.warning(plain(error.said(language())))
        return
    mine.refresh()
    mine.renew(item.id)
    redraw()
