"""Which column means what: by its name, by what was remembered, or as the user says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from assessment.instrument.columns import Columns, MatchConfidence, normalized_name
from assessment.spreadsheets.layout import Table
from assessment.spreadsheets.names import ORDER, Lookup
from assessment.spreadsheets.numbers import ASKED, How
from assessment.spreadsheets.sources import Sources
from assessment.spreadsheets.units import Unit, units_of


@dataclass(frozen=True)
class Choice:
    """What is done with one source."""

    subject: str | None
    """A metric, or a part of one; None to leave the source out."""
    unit: Unit | None = None
    """Of its bare numbers; None for what the file says."""
    how: How | None = None
    """How rows of days become one; None for what the metric says."""
    sure: MatchConfidence | None = None
    """How sure the name makes it; None where a person chose, now or for an earlier file."""
    twice: bool = False
    """Whether it seems to mean what another source was taken for already."""

    @classmethod
    def as_kept(cls, value: Mapping[str, Any]) -> "Choice":
        """Read a choice that was remembered; what it may still mean is for `choices` to say."""
        return cls(value.get("subject"), value.get("unit"), value.get("how"))


def choices(
    found: Sources, columns: Columns, remembered: Mapping[str, Choice] | None = None
) -> dict[str, Choice]:
    """Return what to do with each source, by its key.

    Args:
        found: the sources of a table.
        columns: what columns are called.
        remembered: what was decided for an earlier file of the same shape.
    """
    kept = {
        key: _still_possible(choice, columns)
        for key, choice in (remembered or {}).items()
        if any(source.key == key for source in found.found)
    }
    taken = {choice.subject for choice in kept.values()}
    lookup = Lookup(columns)
    lowest = Counter(normalized_name(source.lines[-1]) for source in found.found)
    named = [
        (source, lookup.find(source.lines, whole_only=lowest[normalized_name(source.lines[-1])] > 1))
        for source in found.found
        if source.key not in kept
    ]
    sure_first = sorted(
        (pair for pair in named if pair[1] is not None),
        key=lambda pair: ORDER.index(pair[1][1]) if pair[1] else 0,
    )
    for source, match in sure_first:
        if match is None:
            continue
        subject, sure = match
        twice = subject in taken
        kept[source.key] = Choice(None, twice=True) if twice else Choice(subject, sure=sure)
        taken.add(subject)
    return {source.key: kept.get(source.key, Choice(None)) for source in found.found}


def _still_possible(choice: Choice, columns: Columns) -> Choice:
    """Forget what a later bank does not know any more."""
    measure = columns.measure_of(choice.subject) if choice.subject else None
    if measure is None:
        return Choice(None)
    unit = choice.unit if choice.unit in units_of(measure) else None
    return Choice(choice.subject, unit, choice.how if choice.how in ASKED else None)


def signature(table: Table, found: Sources) -> str | None:
    """Return what tells files of this shape: their header, whatever the order of columns.

    None where there is no header to know them by.
    """
    if not table.header:
        return None
    names: Sequence[str] = sorted(normalized_name("".join(column.lines)) for column in table.columns)
    return sha256("\n".join([found.shape, *names]).encode()).hexdigest()
