"""Changes that touch many answers at once: a profile's "no", an absent dimension and its return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assessment.instrument.model import AnchoredItem, Dimension, Fill, Instrument, Item, MetricItem
from assessment.responses import Absent, Answer, Mode
from assessment.service.answering import EMPTY, to_the_second, write
from assessment.service.checks import (
    is_not_applicable,
    is_unanswered,
    legible,
    possible_items,
    reasoned,
    sensible_profile,
)
from assessment.service.desk import Desk
from assessment.service.refusals import Refused
from assessment.store import answers as kept_answers
from assessment.store.answers import Kept, Place, as_json
from assessment.store.audit import Who, latest, note
from assessment.store.repository import Head, change, take
from assessment.store.schema import AGREED

Changes = dict[str, Answer]
"""New answers by item."""


def record_profile(desk: Desk, id_: str, profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Replace the profile; see `Service.record_profile`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        instrument = desk.instrument(connection, head.digest)
        said = sensible_profile(instrument, profile)
        kept = kept_answers.read_answers(connection, id_).get(AGREED, {})
        changes = follow(instrument, head.profile, said, {key: each.value for key, each in kept.items()}, who)
        change(connection, id_, profile=said)
        apply(connection, who, head, "profile", kept, changes, {"before": dict(head.profile), "after": said})
    return tuple(changes)


def follow(
    instrument: Instrument,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    answers: Mapping[str, Answer],
    who: Who,
) -> Changes:
    """Work out what a change of profile fills in and takes away.

    A new "no" fills every item that is still unanswered; a "no" that is gone
    takes away what it had filled in, unless somebody has answered it since.
    """
    changes: Changes = {}
    for question in instrument.profile:
        if question.fills is None:
            continue
        dimension = instrument.dimension(question.fills.dimension)
        was_no, is_no = before.get(question.id) is False, after.get(question.id) is False
        old = {item.id for item in possible_items(dimension, before)} if was_no else set()
        if is_no:
            for item in possible_items(dimension, after):
                if item.id not in old and is_unanswered(answers.get(item.id)):
                    filled = fill(instrument, item, question.fills, question.id, answers.get(item.id), who)
                    changes |= {} if filled is None else {item.id: filled}
        elif was_no:
            changes |= {
                item.id: cleared(answers[item.id])
                for item in dimension.items
                if item.id in answers and answers[item.id].filled_by == question.id
            }
    return changes


def fill(
    instrument: Instrument, item: Item, how: Fill, question: str, before: Answer | None, who: Who
) -> Answer | None:
    """Return what a "no" writes into one item; None where it can write nothing there."""
    kept = cleared(before or Answer())
    update: dict[str, Any] = {"filled_by": question, "at": to_the_second(who.at)}
    if how.answer == "not_applicable":
        reason = how.reason.in_(instrument.languages[0])
        return kept.model_copy(update={**update, "absent": Absent.NOT_APPLICABLE, "reason": reason})
    if isinstance(item, MetricItem):
        return None
    value = {"point": 0} if isinstance(item, AnchoredItem) else {"ticks": []}
    return kept.model_copy(update={**update, **value})


def cleared(answer: Answer) -> Answer:
    """Return an answer without its value; note, evidence and who said it stay."""
    kept = Answer(note=answer.note, evidence=answer.evidence, by=answer.by)
    return kept if kept == Answer() else kept.model_copy(update={"at": answer.at})


def declare_absent(desk: Desk, id_: str, dimension_id: str, reason: str) -> None:
    """Declare a whole dimension not applicable; see `Service.declare_absent`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        dimension = absentable(desk.instrument(connection, head.digest), dimension_id)
        kept = kept_answers.read_answers(connection, id_, dimension_id).get(AGREED, {})
        why = reasoned(legible(reason))
        absent = {"absent": Absent.NOT_APPLICABLE, "reason": why, "at": to_the_second(who.at)}
        changes = {
            item.id: cleared(kept.get(item.id, EMPTY).value).model_copy(update=absent)
            for item in possible_items(dimension, head.profile)
        }
        apply(connection, who, head, "declare_absent", kept, changes, {"dimension": dimension_id, "reason": why})


def bring_back(desk: Desk, id_: str, dimension_id: str) -> None:
    """Undo an absence; see `Service.bring_back`."""
    who = desk.who()
    with desk.database.writing() as connection:
        head = take(connection, who, id_)
        absentable(desk.instrument(connection, head.digest), dimension_id)
        kept = kept_answers.read_answers(connection, id_, dimension_id).get(AGREED, {})
        entry = latest(connection, id_, "declare_absent", dimension=dimension_id)
        earlier = {} if entry is None else entry.detail["changes"]
        changes = {
            item_id: _before_absence(each.value, earlier.get(item_id))
            for item_id, each in kept.items()
            if is_not_applicable(each.value)
        }
        apply(connection, who, head, "bring_back", kept, changes, {"dimension": dimension_id})
