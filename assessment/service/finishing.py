"""Completing an assessment, and correcting a completed one by a linked copy."""

import sqlalchemy as sa

from assessment.responses import Assessment, Mode
from assessment.scoring import score
from assessment.scoring.report import as_json as results_as_json
from assessment.scoring.results import Results
from assessment.service.answering import to_the_second
from assessment.service.checks import is_unanswered
from assessment.service.desk import Desk, assembled
from assessment.service.refusals import Refused
from assessment.service.standing import restate
from assessment.store import assessments, audit
from assessment.store.answers import add_answers, add_metrics, add_sheet
from assessment.store.audit import Who
from assessment.store.evidence import FileOwner, adopt_files
from assessment.store.ids import new_id
from assessment.store.respondents import copy_respondents
from assessment.store.schema import AGREED


def complete(desk: Desk, id_: str) -> Results:
    """Score and close; see `Service.complete`."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        assessment = assembled(connection, assessments.read_head(connection, who.workspace, id_))
        if is_untouched(assessment):
            raise Refused(
                "还没有回答任何问题，无法完成评估。请先作答。",
                "Nothing has been answered yet. Answer first, then complete.",
            )
        results = score(desk.instrument(connection, draft.digest), assessment)
        close(connection, who, assessment, results)
        restate(desk, connection, draft.merchant_id)
    return results


def is_untouched(assessment: Assessment) -> bool:
    """Whether nobody has answered anything; what a profile filled in does not count."""
    by_hand = any(
        not is_unanswered(answer) and answer.filled_by is None for answer in assessment.answers.values()
    )
    return not by_hand and not assessment.metrics


def close(connection: sa.Connection, who: Who, assessment: Assessment, results: Results) -> None:
    """Write the result and the status; from here on the database refuses every change."""
    id_, merchant_id = str(assessment.id), str(assessment.merchant.id)
    audit.record(
        connection,
        who,
        "complete",
        merchant_id,
        id_,
        before={"status": "draft"},
        after={"status": "completed"},
    )
    assessments.update_draft(
        connection,
        id_,
        status="completed",
        completed_at=assessment.completed_at or to_the_second(who.at),
        result=results_as_json(results),
    )


def correct(desk: Desk, id_: str) -> str:
    """Make a draft copy of a completed assessment; see `Service.correct`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = assessments.read_head(connection, who.workspace, id_)
        if head.status != "completed":
            raise Refused(
                "这次评估还没有完成，直接修改即可。",
                "This assessment is not completed yet; simply change it.",
            )
        original = assembled(connection, head)
        copy = original.model_copy(update={"id": new_id(who.at), "corrects": id_, "example": False})
        draft_id = add(connection, who, copy, head.digest, "correct")
        copy_respondents(connection, who, id_, draft_id)
        restate(desk, connection, head.merchant_id)
    return draft_id


def files_named(assessment: Assessment) -> set[str]:
    """Return the hashes of the files that the answers name as evidence."""
    answers = [
        assessment.answers.values(),
        *(sheet.answers.values() for sheet in assessment.sheets),
    ]
    return {
        piece.sha256
        for each in answers
        for answer in each
        for piece in answer.evidence
        if piece.sha256 is not None
    }


def add(
    connection: sa.Connection, who: Who, assessment: Assessment, digest: str, action: str, **more: str
) -> str:
    """Write a whole assessment as a draft of a merchant that is there; return its id.

    What is given beyond that is noted with the action.
    """
    id_, merchant_id = str(assessment.id), str(assessment.merchant.id)
    assessments.add_assessment(
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
    adopt_files(connection, who, FileOwner(id_, merchant_id), files_named(assessment))
    audit.record(
        connection,
        who,
        action,
        merchant_id,
        id_,
        corrects=assessment.corrects,
        answers=len(assessment.answers),
        **more,
    )
    return id_
