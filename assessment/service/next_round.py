"""Beginning the next round from the last, what it asks again, and saying that an answer still holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from assessment.files.fit import metric_misfits, profile_misfits
from assessment.instrument.lineage import Passage
from assessment.instrument.model import Instrument
from assessment.responses import Assessment, Mode
from assessment.scoring import judge_of
from assessment.scoring.answer_age import is_missing
from assessment.scoring.comparison import Round
from assessment.scoring.next_round import AskedAgain, BegunRound, asked_again, begin_round
from assessment.service.answers import NOTHING, to_the_second
from assessment.service.assessments import write_draft
from assessment.service.bulk_changes import follow_profile, write_changes
from assessment.service.checks import Refused, asked_item
from assessment.service.context import Context, read_assessment
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.service.progress import proposed_by
from assessment.service.rounds import cards_of, read_round, rounds_among
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, roadmaps
from assessment.store.assessments import AssessmentRow
from assessment.store.audit import Who
from assessment.store.errors import NoSuchAssessment
from assessment.store.ids import new_id
from assessment.store.roadmaps import Step
from assessment.store.schema import AGREED
from assessment.store.verification import read_later
from assessment.texts import Text

BEGUN = "start_next"
"""What the audit calls the beginning of a next round; it names the round it follows."""


@dataclass(frozen=True)
class NextRound:
    """A draft that goes on from an earlier round."""

    rank: int
    """Which round of the merchant it would be if it were completed now."""
    follows: str | None
    """The round it was begun from; None where that is not here any more."""
    follows_day: date | None
    """The day that one stands for."""
    again: AskedAgain


def _fitted(instrument: Instrument, begun: BegunRound, who: Who) -> Assessment:
    """Return a round as it is kept: of what the bank asks today; a profile's "no" fills what is new."""
    draft = begun.assessment
    profile = {
        key: value
        for key, value in draft.profile.items()
        if not any(profile_misfits(instrument, {key: value}))
    }
    metrics = {
        key: value
        for key, value in draft.metrics.items()
        if not any(metric_misfits(instrument, {key: value.model_dump()}))
    }
    filled = follow_profile(instrument, {}, profile, draft.answers, who)
    answers = {**draft.answers, **{item: one for item, one in filled.items() if item in begun.new}}
    update = {"id": new_id(who.at), "profile": profile, "metrics": metrics, "answers": answers}
    return draft.model_copy(update=update)


def _begun_from(connection: sa.Connection, context: Context, head: AssessmentRow) -> Round | None:
    """Return the round a draft was begun from; None where it was not, or where that one was erased."""
    for entry in audit.history(connection, head.id, (BEGUN,)):
        try:
            found = read_round(connection, context, entry.detail["follows"])
        except NoSuchAssessment:
            return None
        # A history may have come with a backup: what it names counts only where it is of the same merchant.
        return found if found.assessment.merchant.id == head.merchant_id else None
    return None


def _alone(draft: Assessment) -> BegunRound:
    """Return the beginning of a draft whose earlier round is not here: what it still carries."""
    carried = {item: answer for item, answer in draft.answers.items() if answer.carried_from is not None}
    return BegunRound(draft.model_copy(update={"answers": carried}), (), ())


def _done(connection: sa.Connection, before: Round, groups: Sequence[Collection[str]]) -> set[Step]:
    """Return the steps marked done since a round, be it beside a correction of it or what it corrects."""
    own = str(before.assessment.id)
    ids = next((group for group in groups if own in group), [own])
    return {
        step
        for each in ids
        for step, kept in roadmaps.read_progress(connection, each).items()
        if kept.value.status == "done"
    }


def _spoken_for(before: Round, begun: BegunRound, done: Collection[Step]) -> Mapping[str, int | None]:
    """Return the items that what was done has raised, by their new ids, with the point to propose."""
    reached = judge_of(before.instrument, before.assessment).ends()[0]
    proposed = proposed_by(before.instrument, before.assessment, done)
    passages = {one.older: one for one in begun.passages}
    found: dict[str, int | None] = {}
    for item in {item for item, point in done if reached.get(item, 0) < point}:
        now = begun.now_called(item)
        if now is not None:
            found[now] = _through(passages.get(item), proposed.get(item))
    return found


def _through(passage: Passage | None, point: int | None) -> int | None:
    """Return a point as the newer instrument has it."""
    if passage is None or passage.points is None or point is None:
        return point
    return passage.points.get(point)


class NextRounds:
    """Begins the next round of a merchant and says what it asks again."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def start(self, id_: str, taken_on: date) -> str:
        """Begin the next round of a merchant under the current instrument, and return its id.

        It starts from the merchant's last round: what was answered is carried
        on, each answer marked with the round it was really given in.

        Args:
            id_: any assessment of the merchant.
            taken_on: the day the next round stands for.

        Raises:
            Refused: there is no completed round, the last one is of a later day or of another instrument.
            NoSuchAssessment, Archived: it is not in the lists.
        """
        lineage = self._context.bank.lineage
        who = self._context.who()
        with self._context.database.writing() as connection:
            merchant_id = assessments.lock_assessment(connection, who, id_).merchant_id
            counted = rounds_among(cards_of(connection, self._context, merchant_id))
            if not counted:
                raise Refused(Text("service.no_round_yet"))
            last = counted[-1]
            if taken_on < last.day:
                raise Refused(Text("service.earlier_than_last", day=last.day.isoformat()))
            before = read_round(connection, self._context, last.card.id)
            if before.instrument.id != self._context.bank.instrument.id:
                raise Refused(Text("service.other_instrument"))
            later = read_later(connection, last.card.id)
            seen = replace(before, assessment=before.assessment.with_verified(later))
            draft = _fitted(
                self._context.bank.instrument,
                begin_round(seen, self._context.bank.instrument, lineage, taken_on),
                who,
            )
            begun = write_draft(connection, who, draft, self._context.digest, BEGUN, follows=last.card.id)
            refresh_portfolio_row(self._context, connection, merchant_id)
            return begun

    def of(self, id_: str, today: date, seen: Assessment | None = None) -> NextRound | None:
        """Return what a draft that goes on from an earlier round asks again, and why.

        Args:
            id_: the assessment.
            today: the day it stands for where it has none.
            seen: the assessment, where it was read just now.

        Returns:
            None where it is no such draft.

        Raises:
            NoSuchAssessment: it is not here.
        """
        lineage = self._context.bank.lineage
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            if head.status != "draft" or head.corrects is not None:
                return None
            draft = seen or self._context.shown(read_assessment(connection, head))
            instrument = self._context.instrument(connection, head.digest)
            before = _begun_from(connection, self._context, head)
            if before is not None:
                before = replace(before, assessment=self._context.shown(before.assessment))
            if before is None and not any(one.carried_from for one in draft.answers.values()):
                return None
            counted = rounds_among(cards_of(connection, self._context, head.merchant_id, head.place))
            done = set() if before is None else _done(connection, before, [each.ids for each in counted])
        day = draft.taken_on or today
        begun = _alone(draft) if before is None else begin_round(before, instrument, lineage, draft.taken_on)
        steps = {} if before is None else _spoken_for(before, begun, done)
        return NextRound(
            rank=1 + sum(each.day <= day for each in counted),
            follows=None if before is None else before.assessment.id,
            follows_day=None if before is None else before.day,
            again=asked_again(instrument, begun, draft, steps, day),
        )

    def confirm(self, id_: str, items: Collection[str]) -> tuple[str, ...]:
        """Say that carried answers still hold: they count as answered now.

        Returns:
            The items that were carried and are no more.

        Raises:
            Refused: an item that is not asked.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            instrument = self._context.instrument(connection, draft.digest)
            kept = kept_answers.read_answers(connection, id_).get(AGREED, {})
            changes = {}
            for item in items:
                asked_item(instrument, Mode(draft.mode), draft.profile, item)
                answer = kept.get(item, NOTHING).value
                if answer.carried_from is not None and not is_missing(answer):
                    update = {"carried_from": None, "filled_by": None, "at": to_the_second(who.at)}
                    changes[item] = answer.model_copy(update=update)
            write_changes(connection, who, draft, kept, changes, action="confirm")
        return tuple(changes)
