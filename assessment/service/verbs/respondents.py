"""Verbs about several respondents: who is asked, by which link, and what they agree on."""

from collections.abc import Collection, Sequence
from datetime import datetime

from assessment.instrument.file_schemas import Role
from assessment.responses import Answer, Verified
from assessment.service import answering, links, respondents, respondents_agreed
from assessment.service.links import OwnSheet
from assessment.service.records import Saved
from assessment.service.respondents import DAYS
from assessment.service.respondents_records import Invitation, Respondent, Shown, Voices
from assessment.service.verbs.base import Verbs
from assessment.store.answers import AnswerKey
from assessment.store.schema import AGREED


class Respondents(Verbs):
    """Asks several people, each on a sheet of their own. All but `sheet_by_link` is the consultant's."""

    @property
    def roles(self) -> Sequence[Role]:
        """Who may be asked, by the bank of today; a bank need not name any."""
        return self._bank.roles

    def add_respondent(self, id_: str, label: str, dimensions: Sequence[str], role: str | None = None) -> str:
        """Add a respondent, without a link so far, and return the id of their sheet.

        Args:
            id_: the assessment.
            label: what they are called; unique in the assessment, and exported with the sheet.
            dimensions: what they are asked about.
            role: a role of the bank.

        Raises:
            Refused: no name, a name that is taken, no dimension, or too many people.
            Completed, NoSuchAssessment: as in `record`.
        """
        known = next((one for one in self.roles if one.id == role), None)
        return respondents.add(self._desk, id_, label, known, dimensions)

    def give_link(self, id_: str, sheet: str, days: int = DAYS) -> Invitation:
        """Make a private link to a sheet, in place of the one before; its token is told only here.

        Raises:
            Refused: no such sheet, or not between 1 and 90 days.
            Completed, NoSuchAssessment: as in `record`.
        """
        return respondents.give_link(self._desk, id_, sheet, days)

    def extend_link(self, id_: str, sheet: str, days: int = DAYS) -> datetime:
        """Let a link last so many days from now, an expired one too; return its new end.

        Raises:
            Refused: no link, one that was called back, or not between 1 and 90 days.
            Completed, NoSuchAssessment: as in `record`.
        """
        return respondents.extend(self._desk, id_, sheet, days)

    def revoke_link(self, id_: str, sheet: str) -> None:
        """Call a link back: it stops working at once. What was answered stays.

        Raises:
            Refused: no such sheet, or it has no link.
            Completed, NoSuchAssessment: as in `record`.
        """
        respondents.revoke(self._desk, id_, sheet)

    def ask_about(self, id_: str, sheet: str, dimensions: Sequence[str]) -> None:
        """Ask a respondent about other dimensions; answers outside of them stay and are still compared.

        Raises:
            Refused: no such sheet, none, or one that the instrument does not have.
            Completed, NoSuchAssessment: as in `record`.
        """
        respondents.ask_about(self._desk, id_, sheet, dimensions)

    def remove_respondent(self, id_: str, sheet: str) -> None:
        """Take a respondent out with everything they answered. The audit still says what was saved when.

        Raises:
            Refused: no such sheet.
            Completed, NoSuchAssessment: as in `record`.
        """
        respondents.remove(self._desk, id_, sheet)

    def respondents(self, id_: str) -> list[Respondent]:
        """List who is asked and how far each has come, the first invited first.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return respondents.listed(self._desk, id_)

    def sheet_by_link(self, token: str) -> OwnSheet:
        """Return the one sheet a link opens; whether the link still works shows when it is used."""
        return links.by_link(self._desk, token)

    def own_sheet(self, id_: str, sheet: str) -> OwnSheet:
        """Return a respondent's sheet to be filled in on the consultant's device, link or not."""
        return links.in_turn(self._desk, id_, sheet)

    def voices(self, id_: str) -> Voices:
        """Set what everybody answered side by side, with what to talk about and what to propose.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return respondents_agreed.voices(self._desk, id_)

    def shown_spreads(self, id_: str) -> list[Shown]:
        """List how far the answers reach where three or more gave one: what a merchant may see of them.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return respondents_agreed.shown(self._desk, id_)

    def agree(  # noqa: PLR0913 - what is agreed, and who says so
        self, id_: str, item: str, answer: Answer, expected: int, *, why: str, by: str
    ) -> Saved:
        """Make an answer the one that counts. Note and evidence of the agreed sheet stay.

        Where a respondent says the same and evidence of it was seen, both the
        evidence and who has seen it come along.

        Args:
            id_: the assessment.
            item: the item.
            answer: point, ticks or reason for absence.
            expected: the revision of the agreed answer that was seen, 0 for none.
            why: the reason, kept with the answer; whoever reads the result may read it.
            by: who settled it.

        Raises:
            Refused, Conflict, Completed, NoSuchAssessment: as in `record`.
        """
        place = AnswerKey(id_, AGREED, item)
        return respondents_agreed.agree(self._desk, place, answer, expected, why=why, by=by)

    def take_alike(self, id_: str, items: Collection[str], why: str) -> tuple[str, ...]:
        """Take, of these items, what everybody who answered says alike, where nothing is agreed yet.

        Returns:
            The items that were taken: fewer than asked for where an answer changed meanwhile.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return respondents_agreed.take_alike(self._desk, id_, items, why)

    def take_alike_back(self, id_: str) -> tuple[str, ...]:
        """Take back what this actor last took in one go, but for what was changed since.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return respondents_agreed.take_alike_back(self._desk, id_)

    def verify_respondent(self, id_: str, sheet: str, item: str, by: str) -> Saved:
        """Note who has seen the evidence of one respondent's answer, as `verify` does of the agreed one.

        Raises:
            Refused: there is no answer, or nobody is named.
            Completed, NoSuchAssessment: as in `record`.
        """
        return answering.verify(self._desk, id_, item, Verified(by=by, at=self._desk.now()), sheet)
