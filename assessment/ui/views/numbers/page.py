"""Numbers: taken from an export, and set against what was said.

Its reader came to bring in the numbers without typing them; to see what
would change before it changes, and to be able to take it back; and to learn
where the answers and the numbers do not go together.
"""

import streamlit as st

from assessment.service import Opened
from assessment.ui.format import plain
from assessment.ui.navigation import SECTION, snapshot_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.session import address, language, service, words
from assessment.ui.views.numbers.measured import measured_section
from assessment.ui.views.numbers.preview import preview, taken_before
from assessment.ui.views.numbers.upload import LARGEST_MB, Held, columns_chosen, look_afresh, tables_chosen


def page() -> None:
    """Draw the numbers of the assessment in the address."""
    snapshot = snapshot_here()
    if snapshot is None:
        return
    current, opened = snapshot.id, snapshot.opened
    st.title(words("numbers.table.page", name=plain(opened.assessment.merchant.name or "")))
    if opened.assessment.status == "completed":
        st.info(words("numbers.table.locked"), icon=":material/lock:")
    else:
        _table(current, opened)
    measured_section(snapshot)


def _table(current: str, opened: Opened) -> None:
    st.header(words("numbers.table.title"))
    st.caption(words("numbers.table.intro", size=LARGEST_MB))
    taken_before(current, opened)
    files = tables_chosen()
    if not files:
        st.page_link(
            page_of("respond"),
            label=words("numbers.table.by_hand"),
            icon=":material/edit:",
            query_params=address(current, **{SECTION: "numbers"}),
        )
        return
    for held in files:
        _understood(held)
    files = [held for held in files if held.read.series]
    if not files:
        return
    # Drawn above the columns, made from what the reader says about them.
    place = st.container()
    chosen = [columns_chosen(held, opened) for held in files]
    with place:
        preview(current, opened, files, chosen)


def _understood(held: Held) -> None:
    """Say what the file was read as, and what was left out of it."""
    read, file = held.read, plain(held.name)
    known = sum(1 for choice in read.chosen.values() if choice.subject)
    if not read.series:
        st.warning(words("numbers.table.nothing_there", file=file))
    elif not known:
        st.warning(words("numbers.table.not_understood", file=file))
    else:
        key = (
            "numbers.table.understood"
            if read.table_series.shape == "wide"
            else "numbers.table.understood_rows"
        )
        rest = len(read.series) - known
        st.markdown(words(key if rest else "numbers.table.understood_all", file=file, known=known, rest=rest))
    if read.remembered and read.signature is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(words("numbers.table.remembered"), width="content")
            if st.button(
                words("numbers.table.forget"),
                type="tertiary",
                icon=":material/history_off:",
                key=f"forget_{held.rank}",
            ):
                service().numbers.forget_columns(read.signature)
                look_afresh()
                st.rerun()
    for notice in read.notices:
        st.caption(plain(notice.text.in_(language())))
