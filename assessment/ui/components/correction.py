"""Corrections: asked for before one begins, and named on every page of the one and the other."""

from collections.abc import Callable

import streamlit as st

from assessment.service import Archived, MerchantCard, NoSuchAssessment, Opened, Refused
from assessment.service.rounds import day_of
from assessment.ui.format import plain
from assessment.ui.navigation import SECTION
from assessment.ui.navigation import page as page_of
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import address, language, may, service, words


def correct_button(
    id_: str, key: str, *, tertiary: bool = False, on_press: Callable[[], None] | None = None
) -> None:
    """Offer to correct a completed assessment in a copy; nothing begins before that is confirmed."""
    if may("assessments.correct") and st.button(
        words("respond.correct"),
        key=key,
        icon=":material/edit_document:",
        type="tertiary" if tertiary else "secondary",
        on_click=on_press,
    ):
        _ask(id_)


def _ask(id_: str) -> None:
    @st.dialog(words("respond.correct_title"))
    def ask() -> None:
        merchant = service().rounds.merchant_of(id_)
        begun = next((one for one in merchant.cards if one.corrects == id_ and one.status == "draft"), None)
        if begun is not None:
            st.markdown(words("respond.correct_same_again"))
            _link("respond", begun.id, "respond.correct_go_on", "edit")
            return
        day = _day(merchant, id_)
        st.markdown(words("respond.correct_sure", name=plain(merchant.name), day=day))
        with st.container(horizontal=True):
            if st.button(words("respond.correct_yes"), type="primary", icon=":material/edit_document:"):
                try:
                    copy = submit_once(("correct", id_), lambda: service().assessments.correct(id_))
                except (Archived, NoSuchAssessment, Refused) as refused:
                    st.warning(plain(refused.in_(language())))
                    return
                # In the part where the mistake was seen.
                part = st.query_params.get(SECTION)
                st.switch_page(
                    page_of("respond"), query_params=address(copy, **({SECTION: part} if part else {}))
                )
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def correction_notice(id_: str, opened: Opened, merchant: MerchantCard | None = None) -> None:
    """Say that an assessment is a correction, or that it was corrected, with the way to the other one.

    Args:
        id_: the assessment.
        opened: the same.
        merchant: of it, where it was read already.
    """
    found = merchant or service().rounds.merchant_of(id_)
    corrected = opened.assessment.corrects
    if corrected is not None:
        is_draft = opened.assessment.status == "draft"
        key = "respond.is_correction" if is_draft else "respond.was_correction"
        st.info(words(key, day=_day(found, corrected)), icon=":material/edit_document:")
        if any(card.id == corrected for card in found.cards):
            _link("results", corrected, "respond.see_corrected", "history")
    later = [card for card in found.cards if card.corrects == id_ and card.status == "completed"]
    if later:
        st.warning(words("respond.was_corrected"), icon=":material/edit_document:")
        _link("results", later[0].id, "respond.see_correction", "insights")


def _day(merchant: MerchantCard, id_: str) -> str:
    """Return the day an assessment of a merchant stands for; a dash where it is gone."""
    return next((day_of(card).isoformat() for card in merchant.cards if card.id == id_), "–")


def _link(page: str, id_: str, label: str, icon: str) -> None:
    st.page_link(page_of(page), label=words(label), icon=f":material/{icon}:", query_params=address(id_))
