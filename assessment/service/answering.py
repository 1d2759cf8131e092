"""Answers, metrics and verification: one change, one transaction, kept before it is acknowledged."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from assessment.instrument.model import ChecklistItem, GridItem, Instrument, Item
from assessment.responses import Absent, Answer, MetricValue, Mode, Record, Verified
from assessment.service.checks import (
    asked_item,
    is_not_applicable,
    legible,
    possible_items,
    reasoned,
    sensible,
    sensible_metric,
    within_cap,
)
from assessment.service.desk import Desk
from assessment.service.records import Saved
from assessment.service.refusals import Conflict, Refused
from assessment.store import answers as kept_answers
from assessment.store.answers import Kept, Place, as_json
from assessment.store.audit import Who, note
from assessment.store.repository import Head, take
from assessment.store.schema import AGREED

EMPTY = Kept(Answer(), 0)
EMPTY_METRIC = Kept(MetricValue(), 0)


def record(
    desk: Desk, id_: str, item_id: str, answer: Answer | None, expected: int, sheet: str
) -> Saved:
    """Save one answer; see `Service.record`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        instrument = desk.instrument(connection, head.digest)
        mode = Mode(head.mode)
        item = asked_item(instrument, mode, head.profile, item_id)
        if sheet not in kept_answers.read_sheets(connection, id_):
            raise Refused("找不到这份答卷。", "There is no such sheet.")
        sensible(instrument, item, answer or Answer())
        beside = kept_answers.read_answers(connection, id_, item.dimension).get(sheet, {})
        before = beside.get(item_id, EMPTY)
        after = as_said(item, answer or Answer(), before.value, who)
        if same_apart_from_time(after, before.value):
            return Saved(before.revision, who.at)
        if before.revision != expected:
            raise conflict(before)
        values = {key: kept.value for key, kept in beside.items()}
        if is_not_applicable(after):
            within_cap(instrument, mode, head.profile, item, {**values, item_id: after})
        else:
            not_in_absent_dimension(instrument, head, item, values)
        revision = write(connection, who, Place(id_, sheet, item_id), before, after)
        note(
            connection,
            who,
            "answer",
            head.merchant_id,
            id_,
            sheet=sheet,
            item=item_id,
            before=as_json(before.value),
            after=as_json(after),
        )
    return Saved(revision, who.at)


def as_said(item: Item, answer: Answer, before: Answer, who: Who) -> Answer:
    """Return an answer as it is kept: in the item's order, dated, verified only while it stays the same."""
    ticks = answer.ticks
    if ticks is not None and isinstance(item, ChecklistItem | GridItem):
        ticks = [tick for tick in item.tick_ids if tick in ticks]
    absent = None if answer.absent is Absent.UNANSWERED else answer.absent
    reason = blank_to_none(answer.reason)
    unchanged = (answer.point, ticks, absent, reason) == (
        before.point,
        before.ticks,
        before.absent,
        before.reason,
    )
    said = Answer(
        point=answer.point,
        ticks=ticks,
        absent=absent,
        reason=reason,
        note=blank_to_none(answer.note),
        by=blank_to_none(answer.by),
        evidence=answer.evidence,
        verified=before.verified if unchanged else None,
        # An answer carried over or filled in becomes one's own by being given again.
        carried_from=answer.carried_from if unchanged and before.carried_from else None,
    )
    return said if said == Answer() else said.model_copy(update={"at": to_the_second(who.at)})


def blank_to_none(text: str | None) -> str | None:
    """Return a text without blanks around it; None where nothing is left."""
    return (text or "").strip() or None


def to_the_second(moment: datetime) -> datetime:
    """Return a time as it is shown and exported."""
    return moment.replace(microsecond=0)


def same_apart_from_time(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same."""
    return one.model_copy(update={"at": None}) == other.model_copy(update={"at": None})


def conflict(kept: Kept[Answer] | Kept[MetricValue]) -> Conflict:
    """Tell what is kept now."""
    empty: Record = type(kept.value)()
    return Conflict(None if kept.value == empty else kept.value, kept.revision)


def write(connection: sa.Connection, who: Who, place: Place, before: Kept[Answer], after: Answer) -> int:
    """Save over what was read in the same transaction."""
    revision = kept_answers.save_answer(connection, who, place, after, before.revision)
    if revision is None:
        raise conflict(before)
    return revision


def not_in_absent_dimension(
    instrument: Instrument, head: Head, item: Item, answers: Mapping[str, Answer]
) -> None:
    """Refuse a single answer where the whole dimension is declared absent: it would undo the rest."""
    dimension = instrument.dimension(item.dimension)
    if not dimension.may_be_absent:
        return
    others = [each for each in possible_items(dimension, head.profile) if each.id != item.id]
    if others and all(is_not_applicable(answers.get(each.id)) for each in others):
        raise Refused(
            "这一块已整体标为不适用。要回答，请先恢复这一块。",
            "This whole part is declared absent. Bring it back first, then answer.",
        )


def record_metric(desk: Desk, id_: str, metric_id: str, value: MetricValue | None, expected: int) -> Saved:
    """Save one metric value; see `Service.record_metric`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        after = value or MetricValue()
        if after.absent is Absent.UNANSWERED:
            after = after.model_copy(update={"absent": None})
        sensible_metric(desk.instrument(connection, head.digest), metric_id, after)
        before = kept_answers.read_metrics(connection, id_).get(metric_id, EMPTY_METRIC)
        if after == before.value:
            return Saved(before.revision, who.at)
        revision = None
        if before.revision == expected:
            revision = kept_answers.save_metric(connection, who, id_, metric_id, after, expected)
        if revision is None:
            raise conflict(before)
        note(
            connection,
            who,
            "metric",
            head.merchant_id,
            id_,
            metric=metric_id,
            before=as_json(before.value),
            after=as_json(after),
        )
    return Saved(revision, who.at)


def verify(desk: Desk, id_: str, item_id: str, verified: Verified | None) -> Saved:
    """Mark an answer's evidence as seen, or not seen; see `Service.verify`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        asked_item(desk.instrument(connection, head.digest), Mode(head.mode), head.profile, item_id)
        if verified is not None:
            if not verified.by.strip():
                raise Refused("请写明是谁看过证据。", "Say who has seen the evidence.")
            verified = Verified(by=legible(verified.by), at=to_the_second(verified.at))
        kept = kept_answers.read_answers(connection, id_).get(AGREED, {}).get(item_id, EMPTY)
        if verified is not None and not kept.value.is_given:
            raise Refused("这道题还没有答案，无法核实。", "There is no answer yet that could be verified.")
        after = kept.value.model_copy(update={"verified": verified})
        if after == kept.value:
            return Saved(kept.revision, who.at)
        revision = write(connection, who, Place(id_, AGREED, item_id), kept, after)
        note(
            connection,
            who,
            "verify" if verified else "unverify",
            head.merchant_id,
            id_,
            item=item_id,
            before=as_json(kept.value),
            after=as_json(after),
        )
    return Saved(revision, who.at)
