"""The frame around questions: sections to choose from, the progress line, and changes made elsewhere.

Each question is a fragment. A fragment may write into a container outside
itself if it did so when the whole page was drawn: every question writes the
progress line into the same container, and the last writer is what shows.
Only numbers and the page's own words go into that markup, never what a
visitor typed.
"""

import re
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.responses import Mode
from assessment.service import LocalizedError, Opened
from assessment.ui.format import plain
from assessment.ui.state.answering import in_all, progress_of
from assessment.ui.state.clock import time_of_day
from assessment.ui.state.draft import Draft
from assessment.ui.state.looks import look_only_if
from assessment.ui.state.session import (
    SEPARATOR,
    error_text,
    is_part_drawn_anew,
    language,
    looking_by_itself,
    may,
    service,
    words,
)


def choose_length() -> str:
    """Ask for the length of a new assessment, the ten-minute one first; return the value of its `Mode`."""
    return st.radio(
        words("home.length"),
        [Mode.CORE.value, Mode.FULL.value],
        format_func=lambda one: words(f"home.mode.{one}"),
        captions=[words("home.mode.core_note"), words("home.mode.full_note")],
    )


def is_locked(opened: Opened) -> bool:
    """Whether the questions are shown and not to be changed: completed, or the visitor may only look."""
    return opened.assessment.status == "completed" or not may("answers.record")


def _figures(mine: Draft, dimension: str | None) -> tuple[str, str, str]:
    """Return the text, when it was saved, and the width in per cent."""
    if mine.opened is None:
        return "", "", "0"
    progress = progress_of(mine.opened.instrument, mine.assessment, mine.again)
    total = in_all(progress)
    key = "respond.progress" if mine.again is None else "rounds.progress"
    text = words(key, done=total.done, asked=total.asked)
    part = progress.get(dimension or "")
    if part is not None and part.asked:
        text += SEPARATOR + words("respond.part", done=part.done, asked=part.asked)
    saved = words("respond.saved", time=time_of_day(mine.last_saved)) if mine.last_saved else ""
    if mine.unsent:
        saved = words("respond.unsent_count", count=len(mine.unsent))
    return text, saved, f"{100 * total.share:.1f}"


def progress_markup(mine: Draft, dimension: str | None) -> str:
    """Return the line that says how far the questionnaire is, and when it was saved."""
    text, saved, width = _figures(mine, dimension)
    return (
        '<div class="progress-line" role="status">'
        f'<span class="progress-text">{escape(text)}</span>'
        f'<span class="progress-saved">{escape(saved)}</span>'
        f'<div class="progress-track"><div class="progress-fill" style="width:{width}%"></div></div></div>'
    )


def unsent_notice(mine: Draft, place: str, at: str = "") -> None:
    """Say beside a question that what was given is not saved yet, and why; what was refused can be let go.

    Args:
        mine: the draft.
        place: where it was given.
        at: where else it is said, for keys of its own.
    """
    unsent = mine.unsent.get(place)
    if unsent is None:
        return
    with st.container(key=f"{at}unsent_" + re.sub(r"[.:#]", "__", place)):
        why = plain(error_text(unsent.why))
        if unsent.again is not None:
            st.warning(words("respond.not_saved_yet", why=why), icon=":material/sync_problem:")
        else:
            st.warning(words("respond.not_saved", why=why), icon=":material/error:")
            key = f"{at}discard_{place}"
            st.button(words("respond.discard"), key=key, on_click=mine.discard, args=(place,))


LOOK_EVERY = 10
"""Seconds between two looks."""
NAMED = 3
"""So many questions are named; of more only how many there are."""


def _changed_elsewhere(mine: Draft, stored: Mapping[str, int]) -> list[str]:
    """Return the items whose stored answers this tab has not read."""
    known = mine.opened.instrument.items_by_id if mine.opened is not None else {}
    return [
        item for item, revision in stored.items() if item in known and revision != mine.revisions.get(item, 0)
    ]


@st.fragment(run_every=LOOK_EVERY)
def concurrent_edits(mine: Draft, revisions: Callable[[], Mapping[str, int]]) -> None:
    """Tell that answers of this draft were changed elsewhere since this tab read them.

    Args:
        mine: the draft.
        revisions: reads what is stored with which revision, away from the page.
    """
    changed: list[str] = []
    if is_part_drawn_anew():  # the whole page has just read what is stored
        try:
            with looking_by_itself():
                changed = _changed_elsewhere(mine, mine.book.revisions())
        except LocalizedError:
            return  # the next thing that is done on the page says so
    look_only_if(lambda: _changed_elsewhere(mine, revisions()) != changed)
    if not changed:
        return
    known = mine.opened.instrument.items_by_id if mine.opened is not None else {}
    names = words("app.or").join(plain(known[item].label.in_(language())) for item in changed[:NAMED])
    with st.container(key="beside", horizontal=True, vertical_alignment="center"):
        st.info(words("respond.beside", count=len(changed), names=names), icon=":material/group:")
        if st.button(words("respond.beside_show"), icon=":material/refresh:"):
            st.rerun(scope="app")


PROFILE, NUMBERS, FINISH = "profile", "numbers", "finish"
"""The sections of the questionnaire that are no dimension."""


def section_name(section: str, instrument: Instrument) -> str:
    """Return the name of a section in the page's language."""
    if section in (PROFILE, NUMBERS, FINISH):
        return words(f"respond.section.{section}")
    return instrument.dimension(section).name.in_(language())


def how_to_answer(*, shown: bool) -> None:
    """Say how to choose between sentences, and for whom some questions mean something else.

    Args:
        shown: whether the first rule is in sight, as where the answering begins: it holds for everybody, and
            the questions still begin on a phone's first screen. All else can be opened.
    """
    sentences = [plain(one.text.in_(language())) for one in service().bank.answering]
    if not sentences:
        return
    with st.container(key="how_to_answer"):
        if shown:
            st.markdown(sentences.pop(0))
        if sentences:
            label = words("respond.how_more", count=len(sentences)) if shown else words("respond.how")
            with st.expander(label, icon=":material/help:"):
                st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


TRY_EVERY = 4
"""Seconds between two tries."""


@st.fragment(run_every=TRY_EVERY)
def unsent(first: dict[str, bool]) -> None:
    """Try again what is unsent in this tab, and say how much of it there is, with the store's own words.

    Args:
        first: holds something as long as the whole page is drawn, which has just tried.
    """
    drafts: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    waiting = [mine for mine in drafts.values() if mine.unsent or mine.unread]
    is_shown = bool(waiting)
    look_only_if(lambda: is_shown or any(mine.unsent or mine.unread for mine in list(drafts.values())))
    if not first.pop("drawn", False) and any(mine.retry() or mine.readable() for mine in waiting):
        st.rerun(scope="app")
    lost = [one for mine in waiting for one in mine.unsent.values() if one.again is not None]
    if lost:
        why = plain(error_text(lost[0].why))
        with st.container(key="unsent"):
            st.warning(words("respond.unsent", count=len(lost), why=why), icon=":material/sync_problem:")
    for unread in [mine.unread for mine in waiting if mine.unread is not None][:1]:
        why = plain(error_text(unread))
        st.warning(words("respond.unread", why=why), icon=":material/sync_problem:")


def say_trouble(trouble: LocalizedError) -> None:
    """Say in its own words why a page could not be drawn, with a way to try again."""
    st.error(plain(error_text(trouble)), icon=":material/report:")
    st.button(words("app.try_again"), icon=":material/refresh:", key="try_again")
