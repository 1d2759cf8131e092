"""Intake: one question at a time, on a screen that everybody in the room can see.

Its reader came to lead a talk without looking for the next question, to see
the answer kept at once, and to know how the time goes; the merchant in front
of the same screen came to recognise the own shop in one of four sentences.
"""

import streamlit as st

from assessment.service import NoSuchAssessment
from assessment.ui.format import plain
from assessment.ui.navigation import nothing_open
from assessment.ui.navigation import page as page_of
from assessment.ui.state.draft import draft
from assessment.ui.state.session import address, assessment_id, language, service, words
from assessment.ui.views.intake.agenda import agenda_screen
from assessment.ui.views.intake.card import ask_item
from assessment.ui.views.intake.controller import AGENDA, ASK, END, Intake, handle_key, intake_state
from assessment.ui.views.intake.ending import end_screen
from assessment.ui.views.intake.keys import mount, pressed
from assessment.ui.widgets import autosave


def page() -> None:
    """Draw the intake of the assessment in the address."""
    current = assessment_id()
    if current is None:
        nothing_open()
        return
    try:
        room = _entered(current)
    except NoSuchAssessment as error:
        st.warning(error.in_(language()))
        nothing_open()
        return
    st.title(plain(room.opened.assessment.merchant.name or ""))
    if room.opened.assessment.status == "completed":
        _finished(current)
        return
    room.settle()
    # Before the question, and on every screen: keys count from the moment it is there to be seen.
    mount(room.tab.keys.seen, room.tab.focus, f"{room.tab.focus}{room.tab.wishes}")
    _draw(room)
    autosave.mount("intake")


def _entered(current: str) -> Intake:
    """Read where the intake is, and obey the keys that came since, each of them once."""
    mine, tab, keys = draft(current), intake_state(current), pressed()
    # While keys come fast, the page before may still be obeying the first of them.
    with mine.lock:
        room = Intake(mine, mine.refresh(), service().intake.session(current), tab)
        mine.fresh = False
        if room.opened.assessment.status == "draft":
            for number, key in keys:
                if number > tab.keys.seen:
                    handle_key(room, key)
                    tab.keys.seen = number
            room.arrive()
    return room


def _draw(room: Intake) -> None:
    if room.screen == END:
        end_screen(room)
        return
    item = room.item
    if room.screen == AGENDA or item is None:
        agenda_screen(room)
        return
    if room.session.state == "paused":
        _paused(room)
        return
    ask_item(room, item)


def _paused(room: Intake) -> None:
    with st.container(key="intake_paused"):
        st.header(words("intake.paused"))
        st.caption(words("intake.paused_what"))
        with st.container(horizontal=True):
            if st.button(words("intake.resume"), type="primary", icon=":material/play_arrow:"):
                service().intake.resume(room.mine.id)
                room.show(ASK)
                st.rerun()
            if st.button(words("intake.to_end"), icon=":material/flag:", type="tertiary"):
                room.show(END)
                st.rerun()


def _finished(current: str) -> None:
    st.info(words("intake.finished"), icon=":material/lock:")
    st.page_link(
        page_of("results"),
        label=words("respond.finish.see_results"),
        icon=":material/insights:",
        query_params=address(current),
    )
