"""Results: everything that scoring one assessment yields.

Records only, so that pages, charts, reports and the roadmap read the same
figures. Scores are exact fractions; `published` turns them into what is
shown and decided on: one decimal, half up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from assessment.instrument.model import Criterion, Instrument, Item, RedFlag
from assessment.instrument.text import LocalText
from assessment.responses import Absent, Answer, Mode

AT_EDGE = 2
"""Conditions that may be missing where a stage is said to be missed by little."""
NEAR_SCORE = 10.0
"""Points of a dimension, and per cent of a metric's range, that are little."""


def published(value: Fraction) -> float:
    """Round a score to one decimal, half up: the figure shown and decided on."""
    return floor(10 * value + Fraction(1, 2)) / 10


def published_coverage(share: Fraction) -> float:
    """Round a coverage to three decimals, half up: the figure shown and decided on."""
    return floor(1000 * share + Fraction(1, 2)) / 1000


@dataclass(frozen=True)
class ItemResult:
    """What one asked item counts for, at both ends."""

    item: Item
    answer: Answer | None
    absent: Absent | None
    """Why there is no point; None where the item is answered."""
    low: int
    """The point at the low end: what is shown. 0 where absent."""
    high: int
    """The point at the high end: the top point where the answer is missing."""
    counts: bool
    """False where the item is not applicable and so leaves the denominator."""
    verified: bool
    number: float | None = None
    """The number behind a metric item."""

    @property
    def answered(self) -> bool:
        """Whether a point is known."""
        return self.counts and self.absent is None


@dataclass(frozen=True)
class DimensionResult:
    """One dimension's score from 0 to 100, at both ends."""

    id: str
    weight: int
    low: Fraction | None
    """None where nothing was answered: nothing is known, which is not zero."""
    high: Fraction | None
    coverage: Fraction | None
    """Share of applicable weight answered; None where nothing is applicable."""
    answered: int
    applicable: int
    not_applicable: int
    raised_by_not_applicable: Fraction
    """Points that declaring items not applicable adds over counting them as 0."""

    @property
    def absent(self) -> bool:
        """Whether nothing in the dimension applies: no result at all."""
        return self.applicable == 0

    @property
    def score(self) -> float | None:
        """The published score: what is shown."""
        return None if self.low is None else published(self.low)

    @property
    def score_high(self) -> float | None:
        """The published score if everything missing were fully in place."""
        return None if self.high is None else published(self.high)


Part = Literal["flag", "must", "index", "should", "group", "evidence"]
"""Where in a gate a criterion stands."""


@dataclass(frozen=True)
class Finding:
    """A criterion set against what was measured."""

    criterion: Criterion | None
    """None for the finding that counts what a group meets."""
    kind: Literal["item", "tick", "dimension", "index", "metric", "profile", "shoulds"]
    """What is judged; `shoulds` counts the criteria met in a group."""
    measured: float | None
    """As published; of a tick or a profile answer 1 where it is as wanted, else 0."""
    high: float | None
    needed: float
    met: bool | None
    """None where the low end fails and the high end passes, and where a metric is unknown and skipped."""
    must: bool
    waived: bool = False
    note: Literal[
        "",
        "waived_by_profile",
        "declared_not_applicable",
        "absent",
        "metric_unknown",
        "profile_unknown",
        "not_asked",
    ] = ""
    part: Part = "must"
    group: int = 0
    """The number of its group within the gate, from 0; for groups only."""
    name: LocalText | None = None
    """What the flag or the group is called."""

    @property
    def skipped(self) -> bool:
        """Whether it is left out because nobody was asked, or nobody said the number."""
        return self.met is None and self.note in {"metric_unknown", "profile_unknown", "not_asked"}

    @property
    def blocks(self) -> bool:
        """Whether the gate stays shut because of this criterion, as things are shown."""
        if not self.must or self.waived:
            return False
        return self.met is False or (self.met is None and not self.skipped)

    @property
    def is_raised(self) -> bool:
        """Whether it is a flag's, and known not to hold."""
        return self.part == "flag" and self.met is False and self.measured is not None and not self.waived


@dataclass(frozen=True)
class GateResult:
    """A gate with its findings; open means this gate and all below it are passed."""

    stage: str
    open: bool
    findings: Sequence[Finding]
    """Flags, musts and the index; then for each group its count, followed by its criteria (must False)."""

    @property
    def blockers(self) -> list[Finding]:
        """The unmet musts (the counts of groups among them), each subject once: the hardest one."""
        blockers = [finding for finding in self.findings if finding.blocks]
        asked = {}
        for finding in blockers:
            if finding.criterion is not None:
                asked[finding.kind, finding.criterion.subject] = finding
        return [
            finding
            for finding in blockers
            if finding.criterion is None or asked[finding.kind, finding.criterion.subject] is finding
        ]

    @property
    def evidence_shown(self) -> bool:
        """Whether the business shows what the gate asks of it; false where it is only not known.

        Always true where the gate asks for none.
        """
        counts = [each for each in self.findings if each.part == "evidence" and each.criterion is None]
        shown = sum(each.met is True and each.criterion is not None for each in self._evidence)
        return all(shown >= count.needed for count in counts)

    @property
    def evidence_unknown(self) -> list[Finding]:
        """What the business should show and nobody entered."""
        return [each for each in self._evidence if each.criterion is not None and each.skipped]

    @property
    def _evidence(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.part == "evidence"]


@dataclass(frozen=True)
class FlagResult:
    """A red flag set against what is known."""

    flag: RedFlag
    findings: Sequence[Finding]

    @property
    def raised(self) -> bool:
        """Whether something it asks for is known not to hold."""
        return any(finding.is_raised for finding in self.findings)


@dataclass(frozen=True)
class Confidence:
    """Probability that the true stage is the reported one: a rigorous bracket."""

    low: float
    high: float
    word: Literal["firm", "likely", "borderline", "not_supported"]


@dataclass(frozen=True)
class Flip:
    """An answer that would change the stage, or the stages possible, were it another point."""

    item: str
    from_point: int | None
    """None where the item has no answer yet."""
    to_point: int
    stage: str | None
    """The stage it would lead to; None for an unanswered item, see `possible`."""
    possible: tuple[str, ...]


@dataclass(frozen=True)
class ScoreProblem:
    """Something in the answers that scoring had to set aside, in both a code and its place."""

    code: Literal[
        "not_applicable_refused",
        "not_applicable_over_cap",
        "retired_item",
        "coverage_too_low",
        "out_of_range",
    ]
    place: str
    """An item, dimension or metric id; empty for the whole assessment."""
    detail: str = ""


@dataclass(frozen=True)
class Results:
    """Everything one assessment yields."""

    instrument: Instrument
    mode: Mode
    items: Mapping[str, ItemResult]
    """Every item that was asked and applies to the profile, by id, in order."""
    skipped: Mapping[str, str]
    """Items not asked: id to the profile key that rules them out."""
    dimensions: Mapping[str, DimensionResult]
    index: Fraction | None
    index_high: Fraction | None
    coverage: Fraction | None
    percent_to_target: Mapping[str, Fraction | None]
    gates: Mapping[str, GateResult]
    """By stage, in order, without the first stage, which has no gate."""
    stage: str | None
    """None where coverage is below 0.60."""
    status: Literal["self_declared", "confirmed"] | None
    possible_stages: tuple[str, ...]
    confidence: Confidence | None
    chances: Mapping[str, Confidence]
    """The same for every stage, in order; empty where no stage is named."""
    flags: Sequence[FlagResult]
    """Every red flag of the bank, raised or not, in its order."""
    problems: Sequence[ScoreProblem]

    @property
    def index_score(self) -> float | None:
        """The published index."""
        return None if self.index is None else published(self.index)

    @property
    def index_score_high(self) -> float | None:
        """The published index if everything missing were fully in place."""
        return None if self.index_high is None else published(self.index_high)

    @property
    def likeliest_stage(self) -> str | None:
        """The stage with the highest probability; None where none is named."""
        middles = {stage: each.low + each.high for stage, each in self.chances.items()}
        return max(middles, key=lambda stage: middles[stage], default=None)

    @property
    def raised_flags(self) -> list[FlagResult]:
        """The red flags that are up; those that cap the stage lowest first."""
        order = self.instrument.stage_ids
        return sorted(
            (each for each in self.flags if each.raised),
            key=lambda each: len(order) if each.flag.caps is None else order.index(each.flag.caps),
        )

    @property
    def on_practice_alone(self) -> bool:
        """Whether the stage rests on practice alone: what the business shows is not known."""
        order = self.instrument.stage_ids
        if self.stage is None:
            return False
        reached = order[1 : order.index(self.stage) + 1]
        return any(not self.gates[stage].evidence_shown for stage in reached if stage in self.gates)

    @property
    def evidence_unknown(self) -> list[Finding]:
        """What the business should show for the stage that is named and nobody entered, each once."""
        order = self.instrument.stage_ids
        reached = order[1 : order.index(self.stage) + 1] if self.stage is not None else []
        gates = (self.gates[stage] for stage in reached if stage in self.gates)
        found = [each for gate in gates if not gate.evidence_shown for each in gate.evidence_unknown]
        return list({each.criterion.subject: each for each in found if each.criterion is not None}.values())

    @property
    def missing(self) -> list[Finding]:
        """What keeps the next gate shut, flags first: the one list that every page and command counts."""
        return [] if self.next_stage is None else self.gates[self.next_stage].blockers

    @property
    def at_edge(self) -> bool:
        """Whether the next stage is missed by little: one or two conditions, each nearly met."""
        missing = self.missing
        return self.stage is not None and 0 < len(missing) <= AT_EDGE and all(map(self._is_near, missing))

    def _is_near(self, finding: Finding) -> bool:
        """Whether one answer, or a small change of a score, would meet it; so of what is not answered."""
        if finding.met is None or finding.is_raised:
            return True
        if finding.measured is None:
            return False
        gap = abs(finding.needed - finding.measured)
        if finding.kind in {"item", "shoulds"}:
            return gap <= 1
        if finding.kind == "metric" and finding.criterion is not None:
            low, high = self.instrument.metric(finding.criterion.subject).range
            return 100 * gap <= NEAR_SCORE * (high - low)
        return gap <= NEAR_SCORE

    @property
    def doubtful_stage(self) -> str | None:
        """The stage whose cut on the index is so near that a careful answer more or less decides."""
        index = self.index_score
        for gate in self.instrument.gates:
            if self.stage is not None and index is not None and gate.index is not None:
                away = abs(index - gate.index.at_least)
                if 2 * away <= gate.index.band:
                    return gate.stage
        return None

    @property
    def next_stage(self) -> str | None:
        """The stage after the reached one (after the lowest possible where there is none yet)."""
        reached = self.stage or (self.possible_stages[0] if self.possible_stages else None)
        ids = self.instrument.stage_ids
        if reached is None or reached == ids[-1]:
            return None
        return ids[ids.index(reached) + 1]
