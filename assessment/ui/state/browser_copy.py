"""What comes back of the copy that the browser keeps of everything given until it is stored.

A script on every page (`browser_copy.js`) writes each change of an input into
the browser's storage and takes it out again once the page says that the store
has it: over a reload, a crash of the tab or of the server. What is still
there when a page is opened, or does not arrive by itself, it hands in. Here
that is set against what is stored: saved where nobody changed it since, else
kept to be chosen from. Nothing is saved twice, and nothing over a newer answer.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import streamlit as st

from assessment.responses import MetricValue
from assessment.service import LocalizedError, NoSuchAssessment, Opened, Refused, StoreError
from assessment.ui.state.copied_places import change_of, stored_parts
from assessment.ui.state.copies import (
    APPOINTMENT,
    DAY,
    METRIC,
    REQUEST,
    Copy,
    Returned,
    is_returned,
    returned,
)
from assessment.ui.state.draft import Draft, draft, widget_key
from assessment.ui.state.input_parts import (
    EVIDENCE,
    NOTE,
    Held,
    answer_parts,
    fingerprint,
    number_parts,
    whole,
    with_part,
)
from assessment.ui.state.plan_request import why_unsaved
from assessment.ui.state.session import operator_service
from assessment.ui.state.typed_fields import TYPED, bring_back

MOST = 200
"""Copies taken in at once; no page has as many inputs."""
LONGEST = 6_000_000
"""Characters of one copy: no browser's storage holds more, so none is handed in for ever and never taken."""


# What the browser is told


def note_of(mine: Draft, place: str) -> dict[str, Any]:
    """Return what the browser is told of a place: what is stored in each part, and when it was decided on."""
    held = {part: [fingerprint(each)] for part, each in stored_parts(mine, place).items()}
    decided, revision = mine.let_go.get(place, {}), revision_of(mine, place)
    return {"s": mine.id, "p": place, "x": decided, "r": revision, "k": held}


def revision_of(mine: Draft, place: str) -> int:
    """Return the revision that a place was last known to be stored with; 0 where it has none."""
    return mine.revisions.get(place, 0)


def unsent_parts(mine: Draft, place: str) -> dict[str, Held]:
    """Return what is unsent at a place and came from no input: from a key of the intake, or a button."""
    unsent = mine.unsent.get(place)
    if unsent is None or unsent.again is None or mine.opened is None:
        return {}
    stored = stored_parts(mine, place)
    if place.startswith(METRIC):
        peer = mine.opened.instrument.metric(place.removeprefix(METRIC)).peer
        held = number_parts(unsent.value or MetricValue(), peer=peer)
    elif place in mine.opened.instrument.items_by_id:
        held = answer_parts(mine.opened.instrument.item(place), unsent.value)
    else:
        return {}
    # Texts are typed, so the script has them; none goes into the page's markup.
    return {part: each for part, each in held.items() if isinstance(each, list) and each != stored[part]}


# What comes back


def seen() -> dict[str, tuple[int, bool]]:
    """Return the copies taken in by this session: their time, and whether the browser may forget them."""
    held: dict[str, tuple[int, bool]] = st.session_state.setdefault("copies_seen", {})
    return held


def session_name() -> str:
    """Return a name for this session; what was handed in to another one is handed in again."""
    return str(st.session_state.setdefault("copies_session", uuid4().hex))


def decide(key: str, *, take: bool) -> None:
    """Save what came back over what is stored, or let it go."""
    one = returned().pop(key, None)
    if one is None:
        return
    mine = draft(one.copy.scope)
    with mine.lock:
        mine.let_go_of(one.copy.place, one.copy.part)
        if take and one.take is not None:
            one.take()
        mine.restart(one.copy.place)


def take_in(message: object, scopes: Iterable[str]) -> None:
    """Take in the copies that the browser handed in, each of them once.

    Args:
        message: what the script says; anything may come from a browser.
        scopes: the drafts that this visitor may write to.
    """
    allowed = set(scopes)
    for copy in sorted(_copies(message), key=lambda one: one.time):
        if copy.scope not in allowed or seen().get(copy.key, (0, False))[0] == copy.time:
            continue
        if copy.place.startswith(TYPED):
            bring_back(copy.scope, copy.place.removeprefix(TYPED), copy.held)
            seen()[copy.key] = (copy.time, False)
            continue
        mine = draft(copy.scope)
        try:
            with mine.lock:
                is_done = _take_in(mine, mine.refresh(notice=not mine.fresh), copy)
        except NoSuchAssessment:
            # In the bin, or not this visitor's to see just now: both may change, and then it is handed in.
            if not _is_erased(copy.scope):
                continue
            is_done = True  # the page says that it is gone
        except LocalizedError:
            continue  # nothing can be read now, or the link is closed: handed in again later
        seen()[copy.key] = (copy.time, is_done)


def _is_erased(scope: str) -> bool:
    """Whether an assessment is gone for good, whoever asks: only then what is unsent of it goes as well."""
    try:
        return operator_service().assessments.is_erased(scope)
    except StoreError:
        return False


def _copies(message: object) -> list[Copy]:
    copies = (
        message.get("copies")
        if isinstance(message, dict) and message.get("session") == session_name()
        else None
    )
    found = [_copy(each) for each in copies[:MOST]] if isinstance(copies, list) else []
    return [each for each in found if each is not None]


def _copy(fields: object) -> Copy | None:
    """Read one copy; None where it is none."""
    if not isinstance(fields, dict):
        return None
    texts = [fields.get(name) for name in ("key", "scope", "place", "part", "base")]
    time, revision, held = fields.get("time"), fields.get("revision"), fields.get("held")
    if not all(isinstance(each, str) and len(each) < LONGEST and whole(each) == each for each in texts):
        return None
    if not isinstance(time, int) or not isinstance(revision, int):
        return None
    if isinstance(held, list):
        is_sound = all(isinstance(each, int) and 0 <= each < LONGEST for each in held)
    else:
        is_sound = isinstance(held, str) and len(held) < LONGEST
    if not is_sound:
        return None
    key, scope, place, part, base = (str(each) for each in texts)
    content = whole(held) if isinstance(held, str) else held or ""
    return Copy(key, time, scope, place, part, content, base, revision, bool(fields.get("given")))


def _take_in(mine: Draft, opened: Opened, copy: Copy) -> bool:
    """Save one copy, or keep it to be decided upon; return whether the browser may forget it."""
    item, aside = opened.instrument.items_by_id.get(copy.place), mine.set_aside.get(copy.place)
    if item is not None and aside is not None and with_part(item, aside, copy.part, copy.held) is None:
        return False  # it is shown beside its question already
    if mine.held_back(copy.place, copy.part) == copy.held:
        return False  # it stands in its field, too long to be stored
    try:
        change = change_of(mine, opened, copy)
    except Refused as why:
        if st.session_state.get(widget_key(mine, copy.place, copy.part)) == copy.held:
            return False  # it stands in its field, which says why
        returned()[copy.key] = Returned(copy, None, why)
        return False
    return change is None or _settle(mine, copy, change.wanted, change.save)


def _own_revisions(mine: Draft, place: str, now: int) -> list[int]:
    """Return the revisions that taking in copies led through, the last of them stored now."""
    lines: dict[tuple[str, str], list[int]] = st.session_state.setdefault("copies_revisions", {})
    line = lines.get((mine.id, place), [])
    if not line or line[-1] != now:
        lines[mine.id, place] = line = [now]
    return line


def _revisions_ahead(mine: Draft, copy: Copy) -> int:
    """Return how often a place was changed since a copy began, not counting what other copies of it did."""
    now = revision_of(mine, copy.place)
    return 0 if copy.revision in _own_revisions(mine, copy.place, now) else now - copy.revision


def _settle(mine: Draft, copy: Copy, wanted: object, save: Callable[[], object]) -> bool:
    """Save what was held, where nothing newer is stored; else keep it to be decided upon."""
    if wanted is None:
        return copy.place not in mine.unsent
    stored = stored_parts(mine, copy.place).get(copy.part, "")
    old, new = (each.strip() if isinstance(each, str) else "" for each in (stored, copy.held))
    # The same value with another revision was changed and changed back, such as by undoing.
    ahead = _revisions_ahead(mine, copy)
    is_unchanged = ahead == 0 and copy.base == fingerprint(stored)
    if copy.part in (NOTE, EVIDENCE) and copy.place != DAY:
        # Of a text, and of nothing else, one that holds the other whole goes on from it.
        is_unchanged |= ahead in {0, 1} and bool(old) and old in new
        is_in_stored = bool(new) and new in old
    else:
        is_in_stored = False
    if copy.given and not is_unchanged and is_in_stored:
        return True  # it stands in what somebody wrote after it
    if is_returned(copy):
        return False
    if not copy.given or not is_unchanged:
        returned()[copy.key] = Returned(copy, save)
        return False
    before = revision_of(mine, copy.place)
    save()
    _own_revisions(mine, copy.place, before).append(revision_of(mine, copy.place))
    mine.restart(copy.place)
    refused = mine.unsent.get(copy.place)
    if refused is not None and refused.again is None and copy.place != APPOINTMENT:
        del mine.unsent[copy.place]
        returned()[copy.key] = Returned(copy, None, refused.why)
        return False
    is_held_back = mine.held_back(copy.place, copy.part) is not None
    is_held_back |= copy.place == REQUEST and why_unsaved(mine.id) is not None
    return not (is_held_back or copy.place in mine.unsent or copy.place in mine.set_aside)
