"""The dimensions of one result, or of two side by side, with their scores and the cuts of the next gate."""

from dataclasses import dataclass, replace

from assessment.presentation.gates import Standing, standing_of
from assessment.presentation.values import Table, score_text, table_of
from assessment.scoring.results import DimensionResult, Finding, GateResult, Results
from assessment.texts import Text


@dataclass(frozen=True)
class Cut:
    """What a gate asks of a dimension."""

    needed: float
    must: bool


@dataclass(frozen=True)
class ProfileRow:
    """One dimension with its score and the cut of the gate looked at."""

    id: str
    name: str
    low: float | None
    """None where there is no result."""
    high: float | None
    cut: Cut | None
    standing: Standing
    words: str
    """The standing in words, with the gap."""
    reason: str
    """Why there is no result; empty where there is one."""
    answered: int
    applicable: int

    @property
    def gap(self) -> float | None:
        """Points missing to the cut; None where there is nothing to compare, 0 where reached."""
        if self.cut is None or self.low is None:
            return None
        return round(max(self.cut.needed - self.low, 0), 1)

    @property
    def under_must(self) -> bool:
        """Whether what is shown lies under a must cut."""
        return self.cut is not None and self.cut.must and bool(self.gap)


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
    return results.instrument.stage(stage).name.in_(language)


def profile_rows(results: Results, language: str) -> list[ProfileRow]:
    """Return every dimension with its score and its cut, in the order of the instrument."""
    gate = gate_looked_at(results)
    found = {} if gate is None else _dimension_findings(gate)
    return [
        _profile_row(results, results.dimensions[dimension.id], found.get(dimension.id), language)
        for dimension in results.instrument.dimensions
    ]


def profile_note(results: Results) -> Text:
    """Say what is drawn in the profile: whether there are ticks, and whether bars under one stand out."""
    cuts = [row.cut for row in profile_rows(results, "en") if row.cut is not None]
    if any(cut.must for cut in cuts):
        return Text("results.profile_note")
    return Text("results.profile_note_by_choice" if cuts else "results.profile_note_no_cut")


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
        reason="" if result.low is not None else Text(f"presentation.absent.{_reason(result)}").in_(language),
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
            return Text("presentation.standing.no_result").in_(language)
        case Standing.MET:
            return Text("presentation.over").in_(language)
        case Standing.UNMET:
            return Text("presentation.short", gap=gap).in_(language)
        case Standing.OPEN:
            return Text("presentation.maybe").in_(language)
        case _:
            return ""


def profile_table(results: Results, language: str) -> Table:
    """Return a row for each dimension: score, highest possible, cut, gap, standing, answered.

    Scores, cuts and gaps are points from 0 to 100; empty where there is no
    result or no cut.
    """
    rows = [
        {
            "dimension": row.name,
            "score": row.low,
            "high": row.high,
            "cut": None if row.cut is None else row.cut.needed,
            "kind": ""
            if row.cut is None
            else Text("presentation.must" if row.cut.must else "presentation.should").in_(language),
            "gap": row.gap,
            "standing": _standing_in_words(row, language),
            "answered": row.answered,
            "applicable": row.applicable,
        }
        for row in profile_rows(results, language)
    ]
    numbers = ["score", "high", "cut", "gap"]
    heads = ["dimension", *numbers[:3], "kind", "gap", "standing"]
    return table_of(rows, [*heads, "answered", "applicable"], language, numbers)


def _standing_in_words(row: ProfileRow, language: str) -> str:
    words = row.words or Text(f"presentation.standing.{row.standing.value}").in_(language)
    return f"{words} · {row.reason}" if row.reason else words


@dataclass(frozen=True)
class ProfilePair:
    """A dimension in both profiles; None where a profile has no such dimension."""

    id: str
    name: str
    sides: tuple[ProfileRow | None, ProfileRow | None]
    cut: Cut | None

    @property
    def scores(self) -> tuple[float | None, float | None]:
        """What is shown in both, as published."""
        first, second = (None if side is None else side.low for side in self.sides)
        return first, second


def profile_pairs(first: Results, second: Results, language: str) -> list[ProfilePair]:
    """Return the dimensions of the second profile, then those that only the first one has."""
    sides = [{row.id: row for row in profile_rows(results, language)} for results in (first, second)]
    rows = []
    for key in dict.fromkeys([*sides[1], *sides[0]]):
        one, other = sides[0].get(key), sides[1].get(key)
        known = other or one
        if known is not None:
            rows.append(ProfilePair(key, known.name, (one, other), None if other is None else other.cut))
    return rows


def profile_pair_table(first: Results, second: Results, names: tuple[str, str], language: str) -> Table:
    """Return a row for each dimension: both scores, and the cut that the second profile looks at."""
    rows = tuple(
        (row.name, *row.scores, None if row.cut is None else row.cut.needed)
        for row in profile_pairs(first, second, language)
    )
    one, other = names if names[0] != names[1] else (f"{names[0]} (1)", f"{names[1]} (2)")
    numbers = (one, other, Text("presentation.head.cut").in_(language))
    return Table((Text("presentation.head.dimension").in_(language), *numbers), rows, frozenset(numbers))
