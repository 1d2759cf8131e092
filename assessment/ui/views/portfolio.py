"""The portfolio: many merchants at once.

Its reader came to know who needs a visit now, how the merchants stand and
move, and what so many of them lack that it is worth teaching together.
"""

from datetime import UTC, date, datetime

import streamlit as st

from assessment.service.due_calendar import as_ical
from assessment.store.portfolio import MerchantFilter, PageOfList
from assessment.ui.portfolio.begin import begin
from assessment.ui.portfolio.gaps import gap_name, gaps
from assessment.ui.portfolio.heat import heat
from assessment.ui.portfolio.rows import pager, rows
from assessment.ui.portfolio.sieve import cleared, sieve, window
from assessment.ui.portfolio.summary import summary
from assessment.ui.portfolio.templates import templates_section
from assessment.ui.session import language, service, words


def page() -> None:
    """Draw the merchants that are looked for."""
    st.title(words("portfolio.title"))
    today = date.today()  # noqa: DTZ011 - the visitor's day
    wanted = sieve(today)
    shown = window()
    found = service().portfolio(wanted, shown)
    if not found.total and wanted == MerchantFilter():
        _empty()
        return
    summary(found)
    if wanted.gap is not None:
        st.caption(words("portfolio.gap_chosen", name=gap_name(wanted.gap)))
    if not found.total:
        st.info(words("portfolio.none_found"))
        st.button(words("portfolio.clear"), on_click=cleared, icon=":material/filter_alt_off:")
    rows(found.lines, today)
    pager(shown, found.total)
    gaps(found)
    heat(found)
    _due_file(wanted, today)
    begin(found)
    templates_section()


def _due_file(wanted: MerchantFilter, today: date) -> None:
    st.download_button(
        words("portfolio.due_file"),
        # Made when asked for: it reads up to 500 merchants.
        lambda: as_ical(service().due_list(wanted), language(), datetime.now(UTC)),
        file_name=f"due-{today.isoformat()}.ics",
        mime="text/calendar",
        icon=":material/event:",
        help=words("portfolio.due_file_help"),
        on_click="ignore",
    )


def _empty() -> None:
    st.info(words("portfolio.empty"))
    begin(service().portfolio(MerchantFilter(), PageOfList()))
    st.caption(words("portfolio.examples_hint"))
    if st.button(words("portfolio.open_examples"), icon=":material/storefront:"):
        service().add_examples()
        st.rerun()
