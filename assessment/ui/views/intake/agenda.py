"""The screens around the questions of an intake: the agenda before them, the end of a session after them."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from assessment.scoring.agreement import ENOUGH
from assessment.service import Conflict
from assessment.service.intake import Session
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.follow_up import verify_list
from assessment.ui.components.questionnaire import PROFILE, how_to_answer, unsent_notice
from assessment.ui.format import plain
from assessment.ui.navigation import SECTION
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import asked_items, progress_of
from assessment.ui.state.copied_places import APPOINTMENT, DAY, appointment_of, save_appointment
from assessment.ui.state.input_parts import NOTE
from assessment.ui.state.session import address, language, service, words
from assessment.ui.views.intake.controller import ASK, IntakeController
from assessment.ui.views.intake.item_order import answered_since, count_done, dimensions_asked, still_parked

NAMED = 3
"""Questions of the profile that are named; more are counted."""


def agenda_screen(room: IntakeController) -> None:
    """Choose the parts of today, and begin."""
    asked = dimensions_asked(room.opened.instrument, room.mine.assessment)
    chosen = list(room.course.dimensions)
    st.header(words("intake.agenda_title"))
    st.caption(words("intake.agenda_intro"))
    with st.container(key="agenda", gap=None):
        for dimension in [*chosen, *(each for each in asked if each not in chosen)]:
            _row(room, dimension, chosen)
    _minutes(room, chosen)
    _profile(room)
    how_to_answer(shown=True)
    _begin(room)
    _own_window(room)


def _profile(room: IntakeController) -> None:
    """Say how much of the profile is known: it decides which questions there are."""
    questions = room.opened.instrument.profile
    left = [one for one in questions if one.id not in room.mine.assessment.profile]
    if not left:
        return
    # Each ends with its question mark.
    names = " ".join(plain(one.question.in_(language())) for one in left[:NAMED])
    st.info(words("intake.profile_open", count=len(left), names=names), icon=":material/storefront:")
    st.page_link(
        page_of("respond"),
        label=words("intake.to_profile"),
        icon=":material/arrow_forward:",
        query_params=address(room.mine.id, **{SECTION: PROFILE}),
    )


def _row(room: IntakeController, dimension: str, chosen: list[str]) -> None:
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


def _set(room: IntakeController, dimensions: list[str], minutes: float) -> None:
    if not dimensions:
        st.warning(words("intake.one_part"))
        return
    _choose(room, dimensions, minutes)
    st.rerun()


def _choose(room: IntakeController, dimensions: list[str], minutes: float) -> bool:
    """Keep an agenda over the one on the screen; where another window changed it, say so instead."""
    try:
        service().intake.set_agenda(room.mine.id, dimensions, minutes, room.session)
    except Conflict:
        st.toast(words("intake.agenda_changed"), icon=":material/sync_problem:")
        return False
    return True


def _minutes(room: IntakeController, chosen: list[str]) -> None:
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


def _begin(room: IntakeController) -> None:
    session = room.session
    label = words("intake.begin") if session.state == "new" else words("intake.go_on")
    if st.button(label, type="primary", icon=":material/play_arrow:", disabled=not room.course.items):
        _start(room, session)


def _start(room: IntakeController, session: Session) -> None:
    if session.state == "paused":
        service().intake.resume(room.mine.id)
    else:
        service().intake.start(room.mine.id)
    room.show(ASK)
    item = room.item
    if item is not None:
        room.go(item.id)
    st.rerun()


def _own_window(room: IntakeController) -> None:
    st.divider()
    st.caption(words("intake.own_window"))
    # A link of the browser's own: it opens beside this window, which may be on the shared screen already.
    st.link_button(
        words("intake.open_private"),
        f"/private?{urlencode(address(room.mine.id))}",
        icon=":material/visibility_off:",
        type="tertiary",
    )


def end_screen(room: IntakeController) -> None:
    """Sum up the session, and end it."""
    st.header(words("intake.end_title"))
    _figures(room)
    _not_asked(room)
    _parked(room)
    _apart(room)
    _to_verify(room)
    _next(room)
    _buttons(room)


def _figures(room: IntakeController) -> None:
    course, session, assessment = room.course, room.session, room.mine.assessment
    with st.container(horizontal=True, gap="large"):
        dealt = count_done(course.items, assessment)
        st.metric(words("intake.answered"), f"{dealt} / {len(course.items)}", width="content")
        st.metric(
            words("intake.answered_now"), str(answered_since(course, assessment, session)), width="content"
        )
        planned = len(course.items) * session.minutes_an_item
        st.metric(
            words("intake.time"),
            words("intake.of_minutes", used=minutes_of(session.used_in_all), planned=f"{planned:g}"),
            width="content",
        )
    with st.expander(words("intake.time_by_part")):
        for dimension in course.dimensions:
            name = plain(room.opened.instrument.dimension(dimension).name.in_(language()))
            used = minutes_of(session.used.get(dimension, 0.0))
            plan = f"{len(course.of(dimension)) * session.minutes_an_item:g}"
            st.markdown(f"{name}　{words('intake.of_minutes', used=used, planned=plan)}")


def _not_asked(room: IntakeController) -> None:
    """Name what stays open after today: parts off the agenda, questions left out, the profile."""
    progress = progress_of(room.opened.instrument, room.mine.assessment)
    open_parts = [(part, one.asked - one.done) for part, one in progress.items() if one.asked > one.done]
    st.subheader(words("intake.not_asked"))
    if not open_parts:
        st.caption(words("intake.all_asked"))
    for part, left in open_parts:
        name = plain(room.opened.instrument.dimension(part).name.in_(language()))
        is_reached = room.session.used.get(part, 0.0) > 0
        planned = "intake.left_open" if is_reached else "intake.not_reached"
        key = planned if part in room.course.dimensions else "intake.not_today"
        st.markdown(f"- {words(key, name=name, count=left)}")
    _profile(room)


def _parked(room: IntakeController) -> None:
    left = set(still_parked(room.mine.assessment, room.session))
    parked = [each for each in room.session.parked if each.item in left]
    st.subheader(words("intake.parking"))
    if not parked:
        st.caption(words("intake.nothing_parked"))
    for each in parked:
        item = room.opened.instrument.item(each.item)
        with st.container(horizontal=True, vertical_alignment="center", key=f"parked_{each.item}"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(item.label.in_(language()))}**")
                st.caption(plain(each.why))
            if st.button(words("intake.reopen"), key=f"reopen_{each.item}", icon=":material/undo:"):
                service().intake.unpark(room.mine.id, each.item)
                _back_to(room, each.item)


def _back_to(room: IntakeController, item: str) -> None:
    if room.session.state in ("new", "ended"):
        service().intake.start(room.mine.id)
    if room.course.has(item):
        room.go(item)
    else:
        # Another day's part: it joins today's.
        dimensions = [*room.course.dimensions, item.partition(".")[0]]
        if _choose(room, dimensions, room.session.minutes_an_item):
            room.go(item)
    st.rerun()


MOST_APART = 5
"""Items several people disagree on that are named here; their page has all of them."""


def _apart(room: IntakeController) -> None:
    """Count what several people see differently, where there are several.

    On this screen the merchant looks on: of two who differ each would know what
    the other said, so only what more of them answered is named.
    """
    voices = service().agreement.view(room.mine.id)
    if not voices.labels:
        return
    agenda = voices.to_talk
    st.subheader(words("intake.apart", count=len(agenda)))
    named = [spread for spread in agenda if len(spread.points) >= ENOUGH]
    for spread in named[:MOST_APART]:
        st.markdown(f"- {plain(spread.item.label.in_(language()))}")
    st.page_link(
        page_of("respondents"),
        label=words("respondents.to_page"),
        icon=":material/groups:",
        query_params=address(room.mine.id),
    )


def _to_verify(room: IntakeController) -> None:
    st.subheader(words("intake.to_verify"))
    verify_list(service().assessments.snapshot(room.mine.id))


def _next(room: IntakeController) -> None:
    st.subheader(words("intake.next_time"))
    kept, mine = room.session.appointment, room.mine
    stored = (kept.day.isoformat(), kept.words) if kept else ("", "")
    unsent, seen = mine.unsent.get(APPOINTMENT), mine.seen.setdefault(APPOINTMENT, stored)
    shown = unsent.value if unsent else seen
    turn = f"{mine.id}|{mine.renewals.get(APPOINTMENT, 0)}"
    day_key, words_key = f"next_day|{turn}", f"next_words|{turn}"
    with st.container(horizontal=True, gap="large"):
        typed = st.text_input(
            words("intake.next_day"),
            value=shown[0],
            placeholder="2026-12-01",
            width=180,
            key=day_key,
        ).strip()
        what = st.text_input(
            words("intake.next_words"),
            value=shown[1],
            key=words_key,
        ).strip()
    if (typed, what) != shown:
        _keep_appointment(room, typed, what)
    elif stored != seen and not unsent:
        # Changed elsewhere, and nothing given here: the inputs start afresh.
        mine.seen.pop(APPOINTMENT)
        mine.restart(APPOINTMENT)
        st.rerun()
    elif kept and not unsent:
        st.caption(f":material/check: {words('intake.next_kept')}")
    unsent_notice(mine, APPOINTMENT)
    copied(mine, APPOINTMENT, {DAY: day_key, NOTE: words_key})


def _keep_appointment(room: IntakeController, typed: str, what: str) -> None:
    given = typed, what
    typed, what = appointment_of(room.mine, given)
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        st.warning(words("respond.profile.day_wrong"))
        return
    if not day and not what:
        room.mine.unsent.pop(APPOINTMENT, None)
    if save_appointment(room.mine, day, what):
        room.mine.seen[APPOINTMENT] = given
        st.caption(f":material/check: {words('intake.next_kept')}")
    if (typed, what) != given:
        st.rerun()  # with what others wrote


def _buttons(room: IntakeController) -> None:
    with st.container(horizontal=True, key="intake_end"):
        running = room.session.state in ("running", "paused")
        if running and st.button(words("intake.back_to_questions"), icon=":material/arrow_back:"):
            room.show(ASK)
            service().intake.resume(room.mine.id)
            st.rerun()
        if running and st.button(words("intake.end"), type="primary", icon=":material/flag:"):
            service().intake.end(room.mine.id)
            st.rerun()
        if not running:
            st.success(words("intake.ended"), icon=":material/check_circle:")
            if st.button(words("intake.again"), icon=":material/play_arrow:"):
                room.show(None)
                st.rerun()
    st.page_link(
        page_of("results"),
        label=words("respond.finish.see_draft"),
        icon=":material/insights:",
        query_params=address(room.mine.id),
    )


def minutes_of(seconds: float) -> str:
    """Return whole minutes, at least 1 once any time was used."""
    return str(max(1, round(seconds / 60))) if seconds > 0 else "0"
