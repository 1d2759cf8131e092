"""What is stored in the places that the browser keeps a copy of, and how a copy would change it."""

from collections.abc import Callable, Mapping
from functools import partial

from assessment.instrument.model import MetricItem
from assessment.responses import Stumble, StumbleReason
from assessment.service import Conflict, Opened
from assessment.ui.state.copies import (
    APPOINTMENT,
    DAY,
    METRIC,
    MODE,
    PRIVATE,
    PROFILE,
    REQUEST,
    STUMBLE,
    CopiedChange,
    Copy,
    Returned,
    is_returned,
    own_change,
    returned,
    unreadable,
)
from assessment.ui.state.draft import Draft
from assessment.ui.state.input_parts import CHOICE, NOTE, Held, answer_parts, with_part
from assessment.ui.state.number_places import number_change, stored_number
from assessment.ui.state.plan_request import request_here, saved_here, take_request_part, why_unsaved
from assessment.ui.state.profile_places import (
    day_change,
    mode_change,
    profile_change,
    stored_day,
    stored_mode,
    stored_profile,
)
from assessment.ui.state.request_parts import limits_of, request_parts, value_of, with_request_part
from assessment.ui.state.session_places import (
    appointment_change,
    known_notes,
    private_change,
    stored_appointment,
)

STUMBLES = list(StumbleReason)


def stored_parts(mine: Draft, place: str) -> dict[str, Held]:
    """Return what the inputs of a place would hold if they showed what is stored."""
    kind, _, id_ = place.partition(":")
    if kind == PRIVATE[:-1]:
        note = known_notes(mine.id).get(id_)
        return {NOTE: note.text if note else ""}
    if mine.opened is None:
        return {}
    if kind in STORED:
        return STORED[kind](mine, mine.opened, id_)
    item = mine.opened.instrument.items_by_id.get(place)
    return {} if item is None else answer_parts(item, mine.answers.get(place))


def change_of(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    """Return what a copy would change; None where nothing of the kind is asked any more.

    Raises:
        Refused: it cannot be stored.
    """
    return CHANGES.get(copy.place.partition(":")[0], _answer)(mine, opened, copy)


def _answer(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    item = opened.instrument.items_by_id.get(copy.place)
    if item is None or isinstance(item, MetricItem):
        return None

    def save() -> None:
        wanted = with_part(item, mine.answer(item.id), copy.part, copy.held)
        if wanted is not None:
            mine.save(item.id, wanted)

    return CopiedChange(with_part(item, mine.answer(item.id), copy.part, copy.held), save)


def _stored_request(mine: Draft, opened: Opened, _: str) -> dict[str, Held]:
    return request_parts(saved_here(mine.id), (function.id for function in opened.instrument.functions))


def _request(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    known = request_here(mine.id)
    if copy.part not in request_parts(known, (function.id for function in opened.instrument.functions)):
        return None
    try:
        value = value_of(copy.part, copy.held)
    except ValueError:
        raise unreadable(copy.held, *limits_of(copy.part)) from None
    wanted = with_request_part(known, copy.part, value)
    is_same = wanted == known and why_unsaved(mine.id) is None
    return CopiedChange(None if is_same else wanted, partial(take_request_part, mine.id, copy.part, value))


def _stored_stumble(_: Draft, opened: Opened, item: str) -> dict[str, Held]:
    stumble = opened.stumbles.get(item)
    return {
        CHOICE: [STUMBLES.index(stumble.reason)] if stumble else [],
        NOTE: (stumble.word or "") if stumble else "",
    }


def save_stumble(mine: Draft, item: str, stumble: Stumble | None) -> bool:
    """Write what makes an item hard to answer, or that nothing does; return whether it is on disk.

    Where somebody else said something there meanwhile, it waits to be decided upon.
    """
    seen = mine.opened.stumbles.get(item) if mine.opened else None

    def write() -> None:
        mine.last_saved = mine.book.mark_stumble(item, stumble, seen)
        mine.keep_stumble(item, stumble)

    try:
        return mine.attempt(STUMBLE + item, stumble, write)
    except Conflict:
        _ask_about_stumble(mine, item, stumble, seen)
        return False


def _ask_about_stumble(mine: Draft, item: str, stumble: Stumble | None, seen: Stumble | None) -> None:
    """Let what was changed here wait beside what somebody else said, to be decided upon."""
    opened = mine.refresh()
    mine.restart(STUMBLE + item)
    reason: Held = [STUMBLES.index(stumble.reason)] if stumble else []
    changed: dict[str, Held] = {}
    if (stumble and stumble.reason) != (seen and seen.reason):
        changed[CHOICE] = reason
    if stumble and stumble.word != (seen and seen.word):
        changed[NOTE] = stumble.word or ""
    for part, held in changed.items():
        copy = own_change(mine, STUMBLE + item, part, held)
        change = _stumble(mine, opened, copy)
        if change is not None and change.wanted is not None and not is_returned(copy):
            returned()[copy.key] = Returned(copy, change.save)


def _stumble(mine: Draft, opened: Opened, copy: Copy) -> CopiedChange | None:
    item = copy.place.removeprefix(STUMBLE)
    if item not in opened.instrument.items_by_id:
        return None
    before = opened.stumbles.get(item)
    reason, word = (before.reason, before.word) if before else (None, None)
    if isinstance(copy.held, list):
        reason = STUMBLES[copy.held[0]] if copy.held and copy.held[0] < len(STUMBLES) else None
    else:
        word = copy.held.strip() or None
    stumble = None if reason is None else Stumble(reason=reason, word=word)
    return CopiedChange(
        None if stumble == before else stumble or copy.held, lambda: save_stumble(mine, item, stumble)
    )


STORED: Mapping[str, Callable[[Draft, Opened, str], dict[str, Held]]] = {
    PROFILE: stored_profile,
    MODE: stored_mode,
    DAY: stored_day,
    APPOINTMENT: lambda mine, _, __: stored_appointment(mine),
    REQUEST: _stored_request,
    METRIC[:-1]: stored_number,
    STUMBLE[:-1]: _stored_stumble,
}
"""What is stored at a place of each kind, by its beginning."""
CHANGES: Mapping[str, Callable[[Draft, Opened, Copy], CopiedChange | None]] = {
    PROFILE: profile_change,
    MODE: mode_change,
    DAY: day_change,
    APPOINTMENT: appointment_change,
    REQUEST: _request,
    PRIVATE[:-1]: private_change,
    METRIC[:-1]: number_change,
    STUMBLE[:-1]: _stumble,
}
"""What a copy would change at a place of each kind; at every other it is an answer."""
