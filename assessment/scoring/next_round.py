"""The next round, begun from the last: what is carried on, what is asked again, and why.

A carried answer stays as it was given, with its note, its evidence and who has
seen it. It is marked with the round in which it was given and dated with the
day that round stands for; both marks stay through any number of rounds, until
somebody answers again. So beginning a round changes no score.

Each item asked again has one reason, the first that holds:

- `new`, `changed`: the item is new, or means something else than before.
- `step`: a step of the last roadmap that raises it was marked done; its target point is proposed.
- `absent`: it had no answer, or nobody knew.
- `stale`: its answer is older than the item's shelf life.
- `decides`: it is an unmet must of the next gate.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import ASKED, Passage
from assessment.instrument.model import Dimension, Instrument, Item, MetricItem
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.scoring.answer_age import days_old, is_missing
from assessment.scoring.assess import score
from assessment.scoring.carry import carry, retaken_with
from assessment.scoring.comparison.rounds import Round
from assessment.scoring.points import applies
from assessment.scoring.results import Results


@dataclass(frozen=True)
class BegunRound:
    """A round as it begins."""

    assessment: Assessment
    """A draft under the newer instrument, without an id."""
    passages: tuple[Passage, ...]
    """What became of every item on the way; empty where the instrument is the same."""
    lost: tuple[str, ...]
    """Items of the last round, by their old ids, whose answers say nothing any more."""

    @property
    def new(self) -> frozenset[str]:
        """The items nobody was asked before, by their new ids."""
        return frozenset(one.newer for one in self.passages if one.fate == "new" and one.newer)

    @property
    def changed(self) -> frozenset[str]:
        """The items that mean something else now or count otherwise, by their new ids."""
        read_anew = {"changed", "rescaled"}
        return frozenset(one.newer for one in self.passages if one.fate in read_anew and one.newer)

    def now_called(self, item: str) -> str | None:
        """Return the id in the newer instrument of an item of the last round; None where it went."""
        if not self.passages:
            return item
        return next((one.newer for one in self.passages if one.older == item), None)


def begin_round(last: Round, newer: Instrument, lineage: Iterable[Lineage], day: date | None) -> BegunRound:
    """Begin the next round from the last one.

    Args:
        last: the round to start from.
        newer: the instrument of the next round.
        lineage: what became of the items of each version.
        day: the day the next round stands for.
    """
    taken = last.assessment
    passages: tuple[Passage, ...] = ()
    lost: tuple[str, ...] = ()
    if newer != last.instrument:
        carried = carry(taken.answers, last.instrument, newer, lineage)
        passages, lost = carried.passages, carried.lost
        taken = retaken_with(newer, taken, carried)
    answers = {item: marked(answer, last) for item, answer in taken.answers.items()}
    draft = Assessment(
        mode=taken.mode,
        instrument=InstrumentRef(id=newer.id, version=newer.version),
        merchant=taken.merchant,
        profile=dict(taken.profile),
        taken_on=day,
        answers=answers,
        metrics={key: dated(value, last.day) for key, value in taken.metrics.items()},
    )
    begun = BegunRound(draft, passages, lost)
    absent = _still_absent(newer, draft, begun.new)
    return BegunRound(draft.model_copy(update={"answers": {**answers, **absent}}), passages, lost)


def marked(answer: Answer, last: Round) -> Answer:
    """Return an answer of the last round as the next one takes it over."""
    source = answer.carried_from or last.assessment.id or "last"
    return answer.model_copy(update={"carried_from": source, "at": spoken_at(answer, last.day)})


def spoken_at(answer: Answer, day: date | None) -> datetime | None:
    """Return the moment an answer speaks of: never later than the day its round stands for.

    Who enters an old paper sheet today does not make it any fresher.
    """
    if day is None or (answer.at is not None and answer.at.date() <= day):
        return answer.at
    return datetime.combine(day, time(), UTC)


def dated(value: MetricValue, day: date | None) -> MetricValue:
    """Return a number with the day it was read off, as far as that is known."""
    if value == MetricValue() or value.as_of is not None:
        return value
    return value.model_copy(update={"as_of": day})


def _still_absent(instrument: Instrument, draft: Assessment, new: frozenset[str]) -> Mapping[str, Answer]:
    """Extend the absence of a dimension to the items that are new in it: absent is absent as a whole."""
    extended: dict[str, Answer] = {}
    for dimension in instrument.dimensions:
        fresh = [item for item in _possible(dimension, draft) if item in new]
        like = _absence(dimension, draft, new)
        if like is not None:
            extended |= dict.fromkeys(fresh, like)
    return extended


def _absence(dimension: Dimension, draft: Assessment, new: frozenset[str]) -> Answer | None:
    """Return how a dimension was declared absent; None where it was not."""
    if not dimension.may_be_absent:
        return None
    known = [draft.answers.get(item) for item in _possible(dimension, draft) if item not in new]
    declared = [one for one in known if one is not None and one.absent is Absent.NOT_APPLICABLE]
    if not declared or len(declared) < len(known):
        return None
    keys = {"absent", "reason", "at", "carried_from", "filled_by"}
    return Answer.model_validate({key: getattr(declared[0], key) for key in keys})


def _possible(dimension: Dimension, draft: Assessment) -> list[str]:
    return [
        item.id for item in dimension.items if item.status in ASKED and applies(item.applies, draft.profile)
    ]


AskReason = Literal["new", "changed", "step", "absent", "stale", "decides"]


@dataclass(frozen=True)
class QuestionAgain:
    """An item that is asked again."""

    item: str
    reason: AskReason
    days: int | None
    """How old its answer is; None where there is none."""
    proposed: int | None = None
    """The point that the steps marked done speak for."""
    holds_stage: bool = False
    """Whether a gate stands or falls with it: a must of an open gate, or of the next one."""


@dataclass(frozen=True)
class AskedAgain:
    """A round as it begins: what is asked again and what is carried on."""

    begun: BegunRound
    questions: Mapping[str, QuestionAgain]
    """By item, in the order of the instrument."""
    carried: Mapping[str, int | None]
    """The items that are not asked again, with the age of their answers in days."""
    numbers: Mapping[str, int | None]
    """Metrics that were entered and should be read off again, with their age in days."""


def asked_again(
    instrument: Instrument, begun: BegunRound, draft: Assessment, steps: Mapping[str, int | None], day: date
) -> AskedAgain:
    """Decide what a round that was begun from an earlier one asks again.

    Args:
        instrument: the one the round is taken with.
        begun: the round as it began.
        draft: the round as it is now; its profile and mode decide what is asked at all.
        steps: the items that steps marked done raise, by their new ids, with the point that speaks for.
        day: the day the round stands for.
    """
    start = begun.assessment.model_copy(update={"profile": draft.profile, "mode": draft.mode})
    results = score(instrument, start)
    why = _ReasonFinder(instrument, begun, start, steps, _musts(results), _still_missing(results), day)
    asked = list(asked_of(instrument, start))
    questions = {question.item: question for item in asked if (question := why.ask(item)) is not None}
    carried = {item.id: why.age(item) for item in asked if item.id not in questions}
    return AskedAgain(begun, questions, carried, why.old_numbers())


def asked_of(instrument: Instrument, assessment: Assessment) -> Iterator[Item]:
    """Yield the items that are asked of this merchant in this mode, those on trial too."""
    for item in instrument.items():
        in_mode = item.core or assessment.mode is Mode.FULL
        if item.status in ASKED and in_mode and applies(item.applies, assessment.profile):
            yield item


def answered_anew(again: AskedAgain, item: Item, draft: Assessment) -> bool:
    """Whether somebody has answered an item in this round, be it with the same as before."""
    if isinstance(item, MetricItem):
        value = draft.metrics.get(item.metric)
        return _has_value(value) and value != again.begun.assessment.metrics.get(item.metric)
    answer = draft.answers.get(item.id)
    return answer is not None and answer.carried_from is None and not is_missing(answer)


def _is_declared(answer: Answer | None) -> bool:
    """Whether an item was declared not applicable; one on a number only as part of its dimension."""
    return answer is not None and answer.absent is Absent.NOT_APPLICABLE


def _has_value(value: MetricValue | None) -> bool:
    return value is not None and (value.number is not None or value.absent is not None)


def _musts(results: Results) -> frozenset[str]:
    """Return the must items of the gates that are open and of the next one."""
    return frozenset(
        finding.criterion.subject
        for stage, gate in results.gates.items()
        if gate.open or stage == results.next_stage
        for finding in gate.findings
        if finding.criterion is not None and finding.kind == "item" and finding.must and not finding.waived
    )


def _still_missing(results: Results) -> frozenset[str]:
    """Return the must items of the next gate that are not met."""
    gate = results.gates.get(results.next_stage or "")
    return frozenset(
        finding.criterion.subject
        for finding in (gate.blockers if gate else ())
        if finding.criterion is not None and finding.kind == "item"
    )


@dataclass(frozen=True)
class _ReasonFinder:
    """Finds the reason to ask an item again."""

    instrument: Instrument
    begun: BegunRound
    start: Assessment
    steps: Mapping[str, int | None]
    musts: frozenset[str]
    missing_musts: frozenset[str]
    day: date

    def ask(self, item: Item) -> QuestionAgain | None:
        """Return the question; None where the answer is carried on."""
        reason = self._reason(item)
        if reason is None:
            return None
        proposed = self.steps.get(item.id) if reason == "step" else None
        return QuestionAgain(item.id, reason, self.age(item), proposed, holds_stage=item.id in self.musts)

    def _reason(self, item: Item) -> AskReason | None:
        if self._follows_profile(item):
            return None
        if item.id in self.begun.new:
            # Where its whole dimension is absent, it is absent with it.
            return "new" if self._is_missing(item) else None
        reasons: dict[AskReason, bool] = {
            "changed": item.id in self.begun.changed,
            "step": item.id in self.steps,
            "absent": self._is_missing(item) or self._is_unsure(item),
            "stale": self._is_stale(item),
            "decides": item.id in self.missing_musts,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)

    def age(self, item: Item) -> int | None:
        """Return the age of what was said, in days."""
        answer = self.start.answers.get(item.id)
        if isinstance(item, MetricItem) and not _is_declared(answer):
            value = self.start.metrics.get(item.metric)
            return None if value is None else self._since(value.as_of)
        return None if answer is None else days_old(answer, self.day)

    def old_numbers(self) -> dict[str, int | None]:
        """Return the numbers that are as old as the items on a number may become."""
        lives = {
            item.metric: item.fresh_weeks
            for item in self.instrument.items()
            if isinstance(item, MetricItem) and item.status in ASKED
        }
        shortest = min(lives.values(), default=None)
        found = {}
        for metric in self.instrument.metrics:
            value = self.start.metrics.get(metric.id, MetricValue())
            weeks, age = lives.get(metric.id, shortest), self._since(value.as_of)
            if value != MetricValue() and (weeks is None or age is None or age > 7 * weeks):
                found[metric.id] = age
        return found

    def _since(self, then: date | None) -> int | None:
        return None if then is None else max(0, (self.day - then).days)

    def _follows_profile(self, item: Item) -> bool:
        """Whether the answer was filled in by a "no" of the profile that still stands."""
        answer = self.start.answers.get(item.id)
        filled_by = None if answer is None else answer.filled_by
        return filled_by is not None and self.start.profile.get(filled_by) is False

    def _is_missing(self, item: Item) -> bool:
        answer = self.start.answers.get(item.id)
        if isinstance(item, MetricItem) and not _is_declared(answer):
            return not _has_value(self.start.metrics.get(item.metric))
        return is_missing(answer)

    def _is_unsure(self, item: Item) -> bool:
        if isinstance(item, MetricItem):
            value = self.start.metrics.get(item.metric)
            absent = None if value is None else value.absent
        else:
            absent = self.start.answers.get(item.id, Answer()).absent
        return absent in {Absent.DONT_KNOW, Absent.DECLINED}

    def _is_stale(self, item: Item) -> bool:
        """Whether the answer is older than its shelf life, or of unknown age."""
        age = self.age(item)
        return age is None or timedelta(days=age) > timedelta(weeks=item.fresh_weeks)
