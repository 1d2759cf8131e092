"""What the columns of a table mean: by their names, by what was remembered, or as a person says."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from assessment.instrument.columns import Columns, MatchConfidence, Names, normalized_name
from assessment.spreadsheets.values import Unit, units_of

How = Literal["single", "last", "sum", "mean", "weighted", "parts", "count"]
"""How rows became one number. `single`: one number stood there. `mean`: of days alike, if asked for."""

ASKED: tuple[How, ...] = ("last", "mean", "sum")
"""What a person may ask for where a series has many rows."""

ORDER: tuple[MatchConfidence, ...] = ("high", "medium", "low")


class Lookup:
    """Finds the metric or part that a column name means."""

    def __init__(self, columns: Columns) -> None:
        self._compared = [normalized_name(word) for word in columns.compared]
        self._narrowing = [normalized_name(word) for word in columns.narrowing]
        self._known: dict[str, tuple[str, MatchConfidence]] = {}
        for subject, names in _named(columns):
            for confidence in ORDER:
                for name in getattr(names, confidence):
                    self._known.setdefault(normalized_name(name), (subject, confidence))

    def find(self, lines: Sequence[str], *, whole_only: bool = False) -> tuple[str, MatchConfidence] | None:
        """Return the metric or part a column means, and how sure that is.

        Args:
            lines: its name; of a header of several lines, each of them, the topmost first.
            whole_only: whether the lowest line alone is not enough: others have the same.
        """
        whole = normalized_name("".join(lines))
        if self.is_compared(lines):
            return None
        if whole in self._known:
            return self._known[whole]
        above = normalized_name("".join(lines[:-1]))
        if whole_only or not above or any(word in above for word in self._narrowing):
            return None
        if (found := self._known.get(normalized_name(lines[-1]))) is None:
            return None
        return found[0], "low" if found[1] == "low" else "medium"

    def is_compared(self, lines: Sequence[str]) -> bool:
        """Whether a column is about peers, another period or a target."""
        whole = normalized_name("".join(lines))
        return any(word in whole for word in self._compared)


def _named(columns: Columns) -> Iterator[tuple[str, Names]]:
    for metric in columns.metrics:
        yield metric.metric, metric.names
    for part in columns.parts:
        yield part.id, part.names


@dataclass(frozen=True)
class Choice:
    """What is done with one series."""

    subject: str | None
    """A metric, or a part of one; None to leave the series out."""
    unit: Unit | None = None
    """Of its bare numbers; None for what the file says."""
    how: How | None = None
    """How rows of days become one; None for what the metric says."""
    sure: MatchConfidence | None = None
    """How sure the name makes it; None where a person chose, now or for an earlier file."""
    twice: bool = False
    """Whether it seems to mean what another series was taken for already."""

    @classmethod
    def from_stored(cls, value: Mapping[str, Any]) -> "Choice":
        """Read a choice that was remembered; `match_columns` drops what the bank no longer knows."""
        return cls(value.get("subject"), value.get("unit"), value.get("how"))


def match_columns(
    names: Mapping[str, tuple[str, ...]], columns: Columns, remembered: Mapping[str, Choice] | None = None
) -> dict[str, Choice]:
    """Return what to do with each series of a table, by its key.

    Args:
        names: the name of each series by its key, line by line.
        columns: what columns are called.
        remembered: what was decided for an earlier file of the same shape.
    """
    matched = {
        key: _still_possible(choice, columns) for key, choice in (remembered or {}).items() if key in names
    }
    taken = {choice.subject for choice in matched.values()}
    lookup = Lookup(columns)
    lowest = Counter(normalized_name(lines[-1]) for lines in names.values())
    found = {
        key: match
        for key, lines in names.items()
        if key not in matched
        and (match := lookup.find(lines, whole_only=lowest[normalized_name(lines[-1])] > 1)) is not None
    }
    for key, (subject, sure) in sorted(found.items(), key=lambda pair: ORDER.index(pair[1][1])):
        twice = subject in taken
        matched[key] = Choice(None, twice=True) if twice else Choice(subject, sure=sure)
        taken.add(subject)
    return {key: matched.get(key, Choice(None)) for key in names}


def _still_possible(choice: Choice, columns: Columns) -> Choice:
    """Forget what a later bank does not know any more."""
    measure = columns.measure_of(choice.subject) if choice.subject else None
    if measure is None:
        return Choice(None)
    unit = choice.unit if choice.unit in units_of(measure) else None
    return Choice(choice.subject, unit, choice.how if choice.how in ASKED else None)


def signature(shape: str, header: Sequence[str]) -> str:
    """Return what tells files of one shape from others: the names of their header, in any order.

    Args:
        shape: whether the names stand in columns or in rows.
        header: the names of all columns.
    """
    return sha256("\n".join([shape, *sorted(map(normalized_name, header))]).encode()).hexdigest()


@dataclass(frozen=True)
class MissingInputs:
    """A metric that cannot be worked out, because the table lacks some of its parts."""

    metric: str
    has: tuple[str, ...]
    """The parts that are there."""
    lacks: tuple[str, ...]
    """The parts that are not."""


def missing_inputs(
    subjects: Collection[str], found: Collection[str], columns: Columns
) -> Iterator[MissingInputs]:
    """Yield the metrics for which a table has the first inputs of their formula and lacks others.

    A share of which only the whole is there is left out: nearly every table would be named.

    Args:
        subjects: metrics and parts the table has.
        found: metrics it gives a number for.
        columns: what they are made of.
    """
    for rule in columns.metrics:
        formula = rule.from_
        if formula is None or rule.metric in found or not all(part in subjects for part in formula.plus):
            continue
        parts = tuple(dict.fromkeys(formula.parts))
        lacks = tuple(part for part in parts if part not in subjects)
        if lacks:
            yield MissingInputs(rule.metric, tuple(part for part in parts if part in subjects), lacks)
