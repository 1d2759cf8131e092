"""Private links and data of one shop, for whoever is in charge of it.

Its reader wants the shop to answer by itself, to see how far it is, to help
who lost a link, and to keep what is held on a shop in hand: all of it taken
out, or all of it erased.
"""

import streamlit as st

from assessment.service import MerchantCard, NoSuchMerchant, Refused
from assessment.service.merchant_links import DAYS, MOST_DAYS, Scope
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.evidence import size_of
from assessment.ui.components.merchant_link import give_link, held_link, links_list, show_link
from assessment.ui.components.rounds import facts_and_how_far
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.navigation import read_here
from assessment.ui.state.clock import today
from assessment.ui.state.session import address, language, service, words
from assessment.ui.widgets import MEDIA_TYPES, remember_files

SCOPES: tuple[Scope, ...] = ("answer", "read")


def page() -> None:
    """Draw the links of the merchant whose assessment is in the address."""
    merchant = read_here(lambda current: service().rounds.merchant_of(current))  # noqa: PLW0108 - asked only if one is open
    if merchant is None:
        return
    st.title(words("links.title", name=plain(merchant.name)))
    if merchant.draft is not None:
        st.caption(facts_and_how_far(merchant.draft))
    st.markdown(words("links.why"))
    held = held_link(merchant.merchant_id)
    if held is not None:
        show_link(held)
    _invite(merchant)
    st.header(words("links.list"))
    links_list(merchant.merchant_id, merchant.name)
    _data(merchant)


def _invite(merchant: MerchantCard) -> None:
    with st.expander(words("links.invite"), icon=":material/qr_code_2:", expanded=True, key="invite_box"):
        scope: Scope = st.radio(
            words("links.scope"), SCOPES, format_func=lambda one: words(f"links.scope_{one}")
        )
        label = typed_field(
            words("links.label"),
            name=f"links|{merchant.merchant_id}",
            placeholder=words("links.label_example"),
        )
        days = st.number_input(
            words("links.days"),
            min_value=1,
            max_value=MOST_DAYS,
            value=DAYS[scope],
            width=200,
            key=f"links_days_{scope}",
        )
        if st.button(words("links.make"), type="primary", icon=":material/link:"):
            links = service().merchant_links
            give_link(lambda: links.give(merchant.merchant_id, scope, label, int(days)), merchant.name)


def _data(merchant: MerchantCard) -> None:
    st.header(words("links.data"))
    st.caption(words("links.data_note"))
    if st.button(words("links.export"), icon=":material/inventory:", type="tertiary"):
        _export(merchant.merchant_id)
    if st.button(words("links.erase"), icon=":material/delete_forever:", type="tertiary"):
        _erase(merchant)
    st.page_link(
        page_of("privacy"), label=words("privacy.to_page"), icon=":material/policy:", query_params=address()
    )


def _export(merchant_id: str) -> None:
    @st.dialog(words("links.export"))
    def show() -> None:
        st.markdown(words("links.export_note"))
        with st.spinner(words("backup.making")):
            try:
                packed = service().privacy.export(merchant_id)
            except (NoSuchMerchant, Refused) as refused:
                st.warning(plain(refused.in_(language())))
                return
        remember_files(merchant_id)
        st.download_button(
            words("links.export_save", size=size_of(len(packed))),
            packed,
            file_name=f"shop-data-{today().isoformat()}-{merchant_id[-6:].lower()}.zip",
            mime=MEDIA_TYPES["zip"],
            key="export_save",
            icon=":material/download:",
            on_click="ignore",
        )

    show()


def _erase(merchant: MerchantCard) -> None:
    @st.dialog(words("links.erase_title", name=plain(merchant.name)))
    def ask() -> None:
        try:
            held = service().privacy.holding(merchant.merchant_id)
        except NoSuchMerchant as gone:
            st.warning(gone.in_(language()))
            return
        counts = {"count": held.assessments, "archived": held.archived, "binned": held.binned}
        st.markdown(words("links.erase_sure", **counts))
        with st.container(horizontal=True):
            if st.button(words("links.erase_yes"), type="primary", icon=":material/delete_forever:"):
                service().privacy.erase(merchant.merchant_id)
                for card in merchant.cards:
                    st.session_state.get("drafts", {}).pop(card.id, None)
                st.toast(words("links.erased"))
                st.switch_page(page_of("home"), query_params=address())
            if st.button(words("app.cancel")):
                st.rerun()

    ask()
