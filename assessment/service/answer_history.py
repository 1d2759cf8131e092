"""What became of an answer, and going back and forth: history, restore, undo, redo.

Everything is read from the audit. Undo and redo walk one actor's changes of
an assessment in the order they were made; restoring an earlier answer is a
change like any other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.instrument.model import Instrument, MetricItem
from assessment.responses import Answer, MetricValue
from assessment.service.answers import (
    NO_METRIC,
    NOTHING,
    Changing,
    Saved,
    change_of,
    record_answer,
    record_metric_within,
    same_apart_from_time,
    write,
)
from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit
from assessment.store.answers import AnswerKey, as_answer, as_json, as_metric
from assessment.store.audit import AuditLine, Entry, read_audit
from assessment.store.schema import AGREED
from assessment.texts import Text

GIVEN = ("answer", "metric")
"""What an undo takes back."""


@dataclass(frozen=True)
class AnswerChange:
    """One change of one answer."""

    id: int
    at: datetime
    by: str
    """The label of who made it."""
    action: str
    """As in the audit: `answer`, `undo`, `redo`, `verify`, `fill`, and so on."""
    before: Answer | MetricValue
    """Empty where there was nothing."""
    after: Answer | MetricValue


def metric_of(instrument: Instrument, item_id: str) -> str | None:
    """Return the metric an item is read from; None where it is answered."""
    item = instrument.items_by_id.get(item_id)
    return item.metric if isinstance(item, MetricItem) else None


def item_of(instrument: Instrument, metric: str) -> str:
    """Return the item that is read from a metric; the metric itself, marked, where no item is."""
    items = (each for each in instrument.items() if isinstance(each, MetricItem) and each.metric == metric)
    return next((each.id for each in items), f"metric:{metric}")


def _change(line: AuditLine, place: AnswerKey, metric: str | None) -> AnswerChange | None:
    """Read a line of the audit as a change of this answer; None where it is about something else."""
    detail = line.detail
    if "point" in detail:
        return None  # the progress of a step
    read: Callable[[object], Answer | MetricValue] = as_answer
    if isinstance(detail.get("changes"), Mapping):
        detail = detail["changes"].get(place.item, {}) if place.sheet == AGREED else {}
    elif metric is not None and detail.get("metric") == metric:
        read = as_metric
    elif detail.get("item") != place.item or detail.get("sheet", AGREED) != place.sheet:
        return None
    if not isinstance(detail.get("before"), Mapping) or not isinstance(detail.get("after"), Mapping):
        return None
    return AnswerChange(line.id, line.at, line.by, line.action, read(detail["before"]), read(detail["after"]))


def step_within(changing: Changing, action: str, sheet: str) -> str | None:
    """Take back, or do again, this actor's last change of one sheet, as part of a larger change."""
    id_, connection = changing.draft.id, changing.connection
    instrument = changing.context.instrument(connection, changing.draft.digest)
    entries = [
        entry
        for entry in audit.history(connection, id_, (*GIVEN, "undo", "redo"), changing.who.actor)
        if entry.detail.get("sheet", AGREED) == sheet
    ]
    done, undone = stacks(reversed(entries))
    for entry in reversed(done if action == "undo" else undone):
        is_answer = "item" in entry.detail
        went = _answer if is_answer else _metric
        if went(changing, entry, action):
            return str(entry.detail["item"]) if is_answer else item_of(instrument, entry.detail["metric"])
    return None


def stacks(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return what may be taken back and what may be done again, each with the next one last.

    `entries` are one actor's, in the order they were made. A new answer ends
    what may be done again.
    """
    done: list[Entry] = []
    undone: list[Entry] = []
    for entry in entries:
        if entry.action in GIVEN:
            done.append(entry)
            undone.clear()
            continue
        of, to = (done, undone) if entry.action == "undo" else (undone, done)
        moved = [each for each in of if each.id == entry.detail["of"]]
        for each in moved:
            of.remove(each)
            to.append(each)
    return done, undone


def _ends(detail: Mapping[str, Any], action: str) -> tuple[Any, Any]:
    """Return what must be there now, and what is written in its place."""
    return (detail["after"], detail["before"]) if action == "undo" else (detail["before"], detail["after"])


def _answer(changing: Changing, entry: Entry, action: str) -> bool:
    """Take one change of an answer back, or do it again; False where something else has changed it since."""
    connection, who, draft = changing.connection, changing.who, changing.draft
    place = AnswerKey(draft.id, entry.detail["sheet"], entry.detail["item"])
    answers = kept_answers.read_answers(connection, draft.id, place.item.partition(".")[0])
    now = answers.get(place.sheet, {}).get(place.item, NOTHING)
    wanted, written = (as_answer(each) for each in _ends(entry.detail, action))
    if not same_apart_from_time(unverified(now.value), unverified(wanted)):
        return False
    write(connection, who, place, now, written)
    change = {"before": as_json(now.value), "after": as_json(written)}
    where = {"sheet": place.sheet, "item": place.item}
    audit.record(connection, who, action, draft.merchant_id, draft.id, of=entry.id, **where, **change)
    return True


def _metric(changing: Changing, entry: Entry, action: str) -> bool:
    """The same for a number."""
    connection, who, draft = changing.connection, changing.who, changing.draft
    metric = entry.detail["metric"]
    now = kept_answers.read_metrics(connection, draft.id).get(metric, NO_METRIC)
    wanted, written = (as_metric(each) for each in _ends(entry.detail, action))
    if now.value != wanted:
        return False
    kept_answers.save_metric(connection, who, draft.id, metric, written, now.revision)
    change = {"before": as_json(now.value), "after": as_json(written)}
    audit.record(connection, who, action, draft.merchant_id, draft.id, of=entry.id, metric=metric, **change)
    return True


def unverified(answer: Answer) -> Answer:
    """Return an answer without its verification, which goes with the answer."""
    return answer.model_copy(update={"verified": None})


def changes_of(connection: sa.Connection, instrument: Instrument, place: AnswerKey) -> Sequence[AnswerChange]:
    """List what became of one answer, the latest first."""
    metric = metric_of(instrument, place.item)
    found = (_change(line, place, metric) for line in reversed(read_audit(connection, place.assessment)))
    return [change for change in found if change is not None]


def restore_within(changing: Changing, place: AnswerKey, change: int, *, before: bool) -> Saved:
    """Give an earlier answer again as part of a larger change, as `AnswerHistory.restore` does."""
    instrument = changing.context.instrument(changing.connection, changing.draft.digest)
    known = changes_of(changing.connection, instrument, place)
    found = next((each for each in known if each.id == change), None)
    if found is None:
        raise Refused(Text("service.no_such_change"))
    value = found.before if before else found.after
    if isinstance(value, MetricValue):
        metric = str(metric_of(instrument, place.item))
        return record_metric_within(changing, metric, value, None, restored=change)
    return record_answer(changing, place, value, None, restored=change)


class AnswerHistory:
    """Looks back on answers, and goes back and forth between them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, id_: str, item_id: str, sheet: str = AGREED) -> Sequence[AnswerChange]:
        """List what became of one answer: who, when, from what to what; the latest first.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            instrument = self._context.instrument(connection, head.digest)
            found = changes_of(connection, instrument, AnswerKey(id_, sheet, item_id))
        return [
            replace(change, before=self._shown(change.before), after=self._shown(change.after))
            for change in found
        ]

    def _shown(self, value: Answer | MetricValue) -> Answer | MetricValue:
        return self._context.shown_answer(value) if isinstance(value, Answer) else value

    def restore(self, id_: str, item_id: str, change: int, *, before: bool = False) -> Saved:
        """Give an answer again that was given earlier: a new change, the history stays.

        Args:
            id_: the assessment.
            item_id: the item.
            change: one of its `history`.
            before: what was there before that change, instead of after it.

        Raises:
            Refused: no such change of this item, or the answer does not fit any more.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return restore_within(changing, AnswerKey(id_, AGREED, item_id), change, before=before)

    def undo(self, id_: str) -> str | None:
        """Take back this actor's last answer or number and return its item; again for the one before.

        What something else has changed since is left alone. A number that
        belongs to no item is returned as `metric:` and its id.

        Returns:
            None where nothing is left to take back.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return step_within(changing, "undo", AGREED)

    def redo(self, id_: str) -> str | None:
        """Do again what this actor's last `undo` took back, and return its item.

        A new answer ends what can be done again.

        Returns:
            None where nothing was taken back.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return step_within(changing, "redo", AGREED)
