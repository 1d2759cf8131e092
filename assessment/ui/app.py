"""The app: the head of every page, with its links and the language, and the page that the address names."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from assessment.charts.theme import DARK, LIGHT
from assessment.instrument.problems import InstrumentError
from assessment.service import LocalizedError, StoreError
from assessment.settings import settings
from assessment.texts import LANGUAGES
from assessment.ui import widgets
from assessment.ui.components import number_field, sign_in
from assessment.ui.components.browser_copy import mount_browser_copy, show_returned, take_in_copies
from assessment.ui.components.put_away import put_away_notice
from assessment.ui.components.questionnaire import say_trouble, unsent
from assessment.ui.media_files import GIVEN_FILES, visitor_key
from assessment.ui.navigation import (
    NEEDED,
    audience,
    may_open,
    not_open,
    only_a_sheet,
    page_at,
    pages,
    register,
)
from assessment.ui.navigation import page as page_of
from assessment.ui.state import plan_request
from assessment.ui.state.draft import catch_up
from assessment.ui.state.session import (
    address,
    assessment_id,
    came_by_link,
    cookies,
    error_text,
    is_dark,
    language,
    may,
    sees_one_sheet_at_most,
    service,
    sign_in_token,
    switch_language,
    visitor,
    words,
)
from assessment.ui.state.typed_fields import ANY_PAGE
from assessment.ui.views import (
    audit,
    coverage,
    home,
    items,
    links,
    merchant_home,
    people,
    privacy,
    private_notes,
    put_away,
    sheet,
    start,
)
from assessment.ui.views.compare import page as compare
from assessment.ui.views.intake import page as intake
from assessment.ui.views.numbers import page as numbers
from assessment.ui.views.portfolio import page as portfolio
from assessment.ui.views.respond import page as respond
from assessment.ui.views.respondents import page as respondents
from assessment.ui.views.results import page as results
from assessment.ui.views.roadmap import page as roadmap

PAGES = {
    "home": home.page,
    "respond": respond.page,
    "intake": intake.page,
    "private": private_notes.page,
    "numbers": numbers.page,
    "results": results.page,
    "roadmap": roadmap.page,
    "compare": compare.page,
    "respondents": respondents.page,
    "sheet": sheet.page,
    "portfolio": portfolio.page,
    "coverage": coverage.page,
    "put_away": put_away.page,
    "items": items.page,
    "links": links.page,
    "merchant_home": merchant_home.page,
    "start": start.page,
    "privacy": privacy.page,
    "audit": audit.page,
    "people": people.page,
}
"""Every page by its name, with the function that draws it."""
READING = frozenset({"results", "roadmap", "compare"})
"""Pages that show an assessment in the archive too."""
WITHOUT_AN_ASSESSMENT = frozenset({"guest", "closed"})
"""Audiences whose pages are about none, whatever the address says."""
register(PAGES)

LATIN_QUOTES = """
@font-face { font-family: "Latin Quotes"; unicode-range: U+2018-201D;
  src: local("Segoe UI"), local("Roboto"), local("Arial"), local("Liberation Sans"), local("DejaVu Sans"); }
"""
"""Quotation marks of English, which a Chinese font draws full width; taken from a font the machine has."""

LIGHT_ON_PAPER = """
@media print {
  .stApp :not(svg *, .grid, .grid *) { color: #1f2a37 !important; background-color: transparent !important; }
  [data-testid="stPlotlyChart"], .grid { filter: invert(1) hue-rotate(180deg); }
}
"""
"""What a dark page needs to be printed dark on light: text by colour, drawings turned over."""


def main() -> None:
    """Draw the page that the address names."""
    lang = language()
    st.html(_css(dark=is_dark()))
    if settings().has_sign_in and not came_by_link() and not sign_in.is_drawn_for_its_person():
        return
    visiting = sees_one_sheet_at_most()
    _bind_files()
    shown = st.navigation(only_a_sheet() if visiting else list(pages().values()), position="hidden")
    is_start = shown.url_path == ""
    st.set_page_config(
        page_title=words("app.title") if is_start else f"{shown.title} · {words('app.name')}",
        page_icon=str(Path(__file__).with_name("icon.svg")),
    )
    is_sheet = visiting or shown.url_path == "sheet"
    if st.query_params.get("lang") != lang:
        st.query_params["lang"] = lang
    try:
        service()
    except StoreError as error:
        _head()
        st.error(error_text(error), icon=":material/database_off:")
        st.button(words("app.try_again"), icon=":material/refresh:")
        return
    except InstrumentError as error:
        _head()
        st.error(words("app.bank_broken"), icon=":material/rule:")
        st.code("\n".join(problem.text(lang) for problem in error.problems[:20]), language=None)
        return
    widgets.forget_downloads(service())
    current = sheet.draft_key() if is_sheet else assessment_id()
    catch_up(current)
    if not is_sheet:
        number_field.catch_up(current)
        plan_request.catch_up(current)
    # Behind a private link there is its sheet and nothing else, whatever was opened here before.
    drafts = [] if visiting else list(st.session_state.get("drafts", {}))
    scopes = [
        *drafts,
        *([current] if current and current not in drafts else []),
        *([] if visiting else [ANY_PAGE]),
    ]
    take_in_copies(scopes)
    _head(alone=is_sheet)
    widgets.mount_document()
    widgets.mount_click_queue()
    mount_browser_copy(scopes)
    unsent({"drawn": True})
    show_returned(private=shown.url_path == "private")
    try:
        shows_one = not is_sheet and audience() not in WITHOUT_AN_ASSESSMENT
        here = assessment_id() if shows_one else None
        if not visiting and audience() == "all" and not may_open(page_at(shown.url_path)):
            not_open()
        elif is_sheet or not put_away_notice(here, reading=shown.url_path in READING):
            _for_whom(shown.url_path)
            shown.run()
    except LocalizedError as trouble:
        say_trouble(trouble)
    widgets.end_uploads()


def _bind_files() -> None:
    """Let the files that this page makes be this visitor's alone."""
    # Where the database does not say who it is, there are none.
    with suppress(StoreError, InstrumentError):
        GIVEN_FILES.draw_for(visitor_key(visitor(), cookies(), sign_in_token()))


def _for_whom(url_path: str) -> None:
    """Say what a visitor may not do here; to one without an account also that an address led elsewhere."""
    if sees_one_sheet_at_most():
        return
    name = page_at(url_path)
    match audience():
        case "all":
            if assessment_id() is not None and may("assessments.snapshot") and not may("answers.record"):
                st.caption(f":material/visibility: {words('app.look_only')}")
        case "guest" if name in NEEDED and not may_open(name):
            st.info(words("app.not_open_guest"), icon=":material/lock:")
        case "answer" | "read" if name in NEEDED and not may_open(name):
            st.info(words("app.not_open"), icon=":material/lock:")


def _head(*, alone: bool = False) -> None:
    """Draw the head; alone, without a way to any other page: the visitor has a sheet and nothing else."""
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        if alone or sees_one_sheet_at_most() or audience() not in {"all", "answer"}:
            st.markdown(f":material/stairs: **{words('app.name')}**")
        else:
            _ways()
        st.space("stretch")
        if settings().has_sign_in and not came_by_link():
            sign_in.menu()
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
    if current is not None:
        for name in ("respond", "results", "roadmap", "compare"):
            if may_open(name):
                st.page_link(page_of(name), label=words(f"app.nav.{name}"), query_params=address(current))
    if not may_open("portfolio"):
        return
    # On a phone the head has no room for it beside the others: there the name of the app leads to the shops.
    with st.container(key="to_shops" if current is None else "to_merchants", width="content"):
        st.page_link(page_of("portfolio"), label=words("app.nav.portfolio"), query_params=address())


def _language_control() -> None:
    chosen = st.segmented_control(
        words("app.language"),
        LANGUAGES,
        default=language(),
        format_func=lambda one: words(f"app.language_{one}"),
        required=True,
        label_visibility="collapsed",
        key="language_control",
    )
    if chosen is not None and chosen != language():
        switch_language(chosen)
        st.rerun()


def _css(*, dark: bool) -> str:
    """Return the style for a light or a dark page."""
    colours = DARK if dark else LIGHT
    text = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    if language() == "en":
        text += LATIN_QUOTES
    if dark:
        text += LIGHT_ON_PAPER
    return f"<style>{text.replace('PAPER', colours.paper).replace('ACCENT', colours.accent)}</style>"


if __name__ == "__main__":
    main()
