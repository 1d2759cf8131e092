"""Verbs that answer: begin an assessment, record, verify, take back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from assessment.responses import Answer, MetricValue, Mode, Verified
from assessment.service import answer_history, answering, starting, wholesale
from assessment.service.records import Saved
from assessment.service.starting import Beginning
from assessment.service.verbs.base import Verbs
from assessment.store import assessments, audit
from assessment.store.answers import AnswerKey
from assessment.store.schema import AGREED


class Answering(Verbs):
    """Writes answers, one transaction each."""

    def start(
        self,
        merchant_name: str,
        mode: Mode,
        profile: Mapping[str, Any],
        taken_on: date | None,
        merchant_id: str | None = None,
    ) -> str:
        """Begin an assessment and return its id.

        Args:
            merchant_name: of a new merchant; not read where `merchant_id` is given.
            mode: how much is asked.
            profile: by question; a "no" may fill in items, as in `record_profile`.
            taken_on: the day it stands for.
            merchant_id: a merchant that is already here, for its next round.

        Raises:
            Refused: no name, or a profile that does not fit.
            NoSuchMerchant: no such merchant here.
        """
        return starting.start(
            self._desk, Beginning(merchant_name, Mode(mode), profile, taken_on, merchant_id)
        )

    def record(
        self, id_: str, item_id: str, answer: Answer | None, expected: int, sheet: str = AGREED
    ) -> Saved:
        """Save one answer; when this returns, it is on disk.

        The time is set here. A verification stays only while point, ticks
        and reason stay. Saying the same again changes nothing and is never
        a conflict.

        Args:
            id_: the assessment.
            item_id: the item.
            answer: the new answer; None clears it.
            expected: the revision the person has seen, 0 for no answer yet.
            sheet: whose sheet.

        Raises:
            Refused: the answer does not fit the item.
            Conflict: somebody else saved first; carries what is kept.
            Completed: it never changes again.
            NoSuchAssessment: it is not here.
        """
        return answering.record(self._desk, AnswerKey(id_, sheet, item_id), answer or Answer(), expected)

    def record_metric(self, id_: str, metric_id: str, value: MetricValue | None, expected: int) -> Saved:
        """Save one metric, as `record` does an answer."""
        return answering.record_metric(self._desk, id_, metric_id, value or MetricValue(), expected)

    def record_profile(self, id_: str, profile: Mapping[str, Any]) -> tuple[str, ...]:
        """Replace the profile.

        A new "no" to a question with `fills` answers every item of that
        dimension that is still unanswered, marked `filled_by`. When the "no"
        goes, what still carries the mark is taken away.

        Returns:
            The items whose answers changed.

        Raises:
            Refused: a question or an answer the profile does not have.
            Completed, NoSuchAssessment: as in `record`.
        """
        return wholesale.record_profile(self._desk, id_, profile)

    def declare_absent(self, id_: str, dimension: str, reason: str) -> None:
        """Declare a whole dimension not applicable; notes and evidence stay.

        Raises:
            Refused: every merchant has this dimension, or there is no reason.
            Completed, NoSuchAssessment: as in `record`.
        """
        wholesale.declare_absent(self._desk, id_, dimension, reason)

    def bring_back(self, id_: str, dimension: str) -> None:
        """Take back an absence: answers given before it return, the other items are unanswered.

        Raises:
            Refused: every merchant has this dimension.
            Completed, NoSuchAssessment: as in `record`.
        """
        wholesale.bring_back(self._desk, id_, dimension)

    def verify(self, id_: str, item_id: str, by: str, at: datetime | None = None) -> Saved:
        """Note who has seen the evidence of an answer, and when (now, where not said).

        Raises:
            Refused: there is no answer, or nobody is named.
            Completed, NoSuchAssessment: as in `record`.
        """
        return answering.verify(self._desk, id_, item_id, Verified(by=by, at=at or self._desk.now()))

    def unverify(self, id_: str, item_id: str) -> Saved:
        """Take that note away."""
        return answering.verify(self._desk, id_, item_id, None)

    def undo(self, id_: str) -> str | None:
        """Take back this actor's last answer or number and return its item; again for the one before.

        What something else has changed since is left alone. A number that
        belongs to no item is returned as `metric:` and its id.

        Returns:
            None where nothing is left to take back.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return answer_history.undo(self._desk, id_)

    def set_mode(self, id_: str, mode: Mode) -> None:
        """Ask more, or less; answers stay.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        self._set(id_, "mode", Mode(mode).value)

    def set_taken_on(self, id_: str, taken_on: date | None) -> None:
        """Change the day an assessment stands for.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        self._set(id_, "taken_on", taken_on)

    def _set(self, id_: str, column: str, value: str | date | None) -> None:
        who = self._desk.who()
        with self._desk.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            before = getattr(draft, column)
            assessments.update_draft(connection, id_, **{column: value})
            audit.record(
                connection,
                who,
                column,
                draft.merchant_id,
                id_,
                before=None if before is None else str(before),
                after=None if value is None else str(value),
            )
