"""Answers, metrics and verification: one change, one transaction, kept before it is acknowledged."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from assessment.instrument.model import ChecklistItem, GridItem, Instrument, Item
from assessment.responses import Absent, Answer, MetricValue, Mode, Stumble, Verified
from assessment.service.checks import (
    LONGEST_PERSON,
    Conflict,
    Refused,
    asked_item,
    is_absent,
    is_not_applicable,
    sensible,
    sensible_metric,
    within,
    within_cap,
)
from assessment.service.context import Context
from assessment.service.evidence_types import sound_texts
from assessment.store import answers as kept_answers
from assessment.store import audit
from assessment.store.answers import AnswerKey, as_json
from assessment.store.assessments import LockedAssessment, LockedDraft, lock_assessment, lock_draft
from assessment.store.audit import Who
from assessment.store.errors import Completed
from assessment.store.item_feedback import read_stumbles, save_stumble
from assessment.store.schema import AGREED
from assessment.store.verification import read_later, save_later
from assessment.store.versioned import Versioned
from assessment.texts import Text

NOTHING = Versioned(Answer(), 0)
NO_METRIC = Versioned(MetricValue(), 0)
LONGEST_WORD = 200
"""Characters of a word on why an item is hard to answer."""


@dataclass(frozen=True)
class Saved:
    """A change that is on disk."""

    revision: int
    """To be expected by the next change of the same answer, metric or step."""
    at: datetime


@dataclass(frozen=True)
class Changing:
    """A change in progress: a draft that is taken, in somebody's name, in one transaction."""

    context: Context
    connection: sa.Connection
    who: Who
    draft: LockedDraft


@contextmanager
def change_of(context: Context, id_: str) -> Iterator[Changing]:
    """Take a draft for one change; everything is kept in the end, or nothing.

    Raises:
        Completed, NoSuchAssessment: as in `Answers.record`.
    """
    who = context.who()
    with context.database.writing() as connection:
        try:
            yield Changing(context, connection, who, lock_draft(connection, who, id_))
        except Conflict as conflict:
            if isinstance(conflict.stored, Answer):
                raise Conflict(context.shown_answer(conflict.stored), conflict.revision) from conflict
            raise


def record_answer(
    changing: Changing, place: AnswerKey, answer: Answer, expected: int | None, **more: object
) -> Saved:
    """Save one answer as part of a larger change.

    Args:
        changing: the change.
        place: whose answer, to which item.
        answer: the new answer.
        expected: the revision the person has seen; None saves over whatever is there.
        more: for the audit.

    Raises:
        Refused, Conflict: as `record` says.
    """
    connection, who, draft = changing.connection, changing.who, changing.draft
    instrument = changing.context.instrument(connection, draft.digest)
    item = asked_item(instrument, Mode(draft.mode), draft.profile, place.item)
    sensible(instrument, item, answer)
    stored = beside_it(connection, place, item)
    before = stored.get(place.item, NOTHING)
    sound_texts(answer, before.value)
    after = normalized(item, answer, before.value, who, names_settlers=changing.context.sees_sheets)
    if same_apart_from_time(after, before.value):
        return Saved(before.revision, who.at)
    if expected is not None and before.revision != expected:
        raise answer_conflict(before)
    others = {key: kept.value for key, kept in stored.items()}
    if is_not_applicable(after):
        answers = {**others, place.item: after}
        within_cap(instrument, Mode(draft.mode), draft.profile, item, answers)
    else:
        not_in_absence(instrument, draft, item, others)
    revision = write(connection, who, place, before, after)
    change = {"before": as_json(before.value), "after": as_json(after)}
    where = {"sheet": place.sheet, "item": place.item}
    audit.record(connection, who, "answer", draft.merchant_id, draft.id, **where, **change, **more)
    return Saved(revision, who.at)


def beside_it(connection: sa.Connection, place: AnswerKey, item: Item) -> Mapping[str, Versioned[Answer]]:
    """Return the answers of the item's dimension on its sheet.

    Raises:
        Refused: there is no such sheet.
    """
    if place.sheet != AGREED and place.sheet not in kept_answers.read_sheets(connection, place.assessment):
        raise Refused(Text("service.no_sheet"))
    return kept_answers.read_answers(connection, place.assessment, item.dimension).get(place.sheet, {})


def normalized(
    item: Item, answer: Answer, before: Answer, who: Who, *, names_settlers: bool = True
) -> Answer:
    """Return an answer as it is kept: in the item's order, dated, verified only while it stays the same.

    Args:
        item: the item.
        answer: what is to be kept.
        before: what is there now.
        who: whose change it is.
        names_settlers: whether the writer is told who settled on an answer, and may say so. Who is not
            leaves the name beside the same answer, and gives another answer without any.
    """
    ticks = answer.ticks
    if ticks is not None and isinstance(item, ChecklistItem | GridItem):
        ticks = [tick for tick in item.tick_ids if tick in ticks]
    absent = None if answer.absent is Absent.UNANSWERED else answer.absent
    value = (answer.point, ticks, absent, blank_to_none(answer.reason))
    unchanged = value == (before.point, before.ticks, before.absent, before.reason)
    settled_by = answer.by if names_settlers else before.by if unchanged else None
    result = Answer(
        point=answer.point,
        ticks=ticks,
        absent=absent,
        reason=blank_to_none(answer.reason),
        note=blank_to_none(answer.note),
        by=blank_to_none(settled_by),
        evidence=answer.evidence,
        verified=before.verified if unchanged else None,
        # An answer carried over or filled in becomes one's own by being given again.
        carried_from=answer.carried_from if unchanged and before.carried_from else None,
    )
    if result == Answer():
        return result
    # A note on an answer that is still carried makes it no fresher.
    at = before.at if result.carried_from is not None else to_the_second(who.at)
    return result.model_copy(update={"at": at})


def blank_to_none(text: str | None) -> str | None:
    """Return a text without blanks around it; None where nothing is left."""
    return (text or "").strip() or None


def to_the_second(moment: datetime) -> datetime:
    """Return a time as it is shown and exported."""
    return moment.replace(microsecond=0)


def same_apart_from_time(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same."""
    return one.model_copy(update={"at": None}) == other.model_copy(update={"at": None})


def answer_conflict(kept: Versioned[Answer]) -> Conflict:
    """Return the refusal of a stale change, with the answer that is stored now."""
    return Conflict(None if kept.value == Answer() else kept.value, kept.revision)


def write(
    connection: sa.Connection, who: Who, place: AnswerKey, before: Versioned[Answer], after: Answer
) -> int:
    """Save over what was read in the same transaction."""
    revision = kept_answers.save_answer(connection, who, place, after, before.revision)
    if revision is None:
        raise answer_conflict(before)
    return revision


def not_in_absence(
    instrument: Instrument, draft: LockedDraft, item: Item, answers: Mapping[str, Answer]
) -> None:
    """Refuse a single answer where the whole dimension is declared absent: it would undo the rest."""
    dimension = instrument.dimension(item.dimension)
    if dimension.may_be_absent and is_absent(dimension, draft.profile, answers):
        raise Refused(Text("service.part_absent"))


def record_metric_within(
    changing: Changing, metric_id: str, value: MetricValue, expected: int | None, **more: object
) -> Saved:
    """Save one metric value as part of a larger change, as `record_answer` does an answer."""
    connection, who, draft = changing.connection, changing.who, changing.draft
    absent = None if value.absent is Absent.UNANSWERED else value.absent
    after = value.model_copy(update={"absent": absent, "note": blank_to_none(value.note)})
    sensible_metric(changing.context.instrument(connection, draft.digest), metric_id, after)
    before = kept_answers.read_metrics(connection, draft.id).get(metric_id, NO_METRIC)
    if after == before.value:
        return Saved(before.revision, who.at)
    revision = None
    if expected is None or before.revision == expected:
        revision = kept_answers.save_metric(connection, who, draft.id, metric_id, after, before.revision)
    if revision is None:
        raise Conflict(None if before == NO_METRIC else before.value, before.revision)
    change = {"before": as_json(before.value), "after": as_json(after)}
    audit.record(connection, who, "metric", draft.merchant_id, draft.id, metric=metric_id, **change, **more)
    return Saved(revision, who.at)


def mark_stumble_within(
    changing: Changing, place: AnswerKey, stumble: Stumble | None, seen: Stumble | None
) -> datetime:
    """Save or take back a stumble as part of a larger change, as `Answers.mark_stumble` says."""
    connection, who, draft = changing.connection, changing.who, changing.draft
    asked_item(
        changing.context.instrument(connection, draft.digest), Mode(draft.mode), draft.profile, place.item
    )
    before = read_stumbles(connection, draft.id, place.sheet).get(place.item)
    after = stumble
    if stumble is not None:
        word = within(stumble.word or "", LONGEST_WORD) or None
        after = Stumble(reason=stumble.reason, word=word)
    if after == before:
        return who.at
    if before != seen:
        raise Conflict(before, 0)
    save_stumble(connection, who, place, after)
    # The audit keeps the reasons, not the words: a word that is taken back is gone.
    change = {"before": before and before.reason, "after": after and after.reason}
    audit.record(
        connection, who, "stumble", draft.merchant_id, draft.id, about=place.item, sheet=place.sheet, **change
    )
    return who.at


def verify(context: Context, id_: str, item_id: str, verified: Verified | None, sheet: str = AGREED) -> Saved:
    """Mark an answer's evidence as seen, or not seen; of a completed assessment, beside it."""
    who = context.who()
    with context.database.writing() as connection:
        locked = lock_assessment(connection, who, id_)
        if locked.status == "completed" and sheet == AGREED:
            return _verify_later(connection, who, locked, item_id, verified)
        draft = lock_draft(connection, who, id_)
        asked_item(context.instrument(connection, draft.digest), Mode(draft.mode), draft.profile, item_id)
        kept = kept_answers.read_answers(connection, id_).get(sheet, {}).get(item_id, NOTHING)
        update: dict[str, object] = {"verified": None}
        if verified is not None:
            update = {"verified": validated_verification(kept.value, verified)}
            if kept.value.carried_from is not None:
                # Whoever has looked at the evidence today has answered today.
                update |= {"carried_from": None, "at": to_the_second(who.at)}
        after = kept.value.model_copy(update=update)
        if after == kept.value:
            return Saved(kept.revision, who.at)
        revision = write(connection, who, AnswerKey(id_, sheet, item_id), kept, after)
        action = "verify" if verified else "unverify"
        change = {"before": as_json(kept.value), "after": as_json(after)}
        audit.record(connection, who, action, draft.merchant_id, id_, sheet=sheet, item=item_id, **change)
    return Saved(revision, who.at)


def _verify_later(
    connection: sa.Connection, who: Who, locked: LockedAssessment, item_id: str, verified: Verified | None
) -> Saved:
    kept = kept_answers.read_answers(connection, locked.id).get(AGREED, {}).get(item_id, NOTHING)
    if kept.value.verified is not None:
        if verified is None:
            raise Completed
        return Saved(kept.revision, who.at)
    before = read_later(connection, locked.id).get(item_id)
    after = None if verified is None else validated_verification(kept.value, verified)
    if after != before:
        save_later(connection, who, locked.id, item_id, after)
        change = {
            end: as_json(kept.value.model_copy(update={"verified": seen}))
            for end, seen in (("before", before), ("after", after))
        }
        action = "verify" if after else "unverify"
        where = {"sheet": AGREED, "item": item_id}
        audit.record(connection, who, action, locked.merchant_id, locked.id, **where, **change)
    return Saved(kept.revision, who.at)


def validated_verification(answer: Answer, verified: Verified) -> Verified:
    """Return a verification as it is kept.

    Raises:
        Refused: nobody is named, or there is nothing to verify.
    """
    by = within(verified.by, LONGEST_PERSON)
    if not by:
        raise Refused(Text("service.who_has_seen"))
    if not answer.is_given:
        raise Refused(Text("service.nothing_to_verify"))
    return Verified(by=by, at=to_the_second(verified.at))


class Answers:
    """Writes answers and numbers, one transaction each."""

    def __init__(self, context: Context) -> None:
        self._context = context

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
        place = AnswerKey(id_, sheet, item_id)
        answer = answer or Answer()
        with change_of(self._context, place.assessment) as changing:
            return record_answer(changing, place, answer, expected)

    def record_metric(self, id_: str, metric_id: str, value: MetricValue | None, expected: int) -> Saved:
        """Save one metric, as `record` does an answer."""
        value = value or MetricValue()
        with change_of(self._context, id_) as changing:
            return record_metric_within(changing, metric_id, value, expected)

    def mark_stumble(
        self, id_: str, item_id: str, stumble: Stumble | None, seen: Stumble | None = None
    ) -> datetime:
        """Note that an item was hard to answer on the agreed sheet, and why; None takes it back.

        It changes no answer and no score.

        Args:
            id_: the assessment.
            item_id: the item.
            stumble: what makes it hard to answer.
            seen: what its writer saw there; None where nothing was.

        Returns:
            When it was saved.

        Raises:
            Refused: the item is not asked, or the word is too long.
            Conflict: somebody else said something there meanwhile; carries what is kept.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return mark_stumble_within(changing, AnswerKey(id_, AGREED, item_id), stumble, seen)

    def verify(self, id_: str, item_id: str, by: str, at: datetime | None = None) -> Saved:
        """Note who has seen the evidence of an answer, and when (now, where not said).

        Of a completed assessment the note stands beside it: its answers and results never change.

        Raises:
            Refused: there is no answer, or nobody is named.
            NoSuchAssessment, Archived: it is not in the lists.
        """
        return verify(self._context, id_, item_id, Verified(by=by, at=at or self._context.now()))

    def unverify(self, id_: str, item_id: str) -> Saved:
        """Take back that somebody has seen the evidence of an answer.

        Raises:
            Completed: it was made before the assessment was completed.
            NoSuchAssessment, Archived: it is not in the lists.
        """
        return verify(self._context, id_, item_id, None)
