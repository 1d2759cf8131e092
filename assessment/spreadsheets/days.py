"""Days, periods and windows as exports write them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assessment.instrument.columns import half_width
from assessment.spreadsheets.cells import Quantity, Value

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""What Excel counts 2000-01-01 and 2099-12-31 as, in days."""
SERIAL_ZERO = date(1899, 12, 30)

TIME = r"(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?"
DAY = r"(20\d{2})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
ONE_DAY = re.compile(rf"{DAY}{TIME}\s*(?:[(（]?(?:周|星期)[一二三四五六日天][)）]?)?")
DAYS_IN_TEXT = re.compile(rf"(?<!\d){DAY}(?!\d)")
DAY_WORDS = frozenset(
    {"日期", "统计日期", "时间", "统计时间", "数据日期", "开播日期", "开播时间", "date", "day", "日"}
)


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


def period_in(text: str) -> Period | None:
    """Return the period a title line names: two days in order, or one."""
    found = [_day(each.groups()) for each in DAYS_IN_TEXT.finditer(half_width(text))]
    known = [day for day in found if day is not None]
    if len(known) == 2 and known[0] <= known[1]:
        return Period(known[0], known[1])
    return None
