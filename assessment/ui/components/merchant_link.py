"""A merchant's private links: a new one with all ways to keep it, and the list of those that were made."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from urllib.parse import quote

import segno
import streamlit as st

from assessment.service import LocalizedError, MerchantLink, NewMerchantLink
from assessment.ui.format import plain, unbroken
from assessment.ui.state.clock import to_local
from assessment.ui.state.private_links import is_only_here, merchant_link_to
from assessment.ui.state.session import SEPARATOR, language, may, service, words

COLOURS = {"open": "green", "expired": "orange", "revoked": "red"}
"""Beside the word, never instead of it."""
HELD = "merchant_link_new"


@dataclass(frozen=True)
class HeldLink:
    """A link in the hands of who made it, in this tab alone, until it was put away."""

    new: NewMerchantLink
    shop: str


def hold_link(new: NewMerchantLink, shop: str) -> None:
    """Keep a new link in this tab until whoever made it has put it away."""
    st.session_state[HELD] = HeldLink(new, shop)


def held_link(merchant_id: str) -> HeldLink | None:
    """Return the link of a merchant that was made in this tab just now."""
    held: HeldLink | None = st.session_state.get(HELD)
    return held if held is not None and held.new.merchant_id == merchant_id else None


def put_link_away() -> None:
    """Forget the new link: from here on it can only be replaced."""
    st.session_state.pop(HELD, None)


def show_link(held: HeldLink, *, begins: bool = False) -> None:
    """Show a new link: to copy, to scan, to send by one's own mail program.

    Args:
        held: the link.
        begins: whether it was just begun here, so that the way goes on through the link itself.
    """
    address, scope = merchant_link_to(held.new.token), held.new.scope
    with st.container(border=True, key="merchant_link_new"):
        st.markdown(f"**{words(f'links.new_{scope}')}**")
        st.code(address, language=None, wrap_lines=True)
        st.html(qr_picture(address, words("links.qr")))
        st.caption(words("links.qr_hint"))
        if is_only_here():
            st.warning(words("links.only_here"), icon=":material/computer:")
        day = to_local(held.new.expires_at).strftime("%Y-%m-%d")
        body = words("links.mail_body", shop=held.shop, link=address, day=day)
        mail = f"mailto:?subject={quote(words('links.mail_subject'))}&body={quote(body)}"
        st.html(f'<a class="leave" href="{escape(mail)}" target="_self">{escape(words("links.mail"))}</a>')
        st.caption(words(f"links.new_note_{scope}"))
        if begins:
            # A real link in this tab, which lets this device in; it carries no visitor's text.
            way = f"/m/{held.new.token}"
            st.html(
                f'<a class="go_in" href="{escape(way)}" target="_self">{escape(words("links.go_in"))}</a>'
            )
            return
        st.markdown(words("links.message"))
        st.code(body, language=None, wrap_lines=True)
        if st.button(words("links.saved"), icon=":material/check:"):
            put_link_away()
            st.rerun()


def qr_picture(text: str, label: str) -> str:
    """Return a QR code as a drawing within the page, dark on white in either look.

    Args:
        text: what it says.
        label: what it is called, for whoever cannot see it.
    """
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, scale=5, border=4, dark="#000", light="#fff"
    )
    # A drawing right in the markup is taken out of it by the framework; a picture is not.
    encoded = b64encode(drawn.getvalue()).decode()
    return f'<img class="qr" alt="{escape(label)}" src="data:image/svg+xml;base64,{encoded}">'


def give_link(make: Callable[[], NewMerchantLink], shop: str) -> None:
    """Make a link and show it, or say why there is none."""
    try:
        new = make()
    except LocalizedError as refused:
        st.warning(plain(refused.in_(language())))
        return
    hold_link(new, shop)
    st.rerun()


def links_list(merchant_id: str, shop: str) -> None:
    """List the links of a merchant, each with what became of it and what can be done.

    Args:
        merchant_id: whose.
        shop: its name.
    """
    found = service().merchant_links.of(merchant_id)
    if not found:
        st.caption(words("links.none"))
    for one in found:
        with (
            st.container(border=True, key=f"link_{one.id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch"):
                name = one.label or words("links.of_shop" if one.scope == "answer" else "links.of_partner")
                badge = f":{COLOURS[one.state]}-badge[{words(f'links.state_{one.state}')}]"
                st.markdown(f"**{plain(name)}** :gray-badge[{words(f'links.short_{one.scope}')}] {badge}")
                st.caption(unbroken(_facts(one)))
            if one.state != "revoked" and (one.scope == "read" or may("merchant_links.reissue")):
                _menu(merchant_id, shop, one)


def _facts(one: MerchantLink) -> str:
    parts = [words("links.until", day=_day(one.expires_at))]
    if one.used_at is None:
        parts.append(words("links.unused"))
    else:
        parts.append(words("links.used", when=to_local(one.used_at).strftime("%Y-%m-%d %H:%M")))
    if one.by_merchant:
        parts.append(words("links.by_merchant"))
    if one.maker is not None:
        key = "links.by_leaver" if one.is_maker_out else "links.by_colleague"
        parts.append(words(key, name=plain(one.maker)))
    return SEPARATOR.join(parts)


def _menu(merchant_id: str, shop: str, one: MerchantLink) -> None:
    with st.popover(words("links.menu"), type="tertiary", key=f"link_menu_{one.id}"):
        if may("merchant_links.reissue"):
            st.caption(words("links.reissue_check"))
            st.caption(words("links.reissue_days", count=one.days))
            if st.button(
                words("links.reissue"), key=f"reissue_{one.id}", icon=":material/autorenew:", type="tertiary"
            ):
                give_link(lambda: service().merchant_links.reissue(merchant_id, one.id), shop)
        if st.button(
            words("links.revoke"), key=f"revoke_{one.id}", icon=":material/link_off:", type="tertiary"
        ):
            service().merchant_links.revoke(merchant_id, one.id)
            st.toast(words("links.revoked"))
            st.rerun()


def _day(moment: datetime) -> str:
    return to_local(moment).strftime("%Y-%m-%d")
