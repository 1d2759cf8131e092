"""The rows of an assessment as a backup says them: all that its plain file leaves out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from assessment.planning.request import request_from_json
from assessment.service.backup_file import (
    PARTS,
    RoundPart,
    SheetPart,
    StepPart,
    StumblePart,
    WrittenRow,
)
from assessment.service.checks import Refused
from assessment.service.roadmaps import REQUEST_ACTION
from assessment.store import assessments, backup, respondents, schema
from assessment.store.answers import as_answer, as_json, as_metric
from assessment.store.roadmaps import as_progress
from assessment.store.schema import AGREED
from assessment.texts import Text

MOVED = frozenset({"archive", "bin", "put_back"})
"""Lines of the history that say where an assessment was put: two that differ in them alone are the same."""
TABLES = {
    "answers": schema.answer,
    "metrics": schema.metric_value,
    "roadmaps": schema.roadmap,
    "steps": schema.step_progress,
    "files": schema.evidence_file,
    "events": schema.intake_event,
    "stumbles": schema.stumble,
    "verifications": schema.later_verification,
    "history": schema.audit,
}
"""Where each part of a round is kept."""
FROM_FILE = "file:"
"""Before the label of whoever acted, where only a file says so."""


def relabelled(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as the file says them that they came from: a copy of a copy is the same file."""
    return [{**row, "by": str(row["by"]).removeprefix(FROM_FILE)} for row in rows]


def read_part(connection: sa.Connection, head: assessments.AssessmentRow, created_at: datetime) -> RoundPart:
    """Return what the plain file of an assessment leaves out."""
    rows = {name: relabelled(backup.read_rows(connection, table, head.id)) for name, table in TABLES.items()}
    for name in ("answers", "metrics"):
        # What was cleared is no part of the plain file either; the history has it.
        rows[name] = [row for row in rows[name] if row["value"]]
    rows["steps"] = [{**row, "value": as_progress(row["value"])} for row in rows["steps"]]
    rows["history"] = numbered(rows["history"])
    parts: dict[str, Any] = {
        name: [
            PARTS[name].model_validate({key: row[key] for key in PARTS[name].model_fields}) for row in found
        ]
        for name, found in rows.items()
    }
    sheets = [
        SheetPart(
            id=row.sheet,
            role=row.role,
            asked=None if row.asked is None else list(row.asked),
            invited_at=row.invited_at,
            opened_at=row.opened_at,
            done_at=row.done_at,
        )
        for row in respondents.read_respondents(connection, head.id)
    ]
    return RoundPart(
        created_at=created_at,
        updated_at=head.updated_at,
        archived=head.place == "archive",
        sheets=[SheetPart(id=AGREED), *sheets],
        **parts,
    )


def numbered(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Number the lines of a history from 1, what takes back an earlier one pointing to its number."""
    numbers = {line["id"]: number for number, line in enumerate(lines, start=1)}
    return [
        {
            **line,
            "id": numbers[line["id"]],
            "detail": {
                key: numbers.get(value, 0) if key == "of" else value for key, value in line["detail"].items()
            },
        }
        for line in lines
    ]


def comparable(part: RoundPart) -> dict[str, Any]:
    """Return what two copies of a round have to agree in: all but when they were touched and where."""
    plain = part.model_dump(mode="json", exclude={"created_at", "updated_at", "archived"})
    plain["history"] = numbered([line for line in plain["history"] if line["action"] not in MOVED])
    return plain


def as_rows(parts: Sequence[WrittenRow]) -> list[dict[str, Any]]:
    """Return parts as rows, their values as the store keeps them."""
    rows = []
    for part in parts:
        row = part.model_dump()
        if isinstance(part, StepPart):
            row["value"] = as_json(part.value)
        if isinstance(part, StumblePart):
            row["reason"] = part.reason.value
        rows.append(row)
    return rows


def check_part(part: RoundPart) -> None:
    """Read what is free in its shape as the pages will read it.

    Raises:
        Refused: one of them cannot be read.
    """
    try:
        for kept in part.roadmaps:
            request_from_json(kept.brief)
            [(str(step["item"]), int(step["to_point"])) for step in kept.plan["steps"]]
        for line in part.history:
            if line.action == REQUEST_ACTION:
                request_from_json(line.detail["brief"])
            of_step, of_metric = "point" in line.detail, "metric" in line.detail
            read_end = as_progress if of_step else as_metric if of_metric else as_answer
            for change in line.detail.get("changes", {"": line.detail}).values():
                for end in (change.get("before"), change.get("after")):
                    if isinstance(end, dict) and {"item", "metric", "changes"} & line.detail.keys():
                        read_end(end)
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise Refused(Text("service.backup_broken", part="history")) from broken
