"""A series read as numbers of one kind, with notices of what could not be read and of what is doubtful."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from assessment.instrument.columns import Columns
from assessment.spreadsheets.cells import Trouble, column_letters
from assessment.spreadsheets.matching import Choice, How
from assessment.spreadsheets.series import Reading, Series
from assessment.spreadsheets.values import Period, Unit, as_number, converted, guess_unit, no_value
from assessment.texts import Text, Value

Code = Literal[
    "cut",
    "no_header",
    "totals_left_out",
    "dayless_left_out",
    "day_unread",
    "future",
    "formula",
    "cell_error",
    "not_a_number",
    "negative_turned",
    "unit_doubtful",
    "name_doubtful",
    "days_missing",
    "month_incomplete",
    "other_window",
    "several_rows",
    "several_columns",
    "several_a_day",
    "no_day",
    "last_of_many",
    "plain_mean",
    "over_cut_rows",
    "out_of_range",
    "older",
]
"""What a notice is about; each has its sentence in `texts/spreadsheets.yaml`."""


@dataclass(frozen=True)
class Notice:
    """Something to know about a sheet or a number: what was left out, what is doubtful."""

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)
    """What fills the sentence; names and cells are as somebody typed them, units are ids."""

    @property
    def text(self) -> Text:
        """Its sentence."""
        values: dict[str, Value] = dict(self.values)
        if "unit" in values:
            values["unit"] = Text(f"spreadsheets.unit.{values['unit']}")
        return Text(f"spreadsheets.notice.{self.code}", **values)


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
    """A series read as one kind of number."""

    series: Series
    numbers: tuple[Number, ...]
    periods: tuple[Period, ...]
    """The days the table has for it, those without a number too."""
    notices: tuple[Notice, ...]
    how: How | None

    @property
    def dated(self) -> bool:
        """Whether every number has its day."""
        return all(each.reading.period is not None for each in self.numbers)


def read_numbers(series: Series, choice: Choice, columns: Columns, today: date) -> Numbers:
    """Read a series as the kind of number its subject is; days after `today` can only be plans."""
    measure = columns.measure_of(choice.subject or "") or "number"
    guessed, sure = guess_unit(series.unit, (each.value for each in series.readings), measure)
    unit = choice.unit or guessed
    numbers, strange, troubles, periods = [], [], [], []
    for reading in series.readings:
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
        *_doubts(series, choice, numbers, None if sure else unit),
        *([Notice("negative_turned", {"name": series.name})] if turned else []),
        *_unread(series, strange, troubles),
    ]
    return Numbers(series, tuple(numbers), tuple(periods), tuple(notices), choice.how)


def _doubts(
    series: Series, choice: Choice, numbers: Sequence[Number], guessed: Unit | None
) -> Iterable[Notice]:
    """Tell what was taken for granted about a series.

    Args:
        series: what was read.
        choice: what a person decided about it.
        numbers: what was read of it.
        guessed: the unit that nothing says; None where something does.
    """
    if choice.unit is None and guessed is not None:
        yield Notice("unit_doubtful", {"name": series.name, "unit": guessed})
    if choice.sure == "low":
        yield Notice("name_doubtful", {"name": series.name})
    if series.passed_over and numbers:
        column = column_letters(numbers[0].reading.column)
        others = "、".join(series.passed_over[:3])
        yield Notice("several_columns", {"column": column, "others": others})


def _all_negative(numbers: Sequence[Number]) -> bool:
    """Whether what cannot be less than nothing is written as taken away: refunds of (12.50)."""
    return any(each.number for each in numbers) and all(each.number <= 0 for each in numbers)


def _unread(series: Series, strange: Sequence[Reading], troubles: Sequence[Reading]) -> Iterable[Notice]:
    """Tell how many cells could not be read, and where the first is."""
    if strange:
        where = series.place(strange[:1]).address
        yield Notice("not_a_number", {"count": len(strange), "where": where, "value": str(strange[0].value)})
    for kind, code in ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error")):
        some = [each for each in troubles if each.value is kind]
        if some:
            values: dict[str, str | int] = {"count": len(some), "where": series.place(some[:1]).address}
            yield Notice("formula" if code == "formula" else "cell_error", values)
