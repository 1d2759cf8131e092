"""The start where anybody may assess their own shop, without an account.

Its reader was sent here or found it, on a phone: to know what it costs and
what becomes of what they write, to begin at once, and to be able to come back.
"""

import time

import streamlit as st

from assessment.responses import Mode
from assessment.service import Refused
from assessment.service.rate_limit import FailedAttempts, counted_place
from assessment.settings import is_loopback, settings
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.merchant_link import HELD, HeldLink, hold_link, show_link
from assessment.ui.components.questionnaire import choose_length
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.routes import MOST, forwarded_address
from assessment.ui.state.clock import today
from assessment.ui.state.consent import consent_text
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import address, language, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with

SHORT = 600
"""Characters of an operator's text that are shown whole; a longer one scrolls."""
CONSENT_HEIGHT = 300
"""Pixels of a text that scrolls."""
BEGINNINGS = FailedAttempts(MOST, 60)
"""Who began how many; each counts like an attempt of that address."""


def page() -> None:
    """Draw the start, or the link that leads back to what was just begun."""
    held: HeldLink | None = st.session_state.get(HELD)
    if held is not None:
        st.title(words("start.begun"))
        st.markdown(words("start.begun_note"))
        show_link(held, begins=True)
        return
    service().privacy.sweep(settings().retention_days)
    st.title(words("start.title"))
    st.markdown(words("start.promise"))
    _form()
    st.caption(words("start.back"))
    st.page_link(
        page_of("privacy"), label=words("privacy.to_page"), icon=":material/policy:", query_params=address()
    )


def _form() -> None:
    consent = consent_text(language())
    with st.form("start", border=True):
        name = typed_field(words("start.shop_name"), name="start", placeholder=words("home.shop_example"))
        mode = choose_length()
        st.markdown(f"**{words('start.before')}**")
        # The operator's own words: shown as text, whatever stands in them.
        with st.container(
            border=True, height=CONSENT_HEIGHT if len(consent) > SHORT else "content", key="consent"
        ):
            st.text(consent)
        agreed = st.checkbox(words("start.agree"), key="agreed")
        if not st.form_submit_button(words("start.begin"), type="primary", icon=":material/play_arrow:"):
            return
    if not name:
        st.warning(words("home.name_needed"))
    elif not agreed:
        st.warning(words("start.agree_needed"))
    else:
        _begin(name, Mode(mode), consent)


def _where() -> str:
    """Return where the visitor is, behind a proxy too; empty on this machine."""
    peer = st.context.ip_address or ""
    where = forwarded_address(peer, st.context.headers.get_all("X-Forwarded-For"))
    # This machine is a proxy that nobody named: as far as the web server knows better, it counts.
    return counted_place(peer if is_loopback(where) else where)


def _begin(name: str, mode: Mode, consent: str) -> None:
    where, now = _where(), time.monotonic()
    if where and BEGINNINGS.too_many(where, now):
        st.warning(words("start.too_many"))
        return
    try:
        begun = submit_once(
            ("begin", name, mode), lambda: service().merchant_links.begin(name, mode, today(), consent)
        )
    except Refused as refused:
        st.warning(plain(refused.in_(language())))
        return
    BEGINNINGS.note(where, now)
    done_with(ANY_PAGE, "start")
    hold_link(begun.link, name)
    st.rerun()
