"""From results to what charts show. No drawing, no rule: gate numbers come from the findings."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from assessment.charts.findings import standing_of
from assessment.charts.model import Cut, ItemCell, ItemRow, ProfileRow, Standing, StepMark
from assessment.charts.words import say, score_text
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.scoring.age import OldAnswer, roughly
from assessment.scoring.results import DimensionResult, Finding, GateResult, ItemResult, Results

NONE_OLD: Mapping[str, OldAnswer] = MappingProxyType({})
"""Every answer was given for this result."""


def gate_looked_at(results: Results) -> GateResult | None:
    """Return the next stage's gate; at the top the last one, whose cuts are to be kept.

    None where the instrument has no gate.
    """
    gates = list(results.gates.values())
    if results.next_stage is not None:
        return results.gates.get(results.next_stage)
    if not gates:
        return None
    return gates[-1] if results.stage == gates[-1].stage else gates[0]


def stage_name(results: Results, stage: str, language: str) -> str:
    """Return the name of a stage."""
    return next(s.name.in_(language) for s in results.instrument.stages if s.id == stage)


def stage_label(instrument: Instrument, stage: str | None, language: str) -> str:
    """Return the name of a stage, or that it is not known: nobody's, or no stage of this instrument."""
    names = {each.id: each.name for each in instrument.stages}
    return names[stage].in_(language) if stage in names else say("no_stage", language)


def profile_rows(results: Results, language: str) -> list[ProfileRow]:
    """Return every dimension with its score and its cut, in the order of the instrument."""
    gate = gate_looked_at(results)
    found = {} if gate is None else _dimension_findings(gate)
    return [
        _profile_row(results, results.dimensions[dimension.id], found.get(dimension.id), language)
        for dimension in results.instrument.dimensions
    ]


def _dimension_findings(gate: GateResult) -> dict[str, Finding]:
    """Return one finding a dimension; a must stands before a should."""
    found: dict[str, Finding] = {}
    for finding in gate.findings:
        if finding.kind == "dimension" and finding.criterion is not None:
            found.setdefault(finding.criterion.subject, finding)
    return found


def _profile_row(
    results: Results, result: DimensionResult, finding: Finding | None, language: str
) -> ProfileRow:
    cut = None if finding is None or finding.waived else Cut(finding.needed, finding.must)
    row = ProfileRow(
        id=result.id,
        name=results.instrument.dimension(result.id).name.in_(language),
        low=result.score,
        high=result.score_high,
        cut=cut,
        standing=_profile_standing(result, finding),
        words="",
        reason="" if result.low is not None else say(_reason(result), language),
        answered=result.answered,
        applicable=result.applicable,
    )
    return replace(row, words=_profile_words(row, language))


def _profile_standing(result: DimensionResult, finding: Finding | None) -> Standing:
    if result.low is None:
        return Standing.NO_RESULT
    if finding is None or finding.waived:
        return Standing.NO_CUT
    return standing_of(finding)


def _reason(result: DimensionResult) -> str:
    return "not_applicable" if result.absent else "unanswered"


def _profile_words(row: ProfileRow, language: str) -> str:
    gap = score_text(row.gap or 0)
    match row.standing:
        case Standing.NO_RESULT:
            return say("no_result", language)
        case Standing.MET:
            return say("over", language)
        case Standing.UNMET:
            return say("short", language, gap=gap)
        case Standing.OPEN:
            return say("maybe", language)
        case _:
            return ""


def item_rows(results: Results, language: str, old: Mapping[str, OldAnswer] = NONE_OLD) -> list[ItemRow]:
    """Return every dimension with its asked items, numbered from 1; `old` are answers of earlier rounds."""
    gate = gate_looked_at(results)
    musts = set() if gate is None else _must_items(gate)
    groups: dict[str, list[ItemResult]] = {d.id: [] for d in results.instrument.dimensions}
    for result in results.items.values():
        groups[result.item.dimension].append(result)
    return [
        ItemRow(
            id=dimension.id,
            name=dimension.name.in_(language),
            cells=tuple(
                _cell(result, number, language, old.get(result.item.id), must=result.item.id in musts)
                for number, result in enumerate(groups[dimension.id], start=1)
            ),
        )
        for dimension in results.instrument.dimensions
    ]


def _must_items(gate: GateResult) -> set[str]:
    return {f.criterion.subject for f in gate.findings if f.kind == "item" and f.must and f.criterion}


def _cell(result: ItemResult, number: int, language: str, old: OldAnswer | None, *, must: bool) -> ItemCell:
    return ItemCell(
        id=result.item.id,
        number=number,
        name=result.item.label.in_(language),
        question=result.item.question.in_(language),
        point=result.low if result.answered else None,
        absent=result.absent,
        must=must,
        verified=result.verified,
        old="" if old is None else _old_said(old, language),
    )


def _old_said(old: OldAnswer, language: str) -> str:
    """Say that an answer was carried on, how old it is, and whether somebody should have asked again."""
    parts = [say("carried", language)]
    if old.days is None:
        parts.append(say("age_unknown", language))
    else:
        unit, count = roughly(old.days)
        parts.append(say(f"age_{unit}", language, count=count))
    return " · ".join([*parts, say("past_life", language)] if old.past else parts)


def step_marks(roadmap: Roadmap, instrument: Instrument, language: str) -> list[StepMark]:
    """Return the steps of a roadmap, numbered from 1 in its order."""
    functions = [function.id for function in instrument.functions]
    names = {named.id: named.name.in_(language) for named in (*instrument.functions, *instrument.products)}
    return [
        StepMark(
            number=number,
            text=step.text.in_(language),
            item_name=instrument.item(step.item).label.in_(language),
            owner=functions.index(step.owner),
            owner_name=names[step.owner],
            product_name=names[step.product],
            days=step.days,
            weeks=step.weeks,
            value=step.value,
            to_point=step.to_point,
            if_confirmed=step.if_confirmed,
            reason=step.reason.in_(language),
        )
        for number, step in enumerate(roadmap.steps, start=1)
    ]
