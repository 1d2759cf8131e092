"""What would be taken: each number beside what is there now, with its cells and what is doubtful about it."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from assessment.service import Completed, Conflict, Opened, Refused
from assessment.service.numbers import taking
from assessment.spreadsheets import Choice, ImportCandidate, missing_inputs_of
from assessment.texts import Localized
from assessment.ui.format import format_entered, format_figure, format_unit, plain
from assessment.ui.state.clock import today
from assessment.ui.state.session import language, service, words
from assessment.ui.views.numbers.upload import Held, let_go

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
