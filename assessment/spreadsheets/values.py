"""What stands in a cell, read exactly or not at all: numbers with their unit, days and periods.

Read are thousands with commas, 万 and 亿, %, ‰, money signs, units,
full-width digits, brackets for negatives, and lengths of time. Not read, and
so never guessed, are ranges (7.5w~10w), limits (10万+) and other currencies.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from assessment.instrument.columns import WORDS, Measure, half_width
from assessment.spreadsheets.cells import Quantity, Value


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


# Numbers

ABSENT = frozenset(WORDS["absent"])
"""What says that there is no number."""
NOTHING = frozenset(WORDS["nothing"])
"""Of these, words that say that there was nothing, as a dash does."""
LARGEST_POWER = 15
"""A number of ten to this power, or more, is the number of an order or of a telephone."""
LONGEST = 48
"""Characters of a text that may be a number."""

SCALES: Mapping[str, int] = WORDS["scales"]
CELL_UNITS: Mapping[str, str] = WORDS["units"]
MONEY, TIME_UNIT = WORDS["money"], WORDS["time"]

DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
NUMBER = re.compile(
    rf"(?P<money>¥|rmb|cny)?(?P<sign>[+-])?(?P<late_money>¥)?(?P<digits>{DIGITS})(?P<power>e[+-]?\d{{1,2}})?"
    rf"(?P<factor>{_alternatives(SCALES)})?(?P<unit>{_alternatives(CELL_UNITS)})?",
)
DURATION = re.compile(
    rf"(?:(?P<hours>\d{{1,4}})(?:{_alternatives(WORDS['hours'])}))?"
    rf"(?:(?P<minutes>\d{{1,4}})(?:{_alternatives(WORDS['minutes'])}))?"
    rf"(?:(?P<seconds>\d{{1,5}}(?:\.\d+)?)(?:{_alternatives(WORDS['seconds'])}))?"
)
CLOCK = re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)")


def is_absent(text: str) -> bool:
    """Whether a text says that there is no number: `-`, `暂无数据`."""
    return half_width(text).strip().casefold() in ABSENT


def whole_number(text: str) -> int | None:
    """Return the number that digits alone say; None for anything else, and for a number of an order."""
    return int(text) if text.isdecimal() and len(text) <= LARGEST_POWER else None


@lru_cache(maxsize=50_000)  # a table is looked through several times
def read_number(text: str) -> Quantity | None:
    """Read a number exactly; None where it is none, or more than one."""
    bare = _bare(text)
    if not bare or len(bare) > LONGEST:
        return None
    negative = bare.startswith("(") and bare.endswith(")")
    inner = bare[1:-1] if negative else bare
    found = NUMBER.fullmatch(inner)
    if found is None:
        return None if negative else _duration(inner)
    if (negative and found["sign"]) or (found["money"] and found["late_money"]):
        return None
    return _quantity(found, negative=negative or found["sign"] == "-")


def _bare(text: str) -> str:
    """Take away what spreadsheets and back ends put around a number."""
    bare = half_width(text).strip()
    if bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]
    bare = bare.removeprefix("'")
    # Blanks only where they cannot make one number of two.
    return re.sub(r"\s+(?=[^\d\s])|(?<=[^\d\s])\s+", "", bare).strip().casefold()


def _quantity(found: re.Match[str], *, negative: bool) -> Quantity | None:
    try:
        number = Decimal(found["digits"].replace(",", "") + (found["power"] or ""))
    except InvalidOperation:
        return None
    if found["factor"]:
        number *= SCALES[found["factor"]]
    unit = CELL_UNITS[found["unit"]] if found["unit"] else ""
    if found["money"] or found["late_money"]:
        if unit not in {"", MONEY}:
            return None
        unit = MONEY
    if unit == "‰":
        number, unit = number / 10, "%"
    if number and number.adjusted() >= LARGEST_POWER:
        return None
    return Quantity(-number if negative and number else number, unit, bool(found["factor"]))


def _duration(text: str) -> Quantity | None:
    """Read `1分20秒` or `00:01:20` as seconds."""
    found = CLOCK.fullmatch(text) or DURATION.fullmatch(text)
    if found is None or not found[0]:
        return None
    parts = {name: Decimal(value or 0) for name, value in found.groupdict().items()}
    return Quantity(3600 * parts["hours"] + 60 * parts["minutes"] + parts["seconds"], TIME_UNIT)


def no_value(value: Value) -> bool:
    """Whether a cell is empty or says that there is no number."""
    return value == "" or (isinstance(value, str) and is_absent(value))


def perhaps_zero(value: Value) -> bool:
    """Whether a cell may say that there was nothing, as a dash does; `暂无数据` says that it is not known."""
    if not isinstance(value, str) or not is_absent(value):
        return False
    return value.strip() in NOTHING or not any(sign.isalnum() for sign in value)


def as_number(value: Value) -> Quantity | None:
    """Return the number of a cell; None where it holds none that can be read."""
    if isinstance(value, Quantity):
        return value
    # A trouble is a text, too, but reads as no number.
    return read_number(value) if isinstance(value, str) else None


# Units

Unit = Literal[
    "percent", "fraction", "permille", "yuan", "qian_yuan", "wan_yuan", "yi_yuan", "second", "minute", "hour",
    "one", "wan",
]  # fmt: skip

# Two whole numbers each, so that 90 seconds are exactly 1.5 minutes.
FACTORS: Mapping[Measure, Mapping[Unit, tuple[int, int]]] = {
    "share": {"percent": (1, 1), "fraction": (100, 1), "permille": (1, 10)},
    "amount": {"yuan": (1, 1), "qian_yuan": (1000, 1), "wan_yuan": (10**4, 1), "yi_yuan": (10**8, 1)},
    "seconds": {"second": (1, 1), "minute": (60, 1), "hour": (3600, 1)},
    "minutes": {"minute": (1, 1), "second": (1, 60), "hour": (60, 1)},
    "number": {"one": (1, 1), "wan": (10**4, 1)},
}
"""By kind of number and unit: multiplied by, divided by. The first unit of a kind is the one it becomes."""
SMALL_CHANGE = 1000
"""Yuan: where all amounts are smaller and have decimals, nothing says that they are yuan."""
UNIT_WORDS: Mapping[Measure, Mapping[str, Unit]] = WORDS["header_units"]
"""What a header, or a cell, calls them. Any other word beside a plain number counts things: 人, 单, 分."""


def units_of(measure: Measure) -> list[Unit]:
    """List the units that this kind of number may be in, its own first."""
    return list(FACTORS[measure])


def guess_unit(written: str, values: Iterable[Value], measure: Measure) -> tuple[Unit, bool]:
    """Return the unit of the numbers that say none themselves, and whether anything says so.

    Args:
        written: the unit that the header names; empty where it names none.
        values: the cells under it.
        measure: what kind of number they should be.
    """
    base = units_of(measure)[0]
    if written:
        # Whatever is counted, one is one; any other word is the unit of another kind of number.
        known = written in UNIT_WORDS[measure] or (measure == "number" and written != "%")
        # A header may say % over fractions: no back end writes hundredths of a percent.
        known = known and not (measure == "share" and _finely_below_one(values))
        return UNIT_WORDS[measure].get(written, base), known
    numbers = [found for each in values if (found := as_number(each)) is not None]
    bare = [each for each in numbers if not each.unit and not each.scaled]
    if not bare:
        return base, True
    if measure == "share":
        small = all(abs(each.number) <= 1 for each in bare)
        broken = any(each.number != int(each.number) for each in bare)
        # 0.12 may be 12 % or 0.12 %; 12 can only be 12 %.
        return ("fraction" if small and broken else base), not small
    if measure == "amount":
        # A shop's 1.25 and 0.98 are more likely 万元.
        largest = max(abs(each.number) for each in bare)
        return base, largest >= SMALL_CHANGE or all(each.number == int(each.number) for each in bare)
    return base, measure == "number"


def _finely_below_one(values: Iterable[Value]) -> bool:
    """Whether all bare numbers are at most 1, some with more than two decimals."""
    numbers = [found.number for each in values if (found := as_number(each)) is not None and not found.unit]
    small = bool(numbers) and all(abs(each) <= 1 for each in numbers)
    return small and any(each != round(each, 2) for each in numbers)


def converted(quantity: Quantity, unit: Unit, measure: Measure) -> Decimal | None:
    """Return a number in the unit of its kind; None where the cell's own unit is of another kind.

    Args:
        quantity: the cell, whose own unit has the last word.
        unit: the unit of numbers that say none themselves.
        measure: what kind of number it should be.
    """
    known = UNIT_WORDS[measure]
    if quantity.unit in known:
        unit = known[quantity.unit]
    elif quantity.unit and (measure != "number" or quantity.unit == "%"):
        return None
    elif quantity.scaled or quantity.unit:
        unit = units_of(measure)[0]
    times, per = FACTORS[measure].get(unit, (1, 1))
    return quantity.number * times / per


def read_typed_number(text: str, measure: Measure) -> Decimal | None:
    """Read a number as a person types it, in the unit of its kind: 12.5万, ￥1,200, 6.8%, 1分20秒.

    Args:
        text: what was typed; a bare number is taken to be in the first unit of its kind.
        measure: what kind of number it should be.

    Returns:
        The number, or None where the text is no exact number, or one of another kind (5 % of minutes).
    """
    quantity = read_number(text)
    return None if quantity is None else converted(quantity, units_of(measure)[0], measure)


# Days

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""What Excel counts 2000-01-01 and 2099-12-31 as, in days."""
SERIAL_ZERO = date(1899, 12, 30)

TIME = r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?"
DAY = WORDS["patterns"]["day"]
ONE_DAY = re.compile(rf"{DAY}{TIME}\s*(?:{WORDS['patterns']['weekday']})?")
DAYS_IN_TEXT = re.compile(rf"(?<!\d){DAY}(?!\d)")
MONTH = re.compile(WORDS["patterns"]["month"])
MONTH_IN_TEXT = re.compile(WORDS["patterns"]["month_in_text"].replace("{month}", WORDS["patterns"]["month"]))
COMPACT_MONTH = re.compile(r"(20\d{2})(0[1-9]|1[0-2])")
SHORT_END = re.compile(TIME + WORDS["patterns"]["short_end"])
"""Behind a day, the other end of its period, in the same year."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both counted in."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def read_day(value: Value, *, serials: bool = False) -> date | None:
    """Read a day; a time of day behind it is left out.

    Args:
        value: a cell.
        serials: whether bare numbers may be days as Excel counts them: only where the column is one of days.
    """
    if isinstance(value, date):
        return value
    if isinstance(value, Quantity):
        return _from_number(value.number, serials=serials) if not value.unit else None
    text = half_width(str(value)).strip()
    found = ONE_DAY.fullmatch(text) if text else None
    if found is None:
        return _from_number(Decimal(text), serials=serials) if re.fullmatch(r"\d{5}", text) else None
    return _day(found.groups())


def _day(groups: tuple[str | None, ...]) -> date | None:
    year, *rest = [int(part) for part in groups if part is not None]
    try:
        return date(year, rest[0], rest[1])
    except ValueError:
        return None


def _from_number(number: Decimal, *, serials: bool) -> date | None:
    if number == int(number) and 20000101 <= number <= 20991231:
        digits = str(int(number))
        return _day((digits[:4], digits[4:6], digits[6:]))
    if serials and FIRST_SERIAL <= number <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(number))
    return None


def read_period(value: Value, *, serials: bool, months: bool = False) -> Period | None:
    """Return the days a cell names: one day, a month, or from one day to another.

    Args:
        value: a cell.
        serials: as in `read_day`.
        months: whether six digits may be a month, 202610: only where the column is one of months.
    """
    if months and (digits := COMPACT_MONTH.fullmatch(_digits(value))):
        return month_of(date(int(digits[1]), int(digits[2]), 1))
    day = read_day(value, serials=serials)
    if day is not None:
        return Period(day, day)
    if not isinstance(value, str):
        return None
    month = MONTH.fullmatch(value.strip())
    if month is not None and 1 <= int(month[2] or month[3]) <= 12:
        return month_of(date(int(month[1]), int(month[2] or month[3]), 1))
    return period_in(value)


def _digits(value: Value) -> str:
    return f"{value.number:f}" if isinstance(value, Quantity) and not value.unit else str(value).strip()


def period_in(text: str) -> Period | None:
    """Return the period a text names by its two days; None where it does not name exactly two.

    The second day may lack its year, or year and month: 2026-10-01至10-31, 2026年10月1日-31日.
    """
    plain = half_width(text)
    found = list(DAYS_IN_TEXT.finditer(plain))
    known = [day for each in found if (day := _day(each.groups())) is not None]
    if len(known) == 1 and len(found) == 1 and (end := SHORT_END.match(plain, found[0].end())):
        month, last = int(end[1] or end[3] or known[0].month), int(end[2] or end[4] or end[5])
        with suppress(ValueError):
            known.append(date(known[0].year, month, last))
    if len(known) == 2 and known[0] <= known[1]:
        return Period(known[0], known[1])
    return None


def month_in(text: str) -> Period | None:
    """Return the one month that a title names: 2026年10月经营数据; None where it names several, or a day."""
    plain = half_width(text)
    found = list(MONTH_IN_TEXT.finditer(plain))
    if len(found) != 1 or DAYS_IN_TEXT.search(plain) or not 1 <= int(found[0][2] or found[0][3]) <= 12:
        return None
    return month_of(date(int(found[0][1]), int(found[0][2] or found[0][3]), 1))


def month_of(day: date) -> Period:
    """Return the calendar month a day lies in."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
