"""Home: start, continue, or look at an example first.

Its reader came to know whether this is worth ten minutes, to begin at once,
and to find what was begun before: for each merchant its rounds, where it
stands, and whether it is time to assess it again.
"""

from datetime import date

import streamlit as st

from assessment.responses import Mode
from assessment.service import MerchantCard, Refused
from assessment.ui.links import page as page_of
from assessment.ui.manage import import_section
from assessment.ui.plain import plain
from assessment.ui.rounds.cards import merchant_card
from assessment.ui.session import address, language, service, words

SHOWN = 12
"""Merchants listed here, the ones touched last; the portfolio has all of them."""


def page() -> None:
    """Draw the home page."""
    own = service().merchants(SHOWN + 1)
    if own:
        st.title(words("home.title_again"))
        _list(own[:SHOWN])
        if len(own) > SHOWN:
            st.page_link(
                page_of("portfolio"),
                label=words("home.all_merchants"),
                icon=":material/storefront:",
                query_params=address(),
            )
        with st.expander(words("home.start_another"), icon=":material/add:", key="start_box"):
            _start_form()
    else:
        st.title(words("home.title"))
        st.markdown(words("home.promise"))
        _start_form()
    _examples(service().merchants(examples=True))
    with st.expander(words("home.import"), icon=":material/upload_file:", key="import_box"):
        import_section()
    where = service().where()
    st.page_link(
        page_of("coverage"),
        label=words("home.coverage"),
        icon=":material/menu_book:",
        query_params=address(),
    )
    st.divider()
    st.caption(f":material/lock: {plain(where.said(language()))}")
    if where.this_machine_only:
        st.caption(words("home.private"))


def _start_form() -> None:
    with st.form("start", border=True):
        name = st.text_input(words("home.shop_name"), max_chars=60, placeholder=words("home.shop_example"))
        mode = st.radio(
            words("home.length"),
            [Mode.CORE.value, Mode.FULL.value],
            format_func=lambda one: words(f"home.mode.{one}"),
            captions=[words("home.mode.core_note"), words("home.mode.full_note")],
        )
        if not st.form_submit_button(words("home.start"), type="primary", icon=":material/play_arrow:"):
            return
    if not name.strip():
        st.warning(words("home.name_needed"))
        return
    try:
        started = service().start(name.strip(), Mode(mode), {}, date.today())  # noqa: DTZ011 - the visitor's day
    except Refused as refused:
        st.warning(plain(refused.said(language())))
        return
    st.switch_page(page_of("respond"), query_params=address(started))


def _list(found: list[MerchantCard]) -> None:
    for one in found:
        merchant_card(one)


def _examples(examples: list[MerchantCard]) -> None:
    st.header(words("home.examples"))
    if not examples:
        st.caption(words("home.examples_intro"))
        if st.button(words("home.examples_add"), icon=":material/storefront:"):
            service().add_examples()
            st.rerun()
        return
    with st.expander(words("home.examples_here", count=len(examples)), expanded=True):
        _list(examples)
        if st.button(words("home.examples_remove"), icon=":material/delete_sweep:"):
            removed = service().remove_examples()
            st.toast(words("home.examples_removed", count=removed))
            st.rerun()
