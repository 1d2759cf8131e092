"""The ways from one section of a questionnaire to another: chips above it, buttons below it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.ui.components.questionnaire import PROFILE, section_name
from assessment.ui.format import plain
from assessment.ui.navigation import go_to_section, show_item, show_section
from assessment.ui.state.answering import AnswerProgress, next_open
from assessment.ui.state.draft import Draft
from assessment.ui.state.session import language, words

NEXT_OPEN = "next_open_from"
"""Holds the section from which the next open question is asked for."""


def is_saved_when_left(section: str) -> bool:
    """Whether all that a section's inputs hold is saved before the next page is drawn, wherever that is.

    Then the way to another section need not draw this one again. The profile decides what is asked: it is
    saved as it is drawn.
    """
    return section != PROFILE


def _chip(section: str, progress: dict[str, AnswerProgress], instrument: Instrument) -> str:
    name = plain(section_name(section, instrument))
    part = progress.get(section)
    if part is None:
        return name
    return f":material/check: {name}" if part.complete else f"{name} {part.done}/{part.asked}"


def section_chips(
    sections: list[str], section: str, progress: dict[str, AnswerProgress], instrument: Instrument
) -> None:
    """Show the sections with how far each other one is; choosing one goes there.

    How far this one is stands in the progress line, which each answer draws
    anew; the chips are drawn with the whole page only.
    """
    key = f"sections_{section}_{language()}"

    def label(one: str) -> str:
        return plain(section_name(one, instrument)) if one == section else _chip(one, progress, instrument)

    def show_chosen() -> None:
        if is_saved_when_left(section):
            show_section(st.session_state[key])

    with st.container(key="sections"):
        chosen = st.pills(
            words("respond.sections"),
            sections,
            default=section,
            format_func=label,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=show_chosen,
        )
    if chosen is not None and chosen != section:
        go_to_section(chosen)


def section_button(  # noqa: PLR0913, PLR0917 - what a button is, and where it leads
    label: str,
    icon: str,
    section: str,
    to: str,
    show: Callable[[str], None] = show_section,
    type: Literal["primary", "secondary"] = "secondary",  # noqa: A002 - the framework's name
) -> None:
    """Show a button that leads to another section.

    Args:
        label: its text.
        icon: its icon, by name.
        section: the one it stands under, which is drawn once more only where that saves something.
        to: where it leads.
        show: leads there.
        type: of the button.
    """
    icon = f":material/{icon}:"
    if is_saved_when_left(section):
        st.button(label, icon=icon, type=type, on_click=show, args=(to,))
    elif st.button(label, icon=icon, type=type):
        show(to)
        st.rerun()


def next_open_button(section: str) -> None:
    """Show the button that leads to the next open question; see `show_next_open`."""
    section_button(words("respond.next_open"), "search", section, section, _ask_for_next_open)


def _ask_for_next_open(section: str) -> None:
    st.session_state[NEXT_OPEN] = section


def show_next_open(mine: Draft, otherwise: str) -> None:
    """Lead to the next open question where it was asked for: known only once all is saved and read.

    Args:
        mine: the draft, just read.
        otherwise: the section to show where nothing is open.
    """
    section = st.session_state.pop(NEXT_OPEN, None)
    if section is None or mine.opened is None:
        return
    item = next_open(mine.opened.instrument, mine.assessment, section, mine.again)
    if item is None:
        show_section(otherwise)
    else:
        show_item(item.id)
