"""One open assessment in one browser tab: what it last knew to be stored, and how a difference is saved.

Saving is level-triggered. Whatever a widget holds is compared with what this
tab last knew: before the page is drawn, which covers leaving a page, and as
each question is drawn, which covers a page that reconnects to a restarted
server, where the browser sends values but no event.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

import streamlit as st

from assessment.responses import Answer, Assessment
from assessment.service import Completed, Conflict, Opened, Refused
from assessment.ui.session import language, service


@dataclass(frozen=True)
class Mounted:
    """A widget that holds part of an answer."""

    item: str
    changed: Callable[[Answer | None, Any], Answer | None]
    """Makes the answer that the widget's value asks for; None where it asks for no change."""


@dataclass
class Draft:
    """What this tab knows about one assessment."""

    id: str
    answers: dict[str, Answer] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    seeds: dict[str, int] = field(default_factory=dict)
    """Revision an item's widgets were made for: part of their keys, so they start afresh when it changes."""
    renewals: dict[str, int] = field(default_factory=dict)
    """How often an item's text boxes were drawn afresh here: part of their keys."""
    mounted: dict[str, Mounted] = field(default_factory=dict)
    """The widgets drawn last, by key."""
    said: dict[str, str] = field(default_factory=dict)
    """What to tell the visitor at an item: refused, or changed elsewhere."""
    saved_at: dict[str, datetime] = field(default_factory=dict)
    last_saved: datetime | None = None
    opened: Opened | None = None
    fresh: bool = True
    """Whether this tab has not drawn the assessment yet."""
    lock: AbstractContextManager[object] = field(default_factory=RLock, repr=False, compare=False)
    """Held while changes belong together: a page that is told to stop may go on beside the next one."""

    def refresh(self) -> Opened:
        """Read the store again; what changed elsewhere shows, in widgets made afresh."""
        opened = service().opened(self.id)
        for item in {*opened.assessment.answers, *self.answers}:
            revision = opened.revisions.get(item, 0)
            if not self.fresh and revision != self.revisions.get(item, 0):
                self._renew(item, revision)
        self.answers = dict(opened.assessment.answers)
        self.revisions = dict(opened.revisions)
        self.opened = opened
        self.last_saved = opened.updated_at
        return opened

    @property
    def assessment(self) -> Assessment:
        """The assessment as last read, with this tab's answers."""
        if self.opened is None:
            message = "the draft was not read yet"
            raise RuntimeError(message)
        return self.opened.assessment.model_copy(update={"answers": self.answers})

    def answer(self, item: str) -> Answer | None:
        """Return what is stored for an item, as far as this tab knows."""
        return self.answers.get(item)

    def mount(self, key: str, item: str, changed: Callable[[Answer | None, Any], Answer | None]) -> None:
        """Remember a widget, so that its value is saved even if its page is left before it is drawn again."""
        self.mounted[key] = Mounted(item, changed)

    def catch_up(self) -> None:
        """Save what the widgets of the last drawing hold and the store does not have yet."""
        with self.lock:
            mounted, self.mounted = self.mounted, {}
            for key, widget in mounted.items():
                if key not in st.session_state:
                    continue
                answer = widget.changed(self.answer(widget.item), st.session_state[key])
                if answer is not None:
                    self.save(widget.item, answer)

    def seed(self, item: str) -> int:
        """Return the revision that an item's widgets are made for."""
        return self.seeds.setdefault(item, self.revisions.get(item, 0))

    def renew(self, item: str) -> None:
        """Let an item's widgets start afresh from what is stored."""
        self._forget(item)
        self.seeds[item] = self.revisions.get(item, 0)

    def _forget(self, item: str) -> None:
        """Let go of an item's widgets: what they hold is older than what is stored."""
        self.mounted = {key: one for key, one in self.mounted.items() if one.item != item}

    def _renew(self, item: str, revision: int) -> None:
        self._forget(item)
        self.seeds[item] = revision
        self.renewals[item] = self.renewals.get(item, 0) + 1

    def save(self, item: str, answer: Answer | None) -> bool:
        """Write an answer; return whether it is on disk."""
        self.said.pop(item, None)
        try:
            saved = service().record(self.id, item, answer, self.revisions.get(item, 0))
        except Conflict as conflict:
            self._take(item, conflict)
            return False
        except (Refused, Completed) as refused:
            self.said[item] = refused.said(language())
            return False
        if answer is None:
            self.answers.pop(item, None)
        else:
            self.answers[item] = answer
        self.revisions[item] = saved.revision
        self.saved_at[item] = self.last_saved = saved.at
        return True

    def _take(self, item: str, conflict: Conflict) -> None:
        """Show what somebody else saved first."""
        self.said[item] = conflict.said(language())
        if isinstance(conflict.stored, Answer):
            self.answers[item] = conflict.stored
        else:
            self.answers.pop(item, None)
        self.revisions[item] = conflict.revision
        self._renew(item, conflict.revision)


def draft(assessment_id: str) -> Draft:
    """Return this tab's draft of an assessment, made on first use."""
    drafts: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    return drafts.setdefault(assessment_id, Draft(assessment_id))


def catch_up(assessment_id: str | None) -> None:
    """Save what this tab's widgets hold, before anything is drawn: the visitor may be leaving their page."""
    drafts: dict[str, Draft] = st.session_state.get("drafts", {})
    if assessment_id in drafts:
        drafts[assessment_id].catch_up()


def clock(moment: datetime | None) -> str:
    """Return a time of day as the visitor's clock shows it."""
    return "" if moment is None else local(moment).strftime("%H:%M")


def local(moment: datetime) -> datetime:
    """Return a moment in the visitor's time zone."""
    offset = st.context.timezone_offset
    # The browser counts west as positive, in minutes.
    return moment.astimezone(UTC) - timedelta(minutes=offset or 0)
