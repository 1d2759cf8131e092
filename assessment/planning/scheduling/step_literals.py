"""What has happened by a week, as variables for the solver: once it has, it stays so.

A row holds one such variable for each week in question. What happens one after
the other, what needs something and what lasts some weeks are then implications
between two variables, which the solver follows at once.
"""

from collections.abc import Callable, Mapping

from ortools.sat.python import cp_model

Literal = cp_model.IntVar | int
"""A variable that is 0 or 1, or the one of the two that is known."""
Row = Mapping[int, Literal]
"""Whether something has happened by each of some weeks."""


def at(row: Row, week: int) -> Literal:
    """Return whether something has happened by a week; never before the row begins."""
    if week in row:
        return row[week]
    return 0 if not row or week < min(row) else row[max(row)]


class StepLiterals:
    """A model of the solver's with rows, and whether it is impossible already."""

    def __init__(self) -> None:
        """Begin without a rule."""
        self.model = cp_model.CpModel()
        self.impossible = False

    def new(self) -> cp_model.IntVar:
        """Return a new variable."""
        return self.model.new_bool_var("")

    def row(self, weeks: range, made: Literal, may_happen: Callable[[int], bool]) -> Row:
        """Return a row for something that happens in one of some weeks where `made` holds, else never."""
        found: dict[int, Literal] = {}
        before: Literal = 0
        for week in weeks:
            if week == weeks[-1]:
                now = made
            elif may_happen(week):
                now = self.new()
                self.implies(before, now)
            else:
                now = before
            found[week] = before = now
        if len(weeks) > 1:
            self.implies(found[weeks[-2]], made)
        return found

    def implies(self, one: Literal, other: Literal) -> None:
        """Let one hold only where the other does."""
        if isinstance(one, int):
            if one and isinstance(other, int):
                self.impossible = self.impossible or not other
            elif one:
                self.model.add(other == 1)
        elif isinstance(other, int):
            if not other:
                self.model.add(one == 0)
        elif one is not other:
            self.model.add_implication(one, other)
