"""What the words around a table say: its days, its money, its shop, and what it was filtered by."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assessment.instrument.columns import (
    MONEY_UNITS,
    PATTERNS,
    UNIT_IN_TITLE,
    WORDS,
    half_width,
    normalized_name,
)
from assessment.spreadsheets.values import Period, month_in, period_in

EVENT, OTHER_TIME = re.compile(PATTERNS["event"]), re.compile(PATTERNS["other_time"], re.IGNORECASE)
UNIT_NAMED = re.compile(PATTERNS["unit_named"], re.IGNORECASE)
MONEY_IN_BRACKETS = re.compile(
    rf"[(\[【](?:[^()\[\]【】]*[,，:：])?({'|'.join(sorted(MONEY_UNITS, key=len, reverse=True))})[)\]】]",
    re.IGNORECASE,
)
NOTE = re.compile(PATTERNS["note"], re.IGNORECASE)
PAIR = re.compile(r"([^:=]{1,16})[:=]\s*(.+)", re.DOTALL)
CELL = "  "
"""Between the cells of a line above the header."""
LISTED = re.compile(r"[,，、;；/\s]+")
SHOP = frozenset(map(normalized_name, WORDS["shop_columns"]))


def periods_in(texts: Iterable[str]) -> list[Period]:
    """List the different periods, or months, that texts name; not those of events or of comparisons."""
    about = (text for text in texts if not EVENT.search(text) and not OTHER_TIME.search(text))
    found = (period_in(text) or month_in(text) for text in about)
    return list(dict.fromkeys(period for period in found if period is not None))


def units_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the units that texts name: 单位：万元, 经营数据（万元）."""
    found: set[str] = set()
    for text in texts:
        for pattern in (UNIT_IN_TITLE, MONEY_IN_BRACKETS):
            found |= {each.casefold() for each in pattern.findall(half_width(text))}
    return frozenset(found)


def unknown_unit(texts: Iterable[str]) -> str | None:
    """Return the first unit, or money, that is named and not known: 单位：美元, 币种：USD."""
    for text in texts:
        for unit in UNIT_NAMED.findall(half_width(text)):
            if unit.casefold() not in KNOWN_UNITS:
                return str(unit)
    return None


KNOWN_UNITS = frozenset(
    [
        *WORDS["units"],
        *WORDS["count_units"],
        *(unit for each in WORDS["header_units"].values() for unit in each),
    ]
)


def pairs_in(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what texts say in pairs of a name and a value: 账号：果果严选, or two cells beside each other."""
    for text in texts:
        cells = [cell.strip() for cell in half_width(text).split(CELL) if cell.strip()]
        joined = [PAIR.fullmatch(cell) for cell in cells]
        yield from ((each[1].strip(), each[2].strip()) for each in joined if each is not None)
        if not any(joined):
            yield from zip(cells[::2], cells[1::2], strict=False)


def shop_in(texts: Sequence[str]) -> str | None:
    """Return the shop that a line names: 店铺名称：老陈果园."""
    return next((value for name, value in pairs_in(texts) if normalized_name(name) in SHOP), None)


def is_note(text: str) -> bool:
    """Whether a text explains the table: 注：仅含自播."""
    return NOTE.search(half_width(text)) is not None
