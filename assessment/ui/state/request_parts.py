"""The inputs of a plan request: what each holds for a request, and the request with one changed. Pure.

An input is known by its part: the name of a field of the request, `capacity_`
and a function, or one of those below that change the target.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from math import isfinite
from typing import Any

from assessment.planning import PlanRequest
from assessment.planning.request import (
    DATES,
    DEFAULT_DAYS,
    MOST_DAYS,
    MOST_IN_HAND,
    MOST_PIECE,
    MOST_WEEKS,
)
from assessment.ui.state.input_parts import Held

CAPACITY = "capacity_"
BEST_USE, DIMENSION = "best_use", "dimension"
"""Targets that are no stage."""
USUAL_AIM = 60.0
"""Score to reach in one dimension, where nothing else was asked for."""
MOST_MARGIN = 20.0
SCALARS = ("in_hand", "piece", "one_week", "margin", "days", "weeks")
LISTS = {"exclude": "exclude", "force": "force", "ready": "ready_for"}
LIMITS = {
    "in_hand": (1, MOST_IN_HAND),
    "piece": (0.5, MOST_PIECE),
    "one_week": (0, MOST_PIECE),
    "margin": (0, MOST_MARGIN),
    "days": (1, MOST_DAYS),
    "weeks": (1, MOST_WEEKS),
    "aim": (0, 100),
}
"""The least and the most of each number; of person-days of a function, 0 and `MOST_DAYS`."""


def request_parts(request: PlanRequest, functions: Iterable[str]) -> dict[str, Held]:
    """Return what the inputs that are typed into, and the box to tick, hold for a request.

    Args:
        request: as it is stored.
        functions: of the instrument; those the request says nothing of hold nothing.
    """
    numbers: dict[str, float | None] = {part: getattr(request, part) for part in SCALARS}
    numbers |= {f"{CAPACITY}{function}": request.capacity.get(function) for function in functions}
    numbers["aim"] = request.dimension[1] if request.dimension else None
    held: dict[str, Held] = {part: "" if one is None else f"{one:g}" for part, one in numbers.items()}
    held["start"] = request.start.isoformat() if request.start else ""
    held["nearest_first"] = [0] if request.nearest_first else []
    return held


def value_of(part: str, held: Held) -> Any:
    """Return the value of the widget that holds this.

    Raises:
        ValueError: it is none that may be given there.
    """
    if isinstance(held, list):
        return bool(held)
    text = held.strip()
    if not text:
        return None
    if part == "start":
        day = date.fromisoformat(text)
        if not DATES[0] <= day <= DATES[1]:
            raise ValueError(held)
        return day
    number, (low, high) = float(text), limits_of(part)
    if not isfinite(number) or not low <= number <= high:
        raise ValueError(held)
    return number


def limits_of(part: str) -> tuple[float, float]:
    """Return the least and the most of a number."""
    return LIMITS.get(part, (0, MOST_DAYS))


def with_request_part(request: PlanRequest, part: str, value: Any) -> PlanRequest:
    """Return the request with one input changed; as it was where the value says nothing there.

    Args:
        request: so far.
        part: which input.
        value: of its widget.
    """
    changed: dict[str, Any] = {}
    if part.startswith(CAPACITY):
        function = part.removeprefix(CAPACITY)
        capacity = {key: days for key, days in request.capacity.items() if key != function}
        changed = {"capacity": capacity if value is None else {**capacity, function: in_halves(value)}}
    elif part in LISTS:
        changed = {LISTS[part]: frozenset(value)}
    elif part == "start" or (part == "weeks" and value is None):
        changed = {part: value}
    elif part in ("in_hand", "weeks") and value is not None:
        changed = {part: int(value)}
    elif part in ("piece", "one_week") and value is not None:
        changed = {part: in_halves(value)}
    elif part == "margin" and value is not None:
        changed = {part: round(float(value), 1)}
    elif part == "nearest_first" and value is not None:
        changed = {part: bool(value)}
    elif value is not None:
        changed = _other_target(request, part, value)
    return replace(request, **changed)


def _other_target(request: PlanRequest, part: str, value: Any) -> dict[str, Any]:
    """Return what changes with another target: its kind, or what is asked for within it."""
    nothing = {"stage": None, "dimension": None, "days": None}
    score = request.dimension[1] if request.dimension else USUAL_AIM
    match part:
        case "days":
            return {**nothing, "days": float(value)}
        case "which":
            return {**nothing, "dimension": (str(value), score)}
        case "aim" if request.dimension:
            return {**nothing, "dimension": (request.dimension[0], round(float(value), 1))}
        case "target" if value == BEST_USE:
            return {**nothing, "days": request.days or DEFAULT_DAYS}
        case "target" if value != DIMENSION:
            return {**nothing, "stage": str(value)}
    return {}


def in_halves(days: float) -> float:
    """Return person-days as they are counted, in halves."""
    return round(2 * float(days)) / 2
