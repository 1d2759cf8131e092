"""Before the first question: which parts today, in which order, how long, and the window for oneself."""

import streamlit as st

from assessment.service.intake import Session
from assessment.ui.format import plain
from assessment.ui.navigation import page as page_of
from assessment.ui.state.progress import asked_items
from assessment.ui.state.session import address, language, service, words
from assessment.ui.views.intake.controller import ASK, Intake
from assessment.ui.views.intake.item_order import count_done, dimensions_asked


def agenda_screen(room: Intake) -> None:
    """Choose the parts of today, and begin."""
    asked = dimensions_asked(room.opened.instrument, room.mine.assessment)
    chosen = list(room.course.dimensions)
    st.header(words("intake.agenda_title"))
    st.caption(words("intake.agenda_intro"))
    with st.container(key="agenda", gap=None):
        for dimension in [*chosen, *(each for each in asked if each not in chosen)]:
            _row(room, dimension, chosen)
    _minutes(room, chosen)
    _begin(room)
    _own_window(room)


def _row(room: Intake, dimension: str, chosen: list[str]) -> None:
    instrument, assessment = room.opened.instrument, room.mine.assessment
    items = asked_items(instrument.dimension(dimension), assessment)
    within = dimension in chosen
    with st.container(horizontal=True, vertical_alignment="center", key=f"agenda_{dimension}"):
        wanted = st.checkbox(
            plain(instrument.dimension(dimension).name.in_(language())),
            value=within,
            key=f"today|{room.mine.id}|{dimension}|{within}|{language()}",
            width="stretch",
        )
        st.caption(
            words(
                "intake.part",
                count=len(items),
                done=count_done(items, assessment),
                minutes=f"{len(items) * room.session.minutes_an_item:g}",
            ),
            width="content",
        )
        place = chosen.index(dimension) if within else 0
        earlier = st.button(
            words("intake.earlier"),
            icon=":material/arrow_upward:",
            type="tertiary",
            disabled=place == 0,
            key=f"earlier_{dimension}",
        )
    if wanted != within:
        left = [each for each in chosen if each != dimension]
        _set(room, [*left, dimension] if wanted else left, room.session.minutes_an_item)
    elif earlier:
        order = [*chosen]
        order[place - 1 : place + 1] = [order[place], order[place - 1]]
        _set(room, order, room.session.minutes_an_item)


def _set(room: Intake, dimensions: list[str], minutes: float) -> None:
    if not dimensions:
        st.warning(words("intake.one_part"))
        return
    service().intake.set_agenda(room.mine.id, dimensions, minutes)
    st.rerun()


def _minutes(room: Intake, chosen: list[str]) -> None:
    session = room.session
    minutes = st.segmented_control(
        words("intake.minutes"),
        [1.0, 2.0, 3.0, 5.0],
        default=session.minutes_an_item,
        format_func=lambda one: words("intake.minutes_each", minutes=f"{one:g}"),
        required=True,
        key=f"minutes|{room.mine.id}|{session.minutes_an_item}|{language()}",
    )
    if minutes is not None and minutes != session.minutes_an_item:
        _set(room, chosen, minutes)
    total = len(room.course.items)
    st.markdown(words("intake.total", count=total, minutes=f"{total * session.minutes_an_item:g}"))


def _begin(room: Intake) -> None:
    session = room.session
    label = words("intake.begin") if session.state == "new" else words("intake.go_on")
    if st.button(label, type="primary", icon=":material/play_arrow:", disabled=not room.course.items):
        _start(room, session)


def _start(room: Intake, session: Session) -> None:
    if session.state == "paused":
        service().intake.resume(room.mine.id)
    else:
        service().intake.start(room.mine.id)
    room.show(ASK)
    item = room.item
    if item is not None:
        room.go(item.id)
    st.rerun()


def _own_window(room: Intake) -> None:
    st.divider()
    st.caption(words("intake.own_window"))
    st.page_link(
        page_of("private"),
        label=words("intake.open_private"),
        icon=":material/visibility_off:",
        query_params=address(room.mine.id),
    )
