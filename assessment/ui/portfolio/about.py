"""One merchant of the list: who looks after it, when it is due, and where it lies among its kind."""

from datetime import date

import streamlit as st

from assessment.charts.portfolio_spread import cohort_strip
from assessment.presentation.merchants import cohort_table
from assessment.service import SpokenError
from assessment.store.portfolio import Care, MerchantRow
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.rounds.cards import begin_next
from assessment.ui.session import address, is_dark, language, service, words
from assessment.ui.show import chart


def about(line: MerchantRow) -> None:
    """Open what is known of a merchant, to change what a person notes about it."""

    @st.dialog(plain(line.name))
    def show() -> None:
        _links(line)
        _place(line)
        _care(line)

    show()


def _place(line: MerchantRow) -> None:
    """Show where the merchant lies among those of its kind, nobody named."""
    found = service().cohort_of_merchant(line.merchant_id)
    if found is None:
        return
    own, cohort = found
    if not cohort.is_nameless:
        st.caption(cohort.too_few.in_(language()))
        return
    drawn = cohort_strip(own, cohort, language(), narrow=True, dark=is_dark())
    st.caption(words("portfolio.place", among=cohort.total, below=cohort.lower))
    chart("cohort", lambda _narrow: drawn, cohort_table(cohort, language()))


def _links(line: MerchantRow) -> None:
    with st.container(horizontal=True):
        if line.draft_id is not None:
            _link("respond", "home.continue", line.draft_id)
        if line.assessment_id is not None:
            _link("results", "home.see_results", line.assessment_id)
            _link("roadmap", "app.nav.roadmap", line.assessment_id)
            if line.rounds > 1:
                _link("compare", "app.nav.compare", line.assessment_id)
            if line.draft_id is None:
                begin_next(line.assessment_id)


def _link(name: str, label: str, assessment: str) -> None:
    st.page_link(page_of(name), label=words(label), query_params=address(assessment))


def _care(line: MerchantRow) -> None:
    noted = service().care_of(line.merchant_id)
    with st.form("care", border=False):
        st.markdown(f"**{words('portfolio.care')}**")
        person = st.text_input(words("portfolio.care_person"), noted.person or "", max_chars=40)
        group = st.text_input(
            words("portfolio.care_group"),
            noted.group_name or "",
            max_chars=40,
            help=words("portfolio.care_group_help"),
        )
        day = st.text_input(
            words("portfolio.care_due"),
            "" if noted.due_on is None else noted.due_on.isoformat(),
            max_chars=10,
            placeholder="2026-12-01",
        ).strip()
        if not st.form_submit_button(words("portfolio.save"), type="primary"):
            return
    try:
        due_on = date.fromisoformat(day) if day else None
    except ValueError:
        st.warning(words("portfolio.care_due_wrong"))
        return
    try:
        service().note_care(line.merchant_id, Care(person, group, due_on, noted.revision))
    except SpokenError as trouble:
        st.warning(plain(trouble.said(language())))
        return
    st.toast(words("portfolio.saved"))
    st.rerun()
