"""The copy of what is unsent, on the page: what the script is told of each place, and what came back.

`browser_copy.js` does the keeping. Beside the inputs of a place stands an
element without looks that tells it which inputs they are and what is stored
of each; a question is a fragment, so the element is drawn anew with it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from assessment.instrument.model import ChecklistItem, GridItem, Instrument
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.format import answer_text, format_unit, plain
from assessment.ui.navigation import css_class
from assessment.ui.state.answering import choices, number_choices, with_choice
from assessment.ui.state.browser_copy import decide, note_of, seen, session_name, take_in, unsent_parts
from assessment.ui.state.copied_places import STUMBLES, stored_parts
from assessment.ui.state.copies import (
    APPOINTMENT,
    DAY,
    METRIC,
    MODE,
    PRIVATE,
    PROFILE,
    REQUEST,
    STUMBLE,
    Copy,
    Returned,
    returned,
)
from assessment.ui.state.draft import PART, Draft
from assessment.ui.state.input_parts import EVIDENCE, NOTE, Held, fingerprint
from assessment.ui.state.profile_places import MODES
from assessment.ui.state.request_parts import CAPACITY
from assessment.ui.state.session import SEPARATOR, error_text, language, person, whose_fields, words
from assessment.ui.state.typed_fields import ANY_PAGE, typed_field_of, typed_fields, typed_note

KEY = "browser_copy"
REQUEST_NAMES = {"": "plan.people_and_dates", "days": "roadmap.days"}
"""What inputs of a plan request are called that are not named after their part."""


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(KEY, js=_script())


@cache
def _script() -> str:
    return Path(__file__).parents[1].joinpath("browser_copy.js").read_text(encoding="utf-8")


def take_in_copies(scopes: Iterable[str]) -> None:
    """Take in what the browser handed in, before anything is drawn."""
    message = st.session_state.get(KEY)
    take_in(message.get("handed") if message else None, scopes)


def mount_browser_copy(scopes: Iterable[str]) -> None:
    """Put the script on the page, with what it may forget.

    Args:
        scopes: the drafts of this visitor; of others it hands nothing in.
    """
    drafts: dict[str, Draft] = st.session_state.get("drafts", {})
    mine = [drafts[scope] for scope in dict.fromkeys(scopes) if scope in drafts]
    _component()(
        key=KEY,
        data={
            "session": session_name(),
            "person": person(),
            "anyPage": ANY_PAGE,
            "visitor": whose_fields(),
            "scopes": sorted(scopes),
            "seen": [[key, time, done] for key, (time, done) in seen().items()],
            "places": [
                *(note_of(one, place) for one in mine for place in sorted(one.touched)),
                *(typed_note(*one) for one, field in typed_fields().items() if field.decided),
            ],
        },
        on_handed_change=lambda: None,
    )


def copied(
    mine: Draft, place: str, inputs: Mapping[str, str], also: Mapping[str, Iterable[Held]] | None = None
) -> None:
    """Say which inputs a place has, and what is stored of each.

    Args:
        mine: the draft they belong to.
        place: an item, or another of `state/copies.py`.
        inputs: the key of each part's widget.
        also: what else a part may hold that says the same as what is stored.
    """
    note = note_of(mine, place)
    for part, others in (also or {}).items():
        note["k"][part] += [fingerprint(other) for other in others]
    _mark(note, inputs, unsent_parts(mine, place))


def typed_field(
    label: str,
    stored: str = "",
    *,
    name: str,
    scope: str = ANY_PAGE,
    height: int | None = None,
    **options: Any,
) -> str:
    """Show a field for a text that a button gives; what was typed outlives the page until `done_with`.

    Args:
        label: of the field.
        stored: what it shows at first.
        name: of the field, within its scope.
        scope: the draft it belongs to.
        height: pixels of a field of several lines; None for one line.
        options: of the widget.

    Returns:
        What stands in it, without blanks around it.
    """
    field = typed_field_of(scope, name)
    field.stored = stored
    key = f"typed|{scope}|{name}|{field.turn}"
    shown = stored if field.back is None else field.back
    text: str
    if height is None:
        text = st.text_input(label, value=shown, key=key, **options)
    else:
        text = st.text_area(label, value=shown, key=key, height=height, **options)
    if text == field.back and text.strip() != stored.strip():
        st.caption(f":material/history: {words('respond.typed_back')}")
        if stored:
            st.caption(words("respond.returned_stored", what=plain(stored)))
    _mark(typed_note(scope, name), {NOTE: key}, {})
    return text.strip()


def _mark(note: dict[str, Any], inputs: Mapping[str, str], unsent: dict[str, Held]) -> None:
    """Put a note beside its inputs: ids, numbers and fingerprints only, nothing that a visitor typed."""
    note["w"] = {css_class(key): part for part, key in inputs.items()}
    note["u"] = unsent
    st.html(f'<i data-copy="{escape(json.dumps(note, separators=(",", ":")))}" hidden></i>')


def show_returned(*, private: bool) -> None:
    """Show what came back and must be decided upon, each with what is stored now.

    Args:
        private: whether this is the window that nobody else looks at; only there a private note is shown.
    """
    drafts: dict[str, Draft] = st.session_state.get("drafts", {})
    for number, (key, one) in enumerate(list(returned().items())):
        mine = drafts.get(one.copy.scope)
        if mine is None or mine.opened is None or (one.copy.place.startswith(PRIVATE) and not private):
            continue
        with st.container(border=True, key=f"returned_{number}"):
            _one_returned(mine, mine.opened.instrument, key, one)


def _one_returned(mine: Draft, instrument: Instrument, key: str, one: Returned) -> None:
    copy, stored = one.copy, stored_parts(mine, one.copy.place).get(one.copy.part, "")
    name = _name(instrument, copy.place, copy.part)
    warning = "respond.returned_refused" if one.why else "respond.returned"
    if one.why is None and not copy.given:
        warning = "respond.returned_half"
    why = plain(error_text(one.why)) if one.why else ""
    st.warning(words(warning, name=name, why=why), icon=":material/history:")
    st.markdown(words("respond.returned_mine", what=_in_words(instrument, copy, copy.held)))
    st.markdown(words("respond.returned_stored", what=_in_words(instrument, copy, stored)))
    with st.container(horizontal=True):
        if one.take is not None:
            take = words("respond.returned_take")
            st.button(take, key=f"take|{key}", on_click=decide, args=(key,), kwargs={"take": True})
        leave = words("respond.returned_leave")
        st.button(leave, key=f"leave|{key}", on_click=decide, args=(key,), kwargs={"take": False})


def all_is_stored(mine: Draft) -> bool:
    """Try once more to save what was given in this tab; return whether it is stored, and say what is not."""
    aside, asked = set(mine.set_aside), set(returned())
    mine.pause_until = 0.0
    mine.retry()
    places = [*mine.unsent, *(set(mine.set_aside) - aside)]
    places += [one.copy.place for key, one in returned().items() if key not in asked]
    if not places or mine.opened is None:
        return True
    instrument = mine.opened.instrument
    names = {
        place: _name(instrument, item, part) for place in places for item, _, part in [place.partition(PART)]
    }
    st.warning(words("respond.finish.unsent", names=words("app.or").join(dict.fromkeys(names.values()))))
    # What was refused may belong to a question that is not asked any more: here alone it can be let go.
    for place in [place for place, unsent in mine.unsent.items() if unsent.again is None]:
        st.markdown(f"**{names[place]}**")
        unsent_notice(mine, place, at="finish_")
    return False


def _name(instrument: Instrument, place: str, part: str = "") -> str:
    """Return what a place, or one input of it, is called on the page."""
    if place == PROFILE and not part:
        return words("respond.section.profile")
    if place == PROFILE:
        name = part.partition(".")[0]
        return plain(next(each.question.in_(language()) for each in instrument.profile if each.id == name))
    own = {
        MODE: "home.length",
        DAY: "respond.profile.day",
        APPOINTMENT: "intake.next_day" if part == DAY else "intake.next_words",
    }
    if place in own:
        return words(own[place])
    if place.startswith(METRIC):
        return plain(instrument.metric(place.removeprefix(METRIC)).name.in_(language()))
    if place == REQUEST:
        return _request_name(instrument, part)
    item = instrument.items_by_id.get(place.removeprefix(PRIVATE).removeprefix(STUMBLE))
    name = plain(item.label.in_(language())) if item else words("intake.private.of_session")
    kind = {NOTE: "respond.returned_note", EVIDENCE: "respond.returned_evidence"}.get(part)
    if place.startswith(STUMBLE):
        kind = "respond.stumble.offer"
    if place.startswith(PRIVATE):
        kind = "intake.private.title"
    return f"{name}{SEPARATOR}{words(kind)}" if kind else name


def _request_name(instrument: Instrument, part: str) -> str:
    functions = {f"{CAPACITY}{one.id}": one.name.in_(language()) for one in instrument.functions}
    if part in functions:
        return f"{words('plan.people')}{SEPARATOR}{plain(functions[part])}"
    return words(REQUEST_NAMES.get(part, f"plan.{part}"))


def _in_words(instrument: Instrument, copy: Copy, held: Held) -> str:
    """Say what an input holds."""
    if isinstance(held, str):
        unit = ""
        if copy.place.startswith(METRIC) and held:
            unit = " " + format_unit(instrument.metric(copy.place.removeprefix(METRIC)))
        return plain(held) + unit if held.strip() else words("respond.returned_nothing")
    names = _option_names(instrument, copy)
    chosen = [plain(names[place]) for place in held if place < len(names)]
    return words("app.or").join(chosen) or words("respond.returned_nothing")


def _option_names(instrument: Instrument, copy: Copy) -> list[str]:
    lang, (kind, _, name) = language(), copy.part.partition(".")
    keys: list[str] = []
    if copy.place == REQUEST:
        keys = ["plan.nearest_first"]
    elif copy.place == MODE:
        keys = [f"home.mode.{one}" for one in MODES]
    elif copy.place.startswith(STUMBLE):
        keys = [f"respond.stumble.{one}" for one in STUMBLES]
    elif copy.place.startswith(METRIC):
        options = number_choices(peer=instrument.metric(copy.place.removeprefix(METRIC)).peer)
        keys = [f"respond.choice.{option}" for option in options]
    elif copy.place == PROFILE:
        question = next(each for each in instrument.profile if each.id == kind)
        if question.kind != "yes_no":
            return [text.in_(lang) for text in question.options.values()]
        keys = ["respond.profile.yes", "respond.profile.no"]
    if keys or copy.place not in instrument.items_by_id:
        return [words(one) for one in keys]  # a place without options has none, whatever a browser says
    item = instrument.item(copy.place)
    if isinstance(item, ChecklistItem) and kind == "c":
        return [item.options[name].in_(lang)]
    if isinstance(item, GridItem) and kind == "g":
        return [f"{item.rows[name].in_(lang)} {column.in_(lang)}" for column in item.columns.values()]
    options = choices(item, sorted(getattr(item, "anchors", ())))
    return [answer_text(item, with_choice(None, option)) for option in options]
