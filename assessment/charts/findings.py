"""From a gate's findings to the rows that show them, in words and on each row's own scale."""

from collections.abc import Callable

from assessment.charts.model import GateRow, GateTable, Standing
from assessment.charts.words import plain_number, say, score_text
from assessment.instrument.model import Criterion, Instrument
from assessment.scoring.results import Finding, Results


def standing_of(finding: Finding) -> Standing:
    """Return how a finding stands."""
    if finding.waived:
        return Standing.WAIVED
    if finding.met is None:
        return Standing.OPEN
    return Standing.MET if finding.met else Standing.UNMET


def gate_rows(results: Results, stage: str, language: str) -> GateTable:
    """Return every finding of a stage's gate.

    Raises:
        KeyError: the stage has no gate.
    """
    findings = results.gates[stage].findings
    shoulds = [f for f in findings if not f.must]
    count = next((f for f in findings if f.kind == "shoulds"), None)
    rows = {
        must: tuple(
            _gate_row(results.instrument, finding, len(shoulds), language)
            for finding in findings
            if finding.must is must and finding.kind != "shoulds"
        )
        for must in (True, False)
    }
    return GateTable(
        musts=rows[True],
        count=None if count is None else _gate_row(results.instrument, count, len(shoulds), language),
        shoulds=rows[False],
        should_meet=0 if count is None else round(count.needed),
    )


def _gate_row(instrument: Instrument, finding: Finding, shoulds: int, language: str) -> GateRow:
    low_end, high_end = _scale(instrument, finding, shoulds)

    def share(value: float | None) -> float | None:
        return None if value is None else min(max((value - low_end) / ((high_end - low_end) or 1), 0), 1)

    criterion = finding.criterion
    bound = "at_most" if criterion is not None and criterion.at_most is not None else "at_least"
    needed = _amount(instrument, finding, finding.needed, language, score=plain_number)
    now = (
        None
        if finding.measured is None
        else _amount(instrument, finding, finding.measured, language, score=score_text)
    )
    hidden = finding.waived
    return GateRow(
        kind=finding.kind,
        label=criterion_label(instrument, finding.criterion, language),
        must=finding.must,
        standing=standing_of(finding),
        now=say("unknown_now", language) if now is None else say("now", language, value=now),
        needed=say(bound, language, value=needed),
        note=say(finding.note, language) if finding.note else "",
        blocks=finding.blocks,
        share=None if hidden else share(finding.measured),
        share_high=None if hidden else share(finding.high),
        share_needed=share(finding.needed) or 0.0,
    )


def criterion_label(instrument: Instrument, criterion: Criterion | None, language: str) -> str:
    """Name what a criterion judges: an item, a dimension, the index or a metric.

    None stands for the count of the shoulds.
    """
    if criterion is None:
        return say("shoulds", language)
    match criterion.kind:
        case "item":
            return instrument.item(criterion.subject).label.in_(language)
        case "dimension":
            return instrument.dimension(criterion.subject).name.in_(language)
        case "index":
            return say("index", language)
        case _:
            return instrument.metric(criterion.subject).name.in_(language)


def _scale(instrument: Instrument, finding: Finding, shoulds: int) -> tuple[float, float]:
    """Return both ends of the scale a finding is drawn on."""
    match finding.kind:
        case "item":
            return 0, instrument.top_point
        case "shoulds":
            return 0, max(shoulds, 1)
        case "metric" if finding.criterion is not None:
            low_end, high_end = instrument.metric(finding.criterion.subject).range
            return low_end, high_end
        case _:
            return 0, 100


def _amount(
    instrument: Instrument, finding: Finding, value: float, language: str, *, score: Callable[[float], str]
) -> str:
    """Write a measured or needed value with its unit; `score` writes dimension scores and the index."""
    match finding.kind:
        case "item":
            return say("as_point", language, value=plain_number(value))
        case "shoulds":
            return say("as_count", language, value=plain_number(value))
        case "metric" if finding.criterion is not None:
            unit = instrument.metric(finding.criterion.subject).unit
            words = unit if isinstance(unit, str) else unit.in_(language)
            return f"{plain_number(value)} {words}".strip()
        case _:
            return say("as_score", language, value=score(value))
