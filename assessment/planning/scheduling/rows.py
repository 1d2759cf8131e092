"""What happens once in a timetable, as a row of yes and no week by week."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

Variable = TypeVar("Variable")
"""What the solver decides."""


class MonotoneRow(Generic[Variable]):
    """Whether something has happened by each week: not before the first, ever after as in the last.

    What is known already is 0 or 1, the rest variables.
    """

    __slots__ = ("first", "values")

    def __init__(self, first: int, values: Sequence[Variable | int]) -> None:
        """Begin in a week; without values it never happens."""
        self.first, self.values = first, values

    @property
    def last(self) -> int:
        """The week after which nothing changes."""
        return self.first + len(self.values) - 1

    def at(self, week: int) -> Variable | int:
        """Return whether it has happened by a week."""
        place, values = week - self.first, self.values
        if place < 0 or not values:
            return 0
        return values[place] if place < len(values) else values[-1]

    def items(self) -> Iterator[tuple[int, Variable | int]]:
        """Yield its weeks with whether it has happened by then."""
        return enumerate(self.values, start=self.first)
