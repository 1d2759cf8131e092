"""The findings of a gate, one row each: what is asked, what there is, how it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.instrument.model import Criterion, Instrument
from assessment.presentation.values import Table, Value, plain_number, score_text, table_of
from assessment.scoring.names import criterion_name, finding_name
from assessment.scoring.results import Finding, Results
from assessment.texts import Names, Text


class Standing(StrEnum):
    """How something stands against what is needed."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"
    """The low end fails and the high end passes, or nothing is known."""
    WAIVED = "waived"
    NO_CUT = "no_cut"
    NO_RESULT = "no_result"


SIGNS = {
    Standing.MET: "✓",
    Standing.UNMET: "✗",
    Standing.OPEN: "?",
    Standing.WAIVED: "–",
    Standing.NO_CUT: "·",
    Standing.NO_RESULT: "–",
}
"""One sign for each standing, always beside its word."""


@dataclass(frozen=True)
class GateRow:
    """One finding of a gate; shares are places on the row's own scale, 0 to 1."""

    kind: str
    label: str
    must: bool
    standing: Standing
    now: str
    needed: str
    note: str
    """Why it is waived, not known or absent; empty where nothing is to say."""
    blocks: bool
    """Whether the gate stays shut because of it, as things are shown."""
    share: float | None
    share_high: float | None
    share_needed: float
    band: tuple[float, float] | None = None
    """Where the doubtful band around the cut begins and ends; for the index only."""

    def without_score(self) -> "GateRow":
        """Return the row without how high a score is; any other row as it is."""
        return replace(self, now="") if self.kind in {"index", "dimension"} else self


@dataclass(frozen=True)
class GateGroup:
    """Criteria of which so many have to be met."""

    count: GateRow
    """How many are met; labelled with the name of the group."""
    rows: tuple[GateRow, ...]
    meet: int


@dataclass(frozen=True)
class GateTable:
    """A gate: what has to hold by itself, and its groups."""

    musts: tuple[GateRow, ...]
    """Red flags first, then the musts and the index."""
    groups: tuple[GateGroup, ...]

    @property
    def musts_met(self) -> int:
        """How many musts are met; waived ones do not count."""
        return sum(row.standing is Standing.MET for row in self.musts)

    @property
    def musts_asked(self) -> int:
        """How many musts are asked of this merchant."""
        return sum(row.standing is not Standing.WAIVED for row in self.musts)


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

    def row(finding: Finding, listed: int = 0) -> GateRow:
        return _gate_row(results.instrument, finding, listed, language)

    groups = []
    for count in (finding for finding in findings if finding.criterion is None):
        members = [one for one in findings if not one.must and one.group == count.group]
        rows = tuple(row(one) for one in members)
        counted = row(_only_shown(count, members), len(rows))
        if count.met and counted.standing is not Standing.MET:
            # It keeps nothing shut; that is no reason to tick what nobody has said anything about.
            note = Text("presentation.note.evidence_unknown").in_(language)
            counted = replace(counted, blocks=False, note=note)
        groups.append(GateGroup(counted, rows, round(count.needed)))
    musts = tuple(row(finding) for finding in findings if finding.must and finding.criterion is not None)
    return GateTable(musts, tuple(groups))


def _only_shown(count: Finding, members: Sequence[Finding]) -> Finding:
    """Return what a group counts without what is not known: of the business that opens a gate, too."""
    shown = sum(one.met is True for one in members)
    if count.part != "evidence" or not count.met or shown >= count.needed:
        return count
    return replace(count, measured=shown, met=None)


def missing_rows(results: Results, language: str) -> list[GateRow]:
    """Return what keeps the next gate shut, a row each: what every page counts."""
    return [_gate_row(results.instrument, each, round(each.needed), language) for each in results.missing]


def edge_text(stage: str, missing: Sequence[GateRow], language: str) -> Text:
    """Return the sentence that one or two conditions are missing for a stage, with how each stands."""
    rows = [
        Text("presentation.missing_row", name=row.label, now=row.now, needed=row.needed).in_(language)
        for row in missing
    ]
    return short_of(stage, rows)


def short_of(stage: str, names: Sequence[str]) -> Text:
    """Return the sentence that these one or two conditions are missing for a stage."""
    return Text("presentation.edge", count=len(names), stage=stage, names=Names(names, quoted=False))


def _gate_row(instrument: Instrument, finding: Finding, shoulds: int, language: str) -> GateRow:
    low_end, high_end = _scale(instrument, finding, shoulds)

    def share(value: float | None) -> float | None:
        return None if value is None else min(max((value - low_end) / ((high_end - low_end) or 1), 0), 1)

    criterion = finding.criterion
    is_limit = criterion is not None and criterion.at_most is not None
    needed = _amount(instrument, finding, finding.needed, language, score=plain_number)
    now = (
        None
        if finding.measured is None
        else _amount(instrument, finding, finding.measured, language, score=score_text)
    )
    hidden = finding.waived
    width = _band(instrument, finding)
    said_now = Text("presentation.unknown_now") if now is None else Text("presentation.now", value=now)
    said_needed = Text("presentation.at_most" if is_limit else "presentation.at_least", value=needed)
    if finding.is_raised and finding.name is not None and finding.kind in {"tick", "profile"}:
        # A flag is called by what is wrong: "now no, needs yes" would ask for just that.
        said_now, said_needed = Text("presentation.flag_up"), Text("presentation.flag_down")
    return GateRow(
        kind=finding.kind,
        label=finding_name(instrument, finding).in_(language),
        must=finding.must,
        standing=standing_of(finding),
        now=said_now.in_(language),
        needed=said_needed.in_(language),
        note=Text(f"presentation.note.{finding.note}").in_(language) if finding.note else "",
        blocks=finding.blocks,
        share=None if hidden else share(finding.measured),
        share_high=None if hidden else share(finding.high),
        share_needed=share(finding.needed) or 0.0,
        band=None
        if width is None
        else (share(finding.needed - width / 2) or 0.0, share(finding.needed + width / 2) or 0.0),
    )


def _band(instrument: Instrument, finding: Finding) -> float | None:
    """Return how wide the doubtful zone around a cut on the index is; None for any other finding."""
    if finding.part != "index":
        return None
    cuts = [gate.index for gate in instrument.gates if gate.index_criterion == finding.criterion]
    return next((cut.band for cut in cuts if cut is not None), None)


def criterion_label(instrument: Instrument, criterion: Criterion, language: str) -> str:
    """Name what a criterion judges: an item, a dimension, the index, a metric or a profile question."""
    return criterion_name(instrument, criterion).in_(language)


def _scale(instrument: Instrument, finding: Finding, shoulds: int) -> tuple[float, float]:
    """Return both ends of the scale a finding is drawn on."""
    match finding.kind:
        case "item":
            return 0, instrument.top_point
        case "tick" | "profile":
            return 0, 1
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
        case "tick" | "profile":
            return Text(f"presentation.{'yes' if value else 'no'}").in_(language)
        case "item":
            return Text("presentation.as_point", value=plain_number(value)).in_(language)
        case "shoulds":
            return Text("presentation.as_count", value=plain_number(value)).in_(language)
        case "metric" if finding.criterion is not None:
            unit = instrument.metric(finding.criterion.subject).unit
            words = unit if isinstance(unit, str) else unit.in_(language)
            return f"{plain_number(value)} {words}".strip()
        case _:
            return Text("presentation.as_score", value=score(value)).in_(language)


def gate_table(results: Results, stage: str, language: str, *, scores: bool = True) -> Table:
    """Return a row for each finding of a stage's gate, in words.

    Args:
        results: of an assessment.
        stage: whose gate.
        language: of the words.
        scores: whether a row of a score says how high it is.

    Raises:
        KeyError: the stage has no gate.
    """
    table = gate_rows(results, stage, language)
    findings = [*table.musts]
    for group in table.groups:
        findings += [group.count, *group.rows]
    rows = [_gate_cells(row if scores else row.without_score(), language) for row in findings]
    heads = ["criterion", "kind", "now", "needed", "standing", "note"]
    return table_of(rows, heads, language)


def _gate_cells(row: GateRow, language: str) -> Mapping[str, Value]:
    return {
        "criterion": row.label,
        "kind": Text("presentation.must" if row.must else "presentation.should").in_(language),
        "now": row.now,
        "needed": row.needed,
        "standing": Text(f"presentation.standing.{row.standing.value}").in_(language),
        "note": row.note,
    }
