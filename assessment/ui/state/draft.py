"""One open assessment in one browser tab: what it last knew to be stored, and how a difference is saved.

Saving is level-triggered. Whatever a widget holds is compared with what this
tab last knew: before the page is drawn, which covers leaving a page, and as
each question is drawn, which covers a page that reconnects to a restarted
server, where the browser sends values but no event.

What could not be saved stays in the draft, in the place of what is stored,
and is tried again until the store takes it: over a change of section, page
and language. The store's own words for it stand beside its question.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from time import monotonic, time
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.errors import StreamlitAPIException

from assessment.responses import Answer, Assessment, MetricValue, Stumble
from assessment.scoring.next_round import AskedAgain
from assessment.service import Conflict, LocalizedError, NextRound, Opened, StoreError
from assessment.ui.state.answering import evidence_text, merged, unsound_texts
from assessment.ui.state.clock import today
from assessment.ui.state.draft_store import AssessmentStore, DraftStore
from assessment.ui.state.input_parts import EVIDENCE, NOTE, answer_parts
from assessment.ui.state.session import language, words


@dataclass(frozen=True)
class Mounted:
    """A widget that holds part of an answer."""

    item: str
    changed: Callable[[Answer | None, Any], Answer | None]
    """Makes the answer that the widget's value asks for; None where it asks for no change."""
    contradicts: bool = False
    """Whether another input of the item says something else then, and has to be drawn afresh."""


PART = "#"
"""Between an item and one of its texts, in the place of a text that is held back."""
PAUSE = 5.0
"""Seconds without another try after the store could not write."""


@dataclass(frozen=True)
class Unsent:
    """Something given in this tab that is not stored."""

    value: Any
    """An answer, a number or the profile; None where something is to be cleared."""
    why: LocalizedError
    again: Callable[[], object] | None
    """Tries to save it again; None where the store refused it for good."""
    revision: int = 0
    """What its place was stored with when it was given: it is saved over that, and over nothing newer."""


@dataclass
class Draft:
    """What this tab knows about one assessment."""

    id: str
    book: DraftStore
    answers: dict[str, Answer] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    """What this tab knows to be stored, by place: an item, or `metric:<id>`."""
    seeds: dict[str, int] = field(default_factory=dict)
    """Revision an item's widgets were made for: part of their keys, so they start afresh when it changes."""
    renewals: dict[str, int] = field(default_factory=dict)
    """How often an item's text boxes were drawn afresh here: part of their keys."""
    turns: dict[str, int] = field(default_factory=dict)
    """How often an item's other widgets were drawn afresh here: part of their keys."""
    mounted: dict[str, Mounted] = field(default_factory=dict)
    """The widgets drawn last, by key."""
    refusals: dict[str, str] = field(default_factory=dict)
    """What to tell the visitor at an item: refused, or changed elsewhere."""
    set_aside: dict[str, Answer] = field(default_factory=dict)
    """What this tab said and somebody else's answer came before or after: to be taken or left."""
    unsent: dict[str, Unsent] = field(default_factory=dict)
    """What could not be saved, by place: an item, `metric:<id>`, or a part of the profile."""
    trouble: StoreError | None = None
    """Why the store could not write last."""
    pause_until: float = 0.0
    """Until then nothing is written: a store that is locked keeps each try waiting."""
    unread: StoreError | None = None
    """Why the store could not be read again; then what was read before is shown."""
    saved_at: dict[str, datetime] = field(default_factory=dict)
    last_saved: datetime | None = None
    opened: Opened | None = None
    fresh: bool = True
    """Whether this tab has not drawn the assessment yet."""
    next_round: NextRound | None = None
    """What it asks again, where it goes on from an earlier round."""
    shows_all: bool = False
    """Whether a next round shows what it carries on as questions too."""
    looked_at: set[str] = field(default_factory=set)
    """Carried answers that were opened here, to be seen as questions."""
    unfolded: set[str] = field(default_factory=set)
    """Places whose folded part was opened here; a part that nobody opened is not drawn."""
    touched: set[str] = field(default_factory=set)
    """Places that something was written to here: their copies in the browser wait for a word of it."""
    seen: dict[str, Any] = field(default_factory=dict)
    """What the inputs of the profile or the appointment were made for, by place."""
    let_go: dict[str, dict[str, int]] = field(default_factory=dict)
    """When something unsent at a place was decided against, in milliseconds since 1970."""
    session: str = field(default_factory=lambda: uuid4().hex[:8])
    """Part of the keys of inputs without a revision: what a browser holds of another session is no answer."""
    lock: AbstractContextManager[object] = field(default_factory=RLock, repr=False, compare=False)
    """Held while changes belong together: a page that is told to stop may go on beside the next one."""

    def refresh(self, *, notice: bool = False) -> Opened:
        """Read the store again; what changed elsewhere shows, in widgets made afresh.

        Args:
            notice: tell where an answer given in this tab was changed by somebody else, and keep it in sight.

        Raises:
            StoreError: it cannot be read, and was never read in this tab.
            NoSuchAssessment: it was deleted.
        """
        try:
            opened = self.book.opened()
            # What earlier rounds said is not shown to a respondent.
            self.next_round = (
                self.book.next_round(today(), opened.assessment)
                if isinstance(self.book, AssessmentStore)
                else None
            )
        except StoreError as trouble:
            if self.opened is None:
                raise
            self.unread = trouble
            return self.opened
        self.unread, changed = None, []
        for item in {*opened.assessment.answers, *self.answers}:
            revision = opened.revisions.get(item, 0)
            if not self.fresh and revision != self.revisions.get(item, 0):
                if notice and item in self.saved_at:
                    self.notice(item, self.answers.get(item), opened.assessment.answers.get(item))
                changed.append(item)
        self.answers = dict(opened.assessment.answers)
        numbers = {place: self.revisions.get(place, 0) for place in self._numbers(opened)}
        self.revisions = {**opened.revisions, **numbers}
        for item in changed:
            self.restart(item)
        self._take_numbers(opened)
        self.last_saved = opened.updated_at
        return opened

    def _numbers(self, opened: Opened) -> dict[str, int]:
        """Return the revision of every number by its place."""
        return {
            f"metric:{metric.id}": opened.metric_revisions.get(metric.id, 0)
            for metric in opened.instrument.metrics
        }

    def _take_numbers(self, opened: Opened) -> None:
        """Show what is stored now; the inputs of a number that was changed elsewhere start afresh."""
        for place, revision in self._numbers(opened).items():
            before = self.revisions.get(place, 0)
            self.revisions[place] = revision
            if revision != before and not self.fresh:
                self.restart(place)
        self.opened = opened

    @property
    def again(self) -> AskedAgain | None:
        """What a next round asks again; None where this is none."""
        return None if self.next_round is None else self.next_round.again

    @property
    def assessment(self) -> Assessment:
        """The assessment as last read, with this tab's answers."""
        if self.opened is None:
            message = "the draft was not read yet"
            raise RuntimeError(message)
        return self.opened.assessment.model_copy(update={"answers": self.answers})

    def answer(self, item: str) -> Answer | None:
        """Return what was given for an item: what is stored as far as this tab knows, or still unsent."""
        unsent = self.unsent.get(item)
        return self.answers.get(item) if unsent is None else unsent.value

    def number(self, metric: str) -> MetricValue:
        """Return what was given for a metric: what is stored as far as this tab knows, or still unsent."""
        unsent = self.unsent.get(f"metric:{metric}")
        if unsent is not None:
            return unsent.value or MetricValue()
        held = self.opened.assessment.metrics if self.opened else {}
        return held.get(metric, MetricValue())

    def mount(self, key: str, widget: Mounted) -> None:
        """Remember a widget, so that its value is saved even if its page is left before it is drawn again."""
        self.mounted[key] = widget

    def catch_up(self) -> None:
        """Save what the widgets of the last drawing hold and the store does not have yet."""
        with self.lock:
            for key, widget in list(self.mounted.items()):
                if key in st.session_state:
                    answer = widget.changed(self.answer(widget.item), st.session_state[key])
                    if answer is not None:
                        self.save(widget.item, answer)
                        if widget.contradicts:
                            self.renew(widget.item)
                self.mounted.pop(key, None)

    def retry(self) -> bool:
        """Try to save what is unsent, where it was not tried just now; return whether anything of it was."""
        with self.lock:
            before = len(self.unsent)
            for unsent in list(self.unsent.values()):
                if unsent.again is not None:
                    unsent.again()
            return len(self.unsent) < before

    def readable(self) -> bool:
        """Whether the store can be read again, after it could not."""
        if self.unread is None:
            return False
        try:
            self.book.opened()
        except StoreError:
            return False
        return True

    def discard(self, place: str) -> None:
        """Let go of what was refused at a place: what is stored stays."""
        self.unsent.pop(place, None)
        item, _, part = place.partition(PART)
        self.let_go_of(item, part)
        self.restart(item)

    def held_back(self, item: str, part: str) -> str | None:
        """Return a text that stays in its field because the store cannot take it, or None."""
        unsent = self.unsent.get(f"{item}{PART}{part}")
        return None if unsent is None else str(unsent.value)

    def release(self, item: str, part: str) -> None:
        """Let go of a text that was held back: another one stands in its field."""
        self.unsent.pop(f"{item}{PART}{part}", None)
        self.let_go_of(item, part)

    def _without_unsound(self, item: str, answer: Answer | None) -> Answer | None:
        """Hold back the texts that the store would refuse, so that the rest of the answer is saved."""
        stored = self.answers.get(item) or Answer()
        for part, why in unsound_texts(answer or Answer(), stored).items():
            text = (answer.note or "") if part == NOTE and answer else evidence_text(answer)
            self.touched.add(item)
            self.unsent[f"{item}{PART}{part}"] = Unsent(text, why, None)
            kept = {"note": stored.note} if part == NOTE else {"evidence": stored.evidence}
            answer = (answer or Answer()).model_copy(update=kept)
        return answer

    def let_go_of(self, place: str, part: str = "") -> None:
        """Note that what the browser still holds for a place, or for one part of it, was decided upon.

        Of a whole question all but the texts that are held back: these stand in their fields still.
        """
        self.touched.add(place)
        decided, parts = self.let_go.setdefault(place, {}), [part]
        held_back = [each for each in (NOTE, EVIDENCE) if self.held_back(place, each) is not None]
        if not part and held_back and self.opened is not None:
            every = answer_parts(self.opened.instrument.item(place), None)
            parts = [each for each in every if each not in held_back]
        for each in parts:
            decided[each] = max(int(1000 * time()), decided.get(each, 0) + 1)

    def attempt(
        self,
        place: str,
        value: Any,
        write: Callable[[], object],
        again: Callable[[], object] | None = None,
        revision: int = 0,
    ) -> bool:
        """Write something; return whether it is on disk. What fails stays as unsent, with the reason.

        Args:
            place: what it is kept by while unsent.
            value: shown meanwhile in the place of what is stored.
            write: writes it; a `Conflict` is passed on.
            again: how `retry` does it, where not by writing alone.
            revision: what is saved over.
        """
        self.touched.add(place)
        later = again or (lambda: self.attempt(place, value, write, revision=revision))
        if self.trouble is not None and monotonic() < self.pause_until:
            self.unsent[place] = Unsent(value, self.trouble, later, revision)
            return False
        try:
            write()
        except StoreError as trouble:
            self.unsent[place] = Unsent(value, trouble, later, revision)
            self.trouble, self.pause_until = trouble, monotonic() + PAUSE
            return False
        except Conflict:
            self.unsent.pop(place, None)
            raise
        except LocalizedError as refused:
            self.unsent[place] = Unsent(value, refused, None, revision)
            return False
        self.unsent.pop(place, None)
        return True

    def given_over(self, place: str) -> int:
        """Return the revision that a place is saved over: the one seen when what is unsent was given."""
        unsent = self.unsent.get(place)
        return self.revisions.get(place, 0) if unsent is None else unsent.revision

    def seed(self, item: str) -> int:
        """Return the revision that an item's widgets are made for."""
        return self.seeds.setdefault(item, self.revisions.get(item, 0))

    def renew(self, item: str) -> None:
        """Let an item's widgets start afresh from what is stored."""
        self._forget(item)
        self.seeds[item] = self.revisions.get(item, 0)
        self.turns[item] = self.turns.get(item, 0) + 1

    def _forget(self, item: str) -> None:
        """Let go of an item's widgets: what they hold is older than what is stored."""
        self.mounted = {key: one for key, one in self.mounted.items() if one.item != item}

    def restart(self, place: str) -> None:
        """Let all inputs of a place start afresh, its texts too."""
        self._forget(place)
        self.seeds[place] = self.revisions.get(place, self.seeds.get(place, 0) + 1)
        self.renewals[place] = self.renewals.get(place, 0) + 1

    def save(self, item: str, answer: Answer | None) -> bool:
        """Write an answer; return whether it is on disk. What fails is tried again by `retry`.

        A note written while something is set aside decides nothing: it stays set aside.
        """
        sound = self._without_unsound(item, answer)
        if sound is not answer and sound == (self.answer(item) or Answer()):
            return True
        answer, seen = sound, self.given_over(item)

        def write() -> None:
            saved = self.book.record(item, answer, seen)
            decides = value(answer or Answer()) != value(self.answers.get(item) or Answer())
            if decides or item not in self.set_aside:
                self.set_aside.pop(item, None)
                self.refusals.pop(item, None)
            if answer is None:
                self.answers.pop(item, None)
            else:
                self.answers[item] = answer
            self.revisions[item] = saved.revision
            self.saved_at[item] = self.last_saved = saved.at

        try:
            return self.attempt(item, answer, write, lambda: self.save(item, answer), seen)
        except Conflict as conflict:
            decides = value(answer or Answer()) != value(self.answers.get(item) or Answer())
            aside = self.set_aside.get(item)
            self.set_aside[item] = (None if decides else aside) or answer or Answer()
            self._take(item, conflict)
            return False

    def read_numbers(self) -> None:
        """Read the numbers again after one was saved; what was changed elsewhere starts afresh."""
        try:
            self._take_numbers(self.book.opened())
        except StoreError as trouble:
            self.unread = trouble

    def keep_stumble(self, item: str, stumble: Stumble | None) -> None:
        """Remember what was saved of an item that is hard to answer."""
        if self.opened is not None:
            stumbles = {**self.opened.stumbles, item: stumble}
            kept = {key: one for key, one in stumbles.items() if one is not None}
            self.opened = replace(self.opened, stumbles=kept)

    def notice(self, item: str, mine: Answer | None, stored: Answer | None) -> None:
        """Tell that somebody changed what was answered here, unless both say the same."""
        if mine is not None and value(mine) not in (value(Answer()), value(stored or Answer())):
            self.refusals[item] = words("respond.changed_elsewhere")
            self.set_aside[item] = mine

    def note_both_kept(self, item: str, mine: Answer | None, stored: Answer | None) -> None:
        """Tell that the texts of two were put together; where their answers differ, that theirs stands."""
        if mine is None or value(mine) in (value(Answer()), value(stored or Answer())):
            self.set_aside.pop(item, None)
            self.refusals[item] = words("respond.both_kept")
        else:
            self.notice(item, mine, stored)

    def take_mine(self, item: str) -> bool:
        """Say again what was set aside, now over what is stored; notes are joined, their evidence stays."""
        mine, theirs = self.set_aside[item], self.answers.get(item) or Answer()
        self.leave_mine(item)
        note = merged(theirs.note or "", mine.note or "") or None
        kept = {"note": note, "evidence": theirs.evidence or mine.evidence}
        again = mine.model_copy(update={**kept, "verified": None, "carried_from": None, "filled_by": None})
        return self.save(item, None if again == Answer() else again)

    def leave_mine(self, item: str) -> None:
        """Let go of what was set aside: what is stored stays."""
        self.set_aside.pop(item, None)
        self.refusals.pop(item, None)
        self.let_go_of(item)

    def _take(self, item: str, conflict: Conflict) -> None:
        """Show what somebody else saved first."""
        self.refusals[item] = conflict.in_(language())
        if isinstance(conflict.stored, Answer):
            self.answers[item] = conflict.stored
        else:
            self.answers.pop(item, None)
        self.revisions[item] = conflict.revision
        self.restart(item)


def value(answer: Answer) -> tuple[object, ...]:
    """Return what an answer says, without what stands beside it."""
    return answer.point, answer.ticks, answer.absent, answer.reason


def draft(assessment_id: str, book: DraftStore | None = None) -> Draft:
    """Return this tab's draft of an assessment, or of one sheet of it, made on first use."""
    drafts: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    mine = drafts.setdefault(assessment_id, Draft(assessment_id, book or AssessmentStore(assessment_id)))
    if book is not None:
        mine.book = book
    return mine


def catch_up(assessment_id: str | None) -> None:
    """Save what this tab's widgets hold, before anything is drawn: the visitor may be leaving their page."""
    drafts: dict[str, Draft] = st.session_state.get("drafts", {})
    if assessment_id in drafts:
        drafts[assessment_id].catch_up()


def widget_key(mine: Draft, item: str, part: str) -> str:
    """Return the key of a widget of a question: another one once what is stored changed elsewhere."""
    return f"{part}|{mine.id}|{item}|{_turn(mine, item)}|{language()}"


def _turn(mine: Draft, item: str) -> str:
    return f"{mine.seed(item)}.{mine.renewals.get(item, 0)}.{mine.turns.get(item, 0)}"


def session_key(mine: Draft, place: str) -> str:
    """Return what the keys of inputs without a revision carry: new in each session, and once made afresh."""
    return f"{mine.id}|{mine.session}.{mine.renewals.get(place, 0)}"


def redraw() -> None:
    """Draw the question again; with the whole page where that is what is being drawn."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
