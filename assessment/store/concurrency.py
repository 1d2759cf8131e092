"""Writers that take turns, and erasing that is finished when nobody reads any more."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Event, Lock, Thread
from typing import ClassVar

import sqlalchemy as sa

from assessment.store.errors import Busy, Locked

PATIENCE = 10.0
"""Seconds a writer waits, for its turn and for other programs together."""
AT_ONCE = 0.1
"""Seconds for what may as well be written the next time."""
SHORTLY = 1.0
"""Seconds for what is written once or never, and which nobody waits for."""


class WriteQueue:
    """Lets the writers of this process write one after the other, first come first served."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Event] = deque()
        self._taken = False
        self.writing = False
        """Whether whoever has the turn holds the database, rather than waiting for another program."""

    @property
    def length(self) -> int:
        """How many writers are waiting for their turn."""
        return len(self._waiting)

    @contextmanager
    def turn(self, where: str, patience: float | None = None) -> Iterator[float]:
        """Wait for one's turn, `PATIENCE` unless less is said; return how many seconds are left.

        Raises:
            Busy: the others of this program took too long.
            Locked: another program holds the database, and they are waiting for it.
        """
        asked, longest = time.monotonic(), PATIENCE if patience is None else patience
        if not self._take(longest):
            raise Busy(where) if self.writing else Locked(where)
        try:
            yield max(0.0, longest - (time.monotonic() - asked))
        finally:
            self._hand_on()

    def _take(self, patience: float) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(patience):
            return True
        with self._lock:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def _hand_on(self) -> None:
        with self._lock:
            self.writing = False
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


@cache
def queue_of(file: Path) -> WriteQueue:
    """Return the queue of a file: one for all that this process opens it with."""
    del file
    return WriteQueue()


class Erasure:
    """Tries to wipe what was erased until it is done."""

    EVERY: ClassVar[float] = 1.0
    """Seconds between two tries."""

    def __init__(self) -> None:
        self.count = 0
        """How often something was erased: what was kept in memory before may hold it."""
        self._lock = Lock()
        self._stopped = Event()
        self._thread: Thread | None = None

    @property
    def is_pending(self) -> bool:
        """Whether something that was erased can still be found in the database's files."""
        return self._thread is not None

    def begin(self, wipe: Callable[[], bool]) -> bool:
        """Wipe now, or as soon as it can be done; return whether it is done."""
        with self._lock:
            self.count += 1
            if _tried(wipe):
                return True
            if self._thread is None:
                self._thread = Thread(target=self._go_on, args=(wipe,), daemon=True, name="erasure")
                self._thread.start()
        return False

    def _go_on(self, wipe: Callable[[], bool]) -> None:
        while not self._stopped.wait(self.EVERY):
            with self._lock:
                if _tried(wipe):
                    self._thread = None
                    return

    def stop(self) -> None:
        """Give up until the next start."""
        self._stopped.set()
        if (thread := self._thread) is not None:
            thread.join()


def _tried(wipe: Callable[[], bool]) -> bool:
    try:
        return wipe()
    except (sa.exc.SQLAlchemyError, sqlite3.Error):
        return False
