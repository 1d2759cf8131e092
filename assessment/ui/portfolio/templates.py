"""Templates: made of parts of an assessment, listed, deleted."""

import streamlit as st

from assessment.service import Card, SpokenError
from assessment.store.templates import Template
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words

OFFERED = 50
"""Assessments that are offered to take a template from, the last touched first."""


def templates_section() -> None:
    """List the templates and offer to make another."""
    with st.expander(words("portfolio.templates"), icon=":material/content_copy:"):
        st.caption(words("portfolio.templates_note"))
        kept = service().templates()
        if not kept:
            st.caption(words("portfolio.template_none"))
        for template in kept:
            _line(template)
        cards = {card.id: card for card in service().assessments(OFFERED)}
        if cards:
            _make(cards)


def _line(template: Template) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"template_{template.id}"):
        st.markdown(
            words(
                "portfolio.template_line",
                name=f"**{plain(template.name)}**",
                profile=len(template.profile),
                answers=len(template.answers),
            ),
            width="stretch",
        )
        if st.button(
            words("portfolio.template_delete"),
            key=f"delete_template_{template.id}",
            type="tertiary",
            icon=":material/delete:",
        ):
            _delete(template)


def _delete(template: Template) -> None:
    @st.dialog(words("portfolio.template_delete"))
    def ask() -> None:
        st.markdown(words("portfolio.template_delete_sure", name=plain(template.name)))
        with st.container(horizontal=True):
            if st.button(words("home.manage.delete_yes"), type="primary"):
                service().remove_template(template.id)
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def _make(cards: dict[str, Card]) -> None:
    chosen = st.selectbox(
        words("portfolio.template_from"),
        list(cards),
        index=None,
        format_func=lambda id_: f"{plain(cards[id_].merchant_name)} {cards[id_].taken_on or ''}".strip(),
        placeholder="",
    )
    if chosen is None:
        return
    opened = service().opened(chosen)
    questions = {one.id: plain(one.question.in_(language())) for one in opened.instrument.profile}
    answered = [id_ for id_, one in opened.assessment.answers.items() if one.is_given or one.absent]
    labels = {item.id: plain(item.label.in_(language())) for item in opened.instrument.items()}
    with st.form(f"template_{chosen}", border=False):
        name = st.text_input(words("portfolio.template_name"), max_chars=40)
        profile = st.multiselect(
            words("portfolio.template_profile"),
            [key for key in questions if key in opened.assessment.profile],
            format_func=lambda key: questions[key],
        )
        items = st.multiselect(
            words("portfolio.template_items"),
            [key for key in labels if key in answered],
            format_func=lambda key: labels[key],
        )
        st.caption(words("portfolio.template_personal"))
        if not st.form_submit_button(words("portfolio.template_save"), type="primary"):
            return
    try:
        service().keep_template(chosen, name, profile, items)
    except SpokenError as trouble:
        st.warning(plain(trouble.said(language())))
        return
    st.toast(words("portfolio.template_saved", name=plain(name.strip())))
    st.rerun()
