"""The consultant's own window: notes that nobody else ever sees.

Its reader came to write down what one does not say aloud, to see which
question the shared screen is at, and to find the notes again later. What is
written here stands in a table of its own: no export, result or report reads
it, and neither does any other page.
"""

from collections.abc import Mapping

import streamlit as st

from assessment.instrument.model import Instrument, Item
from assessment.service import NoSuchAssessment, Opened, PrivateNote
from assessment.ui import widgets
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.format import plain
from assessment.ui.navigation import opened_here
from assessment.ui.state.answering import asked_items
from assessment.ui.state.clock import time_of_day
from assessment.ui.state.draft import draft
from assessment.ui.state.input_parts import NOTE
from assessment.ui.state.session import language, looking_by_itself, service, words
from assessment.ui.state.session_places import known_notes

SESSION = ""
"""The note of the whole session."""
LOOK_EVERY = 3
"""Seconds between looks at where the shared screen is."""


def page() -> None:
    """Draw the notes of the assessment in the address."""
    here = opened_here()
    if here is None:
        return
    current, opened = here
    st.title(words("intake.private.title"))
    st.caption(words("intake.private.what", name=plain(opened.assessment.merchant.name or "")))
    items = _items(opened)
    shown = _shown(current, items)
    _follow(current, opened.instrument, shown.id if shown else None)
    notes = service().intake.notes(current)
    if shown is not None:
        st.markdown(f"**{plain(shown.question.in_(language()))}**")
        _note(current, shown.id, notes, words("intake.private.of_item"))
    _note(current, SESSION, notes, words("intake.private.of_session"))
    _kept(current, opened.instrument, notes, shown)
    widgets.mount_autosave("private")


def _items(opened: Opened) -> list[Item]:
    return [
        item
        for dimension in opened.instrument.dimensions
        for item in asked_items(dimension, opened.assessment)
    ]


def _shown(current: str, items: list[Item]) -> Item | None:
    """Return the item whose note is open: the one in the address, else where the shared screen is."""
    wanted = st.query_params.get("q") or service().intake.session(current).item
    found = next((item for item in items if item.id == wanted), items[0] if items else None)
    if found is not None:
        st.query_params["q"] = found.id
    return found


@st.fragment(run_every=LOOK_EVERY)
def _follow(current: str, instrument: Instrument, shown: str | None) -> None:
    """Say where the shared screen is; the note being written here is never taken away."""
    try:
        with looking_by_itself():
            session = service().intake.session(current)
    except NoSuchAssessment:
        return
    at = session.item
    if at is None or at == shown:
        st.caption(f":material/cast: {words('intake.private.here' if at else 'intake.private.not_begun')}")
        return
    item = instrument.items_by_id.get(at)
    name = plain(item.label.in_(language())) if item is not None else ""
    with st.container(horizontal=True, vertical_alignment="center", key="private_follow"):
        st.markdown(f":material/cast: {words('intake.private.elsewhere', name=name)}", width="content")
        if st.button(words("intake.private.go_there"), icon=":material/arrow_forward:", type="primary"):
            st.query_params["q"] = at
            st.rerun(scope="app")


def _note(current: str, item: str, notes: Mapping[str, PrivateNote], label: str) -> None:
    known, kept, mine = known_notes(current), notes.get(item), draft(current)
    place = f"private:{item}"
    seen = known.get(item)
    if seen is None or (kept is not None and seen.revision != kept.revision):
        # New here, or written elsewhere meanwhile.
        if seen is not None:
            mine.restart(place)
        if kept is not None:
            known[item] = seen = kept
    unsent = mine.unsent.get(place)
    stored = unsent.value if unsent else seen.text if seen else ""
    key = f"p|{current}|{item}|{mine.renewals.get(place, 0)}"
    typed: str = st.text_area(
        label,
        value=stored,
        key=key,
        height=180,
        on_change=_keep,
        args=(current, item, key),
    )
    drawn: set[str] = st.session_state.setdefault("private_drawn", set())
    if typed.strip() != stored.strip():
        # A box that comes back after a restart may hold another text: then both are kept.
        _keep(current, item, key, over_seen=key in drawn)
        seen = known.get(item)
    drawn.add(key)
    unsent_notice(mine, place)
    if seen is not None and place not in mine.unsent:
        st.caption(f":material/check: {words('respond.saved', time=time_of_day(seen.at))}")
    copied(mine, place, {NOTE: key})


def _keep(current: str, item: str, key: str, *, over_seen: bool = True) -> None:
    """Write what the box holds over what this tab has seen."""
    known, mine = known_notes(current), draft(current)
    typed = str(st.session_state.get(key, ""))
    seen, unsent = known.get(item), mine.unsent.get(f"private:{item}")
    expected = (seen.revision if seen else 0) if over_seen else -1
    if unsent is not None:
        expected = min(expected, unsent.revision)

    def write() -> None:
        known[item] = kept = service().intake.save_note(current, item, typed, expected)
        if kept.text != typed.strip():
            # Somebody else wrote too: both texts are there now.
            mine.restart(f"private:{item}")

    mine.attempt(f"private:{item}", typed, write, revision=expected)


def _kept(current: str, instrument: Instrument, notes: Mapping[str, PrivateNote], shown: Item | None) -> None:
    """The notes of other questions, to be found again."""
    others = [
        (item, notes[item.id])
        for item in instrument.items()
        if item.id in notes and notes[item.id].text and (shown is None or item.id != shown.id)
    ]
    if not others:
        return
    st.subheader(words("intake.private.others"))
    for item, note in others:
        with st.container(border=True, key=f"private_{current}_{item.id.replace('.', '__')}"):
            if st.button(plain(item.label.in_(language())), key=f"open_{item.id}", type="tertiary"):
                st.query_params["q"] = item.id
                st.rerun()
            st.text(note.text)
