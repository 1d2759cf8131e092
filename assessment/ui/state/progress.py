"""How far the questionnaire is: by section and in all."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.instrument.model import Dimension, Instrument, Item, MetricItem, Status
from assessment.responses import Absent, Answer, Assessment, MetricValue, Mode
from assessment.scoring.next_round import AskedAgain, answered_anew
from assessment.scoring.points import applies


@dataclass(frozen=True)
class Progress:
    """Answered of asked; an absent answer with a reason counts as dealt with."""

    done: int
    asked: int

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where nothing is asked."""
        return self.done / self.asked if self.asked else 1.0

    @property
    def complete(self) -> bool:
        """Whether every question is dealt with."""
        return self.done >= self.asked


def is_shown(item: Item, mode: Mode) -> bool:
    """Whether an item is shown in this mode: active or on trial, and core in the short one."""
    return item.status in (Status.ACTIVE, Status.TRIAL) and (item.core or mode is Mode.FULL)


def asked_items(dimension: Dimension, assessment: Assessment) -> list[Item]:
    """Return the items shown on a dimension's page: of the mode, applying to the profile; trials too."""
    return [
        item
        for item in dimension.items
        if is_shown(item, assessment.mode) and applies(item.applies, assessment.profile)
    ]


def is_dealt_with(item: Item, answers: Mapping[str, Answer], metrics: Mapping[str, MetricValue]) -> bool:
    """Whether an item has an answer, or a reason why there is none."""
    if isinstance(item, MetricItem):
        value = metrics.get(item.metric)
        return value is not None and (value.number is not None or value.absent is not None)
    answer = answers.get(item.id)
    if answer is None:
        return False
    return answer.is_given or answer.absent not in (None, Absent.UNANSWERED)


def is_done(item: Item, assessment: Assessment, again: AskedAgain | None) -> bool:
    """Whether nothing is left to do about an item: answered, and in a next round answered anew."""
    if again is not None:
        return item.id not in again.questions or answered_anew(again, item, assessment)
    return is_dealt_with(item, assessment.answers, assessment.metrics)


def progress_of(
    instrument: Instrument, assessment: Assessment, again: AskedAgain | None = None
) -> dict[str, Progress]:
    """Return the progress of every dimension that asks anything, in order.

    Args:
        instrument: the one the assessment is taken with.
        assessment: as far as it is.
        again: in a next round, what it asks again: only that counts.
    """
    found: dict[str, Progress] = {}
    for dimension in instrument.dimensions:
        items = asked_items(dimension, assessment)
        if items:
            counted = [item for item in items if again is None or item.id in again.questions]
            done = sum(is_done(item, assessment, again) for item in counted)
            found[dimension.id] = Progress(done, len(counted))
    return found


def in_all(progress: Mapping[str, Progress]) -> Progress:
    """Return the progress of the whole questionnaire."""
    return Progress(sum(p.done for p in progress.values()), sum(p.asked for p in progress.values()))


def next_open(
    instrument: Instrument, assessment: Assessment, after: str | None = None, again: AskedAgain | None = None
) -> Item | None:
    """Return the next item that is left to answer, from a dimension on and then from the start."""
    ids = [dimension.id for dimension in instrument.dimensions]
    start = ids.index(after) if after in ids else 0
    for dimension_id in ids[start:] + ids[:start]:
        for item in asked_items(instrument.dimension(dimension_id), assessment):
            if not is_done(item, assessment, again):
                return item
    return None
