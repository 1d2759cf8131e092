"""The plan request of this tab: saved over what was seen, put together with others, or chosen from."""

from dataclasses import replace
from uuid import uuid4

import streamlit as st

from assessment.planning import PlanRequest
from assessment.planning.request import merged, with_changes
from assessment.service import Conflict, Refused, StoreError
from assessment.ui.components.questionnaire import TRY_EVERY
from assessment.ui.format import plain
from assessment.ui.state.session import error_text, language, may, service, words


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
    stays here as well, and is tried again (`say_unsaved`).
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
    began_from: PlanRequest = st.session_state.setdefault(_began(current), known)
    try:
        service().roadmaps.save_request(current, request, st.session_state[_saved(current)])
    except StoreError as trouble:
        st.session_state[_unsaved(current)] = trouble
    except Refused as refused:
        st.warning(plain(refused.in_(language())))
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


def say_unsaved(current: str) -> None:
    """Say in the store's own words why the request is not saved yet, for as long as it is not."""
    if _unsaved(current) in st.session_state:
        _try_again(current, {"drawn": True})


@st.fragment(run_every=TRY_EVERY)
def _try_again(current: str, first: dict[str, bool]) -> None:
    """Try to save the request of this tab, but for when the whole page is drawn, which has just tried."""
    if not first.pop("drawn", False):
        save_request(current, st.session_state[_place(current)])
    trouble: StoreError | None = st.session_state.get(_unsaved(current))
    if trouble is None:
        st.rerun(scope="app")
    with st.container(key="request_unsaved"):
        st.warning(
            words("respond.not_saved_yet", why=plain(error_text(trouble))), icon=":material/sync_problem:"
        )


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
    st.session_state.pop(_theirs(current), None)
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


def _start_afresh() -> None:
    st.session_state["request_turn"] = st.session_state.get("request_turn", 0) + 1
