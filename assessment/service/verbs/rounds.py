"""Verbs on rounds: a merchant's series, the next round, what changed."""

from collections.abc import Collection
from datetime import date

from assessment.scoring.comparison import Comparison, Round, Series, compare, series
from assessment.service import rounds, rounds_next, rounds_plan
from assessment.service.records import Card
from assessment.service.rounds import MerchantCard
from assessment.service.rounds_next import NextRound
from assessment.service.rounds_plan import Brought
from assessment.service.verbs.base import Verbs
from assessment.store import assessments


class Rounds(Verbs):
    """Follows a merchant from round to round."""

    def merchants(self, most: int | None = None, *, examples: bool = False) -> list[MerchantCard]:
        """List merchants with their rounds, the one touched last first.

        Args:
            most: how many at the most; all of them where it is not given.
            examples: those that have examples alone, instead of one's own.
        """
        desk = self._desk
        with desk.database.reading() as connection:
            wanted = assessments.recent_merchants(connection, desk.workspace, most, examples=examples)
            found = assessments.list_assessments(connection, desk.workspace, wanted)
        return rounds.merchants(map(rounds.card_of, found))

    def merchant_of(self, id_: str) -> MerchantCard:
        """Return the merchant of an assessment with its rounds.

        Raises:
            NoSuchAssessment: it is not here.
        """
        desk = self._desk
        with desk.database.reading() as connection:
            merchant_id = assessments.read_head(connection, desk.workspace, id_).merchant_id
            cards: list[Card] = rounds.cards_of(connection, desk, merchant_id)
        return rounds.merchants(cards)[0]

    def rounds(self, merchant_id: str) -> list[Round]:
        """Return every round of a merchant, by day, each with the instrument it was taken with.

        A completed correction stands in for what it corrects.
        """
        return rounds.read_rounds(self._desk, merchant_id)

    def round_of(self, id_: str) -> Round:
        """Return one assessment with its instrument as it stands: a draft is a round so far.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return rounds.read_one(self._desk, id_)

    def series(self, found: Collection[Round]) -> Series:
        """Compare rounds of one merchant, following the lineage of the current bank.

        Raises:
            SeriesError: fewer than two, or of different merchants.
        """
        return series(found, self._bank.lineage)

    def compare(self, earlier: Round, later: Round) -> Comparison:
        """Compare two rounds of one merchant, following the lineage of the current bank.

        Raises:
            SeriesError: they are of different merchants.
        """
        if earlier is later:
            return compare(earlier, later, self._bank.lineage)
        return series([earlier, later], self._bank.lineage).overall

    def start_next(self, id_: str, taken_on: date) -> str:
        """Begin the next round of a merchant under the current instrument, and return its id.

        It starts from the merchant's last round: what was answered is carried
        on, each answer marked with the round it was really given in.

        Args:
            id_: any assessment of the merchant.
            taken_on: the day the next round stands for.

        Raises:
            Refused: there is no completed round, the last one is of a later day or of another instrument.
            NoSuchAssessment: it is not here.
        """
        return rounds_next.start_next(self._desk, self._bank.lineage, id_, taken_on)

    def next_round(self, id_: str, today: date) -> NextRound | None:
        """Return what a draft that goes on from an earlier round asks again, and why.

        Args:
            id_: the assessment.
            today: the day it stands for where it has none.

        Returns:
            None where it is no such draft.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return rounds_next.next_round(self._desk, self._bank.lineage, id_, today)

    def confirm(self, id_: str, items: Collection[str]) -> tuple[str, ...]:
        """Say that carried answers still hold: they count as answered now.

        Returns:
            The items that were carried and are no more.

        Raises:
            Refused: an item that is not asked.
            Completed, NoSuchAssessment: as in `record`.
        """
        return rounds_next.confirm(self._desk, id_, items)

    def brought(self, pair: Comparison) -> Brought:
        """Look back on the roadmap kept at the earlier of two rounds: what was done, and what it brought.

        Raises:
            NoSuchAssessment: the earlier round is not here.
        """
        return rounds_plan.brought(self._desk, pair)
