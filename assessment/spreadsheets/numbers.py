"""A source read as numbers of one kind, with what could not be read and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from assessment.instrument.columns import Columns, MatchConfidence
from assessment.spreadsheets.cells import Trouble, column_letters
from assessment.spreadsheets.days import Period
from assessment.spreadsheets.layout import as_number, no_value
from assessment.spreadsheets.notices import Notice
from assessment.spreadsheets.sources import Reading, Source
from assessment.spreadsheets.units import Unit, converted, guess

How = Literal["single", "last", "sum", "mean", "weighted", "parts", "count"]
"""`single`: one number stood there. `mean`: of days alike, only where a person asks for it."""

ASKED: tuple[How, ...] = ("last", "mean", "sum")
"""What a person may ask for where a source has many rows."""


class Chosen(Protocol):
    """What is done with a source, see `match.Choice`."""

    @property
    def subject(self) -> str | None: ...  # noqa: D102
    @property
    def unit(self) -> Unit | None: ...  # noqa: D102
    @property
    def how(self) -> How | None: ...  # noqa: D102
    @property
    def sure(self) -> MatchConfidence | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Number:
    """One cell as a number of its metric's unit."""

    number: Decimal
    reading: Reading

    @property
    def last(self) -> date | None:
        """The last day it is about."""
        return self.reading.period.last if self.reading.period else None


@dataclass(frozen=True)
class Numbers:
    """A source read as one kind of number."""

    source: Source
    numbers: tuple[Number, ...]
    periods: tuple[Period, ...]
    """The days the table has for it, those without a number too."""
    notices: tuple[Notice, ...]
    how: How | None

    @property
    def dated(self) -> bool:
        """Whether every number has its day."""
        return all(each.reading.period is not None for each in self.numbers)


def numbers_of(source: Source, choice: Chosen, columns: Columns, today: date) -> Numbers:
    """Read a source as the kind of number its subject is; days after `today` can only be plans."""
    measure = columns.measure_of(choice.subject or "") or "number"
    guessed, sure = guess(source, measure)
    unit = choice.unit or guessed
    numbers, strange, troubles, periods = [], [], [], []
    for reading in source.readings:
        if reading.period is not None and reading.period.last > today:
            continue
        if isinstance(reading.value, Trouble):
            troubles.append(reading)
            continue
        if reading.period is not None:
            periods.append(reading.period)
        if no_value(reading.value):
            continue
        quantity = as_number(reading.value)
        number = None if quantity is None else converted(quantity, unit, measure)
        if number is None:
            strange.append(reading)
        else:
            numbers.append(Number(number, reading))
    turned = columns.is_part(choice.subject or "") and _all_negative(numbers)
    if turned:
        numbers = [Number(-each.number, each.reading) for each in numbers]
    notices = [
        *_doubts(source, choice, numbers, None if sure else unit),
        *([Notice("negative_turned", {"name": source.name})] if turned else []),
        *_unread(source, strange, troubles),
    ]
    return Numbers(source, tuple(numbers), tuple(periods), tuple(notices), choice.how)


def _doubts(
    source: Source, choice: Chosen, numbers: Sequence[Number], guessed: Unit | None
) -> Iterable[Notice]:
    """Tell what was taken for granted about a source.

    Args:
        source: what was read.
        choice: what a person decided about it.
        numbers: what was read of it.
        guessed: the unit that nothing says; None where something does.
    """
    if choice.unit is None and guessed is not None:
        yield Notice("unit_doubtful", {"name": source.name, "unit": guessed})
    if choice.sure == "low":
        yield Notice("name_doubtful", {"name": source.name})
    if source.passed_over and numbers:
        column = column_letters(numbers[0].reading.column)
        others = "、".join(source.passed_over[:3])
        yield Notice("several_columns", {"column": column, "others": others})


def _all_negative(numbers: Sequence[Number]) -> bool:
    """Whether what cannot be less than nothing is written as taken away: refunds of (12.50)."""
    return any(each.number for each in numbers) and all(each.number <= 0 for each in numbers)


def _unread(source: Source, strange: Sequence[Reading], troubles: Sequence[Reading]) -> Iterable[Notice]:
    """Tell how many cells could not be read, and where the first is."""
    if strange:
        where = source.place(strange[:1]).said()
        yield Notice("not_a_number", {"count": len(strange), "where": where, "value": str(strange[0].value)})
    for kind, code in ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error")):
        some = [each for each in troubles if each.value is kind]
        if some:
            values: dict[str, str | int] = {"count": len(some), "where": source.place(some[:1]).said()}
            yield Notice("formula" if code == "formula" else "cell_error", values)
