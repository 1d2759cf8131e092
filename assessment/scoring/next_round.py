"""The next round, begun from the last: every answer that still says something is carried on.

A carried answer stays what it was, word for word, with its note, its
evidence and who has seen it. It is marked with the round in which it was
really given and dated with the day it speaks of, and both stay through any
number of rounds, until somebody answers again. Nothing is made up: where
nothing changes, the next round scores exactly as the last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import ASKED, Passage
from assessment.instrument.model import Dimension, Instrument
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue
from assessment.scoring.carry import carry, under
from assessment.scoring.comparison.rounds import Round
from assessment.scoring.items import applies


@dataclass(frozen=True)
class Begun:
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


def begin(last: Round, newer: Instrument, lineage: Iterable[Lineage], day: date | None) -> Begun:
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
        taken = under(newer, taken, carried)
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
    begun = Begun(draft, passages, lost)
    absent = _still_absent(newer, draft, begun.new)
    return Begun(draft.model_copy(update={"answers": {**answers, **absent}}), passages, lost)


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
