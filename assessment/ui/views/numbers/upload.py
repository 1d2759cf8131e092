"""Files chosen on the page: exports with their columns and what each is, and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.instrument.model import Instrument
from assessment.pictures import PictureRead, is_picture
from assessment.service import Opened, Refused
from assessment.spreadsheets import (
    Choice,
    NumberSeries,
    TableRead,
    Wanted,
)
from assessment.spreadsheets.matching import ASKED, How
from assessment.spreadsheets.values import Unit, units_of
from assessment.ui import widgets
from assessment.ui.format import plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import SEPARATOR, language, service, words
from assessment.ui.views.numbers.pictures import UploadedPicture, read_picture

LARGEST_MB = 10
HELD, ROUND, CHOSEN = "numbers_table", "numbers_round", "numbers_chosen"
T = TypeVar("T")


@dataclass(frozen=True)
class UploadedTable:
    """A file that this tab has read."""

    file_id: str
    name: str
    wanted: Wanted
    """Which of its sheets and rows were asked for."""
    read: TableRead
    rank: int
    """Its place among the files chosen together."""

    @property
    def key(self) -> str:
        """Names the widgets of this file, sheet and rows, in any language: what was ticked stays."""
        rows = "|".join(f"{name}={value}" for name, value in (self.wanted.only or {}).items())
        return f"{self.file_id}|{self.read.sheets.index(self.read.sheet)}|{rows}"


@dataclass(frozen=True)
class ChosenFiles:
    """The files on the page that could be read."""

    tables: Sequence[UploadedTable]
    pictures: Sequence[UploadedPicture]

    @property
    def key(self) -> str:
        """Names the widgets of just these files."""
        return "|".join([*(held.key for held in self.tables), *(held.key for held in self.pictures)])

    @property
    def picture_reads(self) -> list[PictureRead]:
        """What was understood of the pictures."""
        return [held.read for held in self.pictures]


def files_chosen() -> ChosenFiles:
    """Ask for files; return what each holds, without those that cannot be read."""
    with st.container(key="table_upload"):
        uploaded = widgets.upload(
            words("numbers.table.choose"),
            key=f"table|{st.session_state.get(ROUND, 0)}",
            max_upload_size=LARGEST_MB,
            accept_multiple_files=True,
        )
    before: dict[str, UploadedTable | UploadedPicture] = st.session_state.get(HELD, {})
    held = [
        found for rank, file in enumerate(uploaded) if (found := _held(file, before.get(file.file_id), rank))
    ]
    st.session_state[HELD] = {each.file_id: each for each in held}
    return ChosenFiles(
        [each for each in held if isinstance(each, UploadedTable)],
        [each for each in held if isinstance(each, UploadedPicture)],
    )


def _held(
    file: UploadedFile, before: UploadedTable | UploadedPicture | None, rank: int
) -> UploadedTable | UploadedPicture | None:
    """Read a file; read it anew where another sheet or other rows are asked for than before."""
    if isinstance(before, UploadedPicture):
        return before
    if before is None and is_picture(file.getvalue(), file.name):
        return read_picture(file, rank)
    held = before or _read(file, Wanted(file.name), rank)
    if held is None:
        return None
    if len(held.read.sheets) > 1:
        # A select box shows its options as they are typed, unlike a label.
        sheet = st.selectbox(
            words("numbers.table.sheet"),
            held.read.sheets,
            index=held.read.sheets.index(held.read.sheet),
            key=f"sheet|{held.file_id}",
        )
        if sheet != held.read.sheet:
            held = _read(file, Wanted(file.name, sheet), rank) or held
    only = _rows_wanted(held)
    if only != dict(held.wanted.only or {}):
        return _read(file, Wanted(file.name, held.wanted.sheet, only), rank) or held
    return held


def _rows_wanted(held: UploadedTable) -> dict[str, str]:
    """Ask which rows to read, by each column that tells parts of the shop apart."""
    wanted = {}
    for part in held.read.scope.parts:
        value = st.selectbox(
            words("numbers.table.rows", name=plain(part.column.name)),
            [None, *part.values],
            format_func=lambda one: words("numbers.table.rows_auto") if one is None else one,
            key=f"rows|{held.file_id}|{held.read.sheet}|{part.column.at}",
        )
        if value is not None:
            wanted[part.column.name] = value
    return wanted


def _read(file: UploadedFile, wanted: Wanted, rank: int) -> UploadedTable | None:
    with st.spinner(words("numbers.table.reading")):
        try:
            read = service().numbers.read_table(file.getvalue(), today(), wanted)
        except Refused as refused:
            st.warning(plain(f"{file.name}: {refused.in_(language())}"), icon=":material/table_view:")
            return None
    return UploadedTable(file.file_id, file.name, wanted, read, rank)


def look_afresh() -> None:
    """Read the chosen file again when the page is drawn next."""
    st.session_state.pop(HELD, None)


def let_go() -> None:
    """Take the file off the page: what was in it has been taken."""
    st.session_state.pop(HELD, None)
    st.session_state.pop(CHOSEN, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def columns_chosen(held: UploadedTable, opened: Opened, *, alone: bool) -> dict[str, Choice]:
    """Show every column with what it is; return what the reader makes of them.

    Args:
        held: the file.
        opened: whose numbers they are.
        alone: whether no other file is on the page, so that this one need not be named.
    """
    read = held.read
    needed = [series for series in read.series if _was_understood(held, series)]
    rest = [series for series in read.series if series not in needed]
    title = words("numbers.table.columns")
    if not alone:
        title = words("presentation.in_brackets", what=title, more=plain(held.name))
    with st.expander(title, expanded=not (needed or read.is_list), icon=":material/view_column:"):
        st.caption(words("numbers.table.columns_note"))
        chosen = {series.key: _column(held, opened, series) for series in needed}
        if rest and needed:
            st.markdown(f"**{words('numbers.table.rest', count=len(rest))}**")
        chosen |= {series.key: _column(held, opened, series) for series in rest}
    return chosen


def _was_understood(held: UploadedTable, series: NumberSeries) -> bool:
    # By what was read, not by what is chosen now: a row must not jump while it is edited.
    return held.read.chosen[series.key].subject is not None


def _subjects(held: UploadedTable, instrument: Instrument) -> dict[str | None, str]:
    """Return what a column may be, with the words for it; texts of the bank, shown as they are."""
    known = {metric.id: metric.name.in_(language()) for metric in instrument.metrics}
    columns = held.read.columns
    found: dict[str | None, str] = {None: words("numbers.table.ignore")}
    found |= {each.metric: known[each.metric] for each in columns.metrics if each.metric in known}
    found |= {part.id: words("numbers.table.part", name=part.name.in_(language())) for part in columns.parts}
    return found


def _column(held: UploadedTable, opened: Opened, series: NumberSeries) -> Choice:
    """Show one column; return what it is taken for."""
    before = held.read.chosen[series.key]
    key = f"col|{held.key}|{held.read.series.index(series)}"
    subjects = _subjects(held, opened.instrument)
    options = list(subjects)
    place = str(held.read.series.index(series))
    with st.container(key=f"column_{place if not held.rank else f'{held.rank}_{place}'}", gap="small"):
        left, right = st.columns([5, 6], vertical_alignment="center")
        left.markdown(f"**{plain(series.name)}**")
        left.caption(plain(SEPARATOR.join(series.samples)) or words("numbers.table.empty"))
        first = _chosen(key, before.subject)
        subject = right.selectbox(
            words("numbers.table.is", name=plain(series.name)),
            options,
            index=options.index(first) if first in subjects else 0,
            format_func=lambda one: subjects[one],
            key=f"{key}|{language()}",
            label_visibility="collapsed",
        )
        _choose(key, subject)
        if before.twice and subject is None:
            left.caption(words("numbers.table.twice"))
        if subject is None:
            return Choice(None)
        with right:
            unit, how = _details(held, series, subject, before, key)
    unchanged = (subject, unit, how) == (before.subject, before.unit, before.how)
    return before if unchanged else Choice(subject, unit, how)


def _details(
    held: UploadedTable, series: NumberSeries, subject: str, before: Choice, key: str
) -> tuple[Unit | None, How | None]:
    """Ask for the unit, and how rows become one number, where there is a choice."""
    columns = held.read.columns
    units: list[Unit | None] = [None, *units_of(columns.measure_of(subject) or "number")]
    first, second = st.columns(2)
    unit_key, how_key = f"{key}|unit", f"{key}|how"
    unit_before, how_before = _chosen(unit_key, before.unit), _chosen(how_key, before.how)
    unit = first.selectbox(
        words("numbers.table.unit"),
        units,
        index=units.index(unit_before) if unit_before in units else 0,
        format_func=lambda one: (
            words("numbers.table.unit_auto") if one is None else words(f"spreadsheets.unit.{one}")
        ),
        key=f"{unit_key}|{language()}",
    )
    _choose(unit_key, unit)
    rule = next((each for each in columns.metrics if each.metric == subject), None)
    if rule is None or len(series.samples) < 2:
        return unit, None
    ways: list[How | None] = [None, *(way for way in ASKED if way != "sum" or rule.fold == "sum")]
    how = second.selectbox(
        words("numbers.table.how"),
        ways,
        index=ways.index(how_before) if how_before in ways else 0,
        format_func=lambda one: words(f"numbers.table.how_{one or 'auto'}"),
        key=f"{how_key}|{language()}",
    )
    _choose(how_key, how)
    return unit, how


def _chosen(key: str, at_first: T) -> T:
    """Return what was chosen last, in whatever language: the options of a list are its words."""
    held: dict[str, T] = st.session_state.setdefault(CHOSEN, {})
    return held.get(key, at_first)


def _choose(key: str, value: object) -> None:
    st.session_state.setdefault(CHOSEN, {})[key] = value
