"""What a number in a workbook is shown as: a number, a share, a day or a time of day."""

import re
from collections.abc import Mapping
from typing import Literal

Shown = Literal["number", "percent", "day", "time"]

# Numbers that every workbook knows without saying so; 27 to 36 and 50 to 58 are the Chinese ones.
BUILT_IN: Mapping[int, Shown] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "day"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "time"),
}
LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', re.IGNORECASE)


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
