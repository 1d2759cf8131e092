"""What was written down lately: doing the same again and again fills no append-only table."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

NOTED_AGAIN = timedelta(minutes=10)
"""How much later the same becomes another event."""
REMEMBERED = 10_000
"""Happenings that are kept in mind; the one noted longest ago is forgotten first."""


class NotedLately:
    """Remembers what was noted in the last ten minutes, in this process; safe to share between threads."""

    def __init__(self) -> None:
        self._noted: OrderedDict[Hashable, datetime] = OrderedDict()
        self._lock = Lock()

    def is_new(self, what: Hashable, now: datetime) -> bool:
        """Whether something is to be noted now; then it counts as noted."""
        with self._lock:
            last = self._noted.get(what)
            if last is not None and abs(now - last) < NOTED_AGAIN:
                return False
            self._noted[what] = now
            self._noted.move_to_end(what)
            if len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)
            return True
