"""The list of who was asked: how far each is, and what can be done about it."""

import streamlit as st

from assessment.service import Completed, Opened, Refused, Respondent
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local
from assessment.ui.state.link_access import link_to
from assessment.ui.state.session import address, language, service, words
from assessment.ui.views.respondents.invitation import DAYS, NewLink, pick_dimensions, remember_link

COLOURS = {"done": "green", "open": "blue", "expired": "orange", "revoked": "red"}
"""Beside the word, never instead of it."""


def people(current: str, opened: Opened, listed: list[Respondent], *, locked: bool) -> None:
    """Show everybody who was asked."""
    st.header(words("respondents.people"))
    if not listed:
        st.info(words("respondents.nobody"))
        return
    for one in listed:
        with (
            st.container(border=True, key=f"person_{one.sheet}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch"):
                state = state_of(one)
                badge = f":{COLOURS.get(state, 'gray')}-badge[{words(f'respondents.state_{state}')}]"
                st.markdown(f"**{plain(one.label)}** {badge}")
                st.caption(_facts(one))
            if not locked:
                _menu(current, opened, one)


def state_of(one: Respondent) -> str:
    """Return what there is to say about somebody first."""
    if one.done_at is not None:
        return "done"
    if one.link in {"expired", "revoked"}:
        return one.link
    if one.answered:
        return "open"
    if one.link == "none":
        return "file"
    return "not_opened" if one.opened_at is None else "open"


def _facts(one: Respondent) -> str:
    parts = [words("respondents.of", done=one.answered, asked=one.asked)]
    if one.last_said_at is not None:
        parts.append(words("respondents.last", when=to_local(one.last_said_at).strftime("%m-%d %H:%M")))
    if one.link == "open" and one.expires_at is not None:
        parts.append(words("respondents.until", day=to_local(one.expires_at).strftime("%Y-%m-%d %H:%M")))
    return " · ".join(parts)


def _menu(current: str, opened: Opened, one: Respondent) -> None:
    with st.popover(words("respondents.menu"), type="tertiary", key=f"more_{one.sheet}"):
        st.page_link(
            page_of("sheet"),
            label=words("respondents.fill_here"),
            icon=":material/swap_horiz:",
            query_params=address(current, s=one.sheet),
        )
        if one.link == "open" and one.expires_at is not None and one.done_at is None:
            st.caption(words("respondents.reminder"))
            day = to_local(one.expires_at).strftime("%Y-%m-%d")
            shop = opened.assessment.merchant.name or ""
            text = words("respondents.reminder_text", shop=shop, open=one.asked - one.answered, day=day)
            st.code(text, language=None, wrap_lines=True)
        if one.link in {"open", "expired"} and _item("respondents.extend", "more_time", one, days=DAYS):
            _do_extend(current, one)
        if _item("respondents.new_link", "link", one):
            _do_link(current, opened, one)
        if one.link == "open" and _item("respondents.revoke", "link_off", one):
            service().respondents.revoke_link(current, one.sheet)
            st.toast(words("respondents.revoked"))
            st.rerun()
        if _item("respondents.change_asked", "checklist", one):
            _change_asked(current, opened, one)
        if _item("respondents.remove", "person_remove", one):
            _remove(current, one)


def _item(key: str, icon: str, one: Respondent, **values: object) -> bool:
    label = words(key, **values)
    return st.button(label, key=f"{key}_{one.sheet}", icon=f":material/{icon}:", type="tertiary")


def _do_extend(current: str, one: Respondent) -> None:
    ends = service().respondents.extend_link(current, one.sheet, DAYS)
    st.toast(words("respondents.extended", day=to_local(ends).strftime("%Y-%m-%d")))
    st.rerun()


def _do_link(current: str, opened: Opened, one: Respondent) -> None:
    invitation = service().respondents.give_link(current, one.sheet, DAYS)
    shop = opened.assessment.merchant.name or ""
    link = link_to(invitation.token)
    remember_link(NewLink(current, shop, one.label, link, one.asked, invitation.expires_at))
    st.rerun()


def _change_asked(current: str, opened: Opened, one: Respondent) -> None:
    @st.dialog(words("respondents.change_asked"))
    def ask() -> None:
        st.markdown(f"**{plain(one.label)}**")
        picked = pick_dimensions(opened, list(one.dimensions), f"asked_{one.sheet}")
        if st.button(words("respondents.save"), type="primary"):
            try:
                service().respondents.ask_about(current, one.sheet, picked)
            except (Refused, Completed) as refused:
                st.warning(plain(refused.in_(language())))
                return
            st.rerun()

    ask()


def _remove(current: str, one: Respondent) -> None:
    @st.dialog(words("respondents.remove_title", label=plain(one.label)))
    def ask() -> None:
        st.markdown(words("respondents.remove_sure", label=plain(one.label), count=one.answered))
        st.caption(words("respondents.remove_hint"))
        with st.container(horizontal=True):
            if st.button(words("respondents.remove_yes"), type="primary", icon=":material/person_remove:"):
                service().respondents.remove(current, one.sheet)
                st.toast(words("respondents.removed"))
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()
