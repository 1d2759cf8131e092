"""Intake: one question at a time, on a screen that everybody in the room can see.

Its reader came to lead a talk without looking for the next question, to see
the answer kept at once, and to know how the time goes; the merchant in front
of the same screen came to recognise the own shop in one of four sentences.
"""

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, MetricItem
from assessment.service import Refused
from assessment.ui import widgets
from assessment.ui.components.answer_history import history_button
from assessment.ui.components.answer_texts import NOTE_BOX, text_box
from assessment.ui.components.asking import Asking
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.evidence import evidence_button, evidence_line
from assessment.ui.components.number_field import number_input
from assessment.ui.components.question import after_choice, anchored, question_copied, ticked
from assessment.ui.components.questionnaire import how_to_answer, unsent_notice
from assessment.ui.components.stumble import stumble_control
from assessment.ui.format import plain
from assessment.ui.navigation import css_key, read_here
from assessment.ui.navigation import page as page_of
from assessment.ui.state.clock import time_of_day, to_local
from assessment.ui.state.draft import draft
from assessment.ui.state.session import address, language, service, words
from assessment.ui.state.typed_fields import done_with, typed_field_of
from assessment.ui.views.intake.agenda import agenda_screen, end_screen
from assessment.ui.views.intake.controller import (
    AGENDA,
    ASK,
    END,
    IntakeController,
    ask_why,
    handle_key,
    intake_state,
    mount,
    pressed,
    take_back,
)
from assessment.ui.views.intake.controller import clock as running_clock
from assessment.ui.views.intake.item_order import count_done, count_planned, still_parked


def page() -> None:
    """Draw the intake of the assessment in the address."""
    controller = read_here(_entered)
    if controller is None:
        return
    st.title(plain(controller.opened.assessment.merchant.name or ""))
    if controller.opened.assessment.status == "completed":
        _finished(controller.mine.id)
        return
    controller.settle()
    # Before the question, and on every screen: keys count from the moment it is there to be seen.
    mount(
        controller.tab.keys.seen,
        controller.tab.focus,
        f"{controller.tab.focus}{controller.tab.focus_requests}",
    )
    _draw(controller)
    widgets.mount_autosave("intake")


def _entered(current: str) -> IntakeController:
    """Read where the intake is, and obey the keys that came since, each of them once."""
    mine, tab, keys = draft(current), intake_state(current), pressed()
    # While keys come fast, the page before may still be obeying the first of them.
    with mine.lock:
        controller = IntakeController(mine, mine.refresh(), service().intake.session(current), tab)
        mine.fresh = False
        if controller.opened.assessment.status == "draft":
            for number, key in keys:
                if number > tab.keys.seen:
                    handle_key(controller, key)
                    tab.keys.seen = number
            controller.arrive()
    return controller


def _draw(controller: IntakeController) -> None:
    if controller.screen == END:
        end_screen(controller)
        return
    item = controller.item
    if controller.screen == AGENDA or item is None:
        agenda_screen(controller)
        return
    if controller.session.state == "paused":
        _paused(controller)
        return
    ask_item(controller, item)


def _paused(controller: IntakeController) -> None:
    with st.container(key="intake_paused"):
        st.header(words("intake.paused"))
        st.caption(words("intake.paused_what"))
        with st.container(horizontal=True):
            if st.button(words("intake.resume"), type="primary", icon=":material/play_arrow:"):
                service().intake.resume(controller.mine.id)
                controller.show(ASK)
                st.rerun()
            if st.button(words("intake.to_end"), icon=":material/flag:", type="tertiary"):
                controller.show(END)
                st.rerun()


def _finished(current: str) -> None:
    st.info(words("intake.finished"), icon=":material/lock:")
    st.page_link(
        page_of("results"),
        label=words("respond.finish.see_results"),
        icon=":material/insights:",
        query_params=address(current),
    )


def ask_item(controller: IntakeController, item: Item) -> None:
    """Draw the question, with all that belongs to it."""
    _strip(controller, item)
    asking = Asking(
        controller.mine,
        controller.opened.instrument,
        controller.opened.instrument.dimension(item.dimension),
        locked=False,
        line=st.empty(),
        progress="",  # the intake says itself how far it is
        keys=True,
        reason_for=controller.tab.reason_for,
        on_reason=controller.tab.ask_no_more,
    )
    with st.container(key="intake_item"):
        left, right = st.columns([5, 3], gap="large")
        with left:
            _question(asking, item)
        with right:
            _beside(asking, item)
    _why(controller, item)
    _foot(controller, item)
    first = controller.order.neighbour(item.id, -1) is None
    how_to_answer(shown=first)


def _strip(controller: IntakeController, item: Item) -> None:
    """Where we are, and the time used of the time planned."""
    order, session = controller.order, controller.session
    here = order.of(item.dimension)
    place = [each.id for each in here].index(item.id) + 1
    planned = count_planned(order.items, controller.mine.assessment, session)
    with st.container(key="intake_top", horizontal=True, vertical_alignment="center"):
        name = plain(controller.opened.instrument.dimension(item.dimension).name.in_(language()))
        st.markdown(words("intake.place", name=name, place=place, count=len(here)), width="content")
        st.space("stretch")
        running_clock(
            session.used_in_all,
            60 * session.minutes_an_item * planned,
            session.counts_until,
            words("intake.clock"),
            running=session.state == "running",
        )
        if st.button(words("intake.pause"), icon=":material/pause:", type="tertiary"):
            service().intake.pause(controller.mine.id)
            st.rerun()
    dealt = count_done(order.items, controller.mine.assessment)
    st.progress(dealt / len(order.items), text=words("intake.progress", done=dealt, asked=len(order.items)))


def _question(asking: Asking, item: Item) -> None:
    with st.container(key=css_key(item.id)):
        st.markdown(f"## {plain(item.question.in_(language()))}")
        if item.guidance is not None:
            st.markdown(f":gray[{plain(item.guidance.in_(language()))}]")
        if isinstance(item, AnchoredItem):
            anchored(asking, item)
        elif isinstance(item, ChecklistItem | GridItem):
            ticked(asking, item)
        elif isinstance(item, MetricItem):
            with st.container(key="intake_number"):
                metric = asking.instrument.metric(item.metric)
                number_input(asking.draft, metric, locked=False, labelled=False)
            if item.find_out is not None:
                st.caption(words("respond.find_out", where=plain(item.find_out.in_(language()))))
        if not isinstance(item, MetricItem):
            after_choice(asking, item)
        _saved(asking, item)


def _saved(asking: Asking, item: Item) -> None:
    place = f"metric:{item.metric}" if isinstance(item, MetricItem) else item.id
    unsent_notice(asking.draft, place)
    at = asking.draft.saved_at.get(place)
    if at is not None and place not in asking.draft.unsent:
        st.caption(f":material/check: {words('respond.saved', time=time_of_day(at))}")


def _beside(asking: Asking, item: Item) -> None:
    lang = language()
    good = _good(asking, item)
    if good is not None:
        title, text = good
        with st.container(key="intake_good"):
            st.caption(title)
            st.markdown(plain(text))
    if item.evidence is not None:
        st.caption(words("intake.evidence"))
        st.markdown(plain(item.evidence.in_(lang)))
    evidence_line(asking.draft, item)
    answer = asking.draft.answer(item.id)
    if answer is not None and answer.verified is not None:
        day = to_local(answer.verified.at).date().isoformat()
        st.caption(words("respond.verified_by", by=plain(answer.verified.by), day=day))
    with st.container(horizontal=True):
        # Only an answer can be verified; a number is what the platform shows.
        evidence_button(asking.draft, item, locked=False, seen=not isinstance(item, MetricItem))
        history_button(asking.draft, item, locked=False)
    stumble_control(asking.draft, item, locked=False)
    if not isinstance(item, MetricItem):
        with st.container(key="intake_note"):
            text_box(asking, item, NOTE_BOX)
        question_copied(asking, item, NOTE_BOX)


def _good(asking: Asking, item: Item) -> tuple[str, str] | None:
    """Return what the next point up looks like; without an answer, what the top point does."""
    if not isinstance(item, AnchoredItem):
        return None
    answer = asking.draft.answer(item.id)
    above = [
        point
        for point in sorted(item.anchors)
        if answer is not None and answer.point is not None and point > answer.point
    ]
    if answer is not None and answer.point == max(item.anchors):
        return None
    point = above[0] if above else max(item.anchors)
    title = words("intake.next_up") if above else words("intake.good")
    return title, item.anchors[point].in_(language())


def _why(controller: IntakeController, item: Item) -> None:
    """Ask for a word why the item is left for later, and go on."""
    if controller.tab.why_for != item.id:
        return
    with st.container(key="intake_why", horizontal=True, vertical_alignment="bottom"):
        name, scope = f"why|{item.id}", controller.mine.id
        back = typed_field_of(scope, name).back or ""
        why = typed_field(words("intake.park_why"), name=name, scope=scope)
        is_given = st.button(words("intake.park"), type="tertiary", key="intake_why_give")
        if st.button(words("app.cancel"), type="tertiary", key="intake_why_cancel"):
            controller.tab.ask_no_more()
            done_with(scope, name)
            st.rerun()
    # Enter gives what was typed; what came back from an earlier page waits for the button.
    if why and (is_given or why != back.strip()):
        try:
            controller.session = service().intake.park(controller.mine.id, item.id, why)
        except Refused as refused:
            st.warning(plain(refused.in_(language())))
            return
        done_with(scope, name)
        controller.tab.tell("intake.parked")
        controller.step(1)
        st.rerun()


def _foot(controller: IntakeController, item: Item) -> None:
    parked = len(still_parked(controller.mine.assessment, controller.session))
    with st.container(horizontal=True, key="intake_foot", vertical_alignment="center"):
        first = controller.order.neighbour(item.id, -1) is None
        if st.button(words("intake.previous"), icon=":material/arrow_back:", disabled=first):
            controller.step(-1)
            st.rerun()
        if st.button(words("intake.next"), type="primary", icon=":material/arrow_forward:"):
            controller.step(1)
            st.rerun()
        if st.button(words("intake.park"), icon=":material/bookmark:", type="tertiary"):
            ask_why(controller, item)
            st.rerun()
        if st.button(words("respond.undo"), icon=":material/undo:", type="tertiary"):
            take_back(controller, "undo")
            st.rerun()
        st.space("stretch")
        if st.button(words("intake.agenda"), icon=":material/list:", type="tertiary"):
            controller.show(AGENDA)
            st.rerun()
        label = words("intake.to_end") if not parked else words("intake.to_end_parked", count=parked)
        if st.button(label, icon=":material/flag:", type="tertiary"):
            controller.show(END)
            st.rerun()
    with st.container(key="intake_keys_help"):
        st.caption(words("intake.keys"))
