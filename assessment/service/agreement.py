"""From several sheets to the answers that count: what is proposed, what is agreed, and taking it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.responses import NAMES_BETWEEN, Answer, Mode, Verified
from assessment.scoring.agreement import (
    Agreement,
    Proposal,
    Spread,
    agreement,
    answer_value,
    propose,
)
from assessment.service.answer_history import unverified
from assessment.service.answers import (
    NOTHING,
    Changing,
    Saved,
    blank_to_none,
    record_answer,
    same_apart_from_time,
    to_the_second,
    write,
)
from assessment.service.bulk_changes import write_changes
from assessment.service.checks import asked_on_sheets, is_unanswered
from assessment.service.context import Context, StoredAnswers, given, read_stored
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit
from assessment.store.answers import AnswerKey, as_answer, as_json
from assessment.store.assessments import AssessmentRow
from assessment.store.audit import Entry, Who
from assessment.store.schema import AGREED
from assessment.store.versioned import Versioned

TAKEN, TAKEN_BACK = "agree_all", "undo_agree_all"
"""What the audit calls taking what everybody agrees on, and taking it back."""


@dataclass(frozen=True)
class AgreementView:
    """Everything the consultant needs to talk with several respondents."""

    agreement: Agreement
    """Respondents are named by their sheet."""
    labels: Mapping[str, str]
    """By sheet."""
    answers: Mapping[str, Mapping[str, Answer]]
    """By sheet and item."""
    proposals: Mapping[str, Proposal]
    """By item, where somebody answered."""
    agreed: Mapping[str, Answer]
    """What was settled, by item; an item that is not here was not talked over yet."""
    standing: Mapping[str, Answer]
    """What counts so far and nobody settled: it was answered before, or beside, the talk."""
    revisions: Mapping[str, int]
    """Of the agreed answers."""
    alike: Sequence[str]
    """Items without an agreed answer that two or more answered, all of them the same."""
    alone: Sequence[str]
    """Items without an agreed answer that one respondent alone answered."""
    taken: bool
    """Whether something was taken in one go that can be taken back."""

    @property
    def to_talk(self) -> list[Spread]:
        """What is apart and not settled yet, the first to talk about first."""
        return [spread for spread in self.agreement.agenda if spread.item.id not in self.agreed]


@dataclass(frozen=True)
class AnswerRange:
    """What a merchant may see of the answers to one item: how far they reach, never who said what."""

    item: str
    low: int
    median: int
    high: int
    count: int


@dataclass(frozen=True)
class AgreementTable:
    """Everything on the table of one talk."""

    instrument: Instrument
    mode: Mode
    profile: Mapping[str, object]
    labels: Mapping[str, str]
    by_sheet: Mapping[str, Mapping[str, Versioned[Answer]]]

    @property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """What each respondent answered."""
        return {sheet: given(self.by_sheet.get(sheet, {})) for sheet in self.labels}

    @property
    def agreed(self) -> Mapping[str, Versioned[Answer]]:
        """What counts, with its revisions."""
        return self.by_sheet.get(AGREED, {})

    @property
    def agreement(self) -> Agreement:
        """How far they agree."""
        return agreement(self.instrument, self.mode, self.profile, self.answers)

    def answers_to(self, item: str) -> list[Answer]:
        """Return what everybody said to one item."""
        return [sheet[item] for sheet in self.answers.values() if item in sheet]

    @property
    def open(self) -> set[str]:
        """Items that are asked and have no agreed answer, where their part is not declared absent."""
        kept = {item: each.value for item, each in self.agreed.items()}
        return {
            item.id
            for dimension in self.instrument.dimensions
            for item in asked_on_sheets(dimension, self.mode, self.profile, kept)
            if is_unanswered(kept.get(item.id))
        }


def table_of(row: AssessmentRow, stored: StoredAnswers, instrument: Instrument) -> AgreementTable:
    """Set what was read of an assessment on the table."""
    labels = {sheet: name or "" for sheet, name in stored.respondents.items() if sheet != AGREED}
    return AgreementTable(instrument, Mode(row.mode), row.profile, labels, stored.by_sheet)


def read_table(context: Context, connection: sa.Connection, id_: str) -> AgreementTable:
    """Read everything that was said.

    Raises:
        NoSuchAssessment: it is not here.
    """
    row = assessments.read_head(connection, context.workspace, id_)
    return table_of(row, read_stored(connection, id_), context.instrument(connection, row.digest))


def spreads_of(found: Agreement, least: int) -> list[AnswerRange]:
    """Return how far the answers to each item reach, where so many people at the least gave one."""
    return [
        AnswerRange(
            item, spread.sorted_points[0], spread.median, spread.sorted_points[-1], len(spread.points)
        )
        for item, spread in found.spreads.items()
        if len(spread.points) >= least and spread.median is not None
    ]


def proposed(on_table: AgreementTable, item_id: str) -> Proposal | None:
    """Propose an agreed answer to one item."""
    answers = on_table.answers_to(item_id)
    return propose(on_table.instrument, on_table.instrument.item(item_id), answers)


def confirm(connection: sa.Connection, who: Who, place: AnswerKey, verified: Verified) -> Saved:
    """Carry over who has seen the evidence, once the answer itself is kept."""
    kept = kept_answers.read_answers(connection, place.assessment)[place.sheet][place.item]
    after = kept.value.model_copy(update={"verified": verified})
    if after == kept.value:
        return Saved(kept.revision, who.at)
    revision = write(connection, who, place, kept, after)
    merchant = assessments.read_head(connection, who.workspace, place.assessment).merchant_id
    change = {"before": as_json(kept.value), "after": as_json(after)}
    where = {"sheet": place.sheet, "item": place.item}
    audit.record(connection, who, "verify", merchant, place.assessment, **where, **change)
    return Saved(revision, who.at)


def witness_of(on_table: AgreementTable, item_id: str, answer: Answer) -> Answer:
    """Return the respondent's answer that says the same and whose evidence was seen; none says nothing."""
    for one in on_table.answers_to(item_id):
        if one.verified is not None and answer_value(one) == answer_value(answer):
            return one
    return Answer()


def not_taken_back(connection: sa.Connection, id_: str, who: Who) -> Sequence[Entry]:
    """Return what this actor took in one go and did not take back, the latest first."""
    entries = audit.history(connection, id_, (TAKEN, TAKEN_BACK), who.actor)
    gone = {entry.detail["of"] for entry in entries if entry.action == TAKEN_BACK}
    return [entry for entry in entries if entry.action == TAKEN and str(entry.id) not in gone]


def is_settled(answer: Answer) -> bool:
    """Whether an answer that counts was settled on: it says by whom, or why."""
    return answer.by is not None or (answer.is_given and answer.reason is not None)


class AgreedAnswers:
    """Settles on one answer where several people gave theirs."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def view(self, id_: str) -> AgreementView:
        """Set what everybody answered side by side, with what to talk about and what to propose.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            on_table = read_table(self._context, connection, id_)
            taken = bool(not_taken_back(connection, id_, self._context.who()))
        found, answers, still_open = on_table.agreement, on_table.answers, on_table.open
        counting = {
            item: each.value
            for item, each in on_table.agreed.items()
            if item in found.spreads and not is_unanswered(each.value)
        }
        proposals = {item: proposed(on_table, item) for item in found.spreads}
        alike = [
            item for item, one in found.spreads.items() if one.alike and one.points and item in still_open
        ]
        return AgreementView(
            agreement=found,
            labels=on_table.labels,
            answers=answers,
            proposals={item: one for item, one in proposals.items() if one is not None},
            agreed={item: answer for item, answer in counting.items() if is_settled(answer)},
            standing={item: answer for item, answer in counting.items() if not is_settled(answer)},
            revisions={item: each.revision for item, each in on_table.agreed.items()},
            alike=[item for item in alike if found.spreads[item].shared],
            alone=[item for item in alike if not found.spreads[item].shared],
            taken=taken,
        )

    def agree(  # noqa: PLR0913 - what is agreed, and who says so
        self, id_: str, item: str, answer: Answer, expected: int, *, why: str, by: str
    ) -> Saved:
        """Make an answer the one that counts. Note and evidence of the agreed sheet stay.

        Where a respondent says the same and evidence of it was seen, both the
        evidence and who has seen it come along.

        Args:
            id_: the assessment.
            item: the item.
            answer: point, ticks or reason for absence.
            expected: the revision of the agreed answer that was seen, 0 for none.
            why: the reason, kept with the answer; whoever reads the result may read it.
            by: who settled it.

        Raises:
            Refused, Conflict, Completed, NoSuchAssessment: as in `Answers.record`.
        """
        place = AnswerKey(id_, AGREED, item)
        who = self._context.who()
        with self._context.database.writing() as connection:
            on_table = read_table(self._context, connection, place.assessment)
            before = on_table.agreed.get(place.item, NOTHING).value
            witness = witness_of(on_table, place.item, answer)
            after = Answer(
                point=answer.point,
                ticks=answer.ticks,
                absent=answer.absent,
                reason=blank_to_none(why) or answer.reason,
                note=before.note,
                by=blank_to_none(by),
                evidence=[
                    *before.evidence,
                    *(each for each in witness.evidence if each not in before.evidence),
                ],
            )
            changing = Changing(
                self._context, connection, who, assessments.lock_draft(connection, who, place.assessment)
            )
            saved = record_answer(changing, place, after, expected)
            return saved if witness.verified is None else confirm(connection, who, place, witness.verified)

    def agree_in_bulk(self, id_: str, items: Collection[str], why: str) -> tuple[str, ...]:
        """Take, of these items, what everybody who answered says alike, where nothing is agreed yet.

        Returns:
            The items that were taken: fewer than asked for where an answer changed meanwhile.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            on_table = read_table(self._context, connection, id_)
            spreads, still_open = on_table.agreement.spreads, on_table.open
            changes: dict[str, Answer] = {}
            for item, spread in spreads.items():
                # Somebody may have changed an answer since the preview was drawn.
                if item not in items or item not in still_open or not (spread.alike and spread.points):
                    continue
                proposal = proposed(on_table, item)
                if proposal is None:
                    continue
                before = on_table.agreed.get(item, NOTHING).value
                witness = witness_of(on_table, item, proposal.answer)
                names = [on_table.labels[sheet] for sheet in spread.points]
                changes[item] = proposal.answer.model_copy(
                    update={
                        "reason": blank_to_none(why),
                        "by": NAMES_BETWEEN.join(names),
                        "note": before.note,
                        "evidence": [*before.evidence, *witness.evidence],
                        "verified": witness.verified,
                        "at": to_the_second(who.at),
                    }
                )
            write_changes(connection, who, draft, on_table.agreed, changes, action=TAKEN)
        return tuple(changes)

    def undo_bulk(self, id_: str) -> tuple[str, ...]:
        """Take back what this actor last took in one go, but for what was changed since.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            kept = kept_answers.read_answers(connection, id_).get(AGREED, {})
            entry = next(iter(not_taken_back(connection, id_, who)), None)
            if entry is None:
                return ()
            changes = {
                item: as_answer(change["before"])
                for item, change in entry.detail["changes"].items()
                # What was changed since then was changed on purpose.
                if same_apart_from_time(
                    unverified(kept.get(item, NOTHING).value), unverified(as_answer(change["after"]))
                )
            }
            write_changes(connection, who, draft, kept, changes, action=TAKEN_BACK, of=str(entry.id))
            if not changes:
                audit.record(
                    connection, who, TAKEN_BACK, draft.merchant_id, id_, changes={}, of=str(entry.id)
                )
        return tuple(changes)
