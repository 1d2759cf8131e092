"""A file chosen on the page, read once."""

from dataclasses import dataclass

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.service import Opened, Refused
from assessment.spreadsheets import Choice, Series, TableRead, Wanted
from assessment.spreadsheets.matching import ASKED, How
from assessment.spreadsheets.values import Unit, units_of
from assessment.ui.format import plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import language, service, words

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
            read = service().numbers.read_table(raw, today(), Wanted(name, sheet))
        except Refused as refused:
            st.warning(plain(f"{name}: {refused.in_(language())}"), icon=":material/table_view:")
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


def columns_chosen(held: Held, opened: Opened) -> dict[str, Choice]:
    """Show every column with what it is; return what the reader makes of them."""
    read = held.read
    needed = [series for series in read.series if _was_understood(held, series)]
    rest = [series for series in read.series if series not in needed]
    with st.expander(words("numbers.table.columns"), expanded=not needed, icon=":material/view_column:"):
        st.caption(words("numbers.table.columns_note"))
        chosen = {series.key: _column(held, opened, series) for series in needed}
        if rest and needed:
            st.markdown(f"**{words('numbers.table.rest', count=len(rest))}**")
        chosen |= {series.key: _column(held, opened, series) for series in rest}
    return chosen


def _was_understood(held: Held, series: Series) -> bool:
    # By what was read, not by what is chosen now: a row must not jump while it is edited.
    return held.read.chosen[series.key].subject is not None


def _subjects(held: Held, instrument: Instrument) -> dict[str | None, str]:
    """Return what a column may be, with the words for it; texts of the bank, shown as they are."""
    known = {metric.id: metric.name.in_(language()) for metric in instrument.metrics}
    columns = held.read.columns
    found: dict[str | None, str] = {None: words("numbers.table.ignore")}
    found |= {each.metric: known[each.metric] for each in columns.metrics if each.metric in known}
    found |= {part.id: words("numbers.table.part", name=part.name.in_(language())) for part in columns.parts}
    return found


def _column(held: Held, opened: Opened, series: Series) -> Choice:
    """Show one column; return what it is taken for."""
    before = held.read.chosen[series.key]
    key = f"col|{held.key}|{held.read.series.index(series)}"
    subjects = _subjects(held, opened.instrument)
    options = list(subjects)
    with st.container(key=f"column_{held.read.series.index(series)}", gap="small"):
        left, right = st.columns([5, 6], vertical_alignment="center")
        left.markdown(f"**{plain(series.name)}**")
        left.caption(plain(" · ".join(series.samples)) or words("numbers.table.empty"))
        subject = right.selectbox(
            words("numbers.table.is", name=plain(series.name)),
            options,
            index=options.index(before.subject) if before.subject in subjects else 0,
            format_func=lambda one: subjects[one],
            key=key,
            label_visibility="collapsed",
        )
        if before.twice and subject is None:
            left.caption(words("numbers.table.twice"))
        if subject is None:
            return Choice(None)
        with right:
            unit, how = _details(held, series, subject, before, key)
    unchanged = (subject, unit, how) == (before.subject, before.unit, before.how)
    return before if unchanged else Choice(subject, unit, how)


def _details(
    held: Held, series: Series, subject: str, before: Choice, key: str
) -> tuple[Unit | None, How | None]:
    """Ask for the unit, and how rows become one number, where there is a choice."""
    columns = held.read.columns
    units: list[Unit | None] = [None, *units_of(columns.measure_of(subject) or "number")]
    first, second = st.columns(2)
    unit = first.selectbox(
        words("numbers.table.unit"),
        units,
        index=units.index(before.unit) if before.unit in units else 0,
        format_func=lambda one: (
            words("numbers.table.unit_auto") if one is None else words(f"spreadsheets.unit.{one}")
        ),
        key=f"{key}|unit",
    )
    rule = next((each for each in columns.metrics if each.metric == subject), None)
    if rule is None or len(series.samples) < 2:
        return unit, None
    ways: list[How | None] = [None, *(way for way in ASKED if way != "sum" or rule.fold == "sum")]
    how = second.selectbox(
        words("numbers.table.how"),
        ways,
        index=ways.index(before.how) if before.how in ways else 0,
        format_func=lambda one: words(f"numbers.table.how_{one or 'auto'}"),
        key=f"{key}|how",
    )
    return unit, how
