"""The names of numbers as a picture shows them: with signs beside them, and with a character misread."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessment.instrument.columns import half_width, normalized_name
from assessment.spreadsheets.matching import Lookup

ICON = re.compile(r"(?:[^\w%)\]】）]|[①-⑳ⓐ-ⓩ◯○●Oo0QqiⅰV∨]){1,2}$")
"""What the sign of an explanation behind a name is read as: ⓘ, ?, >."""
SHORTEST = 4
"""Characters of a name from which on one of them may be misread."""
LONG = 8
"""Characters from which on two may be."""


@dataclass(frozen=True)
class KnownName:
    """What is written, as the bank spells it."""

    name: str
    misread: bool = False
    """Whether it was known by its likeness only."""


def known_name(text: str, lookup: Lookup) -> KnownName | None:
    """Return the name of a number that a text is; None where it is none that is known.

    Args:
        text: as read.
        lookup: what numbers are called: the one list, for exports and for pictures.
    """
    if lookup.find([text]) is not None:
        return KnownName(text)
    if lookup.is_compared(text) or lookup.begins_with_time(text):
        return None
    bare = ICON.sub("", half_width(text).strip())
    if bare and bare != text and lookup.find([bare]) is not None:
        return KnownName(bare)
    like = nearest(normalized_name(bare or text), _spelled(lookup))
    return None if like is None else KnownName(like, misread=True)


@lru_cache(maxsize=8)
def _spelled(lookup: Lookup) -> frozenset[str]:
    return frozenset(name for name in lookup.spellings if len(name) >= SHORTEST)


def nearest(text: str, names: Collection[str]) -> str | None:
    """Return the one name from which a text differs by so few characters as a misreading would.

    None where there is none, or more than one.
    """
    if len(text) < SHORTEST:
        return None
    within = 2 if len(text) >= LONG else 1
    distances = dict(_near(text, names, within))
    best = min(distances.values(), default=0)
    found = [name for name, distance in distances.items() if distance == best]
    return found[0] if len(found) == 1 else None


def _near(text: str, names: Collection[str], within: int) -> Iterator[tuple[str, int]]:
    for name in names:
        if abs(len(name) - len(text)) <= within and (distance := edit_distance(text, name)) <= within:
            yield name, distance


def edit_distance(one: str, other: str) -> int:
    """Return how many characters must be put in, taken out or changed to make one text the other."""
    before = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        line = [row]
        for column, counterpart in enumerate(other, start=1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (sign != counterpart)))
        before = line
    return before[-1]
