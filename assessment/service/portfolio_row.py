"""Working out where a merchant stands: in the transaction that changed something about it."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.service.context import Context
from assessment.service.rounds import index_change, next_due, rounds_among
from assessment.store import portfolio, roadmaps
from assessment.store.access import Visible
from assessment.store.assessments import list_assessments
from assessment.store.portfolio import CompletedRow, MerchantStanding


def refresh_portfolio_row(context: Context, connection: sa.Connection, merchant_id: str) -> None:
    """Write anew where a merchant stands; none where nothing of it is in the lists."""
    example = portfolio.lock_merchant(connection, merchant_id)
    if example is None:
        return
    rounds = _counted(context, connection, merchant_id)
    draft_id = portfolio.read_latest_draft(connection, merchant_id)
    if not rounds and draft_id is None:
        portfolio.forget_standing(connection, merchant_id)
        return
    last = rounds[-1] if rounds else None
    noted = portfolio.read_care(connection, merchant_id)
    result: Mapping[str, Any] = {} if last is None else last.result
    confidence = result.get("confidence") or {}
    row = MerchantStanding(
        merchant_id=merchant_id,
        example=example,
        assessment_id=None if last is None else last.id,
        draft_id=draft_id,
        rounds=len(rounds),
        last_on=None if last is None else last.day,
        stage=result.get("stage"),
        status=result.get("status"),
        confidence=confidence.get("word"),
        index_tenths=_tenths(result.get("index")),
        trend_tenths=index_change([(one.digest, one.result.get("index")) for one in rounds]),
        open_steps=None if last is None else _open_steps(connection, last.id),
        cohort=None if last is None else cohort_of(context.instrument(connection, last.digest), last.profile),
        person=noted.person,
        group_name=noted.group_name,
        due_on=noted.due_on if last is None else next_due(last.day, noted.due_on),
    )
    gaps = [] if last is None else _gaps(context.instrument(connection, last.digest), last.result)
    portfolio.save_standing(connection, context.workspace, row, list(gaps))


def add_missing_rows(context: Context) -> None:
    """Work out every merchant that has no row yet: those from before there were any."""
    with context.database.reading() as connection:
        missing = portfolio.without_standing(connection, context.workspace)
    if missing:
        with context.database.writing() as connection:
            for merchant_id in portfolio.without_standing(connection, context.workspace):
                refresh_portfolio_row(context, connection, merchant_id)


def _counted(context: Context, connection: sa.Connection, merchant_id: str) -> list[CompletedRow]:
    """Return the rounds of a merchant by day, a correction in place of what it corrects."""
    completed = {one.id: one for one in portfolio.read_completed(connection, merchant_id)}
    # All of them, whoever it is that changed something.
    cards = list_assessments(connection, Visible(context.workspace), [merchant_id])
    return [completed[each.card.id] for each in rounds_among(cards)]


def cohort_of(instrument: Instrument, profile: Mapping[str, Any]) -> str | None:
    """Return what kind of merchant it is: its answer to the first question with choices."""
    for question in instrument.profile:
        if question.kind == "choice":
            answer = profile.get(question.id)
            return answer if isinstance(answer, str) else None
    return None


def _tenths(value: float | None) -> int | None:
    return None if value is None else round(value * 10)


def _open_steps(connection: sa.Connection, assessment_id: str) -> int | None:
    kept = roadmaps.read_roadmaps(connection, assessment_id)
    if not kept:
        return None
    progress = roadmaps.read_progress(connection, assessment_id)
    settled = {step for step, one in progress.items() if one.value.status in {"done", "dropped"}}
    return sum((step["item"], step["to_point"]) not in settled for step in kept[-1].plan["steps"])


def _gaps(instrument: Instrument, result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the criteria of the nearest closed gate that are not met; of a group only where too few are."""
    for stage in instrument.stage_ids[1:]:
        gate = result.get("gates", {}).get(stage)
        if gate is None or gate["open"]:
            continue
        short = False
        for finding in gate["findings"]:
            criterion = finding["criterion"]
            if criterion is None:
                short = finding["met"] is not True
            elif not finding["waived"] and finding["met"] is not True and (finding["must"] or short):
                kind = "item" if finding["kind"] == "tick" else finding["kind"]
                if finding["met"] is False or kind not in {"metric", "profile"}:
                    yield f"{kind}:{criterion[kind]}"
        return
