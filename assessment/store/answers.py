"""Answers and metric values: one row each, saved only over the revision the writer has seen."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from assessment.responses import Answer, MetricValue, Record
from assessment.store.audit import Who
from assessment.store.columns import read_as
from assessment.store.schema import answer, metric_value, sheet
from assessment.store.versioned import Versioned, save_versioned

# What each answer and each page asks is made once: making a statement costs more than running it.
OF_THESE: sa.BindParameter[Any] = sa.bindparam("these", expanding=True)
"""Ids of assessments."""
READ_SHEETS = (
    sa.select(sheet.c.assessment_id, sheet.c.id, sheet.c.respondent)
    .where(sheet.c.assessment_id.in_(OF_THESE))
    .order_by(sheet.c.rank, sheet.c.id)
)
READ_REVISIONS = (
    sa.select(answer.c.item_id, answer.c.revision)
    .where(answer.c.assessment_id == sa.bindparam("of"), answer.c.sheet_id == sa.bindparam("sheet"))
    .order_by(answer.c.item_id)
)
READ_METRICS = sa.select(
    metric_value.c.assessment_id, metric_value.c.metric_id, metric_value.c.value, metric_value.c.revision
).where(metric_value.c.assessment_id.in_(OF_THESE))


@dataclass(frozen=True)
class AnswerKey:
    """Which answer: of which assessment, on which sheet, to which item."""

    assessment: str
    sheet: str
    item: str


def as_json(record: Record) -> dict[str, Any]:
    """Return a record as it is kept and exported: without what was not said."""
    return record.model_dump(mode="json", exclude_defaults=True)


def add_sheet(
    connection: sa.Connection, assessment: str, id_: str, rank: int, respondent: str | None
) -> None:
    """Add an empty sheet."""
    connection.execute(
        sa.insert(sheet).values(assessment_id=assessment, id=id_, rank=rank, respondent=respondent)
    )


def read_sheets(connection: sa.Connection, assessment: str) -> dict[str, str | None]:
    """Return each sheet's respondent by sheet id, the agreed sheet first."""
    return read_sheets_of(connection, [assessment])[assessment]


def read_sheets_of(
    connection: sa.Connection, assessments: Collection[str]
) -> dict[str, dict[str, str | None]]:
    """Return of each assessment the sheets' respondents by sheet id, the agreed sheet first."""
    rows = connection.execute(READ_SHEETS, {"these": list(assessments)})
    found: dict[str, dict[str, str | None]] = {each: {} for each in assessments}
    for each, sheet_id, respondent in rows:
        found[each][sheet_id] = respondent
    return found


def as_answer(value: object) -> Answer:
    """Read an answer as `as_json` wrote it."""
    return read_as(Answer, value)


def as_metric(value: object) -> MetricValue:
    """Read a metric value as `as_json` wrote it."""
    return read_as(MetricValue, value)


def read_revisions(connection: sa.Connection, assessment: str, sheet_id: str) -> dict[str, int]:
    """Return the revision of each answer on a sheet by item, without the answers."""
    rows = connection.execute(READ_REVISIONS, {"of": assessment, "sheet": sheet_id})
    return {row[0]: row[1] for row in rows}


@cache
def _answers(dimension: str | None) -> sa.Select[Any]:
    """Return the statement that reads answers: all of them, or those of one dimension."""
    columns = (answer.c.assessment_id, answer.c.sheet_id, answer.c.item_id, answer.c.value, answer.c.revision)
    chosen = sa.select(*columns).where(answer.c.assessment_id.in_(OF_THESE))
    if dimension is None:
        return chosen
    return chosen.where(answer.c.item_id.startswith(f"{dimension}.", autoescape=True))


def read_answers(
    connection: sa.Connection, assessment: str, dimension: str | None = None
) -> Mapping[str, dict[str, Versioned[Answer]]]:
    """Return answers by sheet and item: all of them, or those of one dimension."""
    return read_answers_of(connection, [assessment], dimension)[assessment]


def read_answers_of(
    connection: sa.Connection, assessments: Collection[str], dimension: str | None = None
) -> dict[str, Mapping[str, dict[str, Versioned[Answer]]]]:
    """Return of each assessment the answers by sheet and item: all of them, or those of one dimension."""
    rows = connection.execute(_answers(dimension), {"these": list(assessments)})
    found: dict[str, dict[str, dict[str, Versioned[Answer]]]] = {
        each: defaultdict(dict) for each in assessments
    }
    for each, sheet_id, item_id, value, revision in rows:
        found[each][sheet_id][item_id] = Versioned(as_answer(value), revision)
    return {**found}


def read_metrics(connection: sa.Connection, assessment: str) -> dict[str, Versioned[MetricValue]]:
    """Return every metric value by metric."""
    return read_metrics_of(connection, [assessment])[assessment]


def read_metrics_of(
    connection: sa.Connection, assessments: Collection[str]
) -> dict[str, dict[str, Versioned[MetricValue]]]:
    """Return of each assessment every metric value by metric."""
    rows = connection.execute(READ_METRICS, {"these": list(assessments)})
    found: dict[str, dict[str, Versioned[MetricValue]]] = {each: {} for each in assessments}
    for each, metric_id, value, revision in rows:
        found[each][metric_id] = Versioned(as_metric(value), revision)
    return found


def save_answer(
    connection: sa.Connection, who: Who, key: AnswerKey, value: Answer, expected: int
) -> int | None:
    """Save an answer over the revision the writer has seen; see `save_versioned`."""
    row = {"assessment_id": key.assessment, "sheet_id": key.sheet, "item_id": key.item}
    return save_versioned(connection, answer, row, {"value": as_json(value)}, who, expected)


def save_metric(  # noqa: PLR0913, PLR0917 - a row is all of this
    connection: sa.Connection, who: Who, assessment: str, metric: str, value: MetricValue, expected: int
) -> int | None:
    """Save a metric value over the revision the writer has seen; see `save_versioned`."""
    row = {"assessment_id": assessment, "metric_id": metric}
    return save_versioned(connection, metric_value, row, {"value": as_json(value)}, who, expected)


def add_answers(
    connection: sa.Connection, who: Who, assessment: str, sheet_id: str, answers: Mapping[str, Answer]
) -> None:
    """Write many answers into an empty sheet."""
    if answers:
        connection.execute(
            sa.insert(answer),
            [
                {
                    "assessment_id": assessment,
                    "sheet_id": sheet_id,
                    "item_id": item_id,
                    "value": as_json(value),
                    "revision": 1,
                    "actor_id": who.actor,
                    "updated_at": who.at,
                }
                for item_id, value in answers.items()
            ],
        )


def add_metrics(
    connection: sa.Connection, who: Who, assessment: str, metrics: Mapping[str, MetricValue]
) -> None:
    """Write many metric values into a new assessment."""
    if metrics:
        connection.execute(
            sa.insert(metric_value),
            [
                {
                    "assessment_id": assessment,
                    "metric_id": metric_id,
                    "value": as_json(value),
                    "revision": 1,
                    "actor_id": who.actor,
                    "updated_at": who.at,
                }
                for metric_id, value in metrics.items()
            ],
        )
