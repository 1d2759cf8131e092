"""The appendix of a report: every answer with note and evidence, every number, every score's sum."""

from collections.abc import Iterator
from datetime import date

from assessment.instrument.releases import digest
from assessment.presentation.answers import AnswerRow, answer_groups, metric_table
from assessment.presentation.verdict import dimension_sum, index_sum
from assessment.report.document import Block, EntryList, ListEntry, Mark, Paragraph, ReportPart, TextTable
from assessment.responses import Assessment
from assessment.scoring.answer_age import old_answers
from assessment.scoring.results import Results
from assessment.texts import Text


def appendix_parts(
    results: Results, assessment: Assessment, language: str, *, scores: bool = True
) -> Iterator[ReportPart]:
    """Yield the parts of the appendix; without `scores`, no sum of a score."""
    day = assessment.taken_on or (assessment.completed_at.date() if assessment.completed_at else date.min)
    groups = answer_groups(results, assessment, language, old_answers(results, assessment, day))
    key: Block = Paragraph(Text("report.answer.key").in_(language), "quiet")
    blocks = tuple(
        EntryList(group.name, tuple(_answer(row, language) for row in group.rows))
        for group in groups
        if group.rows
    )
    yield ReportPart("answers", Text("report.part.answers").in_(language), (key, *blocks), appendix=True)
    numbers = metric_table(results, assessment, language)
    if numbers.rows:
        rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in numbers.rows)
        grid = TextTable("", numbers.headings, (3, 2, 2, 4), rows)
        yield ReportPart("numbers", Text("report.part.numbers").in_(language), (grid,), appendix=True)
    if scores:
        yield _sums(results, language)


def _answer(row: AnswerRow, language: str) -> ListEntry:
    """Return one answer: its question, what was said, and what people wrote beside it."""
    lines = [row.question] if row.question != row.name else []
    lines.append(Text("report.answer.said", said=row.answer or row.sign).in_(language))
    written = (
        ("old", row.old),
        ("note", row.note),
        ("evidence", Text("report.comma").in_(language).join(row.evidence)),
        ("verified", row.verified),
        ("by", row.by),
    )
    lines += [Text(f"report.answer.{key}", text=text).in_(language) for key, text in written if text]
    mark: Mark = "number"
    return ListEntry(f"{row.number}. {row.name}", "\n".join(lines), mark, row.sign)


def _sums(results: Results, language: str) -> ReportPart:
    def say(key: str) -> str:
        return Text(key).in_(language).replace("**", "")

    scores = []
    for dimension in results.instrument.dimensions:
        result = results.dimensions[dimension.id]
        none = "results.explain.no_result" if result.absent else "results.explain.no_answer"
        written = dimension_sum(results, dimension.id) or say(none)
        scores.append(ListEntry(dimension.name.in_(language), written))
    blocks: list[Block] = [
        Paragraph(say("results.explain.item")),
        Paragraph(say("results.explain.absent")),
        EntryList(say("results.explain.dimensions"), tuple(scores)),
        EntryList(
            say("results.explain.index"),
            (ListEntry(index_sum(results), say("results.explain.index_note")),),
        ),
        Paragraph(say("results.explain.to_target")),
        Paragraph(say("results.explain.confidence")),
        Paragraph(say("results.explain.coverage")),
    ]
    if results.problems:
        problems = tuple(
            ListEntry(
                Text(f"results.problem.{problem.code}", place=_place(results, problem.place, language)).in_(
                    language
                )
            )
            for problem in results.problems
        )
        blocks.append(EntryList(say("results.explain.problems"), problems))
    bank = results.instrument
    blocks.append(Paragraph(f"{bank.id} {bank.version} {digest(bank)}", "quiet"))
    return ReportPart("sums", say("results.explain.title"), tuple(blocks), appendix=True)


def _place(results: Results, place: str, language: str) -> str:
    instrument = results.instrument
    if place in instrument.dimensions_by_id:
        return instrument.dimension(place).name.in_(language)
    item = instrument.items_by_id.get(place)
    return place if item is None else item.label.in_(language)
