"""The order of an intake: which items today, in which order, and how much time was planned. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.instrument.model import Instrument, Item
from assessment.responses import Answer, Assessment
from assessment.service.intake import Session, chosen
from assessment.ui.state.answering import asked_items, is_dealt_with


@dataclass(frozen=True)
class ItemOrder:
    """The items of today, in order."""

    dimensions: tuple[str, ...]
    items: tuple[Item, ...]

    def neighbour(self, item: str, by: int) -> str | None:
        """Return the item some places further on; None beyond either end."""
        ids = [each.id for each in self.items]
        place = ids.index(item) + by
        return ids[place] if 0 <= place < len(ids) else None

    def has(self, item: str | None) -> bool:
        """Whether an item is asked today."""
        return any(each.id == item for each in self.items)

    def of(self, dimension: str) -> list[Item]:
        """Return the items of one dimension."""
        return [each for each in self.items if each.dimension == dimension]


def dimensions_asked(instrument: Instrument, assessment: Assessment) -> list[str]:
    """Return the dimensions that ask this merchant anything."""
    return [each.id for each in instrument.dimensions if asked_items(each, assessment)]


def item_order(instrument: Instrument, assessment: Assessment, session: Session) -> ItemOrder:
    """Return the items of a session in order."""
    dimensions = tuple(chosen(session, dimensions_asked(instrument, assessment)))
    items = [
        item for dimension in dimensions for item in asked_items(instrument.dimension(dimension), assessment)
    ]
    return ItemOrder(dimensions, tuple(items))


def begins_at(order: ItemOrder, assessment: Assessment, session: Session) -> str | None:
    """Return where to go on: where one was, else the first item that is open, else the first."""
    if order.has(session.item):
        return session.item
    missing = (item.id for item in order.items if not done(item, assessment))
    return next(missing, order.items[0].id if order.items else None)


def done(item: Item, assessment: Assessment) -> bool:
    """Whether an item has an answer, or a reason why there is none."""
    return is_dealt_with(item, assessment.answers, assessment.metrics)


def count_done(items: Sequence[Item], assessment: Assessment) -> int:
    """Count the items that are dealt with."""
    return sum(done(item, assessment) for item in items)


def answered_since(order: ItemOrder, assessment: Assessment, session: Session) -> int:
    """Count the answers of today's items that were given in the latest session."""
    if session.since is None:
        return 0
    answers = (assessment.answers.get(item.id) for item in order.items if done(item, assessment))
    return sum(_given_since(answer, session.since) for answer in answers)


def count_planned(items: Sequence[Item], assessment: Assessment, session: Session) -> int:
    """Count the items that time is planned for: all but those dealt with before the first session."""
    return sum(
        not done(item, assessment)
        or (session.began is not None and _given_since(assessment.answers.get(item.id), session.began))
        for item in items
    )


def _given_since(answer: Answer | None, since: datetime) -> bool:
    # Answers are dated to the second.
    return answer is not None and answer.at is not None and answer.at >= since.replace(microsecond=0)


def still_parked(assessment: Assessment, session: Session) -> list[str]:
    """Return the parked items that nobody has answered since they were parked."""
    found = []
    for parked in session.parked:
        answer = assessment.answers.get(parked.item)
        since = answer is not None and answer.at is not None and answer.at >= parked.at.replace(microsecond=0)
        if not (since and answer is not None and answer.is_given):
            found.append(parked.item)
    return found
