"""Verbs about evidence: files and links of an answer, and what each answer was before."""

from collections.abc import Sequence

from assessment.responses import Evidence
from assessment.service import answer_history, evidence
from assessment.service.answer_history import Change
from assessment.service.evidence import EvidenceFile
from assessment.service.records import Saved
from assessment.service.verbs.base import Verbs
from assessment.store.answers import AnswerKey
from assessment.store.schema import AGREED


class Evidencing(Verbs):
    """Adds evidence, takes it away, and looks back on answers."""

    def attach_file(self, id_: str, item_id: str, name: str, raw: bytes, sheet: str = AGREED) -> Saved:
        """Add a file to the evidence of an answer, once.

        Its kind is judged by its content, its name is tidied. The same bytes
        are kept only once for a merchant.

        Raises:
            Refused: too large, of no kind that is kept, no room left, or the item is not asked.
            Completed, NoSuchAssessment: as in `record`.
        """
        return evidence.attach_file(self._desk, AnswerKey(id_, sheet, item_id), name, raw)

    def attach_link(self, id_: str, item_id: str, link: str, sheet: str = AGREED) -> Saved:
        """Add a web address to the evidence of an answer, once.

        Raises:
            Refused: no web address, or the item is not asked.
            Completed, NoSuchAssessment: as in `record`.
        """
        return evidence.attach_link(self._desk, AnswerKey(id_, sheet, item_id), link)

    def detach(self, id_: str, item_id: str, piece: Evidence, sheet: str = AGREED) -> Saved:
        """Take a piece of evidence away from an answer; `undo` brings it back.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return evidence.detach(self._desk, AnswerKey(id_, sheet, item_id), piece)

    def delete_file(self, id_: str, sha256: str) -> None:
        """Delete a file for good that no answer shows any more.

        Raises:
            Refused: an answer shows it.
            Completed, NoSuchAssessment: as in `record`.
        """
        evidence.delete_file(self._desk, id_, sha256)

    def evidence_files(self, id_: str) -> Sequence[EvidenceFile]:
        """List the files of an assessment, the first added first, removed ones too.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return evidence.evidence_files(self._desk, id_)

    def evidence_content(self, id_: str, sha256: str) -> tuple[EvidenceFile, bytes] | None:
        """Return a file with its bytes; None where there is none, or only its name came with an import."""
        return evidence.evidence_content(self._desk, id_, sha256)

    def history(self, id_: str, item_id: str, sheet: str = AGREED) -> Sequence[Change]:
        """List what became of one answer: who, when, from what to what; the latest first.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return answer_history.history(self._desk, AnswerKey(id_, sheet, item_id))

    def restore(self, id_: str, item_id: str, change: int, *, before: bool = False) -> Saved:
        """Give an answer again that was given earlier: a new change, the history stays.

        Args:
            id_: the assessment.
            item_id: the item.
            change: one of its `history`.
            before: what was there before that change, instead of after it.

        Raises:
            Refused: no such change of this item, or the answer does not fit any more.
            Completed, NoSuchAssessment: as in `record`.
        """
        return answer_history.restore(self._desk, AnswerKey(id_, AGREED, item_id), change, before=before)

    def redo(self, id_: str) -> str | None:
        """Do again what this actor's last `undo` took back, and return its item.

        A new answer ends what can be done again.

        Returns:
            None where nothing was taken back.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return answer_history.redo(self._desk, id_)
