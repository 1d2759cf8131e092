"""What every page has: the head with links and language, and the navigation between the pages."""

from pathlib import Path

import streamlit as st

from assessment.instrument.problems import InstrumentError
from assessment.store.errors import StoreError
from assessment.ui import numbers
from assessment.ui.draft import catch_up
from assessment.ui.links import page as page_of
from assessment.ui.links import pages
from assessment.ui.messages import LANGUAGES
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

LANGUAGE_NAMES = {"zh": "中文", "en": "EN"}


def main() -> None:
    """Draw the page that the address names."""
    lang = language()
    st.set_page_config(
        page_title=words("app.title"), page_icon=str(Path(__file__).with_name("icon.svg")), layout="centered"
    )
    st.html(css(dark=is_dark()))
    shown = st.navigation(list(pages().values()), position="hidden")
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
    catch_up(assessment_id())
    numbers.catch_up(assessment_id())
    _head()
    shown.run()


def _head() -> None:
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="brand", width="content"):
            st.page_link(
                page_of("home"),
                label=f"**{words('app.name')}**",
                icon=":material/stairs:",
                query_params=address(),
            )
        current = assessment_id()
        if current is not None:
            for name in ("respond", "results", "roadmap"):
                st.page_link(page_of(name), label=words(f"nav.{name}"), query_params=address(current))
        st.space("stretch")
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
