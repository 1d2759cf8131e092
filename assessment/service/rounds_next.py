"""Beginning the next round from the last, what it asks again, and saying that an answer still holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from assessment.files.fit import metric_misfits, profile_misfits
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import Passage
from assessment.instrument.model import Instrument
from assessment.responses import Assessment, Mode
from assessment.scoring import judge_of
from assessment.scoring.again import Again, asked_again, is_missing
from assessment.scoring.comparison import Round
from assessment.scoring.next_round import Begun, begin
from assessment.service import wholesale
from assessment.service.answering import NOTHING, to_the_second
from assessment.service.checks import asked_item
from assessment.service.desk import Desk, assembled
from assessment.service.finishing import add
from assessment.service.refusals import Refused
from assessment.service.rounds import cards_of, read_round, rounds_among
from assessment.service.standing import restate
from assessment.service.steps import proposed_by
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, roadmaps
from assessment.store.audit import Who
from assessment.store.errors import NoSuchAssessment
from assessment.store.ids import new_id
from assessment.store.roadmaps import Step
from assessment.store.schema import AGREED

BEGUN = "start_next"
"""What the audit calls the beginning of a next round; it names the round it follows."""

NOTHING_TO_GO_ON_FROM = (
    "这家店还没有定稿的评估。先把这一次答完定稿，下一次才有东西可以接着来。",
    "This merchant has no completed assessment yet. Complete this one first; the next round starts from it.",
)
TOO_EARLY = (
    "上一次评估是 {}，下一次不能早于那天。请改日期。",
    "The last assessment is of {}; the next one cannot be earlier. Change the date.",
)
OTHER_INSTRUMENT = (
    "上一次用的是另一套题库，答案接不过来。请新建一份评估。",
    "The last round was taken with another instrument: no answer can be carried on. Start a new assessment.",
)


@dataclass(frozen=True)
class NextRound:
    """A draft that goes on from an earlier round."""

    rank: int
    """Which round of the merchant it would be if it were completed now."""
    follows: str | None
    """The round it was begun from; None where that is not here any more."""
    follows_day: date | None
    """The day that one stands for."""
    again: Again


def start_next(desk: Desk, lineage: Sequence[Lineage], id_: str, taken_on: date) -> str:
    """Begin the next round of a merchant; see `Service.start_next`."""
    who = desk.who()
    with desk.database.writing() as connection:
        merchant_id = assessments.read_head(connection, who.workspace, id_).merchant_id
        counted = rounds_among(cards_of(connection, desk, merchant_id))
        if not counted:
            raise Refused(*NOTHING_TO_GO_ON_FROM)
        last = counted[-1]
        if taken_on < last.day:
            raise Refused(*(text.format(last.day) for text in TOO_EARLY))
        before = read_round(connection, desk, last.card.id)
        if before.instrument.id != desk.current.id:
            raise Refused(*OTHER_INSTRUMENT)
        draft = _fitted(desk.current, begin(before, desk.current, lineage, taken_on), who)
        begun = add(connection, who, draft, desk.current_digest, BEGUN, follows=last.card.id)
        restate(desk, connection, merchant_id)
        return begun


def _fitted(instrument: Instrument, begun: Begun, who: Who) -> Assessment:
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
    filled = wholesale.follow(instrument, {}, profile, draft.answers, who)
    answers = {**draft.answers, **{item: one for item, one in filled.items() if item in begun.new}}
    update = {"id": new_id(who.at), "profile": profile, "metrics": metrics, "answers": answers}
    return draft.model_copy(update=update)


def next_round(desk: Desk, lineage: Sequence[Lineage], id_: str, today: date) -> NextRound | None:
    """Return what a draft asks again; see `Service.next_round`."""
    with desk.database.reading() as connection:
        head = assessments.read_head(connection, desk.workspace, id_)
        if head.status != "draft" or head.corrects is not None:
            return None
        draft = assembled(connection, head)
        instrument = desk.instrument(connection, head.digest)
        before = _begun_from(connection, desk, id_)
        if before is None and not any(one.carried_from for one in draft.answers.values()):
            return None
        counted = rounds_among(cards_of(connection, desk, head.merchant_id))
        done = set() if before is None else _done(connection, before, [each.ids for each in counted])
    day = draft.taken_on or today
    begun = _alone(draft) if before is None else begin(before, instrument, lineage, draft.taken_on)
    steps = {} if before is None else _spoken_for(before, begun, done)
    return NextRound(
        rank=1 + sum(each.day <= day for each in counted),
        follows=None if before is None else before.assessment.id,
        follows_day=None if before is None else before.day,
        again=asked_again(instrument, begun, draft, steps, day),
    )


def _begun_from(connection: sa.Connection, desk: Desk, id_: str) -> Round | None:
    """Return the round a draft was begun from; None where it was not, or where that one was erased."""
    for entry in audit.history(connection, id_, (BEGUN,)):
        try:
            return read_round(connection, desk, entry.detail["follows"])
        except NoSuchAssessment:
            return None
    return None


def _alone(draft: Assessment) -> Begun:
    """Return the beginning of a draft whose earlier round is not here: what it still carries."""
    carried = {item: answer for item, answer in draft.answers.items() if answer.carried_from is not None}
    return Begun(draft.model_copy(update={"answers": carried}), (), ())


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


def _spoken_for(before: Round, begun: Begun, done: Collection[Step]) -> Mapping[str, int | None]:
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


def confirm(desk: Desk, id_: str, items: Collection[str]) -> tuple[str, ...]:
    """Say that carried answers still hold; see `Service.confirm`."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        instrument = desk.instrument(connection, draft.digest)
        kept = kept_answers.read_answers(connection, id_).get(AGREED, {})
        changes = {}
        for item in items:
            asked_item(instrument, Mode(draft.mode), draft.profile, item)
            answer = kept.get(item, NOTHING).value
            if answer.carried_from is not None and not is_missing(answer):
                update = {"carried_from": None, "filled_by": None, "at": to_the_second(who.at)}
                changes[item] = answer.model_copy(update=update)
        wholesale.apply(connection, who, draft, kept, changes, action="confirm")
    return tuple(changes)
