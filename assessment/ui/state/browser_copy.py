"""What comes back of the copy that the browser keeps of everything given until it is stored.

A script on every page (`browser_copy.js`) writes each change of an input into
the browser's storage and takes it out again once the page says that the store
has it: over a reload, a crash of the tab or of the server. What is still
there when a page is opened, or does not arrive by itself, it hands in. Here
that is set against what is stored: saved where nobody changed it since, else
kept to be chosen from. Nothing is saved twice, and nothing over a newer answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from assessment.instrument.model import MetricItem
from assessment.responses import Absent, MetricValue
from assessment.service import NoSuchAssessment, Opened, PrivateNote, Refused, SpokenError
from assessment.texts import Text
from assessment.ui.state.answering import number_choices, typed_number
from assessment.ui.state.clock import today
from assessment.ui.state.draft import Draft, draft
from assessment.ui.state.input_parts import (
    NOTE,
    NUMBER,
    Held,
    answer_parts,
    fingerprint,
    number_parts,
    profile_parts,
    with_part,
    with_profile_part,
)
from assessment.ui.state.session import language, measure_of, service

PROFILE, PRIVATE, METRIC = "profile", "private:", "metric:"
"""Places that are no item; the last two with the id that follows."""
MOST = 200
"""Copies taken in at once; no page has as many inputs."""
LONGEST = 20_000
"""Characters of one copy."""


@dataclass(frozen=True)
class Copy:
    """One input as the browser kept it."""

    key: str
    """Its name in the browser's storage."""
    time: int
    """When it was changed last, in milliseconds since 1970, by the visitor's clock."""
    scope: str
    place: str
    part: str
    held: Held
    base: str
    """The fingerprint of what was stored when the change began."""
    revision: int
    """The revision of its place then, as far as the page knew."""
    given: bool
    """Whether it was finished: a field for one line was left, or Enter was pressed in it."""


@dataclass(frozen=True)
class Returned:
    """What came back and waits to be decided upon: the stored one is newer, or the store refused it."""

    copy: Copy
    take: Callable[[], object] | None
    """Saves it over what is stored; None where it cannot be stored."""
    why: SpokenError | None = None
    """Why it cannot be stored."""


# What the browser is told


def known_notes(assessment: str) -> dict[str, PrivateNote]:
    """Return the private notes as this tab last knew them to be stored, by item."""
    notes: dict[str, PrivateNote] = st.session_state.setdefault(f"private|{assessment}", {})
    return notes


def stored_parts(mine: Draft, place: str) -> dict[str, Held]:
    """Return what the inputs of a place would hold if they showed what is stored."""
    if place.startswith(PRIVATE):
        note = known_notes(mine.id).get(place.removeprefix(PRIVATE))
        return {NOTE: note.text if note else ""}
    if mine.opened is None:
        return {}
    assessment, instrument = mine.opened.assessment, mine.opened.instrument
    if place == PROFILE:
        return profile_parts(instrument, assessment.profile, language())
    if place.startswith(METRIC):
        metric = instrument.metric(place.removeprefix(METRIC))
        return number_parts(assessment.metrics.get(metric.id, MetricValue()), peer=metric.peer)
    item = instrument.items_by_id.get(place)
    return {} if item is None else answer_parts(item, mine.answers.get(place))


def note_of(mine: Draft, place: str) -> dict[str, Any]:
    """Return what the browser is told of a place: what is stored in each part, and when it was decided on."""
    held = {part: [fingerprint(each)] for part, each in stored_parts(mine, place).items()}
    decided, revision = mine.let_go.get(place, 0), revision_of(mine, place)
    return {"s": mine.id, "p": place, "x": decided, "r": revision, "k": held}


def revision_of(mine: Draft, place: str) -> int:
    """Return the revision that a place was last known to be stored with; 0 where it has none."""
    if place.startswith(METRIC):
        held = mine.opened.metric_revisions if mine.opened else {}
        return held.get(place.removeprefix(METRIC), 0)
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


def returned() -> dict[str, Returned]:
    """Return what waits to be decided upon in this tab, by the key of its copy."""
    held: dict[str, Returned] = st.session_state.setdefault("returned", {})
    return held


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
        mine.let_go_of(one.copy.place)
        if take and one.take is not None:
            one.take()
        mine.restart(one.copy.place)


def take_in(told: object, scopes: Iterable[str]) -> None:
    """Take in the copies that the browser handed in, each of them once.

    Args:
        told: what the script says; anything may come from a browser.
        scopes: the drafts that this visitor may write to.
    """
    allowed = set(scopes)
    for copy in sorted(_copies(told), key=lambda one: one.time):
        if copy.scope not in allowed or seen().get(copy.key, (0, False))[0] == copy.time:
            continue
        mine = draft(copy.scope)
        try:
            with mine.lock:
                is_done = _take_in(mine, mine.refresh(notice=not mine.fresh), copy)
        except NoSuchAssessment:
            is_done = True  # the page says that it is gone
        except SpokenError:
            continue  # nothing can be read now, or the link is closed: handed in again later
        seen()[copy.key] = (copy.time, is_done)


def _copies(told: object) -> list[Copy]:
    copies = told.get("copies") if isinstance(told, dict) and told.get("session") == session_name() else None
    found = [_copy(each) for each in copies[:MOST]] if isinstance(copies, list) else []
    return [each for each in found if each is not None]


def _copy(told: object) -> Copy | None:
    """Read one copy; None where it is none."""
    if not isinstance(told, dict):
        return None
    texts = [told.get(name) for name in ("key", "scope", "place", "part", "base")]
    time, revision, held = told.get("time"), told.get("revision"), told.get("held")
    if not all(isinstance(each, str) and len(each) < LONGEST for each in texts):
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
    said = held if held is not None else ""
    return Copy(key, time, scope, place, part, said, base, revision, bool(told.get("given")))


def _take_in(mine: Draft, opened: Opened, copy: Copy) -> bool:
    """Save one copy, or keep it to be decided upon; return whether the browser may forget it."""
    if copy.place == PROFILE:
        return _profile(mine, opened, copy)
    if copy.place.startswith(PRIVATE):
        return _private(mine, copy)
    if copy.place.startswith(METRIC):
        return _number(mine, opened, copy)
    item = opened.instrument.items_by_id.get(copy.place)
    if item is None or isinstance(item, MetricItem):
        return True
    aside = mine.set_aside.get(item.id)
    if aside is not None and with_part(item, aside, copy.part, copy.held) is None:
        return False  # it is shown beside its question already

    def save() -> None:
        wanted = with_part(item, mine.answer(item.id), copy.part, copy.held)
        if wanted is not None:
            mine.save(item.id, wanted)

    return _settle(mine, copy, with_part(item, mine.answer(item.id), copy.part, copy.held), save)


def _number(mine: Draft, opened: Opened, copy: Copy) -> bool:
    metric = next((each for each in opened.instrument.metrics if METRIC + each.id == copy.place), None)
    if metric is None:
        return True
    now, wanted = mine.number(metric.id), MetricValue(as_of=today())
    if copy.part == NUMBER:
        try:
            number = typed_number(str(copy.held), measure_of(metric.id))
        except ValueError:
            low, high = (f"{bound:g}" for bound in metric.range)
            limits = Text("respond.numbers.placeholder", low=low, high=high)
            why = Refused(Text("respond.numbers.unreadable", typed=str(copy.held)[:40], limits=limits))
            returned()[copy.key] = Returned(copy, None, why)
            return False
        if number == now.number:
            return _settle(mine, copy, None, lambda: None)
        wanted = MetricValue() if number is None else wanted.model_copy(update={"number": number})
    else:
        options = number_choices(peer=metric.peer)
        places = copy.held if isinstance(copy.held, list) else []
        chosen = next((options[place] for place in places if place < len(options)), None)
        if chosen == (now.peer or (now.absent.value if now.absent else None)):
            return _settle(mine, copy, None, lambda: None)
        how = {"peer": chosen} if chosen in options[:-2] else {"absent": Absent(chosen) if chosen else None}
        wanted = wanted.model_copy(update=how) if chosen else MetricValue()
    return _settle(mine, copy, wanted, lambda: mine.save_number(metric.id, wanted))


def _profile(mine: Draft, opened: Opened, copy: Copy) -> bool:
    name, _, function = copy.part.partition(".")
    question = next((each for each in opened.instrument.profile if each.id == name), None)
    if question is None:
        return True

    def wanted() -> dict[str, Any]:
        unsent = mine.unsent.get(PROFILE)
        said = unsent.value if unsent else mine.assessment.profile
        return with_profile_part(question, said, function, copy.held)

    def save() -> None:
        said = wanted()
        mine.attempt(PROFILE, said, lambda: service().bulk_changes.record_profile(mine.id, said))
        mine.refresh()

    is_same = fingerprint(stored_parts(mine, PROFILE).get(copy.part, "")) == fingerprint(copy.held)
    return _settle(mine, copy, None if is_same else wanted(), save)


def _private(mine: Draft, copy: Copy) -> bool:
    item, typed = copy.place.removeprefix(PRIVATE), str(copy.held)
    known, kept = known_notes(mine.id), service().intake.notes(mine.id)
    if item in kept:
        known[item] = kept[item]

    def write() -> None:
        seen_last = known.get(item)
        known[item] = service().intake.save_note(mine.id, item, typed, seen_last.revision if seen_last else 0)

    is_same = typed.strip() == (known[item].text.strip() if item in known else "")
    wanted = None if is_same else typed
    return _settle(mine, copy, wanted, lambda: mine.attempt(copy.place, typed, write))


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
    is_unchanged |= ahead in {0, 1} and bool(old) and old in new
    if copy.given and not is_unchanged and new and new in old:
        return True  # it stands in what somebody wrote after it
    if not copy.given or not is_unchanged:
        returned()[copy.key] = Returned(copy, save)
        return False
    before = revision_of(mine, copy.place)
    save()
    _own_revisions(mine, copy.place, before).append(revision_of(mine, copy.place))
    mine.restart(copy.place)
    refused = mine.unsent.get(copy.place)
    if refused is not None and refused.again is None:
        del mine.unsent[copy.place]
        returned()[copy.key] = Returned(copy, None, refused.why)
        return False
    return copy.place not in mine.unsent and copy.place not in mine.set_aside
