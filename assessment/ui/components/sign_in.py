"""Who is signed in, in the head of every page; and what stands in place of a page when nobody is any more."""

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from assessment.service import Account, SignInEnded, StoreError
from assessment.settings import settings
from assessment.ui.format import plain
from assessment.ui.navigation import may_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import (
    PERSON,
    address,
    error_text,
    is_another_person,
    language,
    operator_service,
    person,
    sign_in_token,
    signed_in,
    words,
)


def is_drawn_for_its_person() -> bool:
    """Whether the page may be drawn: somebody is signed in. Else it says why nobody is, and the way back.

    What one person left in this tab another one never sees.
    """
    try:
        found = signed_in()
    except StoreError as trouble:
        st.error(error_text(trouble), icon=":material/database_off:")
        st.button(words("app.try_again"), icon=":material/refresh:")
        return False
    is_guest = settings().mode == "open" and type(found) is SignInEnded
    if isinstance(found, Account) or is_guest:
        if is_another_person():
            chosen = language()
            st.session_state.clear()
            st.session_state["language"] = chosen
        st.session_state[PERSON] = person()
        return True
    st.navigation([st.Page(lambda: None, title=words("app.name"), default=True)], position="hidden")
    st.markdown(f":material/stairs: **{words('app.name')}**")
    st.warning(found.in_(language()), icon=":material/lock:")
    link_here(words("sign_in.go_on"), f"/sign-in?{urlencode({'next': here()})}")
    return False


def here() -> str:
    """Return the address of this page within the server, with what stands in it."""
    path = st.context.url or "/"
    within = "/" + path.split("://", 1)[-1].partition("/")[2]
    query = urlencode(st.query_params.to_dict())
    return f"{quote(within.partition('?')[0])}?{query}" if query else quote(within.partition("?")[0])


def link_here(label: str, to: str) -> None:
    """Draw a link that opens in this tab, as the plain pages want it."""
    st.html(f'<a class="plain-link" href="{escape(to)}" target="_self">{escape(label)}</a>')


def menu() -> None:
    """Draw who is signed in, with the ways to the people, another password and out."""
    found = signed_in()
    if not isinstance(found, Account):
        # Beside the language: as wide as it can be, it would stand alone in the middle.
        with st.container(key="to_sign_in", width="content"):
            link_here(words("sign_in.go_on"), f"/sign-in?{urlencode({'next': here()})}")
        return
    with st.popover(plain(found.name), icon=":material/account_circle:", type="tertiary", key="person_menu"):
        if may_open("people"):
            st.page_link(page_of("people"), label=words("app.nav.people"), query_params=address())
        if found.password_hash is not None:
            link_here(words("sign_in.menu_password"), f"/password?lang={language()}")
        if st.button(words("sign_in.menu_out"), key="sign_out", icon=":material/logout:"):
            operator_service().sign_ins.sign_out(sign_in_token())
            st.rerun()
        if st.button(words("sign_in.menu_everywhere"), key="sign_out_everywhere", type="tertiary"):
            operator_service().sign_ins.sign_out_everywhere(sign_in_token())
            st.rerun()
