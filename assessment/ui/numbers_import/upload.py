"""A file chosen on the page, read once."""

from dataclasses import dataclass

import streamlit as st

from assessment.service import Refused
from assessment.spreadsheets import TableRead
from assessment.ui.plain import plain
from assessment.ui.plan.today import today
from assessment.ui.session import language, service, words

LARGEST_MB = 10
HELD, ROUND = "numbers_table", "numbers_round"


@dataclass(frozen=True)
class Held:
    """What this tab has read last."""

    file_id: str
    name: str
    read: TableRead

    @property
    def key(self) -> str:
        """Names the widgets of this file and sheet."""
        return f"{self.file_id}|{self.read.sheets.index(self.read.sheet)}|{language()}"


def table_chosen() -> Held | None:
    """Ask for a file; return what it holds, None where none is chosen or it cannot be read."""
    with st.container(key="table_upload"):
        uploaded = st.file_uploader(
            words("numbers.table.choose"),
            key=f"table|{st.session_state.get(ROUND, 0)}",
            max_upload_size=LARGEST_MB,
        )
    if uploaded is None:
        st.session_state.pop(HELD, None)
        return None
    held: Held | None = st.session_state.get(HELD)
    if held is None or held.file_id != uploaded.file_id:
        held = _read(uploaded.file_id, uploaded.name, uploaded.getvalue(), None)
    if held is not None and len(held.read.sheets) > 1:
        # A select box shows its options as they are typed, unlike a label.
        sheet = st.selectbox(
            words("numbers.table.sheet"),
            held.read.sheets,
            index=held.read.sheets.index(held.read.sheet),
            key=f"sheet|{held.file_id}",
        )
        if sheet != held.read.sheet:
            held = _read(uploaded.file_id, uploaded.name, uploaded.getvalue(), sheet) or held
    return held


def _read(file_id: str, name: str, raw: bytes, sheet: str | None) -> Held | None:
    with st.spinner(words("numbers.table.reading")):
        try:
            read = service().read_table(raw, today(), sheet)
        except Refused as refused:
            st.warning(plain(f"{name}: {refused.said(language())}"), icon=":material/table_view:")
            return None
    held = Held(file_id, name, read)
    st.session_state[HELD] = held
    return held


def look_afresh() -> None:
    """Read the chosen file again when the page is drawn next."""
    st.session_state.pop(HELD, None)


def let_go() -> None:
    """Take the file off the page: what was in it has been taken."""
    st.session_state.pop(HELD, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
