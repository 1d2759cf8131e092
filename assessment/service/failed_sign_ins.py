"""Wrong passwords, counted and written down together: whoever guesses adds no row with each guess."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

from assessment.service.context import Context
from assessment.service.events import record_event
from assessment.store.errors import StoreError

WRITTEN_EVERY = timedelta(minutes=10)
"""How often a count is written down, by itself."""


class FailedSignIns:
    """Counts them by account, names that nobody has together; one for all who act."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._counted: Counter[str | None] = Counter()
        self._written_at: datetime | None = None
        self._lock = Lock()

    def count(self, account_id: str | None) -> None:
        """Count one wrong password.

        Nothing is written here: an unknown name costs as much as a known one.

        Args:
            account_id: whose name was given; None where nobody has it.
        """
        with self._lock:
            self._counted[account_id] += 1

    def write(self, *, now_due: bool = False) -> None:
        """Write down what was counted, an event for each account.

        Args:
            now_due: whether also what was counted in the last ten minutes.

        Raises:
            StoreError: it cannot be written; it is still counted.
        """
        now = self._context.now()
        with self._lock:
            is_early = self._written_at is not None and abs(now - self._written_at) < WRITTEN_EVERY
            if not self._counted or (is_early and not now_due):
                return
            taken, self._counted, self._written_at = self._counted, Counter(), now
        try:
            with self._context.database.writing() as connection:
                for account_id, count in taken.items():
                    record_event(
                        connection,
                        self._context.who(),
                        "sign_in_failed",
                        account_id=account_id,
                        by_nobody=True,
                        count=count,
                    )
        except StoreError:
            with self._lock:
                self._counted.update(taken)
            raise
