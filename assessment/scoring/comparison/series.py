"""All rounds of one merchant in the order of their days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Criterion
from assessment.scoring.comparison.compare import ANCHORED, Change, Comparison, compare
from assessment.scoring.comparison.findings import ItemSide
from assessment.scoring.comparison.noise import Trend, trend_of
from assessment.scoring.comparison.rounds import Round
from assessment.scoring.results import published
from assessment.texts import Localized, Text

ENOUGH_FOR_A_TREND = 4
"""Rounds; through fewer a line says no more than the two ends."""


class SeriesError(ValueError):
    """Rounds that make no series; says in both languages why, and what to do."""

    def __init__(self, code: Literal["too_few", "other_merchant", "not_earlier"], text: Localized) -> None:
        super().__init__(text.in_("en"))
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Notice:
    """Something odd about a series that does not stop it."""

    code: Literal["out_of_order", "same_day", "undated"]
    text: Localized


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
    """Of the index, on what was answered in every round; None with fewer than four, or where not all can be
    compared throughout."""
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
            Text("scoring.series.too_few"),
        )
    for one, other in combinations(rounds, 2):
        if _other_merchant(one, other):
            names = [_name(each) for each in (one, other)]
            raise SeriesError(
                "other_merchant",
                Text("scoring.series.other_merchant", one=names[0], other=names[1]),
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
            Text("scoring.series.undated"),
        )
    elif any(a.day > b.day for a, b in pairwise(given) if a.day and b.day):
        yield Notice(
            "out_of_order",
            Text("scoring.series.out_of_order"),
        )
    days = [each.day for each in ordered if each.day is not None]
    for day in dict.fromkeys(day for day in days if days.count(day) > 1):
        yield Notice(
            "same_day",
            Text("scoring.series.same_day", day=str(day)),
        )


def _trend(rounds: Sequence[Round], pairs: Sequence[Comparison], *, same_respondent: bool) -> Trend | None:
    """Return the trend of the index where every round can be compared throughout, by one instrument.

    None, too, where too little was answered in all of them.
    """
    if len(rounds) < ENOUGH_FOR_A_TREND:
        return None
    if any(each.comparable != "yes" or not each.pair or not each.pair.same_instrument for each in pairs):
        return None
    return trend_of(rounds, ANCHORED, same_respondent=same_respondent)


PARTS = ("improved", "worsened", "answered_or_absent", "instrument")


def series_as_json(whole: Series) -> dict[str, Any]:
    """Return a series in the published shape: each round against the one before, then last against first."""
    pairs = list(whole.pairs)
    if len(pairs) > 1:
        pairs.append(whole.overall)
    return {"pairs": [comparison_as_json(pair) for pair in pairs]}


def comparison_as_json(pair: Comparison) -> dict[str, Any]:
    """Return one comparison in the published shape: tenths that add up, null where unknown."""
    return {
        "from": _round_as_json(pair.earlier),
        "to": _round_as_json(pair.later),
        "comparable": pair.comparable,
        "why": {language: pair.why.in_(language) for language in pair.why.languages},
        "index": _change_as_json(pair.index),
        "dimensions": {key: _change_as_json(change) for key, change in pair.dimensions.items()},
        "items": [
            {
                "item": one.item,
                "from": _side_as_json(one.before),
                "to": _side_as_json(one.after),
                "cause": one.cause,
            }
            for one in pair.items
        ],
        "gates": {
            stage: {
                "opened": list(map(_criterion_as_json, gate.opened)),
                "closed": list(map(_criterion_as_json, gate.closed)),
            }
            for stage, gate in pair.gates.items()
        },
        "real": pair.real,
    }


def _round_as_json(each: Round) -> Mapping[str, Any]:
    """Say which round it is: as far as its file does."""
    return {
        "file": each.label or None,
        "id": each.assessment.id,
        "taken_on": None if each.day is None else each.day.isoformat(),
        "version": each.instrument.version,
        "stage": each.results.stage,
    }


def _change_as_json(change: Change) -> Mapping[str, float | None]:
    parts = change.shown_parts or (None,) * len(PARTS)
    return {
        "from": None if change.before is None else published(change.before),
        "to": None if change.after is None else published(change.after),
        "delta": _from_tenths(change.shown_delta),
        **{name: _from_tenths(part) for name, part in zip(PARTS, parts, strict=True)},
    }


def _from_tenths(value: int | None) -> float | None:
    return None if value is None else value / 10


def _side_as_json(side: ItemSide) -> int | str | None:
    """Return the point, or else the reason; null where there was no such item."""
    return side.reason if side.point is None else side.point


def _criterion_as_json(criterion: Criterion) -> Mapping[str, Any]:
    return criterion.model_dump(exclude_none=True)
