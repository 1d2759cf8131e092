"""A private link that was just made: shown once, ready to be sent."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from assessment.ui.draft import local
from assessment.ui.plain import plain
from assessment.ui.session import words
from assessment.ui.voices.door import is_only_here, link_to

SECONDS_A_QUESTION = 25
"""A first guess, for the invitation: reading four sentences and choosing one."""


@dataclass(frozen=True)
class Fresh:
    """A link in the hands of who made it, in this tab alone."""

    assessment: str
    shop: str
    label: str
    link: str
    asked: int
    expires_at: datetime


def remember(assessment: str, shop: str, label: str, token: str, asked: int, expires_at: datetime) -> None:  # noqa: PLR0913, PLR0917
    """Keep a link until it was sent; it is gone with this tab."""
    fresh = Fresh(assessment, shop, label, link_to(token), asked, expires_at)
    st.session_state["fresh_link"] = fresh


def fresh_link(assessment: str) -> None:
    """Show the link that was just made, if there is one."""
    fresh: Fresh | None = st.session_state.get("fresh_link")
    if fresh is None or fresh.assessment != assessment:
        return
    with st.container(border=True, key="fresh_link"):
        st.markdown(f"**{words('voices.link_title', label=plain(fresh.label))}**")
        st.code(fresh.link, language=None, wrap_lines=True)
        if is_only_here():
            st.warning(words("voices.link_local"), icon=":material/computer:")
        st.code(
            words(
                "voices.link_message",
                shop=fresh.shop,
                link=fresh.link,
                minutes=minutes(fresh.asked),
                day=local(fresh.expires_at).strftime("%Y-%m-%d"),
            ),
            language=None,
            wrap_lines=True,
        )
        st.caption(words("voices.link_note"))
        if st.button(words("voices.link_sent"), icon=":material/check:"):
            del st.session_state["fresh_link"]
            st.rerun()


def minutes(asked: int) -> int:
    """Return about how long so many questions take."""
    return max(2, -(-asked * SECONDS_A_QUESTION // 60))
