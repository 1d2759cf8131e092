"""The numbers found in the files on the page: what would be taken, and metric_import it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import streamlit as st

from assessment.instrument.model import MetricItem
from assessment.service import Completed, Conflict, Opened, Refused, Snapshot
from assessment.service.numbers import metric_import
from assessment.spreadsheets import Choice, ImportCandidate, missing_inputs_of
from assessment.texts import Localized
from assessment.ui.components.taken_numbers import (
    changed_by_taken,
    forget_taken,
    remember_taken,
    taken_here,
)
from assessment.ui.format import format_entered, format_figure, format_unit, plain, unbroken
from assessment.ui.state.clock import today
from assessment.ui.state.session import SEPARATOR, language, may, service, words
from assessment.ui.views.numbers.pictures import cells_of, show_pieces
from assessment.ui.views.numbers.upload import ChosenFiles, let_go

Columns = Sequence[Mapping[str, Choice]]
"""What the columns of each table are taken for."""


def preview(current: str, opened: Opened, files: ChosenFiles, chosen: Columns) -> None:
    """Show the numbers found; take those that are ticked once the reader says so."""
    tables = [held.read for held in files.tables]
    offers = service().numbers.offers(opened, tables, chosen, files.picture_reads)
    st.header(words("numbers.table.preview"))
    fresh = [offer for offer in offers if not offer.same]
    if not fresh:
        st.caption(words("numbers.table.none"))
        _same(offers)
        _missing(opened, files, chosen)
        return
    st.caption(words("numbers.table.preview_note"))
    _tick_buttons(files, fresh)
    ticked = [taken for offer in fresh if (taken := _offer(files, offer)) is not None]
    _same(offers)
    _missing(opened, files, chosen)
    day = _day(files) if any(offer.proposal.as_of is None for offer in ticked) else None
    items = _evidence_wanted(opened, files, ticked)
    label = words("numbers.table.take", count=len(ticked))
    if st.button(label, type="primary", icon=":material/download_done:", disabled=not ticked, key="take"):
        _take(current, opened, files, chosen, ticked, day, items)


def _key(files: ChosenFiles, offer: ImportCandidate) -> str:
    # Another number, or another doubt, is another question.
    return f"take|{files.key}|{offer.metric.id}|{offer.number}|{offer.ticked}"


def _tick_buttons(files: ChosenFiles, offers: Sequence[ImportCandidate]) -> None:
    if len(offers) < 3:
        return

    def tick(every: bool) -> None:  # noqa: FBT001 - a callback passes by position
        for offer in offers:
            st.session_state[_key(files, offer)] = every and offer.possible

    with st.container(horizontal=True, gap="small"):
        for name, icon, every in (
            ("all", ":material/select_all:", True),
            ("nothing", ":material/deselect:", False),
        ):
            label = words(f"numbers.table.{name}")
            st.button(label, type="tertiary", icon=icon, on_click=tick, args=(every,))


def _offer(files: ChosenFiles, offer: ImportCandidate) -> ImportCandidate | None:
    """Show one number; return it, perhaps corrected, where it is ticked."""
    key = _key(files, offer)
    st.session_state.setdefault(key, offer.ticked)
    seen = cells_of(offer, files.pictures)
    fixed = st.session_state.get(f"fix|{key}")
    shown = offer if fixed is None or fixed == offer.number else _corrected(offer, fixed)
    with st.container(border=True, key=f"offer_{offer.metric.id}", gap="xxsmall"):
        name = plain(offer.metric.name.in_(language()))
        ticked = st.checkbox(name, disabled=not shown.possible, key=key)
        show_pieces(seen)
        st.markdown(_change(shown))
        of_tables = [notice for held in files.tables for notice in held.read.notices]
        # What is true of the whole sheet stands above.
        for notice in (notice for notice in offer.notices if notice not in of_tables):
            st.markdown(f":orange[:material/help:] {plain(notice.text.in_(language()))}")
        if seen:
            _correct(offer, key)
        else:
            st.caption(_places(files, offer))
    return shown if ticked and shown.possible else None


def _change(offer: ImportCandidate) -> str:
    after = f"{plain(format_figure(offer.number))} {format_unit(offer.metric)}".strip()
    change = words("numbers.table.change", before=format_entered(offer.metric, offer.before), after=after)
    day = offer.proposal.as_of
    until = words("numbers.table.up_to", day=day) if day else words("numbers.table.no_day")
    return unbroken(f"{change}{SEPARATOR}{until}")


def _places(files: ChosenFiles, offer: ImportCandidate) -> str:
    """Say from which cells a number came, and how they became one."""
    several = len(files.tables) + len(files.pictures) > 1
    places = words("numbers.table.and").join(
        f"{place.file} {name} {place.address}" if several else f"{name} {place.address}"
        for name, place in offer.proposal.places
    )
    how = words(f"numbers.table.how.{offer.proposal.how}", rows=offer.proposal.rows)
    return words("numbers.table.from", how=how, places=plain(places))


def _correct(offer: ImportCandidate, key: str) -> None:
    """Let the reader say what really stands in the picture; a number that was corrected is ticked."""
    low, high = map(float, offer.metric.range)

    def tick() -> None:
        st.session_state[key] = True

    with st.expander(words("numbers.picture.correct"), icon=":material/edit:"):
        st.number_input(
            f"{words('numbers.picture.really')} {format_unit(offer.metric)}".strip(),
            min_value=low,
            max_value=high,
            # What may not be stored stands nowhere in this field: a bound in its place would be a correction.
            value=offer.number if low <= offer.number <= high else None,
            step=1.0 if offer.number == int(offer.number) else 0.01,
            format="%0.10g",
            key=f"fix|{key}",
            on_change=tick,
        )


def _corrected(offer: ImportCandidate, number: float) -> ImportCandidate:
    proposal = replace(offer.proposal, number=Decimal(repr(number)))
    return replace(offer, proposal=proposal, possible=True, same=False)


def _same(offers: Sequence[ImportCandidate]) -> None:
    same = [offer for offer in offers if offer.same]
    if same:
        names = words("app.or").join(plain(offer.metric.name.in_(language())) for offer in same)
        st.caption(words("numbers.table.same", count=len(same), names=names))


def _missing(opened: Opened, files: ChosenFiles, chosen: Columns) -> None:
    """Say what one more column would give."""
    names: dict[str, Localized] = {metric.id: metric.name for metric in opened.instrument.metrics}
    reads = [held.read for held in files.tables]
    for each in missing_inputs_of(reads, chosen) if reads else ():
        if each.metric in names:
            st.caption(plain(each.text(names, reads[0].columns).in_(language())))


def _day(files: ChosenFiles) -> date:
    day = st.date_input(
        words("numbers.table.day"),
        value=today(),
        max_value=today(),
        format="YYYY-MM-DD",
        width=260,
        key=f"day|{files.key}",
    )
    return day if isinstance(day, date) else today()


def _evidence_wanted(opened: Opened, files: ChosenFiles, ticked: Sequence[ImportCandidate]) -> list[str]:
    """Ask whether the pictures are kept as evidence; return the questions they would prove."""
    metrics = {offer.metric.id for offer in ticked if cells_of(offer, files.pictures)}
    items = [
        item.id
        for item in opened.instrument.items()
        if isinstance(item, MetricItem) and item.metric in metrics
    ]
    if not items:
        return []
    return items if st.checkbox(words("numbers.picture.keep"), key=f"keep|{files.key}") else []


def _take(  # noqa: PLR0913, PLR0917 - what is taken, from what, into what
    current: str,
    opened: Opened,
    files: ChosenFiles,
    chosen: Columns,
    ticked: Sequence[ImportCandidate],
    day: date | None,
    items: Sequence[str],
) -> None:
    name = files.tables[0].name if files.tables else ""
    imports = [
        metric_import(opened, offer, name, language(), day, files.picture_reads, today()) for offer in ticked
    ]
    try:
        service().numbers.import_metrics(current, imports)
        if may("numbers.remember_columns"):
            for held, columns in zip(files.tables, chosen, strict=True):
                service().numbers.remember_columns(held.read, columns)
        for picture in files.pictures:
            for item in items:
                service().evidence.attach_file(current, item, picture.name, picture.raw)
    except (Conflict, Refused, Completed) as error:
        st.warning(plain(error.in_(language())))
        return
    remember_taken(current, len(ticked))
    let_go()
    st.rerun()


def taken_before(snapshot: Snapshot) -> None:
    """Say what was taken just now and what it changed, and offer the way back as long as there is one."""
    current, opened = snapshot.id, snapshot.opened
    taken = taken_here(snapshot)
    if taken:
        st.success(words("numbers.table.taken", count=taken), icon=":material/download_done:")
        changed_by_taken(snapshot, to_results=True)
    back = service().numbers.to_undo(current)
    if back and st.button(
        words("numbers.table.undo", count=len(back)),
        icon=":material/undo:",
        type="tertiary",
        key="undo_numbers",
    ):
        restored = service().numbers.undo(current)
        forget_taken()
        names = words("app.or").join(
            plain(metric.name.in_(language()))
            for metric in opened.instrument.metrics
            if metric.id in restored
        )
        st.toast(words("numbers.table.undone", names=names))
        st.rerun()
