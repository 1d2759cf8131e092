"""The rounds of a merchant: which assessments count, in which order, and what changed between them.

A round is a completed assessment. A completed correction stands in for what
it corrects and is no further round.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from assessment.responses import Answer
from assessment.scoring.comparison import Round, Series, series
from assessment.service.context import Context, StoredAnswers, assembled, read_stored, read_stored_of
from assessment.store import assessments, merchants
from assessment.store.assessments import AssessmentRow, Card

DUE_WEEKS = 13
"""A quarter: after that another look is due."""


@dataclass(frozen=True)
class RoundCard:
    """One round in a list."""

    rank: int
    """1 for a merchant's first, then 2, and so on."""
    card: Card
    """The assessment that counts."""
    day: date
    """The day it stands for."""
    stands_for: tuple[str, ...]
    """The assessments it corrects, the first one first."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every assessment of the round, the one that counts last."""
        return *self.stands_for, self.card.id


@dataclass(frozen=True)
class MerchantCard:
    """A merchant with its rounds."""

    merchant_id: str
    name: str
    rounds: tuple[RoundCard, ...]
    """By day."""
    cards: tuple[Card, ...]
    """All its assessments, the last touched first."""

    @property
    def last(self) -> RoundCard | None:
        """The last round."""
        return self.rounds[-1] if self.rounds else None

    @property
    def draft(self) -> Card | None:
        """The draft touched last that is to become a round."""
        return next((card for card in self.cards if card.status == "draft" and card.corrects is None), None)

    @property
    def change(self) -> float | None:
        """By how much the index changed from the round before the last, as published; see `index_change`."""
        tenths = index_change([(each.card.digest, each.card.index) for each in self.rounds])
        return None if tenths is None else tenths / 10

    @property
    def due_on(self) -> date | None:
        """When the next round is due; see `next_due`."""
        return None if self.last is None else next_due(self.last.day, self.last.card.due_on)

    def weeks_since(self, today: date) -> int | None:
        """Return how many whole weeks ago the last round was."""
        return None if self.last is None else max(0, (today - self.last.day).days) // 7

    def is_due(self, today: date) -> bool:
        """Whether it is time for another round."""
        return self.due_on is not None and self.due_on <= today


def index_change(rounds: Sequence[tuple[str, float | None]]) -> int | None:
    """Return by how many tenths the index of the last round differs from that of the round before.

    Args:
        rounds: the digest of the instrument and the index of each, by day.

    Returns:
        None for less than two rounds, where one has no index, and where the
        instrument changed between them: then only a comparison tells what is alike.
    """
    if len(rounds) < 2:
        return None
    (old, before), (new, after) = rounds[-2:]
    return None if old != new or before is None or after is None else round(10 * after) - round(10 * before)


def next_due(last: date, noted: date | None) -> date:
    """Return when a round is due after the last one: the day that was noted, else a quarter later.

    A day that was noted for a round which has been taken since says nothing of the next.
    """
    return noted if noted is not None and noted > last else last + timedelta(weeks=DUE_WEEKS)


def by_merchant(cards: Iterable[Card]) -> list[MerchantCard]:
    """Gather assessments by merchant; the merchant touched last first, as the cards are."""
    own_cards: dict[str, list[Card]] = {}
    for card in cards:
        own_cards.setdefault(card.merchant_id, []).append(card)
    return [
        MerchantCard(merchant_id, own[0].merchant_name, rounds_among(own), tuple(own))
        for merchant_id, own in own_cards.items()
    ]


def rounds_among(cards: Sequence[Card]) -> tuple[RoundCard, ...]:
    """Put a merchant's completed assessments in order, the last correction in place of each."""
    completed = [card for card in cards if card.status == "completed"]
    corrects = {card.id: card.corrects for card in completed}
    groups: dict[str, list[Card]] = {}
    for card in completed:
        groups.setdefault(_first_of(card.id, corrects), []).append(card)
    counted = []
    for group in groups.values():
        *before, last = sorted(group, key=_completed)
        counted.append((last, tuple(card.id for card in before)))
    counted.sort(key=lambda each: (day_of(each[0]), _completed(each[0])))
    return tuple(
        RoundCard(rank, card, day_of(card), before) for rank, (card, before) in enumerate(counted, start=1)
    )


def _first_of(id_: str, corrects: Mapping[str, str | None]) -> str:
    """Return the first assessment of a chain of corrections, erased or not; a ring ends where it began."""
    seen = {id_}
    while (before := corrects.get(id_)) is not None and before not in seen:
        seen.add(before)
        id_ = before
    return id_


def _completed(card: Card) -> tuple[datetime, str]:
    return card.completed_at or datetime.max.replace(tzinfo=UTC), card.id


def day_of(card: Card) -> date:
    """Return the day an assessment stands for: the one written down, else that of its end or last change."""
    return card.taken_on or (card.completed_at or card.updated_at).date()


def cards_of(
    connection: sa.Connection, context: Context, merchant_id: str, place: str | None = None
) -> list[Card]:
    """Return every assessment of a merchant in the lists, or in the archive, the last touched first.

    None where whoever acts may not see the merchant.
    """
    return assessments.list_assessments(connection, context.visible, [merchant_id], place=place)


def read_merchant(connection: sa.Connection, context: Context, row: AssessmentRow) -> MerchantCard:
    """Return the merchant of an assessment with its rounds; of an archived one, those in the archive."""
    return by_merchant(cards_of(connection, context, row.merchant_id, row.place))[0]


def _standing_in(counted: Sequence[RoundCard]) -> Mapping[str, str]:
    """Return the correction that counts for each assessment that was corrected."""
    return {old: each.card.id for each in counted for old in each.stands_for}


def read_round(
    connection: sa.Connection,
    context: Context,
    id_: str,
    standing_in: Mapping[str, str] | None = None,
    stored: StoredAnswers | None = None,
) -> Round:
    """Return one assessment with its instrument.

    Args:
        connection: to read by.
        context: knows the instruments.
        id_: the assessment.
        standing_in: the correction that counts, for each assessment that was corrected: an answer
            carried from the one is a carried answer to the other as well.
        stored: its answers, where they were read already.
    """
    head = assessments.read_head(connection, context.workspace, id_)
    assessment = assembled(head, stored or read_stored(connection, id_))
    if standing_in:
        answers = {item: _redirected(answer, standing_in) for item, answer in assessment.answers.items()}
        assessment = assessment.model_copy(update={"answers": answers})
    return Round(context.instrument(connection, head.digest), assessment)


def _redirected(answer: Answer, standing_in: Mapping[str, str]) -> Answer:
    source = standing_in.get(answer.carried_from or "")
    return answer if source is None else answer.model_copy(update={"carried_from": source})


class Rounds:
    """Follows merchants from round to round."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def merchants(self, most: int | None = None, *, examples: bool = False) -> list[MerchantCard]:
        """List merchants with their rounds, the one touched last first.

        Args:
            most: how many at the most; all of them where it is not given.
            examples: those that have examples alone, instead of one's own.
        """
        with self._context.database.reading() as connection:
            wanted = merchants.recent_merchants(connection, self._context.visible, most, examples=examples)
            found = assessments.list_assessments(connection, self._context.visible, wanted)
        return by_merchant(found)

    def merchant_of(self, id_: str) -> MerchantCard:
        """Return the merchant of an assessment with its rounds.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            row = assessments.read_head(connection, self._context.workspace, id_)
            return read_merchant(connection, self._context, row)

    def of_merchant(self, merchant_id: str, place: str | None = None) -> list[Round]:
        """Return every round of a merchant, by day, each with the instrument it was taken with.

        A completed correction stands in for what it corrects.

        Args:
            merchant_id: whose.
            place: `archive` for the rounds that were put there; None for those in the lists.
        """
        with self._context.database.reading() as connection:
            counted = rounds_among(cards_of(connection, self._context, merchant_id, place))
            standing_in = _standing_in(counted)
            stored = read_stored_of(connection, [each.card.id for each in counted])
            return [self._shown(connection, id_, standing_in, stored[id_]) for id_ in stored]

    def open(self, id_: str) -> Round:
        """Return one assessment with its instrument as it stands: a draft is a round so far.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            row = assessments.read_head(connection, self._context.workspace, id_)
            counted = rounds_among(cards_of(connection, self._context, row.merchant_id, row.place))
            return self._shown(connection, id_, _standing_in(counted))

    def _shown(
        self,
        connection: sa.Connection,
        id_: str,
        standing_in: Mapping[str, str],
        stored: StoredAnswers | None = None,
    ) -> Round:
        """Return a round as whoever acts may see it."""
        found = read_round(connection, self._context, id_, standing_in, stored)
        return replace(found, assessment=self._context.shown(found.assessment))

    def series(self, found: Collection[Round]) -> Series:
        """Compare rounds of one merchant, following the lineage of the current bank.

        Raises:
            SeriesError: fewer than two, or of different merchants.
        """
        return series(found, self._context.bank.lineage)
