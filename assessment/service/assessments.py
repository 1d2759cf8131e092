"""Assessments as a whole: listed, opened, begun, completed, corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import sqlalchemy as sa

from assessment.responses import Assessment, InstrumentRef, MerchantRef, Mode
from assessment.scoring import score
from assessment.scoring.report import results_as_json
from assessment.scoring.results import Results
from assessment.service.answers import to_the_second
from assessment.service.bulk_changes import follow_profile
from assessment.service.checks import Refused, is_unanswered, merchant_named, sensible_day
from assessment.service.context import Context, read_assessment
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.snapshot import Opened, Snapshot, read_snapshot
from assessment.service.templates import fill, started_from
from assessment.store import assessments, audit, merchants
from assessment.store.answers import add_answers, add_metrics, add_sheet, read_revisions
from assessment.store.assessments import Card, add_assessment, update_draft
from assessment.store.audit import Who
from assessment.store.evidence import FileOwner, adopt_files
from assessment.store.ids import new_id
from assessment.store.respondents import copy_respondents
from assessment.store.schema import AGREED
from assessment.store.verification import read_later
from assessment.texts import Text


def write_draft(
    connection: sa.Connection, who: Who, assessment: Assessment, digest: str, action: str, **more: str
) -> str:
    """Write a whole assessment as a draft of a merchant that is there; return its id.

    Args:
        connection: writing.
        who: in whose name.
        assessment: has an id, and a merchant with an id.
        digest: of the instrument it was taken with.
        action: what the audit calls it.
        more: noted in the audit as well.
    """
    id_, merchant_id = str(assessment.id), str(assessment.merchant.id)
    add_assessment(
        connection,
        who,
        id=id_,
        merchant_id=merchant_id,
        instrument_digest=digest,
        mode=Mode(assessment.mode).value,
        profile=assessment.profile,
        taken_on=assessment.taken_on,
        corrects=assessment.corrects,
        example=assessment.example,
    )
    add_sheet(connection, id_, AGREED, 0, None)
    add_answers(connection, who, id_, AGREED, assessment.answers)
    for rank, sheet in enumerate(assessment.sheets, start=1):
        sheet_id = new_id(who.at)
        add_sheet(connection, id_, sheet_id, rank, sheet.respondent)
        add_answers(connection, who, id_, sheet_id, sheet.answers)
    add_metrics(connection, who, id_, assessment.metrics)
    adopt_files(connection, who, FileOwner(id_, merchant_id), evidence_files_of(assessment))
    detail = {"corrects": assessment.corrects, "answers": len(assessment.answers), **more}
    audit.record(connection, who, action, merchant_id, id_, **detail)
    return id_


def write_completion(connection: sa.Connection, who: Who, assessment: Assessment, results: Results) -> None:
    """Write the results and the status; from here on the database refuses every change."""
    id_, merchant_id = str(assessment.id), str(assessment.merchant.id)
    change = {"before": {"status": "draft"}, "after": {"status": "completed"}}
    audit.record(connection, who, "complete", merchant_id, id_, **change)
    update_draft(
        connection,
        id_,
        status="completed",
        completed_at=assessment.completed_at or to_the_second(who.at),
        result=results_as_json(results),
    )


def evidence_files_of(assessment: Assessment) -> set[str]:
    """Return the hashes of the files that the answers name as evidence."""
    sheets = (assessment.answers, *(sheet.answers for sheet in assessment.sheets))
    answers = chain.from_iterable(sheet.values() for sheet in sheets)
    return {piece.sha256 for answer in answers for piece in answer.evidence if piece.sha256 is not None}


class Assessments:
    """Lists, opens, begins, completes and corrects assessments."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def is_erased(self, id_: str) -> bool:
        """Whether an assessment is nowhere any more: not in the lists, the archive or the bin."""
        with self._context.database.reading() as connection:
            return not assessments.assessment_exists(connection, id_)

    def recent(self, most: int | None = None) -> list[Card]:
        """List assessments, the last touched first; every one where `most` is not given."""
        with self._context.database.reading() as connection:
            return assessments.list_assessments(connection, self._context.visible, most=most)

    def snapshot(self, id_: str) -> Snapshot:
        """Read an assessment once, for everything that follows from it.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return read_snapshot(self._context, id_)

    def open(self, id_: str) -> Opened:
        """Return an assessment with its answers, and the instrument it was taken with.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return read_snapshot(self._context, id_).opened

    def revisions(self, id_: str) -> Mapping[str, int]:
        """Return the revision of each answer that counts, by item: enough to see whether others changed any.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            return read_revisions(connection, id_, AGREED)

    def start(  # noqa: PLR0913, PLR0917 - what an assessment is begun with
        self,
        merchant_name: str,
        mode: Mode,
        profile: Mapping[str, Any],
        taken_on: date | None,
        merchant_id: str | None = None,
        template: str | None = None,
    ) -> str:
        """Begin an assessment and return its id.

        What a template answers stands on the sheet, marked as filled in and
        open to change; what the instrument no longer asks is left out.

        Args:
            merchant_name: of a new merchant; not read where `merchant_id` is given.
            mode: how much is asked.
            profile: by question; a "no" may fill in items, as in `BulkChanges.record_profile`.
            taken_on: the day it stands for.
            merchant_id: a merchant that is already here, for its next round.
            template: the id of a template to begin with.

        Raises:
            Refused: no name, no such template, or a profile that does not fit.
            NoSuchMerchant: no such merchant here.
        """
        context = self._context
        with context.database.writing() as connection:
            begun = BeginRequest(merchant_name, mode, profile, taken_on, merchant_id, template)
            return start_within(connection, context, context.who(), begun)[0]

    def set_mode(self, id_: str, mode: Mode) -> None:
        """Ask more, or less; answers stay.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        self._set(id_, "mode", Mode(mode).value)

    def set_taken_on(self, id_: str, taken_on: date | None) -> None:
        """Change the day an assessment stands for.

        Raises:
            Refused: it has not come yet, or is long past.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        self._set(id_, "taken_on", sensible_day(taken_on, self._context.now()))

    def _set(self, id_: str, column: str, value: str | date | None) -> None:
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            before = getattr(draft, column)
            assessments.update_draft(connection, id_, **{column: value})
            change = {
                when: None if each is None else str(each)
                for when, each in (("before", before), ("after", value))
            }
            audit.record(connection, who, column, draft.merchant_id, id_, **change)

    def complete(self, id_: str) -> Results:
        """Score an assessment, keep the result and close it for good.

        Raises:
            Refused: nothing has been answered.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            row = assessments.read_head(connection, who.workspace, id_)
            assessment = read_assessment(connection, row)
            if _is_untouched(assessment):
                raise Refused(Text("service.nothing_answered"))
            results = score(self._context.instrument(connection, draft.digest), assessment)
            write_completion(connection, who, assessment, results)
            refresh_portfolio_row(self._context, connection, draft.merchant_id)
        return results

    def correct(self, id_: str) -> str:
        """Copy a completed assessment into a draft that names it, and return the draft's id.

        Raises:
            Refused: it is still a draft.
            NoSuchAssessment, Archived: it is not in the lists.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            if assessments.lock_assessment(connection, who, id_).status != "completed":
                raise Refused(Text("service.simply_change"))
            row = assessments.read_head(connection, who.workspace, id_)
            update = {"id": new_id(who.at), "corrects": id_, "example": False}
            later = read_later(connection, id_)
            copy = read_assessment(connection, row).with_verified(later).model_copy(update=update)
            draft_id = write_draft(connection, who, copy, row.digest, "correct")
            copy_respondents(connection, who, id_, draft_id)
            refresh_portfolio_row(self._context, connection, row.merchant_id)
        return draft_id


@dataclass(frozen=True)
class BeginRequest:
    """What an assessment is begun with; the arguments of `Assessments.start`."""

    merchant_name: str
    mode: Mode
    profile: Mapping[str, Any] = field(default_factory=dict)
    taken_on: date | None = None
    merchant_id: str | None = None
    template: str | None = None


def start_within(
    connection: sa.Connection, context: Context, who: Who, begun: BeginRequest
) -> tuple[str, str]:
    """Begin an assessment as part of a larger change, as `Assessments.start` does.

    Returns:
        Its id, and that of its merchant.
    """
    instrument = context.bank.instrument
    profile, template = started_from(connection, context, begun.template, begun.profile)
    merchant = _merchant(context, connection, who, begun.merchant_name, begun.merchant_id)
    answers = follow_profile(instrument, {}, profile, {}, who)
    if template is not None:
        answers |= fill(instrument, Mode(begun.mode), template, answers, who)
    draft = Assessment(
        id=new_id(who.at),
        mode=Mode(begun.mode),
        instrument=InstrumentRef(id=instrument.id, version=instrument.version),
        merchant=merchant,
        profile=profile,
        taken_on=sensible_day(begun.taken_on, who.at),
        answers=answers,
    )
    started = write_draft(connection, who, draft, context.digest, "start")
    refresh_portfolio_row(context, connection, str(merchant.id))
    return started, str(merchant.id)


def _merchant(
    context: Context, connection: sa.Connection, who: Who, name: str, merchant_id: str | None
) -> MerchantRef:
    """Return the merchant of this id, or a new one of this name."""
    if merchant_id is not None:
        name = merchants.merchant_name(connection, who.workspace, merchant_id)
        return MerchantRef(id=merchant_id, name=name)
    new = MerchantRef(id=new_id(who.at), name=merchant_named(name))
    context.add_merchant(connection, who, str(new.id), str(new.name), example=False)
    return new


def _is_untouched(assessment: Assessment) -> bool:
    """Whether nobody has answered anything; what a profile filled in does not count."""
    by_hand = any(
        not is_unanswered(answer) and answer.filled_by is None for answer in assessment.answers.values()
    )
    return not by_hand and not assessment.metrics
