"""Starting with a new merchant, empty or from a template, and the templates."""

from functools import partial

import streamlit as st

from assessment.responses import Mode
from assessment.service import Card, LocalizedError, Template
from assessment.service.portfolio import Portfolio
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.rounds import facts
from assessment.ui.format import labels_told_apart, plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import today
from assessment.ui.state.double_submit import submit_once
from assessment.ui.state.session import SEPARATOR, address, language, may, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with


def begin(found: Portfolio, *, unfolded: bool = False) -> None:
    """Offer to start an assessment of a new merchant."""
    if not may("assessments.start"):
        return
    with (
        st.expander(words("portfolio.begin"), icon=":material/add:", expanded=unfolded),
        st.form("begin_merchant", border=False),
    ):
        name = typed_field(
            words("home.shop_name"), name="begin_merchant", placeholder=words("home.shop_example")
        )
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
    return labels_told_apart(options)


def _start(name: str, mode: Mode, source: str) -> None:
    kind, _, id_ = source.partition(":")
    day = today()
    try:
        if kind == "template":
            begin = partial(service().assessments.start, name, mode, {}, day, template=id_)
        else:
            profile = service().templates.profile_for_another(id_) if kind == "like" else {}
            begin = partial(service().assessments.start, name, mode, profile, day)
        started = submit_once(("start", name, mode, source), begin)
    except LocalizedError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    done_with(ANY_PAGE, "begin_merchant")
    st.switch_page(page_of("respond"), query_params=address(started))


OFFERED = 50
"""Assessments that are offered to take a template from, the last touched first."""


def templates_section() -> None:
    """List the templates and offer to make another."""
    if not may("templates.all"):
        return
    with st.expander(words("portfolio.templates"), icon=":material/content_copy:", key="templates"):
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
            if st.button(words("put_away.to_bin"), type="primary"):
                service().templates.remove(template.id)
                st.rerun()
            if st.button(words("app.cancel")):
                st.rerun()

    ask()


def _make(cards: dict[str, Card]) -> None:
    names = labels_told_apart(
        {card.id: f"{plain(card.merchant_name)}{SEPARATOR}{facts(card)}" for card in cards.values()}
    )
    chosen = st.selectbox(
        words("portfolio.template_from"),
        list(cards),
        index=None,
        format_func=lambda id_: names[id_],
        placeholder="",
    )
    if chosen is None:
        return
    opened = service().assessments.open(chosen)
    questions = {one.id: plain(one.question.in_(language())) for one in opened.instrument.profile}
    answered = [id_ for id_, one in opened.assessment.answers.items() if one.is_given or one.absent]
    labels = {item.id: plain(item.label.in_(language())) for item in opened.instrument.items()}
    with st.form(f"template_{chosen}", border=False):
        name = typed_field(words("portfolio.template_name"), name=f"template|{chosen}")
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
    except LocalizedError as trouble:
        st.warning(plain(trouble.in_(language())))
        return
    done_with(ANY_PAGE, f"template|{chosen}")
    st.toast(words("portfolio.template_saved", name=plain(name)))
    st.rerun()
