"""Taking back: the last answer given, then the one before it, and so on."""

from collections.abc import Iterator

import sqlalchemy as sa

from assessment.responses import Answer
from assessment.service.answering import NOTHING, same_apart_from_time, write
from assessment.service.desk import Desk
from assessment.store import answers as kept_answers
from assessment.store.answers import Place, as_answer, as_json
from assessment.store.audit import Entry, Who, back_through, note
from assessment.store.repository import take
from assessment.store.schema import AGREED


def undo(desk: Desk, id_: str) -> str | None:
    """Take back this actor's last answer; see `Service.undo`."""
    who = desk.who()
    with desk.database.writing() as connection:
        return undo_within(connection, who, id_, AGREED)


def undo_within(connection: sa.Connection, who: Who, id_: str, sheet: str) -> str | None:
    """Take back this actor's last answer on one sheet, in a transaction that does more."""
    draft = take(connection, who, id_)
    kept = kept_answers.read_answers(connection, id_).get(sheet, {})
    for entry in not_taken_back(back_through(connection, id_, ("answer", "undo"), who.actor)):
        if entry.detail["sheet"] != sheet:
            continue
        place = Place(id_, sheet, entry.detail["item"])
        now = kept.get(place.item, NOTHING)
        before, after = as_answer(entry.detail["before"]), as_answer(entry.detail["after"])
        # Something else has changed the item since: taking this back would take that back too.
        if not same_apart_from_time(unverified(now.value), unverified(after)):
            continue
        write(connection, who, place, now, before)
        change = {"before": as_json(now.value), "after": as_json(before)}
        where = {"sheet": place.sheet, "item": place.item}
        note(connection, who, "undo", draft.merchant_id, id_, of=entry.id, **where, **change)
        return place.item
    return None


def not_taken_back(entries: list[Entry]) -> Iterator[Entry]:
    """Leave out the answers that an undo has already taken back, and the undos."""
    taken_back = {entry.detail["of"] for entry in entries if entry.action == "undo"}
    return (entry for entry in entries if entry.action == "answer" and entry.id not in taken_back)


def unverified(answer: Answer) -> Answer:
    """Return an answer without its verification, which goes with the answer."""
    return answer.model_copy(update={"verified": None})
