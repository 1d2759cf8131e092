"""Where the answers of a draft are kept: an assessment, or one respondent's sheet of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from assessment.responses import Answer, Assessment, Evidence, Stumble
from assessment.service import NextRound, Opened, Saved
from assessment.service.answer_history import AnswerChange
from assessment.service.evidence import EvidenceFile
from assessment.ui.state.session import service


class DraftStore(Protocol):
    """Where the answers of a draft are kept: an assessment, or one respondent's sheet of it."""

    def opened(self) -> Opened:
        """Return what is asked and answered."""

    def revisions(self) -> Mapping[str, int]:
        """Return the revision of each answer by item."""

    def record(self, item_id: str, answer: Answer | None, expected: int) -> Saved:
        """Save one answer."""

    def undo(self) -> str | None:
        """Take back the last answer and return its item."""

    def mark_stumble(self, item_id: str, stumble: Stumble | None, seen: Stumble | None = None) -> datetime:
        """Note that an item was hard to answer, or take that back; return when it was saved."""

    def attach_file(self, item_id: str, name: str, raw: bytes) -> Saved:
        """Add a file to the evidence of an answer."""

    def attach_link(self, item_id: str, link: str) -> Saved:
        """Add a web address to the evidence of an answer."""

    def detach(self, item_id: str, piece: Evidence) -> Saved:
        """Take a piece of evidence away."""

    def files(self) -> Sequence[EvidenceFile]:
        """List the files that may be seen here."""

    def history(self, item_id: str) -> Sequence[AnswerChange]:
        """List what became of an answer, the latest first."""

    def restore(self, item_id: str, change: int, *, before: bool = False) -> Saved:
        """Give an earlier answer again."""


@dataclass(frozen=True)
class AssessmentStore:
    """An assessment with the answers that count."""

    id: str

    def opened(self) -> Opened:
        """Return the assessment."""
        return service().assessments.open(self.id)

    def revisions(self) -> Mapping[str, int]:
        """Return the revision of each answer that counts."""
        return service().assessments.revisions(self.id)

    def record(self, item_id: str, answer: Answer | None, expected: int) -> Saved:
        """Save one answer."""
        return service().answers.record(self.id, item_id, answer, expected)

    def undo(self) -> str | None:
        """Take back the last answer and return its item."""
        return service().history.undo(self.id)

    def mark_stumble(self, item_id: str, stumble: Stumble | None, seen: Stumble | None = None) -> datetime:
        """Note that an item was hard to answer, or take that back; return when it was saved."""
        return service().answers.mark_stumble(self.id, item_id, stumble, seen)

    def attach_file(self, item_id: str, name: str, raw: bytes) -> Saved:
        """Add a file to the evidence of an answer."""
        return service().evidence.attach_file(self.id, item_id, name, raw)

    def attach_link(self, item_id: str, link: str) -> Saved:
        """Add a web address to the evidence of an answer."""
        return service().evidence.attach_link(self.id, item_id, link)

    def detach(self, item_id: str, piece: Evidence) -> Saved:
        """Take a piece of evidence away."""
        return service().evidence.detach(self.id, item_id, piece)

    def files(self) -> Sequence[EvidenceFile]:
        """List the files of the assessment, removed ones too."""
        return service().evidence.files(self.id)

    def history(self, item_id: str) -> Sequence[AnswerChange]:
        """List what became of an answer, the latest first."""
        return service().history.of(self.id, item_id)

    def restore(self, item_id: str, change: int, *, before: bool = False) -> Saved:
        """Give an earlier answer again."""
        return service().history.restore(self.id, item_id, change, before=before)

    def next_round(self, today: date, seen: Assessment) -> NextRound | None:
        """Return what is asked again where this, read just now, goes on from an earlier round."""
        return service().next_round.of(self.id, today, seen)
