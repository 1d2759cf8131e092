"""The people of a team, for its owner.

Its reader came to let somebody in, to shut somebody out, to help somebody who
forgot their password, or to see who was here lately.
"""

from collections.abc import Callable

import streamlit as st

from assessment.service import LocalizedError, Person, Refused
from assessment.service.accounts import usual_sight
from assessment.settings import ROLES, Role
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.format import plain, unbroken
from assessment.ui.state.clock import to_local
from assessment.ui.state.private_links import base, is_only_here
from assessment.ui.state.session import SEPARATOR, language, person, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with

LINK = "account_link"


def page() -> None:
    """Draw who is in the team."""
    st.title(words("app.nav.people"))
    st.caption(words("people.what"))
    _link()
    _invite()
    for one in service().accounts.people():
        _card(one)


def _link() -> None:
    """Show the link that was made just now; it is told only here."""
    made: tuple[str, str] | None = st.session_state.get(LINK)
    if made is None:
        return
    name, token = made
    with st.container(border=True, key="account_link_box"):
        st.markdown(f"**{words('people.link_for', name=plain(name))}**")
        st.code(f"{base()}/i/{token}", language=None, wrap_lines=True)
        st.caption(words("people.link_once"))
        if is_only_here():
            st.caption(words("people.only_here"))
        if st.button(words("people.link_copied"), key="account_link_done"):
            del st.session_state[LINK]
            st.rerun()


def _invite() -> None:
    with st.expander(words("people.invite"), icon=":material/person_add:", key="invite_person"):
        name = typed_field(words("people.name"), name="people_name")
        role = st.radio(
            words("people.role"),
            ROLES,
            index=1,
            format_func=lambda each: words(f"people.role_{each}"),
            captions=[words(f"people.role_{each}_what") for each in ROLES],
            key="people_role",
        )
        mail = typed_field(words("people.mail"), name="people_mail")
        if st.button(words("people.make_link"), key="people_invite", type="primary"):
            try:
                link = service().accounts.invite(name, role, mail)
            except Refused as refused:
                st.error(refused.in_(language()))
                return
            st.session_state[LINK] = (name, link.token)
            done_with(ANY_PAGE, "people_name", "people_mail")
            st.rerun()


def _card(one: Person) -> None:
    account = one.account
    with st.container(border=True, key=f"person_{account.id}"):
        is_me = account.id == person()
        name = f"**{plain(account.name)}**" + (f"{SEPARATOR}{words('people.you')}" if is_me else "")
        st.markdown(name)
        st.caption(unbroken(SEPARATOR.join([words(f"people.role_{account.role}"), _state(one), _seen(one)])))
        with st.popover(words("people.change"), key=f"change_{account.id}"):
            _changes(one)


def _state(one: Person) -> str:
    if one.account.groups_left_at is not None:
        return words("people.groups_left")
    return words(f"cli.user.state_{one.state}")


def _seen(one: Person) -> str:
    at = one.account.signed_in_at
    if at is None:
        return words("people.never")
    return words("people.last", at=f"{to_local(at):%Y-%m-%d %H:%M}", count=one.browsers)


def _changes(one: Person) -> None:
    account = one.account
    role: Role = st.radio(
        words("people.role"),
        ROLES,
        index=ROLES.index(account.role),
        format_func=lambda each: words(f"people.role_{each}"),
        key=f"role_{account.id}_{account.role}",
    )
    sees_all = account.sees_all if role == account.role else usual_sight(role)
    if role != "owner":
        sees_all = st.checkbox(
            words("people.sees_all"), value=sees_all, key=f"all_{account.id}_{account.sees_all}_{role}"
        )
    if (role, sees_all) != (account.role, account.sees_all) and st.button(
        words("people.save_role"), key=f"save_role_{account.id}", type="primary"
    ):
        _do(lambda: service().accounts.set_role(account.id, role, sees_all=sees_all))
    if account.is_disabled:
        _links_made(one)
        if st.button(words("people.enable"), key=f"enable_{account.id}"):
            _do(lambda: service().accounts.enable(account.id))
        return
    if account.id != person():
        # Who resets their own is out before the link could be read; another password they choose in the menu.
        _reset(one)
    st.caption(words("people.disable_what"))
    if st.button(words("people.disable"), key=f"disable_{account.id}", icon=":material/block:"):
        _do(lambda: service().accounts.disable(account.id))
    _links_made(one)


def _links_made(one: Person) -> None:
    """Say how many private links somebody made that still open, and offer to call them back."""
    account = one.account
    if one.open_links == 0:
        return
    st.caption(words("people.links_made", count=one.open_links))
    if st.button(words("people.revoke_links"), key=f"links_{account.id}", icon=":material/link_off:"):
        _do(lambda: service().accounts.revoke_links(account.id))


def _reset(one: Person) -> None:
    account = one.account
    st.caption(words("people.reset_what"))
    if st.button(words("people.reset"), key=f"reset_{account.id}"):

        def reset() -> None:
            st.session_state[LINK] = (account.name, service().accounts.reset(account.id).token)

        _do(reset)


def _do(change: Callable[[], object]) -> None:
    """Do what was asked and draw the page anew, or say why not."""
    try:
        change()
    except LocalizedError as refused:
        st.error(refused.in_(language()))
        return
    st.rerun()
