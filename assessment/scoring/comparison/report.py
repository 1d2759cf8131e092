"""Comparisons as the JSON object that `compare --json` prints."""

from collections.abc import Mapping
from typing import Any

from assessment.instrument.model import Criterion
from assessment.scoring.comparison.change import Change
from assessment.scoring.comparison.compare import Comparison
from assessment.scoring.comparison.items import ItemSide
from assessment.scoring.comparison.rounds import Round
from assessment.scoring.comparison.series import Series
from assessment.scoring.results import published

PARTS = ("improved", "worsened", "answered_or_absent", "instrument")


def as_json(whole: Series) -> dict[str, Any]:
    """Return a series in the published shape: each round against the one before, then last against first."""
    pairs = list(whole.pairs)
    if len(pairs) > 1:
        pairs.append(whole.overall)
    return {"pairs": [pair_as_json(pair) for pair in pairs]}


def pair_as_json(pair: Comparison) -> dict[str, Any]:
    """Return one comparison in the published shape: tenths that add up, null where unknown."""
    return {
        "from": _round(pair.earlier),
        "to": _round(pair.later),
        "comparable": pair.comparable,
        "why": dict(pair.why.root),
        "index": _change(pair.index),
        "dimensions": {key: _change(change) for key, change in pair.dimensions.items()},
        "items": [
            {"item": one.item, "from": _side(one.before), "to": _side(one.after), "cause": one.cause}
            for one in pair.items
        ],
        "gates": {
            stage: {
                "opened": list(map(_criterion, gate.opened)),
                "closed": list(map(_criterion, gate.closed)),
            }
            for stage, gate in pair.gates.items()
        },
        "real": pair.real,
    }


def _round(each: Round) -> Mapping[str, Any]:
    """Say which round it is: as far as its file does."""
    return {
        "file": each.label or None,
        "id": each.assessment.id,
        "taken_on": None if each.day is None else each.day.isoformat(),
        "version": each.instrument.version,
        "stage": each.results.stage,
    }


def _change(change: Change) -> Mapping[str, float | None]:
    parts = change.shown_parts or (None,) * len(PARTS)
    return {
        "from": None if change.before is None else published(change.before),
        "to": None if change.after is None else published(change.after),
        "delta": _tenths(change.shown_delta),
        **{name: _tenths(part) for name, part in zip(PARTS, parts, strict=True)},
    }


def _tenths(value: int | None) -> float | None:
    return None if value is None else value / 10


def _side(side: ItemSide) -> int | str | None:
    """Return the point, or else the reason; null where there was no such item."""
    return side.reason if side.point is None else side.point


def _criterion(criterion: Criterion) -> Mapping[str, Any]:
    return criterion.model_dump(exclude_none=True)
