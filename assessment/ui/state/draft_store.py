"""Where the answers of a draft are kept: an assessment, or one respondent's sheet of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from assessment.responses import Answer, Stumble
from assessment.service import NextRound, Opened, Saved
from assessment.ui.state.session import service


class DraftStore(Protocol):
    """Where the answers of a draft are kept: an assessment, or one respondent's sheet of it."""

    def opened(self) -> Opened:
        """Return what is asked and answered."""

    def record(self, item_id: str, answer: Answer | None, expected: int) -> Saved:
        """Save one answer."""

    def undo(self) -> str | None:
        """Take back the last answer and return its item."""

    def mark_stumble(self, item_id: str, stumble: Stumble | None) -> datetime:
        """Note that an item was hard to answer, or take that back; return when it was saved."""


@dataclass(frozen=True)
class Whole:
    """An assessment with the answers that count."""

    id: str

    def opened(self) -> Opened:
        """Return the assessment."""
        return service().assessments.open(self.id)

    def record(self, item_id: str, answer: Answer | None, expected: int) -> Saved:
        """Save one answer."""
        return service().answers.record(self.id, item_id, answer, expected)

    def undo(self) -> str | None:
        """Take back the last answer and return its item."""
        return service().history.undo(self.id)

    def mark_stumble(self, item_id: str, stumble: Stumble | None) -> datetime:
        """Note that an item was hard to answer, or take that back; return when it was saved."""
        return service().answers.mark_stumble(self.id, item_id, stumble)

    def next_round(self, today: date) -> NextRound | None:
        """Return what is asked again where this goes on from an earlier round."""
        return service().next_round.of(self.id, today)
