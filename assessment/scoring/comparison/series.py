"""All rounds of one merchant in the order of their days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.text import LocalText
from assessment.scoring.comparison.compare import Comparison, compare
from assessment.scoring.comparison.noise import Trend, error_of, trend
from assessment.scoring.comparison.rounds import Round

ENOUGH_FOR_A_TREND = 4
"""Rounds; through fewer a line says no more than the two ends."""


class SeriesError(ValueError):
    """Rounds that make no series; says in both languages why, and what to do."""

    def __init__(self, code: Literal["too_few", "other_merchant"], said: LocalText) -> None:
        super().__init__(said.in_("en"))
        self.code = code
        self.said = said


@dataclass(frozen=True)
class Notice:
    """Something odd about a series that does not stop it."""

    code: Literal["out_of_order", "same_day", "undated"]
    said: LocalText


@dataclass(frozen=True)
class Series:
    """The rounds of one merchant, each against the one before, and the last against the first."""

    rounds: Sequence[Round]
    """By day, then by the time of completion; as given where a day is not known."""
    pairs: Sequence[Comparison]
    """Each round against the one before it."""
    overall: Comparison
    """The last round against the first; the only pair itself where there are two rounds."""
    trend: Trend | None
    """Of the index; None with fewer than four rounds, or where not all can be compared throughout."""
    notices: Sequence[Notice]


def series(
    rounds: Iterable[Round], lineage: Iterable[Lineage] = (), *, same_respondent: bool = True
) -> Series:
    """Compare all rounds of one merchant.

    Args:
        rounds: two or more, in any order.
        lineage: as in `compare`.
        same_respondent: as in `compare`, for all rounds.

    Raises:
        SeriesError: fewer than two rounds, or rounds of different merchants.
    """
    given, lines = list(rounds), tuple(lineage)
    _refuse(given)
    ordered = given if any(each.day is None for each in given) else sorted(given, key=_when)
    pairs = [compare(a, b, lines, same_respondent=same_respondent) for a, b in pairwise(ordered)]
    overall = pairs[0]
    if len(pairs) > 1:
        overall = compare(ordered[0], ordered[-1], lines, same_respondent=same_respondent)
    return Series(
        rounds=ordered,
        pairs=pairs,
        overall=overall,
        trend=_trend(ordered, pairs, same_respondent=same_respondent),
        notices=list(_notices(given, ordered)),
    )


def _when(each: Round) -> tuple[object, ...]:
    return each.day, each.completed


def _refuse(rounds: Sequence[Round]) -> None:
    if len(rounds) < 2:
        raise SeriesError(
            "too_few",
            _text("至少要两次评估才能比。", "It takes two assessments to compare."),
        )
    for one, other in combinations(rounds, 2):
        if _other_merchant(one, other):
            names = [_name(each) for each in (one, other)]
            raise SeriesError(
                "other_merchant",
                _text(
                    f"不是同一个商家：{names[0]}、{names[1]}。请只选同一个商家的评估。",
                    f"These are different merchants: {names[0]} and {names[1]}. "
                    "Choose assessments of one merchant only.",
                ),
            )


def _other_merchant(one: Round, other: Round) -> bool:
    """Whether two rounds are surely of two merchants: by id where both have one, else by name."""
    mine, theirs = one.assessment.merchant, other.assessment.merchant
    if mine.id is not None and theirs.id is not None:
        return mine.id != theirs.id
    return mine.name is not None and theirs.name is not None and mine.name != theirs.name


def _name(each: Round) -> str:
    merchant = each.assessment.merchant
    known = merchant.name or merchant.id or "?"
    return f"{known} ({each.label})" if each.label else known


def _notices(given: Sequence[Round], ordered: Sequence[Round]) -> Iterator[Notice]:
    """Say what is odd about the days of a series."""
    if any(each.day is None for each in ordered):
        yield Notice(
            "undated",
            _text(
                "有的评估没有写日期，按给出的先后比。",
                "Not every assessment has a date; they are compared in the order given.",
            ),
        )
    elif any(a.day > b.day for a, b in pairwise(given) if a.day and b.day):
        yield Notice(
            "out_of_order",
            _text("日期不是从早到晚，已经按日期排好。", "The dates were not in order; sorted by date."),
        )
    days = [each.day for each in ordered if each.day is not None]
    for day in dict.fromkeys(day for day in days if days.count(day) > 1):
        yield Notice(
            "same_day",
            _text(
                f"{day} 这天有不止一次评估。",
                f"There is more than one assessment of {day}.",
            ),
        )


def _trend(rounds: Sequence[Round], pairs: Sequence[Comparison], *, same_respondent: bool) -> Trend | None:
    """Return the trend of the index where every round can be compared throughout, by one instrument."""
    if len(rounds) < ENOUGH_FOR_A_TREND:
        return None
    if any(each.comparable != "yes" or not each.pair or not each.pair.same_instrument for each in pairs):
        return None
    scores = [float(each.results.index or 0) for each in rounds]
    errors = [error_of(each.results, same_respondent=same_respondent) for each in rounds]
    return trend(scores, errors)


def _text(zh: str, en: str) -> LocalText:
    return LocalText({"zh": zh, "en": en})
