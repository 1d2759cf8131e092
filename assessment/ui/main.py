"""What every page has: the head with links and language, and the navigation between the pages."""

from pathlib import Path

import streamlit as st

from assessment.instrument.problems import InstrumentError
from assessment.store.errors import StoreError
from assessment.texts import LANGUAGES
from assessment.ui import numbers, turns
from assessment.ui.draft import catch_up
from assessment.ui.links import only_a_sheet, pages
from assessment.ui.links import page as page_of
from assessment.ui.session import (
    address,
    assessment_id,
    is_dark,
    language,
    service,
    switch_language,
    words,
)
from assessment.ui.style import css
from assessment.ui.views.sheet import draft_key
from assessment.ui.voices.door import at_the_door

LANGUAGE_NAMES = {"zh": "中文", "en": "EN"}


def main() -> None:
    """Draw the page that the address names."""
    lang = language()
    st.set_page_config(
        page_title=words("app.title"), page_icon=str(Path(__file__).with_name("icon.svg")), layout="centered"
    )
    st.html(css(dark=is_dark()))
    visiting = at_the_door()
    shown = st.navigation(only_a_sheet() if visiting else list(pages().values()), position="hidden")
    is_sheet = visiting or shown.url_path == "sheet"
    if st.query_params.get("lang") != lang:
        st.query_params["lang"] = lang
    try:
        service()
    except StoreError as error:
        _head()
        st.error(error.said(lang), icon=":material/database_off:")
        st.button(words("app.try_again"), icon=":material/refresh:")
        return
    except InstrumentError as error:
        _head()
        st.error(words("app.bank_broken"), icon=":material/rule:")
        st.code("\n".join(problem.said(lang) for problem in error.problems[:20]), language=None)
        return
    catch_up(draft_key() if is_sheet else assessment_id())
    if not is_sheet:
        numbers.catch_up(assessment_id())
    _head(alone=is_sheet)
    turns.mount()
    shown.run()


def _head(*, alone: bool = False) -> None:
    """Draw the head; alone, without a way to any other page: the visitor has a sheet and nothing else."""
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        if alone or at_the_door():
            st.markdown(f":material/stairs: **{words('app.name')}**")
        else:
            _ways()
        st.space("stretch")
        _language_control()


def _ways() -> None:
    with st.container(key="brand", width="content"):
        st.page_link(
            page_of("home"),
            label=f"**{words('app.name')}**",
            icon=":material/stairs:",
            query_params=address(),
        )
    current = assessment_id()
    if current is None:
        st.page_link(page_of("portfolio"), label=words("app.nav.portfolio"), query_params=address())
    else:
        for name in ("respond", "results", "roadmap", "compare"):
            st.page_link(page_of(name), label=words(f"app.nav.{name}"), query_params=address(current))


def _language_control() -> None:
    chosen = st.segmented_control(
        words("app.language"),
        LANGUAGES,
        default=language(),
        format_func=lambda one: LANGUAGE_NAMES[one],
        required=True,
        label_visibility="collapsed",
        key="language_control",
    )
    if chosen is not None and chosen != language():
        switch_language(chosen)
        st.rerun()


if __name__ == "__main__":
    main()
