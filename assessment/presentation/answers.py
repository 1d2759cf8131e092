"""Every answer of an assessment as a row: what was said, the point, note, evidence and who saw it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, Metric
from assessment.presentation.items import item_rows
from assessment.presentation.values import Cells, Table, joined_text, listed, plain_number, table_of
from assessment.responses import Answer, Assessment, Evidence, MetricValue
from assessment.scoring.answer_age import OldAnswer
from assessment.scoring.results import ItemResult, Results
from assessment.texts import Text


@dataclass(frozen=True)
class AnswerRow:
    """One asked item with its answer."""

    item: str
    number: int
    """Place within its dimension, from 1."""
    name: str
    question: str
    sign: str
    """The point, or the sign of why there is none."""
    point: int | None
    answer: str
    """The anchor, what is ticked, the number, or why there is no answer."""
    old: str
    """How old the answer is, where it was carried on; else empty."""
    note: str
    evidence: tuple[str, ...]
    verified: str
    """Who saw the evidence and when; empty where nobody did."""
    by: str


@dataclass(frozen=True)
class AnswerGroup:
    """One dimension with the answers to its asked items."""

    id: str
    name: str
    rows: tuple[AnswerRow, ...]


def answer_groups(
    results: Results, assessment: Assessment, language: str, old: dict[str, OldAnswer]
) -> list[AnswerGroup]:
    """Return every asked item by dimension, in the order of the questionnaire."""
    return [
        AnswerGroup(
            row.id,
            row.name,
            tuple(
                _answer_row(results, assessment, cell.id, language, (cell.number, cell.sign, cell.old))
                for cell in row.cells
            ),
        )
        for row in item_rows(results, language, old)
    ]


def _answer_row(
    results: Results, assessment: Assessment, item_id: str, language: str, cell: tuple[int, str, str]
) -> AnswerRow:
    number, sign, old = cell
    result = results.items[item_id]
    answer = assessment.answers.get(item_id)
    verified = None if answer is None else answer.verified
    return AnswerRow(
        item=item_id,
        number=number,
        name=result.item.label.in_(language),
        question=result.item.question.in_(language),
        sign=sign,
        point=result.low if result.answered else None,
        answer=answer_in_words(results, assessment, result, language),
        old=old,
        note="" if answer is None else answer.note or "",
        evidence=() if answer is None else tuple(_evidence(one) for one in answer.evidence),
        verified="" if verified is None else _seen(verified.by, f"{verified.at:%Y-%m-%d}", language),
        by=joined_text((answer and answer.by) or "", language),
    )


def _evidence(one: Evidence) -> str:
    return one.text or one.link or one.file or ""


def _seen(by: str, day: str, language: str) -> str:
    return Text("presentation.verified_by" if by else "presentation.verified_on", by=by, day=day).in_(
        language
    )


def answer_in_words(results: Results, assessment: Assessment, result: ItemResult, language: str) -> str:
    """Return what was answered to an item, as the questionnaire says it, with the reason of an absence."""
    item, answer = result.item, assessment.answers.get(result.item.id)
    if item.kind == "metric":
        metric = results.instrument.metric(item.metric)
        return number_in_words(metric, assessment.metrics.get(item.metric), language)
    if result.absent is not None:
        absent = Text(f"presentation.absent.{result.absent.value}").in_(language)
        reason = joined_text((answer and answer.reason) or "", language)
        return (
            Text("presentation.with_reason", what=absent, reason=reason).in_(language) if reason else absent
        )
    return "" if answer is None else _chosen(item, answer, language)


def _chosen(item: Item, answer: Answer, language: str) -> str:
    if answer.point is not None and isinstance(item, AnchoredItem) and answer.point in item.anchors:
        return item.anchors[answer.point].in_(language)
    if answer.ticks is not None:
        names = [_tick_name(item, each, language) for each in answer.ticks]
        return listed(names, language) if names else Text("presentation.nothing_ticked").in_(language)
    return Text("presentation.point_said", point=answer.point).in_(language)


def _tick_name(item: Item, tick: str, language: str) -> str:
    if isinstance(item, ChecklistItem) and tick in item.options:
        return item.options[tick].in_(language)
    row, _, column = tick.partition(".")
    if isinstance(item, GridItem) and row in item.rows and column in item.columns:
        return f"{item.rows[row].in_(language)} {item.columns[column].in_(language)}"
    return tick


def number_in_words(metric: Metric, value: MetricValue | None, language: str) -> str:
    """Return a number as it was entered, with its unit; or its place among peers; or why there is none."""
    if value is None or value == MetricValue():
        return Text("presentation.absent.unanswered").in_(language)
    if value.number is not None:
        unit = metric.unit if isinstance(metric.unit, str) else metric.unit.in_(language)
        return f"{plain_number(value.number)} {unit}".strip()
    if value.peer is not None:
        return Text(f"presentation.peer.{value.peer}").in_(language)
    reason = "unanswered" if value.absent is None else value.absent.value
    return Text(f"presentation.absent.{reason}").in_(language)


def answer_table(results: Results, assessment: Assessment, language: str, old: dict[str, OldAnswer]) -> Table:
    """Return a row for each asked item: question, answer, point, note, evidence, who said and who saw it."""
    rows = [
        {
            "dimension": group.name,
            "number": row.number,
            "id": row.item,
            "item": row.name,
            "question": row.question,
            "point": row.point,
            "answer": row.answer,
            "carried": row.old,
            "note": row.note,
            "shown": listed(row.evidence, language),
            "verified": row.verified,
            "by": row.by,
        }
        for group in answer_groups(results, assessment, language, old)
        for row in group.rows
    ]
    heads = ["dimension", "number", "id", "item", "question", "point", "answer", "carried"]
    return table_of(rows, [*heads, "note", "shown", "verified", "by"], language, ["point"])


def metric_table(results: Results, assessment: Assessment, language: str) -> Table:
    """Return a row for each number that was entered, or of which was said why it was not."""
    return table_of(
        list(_metric_cells(results, assessment, language)), ["metric", "answer", "as_of", "note"], language
    )


def _metric_cells(results: Results, assessment: Assessment, language: str) -> Iterator[Cells]:
    known = {metric.id: metric for metric in results.instrument.metrics}
    for key, value in assessment.metrics.items():
        if key in known:
            yield {
                "metric": known[key].name.in_(language),
                "answer": number_in_words(known[key], value, language),
                "as_of": value.as_of,
                "note": value.note or "",
            }
