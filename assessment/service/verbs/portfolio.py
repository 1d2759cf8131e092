"""Verbs over many merchants: the portfolio, who is due, who is on it."""

from collections.abc import Sequence

from assessment.presentation.merchants import Cohort
from assessment.service import portfolio
from assessment.service.portfolio import Portfolio
from assessment.service.verbs.base import Verbs
from assessment.store.portfolio import Care, MerchantFilter, MerchantRow, PageOfList


class Portfolios(Verbs):
    """Looks after many merchants at once."""

    def portfolio(self, sieve: MerchantFilter, window: PageOfList) -> Portfolio:
        """List the merchants that pass a sieve, a window of them, with what is counted over all."""
        return portfolio.portfolio(self._desk, sieve, window)

    def portfolio_names(self, *, examples: bool) -> tuple[Sequence[str], Sequence[str]]:
        """Return who looks after any merchant, and the groups there are; of one's own or of the examples."""
        return portfolio.names(self._desk, examples=examples)

    def due_list(self, sieve: MerchantFilter) -> Sequence[MerchantRow]:
        """List the merchants that pass a sieve and have a next day, the first day first; 500 at most."""
        return portfolio.due_list(self._desk, sieve)

    def cohort_of_merchant(self, merchant_id: str) -> tuple[float, Cohort] | None:
        """Return a merchant's index, and how many of its kind have which, nobody named.

        Examples are compared with examples. None where it has no index, or does
        not say what kind of merchant it is. Whether the cohort is large enough
        to be shown is for the chart to say.
        """
        return portfolio.cohort_of_merchant(self._desk, merchant_id)

    def care_of(self, merchant_id: str) -> Care:
        """Return who is on a merchant, its group, and a day of its own for the next round.

        Raises:
            NoSuchMerchant: it is not here.
        """
        return portfolio.care_of(self._desk, merchant_id)

    def note_care(self, merchant_id: str, care: Care) -> None:
        """Note these; what is left empty falls back to what is worked out.

        Raises:
            Refused: a name that cannot be kept.
            Conflict: somebody else noted something first.
            NoSuchMerchant: it is not here.
        """
        portfolio.note_care(self._desk, merchant_id, care)
