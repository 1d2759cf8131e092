"""Starting with a new merchant: empty, with a template, or with another merchant's profile."""

from datetime import date

import streamlit as st

from assessment.responses import Mode
from assessment.service import SpokenError
from assessment.service.portfolio import Portfolio
from assessment.ui.links import page as page_of
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words


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
    for template in service().templates():
        options[f"template:{template.id}"] = words("portfolio.begin_template", name=plain(template.name))
    for line in found.lines:
        if source := line.assessment_id or line.draft_id:
            options[f"like:{source}"] = words("portfolio.begin_like", name=plain(line.name))
    return options


def _start(name: str, mode: Mode, source: str) -> None:
    kind, _, id_ = source.partition(":")
    today = date.today()  # noqa: DTZ011 - the visitor's day
    try:
        if kind == "template":
            started = service().start_with_template(id_, name, mode, today)
        else:
            profile = service().profile_for_another(id_) if kind == "like" else {}
            started = service().start(name, mode, profile, today)
    except SpokenError as trouble:
        st.warning(plain(trouble.said(language())))
        return
    st.switch_page(page_of("respond"), query_params=address(started))
