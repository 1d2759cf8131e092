"""Passwords: what may be one, and how it is kept and checked."""

import unicodedata
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from assessment.service.checks import Refused
from assessment.texts import Text

SHORTEST = 10
LONGEST = 200
FEWEST_KINDS = 5
"""Different characters that a password has, at least."""

COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""The passwords that are tried first, as far as they are long enough; without case."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id, 19 MiB and two passes: what the OWASP cheat sheet asks for at least."""
AT_ONCE = BoundedSemaphore(4)
"""Passwords that are worked on at the same time: many sign-ins together never fill the memory."""


def as_compared(text: str) -> str:
    """Return a name as it is compared: width, case and outer spaces make no difference."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


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
    """Return what is kept of a password."""
    with AT_ONCE:
        return HASHER.hash(unicodedata.normalize("NFKC", password))


NOBODYS = HASHER.hash("nobody's")
"""Checked where there is no password: an unknown name takes as long as a known one."""


def is_password(kept: str | None, given: str) -> bool:
    """Whether a password is the one that is kept; takes as long where none is."""
    normal = unicodedata.normalize("NFKC", given[: LONGEST + 1])
    try:
        with AT_ONCE:
            return HASHER.verify(kept or NOBODYS, normal) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a password should be hashed anew, because we hash more strongly today."""
    return HASHER.check_needs_rehash(kept)
