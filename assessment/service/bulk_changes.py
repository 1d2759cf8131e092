"""Changes that touch many answers at once: a profile's "no", an absent dimension and its return."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from assessment.instrument.model import (
    AnchoredItem,
    Dimension,
    Instrument,
    Item,
    MetricItem,
    ProfileQuestion,
)
from assessment.responses import Absent, Answer
from assessment.service.answers import NOTHING, Changing, change_of, to_the_second, write
from assessment.service.checks import (
    LONGEST_REASON,
    Refused,
    is_absent,
    is_not_applicable,
    is_unanswered,
    merged_profile,
    possible_items,
    reasoned,
    sensible_profile,
    within,
)
from assessment.service.context import Context
from assessment.store import answers as kept_answers
from assessment.store import audit
from assessment.store.answers import AnswerKey, as_answer, as_json
from assessment.store.assessments import LockedDraft, lock_draft, update_draft
from assessment.store.audit import Who
from assessment.store.schema import AGREED
from assessment.store.versioned import Versioned
from assessment.texts import Text

Profile = Mapping[str, Any]
Answers = Mapping[str, Answer]
Changes = dict[str, Answer]
"""New answers by item."""


def values(kept: Mapping[str, Versioned[Answer]]) -> Changes:
    """Leave the revisions aside."""
    return {item: each.value for item, each in kept.items()}


def follow_profile(
    instrument: Instrument, before: Profile, after: Profile, answers: Answers, who: Who
) -> Changes:
    """Work out what a change of profile does to the answers.

    A new "no" fills every item that is still unanswered; a "no" that is gone
    takes away what it had filled in, unless somebody has answered it since.
    A dimension that is absent stays so when more of it begins to apply.
    """
    changes = stay_absent(instrument, before, after, answers)
    for question in instrument.profile:
        if question.fills is None:
            continue
        dimension = instrument.dimension(question.fills.dimension)
        if after.get(question.id) is False:
            was_no = before.get(question.id) is False
            done = {item.id for item in possible_items(dimension, before)} if was_no else set()
            for item in possible_items(dimension, after):
                if item.id not in done and is_unanswered(changes.get(item.id, answers.get(item.id))):
                    changes |= filled(instrument, question, item, answers, who)
        else:
            changes |= {
                item.id: cleared(answers[item.id])
                for item in dimension.items
                if item.id in answers and answers[item.id].filled_by == question.id
            }
    return changes


def filled(
    instrument: Instrument, question: ProfileQuestion, item: Item, answers: Answers, who: Who
) -> Changes:
    """Return what a "no" writes into one item; nothing into a metric, which is a number or not known."""
    if question.fills is None:
        return {}
    update: dict[str, Any] = {"filled_by": question.id, "at": to_the_second(who.at)}
    if question.fills.answer == "not_applicable":
        reason = question.fills.reason.in_(instrument.languages[0])
        update |= {"absent": Absent.NOT_APPLICABLE, "reason": reason}
    elif isinstance(item, AnchoredItem):
        update["point"] = 0
    elif isinstance(item, MetricItem):
        return {}
    else:
        update["ticks"] = []
    return {item.id: cleared(answers.get(item.id, Answer())).model_copy(update=update)}


def stay_absent(instrument: Instrument, before: Profile, after: Profile, answers: Answers) -> Changes:
    """Extend an absence to the items that a changed profile adds to its dimension."""
    changes: Changes = {}
    for dimension in instrument.dimensions:
        if not (dimension.may_be_absent and is_absent(dimension, before, answers)):
            continue
        like = answers[possible_items(dimension, before)[0].id]
        if like.filled_by is not None and after.get(like.filled_by) is not False:
            continue
        update = {"absent": like.absent, "reason": like.reason, "filled_by": like.filled_by, "at": like.at}
        changes |= {
            item.id: cleared(answers.get(item.id, Answer())).model_copy(update=update)
            for item in possible_items(dimension, after)
            if not is_not_applicable(answers.get(item.id))
        }
    return changes


def cleared(answer: Answer) -> Answer:
    """Return an answer without its value; note, evidence and who said it stay."""
    kept = Answer(note=answer.note, evidence=answer.evidence, by=answer.by)
    return kept if kept == Answer() else kept.model_copy(update={"at": answer.at})


def before_absence(item_id: str, absent: Answer, declared: Sequence[Mapping[str, Any]]) -> Answer:
    """Return what an item said before its dimension was declared absent, unless a profile had said it.

    `declared` are the changes of each declaration, the latest first: one may
    only have put another reason in place of the one before.
    """
    answers = (as_answer(changes[item_id]["before"]) for changes in declared if item_id in changes)
    before = next((answer for answer in answers if not is_not_applicable(answer)), Answer())
    return cleared(absent) if is_unanswered(before) or before.filled_by else before


def that_may_be_absent(instrument: Instrument, dimension_id: str) -> Dimension:
    """Return a dimension that a merchant may rightly lack.

    Raises:
        Refused: no such dimension, or every merchant has it.
    """
    for dimension in instrument.dimensions:
        if dimension.id == dimension_id and dimension.may_be_absent:
            return dimension
    raise Refused(Text("service.part_of_every_merchant"))


def write_changes(
    connection: sa.Connection,
    who: Who,
    draft: LockedDraft,
    kept: Mapping[str, Versioned[Answer]],
    changes: Changes,
    **action: str,
) -> None:
    """Write many answers of the agreed sheet and note them as one action."""
    if not changes:
        return
    for item_id, after in changes.items():
        write(connection, who, AnswerKey(draft.id, AGREED, item_id), kept.get(item_id, NOTHING), after)
    both = {
        item_id: {"before": as_json(kept.get(item_id, NOTHING).value), "after": as_json(after)}
        for item_id, after in changes.items()
    }
    audit.record(connection, who, merchant=draft.merchant_id, assessment=draft.id, changes=both, **action)


def record_profile_within(
    changing: Changing, profile: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Replace the profile, or what was changed of it, as part of a larger change.

    Returns:
        The profile as it is kept, and the items whose answers changed.

    Raises:
        Refused, Conflict: as `BulkChanges.record_profile` says.
    """
    connection, who, draft = changing.connection, changing.who, changing.draft
    instrument = changing.context.instrument(connection, draft.digest)
    merged = sensible_profile(instrument, profile)
    if seen is not None:
        merged = merged_profile(draft.profile, seen, merged)
    if merged == draft.profile:
        return merged, ()
    kept = kept_answers.read_answers(connection, draft.id).get(AGREED, {})
    changes = follow_profile(instrument, draft.profile, merged, values(kept), who)
    update_draft(connection, draft.id, profile=merged)
    audit.record(
        connection, who, "profile", draft.merchant_id, draft.id, before=dict(draft.profile), after=merged
    )
    write_changes(connection, who, draft, kept, changes, action="fill")
    return merged, tuple(changes)


class BulkChanges:
    """Changes many answers in one transaction."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record_profile(
        self, id_: str, profile: Mapping[str, Any], seen: Mapping[str, Any] | None = None
    ) -> tuple[str, ...]:
        """Replace the profile; or, of what was seen, the questions that were changed.

        A new "no" to a question with `fills` answers every item of that
        dimension that is still unanswered, marked `filled_by`. When the "no"
        goes, what still carries the mark is taken away.

        Args:
            id_: the assessment.
            profile: the answers by question.
            seen: what was shown when they were given; None replaces whatever is there.

        Returns:
            The items whose answers changed.

        Raises:
            Refused: a question or an answer the profile does not have.
            Conflict: somebody else changed one of these questions since; nothing was changed.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return record_profile_within(changing, profile, seen)[1]

    def declare_absent(self, id_: str, dimension: str, reason: str) -> None:
        """Declare a whole dimension not applicable; notes and evidence stay.

        Raises:
            Refused: every merchant has this dimension, or there is no reason.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = lock_draft(connection, who, id_)
            absent = that_may_be_absent(self._context.instrument(connection, draft.digest), dimension)
            kept = kept_answers.read_answers(connection, id_, dimension).get(AGREED, {})
            reason = within(reasoned(reason), LONGEST_REASON)
            why = {"absent": Absent.NOT_APPLICABLE, "reason": reason, "at": to_the_second(who.at)}
            changes = {
                item.id: cleared(kept.get(item.id, NOTHING).value).model_copy(update=why)
                for item in possible_items(absent, draft.profile)
            }
            write_changes(connection, who, draft, kept, changes, action="declare_absent", dimension=dimension)

    def bring_back(self, id_: str, dimension: str) -> None:
        """Take back an absence: answers given before it return, the other items are unanswered.

        Raises:
            Refused: every merchant has this dimension.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = lock_draft(connection, who, id_)
            that_may_be_absent(self._context.instrument(connection, draft.digest), dimension)
            kept = kept_answers.read_answers(connection, id_, dimension).get(AGREED, {})
            declared = [
                entry.detail["changes"]
                for entry in audit.history(connection, id_, ("declare_absent",))
                if entry.detail["dimension"] == dimension
            ]
            changes = {
                item_id: before_absence(item_id, each.value, declared)
                for item_id, each in kept.items()
                if is_not_applicable(each.value)
            }
            write_changes(connection, who, draft, kept, changes, action="bring_back", dimension=dimension)
