"""The bin and the archive: what was put away, by merchant.

Its reader came to get back what was deleted or archived, or to have it gone
for good.
"""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from assessment.service import Card, MerchantCard, NoSuchAssessment, NotInBin, Place
from assessment.service.put_away import BIN_DAYS
from assessment.service.rounds import by_merchant
from assessment.ui.components.put_away import held_text, put_back
from assessment.ui.components.rounds import facts
from assessment.ui.format import plain, unbroken
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import to_local, today
from assessment.ui.state.session import SEPARATOR, address, language, service, words

SHOWN = 30
"""Merchants of a place that are listed; the others are found by name."""


def page() -> None:
    """Draw the bin and the archive."""
    st.title(words("put_away.title"))
    places: tuple[Place, Place] = ("bin", "archive")
    lying = {place: service().put_away.listed(place) for place in places}
    search = ""
    if any(lying.values()):
        search = st.text_input(words("put_away.search"), icon=":material/search:", key="put_away_search")
    for place, cards in lying.items():
        st.header(words(f"put_away.{place}"))
        st.caption(words(f"put_away.{place}_note", days=BIN_DAYS))
        _place(place, cards, search.strip().casefold())


def _place(place: Place, cards: Sequence[Card], search: str) -> None:
    if not cards:
        st.markdown(words(f"put_away.{place}_empty"))
        return
    found = [one for one in by_merchant(cards) if search in one.name.casefold()]
    if not found:
        st.markdown(words("put_away.none_found"))
    for one in found[:SHOWN]:
        with st.container(border=True, key=f"{place}_{one.merchant_id}"):
            _merchant(place, one)
    if len(found) > SHOWN:
        st.caption(words("put_away.more", count=len(found) - SHOWN))
    if place == "bin" and st.button(
        words("put_away.empty"), icon=":material/delete_forever:", key="empty_bin"
    ):
        _erase(words("put_away.empty_sure", count=len(cards)), [card.id for card in cards])


def _merchant(place: Place, one: MerchantCard) -> None:
    st.markdown(f"**{plain(one.name)}**")
    for card in one.cards:
        with st.container(horizontal=True, vertical_alignment="center", key=f"card_{card.id}"):
            with st.container(width="stretch", key=f"facts_{card.id}"):
                st.markdown(unbroken(facts(card)))
                st.caption(SEPARATOR.join(_when(place, card)))
            if place == "archive" and card.status == "completed":
                st.page_link(
                    page_of("results"),
                    label=words("put_away.open"),
                    icon=":material/insights:",
                    query_params=address(card.id),
                )
            if st.button(
                words(f"put_away.put_back_{place}"),
                key=f"back_{card.id}",
                icon=":material/undo:",
            ):
                put_back([card.id])
            if place == "bin" and st.button(
                words("put_away.erase"),
                key=f"erase_{card.id}",
                icon=":material/delete_forever:",
                type="tertiary",
            ):
                _erase(words("put_away.erase_sure", name=plain(one.name)), [card.id])
    if len(one.cards) > 1 and st.button(
        words("put_away.all_back", count=len(one.cards)),
        key=f"all_back_{place}_{one.merchant_id}",
        icon=":material/undo:",
        type="tertiary",
    ):
        put_back([card.id for card in one.cards])


def _when(place: Place, card: Card) -> list[str]:
    """Say since when it is here and, in the bin, how long it stays."""
    if card.put_at is None:
        return []
    since = to_local(card.put_at).date()
    lines = [words("put_away.put_on", day=since.isoformat())]
    if place == "bin":
        left = (since + timedelta(days=BIN_DAYS) - today()).days
        lines.append(words("put_away.erased_in", count=max(0, left)))
    return lines


def _erase(sure: str, ids: Sequence[str]) -> None:
    @st.dialog(words("put_away.erase_title"))
    def ask() -> None:
        st.markdown(sure)
        st.markdown(held_text(service().put_away.held(ids)))
        with st.container(horizontal=True):
            if st.button(words("put_away.erase"), type="primary", icon=":material/delete_forever:"):
                _erase_now(ids)
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def _erase_now(ids: Sequence[str]) -> None:
    """Erase what is still in the bin; what somebody put back meanwhile stays, and that is said."""
    try:
        erased = service().put_away.erase(ids)
    except (NoSuchAssessment, NotInBin) as left:
        st.warning(plain(left.in_(language())))
        return
    left_over = len(ids) - erased
    st.toast(
        words("put_away.erased_some", count=erased, left=left_over) if left_over else words("put_away.erased")
    )
    st.rerun()
