"""A brief as a JSON object, and back: so that what was asked for can be kept, and drawn again.

Every field is written, in sorted order, so that equal briefs give equal
texts. A field that is not there reads as its default: what was kept before
there was such a field stays readable.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from assessment.instrument.calendar import Event
from assessment.planning.brief import Brief, Edit


def brief_as_json(brief: Brief) -> dict[str, Any]:
    """Return a brief as plain values; `brief_from_json` gives the same brief back."""
    return {
        "stage": brief.stage,
        "dimension": _aim_as_json(brief.dimension),
        "days": brief.days,
        "margin": brief.margin,
        "exclude": sorted(brief.exclude),
        "force": sorted(brief.force),
        "capacity": {function: brief.capacity[function] for function in sorted(brief.capacity)},
        "start": None if brief.start is None else brief.start.isoformat(),
        "weeks": brief.weeks,
        "ready_for": sorted(brief.ready_for),
        "own_events": [
            event.model_dump(mode="json", by_alias=True, exclude_none=True) for event in brief.own_events
        ],
        "edits": [
            {"item": item, "point": point, **asdict(edit)}
            for (item, point), edit in sorted(brief.edits.items())
        ],
        "now_week": brief.now_week,
    }


def brief_from_json(given: Mapping[str, Any]) -> Brief:
    """Return the brief that was written as these values.

    Raises:
        ValueError: an event or a date of it is none.
        KeyError: an edit does not say whose it is.
    """
    usual = Brief()
    return Brief(
        stage=given.get("stage"),
        dimension=_aim(given.get("dimension")),
        days=_number(given.get("days")),
        margin=float(given.get("margin", usual.margin)),
        exclude=frozenset(given.get("exclude", ())),
        force=frozenset(given.get("force", ())),
        capacity={function: float(days) for function, days in given.get("capacity", {}).items()},
        start=_day(given.get("start")),
        weeks=given.get("weeks"),
        ready_for=frozenset(given.get("ready_for", ())),
        # Read as JSON: only there a day may be written as a text.
        own_events=tuple(
            Event.model_validate_json(json.dumps(event)) for event in given.get("own_events", ())
        ),
        edits={(edit["item"], edit["point"]): _edit(edit) for edit in given.get("edits", ())},
        now_week=given.get("now_week", usual.now_week),
    )


def _aim_as_json(aim: tuple[str, float] | None) -> dict[str, Any] | None:
    return None if aim is None else {"id": aim[0], "at_least": aim[1]}


def _aim(given: Mapping[str, Any] | None) -> tuple[str, float] | None:
    return None if given is None else (given["id"], float(given["at_least"]))


def _edit(given: Mapping[str, Any]) -> Edit:
    return Edit(
        status=given.get("status", "todo"),
        owner=given.get("owner"),
        days=_number(given.get("days")),
        start_week=given.get("start_week"),
    )


def _number(given: float | None) -> float | None:
    """Return a number as the brief has it: a database may give back 3 where 3.0 was kept."""
    return None if given is None else float(given)


def _day(given: str | None) -> date | None:
    return None if given is None else date.fromisoformat(given)
