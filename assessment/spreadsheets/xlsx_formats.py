"""How the cells of a workbook show their numbers: as days, times, percent, or with a unit behind them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shown = Literal["number", "percent", "day", "time"]

# Numbers that every workbook knows without saying so; 27 to 36 and 50 to 58 are the Chinese ones.
BUILT_IN: Mapping[int, Shown] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "day"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "time"),
}
LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', re.IGNORECASE)


WRITTEN = re.compile(r'"([^"]*)"|[\\!](.)|\[[^\]]*\]|_.|\*.')
"""What is written as it stands, or only leaves room."""
BEHIND = re.compile(r"[0#?]([^0#?]*)$")
LOCALE = re.compile(r"\[\$(?=-)[^\]]*\]|\[\$(?=[^\]])")
"""What says of which country a format is, and no money; or what stands before one."""
FOREIGN = re.compile(r"[$€£₩฿]|(?<![a-z])(?:usd|eur|gbp|hkd|jpy)(?![a-z])", re.IGNORECASE)
SCALED = re.compile(r"[0#?],+(?![,0#?])")
"""A comma behind the digits: thousands are left out."""


def shown_as(number: int, code: str | None) -> Shown:
    """Return what a format shows.

    Args:
        number: its number in the workbook.
        code: its text, None for one of those every workbook knows.
    """
    if code is None:
        return BUILT_IN.get(number, "number")
    bare = LITERAL.sub("", code.partition(";")[0]).lower()
    if "%" in bare:
        return "percent"
    if "general" in bare:
        return "number"
    if re.search("[yd]", bare) or re.fullmatch(r"[^hs]*m[^hs]*", bare):
        return "day"
    return "time" if re.search("[hs]", bare) else "number"


@dataclass(frozen=True)
class Format:
    """How the numbers of a style are shown."""

    shown: Shown
    scaled: bool = False
    """Whether fewer digits are shown than there are: 42050 as 4.2."""
    unit: str = ""
    """What is written behind the digits: 万, 元, %."""


def format_of(number: int, code: str | None) -> Format:
    """Return how a format shows a number.

    Args:
        number: as in `shown_as`.
        code: as in `shown_as`.
    """
    shown = shown_as(number, code)
    if code is None or shown != "number":
        return Format(shown)
    first = code.partition(";")[0]
    if (money := FOREIGN.search(LOCALE.sub("", first))) is not None:
        return Format(shown, unit=money[0])
    bare = LITERAL.sub("", first)
    written = WRITTEN.sub(lambda found: found[1] or found[2] or "", first)
    behind = BEHIND.search(written)
    return Format(shown, SCALED.search(bare) is not None, behind[1].strip(" ,") if behind else "")
