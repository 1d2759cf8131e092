"""A shop's own place, behind its private link.

Its reader runs the shop and came back, often on another phone: to go on where
it stopped, to see what came of it and what to do next, and to show the result
to a partner.
"""

import streamlit as st

from assessment.service import Card, LinkVisit, MerchantCard
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.merchant_link import (
    HELD,
    HeldLink,
    give_link,
    held_link,
    links_list,
    show_link,
)
from assessment.ui.components.merchant_visit import leave_shop
from assessment.ui.components.rounds import begin_next, facts_and_how_far
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import (
    address,
    language,
    merchant_link_closed,
    merchant_visit,
    service,
    words,
)


def page() -> None:
    """Draw the place of the merchant whose link this browser holds."""
    if is_replaced():
        return
    closed, visit = merchant_link_closed(), merchant_visit()
    if visit is None:
        st.title(words("sheet.door.closed"))
        if closed is not None:
            st.info(plain(closed.in_(language())), icon=":material/lock_clock:")
        leave_shop()
        return
    st.title(plain(visit.merchant_name))
    held = held_link(visit.merchant_id)
    if held is not None:
        show_link(held)
    merchant = service().merchant_links.shown(visit.merchant_id)
    if merchant is None:
        st.info(words("links.own.nothing"))
    else:
        _rounds(merchant)
        _share(visit)
    _return(visit)
    st.page_link(
        page_of("privacy"), label=words("privacy.to_page"), icon=":material/policy:", query_params=address()
    )
    leave_shop()


def is_replaced() -> bool:
    """Show the link that was made in place of this browser's own, with the way on; return whether one was."""
    held: HeldLink | None = st.session_state.get(HELD)
    if held is None or held.new.scope != "answer":
        return False
    st.title(words("links.own.replaced"))
    st.markdown(words("links.own.replaced_note"))
    show_link(held, begins=True)
    return True


def _rounds(merchant: MerchantCard) -> None:
    if merchant.last is None and len(merchant.cards) == 1:
        st.markdown(words("links.own.begin"))
    st.header(words("links.own.rounds"))
    for card in merchant.cards:
        with (
            st.container(border=True, key=f"card_{card.id}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            st.markdown(facts_and_how_far(card), width="stretch")
            _ways(card)
    if merchant.last is None:
        return
    with st.container(horizontal=True):
        if len(merchant.rounds) > 1:
            _link("compare", merchant.last.card.id, "home.compare", "compare_arrows")
        if merchant.draft is None:
            begin_next(merchant.last.card.id)


def _ways(card: Card) -> None:
    if card.status == "draft":
        _link("respond", card.id, "home.continue", "edit")
    _link("results", card.id, "home.see_results", "insights")
    _link("roadmap", card.id, "app.nav.roadmap", "route")


def _link(page: str, id_: str, label: str, icon: str) -> None:
    st.page_link(page_of(page), label=words(label), icon=f":material/{icon}:", query_params=address(id_))


def _share(visit: LinkVisit) -> None:
    with st.expander(words("links.own.share"), icon=":material/share:", key="share_box"):
        st.markdown(words("links.own.share_note"))
        label = typed_field(
            words("links.label"), name="share_label", placeholder=words("links.label_example")
        )
        if st.button(words("links.own.share_make"), icon=":material/visibility:", type="primary"):
            links = service().merchant_links
            give_link(lambda: links.give(visit.merchant_id, "read", label), visit.merchant_name)


def _return(visit: LinkVisit) -> None:
    with st.expander(words("links.own.return"), icon=":material/devices:", key="return_box"):
        st.markdown(words("links.own.return_note"))
        links_list(visit.merchant_id, visit.merchant_name)
        with st.popover(words("links.own.replace"), icon=":material/autorenew:", type="tertiary"):
            st.markdown(words("links.own.replace_note"))
            if st.button(words("links.own.replace_yes"), key="replace_own", type="primary"):
                links = service().merchant_links
                give_link(lambda: links.replace_own(visit.merchant_id), visit.merchant_name)
