"""A respondent's own sheet, by a private link or on the consultant's device.

Its reader came to answer what is asked of them and nothing else, often on a
phone between two tasks; to be sure that it is kept and who will read it; and
to know when they are done.
"""

from contextlib import suppress
from hashlib import sha256
from html import escape
from typing import Literal

import streamlit as st

from assessment.service import Greeting, LinkClosed, NoSuchAssessment, Opened, OwnSheet, Refused
from assessment.ui import widgets
from assessment.ui.components.asking import Asking
from assessment.ui.components.browser_copy import all_is_stored
from assessment.ui.components.question import ask
from assessment.ui.components.questionnaire import (
    concurrent_edits,
    how_to_answer,
    progress_markup,
    section_name,
)
from assessment.ui.components.section_buttons import (
    next_open_button,
    section_button,
    section_chips,
    show_next_open,
)
from assessment.ui.format import plain, respondent_label
from assessment.ui.navigation import SECTION, go_on_at, go_to_item, nothing_open, scroll_target
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import asked_items, in_all, progress_of, where_stopped
from assessment.ui.state.clock import to_local
from assessment.ui.state.draft import Draft, draft
from assessment.ui.state.session import (
    SEPARATOR,
    address,
    assessment_id,
    language,
    sees_one_sheet_at_most,
    service,
    token,
    words,
)

SHEET = "s"
"""The query parameter that names the sheet where the device is the consultant's."""


def page() -> None:
    """Draw the sheet this visitor may fill in."""
    if sees_one_sheet_at_most():
        _by_link(token())
        return
    current, sheet = assessment_id(), st.query_params.get(SHEET)
    if current is None or sheet is None:
        nothing_open()
        return
    own_sheet(service().respondents.own_sheet(current, sheet), draft_key(), lent=True)
    st.page_link(
        page_of("respondents"),
        label=words("sheet.back"),
        icon=":material/keyboard_return:",
        query_params=address(current),
    )


def draft_key() -> str:
    """Return under which name this tab keeps what it knows of the sheet; stable, and no secret."""
    given = token()
    if given is not None:
        return "link-" + sha256(given.encode()).hexdigest()[:16]
    return f"{assessment_id()}-{st.query_params.get(SHEET)}"


def _by_link(given: str | None) -> None:
    if given is None:
        st.title(words("sheet.door.none"))
        st.info(words("sheet.door.none_more"), icon=":material/link:")
        return
    own_sheet(service().respondents.sheet_by_link(given), draft_key(), lent=False)


def own_sheet(book: OwnSheet, key: str, *, lent: bool) -> None:
    """Draw a sheet.

    Args:
        book: the sheet, and all that can be reached from here.
        key: of this tab's draft; the same after a restart of the server.
        lent: whether the device is the consultant's, who gets it back.
    """
    mine = draft(key, book)
    try:
        greeting = book.arrive()
        opened = mine.refresh(notice=True)
    except (LinkClosed, Refused, NoSuchAssessment) as closed:
        st.title(words("sheet.door.closed"))
        st.info(plain(closed.in_(language())), icon=":material/lock_clock:")
        _leave(lent=lent)
        return
    mine.fresh = False
    if greeting.done:
        _done(book, greeting, opened)
    else:
        _fill_in(mine, book, greeting, opened, lent=lent)
    _leave(lent=lent)


def _fill_in(mine: Draft, book: OwnSheet, greeting: Greeting, opened: Opened, *, lent: bool) -> None:
    _head(greeting, lent=lent)
    sections = list(progress_of(opened.instrument, opened.assessment))
    if not sections:
        st.info(words("sheet.nothing_asked"))
        return
    show_next_open(mine, sections[-1])
    go_on_at(where_stopped(opened.instrument, mine.assessment, None))
    section = st.query_params.get(SECTION, sections[0])
    section = section if section in sections else sections[0]
    # What is looked at stays: once it is answered, the next redraw must not go on to another part by itself.
    st.query_params[SECTION] = section
    with st.container(key="bar"):
        line = st.empty()
        concurrent_edits(mine, book.revisions)
    section_chips(sections, section, progress_of(opened.instrument, opened.assessment), opened.instrument)
    dimension = opened.instrument.dimension(section)
    st.header(plain(dimension.name.in_(language())))
    st.caption(plain(dimension.measures.in_(language())))
    how_to_answer(shown=section == sections[0])
    asking = Asking(
        mine,
        opened.instrument,
        dimension,
        locked=False,
        line=line,
        progress=progress_markup(mine, section),
        by_consultant=False,
    )
    for number, item in enumerate(asked_items(dimension, opened.assessment), start=1):
        ask(asking, item, number)
    line.html(progress_markup(mine, section))  # what was given is saved as its question is drawn
    _foot(mine, book, sections, section)
    widgets.mount_autosave(section, *scroll_target())


def _head(greeting: Greeting, *, lent: bool) -> None:
    st.title(words("app.nav.sheet"))
    parts = [words("sheet.for", shop=plain(greeting.merchant_name), label=respondent_label(greeting.label))]
    if greeting.expires_at is not None:
        parts.append(words("sheet.until", day=to_local(greeting.expires_at).strftime("%Y-%m-%d %H:%M")))
    st.caption(SEPARATOR.join(parts))
    if lent:
        st.info(words("sheet.in_turn", label=respondent_label(greeting.label)), icon=":material/swap_horiz:")
    st.markdown(words("sheet.intro"))
    st.caption(words("sheet.privacy") + ("" if lent else words("sheet.keep_link")))


def _foot(mine: Draft, book: OwnSheet, sections: list[str], section: str) -> None:
    place = sections.index(section)
    if mine.opened is None:
        return
    instrument = mine.opened.instrument
    with st.container(horizontal=True, key="foot"):
        if place:
            section_button(words("respond.back"), "arrow_back", section, sections[place - 1])
        if st.button(words("respond.undo"), icon=":material/undo:"):
            _undo(mine)
        next_open_button(section)
        if place + 1 < len(sections):
            name = plain(section_name(sections[place + 1], instrument))
            label = words("respond.forward", name=name)
            section_button(label, "arrow_forward", section, sections[place + 1], type="primary")
    _hand_in(mine, book, is_last=place + 1 == len(sections))


def _undo(mine: Draft) -> None:
    try:
        item = mine.book.undo()
    except LinkClosed:
        st.rerun()
    if item is None:
        st.toast(words("respond.nothing_to_undo"))
        return
    opened = mine.refresh()
    mine.renew(item)
    st.toast(words("respond.undone", name=plain(opened.instrument.item(item).label.in_(language()))))
    go_to_item(item)


def _hand_in(mine: Draft, book: OwnSheet, *, is_last: bool) -> None:
    """Offer to hand in; the last part is where it is expected.

    Questions are drawn by themselves, so how many are open is looked up when the button is pressed.
    """
    kind: Literal["primary", "secondary"] = "primary" if is_last else "secondary"
    if not st.button(words("sheet.hand_in"), type=kind, icon=":material/task_alt:", key="hand_in"):
        return
    if mine.opened is None:
        return
    total = in_all(progress_of(mine.opened.instrument, mine.assessment))
    if total.complete:
        _give(mine, book)
    elif not total.done:
        st.toast(words("sheet.nothing_answered"))
    else:
        _confirm(mine, book, total.asked - total.done)


def _confirm(mine: Draft, book: OwnSheet, missing: int) -> None:
    @st.dialog(words("sheet.hand_in"))
    def ask() -> None:
        st.markdown(words("sheet.hand_in_open", count=missing))
        with st.container(horizontal=True):
            is_sure = st.button(words("sheet.hand_in_yes"), type="primary", icon=":material/task_alt:")
            if st.button(words("sheet.go_on")):
                st.rerun()
        if is_sure:
            _give(mine, book)

    ask()


def _give(mine: Draft, book: OwnSheet) -> None:
    if not all_is_stored(mine):
        return
    # Where it cannot be done any more the page, drawn again, says why.
    with suppress(LinkClosed, Refused):
        book.hand_in()
    st.rerun()


def _done(book: OwnSheet, greeting: Greeting, opened: Opened) -> None:
    st.title(words("sheet.done"))
    total = in_all(progress_of(opened.instrument, opened.assessment))
    st.caption(words("sheet.for", shop=plain(greeting.merchant_name), label=respondent_label(greeting.label)))
    st.success(words("sheet.done_more", done=total.done, asked=total.asked), icon=":material/check_circle:")
    if st.button(words("sheet.take_up"), icon=":material/edit:"):
        with suppress(LinkClosed, Refused):
            book.take_up_again()
        st.rerun()


def _leave(*, lent: bool) -> None:
    """Offer the way out of a private link: who only tried one would else see nothing but this sheet."""
    if not lent:
        # A real link in this tab: Streamlit's own open another one. No visitor's text in it.
        st.html(f'<a class="leave" href="/r/leave" target="_self">{escape(words("sheet.leave"))}</a>')
