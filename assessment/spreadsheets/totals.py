"""Which rows sum others up: 合计, but also 10月小计, 本页合计 and 合计（30天）."""

import re

from assessment.instrument.columns import half_width
from assessment.spreadsheets.cells import Row

FIRST_CELLS = 3
"""Where such a word stands in a row."""
WORDS = (
    "合计", "总计", "汇总", "小计", "总和", "总共", "平均", "均值", "平均值", "日均", "月均",
    "total", "totals", "sum", "subtotal", "grandtotal", "average", "avg", "mean", "overall",
)  # fmt: skip
OF_WHAT = (
    r"(?:本|当|上|每|全|各)?(?:页|周|月|季度?|年|店铺?|部|期)|第?\d{1,2}[周页]"
    r"|(?:\d{4}年)?\d{1,2}月(?:份|[上中下]旬)?|\d{4}年"
)
"""What the sum is of, before the word: 10月小计, 本页合计."""
OF_HOW_MUCH = r"\([^()]*\)|:.*|\d+(?:天|日|行|条|days?|rows?)"
"""How much the sum is of, behind it: 合计（30天）, 合计：31天."""
TOTAL = re.compile(
    rf"(?:{OF_WHAT})?(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?:{OF_HOW_MUCH})?:?", re.IGNORECASE
)


def is_total(row: Row) -> bool:
    """Whether a row sums others up: one of its first words says so."""
    first = [row.at(at) for at in row.filled[:FIRST_CELLS]]
    return any(isinstance(value, str) and says_total(value) for value in first)


def says_total(text: str) -> bool:
    """Whether a text says that its row sums others up, and nothing else."""
    return TOTAL.fullmatch("".join(half_width(text).split())) is not None
