"""A bank and its answers in a few lines, for the rule cases in `tests/cases`.

How a case writes them:

- `answers`: one line an item, `dimension.item: 2`. A point, a reason for
  absence (`dont_know`, `declined`, `not_applicable`, `unanswered`), or a
  mapping: `{answer: 2, weight: 3, core: false, na_allowed: true, verified:
  true, applies: {profile: sells_bread, is: true}, metric: profit, points: [5,
  10, 20], days: [1, 2, 4], weeks: [1, 4, 8], owner: seller, needs: {2: {shop.till: 1}}, worth_from: strong}`.
- `scores`: instead of answers, a whole score for a dimension; null is a
  dimension that nobody answered.
- `dimensions`: what differs from weight 1, `{bread: {weight: 2, may_be_absent: true}}`.
- `gates`: `{steady: {must: [bread.oven >= 2, bread >= 50, profit <= 3 or fail],
  meet: 1, should: [shop >= 40]}}`; a word without a dot is a dimension, `index`
  is the index, a word among `numbers` is a metric.
- `numbers`: metrics as entered, a number or a reason for absence.
- `functions`: who there is, `[baker]` where nothing is said.
- `scale`: the value of each point, `[0, 1, 2, 3]` where nothing is said.
"""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from assessment.instrument.model import Criterion, Instrument
from assessment.responses import Assessment

STAGES = ("small", "steady", "strong")
TARGET_POINTS = {"steady": 2, "strong": 3}
Given = Mapping[str, Any]


def bank(given: Given) -> Instrument:
    """Build the instrument of a case: a bakery's, with three stages."""
    items = items_of(given)
    dimensions = dict.fromkeys(key.partition(".")[0] for key in items)
    numbers = given.get("numbers", {})
    return Instrument.model_validate(
        {
            "id": "bakery",
            "version": "1.0.0",
            "languages": ["zh", "en"],
            "stages": [named(stage) for stage in STAGES],
            "functions": [named(key) for key in given.get("functions", ["baker"])],
            "products": [named("ledger")],
            "scale": dict(enumerate(given.get("scale", [0, 1, 2, 3]))),
            "self_report": [{"weight": 1.0, "lower": 0.15, "higher": 0.15}],
            "dimensions": [dimension(key, items, given.get("dimensions", {})) for key in dimensions],
            "gates": [gate(stage, parts, numbers) for stage, parts in given.get("gates", {}).items()],
            "metrics": [metric(key) for key in numbers],
        }
    )


def items_of(given: Given) -> dict[str, dict[str, Any]]:
    """Return every item of a case, each as a mapping."""
    items = {
        key: value if isinstance(value, dict) else {"answer": value}
        for key, value in given.get("answers", {}).items()
    }
    for key, score in given.get("scores", {}).items():
        # A score of 35 is 7 of 20 items in place: any whole score can be had so.
        share = Fraction(0 if score is None else score, 100)
        for number in range(share.denominator):
            in_place = 3 if number < share.numerator else 0
            items[f"{key}.item{number}"] = {"answer": "unanswered" if score is None else in_place}
    return items


def words(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"zh": text, "en": text}


def named(key: str) -> dict[str, Any]:
    """Return something with an id and a name."""
    return {"id": key, "name": words(key)}


def dimension(key: str, items: Mapping[str, Given], about: Mapping[str, Given]) -> dict[str, Any]:
    """Return a dimension with its items."""
    mine = [item(name, parts) for name, parts in items.items() if name.startswith(f"{key}.")]
    frame = {"weight": 1, "group": "shop", **named(key), "measures": words(key)}
    return {**frame, **about.get(key, {}), "items": mine}


def item(key: str, parts: Given) -> dict[str, Any]:
    """Return one item."""
    days, weeks = parts.get("days", [1, 1, 1]), parts.get("weeks", [1, 1, 1])
    data: dict[str, Any] = {
        "id": key,
        "status": parts.get("status", "active"),
        "since": "1.0.0",
        "weight": parts.get("weight", 1),
        "core": parts.get("core", True),
        "na_allowed": parts.get("na_allowed", False),
        "applies": parts.get("applies"),
        "owner": parts.get("owner", "baker"),
        "product": "ledger",
        "question": words(key),
        "steps": {
            point: {
                **words("do it"),
                "days": float(cost),
                "weeks": least,
                "needs": parts.get("needs", {}).get(point, {}),
            }
            for point, (cost, least) in enumerate(zip(days, weeks, strict=True), start=1)
        },
        "rationale": "a rule case",
    }
    if "worth_from" in parts:
        data["worth_from"] = {"stage": parts["worth_from"], "reason": words("too early")}
    if "metric" in parts:
        points = {point: float(cut) for point, cut in enumerate(parts["points"], start=1)}
        return {**data, "kind": "metric", "metric": parts["metric"], "points": points, "steps": {}}
    return {**data, "kind": "anchored"}


def metric(key: str) -> dict[str, Any]:
    """Return a metric that is better when higher."""
    return {
        **named(key),
        "unit": "%",
        "window": "now",
        "meaning": words(key),
        "find_out": words(key),
        "direction": "higher",
        "range": [-1000.0, 1000.0],
        "source": "a rule case",
        "as_of": date(2026, 1, 1),
        "review_by": date(2030, 1, 1),
    }


def gate(stage: str, parts: Given, numbers: Given) -> dict[str, Any]:
    """Return a gate."""
    should = [criterion(text, numbers) for text in parts.get("should", [])]
    return {
        "stage": stage,
        "target_point": parts.get("target_point", TARGET_POINTS[stage]),
        "must": [criterion(text, numbers) for text in parts.get("must", [])],
        "should": {"meet": parts["meet"], "of": should} if should else None,
        "rationale": "a rule case",
    }


def criterion(text: str, numbers: Given) -> Criterion:
    """Read a criterion such as `bread.oven >= 2` or `profit <= 3 or fail`."""
    subject, sign, bound, *rest = text.split()
    kind = "item" if "." in subject else "metric" if subject in numbers else "dimension"
    data: dict[str, Any] = {"index": "overall"} if subject == "index" else {kind: subject}
    data |= {"at_least" if sign == ">=" else "at_most": float(bound)}
    if rest:
        data["when_unknown"] = rest[-1]
    return Criterion.model_validate(data)


def sheet(given: Given) -> Assessment:
    """Build the answers of a case."""
    return Assessment.model_validate_json(json_of(given))


def json_of(given: Given) -> str:
    """Write a case's answers as an assessment file would."""
    numbers = given.get("numbers", {})
    return json.dumps(
        {
            "instrument": {"id": "bakery", "version": "1.0.0"},
            "mode": given.get("mode", "full"),
            "profile": given.get("profile", {}),
            "answers": {key: answer(parts) for key, parts in items_of(given).items() if "answer" in parts},
            "metrics": {key: number(value) for key, value in numbers.items()},
        }
    )


def answer(parts: Given) -> dict[str, Any]:
    """Return one answer."""
    value = parts["answer"]
    said: dict[str, Any] = {"point": value} if isinstance(value, int) else {"absent": value}
    if parts.get("verified"):
        said["verified"] = {"by": "someone", "at": "2026-11-22T09:00:00Z"}
    return said


def number(value: float | str | None) -> dict[str, Any]:
    """Return one metric as entered."""
    if isinstance(value, str):
        return {"absent": value}
    return {} if value is None else {"number": value}
