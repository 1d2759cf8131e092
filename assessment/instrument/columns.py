"""Columns of exports: what metrics are called there, and how rows of days become one number (`columns.yaml`).

They stand beside the instrument and do not count in its digest: exports
change their wording when they like, scores do not.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import ConfigDict, Field, model_validator

from assessment.instrument.model import Definition, Key
from assessment.instrument.text import LocalText

WORDS: Mapping[str, Any] = yaml.load(
    Path(__file__).with_name("spreadsheet_words.yaml").read_bytes(),
    Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506 - one of the two safe ones
)
"""The words and patterns by which spreadsheets are read."""

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): "¥",
    ord("\u3000"): " ",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
    ord("﹐"): ",",
}
PATTERNS: Mapping[str, str] = WORDS["patterns"]
UNITS = "|".join(
    sorted(
        {
            *WORDS["units"],
            *WORDS["count_units"],
            *(unit for each in WORDS["header_units"].values() for unit in each),
        },
        key=len,
        reverse=True,
    )
)
"""Everything that is known as a unit."""
MONEY_UNITS: frozenset[str] = frozenset(WORDS["header_units"]["amount"])
"""What amounts are written in."""
WINDOW = re.compile(PATTERNS["window"], re.IGNORECASE)
UNIT_IN_BRACKETS = re.compile(PATTERNS["unit_in_brackets"].replace("{units}", UNITS), re.IGNORECASE)
UNIT_IN_TITLE = re.compile(PATTERNS["unit_in_title"].replace("{units}", UNITS), re.IGNORECASE)
BRACKET = re.compile(PATTERNS["bracket"])
BETWEEN = re.compile(r"[\s_\-·:：/|、,，.。()\[\]【】]+")


def half_width(text: str) -> str:
    """Return a text with full-width letters, digits and signs as ordinary ones."""
    return text.translate(FULL_WIDTH)


def window_in(text: str) -> int | None:
    """Return the days of a window such as 近7天 or 过去四周."""
    found = WINDOW.search(half_width(text))
    if found is None:
        return None
    return int(found[1]) if found[1] else 7 * int(WORDS["weeks"].get(found[2].casefold(), found[2]))


def unit_in(name: str) -> str:
    """Return the unit a name has in brackets: `支付金额（万元）`; empty where no bracket holds a unit."""
    found = UNIT_IN_BRACKETS.search(half_width(name))
    return (found[1] or found[2]).strip().casefold() if found else ""


@lru_cache(maxsize=20_000)  # the cells of a table are asked about again and again
def normalized_name(name: str) -> str:
    """Return a name without unit, window, blanks and signs; what else stands in brackets is part of it."""
    bare = UNIT_IN_BRACKETS.sub("", WINDOW.sub("", half_width(name)))
    return BETWEEN.sub("", bare).casefold()


def name_with_window(name: str) -> str:
    """Return a name without unit, blanks and signs, but with its window: 近30天新增粉丝."""
    return BETWEEN.sub("", UNIT_IN_BRACKETS.sub("", half_width(name))).casefold()


def without_brackets(name: str) -> str:
    """Return a normalized name that lacks everything in brackets: 退款金额 of 退款金额(退款时间)."""
    return normalized_name(BRACKET.sub("", half_width(name)))


Measure = Literal["share", "amount", "seconds", "minutes", "number"]
"""What kind of number it is, and so which units it may be written in: shares become %, amounts yuan."""

MatchConfidence = Literal["high", "medium", "low"]


class ColumnNames(Definition):
    """Column names by how sure it is that they mean this."""

    high: list[str] = Field(default_factory=list)
    medium: list[str] = Field(default_factory=list)
    low: list[str] = Field(default_factory=list)
    """Used for something else as well: a number found under it is offered, and not ticked."""


class PartColumn(Definition):
    """What exports hold that is no metric, and goes into one."""

    id: Key
    name: LocalText
    measure: Measure
    within: list[str] = Field(default_factory=list)
    """As in `MetricColumn`."""
    not_beside: list[Key] = Field(default_factory=list)
    """Parts that make its names doubtful in the same table: 净成交金额 beside the sales of the shop."""
    names: ColumnNames


class Formula(Definition):
    """`times` x (the sum of `plus` less that of `minus`) / (the sum of `per` less that of `per_less`)."""

    times: int = 1
    plus: list[Key] = Field(min_length=1)
    minus: list[Key] = Field(default_factory=list)
    per: list[Key] = Field(default_factory=list)
    per_less: list[Key] = Field(default_factory=list)

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything it needs."""
        return (*self.plus, *self.minus, *self.per, *self.per_less)


class DaysWith(Definition):
    """The days on which a part comes to so much."""

    part: Key
    at_least: float


class MetricColumn(Definition):
    """How one metric is found in an export."""

    metric: Key
    measure: Measure
    over: int | Literal["day", "month"]
    """The days it is about, ending with the last; the day itself; or the last full calendar month."""
    fold: Literal["sum", "mean", "last"]
    """What rows of days become. A mean needs `weight` or `from`: without them the last one is offered."""
    weight: Key | None = None
    from_: Formula | None = Field(default=None, alias="from")
    """The same number from the parts, which is better than a mean of days."""
    days_with: DaysWith | None = None
    within: list[str] = Field(default_factory=list)
    """Words of `narrowing` that say no more than the metric does: of own rooms, of creators."""
    not_beside: list[Key] = Field(default_factory=list)
    """Parts that make its names doubtful in the same table: a rate of refunds beside refunded orders."""
    idle_days: bool = False
    """Whether days without a row are days on which nothing was done, such as days without a stream."""
    names: ColumnNames

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )

    @model_validator(mode="after")
    def _days_make_sense(self) -> Self:
        if isinstance(self.over, int) and not 1 <= self.over <= 366:
            message = "over is a number of days from 1 to 366, day or month"
            raise ValueError(message)
        return self


class Columns(Definition):
    """`columns.yaml`: the parts and the metrics, with what their columns are called."""

    compared: list[str] = Field(default_factory=list)
    """Words in a column's name by which it is about somebody else, or about another time."""
    narrowing: list[str] = Field(default_factory=list)
    """Words above a column by which it is about a part of the shop only."""
    parts: list[PartColumn] = Field(default_factory=list)
    metrics: list[MetricColumn] = Field(default_factory=list)

    def is_part(self, subject: str) -> bool:
        """Whether it is a part of metrics: an amount, a count or a time, so never less than nothing."""
        return any(part.id == subject for part in self.parts)

    def is_of_day(self, subject: str) -> bool:
        """Whether it is a metric that says how things stand on a day, and so nothing about many days."""
        return any(each.metric == subject and each.over == "day" for each in self.metrics)

    def measure_of(self, subject: str) -> Measure | None:
        """Return what kind of number a metric or a part is; None where there is no such."""
        for part in self.parts:
            if part.id == subject:
                return part.measure
        return next((each.measure for each in self.metrics if each.metric == subject), None)
