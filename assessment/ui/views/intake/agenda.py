"""The screens around the questions of an intake: the agenda before them, the end of a session after them."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from assessment.instrument.model import Item
from assessment.scoring.agreement import ENOUGH
from assessment.service import Conflict
from assessment.service.intake import Session
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.follow_up import verify_list
from assessment.ui.components.questionnaire import PROFILE, how_to_answer, unsent_notice
from assessment.ui.format import plain
from assessment.ui.navigation import SECTION
from assessment.ui.navigation import page as page_of
from assessment.ui.state.answering import asked_items, open_profile_questions, progress_of
from assessment.ui.state.copies import APPOINTMENT, DAY
from assessment.ui.state.draft import session_key
from assessment.ui.state.input_parts import NOTE
from assessment.ui.state.session import address, language, service, words
from assessment.ui.state.session_places import appointment_of, save_appointment
from assessment.ui.views.intake.controller import ASK, IntakeController
from assessment.ui.views.intake.item_order import (
    answered_since,
    count_done,
    count_planned,
    dimensions_asked,
    still_parked,
)

NAMED = 3
"""Questions of the profile that are named; more are counted."""


def agenda_screen(controller: IntakeController) -> None:
    """Choose the parts of today, and begin."""
    asked = dimensions_asked(controller.opened.instrument, controller.mine.assessment)
    chosen = list(controller.order.dimensions)
    st.header(words("intake.agenda_title"))
    st.caption(words("intake.agenda_intro"))
    with st.container(key="agenda", gap=None):
        for dimension in [*chosen, *(each for each in asked if each not in chosen)]:
            _row(controller, dimension, chosen)
    _minutes(controller, chosen)
    _profile(controller)
    how_to_answer(shown=True)
    _begin(controller)
    _own_window(controller)


def _profile(controller: IntakeController) -> None:
    """Say how much of the profile is known: it decides which questions there are."""
    left = open_profile_questions(controller.opened.instrument, controller.mine.assessment.profile)
    if not left:
        return
    # Each ends with its question mark.
    names = " ".join(plain(one.question.in_(language())) for one in left[:NAMED])
    if len(left) > NAMED:
        names += f" {words('intake.and_more')}"
    st.info(words("intake.profile_open", count=len(left), names=names), icon=":material/storefront:")
    st.page_link(
        page_of("respond"),
        label=words("intake.to_profile"),
        icon=":material/arrow_forward:",
        query_params=address(controller.mine.id, **{SECTION: PROFILE}),
    )


def _row(controller: IntakeController, dimension: str, chosen: list[str]) -> None:
    instrument, assessment = controller.opened.instrument, controller.mine.assessment
    items = asked_items(instrument.dimension(dimension), assessment)
    within = dimension in chosen
    with st.container(horizontal=True, vertical_alignment="center", key=f"agenda_{dimension}"):
        wanted = st.checkbox(
            plain(instrument.dimension(dimension).name.in_(language())),
            value=within,
            key=f"today|{controller.mine.id}|{dimension}|{within}|{language()}",
            width="stretch",
        )
        st.caption(
            words(
                "intake.part",
                count=len(items),
                done=count_done(items, assessment),
                minutes=_planned(controller, items),
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
        _set(controller, [*left, dimension] if wanted else left, controller.session.minutes_an_item)
    elif earlier:
        order = [*chosen]
        order[place - 1 : place + 1] = [order[place], order[place - 1]]
        _set(controller, order, controller.session.minutes_an_item)


def _set(controller: IntakeController, dimensions: list[str], minutes: float) -> None:
    if not dimensions:
        st.warning(words("intake.one_part"))
        return
    _choose(controller, dimensions, minutes)
    st.rerun()


def _choose(controller: IntakeController, dimensions: list[str], minutes: float) -> bool:
    """Keep an agenda over the one on the screen; where another window changed it, say so instead."""
    try:
        service().intake.set_agenda(controller.mine.id, dimensions, minutes, controller.session)
    except Conflict:
        st.toast(words("intake.agenda_changed"), icon=":material/sync_problem:")
        return False
    return True


def _minutes(controller: IntakeController, chosen: list[str]) -> None:
    session = controller.session
    minutes = st.segmented_control(
        words("intake.minutes"),
        [1.0, 2.0, 3.0, 5.0],
        default=session.minutes_an_item,
        format_func=lambda one: words("intake.minutes_each", minutes=f"{one:g}"),
        required=True,
        key=f"minutes|{controller.mine.id}|{session.minutes_an_item}|{language()}",
    )
    if minutes is not None and minutes != session.minutes_an_item:
        _set(controller, chosen, minutes)
    items = controller.order.items
    answered = count_done(items, controller.mine.assessment)
    plan = _planned(controller, items)
    if answered:
        st.markdown(words("intake.total_left", count=len(items), done=answered, minutes=plan))
    else:
        st.markdown(words("intake.total", count=len(items), minutes=plan))


def _planned(controller: IntakeController, items: Sequence[Item]) -> str:
    """Return the minutes planned for these items."""
    count = count_planned(items, controller.mine.assessment, controller.session)
    return f"{count * controller.session.minutes_an_item:g}"


def _begin(controller: IntakeController) -> None:
    session = controller.session
    label = words("intake.begin") if session.state == "new" else words("intake.go_on")
    if st.button(label, type="primary", icon=":material/play_arrow:", disabled=not controller.order.items):
        _start(controller, session)


def _start(controller: IntakeController, session: Session) -> None:
    if session.state == "paused":
        service().intake.resume(controller.mine.id)
    else:
        service().intake.start(controller.mine.id)
    controller.show(ASK)
    item = controller.item
    if item is not None:
        controller.go(item.id)
    st.rerun()


def _own_window(controller: IntakeController) -> None:
    st.divider()
    st.caption(words("intake.own_window"))
    # A link of the browser's own: it opens beside this window, which may be on the shared screen already.
    st.link_button(
        words("intake.open_private"),
        f"/private?{urlencode(address(controller.mine.id))}",
        icon=":material/visibility_off:",
        type="tertiary",
    )


def end_screen(controller: IntakeController) -> None:
    """Sum up the session, and end it."""
    st.header(words("intake.end_title"))
    _figures(controller)
    _not_asked(controller)
    _parked(controller)
    _apart(controller)
    _to_verify(controller)
    _next(controller)
    _buttons(controller)


def _figures(controller: IntakeController) -> None:
    order, session, assessment = controller.order, controller.session, controller.mine.assessment
    with st.container(horizontal=True, gap="large"):
        dealt = count_done(order.items, assessment)
        st.metric(words("intake.answered"), f"{dealt} / {len(order.items)}", width="content")
        st.metric(
            words("intake.answered_now"), str(answered_since(order, assessment, session)), width="content"
        )
        st.metric(
            words("intake.time"),
            words(
                "intake.of_minutes",
                used=minutes_of(session.used_in_all),
                planned=_planned(controller, order.items),
            ),
            width="content",
        )
    with st.expander(words("intake.time_by_part")):
        for dimension in order.dimensions:
            name = plain(controller.opened.instrument.dimension(dimension).name.in_(language()))
            used = minutes_of(session.used.get(dimension, 0.0))
            plan = _planned(controller, order.of(dimension))
            st.markdown(f"{name}　{words('intake.of_minutes', used=used, planned=plan)}")


def _not_asked(controller: IntakeController) -> None:
    """Name what stays open after today: parts off the agenda, questions left out, the profile."""
    progress = progress_of(controller.opened.instrument, controller.mine.assessment)
    open_parts = [(part, one.asked - one.done) for part, one in progress.items() if one.asked > one.done]
    st.subheader(words("intake.not_asked"))
    if not open_parts:
        st.caption(words("intake.all_asked"))
    for part, left in open_parts:
        name = plain(controller.opened.instrument.dimension(part).name.in_(language()))
        is_reached = controller.session.used.get(part, 0.0) > 0
        planned = "intake.left_open" if is_reached else "intake.not_reached"
        key = planned if part in controller.order.dimensions else "intake.not_today"
        st.markdown(f"- {words(key, name=name, count=left)}")
    _profile(controller)


def _parked(controller: IntakeController) -> None:
    left = set(still_parked(controller.mine.assessment, controller.session))
    parked = [each for each in controller.session.parked if each.item in left]
    st.subheader(words("intake.parking"))
    if not parked:
        st.caption(words("intake.nothing_parked"))
    for each in parked:
        item = controller.opened.instrument.item(each.item)
        with st.container(horizontal=True, vertical_alignment="center", key=f"parked_{each.item}"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(item.label.in_(language()))}**")
                st.caption(plain(each.why))
            if st.button(words("intake.reopen"), key=f"reopen_{each.item}", icon=":material/undo:"):
                service().intake.unpark(controller.mine.id, each.item)
                _back_to(controller, each.item)


def _back_to(controller: IntakeController, item: str) -> None:
    if controller.session.state in ("new", "ended"):
        service().intake.start(controller.mine.id)
    if controller.order.has(item):
        controller.go(item)
    else:
        # Another day's part: it joins today's.
        dimensions = [*controller.order.dimensions, item.partition(".")[0]]
        if _choose(controller, dimensions, controller.session.minutes_an_item):
            controller.go(item)
    st.rerun()


MOST_APART = 5
"""Items several people disagree on that are named here; their page has all of them."""


def _apart(controller: IntakeController) -> None:
    """Count what several people see differently, where there are several.

    On this screen the merchant looks on: of two who differ each would know what
    the other said, so only what more of them answered is named.
    """
    voices = service().agreement.view(controller.mine.id)
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
        query_params=address(controller.mine.id),
    )


def _to_verify(controller: IntakeController) -> None:
    st.subheader(words("intake.to_verify"))
    verify_list(service().assessments.snapshot(controller.mine.id))


def _next(controller: IntakeController) -> None:
    st.subheader(words("intake.next_time"))
    kept, mine = controller.session.appointment, controller.mine
    stored = (kept.day.isoformat(), kept.words) if kept else ("", "")
    unsent, seen = mine.unsent.get(APPOINTMENT), mine.seen.setdefault(APPOINTMENT, stored)
    shown = unsent.value if unsent else seen
    turn = session_key(mine, APPOINTMENT)
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
        _keep_appointment(controller, typed, what)
    elif stored != seen and not unsent:
        # Changed elsewhere, and nothing given here: the inputs start afresh.
        mine.seen.pop(APPOINTMENT)
        mine.restart(APPOINTMENT)
        st.rerun()
    elif kept and not unsent:
        st.caption(f":material/check: {words('intake.next_kept')}")
    unsent_notice(mine, APPOINTMENT)
    copied(mine, APPOINTMENT, {DAY: day_key, NOTE: words_key})


def _keep_appointment(controller: IntakeController, typed: str, what: str) -> None:
    given = typed, what
    typed, what = appointment_of(controller.mine, given)
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        st.warning(words("respond.profile.day_wrong"))
        return
    if not day and not what:
        controller.mine.unsent.pop(APPOINTMENT, None)
    if save_appointment(controller.mine, day, what):
        controller.mine.seen[APPOINTMENT] = given
        st.caption(f":material/check: {words('intake.next_kept')}")
    if (typed, what) != given:
        st.rerun()  # with what others wrote


def _buttons(controller: IntakeController) -> None:
    with st.container(horizontal=True, key="intake_end"):
        running = controller.session.state in ("running", "paused")
        if running and st.button(words("intake.back_to_questions"), icon=":material/arrow_back:"):
            controller.show(ASK)
            service().intake.resume(controller.mine.id)
            st.rerun()
        if running and st.button(words("intake.end"), type="primary", icon=":material/flag:"):
            service().intake.end(controller.mine.id)
            st.rerun()
        if not running:
            st.success(words("intake.ended"), icon=":material/check_circle:")
            if st.button(words("intake.again"), icon=":material/play_arrow:"):
                controller.show(None)
                st.rerun()
    st.page_link(
        page_of("results"),
        label=words("respond.finish.see_draft"),
        icon=":material/insights:",
        query_params=address(controller.mine.id),
    )


def minutes_of(seconds: float) -> str:
    """Return whole minutes, at least 1 once any time was used."""
    return str(max(1, round(seconds / 60))) if seconds > 0 else "0"
