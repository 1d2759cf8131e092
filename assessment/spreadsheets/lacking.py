"""What a table nearly has: numbers that could be worked out, were one more column there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assessment.instrument.columns import Columns


@dataclass(frozen=True)
class Lacking:
    """A number that cannot be worked out for want of some parts."""

    metric: str
    has: tuple[str, ...]
    """The parts that are there."""
    lacks: tuple[str, ...]
    """The parts that are not."""


def lacking(subjects: Collection[str], found: Collection[str], columns: Columns) -> Iterator[Lacking]:
    """Yield the metrics of which the table has what they begin with, and not all they need.

    A share is not nearly there for having only what it is a share of: everything would be.

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
            yield Lacking(rule.metric, tuple(part for part in parts if part in subjects), lacks)
