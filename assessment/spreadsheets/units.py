"""Units a column may be in, and what they make of a number."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from assessment.instrument.columns import Measure
from assessment.spreadsheets.cells import Quantity
from assessment.spreadsheets.layout import as_number
from assessment.spreadsheets.sources import Source

Unit = Literal[
    "percent", "fraction", "permille", "yuan", "wan_yuan", "yi_yuan", "second", "minute", "hour", "one", "wan"
]

# Fractions, so that 90 seconds are exactly 1.5 minutes.
FACTORS: Mapping[Measure, Mapping[Unit, tuple[int, int]]] = {
    "share": {"percent": (1, 1), "fraction": (100, 1), "permille": (1, 10)},
    "amount": {"yuan": (1, 1), "wan_yuan": (10**4, 1), "yi_yuan": (10**8, 1)},
    "seconds": {"second": (1, 1), "minute": (60, 1), "hour": (3600, 1)},
    "minutes": {"minute": (1, 1), "second": (1, 60), "hour": (60, 1)},
    "number": {"one": (1, 1), "wan": (10**4, 1)},
}
"""What kind of number: unit: multiplied by, divided by. The first unit is the one it becomes."""

TIMES: Mapping[str, Unit] = {
    "秒": "second",
    "s": "second",
    "分钟": "minute",
    "分": "minute",
    "min": "minute",
    "小时": "hour",
    "h": "hour",
}
AMOUNTS: Mapping[str, Unit] = {
    "元": "yuan",
    "rmb": "yuan",
    "万元": "wan_yuan",
    "万": "wan_yuan",
    "亿元": "yi_yuan",
    "亿": "yi_yuan",
}
WORDS: Mapping[Measure, Mapping[str, Unit]] = {
    "share": {"%": "percent", "‰": "permille", "元": "percent"},
    "amount": AMOUNTS,
    "seconds": TIMES,
    "minutes": TIMES,
    "number": {"万": "wan", "万人": "wan", "万次": "wan", "万单": "wan"},
}
"""What a header, or a cell, calls them. Any other word beside a plain number counts things: 人, 单, 分."""


def units_of(measure: Measure) -> list[Unit]:
    """List the units that this kind of number may be in."""
    return list(FACTORS[measure])


def guess(source: Source, measure: Measure) -> tuple[Unit, bool]:
    """Return the unit of a source's bare numbers, and whether anything says so."""
    base = units_of(measure)[0]
    if source.unit:
        return WORDS[measure].get(source.unit, base), True
    numbers = [found for each in source.readings if (found := as_number(each.value)) is not None]
    bare = [each for each in numbers if not each.unit and not each.scaled]
    if not bare:
        return base, True
    if measure == "share":
        small = all(abs(each.number) <= 1 for each in bare)
        broken = any(each.number != int(each.number) for each in bare)
        # 0.12 may be 12 % or 0.12 %; 12 can only be 12 %.
        return ("fraction" if small and broken else base), not small
    return base, measure in {"amount", "number"}


def converted(quantity: Quantity, unit: Unit, measure: Measure) -> Decimal | None:
    """Return a number in the unit of its kind; None where the cell's own unit is of another kind.

    Args:
        quantity: the cell, whose own unit has the last word.
        unit: the unit of bare numbers in this source.
        measure: what kind of number it should be.
    """
    known = WORDS[measure]
    if quantity.unit in known:
        unit = known[quantity.unit]
    elif quantity.unit and (measure != "number" or quantity.unit == "%"):
        return None
    elif quantity.scaled or quantity.unit:
        unit = units_of(measure)[0]
    times, per = FACTORS[measure].get(unit, (1, 1))
    return quantity.number * times / per
