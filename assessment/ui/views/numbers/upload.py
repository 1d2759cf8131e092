"""A file chosen on the page: its columns, what each is, and what would be taken from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.instrument.model import Instrument
from assessment.service import Completed, Conflict, Opened, Refused
from assessment.service.numbers import taking
from assessment.spreadsheets import (
    Choice,
    ImportCandidate,
    NumberSeries,
    TableRead,
    Wanted,
    missing_inputs_of,
)
from assessment.spreadsheets.matching import ASKED, How
from assessment.spreadsheets.values import Unit, units_of
from assessment.texts import Localized
from assessment.ui import widgets
from assessment.ui.format import format_entered, format_figure, format_unit, plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import language, service, words

LARGEST_MB = 10
HELD, ROUND = "numbers_table", "numbers_round"


@dataclass(frozen=True)
class Held:
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
        """Names the widgets of this file, sheet and rows."""
        rows = "|".join(f"{name}={value}" for name, value in (self.wanted.only or {}).items())
        return f"{self.file_id}|{self.read.sheets.index(self.read.sheet)}|{rows}|{language()}"


def tables_chosen() -> list[Held]:
    """Ask for files; return what each holds, without those that cannot be read."""
    with st.container(key="table_upload"):
        uploaded = widgets.upload(
            words("numbers.table.choose"),
            key=f"table|{st.session_state.get(ROUND, 0)}",
            max_upload_size=LARGEST_MB,
            accept_multiple_files=True,
        )
    before: dict[str, Held] = st.session_state.get(HELD, {})
    held = [
        found for rank, file in enumerate(uploaded) if (found := _held(file, before.get(file.file_id), rank))
    ]
    st.session_state[HELD] = {each.file_id: each for each in held}
    return held


def _held(file: UploadedFile, before: Held | None, rank: int) -> Held | None:
    """Read a file; read it anew where another sheet or other rows are asked for than before."""
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


def _rows_wanted(held: Held) -> dict[str, str]:
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


def _read(file: UploadedFile, wanted: Wanted, rank: int) -> Held | None:
    with st.spinner(words("numbers.table.reading")):
        try:
            read = service().numbers.read_table(file.getvalue(), today(), wanted)
        except Refused as refused:
            st.warning(plain(f"{file.name}: {refused.in_(language())}"), icon=":material/table_view:")
            return None
    return Held(file.file_id, file.name, wanted, read, rank)


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


def _was_understood(held: Held, series: NumberSeries) -> bool:
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


def _column(held: Held, opened: Opened, series: NumberSeries) -> Choice:
    """Show one column; return what it is taken for."""
    before = held.read.chosen[series.key]
    key = f"col|{held.key}|{held.read.series.index(series)}"
    subjects = _subjects(held, opened.instrument)
    options = list(subjects)
    place = str(held.read.series.index(series))
    with st.container(key=f"column_{place if not held.rank else f'{held.rank}_{place}'}", gap="small"):
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
    held: Held, series: NumberSeries, subject: str, before: Choice, key: str
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


TAKEN = "numbers_taken"
"""How many were taken just now, by assessment."""


def preview(
    current: str, opened: Opened, files: Sequence[Held], chosen: Sequence[Mapping[str, Choice]]
) -> None:
    """Show the numbers found; take those that are ticked once the reader says so."""
    offers = service().numbers.offers(opened, [held.read for held in files], chosen)
    st.header(words("numbers.table.preview"))
    fresh = [offer for offer in offers if not offer.same]
    if not fresh:
        st.caption(words("numbers.table.none"))
        _same(offers)
        _missing(opened, files, chosen)
        return
    st.caption(words("numbers.table.preview_note"))
    _tick_buttons(files, fresh)
    ticked = [offer for offer in fresh if _offer(files, offer)]
    _same(offers)
    _missing(opened, files, chosen)
    day = _day(files) if any(offer.proposal.as_of is None for offer in ticked) else None
    label = words("numbers.table.take", count=len(ticked))
    if st.button(label, type="primary", icon=":material/download_done:", disabled=not ticked, key="take"):
        _take(current, opened, files, chosen, ticked, day)


def _key(files: Sequence[Held], offer: ImportCandidate) -> str:
    # Another number, or another doubt, is another question.
    return f"take|{_keys(files)}|{offer.metric.id}|{offer.number}|{offer.ticked}"


def _keys(files: Sequence[Held]) -> str:
    return "|".join(held.key for held in files)


def _tick_buttons(files: Sequence[Held], offers: Sequence[ImportCandidate]) -> None:
    if len(offers) < 3:
        return

    def tick(every: bool) -> None:  # noqa: FBT001 - a callback passes by position
        for offer in offers:
            st.session_state[_key(files, offer)] = every and offer.possible

    with st.container(horizontal=True, gap="small"):
        for name, icon, every in (("all", "select_all", True), ("nothing", "deselect", False)):
            label = words(f"numbers.table.{name}")
            st.button(label, type="tertiary", icon=f":material/{icon}:", on_click=tick, args=(every,))


def _offer(files: Sequence[Held], offer: ImportCandidate) -> bool:
    """Show one number; return whether it is ticked."""
    proposal, unit = offer.proposal, format_unit(offer.metric)
    key = _key(files, offer)
    st.session_state.setdefault(key, offer.ticked)
    with st.container(border=True, key=f"offer_{offer.metric.id}", gap="xxsmall"):
        name = plain(offer.metric.name.in_(language()))
        ticked = st.checkbox(name, disabled=not offer.possible, key=key)
        after = f"{plain(format_figure(offer.number))} {unit}".strip()
        change = words("numbers.table.change", before=format_entered(offer.metric, offer.before), after=after)
        day = proposal.as_of
        st.markdown(
            f"{change} · {words('numbers.table.up_to', day=day) if day else words('numbers.table.no_day')}"
        )
        said = [notice for held in files for notice in held.read.notices]
        # What is true of the whole sheet stands above.
        for notice in (notice for notice in offer.notices if notice not in said):
            st.markdown(f":orange[:material/help:] {plain(notice.text.in_(language()))}")
        places = words("numbers.table.and").join(
            f"{place.file} {name} {place.address}" if len(files) > 1 else f"{name} {place.address}"
            for name, place in proposal.places
        )
        how = words(f"numbers.table.how.{proposal.how}", rows=proposal.rows)
        st.caption(words("numbers.table.from", how=how, places=plain(places)))
    return ticked and offer.possible


def _same(offers: Sequence[ImportCandidate]) -> None:
    same = [offer for offer in offers if offer.same]
    if same:
        names = words("app.or").join(plain(offer.metric.name.in_(language())) for offer in same)
        st.caption(words("numbers.table.same", count=len(same), names=names))


def _missing(opened: Opened, files: Sequence[Held], chosen: Sequence[Mapping[str, Choice]]) -> None:
    """Say what one more column would give."""
    names: dict[str, Localized] = {metric.id: metric.name for metric in opened.instrument.metrics}
    reads = [held.read for held in files]
    for each in missing_inputs_of(reads, chosen):
        if each.metric in names:
            st.caption(plain(each.text(names, reads[0].columns).in_(language())))


def _day(files: Sequence[Held]) -> date:
    day = st.date_input(
        words("numbers.table.day"),
        value=today(),
        max_value=today(),
        format="YYYY-MM-DD",
        width=260,
        key=f"day|{_keys(files)}",
    )
    return day if isinstance(day, date) else today()


def _take(  # noqa: PLR0913, PLR0917 - what is taken, from what, into what
    current: str,
    opened: Opened,
    files: Sequence[Held],
    chosen: Sequence[Mapping[str, Choice]],
    ticked: Sequence[ImportCandidate],
    day: date | None,
) -> None:
    try:
        service().numbers.take(
            current, [taking(opened, offer, files[0].name, language(), day) for offer in ticked]
        )
        for held, columns in zip(files, chosen, strict=True):
            service().numbers.remember_columns(held.read, columns)
    except (Conflict, Refused, Completed) as error:
        st.warning(plain(error.in_(language())))
        return
    st.session_state[TAKEN] = (current, len(ticked))
    let_go()
    st.rerun()


def taken_before(current: str, opened: Opened) -> None:
    """Say what was taken just now, and offer the way back as long as there is one."""
    said = st.session_state.get(TAKEN)
    if said is not None and said[0] == current:
        st.success(words("numbers.table.taken", count=said[1]), icon=":material/download_done:")
    back = service().numbers.to_undo(current)
    if back and st.button(
        words("numbers.table.undo", count=len(back)),
        icon=":material/undo:",
        type="tertiary",
        key="undo_numbers",
    ):
        restored = service().numbers.undo(current)
        st.session_state.pop(TAKEN, None)
        names = words("app.or").join(
            plain(metric.name.in_(language()))
            for metric in opened.instrument.metrics
            if metric.id in restored
        )
        st.toast(words("numbers.table.undone", names=names))
        st.rerun()
