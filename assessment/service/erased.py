"""What was erased since this process began, by it or by another on the same database.

What was worked out or made for download before may hold it. Each page asks
once as it is drawn.
"""

from threading import Lock

from assessment.service.context import Context
from assessment.store.erased import Erased, last_numbers, read_erased


class ErasedLately:
    """Counts erasures, and says whose they were."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = Lock()
        self._merchants: list[str] = []
        self._seen: set[Erased] = set()
        with context.database.reading() as connection:
            self._last = last_numbers(connection)
            # From before this process: nothing that it holds is about them.
            self._seen.update(read_erased(connection, self._last))

    @property
    def count(self) -> int:
        """How many erasures were seen."""
        return len(self._merchants)

    def look(self) -> int:
        """Look for more, and return how many erasures were seen in all.

        Raises:
            StoreError: the database does not say.
        """
        with self._context.database.reading() as connection:
            last = last_numbers(connection)
            found = read_erased(connection, self._last)
        with self._lock:
            new = [each for each in found if each not in self._seen]
            self._merchants += [each.merchant_id for each in new]
            self._last = max(self._last[0], last[0]), max(self._last[1], last[1])
            self._seen.update(new)
        if new:
            self._context.worked_out.forget()
        return self.count

    def merchants_since(self, count: int) -> frozenset[str]:
        """Return whose the erasures were that came after so many."""
        return frozenset(self._merchants[count:])
