"""What is asked once about the merchant. It adds no points; it decides what is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from assessment.instrument.model import Instrument, ProfileQuestion
from assessment.responses import Mode
from assessment.service import Opened
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.format import plain
from assessment.ui.state.copies import DAY, MODE, PROFILE
from assessment.ui.state.draft import Draft, session_key
from assessment.ui.state.input_parts import CHOICE, NOTE
from assessment.ui.state.profile_places import MOST_COUNT, MOST_PEOPLE, save_day, save_mode, save_profile
from assessment.ui.state.session import language, words


def length_and_day(mine: Draft, opened: Opened, *, locked: bool) -> None:
    """How much is asked, and the day the answers stand for."""
    assessment = opened.assessment
    stored = assessment.taken_on.isoformat() if assessment.taken_on else ""
    # Made anew where something else is stored: an old page must not write its own over it.
    mode_key, day_key = (
        f"{place}|{mine.id}|{kept}|{mine.renewals.get(place, 0)}|{language()}"
        for place, kept in ((MODE, assessment.mode.value), (DAY, stored))
    )
    unsent_mode, unsent_day = mine.unsent.get(MODE), mine.unsent.get(DAY)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="length_and_day"):
        mode = st.segmented_control(
            words("respond.length"),
            [Mode.CORE.value, Mode.FULL.value],
            default=unsent_mode.value if unsent_mode else assessment.mode.value,
            format_func=lambda one: words(f"home.mode.{one}"),
            required=True,
            disabled=locked,
            help=words("home.mode.core_note"),
            key=mode_key,
        )
        typed = st.text_input(
            words("respond.profile.day"),
            value=unsent_day.value if unsent_day else stored,
            placeholder="2026-11-22",
            disabled=locked,
            key=day_key,
            width=180,
        ).strip()
    if locked:
        return
    if mode != assessment.mode.value and save_mode(mine, Mode(mode)):
        st.rerun()
    if typed != stored:
        _keep_day(mine, typed)
    for place, input_ in ((MODE, {CHOICE: mode_key}), (DAY, {NOTE: day_key})):
        unsent_notice(mine, place)
        copied(mine, place, input_)


def _keep_day(mine: Draft, typed: str) -> None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        st.warning(words("respond.profile.day_wrong"))
        return
    if save_day(mine, day):
        st.rerun()


def profile_section(mine: Draft, opened: Opened, *, locked: bool) -> None:
    """Show the profile and save what changes in it."""
    st.header(words("respond.section.profile"))
    st.caption(words("respond.profile.intro"))
    stored = {key: value for key, value in opened.assessment.profile.items() if value is not None}
    seen = mine.seen.setdefault(PROFILE, stored)
    unsent = mine.unsent.get(PROFILE)
    shown = unsent.value if unsent else seen
    given = {}
    for question in opened.instrument.profile:
        held = _ask(mine, opened.instrument, question, shown, locked=locked)
        before = shown.get(question.id)
        # Where the inputs hold what they were drawn with, what is stored stays as it is: a file may say more.
        value = before if held == _drawn_with(opened.instrument, question, before) else held
        if value is not None:
            given[question.id] = value
    if given != shown and not locked:
        if save_profile(mine, given):
            # A "no" fills answers in and leaves sections out: everything is drawn again.
            st.rerun()
    elif stored != seen and unsent is None:
        # Changed elsewhere, and nothing given here: the inputs start afresh.
        mine.seen.pop(PROFILE)
        mine.restart(PROFILE)
        st.rerun()
    unsent_notice(mine, PROFILE)
    if not locked:
        copied(mine, PROFILE, _inputs(mine, opened.instrument))


def _key(mine: Draft, question: ProfileQuestion) -> str:
    return f"p|{question.id}|{session_key(mine, PROFILE)}|{language()}"


def _inputs(mine: Draft, instrument: Instrument) -> dict[str, str]:
    inputs: dict[str, str] = {}
    for question in instrument.profile:
        key = _key(mine, question)
        if question.kind == "team":
            inputs |= {f"{question.id}.{each.id}": f"{key}|{each.id}" for each in instrument.functions}
        else:
            inputs[question.id] = key
    return inputs


def _drawn_with(instrument: Instrument, question: ProfileQuestion, value: Any) -> Any:
    """Return what the inputs of a question hold as long as nobody touches them."""
    match question.kind:
        case "choice":
            return value if value in question.options else None
        case "choices":
            return [name for name in question.options if name in (value or [])] or None
        case "yes_no":
            return value if isinstance(value, bool) else None
        case "count":
            return value
        case _:
            held = {each.id: (value or {}).get(each.id) for each in instrument.functions}
            return {name: float(people) for name, people in held.items() if people is not None} or None


def _ask(
    mine: Draft,
    instrument: Instrument,
    question: ProfileQuestion,
    stored: Mapping[str, Any],
    *,
    locked: bool,
) -> Any:
    lang = language()
    key = _key(mine, question)
    label = plain(question.question.in_(lang))
    note = plain(question.guidance.in_(lang)) if question.guidance else None
    value = stored.get(question.id)
    options = {name: plain(text.in_(lang)) for name, text in question.options.items()}
    match question.kind:
        case "choice":
            return st.selectbox(
                label,
                list(options),
                index=list(options).index(value) if value in options else None,
                format_func=lambda name: options[name],
                key=key,
                help=note,
                disabled=locked,
                placeholder=words("respond.profile.choose"),
            )
        case "choices":
            picked = st.pills(
                label,
                list(options),
                selection_mode="multi",
                default=[name for name in options if name in (value or [])],
                format_func=lambda name: options[name],
                key=key,
                help=note,
                disabled=locked,
            )
            return [name for name in options if name in picked] or None
        case "yes_no":
            return _yes_no(label, value, key, note, locked=locked)
        case "count":
            low, high = question.range or [0, MOST_COUNT]
            return st.number_input(label, low, high, value, 1, key=key, help=note, disabled=locked, width=240)
        case _:
            st.markdown(label, help=note)
            return _team(instrument, value or {}, key, locked=locked)


def _yes_no(label: str, value: Any, key: str, note: str | None, *, locked: bool) -> bool | None:
    names = {True: words("respond.profile.yes"), False: words("respond.profile.no")}
    return st.segmented_control(
        label,
        [True, False],
        default=value if isinstance(value, bool) else None,
        format_func=lambda one: names[one],
        key=key,
        help=note,
        disabled=locked,
    )


def _team(
    instrument: Instrument, value: Mapping[str, float], key: str, *, locked: bool
) -> dict[str, float] | None:
    """Ask for people by function; halves are people who share their time."""
    people: dict[str, float] = {}
    with st.container(horizontal=True, key=f"team_{key.replace('|', '_')}"):
        for function in instrument.functions:
            held = value.get(function.id)
            number = st.number_input(
                plain(function.name.in_(language())),
                min_value=0.0,
                max_value=float(MOST_PEOPLE),
                value=None if held is None else float(held),  # a file may say 1 for 1.0
                step=0.5,
                format="%g",
                key=f"{key}|{function.id}",
                disabled=locked,
                width=140,
            )
            if number is not None:
                people[function.id] = number
    return people or None
