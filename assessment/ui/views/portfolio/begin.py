"""Starting with a new merchant: empty, with a template, or with another merchant's profile."""

import streamlit as st

from assessment.responses import Mode
from assessment.service import Card, SpokenError, Template
from assessment.service.portfolio import Portfolio
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import today
from assessment.ui.state.session import address, language, service, words


def begin(found: Portfolio) -> None:
    """Offer to start an assessment of a new merchant."""
    with (
        st.expander(words("portfolio.begin"), icon=":material/add:"),
        st.form("begin_merchant", border=False),
    ):
        name = st.text_input(
            words("home.shop_name"), max_chars=60, placeholder=words("home.shop_example")
        ).strip()
        mode = st.radio(
            words("home.length"),
            [Mode.CORE.value, Mode.FULL.value],
            format_func=lambda one: words(f"home.mode.{one}"),
            horizontal=True,
        )
        options = _beginnings(found)
        chosen = st.selectbox(
            words("portfolio.begin_from"),
            list(options),
            format_func=lambda one: options[one],
            help=words("portfolio.begin_like_help"),
        )
        if st.form_submit_button(words("portfolio.begin_now"), type="primary"):
            _start(name, Mode(mode), chosen or "")


def _beginnings(found: Portfolio) -> dict[str, str]:
    """Return what an assessment may begin with: nothing, a template, or the profile of one of this page."""
    options = {"": words("portfolio.begin_empty")}
    for template in service().templates.all():
        options[f"template:{template.id}"] = words("portfolio.begin_template", name=plain(template.name))
    for line in found.lines:
        if source := line.assessment_id or line.draft_id:
            options[f"like:{source}"] = words("portfolio.begin_like", name=plain(line.name))
    return options


def _start(name: str, mode: Mode, source: str) -> None:
    kind, _, id_ = source.partition(":")
    day = today()
    try:
        if kind == "template":
            started = service().assessments.start(name, mode, {}, day, template=id_)
        else:
            profile = service().templates.profile_for_another(id_) if kind == "like" else {}
            started = service().assessments.start(name, mode, profile, day)
    except SpokenError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    st.switch_page(page_of("respond"), query_params=address(started))


OFFERED = 50
"""Assessments that are offered to take a template from, the last touched first."""


def templates_section() -> None:
    """List the templates and offer to make another."""
    with st.expander(words("portfolio.templates"), icon=":material/content_copy:"):
        st.caption(words("portfolio.templates_note"))
        kept = service().templates.all()
        if not kept:
            st.caption(words("portfolio.template_none"))
        for template in kept:
            _line(template)
        cards = {card.id: card for card in service().assessments.recent(OFFERED)}
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
                service().templates.remove(template.id)
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
    opened = service().assessments.open(chosen)
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
        service().templates.keep(chosen, name, profile, items)
    except SpokenError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    st.toast(words("portfolio.template_saved", name=plain(name.strip())))
    st.rerun()
