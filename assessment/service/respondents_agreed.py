"""From several sheets to the answers that count: what is proposed, what is agreed, and taking it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.responses import Answer, Mode, Verified
from assessment.scoring.agreed import Proposal, propose
from assessment.scoring.agreement import ENOUGH, Agreement, agreement, asked_of_people, said
from assessment.service.answer_history import unverified
from assessment.service.answering import (
    NOTHING,
    Changing,
    blank_to_none,
    record_within,
    same_apart_from_time,
    to_the_second,
    write,
)
from assessment.service.checks import is_absent, is_unanswered
from assessment.service.desk import Desk, given
from assessment.service.records import Saved
from assessment.service.respondents_records import Shown, Voices
from assessment.service.wholesale import apply
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, respondents
from assessment.store.answers import AnswerKey, as_answer, as_json
from assessment.store.audit import Entry, Who
from assessment.store.schema import AGREED
from assessment.store.versioned import Versioned

TAKEN, TAKEN_BACK = "agree_all", "undo_agree_all"
"""What the audit calls taking what everybody agrees on, and taking it back."""


@dataclass(frozen=True)
class Table:
    """Everything on the table of one talk."""

    instrument: Instrument
    mode: Mode
    profile: Mapping[str, object]
    labels: Mapping[str, str]
    by_sheet: Mapping[str, dict[str, Versioned[Answer]]]

    @property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """What each respondent answered."""
        return {sheet: given(self.by_sheet.get(sheet, {})) for sheet in self.labels}

    @property
    def agreed(self) -> dict[str, Versioned[Answer]]:
        """What counts, with its revisions."""
        return self.by_sheet.get(AGREED, {})

    @property
    def agreement(self) -> Agreement:
        """How far they agree."""
        return agreement(self.instrument, self.mode, self.profile, self.answers)

    def said_to(self, item: str) -> list[Answer]:
        """Return what everybody said to one item."""
        return [sheet[item] for sheet in self.answers.values() if item in sheet]

    @property
    def open(self) -> set[str]:
        """Items that are asked and have no agreed answer, where their part is not declared absent."""
        kept = {item: each.value for item, each in self.agreed.items()}
        return {
            item.id
            for dimension in self.instrument.dimensions
            if not (dimension.may_be_absent and is_absent(dimension, self.profile, kept))
            for item in asked_of_people(dimension, self.mode, self.profile)
            if is_unanswered(kept.get(item.id))
        }


def table(desk: Desk, connection: sa.Connection, id_: str) -> Table:
    """Read everything that was said.

    Raises:
        NoSuchAssessment: it is not here.
    """
    head = assessments.read_head(connection, desk.workspace, id_)
    return Table(
        instrument=desk.instrument(connection, head.digest),
        mode=Mode(head.mode),
        profile=head.profile,
        labels={row.sheet: row.label for row in respondents.read_respondents(connection, id_)},
        by_sheet=kept_answers.read_answers(connection, id_),
    )


def voices(desk: Desk, id_: str) -> Voices:
    """Set the sheets side by side; see `Service.voices`."""
    with desk.database.reading() as connection:
        on_table = table(desk, connection, id_)
        taken = bool(not_taken_back(connection, id_, desk.who()))
    found, answers, still_open = on_table.agreement, on_table.answers, on_table.open
    proposals = {item: proposed(on_table, item) for item in found.spreads}
    alike = [item for item, one in found.spreads.items() if one.alike and one.points and item in still_open]
    return Voices(
        agreement=found,
        labels=on_table.labels,
        answers=answers,
        proposals={item: one for item, one in proposals.items() if one is not None},
        agreed={
            item: each.value
            for item, each in on_table.agreed.items()
            if item in found.spreads and not is_unanswered(each.value)
        },
        revisions={item: each.revision for item, each in on_table.agreed.items()},
        alike=[item for item in alike if found.spreads[item].shared],
        alone=[item for item in alike if not found.spreads[item].shared],
        taken=taken,
    )


def proposed(on_table: Table, item_id: str) -> Proposal | None:
    """Propose an agreed answer to one item."""
    answers = on_table.said_to(item_id)
    return propose(on_table.instrument, on_table.instrument.item(item_id), answers)


def agree(  # noqa: PLR0913 - what is agreed, and who says so
    desk: Desk, place: AnswerKey, answer: Answer, expected: int, *, why: str, by: str
) -> Saved:
    """Make an answer the one that counts; see `Service.agree`."""
    who = desk.who()
    with desk.database.writing() as connection:
        on_table = table(desk, connection, place.assessment)
        before = on_table.agreed.get(place.item, NOTHING).value
        witness = witness_of(on_table, place.item, answer)
        after = Answer(
            point=answer.point,
            ticks=answer.ticks,
            absent=answer.absent,
            reason=blank_to_none(why) or answer.reason,
            note=before.note,
            by=blank_to_none(by),
            evidence=[*before.evidence, *(each for each in witness.evidence if each not in before.evidence)],
        )
        changing = Changing(desk, connection, who, assessments.lock_draft(connection, who, place.assessment))
        saved = record_within(changing, place, after, expected)
        return saved if witness.verified is None else confirm(connection, who, place, witness.verified)


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


def witness_of(on_table: Table, item_id: str, answer: Answer) -> Answer:
    """Return the respondent's answer that says the same and whose evidence was seen; none says nothing."""
    for one in on_table.said_to(item_id):
        if one.verified is not None and said(one) == said(answer):
            return one
    return Answer()


def take_alike(desk: Desk, id_: str, items: Collection[str], why: str) -> tuple[str, ...]:
    """Take what everybody who answered says, where nothing is agreed yet; see `Service.take_alike`."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        on_table = table(desk, connection, id_)
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
                    "by": "、".join(names),
                    "note": before.note,
                    "evidence": [*before.evidence, *witness.evidence],
                    "verified": witness.verified,
                    "at": to_the_second(who.at),
                }
            )
        apply(connection, who, draft, on_table.agreed, changes, action=TAKEN)
    return tuple(changes)


def take_alike_back(desk: Desk, id_: str) -> tuple[str, ...]:
    """Take back what was last taken in one go; see `Service.take_alike_back`."""
    who = desk.who()
    with desk.database.writing() as connection:
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
        apply(connection, who, draft, kept, changes, action=TAKEN_BACK, of=str(entry.id))
        if not changes:
            audit.record(connection, who, TAKEN_BACK, draft.merchant_id, id_, changes={}, of=str(entry.id))
    return tuple(changes)


def not_taken_back(connection: sa.Connection, id_: str, who: Who) -> Sequence[Entry]:
    """Return what this actor took in one go and did not take back, the latest first."""
    entries = audit.history(connection, id_, (TAKEN, TAKEN_BACK), who.actor)
    gone = {entry.detail["of"] for entry in entries if entry.action == TAKEN_BACK}
    return [entry for entry in entries if entry.action == TAKEN and str(entry.id) not in gone]


def shown(desk: Desk, id_: str) -> list[Shown]:
    """List how far the answers reach, where enough people gave one; see `Service.shown_spreads`."""
    with desk.database.reading() as connection:
        found = table(desk, connection, id_).agreement
    return [
        Shown(item, spread.said[0], spread.median, spread.said[-1], len(spread.points))
        for item, spread in found.spreads.items()
        if len(spread.points) >= ENOUGH and spread.median is not None
    ]
