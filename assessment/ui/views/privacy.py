"""What is stored and why, on one page that an operator can show to anybody.

Its reader runs a shop and wants to know what becomes of what they write, or
answers for the data and has to say so; the owner sets how long it is kept.
"""

from collections.abc import Iterator

import streamlit as st

from assessment.service import Refused
from assessment.service.privacy import LONGEST_RETENTION
from assessment.service.put_away import BIN_DAYS
from assessment.settings import settings
from assessment.ui.format import plain
from assessment.ui.state.consent import consent_text
from assessment.ui.state.session import language, may, service, words

KINDS = ("merchant", "answers", "history", "notes", "respondents", "links", "accounts", "events", "cookies")
COLUMNS = ("why", "who", "until")
YEAR = 365


def page() -> None:
    """Draw the page."""
    st.title(words("privacy.title"))
    st.markdown(words("privacy.intro"))
    kinds = [each for each in KINDS if each != "accounts" or settings().has_sign_in]
    # One block for each: a table of four columns of sentences is cut off on any screen, a phone's above all.
    for kind in kinds:
        with st.container(border=True, gap="xxsmall", key=f"stored_{kind}"):
            st.markdown(f"**{words(f'privacy.{kind}.what')}**")
            st.markdown("\n".join(_lines(kind)))
    if not settings().has_sign_in:
        st.markdown(words("privacy.nobody_signs_in"))
    st.markdown(words("privacy.not"))
    days = service().privacy.retention(settings().retention_days).days
    if days is None:
        st.markdown(words("privacy.kept_open"))
    else:
        st.markdown(words("privacy.kept_days", days=days, bin=BIN_DAYS))
    st.markdown(words("privacy.rights"))
    if settings().mode == "open":
        st.header(words("privacy.operator"))
        st.text(consent_text(language()))
    if may("privacy.set_retention"):
        _retention()


def _lines(kind: str) -> Iterator[str]:
    """Yield what there is to say about a kind of thing that is stored."""
    for column in COLUMNS:
        yield words(
            "privacy.line", head=words(f"privacy.head.{column}"), said=words(f"privacy.{kind}.{column}")
        )


def _retention() -> None:
    st.header(words("privacy.retention"))
    kept = service().privacy.retention(settings().retention_days)
    if kept.is_default and kept.days is not None:
        st.caption(words("privacy.retention_default"))
    on = st.toggle(words("privacy.retention_on"), value=kept.days is not None, key="retention_on")
    days = st.number_input(
        words("privacy.retention_days"),
        min_value=1,
        max_value=LONGEST_RETENTION,
        value=kept.days or 2 * YEAR,
        disabled=not on,
        width=220,
        key="retention_days",
    )
    if not st.button(words("privacy.retention_save"), type="primary", icon=":material/check:"):
        return
    wanted = int(days) if on else None
    try:
        due = 0 if wanted is None else service().privacy.due(wanted)
        if wanted is not None and due:
            _ask(wanted, due)
            return
        service().privacy.set_retention(wanted)
    except Refused as refused:
        st.warning(plain(refused.in_(language())))
        return
    _saved()


def _ask(days: int, due: int) -> None:
    @st.dialog(words("privacy.retention_due_title"))
    def ask() -> None:
        st.markdown(words("privacy.retention_due", count=due, days=days, bin=BIN_DAYS))
        with st.container(horizontal=True):
            if st.button(words("privacy.retention_due_yes"), type="primary", icon=":material/check:"):
                service().privacy.set_retention(days)
                _saved()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def _saved() -> None:
    st.toast(words("privacy.retention_saved"))
    st.rerun()
