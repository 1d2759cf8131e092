"""What numbers that were taken change in a result, in plain sentences."""

from collections.abc import Iterator

from assessment.presentation.values import score_text
from assessment.presentation.verdict import about_text, flag_rows
from assessment.scoring.names import finding_name
from assessment.scoring.results import Finding, Results
from assessment.texts import Names, Text


def changed_by_numbers(before: Results, after: Results, language: str) -> tuple[str, ...]:
    """Say what is otherwise with some numbers than without them: the stage first, and what stayed.

    Args:
        before: the results without the numbers.
        after: the results with them, of the same answers.
        language: of the sentences.
    """
    rest = [text.in_(language) for text in _changes(before, after, language)]
    first = _stage(before, after, language)
    if not rest and before.stage == after.stage:
        rest = [Text("numbers.effect.nothing").in_(language)]
    return (first.in_(language), *rest)


def _stage(before: Results, after: Results, language: str) -> Text:
    was, now = _name(before, language), _name(after, language)
    if after.stage is None:
        return Text("numbers.effect.no_stage")
    if before.stage == after.stage:
        return Text("numbers.effect.stage_kept", stage=now)
    return Text("numbers.effect.stage", before=was, after=now)


def _name(results: Results, language: str) -> str:
    if results.stage is None:
        return Text("results.stage.none").in_(language)
    return results.instrument.stage(results.stage).name.in_(language)


def _changes(before: Results, after: Results, language: str) -> Iterator[Text]:
    were_up, are_up = ([row.name for row in flag_rows(each, language)] for each in (before, after))
    listed = {
        "flags_up": [name for name in are_up if name not in were_up],
        "flags_gone": [name for name in were_up if name not in are_up],
        "unmet": _turned(before, after, language, to=False),
        "met": _turned(before, after, language, to=True),
    }
    for key, names in listed.items():
        if names:
            yield Text(f"numbers.effect.{key}", count=len(names), names=Names(names, most=len(names)))
    figures = {
        "index": [score_text(each.index_score or 0) for each in (before, after)],
        "confidence": [about_text(each.confidence, language) for each in (before, after)],
    }
    for key, (was, now) in figures.items():
        if was != now and before.stage is not None is not after.stage:
            yield Text(f"numbers.effect.{key}", before=was, after=now)


def _turned(before: Results, after: Results, language: str, *, to: bool) -> list[str]:
    """Return the conditions of gates that are met, or are not, and were otherwise before; no red flags."""
    names: dict[str, None] = {}
    for stage, gate in after.gates.items():
        for was, now in zip(before.gates[stage].findings, gate.findings, strict=True):
            if now.criterion is not None and now.part != "flag" and now.met is to is not was.met:
                names[_condition(after, now, language)] = None
    return list(names)


def _condition(results: Results, finding: Finding, language: str) -> str:
    return finding_name(results.instrument, finding).in_(language)
