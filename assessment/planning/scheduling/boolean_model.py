"""A question to the solver in which everything is a yes or a no: numbered variables, and rows over them.

The rows are written into the solver's own form directly: with its objects for
variables and sums, building a question took as long as answering it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

Literal = int
"""A variable by its number, from 0 on; or `NO` or `YES`, where it is known."""
NO, YES = -1, -2
Term = tuple[int, Literal]
"""How often something is counted, and what."""
MOST = 2**63 - 1
"""What the solver takes for no limit."""


class MonotoneRow:
    """Whether something has happened by each week: not before the first, ever after as in the last."""

    __slots__ = ("first", "values")

    def __init__(self, first: int, values: Sequence[Literal]) -> None:
        """Begin in a week; without values it never happens."""
        self.first, self.values = first, values

    @property
    def last(self) -> int:
        """The week after which nothing changes."""
        return self.first + len(self.values) - 1

    def at(self, week: int) -> Literal:
        """Return whether it has happened by a week."""
        place, values = week - self.first, self.values
        if place < 0 or not values:
            return NO
        return values[place] if place < len(values) else values[-1]

    def until(self, last: int, begin: int = 1) -> list[Literal]:
        """Return whether it has happened by each week, from one to the last."""
        values, first = self.values, self.first
        number = last - begin + 1
        if not values or last < first:
            return [NO] * number
        if begin > first:
            values = values[begin - first :] or values[-1:]
        found = [*[NO] * (first - begin), *values]
        return found[:number] if len(found) > number else found + found[-1:] * (number - len(found))

    def items(self) -> Iterator[tuple[int, Literal]]:
        """Yield its weeks with whether it has happened by then."""
        return enumerate(self.values, start=self.first)


class BooleanModel:
    """Variables, and what must hold of them."""

    def __init__(self, *, in_bulk: bool) -> None:
        """Begin without any.

        Args:
            in_bulk: whether all that follows from a variable is told in one row, which is quicker to read.
        """
        self.model = cp_model.CpModel()
        self.impossible = False
        """Whether a rule cannot be kept, so that there is nothing to ask the solver."""
        self._variables = self.model.proto.variables
        self._rows = self.model.proto.constraints
        self._implied: dict[Literal, list[Literal]] | None = {} if in_bulk else None
        self._number = 0

    def new(self) -> Literal:
        """Return a new variable."""
        self._number += 1
        return self._number - 1

    def imply(self, one: Literal, other: Literal) -> None:
        """Let one hold only where the other does."""
        if one in {other, NO} or other == YES:
            return
        if one == YES:
            if other == NO:
                self.impossible = True
            else:
                self._add([(1, other)], 1, 1)
        elif other == NO:
            self._add([(1, one)], 0, 0)
        elif self._implied is None:
            self._follows(one, [other])
        elif one in self._implied:
            self._implied[one].append(other)
        else:
            self._implied[one] = [other]

    def limit(self, terms: Iterable[Term], most: int) -> None:
        """Let some terms add up to no more than there may be."""
        variables, times = [], []
        least = 0
        for number, one in terms:
            if one >= 0:
                variables.append(one)
                times.append(number)
                least -= number if number > 0 else -number
            elif one == YES:
                most -= number
        self._limit(variables, times, least, most)

    def count(self, literals: Sequence[Literal], most: int) -> None:
        """Let no more of some literals hold than there may be."""
        variables = [one for one in literals if one >= 0]
        number = len(variables)
        self._limit(variables, [1] * number, -number, most - literals.count(YES))

    def _limit(self, variables: Sequence[Literal], times: Sequence[int], least: int, most: int) -> None:
        """Add a row whose sum is never below the least, and must not be above the most."""
        if most < least:
            # A row without any sum would be no rule to the solver: it would refuse the whole question.
            self.impossible = True
        if not variables or most < least:
            return
        row = self._rows.add().linear
        row.vars.extend(variables)
        row.coeffs.extend(times)
        row.domain.extend((least, most))

    def reach(self, terms: Iterable[Term], least: int) -> None:
        """Let some terms add up to no less than there must be."""
        merged, known = _merged(terms)
        self._add([(times, one) for one, times in sorted(merged.items())], least - known, MOST)

    def minimize(self, terms: Iterable[Term]) -> None:
        """Ask for the least sum of some terms."""
        merged, _ = _merged(terms)
        goal = self.model.proto.objective
        goal.vars.extend(sorted(merged))
        goal.coeffs.extend(merged[one] for one in sorted(merged))
        goal.scaling_factor = 1

    def hint(self, values: Mapping[Literal, bool]) -> None:
        """Let the solver begin near some values."""
        self.model.proto.solution_hint.vars.extend(sorted(values))
        self.model.proto.solution_hint.values.extend(int(values[one]) for one in sorted(values))

    def end(self) -> None:
        """Tell the solver what was kept until all is known: the variables, and what follows from what."""
        if self._number:
            first = self._variables.add()
            first.domain.extend((0, 1))
            self._variables.extend([first] * (self._number - 1))
        for one, others in (self._implied or {}).items():
            self._follows(one, others)

    def _follows(self, one: Literal, others: Sequence[Literal]) -> None:
        row = self._rows.add()
        row.enforcement_literal.append(one)
        row.bool_and.literals.extend(others)

    def _add(self, terms: Sequence[Term], least: int, most: int) -> None:
        row = self._rows.add().linear
        row.vars.extend([one for _, one in terms])
        row.coeffs.extend([times for times, _ in terms])
        row.domain.extend((least, most))


def _merged(terms: Iterable[Term]) -> tuple[dict[Literal, int], int]:
    """Return how often each variable is counted in all, and what is known of the sum."""
    merged: dict[Literal, int] = {}
    known = 0
    for times, one in terms:
        if one >= 0:
            merged[one] = merged.get(one, 0) + times
        elif one == YES:
            known += times
    return merged, known
