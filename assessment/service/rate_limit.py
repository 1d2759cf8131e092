"""Counts what failed, so that whoever guesses has to wait."""

import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from assessment.service.account_errors import TooManyTries

REMEMBERED = 10_000
"""Keys that are kept in mind; the ones longest untouched are forgotten first."""


def counted_place(address: str) -> str:
    """Return what the visitors of an address are counted by.

    One visitor of IPv6 has a network of its own (/64) with any number of addresses.
    """
    try:
        at = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(at, IPv6Address):
        return str(at)
    return str(at.ipv4_mapped or ip_network((at, 64), strict=False))


class FailedAttempts:
    """Counts failures by a key, such as an address; safe to share between threads.

    Args:
        most: failures of one key in `seconds` before it has to wait.
        seconds: how long a failure counts.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, key: str, now: float) -> bool:
        """Whether whoever tries this has to wait.

        Args:
            key: what is counted by.
            now: seconds on any clock that only goes forward.
        """
        with self._lock:
            return len(self._recent(key, now)) >= self.most

    def note(self, key: str, now: float) -> None:
        """Count one more failure of a key."""
        with self._lock:
            self._add(key, self._recent(key, now), now)

    def take(self, key: str, now: float) -> bool:
        """Count a try before it is known whether it fails; False, and nothing counted, where one has to wait.

        So many tries at once are no way around the limit.
        """
        with self._lock:
            recent = self._recent(key, now)
            if len(recent) >= self.most:
                return False
            self._add(key, recent, now)
            return True

    def give_back(self, key: str) -> None:
        """Take back what `take` counted: that try did not fail."""
        with self._lock:
            if recent := self._failed.get(key):
                recent.pop()

    def forget(self, key: str) -> None:
        """Count a key from nothing again."""
        with self._lock:
            self._failed.pop(key, None)

    def _add(self, key: str, recent: deque[float], now: float) -> None:
        recent.append(now)
        self._failed[key] = recent
        self._failed.move_to_end(key)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def _recent(self, key: str, now: float) -> deque[float]:
        recent = self._failed.get(key, deque(maxlen=self.most))
        while recent and now - recent[0] >= self.seconds:
            recent.popleft()
        return recent


@dataclass
class Tries:
    """A try that was counted before it was known how it ends."""

    failed: bool = False


@contextmanager
def counted_before(limits: Sequence[tuple[FailedAttempts, str]]) -> Iterator[Tries]:
    """Count a try by each limit while it goes on; unless it failed, it is taken back.

    Args:
        limits: each with what it counts by, the narrowest first; that one begins anew after a success.

    Raises:
        TooManyTries: one of them was reached.
    """
    now, tries = time.monotonic(), Tries()
    for number, (limit, counted) in enumerate(limits):
        if not limit.take(counted, now):
            _give_back(limits[:number])
            raise TooManyTries
    try:
        yield tries
    except BaseException:
        if not tries.failed:
            _give_back(limits)
        raise
    (narrowest, key), *others = limits
    narrowest.forget(key)
    _give_back(others)


def _give_back(limits: Sequence[tuple[FailedAttempts, str]]) -> None:
    for limit, counted in limits:
        limit.give_back(counted)
