"""What `diff --json` prints."""

from collections.abc import Sequence
from typing import Any

from assessment.instrument.changes import Changes
from assessment.instrument.digest import digest
from assessment.instrument.model import Criterion, Instrument
from assessment.scoring.comparison.report import pair_as_json
from assessment.scoring.effect import Effect, GateEffect
from assessment.scoring.results import Results


def as_json(
    sides: tuple[Instrument, Instrument], found: Changes, effects: Sequence[Effect]
) -> dict[str, Any]:
    """Return everything that differs, and every example under both versions."""
    return {
        "from": _version(sides[0]),
        "to": _version(sides[1]),
        "bank": bank_as_json(found),
        "merchants": [effect_as_json(each) for each in effects],
    }


def _version(instrument: Instrument) -> dict[str, str]:
    return {"id": instrument.id, "version": instrument.version, "digest": digest(instrument)}


def bank_as_json(found: Changes) -> dict[str, Any]:
    """Return what changed in the bank, by kind; empty lists where nothing did."""
    return {
        "new": [each.id for each in found.of("new")],
        "asked_again": [each.id for each in found.items if each.asked_again],
        "scored_now": [each.id for each in found.items if each.counts_now],
        "scored_no_more": [each.id for each in found.items if each.counts_no_more],
        "gone": [
            {"item": each.id, "why": None if each.passage.why is None else dict(each.passage.why.root)}
            for each in found.of("dropped")
        ],
        "renamed": [
            {"from": each.passage.older, "to": each.passage.newer}
            for each in found.items
            if each.passage.newer is not None and each.passage.older not in {None, each.passage.newer}
        ],
        "rescaled": [
            {"item": each.id, "points": None if each.passage.points is None else dict(each.passage.points)}
            for each in found.of("rescaled")
        ],
        "lost": [each.id for each in found.of("changed")],
        "reworded": [{"item": each.id, "keys": list(each.reworded)} for each in found.items if each.reworded],
        "rules": [{"item": each.id, "keys": list(each.rules)} for each in found.items if each.rules],
        "weights": [
            {"item": each.id, "from": each.weights[0], "to": each.weights[1]}
            for each in found.items
            if each.weights is not None
        ],
        "dimensions": [
            {"dimension": key, "from": was, "to": now} for key, (was, now) in found.dimensions.items()
        ],
        "gates": {
            stage: {
                "added": list(map(_criterion, gate.added)),
                "removed": list(map(_criterion, gate.removed)),
                "meet": None if gate.meet is None else list(gate.meet),
            }
            for stage, gate in found.gates.items()
        },
        "other": list(found.other),
    }


def effect_as_json(each: Effect) -> dict[str, Any]:
    """Return one example under both versions; the change of each score split as `compare` splits it."""
    pair = pair_as_json(each.comparison)
    return {
        "file": each.taken.label,
        "merchant": each.taken.assessment.merchant.name,
        "taken_on": None if each.taken.day is None else each.taken.day.isoformat(),
        "taken_with": each.taken.instrument.version,
        "from": _results(each.before),
        "to": _results(each.after),
        "index_change": None if each.index_change is None else [end / 10 for end in each.index_change],
        "index": pair["index"],
        "dimensions": pair["dimensions"],
        "gates": {stage: _gate(gate) for stage, gate in each.gates.items()},
        "items": [
            {
                "item": one.item,
                "from": one.before.said,
                "to": one.after.said,
                "index": _points(one.parts.total),
            }
            for one in each.comparison.items
            if one.parts.total
        ],
        "unknown": {"from": list(each.unknown_before), "to": list(each.unknown_after)},
    }


def _results(results: Results) -> dict[str, Any]:
    return {
        "stage": results.stage,
        "possible_stages": list(results.possible_stages),
        "index": results.index_score,
        "index_high": results.index_score_high,
    }


def _gate(gate: GateEffect) -> dict[str, Any]:
    return {
        "from": gate.was_open,
        "to": gate.is_open,
        "opened": list(map(_criterion, gate.opened)),
        "closed": list(map(_criterion, gate.closed)),
    }


def _points(value: Any) -> float:
    """Return points of the index to two decimals."""
    return round(float(value), 2)


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return criterion.model_dump(exclude_none=True)
