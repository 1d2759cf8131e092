"""When: the first day of a plan, the week to be done by, events to be ready for, the merchant's own dates."""

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.text import LocalText
from assessment.planning import PlanRequest
from assessment.planning.request import LONGEST_EVENT, MOST_WEEKS
from assessment.service import Refused
from assessment.service.checks import within
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.format import plain
from assessment.ui.state.plan_request import request_key, request_place
from assessment.ui.state.session import language, service, words
from assessment.ui.state.typed_fields import ANY_PAGE, done_with

A_YEAR = timedelta(days=365)
"""The first day lies between a year ago, for a roadmap that is under way, and two years ahead."""
LONGEST_NAME = 40
"""Characters of what a date of the merchant's own is called."""


def plan_dates(request: PlanRequest, at_first: PlanRequest, today: date, week_1: date) -> PlanRequest:
    """Ask for the first day, the horizon, events to be ready for, and the merchant's own dates."""
    st.markdown(f"**{words('plan.dates')}**")
    with st.container(horizontal=True, vertical_alignment="bottom", key="dates"):
        start = st.date_input(
            words("plan.start"),
            value=at_first.start or week_1,
            min_value=min(at_first.start or week_1, today - A_YEAR),
            max_value=max(at_first.start or week_1, today + 2 * A_YEAR),
            format="YYYY-MM-DD",
            help=words("plan.start_help"),
            width=170,
            key=request_key("start"),
        )
        weeks = st.number_input(
            words("plan.weeks"),
            1,
            MOST_WEEKS,
            at_first.weeks,
            1,
            placeholder=words("plan.no_limit"),
            help=words("plan.weeks_help"),
            width=190,
            key=request_key("weeks"),
        )
    events = {
        event.id: event for event in service().bank.calendar if event.deadline_for and event.starts > today
    }
    ready = st.multiselect(
        words("plan.ready_for"),
        list(events),
        default=sorted(at_first.ready_for & events.keys()),
        select_all=False,
        format_func=lambda key: _event(events[key]),
        placeholder=words("plan.no_event"),
        help=words("plan.ready_for_help"),
        key=request_key("ready"),
    )
    own = own_dates(at_first.own_events)
    first = start if isinstance(start, date) else None
    return replace(
        request,
        start=None if first == week_1 and at_first.start is None else first,
        weeks=None if weeks is None else int(weeks),
        ready_for=frozenset(ready),
        own_events=own,
    )


def _event(event: Event) -> str:
    expected = words("plan.expected") if event.certainty == "expected" else ""
    return f"{event.name.in_(language())} {event.starts.isoformat()}{expected}"


def own_dates(kept: tuple[Event, ...]) -> tuple[Event, ...]:
    """Show the merchant's own dates and let the visitor add and remove some; return them."""
    key = request_key("own")
    # The list outlives its widgets, and so a change of the language.
    events: list[Event] = st.session_state.setdefault(request_place("own_list"), list(kept))
    st.markdown(words("plan.own"))
    st.caption(words("plan.own_note"))
    for number, event in enumerate(events):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_{number}_line"):
            st.markdown(_event_line(event), width="stretch")
            if st.button(
                words("plan.own_remove"), key=f"{key}_{number}", icon=":material/close:", type="tertiary"
            ):
                events.remove(event)
                st.rerun()
    with st.popover(words("plan.own_add"), icon=":material/event:", key=f"{key}_add"):
        _form(events, key)
    return tuple(events)


def _event_line(event: Event) -> str:
    """Say what it is called, its days, and who has no time where that is not everybody."""
    days = [event.starts.isoformat(), event.ends.isoformat()]
    text = f"{plain(event.name.in_(language()))}　{' – '.join(dict.fromkeys(days))}"
    busy = {function for freeze in event.freezes for function in freeze.functions}
    functions = service().bank.instrument.functions
    if busy >= {one.id for one in functions}:
        return text
    names = words("app.or").join(plain(one.name.in_(language())) for one in functions if one.id in busy)
    return f"{text}　:small[:gray[{names}]]"


def _form(events: list[Event], key: str) -> None:
    functions = {one.id: plain(one.name.in_(language())) for one in service().bank.instrument.functions}
    # A date that was added leaves an empty form; one that was refused stays to be mended.
    with st.form(f"{key}_form_{len(events)}", border=False):
        name = typed_field(words("plan.own_name"), name=f"own_date|{key}")
        span = st.date_input(words("plan.own_span"), value=[], format="YYYY-MM-DD")
        busy = st.multiselect(
            words("plan.own_busy"),
            list(functions),
            default=list(functions),
            select_all=False,
            format_func=lambda one: functions[one],
        )
        if not st.form_submit_button(words("plan.own_add_now"), type="primary"):
            return
    days = [day for day in span if isinstance(day, date)] if isinstance(span, tuple) else []
    if not name or not days or not busy:
        st.warning(words("plan.own_incomplete"))
        return
    try:
        within(name, LONGEST_NAME)
    except Refused as refused:
        st.warning(plain(refused.in_(language())))
        return
    first, last = min(days), max(days)
    if (last - first).days >= LONGEST_EVENT:
        st.warning(words("plan.own_too_long", most=LONGEST_EVENT))
        return
    taken = {event.id for event in events}
    number = next(one for one in range(1, len(events) + 2) if f"own_{one}" not in taken)
    events.append(
        Event(
            id=f"own_{number}",
            festival="own",
            name=LocalText(dict.fromkeys(("zh", "en"), name)),
            starts=first,
            ends=last,
            certainty="announced",
            freezes=[Freeze(starts=first, ends=last, functions=busy)],
        )
    )
    done_with(ANY_PAGE, f"own_date|{key}")
    st.rerun()
