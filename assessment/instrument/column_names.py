"""Column names compared: what is the same name for a reader is the same here."""

import re

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): "¥",
    ord("\u3000"): " ",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
    ord("﹐"): ",",
}
WINDOW = re.compile(r"(?:近|最近|过去|last|past)\s*(\d{1,3})\s*(?:天|日|days?)", re.IGNORECASE)
UNIT_IN_BRACKETS = re.compile(r"[(\[【](?:单位[:：]?)?\s*([^()\[\]【】]{1,6})\s*[)\]】]")
BETWEEN = re.compile(r"[\s_\-·:：/|、,，.。]+")


def half_width(text: str) -> str:
    """Return a text with full-width letters, digits and signs as ordinary ones."""
    return text.translate(FULL_WIDTH)


def window_in(text: str) -> int | None:
    """Return the days of a window such as 近7天."""
    found = WINDOW.search(half_width(text))
    return int(found[1]) if found else None


def unit_in(name: str) -> str:
    """Return the unit a name has in brackets: `支付金额（万元）`."""
    found = UNIT_IN_BRACKETS.search(half_width(name))
    return found[1].strip().casefold() if found else ""


def normal(name: str) -> str:
    """Return a name without unit, window, blanks and signs."""
    bare = UNIT_IN_BRACKETS.sub("", WINDOW.sub("", half_width(name)))
    return BETWEEN.sub("", bare).casefold()
