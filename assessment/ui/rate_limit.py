"""How often an address has tried links that open nothing: a limit that a person never meets.

A token has 256 bits, so guessing is hopeless anyway. This only keeps
somebody who tries from keeping the database busy.
"""

from collections import OrderedDict, deque
from threading import Lock

MOST = 20
"""Wrong links an address may try in `SECONDS`."""
SECONDS = 60.0
REMEMBERED = 10_000
"""Addresses that are kept in mind."""


class FailedAttempts:
    """Counts wrong links by address; safe to share between threads."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, address: str, now: float) -> bool:
        """Whether this address has to wait.

        Args:
            address: where a request came from.
            now: seconds on any clock that only goes forward.
        """
        with self._lock:
            return len(self._recent(address, now)) >= MOST

    def note(self, address: str, now: float) -> None:
        """Remember a wrong link."""
        with self._lock:
            recent = self._recent(address, now)
            recent.append(now)
            self._wrong[address] = recent
            self._wrong.move_to_end(address)
            while len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def _recent(self, address: str, now: float) -> deque[float]:
        recent = self._wrong.get(address, deque(maxlen=MOST))
        while recent and now - recent[0] >= SECONDS:
            recent.popleft()
        return recent
