"""Numbers as people and back ends write them, read exactly or not at all.

Read are thousands with commas, 万 and 亿, %, ‰, money signs, units,
full-width digits, brackets for negatives, and lengths of time. Not read, and
so never guessed, are ranges (7.5w~10w), limits (10万+) and other currencies.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from assessment.instrument.columns import half_width
from assessment.spreadsheets.cells import Quantity

ABSENT = frozenset(
    {
        "-", "--", "---", "—", "——", "–", "/", "\\", "*", "**", "***", "n/a", "na", "#n/a", "nan", "null",
        "none", "nil", "无", "暂无", "暂无数据", "无数据", "没有数据", "未统计", "未开通", "no data",
    }
)  # fmt: skip
"""What says that there is no number."""

LARGEST_POWER = 15
"""A number of ten to this power, or more, is a number of an order or a telephone."""
LONGEST = 48
"""Characters of a text that may be a number."""

FACTORS = {
    "千": 10**3,
    "k": 10**3,
    "万": 10**4,
    "w": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
UNITS = {
    "%": "%",
    "‰": "‰",
    "元": "元",
    "块": "元",
    "rmb": "元",
    "cny": "元",
    "秒": "秒",
    "s": "秒",
    "分钟": "分钟",
    "min": "分钟",
    "小时": "小时",
    "h": "小时",
    **{unit: unit for unit in ("人", "人次", "次", "单", "件", "条", "个", "位", "天", "场", "分", "倍")},
}

DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
NUMBER = re.compile(
    rf"(?P<money>¥|rmb|cny)?(?P<sign>[+-])?(?P<late_money>¥)?(?P<digits>{DIGITS})(?P<power>e[+-]?\d{{1,2}})?"
    rf"(?P<factor>{'|'.join(sorted(FACTORS, key=len, reverse=True))})?"
    rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})?",
)
DURATION = re.compile(
    r"(?:(?P<hours>\d{1,4})(?:小时|时|h))?(?:(?P<minutes>\d{1,4})(?:分钟|分|m|min))?"
    r"(?:(?P<seconds>\d{1,5}(?:\.\d+)?)(?:秒|s))?"
)
CLOCK = re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)")


def is_absent(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return half_width(text).strip().casefold() in ABSENT


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
        number *= FACTORS[found["factor"]]
    unit = UNITS[found["unit"]] if found["unit"] else ""
    if found["money"] or found["late_money"]:
        if unit not in {"", "元"}:
            return None
        unit = "元"
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
    return Quantity(3600 * parts["hours"] + 60 * parts["minutes"] + parts["seconds"], "秒")
