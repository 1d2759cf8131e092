"""Home: start, continue, or look at an example first.

Its reader came to know whether this is worth ten minutes, to begin at once,
and to find what was begun before.
"""

from datetime import date

import streamlit as st

from assessment.responses import Mode
from assessment.service import Card, Refused
from assessment.ui.draft import local
from assessment.ui.links import page as page_of
from assessment.ui.manage import card_menu, import_section
from assessment.ui.plain import plain
from assessment.ui.session import address, language, service, words


def page() -> None:
    """Draw the home page."""
    cards = service().assessments()
    own = [card for card in cards if not card.example]
    examples = [card for card in cards if card.example]
    if own:
        st.title(words("home.title_again"))
        _list(own)
        with st.expander(words("home.start_another"), icon=":material/add:"):
            _start_form()
    else:
        st.title(words("home.title"))
        st.markdown(words("home.promise"))
        _start_form()
    _examples(examples)
    with st.expander(words("home.import"), icon=":material/upload_file:"):
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
            format_func=lambda one: words(f"mode.{one}"),
            captions=[words("mode.core_note"), words("mode.full_note")],
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


def _list(cards: list[Card]) -> None:
    for card in cards:
        _card(card)


def _card(card: Card) -> None:
    done = card.status == "completed"
    with (
        st.container(border=True, key=f"card_{card.id}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(width="stretch"):
            mark = f" :gray-badge[{words('home.example')}]" if card.example else ""
            mark += f" :gray-badge[{words('home.correction')}]" if card.corrects else ""
            st.markdown(f"**{plain(card.merchant_name)}**{mark}")
            st.caption(_facts(card))
        if done:
            st.page_link(
                page_of("results"),
                label=words("home.see_results"),
                icon=":material/insights:",
                query_params=address(card.id),
            )
        else:
            st.page_link(
                page_of("respond"),
                label=words("home.continue"),
                icon=":material/edit:",
                query_params=address(card.id),
            )
        card_menu(card)


def _facts(card: Card) -> str:
    instrument = service().instrument
    stages = {stage.id: stage.name.in_(language()) for stage in instrument.stages}
    if card.status == "completed":
        day = (card.taken_on or local(card.updated_at).date()).isoformat()
        stage = stages.get(card.stage or "", words("stage.none"))
        index = "" if card.index is None else " · " + words("home.index", index=f"{card.index:.1f}")
        return f"{words('home.completed')} {day} · {plain(stage)}{index}"
    when = local(card.updated_at).strftime("%Y-%m-%d %H:%M")
    return f"{words('home.draft')} · {words(f'mode.{card.mode.value}')} · {words('home.touched', when=when)}"


def _examples(examples: list[Card]) -> None:
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
