"""Taking in one go what everybody says alike: looked over first, and given back as easily."""

from collections.abc import Callable, Collection

import pandas as pd
import streamlit as st

from assessment.service import Completed, Opened, Voices
from assessment.ui.plain import plain
from assessment.ui.said import as_text
from assessment.ui.session import language, service, words


def alike(current: str, opened: Opened, voices: Voices, *, locked: bool) -> None:
    """Show what can be taken, and the button that takes it."""
    if locked:
        st.caption(words("voices.alike_none"))
        return
    items = list(voices.alike)
    if items:
        st.markdown(words("voices.alike_intro", count=len(items)))
    if voices.alone and st.checkbox(words("voices.alone_too", count=len(voices.alone)), key="alone_too"):
        items += voices.alone
    if items:
        _preview(opened, voices, items)
    elif not voices.alone:
        st.caption(words("voices.alike_none"))
    with st.container(horizontal=True):
        if items and st.button(
            words("voices.take_alike", count=len(items)), type="primary", icon=":material/done_all:"
        ):
            _change(lambda: service().take_alike(current, items, words("voices.alike_reason")), "took_alike")
        if voices.taken and st.button(words("voices.take_back"), icon=":material/undo:"):
            _change(lambda: service().take_alike_back(current), "took_back")


def _preview(opened: Opened, voices: Voices, items: list[str]) -> None:
    spreads = voices.agreement.spreads
    st.dataframe(
        pd.DataFrame(
            [
                {
                    words("voices.column_item"): opened.instrument.item(item).label.in_(language()),
                    words("voices.column_answer"): as_text(spreads[item].item, voices.proposals[item].answer),
                    words("voices.column_who"): words("app.or").join(
                        voices.labels[sheet] for sheet in spreads[item].points
                    ),
                }
                for item in items
            ]
        ),
        hide_index=True,
    )


def _change(change: Callable[[], Collection[str]], told: str) -> None:
    """Make a change and say how much of it came about."""
    try:
        items = change()
    except Completed as completed:
        st.warning(plain(completed.said(language())))
        return
    nothing = told == "took_back" and not items
    st.toast(words("voices.nothing_back") if nothing else words(f"voices.{told}", count=len(items)))
    st.rerun()
