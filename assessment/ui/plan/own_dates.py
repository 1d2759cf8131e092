"""Dates of the merchant's own: a shop anniversary, a holiday, a move of the warehouse."""

from datetime import date

import streamlit as st

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.text import LocalText
from assessment.planning.request import LONGEST_EVENT
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words


def own_dates(kept: tuple[Event, ...], key: str) -> tuple[Event, ...]:
    """Show the merchant's own dates and let the visitor add and remove some; return them."""
    events: list[Event] = st.session_state.setdefault(f"{key}_list", list(kept))
    st.markdown(words("plan.own"))
    st.caption(words("plan.own_note"))
    for number, event in enumerate(events):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_{number}_line"):
            st.markdown(_said(event), width="stretch")
            if st.button(
                words("plan.own_remove"), key=f"{key}_{number}", icon=":material/close:", type="tertiary"
            ):
                events.remove(event)
                st.rerun()
    with st.popover(words("plan.own_add"), icon=":material/event:", key=f"{key}_add"):
        _form(events, key)
    return tuple(events)


def _said(event: Event) -> str:
    """Say what it is called, its days, and who has no time where that is not everybody."""
    days = [event.starts.isoformat(), event.ends.isoformat()]
    said = f"{plain(event.name.in_(language()))}　{' – '.join(dict.fromkeys(days))}"
    busy = {function for freeze in event.freezes for function in freeze.functions}
    functions = service().instrument.functions
    if busy >= {one.id for one in functions}:
        return said
    names = words("app.or").join(plain(one.name.in_(language())) for one in functions if one.id in busy)
    return f"{said}　:small[:gray[{names}]]"


def _form(events: list[Event], key: str) -> None:
    functions = {one.id: plain(one.name.in_(language())) for one in service().instrument.functions}
    # A date that was added leaves an empty form; one that was refused stays to be mended.
    with st.form(f"{key}_form_{len(events)}", border=False):
        name = st.text_input(words("plan.own_name"), max_chars=40).strip()
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
    st.rerun()
