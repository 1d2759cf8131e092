"""What was worked out is remembered for a while, so that the same question is answered at once."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TypeVar, cast

LONGEST = 3600.0
"""Seconds for which something is remembered: another program may have erased what it is about."""

Made = TypeVar("Made")


class ResultCache:
    """Remembers the newest results by key, for every visitor of this process.

    A key names everything that a result depends on, so no result can be out
    of date. Streamlit's own cache replays what a function has drawn, and so
    refuses one that tells the page how far it is.
    """

    def __init__(self, most: int, clock: Callable[[], float] = monotonic) -> None:
        """Begin with nothing.

        Args:
            most: how many results are remembered; the one asked for longest ago goes first.
            clock: seconds from some moment on.
        """
        self._most = most
        self._clock = clock
        self._erasures = 0
        self._known: OrderedDict[str, tuple[float, object]] = OrderedDict()
        self._lock = Lock()

    def forget_after(self, erasures: int) -> None:
        """Forget everything once something was erased: it may be about that."""
        with self._lock:
            if erasures != self._erasures:
                self._erasures = erasures
                self._known.clear()

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()

    def get(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what is known by a key; make it where it is not."""
        with self._lock:
            self._forget_old()
            if key in self._known:
                self._known.move_to_end(key)
                return cast("Made", self._known[key][1])
        made = make()
        with self._lock:
            self._known[key] = self._clock(), made
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return made

    def _forget_old(self) -> None:
        past = self._clock() - LONGEST
        for key in [key for key, (since, _) in self._known.items() if since < past]:
            del self._known[key]
