"""Passwords: what may be one, and how it is kept and checked."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from assessment.service.account_errors import SignInsBusy
from assessment.service.checks import Refused
from assessment.texts import Text, without_hidden

SHORTEST = 10
LONGEST = 200
FEWEST_KINDS = 5
"""Different characters that a password has, at least."""

COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""The passwords that are tried first, as far as they are long enough; without case."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id, 19 MiB and two passes: what the OWASP cheat sheet asks for at least."""


class PasswordWork:
    """Bounds how many passwords are worked on at once, and how many wait for that.

    A flood of sign-ins fills neither the memory nor the threads that answer
    other pages: what is above the bound is refused at once, unworked.

    Args:
        at_once: worked on at the same time.
        waiting: that wait besides.
        of_one: of these, that one place may have in hand.
    """

    def __init__(self, at_once: int, waiting: int, of_one: int) -> None:
        self.most = at_once + waiting
        self.of_one = of_one
        self._slots = BoundedSemaphore(at_once)
        self._in_hand: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def turn(self, place: str) -> Iterator[None]:
        """Wait for one's turn, and have it.

        Args:
            place: from where, or for whom; empty where that is not known.

        Raises:
            SignInsBusy: too many wait, or too many of one place.
        """
        with self._lock:
            is_over = place and self._in_hand[place] >= self.of_one
            if is_over or self._in_hand.total() >= self.most:
                raise SignInsBusy
            self._in_hand[place] += 1
        try:
            with self._slots:
                yield
        finally:
            with self._lock:
                self._in_hand[place] -= 1
                self._in_hand += Counter()  # forget who has none


STRANGERS = PasswordWork(at_once=3, waiting=12, of_one=5)
"""For whoever tries a name from a browser that we do not know."""
KNOWN = PasswordWork(at_once=1, waiting=12, of_one=2)
"""For whoever has an invitation, is signed in, or was with this browser: no stranger is in their way."""


JOINERS = {0x200C: None, 0x200D: None}
"""They change how letters are drawn, where at all; no two people are told apart by them."""


def as_compared(text: str) -> str:
    """Return a name as it is compared: without width, case, superfluous spaces and what nobody sees."""
    seen = without_hidden(text).translate(JOINERS)
    return " ".join(unicodedata.normalize("NFKC", seen).split()).casefold()


def check_new(password: str, name: str) -> None:
    """Refuse what would be guessed.

    Raises:
        Refused: too short, too long, too common, or the own name.
    """
    normal = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise Refused(Text("accounts.password_length", least=SHORTEST, most=LONGEST))
    plain, own = as_compared(password), as_compared(name)
    if plain in COMMON or len(set(plain)) < FEWEST_KINDS or is_run(plain):
        raise Refused(Text("accounts.password_common"))
    if own and (plain.strip("0123456789!@#.-_ ") == own or (len(own) >= 4 and plain.startswith(own * 2))):
        raise Refused(Text("accounts.password_name"))


def is_run(text: str) -> bool:
    """Whether every character follows the one before, up or down, as in `abcdefghij`."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def hash_password(password: str) -> str:
    """Return what is kept of a password; have a turn of `PasswordWork` first."""
    return HASHER.hash(unicodedata.normalize("NFKC", password))


NOBODYS = HASHER.hash("nobody's")
"""Checked where there is no password: an unknown name takes as long as a known one."""


def is_password(kept: str | None, given: str) -> bool:
    """Whether a password is the one that is kept; takes as long where none is. Have a turn first."""
    normal = unicodedata.normalize("NFKC", given[: LONGEST + 1])
    try:
        return HASHER.verify(kept or NOBODYS, normal) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a password should be hashed anew, because we hash more strongly today."""
    return HASHER.check_needs_rehash(kept)
