"""Writing a whole assessment: as a draft, and closing it with its results."""

from itertools import chain

import sqlalchemy as sa

from assessment.responses import Assessment, Mode
from assessment.scoring.results import Results, results_as_json
from assessment.service.answers import to_the_second
from assessment.store import audit
from assessment.store.answers import add_answers, add_metrics, add_sheet
from assessment.store.assessments import add_assessment, update_draft
from assessment.store.audit import Who
from assessment.store.evidence import FileOwner, adopt_files
from assessment.store.ids import new_id
from assessment.store.schema import AGREED


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
