"""The plan request of this tab: saved over what was seen, put together with others, or chosen from."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import streamlit as st

from assessment.planning import PlanRequest
from assessment.planning.request import merged, with_changes
from assessment.service import Conflict, Refused, StoreError
from assessment.ui.state.request_parts import with_request_part
from assessment.ui.state.session import language, may, service, words


def request_key(name: str) -> str:
    """Return the key of a widget of the plan request; another one once the widgets are to start afresh.

    In another session too: what a browser holds of the one before may be older than what is stored.
    """
    return f"{request_place(name)}_{language()}"


def request_place(name: str) -> str:
    """Return the key of what a tab notes of the plan request itself, the same in every language."""
    session: str = st.session_state.setdefault("request_session", uuid4().hex[:8])
    return f"request_{name}_{session}.{st.session_state.get('request_turn', 0)}"


def initial_request(current: str) -> PlanRequest:
    """Return the plan request that the widgets were, or now are, drawn from first."""
    if st.session_state.get("request_of") != current:
        # The widgets hold what was asked for another assessment.
        st.session_state["request_of"] = current
        _start_afresh()
    seed = _seed(current)
    st.session_state[FRESH] = False
    if request_key("target") not in st.session_state or seed not in st.session_state:
        if _saved(current) not in st.session_state:
            remember_saved(current)
        saved: PlanRequest | None = st.session_state[_saved(current)]
        st.session_state[seed] = st.session_state.setdefault(_place(current), saved or PlanRequest())
        st.session_state[_shown(current)], st.session_state[FRESH] = st.session_state[seed], True
    first: PlanRequest = st.session_state[seed]
    return first


def asked_for(current: str, request: PlanRequest) -> PlanRequest:
    """Return what is asked for where the widgets now give a request: only what a person changed is changed.

    What the widgets do not offer any more, such as a stage that is reached or an
    event that has begun, stays asked for as long as nobody chooses otherwise.
    """
    first: PlanRequest = st.session_state[_seed(current)]
    if st.session_state[FRESH]:
        # Nobody can have changed anything that was not drawn yet. Where that run was broken off by a click,
        # the next one holds the click: then all counts that is unlike what was asked for.
        st.session_state[_shown(current)] = request
    shown: PlanRequest = st.session_state[_shown(current)]
    return with_changes(_with_target(first, shown), shown, request)


def remember_saved(current: str) -> None:
    """Note what is stored, to save over nothing else."""
    st.session_state[_saved(current)] = service().roadmaps.saved_request(current)


def save_request(current: str, request: PlanRequest) -> bool:
    """Save a plan request where it was changed in this tab; return whether the widgets now hold an older one.

    Of who may only look it stays in this tab. Where the store cannot write it
    stays here as well, and is tried again by the form.
    What was changed elsewhere meanwhile is put together with it; where that
    does not go, it waits to be chosen from (`requests_to_choose_from`), and
    nothing is saved until then.
    """
    place = _place(current)
    known = _with_target(st.session_state[place], request)
    is_kept = request == known and _unsaved(current) not in st.session_state
    if is_kept or _theirs(current) in st.session_state or not may("roadmaps.save_request"):
        st.session_state[place] = request
        return False
    st.session_state.pop(_unsaved(current), None)
    st.session_state.pop(_refused(current), None)
    began_from: PlanRequest = st.session_state.setdefault(_began(current), known)
    try:
        service().roadmaps.save_request(current, request, st.session_state[_saved(current)])
    except StoreError as trouble:
        st.session_state[_unsaved(current)] = trouble
    except Refused as refused:
        st.session_state[_refused(current)] = refused
    except Conflict as conflict:
        theirs = conflict.stored if isinstance(conflict.stored, PlanRequest) else PlanRequest()
        st.session_state[_saved(current)] = theirs
        both = merged(began_from, request, _with_target(theirs, began_from))
        if both is None:
            st.session_state[_theirs(current)], st.session_state[place] = theirs, request
            return False
        choose_request(current, both)
        st.toast(words("plan.merged"), icon=":material/merge:")
        return True
    else:
        st.session_state[_saved(current)] = st.session_state[_began(current)] = request
    st.session_state[place] = request
    return False


def _with_target(request: PlanRequest, other: PlanRequest) -> PlanRequest:
    """Return a request with a target: the one that is offered first is nobody's request."""
    if request.stage or request.dimension or request.days:
        return request
    return replace(request, stage=other.stage, dimension=other.dimension, days=other.days)


def requests_to_choose_from(current: str) -> tuple[PlanRequest, PlanRequest] | None:
    """Return the request of this tab and the one saved elsewhere, where they do not go together."""
    theirs = st.session_state.get(_theirs(current))
    return None if theirs is None else (st.session_state[_place(current)], theirs)


def choose_request(current: str, request: PlanRequest) -> None:
    """Save a request over what is known of the others, and let the widgets start afresh from it."""
    for key in (_theirs(current), _refused(current)):
        st.session_state.pop(key, None)
    try:
        service().roadmaps.save_request(current, request, st.session_state[_saved(current)])
    except Conflict:
        # Changed once more: what is there now is shown beside it again.
        remember_saved(current)
        st.session_state[_theirs(current)] = st.session_state[_saved(current)]
    except StoreError as trouble:
        st.session_state[_unsaved(current)] = trouble
    else:
        st.session_state[_saved(current)] = request
    st.session_state[_place(current)] = st.session_state[_began(current)] = request
    _start_afresh()


def saved_here(current: str) -> PlanRequest:
    """Return the plan request that is stored, as far as this tab knows."""
    if _saved(current) not in st.session_state:
        remember_saved(current)
    saved: PlanRequest | None = st.session_state[_saved(current)]
    return saved or PlanRequest()


def request_here(current: str) -> PlanRequest:
    """Return the plan request of this tab, as far as it was asked for here; else what is stored."""
    saved = saved_here(current)
    known: PlanRequest = st.session_state.get(_place(current), saved)
    return known


def why_unsaved(current: str) -> StoreError | None:
    """Return why the store could not write this tab's request; None where it is saved."""
    trouble: StoreError | None = st.session_state.get(_unsaved(current))
    return trouble


def why_refused(current: str) -> Refused | None:
    """Return why this tab's request cannot be stored; None where it can."""
    refused: Refused | None = st.session_state.get(_refused(current))
    return refused


def note_drawn(current: str, parts: Iterable[str]) -> None:
    """Note what the widgets of the plan request hold when drawn: of these parts, those that are there."""
    keys = {request_key(part): part for part in parts}
    held = {key: (part, st.session_state[key]) for key, part in keys.items() if key in st.session_state}
    st.session_state[DRAWN] = (current, held)


def catch_up(current: str | None) -> None:
    """Save what was changed in the widgets drawn last, before anything is drawn.

    Who types a number and changes the language, or leaves the page, in one moment has left the widgets
    before they are drawn again.
    """
    of, held = st.session_state.get(DRAWN, (None, {}))
    if of is None or of != current or not may("roadmaps.save_request"):
        return
    request = known = request_here(of)
    for key, (part, value) in list(held.items()):
        if key in st.session_state and st.session_state[key] != value:
            held[key] = (part, st.session_state[key])
            request = with_request_part(request, part, st.session_state[key])
    if request != known:
        save_request(of, request)


def take_request_part(current: str, part: str, value: Any) -> None:
    """Save one input as the browser kept it, and let the widgets start afresh."""
    choose_request(current, with_request_part(request_here(current), part, value))


def adopt_request(current: str, request: PlanRequest) -> None:
    """Take another plan request, and let the widgets start afresh from it when they are drawn next.

    What a roadmap was drawn from names its first day; where none was chosen, it is not chosen now.
    """
    save_request(current, _asked_in(current, request))
    _start_afresh()


def follow_kept(current: str, request: PlanRequest) -> None:
    """Ask, from now on, for what the roadmap that was just kept was drawn from.

    It is stored with it. What could not be asked for any more, such as a stage
    that was reached meanwhile, is let go of; the widgets start afresh only then.

    Args:
        current: the assessment.
        request: what the roadmap was drawn from.
    """
    remember_saved(current)
    asked = _asked_in(current, request)
    if asked != st.session_state[_place(current)]:
        st.session_state[_place(current)] = st.session_state[_began(current)] = asked
        _start_afresh()


def _asked_in(current: str, request: PlanRequest) -> PlanRequest:
    """Return what is asked for in what a roadmap was drawn from, which always names a first day."""
    known: PlanRequest = st.session_state[_place(current)]
    start = None if known.start is None else request.start
    return replace(request, start=start, edits={}, now_week=PlanRequest().now_week)


DRAWN = "request_drawn"
"""What the widgets drawn last held, with the assessment that they were drawn for."""
FRESH = "request_fresh"
"""Whether the widgets are drawn for the first time in this run."""


def _seed(current: str) -> str:
    """What the widgets were drawn from first."""
    return f"request_seed_{current}"


def _shown(current: str) -> str:
    """What the widgets gave when they were drawn first."""
    return f"request_shown_{current}"


def _place(current: str) -> str:
    return f"request_{current}"


def _saved(current: str) -> str:
    """What is stored as far as this tab knows; None where nothing is."""
    return f"request_saved_{current}"


def _began(current: str) -> str:
    """What this tab's changes began from when it agreed with the store last."""
    return f"request_began_{current}"


def _theirs(current: str) -> str:
    """What was saved elsewhere and does not go together with this tab's."""
    return f"request_theirs_{current}"


def _unsaved(current: str) -> str:
    """Why the store could not write this tab's request; nothing where it is saved."""
    return f"request_unsaved_{current}"


def _refused(current: str) -> str:
    """Why this tab's request cannot be stored."""
    return f"request_refused_{current}"


def _start_afresh() -> None:
    st.session_state["request_turn"] = st.session_state.get("request_turn", 0) + 1
